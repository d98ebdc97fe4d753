package filter

import (
	"net/netip"
	"strconv"
	"strings"
)

// prefix reads an address or, after net, a network: with a length, with a mask,
// or an IPv4 one that is cut at a dot.
func (p *parser) prefix(t token, q qualifiers) (netip.Prefix, error) {
	text, length, cut := strings.Cut(t.text, "/")
	addr, err := netip.ParseAddr(text)
	full := 32
	if err != nil && q.kind == "net" {
		addr, full = partial(text)
	}
	if !addr.IsValid() || addr.Zone() != "" {
		return netip.Prefix{}, fail(t, "expected an IP address")
	}
	if addr.Is6() {
		full = 128
	}
	switch {
	case cut && q.kind != "net":
		return netip.Prefix{}, fail(t, "only net takes a prefix length")
	case cut:
		n, ok := parseNumber(length)
		if !ok || n > uint64(addr.BitLen()) {
			return netip.Prefix{}, fail(t, "expected a prefix length of 0 to %d", addr.BitLen())
		}
		full = int(n)
	case q.kind == "net" && p.peek().text == "mask":
		if full, err = p.mask(addr); err != nil {
			return netip.Prefix{}, err
		}
	}
	net := netip.PrefixFrom(addr, full)
	if net.Masked() != net {
		return netip.Prefix{}, fail(t, "bits are set behind the prefix of %d", full)
	}
	return net, nil
}

// mask reads an IPv4 network mask, which must be a prefix.
func (p *parser) mask(addr netip.Addr) (bits int, err error) {
	word := p.take()
	t := p.take()
	m, err := netip.ParseAddr(t.text)
	if !addr.Is4() {
		return 0, fail(word, "IPv6 networks have a prefix length")
	}
	if err != nil || !m.Is4() {
		return 0, fail(t, "expected a network mask")
	}
	for bits < 32 && m.As4()[bits/8]>>(7-bits%8)&1 == 1 {
		bits++
	}
	if p, err := m.Prefix(bits); err != nil || p.Addr() != m {
		return 0, fail(t, "the mask is not a prefix")
	}
	return bits, nil
}

// partial reads one to four numbers joined by dots, as in "net 10.1".
func partial(s string) (addr netip.Addr, bits int) {
	parts := strings.Split(s, ".")
	var b [4]byte
	if len(parts) > len(b) {
		return netip.Addr{}, 0
	}
	for i, part := range parts {
		n, ok := parseNumber(part)
		if !ok || n > 255 {
			return netip.Addr{}, 0
		}
		b[i] = byte(n)
	}
	return netip.AddrFrom4(b), 8 * len(parts)
}

// parseMAC reads six hexadecimal bytes joined by colons or dashes.
func parseMAC(s string) (mac [6]byte, ok bool) {
	parts := strings.Split(strings.ReplaceAll(s, "-", ":"), ":")
	if len(parts) != len(mac) {
		return mac, false
	}
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 16, 8)
		if err != nil {
			return mac, false
		}
		mac[i] = byte(n)
	}
	return mac, true
}
