package dns

import (
	"math/bits"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/sketch"
	"github.com/reconwatch/reconwatch/capture/dnswire"
)

// recent is how far back a neighbour is looked for: threads mix the order by so much.
const recent = 8

// sweep is a client's interest in the names of 256 adjacent addresses. Pointer-free.
type sweep struct {
	first         int64
	asked         [4]uint64 // bitmaps by the last byte
	absent, named [4]uint64
	last          [recent]uint8
	order
	steady    uint16 // of these, as far from the one before as that was from its own
	stride    int16
	iterative uint16
	repeated  uint16 // questions for what was asked for before
	accused   bool
}

// order is how addresses follow one another.
type order struct {
	count   uint16 // distinct addresses
	near    uint16 // of these, next to one of the last asked
	rising  uint16 // of these, above, and below, the address asked four before
	falling uint16
}

func (s *sweep) worth() uint32 {
	if s.accused {
		return 1 << 30
	}
	return uint32(s.near)
}

// prefixes counts partial names of ip6.arpa that a client asks for, to prune empty branches.
type prefixes struct {
	first        int64
	names, empty [4]uint64
	accused      bool
}

const (
	octets, nibbles = 4, 32
	reversed        = 2 // labels of in-addr.arpa and ip6.arpa
)

// sweep judges a question about an address; false if it is none.
func (d *Detector) sweep(e *analyzers.Event, out *[]analyzers.Finding) bool {
	q := &d.q
	if n, ok := q.below("in-addr", "arpa"); ok {
		if last, valid := number(q.label(0), 10); n == octets && valid {
			d.address256(e, last, octets-1+reversed, out)
		}
		return true
	}
	n, ok := q.below("ip6", "arpa")
	switch {
	case !ok:
		_, arpa := q.below("arpa")
		return arpa
	case n == nibbles:
		low, v1 := number(q.label(0), 16)
		high, v2 := number(q.label(1), 16)
		if v1 && v2 && low < 16 && high < 16 {
			d.address256(e, high<<4|low, nibbles-2+reversed, out)
		}
	case n > 0 && n < nibbles:
		d.prefix(e, out)
	}
	return true
}

func number(label []byte, base int) (uint8, bool) {
	v := 0
	for _, c := range label {
		digit := int(c - '0')
		if c >= 'a' {
			digit = int(c-'a') + 10
		}
		if c < '0' || digit >= base {
			return 0, false
		}
		if v = v*base + digit; v > 255 {
			return 0, false
		}
	}
	return uint8(v), len(label) > 0
}

// address256 judges one address of 256, whose reverse zone has so many labels.
func (d *Detector) address256(e *analyzers.Event, last uint8, zone int, out *[]analyzers.Finding) {
	key := sketch.Hash(d.seed, d.address(&e.Source), d.q.hashes[zone])
	s, fresh := d.sweeps.TakeWithin(key, e.Time, span(d.cfg.SweepIdle))
	if fresh {
		s.first = e.Time
	}
	learned := asks
	if d.m.IsResponse() {
		learned = s.answer(last, &d.m)
	} else if d.m.Flags&dnswire.RecursionDesired == 0 {
		s.iterative += min(1, 1<<16-1-s.iterative)
	}
	before := s.order
	grew := s.ask(last)
	if !grew && !d.m.IsResponse() {
		s.repeated += min(1, 1<<16-1-s.repeated)
	}
	d.sweeps.Value(key, s.worth())
	w := d.spread(e, s.order, before, learned)
	st := d.story(e, analyzers.DNSReverseSweep, d.reverseZone())
	if st == nil {
		if s.accused { // its episode has ended: what follows must convict by itself
			*s = sweep{first: e.Time}
			return
		}
		if w.told { // the same
			*w = spread{first: e.Time}
		}
		if st = d.sweepBegins(e, s, w, zone); st == nil {
			return
		}
		if w.accused { // it has told all
			s.accused = true
			return
		}
	} else {
		st.touch(e, &d.cfg)
	}
	w.told = true
	if w.accused { // the prefix has told of the block
		s.accused = true
	}
	if !d.m.IsResponse() {
		st.probes++
	}
	s.tell(st, grew, learned)
	d.grow(st, e, out)
}

// sweepBegins opens an episode if a block, or all blocks of the prefix together, suffice for it.
func (d *Detector) sweepBegins(e *analyzers.Event, s *sweep, w *spread, zone int) *story {
	wide := d.wide(w)
	if !wide && !d.adjacent(s) && !(d.direct(e) && d.poked(s, e.Time)) || d.serves(&e.Source) {
		return nil
	}
	first := s.first
	if wide {
		zone, first = d.prefixLabels(), w.first
	}
	st := d.begin(e, analyzers.DNSReverseSweep, d.reverseZone(), d.q.text(zone), first)
	if st == nil {
		return nil
	}
	st.confidence = 0.9
	st.facts.below = st.domain
	if wide {
		st.facts.through = 2*s.iterative > s.count
		w.tell(st)
	}
	return st
}

