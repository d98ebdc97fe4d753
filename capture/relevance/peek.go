package relevance

import (
	"encoding/binary"
	"math/bits"
	"unsafe"

	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/arena"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// Layout of the frames that Peek reads: Ethernet, one tag at most, an IPv4 header without
// options or an IPv6 header without extensions, and TCP or UDP.
const (
	etherLen, tagLen, ip4Len, ip6Len, tcpLen, udpLen = 14, 4, 20, 40, 20, 8

	etherIPv4, etherIPv6, etherVLAN = 0x0800, 0x86dd, 0x8100
	plainIP                         = 0x45 // version 4, five words
	mapped                          = 0xffff0000
)

// Peek is Decode and Mark, without decoding, for the frames that are by far the most common
// and that R mostly does not hold for: segments of established connections, and datagrams.
// It is false for all others; where it is true, the frame decodes to packet.Transport,
// and Mark gives the same.
func (f *Filter) Peek(frame *capture.Frame) (Mark, bool) {
	b, vlan := frame.Data, frame.VLAN&0x0fff
	if frame.LinkType != capture.LinkEthernet || len(b) < etherLen+tagLen {
		return Mark{}, false
	}
	if !frame.HasVLAN {
		vlan = 0
	}
	kind := binary.BigEndian.Uint16(b[12:])
	b = b[etherLen:]
	if kind == etherVLAN && !frame.HasVLAN {
		vlan, kind = binary.BigEndian.Uint16(b)&0x0fff, binary.BigEndian.Uint16(b[2:])
		b = b[tagLen:]
	}
	switch {
	case kind == etherIPv4 && len(b) >= ip4Len:
		return f.peek4(b, vlan)
	case kind == etherIPv6 && len(b) >= ip6Len:
		return f.peek6(b, vlan)
	}
	return Mark{}, false
}

// peek4 reads an IPv4 packet, of which ip4Len bytes are there.
func (f *Filter) peek4(b []byte, vlan uint16) (Mark, bool) {
	h := (*[ip4Len]byte)(b)
	total := int(binary.BigEndian.Uint16(h[2:]))
	if h[0] != plainIP || total < ip4Len || binary.BigEndian.Uint16(h[6:])&0x3fff != 0 || h[8]-1 < LowTTL {
		return Mark{}, false
	}
	c, ports, ok := peekTransport(h[9], b[ip4Len:max(ip4Len, min(len(b), total))], total-ip4Len)
	if !ok {
		return Mark{}, false
	}
	return f.peeked(c, f.tag(0, quad(h[12:16]), 0, quad(h[16:20]), ports, vlan, h[9])), true
}

// peek6 reads an IPv6 packet, of which ip6Len bytes are there. A length of 0 may have been
// left to offload.
func (f *Filter) peek6(b []byte, vlan uint16) (Mark, bool) {
	h := (*[ip6Len]byte)(b)
	size := int(binary.BigEndian.Uint16(h[4:]))
	if h[0]>>4 != 6 || size == 0 || h[7]-1 < LowTTL {
		return Mark{}, false
	}
	c, ports, ok := peekTransport(h[6], b[ip6Len:min(len(b), ip6Len+size)], size)
	if !ok {
		return Mark{}, false
	}
	return f.peeked(c, f.tag(word(h[8:16]), word(h[16:24]), word(h[24:32]), word(h[32:40]), ports, vlan, h[6])), true
}

func (f *Filter) peeked(c Class, tag uint64) Mark {
	arena.Prefetch(unsafe.Pointer(&f.slots[tag&f.mask]))
	return Mark{class: c, tag: tag}
}

// peekTransport reads what an IP header of the given protocol carries: b, size bytes on the
// wire. ok is false for all but a segment or datagram that R needs a Direction for.
func peekTransport(proto uint8, b []byte, size int) (c Class, ports uint32, ok bool) {
	switch proto {
	case packet.ProtoTCP:
		c, ok = peekSegment(b, size)
	case packet.ProtoUDP:
		c, ok = peekDatagram(b, size)
	}
	if !ok {
		return 0, 0, false
	}
	src, dst := binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:])
	if min(src, dst) <= lastRegistered && (registered.has(src) || registered.has(dst)) {
		return 0, 0, false
	}
	return c, uint32(src) | uint32(dst)<<16, true
}

func peekSegment(b []byte, size int) (c Class, ok bool) {
	if len(b) < tcpLen {
		return 0, false
	}
	word := binary.BigEndian.Uint16(b[12:])
	header := int(word >> 12 << 2)
	flags := word & 0x0fff
	if header < tcpLen || header > len(b) || flags&packet.ACK == 0 || flags&^calm != 0 || startsMessage(b[header:]) {
		return 0, false
	}
	if size > header {
		return Segment | Data, true
	}
	return Segment, true
}

func peekDatagram(b []byte, size int) (c Class, ok bool) {
	if len(b) < udpLen {
		return 0, false
	}
	length := int(binary.BigEndian.Uint16(b[4:]))
	if length < udpLen || length > size || packet.TunnelPorts(binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:])) {
		return 0, false
	}
	if length > udpLen {
		return Data, true
	}
	return 0, true
}

// quad is the second half of an address, as word reads it from a packet.Addr.
func quad(b []byte) uint64 { return uint64(binary.LittleEndian.Uint32(b))<<32 | mapped }

// tag names the direction of a flow by the halves of its addresses, its ports (the source's below), tag and protocol.
func (f *Filter) tag(src1, src2, dst1, dst2 uint64, ports uint32, vlan uint16, proto uint8) uint64 {
	a := mix(src1^f.seeds[0], src2^f.seeds[1])
	b := mix(dst1^f.seeds[2], dst2^f.seeds[3])
	last := uint64(ports) | uint64(vlan&f.vlan)<<32 | uint64(proto)<<48
	return mix(a^bits.RotateLeft64(b, 32)^f.seeds[1], last^f.seeds[2])
}
