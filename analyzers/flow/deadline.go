package flow

import (
	"math"
	"unsafe"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/arena"
	"github.com/reconwatch/reconwatch/capture/packet"
	"github.com/reconwatch/reconwatch/capture/relevance"
)

// AnswerTimeout is how long a flow's first packet waits for an answer, in
// nanoseconds. Five seconds cover a stack's first two repetitions (1 s and 3 s)
// and any round trip; it is less than an epoch, so that no flow is over before.
const AnswerTimeout = 5_000_000_000

// deadline is one flow that is waited for.
type deadline struct {
	at     int64
	record uint32
	frame  uint32 // low bits of the creating frame: the record is another flow's if it differs
}

// deadlines is a first-in first-out ring: all wait equally long, so they are in
// order as they come. A flow that is settled or evicted early leaves its entry.
type deadlines struct {
	ring  []deadline
	head  int
	count int
}

func (d *deadlines) next() int64 {
	if d.count == 0 {
		return math.MaxInt64
	}
	return d.ring[d.head].at
}

func (d *deadlines) push(e deadline) {
	i := d.head + d.count
	if i >= len(d.ring) {
		i -= len(d.ring)
	}
	d.ring[i] = e
	d.count++
}

// after is the entry n places behind the head, or what once was there.
func (d *deadlines) after(n int) *deadline {
	i := d.head + n
	if i >= len(d.ring) {
		i -= len(d.ring)
	}
	return &d.ring[i]
}

// ahead is how many deadlines before its turn a record is fetched; at half of
// that, the bucket that has its rank.
const ahead = 16

// pop takes the next deadline, and fetches the record of a later one.
func (t *Table) pop() deadline {
	d := &t.deadlines
	first := d.ring[d.head]
	near := &t.records[d.after(ahead/2).record]
	arena.PrefetchPair(unsafe.Pointer(&t.records[d.after(ahead).record].first), unsafe.Pointer(&t.buckets[near.place/stride]))
	if d.head++; d.head == len(d.ring) {
		d.head = 0
	}
	d.count--
	return first
}

// watch sets the deadline of r. The ring holds twice as many entries as there
// are records: when it is full, at least half of them are of flows that a flood
// has pushed out since, most likely the oldest. Should that one still wait, it
// waits for ever: its silence is not told, rather than told too soon.
func (t *Table) watch(place uint32, r *Record) {
	if t.deadlines.count == len(t.deadlines.ring) {
		old := t.pop()
		if t.waits(old) != nil {
			t.stats.Unwatched++
		}
	}
	t.deadlines.push(deadline{at: r.first + AnswerTimeout, record: t.index(place), frame: uint32(r.frame)})
}

// waits returns the record that d is about, or nil if it is another by now.
func (t *Table) waits(d deadline) *Record {
	if r := &t.records[d.record]; uint32(r.frame) == d.frame && r.first+AnswerTimeout == d.at {
		return r
	}
	return nil
}

// NextDeadline is the least time at which Advance may have something to tell:
// no event will come before it unless a packet brings one.
func (t *Table) NextDeadline() int64 { return min(t.deadlines.next(), t.prefixes.boundary) }

// Advance moves the table's time to now and tells what has fallen due, in
// order. It returns true when out is nearly full and there is more: empty it and
// call again. The end of a capture is now = math.MaxInt64.
func (t *Table) Advance(now int64, out *Buffer) (more bool) {
	for {
		at, minute := t.deadlines.next(), t.prefixes.boundary
		if min(at, minute) > now || min(at, minute) == math.MaxInt64 {
			break
		}
		if out.Free() < Room {
			return true
		}
		t.now = max(t.now, min(at, minute))
		if minute <= at {
			t.visibility(out)
		} else if d := t.pop(); t.waits(d) != nil {
			t.expire(d, out)
		}
	}
	t.now = max(t.now, now)
	return false
}

// expire tells what the silence of a flow means.
func (t *Table) expire(d deadline, out *Buffer) {
	r := &t.records[d.record]
	r.bits |= due
	s := step{t: t, out: out, frame: r.frame, at: d.at}
	switch r.role {
	case attempt, odd:
		s.outcome(r)
	case bare:
		if !r.told(saidOutcome) && !r.has(spoke) {
			s.say(r, analyzers.Attempted)
			s.say(r, analyzers.Silent)
		}
	case stray:
		// So much from a service port is a stream of which one direction is seen.
		stream := r.key.Proto == packet.ProtoUDP && r.directions[r.initiator()].Payload() >= relevance.PayloadBudget
		if !stream {
			s.say(r, analyzers.Unrequested)
		}
	}
	t.revalue(r.place, r)
}

func (s *step) outcome(r *Record) {
	switch {
	case r.told(saidOutcome):
	case !r.told(saidAnswered):
		s.say(r, analyzers.Silent)
	case r.role == attempt && connects(r.key.Proto):
		s.say(r, analyzers.HalfOpen)
	}
}
