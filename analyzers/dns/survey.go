package dns

import (
	"math/bits"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/sketch"
	"github.com/reconwatch/reconwatch/capture/dnswire"
)

// survey is a client's interest in the records of one name, or in the services of one domain. Pointer-free.
type survey struct {
	start, first int64 // of the window; of what was counted in it
	types        uint32
	services     [4]uint64
	selectors    [4]uint64
	accused      bool
}

// surveyed are the record types that a survey asks for, each with its bit. Addresses, and what browsers
// and validators ask for on their own, are not among them.
var surveyed = map[uint16]uint8{
	dnswire.TypeNS: 0, dnswire.TypeSOA: 1, dnswire.TypeMX: 2, dnswire.TypeTXT: 3, dnswire.TypeSRV: 4, dnswire.TypeCAA: 5,
	dnswire.TypeDNSKEY: 6, dnswire.TypeANY: 7, dnswire.TypeHINFO: 8, dnswire.TypeSPF: 9, dnswire.TypeNAPTR: 10,
	29: 11 /* LOC */, 17: 12 /* RP */, 37: 13 /* CERT */, 44: 14 /* SSHFP */, 45: 15 /* IPSECKEY */, dnswire.TypeNSEC3PARAM: 16,
	dnswire.TypeTLSA: 17, dnswire.TypeCDS: 18, 18: 19 /* AFSDB */, 260: 20 /* AMTRELAY */, dnswire.TypeCNAME: 21, // programs ask for addresses, and get it with them
}

// survey judges the type of a question.
func (d *Detector) survey(e *analyzers.Event, out *[]analyzers.Finding) {
	q, m := &d.q, &d.m
	if q.domain == 0 {
		return
	}
	zone := q.hashes[q.domain]
	st := d.story(e, analyzers.DNSRecordSurvey, zone)
	if m.IsResponse() {
		d.surveyed(st, e, out)
		return
	}
	bit, rare := surveyed[m.Type]
	if !rare {
		return
	}
	if st != nil {
		st.touch(e, &d.cfg)
		st.probes++
		st.facts.types |= 1 << bit
		d.grow(st, e, out)
		return
	}
	key := sketch.Hash(d.seed, d.address(&e.Source), q.hash())
	s := d.window(key, e.Time)
	s.types |= 1 << bit
	d.surveys.Value(key, uint32(bits.OnesCount32(s.types)))
	d.judgeSurvey(s, s.interest() >= d.types(m), e, zone)
	switch first := q.label(0); {
	case q.labels <= q.domain || len(first) == 0:
	case first[0] == '_' && m.Type == dnswire.TypeSRV:
		s = d.window(sketch.Hash(d.seed+1, d.address(&e.Source), zone), e.Time)
		mark(&s.services, sketch.FNV(first)^sketch.FNV(q.label(1))<<1) // the same over TCP and UDP is asked for twice
		d.judgeSurvey(s, linear(s.services[:]) >= float64(d.cfg.Services), e, zone)
	case q.labels > q.domain+1 && string(q.label(1)) == "_domainkey":
		s = d.window(sketch.Hash(d.seed+1, d.address(&e.Source), zone), e.Time)
		mark(&s.selectors, sketch.FNV(first))
		d.judgeSurvey(s, linear(s.selectors[:]) >= float64(d.cfg.Selectors), e, zone)
	}
}

// anyWorth is how many types a question for all of them counts for: hardly anything but curiosity asks so.
const anyWorth = 3

// interest counts the types asked for.
func (s *survey) interest() int {
	n := bits.OnesCount32(s.types)
	if s.types>>surveyed[dnswire.TypeANY]&1 == 1 {
		n += anyWorth - 1
	}
	return n
}

// types is how many of them convict: resolvers ask for what all of their clients want.
func (d *Detector) types(m *dnswire.Message) int {
	if m.Flags&dnswire.RecursionDesired == 0 {
		return d.cfg.RecordTypesThrough
	}
	return d.cfg.RecordTypes
}

// window gives a survey that is not older than its window.
func (d *Detector) window(key uint64, now int64) *survey {
	s, _ := d.surveys.TakeWithin(key, now, span(d.cfg.SurveyWindow))
	if s.start == 0 || now-s.start > span(d.cfg.SurveyWindow) {
		*s = survey{start: now, first: now}
	}
	return s
}

func (d *Detector) judgeSurvey(s *survey, enough bool, e *analyzers.Event, zone uint64) {
	if !enough || s.accused || d.serves(&e.Source) || d.story(e, analyzers.DNSRecordSurvey, zone) != nil {
		return
	}
	s.accused = true
	st := d.begin(e, analyzers.DNSRecordSurvey, zone, d.q.text(d.q.domain), s.first)
	if st == nil {
		return
	}
	st.confidence = 0.75
	st.facts.types = s.types
	st.probes = uint64(max(bits.OnesCount32(s.types), int(linear(s.services[:])), int(linear(s.selectors[:]))))
}

// surveyed counts the answers of a survey.
func (d *Detector) surveyed(st *story, e *analyzers.Event, out *[]analyzers.Finding) {
	if _, rare := surveyed[d.m.Type]; st == nil || !rare {
		return
	}
	switch {
	case d.m.Code() == dnswire.Success && d.m.Answers > 0:
		st.answers.Open++
	default:
		st.answers.Closed++
	}
	d.grow(st, e, out)
}
