package flow

import (
	"math"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// minute is how long visibility is summed, in nanoseconds of packet time.
const minute = 60_000_000_000

// share counts the connections of one prefix in one minute.
type share struct {
	prefix   packet.Addr
	went     uint32 // the initiator continued
	answered uint32 // of those, the SYN-ACK was seen
	_        uint64
}

// prefixes are the responders' prefixes of the current minute: an open-addressed
// index over shares in the order in which they came. The first share is ::/0, for those
// that find the table full.
type prefixes struct {
	boundary int64 // the end of the current minute; math.MaxInt64 if nothing was counted in it
	shares   []share
	count    int
	told     int // shares that were told of the minute that is over
	ordinal  uint8
	index    [4 * mostPrefixes]uint16
}

// mostPrefixes bounds the prefixes of a minute: a busy office reaches some
// hundred networks in one.
const mostPrefixes = 1024

func newPrefixes() prefixes {
	return prefixes{boundary: math.MaxInt64, shares: make([]share, mostPrefixes+1), count: 1}
}

// mask is /24 for IPv4 and /48 for IPv6.
func mask(a *packet.Addr) (prefix packet.Addr) {
	n := 6
	if a.Is4() {
		n = 15
	}
	copy(prefix[:n], a[:n])
	return prefix
}

// count adds a connection to target whose initiator has just continued.
func (t *Table) count(target *packet.Addr, now int64, answered bool) {
	v := &t.prefixes
	if v.boundary == math.MaxInt64 {
		v.boundary = (now/minute + 1) * minute
	}
	s := v.share(mask(target), &t.seeds)
	if s == &v.shares[0] {
		t.stats.Unplaced++
	}
	s.went++
	if answered {
		s.answered++
	}
}

func (v *prefixes) share(prefix packet.Addr, seeds *seeds) *share {
	h := mix(word(prefix[:8])^seeds[0], word(prefix[8:])^seeds[1])
	for i := h; ; i++ {
		at := &v.index[i%uint64(len(v.index))]
		if *at == 0 {
			if v.count > mostPrefixes {
				return &v.shares[0]
			}
			*at = uint16(v.count)
			v.count++
			s := &v.shares[*at]
			*s = share{prefix: prefix}
			return s
		}
		if s := &v.shares[*at]; s.prefix == prefix {
			return s
		}
	}
}

// visibility tells what was counted in the minute that is over, as far as out
// has room; after the last share a new minute begins. Its events carry frame 0,
// so that they come before all others of their time.
func (t *Table) visibility(out *Buffer) {
	v := &t.prefixes
	s := step{t: t, out: out, at: v.boundary, ordinal: v.ordinal}
	for v.told < v.count {
		if out.Free() == 0 {
			v.ordinal = s.ordinal
			return
		}
		if s.tell(&v.shares[v.told]) {
			v.told++
		}
	}
	v.shares[0] = share{}
	v.boundary, v.count, v.told, v.ordinal = math.MaxInt64, 1, 0, 0
	v.index = [4 * mostPrefixes]uint16{}
}

// tell tells one event of a share, and reports whether it was the last. Counts
// that do not fit into one event become several.
func (s *step) tell(c *share) (last bool) {
	if c.went == 0 {
		return true
	}
	const most = 1<<16 - 1
	n := min(c.went, most)
	k := min(c.answered, n)
	e := s.event(analyzers.Visibility)
	e.First, e.Target, e.Proto = s.at-minute, c.prefix, packet.ProtoTCP
	e.Count, e.Extra = uint16(n), uint16(k)
	c.went, c.answered = c.went-n, c.answered-k
	return c.went == 0
}
