package sink_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/reconwatch/reconwatch/internal/alert"
	"github.com/reconwatch/reconwatch/internal/alert/alerttest"
	"github.com/reconwatch/reconwatch/internal/jsonl"
	"github.com/reconwatch/reconwatch/internal/sink"
)

// wall is a clock that a test sets.
type wall struct{ ns atomic.Int64 }

func newWall() *wall { w := &wall{}; w.ns.Store(epoch.UnixNano()); return w }

func (w *wall) now() time.Time       { return time.Unix(0, w.ns.Load()) }
func (w *wall) pass(d time.Duration) { w.ns.Add(int64(d)) }

// scanner is one message of an opportunistic scanner.
func scanner(i int, phase string, severity alert.Severity, port uint16) sink.Message {
	a := &alert.Alert{
		Type: "alert", ID: fmt.Sprintf("%016x", i), Episode: fmt.Sprintf("%016x", i), Phase: phase, Kind: "port_sweep", Severity: severity,
		Targets: alert.Targets{Hosts: 30, Ports: 1, PortsSample: []uint16{port}},
	}
	if severity == alert.Medium {
		a.Kind = "port_scan" // somebody aims at us
	}
	if phase != alert.PhaseOpen {
		a.ID = fmt.Sprintf("%s%015x", phase[:1], i)
	}
	return sink.Message{Alert: a}
}

// sweeper is a scanner that swept a network from outside and found something open, every other time.
func sweeper(i int, phase string) sink.Message {
	m := scanner(i, phase, alert.Low, uint16(i%50+1))
	m.Alert.Passing = true
	if i%2 == 0 {
		m.Alert.Severity, m.Alert.Answers.Open = alert.Medium, 3
	}
	return m
}

// limited starts an outlet with the limits of the design on a clock of the test's.
func limited(t *testing.T, w *wall) (*collector, *sink.Outlet) {
	t.Helper()
	c := &collector{}
	o := quick("")
	limits := sink.DefaultLimits("dmz-1")
	o.Limits, o.Clock = &limits, w.now
	o.Format = func(dst []byte, m sink.Message) ([]byte, error) { return m.AppendJSON(dst) }
	return c, start(t, c, o)
}

// told sorts what a collector has by type and, for alerts, by phase.
func told(t *testing.T, lines []string) map[string]int {
	t.Helper()
	n := map[string]int{}
	for _, l := range lines {
		var m struct{ Type, Phase string }
		if err := json.Unmarshal([]byte(l), &m); err != nil {
			t.Fatal(err)
		}
		n[m.Type+m.Phase]++
	}
	return n
}

// TestBackgroundRadiationOfADay is the requirement of the design: ten thousand
// scanners that nobody need look at are at most 2,000 messages, whenever in the day they come.
func TestBackgroundRadiationOfADay(t *testing.T) {
	const scanners = 10_000
	for name, when := range map[string]func(int) time.Duration{
		"evenly":         func(i int) time.Duration { return 24 * time.Hour * time.Duration(i) / scanners },
		"within an hour": func(i int) time.Duration { return time.Hour * time.Duration(i) / scanners },
		"in bursts":      func(i int) time.Duration { return time.Duration(i/500) * 72 * time.Minute },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWall()
			c, syslog := limited(t, w)
			path := filepath.Join(t.TempDir(), "alerts.json")
			file, _, err := jsonl.Start(path, sink.Options{Clock: w.now})
			if err != nil {
				t.Fatal(err)
			}
			both := sink.Fan{syslog, file}
			for i := range scanners {
				w.ns.Store(epoch.Add(when(i)).UnixNano())
				both.Put(sweeper(i, alert.PhaseOpen))
				both.Put(sweeper(i, alert.PhaseClose))
				if err := both.Flush(t.Context()); err != nil {
					t.Fatal(err)
				}
				if i == scanners/2 {
					before := len(c.have())
					both.Put(scanner(1<<40, alert.PhaseOpen, alert.Medium, 22))
					flush(t, syslog)
					await(t, "the targeted one goes out at once", func() bool {
						lines := c.have()
						return len(lines) > before && told(t, lines[max(0, before-1):])["alertopen"] > 0
					})
				}
			}
			w.pass(time.Minute)
			if err := both.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
			n := told(t, c.have())
			t.Logf("syslog: %v", n)
			if total := len(c.have()); total > 2000 || n["alertopen"] < 50 {
				t.Errorf("%d messages: %v", total, n)
			}
			if held := syslog.Stats().Held; int(held)+n["alertopen"]+n["alertclose"] != 2*scanners+1 {
				t.Errorf("%d held, %v told", held, n)
			}
			checkSummaries(t, c.have(), scanners+1-n["alertopen"], scanners-n["alertclose"])
			if got := countLines(t, path); got != 2*scanners+1 {
				t.Errorf("the JSON file has %d lines", got)
			}
		})
	}
}

// checkSummaries adds up what the summaries tell, and holds them to their distance.
func checkSummaries(t *testing.T, lines []string, episodes, followUps int) {
	t.Helper()
	var last alert.Time
	for _, l := range lines {
		var b alert.Background
		if err := json.Unmarshal([]byte(l), &b); err != nil {
			t.Fatal(err)
		}
		if b.Type != "background" {
			continue
		}
		if err := alerttest.ValidateMessage([]byte(l)); err != nil {
			t.Fatalf("%s\n%v", l, err)
		}
		if b.To-last < alert.Time(time.Minute) {
			t.Errorf("summaries at %s and %s", last, b.To)
		}
		last = b.To
		episodes, followUps = episodes-int(b.Episodes), followUps-int(b.FollowUps)
	}
	if episodes != 0 || followUps != 0 {
		t.Errorf("%d episodes and %d follow-ups are in no summary", episodes, followUps)
	}
}

