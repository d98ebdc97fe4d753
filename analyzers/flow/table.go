// Package flow knows who talks with whom: a bounded table of flows turns
// packets into events.
//
// Time is packet time. State and time-outs change only on packets that R of
// package relevance holds for, so that shedding the others before the table
// changes nothing.
//
// Goroutines: a Table belongs to one. Allocation: none after New.
package flow

import (
	"math"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/arena"
	"github.com/reconwatch/reconwatch/capture/packet"
	"github.com/reconwatch/reconwatch/capture/relevance"
)

// Options of a Table.
type Options struct {
	// Flows is the hard bound of flows that are remembered, about 170 bytes
	// each; at least 16, and rounded up to a multiple of 6. 0 means 1 << 20.
	Flows int
	// Seed makes buckets unpredictable to those who choose addresses and ports.
	Seed uint64
	// VLANInKey tells flows of equal addresses in different VLANs apart.
	VLANInKey bool
}

// Table is the flow table of one lane.
type Table struct {
	buckets   []bucket // all that there may be; the first size are in use
	size      uint64
	records   []Record // in the order in which they were first taken: few flows touch little memory
	taken     uint32
	fetched   uint32   // records that were asked for before they were taken
	lost      []uint32 // records without a place
	seeds     seeds
	vlan      uint16 // mask of the VLAN bits that enter the key
	now       int64
	deadlines deadlines
	services  services
	routers   routers
	prefixes  prefixes
	stats     Stats
}

// New makes a Table; all its memory is taken here.
func New(o Options) *Table {
	flows := o.Flows
	if flows <= 0 {
		flows = 1 << 20
	}
	n := (max(flows, 2*ways) + ways - 1) / ways
	t := &Table{
		size:     uint64(n),
		seeds:    expand(o.Seed),
		now:      math.MinInt64,
		services: newServices(),
		routers:  newRouters(),
		prefixes: newPrefixes(),
	}
	if o.VLANInKey {
		t.vlan = 0xffff
	}
	for t.size > fewBuckets {
		t.size = (t.size + 1) / 2
	}
	t.buckets = arena.Make[bucket](t, n)
	t.records = arena.Make[Record](t, n*ways)
	t.deadlines.ring = arena.Make[deadline](t, 2*n*ways)
	return t
}

// step is one packet, or one deadline, on its way through the table.
type step struct {
	t       *Table
	p       *packet.Packet
	out     *Buffer
	frame   uint64
	at      int64
	ordinal uint8
	*Spot
}

// Update takes the packet of frame number frame (from 1, ascending) into its
// flow. Locate(p, at) came before, and out needs Room. Call Advance with the
// packet's time before: then the events of a table ascend by (Time, Frame, Ordinal). It reports whether the packet
// belongs to a flow and R holds for it there: of all others nothing may be told.
func (t *Table) Update(p *packet.Packet, at *Spot, frame uint64, out *Buffer) (taken bool) {
	if p.Time < t.now {
		t.stats.Late++
	} else {
		t.now = p.Time
	}
	var s step // field by field: a literal is copied, and waits for its own stores
	s.t, s.p, s.out, s.frame, s.at, s.Spot = t, p, out, frame, t.now, at
	switch s.cause {
	case ignored:
		t.stats.Ignored[s.why]++
		return false
	case failure:
		s.failure()
		return false
	}
	place, found := t.find(at)
	if !found {
		place = t.claim(at)
	} else if t.rank(place).idle(t.now) {
		t.stats.Restarted++
		found = false
	}
	r := t.record(place)
	if !s.relevant(r) {
		t.stats.Irrelevant++
		return false
	}
	if found {
		s.proceed(r, place)
	} else {
		s.open(r, place)
	}
	if p.PayloadLen > 0 {
		s.message(r)
	}
	if p.TTL-1 < relevance.LowTTL {
		s.expiring(r)
	}
	t.place(place, r)
	return true
}

// FromClient reports whether the packet that Update took last for at came from the side that asks,
// as far as the table knows; what belongs to no flow answers nothing.
func (t *Table) FromClient(at *Spot) bool {
	if at.cause == ignored {
		return true // what at says of a flow is an earlier packet's
	}
	place, found := t.find(at)
	if !found {
		return true
	}
	client, _ := t.record(place).client()
	return client == at.side
}

// relevant asks R, and takes the packet into the direction's account.
func (s *step) relevant(r *Record) bool {
	epoch := relevance.Epoch(s.at)
	d := &r.directions[s.side]
	first := !d.SeenIn(epoch)
	if d.Judge(s.class, epoch) == relevance.Shed {
		return false
	}
	if first {
		s.router()
	}
	return true
}

// open takes the first packet of a flow.
func (s *step) open(r *Record, place uint32) {
	switch s.cause {
	case segment:
		s.connect(r, place, s.segment())
	case datagram:
		s.send(r, place)
	case query:
		s.begin(r, place, attempt, queryMethod(s.p, &s.key))
	case reply:
		s.begin(r, place, stray, analyzers.MethodNone)
	}
}

// proceed takes a later packet of a flow.
func (s *step) proceed(r *Record, place uint32) {
	if s.cause == segment {
		s.connection(r, place, s.segment())
		return
	}
	s.exchange(r, place)
}

// begin makes r the flow that this packet begins, and tells what is to be told at once.
func (s *step) begin(r *Record, place uint32, as role, m analyzers.Method) {
	r.begin(s.p, s.side, as, m)
	r.first, r.frame = s.at, s.frame
	if as != ordinary && (s.cause != reply || !s.silentReply()) {
		s.t.watch(place, r)
	}
	switch as {
	case attempt:
		s.say(r, analyzers.Attempted)
	case odd:
		s.say(r, analyzers.OddFlags)
	}
}

// say tells an event of r, once.
func (s *step) say(r *Record, k analyzers.EventKind) {
	if r.said>>k&1 != 0 {
		return
	}
	r.said |= 1 << k
	e := s.event(k)
	if e == nil {
		return
	}
	r.fill(e)
	e.Extra = r.ipLen
}

// event adds an event to the buffer, or returns nil if its owner left no room.
func (s *step) event(k analyzers.EventKind) *analyzers.Event {
	b := s.out
	if b.Free() == 0 {
		s.t.stats.Lost++
		return nil
	}
	s.t.stats.Events[k]++
	b.Events = b.Events[:len(b.Events)+1]
	e := &b.Events[len(b.Events)-1]
	*e = analyzers.Event{}
	e.Time, e.Frame, e.Ordinal, e.Kind = s.at, s.frame, s.ordinal, k
	if s.ordinal < 1<<8-1 {
		s.ordinal++
	}
	return e
}

// place notes when r was used, and what it is worth now.
func (t *Table) place(place uint32, r *Record) {
	t.buckets[place/stride].ranks[place%stride] = rankOf(r.class(), t.now)
}

// revalue notes what r is worth now without using it.
func (t *Table) revalue(place uint32, r *Record) {
	at := &t.buckets[place/stride].ranks[place%stride]
	*at = rank(uint32(r.class())<<stampBits) | *at&stampMask
}

func (r *Record) class() class {
	switch {
	case r.has(closed):
		return settled
	case r.key.Proto == packet.ProtoTCP && (r.joined() || r.told(saidContinued)):
		if r.directions[low].Seen() && r.directions[high].Seen() {
			return established
		}
		return oneSided
	case r.told(saidTurnedDown | saidHalfOpen):
		return settled
	case r.told(saidAnswered|saidContinued) || r.joined():
		return talking
	case r.has(due):
		return settled
	}
	return embryonic
}
