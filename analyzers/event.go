// Package analyzers holds what every analyzer shares: events come in, findings
// go out. An event says what one flow has just shown; a finding says what one
// adversary has been doing.
//
// Goroutines: values only, none of its own. Allocation: events are pointer-free
// and copied; nothing here allocates on the packet path.
package analyzers

import "github.com/reconwatch/reconwatch/capture/packet"

// EventKind is what a flow has shown.
type EventKind uint8

// Event kinds. For each flow the flow table emits Attempted or OddFlags first (or neither,
// when the flow was picked up in mid-stream), then at most one of each other kind up to Unrequested. A new first
// packet of the same ends begins a new flow once the old one is closed, refused or past its
// deadline. What comes after the deadline is told still: Answered, Refused, Prohibited or Continued
// after Silent correct it; Answered may follow Refused and Prohibited too.
const (
	// Attempted: an initiator's first packet (SYN, UDP datagram, ICMP query, ARP
	// request, neighbour solicitation, SCTP INIT, first packet of another protocol). A bare ACK or
	// FIN+ACK to a stranger is told late, when its RST or ICMP error comes, or at the deadline if it
	// stayed alone: at most three of them, without payload, and nothing else from either side.
	Attempted EventKind = iota
	// OddFlags: an initiator's first TCP packet whose flags no stack sends to a
	// stranger (NULL, FIN, XMAS, SYN+FIN and such), or an SCTP COOKIE-ECHO; at once. ECE, CWR and
	// AE in a SYN are plain, so is PSH in a SYN with payload.
	OddFlags
	// Answered: the target's own reply (SYN-ACK, datagram, echo reply, ARP reply, INIT-ACK).
	Answered
	// Continued: the initiator went on after its SYN (ACK or data), or sent enough
	// UDP (or another protocol: relevance.PayloadBudget packets with payload) to be a conversation,
	// whether a reply was seen or not. Not after a refusal alone.
	Continued
	// HalfOpen: answered, and the initiator reset it or let it time out without
	// an ACK of its own; also SYN then RST by the initiator with no reply seen.
	// Also a connection that its initiator closes without having sent a byte: then after Continued.
	HalfOpen
	// Refused: RST, ABORT, or an ICMP unreachable (not by policy) came back, to a flow without answer.
	Refused
	// Prohibited: an ICMP error "administratively prohibited" came back.
	Prohibited
	// Silent: nothing came back until the deadline, and the initiator did not go on.
	Silent
	// Unrequested: a reply to nothing that was seen: SYN-ACK, RST, ICMP error that quotes an unknown flow,
	// ICMP reply, a datagram from a service port to a client port; emitted at the deadline if nothing else joined it.
	// RSTs may join a SYN-ACK; as many datagrams as make a conversation are one that is seen in one direction only.
	// For an ICMP error Target is its receiver, and one event stands for all errors between the two.
	Unrequested
	// Service: a target answered somebody for the first time in its lane (TCP, UDP, SCTP): Source and Target
	// are the target. It may be told again when the table that remembers is full. To every shard.
	Service
	// Router: a MAC address sent an IPv4 packet of one more source (at most four are told per MAC and lane):
	// Source is the IP source, Target holds the MAC in its last six bytes. To every shard.
	Router
	// Visibility: one lane's counts for one prefix in the packet-time minute that ended at Time:
	// Target is the responders' prefix (/24 or /48; ::/0 for what found the table full), Count the connections
	// whose initiator continued, Extra those of them whose SYN-ACK was seen before. Counts of several events of one
	// prefix add up. Frame is 0: they come before all else of their time. To every shard.
	Visibility
	// Message: a payload that an analyzer may want to read, of App. Source is the client, by App, else
	// who began the flow; FromTarget tells who sent it. Batch.Data gives its bytes, Seq the TCP sequence number of its
	// first, Extra its length on the wire, Flags the TCP flags of its segment, Window the low 16 bits of its acknowledgement. It is told for every payload to
	// and from port 53 and TCP port 43, for the start of every HTTP/1, TLS and SSH message, for the
	// initiator's first two payloads of a flow, and for each datagram with which it asks for a key exchange; again for segments that are sent again.
	Message
	// LowTTL: an initiator's packet of TCP (before it goes on, or an ACK that carries nothing), UDP, ICMP echo or another protocol of IP to one host
	// whose time to live, TTL, is at most relevance.LowTTL, routing protocols apart. It is told for every one. Seq names the
	// packet: the same one in a routing loop comes by with the same, Extra is its IP length, Flags its TCP flags or an echo request's
	// sequence number, Window that one's identifier.
	LowTTL
	// Expired: a router said that a packet from Source to Target expired. Batch.Data gives the router's
	// address, Proto and the ports are of the packet.
	Expired
	// Signature: a packet from Source to Target matches a row of the table of signatures (analyzers/probe): Extra
	// is its number. The other fields are of that packet, whichever side began the flow. What Seq holds depends
	// on the row: see probe.Fact. Flows apart, it is told for every such packet, by the lane and not by the flow table.
	Signature
	NumEventKinds
)

