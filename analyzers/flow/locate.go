package flow

import (
	"unsafe"

	"github.com/reconwatch/reconwatch/capture/arena"
	"github.com/reconwatch/reconwatch/capture/packet"
	"github.com/reconwatch/reconwatch/capture/relevance"
)

// cause is what a packet is to the flow that it belongs to.
type cause uint8

const (
	segment  cause = iota // TCP, or an SCTP chunk
	datagram              // UDP, or another IP protocol
	query                 // ICMP query, ARP request, neighbour solicitation
	reply                 // the answer to one
	failure               // an ICMP error; the key is of the flow that it quotes
	ignored
)

// Ignored says why a packet is no flow's.
type Ignored uint8

// Reasons to ignore a packet.
const (
	Undecoded    Ignored = iota // verdict without a network header, or a later fragment
	ToMany                      // multicast or broadcast destination
	NoSource                    // unspecified or multicast source: DHCP, address probes
	Announcement                // gratuitous ARP, unsolicited advertisement, reply to nobody
	Control                     // ICMP that neither asks, answers nor fails: router messages, redirects, ...
	NoQuote                     // ICMP error that quotes too little to find a flow
	Refresh                     // ARP request or solicitation to one host: its address is known already
	NumIgnored
)

// ICMP types (IANA) that make flows. The types of replies map to their query's.
const (
	icmpEchoReply, icmpUnreachable, icmpEcho, icmpTimeExceeded, icmpParameter = 0, 3, 8, 11, 12
	icmpTimestamp, icmpTimestampReply, icmpMask, icmpMaskReply                = 13, 14, 17, 18

	icmp6Unreachable, icmp6TimeExceeded, icmp6Parameter, icmp6Echo, icmp6EchoReply = 1, 3, 4, 128, 129
	icmp6Solicitation, icmp6Advertisement                                          = 135, 136
)

// Spot is where a packet belongs: what Locate finds and Update uses. It may be
// used again for another packet.
type Spot struct {
	key   Key
	hash  uint64
	guess uint32 // the place where Fetch saw the tag, noGuess for none
	// victim is the place that Fetch would give to a new flow when the table is
	// full, noGuess for none; worth is what its record was worth then.
	victim uint32
	worth  rank
	class  relevance.Class
	side   uint8 // of the sender; of the quoted sender for a failure
	cause  cause
	why    Ignored // valid iff cause is ignored
}

const noGuess = 1<<32 - 1

func (s *Spot) ignore(why Ignored) { s.cause, s.why = ignored, why }

// Locate finds out which flow p belongs to; an ICMP error belongs to that which
// it quotes. It reads p only, and asks for the buckets that Fetch will need.
//
// A batch of packets waits for memory once instead of three times each: Locate
// all, Fetch all, then Update all.
func (t *Table) Locate(p *packet.Packet, s *Spot) { t.LocateAs(p, relevance.Classify(p), s) }

// LocateAs is Locate for a packet of which the class is known.
func (t *Table) LocateAs(p *packet.Packet, c relevance.Class, s *Spot) {
	s.class = c
	t.locate(p, s)
	s.guess, s.victim = noGuess, noGuess
	if s.cause == ignored {
		return
	}
	s.hash = s.key.hash(&t.seeds)
	t.touch(s.hash)
}

// touch asks for the buckets of a hash.
func (t *Table) touch(hash uint64) {
	first, second, _ := t.places(hash)
	arena.PrefetchPair(unsafe.Pointer(&t.buckets[first]), unsafe.Pointer(&t.buckets[second]))
}

// Fetch asks for the record of s, of which the buckets should have come.
func (t *Table) Fetch(s *Spot) {
	if s.cause == ignored {
		return
	}
	first, second, tag := t.places(s.hash)
	if s.guess = t.tagged(first, tag); s.guess == noGuess {
		s.guess = t.tagged(second, tag)
	}
	r := t.next(s, first, second)
	arena.PrefetchPair(unsafe.Pointer(r), unsafe.Add(unsafe.Pointer(r), 64))
}

