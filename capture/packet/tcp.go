package packet

import "encoding/binary"

// tcp reads a TCP header (RFC 9293 section 3.1).
func (p *Packet) tcp(b []byte, wire int) Verdict {
	if len(b) < 20 {
		return p.cut(wire, 20)
	}
	h := (*[20]byte)(b)
	p.SrcPort = binary.BigEndian.Uint16(h[0:])
	p.DstPort = binary.BigEndian.Uint16(h[2:])
	p.Seq = binary.BigEndian.Uint32(h[4:])
	p.Ack = binary.BigEndian.Uint32(h[8:])
	word := binary.BigEndian.Uint16(h[12:])
	p.TCPFlags = word & 0x0fff
	p.Window = binary.BigEndian.Uint16(h[14:])
	p.Urgent = binary.BigEndian.Uint16(h[18:])
	header := int(word >> 12 << 2)
	p.TCPHeaderLen, p.TCPOptions = uint8(header), 0
	if header != 20 {
		switch {
		case header < 20:
			return Malformed
		case header > wire:
			return p.cut(wire, header)
		case header > len(b): // the snap length cuts options, nothing that tells what the segment is
			p.TCPOptions = tcpOptions(b[20:])
			p.Payload, p.PayloadLen = nil, wire-header
			return Transport
		}
		p.TCPOptions = tcpOptions(b[20:header])
	}
	p.Payload, p.PayloadLen = b[header:], wire-header
	return Transport
}

// optionBits maps option kinds (IANA tcp-parameters) to bits.
var optionBits = func() (bits [256]uint8) {
	for kind := range bits {
		bits[kind] = OptOther
	}
	bits[2], bits[3], bits[4], bits[8] = OptMSS, OptWindowScale, OptSACKPermitted, OptTimestamps
	return bits
}()

// tcpOptions tells which options are there. It stops at one whose length is
// wrong.
func tcpOptions(b []byte) (bits uint8) {
	const end, nop = 0, 1
	// Two NOPs and a time-stamp: most segments of most connections.
	if len(b) == 12 && binary.BigEndian.Uint32(b) == 0x0101080a {
		return OptTimestamps
	}
	for i := 0; i+1 < len(b) && b[i] != end; {
		if b[i] == nop {
			i++
			continue
		}
		n := int(b[i+1])
		if n < 2 || n > len(b)-i {
			break
		}
		bits |= optionBits[b[i]]
		i += n
	}
	return bits
}
