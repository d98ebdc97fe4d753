package metrics

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/flow"
	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/internal/alert"
	"github.com/reconwatch/reconwatch/internal/pipeline"
	"github.com/reconwatch/reconwatch/internal/sink"
)

var update = flag.Bool("update", false, "write docs/metrics.md anew")

// full has something to show in every row.
func full() Snapshot {
	lane := pipeline.LaneSnapshot{Clock: 1e18 - 2e9}
	lane.Frames, lane.Shed, lane.Duplicates = 10, 3, 1
	lane.Flow.Visible[0] = flow.Visible{Continued: 5, Answered: 4}
	shard := pipeline.ShardSnapshot{Tables: []pipeline.Table{
		{Analyzer: "scan", Fill: analyzers.Fill{Table: "sources", Entries: 30, Evicted: 4}},
		{Analyzer: "scan", Fill: analyzers.Fill{Table: "timers", Entries: -1, Evicted: 1}},
	}}
	s := Snapshot{
		Now: time.Unix(0, 1e18), Interfaces: []capture.Counters{{Interface: "eth1", Up: true, Frames: 20, Dropped: 2}},
		Pipeline: pipeline.Snapshot{Lanes: []pipeline.LaneSnapshot{lane, lane}, Shards: []pipeline.ShardSnapshot{{}, shard, shard}},
		Lanes:    []capture.LaneState{{RingUse: 0.5, RingBytes: 1 << 20, Flooded: true, Dropped: 3, Held: 4}},
		MaxFlows: 1 << 20, MaxSources: 1 << 20, Sinks: []sink.Stats{{Name: "syslog-0", Queued: 7}, {Name: "jsonl"}},
	}
	s.Alerts.Graded[analyzers.PortScan][alert.Medium] = 6
	return s
}

func TestValues(t *testing.T) {
	want := `
# HELP reconwatch_analyzer_entries Entries of the analyzers' tables.
# TYPE reconwatch_analyzer_entries gauge
reconwatch_analyzer_entries{analyzer="scan",table="sources"} 60
# HELP reconwatch_analyzer_evictions_total Entries of the analyzers' tables that gave way to others, or found no room.
# TYPE reconwatch_analyzer_evictions_total counter
reconwatch_analyzer_evictions_total{analyzer="scan",table="sources"} 8
reconwatch_analyzer_evictions_total{analyzer="scan",table="timers"} 2
# HELP reconwatch_capture_dropped_total Frames or blocks lost before they could be looked at: kernel_ring (it was full), broken (a block pointed outside itself).
# TYPE reconwatch_capture_dropped_total counter
reconwatch_capture_dropped_total{interface="eth1",reason="broken"} 0
reconwatch_capture_dropped_total{interface="eth1",reason="kernel_ring"} 2
# HELP reconwatch_capture_visible_connections_total TCP connections whose initiator went on, by whether their SYN-ACK was seen: the share of seen is the visibility.
# TYPE reconwatch_capture_visible_connections_total counter
reconwatch_capture_visible_connections_total{interface="eth1",replies="seen"} 8
reconwatch_capture_visible_connections_total{interface="eth1",replies="unseen"} 2
# HELP reconwatch_lane_lag_seconds How far a lane's packet time is behind the clock; some tens of milliseconds are in order.
# TYPE reconwatch_lane_lag_seconds gauge
reconwatch_lane_lag_seconds{lane="0"} 2
reconwatch_lane_lag_seconds{lane="1"} 2
# HELP reconwatch_relevance_shed_total Packets that could not matter to reconnaissance.
# TYPE reconwatch_relevance_shed_total counter
reconwatch_relevance_shed_total 6
# HELP reconwatch_sink_queue_length Messages that wait.
# TYPE reconwatch_sink_queue_length gauge
reconwatch_sink_queue_length{sink="jsonl"} 0
reconwatch_sink_queue_length{sink="syslog-0"} 7
`
	err := testutil.CollectAndCompare(NewCollector(full), strings.NewReader(want), "reconwatch_analyzer_entries", "reconwatch_analyzer_evictions_total",
		"reconwatch_capture_dropped_total", "reconwatch_capture_visible_connections_total", "reconwatch_lane_lag_seconds",
		"reconwatch_relevance_shed_total", "reconwatch_sink_queue_length")
	if err != nil {
		t.Error(err)
	}
}

