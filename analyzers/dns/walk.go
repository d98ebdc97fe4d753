package dns

import (
	"math"
	"math/bits"
	"slices"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/sketch"
	"github.com/reconwatch/reconwatch/capture/dnswire"
)

// walk is a client that goes from each name of a signed zone to the next. Pointer-free.
type walk struct {
	first    int64
	next     [8]pointer // names that answers have pointed to
	asked    [4]uint64  // the last names asked for without validation
	at, turn uint8
	score    uint16
	steps    uint16     // one after the other, at most
	count    uint32     // of questions
	wanted   [4]uint64  // names that were asked for
	owners   [4]uint64  // names given away
	hashed   [16]uint64 // hashed names given away
	accused  bool
	gathered bool
}

// pointer is a name that an answer has named. Pointer-free.
type pointer struct {
	name  uint64
	count uint32 // of questions, until then
	steps uint16 // that have led to it
}

// rightAfter is how many questions after an answer are right after it: a name may be asked for by several types.
const rightAfter = 4

// What a question is worth; walkScore convicts.
const (
	stepWorth   = 2 // asks, for the first time, for a name right after the answer that named it; each must have led to the next
	followWorth = 2 // asks for the successor of a name that an answer named: nobody's host
	zeroWorth   = 2 // a label that ends with a zero byte comes right after another, and is nobody's host
	typeWorth   = 1 // NSEC and NSEC3PARAM come with answers: asking is curiosity
	nsec3Worth  = 6 // NSEC3 cannot be asked for with success (RFC 5155, section 7.2.8)
)

func (d *Detector) walkKey(e *analyzers.Event, zone uint64) uint64 {
	return sketch.Hash(d.seed, d.address(&e.Source), zone)
}

// walk judges questions that lead along a signed zone, and notes where answers point.
func (d *Detector) walk(e *analyzers.Event, out *[]analyzers.Finding) {
	q := &d.q
	if q.domain == 0 {
		return
	}
	zone := q.hashes[q.domain]
	key := d.walkKey(e, zone)
	if d.m.IsResponse() {
		d.pointed(e, key, zone, out)
		return
	}
	w := d.walks.Find(key)
	worth := uint16(0)
	switch d.m.Type {
	case dnswire.TypeNSEC, dnswire.TypeNSEC3PARAM:
		worth = typeWorth
	case dnswire.TypeNSEC3:
		worth = nsec3Worth
	}
	if first := q.label(0); q.labels > q.domain && first[len(first)-1] == 0 {
		worth = zeroWorth
	}
	step := false
	if w != nil {
		if w.successor(q) {
			worth = followWorth
		}
		step = w.step(q)
	}
	// Resolvers ask without recursion: theirs are the questions of many.
	const stub = dnswire.CheckingDisabled | dnswire.RecursionDesired
	checking := d.m.Flags&stub == stub
	if worth == 0 && !step && !checking {
		return
	}
	w, fresh := d.walks.TakeWithin(key, e.Time, hour)
	if fresh {
		w.first = e.Time
	}
	if checking {
		w.asked[w.turn%4] = q.hash()
		w.turn++
	}
	if worth == 0 && !step {
		return
	}
	w.score += min(worth, math.MaxUint16-w.score)
	d.walks.Value(key, w.points())
	d.judgeWalk(w, e, zone, out)
}

// points is what a client's questions are worth together.
func (w *walk) points() uint32 { return uint32(w.score) + stepWorth*uint32(w.steps) }

// step counts a question, and reports whether it is a step: the first for a name right after the answer that named it. Whoever asks
// in another order may meet names that an answer has named, but each will not lead to the next.
func (w *walk) step(q *question) bool {
	w.count++
	h := q.hash()
	bit := uint8(h ^ h>>32)
	known := w.wanted[bit>>6]>>(bit&63)&1 != 0
	if 2*int(ones(&w.wanted)) > 64*len(w.wanted) { // too full to tell what is new
		w.wanted = [4]uint64{}
	}
	set(&w.wanted, bit)
	steps := w.led(h)
	if known || steps == 0 {
		return false
	}
	w.steps = max(w.steps, steps)
	return true
}

