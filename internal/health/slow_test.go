package health

import (
	"slices"
	"testing"
	"time"

	"github.com/reconwatch/reconwatch/internal/alert"
	"github.com/reconwatch/reconwatch/internal/metrics"
)

// TestQuietPort: on a port with little traffic a share takes longer to be one, and is told all the same.
func TestQuietPort(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(s *metrics.Snapshot, n uint64) // n grows by one every 10 s
		want   []alert.Event
	}{
		"one way": {func(s *metrics.Snapshot, n uint64) { s.Pipeline.Lanes[0].Flow.Visible[0].Continued = 3 * n }, []alert.Event{alert.EventOneWay}},
		"strangers": {func(s *metrics.Snapshot, n uint64) {
			s.Pipeline.Lanes[0].Sampled, s.Pipeline.Lanes[0].Strangers = 9*n, 8*n
		}, []alert.Event{alert.EventNoHomeSide}},
		"doubles":       {func(s *metrics.Snapshot, n uint64) { s.Pipeline.Lanes[0].Duplicates = 100 * n }, []alert.Event{alert.EventDuplicates}},
		"too few still": {func(s *metrics.Snapshot, n uint64) { s.Pipeline.Lanes[0].Flow.Visible[0].Continued = n / 20 }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			at := func(n uint64) metrics.Snapshot {
				s := look(0)
				s.Now, s.Interfaces[0].Frames = began.Add(time.Duration(n)*10*time.Second), 200*n
				s.Pipeline.Lanes[0].Frames = 200 * n
				tc.change(&s, n)
				return s
			}
			w := New(at(0))
			var got []alert.Event
			for n := uint64(1); n <= 60; n++ {
				got = append(got, told(w, at(n))...)
			}
			if !slices.Equal(got, tc.want) {
				t.Errorf("told %v, want %v", got, tc.want)
			}
		})
	}
}
