package health

import (
	"slices"
	"testing"
	"time"

	"github.com/reconwatch/reconwatch/analyzers/flow"
	"github.com/reconwatch/reconwatch/capture/ring"
	"github.com/reconwatch/reconwatch/internal/alert"
	"github.com/reconwatch/reconwatch/internal/metrics"
	"github.com/reconwatch/reconwatch/internal/pipeline"
	"github.com/reconwatch/reconwatch/internal/sink"
)

var began = time.Unix(1_800_000_000, 0)

// look is a snapshot of a healthy sensor so long after the start.
func look(after time.Duration) metrics.Snapshot {
	n := uint64(after / time.Second)
	lane := pipeline.LaneSnapshot{}
	lane.Frames, lane.Sampled = 10_000*n, 200*n
	lane.Flow.Visible[0] = flow.Visible{Continued: 100 * n, Answered: 95 * n}
	return metrics.Snapshot{
		Now: began.Add(after), Interfaces: []ring.Counters{{Interface: "eth1", Up: true, Frames: 10_000 * n}},
		Pipeline: pipeline.Snapshot{Lanes: []pipeline.LaneSnapshot{lane}, Shards: make([]pipeline.ShardSnapshot, 1)},
		Sinks:    []sink.Stats{{Name: "syslog-0"}},
	}
}

// TestTroubles: each trouble is told once, by its event, and again when it comes back.
func TestTroubles(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*metrics.Snapshot)
		want   []alert.Event
	}{
		"well":          {func(*metrics.Snapshot) {}, nil},
		"loss":          {func(s *metrics.Snapshot) { s.Interfaces[0].Dropped = s.Interfaces[0].Frames / 50 }, []alert.Event{alert.EventLoss}},
		"a little loss": {func(s *metrics.Snapshot) { s.Interfaces[0].Dropped = s.Interfaces[0].Frames / 200 }, nil},
		"one way":       {func(s *metrics.Snapshot) { s.Pipeline.Lanes[0].Flow.Visible[0].Answered = 0 }, []alert.Event{alert.EventOneWay}},
		"strangers":     {func(s *metrics.Snapshot) { s.Pipeline.Lanes[0].Strangers = s.Pipeline.Lanes[0].Sampled * 3 / 4 }, []alert.Event{alert.EventNoHomeSide}},
		"doubles":       {func(s *metrics.Snapshot) { s.Pipeline.Lanes[0].Duplicates = s.Pipeline.Lanes[0].Frames / 2 }, []alert.Event{alert.EventDuplicates}},
		"offload":       {func(s *metrics.Snapshot) { s.Interfaces[0].Merged = s.Interfaces[0].Frames / 9 }, []alert.Event{alert.EventMerged}},
		"full flows":    {func(s *metrics.Snapshot) { s.Pipeline.Lanes[0].Flow.Evicted[flow.Pressure] = s.Interfaces[0].Frames }, []alert.Event{alert.EventTablePressure}},
		"full suspects": {func(s *metrics.Snapshot) { s.Pipeline.Shards[0].Scan.SuspectsEvicted = s.Interfaces[0].Frames }, []alert.Event{alert.EventTablePressure}},
		"collector": {func(s *metrics.Snapshot) {
			s.Sinks[0].LastError, s.Sinks[0].FailingSince = "refused", s.Now.Add(-time.Minute)
		}, []alert.Event{alert.EventCollectorUnreachable}},
		"collector restarts": {func(s *metrics.Snapshot) {
			s.Sinks[0].LastError, s.Sinks[0].FailingSince = "refused", s.Now.Add(-time.Second)
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := New(look(0))
			var got []alert.Event
			for i := 1; i <= 6; i++ {
				s := look(time.Duration(i) * 10 * time.Second)
				tc.change(&s)
				got = append(got, told(w, s)...)
			}
			if !slices.Equal(got, tc.want) {
				t.Errorf("told %v, want %v", got, tc.want)
			}
		})
	}
}

func told(w *Watch, s metrics.Snapshot) (events []alert.Event) {
	for _, m := range w.Check(s) {
		if m.Text == "" || alert.NewSensor("x", 0, m.Event, m.Severity, m.Text, m.Detail) == nil {
			panic("nothing to say")
		}
		events = append(events, m.Event)
	}
	return events
}

// TestSilence: a port without frames is told after a minute, once an hour, and anew after it had frames.
func TestSilence(t *testing.T) {
	w := New(look(0))
	count := 0
	at := func(after time.Duration, frames uint64) {
		s := look(0)
		s.Now, s.Interfaces[0].Frames = began.Add(after), frames
		count += len(told(w, s))
	}
	for after := 10 * time.Second; after < time.Minute; after += 10 * time.Second {
		at(after, 0)
	}
	if count != 0 {
		t.Error("told before a minute has passed")
	}
	for after := time.Minute; after < 3*time.Hour; after += 10 * time.Second {
		at(after, 0)
	}
	if count != 3 {
		t.Errorf("told %d times in three hours, want 3", count)
	}
	at(3*time.Hour, 5)
	for after := 3*time.Hour + 10*time.Second; after < 3*time.Hour+3*time.Minute; after += 10 * time.Second {
		at(after, 5)
	}
	if count != 4 {
		t.Errorf("told %d times, want once more after frames had come", count)
	}
}

// TestReachableAgain: who was told of the end of deliveries is told that they go on.
func TestReachableAgain(t *testing.T) {
	w := New(look(0))
	s := look(10 * time.Second)
	s.Sinks[0].LastError, s.Sinks[0].FailingSince = "refused", s.Now.Add(-time.Minute)
	got := append(told(w, s), told(w, look(20*time.Second))...)
	if !slices.Equal(got, []alert.Event{alert.EventCollectorUnreachable, alert.EventCollectorReachable}) {
		t.Errorf("told %v", got)
	}
	if got := told(w, look(30*time.Second)); len(got) != 0 {
		t.Errorf("told %v", got)
	}
}
