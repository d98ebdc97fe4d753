package dns

import (
	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/sketch"
	"github.com/reconwatch/reconwatch/capture/dnswire"
)

const typeTSIG = 250

// poll remembers that a client asked about a name, such as for a zone's serial number without recursion, as secondaries do.
type poll struct{ _ uint8 }

// pollMemory is longer than the refresh time of most zones.
const pollMemory = day

func (d *Detector) pollKey(e *analyzers.Event) uint64 {
	return sketch.Hash(d.seed, d.address(&e.Source), d.q.hash())
}

// poll notes a question for a zone's start of authority.
func (d *Detector) poll(e *analyzers.Event) {
	if d.m.Type == dnswire.TypeSOA && d.m.Flags&dnswire.RecursionDesired == 0 && !d.m.IsResponse() {
		d.polls.TakeWithin(d.pollKey(e), e.Time, pollMemory)
	}
}

// secondary reports whether the client is one of the zone's own servers: it is configured, or it
// asks without recursion after it has asked for the serial number, and answers questions or has an earlier version.
func (d *Detector) secondary(e *analyzers.Event) bool {
	if d.trusted != nil && d.trusted(&e.Source) {
		return true
	}
	return d.polled(e) && (d.serves(&e.Source) || d.m.Type == dnswire.TypeIXFR && d.m.Authorities > 0)
}

// polled reports whether a transfer is asked for in the way of secondaries.
func (d *Detector) polled(e *analyzers.Event) bool {
	return d.m.Flags&dnswire.RecursionDesired == 0 && d.polls.Find(d.pollKey(e)) != nil
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
		d.given(st, e, out)
		return
	}
	if d.secondary(e) {
		if st != nil && st.held && st.secondary {
			delete(d.stories.open, st.storyKey)
		}
		return
	}
	if st == nil {
		if st = d.begin(e, analyzers.DNSZoneTransfer, zone, d.q.text(d.q.labels), e.Time); st == nil {
			return
		}
		st.confidence = 0.95
		if d.polled(e) {
			// As a new secondary does it: if it is one, it will soon answer questions, or a notification.
			st.secondary = true
			st.due = e.Time + span(d.cfg.HoldSecondary)
		}
		st.facts.signed = d.signed()
	} else {
		st.touch(e, &d.cfg)
	}
	st.probes++
	st.facts.incremental = st.facts.incremental || d.m.Type == dnswire.TypeIXFR
	d.grow(st, e, out)
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
		delete(d.stories.open, st.storyKey) // who has the key may have the zone
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
