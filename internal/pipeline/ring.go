package pipeline

import (
	"math"
	"sync/atomic"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/flow"
)

const (
	// mark is an event kind of the rings alone: the lane has come so far.
	mark = analyzers.NumEventKinds
	// ended is the time of a lane's last mark.
	ended = math.MaxInt64
	// ringEvents is more than a batch of 256 frames emits without time-outs.
	ringEvents = 1 << 12
	// ringBytes is room for the payloads of as many messages as a batch brings.
	ringBytes = 1 << 18
)

// ring carries events of one lane to one shard: single producer, single
// consumer, no lock. Slots, and the payloads of a ring of bytes beside them, are copied in and out.
type ring struct {
	head  atomic.Uint64 // next to be written; producer's
	end   uint64        // of the payloads written, ever; producer's
	_     [48]byte
	tail  atomic.Uint64 // next to be read; consumer's
	begin atomic.Uint64 // of the payloads that were not read yet; consumer's
	_     [48]byte
	slots []slot
	bytes []byte
	wake  chan struct{} // the shard's: something came
	space chan struct{} // the lane's: something went
}

func newRing(wake, space chan struct{}) *ring {
	return &ring{slots: make([]slot, ringEvents), bytes: make([]byte, ringBytes), wake: wake, space: space}
}

// slot is an event, and where the payloads until and with its own end.
type slot struct {
	analyzers.Event
	end uint64
}

// push copies e and its payload in, and reports false when the ring is full.
func (r *ring) push(e *analyzers.Event, data []byte) bool {
	h := r.head.Load()
	if h-r.tail.Load() == ringEvents {
		return false
	}
	s := &r.slots[h%ringEvents]
	if len(data) > 0 {
		at := r.end
		if at%ringBytes+uint64(len(data)) > ringBytes {
			at += ringBytes - at%ringBytes // a payload lies in one piece
		}
		if at+uint64(len(data))-r.begin.Load() > ringBytes {
			return false
		}
		copy(r.bytes[at%ringBytes:], data)
		r.end = at + uint64(len(data))
	}
	s.Event, s.end = *e, r.end
	r.head.Store(h + 1)
	return true
}

// peek returns the oldest event, nil when there is none. It dies at the next pop.
func (r *ring) peek() *analyzers.Event {
	t := r.tail.Load()
	if t == r.head.Load() {
		return nil
	}
	return &r.slots[t%ringEvents].Event
}

// pop takes the oldest event into b; only after peek has shown one.
func (r *ring) pop(b *analyzers.Batch) {
	s := &r.slots[r.tail.Load()%ringEvents]
	b.Events = append(b.Events, s.Event)
	if n := uint64(s.DataLen); n > 0 {
		b.Events[len(b.Events)-1].DataAt = uint32(len(b.Bytes))
		at := (s.end - n) % ringBytes
		b.Bytes = append(b.Bytes, r.bytes[at:at+n]...)
		r.begin.Store(s.end)
	}
	r.drop()
}

// drop forgets the oldest event.
func (r *ring) drop() {
	t := r.tail.Load()
	r.tail.Store(t + 1)
	if (t+1)%(ringEvents/4) == 0 || t+1 == r.head.Load() {
		poke(r.space)
	}
}

// poke wakes a waiting goroutine, or the next wait if there is none.
func poke(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// outlet is a lane's end of its rings.
type outlet struct {
	rings []*ring
	space chan struct{}
}

// emit sends what a lane has gathered, and empties the buffer.
func (o *outlet) emit(b *flow.Buffer) {
	o.send(&b.Batch)
	b.Reset()
}

// send routes events to shards. When a ring is full the lane tells the other
// shards how far it has come before it waits: so the shards never wait for each
// other in a circle.
func (o *outlet) send(b *analyzers.Batch) {
	for i := range b.Events {
		e := &b.Events[i]
		if e.Kind.Broadcast() {
			for s := range o.rings {
				o.put(s, e, nil)
			}
			continue
		}
		o.route(e, b.Data(e))
	}
}

func (o *outlet) route(e *analyzers.Event, data []byte) {
	all := e.Ways()
	src, dst, pre := e.Shards(len(o.rings))
	var to [3]struct {
		shard int
		route analyzers.Route
	}
	to[0].shard, to[0].route = src, all&analyzers.BySource
	to[1].shard, to[1].route = dst, all&analyzers.ByTarget
	to[2].shard, to[2].route = pre, all&analyzers.ByPrefix
	for i := range to {
		if to[i].route == 0 {
			continue
		}
		e.Routes = to[i].route
		for k := i + 1; k < len(to); k++ {
			if to[k].shard == to[i].shard {
				e.Routes |= to[k].route
				to[k].route = 0
			}
		}
		o.put(to[i].shard, e, data)
	}
}

func (o *outlet) put(shard int, e *analyzers.Event, data []byte) {
	for !o.rings[shard].push(e, data) {
		o.wait(shard, e)
	}
}

// wait tells everybody the position of the event that does not fit, and sleeps.
func (o *outlet) wait(full int, e *analyzers.Event) {
	m := analyzers.Event{Kind: mark, Time: e.Time, Frame: e.Frame, Ordinal: e.Ordinal}
	for s, r := range o.rings {
		if s != full {
			r.push(&m, nil)
		}
		poke(r.wake)
	}
	<-o.space
}

// mark tells every shard that no event up to (time, frame) will come any more.
func (o *outlet) mark(time int64, frame uint64) {
	m := analyzers.Event{Kind: mark, Time: time, Frame: frame, Ordinal: math.MaxUint8}
	for s := range o.rings {
		o.put(s, &m, nil)
		poke(o.rings[s].wake)
	}
}
