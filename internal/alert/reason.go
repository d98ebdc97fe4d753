package alert

import (
	"fmt"
	"strings"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// lowVisibility is the share of replies seen below which a reason says that
// silence may be the sensor's and not the target's.
const lowVisibility = 0.8

// deed says what was done. Names in braces are filled in by words.
type deed struct{ did, gloss string }

// deeds has a row for every kind; the gloss follows the numbers.
var deeds = [analyzers.NumKinds]deed{
	analyzers.PortScan:         {"probed {ports} of {target}", ""},
	analyzers.PortSweep:        {"tried {ports} on {hosts}", ""},
	analyzers.BlockScan:        {"probed {ports} over {hosts}", ""},
	analyzers.HostSweep:        {"looked for live hosts among {hosts}", ""},
	analyzers.DistributedScan:  {"shared {ports} of {hosts} among themselves", ""},
	analyzers.DecoyScan:        {"probed {ports} of {target}", ", consistent with one scanner behind decoys"},
	analyzers.ProtocolScan:     {"tried {protocols} on {target}", ""},
	analyzers.IdleScan:         {"probed {target}", ", consistent with an idle scan through a third host"},
	analyzers.OSFingerprint:    {"sent {target} packets that tell operating systems apart", ""},
	analyzers.ServiceProbe:     {"asked {ports} on {hosts} what service and version runs there", ""},
	analyzers.ScannerSignature: {"sent {hosts} packets that a known scanner makes", ""},
	analyzers.Traceroute:       {"traced the path to {target}", ""},
	analyzers.FirewallProbe:    {"probed what the filter in front of {target} lets through", ""},
	analyzers.DNSBruteForce:    {"guessed names", ""},
	analyzers.DNSReverseSweep:  {"asked for the names of one address after another", ""},
	analyzers.DNSZoneTransfer:  {"asked {target} for a whole zone", ""},
	analyzers.DNSZoneWalk:      {"walked from each name to the next", ""},
	analyzers.DNSServerProbe:   {"asked {target} about the name server itself", ""},
	analyzers.DNSCacheSnoop:    {"asked {target} which names its cache holds", ""},
	analyzers.DNSRecordSurvey:  {"asked for many record types", ""},
	analyzers.DNSQuerySurge:    {"asked far more names than usual", ""},
	analyzers.WHOISSurge:       {"asked WHOIS or RDAP servers far more than usual", ""},
	analyzers.WebPathProbe:     {"searched {hosts} for hidden paths", ""},
	analyzers.WebScanner:       {"sent {hosts} requests that a web scanner makes", ""},
	analyzers.IntelMatch:       {"is on a threat intelligence list and touched {hosts}", ""},
	analyzers.Backscatter:      {"sent {hosts} replies that nobody asked for", ", consistent with the victim of a forged flood and not with a scan"},
	analyzers.SYNFlood:         {"began {probes} with {target}", ", consistent with a SYN flood and not with a scan"},
}

// ruleRow names a rule in alerts and says in words what it decided on.
type ruleRow struct{ name, words string }

var rules = [...]ruleRow{
	analyzers.RuleNone:        {"", ""},
	analyzers.RuleSequential:  {"sequential", "; {share} of the first contacts {fruitless}, sequential test at {score}"},
	analyzers.RuleFanOut:      {"fan_out", "; {share} of the contacts {fruitless}"},
	analyzers.RuleSlow:        {"slow", "; slowly enough to pass below short windows, {share} of the contacts {fruitless}"},
	analyzers.RuleOddFlags:    {"odd_flags", "; with flags that no stack sends to a stranger"},
	analyzers.RuleProtocols:   {"protocols", "; hosts speak few protocols, so trying many is a search"},
	analyzers.RulePartition:   {"partition", "; the sources split the targets with hardly any overlap"},
	analyzers.RuleConstant:    {"constant", "; the sources share a value that no stack forces on them"},
	analyzers.RuleUnrequested: {"unrequested", "; no request to it was seen"},
	analyzers.RuleIncomplete:  {"incomplete", "; {share} of the handshakes stayed half-open"},
}

func ruleName(r analyzers.Rule) string {
	if int(r) < len(rules) {
		return rules[r].name
	}
	return ""
}

// reason is one sentence that a tier-1 analyst can act on.
func reason(f *analyzers.Finding) string {
	d := &deeds[f.Kind]
	template := "{who} " + d.did + "{in}{how}" + d.gloss
	if int(f.Rule) < len(rules) {
		template += rules[f.Rule].words
	}
	if f.Detail != "" {
		template += "; {detail}"
	}
	if f.Kind.Reconnaissance() && !unweighed(f) && f.Kind != analyzers.Traceroute { // its detail says what answered
		template += "; {answers}"
	}
	if tool := toolWords(f.Tools); tool != "" {
		template += "; consistent with {tool}"
	}
	if f.Visibility < lowVisibility {
		template += "; this sensor sees {visibility} of the replies there, so silence may be its own"
	}
	return fill(template+"; "+advice(f), f) + "."
}

// fill puts words for the names in braces. What it puts in is not read again, so a name
// from the wire cannot bring braces of its own.
func fill(template string, f *analyzers.Finding) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(template, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		var name string
		name, template, _ = strings.Cut(rest, "}")
		b.WriteString(words(name, f))
	}
}

