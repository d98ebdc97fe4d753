package packet

import "encoding/binary"

// IPv6 extension headers (IANA ipv6-parameters) beside those named as protocols.
const (
	extHopByHop    = 0
	extRouting     = 43
	extFragment    = 44
	extDestination = 60
	extMobility    = 135
	extHIP         = 139
	extShim6       = 140
)

// ipv6 reads an IPv6 header (RFC 8200) and what it carries.
func (p *Packet) ipv6(b []byte, wire int) Verdict {
	if len(b) < 40 {
		return short(wire, 40)
	}
	h := (*[40]byte)(b)
	total := 40 + int(binary.BigEndian.Uint16(h[4:]))
	if total == 40 && offloaded(h[6], wire&^noLength) {
		total = wire &^ noLength
	}
	if h[0]>>4 != 6 || (total > wire && !p.MoreFragments) {
		return Malformed
	}
	p.begin(true)
	p.Src, p.Dst = Addr(h[8:24]), Addr(h[24:40])
	p.Proto, p.TTL, p.TOS = h[6], h[7], h[0]<<4|h[1]>>4
	p.IPLen = uint16(min(total, 0xffff))
	p.IPID, p.DontFragment = 0, false
	if len(b) > total {
		b = b[:total]
	}
	p.Network, p.Transport = b, b[40:]
	b, wire = b[40:], total-40
	switch h[6] {
	case ProtoTCP:
		return p.tcp(b, wire)
	case ProtoUDP:
		return p.udp(b, wire, true)
	}
	return p.extensions(b, wire)
}

// offloaded tells a payload length of 0 that stands for a packet beyond 64 KiB
// (RFC 2675, or segmentation offload) from an empty packet that Ethernet padded:
// padding is never as long as a TCP header.
func offloaded(next uint8, wire int) bool {
	return wire >= 40+20 && (next == ProtoTCP || next == ProtoUDP || next == extHopByHop)
}

// extensions reads on behind the IPv6 header.
func (p *Packet) extensions(b []byte, wire int) Verdict {
	b, wire, v := p.skip(b, wire)
	switch {
	case v != more:
		return v
	case p.Proto == extFragment:
		return p.fragment6(b, wire)
	}
	p.Transport = b
	return p.upper(b, wire)
}

// skip takes off extension headers until a fragment header or what is none. The
// number of headers is bounded by MaxDepth.
func (p *Packet) skip(b []byte, wire int) (rest []byte, left int, v Verdict) {
	for range MaxDepth {
		if p.Proto == extFragment || !extends(p.Proto) {
			return b, wire, more
		}
		n := 8
		if len(b) >= 2 {
			n = extLen(p.Proto, b[1])
		}
		if len(b) < n {
			return b, wire, p.cut(wire, n)
		}
		p.Proto = b[0]
		b, wire = b[n:], wire-n
	}
	return b, wire, TooDeep
}

// fragment6 reads a fragment header (RFC 8200 section 4.5). An atomic fragment
// (RFC 6946) is a whole packet.
func (p *Packet) fragment6(b []byte, wire int) Verdict {
	if len(b) < 8 {
		return short(wire, 8)
	}
	word, next := binary.BigEndian.Uint16(b[2:]), b[0]
	p.FragID = binary.BigEndian.Uint32(b[4:])
	p.IPID = uint16(p.FragID)
	p.FragOffset, p.MoreFragments = word&^7, word&1 != 0
	b, wire = b[8:], wire-8
	p.Proto, p.Transport = next, b
	if p.FragOffset != 0 {
		p.PayloadLen = wire
		return Fragment
	}
	tunnels := p.Tunnels
	v := p.fragmented(b, wire)
	if v == Fragment && p.Tunnels == tunnels { // the first fragment is too short
		p.Proto, p.Transport, p.PayloadLen = next, b, wire
	}
	return v
}

// fragmented reads what the first fragment holds. No host puts a fragment
// header into a fragment.
func (p *Packet) fragmented(b []byte, wire int) Verdict {
	b, wire, v := p.skip(b, wire)
	switch {
	case v != more:
		return v
	case p.Proto == extFragment:
		return Malformed
	}
	p.Transport = b
	return p.upper(b, wire)
}

// extends tells the extension headers that can be taken off. ESP can not.
func extends(proto uint8) bool {
	switch proto {
	case extHopByHop, extRouting, extFragment, extDestination, ProtoAH,
		extMobility, extHIP, extShim6:
		return true
	}
	return false
}

// extLen is the length of an extension header by its length field.
func extLen(proto, field uint8) int {
	if proto == ProtoAH { // RFC 4302 section 2.2
		return (int(field) + 2) * 4
	}
	return (int(field) + 1) * 8
}
