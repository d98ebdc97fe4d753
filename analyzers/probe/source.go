package probe

import (
	"math/bits"

	"github.com/reconwatch/reconwatch/analyzers/sketch"
	"github.com/reconwatch/reconwatch/capture/arena"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// traces is how many rows of two packets one source may be in the midst of.
const traces = 8

// Deeds are the kinds that this package finds by source.
const (
	deedSignature = iota
	deedSystem
	deedService
	deedIdle
	numDeeds
)

// source is what is kept of one source, for days.
type source struct {
	key      packet.Addr
	last     int64
	pause    int64 // what lay between its last two packets
	traces   [traces]trace
	episodes [numDeeds]int32 // index + 1 of the open ones
	asked    uint64          // rows of services that do not suffice alone, by the low bits of their numbers
}

// ways is how many sources may share a bucket.
const ways = 4

// sources is a bounded table. Only sources whose packets match a row enter it; one
// without an open episode, the longest silent, gives way. Records lie in the order in which they
// were first taken: few sources touch little memory.
type sources struct {
	slots   []uint32 // which record each place has, plus one; 0 before it had one
	records []source
	seed    uint64
	mask    uint64
	used    int
	evicted uint64
}

func newSources(n int, seed uint64) *sources {
	t := &sources{seed: seed}
	n = 1 << bits.Len(uint(max(n, 1<<8)-1))
	t.mask = uint64(n/ways - 1)
	t.slots, t.records = make([]uint32, n), arena.MakeSparse[source](t, n)
	return t
}

// get finds the record of a source, or makes one; nil if all that might give way
// have open episodes.
func (t *sources) get(key *packet.Addr) *source {
	hi, lo := key.Halves()
	at := sketch.Hash(t.seed, hi, lo) & t.mask * ways
	var least *source
	for i, r := range t.slots[at : at+ways] {
		if r == 0 {
			t.used++
			t.slots[at+uint64(i)] = uint32(t.used)
			least = &t.records[t.used-1]
			*least = source{key: *key}
			return least
		}
		s := &t.records[r-1]
		if s.key == *key {
			return s
		}
		if least == nil || s.before(least) {
			least = s
		}
	}
	t.evicted++
	if least.busy() {
		return nil
	}
	*least = source{key: *key}
	return least
}

// find is get without making one.
func (t *sources) find(key *packet.Addr) *source {
	hi, lo := key.Halves()
	at := sketch.Hash(t.seed, hi, lo) & t.mask * ways
	for _, r := range t.slots[at : at+ways] {
		if r != 0 && t.records[r-1].key == *key {
			return &t.records[r-1]
		}
	}
	return nil
}

// before reports whether s gives way before o.
func (s *source) before(o *source) bool {
	if s.busy() != o.busy() {
		return !s.busy()
	}
	return s.last < o.last
}

// met notes the time of a packet.
func (s *source) met(now int64) {
	s.pause = 0
	if s.last != 0 {
		s.pause = now - s.last
	}
	s.last = now
}

func (s *source) busy() bool { return s.episodes != [numDeeds]int32{} }

// find is the slot of a row, nil if it has none.
func (s *source) find(row uint16) *trace {
	for i := range s.traces {
		if s.traces[i].row == row+1 {
			return &s.traces[i]
		}
	}
	return nil
}

// trace finds the slot of a row. A row that has none takes that of the row with
// the fewest hits, among those the one that was matched longest ago.
func (s *source) trace(row uint16) *trace {
	least := &s.traces[0]
	for i := range s.traces {
		t := &s.traces[i]
		if t.row == row+1 {
			return t
		}
		if least.row != 0 && (t.row == 0 || t.hits < least.hits || t.hits == least.hits && t.time < least.time) {
			least = t
		}
	}
	*least = trace{row: row + 1}
	return least
}
