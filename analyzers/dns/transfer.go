package dns

import (
	"bytes"
	"slices"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/sketch"
	"github.com/reconwatch/reconwatch/capture/dnswire"
	"github.com/reconwatch/reconwatch/capture/packet"
)

const typeTSIG = 250

// peer remembers of a client and a zone that the client is one of the zone's own servers. Pointer-free.
type peer struct{ _ uint8 }

// peerMemory is longer than the refresh time of most zones.
const peerMemory = 8 * day

func (d *Detector) peerKey(e *analyzers.Event) uint64 { return d.pair(&e.Source, d.q.hash()) }

func (d *Detector) pair(client *packet.Addr, zone uint64) uint64 {
	return sketch.Hash(d.seed, d.address(client), zone)
}

// secondary reports whether the client is one of the zone's own servers: it is configured, or it
// asks as they do, and answers questions or notifications, or is named by the zone.
func (d *Detector) secondary(e *analyzers.Event) bool {
	if d.trusted != nil && d.trusted(&e.Source) {
		return true
	}
	return d.asServer() && (d.serves(&e.Source) || d.peers.Find(d.peerKey(e)) != nil)
}

// notified notes that e.Target answers a notification of its zone's server (RFC 1996, section 3.11).
func (d *Detector) notified(e *analyzers.Event, data []byte) {
	if e.Proto != packet.ProtoUDP || len(data) < dnswire.HeaderBytes || data[2]>>3 != 1<<4|dnswire.Notify {
		return
	}
	if d.m.Parse(data) == dnswire.Whole && d.m.Name != nil {
		d.q.read(d.m.Name, d.secret, d.known)
		d.peers.TakeWithin(d.notifiedKey(&e.Target, d.q.hash()), e.Time, peerMemory)
	}
}

func (d *Detector) notifiedKey(client *packet.Addr, zone uint64) uint64 {
	return sketch.Hash(d.seed+1, d.address(client), zone)
}

// ofSecondary reports whether a held episode is a secondary's after all. Anybody can send the answer to a notification: it
// speaks for a client only where no answer to its questions is seen, and so nothing that it was given.
func (d *Detector) ofSecondary(s *story) bool {
	if d.serves(&s.source) || d.peers.Find(d.pair(&s.source, s.zone)) != nil {
		return true
	}
	unanswered := s.answers.Open == 0 && s.answers.Closed == 0 && s.facts.records == 0
	return unanswered && d.peers.Find(d.notifiedKey(&s.source, s.zone)) != nil
}

// asServer reports whether a zone is asked for as servers do it: nothing is wished for. Most tools wish for recursion,
// or to know what is authentic.
func (d *Detector) asServer() bool {
	return d.m.Flags&(dnswire.RecursionDesired|dnswire.Authentic|dnswire.CheckingDisabled) == 0
}

// mostServers is how many servers of a zone are looked at.
const mostServers = 16

// acquaint notes that what a client was told of a zone names the client as one of the zone's servers: an NS record, and an address
// of that name.
func (d *Detector) acquaint(e *analyzers.Event) {
	m := &d.m
	if !m.IsResponse() || m.Flags&dnswire.Authoritative == 0 || !d.home(&e.Target) {
		return
	}
	var servers [mostServers]uint64
	n := 0
	var r dnswire.Record
	for records := m.Records(); records.Next(&r); {
		switch {
		case r.Type == dnswire.TypeNS && n < mostServers:
			if name := records.Target(&r, &d.scratch); name != nil {
				d.other.read(name, d.secret, d.known)
				servers[n] = d.other.hash()
				n++
			}
		case n > 0 && ofClient(&r, &e.Source):
			name := records.Owner(&r, &d.scratch)
			if name == nil {
				continue
			}
			if d.other.read(name, d.secret, d.known); slices.Contains(servers[:n], d.other.hash()) {
				d.peers.TakeWithin(d.peerKey(e), e.Time, peerMemory)
				return
			}
		}
	}
}

