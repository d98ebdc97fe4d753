//go:build !race

package sketch

import (
	"testing"

	"github.com/reconwatch/reconwatch/capture/packet"
)

func TestDistinctDoesNotAllocate(t *testing.T) {
	var a, b Distinct
	i := uint64(0)
	if n := testing.AllocsPerRun(1000, func() {
		i++
		a.Add(Hash(1, 2, i))
		a.Add(Pair(1, &packet.Addr{14: 1}, &packet.Addr{15: 1}, i))
		b.Merge(&a)
		_ = b.Count()
	}); n != 0 {
		t.Fatalf("%v allocations a run", n)
	}
}
