package probe

import (
	"encoding/binary"
	"math/bits"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// trace is the last packet of a source that matched one row, and how many before
// it were related as the row wants.
type trace struct {
	target packet.Addr
	time   int64
	seen   uint64 // rows of the family
	seq    uint32
	row    uint16 // its number + 1; 0 is a free slot
	sport  uint16
	dport  uint16
	ipid   uint16
	ttl    uint8
	hits   uint8
	proto  uint8
	turn   uint8 // place of its row in the family
}

// largestFamily is how many rows may count together.
const largestFamily = 64

// nearby bounds how far numbers may lie apart that count packets: some get lost or
// are sent in another order.
const nearby = 16

// take lets e follow t and reports whether it counts: not if it only repeats t.
func (t *trace) take(e *analyzers.Event, p Pair) bool {
	same := t.target == e.Target && t.dport == e.TargetPort
	related := p.related(t, e, same)
	turn := (&step{t: t, e: e}).turn()
	switch {
	case t.hits > 0 && related:
		t.hits += min(1, 255-t.hits)
	case t.hits > 0 && same && p != InTurn && p != OtherStack:
		return false
	default:
		t.hits, t.seen = 1, 0
	}
	t.seen |= 1 << turn
	t.turn, t.proto = turn, e.Proto
	t.time = e.Time
	t.target, t.seq, t.sport, t.dport, t.ttl, t.ipid = e.Target, e.Seq, e.SourcePort, e.TargetPort, e.TTL, e.IPID
	return true
}

// inFamily reports whether p is of different rows of a family, for all of which the first then stands.
func (p Pair) inFamily() bool { return p == AnotherRow || p == InTurn || p == OtherStack }

// drawnTTLs is from how many values nmap draws the time to live of each probe. Values that lie nearer than 3 may
// be of several ways to the target.
const drawnTTLs = 23

// step is what lies between two packets of a row.
type step struct {
	t     *trace
	e     *analyzers.Event
	seq   uint32 // how much the sequence numbers, or what stands for them, rise
	ports uint16 // how much the source ports rise
	same  bool   // to the same host and port
	host  bool   // to the same host
}

// turn is the place of the row in its family.
func (s *step) turn() uint8 { return uint8(s.e.Extra+1-s.t.row) % largestFamily }

var relations = [...]func(*step) bool{
	PairNone:    func(*step) bool { return true },
	MirroredSeq: func(s *step) bool { return mirrored(s.t.seq^s.e.Seq, s.ports, s.same) },
	NextSeq:     func(s *step) bool { return !s.same && s.ports == 0 && s.seq-1 < nearby },
	NextPortSeq: func(s *step) bool { return s.host && uint32(s.ports) == s.seq && s.seq-1 < nearby },
	XORSeq:      func(s *step) bool { return !s.same && xored(s.t, s.e) },
	NextICMPSeq: func(s *step) bool { return !s.host && s.t.seq>>16 == s.e.Seq>>16 && uint16(s.seq)-1 < nearby },
	FallingTTL:  func(s *step) bool { return s.host && s.e.TTL+1 == s.t.ttl },
	SamePort:    func(s *step) bool { return !s.same && s.ports == 0 },
	AnyTarget:   func(s *step) bool { return !s.same },
	NextID:      func(s *step) bool { return !s.host && s.ports == 0 && uint16(s.seq)-1 < nearby },
	SameID:      func(s *step) bool { return s.seq == 0 && s.ports != 0 },
	Consecutive: func(s *step) bool { return s.host && s.ports-1 < nearby },
	SwappedSeq: func(s *step) bool {
		return s.t.seq>>16 == s.e.Seq>>16 && bits.ReverseBytes16(uint16(s.e.Seq))-bits.ReverseBytes16(uint16(s.t.seq))-1 < nearby
	},
	AnotherRow: func(s *step) bool { return s.same && s.t.seen>>s.turn()&1 == 0 },
	InTurn:     func(s *step) bool { return s.turn() == s.t.turn+1 },
	OtherProto: func(s *step) bool { return s.host && s.e.Proto != s.t.proto },
	OtherStack: func(s *step) bool { return s.same && s.ports == 0 && s.seq == 1 && s.turn() == s.t.turn+1 },
	OtherTTL: func(s *step) bool {
		return !s.same && s.ports == 0 && (s.t.ttl-s.e.TTL-3 < drawnTTLs-3 || s.e.TTL-s.t.ttl-3 < drawnTTLs-3)
	},
	SameIPID: func(s *step) bool { return !s.same && s.e.IPID == s.t.ipid && s.e.IPID != 0 },
}

// related reports whether e follows t as p wants; same: to the same host and port.
func (p Pair) related(t *trace, e *analyzers.Event, same bool) bool {
	return relations[p](&step{
		t: t, e: e, seq: e.Seq - t.seq, ports: e.SourcePort - t.sport, same: same, host: t.target == e.Target,
	})
}

// mirrored is nmap's rule: the sequence numbers of one phase are a mask, whose
// halves are both XORed with the number of the try, an octet; the source port is
// fixed or counts the tries.
func mirrored(x uint32, ports uint16, same bool) bool {
	if x == 0 {
		return ports == 0 && !same
	}
	const octet = 1 << 8
	return x>>16 == x&0xffff && x&0xffff < octet && (ports < octet || -ports < octet)
}

// xored is unicornscan's rule; the address goes in as its memory has it, so both
// orders of its bytes are tried.
func xored(t *trace, e *analyzers.Event) bool {
	a, b := binary.BigEndian.Uint32(t.target[12:]), binary.BigEndian.Uint32(e.Target[12:])
	ports := (uint32(t.dport)<<16 + uint32(t.sport)) ^ (uint32(e.TargetPort)<<16 + uint32(e.SourcePort))
	x := t.seq ^ e.Seq ^ ports
	return x == a^b || x == bits.ReverseBytes32(a^b)
}
