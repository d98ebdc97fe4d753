package dns

import (
	"encoding/binary"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/history"
	"github.com/reconwatch/reconwatch/analyzers/sketch"
	"github.com/reconwatch/reconwatch/capture/dnswire"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// estate is what one server is asked for below one domain of ours. Pointer-free.
type estate struct {
	busiest history.Hours // names that its busiest client asked for, by the hour
	ours    bool          // it has answered strangers with authority
}

// estateIdle is longer than the week that is remembered.
const estateIdle = 8 * day

// interest is one client's use of an estate, for an hour from its first name on. Pointer-free.
type interest struct {
	start     int64
	names     [16]uint64 // that exist
	stems     [4]uint64
	count     uint32 // of the names, about
	answers   uint32
	iterative uint32 // of these, to questions without the wish for recursion
	accused   bool
	kept      uint8
	sample    [samples][sampleBytes]byte
	sizes     [samples]uint8
}

// answer judges an answer that came by its server's route. Its bytes are read anew if the client's route led elsewhere.
func (d *Detector) answer(e *analyzers.Event, data []byte, out *[]analyzers.Finding) {
	if e.Proto == packet.ProtoTCP { // answers to look-ups come whole, and one in a segment
		if len(data) < 2 || int(binary.BigEndian.Uint16(data)) != len(data)-2 {
			return
		}
		data = data[2:]
	}
	// Most answers lack authority, or are about what does not exist: the header tells.
	if len(data) < dnswire.HeaderBytes || data[6]|data[7] == 0 || data[3]&15 != dnswire.Success ||
		d.own == nil && data[2]&(dnswire.Authoritative>>8) == 0 {
		return
	}
	m := &d.m
	if m.Parse(data) != dnswire.Whole || !m.IsResponse() || m.Name == nil || m.Class != dnswire.ClassIN || m.Opcode() != dnswire.Query {
		return
	}
	d.q.read(m.Name, d.secret, d.known)
	if labels := d.owned(e); labels > 0 && d.q.labels > labels {
		d.surge(e, labels, out)
	}
}

// owned gives the labels of the domain of ours that an answer is about, 0 for none: one that is
// configured, or one of which a home server answers strangers with authority, or anybody without being a resolver.
func (d *Detector) owned(e *analyzers.Event) int {
	if d.own != nil {
		for n := d.q.labels; n > 0; n-- {
			if d.own(d.q.last(n)) {
				return n
			}
		}
	}
	if d.q.domain == 0 || !d.home(&e.Target) {
		return 0
	}
	key := d.estateKey(e, d.q.domain)
	if authority := d.m.Flags&dnswire.Authoritative != 0; authority && (!d.home(&e.Source) || d.m.Flags&dnswire.Recursive == 0) {
		s, _ := d.estates.TakeWithin(key, e.Time, estateIdle)
		s.ours = true
		return d.q.domain
	}
	if s := d.estates.Find(key); s != nil && s.ours {
		return d.q.domain
	}
	return 0
}

func (d *Detector) estateKey(e *analyzers.Event, labels int) uint64 {
	return sketch.Hash(d.seed, d.address(&e.Target), d.q.hashes[labels])
}

// surge counts a name of ours that exists, and judges how many a client has asked for in an hour
// by what the busiest client of such an hour asks for.
func (d *Detector) surge(e *analyzers.Event, labels int, out *[]analyzers.Finding) {
	label := d.q.label(0)
	if c := classOf(label); c == random || c == marked {
		return
	}
	estateKey := d.estateKey(e, labels)
	s, _ := d.estates.TakeWithin(estateKey, e.Time, estateIdle)
	s.busiest.Turn(e.Time)
	key := sketch.Hash(d.seed, d.address(&e.Source), estateKey)
	i, fresh := d.interests.TakeWithin(key, e.Time, hour)
	if fresh || e.Time-i.start > hour && !i.accused {
		*i = interest{start: e.Time}
	}
	i.answers++
	if d.m.Flags&dnswire.RecursionDesired == 0 {
		i.iterative++
	}
	if !i.add(d.q.hash(), label) {
		return
	}
	d.interests.Value(key, i.count)
	s.busiest.Set(max(s.busiest.Count(), i.count))
	d.judgeSurge(s, i, e, estateKey, labels, out)
}

// add counts a name, and reports whether it is another one.
func (i *interest) add(name uint64, label []byte) bool {
	name ^= name >> 32
	word, bit := &i.names[name>>6&15], uint64(1)<<(name&63)
	if *word&bit != 0 {
		return false
	}
	*word |= bit
	set(&i.stems, stem(label))
	i.count = uint32(linear(i.names[:]) + 0.5)
	if int(i.kept) < samples {
		i.sizes[i.kept] = uint8(copy(i.sample[i.kept][:], label))
		i.kept++
	}
	return true
}

func (d *Detector) judgeSurge(s *estate, i *interest, e *analyzers.Event, zone uint64, labels int, out *[]analyzers.Finding) {
	st := d.story(e, analyzers.DNSQuerySurge, zone)
	switch {
	case st != nil:
		st.touch(e, &d.cfg)
		d.tellSurge(st, i)
		d.grow(st, e, out)
		return
	case i.accused: // its episode has ended: what follows must convict by itself
		*i = interest{start: e.Time}
		return
	}
	median, more := d.surges(s, i, e.Time)
	if !more || d.serves(&e.Source) {
		return
	}
	i.accused = true
	if st = d.begin(e, analyzers.DNSQuerySurge, zone, d.q.text(labels), i.start); st != nil {
		st.confidence = 0.7
		st.facts.usual = median
		d.tellSurge(st, i)
	}
}

// surges decides whether a client asks for more names of ours than any uses to.
func (d *Detector) surges(s *estate, i *interest, now int64) (median float64, more bool) {
	c := &d.cfg
	factor := 1.0
	if 2*i.iterative > i.answers {
		factor = c.Through
	}
	if n := float64(i.count); n < factor*float64(c.SurgeNames) || s.busiest.Known(now) < span(c.SurgeKnown) || linear(i.stems[:]) < min(c.Stems*n, 100) {
		return 0, false
	}
	median, deviation := s.busiest.Usual()
	return median, float64(i.count) >= factor*max(c.SurgeFactor*median, median+c.SurgeDeviations*deviation)
}

// tellSurge brings an episode up to date.
func (d *Detector) tellSurge(st *story, i *interest) {
	st.probes = max(st.probes, uint64(i.answers))
	st.answers.Open = max(st.answers.Open, i.count) // it may have been forgotten, and begun anew
	st.facts.names = st.answers.Open
	st.facts.below = st.domain
	st.facts.through = 2*i.iterative > i.answers
	for k := len(st.facts.found); k < int(i.kept); k++ {
		st.facts.found = append(st.facts.found, string(i.sample[k][:i.sizes[k]]))
	}
}