// words are what a name in braces stands for.
func words(name string, f *analyzers.Finding) string {
	switch name {
	case "who":
		return who(f)
	case "source":
		return f.Source.String()
	case "target":
		return target(f)
	case "hosts":
		return hosts(f)
	case "ports":
		return ports(f)
	case "probes":
		return count(f.Probes, "handshake")
	case "in":
		return span(f.Last - f.First)
	case "how":
		return how(f)
	case "share":
		return percent(f.FailureShare)
	case "fruitless":
		return fruitless(f.Methods.Has(analyzers.TCPConnect), Answers(f.Answers)).long
	case "score":
		return score(f)
	case "protocols":
		return count(uint64(f.Ports), "IP protocol")
	case "answers":
		return learnedWords(f)
	case "detail":
		return Escape(f.Detail)
	case "tool":
		return toolWords(f.Tools)
	case "visibility":
		return percent(f.Visibility)
	}
	return "{" + name + "}"
}

// unweighed reports whether f says nothing of answers: what recognises packets does
// not follow what came back.
func unweighed(f *analyzers.Finding) bool {
	switch f.Kind {
	case analyzers.ScannerSignature, analyzers.OSFingerprint, analyzers.ServiceProbe, analyzers.DecoyScan, analyzers.IdleScan:
		return f.Answers == analyzers.Answers{}
	}
	return false
}

// toolWords names the programs, but for those that little speaks for: they are
// in the alert's own key.
func toolWords(all []analyzers.Tool) string {
	var names []string
	for i := range all {
		if all[i].Confidence == "weak" {
			continue
		}
		name := all[i].Name
		if all[i].Version != "" {
			name += " (" + all[i].Version + ")"
		}
		names = append(names, Escape(name))
	}
	return strings.Join(names, " and ")
}

func who(f *analyzers.Finding) string {
	side := "external"
	if own(f) {
		side = "own"
	}
	if f.SourceCount > 1 {
		return fmt.Sprintf("%s (first %s)", count(uint64(f.SourceCount), side+" host"), f.Source)
	}
	return strings.ToUpper(side[:1]) + side[1:] + " host " + f.Source.String()
}

// fruit says how contacts came to nothing, in a sentence and in a line.
type fruit struct{ long, short string }

// fruitless is how contacts came to nothing. Whoever connects as a stack does, where something listens, has mostly
// finished the handshake, and sent no data.
func fruitless(connects bool, a Answers) fruit {
	switch {
	case !connects || a.Open == 0:
		return fruit{"failed or stayed half-open", "failed or half-open"}
	case a.Closed|a.Filtered|a.Silent == 0:
		return fruit{"ended without data", "without data"}
	}
	return fruit{"failed or ended without data", "failed or without data"}
}

func score(f *analyzers.Finding) string {
	if f.Threshold <= 0 {
		return fmt.Sprintf("%.1f", f.Score)
	}
	return fmt.Sprintf("%.1f of %.1f needed", f.Score, f.Threshold)
}

func target(f *analyzers.Finding) string {
	if f.Hosts == 1 && len(f.HostsSample) > 0 {
		return f.HostsSample[0].String()
	}
	return hosts(f)
}

func hosts(f *analyzers.Finding) string {
	return count(uint64(f.Hosts), "host") + among(f.HostsSample, int(f.Hosts))
}

// among names the hosts where they are few.
func among(sample []packet.Addr, n int) string {
	if n != len(sample) || n == 0 || n > 3 {
		return ""
	}
	names := make([]string, n)
	for i, a := range sample {
		names[i] = a.String()
	}
	return " (" + strings.Join(names, ", ") + ")"
}

func ports(f *analyzers.Finding) string {
	if f.Ports == 1 && len(f.PortsSample) == 1 {
		return fmt.Sprintf("port %d", f.PortsSample[0])
	}
	return count(uint64(f.Ports), "port")
}

func how(f *analyzers.Finding) string {
	if f.Methods == 0 {
		return ""
	}
	return " by " + strings.Join(f.Methods.Names(), ", ")
}

func learnedWords(f *analyzers.Finding) string {
	a := &f.Answers
	var parts []string
	for _, p := range []struct {
		n    uint32
		word string
	}{{a.Open, "open"}, {a.Closed, "closed"}, {a.Filtered, "filtered"}, {a.Silent, "silent"}} {
		if p.n > 0 {
			parts = append(parts, grouped(uint64(p.n))+" "+p.word)
		}
	}
	switch {
	case len(parts) == 0:
		return "no answer was seen"
	case a.Open|a.Closed|a.Filtered == 0:
		return "no answer was seen, " + parts[0]
	}
	return "answers: " + strings.Join(parts, ", ")
}

// advice is what to do next.
func advice(f *analyzers.Finding) string {
	switch {
	case !f.Kind.Reconnaissance():
		return "do not act against the source"
	case own(f):
		return "find out what runs on {source} and who asked for it"
	case unweighed(f):
		return "see from its other alerts what it learned"
	case f.Answers.Open > 0:
		return "check that what answered is meant to be reachable"
	case targeted(f):
		return "nothing open was found, so watch for its return"
	}
	return "no action unless it comes back for more"
}
