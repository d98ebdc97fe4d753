package packet

import "encoding/binary"

// udp reads a UDP header (RFC 768). A length of 0 means as long as the IP
// header says: a jumbogram (RFC 2675) or an offloaded one. With tunnels, it reads on where the ports say that p may be one.
func (p *Packet) udp(b []byte, wire int, tunnels bool) Verdict {
	if len(b) < 8 {
		return p.cut(wire, 8)
	}
	h := (*[8]byte)(b)
	p.ports(h[:4])
	length := int(binary.BigEndian.Uint16(h[4:]))
	switch {
	case length == 0:
		length = wire
	case length < 8 || (length > wire && !p.MoreFragments):
		return Malformed
	}
	length = min(length, wire)
	p.Payload, p.PayloadLen = b[8:min(len(b), length)], length-8
	if tunnels && TunnelPorts(p.SrcPort, p.DstPort) {
		return p.udpTunnel()
	}
	return Transport
}

// sctp reads the common header of SCTP and the header of the first chunk
// (RFC 9260 section 3).
func (p *Packet) sctp(b []byte, wire int) Verdict {
	if len(b) < 16 {
		return p.cut(wire, 16)
	}
	p.SrcPort = binary.BigEndian.Uint16(b)
	p.DstPort = binary.BigEndian.Uint16(b[2:])
	p.SCTPChunk = b[12]
	p.Payload, p.PayloadLen = b[12:], wire-12
	return Transport
}
