package alert

import (
	"fmt"

	"github.com/reconwatch/reconwatch/analyzers"
)

// Severity is how soon somebody should look.
type Severity uint8

// Severities of the alert contract, in rising order.
const (
	Info     Severity = iota // not reconnaissance; kept for the record
	Low                      // background radiation: nobody need look today
	Medium                   // look today
	High                     // look now
	Critical                 // something of value has left the house
	NumSeverities
)

var severityNames = [NumSeverities]string{"info", "low", "medium", "high", "critical"}

// String is the contract's name.
func (s Severity) String() string {
	if s >= NumSeverities {
		return ""
	}
	return severityNames[s]
}

// MarshalText implements encoding.TextMarshaler.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Severity) UnmarshalText(b []byte) error {
	for i, name := range severityNames {
		if name == string(b) {
			*s = Severity(i)
			return nil
		}
	}
	return fmt.Errorf("severity %q is none of %q", b, severityNames)
}

// Sizes that the severity table compares with; both are rungs of the ladders,
// so that passing one is always told.
const (
	smallHosts, smallPorts = 20, 50     // below both, an own host may be a person trying things out
	mapHosts, mapPorts     = 1000, 1000 // from either on, the adversary holds a map and not a glimpse
)

// grade is a row of the severity table.
type grade struct {
	when func(*analyzers.Finding) bool
	is   Severity
	why  string
}

// grades is read from the top: the first row that holds decides.
var grades = []grade{
	{notRecon, Info, "not reconnaissance, told apart so that nobody mistakes it for it"},
	{zoneLeft, Critical, "the records of a zone went to somebody who had no business with them"},
	{distributed, High, "sources that work together are somebody's plan, not background"},
	{ownMild, Low, "a host of ours doing what administrators do as well"},
	{ownSmall, Medium, "a host of ours probing a little: a compromise begins so, a curious colleague too"},
	{own, High, "a host of ours that scans is likely compromised"},
	{targetedMap, High, "aimed at us, large, and it learned what is open"},
	{targeted, Medium, "aimed at few hosts or at many ports: background radiation does neither"},
	{learned, Medium, "it learned something open"},
	{always, Low, "external, unanswered and untargeted: a public network sees thousands a day"},
}

// grading finds the severity of f and its reason. Methods that no ordinary
// program uses raise it by one, up to high.
func grading(f *analyzers.Finding) (Severity, string) {
	for i := range grades {
		if g := &grades[i]; g.when(f) {
			return raised(g.is, f), g.why
		}
	}
	return Low, ""
}

func raised(s Severity, f *analyzers.Finding) Severity {
	if s == Low || s == Medium {
		if f.Rule == analyzers.RuleOddFlags || stealthy(f.Methods) || f.Method.Stealthy() {
			return s + 1
		}
	}
	return s
}

func stealthy(set analyzers.MethodSet) bool {
	for m := analyzers.TCPSyn; m < analyzers.NumMethods; m++ {
		if set.Has(m) && m.Stealthy() {
			return true
		}
	}
	return false
}

func always(*analyzers.Finding) bool { return true }

func notRecon(f *analyzers.Finding) bool { return !f.Kind.Reconnaissance() }

func zoneLeft(f *analyzers.Finding) bool {
	return f.Kind == analyzers.DNSZoneTransfer && f.Answers.Open > 0
}

func distributed(f *analyzers.Finding) bool { return f.Kind == analyzers.DistributedScan }

func own(f *analyzers.Finding) bool {
	return f.Direction == analyzers.Internal || f.Direction == analyzers.Outbound
}

func ownMild(f *analyzers.Finding) bool { return own(f) && traits[f.Kind].mild && small(f) }

func ownSmall(f *analyzers.Finding) bool {
	return own(f) && f.Kind != analyzers.IntelMatch && small(f)
}

func small(f *analyzers.Finding) bool { return f.Hosts < smallHosts && f.Ports < smallPorts }

func targeted(f *analyzers.Finding) bool {
	return traits[f.Kind].aimed || f.Kind == analyzers.BlockScan && f.Ports >= smallPorts
}

func targetedMap(f *analyzers.Finding) bool {
	return targeted(f) && learned(f) && (f.Hosts >= mapHosts || f.Ports >= mapPorts)
}

// fewPorts is what passers-by try of a host that answers: below the number that is a scan of that
// host by itself.
const fewPorts = 15

// fewRequests is what the kits of passers-by ask of a web server: fixed lists of places and of attack
// strings. Word lists have more, and are for somebody.
const fewRequests = 100

// severalHosts is of how many hosts one asks who looks for gateways, rather than for a way through one.
const severalHosts = 5

// passing reports whether an outsider looked for a service wherever it may be, rather than at somebody.
func passing(f *analyzers.Finding) bool {
	if f.Direction != analyzers.Inbound {
		return false
	}
	switch f.Kind {
	case analyzers.PortSweep, analyzers.HostSweep:
		return true
	case analyzers.BlockScan:
		return !targeted(f)
	case analyzers.PortScan, analyzers.ScannerSignature, analyzers.ServiceProbe:
		return f.Ports < fewPorts
	case analyzers.WebPathProbe, analyzers.WebScanner:
		return f.Probes < fewRequests
	case analyzers.FirewallProbe:
		return f.Method == analyzers.HTTP && f.Probes < fewRequests || f.Hosts >= severalHosts
	}
	return false
}

func learned(f *analyzers.Finding) bool { return f.Answers.Open > 0 }
