package flow

import (
	"math/bits"

	"github.com/reconwatch/reconwatch/capture/relevance"
)

// A bucket describes ways records, as many as fit one cache line. A place is
// stride times its bucket, and which of these.
const ways, stride = 6, 8

// bucket is what a look-up compares and what an eviction
// weighs, so that neither has to touch records that it does not want.
type bucket struct {
	ranks [ways]rank
	// record is which record each place has, plus one; 0 before a flow took it.
	record [ways]uint32
	tags   [ways]uint16
	_      [4]byte
}

// rank is a record's worth: its class in the upper three bits, below them when
// it was last used. 0 is a free place.
type rank uint32

// class is how much a flow is worth keeping when both of its buckets are full.
type class uint32

// Classes in ascending worth. A flood of forged packets makes settled, embryonic
// and one-sided flows, which push out each other before they push out more.
const (
	free        class = iota
	settled           // closed, refused or silent
	embryonic         // one side has sent, nothing is decided
	oneSided          // TCP of which only one side was ever seen
	talking           // an answer was seen
	established       // TCP with both sides
	numClasses
)

// idleEpochs is how many epochs behind its last packet a flow is over. Two is
// what relevance resets a direction after; an idle TCP connection is kept for
// 18 minutes, lest its next packet looks like a stranger's.
var idleEpochs = [1 << 3]uint32{settled: 2, embryonic: 2, oneSided: 64, talking: 2, established: 64}

const (
	stampBits  = 29
	stampMask  = 1<<stampBits - 1
	stampShift = 24                      // 17 ms; wraps after 104 days
	epochStamp = 34 - stampShift         // relevance.EpochShift in stamps
	epochMask  = stampMask >> epochStamp // epochs that a stamp tells apart
)

func rankOf(c class, now int64) rank {
	return rank(uint32(c)<<stampBits | uint32(now>>stampShift)&stampMask)
}

func (r rank) class() class { return class(r >> stampBits) }

// idle reports whether the flow was over at packet time now.
func (r rank) idle(now int64) bool { return at(now).idle(r) }

// clock is the packet time that ranks are weighed at: the stamp and its epoch.
type clock struct{ stamp, epoch uint32 }

func at(now int64) clock {
	return clock{uint32(now >> stampShift), uint32(now >> relevance.EpochShift)}
}

func (c clock) idle(r rank) bool {
	return (c.epoch-uint32(r)&stampMask>>epochStamp)&epochMask >= idleEpochs[r>>stampBits]
}

// worth orders records for eviction: the least goes. A free place is worth
// nothing, then come idle ones, then the others by class and age.
func (c clock) worth(r rank) uint32 {
	w := uint32(r)&^stampMask | ^(c.stamp-uint32(r))&stampMask
	if c.idle(r) {
		w &= stampMask
	}
	return w
}

// places gives the two buckets and the tag of a hash; they share no bits.
func (t *Table) places(h uint64) (first, second uint32, tag uint16) {
	hi, _ := bits.Mul64(h, t.size)
	lo, _ := bits.Mul64(h<<32, t.size)
	return uint32(hi), uint32(lo), uint16(h)&0x3fff | uint16(h>>32)<<14
}

// find returns the place of s.
func (t *Table) find(s *Spot) (place uint32, ok bool) {
	if s.guess != noGuess && t.holds(s.guess, &s.key) {
		return s.guess, true
	}
	first, second, tag := t.places(s.hash)
	for _, b := range [...]uint32{first, second} {
		for i, have := range &t.buckets[b].tags {
			if have == tag {
				if place = b*stride + uint32(i); t.holds(place, &s.key) {
					return place, true
				}
			}
		}
	}
	return 0, false
}

// tagged returns the first place of a bucket with a tag, or noGuess.
func (t *Table) tagged(b uint32, tag uint16) uint32 {
	at := &t.buckets[b]
	for i, have := range &at.tags {
		if have == tag && at.record[i] != 0 {
			return b*stride + uint32(i)
		}
	}
	return noGuess
}

func (t *Table) holds(place uint32, k *Key) bool {
	return t.rank(place) != 0 && t.record(place).key.is(k)
}

// record is the record of a place that a flow has taken.
func (t *Table) record(place uint32) *Record { return &t.records[t.index(place)] }

func (t *Table) index(place uint32) uint32 { return t.buckets[place/stride].record[place%stride] - 1 }

