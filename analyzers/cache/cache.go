// Package cache holds a bounded number of records by hash and forgets the one
// that would be missed least.
//
// Goroutines: a Cache belongs to one. Allocation: none after New.
package cache

import (
	"math/bits"

	"github.com/reconwatch/reconwatch/capture/arena"
)

// ways is how many records may have a key: enough that few are forgotten before the cache is full.
const ways = 8

// Cache is a set-associative map from well-mixed, seeded 64-bit hashes to pointer-free records.
type Cache[T any] struct {
	slots   []slot[T]
	sets    uint64
	used    int
	evicted uint64
}

type slot[T any] struct {
	key   uint64 // 0 is free
	last  int64  // packet time of the last use
	worth uint32
	value T
}

// New makes a Cache for about n records. T must be free of pointers.
func New[T any](n int) *Cache[T] {
	c := &Cache[T]{sets: uint64(max(1, (n+ways-1)/ways))}
	c.slots = arena.Make[slot[T]](c, int(c.sets)*ways)
	return c
}

// Len is how many records are held, Evicted how many were forgotten while they might have been in use.
func (c *Cache[T]) Len() int { return c.used }

// Evicted counts records that gave way to others.
func (c *Cache[T]) Evicted() uint64 { return c.evicted }

func (c *Cache[T]) set(key uint64) []slot[T] {
	s, _ := bits.Mul64(key, c.sets)
	return c.slots[s*ways : s*ways+ways : s*ways+ways]
}

// Find gives the record of a hash, nil if there is none. It is valid until the next Take.
func (c *Cache[T]) Find(key uint64) *T {
	key |= 1
	set := c.set(key)
	for i := range set {
		if set[i].key == key {
			return &set[i].value
		}
	}
	return nil
}

// Take gives the record of a hash and notes its use at packet time now; fresh
// tells that it is a new, zeroed one. Of a full set the least worth gives way, of equals the longest unused.
func (c *Cache[T]) Take(key uint64, now int64) (v *T, fresh bool) {
	key |= 1
	set := c.set(key)
	victim := &set[0]
	for i := range set {
		s := &set[i]
		if s.key == key {
			s.last = now
			return &s.value, false
		}
		if s.key == 0 && victim.key != 0 || victim.key != 0 && s.before(victim) {
			victim = s
		}
	}
	if victim.key == 0 {
		c.used++
	} else {
		c.evicted++
	}
	*victim = slot[T]{key: key, last: now}
	return &victim.value, true
}

// TakeWithin is Take, but a record that was not used for longer than idle is begun anew.
func (c *Cache[T]) TakeWithin(key uint64, now, idle int64) (v *T, fresh bool) {
	key |= 1
	set := c.set(key)
	for i := range set {
		if s := &set[i]; s.key == key && now-s.last > idle {
			*s = slot[T]{key: key, last: now}
			return &s.value, true
		}
	}
	return c.Take(key, now)
}

func (s *slot[T]) before(o *slot[T]) bool {
	return s.worth < o.worth || s.worth == o.worth && s.last < o.last
}

// Value says what the record of a hash is worth: what is worth less gives way to new ones.
func (c *Cache[T]) Value(key uint64, worth uint32) {
	key |= 1
	set := c.set(key)
	for i := range set {
		if set[i].key == key {
			set[i].worth = worth
		}
	}
}

// Drop forgets a record.
func (c *Cache[T]) Drop(key uint64) {
	key |= 1
	set := c.set(key)
	for i := range set {
		if set[i].key == key {
			set[i] = slot[T]{}
			c.used--
		}
	}
}

// Each calls f for every record until it returns false. f may change the record, not the cache.
func (c *Cache[T]) Each(f func(key uint64, v *T) bool) {
	for i := range c.slots {
		if s := &c.slots[i]; s.key != 0 && !f(s.key, &s.value) {
			return
		}
	}
}
