package packet

import "encoding/binary"

// ICMP types (IANA icmp-parameters) whose messages quote a packet or bear an
// identifier.
const (
	icmpEchoReply        = 0
	icmpUnreachable      = 3
	icmpSourceQuench     = 4
	icmpRedirect         = 5
	icmpEcho             = 8
	icmpTimeExceeded     = 11
	icmpParameterProblem = 12
	icmpTimestamp        = 13
	icmpMaskReply        = 18
)

// ICMPv6 types (IANA icmpv6-parameters). Those below icmp6Echo are errors.
const (
	icmp6ParameterProblem = 4
	icmp6Echo             = 128
	icmp6EchoReply        = 129
	icmp6Solicitation     = 135
	icmp6Advertisement    = 136
)

// icmp reads an ICMP message (RFC 792, RFC 950).
func (p *Packet) icmp(b []byte, wire int) Verdict {
	if len(b) < 8 {
		return p.cut(wire, 8)
	}
	p.icmpHeader(b, wire)
	switch t := b[0]; {
	case t == icmpEcho, t == icmpEchoReply, t >= icmpTimestamp && t <= icmpMaskReply:
		p.icmpQuery(b)
	case t >= icmpUnreachable && t <= icmpRedirect, t == icmpTimeExceeded, t == icmpParameterProblem:
		p.HasQuote = p.Quote.ipv4(b[8:])
	}
	return Transport
}

// icmp6 reads an ICMPv6 message (RFC 4443, RFC 4861).
func (p *Packet) icmp6(b []byte, wire int) Verdict {
	if len(b) < 8 {
		return p.cut(wire, 8)
	}
	p.icmpHeader(b, wire)
	switch t := b[0]; {
	case t == icmp6Echo, t == icmp6EchoReply:
		p.icmpQuery(b)
	case t >= 1 && t <= icmp6ParameterProblem:
		p.HasQuote = p.Quote.ipv6(b[8:])
	case t == icmp6Solicitation, t == icmp6Advertisement:
		if len(b) < 24 {
			return p.cut(wire, 24)
		}
		p.NDTarget = Addr(b[8:24])
		return Neighbour
	}
	return Transport
}

func (p *Packet) icmpHeader(b []byte, wire int) {
	p.ICMPType, p.ICMPCode = b[0], b[1]
	p.ICMPID, p.ICMPSeq = 0, 0
	p.Payload, p.PayloadLen = b[8:], wire-8
}

func (p *Packet) icmpQuery(b []byte) {
	p.ICMPID = binary.BigEndian.Uint16(b[4:])
	p.ICMPSeq = binary.BigEndian.Uint16(b[6:])
}
