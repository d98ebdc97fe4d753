package pcapfile

import (
	"math"
	"testing"
	"testing/synctest"
	"time"

	"github.com/reconwatch/reconwatch/capture"
)

func TestPaceKeepsTime(t *testing.T) {
	for _, tc := range []struct {
		name   string
		factor float64
		times  []int64 // ns
		want   time.Duration
	}{
		{"max", 0, []int64{0, 1e12}, 0},
		{"real time", 1, []int64{5e9, 6e9, 8e9}, 3 * time.Second},
		{"ten times", 10, []int64{5e9, 6e9, 25e9}, 2 * time.Second},
		{"backwards", 1, []int64{5e9, 1e9, 6e9}, time.Second},
		{"not a number", math.NaN(), []int64{0, 1e12}, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p, start := NewPace(tc.factor), time.Now()
				for _, at := range tc.times {
					p.Wait(at)
				}
				if got := time.Since(start); got != tc.want {
					t.Errorf("took %v, want %v", got, tc.want)
				}
			})
		})
	}
}

func TestPaceClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewPace(1)
		p.Wait(0)
		time.AfterFunc(time.Second, p.Close)
		start := time.Now()
		p.Wait(math.MaxInt64)
		p.Wait(math.MaxInt64)
		if got := time.Since(start); got != time.Second {
			t.Errorf("took %v after Close at 1s", got)
		}
	})
}

func TestPacedBatchesAreShort(t *testing.T) {
	path := write(t, t.TempDir(), "a.pcap", classicFile(t, 1e18, 1e6, 1000))
	r, err := Open([]string{path}, Options{Speed: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	frames := make([]capture.Frame, 256)
	total := 0
	for {
		n, err := r.ReadBatch(frames)
		if err != nil {
			break
		}
		total += n
		if span := frames[n-1].Time - frames[0].Time; span > 20e6 {
			t.Fatalf("a batch spans %d ns", span)
		}
	}
	if total != 1000 {
		t.Errorf("%d frames", total)
	}
}
