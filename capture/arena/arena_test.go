package arena

import (
	"fmt"
	"os"
	"runtime"
	"testing"
	"unsafe"
)

type owner struct{ table []uint64 }

func TestMakeIsZeroedAndWritable(t *testing.T) {
	for _, n := range []int{0, 1, 1000, 3 << 20} {
		var o owner
		o.table = Make[uint64](&o, n)
		if len(o.table) != n {
			t.Fatalf("%d elements, want %d", len(o.table), n)
		}
		for i, v := range o.table {
			if v != 0 {
				t.Fatalf("element %d is %d", i, v)
			}
			o.table[i] = uint64(i)
		}
		if n > 0 && o.table[n-1] != uint64(n-1) {
			t.Fatal("what was written is gone")
		}
	}
}

// TestTablesAreGivenBack: the maps of the process do not add up.
func TestTablesAreGivenBack(t *testing.T) {
	const rounds = 400
	for _, n := range []int{200 << 10, 10 << 20} {
		before := mapped(t)
		for range rounds {
			o := &owner{}
			o.table = Make[uint64](o, n)
			o.table[n/2] = 1
			runtime.GC()
		}
		if after := mapped(t); after > before+rounds*8*n/4 {
			t.Errorf("%d tables of %d bytes: %d bytes are mapped, before them %d", rounds, 8*n, after, before)
		}
	}
}

// mapped is how much address space the process has.
func mapped(t *testing.T) int {
	t.Helper()
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Fatal(err)
	}
	var pages int
	if _, err := fmt.Sscan(string(b), &pages); err != nil {
		t.Fatal(err)
	}
	return pages * os.Getpagesize()
}

func TestPrefetch(t *testing.T) {
	x := new(int)
	Prefetch(unsafe.Pointer(x))
	Prefetch(nil)
	PrefetchPair(unsafe.Pointer(x), nil)
	PrefetchAll(nil)
	PrefetchSpan(nil, 0)
	PrefetchSpan(unsafe.Pointer(x), 3)
	PrefetchAll([]uintptr{0, uintptr(unsafe.Pointer(x))})
	if n := testing.AllocsPerRun(100, func() { PrefetchPair(unsafe.Pointer(x), unsafe.Pointer(x)); Prefetch(unsafe.Pointer(x)) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkPrefetch(b *testing.B) {
	x := new(int)
	for b.Loop() {
		Prefetch(unsafe.Pointer(x))
	}
}
