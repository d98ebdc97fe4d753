package packet

import (
	"math/bits"
	"time"
)

const (
	// held is how many bytes at the start of a datagram an entry keeps: the
	// longest TCP header is 60 bytes, and IPv6 may put extension headers before it.
	held = 128
	// ways is the size of a set; a search looks at no more.
	ways = 4
	// defaultEntries bounds the memory to 1 MiB a lane.
	defaultEntries = 4096
	// defaultTimeout is what Linux waits for a datagram's fragments
	// (net.ipv4.ipfrag_time).
	defaultTimeout = 30 * time.Second
)

// ReassemblerOptions are the bounds of a Reassembler; zero fields take defaults.
type ReassemblerOptions struct {
	// Entries is how many datagrams are kept, rounded up to a power of two;
	// default 4096, at most 1<<20.
	Entries int
	// Timeout is how long after its first fragment a datagram is forgotten, in
	// packet time; default 30 s.
	Timeout time.Duration
	// Seed makes the places of datagrams hard to choose.
	Seed uint64
}

// ReassemblerStats are the counters of a Reassembler.
type ReassemblerStats struct {
	Joined     uint64 // datagrams whose transport header was put together
	Overlaps   uint64 // fragments that contradicted bytes already held; those were kept
	Repeats    uint64 // fragments that brought only bytes already held
	Evicted    uint64 // datagrams forgotten for want of room
	TimedOut   uint64 // datagrams forgotten unfinished after the time-out
	Unreadable uint64 // datagrams whose transport header came whole and was wrong
}

// Reassembler puts the transport headers of fragmented datagrams together, so
// that a scan can not hide behind fragments shorter than a header. It keeps the
// first bytes of a datagram only, in a fixed table without pointers, and never
// allocates after NewReassembler. On overlap the first bytes win.
type Reassembler struct {
	entries []entry
	seed    uint64
	timeout int64
	stats   ReassemblerStats
}

// entry is one datagram. Bytes from the transport header on, and for IPv6 from
// behind the fragment header on.
type entry struct {
	src, dst Addr
	start    int64 // packet time of the first fragment seen
	have     [held / 64]uint64
	id       uint32
	total    uint32 // length of the datagram, 0 until its last fragment came
	got      uint32 // sum of the lengths of the fragments
	proto    uint8
	next     uint8 // protocol by the first fragment
	v6       bool
	used     bool
	done     bool // told, by Decode or by Join: not again
	data     [held]byte
}

// NewReassembler makes a Reassembler.
func NewReassembler(o ReassemblerOptions) *Reassembler {
	if o.Entries <= 0 {
		o.Entries = defaultEntries
	}
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	n := max(powerOfTwo(min(o.Entries, 1<<20)), ways)
	return &Reassembler{entries: make([]entry, n), seed: o.Seed, timeout: int64(o.Timeout)}
}

func powerOfTwo(n int) int { return 1 << bits.Len(uint(max(n, 1)-1)) }

// Stats may be called by the owning goroutine only.
func (r *Reassembler) Stats() ReassemblerStats { return r.stats }

// Join takes every decoded packet, and reports whether p is the fragment that
// made its datagram's transport header whole. p is then completed as if the
// datagram had come whole: Verdict (Transport, or Neighbour), protocol, ports
// and all fields of the transport header. Its Transport and Payload are what is
// held of the datagram, and die at the next Join; its lengths are of the whole
// datagram if the last fragment has come. Tunnels are not followed. A datagram
// is told once: a first fragment that Decode has read as Transport already
// counts. The later fragments of a told datagram stay Fragment.
func (r *Reassembler) Join(p *Packet) bool {
	whole := p.Verdict == Transport && p.MoreFragments
	if (p.Verdict != Fragment && !whole) || p.FragOffset >= held || !p.HasNetwork {
		return false
	}
	if !p.IPv6 && !joinable(p.Proto) {
		return false
	}
	e := r.find(p)
	if e.differs(p) {
		if !e.complete() {
			r.stats.Overlaps++
		} else { // the sender came round to the same identification
			e.begin(p)
		}
	}
	e.add(p, &r.stats)
	if whole {
		e.done = true
	}
	if e.done {
		return false
	}
	return r.finish(e, p)
}

// joinable tells the IPv4 protocols whose headers can be put together.
func joinable(proto uint8) bool {
	switch proto {
	case ProtoTCP, ProtoUDP, ProtoICMP, ProtoSCTP:
		return true
	}
	return false
}

// find gives the datagram's entry, a new one if need be.
func (r *Reassembler) find(p *Packet) *entry {
	h := fold(p.Src.hash()^r.seed, p.Dst.hash()) ^ uint64(p.FragID)
	set := int(fold(h, 0x9e3779b97f4a7c15)) & (len(r.entries) - 1) &^ (ways - 1)
	slots := r.entries[set : set+ways : set+ways]
	victim := &slots[0]
	for i := range slots {
		e := &slots[i]
		if e.used && p.Time-e.start > r.timeout {
			if !e.done {
				r.stats.TimedOut++
			}
			e.used = false
		}
		if e.used && e.is(p) {
			return e
		}
		if e.rank() < victim.rank() || (e.rank() == victim.rank() && e.start < victim.start) {
			victim = e
		}
	}
	if victim.used {
		r.stats.Evicted++
	}
	victim.begin(p)
	return victim
}

// rank orders what may be evicted: free, told, unfinished.
func (e *entry) rank() int {
	switch {
	case !e.used:
		return 0
	case e.done:
		return 1
	}
	return 2
}

// is compares the key. The protocol belongs to it for IPv4 (RFC 791); the
// fragments of an IPv6 datagram may name different ones (RFC 8200 section 4.5).
func (e *entry) is(p *Packet) bool {
	return e.id == p.FragID && e.v6 == p.IPv6 && (p.IPv6 || e.proto == p.Proto) &&
		e.src == p.Src && e.dst == p.Dst
}

// begin makes e the entry of p's datagram. The bytes need no clearing: have
// says which count.
func (e *entry) begin(p *Packet) {
	e.src, e.dst, e.id, e.proto, e.v6 = p.Src, p.Dst, p.FragID, p.Proto, p.IPv6
	e.start, e.used, e.done = p.Time, true, false
	e.have, e.total, e.got = [held / 64]uint64{}, 0, 0
}

// complete reports whether the whole datagram came and was told: a fragment
// that then contradicts belongs to another datagram.
func (e *entry) complete() bool {
	return e.done && e.total != 0 && e.got >= e.total
}
