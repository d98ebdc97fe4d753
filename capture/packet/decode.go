package packet

import (
	"encoding/binary"
	"unsafe"

	"github.com/reconwatch/reconwatch/capture"
)

// What the bytes at hand start with: an EtherType (IANA ieee-802-numbers), or a
// number below 0x600, which no EtherType has, for what has none.
const (
	kindNone     = 0
	kindEthernet = 1 // an Ethernet header
	kindLLC      = 2 // IEEE 802.2
	kindIP       = 3 // IPv4 or IPv6, by the version field

	minEtherType   = 0x0600
	kindIPv4       = 0x0800
	kindARP        = 0x0806
	kindBridge     = 0x6558 // transparent Ethernet bridging, RFC 1701
	kindVLAN       = 0x8100
	kindIPv6       = 0x86dd
	kindPPP        = 0x880b
	kindMPLS       = 0x8847
	kindMPLSUp     = 0x8848 // with an upstream-assigned label, RFC 5332
	kindPPPoE      = 0x8864
	kindERSPAN     = 0x88be // types I and II
	kindQinQ       = 0x88a8 // IEEE 802.1ad
	kindBackbone   = 0x88e7 // IEEE 802.1ah
	kindERSPAN3    = 0x22eb
	kindQinQOld    = 0x9100
	kindQinQOldest = 0x9200
)

// noLength is set in the count of bytes on the wire until a length field has
// bounded them: a frame that ends early is then cut, not wrong.
const noLength = 1 << 30

// more stands for "go on" where a Verdict would end the walk.
const more = NumVerdicts

var _ = [1]struct{}{}[unsafe.Offsetof(Packet{}.SrcMAC)-unsafe.Offsetof(Packet{}.DstMAC)-6]

// Decode reads f into p and returns p.Verdict. p's slices point into f.Data.
// Tunnels are followed to the innermost addresses; where what a tunnel carries
// is no readable IP, ARP or neighbour packet, the packet around it is told, as
// Transport for a UDP port that merely looks like a tunnel's.
func (p *Packet) Decode(f *capture.Frame) Verdict {
	p.Time, p.WireLen, p.Interface = f.Time, f.WireLen, f.Interface
	p.VLAN = 0
	p.HasNetwork, p.HasMAC, p.Depth, p.Tunnels = false, false, 0, 0
	if f.HasVLAN {
		p.VLAN, p.Depth = f.VLAN&0x0fff, 1
	}
	b := f.Data
	wire := noLength + max(int(min(f.WireLen, noLength-1)), len(b))
	if f.LinkType != capture.LinkEthernet || len(b) < 18 {
		return p.settle(p.link(f.LinkType, b, wire))
	}
	// The shortest way to what most frames are: IP, behind one tag at most.
	h := (*[18]byte)(b)
	*(*[12]byte)(unsafe.Pointer(&p.DstMAC)) = [12]byte(h[:12]) // and SrcMAC behind it
	p.HasMAC = true
	kind := binary.BigEndian.Uint16(h[12:])
	n := 14
	if kind == kindVLAN && !f.HasVLAN {
		p.VLAN, p.Depth = binary.BigEndian.Uint16(h[14:])&0x0fff, 1
		kind = binary.BigEndian.Uint16(h[16:])
		n = 18
	}
	var v Verdict
	switch b = b[n:]; kind {
	case kindIPv4:
		v = p.ipv4(b, wire-n)
	case kindIPv6:
		v = p.ipv6(b, wire-n)
	default:
		v = p.walk(etherKind(kind), b, wire-n)
	}
	if v <= Neighbour {
		p.Verdict = v
		return v
	}
	return p.settle(v)
}

// settle notes v and takes away what does not belong to it. A network header
// that was whole has set all but the payload; without one, fields are an earlier
// frame's.
func (p *Packet) settle(v Verdict) Verdict {
	switch {
	case !p.HasNetwork:
		p.FragOffset, p.MoreFragments, p.HasQuote = 0, false, false
		p.SrcPort, p.DstPort, p.PayloadLen = 0, 0, 0
		p.Payload, p.Transport, p.Network = nil, nil, nil
	case v > Neighbour && v != Network:
		p.Payload = nil
	}
	p.Verdict = v
	return v
}

// walk takes headers off b until a network header or what ends the walk. wire is
// how many bytes b has on the wire, at least len(b).
func (p *Packet) walk(kind uint16, b []byte, wire int) Verdict {
	for {
		switch kind {
		case kindIPv4:
			return p.ipv4(b, wire)
		case kindIPv6:
			return p.ipv6(b, wire)
		case kindARP:
			return p.arp(b, wire)
		}
		next, n, v := p.strip(kind, b, wire)
		if v != more {
			return v
		}
		kind, b, wire = next, b[n:], wire-n
	}
}

// strip reads the one header that is not a network header: what follows it, how
// long it is, and more or what ends the walk.
func (p *Packet) strip(kind uint16, b []byte, wire int) (next uint16, n int, v Verdict) {
	switch kind {
	case kindEthernet:
		return p.ethernet(b, wire)
	case kindIP:
		return version(b, wire)
	case kindLLC:
		return llc(b, wire)
	case kindPPP:
		return ppp(b, wire)
	}
	if p.Depth == MaxDepth {
		return 0, 0, TooDeep
	}
	p.Depth++
	switch kind {
	case kindVLAN, kindQinQ, kindQinQOld, kindQinQOldest:
		return p.tag(b, wire)
	case kindMPLS, kindMPLSUp:
		return mpls(b, wire)
	case kindPPPoE:
		return pppoe(b, wire)
	case kindBackbone:
		return backbone(b, wire)
	case kindBridge:
		return kindEthernet, 0, more
	}
	p.Depth--
	return 0, 0, Link
}

// short tells why need bytes of a header are not there: the frame was cut, or
// the lengths on the wire leave no room.
func short(wire, need int) Verdict {
	if wire < need {
		return Malformed
	}
	return Truncated
}