// reverseZone names the episode: sweeps of neighbouring blocks are one.
func (d *Detector) reverseZone() uint64 {
	if d.q.labels == octets+reversed {
		return d.q.hashes[1+reversed]
	}
	return d.q.hashes[12+reversed]
}

// ask counts an address, and reports whether it was not asked for before.
func (s *sweep) ask(last uint8) bool {
	w, bit := &s.asked[last>>6], uint64(1)<<(last&63)
	if *w&bit != 0 {
		return false
	}
	*w |= bit
	for i := range min(int(s.count), recent) {
		if diff := int(s.last[i]) - int(last); diff == 1 || diff == -1 {
			s.near++
			break
		}
	}
	if s.count >= loose {
		switch before := s.last[(s.count-loose)%recent]; {
		case last > before:
			s.rising++
		case last < before:
			s.falling++
		}
	}
	if s.count > 0 {
		stride := int16(last) - int16(s.last[(s.count-1)%recent])
		if stride == s.stride {
			s.steady++
		}
		s.stride = stride
	}
	s.last[s.count%recent] = last
	s.count++
	return true
}

// answer notes what is known of an address, and tells it if it is news.
func (s *sweep) answer(last uint8, m *dnswire.Message) outcome {
	set, o := &s.named, found
	switch {
	case m.Code() == dnswire.NXDomain, m.Code() == dnswire.Success && m.Answers == 0:
		set, o = &s.absent, nxdomain
	case m.Code() != dnswire.Success:
		return asks
	}
	w, bit := &set[last>>6], uint64(1)<<(last&63)
	if *w&bit != 0 {
		return asks
	}
	*w |= bit
	return o
}

// adjacent decides whether what was asked is a sweep: one address after the next, every second or third and so on, or most of them.
func (d *Detector) adjacent(s *sweep) bool {
	n, share := float64(s.count), d.cfg.AdjacentShare
	if int(s.count) >= d.cfg.Adjacent && float64(s.near) >= share*n && float64(max(s.rising, s.falling)) >= share*(n-loose) {
		return true
	}
	if int(s.count) >= d.cfg.Adjacent && float64(s.steady) >= share*(n-2) {
		return true
	}
	return int(s.count) >= d.cfg.Dense
}

// poked reports whether so many addresses of a block are asked for within an hour, in whatever order and once each. It convicts
// strangers who ask our servers themselves.
func (d *Detector) poked(s *sweep, now int64) bool {
	return int(s.count) >= d.cfg.Adjacent && 4*s.repeated <= s.count && int64(s.count)*hour >= int64(d.cfg.Adjacent)*(now-s.first)
}

// tell adds to an episode what one message has shown, or all that the block has come to when it joins.
func (s *sweep) tell(st *story, grew bool, learned outcome) {
	switch {
	case !s.accused:
		s.accused = true
		if st.probes <= 1 {
			st.probes = uint64(s.count)
		}
		st.facts.names += uint32(s.count)
		st.answers.Open += ones(&s.named)
		st.answers.Closed += ones(&s.absent)
		st.facts.through = 2*s.iterative > s.count
		return
	case grew:
		st.facts.names++
	}
	switch learned {
	case found:
		st.answers.Open++
	case nxdomain:
		st.answers.Closed++
	}
}

func ones(b *[4]uint64) (n uint32) {
	for _, w := range b {
		n += uint32(bits.OnesCount64(w))
	}
	return n
}

// prefix judges a partial name below ip6.arpa: programs ask for whole addresses, resolvers that
// minimise their questions ask without recursion.
func (d *Detector) prefix(e *analyzers.Event, out *[]analyzers.Finding) {
	if d.m.Flags&dnswire.RecursionDesired == 0 {
		return
	}
	p, fresh := d.prefixes.TakeWithin(d.address(&e.Source), e.Time, hour)
	if fresh {
		p.first = e.Time
	}
	mark(&p.names, d.q.hash())
	if d.m.Code() == dnswire.NXDomain {
		mark(&p.empty, d.q.hash())
	}
	st := d.story(e, analyzers.DNSReverseSweep, 0)
	if st == nil {
		if p.accused {
			*p = prefixes{first: e.Time}
			return
		}
		if linear(p.names[:]) < float64(d.cfg.Prefixes) || d.serves(&e.Source) {
			return
		}
		p.accused = true
		if st = d.begin(e, analyzers.DNSReverseSweep, 0, d.q.text(min(d.q.labels, walkLabels)), p.first); st == nil {
			return
		}
		st.confidence = 0.85
		st.facts.below = st.domain
	} else {
		st.touch(e, &d.cfg)
	}
	st.probes++
	st.facts.names = uint32(linear(p.names[:]))
	st.answers.Closed = uint32(linear(p.empty[:]))
	d.grow(st, e, out)
}

// walkLabels name the /32 of a walk in ip6.arpa.
const walkLabels = 8 + reversed