func countLines(t *testing.T, path string) (n int) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); n++ {
		if !json.Valid(s.Bytes()) {
			t.Fatalf("line %d: %s", n, s.Text())
		}
	}
	return n
}

func TestLimits(t *testing.T) {
	type step struct {
		after    time.Duration
		n        int // opens
		severity alert.Severity
		want     int // of them told
	}
	for name, steps := range map[string][]step{
		"burst of medium":     {{0, 150, alert.Medium, 100}, {time.Minute, 60, alert.Medium, 30}, {time.Second, 5, alert.Medium, 0}, {3 * time.Second, 5, alert.Medium, 2}},
		"burst of low":        {{0, 150, alert.Low, 100}, {time.Minute, 60, alert.Low, 0}, {5 * time.Minute, 60, alert.Low, 1}},
		"info counts as low":  {{0, 150, alert.Info, 100}, {time.Minute, 1, alert.Low, 0}},
		"medium beside low":   {{0, 150, alert.Low, 100}, {time.Minute, 60, alert.Medium, 30}},
		"high is never held":  {{0, 500, alert.High, 500}, {0, 100, alert.Low, 100}},
		"critical neither":    {{0, 200, alert.Low, 100}, {0, 500, alert.Critical, 500}},
		"a day fills no more": {{24 * time.Hour, 150, alert.Medium, 100}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWall()
			c, out := limited(t, w)
			id := 0
			for i, s := range steps {
				w.pass(s.after)
				flush(t, out)
				before := out.Stats().Held
				for range s.n {
					id++
					out.Put(scanner(id, alert.PhaseOpen, s.severity, 22))
				}
				flush(t, out)
				if got := s.n - int(out.Stats().Held-before); got != s.want {
					t.Errorf("step %d: %d told, want %d", i, got, s.want)
				}
			}
			stop(t, out)
			if st := out.Stats(); int(st.Accepted) != len(c.have()) {
				t.Errorf("%+v", st)
			}
		})
	}
}

func TestFollowUps(t *testing.T) {
	w := newWall()
	c, out := limited(t, w)
	var want []string
	put := func(m sink.Message, told bool) {
		out.Put(m)
		flush(t, out)
		if told {
			want = append(want, m.ID())
		}
	}
	for i := range 100 {
		put(scanner(i, alert.PhaseOpen, alert.Low, 22), true)
	}
	put(scanner(100, alert.PhaseOpen, alert.Low, 23), false)
	put(scanner(100, alert.PhaseUpdate, alert.Low, 23), false)
	put(scanner(99, alert.PhaseUpdate, alert.Low, 22), true)   // on credit
	put(scanner(99, alert.PhaseClose, alert.Low, 22), true)    // and this
	put(scanner(99, alert.PhaseClose, alert.Low, 22), false)   // nobody knows it any more
	put(scanner(100, alert.PhaseUpdate, alert.High, 23), true) // what was held has become serious
	put(scanner(100, alert.PhaseClose, alert.High, 23), true)
	put(scanner(101, alert.PhaseOpen, alert.Medium, 25), false)
	put(scanner(101, alert.PhaseClose, alert.Medium, 25), false)
	put(sink.Message{Sensor: alert.NewSensor("dmz-1", 1, alert.EventHeartbeat, alert.Info, "Alive.", nil)}, true)
	w.pass(time.Minute)
	stop(t, out)

	var got []string
	var summary alert.Background
	for _, l := range c.have() {
		var m struct{ Type, ID string }
		if err := json.Unmarshal([]byte(l), &m); err != nil {
			t.Fatal(err)
		}
		if m.Type == "background" {
			if err := json.Unmarshal([]byte(l), &summary); err != nil {
				t.Fatal(err)
			}
			continue
		}
		got = append(got, m.ID)
	}
	for i := range want {
		if m := want[i]; len(m) != 16 {
			t.Fatal(m)
		}
	}
	if diff := cmp.Diff(want, got[:len(want)]); diff != "" {
		t.Error(diff)
	}
	groups := []alert.BackgroundGroup{{Kind: "port_scan", Port: 25, Episodes: 1}, {Kind: "port_sweep", Port: 23, Episodes: 1}}
	if diff := cmp.Diff(groups, summary.Groups); diff != "" || summary.FollowUps != 3 || summary.Severity != alert.Medium {
		t.Errorf("%+v %s", summary, diff)
	}
}

// TestSensitive: that a host gives something of value away is told at once, however many pass by; what the
// next ones find on it is not.
func TestSensitive(t *testing.T) {
	w := newWall()
	_, out := limited(t, w)
	put := func(id int, host string, want bool) {
		t.Helper()
		m := scanner(id, alert.PhaseOpen, alert.Medium, 80)
		m.Alert.Passing, m.Alert.Sensitive, m.Alert.Target = true, host != "", netip.Addr{}
		if host != "" {
			m.Alert.Target = netip.MustParseAddr(host)
		}
		before := out.Stats().Held
		out.Put(m)
		flush(t, out)
		if told := out.Stats().Held == before; told != want {
			t.Errorf("message %d about %q: told %v", id, host, told)
		}
	}
	for i := range 100 {
		put(i, "", true)
	}
	w.pass(time.Minute) // 30 messages may be told again, but none of who passes by
	put(100, "", false)
	put(101, "198.51.100.80", true)
	put(102, "198.51.100.80", false)
	put(103, "198.51.100.81", true)
	w.pass(24 * time.Hour)
	put(104, "198.51.100.80", true)
	stop(t, out)
}
