package health

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/reconwatch/reconwatch/capture/packet"
	"github.com/reconwatch/reconwatch/capture/ring"
	"github.com/reconwatch/reconwatch/internal/metrics"
	"github.com/reconwatch/reconwatch/internal/pipeline"
)

// TestAccount sums up interfaces and lanes.
func TestAccount(t *testing.T) {
	lanes := make([]pipeline.LaneSnapshot, 2)
	for i := range lanes {
		l := &lanes[i]
		l.Verdicts[packet.Transport], l.Shed, l.Duplicates, l.Late, l.Flow.Lost = 10, 4, 3, 2, 1
	}
	lanes[1].Verdicts[packet.TooDeep] = 5
	s := metrics.Snapshot{
		Interfaces: []ring.Counters{{Frames: 20, Bytes: 2000, Dropped: 7}, {Frames: 5, Bytes: 500, Dropped: 1, Broken: 1, Shed: 9, Held: 6}},
		Pipeline:   pipeline.Snapshot{Lanes: lanes},
	}
	want := map[string]any{
		"frames": uint64(25), "bytes": uint64(2500), "dropped_by_ring": uint64(8), "broken_blocks": uint64(1), "shed_in_kernel": uint64(9), "held_in_flood": uint64(6),
		"shed": uint64(8), "duplicates": uint64(6), "late": uint64(4), "events_lost": uint64(2),
		"verdict_transport": uint64(20), "verdict_too_deep": uint64(5),
	}
	if diff := cmp.Diff(want, Account(&s)); diff != "" {
		t.Errorf("want (-), got (+):\n%s", diff)
	}
}
