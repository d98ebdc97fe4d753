package dns

import (
	"math/bits"

	"github.com/reconwatch/reconwatch/capture/arena"
)

// row is what a table holds: pointer-free, and it knows how much it would be missed.
type row[T any] interface {
	*T
	// weight decides who is evicted: the lowest of a bucket, and of equals the longest unused.
	weight() uint32
}

type slot[T any] struct {
	key  uint64 // 0 is free
	last int64  // packet time of the last use
	v    T
}

const ways = 8

// table is a bounded map from well-mixed hashes to rows, in buckets of eight. One writer.
type table[T any, P row[T]] struct {
	slots   []slot[T]
	buckets uint64
	used    int
	evicted uint64
}

func newTable[T any, P row[T]](rows int) *table[T, P] {
	t := &table[T, P]{buckets: uint64(max(1, (rows+ways-1)/ways))}
	t.slots = arena.Make[slot[T]](t, int(t.buckets)*ways)
	return t
}

func (t *table[T, P]) bucket(key uint64) []slot[T] {
	b, _ := bits.Mul64(key, t.buckets)
	return t.slots[b*ways : b*ways+ways]
}

// find gives the row of key, nil if there is none.
func (t *table[T, P]) find(key uint64) P {
	for b, i := t.bucket(key), 0; i < ways; i++ {
		if b[i].key == key {
			return &b[i].v
		}
	}
	return nil
}

// take gives the row of key, a zero one if there was none or if it was not used for idle; whoever weighs least makes room.
func (t *table[T, P]) take(key uint64, now, idle int64) (p P, fresh bool) {
	b := t.bucket(key)
	least := 0
	for i := range b {
		s := &b[i]
		switch {
		case s.key == key:
			fresh = now-s.last > idle
			if fresh {
				s.v = *new(T)
			}
			s.last = now
			return &s.v, fresh
		case s.key == 0:
			t.used++
			s.key, s.last = key, now
			return &s.v, true
		}
		if w, l := P(&s.v).weight(), P(&b[least].v).weight(); w < l || w == l && s.last < b[least].last {
			least = i
		}
	}
	t.evicted++
	b[least] = slot[T]{key: key, last: now}
	return &b[least].v, true
}
