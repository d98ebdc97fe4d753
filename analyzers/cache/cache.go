// Package cache holds the bounded tables of the analyzers that judge messages: what they
// remember of clients, zones and names. A full set lets the least valued record go.
//
// Goroutines: a Cache belongs to one. Allocation: none after New.
package cache

import (
	"math/bits"

	"github.com/reconwatch/reconwatch/capture/arena"
)

const (
	// ways is how many records may have a key: enough that few are forgotten before the cache
	// is full, and their keys are one cache line.
	ways = 8
	// fewSets is how many sets there are at first; they double as they fill.
	fewSets = 64
)

// Cache is a set-associative map from well-mixed, seeded 64-bit hashes to pointer-free records.
// These lie in the order in which they were first taken, behind slots that double as they
// fill: few records touch little memory, and what is not found touches one cache line.
type Cache[T any] struct {
	keys    []uint64 // of all slots that there may be, 0 is free; the first sets*ways are in use
	uses    []use    // of the same slots
	values  []T
	taken   uint32 // values that slots have
	sets    uint64
	most    uint64 // sets
	used    int
	evicted uint64
	fade    int64 // 0 for never
}

// use is what a slot knows beside its key.
type use struct {
	last  int64 // packet time of the last use
	worth uint32
	value uint32 // which value is the slot's, plus one; 0 before it had one
}

// New makes a Cache for about n records. T must be free of pointers.
func New[T any](n int) *Cache[T] {
	sets := uint64(max(1, (n+ways-1)/ways))
	doublings := 0
	for ; sets > fewSets; doublings++ {
		sets = (sets + 1) / 2
	}
	c := &Cache[T]{sets: sets, most: sets << doublings}
	slots := int(c.most) * ways
	c.keys = arena.Make[uint64](c, slots)
	c.uses = arena.Make[use](c, slots)
	c.values = arena.Make[T](c, slots)
	return c
}

// Fading makes what was not used for longer than idle worth nothing, so that a table does not fill with
// what was of worth once; it gives c.
func (c *Cache[T]) Fading(idle int64) *Cache[T] {
	c.fade = idle
	return c
}

// Len is how many records there are.
func (c *Cache[T]) Len() int { return c.used }

// Evicted counts records that gave way to others.
func (c *Cache[T]) Evicted() uint64 { return c.evicted }

// first is the first slot of a key's set.
func (c *Cache[T]) first(key uint64) int {
	set, _ := bits.Mul64(key, c.sets)
	return int(set) * ways
}

// slot is where key is, -1 for nowhere.
func (c *Cache[T]) slot(key uint64) int {
	first := c.first(key)
	for i, k := range (*[ways]uint64)(c.keys[first:]) {
		if k == key {
			return first + i
		}
	}
	return -1
}

// value is the record of a slot that is or was in use.
func (c *Cache[T]) value(slot int) *T { return &c.values[c.uses[slot].value-1] }

// Find gives the record of a hash, nil if there is none. It is valid until the next Take.
func (c *Cache[T]) Find(key uint64) *T {
	if i := c.slot(key | 1); i >= 0 {
		return c.value(i)
	}
	return nil
}

// Take gives the record of a hash, made if need be, and notes its use at packet time now; fresh
// tells that it is a new, zeroed one. Of a full set the least worth gives way, of equals the longest unused.
func (c *Cache[T]) Take(key uint64, now int64) (v *T, fresh bool) {
	key |= 1
	if i := c.slot(key); i >= 0 {
		c.uses[i].last = now
		return c.value(i), false
	}
	return c.begin(c.room(key, now), key, now), true
}

// TakeWithin is Take, but a record that was not used for longer than idle is begun anew.
func (c *Cache[T]) TakeWithin(key uint64, now, idle int64) (v *T, fresh bool) {
	key |= 1
	i := c.slot(key)
	switch {
	case i < 0:
		return c.begin(c.room(key, now), key, now), true
	case now-c.uses[i].last > idle:
		return c.begin(i, key, now), true
	}
	c.uses[i].last = now
	return c.value(i), false
}

// room makes a slot free for a hash that has none.
func (c *Cache[T]) room(key uint64, now int64) int {
	i := c.victim(key, now)
	for c.keys[i] != 0 && c.sets < c.most {
		c.double()
		i = c.victim(key, now)
	}
	if c.keys[i] == 0 {
		c.used++
	} else {
		c.evicted++
	}
	return i
}

// victim is the slot of a set that is free or gives way.
func (c *Cache[T]) victim(key uint64, now int64) int {
	first := c.first(key)
	least, worth := first, ^uint32(0)
	for i := first; i < first+ways; i++ {
		if c.keys[i] == 0 {
			return i
		}
		u := &c.uses[i]
		w := u.worth
		if c.fade > 0 && now-u.last > c.fade {
			w = 0
		}
		if i == first || w < worth || w == worth && u.last < c.uses[least].last {
			least, worth = i, w
		}
	}
	return least
}

// begin gives a slot to a hash, with a zeroed record.
func (c *Cache[T]) begin(slot int, key uint64, now int64) *T {
	u := &c.uses[slot]
	if u.value == 0 {
		c.taken++
		u.value = c.taken
	}
	c.keys[slot], u.last, u.worth = key, now, 0
	v := &c.values[u.value-1]
	var zero T
	*v = zero
	return v
}

// Value says what the record of a hash is worth when its set is full; 0 at first.
func (c *Cache[T]) Value(key uint64, worth uint32) {
	if i := c.slot(key | 1); i >= 0 {
		c.uses[i].worth = worth
	}
}

// Drop forgets the record of a hash.
func (c *Cache[T]) Drop(key uint64) {
	if i := c.slot(key | 1); i >= 0 {
		c.keys[i] = 0
		c.used--
	}
}

// Each calls f for every record until it returns false. f may change the record, not the cache.
func (c *Cache[T]) Each(f func(key uint64, v *T) bool) {
	for i, key := range c.keys[:c.sets*ways] {
		if key != 0 && !f(key, c.value(i)) {
			return
		}
	}
}
