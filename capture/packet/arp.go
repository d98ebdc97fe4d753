package packet

import "encoding/binary"

// arp reads ARP for IPv4 over Ethernet (RFC 826). Other kinds are Link.
func (p *Packet) arp(b []byte, wire int) Verdict {
	if len(b) < 8 {
		return short(wire, 8)
	}
	// Hardware type 1, protocol type IPv4, address lengths 6 and 4.
	if binary.BigEndian.Uint64(b)>>16 != 0x000108000604 {
		return Link
	}
	if len(b) < 28 {
		return short(wire, 28)
	}
	p.begin(false)
	p.Proto = ProtoARP
	p.Network, p.Transport, p.Payload = b[:28], nil, nil
	p.TTL, p.TOS, p.IPID, p.IPLen, p.FragID, p.DontFragment = 0, 0, 0, 0, 0, false
	p.ARPOp = binary.BigEndian.Uint16(b[6:])
	p.Src.set4(b[14:18])
	p.Dst.set4(b[24:28])
	if !p.HasMAC {
		p.SrcMAC, p.DstMAC, p.HasMAC = [6]byte(b[8:14]), [6]byte(b[18:24]), true
	}
	return Neighbour
}