// Event is one thing that a flow has shown. It is pointer-free and copied between rings.
//
// Events are ordered by (Time, Frame, Ordinal): see Before.
type Event struct {
	// Time is packet time in nanoseconds since the Unix epoch; the deadline for what a time-out tells.
	Time int64
	// Frame is the number of the frame that created the cause: the frame itself, or
	// the frame that created the flow for what a time-out tells.
	Frame uint64
	// First is the time of the flow's first packet.
	First int64
	// Source is who began the flow; Target whom it was meant for. For
	// Unrequested, Source is the sender of the reply.
	Source, Target packet.Addr
	// SourcePort and TargetPort are 0 where the protocol has none.
	SourcePort, TargetPort uint16
	// Count is the number of relevant packets that the initiator has sent so far (it saturates).
	Count uint16
	// Extra: Visibility: SYN-ACKs seen. Otherwise the IP length of the initiator's first packet, 0 where offload hides it.
	Extra uint16
	// Flags are the TCP flags, Window the TCP window of the initiator's first packet.
	Flags, Window uint16
	// VLAN, Interface: where the flow's first packet was seen.
	VLAN, Interface uint16
	// Seq and IPID are of the initiator's first packet; what forged or tool-made packets share.
	Seq  uint32
	IPID uint16
	// TTL and Options (TCP option bits of package packet) are of the initiator's first packet.
	TTL, Options uint8
	// Ordinal orders events of one cause. Visibility events past the 256th of a time share the last.
	Ordinal uint8
	Kind    EventKind
	Method  Method
	// Proto is the protocol of the target: packet.ProtoTCP, ...
	Proto uint8
	// Insisted is true when the initiator sent its first packet again at least twice with the
	// pauses of a real stack: people and programs that wait for an answer do, scanners do not.
	Insisted bool
	// Replied is true when any answer to the initiator was seen until this event, or is this event.
	Replied bool
	// Routes tells a shard by which ways the event came to it.
	Routes Route
	// App, FromTarget, DataAt and DataLen are of a Message: see Batch.Data.
	App        App
	FromTarget bool
	DataLen    uint16
	DataAt     uint32
	// MAC is the Ethernet source of the initiator's first packet, zero if there was none.
	MAC [6]byte
}

// Before orders events and, with the same meaning, findings.
func Before(t1 int64, f1 uint64, o1 uint8, t2 int64, f2 uint64, o2 uint8) bool {
	if t1 != t2 {
		return t1 < t2
	}
	if f1 != f2 {
		return f1 < f2
	}
	return o1 < o2
}

var eventNames = [NumEventKinds]string{
	"attempted", "odd_flags", "answered", "continued", "half_open", "refused", "prohibited", "silent", "unrequested",
	"service", "router", "visibility", "message", "low_ttl", "expired", "signature",
}

// String is the name under which events are counted.
func (k EventKind) String() string {
	if k >= NumEventKinds {
		return ""
	}
	return eventNames[k]
}

// Broadcast reports whether events of this kind go to every shard.
func (k EventKind) Broadcast() bool { return k >= Service && k <= Visibility }
