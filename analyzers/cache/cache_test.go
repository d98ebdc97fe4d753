package cache

import "testing"

func TestTakeFindDrop(t *testing.T) {
	c := New[int](64)
	v, fresh := c.Take(42, 1)
	if !fresh || *v != 0 {
		t.Fatalf("new record: %d, %v", *v, fresh)
	}
	*v = 7
	if v, fresh = c.Take(42, 2); fresh || *v != 7 {
		t.Errorf("known record: %d, %v", *v, fresh)
	}
	if v = c.Find(42); v == nil || *v != 7 {
		t.Error("not found")
	}
	c.Drop(42)
	if c.Find(42) != nil || c.Len() != 0 {
		t.Error("still there")
	}
}

// A flood of worthless records does not push out one that is worth something.
func TestWorthStays(t *testing.T) {
	c := New[int](ways)
	v, _ := c.Take(1<<40, 0)
	*v = 1
	c.Value(1<<40, 3)
	for i := range uint64(1000) {
		c.Take((i+2)<<20, int64(i))
	}
	if v := c.Find(1 << 40); v == nil || *v != 1 {
		t.Error("pushed out")
	}
	if c.Len() != ways || c.Evicted() != 1000-(ways-1) {
		t.Errorf("%d held, %d evicted", c.Len(), c.Evicted())
	}
	n := 0
	c.Each(func(uint64, *int) bool { n++; return true })
	if n != ways {
		t.Errorf("%d listed", n)
	}
}

func TestNoAllocation(t *testing.T) {
	c := New[[4]uint64](1 << 10)
	k := uint64(1)
	if n := testing.AllocsPerRun(1000, func() {
		k = k*0x9e3779b97f4a7c15 + 1
		c.Take(k, int64(k>>1))
		c.Value(k, uint32(k))
		c.Find(k)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkTake(b *testing.B) {
	c := New[[16]uint64](1 << 14)
	k := uint64(1)
	b.ReportAllocs()
	for b.Loop() {
		k = k*0x9e3779b97f4a7c15 + 1
		c.Take(k>>50<<50, 1)
	}
}
