package alert_test

import (
	"encoding/json"
	"net/netip"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
	"github.com/reconwatch/reconwatch/internal/alert"
	"github.com/reconwatch/reconwatch/internal/alert/alerttest"
	"github.com/reconwatch/reconwatch/internal/testbed"
)

// sample is a finding of any kind; of kinds that many do, it has several sources.
func sample(k analyzers.Kind, r analyzers.Rule, d analyzers.Direction) *analyzers.Finding {
	f := &analyzers.Finding{
		Time: 1_700_000_000_000_000_001, Kind: k, Rule: r, Episode: 1_700_000_000_000_000_000, Direction: d,
		Source: packet.AddrFrom(netip.MustParseAddr("2001:db8::9")), SourceCount: 1,
		Method: analyzers.TCPSyn, Methods: analyzers.MethodSet(0).Add(analyzers.TCPSyn).Add(analyzers.UDP),
		Hosts: 1, Ports: 300, HostsSample: []packet.Addr{packet.AddrFrom(netip.MustParseAddr("192.0.2.5"))},
		PortsSample: []uint16{0, 22, 65535}, First: 1_699_999_999_000_000_000, Last: 1_700_000_000_000_000_000,
		Probes: 301, Answers: analyzers.Answers{Open: 1, Closed: 200, Silent: 99},
		Confidence: 0.987654, FailureShare: 0.99, Score: 5.5, Visibility: 0.5, VLAN: 7,
	}
	if k == analyzers.DNSBruteForce {
		f.Domain, f.Via, f.Behalf = "example.com", f.Source, netip.MustParsePrefix("192.0.2.0/24")
	}
	if k == analyzers.DistributedScan || k == analyzers.DecoyScan || k == analyzers.SYNFlood {
		f.SourceCount, f.Sources = 40, []packet.Addr{f.Source, f.HostsSample[0]}
	}
	return f
}

// TestEveryKindMeetsTheSchema takes every kind, rule and direction through all phases.
func TestEveryKindMeetsTheSchema(t *testing.T) {
	for k := analyzers.PortScan; k < analyzers.NumKinds; k++ {
		t.Run(k.String(), func(t *testing.T) {
			for rule := analyzers.RuleNone; rule <= analyzers.RuleIncomplete; rule++ {
				for d := analyzers.Transit; d <= analyzers.Internal; d++ {
					episode(t, sample(k, rule, d))
				}
			}
		})
	}
}

func episode(t *testing.T, f *analyzers.Finding) {
	t.Helper()
	r := alert.NewReporter(alert.Options{Sensor: "s", Interfaces: func() []string { return []string{"eth0"} }})
	for _, stage := range []analyzers.Stage{analyzers.Opened, analyzers.Grown, analyzers.Ended} {
		f.Stage, f.Answers.Open, f.Time = stage, f.Answers.Open*2, f.Time+1
		a, ok := r.Take(f)
		if !ok {
			t.Fatalf("stage %d gave no alert", stage)
		}
		if strings.ContainsAny(a.Reason, "{}") || !strings.HasSuffix(a.Reason, ".") {
			t.Errorf("reason %q", a.Reason)
		}
		line, err := alert.AppendJSON(nil, &a)
		if err != nil {
			t.Fatal(err)
		}
		if err := alerttest.Validate(line); err != nil {
			t.Errorf("%s\n%v", line, err)
		}
	}
}

func TestAlertReadsBack(t *testing.T) {
	a, _ := alert.NewReporter(alert.Options{Sensor: "s"}).Take(sample(analyzers.DNSBruteForce, analyzers.RuleFanOut, analyzers.Inbound))
	a.Tool = &alert.Tool{Name: "nmap", Confidence: "strong", Evidence: []string{"window 1024"}}
	line, err := alert.AppendJSON(nil, &a)
	if err != nil {
		t.Fatal(err)
	}
	if err := alerttest.Validate(line); err != nil {
		t.Error(err)
	}
	var back alert.Alert
	if err := json.Unmarshal(line, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a, back, cmpopts.EquateComparable(netip.Addr{}, netip.Prefix{})); diff != "" {
		t.Error(diff)
	}
}

func TestSchemaRefuses(t *testing.T) {
	a, _ := alert.NewReporter(alert.Options{Sensor: "s"}).Take(sample(analyzers.PortScan, analyzers.RuleFanOut, analyzers.Inbound))
	line, err := alert.AppendJSON(nil, &a)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string][2]string{
		"an unknown kind":        {`"kind":"port_scan"`, `"kind":"scan"`},
		"a time without digits":  {`.000000001Z"`, `Z"`},
		"a share above one":      {`"confidence":0.988`, `"confidence":1.2`},
		"a source that is none":  {`"source":"2001:db8::9"`, `"source":"nobody"`},
		"an update for no cause": {`"phase":"open"`, `"phase":"update"`},
		"no tool key":            {`"tool":null,`, ``},
		"two lines":              {`"type"`, "\n" + `"type"`},
	} {
		changed := strings.Replace(string(line), change[0], change[1], 1)
		if changed == string(line) {
			t.Errorf("%s: %q is not in %s", name, change[0], line)
		} else if alerttest.Validate([]byte(changed)) == nil {
			t.Errorf("%s: passes", name)
		}
	}
}

// TestSchemaListsAreTheCodes keeps the lists of the schema and the code equal.
func TestSchemaListsAreTheCodes(t *testing.T) {
	data, err := os.ReadFile("../../docs/alert.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Properties map[string]struct{ Enum []string }
		Defs       map[string]struct{ Enum []string } `json:"$defs"`
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	var kinds, methods, severities []string
	for k := analyzers.PortScan; k < analyzers.NumKinds; k++ {
		kinds = append(kinds, k.String())
	}
	for m := analyzers.TCPSyn; m < analyzers.NumMethods; m++ {
		methods = append(methods, m.String())
	}
	for s := alert.Info; s < alert.NumSeverities; s++ {
		severities = append(severities, s.String())
	}
	for name, pair := range map[string][2][]string{
		"kind":     {kinds, doc.Properties["kind"].Enum},
		"severity": {severities, doc.Properties["severity"].Enum},
		"method":   {methods, doc.Defs["method"].Enum},
	} {
		slices.Sort(pair[0])
		slices.Sort(pair[1])
		if diff := cmp.Diff(pair[0], pair[1]); diff != "" {
			t.Errorf("%s (code, schema):\n%s", name, diff)
		}
	}
}

// TestTechniquesExist holds the ids against a list of ATT&CK, named by the
// environment, where there is one: a table of tab-separated values with the ids in the first column.
func TestTechniquesExist(t *testing.T) {
	const variable = "RECONWATCH_ATTACK_TSV"
	path := os.Getenv(variable)
	if path == "" {
		testbed.Lacking(t, "attack", variable+" names no table of ATT&CK techniques")
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for line := range strings.Lines(string(data)) {
		id, _, _ := strings.Cut(line, "\t")
		known[id] = true
	}
	for k := analyzers.PortScan; k < analyzers.NumKinds; k++ {
		for d := analyzers.Transit; d <= analyzers.Internal; d++ {
			a, _ := alert.NewReporter(alert.Options{}).Take(sample(k, analyzers.RuleNone, d))
			for _, id := range a.Attack {
				if !known[id] {
					t.Errorf("%s %s: %s is no technique", k, d, id)
				}
			}
			match := k == analyzers.IntelMatch && (d == analyzers.Internal || d == analyzers.Outbound)
			if (len(a.Attack) > 0) != (k.Reconnaissance() && !match) {
				t.Errorf("%s %s: techniques %v", k, d, a.Attack)
			}
		}
	}
}
