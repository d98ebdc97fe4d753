package packet

import (
	"encoding/binary"
	"encoding/hex"
	"net/netip"
	"slices"
	"strings"
)

// The builders below put one header in front of what it carries, with the
// lengths that follow from it. Addresses are those of RFC 5737 and RFC 3849.
const (
	hostA, hostB      = "192.0.2.1", "198.51.100.2"
	outerA, outerB    = "203.0.113.1", "203.0.113.2"
	host6A, host6B    = "2001:db8::1", "2001:db8::2"
	outer6A, outer6B  = "2001:db8:f::1", "2001:db8:f::2"
	macA, macB        = "020000000001", "020000000002"
	innerMACA, inMACB = "0200000000aa", "0200000000bb"
	flagMF, flagDF    = 0x2000, 0x4000
)

// raw reads hexadecimal digits; spaces separate fields.
func raw(s string) []byte {
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		panic(err)
	}
	return b
}

func join(parts ...[]byte) []byte { return slices.Concat(parts...) }

func u16(n int) []byte { return binary.BigEndian.AppendUint16(nil, uint16(n)) }

func ether(kind int, body []byte) []byte { return join(raw(macB), raw(macA), u16(kind), body) }

func innerEther(kind int, body []byte) []byte {
	return join(raw(inMACB), raw(innerMACA), u16(kind), body)
}

// tagged is an 802.1Q tag behind the EtherType that announces it.
func tagged(vlan, kind int, body []byte) []byte { return join(u16(vlan), u16(kind), body) }

func label(bottom bool, body []byte) []byte {
	if bottom {
		return join(raw("00064 1 40"), body)
	}
	return join(raw("00065 0 40"), body)
}

func ip4(src, dst string, proto uint8, body []byte) []byte {
	return ip4Fragment(src, dst, proto, 0x1234, flagDF, body)
}

// ip4Fragment takes the flags and the offset in units of 8 bytes as they lie in
// the header.
func ip4Fragment(src, dst string, proto uint8, id, fragment int, body []byte) []byte {
	a, b := netip.MustParseAddr(src).As4(), netip.MustParseAddr(dst).As4()
	return join(raw("45 00"), u16(20+len(body)), u16(id), u16(fragment), []byte{64, proto, 0, 0}, a[:], b[:], body)
}

func ip6(src, dst string, next uint8, body []byte) []byte {
	a, b := netip.MustParseAddr(src).As16(), netip.MustParseAddr(dst).As16()
	return join(raw("60000000"), u16(len(body)), []byte{next, 64}, a[:], b[:], body)
}

// option6 is a hop-by-hop, destination or routing header of 8 bytes.
func option6(next uint8, body []byte) []byte {
	return join([]byte{next, 0}, raw("0104 00000000"), body)
}

// fragment6 takes the offset in bytes.
func fragment6(next uint8, id, offset int, more bool, body []byte) []byte {
	m := 0
	if more {
		m = 1
	}
	return join([]byte{next, 0}, u16(offset|m), u16(0xabcd), u16(id), body)
}

func auth(next uint8, body []byte) []byte {
	return join([]byte{next, 4}, raw("0000 00000001 00000001 000000000000000000000000"), body)
}

func tcp(src, dst int, flags int, options string, body string) []byte {
	o := raw(options)
	return join(u16(src), u16(dst), raw("01020304 05060708"), u16((5+len(o)/4)<<12|flags), raw("0400 0000 0009"), o, []byte(body))
}

func udp(src, dst int, body []byte) []byte {
	return join(u16(src), u16(dst), u16(8+len(body)), u16(0), body)
}

func arp(op int, src, dst string) []byte {
	a, b := netip.MustParseAddr(src).As4(), netip.MustParseAddr(dst).As4()
	return join(raw("0001 0800 06 04"), u16(op), raw(macA), a[:], raw("000000000000"), b[:])
}

func neighbour(kind uint8, target string) []byte {
	a := netip.MustParseAddr(target).As16()
	return join([]byte{kind, 0}, raw("0000 00000000"), a[:], raw("01 01"), raw(macA))
}

// The transports that most fixtures carry.
var (
	syn     = tcp(40000, 80, int(SYN), "020405b4", "")
	query   = udp(5353, 53, []byte("question"))
	whole4  = ip4(hostA, hostB, ProtoTCP, syn)
	whole6  = ip6(host6A, host6B, ProtoTCP, syn)
	query4  = ip4(hostA, hostB, ProtoUDP, query)
	padding = make([]byte, 6)
)
