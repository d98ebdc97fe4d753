package packet

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
)

// reference is what both decoders have to agree on.
type reference struct {
	src, dst         netip.Addr
	v6               bool
	proto            uint8
	srcPort, dstPort uint16
	flags            uint16 // the nine that the reference decoder knows
	seq              uint32
	icmp             uint16
	payload          int
	vlan             uint16
}

// consult decodes data with gopacket, and reports false where it does not
// decode cleanly or meets a layer that is not compared.
func consult(data []byte) (r reference, ok bool) {
	g := gopacket.NewPacket(data, layers.LinkTypeEthernet, gopacket.DecodeOptions{NoCopy: true})
	if g.ErrorLayer() != nil || g.Metadata().Truncated {
		return r, false
	}
	padded := false
	for _, l := range g.Layers() {
		switch l := l.(type) {
		case *layers.Ethernet, *gopacket.Payload:
		case *layers.IPv6HopByHop, *layers.IPv6Destination:
			// In IPv4 these are other protocols; behind them it counts padding.
			if !r.v6 || padded {
				return r, false
			}
		case *layers.Dot1Q:
			if r.vlan == 0 {
				r.vlan = l.VLANIdentifier
			}
		case *layers.IPv4:
			// It does not look at the version, and its lengths end at 16 bits.
			if l.Version != 4 || len(data) > 0xffff {
				return r, false
			}
			r.src, r.dst, r.v6 = address(l.SrcIP), address(l.DstIP), false
			r.proto, r.payload = uint8(l.Protocol), len(l.Payload)
		case *layers.IPv6:
			if l.Version != 6 {
				return r, false
			}
			r.src, r.dst, r.v6 = address(l.SrcIP), address(l.DstIP), true
			padded = len(data) != len(l.Contents)+int(l.Length)+14
		case *layers.TCP:
			r.proto, r.srcPort, r.dstPort, r.seq = ProtoTCP, uint16(l.SrcPort), uint16(l.DstPort), l.Seq
			r.flags, r.payload = flags(l), len(l.Payload)
			return r, r.src.IsValid()
		case *layers.UDP:
			r.proto, r.srcPort, r.dstPort = ProtoUDP, uint16(l.SrcPort), uint16(l.DstPort)
			r.payload = len(l.Payload)
			if int(l.Length) < 8 {
				return r, false
			}
			// What it carries is the business of another layer.
			return r, r.src.IsValid() && !slices.Contains(tunnelPorts, r.dstPort) && r.srcPort != portTeredo
		case *layers.ICMPv4:
			r.proto, r.icmp, r.payload = ProtoICMP, uint16(l.TypeCode), len(l.Payload)
			return r, r.src.IsValid() && !r.v6 // in IPv6 it is no ICMP
		case *layers.ICMPv6:
			r.proto, r.icmp = ProtoICMPv6, uint16(l.TypeCode)
			r.payload = len(l.Payload) - 4
			return r, r.payload >= 0 && r.v6 // in IPv4 it is no ICMPv6
		default:
			return r, false
		}
	}
	return r, false
}

var tunnelPorts = []uint16{portGTPU, portTeredo, portVXLAN, portGeneve, portVXLANOld}

func address(b []byte) netip.Addr {
	a, _ := netip.AddrFromSlice(b)
	return a.Unmap()
}

func flags(l *layers.TCP) (bits uint16) {
	for i, set := range []bool{l.FIN, l.SYN, l.RST, l.PSH, l.ACK, l.URG, l.ECE, l.CWR, l.NS} {
		if set {
			bits |= 1 << i
		}
	}
	return bits
}

// ours is what p tells of the same. The fields of TCP and ICMP count only for
// their protocol.
func ours(p *Packet) reference {
	r := reference{
		src: p.Src.Netip(), dst: p.Dst.Netip(), v6: p.IPv6, proto: p.Proto, srcPort: p.SrcPort, dstPort: p.DstPort,
		payload: len(p.Payload), vlan: p.VLAN,
	}
	switch p.Proto {
	case ProtoTCP:
		r.flags, r.seq = p.TCPFlags&0x1ff, p.Seq
	case ProtoICMP, ProtoICMPv6:
		r.icmp = uint16(p.ICMPType)<<8 | uint16(p.ICMPCode)
	}
	return r
}

// disagree compares the two decoders on an Ethernet frame; "" where they agree
// or where there is nothing to compare. compared says which it was.
func disagree(p *Packet, data []byte) (difference string, compared bool) {
	want, ok := consult(data)
	if !ok {
		return "", false
	}
	// The reference decoder does not know these to be wrong.
	if p.Verdict == TooDeep {
		return "", false // nor does it have a bound
	}
	if p.Verdict == Malformed && p.HasNetwork && want.src == p.Src.Netip() {
		return "", false
	}
	if p.Verdict != Transport && p.Verdict != Neighbour {
		return fmt.Sprintf("verdict %d, the reference has %+v", p.Verdict, want), true
	}
	if got := ours(p); got != want {
		return fmt.Sprintf("%+v\nthe reference has\n%+v", got, want), true
	}
	return "", true
}