// TestAlertsBeginAtZero: a rate sees the first alert of a kind only if there was a nought before it.
func TestAlertsBeginAtZero(t *testing.T) {
	c := NewCollector(full)
	want := (int(analyzers.NumKinds) - 1) * int(alert.NumSeverities)
	if got := testutil.CollectAndCount(c, "reconwatch_alert_episodes_total"); got != want {
		t.Errorf("%d series, want %d", got, want)
	}
	_, shown := get(t, start(t, Options{}), "/metrics")
	for _, line := range []string{`{kind="port_scan",severity="medium"} 6`, `{kind="web_scanner",severity="low"} 0`} {
		if !strings.Contains(shown, "reconwatch_alert_episodes_total"+line) {
			t.Errorf("no %s", line)
		}
	}
}

func TestLint(t *testing.T) {
	problems, err := testutil.CollectAndLint(NewCollector(full))
	if err != nil || len(problems) > 0 {
		t.Error(err, problems)
	}
}

// TestEveryRowShowsSomething: a row that reads nothing is a mistake.
func TestEveryRowShowsSomething(t *testing.T) {
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(NewCollector(full))
	families, err := registry.Gather()
	if err != nil || len(families) != len(table) {
		t.Errorf("%d of %d rows show something: %v", len(families), len(table), err)
	}
}

// TestLabels: nothing that an adversary chooses may become a label.
func TestLabels(t *testing.T) {
	allowed := []string{"version", "goversion", "interface", "reason", "replies", "lane", "verdict", "event", "analyzer", "table", "kind", "severity", "phase", "sink"}
	for _, m := range table {
		for _, l := range m.labels {
			if !slices.Contains(allowed, l) {
				t.Errorf("%s has label %s", m.name, l)
			}
		}
	}
}

const manualFile = "../../docs/metrics.md"

func manual() []byte {
	var b bytes.Buffer
	b.WriteString("# Metrics\n\n<!-- Generated from internal/metrics: go test ./internal/metrics -run TestManual -update -->\n\n" +
		"What `/metrics` shows, beside Go's own and the process's metrics. No label holds an address, a port or a name from the wire.\n" +
		"`/healthz` answers as long as the process runs, `/readyz` while it captures. `metrics` in the [configuration](config.md) says where.\n\n" +
		"| metric | type | labels | meaning |\n| --- | --- | --- | --- |\n")
	for _, m := range table {
		kind := "counter"
		if m.gauge {
			kind = "gauge"
		}
		fmt.Fprintf(&b, "| `%s%s` | %s | %s | %s |\n", namespace, m.name, kind, strings.Join(m.labels, ", "), m.help)
	}
	return b.Bytes()
}

// TestManual keeps docs/metrics.md equal to the table.
func TestManual(t *testing.T) {
	if *update {
		if err := os.WriteFile(manualFile, manual(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(manualFile)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(manual()), string(got)); diff != "" {
		t.Errorf("docs/metrics.md is not what the table says; run make docs\n%s", diff)
	}
}

func start(t *testing.T, o Options) *Server {
	t.Helper()
	o.Listen, o.Look = "127.0.0.1:0", full
	s, err := Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(t.Context()); err != nil && t.Context().Err() == nil {
			t.Error(err)
		}
	})
	return s
}

func get(t *testing.T, s *Server, path string) (int, string) {
	t.Helper()
	resp, err := http.Get("http://" + s.Address() + path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

func TestServer(t *testing.T) {
	var down atomic.Bool
	s := start(t, Options{Ready: func() error {
		if down.Load() {
			return errors.New("eth1 is down")
		}
		return nil
	}})
	if code, body := get(t, s, "/metrics"); code != http.StatusOK || !strings.Contains(body, `reconwatch_capture_packets_total{interface="eth1"} 20`) {
		t.Error(code, body)
	}
	for _, path := range []string{"/healthz", "/readyz"} {
		if code, body := get(t, s, path); code != http.StatusOK || body != "ok\n" {
			t.Error(path, code, body)
		}
	}
	down.Store(true)
	if code, body := get(t, s, "/readyz"); code != http.StatusServiceUnavailable || body != "eth1 is down\n" {
		t.Error(code, body)
	}
	if code, _ := get(t, s, "/healthz"); code != http.StatusOK {
		t.Error(code)
	}
}

func TestBadOptions(t *testing.T) {
	file := filepath.Join(t.TempDir(), "web.yml")
	if err := os.WriteFile(file, []byte("no_such_key: 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, o := range []Options{{Listen: "127.0.0.1:0", WebConfig: file}, {Listen: "127.0.0.1:99999"}} {
		if s, err := Start(o); err == nil {
			_ = s.Close(t.Context())
			t.Errorf("%+v is taken", o)
		}
	}
}
