package packet

import "encoding/binary"

// ipv4 reads a quoted IPv4 packet and reports whether its header is whole. Its
// total length is not believed: routers change it.
func (q *Quote) ipv4(b []byte) bool {
	if len(b) < 20 {
		return false
	}
	header := int(b[0]&0x0f) * 4
	if b[0]>>4 != 4 || header < 20 || len(b) < header {
		return false
	}
	q.Src.set4(b[12:16])
	q.Dst.set4(b[16:20])
	q.Proto = b[9]
	q.transport(b[header:], binary.BigEndian.Uint16(b[6:])&0x1fff != 0)
	return true
}

// ipv6 reads a quoted IPv6 packet and reports whether its header is whole;
// extension headers are taken off as far as they are there.
func (q *Quote) ipv6(b []byte) bool {
	if len(b) < 40 || b[0]>>4 != 6 {
		return false
	}
	q.Src, q.Dst, q.Proto = Addr(b[8:24]), Addr(b[24:40]), b[6]
	b = b[40:]
	later := false
	for range MaxDepth {
		if !extends(q.Proto) || len(b) < 8 || later {
			break
		}
		n := extLen(q.Proto, b[1])
		if q.Proto == extFragment {
			n, later = 8, binary.BigEndian.Uint16(b[2:])&^7 != 0
		}
		q.Proto = b[0]
		b = b[min(n, len(b)):]
	}
	q.transport(b, later)
	return true
}

// transport reads the eight bytes of a transport header that every error has to
// quote, unless they are of a later fragment.
func (q *Quote) transport(b []byte, later bool) {
	q.SrcPort, q.DstPort, q.Seq, q.HasPorts = 0, 0, 0, false
	if later || len(b) < 8 {
		return
	}
	switch q.Proto {
	case ProtoTCP:
		q.Seq = binary.BigEndian.Uint32(b[4:])
		fallthrough
	case ProtoUDP, ProtoSCTP:
		q.SrcPort, q.DstPort, q.HasPorts = binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:]), true
	case ProtoICMP, ProtoICMPv6:
		q.SrcPort, q.HasPorts = uint16(b[0]), true
	}
}