// led is how many steps lead to a name, with that to itself; 0 if none does.
func (w *walk) led(name uint64) (steps uint16) {
	for i := range w.next {
		if n := &w.next[i]; n.name == name && w.count-n.count <= rightAfter {
			steps = max(steps, n.steps+1)
		}
	}
	return steps
}

// successor reports whether a name comes right after one that an answer named, or that was asked for without validation.
func (w *walk) successor(q *question) bool {
	first := q.label(0)
	if q.labels < 2 || len(first) != 1 || first[0] != 0 && first[0] != '0' && first[0] != '-' {
		return false
	}
	h := q.hashes[q.labels-1]
	for i := range w.next {
		if w.next[i].name == h {
			return true
		}
	}
	return slices.Contains(w.asked[:], h)
}

// pointed reads the names that an answer gives away. Only who asks for proofs gets them.
func (d *Detector) pointed(e *analyzers.Event, key, zone uint64, out *[]analyzers.Finding) {
	if d.m.Authorities == 0 && d.m.Answers == 0 || d.m.Additional == 0 {
		return
	}
	var r dnswire.Record
	for records := d.m.Records(); records.Next(&r); {
		switch r.Type {
		case dnswire.TypeNSEC:
			d.pointedTo(e, key, records.Target(&r, &d.scratch))
		case dnswire.TypeNSEC3:
			d.gather(e, key, zone, records.Owner(&r, &d.scratch), out)
		}
	}
	if st := d.story(e, analyzers.DNSZoneWalk, zone); st != nil {
		if w := d.walks.Find(key); w != nil {
			st.answers.Open = uint32(math.Round(linear(w.owners[:]) + linear(w.hashed[:])))
		}
		d.grow(st, e, out)
	}
}

// pointedTo notes the next name that a denial of existence names.
func (d *Detector) pointedTo(e *analyzers.Event, key uint64, n dnswire.Name) {
	if len(n) <= 1 {
		return
	}
	w, fresh := d.walks.TakeWithin(key, e.Time, hour)
	if fresh {
		w.first = e.Time
	}
	d.other.read(n, d.secret, d.known)
	h := d.other.hash()
	steps := w.led(d.q.hash())
	*w.pointer(h) = pointer{name: h, count: w.count, steps: steps}
	mark(&w.owners, h)
}

// pointer finds what is known of a name, or makes room.
func (w *walk) pointer(name uint64) *pointer {
	for i := range w.next {
		if w.next[i].name == name {
			return &w.next[i]
		}
	}
	p := &w.next[w.at%8]
	w.at++
	return p
}

// gather notes a hashed name. A stub that asks one zone for proofs about names that do not
// exist, hundreds of times, collects its hashes.
func (d *Detector) gather(e *analyzers.Event, key, zone uint64, n dnswire.Name, out *[]analyzers.Finding) {
	if n == nil || d.m.Flags&dnswire.RecursionDesired == 0 {
		return
	}
	w, fresh := d.walks.TakeWithin(key, e.Time, hour)
	if fresh {
		w.first = e.Time
	}
	h := sketch.FNV(n.First())
	h ^= h >> 29
	w.hashed[h>>6&15] |= 1 << (h & 63)
	set := 0
	for _, b := range w.hashed {
		set += bits.OnesCount64(b)
	}
	if set >= d.cfg.GatheredHashes && !w.gathered {
		w.gathered = true
		d.judgeWalk(w, e, zone, out)
	}
}

func (d *Detector) judgeWalk(w *walk, e *analyzers.Event, zone uint64, out *[]analyzers.Finding) {
	st := d.story(e, analyzers.DNSZoneWalk, zone)
	if st == nil {
		if w.accused {
			*w = walk{first: e.Time}
			return
		}
		if int(w.points()) < d.cfg.WalkScore && !w.gathered || d.serves(&e.Source) {
			return
		}
		w.accused = true
		if st = d.begin(e, analyzers.DNSZoneWalk, zone, d.q.text(d.q.domain), w.first); st == nil {
			return
		}
		st.confidence = 0.9
	} else {
		st.touch(e, &d.cfg)
	}
	st.probes++
	st.facts.hashed = w.gathered
	st.answers.Open = uint32(math.Round(linear(w.owners[:]) + linear(w.hashed[:])))
	d.grow(st, e, out)
}
