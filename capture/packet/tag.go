package packet

import "encoding/binary"

// tag reads an IEEE 802.1Q tag; the outermost one outside any tunnel names the
// VLAN. Identifier 0 is a mere priority.
func (p *Packet) tag(b []byte, wire int) (next uint16, n int, v Verdict) {
	if len(b) < 4 {
		return 0, 0, short(wire, 4)
	}
	if p.VLAN == 0 && p.Tunnels == 0 {
		p.VLAN = binary.BigEndian.Uint16(b) & 0x0fff
	}
	return etherKind(binary.BigEndian.Uint16(b[2:])), 4, more
}

// backbone reads the service tag of IEEE 802.1ah: its flags and identifier,
// then the customer's whole frame.
func backbone(b []byte, wire int) (next uint16, n int, v Verdict) {
	if len(b) < 4 {
		return 0, 0, short(wire, 4)
	}
	return kindEthernet, 4, more
}

// mpls reads one label (RFC 3032). Nothing says what follows the bottom of the
// stack, so what is there is tried for IP and then for a pseudowire.
func mpls(b []byte, wire int) (next uint16, n int, v Verdict) {
	if len(b) < 4 {
		return 0, 0, short(wire, 4)
	}
	if b[2]&1 == 0 {
		return kindMPLS, 4, more
	}
	kind, n, v := unlabelled(b[4:], wire-4)
	return kind, n + 4, v
}

// unlabelled guesses what a label stack carries: IP where version and length
// agree, else Ethernet behind a control word (RFC 4448) or without one, where
// the EtherType is one that the decoder knows.
func unlabelled(b []byte, wire int) (next uint16, n int, v Verdict) {
	if len(b) < 6 {
		return 0, 0, short(wire, 6)
	}
	room, length := wire&^noLength, int(binary.BigEndian.Uint16(b[2:]))
	switch b[0] >> 4 {
	case 4:
		if b[0]&0x0f >= 5 && length >= 20 && length <= room {
			return kindIPv4, 0, more
		}
	case 6:
		if int(binary.BigEndian.Uint16(b[4:]))+40 <= room {
			return kindIPv6, 0, more
		}
	case 0:
		// An address may look like a control word, and a tag behind it like the
		// EtherType; a control word is nearly always all zero.
		if b[0] == 0 && etherAt(b, 4) && (binary.BigEndian.Uint32(b) == 0 || !etherAt(b, 0)) {
			return kindEthernet, 4, more
		}
	}
	if etherAt(b, 0) {
		return kindEthernet, 0, more
	}
	return 0, 0, Link
}

// etherAt reports whether an Ethernet header that leads on lies at offset n.
func etherAt(b []byte, n int) bool {
	if len(b) < n+14 {
		return false
	}
	switch binary.BigEndian.Uint16(b[n+12:]) {
	case kindIPv4, kindIPv6, kindARP, kindVLAN, kindQinQ, kindMPLS, kindPPPoE:
		return true
	}
	return false
}

// pppoe reads a PPPoE session header (RFC 2516).
func pppoe(b []byte, wire int) (next uint16, n int, v Verdict) {
	switch {
	case len(b) < 6:
		return 0, 0, short(wire, 6)
	case b[0] != 0x11:
		return 0, 0, Malformed
	case b[1] != 0:
		return 0, 0, Link
	}
	return kindPPP, 6, more
}

// PPP protocol numbers (IANA ppp-numbers).
const (
	pppIPv4   = 0x0021
	pppIPv6   = 0x0057
	pppMPLS   = 0x0281
	pppMPLSUp = 0x0283
)

// ppp reads a PPP header (RFC 1661, RFC 1662), with or without address and
// control, with a protocol field of two bytes or compressed to one.
func ppp(b []byte, wire int) (next uint16, n int, v Verdict) {
	if len(b) >= 2 && b[0] == 0xff && b[1] == 0x03 {
		n = 2
	}
	if len(b) < n+2 {
		return 0, 0, short(wire, n+2)
	}
	proto := uint16(b[n])
	n++
	if proto&1 == 0 {
		proto = proto<<8 | uint16(b[n])
		n++
	}
	switch proto {
	case pppIPv4:
		return kindIPv4, n, more
	case pppIPv6:
		return kindIPv6, n, more
	case pppMPLS, pppMPLSUp:
		return kindMPLS, n, more
	}
	return 0, 0, Link
}
