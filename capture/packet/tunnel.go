package packet

import "encoding/binary"

// UDP ports of tunnels (IANA), and the one that Linux had for VXLAN before.
const (
	portGTPU     = 2152
	portTeredo   = 3544
	portVXLAN    = 4789
	portGeneve   = 6081
	portVXLANOld = 8472
)

// IP protocol numbers that carry another network's frames.
const (
	protoEtherIP = 97  // RFC 3378
	protoMPLS    = 137 // RFC 4023
)

// tunnel reads what the packet at hand carries. Where no whole network header
// lies in it, the packet at hand stays what it is: plain is its verdict then.
func (p *Packet) tunnel(kind uint16, b []byte, wire int, plain Verdict) Verdict {
	if p.Depth == MaxDepth {
		return TooDeep
	}
	depth, tunnels := p.Depth, p.Tunnels
	src, dst, has := p.SrcMAC, p.DstMAC, p.HasMAC
	p.Depth, p.Tunnels, p.HasNetwork = depth+1, tunnels+1, false
	v := p.walk(kind, b, wire)
	if p.HasNetwork {
		return v
	}
	p.Depth, p.Tunnels, p.HasNetwork = depth, tunnels, true
	p.SrcMAC, p.DstMAC, p.HasMAC = src, dst, has
	if v == TooDeep || (v == Truncated && plain == Network) {
		return v
	}
	return plain
}

// ipTunnel reads what IP carries beside transport headers.
func (p *Packet) ipTunnel(b []byte, wire int) Verdict {
	p.Payload, p.PayloadLen = b, wire
	switch p.Proto {
	case ProtoIPIP: // RFC 2003, RFC 2473
		return p.tunnel(kindIPv4, b, wire, Network)
	case ProtoIPv6: // RFC 4213
		return p.tunnel(kindIPv6, b, wire, Network)
	case ProtoGRE:
		return p.gre(b, wire)
	case protoMPLS:
		return p.tunnel(kindMPLS, b, wire, Network)
	case protoEtherIP:
		if len(b) >= 2 && b[0] == 0x30 {
			return p.tunnel(kindEthernet, b[2:], wire-2, Network)
		}
	case ProtoAH: // IPv4; IPv6 has taken it off
		if !p.IPv6 {
			return p.authenticated(b, wire)
		}
	}
	return Network
}

// authenticated takes an authentication header (RFC 4302) off IPv4.
func (p *Packet) authenticated(b []byte, wire int) Verdict {
	if len(b) < 12 {
		return Network
	}
	n := extLen(ProtoAH, b[1])
	if n < 12 || n > len(b) || b[0] == ProtoAH {
		return Network
	}
	p.Proto, p.Transport = b[0], b[n:]
	return p.upper(b[n:], wire-n)
}

// gre reads a GRE header: RFC 2784 and RFC 2890, or the enhanced one of PPTP
// (RFC 2637), which differs in the version and has an acknowledgment.
func (p *Packet) gre(b []byte, wire int) Verdict {
	if len(b) < 4 {
		return carries(wire, 4)
	}
	flags, kind, n := binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:]), 4
	const checksum, routing, key, sequence, acknowledgment = 0x8000, 0x4000, 0x2000, 0x1000, 0x0080
	for _, bit := range [...]uint16{checksum, key, sequence} {
		if flags&bit != 0 {
			n += 4
		}
	}
	switch {
	case flags&7 == 0 && flags&routing == 0:
		kind, n = erspan(tunnelKind(kind), b, n, flags&sequence != 0)
	case flags&7 == 1 && kind == kindPPP && flags&sequence != 0:
		if flags&acknowledgment != 0 {
			n += 4
		}
	default: // source routes (RFC 1701), or an acknowledgment that carries nothing
		return Network
	}
	if kind == kindNone {
		return Network
	}
	if len(b) < n {
		return carries(wire, n)
	}
	return p.tunnel(kind, b[n:], wire-n, Network)
}

// carries tells whether a tunnel header of need bytes was cut. Where the packet
// has no room for one, as in a protocol scan, it is IP with another protocol.
func carries(wire, need int) Verdict {
	if wire >= need {
		return Truncated
	}
	return Network
}

// erspan finds the mirrored frame behind a GRE header of n bytes: type I has no
// header of its own, II has 8 bytes, III has 12 and an optional 8
// (draft-foschiano-erspan-03). Other kinds stay what they are.
func erspan(kind uint16, b []byte, n int, sequence bool) (inner uint16, header int) {
	switch {
	case kind == kindERSPAN && !sequence:
		return kindEthernet, n
	case kind == kindERSPAN:
		return kindEthernet, n + 8
	case kind != kindERSPAN3:
		return kind, n
	case len(b) < n+12:
		return kindEthernet, n + 12
	}
	if b[n+11]&0x01 != 0 {
		header = 8
	}
	if b[n+10]>>2&0x1f == 2 { // the frame type says IP
		return kindIP, n + 12 + header
	}
	return kindEthernet, n + 12 + header
}
