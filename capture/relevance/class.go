package relevance

import (
	"encoding/binary"

	"github.com/reconwatch/reconwatch/capture/packet"
)

// Class is what one packet shows without a look at its flow: a set of bits.
type Class uint16

// Bits of a Class. A packet with any bit of Must is relevant whatever its flow
// has shown before.
const (
	// Data: the packet carries transport payload.
	Data Class = 1 << iota
	// Opening: a SYN or SYN-ACK; the direction's budgets begin anew.
	Opening
	// Flags: TCP with SYN, FIN, RST or flags that no established flow sends.
	Flags
	// Message: TCP whose payload starts a message of a known protocol.
	Message
	// Registered: to or from a port that is kept whole.
	Registered
	// Whole: of IP but neither TCP nor UDP with readable ports nor a protocol without any, no IP at all, or
	// about to expire: always kept.
	Whole
	// Segment: TCP, whose budget is smaller than that of datagrams.
	Segment
	// ToMany: to a multicast or broadcast destination. No flow has it: it is never relevant.
	ToMany
	// Accepting: Opening by a SYN-ACK.
	Accepting

	Must = Flags | Message | Registered | Whole
)

// LowTTL is the highest time to live of a packet that was sent to expire on the way, or just
// past its end: systems begin at 64 or more, and the longest paths have some 30 hops. Streams
// to many begin low by intention.
const LowTTL = 10

// calm are the flags that an established flow sends beside ACK. AE is the ninth
// bit of accurate ECN (RFC 9768).
const calm = packet.ACK | packet.PSH | packet.URG | packet.ECE | packet.CWR | packet.AE

// Classify is the stateless part of R. It reads header fields and at most the
// first four bytes of p.Payload.
func Classify(p *packet.Packet) Class {
	if p.Verdict != packet.Transport && p.Verdict != packet.Network {
		return Whole
	}
	if p.ToMany() {
		return ToMany
	}
	var c Class
	if p.PayloadLen > 0 {
		c = Data
	}
	switch {
	case p.Verdict == packet.Network, p.Proto == packet.ProtoUDP: // tunnels run as long as streams do
	case p.Proto == packet.ProtoTCP:
		c |= segment(p)
	default:
		return c | Whole
	}
	if p.MoreFragments || p.FragOffset != 0 {
		// A filter that can not reassemble sees no flags here: it must not
		// have to know that budgets began anew.
		c = c&^(Opening|Accepting) | Whole
	}
	if p.TTL-1 < LowTTL && !p.Dst.IsMulticast() { // not 0, which nobody sends
		c = c&^(Opening|Accepting) | Whole // a filter must not have to know of it for budgets either
	}
	if min(p.SrcPort, p.DstPort) <= lastRegistered && (registered.has(p.SrcPort) || registered.has(p.DstPort)) {
		c |= Registered
	}
	return c
}

func segment(p *packet.Packet) Class {
	c := Segment
	if p.TCPFlags&packet.ACK == 0 || p.TCPFlags&^calm != 0 {
		c |= Flags
	}
	switch p.TCPFlags & (packet.SYN | packet.ACK) {
	case packet.SYN:
		c |= Opening
	case packet.SYN | packet.ACK:
		c |= Opening | Accepting
	}
	if startsMessage(p.Payload) {
		c |= Message
	}
	return c
}

// startsMessage reports whether b begins an HTTP request or status line, a TLS
// handshake record or an SSH banner. Path scanners put hundreds of requests on
// one connection, long after any budget is spent.
func startsMessage(b []byte) bool {
	if len(b) < 4 || !initials[b[0]] {
		return false
	}
	switch binary.BigEndian.Uint32(b) {
	case 'G'<<24 | 'E'<<16 | 'T'<<8 | ' ',
		'P'<<24 | 'O'<<16 | 'S'<<8 | 'T',
		'H'<<24 | 'E'<<16 | 'A'<<8 | 'D',
		'P'<<24 | 'U'<<16 | 'T'<<8 | ' ',
		'D'<<24 | 'E'<<16 | 'L'<<8 | 'E',
		'O'<<24 | 'P'<<16 | 'T'<<8 | 'I',
		'P'<<24 | 'A'<<16 | 'T'<<8 | 'C',
		'T'<<24 | 'R'<<16 | 'A'<<8 | 'C',
		'C'<<24 | 'O'<<16 | 'N'<<8 | 'N',
		'P'<<24 | 'R'<<16 | 'O'<<8 | 'P', // WebDAV PROPFIND, PROPPATCH
		'P'<<24 | 'R'<<16 | 'I'<<8 | ' ', // HTTP/2 preface
		'H'<<24 | 'T'<<16 | 'T'<<8 | 'P',
		'S'<<24 | 'S'<<16 | 'H'<<8 | '-':
		return true
	}
	return b[0] == 0x16 && b[1] == 3 // RFC 8446 section 5.1
}

// initials are the first bytes of messages; most payloads go no further.
var initials = func() (set [256]bool) {
	for _, c := range []byte("GPHDOTCS\x16") {
		set[c] = true
	}
	return set
}()

// RegisteredPorts are kept whole, TCP and UDP alike, with the reason why.
var RegisteredPorts = []struct {
	Port   uint16
	Reason string
}{
	{43, "WHOIS: one question a connection, counted per client"},
	{53, "DNS: every question counts; zone transfers run long"},
}

// ports is a set of port numbers.
type ports [1 << 16 / 64]uint64

func (s *ports) has(port uint16) bool { return s[port>>6]>>(port&63)&1 != 0 }

var registered = func() (s ports) {
	for _, r := range RegisteredPorts {
		s[r.Port>>6] |= 1 << (r.Port & 63)
	}
	return s
}()

// lastRegistered is the highest of them: two ephemeral ports need no look-up.
var lastRegistered = func() (last uint16) {
	for _, r := range RegisteredPorts {
		last = max(last, r.Port)
	}
	return last
}()
