package scan

import (
	"math/bits"
	"slices"
	"unsafe"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/sketch"
	"github.com/reconwatch/reconwatch/capture/arena"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// scope keeps what a source does to home networks apart from what it does to
// the rest of the world: an office's browsing must not outweigh a scan inside.
type scope uint8

const (
	foreign scope = iota
	home
)

// source is the slow memory of one source: what the sequential test needs, kept
// for days. It must stay within 128 bytes: there are a million of them.
type source struct {
	key         packet.Addr // the identity: IPv4 address, home IPv6 address, foreign IPv6 /64
	first, last int64
	hosts       uint64 // linear-counting bitmaps of failed targets
	ports       uint64
	served      uint64        // of targets that answered, while none had failed
	servedPorts [2]servedPort // where most of these were
	servedHosts [2]uint32     // the last two of these, by hash
	score       float32       // of contacts older than settling; successes of the last two epochs stand in good
	good        [2]uint16
	epoch       uint32
	fails       uint16
	successes   uint16
	suspect     int32 // index into the suspects, -1 for none
	methods     analyzers.MethodSet
	iface, vlan uint16
	method      analyzers.Method
	scope       scope
	refused     bool   // something other than silence spoke against it
	replied     bool   // some reply to it was seen
	resolves    bool   // it resolves addresses on a link that the sensor sees
	index       uint32 // of this record
	recent      [3]uint32
}

const maxSourceSize = 128

var _ [maxSourceSize - unsafe.Sizeof(source{})]byte

// servedPort counts the targets that answered on one port; of more than two
// ports the busiest stay (Misra and Gries, 1982).
type servedPort struct {
	port  uint16
	proto uint8
	n     uint16
}

// serve notes an answer by a target that was not seen to answer before.
func (s *source) serve(e *analyzers.Event, host uint64) {
	s.servedHosts[0], s.servedHosts[1] = uint32(host>>32), s.servedHosts[0]
	least := &s.servedPorts[0]
	for i := range s.servedPorts {
		p := &s.servedPorts[i]
		if p.n != 0 && p.port == e.TargetPort && p.proto == e.Proto {
			p.n += min(1, 65535-p.n)
			return
		}
		if p.n < least.n {
			least = p
		}
	}
	if least.n == 0 {
		*least = servedPort{port: e.TargetPort, proto: e.Proto, n: 1}
		return
	}
	least.n--
}

// Buckets of eight with two choices hold 95 % of their slots before one is evicted.
const ways = 8

// bucket is one cache line of the index. Its slots are taken in order and never
// given back, so that the first free one tells how many are taken.
type bucket struct {
	tags   [ways]uint32 // 0 is free
	places [ways]uint32 // of the records
}

// sources is a bounded table of sources, one writer. Its index doubles as it
// fills, and records lie in the order in which they were first taken: few sources
// touch little memory.
type sources struct {
	buckets  []bucket // all that there may be; the first mask+1 are in use
	records  []source
	mask     uint64
	seed     uint64
	used     int
	lost     []uint32 // records without a slot
	evicted  uint64
	suspects *suspects
}

// fewBuckets is where the index begins.
const fewBuckets = 1 << 9

func newSources(capacity int, seed uint64, su *suspects) *sources {
	n := 1 << bits.Len(uint(max(capacity, 2*ways)-1))
	t := &sources{mask: uint64(min(n/ways, fewBuckets) - 1), seed: seed, suspects: su}
	t.buckets = arena.Make[bucket](t, n/ways)
	t.records = arena.Make[source](t, n)
	return t
}

func (t *sources) hash(key *packet.Addr, sc scope) uint64 {
	hi, lo := key.Halves()
	return sketch.Hash(t.seed+uint64(sc), hi, lo)
}

// choices are the two buckets of a hash.
func (t *sources) choices(h uint64) [2]*bucket {
	return [2]*bucket{&t.buckets[h&t.mask], &t.buckets[h>>20&t.mask]}
}

func (t *sources) find(key *packet.Addr, sc scope, h uint64) *source {
	tag := uint32(h>>32) | 1
	for _, b := range t.choices(h) {
		for i, g := range &b.tags {
			if g == tag {
				if r := &t.records[b.places[i]]; r.key == *key && r.scope == sc {
					return r
				}
			}
		}
	}
	return nil
}

// tagged is the first record whose tag is that of hash h, or nil: likely its own.
func (t *sources) tagged(h uint64) *source {
	tag := uint32(h>>32) | 1
	for _, b := range t.choices(h) {
		for i, g := range &b.tags {
			if g == tag {
				return &t.records[b.places[i]]
			}
		}
	}
	return nil
}

// admit makes room for a source and returns its cleared record.
func (t *sources) admit(key *packet.Addr, sc scope, h uint64) *source {
	b, i := t.free(h)
	for i == ways && int(t.mask) < len(t.buckets)-1 {
		t.double()
		b, i = t.free(h)
	}
	switch {
	case i == ways:
		b, i = t.worst(h)
		t.evict(b.places[i])
	case len(t.lost) > 0:
		last := len(t.lost) - 1
		b.places[i], t.lost = t.lost[last], t.lost[:last]
	default:
		b.places[i] = uint32(t.used)
		t.used++
	}
	b.tags[i] = uint32(h>>32) | 1
	r := &t.records[b.places[i]]
	*r = source{key: *key, scope: sc, suspect: none, index: b.places[i]}
	return r
}

func (t *sources) evict(place uint32) {
	t.evicted++
	t.suspects.release(&t.records[place])
}

// double enters all records into an index of twice the size. That one finds no
// slot there, where half of them are free, will not happen; it would be evicted.
func (t *sources) double() {
	clear(t.buckets[:t.mask+1])
	t.mask = 2*t.mask + 1
	for place := range uint32(t.used) {
		r := &t.records[place]
		h := t.hash(&r.key, r.scope)
		if b, i := t.free(h); i < ways {
			b.tags[i], b.places[i] = uint32(h>>32)|1, place
		} else if !slices.Contains(t.lost, place) {
			t.evict(place)
			t.lost = append(t.lost, place)
		}
	}
}

// free finds the next slot in the emptier bucket; i is ways if both are full.
func (t *sources) free(h uint64) (b *bucket, i int) {
	c := t.choices(h)
	n, m := c[0].taken(), c[1].taken()
	if m < n {
		return c[1], m
	}
	return c[0], n
}

func (b *bucket) taken() (n int) {
	for n < ways && b.tags[n] != 0 {
		n++
	}
	return n
}

// worst finds the source whose loss costs least in either bucket, both full: never
// an accused one while another is there, then the lowest score, then the oldest.
func (t *sources) worst(h uint64) (worst *bucket, at int) {
	worstCost, worstLast := float32(0), int64(0)
	for _, b := range t.choices(h) {
		for i, place := range &b.places {
			r := &t.records[place]
			cost := r.score + float32(r.fails)
			if t.suspects.accused(r) {
				cost += 1e6
			}
			if worst == nil || cost < worstCost || cost == worstCost && r.last < worstLast {
				worst, at, worstCost, worstLast = b, i, cost, r.last
			}
		}
	}
	return worst, at
}

// touch remembers the first failed target of a source that is not admitted yet:
// a flood of forged sources, one packet each, passes through here and no further.
type touch struct {
	target   packet.Addr
	at       int64
	tag      uint32
	port     uint16
	srcPort  uint16
	count    uint16
	kind     analyzers.EventKind
	method   analyzers.Method
	proto    uint8
	insisted bool
}

// restore puts what the touch kept into e, an event of the same source.
func (t *touch) restore(e analyzers.Event) analyzers.Event {
	e.Target, e.Time, e.First = t.target, t.at, t.at
	e.TargetPort, e.SourcePort, e.Proto = t.port, t.srcPort, t.proto
	e.Kind, e.Method, e.Count, e.Insisted = t.kind, t.method, t.count, t.insisted
	return e
}

// touches is direct-mapped; a later source takes the slot. Its touches lie in
// the order in which slots were first taken.
type touches struct {
	slots []uint32 // which touch is theirs, plus one; 0 before the first
	pool  []touch
	used  uint32
	// hot counts first touches by target, so that a flood at one service does not wash out the slots.
	hot    [4096]hotTarget
	spared uint64
}

type hotTarget struct {
	tag   uint32
	epoch uint32
	count uint32
}

// hotLimit is how many new sources may fail at one target in an epoch (17 s)
// before their first touches are not remembered: no service has more dead clients.
const hotLimit = 256

func newTouches(capacity int) *touches {
	t := &touches{}
	n := 1 << bits.Len(uint(max(capacity, 2)-1))
	t.slots, t.pool = arena.Make[uint32](t, n), arena.Make[touch](t, n)
	return t
}

func (t *touches) slot(h uint64) *uint32 { return &t.slots[h%uint64(len(t.slots))] }

// first records e as its source's first touch, or returns the earlier one, and
// forgets it, when that was of another target.
func (t *touches) first(h, target uint64, e *analyzers.Event) (touch, bool) {
	slot := t.slot(h)
	tag := uint32(h>>32) | 1
	var s *touch
	if *slot != 0 {
		s = &t.pool[*slot-1]
	}
	switch {
	case s != nil && s.tag == tag:
		if !s.same(e) {
			was := *s
			*s = touch{}
			return was, true
		}
	case t.isHot(target, e.Time):
		t.spared++
		return touch{}, false
	case s == nil:
		t.used++
		*slot = t.used
		s = &t.pool[t.used-1]
	}
	*s = touch{
		target: e.Target, at: e.First, tag: tag, port: e.TargetPort, srcPort: e.SourcePort, count: e.Count,
		kind: e.Kind, method: e.Method, proto: e.Proto, insisted: e.Insisted,
	}
	return touch{}, false
}

func (t *touches) isHot(target uint64, now int64) bool {
	s := &t.hot[target%uint64(len(t.hot))]
	tag, epoch := uint32(target>>32), uint32(now>>34)
	if s.tag != tag || s.epoch != epoch {
		*s = hotTarget{tag: tag, epoch: epoch}
	}
	s.count++
	return s.count > hotLimit
}

func (t *touch) same(e *analyzers.Event) bool {
	return t.target == e.Target && t.port == e.TargetPort && t.proto == e.Proto && class(t.method) == class(e.Method)
}

// class folds the methods that a target can not tell apart.
func class(m analyzers.Method) analyzers.Method {
	if m == analyzers.TCPConnect {
		return analyzers.TCPSyn
	}
	return m
}

// settle moves successes older than the previous epoch into the score. Answers
// come in milliseconds, silence shows after seconds: without this a fast source's
// successes would all be used up against the floor before its failures come in.
func (s *source) settle(now int64, weight, floor float64) {
	epoch := uint32(now >> epochShift)
	if behind := epoch - s.epoch; behind > 0 {
		s.fold(s.good[1], weight, floor)
		s.good[1], s.good[0] = s.good[0], 0
		if behind > 1 {
			s.fold(s.good[1], weight, floor)
			s.good[1] = 0
		}
		s.epoch = epoch
	}
}

func (s *source) fold(successes uint16, weight, floor float64) {
	s.score = float32(max(floor, float64(s.score)-weight*float64(successes)))
}

// evidence is the log-likelihood with what has not settled.
func (s *source) evidence(weight float64) float64 {
	return float64(s.score) - weight*float64(int(s.good[0])+int(s.good[1]))
}

// epochShift makes epochs of 17 s of nanoseconds: three times what silence takes to show.
const epochShift = 34