// ofClient reports whether a record holds the client's address.
func ofClient(r *dnswire.Record, client *packet.Addr) bool {
	if client.Is4() {
		return r.Type == dnswire.TypeA && bytes.Equal(r.Data, client[12:])
	}
	return r.Type == dnswire.TypeAAAA && bytes.Equal(r.Data, client[:])
}

// continues reports whether an answer to IXFR goes on from a version that the client has: nothing is new, or the
// differences follow, which begin with the old start of authority (RFC 1995, section 4).
func (d *Detector) continues() bool {
	if d.m.Type != dnswire.TypeIXFR || d.m.Code() != dnswire.Success || d.m.Answers == 0 {
		return false
	}
	if d.m.Answers == 1 {
		return true
	}
	var r dnswire.Record
	records := d.m.Records()
	records.Next(&r) // the new start of authority
	return records.Next(&r) && r.Type == dnswire.TypeSOA
}

// transfer judges a question for a whole zone, or the first message that answers one. The root zone is
// public: resolvers keep copies of it (RFC 8806).
func (d *Detector) transfer(e *analyzers.Event, s *stream, out *[]analyzers.Finding) {
	if d.q.labels == 0 {
		return
	}
	zone := d.q.hash()
	if s != nil && d.m.IsResponse() {
		s.zone = zone
	}
	st := d.story(e, analyzers.DNSZoneTransfer, zone)
	if d.m.IsResponse() {
		d.acquaint(e)
		// Whoever claims the latest version is told nothing; that is forgotten, and speaks for nobody who took the whole.
		if st != nil && st.facts.records <= 1 && d.asServer() && d.continues() && d.acquit(st) {
			return
		}
		d.given(st, e, out)
		return
	}
	if d.secondary(e) {
		d.acquit(st)
		return
	}
	if st == nil {
		if st = d.begin(e, analyzers.DNSZoneTransfer, zone, d.q.text(d.q.labels), e.Time); st == nil {
			return
		}
		st.confidence = 0.95
		if d.asServer() {
			// As a new secondary does it: if it is one, it will soon answer a question or a notification, or be named.
			st.secondary = true
			st.Due = e.Time + span(d.cfg.HoldSecondary)
		}
		st.facts.signed = d.signed()
	} else {
		st.touch(e, &d.cfg)
	}
	st.probes++
	st.facts.incremental = st.facts.incremental || d.m.Type == dnswire.TypeIXFR
	d.grow(st, e, out)
}

// acquit forgets the episode of one who has turned out to be a secondary, if it is not told yet.
func (d *Detector) acquit(st *story) bool {
	if st == nil || !st.Held || !st.secondary {
		return false
	}
	d.stories.Forget(st.storyKey)
	return true
}

// signed reports whether the message carries a key's signature (RFC 8945). Whether it is good is
// seen by the answer.
func (d *Detector) signed() bool {
	var r dnswire.Record
	for records := d.m.Records(); records.Next(&r); {
		if r.Type == typeTSIG {
			return true
		}
	}
	return false
}

// more counts a message that goes on with a transfer.
func (d *Detector) more(e *analyzers.Event, s *stream, out *[]analyzers.Finding) {
	d.given(d.story(e, analyzers.DNSZoneTransfer, s.zone), e, out)
}

// given counts what came back.
func (d *Detector) given(st *story, e *analyzers.Event, out *[]analyzers.Finding) {
	if st == nil {
		return
	}
	switch code := d.m.Code(); {
	case code != dnswire.Success:
		st.answers.Closed = max(st.answers.Closed, 1)
		st.facts.code = code
	case st.facts.signed && d.m.Answers > 0:
		d.stories.Forget(st.storyKey) // who has the key may have the zone
		return
	default:
		st.facts.records += uint32(d.m.Answers)
	}
	if st.facts.records > 1 { // one alone is the start of authority: nothing new
		st.answers.Open = st.facts.records
	}
	st.touch(e, &d.cfg)
	d.grow(st, e, out)
}
