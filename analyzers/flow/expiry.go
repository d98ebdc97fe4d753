package flow

import (
	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// expiring tells a packet that was sent to expire on the way, or just past its end.
func (s *step) expiring(r *Record) {
	p := s.p
	if s.side != r.initiator() || r.joined() && !s.bareACK() || linkLocal(&p.Src) || linkLocal(&p.Dst) || !s.traces(r) {
		return
	}
	e := s.event(analyzers.LowTTL)
	if e == nil {
		return
	}
	r.fill(e)
	e.TTL, e.IPID, e.Flags, e.Extra, e.Seq = p.TTL, p.IPID, p.TCPFlags, p.IPLen, identity(p)
	if s.cause == query {
		e.Flags, e.Window = p.ICMPSeq, p.ICMPID
	}
}

// bareACK: one that carries nothing asks for a reset, or keeps a connection alive; of whoever does the latter
// the time to live stays the same.
func (s *step) bareACK() bool {
	return s.p.Proto == packet.ProtoTCP && s.p.TCPFlags == packet.ACK && s.p.PayloadLen == 0
}

// traces reports whether a packet is of a kind by which tracers ask for the way.
func (s *step) traces(r *Record) bool {
	p := s.p
	switch {
	case carries(p):
		return s.cause == datagram
	case p.Verdict != packet.Transport:
		return false
	case s.cause == segment:
		return !r.told(saidContinued) && (p.Proto != packet.ProtoTCP || !routing(packet.ProtoTCP, p.SrcPort, p.DstPort))
	case s.cause == datagram:
		return p.Proto == packet.ProtoUDP && !routing(packet.ProtoUDP, p.SrcPort, p.DstPort)
	}
	return s.cause == query && r.method == analyzers.ICMPEcho
}

// carries reports whether a packet is of another protocol that hosts, not routers among themselves, may send any way: tracers
// take what passes a filter, be it half a tunnel's header. Whole tunnels are judged by what they carry.
func carries(p *packet.Packet) bool {
	if p.Verdict != packet.Network {
		return false
	}
	switch p.Proto {
	case 2, 3, 8, 9, // IGMP, GGP, EGP, IGP
		46, 134, // RSVP
		54,     // NHRP
		88, 89, // EIGRP, OSPF
		103, 112, // PIM, VRRP
		124, 138: // IS-IS, mobile networks
		return false
	}
	return true
}

// identity names a packet: what a router leaves as it is.
func identity(p *packet.Packet) uint32 {
	if len(p.Transport) < 8 {
		return uint32(p.IPID)
	}
	return uint32(mix(word(p.Transport)^0x9e3779b97f4a7c15, uint64(p.IPID)<<16^uint64(p.IPLen)^0xd6e8feb86659fd93))
}

// linkLocal addresses have no path: RFC 3927, RFC 4291 section 2.5.6.
func linkLocal(a *packet.Addr) bool {
	if a.Is4() {
		return a[12] == 169 && a[13] == 254
	}
	return a[0] == 0xfe && a[1]&0xc0 == 0x80
}

// routing reports whether routers speak on a port with neighbours, which a low time to live keeps them to.
func routing(proto uint8, a, b uint16) bool {
	if proto == packet.ProtoTCP {
		return a == 179 || b == 179 || a == 646 || b == 646 || a == 639 || b == 639 // BGP, LDP, MSDP
	}
	switch b {
	case 520, 521, // RIP
		646,        // LDP
		698,        // OLSR
		1985, 2029, // HSRP
		3222,                   // GLBP
		3784, 3785, 4784, 6784, // BFD
		6696: // Babel
		return true
	}
	return false
}

func timeExceeded(p *packet.Packet) bool {
	kind := uint8(icmpTimeExceeded)
	if p.Proto == packet.ProtoICMPv6 {
		kind = icmp6TimeExceeded
	}
	return p.ICMPType == kind && p.ICMPCode == 0 // 1 is about fragments
}

// expired tells what a router says of a packet that it has let expire.
func (s *step) expired() {
	q := &s.p.Quote
	e := s.event(analyzers.Expired)
	if e == nil {
		return
	}
	e.First, e.Source, e.Target, e.Proto = s.at, q.Src, q.Dst, q.Proto
	if hasPorts(q.Proto) {
		e.SourcePort, e.TargetPort = q.SrcPort, q.DstPort
	}
	e.VLAN, e.Interface, e.TTL = s.p.VLAN, s.p.Interface, s.p.TTL
	b := s.out
	e.DataAt, e.DataLen = uint32(len(b.Bytes)), uint16(len(s.p.Src))
	b.Bytes = append(b.Bytes, s.p.Src[:]...)
}
