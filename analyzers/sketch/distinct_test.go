package sketch

import (
	"math"
	"testing"

	"github.com/reconwatch/reconwatch/capture/packet"
)

func TestDistinctCounts(t *testing.T) {
	for _, tc := range []struct {
		n         int
		tolerance float64
	}{{0, 0}, {1, 0}, {32, 0}, {33, 0.05}, {256, 0.05}, {1000, 0.05}, {5000, 0.08}, {20000, 0.2}, {1000000, 0.2}} {
		var d Distinct
		for i := range tc.n {
			d.Add(Hash(7, 0, uint64(i)))
			d.Add(Hash(7, 0, uint64(i)))
		}
		got := float64(d.Count())
		if math.Abs(got-float64(tc.n)) > tc.tolerance*float64(tc.n) {
			t.Errorf("%d distinct: counted %v", tc.n, got)
		}
	}
}

func TestDistinctMergeEqualsUnion(t *testing.T) {
	for _, sizes := range [][2]int{{3, 5}, {30, 30}, {10, 500}, {500, 10}, {3000, 3000}} {
		var a, b, both Distinct
		for i := range sizes[0] {
			a.Add(Hash(7, 0, uint64(i)))
			both.Add(Hash(7, 0, uint64(i)))
		}
		for i := range sizes[1] {
			b.Add(Hash(7, 1, uint64(i/2)))
			both.Add(Hash(7, 1, uint64(i/2)))
		}
		a.Merge(&b)
		if a.Count() != both.Count() {
			t.Errorf("%v: merged %d, union %d", sizes, a.Count(), both.Count())
		}
	}
}

func BenchmarkDistinctAdd(b *testing.B) {
	var d Distinct
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		d.Add(Hash(7, 0, uint64(i)))
	}
}

// TestHashNeedsItsSecret: no value that is known to make a factor 0 without the secret makes all others alike under it.
func TestHashNeedsItsSecret(t *testing.T) {
	const secret = 0x0123456789abcdef
	for _, known := range []uint64{0xa0761d6478bd642f, 0xe7037ed1a0b428db, 0x8ebc6af09c88c6e3} {
		if Hash(secret, 1, known) == Hash(secret, 2, known) || Hash(secret, known, 1) == Hash(secret, known, 2) {
			t.Errorf("%#x: others do not matter", known)
		}
	}
}

func BenchmarkPair(b *testing.B) {
	from, to := packet.Addr{14: 1}, packet.Addr{15: 1}
	var n uint64
	for b.Loop() {
		n += Pair(1, &from, &to, n)
	}
}
