package relevance

import (
	"encoding/binary"
	"math/bits"
	"unsafe"

	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/arena"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// Layout of the frame that Peek reads: Ethernet, one tag at most, an IPv4 header
// without options, and TCP.
const (
	etherLen, tagLen, ipLen, tcpLen = 14, 4, 20, 20
	etherIPv4, etherVLAN            = 0x0800, 0x8100
	plainIP                         = 0x45 // version 4, five words
	mapped                          = 0xffff0000
)

// Peek is Decode and Mark for the frame that is by far the most common and that
// R mostly does not hold for, without decoding it: a segment of an established
// connection over plain IPv4. It is false for all others; where it is true, the
// frame decodes to packet.Transport, and Mark gives the same.
func (f *Filter) Peek(frame *capture.Frame) (Mark, bool) {
	b, vlan := frame.Data, frame.VLAN&0x0fff
	if frame.LinkType != capture.LinkEthernet || len(b) < etherLen+tagLen+ipLen+tcpLen {
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
	if kind != etherIPv4 {
		return Mark{}, false
	}
	return f.peek(b, vlan)
}

// peek reads an IPv4 packet, of which ipLen bytes are there.
func (f *Filter) peek(b []byte, vlan uint16) (Mark, bool) {
	h := (*[ipLen]byte)(b)
	total := int(binary.BigEndian.Uint16(h[2:]))
	if h[0] != plainIP || binary.BigEndian.Uint16(h[6:])&0x3fff != 0 || h[8]-1 < LowTTL || h[9] != packet.ProtoTCP {
		return Mark{}, false
	}
	b = b[:min(len(b), total)]
	if len(b) < ipLen+tcpLen {
		return Mark{}, false
	}
	t := (*[tcpLen]byte)(b[ipLen:])
	word := binary.BigEndian.Uint16(t[12:])
	body := ipLen + int(word>>12<<2)
	flags := word & 0x0fff
	if body < ipLen+tcpLen || body > len(b) || flags&packet.ACK == 0 || flags&^calm != 0 || startsMessage(b[body:]) {
		return Mark{}, false
	}
	src, dst := binary.BigEndian.Uint16(t[:]), binary.BigEndian.Uint16(t[2:])
	if min(src, dst) <= lastRegistered && (registered.has(src) || registered.has(dst)) {
		return Mark{}, false
	}
	c := Segment
	if total > body {
		c |= Data
	}
	m := Mark{class: c, tag: f.tag(0, quad(h[12:16]), 0, quad(h[16:20]), src, dst, vlan, packet.ProtoTCP)}
	arena.Prefetch(unsafe.Pointer(&f.slots[m.tag&f.mask]))
	return m, true
}

// quad is the second half of an address, as word reads it from a packet.Addr.
func quad(b []byte) uint64 { return uint64(binary.LittleEndian.Uint32(b))<<32 | mapped }

// tag names the direction of a flow by the halves of its addresses, its ports, tag and protocol.
func (f *Filter) tag(src1, src2, dst1, dst2 uint64, srcPort, dstPort, vlan uint16, proto uint8) uint64 {
	a := mix(src1^f.seeds[0], src2^f.seeds[1])
	b := mix(dst1^f.seeds[2], dst2^f.seeds[3])
	last := uint64(srcPort) | uint64(dstPort)<<16 | uint64(vlan&f.vlan)<<32 | uint64(proto)<<48
	return mix(a^bits.RotateLeft64(b, 32)^f.seeds[1], last^f.seeds[2])
}
