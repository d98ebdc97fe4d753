package packet

import "encoding/binary"

// TunnelPorts reports whether a datagram between these ports may be a tunnel's. The range keeps
// nearly all others out and is short enough to be inlined.
func TunnelPorts(src, dst uint16) bool {
	return dst-portGTPU <= portVXLANOld-portGTPU || src == portTeredo
}

// udpTunnel reads the payload as the port suggests: the destination's, but for
// Teredo. Ports prove nothing: what does not parse to the end of a network
// header is left as plain UDP.
func (p *Packet) udpTunnel() Verdict {
	b := p.Payload
	if len(b) < 8 {
		return Transport
	}
	var kind uint16
	n := 0
	switch {
	case p.DstPort == portVXLAN, p.DstPort == portVXLANOld:
		kind, n = vxlan(b)
	case p.DstPort == portGeneve:
		kind, n = geneve(b)
	case p.DstPort == portGTPU:
		kind, n = gtpu(b, p.PayloadLen)
	case p.DstPort == portTeredo, p.SrcPort == portTeredo:
		kind, n = teredo(b, p.PayloadLen)
	}
	if kind == kindNone || len(b) < n {
		return Transport
	}
	return p.tunnel(kind, b[n:], p.PayloadLen-n, Transport)
}

// vxlan reads a VXLAN header (RFC 7348), with or without a group policy.
func vxlan(b []byte) (kind uint16, n int) {
	if b[0]&^0x80 != 0x08 || b[7] != 0 {
		return kindNone, 0
	}
	return kindEthernet, 8
}

// geneve reads a Geneve header (RFC 8926), its options unread.
func geneve(b []byte) (kind uint16, n int) {
	if b[0]&0xc0 != 0 || b[1]&0x3f != 0 || b[7] != 0 {
		return kindNone, 0
	}
	return tunnelKind(binary.BigEndian.Uint16(b[2:])), 8 + int(b[0]&0x3f)*4
}

// gtpu reads the header of a GTP-U user packet (3GPP TS 29.281 section 5) with
// its extension headers, at most four.
func gtpu(b []byte, wire int) (kind uint16, n int) {
	const version1, userPacket = 0x30, 0xff
	if b[0]&0xf0 != version1 || b[1] != userPacket || int(binary.BigEndian.Uint16(b[2:]))+8 > wire {
		return kindNone, 0
	}
	if b[0]&0x07 == 0 {
		return kindIP, 8
	}
	n = 12
	if b[0]&0x04 == 0 {
		return kindIP, n
	}
	for range 4 {
		if len(b) <= n || b[n-1] == 0 {
			return kindIP, n
		}
		if b[n] == 0 {
			return kindNone, 0
		}
		n += int(b[n]) * 4
		if len(b) < n {
			return kindNone, 0
		}
	}
	return kindIP, n
}

// teredo reads IPv6 in UDP (RFC 4380), bare or behind an origin indication. The
// IPv6 length has to fit exactly.
func teredo(b []byte, wire int) (kind uint16, n int) {
	if b[0] == 0 && b[1] == 0 {
		n = 8
	}
	if len(b) < n+40 || b[n]>>4 != 6 || int(binary.BigEndian.Uint16(b[n+4:]))+40+n != wire {
		return kindNone, 0
	}
	return kindIPv6, n
}
