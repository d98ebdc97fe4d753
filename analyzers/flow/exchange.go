package flow

import (
	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
	"github.com/reconwatch/reconwatch/capture/relevance"
)

// send takes the first datagram of a flow, or the first packet of another IP protocol.
func (s *step) send(r *Record, place uint32) {
	switch {
	case s.p.Proto != packet.ProtoUDP || s.p.Verdict != packet.Transport:
		s.begin(r, place, attempt, analyzers.IPProtocol)
	case isService(s.p.SrcPort) && !isService(s.p.DstPort) && s.p.PayloadLen > 0: // no answer is empty
		s.begin(r, place, stray, analyzers.UDP)
	default:
		s.begin(r, place, attempt, analyzers.UDP)
	}
}

// isService reports whether servers use a UDP port: a well-known one, or one of
// serverPorts.
func isService(port uint16) bool {
	if port < 1024 {
		return true
	}
	switch port {
	case 1194, // OpenVPN
		1645, 1646, 1812, 1813, 3799, // RADIUS
		1701,       // L2TP
		1900,       // SSDP
		2049,       // NFS
		2055, 4739, // NetFlow, IPFIX
		3389,       // RDP
		3478, 5349, // STUN, TURN
		3702,       // WS-Discovery
		4500,       // IPsec through NAT
		4789, 8472, // VXLAN
		5004, 5005, // RTP
		5060, 5061, // SIP
		5353, 5355, // mDNS, LLMNR
		5683, 5684, // CoAP
		6343,  // sFlow
		11211, // memcached
		19132, // games: Minecraft,
		27015, // Source engine
		51820: // WireGuard
		return true
	}
	return false
}

// queryMethod names what a query asks.
func queryMethod(p *packet.Packet, k *Key) analyzers.Method {
	switch {
	case p.Proto == packet.ProtoARP:
		return analyzers.ARP
	case k.LowPort == icmp6Solicitation:
		return analyzers.ND
	case k.LowPort == icmpTimestamp:
		return analyzers.ICMPTimestamp
	case k.LowPort == icmpMask:
		return analyzers.ICMPMask
	}
	return analyzers.ICMPEcho
}

// silentReply: replies of neighbours without a question are announcements, and no scan makes
// hosts send them to strangers. They are told of no one, and wait for a question that they overtook.
func (s *step) silentReply() bool {
	return s.key.Proto == packet.ProtoARP || s.key.LowPort == icmp6Solicitation
}

// exchange takes a later packet of a flow that is not a connection.
func (s *step) exchange(r *Record, place uint32) {
	mine := s.side == r.initiator()
	switch {
	case r.role == attempt && mine && r.told(saidSilent) && !r.told(saidHeard):
		// Whoever asks again after it was let down once begins anew: pollers show themselves so.
		s.t.stats.Restarted++
		s.begin(r, place, attempt, r.method)
	case r.role == attempt && mine:
		r.sent()
		r.repeat(s.at)
		if s.cause == datagram && r.directions[s.side].Payload() >= relevance.PayloadBudget && !r.told(saidTurnedDown) {
			s.say(r, analyzers.Continued)
		}
	case r.role == attempt:
		s.answered(r)
	case r.role == stray && mine:
		r.sent()
	case r.role == stray && (s.cause == query || s.cause == datagram && s.at-r.first <= reordering):
		s.overtakenQuery(r, place)
	default:
		r.role = ordinary
	}
}

// overtakenQuery: a query or a datagram comes after the answer to it.
func (s *step) overtakenQuery(r *Record, place uint32) {
	inTime := !r.settled() && (!s.silentReply() || s.at-r.first <= reordering)
	s.t.stats.Restarted++
	m := analyzers.UDP
	if s.cause == query {
		m = queryMethod(s.p, &s.key)
	}
	s.begin(r, place, attempt, m)
	if inTime {
		s.answered(r)
	}
}
