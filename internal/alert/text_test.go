package alert

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/reconwatch/reconwatch/analyzers"
)

func textOf(t *testing.T, a *Alert, colour bool) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteText(&b, a, colour); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestText(t *testing.T) {
	one, _ := NewReporter(Options{}).Take(finding())
	many, _ := NewReporter(Options{}).Take(finding(kindOf(analyzers.PortSweep), hostsOf(2540), func(f *analyzers.Finding) { f.Visibility = 0.5 }))
	want := []string{
		"2023-11-14T22:13:21.000Z  medium    open    port_scan          203.0.113.9 -> 192.0.2.5              " +
			"tcp_syn       1 host, 15 ports          open 0 closed 15 filtered 0 silent 0; fan out, 100 % failed or half-open\n",
		"2023-11-14T22:13:21.000Z  low       open    port_sweep         203.0.113.9 -> 192.0.2.5 +2,539       " +
			"tcp_syn       2,540 hosts, 15 ports     open 0 closed 15 filtered 0 silent 0; fan out, 100 % failed or half-open; 50 % of replies seen\n",
	}
	if diff := cmp.Diff(want, []string{textOf(t, &one, false), textOf(t, &many, false)}); diff != "" {
		t.Error(diff)
	}
}

// TestTextOutcomes: what answered has the words of its kind, and every kind that has some exists.
func TestTextOutcomes(t *testing.T) {
	for kind := range outcomes {
		if _, ok := analyzers.ParseKind(kind); !ok {
			t.Errorf("there is no kind %q", kind)
		}
	}
	answers := Answers{Open: 2, Closed: 3, Silent: 4}
	for kind, want := range map[string]string{
		"port_scan":         "open 2 closed 3 filtered 0 silent 4",
		"dns_brute_force":   "found 2 absent 3 unanswered 4",
		"dns_zone_transfer": "records 2 refused 3",
		"traceroute":        "",
	} {
		if got := outcomeText(&Alert{Kind: kind, Answers: answers}); got != want {
			t.Errorf("%s: %q, want %q", kind, got, want)
		}
	}
}

func TestTextColour(t *testing.T) {
	a, _ := NewReporter(Options{}).Take(finding())
	if got := textOf(t, &a, true); !strings.HasPrefix(got, "\x1b[33m2023") || !strings.HasSuffix(got, resetColour+"\n") {
		t.Errorf("coloured line %q", got)
	}
	a.Severity = Low
	if got := textOf(t, &a, true); strings.Contains(got, "\x1b") {
		t.Errorf("a low alert is coloured: %q", got)
	}
}

func TestTextIsEscaped(t *testing.T) {
	bad := "x\x1b[2J\n\u202e"
	a := Alert{Kind: bad, Phase: bad, Rule: bad, Domain: bad, Methods: []string{bad}, Tool: &Tool{Name: bad}, SourcesCount: 3, Severity: 99}
	line := textOf(t, &a, false)
	if strings.Count(line, "\n") != 1 || strings.ContainsAny(line, "\x1b\u202e") {
		t.Errorf("line %q", line)
	}
	if !strings.Contains(line, "3 sources -> ?") {
		t.Errorf("sides in %q", line)
	}
}

func TestSummary(t *testing.T) {
	r := NewReporter(Options{Suppress: []Suppression{{Kind: analyzers.SYNFlood}}})
	r.Take(finding())
	r.Take(finding(kindOf(analyzers.PortSweep)))
	r.Take(finding(kindOf(analyzers.SYNFlood)))
	st := r.Stats()
	s := Summary{
		Packets: 1_234_567, Bytes: 987_654_321, WallSeconds: 1.5, Shed: 1000,
		PacketFirst: Time(start), PacketLast: Time(start + 90*second),
		Decoded: map[string]uint64{"transport": 1_234_000, "truncated": 500, "link": 67, "malformed": 0},
		Dropped: map[string]uint64{"late": 0},
	}
	s.AddAlerts(&st)
	var b bytes.Buffer
	if err := s.Write(&b); err != nil {
		t.Fatal(err)
	}
	const want = `packets     1,234,567, 987,654,321 bytes
captured    2023-11-14T22:13:20.000000000Z to 2023-11-14T22:14:50.000000000Z (1 min 30 s)
took        1.5 s, 823,044 packets/s, 5.27 Gbit/s
decoded     transport 1,234,000, truncated 500, link 67
alerts      port_scan 1, port_sweep 1
severity    low 1, medium 1
shed        1,000
suppressed  1
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
}

func TestSummaryOfNothing(t *testing.T) {
	var b bytes.Buffer
	if err := (&Summary{}).Write(&b); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("packets     0, 0 bytes\ntook        0 ms\nalerts      none\n", b.String()); diff != "" {
		t.Error(diff)
	}
}

type full struct{}

var errFull = errors.New("disk full")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestWritersTellOfErrors(t *testing.T) {
	for name, err := range map[string]error{
		"text": WriteText(full{}, &Alert{}, false), "json": WriteJSON(full{}, &Alert{}), "summary": (&Summary{}).Write(full{}),
	} {
		if !errors.Is(err, errFull) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// BenchmarkTake measures findings that stay on their rungs, which are nearly all.
func BenchmarkTake(b *testing.B) {
	r := NewReporter(Options{Suppress: make([]Suppression, 0)})
	r.Take(finding())
	f := later(2)
	b.ReportAllocs()
	for b.Loop() {
		r.Take(f)
	}
}

func BenchmarkOpenAndClose(b *testing.B) {
	r := NewReporter(Options{})
	f, end := finding(), later(2, ended)
	b.ReportAllocs()
	for b.Loop() {
		r.Take(f)
		r.Take(end)
	}
}

func BenchmarkJSON(b *testing.B) {
	a, _ := NewReporter(Options{Sensor: "s"}).Take(finding())
	var line []byte
	b.ReportAllocs()
	for b.Loop() {
		line, _ = AppendJSON(line[:0], &a)
	}
}
