package alert

import (
	"bytes"
	"net/netip"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

const (
	second = int64(1e9)
	start  = int64(1_700_000_000) * second
)

func addr(s string) packet.Addr { return packet.AddrFrom(netip.MustParseAddr(s)) }

// finding is a port scan from outside that has just been noticed; edit changes it.
func finding(edit ...func(*analyzers.Finding)) *analyzers.Finding {
	f := &analyzers.Finding{
		Time: start + second, Kind: analyzers.PortScan, Rule: analyzers.RuleFanOut, Episode: start,
		Source: addr("203.0.113.9"), SourceCount: 1,
		Method: analyzers.TCPSyn, Methods: analyzers.MethodSet(0).Add(analyzers.TCPSyn),
		Hosts: 1, Ports: 15, HostsSample: []packet.Addr{addr("192.0.2.5")}, PortsSample: []uint16{22, 80},
		First: start, Last: start + second, Probes: 15, Answers: analyzers.Answers{Closed: 15},
		Confidence: 0.9, FailureShare: 1, Direction: analyzers.Inbound, Visibility: 1,
	}
	for _, e := range edit {
		e(f)
	}
	return f
}

// later is a finding of the same episode, seconds after it opened.
func later(seconds int64, edit ...func(*analyzers.Finding)) *analyzers.Finding {
	f := finding(edit...)
	f.Time, f.Last = start+seconds*second, start+seconds*second
	if f.Stage == analyzers.Opened {
		f.Stage = analyzers.Grown
	}
	return f
}

func portsOf(n uint32) func(*analyzers.Finding) { return func(f *analyzers.Finding) { f.Ports = n } }

func hostsOf(n uint32) func(*analyzers.Finding) { return func(f *analyzers.Finding) { f.Hosts = n } }

func openOf(n uint32) func(*analyzers.Finding) {
	return func(f *analyzers.Finding) { f.Answers.Open = n }
}
func newTargets(f *analyzers.Finding) { f.NewTargets = true }
func ended(f *analyzers.Finding)      { f.Stage = analyzers.Ended }
func by(m analyzers.Method) func(*analyzers.Finding) {
	return func(f *analyzers.Finding) { f.Methods = f.Methods.Add(m) }
}

// TestEpisode feeds one episode and looks at what is told and why.
func TestEpisode(t *testing.T) {
	tests := []struct {
		name     string
		findings []*analyzers.Finding
		want     []string
	}{
		{"below the next rung nothing is told", []*analyzers.Finding{
			finding(), later(2, portsOf(40)), later(3, portsOf(49)), later(9, portsOf(49), ended),
		}, []string{"open", "close"}},
		{"one update a rung", []*analyzers.Finding{
			finding(), later(2, portsOf(50)), later(3, portsOf(60)), later(4, portsOf(1200)), later(5, portsOf(1300)),
		}, []string{"open", "update ports", "update ports"}},
		{"rungs passed before the opening are not told again", []*analyzers.Finding{
			finding(portsOf(60)), later(2, portsOf(70)),
		}, []string{"open"}},
		{"first open answer and doublings", []*analyzers.Finding{
			finding(), later(2, openOf(1)), later(3, openOf(1)), later(4, openOf(3)), later(5, openOf(4)),
		}, []string{"open", "update open", "update open", "update open"}},
		{"a new method that is stealthy", []*analyzers.Finding{
			finding(), later(2, by(analyzers.TCPNull)), later(3, by(analyzers.TCPNull)),
		}, []string{"open", "update severity method"}},
		{"a new target set is told though no rung is passed", []*analyzers.Finding{
			finding(), later(2, newTargets, hostsOf(2)), later(3, hostsOf(2)),
		}, []string{"open", "update targets"}},
		{"a new target set climbs the ladder again", []*analyzers.Finding{
			finding(portsOf(60)), later(2, newTargets, portsOf(70)), later(3, portsOf(125)), later(4, portsOf(126)),
		}, []string{"open", "update targets", "update ports"}},
		{"the next host of a port scan is a new target set", []*analyzers.Finding{
			finding(), later(2, hostsOf(2)), later(3, hostsOf(2)), later(4, hostsOf(3)),
		}, []string{"open", "update targets", "update targets"}},
		{"the next port of a sweep is a new target set", []*analyzers.Finding{
			finding(kindOf(analyzers.PortSweep), portsOf(1), hostsOf(30)),
			later(2, kindOf(analyzers.PortSweep), portsOf(1), hostsOf(40)),
			later(3, kindOf(analyzers.PortSweep), portsOf(2), hostsOf(40)),
		}, []string{"open", "update targets"}},
		{"many target sets are told at most once a minute", []*analyzers.Finding{
			finding(), later(1, newTargets), later(2, newTargets), later(3, newTargets), // sets 2, 3, 4
			later(4, newTargets), later(5, newTargets), later(64, newTargets), later(65), later(70, ended),
		}, []string{"open", "update targets", "update targets", "update targets", "update targets", "close"}},
		{"an end that nobody knew of is told", []*analyzers.Finding{later(2, ended)}, []string{"close"}},
		{"an episode that was forgotten opens again", []*analyzers.Finding{later(2)}, []string{"open"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := NewReporter(Options{})
			var got []string
			ids := map[string]bool{}
			for _, f := range tt.findings {
				a, ok := r.Take(f)
				if !ok {
					continue
				}
				line := a.Phase
				for _, b := range a.Because {
					line += " " + b
				}
				got = append(got, line)
				if ids[a.ID] {
					t.Errorf("id %s twice", a.ID)
				}
				ids[a.ID] = true
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNamesComeFromContent(t *testing.T) {
	one, two := NewReporter(Options{Sensor: "a"}), NewReporter(Options{Sensor: "b", MaxEpisodes: 1})
	for _, f := range []*analyzers.Finding{finding(), later(2, portsOf(300)), later(3, ended)} {
		a, _ := one.Take(f)
		b, _ := two.Take(f)
		if a.ID != b.ID || a.Episode != b.Episode || len(a.ID) != 16 || len(a.Episode) != 16 {
			t.Errorf("%s: ids %q %q, episodes %q %q", a.Phase, a.ID, b.ID, a.Episode, b.Episode)
		}
	}
	a, _ := one.Take(finding())
	b, _ := one.Take(finding(func(f *analyzers.Finding) { f.Episode++ }))
	if a.Episode == b.Episode {
		t.Error("two episodes share a name")
	}
}

func TestEveryFindingIsCounted(t *testing.T) {
	r := NewReporter(Options{
		Authorised: []Authorised{{Address: netip.MustParsePrefix("198.51.100.0/24")}},
		Suppress:   []Suppression{{Kind: analyzers.Backscatter}},
	})
	in := []*analyzers.Finding{
		finding(), later(2), later(3, portsOf(50)), later(4, ended),
		finding(func(f *analyzers.Finding) { f.Source = addr("198.51.100.7") }),
		finding(func(f *analyzers.Finding) { f.Kind = analyzers.Backscatter }),
		finding(func(f *analyzers.Finding) { f.Kind = analyzers.NumKinds }),
	}
	for _, f := range in {
		r.Take(f)
	}
	want := Stats{
		Opened: 1, Updated: 1, Closed: 1, Held: 1, Authorised: 1, Suppressed: 1, Invalid: 1,
		AuthorisedEpisodes: 1, SuppressedEpisodes: 1,
	}
	want.Kinds[analyzers.PortScan]++
	want.Severities[Medium]++
	want.Graded[analyzers.PortScan][Medium]++
	if diff := cmp.Diff(want, r.Stats()); diff != "" {
		t.Error(diff)
	}
	if r.Open() != 0 {
		t.Errorf("%d episodes open, want 0", r.Open())
	}
}

// TestEviction fills the table with outside sources after a host of ours: the
// host of ours must stay.
func TestEviction(t *testing.T) {
	r := NewReporter(Options{MaxEpisodes: 10})
	own := func(f *analyzers.Finding) { f.Source, f.Direction, f.Ports = addr("10.0.0.9"), analyzers.Internal, 60 }
	r.Take(finding(own))
	for i := range 100 {
		r.Take(finding(func(f *analyzers.Finding) { f.Source[15], f.Kind = byte(i), analyzers.PortSweep }))
	}
	if got := r.Stats().Evicted; got != 91 {
		t.Errorf("evicted %d, want 91", got)
	}
	if _, told := r.Take(later(5, own)); told {
		t.Error("the own host's episode was forgotten")
	}
	if r.Open() != 10 {
		t.Errorf("%d open, want 10", r.Open())
	}
}

func TestSides(t *testing.T) {
	several := func(f *analyzers.Finding) {
		f.Kind, f.SourceCount = analyzers.DistributedScan, 12
		f.Sources = []packet.Addr{addr("203.0.113.9"), addr("203.0.113.10")}
		f.Hosts, f.HostsSample = 2, []packet.Addr{addr("192.0.2.5"), addr("192.0.2.6")}
	}
	a, _ := NewReporter(Options{}).Take(finding(several))
	if a.Source.IsValid() || a.Target.IsValid() || a.SourcesCount != 12 || len(a.Sources) != 2 {
		t.Errorf("several: source %v target %v sources %v of %d", a.Source, a.Target, a.Sources, a.SourcesCount)
	}
	r := NewReporter(Options{Interfaces: func() []string { return []string{"eth0", "eth1"} }})
	a, _ = r.Take(finding(func(f *analyzers.Finding) { f.Interface = 1 }))
	if a.Source.String() != "203.0.113.9" || a.Target.String() != "192.0.2.5" || a.Interface != "eth1" {
		t.Errorf("one: source %v target %v interface %q", a.Source, a.Target, a.Interface)
	}
}

func TestJSONKeyOrderAndTimes(t *testing.T) {
	a, _ := NewReporter(Options{Sensor: "s1"}).Take(finding())
	var one, two bytes.Buffer
	if err := WriteJSON(&one, &a); err != nil {
		t.Fatal(err)
	}
	if err := WriteJSON(&two, &a); err != nil {
		t.Fatal(err)
	}
	if one.String() != two.String() || bytes.Count(one.Bytes(), []byte("\n")) != 1 {
		t.Errorf("not one stable line: %q", one.String())
	}
	const head = `{"type":"alert","time":"2023-11-14T22:13:21.000000000Z","id":"`
	if !bytes.HasPrefix(one.Bytes(), []byte(head)) {
		t.Errorf("line begins %q", one.String()[:80])
	}
	if !slices.Contains(a.Attack, "T1595") {
		t.Errorf("attack %v", a.Attack)
	}
}
