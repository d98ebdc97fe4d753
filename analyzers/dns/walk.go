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
	next     [8]uint64 // names that answers have pointed to
	asked    [4]uint64 // the last names asked for without validation
	at, turn uint8
	score    uint16
	follows  uint16
	owners   [4]uint64  // names given away
	hashed   [16]uint64 // hashed names given away
	accused  bool
	gathered bool
}

// What a question is worth; walkScore convicts.
const (
	followWorth = 2 // asks for the name that the last answer named, or for its successor
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
	if w != nil && w.points(q) {
		worth = followWorth
		w.follows++
	}
	// Resolvers ask without recursion: theirs are the questions of many.
	const stub = dnswire.CheckingDisabled | dnswire.RecursionDesired
	checking := d.m.Flags&stub == stub
	if worth == 0 && !checking {
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
	if worth == 0 {
		return
	}
	w.score += min(worth, math.MaxUint16-w.score)
	d.walks.Value(key, uint32(w.score))
	d.judgeWalk(w, e, zone, out)
}

// points reports whether an answer named this name, or one that this name comes right after.
func (w *walk) points(q *question) bool {
	successor := uint64(0)
	if first := q.label(0); q.labels > 1 && len(first) == 1 && (first[0] == 0 || first[0] == '0' || first[0] == '-') {
		successor = q.hashes[q.labels-1]
	}
	for _, n := range w.next {
		if n != 0 && (n == q.hash() || n == successor) {
			return true
		}
	}
	return successor != 0 && slices.Contains(w.asked[:], successor)
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
	for _, known := range w.next {
		if known == h {
			return
		}
	}
	w.next[w.at%8] = h
	w.at++
	mark(&w.owners, h)
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
		if int(w.score) < d.cfg.WalkScore && !w.gathered || d.serves(&e.Source) {
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