// take gives a place its record, the first time a new one.
func (t *Table) take(place uint32) *Record {
	n := &t.buckets[place/stride].record[place%stride]
	switch last := len(t.lost) - 1; {
	case *n != 0:
	case last >= 0:
		*n, t.lost = t.lost[last]+1, t.lost[:last]
	default:
		t.taken++
		*n = t.taken
	}
	r := &t.records[*n-1]
	r.place = place
	return r
}

func (t *Table) rank(place uint32) rank { return t.buckets[place/stride].ranks[place%stride] }

// victim is the place that a new flow takes: a free one in the emptier
// bucket, or that of the record worth least in both.
func (t *Table) victim(first, second uint32) (place uint32, full bool) {
	if t.buckets[first].full() && t.buckets[second].full() {
		return t.least(first, second), true
	}
	a, b := t.buckets[first].taken(), t.buckets[second].taken()
	if b < a {
		return second*stride + b, false
	}
	return first*stride + a, false
}

func (b *bucket) full() bool { return b.ranks[ways-1] != 0 }

// taken is how many places flows have taken: the first ones, since a place that
// was taken once is never free again.
func (b *bucket) taken() (n uint32) {
	for n < ways && b.ranks[n] != 0 {
		n++
	}
	return n
}

// claim makes a place for s, which is not in the table.
func (t *Table) claim(s *Spot) (place uint32) {
	first, second, tag := t.places(s.hash)
	place, full := s.victim, true
	if place == noGuess || t.rank(place) != s.worth { // or it was used meanwhile
		place, full = t.victim(first, second)
	}
	for full && t.size < uint64(len(t.buckets)) {
		t.enlarge()
		first, second, tag = t.places(s.hash)
		place, full = t.victim(first, second)
	}
	if full {
		t.evict(t.rank(place))
	} else {
		t.stats.Entries++
	}
	t.stats.Created++
	// The old record is not read: nothing waits for its cache lines.
	r := t.take(place)
	r.key, r.directions = s.key, [2]relevance.Direction{}
	t.buckets[place/stride].tags[place%stride] = tag
	return place
}

// fewBuckets is about where the buckets begin: they double as they fill.
const fewBuckets = 1 << 11

// enlarge doubles the buckets and places all records anew. That one finds both of
// its buckets full, where half of the places are free, will not happen; it would
// give way.
func (t *Table) enlarge() {
	records := t.records[:t.taken]
	for i := range records {
		records[i].rank = 0
		if t.index(records[i].place) == uint32(i) { // else it is among the lost
			records[i].rank = t.rank(records[i].place)
		}
	}
	clear(t.buckets[:t.size])
	t.size = min(2*t.size, uint64(len(t.buckets)))
	var hashes [16]uint64
	for first := 0; first < len(records); first += len(hashes) {
		part := records[first:min(first+len(hashes), len(records))]
		for i := range part {
			hashes[i] = part[i].key.hash(&t.seeds)
			t.touch(hashes[i])
		}
		for i := range part {
			if part[i].rank != 0 {
				t.enter(uint32(first+i), &part[i], hashes[i])
			}
		}
	}
}

// enter finds a place for record i, which has the hash.
func (t *Table) enter(i uint32, r *Record, hash uint64) {
	first, second, tag := t.places(hash)
	place, full := t.victim(first, second)
	if full {
		t.lose(i, r)
		return
	}
	b := &t.buckets[place/stride]
	b.tags[place%stride], b.ranks[place%stride], b.record[place%stride] = tag, r.rank, i+1
	r.place = place
}

func (t *Table) lose(i uint32, r *Record) {
	t.lost = append(t.lost, i)
	t.stats.Entries--
	t.evict(r.rank)
	*r = Record{}
}

// least is the place that is worth least in two full buckets, and of equals the
// first.
func (t *Table) least(first, second uint32) uint32 {
	c := at(t.now)
	a, b := t.cheapest(first, c), t.cheapest(second, c)
	if b>>32 < a>>32 {
		return second*stride + uint32(b)
	}
	return first*stride + uint32(a)
}

// cheapest weighs one bucket: the least worth, and below it the place. As one
// number their least needs no branch.
func (t *Table) cheapest(b uint32, c clock) uint64 {
	least := uint64(1<<64 - 1)
	for i, r := range &t.buckets[b].ranks {
		least = min(least, uint64(c.worth(r))<<32|uint64(i))
	}
	return least
}

func (t *Table) evict(r rank) {
	if r.idle(t.now) {
		t.stats.Evicted[Idle]++
		return
	}
	t.stats.Evicted[Pressure]++
	if r.class() == embryonic {
		t.stats.Unsettled++
	}
}
