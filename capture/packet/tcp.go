package packet

import (
	"encoding/binary"
	"math/bits"
)

// tcp reads a TCP header (RFC 9293 section 3.1).
func (p *Packet) tcp(b []byte, wire int) Verdict {
	if len(b) < 20 {
		return p.cut(wire, 20)
	}
	h := (*[20]byte)(b)
	p.ports(h[:4])
	p.numbers(h)
	header := p.control(h)
	p.TCPOptions = 0
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

// numbers reads sequence and acknowledgement number.
func (p *Packet) numbers(h *[20]byte) {
	both := bits.RotateLeft64(binary.BigEndian.Uint64(h[4:]), 32)
	p.Seq = uint32(both)
	p.Ack = uint32(both >> 32)
}

// control reads what follows them, and gives the length of the header.
func (p *Packet) control(h *[20]byte) (header int) {
	word := bits.RotateLeft32(binary.BigEndian.Uint32(h[12:]), 16)
	flags := word &^ 0xf000
	p.TCPFlags = uint16(flags)
	p.Window = uint16(flags >> 16)
	p.Urgent = binary.BigEndian.Uint16(h[18:])
	header = int(word >> 12 & 0xf << 2)
	p.TCPHeaderLen = uint8(header)
	return header
}

// ports reads the first four bytes of TCP and UDP.
func (p *Packet) ports(b []byte) {
	both := bits.RotateLeft32(binary.BigEndian.Uint32(b), 16)
	p.SrcPort = uint16(both)
	p.DstPort = uint16(both >> 16)
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
