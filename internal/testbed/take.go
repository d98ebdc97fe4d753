package testbed

import (
	"io"
	"slices"
	"testing"
	"time"

	"github.com/reconwatch/reconwatch/capture"
)

// Got is a frame with bytes of its own, and its lane.
type Got struct {
	capture.Frame
	Lane int
}

// Take reads lanes in turn, each once at least, until there are n frames, or for
// two seconds; n < 0 reads to the end: io.EOF, or one of ends.
func Take[L capture.Source](t testing.TB, lanes []L, n int, ends ...error) []Got {
	t.Helper()
	ends = append(ends, io.EOF)
	var all []Got
	frames := make([]capture.Frame, 64)
	ended := map[int]bool{}
	for end := time.Now().Add(2 * time.Second); time.Now().Before(end) && len(ended) < len(lanes); {
		for i, l := range lanes {
			k, err := l.ReadBatch(frames)
			for _, f := range frames[:k] {
				f.Data = append([]byte(nil), f.Data...)
				all = append(all, Got{f, i})
			}
			if slices.Contains(ends, err) {
				ended[i] = true
			} else if err != nil && err != capture.ErrTick {
				t.Fatal(err)
			}
		}
		if n >= 0 && len(all) >= n {
			return all
		}
	}
	if n >= 0 {
		t.Fatalf("%d frames within two seconds, want %d", len(all), n)
	}
	return all
}
