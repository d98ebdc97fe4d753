package relevance

import (
	"encoding/binary"
	"math/bits"

	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// Layout of the frames that Peek reads: Ethernet, one tag at most, an IPv4 header without
// options or an IPv6 header without extensions, and TCP or UDP.
const (
	etherLen, tagLen, ip4Len, ip6Len, tcpLen, udpLen = 14, 4, 20, 40, 20, 8

	etherIPv4, etherIPv6, etherVLAN = 0x0800, 0x86dd, 0x8100

	// plainIP is the first eight bytes of an IPv4 header, little-endian, as plainMask leaves them of a whole packet without
	// options: version 4, five words, no more fragments and no offset.
	plainIP, plainMask = 0x45, 0xff3f<<48 | 0xff
	mapped             = 0xffff0000

	// Addresses of many begin with these, and the Ethernet ones are odd.
	group4, group6 = 224, 0xff
)

// Peek is Decode and Mark, without decoding, for the frames that are by far the most common
// and that R mostly does not hold for: segments of established connections, and datagrams.
// It is false for all others; where it is true, the frame decodes to packet.Transport,
// and Mark gives the same. It does not ask for the slot: see Fetch.
func (f *Filter) Peek(frame *capture.Frame) (Mark, bool) {
	b, vlan := frame.Data, uint16(0)
	if frame.LinkType != capture.LinkEthernet || len(b) < etherLen+ip4Len+tcpLen || b[0]&1 != 0 {
		return Mark{}, false
	}
	kind := binary.BigEndian.Uint16(b[12:])
	switch {
	case frame.HasVLAN:
		vlan = frame.VLAN & 0x0fff
	case kind == etherVLAN:
		vlan, kind = binary.BigEndian.Uint16(b[14:])&0x0fff, binary.BigEndian.Uint16(b[16:])
		b = b[tagLen:]
	}
	b = b[etherLen:]
	switch {
	case kind == etherIPv4 && len(b) >= ip4Len+tcpLen:
		return f.peek4(b, vlan)
	case kind == etherIPv6 && len(b) >= ip6Len+tcpLen:
		return f.peek6(b, vlan)
	}
	return Mark{}, false
}

// peek4 reads an IPv4 packet, of which ip4Len+tcpLen bytes are there, padding perhaps.
func (f *Filter) peek4(b []byte, vlan uint16) (Mark, bool) {
	h := (*[ip4Len]byte)(b)
	first, second := binary.LittleEndian.Uint64(h[:]), binary.LittleEndian.Uint64(h[8:])
	total, ttl, proto := int(bits.ReverseBytes16(uint16(first>>16))), uint8(second), uint8(second>>8)
	if first&plainMask != plainIP || total < ip4Len || ttl-1 < LowTTL || h[16] >= group4 {
		return Mark{}, false
	}
	c, ok := peekTransport(proto, b[ip4Len:], total-ip4Len)
	if !ok {
		return Mark{}, false
	}
	ports := binary.BigEndian.Uint32(b[ip4Len:])
	return Mark{class: c, tag: f.tag(0, second&^0xffffffff|mapped, 0, quad(h[16:20]), ports, vlan, proto)}, true
}

// peek6 reads an IPv6 packet, of which ip6Len+tcpLen bytes are there. A length of 0 may have been
// left to offload.
func (f *Filter) peek6(b []byte, vlan uint16) (Mark, bool) {
	h := (*[ip6Len]byte)(b)
	size := int(binary.BigEndian.Uint16(h[4:]))
	if h[0]>>4 != 6 || size == 0 || h[7]-1 < LowTTL || h[24] == group6 {
		return Mark{}, false
	}
	c, ok := peekTransport(h[6], b[ip6Len:], size)
	if !ok {
		return Mark{}, false
	}
	ports := binary.BigEndian.Uint32(b[ip6Len:])
	return Mark{class: c, tag: f.tag(word(h[8:16]), word(h[16:24]), word(h[24:32]), word(h[32:40]), ports, vlan, h[6])}, true
}

// peekTransport reads what an IP header of the given protocol carries: b, of which tcpLen bytes are there and size
// are not padding. ok is false for all but a segment or datagram that R needs a Direction for.
func peekTransport(proto uint8, b []byte, size int) (c Class, ok bool) {
	h := (*[tcpLen]byte)(b)
	src, dst := binary.BigEndian.Uint16(h[:]), binary.BigEndian.Uint16(h[2:])
	if min(src, dst) <= lastRegistered && (registered.has(src) || registered.has(dst)) {
		return 0, false
	}
	if proto == packet.ProtoTCP {
		word := binary.BigEndian.Uint16(h[12:])
		header := int(word >> 12 << 2)
		if header < tcpLen || word&packet.ACK == 0 || word&0x0fff&^calm != 0 || header > min(size, len(b)) {
			return 0, false
		}
		if size == header {
			return Segment, true
		}
		return Segment | Data, !startsMessage(b[header:min(size, len(b))])
	}
	length := int(binary.BigEndian.Uint16(h[4:]))
	if proto != packet.ProtoUDP || length < udpLen || length > size || packet.TunnelPorts(src, dst) {
		return 0, false
	}
	if length > udpLen {
		c = Data
	}
	return c, true
}

// quad is the second half of an address, as word reads it from a packet.Addr.
func quad(b []byte) uint64 { return uint64(binary.LittleEndian.Uint32(b))<<32 | mapped }

// tag names the direction of a flow by the halves of its addresses, its ports as they lie in its header, tag and protocol.
func (f *Filter) tag(src1, src2, dst1, dst2 uint64, ports uint32, vlan uint16, proto uint8) uint64 {
	a := mix(src1^f.seeds[0], src2^f.seeds[1])
	b := mix(dst1^f.seeds[2], dst2^f.seeds[3])
	last := uint64(ports) | uint64(vlan&f.vlan)<<32 | uint64(proto)<<48
	return mix(a^bits.RotateLeft64(b, 32)^f.seeds[1], last^f.seeds[2])
}
