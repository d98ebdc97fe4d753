package packet

import "encoding/binary"

// ethernet reads an Ethernet header (IEEE 802.3 section 3.1.1).
func (p *Packet) ethernet(b []byte, wire int) (next uint16, n int, v Verdict) {
	if len(b) < 14 {
		return 0, 0, short(wire, 14)
	}
	p.DstMAC, p.SrcMAC, p.HasMAC = [6]byte(b[:6]), [6]byte(b[6:12]), true
	return etherKind(binary.BigEndian.Uint16(b[12:])), 14, more
}

// etherKind maps a length/type field: a length means that 802.2 follows.
func etherKind(t uint16) uint16 {
	if t < minEtherType {
		return kindLLC
	}
	return t
}

// tunnelKind maps the EtherType of a tunnel header, where a length has no meaning.
func tunnelKind(t uint16) uint16 {
	switch {
	case t == kindBridge:
		return kindEthernet
	case t < minEtherType:
		return kindNone
	}
	return t
}

// llc reads IEEE 802.2: IP by its own access point, or a SNAP header (RFC 1042)
// with the organization codes that mean EtherTypes.
func llc(b []byte, wire int) (next uint16, n int, v Verdict) {
	if len(b) < 3 {
		return 0, 0, short(wire, 3)
	}
	switch {
	case b[0] == 0x06 && b[1] == 0x06 && b[2] == 0x03:
		return kindIPv4, 3, more
	case b[0] != 0xaa || b[1] != 0xaa || b[2] != 0x03:
		return 0, 0, Link
	case len(b) < 8:
		return 0, 0, short(wire, 8)
	}
	if b[3] != 0 || b[4] != 0 || (b[5] != 0 && b[5] != 0xf8) {
		return 0, 0, Link
	}
	t := binary.BigEndian.Uint16(b[6:])
	if t < minEtherType {
		return 0, 0, Link
	}
	return t, 8, more
}

// version tells IPv4 from IPv6 where no field in front of it does.
func version(b []byte, wire int) (next uint16, n int, v Verdict) {
	if len(b) < 1 {
		return 0, 0, short(wire, 1)
	}
	switch b[0] >> 4 {
	case 4:
		return kindIPv4, 0, more
	case 6:
		return kindIPv6, 0, more
	}
	return 0, 0, Malformed
}
