package scan

import (
	"math/rand/v2"
	"testing"
)

// TestSmallIsExactForFew: what decides the shape of a scan does not depend on what hashes fall together.
func TestSmallIsExactForFew(t *testing.T) {
	for range 1000 {
		var b small
		var hashes []uint64
		for n := range 8 {
			hashes = append(hashes, rand.Uint64())
			for _, h := range hashes {
				b.Add(h)
			}
			if b.Count() != n+1 {
				t.Fatalf("%d of %#x", b.Count(), hashes)
			}
		}
	}
	for _, many := range []int{9, 40, 100} {
		sum := 0
		for range 1000 {
			var b small
			for range many {
				b.Add(rand.Uint64())
			}
			sum += b.Count()
		}
		if mean := float64(sum) / 1000 / float64(many); mean < 0.97 || mean > 1.03 {
			t.Errorf("%d are counted as %.2f times as many", many, mean)
		}
	}
}

// TestThirdSource: only a third source makes a space crowded, however often the first two come.
func TestThirdSource(t *testing.T) {
	var w waiting
	for i, source := range []uint32{7, 7, 9, 7, 9, 11} {
		if got, want := w.third(source), source == 11; got != want {
			t.Errorf("source %d at %d: %v", source, i, got)
		}
	}
}
