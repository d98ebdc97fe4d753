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
	port   uint8 // low bits of the source's port, by which a client's next try differs
}

// weightUnit is the precision at which a contact remembers its weight, to take
// exactly that back.
const weightUnit = 1.0 / 32

// contacts answers "first contact?" for admitted sources. Bounded, pointer-free:
// an open-addressed table that doubles in place as it fills, so that few contacts
// touch little memory. At its full size a contact is within contactWays of where
// its hash points, and the oldest of these goes.
type contacts struct {
	slots   []contact // all that there may be; the first last+1 are in use
	last    uint64
	reach   uint64 // how far from where its hash points a contact may be
	used    int
	evicted uint64
}

const (
	contactWays  = 4
	fewContacts  = 1 << 14
	freeContacts = 1 << 12 // more than the events of one batch add
)

func newContacts(capacity int) *contacts {
	n := 1 << bits.Len(uint(max(capacity, contactWays)-1))
	t := &contacts{}
	t.slots = arena.Make[contact](t, n)
	t.resize(min(n, fewContacts))
	return t
}

func (t *contacts) resize(n int) {
	t.last, t.reach = uint64(n-1), uint64(n)
	if n == len(t.slots) {
		t.reach = contactWays
	}
}

// find returns the contact with hash h, or nil. It is good until grow.
func (t *contacts) find(h uint64) *contact {
	base := t.base(h)
	for i := range t.reach {
		switch c := &t.slots[(base+i)&t.last]; c.tag {
		case h | 1:
			return c
		case 0:
			return nil
		}
	}
	return nil
}

// add takes a slot for hash h.
func (t *contacts) add(h uint64) *contact {
	c := t.place(h)
	if c.tag == 0 {
		t.used++
	} else {
		t.evicted++
	}
	*c = contact{tag: h | 1}
	return c
}

// place is the first free slot for hash h, or that of the oldest contact.
func (t *contacts) place(h uint64) *contact {
	base := t.base(h)
	oldest := &t.slots[base]
	for i := range t.reach {
		c := &t.slots[(base+i)&t.last]
		if c.tag == 0 {
			return c
		}
		if c.last < oldest.last {
			oldest = c
		}
	}
	return oldest
}

// at is the slot where the search for hash h begins.
func (t *contacts) at(h uint64) *contact { return &t.slots[t.base(h)] }

func (t *contacts) base(h uint64) uint64 { return h >> 8 * contactWays & t.last }

// grow makes room for the contacts of a batch of events. Contacts that were
// found before may lie elsewhere afterwards.
func (t *contacts) grow() {
	for int(t.last) < len(t.slots)-1 && 2*t.used+freeContacts > int(t.last) {
		t.double()
	}
}

// double enters every contact anew. It begins behind a free slot and follows the
// order of the slots: then a contact moves to where others have been entered anew
// already, or stays.
func (t *contacts) double() {
	old := t.last
	free := uint64(0)
	for t.slots[free].tag != 0 {
		free++
	}
	t.resize(2 * int(old+1))
	for i := range old {
		at := &t.slots[(free+1+i)&old]
		if c := *at; c.tag != 0 {
			at.tag = 0
			to := t.place(c.tag)
			if to.tag != 0 {
				t.evicted++
				t.used--
			}
			*to = c
		}
	}
}

// ticks is packet time in units of 10 ms; it wraps after 497 days.
func ticks(at int64) uint32 { return uint32(at / int64(10*time.Millisecond)) }

// settle enters an outcome. Only what begins after a refusal has come in is a new try.
func (c *contact) settle(o outcome, now int64) {
	c.state = o
	if o == refused {
		c.last = max(c.last, ticks(now))
	}
}

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
