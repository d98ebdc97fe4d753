package flow

import "github.com/reconwatch/reconwatch/capture/packet"

const arpRequest, arpReply = 1, 2 // RFC 826

// neighbour makes the key of ARP (RFC 826) and neighbour discovery (RFC 4861):
// who asks for whom, whatever address the question is sent to.
func (s *Spot) neighbour(p *packet.Packet) {
	if p.Proto == packet.ProtoARP {
		s.arp(p)
		return
	}
	switch p.ICMPType {
	case icmp6Solicitation:
		if !p.Dst.IsMulticast() {
			s.ignore(Refresh)
			return
		}
		s.between(&p.Src, &p.NDTarget, query)
	case icmp6Advertisement:
		s.between(&p.Dst, &p.NDTarget, reply)
	default:
		s.ignore(Control)
	}
	if s.cause != ignored {
		s.key.LowPort = icmp6Solicitation
	}
}

var nobody [6]byte

func (s *Spot) arp(p *packet.Packet) {
	switch p.ARPOp {
	case arpRequest:
		// A cooked capture has no destination, and in a question to all the target's address is zero.
		if p.HasMAC && p.DstMAC[0]&1 == 0 && p.DstMAC != nobody {
			s.ignore(Refresh)
			return
		}
		s.between(&p.Src, &p.Dst, query)
	case arpReply:
		s.between(&p.Dst, &p.Src, reply)
	default:
		s.ignore(Control)
	}
}

// between keys on who asks for whom. Address probes (RFC 5227, RFC 4862) come
// from no address, and announcements go from a host to itself or to all.
func (s *Spot) between(querier, target *packet.Addr, c cause) {
	switch {
	case querier.IsZero():
		s.ignore(NoSource)
		return
	case *querier == *target || querier.IsMulticast() || target.IsMulticast() || target.IsZero():
		s.ignore(Announcement)
		return
	}
	s.cause = c
	s.side = s.key.ask(querier, target, LowAsks)
	if c == reply {
		s.side = 1 - s.side
	}
}
