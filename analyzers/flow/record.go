package flow

import (
	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
	"github.com/reconwatch/reconwatch/capture/relevance"
)

// role is what a flow was when its first packet came.
type role uint8

const (
	ordinary role = iota // picked up in mid-stream, or become a conversation: tells nothing
	attempt              // a SYN, a datagram, a query: Attempted was told
	odd                  // OddFlags was told
	bare                 // a bare ACK or FIN+ACK: told as an attempt if it stays alone
	stray                // a reply to nothing: told as Unrequested if it stays alone
)

// Bits of a Record.
const (
	initiatorHigh uint8 = 1 << iota // the initiator is the high side; for a stray, its sender
	replied                         // the other side has sent something
	closed                          // RST, or FIN from both sides
	finLow                          //
	finHigh                         //
	insisted                        // see analyzers.Event
	due                             // the deadline has passed
	spoke                           // the initiator has sent payload
)

// What has been told, as bits of Record.said.
const (
	saidAnswered   uint16 = 1 << analyzers.Answered
	saidContinued  uint16 = 1 << analyzers.Continued
	saidHalfOpen   uint16 = 1 << analyzers.HalfOpen
	saidRefused    uint16 = 1 << analyzers.Refused
	saidProhibited uint16 = 1 << analyzers.Prohibited
	saidSilent     uint16 = 1 << analyzers.Silent
	// saidHeard: the flow is a conversation after all.
	saidHeard = saidAnswered | saidContinued
	// saidTurnedDown: the target's side refused, whichever way.
	saidTurnedDown = saidRefused | saidProhibited
	// saidOutcome: there is nothing left for the deadline to tell.
	saidOutcome = saidTurnedDown | saidContinued | saidHalfOpen
)

// Record is what the table knows of one flow: two cache lines, without
// pointers. The first line is all that a packet which R does not hold for needs.
type Record struct {
	key        Key
	directions [2]relevance.Direction // by side
	state
	place uint32 // its place in the buckets
	rank  rank   // while these are enlarged
}

// state is what begins anew when the same ends begin a new flow.
type state struct {
	said uint16 // bits by event kind
	role role
	bits uint8
	seq  uint32

	first int64
	frame uint64 // that created the flow
	// repeated is when the initiator last repeated its first packet, in ms
	// after first; pause how long before that, repeats how many in a row.
	repeated uint32
	ack      uint32 // the number that the initiator acknowledged first, 0 for none yet
	pause    uint16
	repeats  uint8
	method   analyzers.Method
	flags    uint16
	window   uint16
	ipID     uint16
	ipLen    uint16
	vlan     uint16
	device   uint16
	count    uint16
	mac      [6]byte
	ttl      uint8
	options  uint8
}

// begin makes r the flow that p is the first packet of. Key and directions stay.
func (r *Record) begin(p *packet.Packet, side uint8, as role, m analyzers.Method) {
	r.state = state{}
	r.role, r.bits, r.method, r.count = as, side, m, 1
	r.ipID, r.ipLen, r.ttl, r.vlan, r.device = p.IPID, p.IPLen, p.TTL, p.VLAN, p.Interface
	if p.HasMAC {
		r.mac = p.SrcMAC
	}
	if p.Proto == packet.ProtoTCP {
		r.flags, r.window, r.seq, r.options = p.TCPFlags, p.Window, p.Seq, p.TCPOptions
	}
}

func (r *Record) initiator() uint8 { return r.bits & initiatorHigh }

// joined reports whether r was picked up amid what its ends say to each other.
func (r *Record) joined() bool { return r.role == ordinary || r.role == bare && r.has(spoke) }

// client is the side that asks, and whether that is known: by how the flow began or,
// where that was not seen, by who speaks from a server's port to a caller's. Else it is
// whoever was seen first.
func (r *Record) client() (side uint8, known bool) {
	first := r.initiator()
	if r.role != ordinary && r.role != bare {
		return first, r.role == attempt
	}
	_, port := r.key.end(first)
	_, other := r.key.end(1 - first)
	switch here, there := portRange(port), portRange(other); {
	case here < there:
		return 1 - first, true
	case here == there:
		return first, false
	}
	return first, true
}

// portRange orders ports by how likely a caller has them: well-known ones, registered
// ones, and those where Linux's (from 32768) and IANA's (from 49152) for callers lie.
func portRange(port uint16) int {
	switch {
	case port < 1024:
		return 0
	case port < 32768:
		return 1
	}
	return 2
}

func (r *Record) has(bit uint8) bool { return r.bits&bit != 0 }

// told reports whether any of the kinds was told of this flow.
func (r *Record) told(kinds uint16) bool { return r.said&kinds != 0 }

// settled: nothing more is expected, a new first packet is a new flow.
func (r *Record) settled() bool { return r.bits&(closed|due) != 0 }

// sent counts another packet of the initiator.
func (r *Record) sent() {
	if r.count < 1<<16-1 {
		r.count++
	}
}

// A pause that is nearly a second, and two of them: what resolvers and stacks
// do (RFC 6298: 1 s, doubled), and what scanners do not wait for.
const (
	shortestPause = 900 // ms
	enoughRepeats = 2
)

// repeat notes that the initiator sent its first packet again.
func (r *Record) repeat(now int64) {
	at := uint32(min((now-r.first)/1e6, 1<<32-1))
	pause := uint16(min(at-r.repeated, 1<<16-1))
	r.repeated = at
	switch {
	case pause < shortestPause:
		r.repeats, r.pause = 0, 0
		return
	case uint32(pause)+shortestPause/10 >= uint32(r.pause): // equal, as clocks go
		r.repeats = min(r.repeats+1, enoughRepeats)
	default:
		r.repeats = 1
	}
	r.pause = pause
	if r.repeats >= enoughRepeats {
		r.bits |= insisted
	}
}

// fill writes what r knows into e.
func (r *Record) fill(e *analyzers.Event) {
	src, srcPort := r.key.end(r.initiator())
	dst, dstPort := r.key.end(1 - r.initiator())
	e.Source, e.Target, e.SourcePort, e.TargetPort = *src, *dst, srcPort, dstPort
	e.First, e.Count, e.Flags, e.Window = r.first, r.count, r.flags, r.window
	e.VLAN, e.Interface, e.Seq, e.IPID = r.vlan, r.device, r.seq, r.ipID
	e.TTL, e.Options, e.Method, e.Proto, e.MAC = r.ttl, r.options, r.method, r.key.Proto, r.mac
	e.Insisted, e.Replied = r.has(insisted), r.has(replied)
}
