package cache

import "math/bits"

// double parts every set in two, the last first: what a set becomes lies behind it.
func (c *Cache[T]) double() {
	c.sets *= 2
	for set := int(c.sets/2) - 1; set >= 0; set-- {
		c.part(set)
	}
}

// part deals the slots of a set to the two that it becomes. A slot without a key that
// has a value takes it to either.
func (c *Cache[T]) part(set int) {
	keys := *(*[ways]uint64)(c.keys[set*ways:])
	uses := *(*[ways]use)(c.uses[set*ways:])
	clear(c.keys[set*ways:][:ways])
	clear(c.uses[set*ways:][:ways])
	next := [2]int{2 * set * ways, (2*set + 1) * ways}
	for i := range keys {
		if uses[i].value == 0 {
			continue
		}
		half, _ := bits.Mul64(keys[i], c.sets)
		slot := &next[half&1]
		c.keys[*slot], c.uses[*slot] = keys[i], uses[i]
		*slot++
	}
}
