package packet

import (
	"encoding/binary"

	"github.com/reconwatch/reconwatch/capture"
)

// Protocol values of Linux cooked headers that are no EtherType
// (linux/if_ether.h), and the device type whose protocol is no EtherType at all.
const (
	sllLLC        = 0x0004
	arphrdNetlink = 824
)

// link starts the walk by the link type of the capture.
func (p *Packet) link(l capture.LinkType, b []byte, wire int) Verdict {
	var kind uint16
	n, v := 0, Verdict(more)
	switch l {
	case capture.LinkEthernet:
		kind = kindEthernet
	case capture.LinkRaw:
		kind = kindIP
	case capture.LinkIPv4:
		kind = kindIPv4
	case capture.LinkIPv6:
		kind = kindIPv6
	case capture.LinkNull, capture.LinkLoop:
		kind, n, v = loopback(b)
	case capture.LinkLinuxSLL:
		kind, n, v = cooked(b, 16, 2, 14)
	case capture.LinkLinuxSLL2:
		kind, n, v = cooked(b, 20, 8, 0)
	case capture.LinkPPP, capture.LinkPPPHDLC:
		kind = kindPPP
	case capture.LinkPPPoE:
		kind, n, v = pppoe(b, wire)
	default:
		return Unsupported
	}
	if v != more {
		return v
	}
	return p.walk(kind, b[n:], wire-n)
}

// loopback reads the address family of BSD loopback. Its byte order is that of
// the host that captured, so the order that gives a small number is taken.
func loopback(b []byte) (kind uint16, n int, v Verdict) {
	if len(b) < 4 {
		return 0, 0, Truncated
	}
	family := min(binary.BigEndian.Uint32(b), binary.LittleEndian.Uint32(b))
	switch family {
	case 2: // AF_INET everywhere
		return kindIPv4, 4, more
	case 10, 23, 24, 28, 30: // AF_INET6 of Linux, Windows, NetBSD and OpenBSD, FreeBSD, Darwin
		return kindIPv6, 4, more
	}
	return 0, 0, Link
}

// cooked reads a Linux cooked header of size bytes, with the device type and
// the protocol at the offsets given. It has no destination address, so it does
// not count as Ethernet.
func cooked(b []byte, size, device, proto int) (kind uint16, n int, v Verdict) {
	if len(b) < size {
		return 0, 0, Truncated
	}
	if binary.BigEndian.Uint16(b[device:]) == arphrdNetlink {
		return 0, 0, Link
	}
	switch t := binary.BigEndian.Uint16(b[proto:]); {
	case t == sllLLC:
		return kindLLC, size, more
	case t < minEtherType:
		return 0, 0, Link
	default:
		return t, size, more
	}
}
