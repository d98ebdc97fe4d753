package flow

import (
	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// verdict is what an ICMP error says about the flow that it quotes.
type verdict uint8

const (
	nothing    verdict = iota // the path, not the target: time exceeded, too big
	refused                   // nobody there
	prohibited                // by policy
)

// Codes of destination unreachable that name a policy; the others, but for
// "fragmentation needed", say that nobody is there.
const (
	policy4 = 1<<9 | 1<<10 | 1<<13 // RFC 1122 section 3.2.2.1, RFC 1812 section 5.2.7.1
	policy6 = 1<<1 | 1<<5 | 1<<6   // RFC 4443 section 3.1
	tooBig4 = 4                    // RFC 1191
	header6 = 1                    // unrecognised next header: RFC 4443 section 3.4
)

func icmpVerdict(p *packet.Packet) verdict {
	policy := uint32(policy4)
	if p.Proto == packet.ProtoICMPv6 {
		if p.ICMPType == icmp6Parameter && p.ICMPCode == header6 {
			return refused
		}
		if p.ICMPType != icmp6Unreachable {
			return nothing
		}
		policy = policy6
	} else if p.ICMPType != icmpUnreachable {
		return nothing
	}
	if p.ICMPCode < 32 && policy>>p.ICMPCode&1 != 0 {
		return prohibited
	}
	return refused
}

// failure takes an ICMP error to the flow that it quotes. The quote must be of
// the initiator's packets; others tell nothing about the target.
func (s *step) failure() {
	if timeExceeded(s.p) {
		s.expired()
	}
	if place, ok := s.t.find(s.Spot); ok && !s.t.rank(place).idle(s.at) {
		if r := s.t.record(place); r.initiator() == s.side {
			s.failed(r, icmpVerdict(s.p))
			s.t.revalue(place, r)
		}
		return
	}
	s.unrequested()
}

func (s *step) failed(r *Record, v verdict) {
	if v == nothing || r.role == ordinary || r.role == stray || r.told(saidAnswered|saidOutcome) {
		return
	}
	r.bits |= replied
	if r.role == bare {
		s.say(r, analyzers.Attempted)
	}
	if v == prohibited {
		s.say(r, analyzers.Prohibited)
		return
	}
	s.say(r, analyzers.Refused)
}

// unrequested keeps an error about an unknown flow until its deadline, one for
// each pair of sender and receiver: an attack with forged sources makes one
// for each address that was forged, not one for each packet.
func (s *step) unrequested() {
	s.key.Proto = s.p.Proto
	s.key.Form = Pair
	s.side = s.key.ask(&s.p.Src, &s.p.Dst, LowErrs)
	s.hash, s.guess, s.victim = s.key.hash(&s.t.seeds), noGuess, noGuess
	place, found := s.t.find(s.Spot)
	if !found {
		place = s.t.claim(s.Spot)
	}
	r := s.t.record(place)
	if found && !s.t.rank(place).idle(s.at) {
		r.sent()
	} else {
		s.begin(r, place, stray, analyzers.MethodNone)
	}
	s.t.place(place, r)
}
