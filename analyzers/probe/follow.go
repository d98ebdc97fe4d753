package probe

import (
	"fmt"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// maxFollowed bounds the sources and rows that a Follower keeps apart.
const maxFollowed = 1 << 16

// Follower tells how packets that match the same row follow on each other, as a
// Detector counts them: for people who want to see it.
type Follower struct {
	m      *Matcher
	traces map[followed]*trace
}

type followed struct {
	source packet.Addr
	row    uint16
}

// Step is one packet's part in the evidence of its source.
type Step struct {
	Hits   int    // packets that are so related, this one included
	Counts bool   // false where it only repeats the packet before
	Words  string // how it follows on the packet before; empty for the first
}

// NewFollower follows the rows of m.
func NewFollower(m *Matcher) *Follower {
	return &Follower{m: m, traces: map[followed]*trace{}}
}

// Add takes the event of a packet that matched row e.Extra, in order.
func (f *Follower) Add(e *analyzers.Event) Step {
	root := f.m.roots[e.Extra]
	key := followed{e.Source, root}
	t := f.traces[key]
	if t == nil {
		if len(f.traces) >= maxFollowed {
			return Step{Hits: 1, Counts: true}
		}
		t = &trace{row: root + 1}
		f.traces[key] = t
	}
	pair := f.m.rows[e.Extra].Pair
	before := *t
	s := Step{Counts: t.take(e, pair), Hits: int(t.hits)}
	if before.hits > 0 {
		s.Words = pair.words(&before, e)
	}
	return s
}

// words are the numbers that p relates, of one packet and the next.
func (p Pair) words(t *trace, e *analyzers.Event) string {
	ports, steps := int16(e.SourcePort-t.sport), int32(e.Seq-t.seq)
	switch p {
	case MirroredSeq:
		return fmt.Sprintf("0x%08x ^ 0x%08x = 0x%08x, source port %+d", t.seq, e.Seq, t.seq^e.Seq, ports)
	case NextSeq:
		return fmt.Sprintf("sequence number %+d, source port %+d", steps, ports)
	case NextPortSeq:
		return fmt.Sprintf("sequence number %+d with source port %+d", steps, ports)
	case XORSeq:
		return fmt.Sprintf("0x%08x ^ 0x%08x = 0x%08x, that of addresses and ports", t.seq, e.Seq, t.seq^e.Seq)
	case NextICMPSeq:
		return fmt.Sprintf("ICMP id %d, sequence number %+d, another host", e.Seq>>16, int16(steps))
	case FallingTTL, OtherTTL:
		return fmt.Sprintf("time to live %d after %d", e.TTL, t.ttl)
	case SamePort:
		return fmt.Sprintf("source port %d again", e.SourcePort)
	case NextID:
		return fmt.Sprintf("transaction id %+d, source port %+d", int16(steps), ports)
	case SameID:
		return fmt.Sprintf("transaction id 0x%04x again, source port %+d", uint16(e.Seq), ports)
	case SwappedSeq:
		return fmt.Sprintf("ICMP id %d, sequence number %d after %d, its bytes swapped", e.Seq>>16, uint16(e.Seq), uint16(t.seq))
	case SameIPID:
		return fmt.Sprintf("IP identification %d again", e.IPID)
	case OtherStack:
		return fmt.Sprintf("sequence number %+d, of another stack", steps)
	case AnotherRow, InTurn:
		return fmt.Sprintf("another of the family, %s after %s", e.Target, t.target)
	case OtherProto:
		return fmt.Sprintf("IP protocol %d after %d", e.Proto, t.proto)
	case Consecutive:
		return fmt.Sprintf("source port %+d", ports)
	case AnyTarget:
		return fmt.Sprintf("%s port %d after %s port %d", e.Target, e.TargetPort, t.target, t.dport)
	default:
		return ""
	}
}
