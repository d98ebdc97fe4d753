package whois

import (
	"bytes"

	"github.com/reconwatch/reconwatch/capture/dnswire"
)

// sites collect what is known of networks and sell or show it: certificates, scans, past names. Each row is
// one organisation. What programs ask for every day (addresses' countries, files' reputations, archives) is not among them.
var sites = []string{
	"crt.sh", "certspotter.com", "censys.io", "shodan.io", "securitytrails.com", "dnsdumpster.com", "viewdns.info", "bgp.he.net",
	"bgpview.io", "hackertarget.com", "urlscan.io", "rapiddns.io", "riddler.io", "fullhunt.io", "leakix.net", "binaryedge.io",
	"netlas.io", "zoomeye.org", "fofa.info", "threatminer.org", "whoisxmlapi.com", "anubisdb.com", "bufferover.run", "hunter.io",
	"projectdiscovery.io", "searchdns.netcraft.com", "sitedossier.com", "otx.alienvault.com", "intelx.io", "passivetotal.org",
}

// site finds the organisation that a name belongs to, as a bit; 0 for none.
func site(name []byte) uint64 {
	for i, s := range sites {
		if within(name, s) {
			return 1 << i
		}
	}
	return 0
}

// within reports whether a name is a domain or below it, whatever its case.
func within(name []byte, domain string) bool {
	if len(name) < len(domain) || !bytes.EqualFold(name[len(name)-len(domain):], []byte(domain)) {
		return false
	}
	return len(name) == len(domain) || name[len(name)-len(domain)-1] == '.'
}

// registry reports whether a name is that of an RDAP server (RFC 9224): by custom they are called so.
func registry(name []byte) bool {
	const custom = "rdap."
	return len(name) > len(custom) && bytes.EqualFold(name[:len(custom)], []byte(custom)) ||
		within(name, "pubapi.registry.google")
}

// text writes a name as hosts are written in a ClientHello.
func text(n dnswire.Name, dst []byte) []byte {
	b := n.AppendText(dst)
	return bytes.TrimSuffix(b, []byte("."))
}

// wire writes a name, folded, as it stands in messages; nil for what is no name.
func wire(name, dst []byte) dnswire.Name {
	if len(name) == 0 || len(name) > dnswire.MaxName-2 {
		return nil
	}
	for label := range bytes.SplitSeq(bytes.TrimSuffix(name, []byte(".")), []byte(".")) {
		if len(label) == 0 || len(label) > 63 {
			return nil
		}
		dst = append(append(dst, byte(len(label))), label...)
	}
	n := dnswire.Name(append(dst, 0))
	return n.AppendFolded(n[:0])
}
