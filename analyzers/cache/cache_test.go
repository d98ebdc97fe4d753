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

// TestGrows: sets double as records come, and none is lost or mixed up, dropped slots or not.
func TestGrows(t *testing.T) {
	const n = 20_000
	c := New[uint64](1 << 16)
	key := func(i uint64) uint64 { return i * 0x9e3779b97f4a7c15 }
	for i := uint64(1); i <= n; i++ {
		v, fresh := c.Take(key(i), int64(i))
		if !fresh || *v != 0 {
			t.Fatalf("record %d is not new", i)
		}
		*v = i
		if i%3 == 0 {
			c.Drop(key(i))
		}
	}
	for i := uint64(1); i <= n; i++ {
		v := c.Find(key(i))
		if (v != nil) != (i%3 != 0) || v != nil && *v != i {
			t.Fatalf("record %d: %v", i, v)
		}
	}
	if c.Len() != n-n/3 || c.Evicted() != 0 || c.sets <= fewSets || c.sets > c.most {
		t.Errorf("%d held, %d evicted, %d sets of %d", c.Len(), c.Evicted(), c.sets, c.most)
	}
	seen := map[uint32]bool{}
	for _, u := range c.uses {
		if u.value != 0 && seen[u.value] {
			t.Fatalf("value %d has two slots", u.value)
		}
		seen[u.value] = true
	}
}

// What was of worth once gives way when it was not used for long.
func TestFading(t *testing.T) {
	c := New[int](ways).Fading(100)
	for i := range uint64(ways) {
		c.Take((i+1)<<40, 0)
		c.Value((i+1)<<40, 3)
	}
	c.Take(2<<40, 60)
	c.Take(99<<20, 90) // it has no worth, so it gives way first
	c.Take(98<<20, 100)
	if c.Find(99<<20) != nil || c.Len() != ways {
		t.Error("what is of worth gave way")
	}
	for i := range uint64(20) {
		c.Take((i+100)<<20, 150)
	}
	if c.Find(2<<40) == nil || c.Find(3<<40) != nil {
		t.Error("what was of worth once stays, or what is does not")
	}
}
