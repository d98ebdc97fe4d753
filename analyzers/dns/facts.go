package dns

import (
	"fmt"
	"math/bits"
	"net/netip"
	"slices"
	"strings"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/dnswire"
)

// facts are what the detail of a finding is made of. What is quoted from the wire is escaped
// by whoever shows it.
type facts struct {
	names       uint32       // distinct, asked for
	below       string       // what they are below of
	found       []string     // the first that exist
	asked       []string     // the first that were asked for, where these are few
	told        []string     // what servers said of themselves
	made        bool         // one of them is no word
	through     bool         // the source asks as a resolver does
	behalf      netip.Prefix // the network that it says it asks for
	signed      bool         // a transfer was asked for with a key
	incremental bool
	hashed      bool    // hashes were collected rather than names
	code        int     // of a refusal
	records     uint32  // transferred
	types       uint32  // asked for
	usual       float64 // names that the busiest client asks for in a median hour
}

func (f *facts) learn(name string) { add(&f.asked, name) }

func (f *facts) tell(text string) { add(&f.told, text) }

func add(list *[]string, s string) {
	if len(*list) < samples && !slices.Contains(*list, s) {
		*list = append(*list, s)
	}
}

// detail says what was seen and given away.
func (s *story) detail() string {
	f := &s.facts
	text := ""
	switch s.kind {
	case analyzers.DNSBruteForce:
		text = f.guessed(s.answers.Open)
	case analyzers.DNSReverseSweep:
		text = fmt.Sprintf("%s below %s, %d with a name", count(f.names, "address", "addresses"), f.below, s.answers.Open)
	case analyzers.DNSZoneTransfer:
		text = f.transferred(s.domain)
	case analyzers.DNSZoneWalk:
		text = fmt.Sprintf("at least %s of %s given away", count(s.answers.Open, f.ofNames(), f.ofNames()+"s"), s.domain)
	case analyzers.DNSServerProbe, analyzers.DNSCacheSnoop:
		text = "asked for " + list(f.asked)
		if len(f.told) > 0 {
			text += "; was told " + list(f.told)
		}
	case analyzers.DNSQuerySurge:
		text = fmt.Sprintf("about %s of %s that exist (%s and more) within an hour, where the busiest client of a median hour asks for %g",
			count(f.names, "name", "names"), s.domain, list(f.found), f.usual)
	case analyzers.DNSRecordSurvey:
		text = f.surveyed(s.domain)
	}
	if f.behalf.IsValid() {
		text += "; the questions say that they are asked for " + f.behalf.String()
	}
	if f.through {
		text += "; asked as a resolver asks, so a client behind it may be the one"
	}
	return text
}

func (f *facts) guessed(found uint32) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s below %s", count(f.names, "name", "names"), f.below)
	if f.made {
		b.WriteString(", one made up to see whether everything exists")
	}
	fmt.Fprintf(&b, "; %d exist", found)
	if len(f.found) > 0 {
		b.WriteString(": " + list(f.found))
		if int(found) > len(f.found) {
			b.WriteString(" and more")
		}
	}
	return b.String()
}

var codes = [16]string{
	dnswire.FormErr: "FORMERR", dnswire.ServFail: "SERVFAIL", dnswire.NXDomain: "NXDOMAIN", dnswire.NotImp: "NOTIMP",
	dnswire.Refused: "REFUSED", dnswire.NotAuth: "NOTAUTH",
}

func (f *facts) transferred(zone string) string {
	what := "AXFR"
	if f.incremental {
		what = "IXFR"
	}
	switch {
	case f.records > 1:
		return fmt.Sprintf("%s of %s gave away at least %d records", what, zone, f.records)
	case f.code != 0:
		return fmt.Sprintf("%s of %s was refused (%s)", what, zone, codes[f.code])
	}
	return fmt.Sprintf("%s of %s; no records were seen to come back", what, zone)
}

func (f *facts) ofNames() string {
	if f.hashed {
		return "hashed name"
	}
	return "name"
}

var typeNames = [...]string{
	"NS", "SOA", "MX", "TXT", "SRV", "CAA", "DNSKEY", "ANY", "HINFO", "SPF", "NAPTR", "LOC", "RP", "CERT", "SSHFP", "IPSECKEY",
	"NSEC3PARAM", "TLSA", "CDS", "AFSDB", "AMTRELAY", "CNAME",
}

func (f *facts) surveyed(domain string) string {
	var names []string
	for t := f.types; t != 0; t &= t - 1 {
		if i := bits.TrailingZeros32(t); i < len(typeNames) {
			names = append(names, typeNames[i])
		}
	}
	return "asked for " + list(names) + " of " + domain
}

func list(words []string) string { return strings.Join(words, ", ") }

func count(n uint32, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