// next is the record that a flow will have: its own, a new one, or that of the
// flow which it will push out.
func (t *Table) next(s *Spot, first, second uint32) *Record {
	switch {
	case s.guess != noGuess:
		return t.record(s.guess)
	case int(t.taken) < len(t.records):
		// One after the other: several packets of a batch may begin flows.
		if t.fetched-t.taken >= 16 || int(t.fetched) == len(t.records) {
			t.fetched = t.taken
		}
		t.fetched++
		return &t.records[t.fetched-1]
	}
	place, full := t.victim(first, second)
	if !full || t.size < uint64(len(t.buckets)) {
		return &t.records[0] // a record without a place is taken: rare, and not worth a look
	}
	s.victim, s.worth = place, t.rank(place)
	return t.record(place)
}

func (t *Table) locate(p *packet.Packet, s *Spot) {
	s.key.VLAN = p.VLAN & t.vlan
	s.key.Proto = p.Proto
	s.key.Form = Pair
	switch p.Verdict {
	case packet.Neighbour:
		s.neighbour(p)
	case packet.Transport, packet.Network:
		s.network(p)
	default:
		s.ignore(Undecoded)
	}
}

func (s *Spot) network(p *packet.Packet) {
	switch {
	case p.ToMany():
		s.ignore(ToMany)
		return
	case p.Src.IsZero() || p.Src.IsMulticast():
		s.ignore(NoSource)
		return
	}
	s.cause = datagram
	var srcPort, dstPort uint16
	if p.Verdict == packet.Transport {
		switch p.Proto {
		case packet.ProtoTCP, packet.ProtoSCTP:
			s.cause, srcPort, dstPort = segment, p.SrcPort, p.DstPort
		case packet.ProtoUDP:
			srcPort, dstPort = p.SrcPort, p.DstPort
		case packet.ProtoICMP, packet.ProtoICMPv6:
			s.icmp(p)
			return
		}
	}
	s.side = s.key.order(&p.Src, &p.Dst, srcPort, dstPort)
}

func (s *Spot) icmp(p *packet.Packet) {
	asked, c := icmpRole(p.Proto, p.ICMPType)
	if p.Proto == packet.ProtoICMP && p.ICMPType == icmpUnreachable && p.ICMPCode == tooBig4 {
		c = ignored // about the path, as is ICMPv6's packet too big
	}
	switch c {
	case query:
		s.side = s.key.ask(&p.Src, &p.Dst, LowAsks)
		s.key.LowPort = asked
	case reply:
		s.side = 1 - s.key.ask(&p.Dst, &p.Src, LowAsks)
		s.key.LowPort = asked
	case failure:
		s.quoted(p)
		return
	default:
		s.ignore(Control)
		return
	}
	s.cause = c
}

// icmpRole says what a type is, and which query it belongs to.
func icmpRole(proto, kind uint8) (asked uint16, c cause) {
	if proto == packet.ProtoICMPv6 {
		switch kind {
		case icmp6Echo:
			return icmp6Echo, query
		case icmp6EchoReply:
			return icmp6Echo, reply
		case icmp6Unreachable, icmp6TimeExceeded, icmp6Parameter:
			return 0, failure
		}
		return 0, ignored
	}
	switch kind {
	case icmpEcho, icmpTimestamp, icmpMask:
		return uint16(kind), query
	case icmpEchoReply:
		return icmpEcho, reply
	case icmpTimestampReply, icmpMaskReply:
		return uint16(kind) - 1, reply
	case icmpUnreachable, icmpTimeExceeded, icmpParameter:
		return 0, failure
	}
	return 0, ignored
}

// quoted makes the key of the flow that an ICMP error quotes.
func (s *Spot) quoted(p *packet.Packet) {
	q := &p.Quote
	if !p.HasQuote || hasPorts(q.Proto) && !q.HasPorts {
		s.ignore(NoQuote)
		return
	}
	s.cause, s.key.Proto = failure, q.Proto
	switch {
	case hasPorts(q.Proto):
		s.side = s.key.order(&q.Src, &q.Dst, q.SrcPort, q.DstPort)
	case q.Proto == packet.ProtoICMP || q.Proto == packet.ProtoICMPv6:
		s.side = s.key.ask(&q.Src, &q.Dst, LowAsks)
		s.key.LowPort = q.SrcPort
	default:
		s.side = s.key.order(&q.Src, &q.Dst, 0, 0)
	}
}
