package dns

import (
	"math/bits"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/dnswire"
)

// probe is what a client asked about servers rather than names.
type probe struct {
	first, last int64
	seen        uint8 // a bit for each kind of question
	again       bool  // one of them was asked again after a pause
}

// Kinds of questions about a server. Those of monitors do not suffice alone.
const (
	asksVersion = 1 << iota
	asksIdentity
	asksHost
	asksStatus
	asksNothing
	asksOther
	monitored = asksIdentity | asksHost
)

// aboutServer tells whether a message asks about the server itself, and what.
func (d *Detector) aboutServer() (what uint8, name string) {
	m := &d.m
	switch op := m.Opcode(); {
	case op == dnswire.Status:
		return asksStatus, "STATUS"
	case op == 1 || op == 3 || op > 6: // inverse queries are obsolete (RFC 3425), the others unassigned
		return asksStatus, "unused operations"
	case op != dnswire.Query:
		return 0, ""
	case m.Questions == 0:
		if m.IsResponse() || m.Additional > 0 { // a cookie alone may be asked for: RFC 7873, section 5.4
			return 0, ""
		}
		return asksNothing, "an empty question"
	case m.Name == nil || m.Class != dnswire.ClassCH:
		return 0, ""
	}
	return chaos(&d.q)
}

func chaos(q *question) (what uint8, name string) {
	if q.labels != 2 {
		return asksOther, "class CHAOS"
	}
	switch string(q.label(0)) {
	case "version", "authors":
		return asksVersion, q.text(2)
	case "id":
		return asksIdentity, q.text(2)
	case "hostname":
		return asksHost, q.text(2)
	}
	return asksOther, "class CHAOS"
}

// take notes a question or its answer.
func (p *probe) take(what uint8, now int64, c *Config) {
	if p.seen&what != 0 && now-p.first > span(c.RevisitGap) {
		p.again = true
	}
	if p.last != 0 && now-p.last > span(c.ProbeWindow) {
		p.seen = 0
	}
	p.seen |= what
	p.last = now
}

// probe judges a message about the server itself; false if it is none.
func (d *Detector) probe(e *analyzers.Event, out *[]analyzers.Finding) bool {
	what, name := d.aboutServer()
	if what == 0 {
		return false
	}
	p, fresh := d.probes.TakeWithin(d.address(&e.Source), e.Time, day)
	if fresh {
		p.first = e.Time
	}
	p.take(what, e.Time, &d.cfg)
	d.probes.Value(d.address(&e.Source), uint32(bits.OnesCount8(p.seen)))
	st, enough := d.story(e, analyzers.DNSServerProbe, 0), p.seen&^monitored != 0 || p.seen == monitored
	switch {
	case st != nil:
		st.touch(e, &d.cfg)
		if enough && st.polled {
			d.hasten(st, e.Time)
		}
	case d.m.IsResponse() || !enough && (p.again || !d.inbound(e)):
		return true
	default:
		if st = d.begin(e, analyzers.DNSServerProbe, 0, "", p.first); st == nil {
			return true
		}
		st.confidence = 0.8
		if !enough {
			d.await(st) // no stranger watches a server of ours, but those who are paid to
		}
	}
	st.facts.learn(name)
	if d.m.IsResponse() {
		d.confessed(st)
	} else {
		st.probes++
	}
	d.grow(st, e, out)
	return true
}

// confessed notes what a server says of itself.
func (d *Detector) confessed(st *story) {
	if d.m.Code() != dnswire.Success || d.m.Answers == 0 {
		st.answers.Closed++
		return
	}
	st.answers.Open++
	var r dnswire.Record
	for records := d.m.Records(); records.Next(&r); {
		if r.Section == dnswire.Answer && r.Type == dnswire.TypeTXT && len(r.Data) > 1 && len(st.facts.told) < samples {
			n := min(int(r.Data[0]), len(r.Data)-1, maxQuote)
			st.facts.tell(string(r.Data[1 : 1+n]))
		}
	}
}

// maxQuote bounds what is quoted from the wire.
const maxQuote = 64
