package scan

import (
	"math/bits"
	"time"

	"github.com/reconwatch/reconwatch/capture/arena"
)

// outcome is how a first contact ended.
type outcome uint8

const (
	pending   outcome = iota
	success           // a conversation
	odd               // an odd packet whose answer is not in yet
	halfOpen          // answered, then broken off
	refused           // reset or unreachable
	filtered          // refused by policy
	silent            // nothing came
	acquitted         // failed, but the source keeps coming back: it knows the target
	numOutcomes
)

// failed reports whether o speaks against the source.
func (o outcome) failed() bool { return o >= odd && o <= silent }

// contact is one remembered first contact of a source with a target.
type contact struct {
	tag    uint64
	last   uint32 // when the last flow to the target began, in ticks
	weight int8   // what it added to the score, in weightUnit
	state  outcome
	visits uint8
	_      uint8
}

// weightUnit is the precision at which a contact remembers its weight, to take
// exactly that back.
const weightUnit = 1.0 / 32

// contacts answers "first contact?" for admitted sources. Bounded, pointer-free;
// the oldest contact of a full bucket goes.
type contacts struct {
	slots   []contact
	mask    uint64
	used    int
	evicted uint64
}

const contactWays = 4

func newContacts(capacity int) *contacts {
	n := 1 << bits.Len(uint(max(capacity, contactWays)-1))
	t := &contacts{mask: uint64(n/contactWays - 1)}
	t.slots = arena.Make[contact](t, n)
	return t
}

// find returns the contact with hash h, or nil.
func (t *contacts) find(h uint64) *contact {
	b := t.bucket(h)
	for i := range b {
		if b[i].tag == h|1 {
			return &b[i]
		}
	}
	return nil
}

// add takes a slot for hash h.
func (t *contacts) add(h uint64) *contact {
	b := t.bucket(h)
	oldest := &b[0]
	for i := range b {
		if b[i].tag == 0 {
			t.used++
			b[i] = contact{tag: h | 1}
			return &b[i]
		}
		if b[i].last < oldest.last {
			oldest = &b[i]
		}
	}
	t.evicted++
	*oldest = contact{tag: h | 1}
	return oldest
}

func (t *contacts) bucket(h uint64) []contact {
	base := int(h >> 8 & t.mask * contactWays)
	return t.slots[base : base+contactWays : base+contactWays]
}

// ticks is packet time in units of 10 ms; it wraps after 497 days.
func ticks(at int64) uint32 { return uint32(at / int64(10*time.Millisecond)) }

// visit counts a flow that began at the given time and reports whether it was a
// flow of its own, and whether a pause of at least gap lay before it.
func (c *contact) visit(at int64, gap time.Duration) (again, paused bool) {
	since := int32(ticks(at) - c.last)
	if since <= 0 {
		return false, false
	}
	c.last = ticks(at)
	if int64(since) < int64(gap/(10*time.Millisecond)) {
		return true, false
	}
	c.visits = min(c.visits+1, 250)
	return true, true
}
