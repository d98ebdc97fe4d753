package flow

import (
	"time"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// connect takes the first segment of a flow.
func (s *step) connect(r *Record, place uint32, seg sort) {
	switch seg {
	case opens:
		s.begin(r, place, attempt, synMethod(s.p))
	case strange, cookie:
		s.begin(r, place, odd, strangeMethod(s.p))
	case accepts, resets:
		s.begin(r, place, stray, analyzers.MethodNone)
	case ends:
		s.midstream(r, place, analyzers.TCPMaimon)
	default:
		s.midstream(r, place, analyzers.TCPAck)
	}
}

// midstream: a flow whose beginning was not seen. An empty TCP segment can be a probe, and
// so can one with data if a RST is all that it meets.
func (s *step) midstream(r *Record, place uint32, m analyzers.Method) {
	switch {
	case s.p.Proto == packet.ProtoSCTP:
		s.unmatched(r, place)
	default:
		s.begin(r, place, bare, m)
		if s.p.PayloadLen > 0 {
			r.bits |= spoke
		}
	}
}

// unmatched is an SCTP chunk from a stranger: answers are strays, the rest may
// be the middle of an association.
func (s *step) unmatched(r *Record, place uint32) {
	switch s.p.SCTPChunk {
	case chunkCookieAck, chunkShutdownAck, chunkShutdownComplete:
		s.begin(r, place, stray, analyzers.MethodNone)
	default:
		s.begin(r, place, ordinary, analyzers.MethodNone)
	}
}

// connection takes a later segment.
func (s *step) connection(r *Record, place uint32, seg sort) {
	mine := s.side == r.initiator()
	if s.overtaken(r, seg, mine) {
		s.t.stats.Restarted++
		s.restate(r, place, seg)
		return
	}
	if s.renews(r, seg, mine) {
		s.t.stats.Restarted++
		s.renew(r, place, seg)
		return
	}
	if mine {
		r.sent()
	}
	switch r.role {
	case attempt, odd:
		if mine {
			s.initiatorSends(r, seg)
		} else {
			s.targetSends(r, seg)
		}
	case bare:
		s.joinsBare(r, seg, mine)
	case stray:
		s.joinsStray(r, seg, mine)
	}
	if r.role == ordinary && !mine {
		r.bits |= replied
	}
	s.finish(r, seg)
}

// renews reports whether a segment is the first of a new flow of the same ends.
func (s *step) renews(r *Record, seg sort, mine bool) bool {
	switch seg {
	case opens:
		if r.role != attempt {
			return r.role != odd || r.settled()
		}
		again := mine && s.p.Proto == packet.ProtoTCP && s.p.Seq == r.seq
		return r.settled() && !again
	case strange:
		return r.settled() && r.role != ordinary && !r.told(saidContinued)
	}
	return false
}

// reordering is how late a packet may come behind the answer to it where the two
// directions are tapped apart: what ports and their queues hold back.
const reordering = int64(10 * time.Millisecond)

// renew begins r anew. A SYN that comes behind both sides of a conversation which has just
// begun is the beginning of that.
func (s *step) renew(r *Record, place uint32, seg sort) {
	late := seg == opens && !r.settled() && r.has(replied) && r.role == ordinary && s.at-r.first <= reordering
	s.connect(r, place, seg)
	if late {
		s.answered(r)
		s.continues(r)
	}
}

// overtaken reports whether the answer to this segment came before it and began r. A
// SYN-ACK belongs to a SYN, however late; a RST may have ended something else.
func (s *step) overtaken(r *Record, seg sort, mine bool) bool {
	if r.role != stray || mine || r.settled() || r.key.Proto != packet.ProtoTCP {
		return false
	}
	switch flagSort(r.flags, 0) {
	case accepts:
		return seg == opens
	case resets:
		return (seg == opens || seg == strange) && s.at-r.first <= reordering
	}
	return false
}

// restate begins r with the segment that its first one was the answer to.
func (s *step) restate(r *Record, place uint32, seg sort) {
	answer := flagSort(r.flags, 0)
	s.connect(r, place, seg)
	s.targetSends(r, answer)
	if answer == resets {
		r.bits |= closed
	}
}

func (s *step) initiatorSends(r *Record, seg sort) {
	switch seg {
	case opens:
		if s.p.Proto != packet.ProtoTCP || s.p.Seq == r.seq {
			r.repeat(s.at)
		}
	case strange:
	case resets:
		switch {
		case r.role != attempt || r.told(saidOutcome):
		case r.ack == 0 || r.told(saidAnswered):
			s.say(r, analyzers.HalfOpen)
		case s.p.TCPFlags&packet.ACK != 0 && s.rises(r):
			s.believed(r)
		}
	default:
		if s.p.PayloadLen > 0 {
			r.bits |= spoke
		}
		s.continues(r)
	}
}

// continues: the initiator goes on as if it had a connection. Where its answer was not seen,
// that is no more than a claim until the initiator acknowledges more than at first: numbers
// that rise are the target's, or take another packet to forge.
func (s *step) continues(r *Record) {
	doubtful := r.role == odd || r.told(saidTurnedDown)
	if r.told(saidContinued) || r.has(closed) || doubtful && !r.told(saidAnswered) {
		return
	}
	if s.p.Proto == packet.ProtoTCP && !r.told(saidAnswered) && !s.rises(r) {
		return
	}
	s.believed(r)
}

// rises notes what the initiator acknowledges first, and reports whether this is more.
func (s *step) rises(r *Record) bool {
	if r.ack == 0 {
		r.ack = s.p.Ack
		return false
	}
	return int32(s.p.Ack-r.ack) > 0
}

// believed: there is a connection.
func (s *step) believed(r *Record) {
	s.say(r, analyzers.Continued)
	if r.key.Proto == packet.ProtoTCP {
		target, _ := r.key.end(1 - r.initiator())
		s.t.count(target, s.at, r.told(saidAnswered))
		s.t.stats.visible(r.device, r.told(saidAnswered))
	}
}

func (s *step) targetSends(r *Record, seg sort) {
	r.bits |= replied
	switch seg {
	case resets:
		if !r.told(saidAnswered|saidTurnedDown) && (!r.told(saidContinued|saidHalfOpen) || s.refusesSYN(r)) {
			s.say(r, analyzers.Refused)
		}
	case strange:
	default:
		s.answered(r)
		if r.ack != 0 && r.role == attempt {
			s.continues(r) // as it had begun to, before its answer was seen
		}
	}
}

// refusesSYN reports whether a RST is the answer to a SYN, whatever its sender went on to
// send: it alone acknowledges the number behind the SYN's (RFC 9293 section 3.10.7.1).
func (s *step) refusesSYN(r *Record) bool {
	return r.role == attempt && s.p.Proto == packet.ProtoTCP && s.p.TCPFlags&packet.ACK != 0 && s.p.Ack == r.seq+1
}

// answered tells the target's own answer and, if it is news, the service.
func (s *step) answered(r *Record) {
	r.bits |= replied
	if r.told(saidAnswered) {
		return
	}
	s.say(r, analyzers.Answered)
	if hasPorts(r.key.Proto) {
		s.service(r)
	}
}

// mostProbes is how often a scanner sends an ACK probe that is not answered.
const mostProbes = 3

// joinsBare: an ACK probe is sent alone and answered by nothing or RST.
func (s *step) joinsBare(r *Record, seg sort, mine bool) {
	switch {
	case mine && s.again(r) && r.count <= mostProbes && seg == r.bareSort():
	case r.has(spoke) && s.p.TCPFlags&packet.ACK != 0: // whoever knows the connection acknowledges
		r.role = ordinary
	case !mine && seg == resets && !r.has(due):
		r.bits |= replied
		s.say(r, analyzers.Attempted)
		s.say(r, analyzers.Refused)
	case !mine && seg == resets && !r.has(spoke):
		r.bits |= replied
		s.say(r, analyzers.Refused) // late
	case !r.has(due):
		r.role = ordinary
	}
}

// again reports whether the initiator of a bare flow does what it did: nothing is said, or the same.
func (s *step) again(r *Record) bool {
	if r.has(spoke) {
		return s.p.Seq == r.seq && s.p.PayloadLen > 0
	}
	return s.p.PayloadLen == 0
}

// bareSort is what the first segment of a bare flow was.
func (r *Record) bareSort() sort {
	if r.method == analyzers.TCPMaimon {
		return ends
	}
	return acks
}

// joinsStray: backscatter is SYN-ACK or RST alone, perhaps repeated, perhaps
// answered by RST of the host that knows of nothing.
func (s *step) joinsStray(r *Record, seg sort, mine bool) {
	if seg == resets || mine && seg == accepts {
		return
	}
	r.role = ordinary
}

// finish keeps account of how a connection ends. One that ends at the number behind its
// SYN has said nothing; beyond it, what it said was not seen, or comes late.
func (s *step) finish(r *Record, seg sort) {
	if (seg == resets || seg == ends) && s.side == r.initiator() && r.role == attempt &&
		!r.has(spoke) && r.key.Proto == packet.ProtoTCP && s.p.Seq == r.seq+1 && (r.ack != 0 || r.told(saidContinued)) {
		if !r.told(saidContinued | saidTurnedDown) {
			s.believed(r)
		}
		s.say(r, analyzers.HalfOpen)
	}
	switch seg {
	case resets:
		if r.role != stray && r.role != bare || r.told(saidRefused) {
			r.bits |= closed
		}
	case ends:
		r.bits |= finLow << s.side
		if r.has(finLow) && r.has(finHigh) {
			r.bits |= closed
		}
	}
}
