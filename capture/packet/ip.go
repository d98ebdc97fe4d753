package packet

import (
	"encoding/binary"
	"math/bits"
)

// mapped is the third quarter of an IPv4-mapped address with zeros around it. It
// is a variable so that the compiler does not split the store below into bytes.
var mapped uint64 = 0xffff0000

// set4 takes an IPv4 address of four bytes.
func (a *Addr) set4(b []byte) {
	binary.LittleEndian.PutUint64(a[:8], 0)
	binary.LittleEndian.PutUint64(a[8:], uint64(binary.LittleEndian.Uint32(b))<<32|mapped)
}

// begin takes away what an earlier network header left, Payload apart, which
// the decoder sets or Decode clears.
func (p *Packet) begin(v6 bool) {
	p.HasNetwork, p.IPv6 = true, v6
	p.FragOffset, p.MoreFragments, p.HasQuote, p.SrcPort, p.DstPort = 0, false, false, 0, 0
	p.PayloadLen = 0
}

// ipv4 reads an IPv4 header (RFC 791) and what it carries.
func (p *Packet) ipv4(b []byte, wire int) Verdict {
	if len(b) < 20 {
		return short(wire, 20)
	}
	h := (*[20]byte)(b)
	header := int(h[0]&0x0f) * 4
	lengthID := bits.RotateLeft32(binary.BigEndian.Uint32(h[2:]), 16)
	total := int(uint16(lengthID))
	if total == 0 { // left to the segmentation offload of the sender's port
		total = wire &^ noLength
		lengthID |= uint32(min(total, 0xffff))
	}
	// Version 4 and a header of five words at least are one comparison.
	if h[0]-0x45 > 10 || total < header || (total > wire && !p.MoreFragments) {
		return Malformed
	}
	p.begin(false)
	p.Src.set4(h[12:16])
	p.Dst.set4(h[16:20])
	p.IPLen = uint16(lengthID)
	p.IPID = uint16(lengthID >> 16)
	ttlProto := binary.LittleEndian.Uint16(h[8:])
	p.TTL = uint8(ttlProto)
	p.Proto = uint8(ttlProto >> 8)
	p.TOS = h[1]
	fragment := binary.BigEndian.Uint16(h[6:])
	p.DontFragment = fragment&0x4000 != 0
	if len(b) > total {
		b = b[:total] // the rest is Ethernet padding
	}
	if len(b) < header {
		p.Network, p.Transport = b, nil
		return Truncated
	}
	p.Network, p.Transport = b, b[header:]
	b, wire = b[header:], total-header
	if fragment&0x3fff != 0 {
		return p.fragment(b, wire, uint32(p.IPID), fragment<<3, fragment&0x2000 != 0)
	}
	switch h[9] {
	case ProtoTCP:
		return p.tcp(b, wire)
	case ProtoUDP:
		return p.udp(b, wire, true)
	}
	return p.upper(b, wire)
}

// fragment notes that b is a fragment, and reads on if it is the first.
func (p *Packet) fragment(b []byte, wire int, id uint32, offset uint16, more bool) Verdict {
	p.FragID, p.FragOffset, p.MoreFragments = id, offset, more
	if offset == 0 {
		return p.upper(b, wire)
	}
	p.PayloadLen = wire
	return Fragment
}

// cut tells why need bytes of a header behind the network header are not there.
// The first fragment of a datagram may end inside any header.
func (p *Packet) cut(wire, need int) Verdict {
	if wire < need && p.MoreFragments {
		p.SrcPort, p.DstPort, p.PayloadLen = 0, 0, wire
		return Fragment
	}
	return short(wire, need)
}

// upper reads what the network header carries, tunnels included.
func (p *Packet) upper(b []byte, wire int) Verdict {
	switch p.Proto {
	case ProtoTCP:
		return p.tcp(b, wire)
	case ProtoUDP:
		return p.udp(b, wire, true)
	case ProtoICMP, ProtoICMPv6, ProtoSCTP:
		return p.transport(b, wire)
	}
	return p.ipTunnel(b, wire)
}

// transport reads a transport header of p.Proto.
func (p *Packet) transport(b []byte, wire int) Verdict {
	switch {
	case p.Proto == ProtoTCP:
		return p.tcp(b, wire)
	case p.Proto == ProtoUDP:
		return p.udp(b, wire, false)
	case p.Proto == ProtoSCTP:
		return p.sctp(b, wire)
	case p.Proto == ProtoICMP && !p.IPv6:
		return p.icmp(b, wire)
	case p.Proto == ProtoICMPv6 && p.IPv6:
		return p.icmp6(b, wire)
	}
	p.Payload, p.PayloadLen = b, wire
	return Network
}
