package probe

import (
	"encoding/binary"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// Fact is the number of a packet by which two packets of a row are compared: the
// ICMP id and sequence number, the first two bytes of a datagram, the number in
// the place of the acknowledgement where a TCP row has it there, else the
// sequence number.
func (m *Matcher) Fact(p *packet.Packet, row uint16) uint32 {
	switch p.Proto {
	case packet.ProtoICMP, packet.ProtoICMPv6:
		return uint32(p.ICMPID)<<16 | uint32(p.ICMPSeq)
	case packet.ProtoUDP:
		if len(p.Payload) >= 2 {
			return uint32(binary.BigEndian.Uint16(p.Payload))
		}
		return 0
	case packet.ProtoTCP:
		if p.Verdict == packet.Fragment {
			return p.FragID
		}
		if m.rules[row].formula == AckIsMask {
			return p.Ack
		}
		return p.Seq
	}
	return 0
}

// Fill makes e the event that p matches a row. Frame and Ordinal are the caller's.
func (m *Matcher) Fill(e *analyzers.Event, p *packet.Packet, row uint16) {
	*e = analyzers.Event{
		Time: p.Time, First: p.Time, Kind: analyzers.Signature, Extra: row,
		Source: p.Src, Target: p.Dst, SourcePort: p.SrcPort, TargetPort: p.DstPort,
		Count: 1, Seq: m.Fact(p, row), IPID: p.IPID, TTL: p.TTL, Proto: p.Proto,
		VLAN: p.VLAN, Interface: p.Interface, Method: method(p),
	}
	if b := p.Transport; p.Verdict == packet.Fragment && len(b) >= 4 { // all rows of fragments are of first ones
		e.SourcePort, e.TargetPort = binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:])
	}
	if p.Proto == packet.ProtoTCP && p.Verdict == packet.Transport {
		e.Flags, e.Window, e.Options = p.TCPFlags, p.Window, p.TCPOptions
		if e.Method == analyzers.TCPSyn && p.TCPOptions&fullStack != 0 && m.rows[row].Kind.Kind == analyzers.ScannerSignature {
			e.Method = analyzers.TCPConnect // as package flow calls it
		}
	}
	if p.HasMAC {
		e.MAC = p.SrcMAC
	}
}

// fullStack are the options of which all current systems offer one at least.
const fullStack = packet.OptWindowScale | packet.OptSACKPermitted | packet.OptTimestamps

// method names how a packet touches its target.
func method(p *packet.Packet) analyzers.Method {
	switch p.Proto {
	case packet.ProtoUDP:
		return analyzers.UDP
	case packet.ProtoICMP, packet.ProtoICMPv6:
		return icmpMethod(p)
	case packet.ProtoARP:
		return analyzers.ARP
	case packet.ProtoSCTP:
		if p.SCTPChunk == 10 {
			return analyzers.SCTPCookieEcho
		}
		return analyzers.SCTPInit
	case packet.ProtoTCP:
		return tcpMethod(p)
	}
	return analyzers.IPProtocol
}

func icmpMethod(p *packet.Packet) analyzers.Method {
	switch {
	case p.IPv6, p.ICMPType == 8:
		return analyzers.ICMPEcho
	case p.ICMPType == 13:
		return analyzers.ICMPTimestamp
	case p.ICMPType == 17:
		return analyzers.ICMPMask
	}
	return analyzers.IPProtocol
}

// tcpMethod goes by the flags; a segment with data belongs to a connection.
func tcpMethod(p *packet.Packet) analyzers.Method {
	if p.Verdict != packet.Transport {
		return analyzers.TCPSyn
	}
	switch flags := p.TCPFlags & (packet.FIN | packet.SYN | packet.RST | packet.PSH | packet.ACK | packet.URG); {
	case flags == packet.SYN:
		return analyzers.TCPSyn
	case flags == 0:
		return analyzers.TCPNull
	case flags == packet.FIN:
		return analyzers.TCPFin
	case flags == packet.FIN|packet.PSH|packet.URG:
		return analyzers.TCPXmas
	case flags == packet.FIN|packet.ACK:
		return analyzers.TCPMaimon
	case p.PayloadLen > 0:
		return analyzers.TCPConnect
	case flags == packet.ACK:
		return analyzers.TCPAck
	}
	return analyzers.TCPFlags
}
