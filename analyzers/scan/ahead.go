package scan

import (
	"unsafe"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/arena"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// group is how many events are looked up before the first is judged: far enough
// ahead for memory to answer.
const group = 16

// spot is whom an event is judged as, and where.
type spot struct {
	key     packet.Addr // the identity of the source
	hash    uint64      // of key and scope
	scope   scope
	sourced bool // the event is judged by source: hash is set
}

// ahead finds the spots of a group of events and asks for the memory that
// judging them will need. It changes nothing: what an event finds does not
// depend on it.
func (d *Detector) ahead(events []analyzers.Event) {
	for i := range events {
		d.locate(&events[i], &d.spots[i])
	}
	for i := range events {
		if s := &d.spots[i]; s.sourced {
			d.fetch(s)
		}
	}
}

// locate finds the spot of an event and asks for the index of its source, and
// for what remembers its target.
func (d *Detector) locate(e *analyzers.Event, s *spot) {
	s.sourced = false
	if e.Kind.Broadcast() || e.Kind == analyzers.Signature {
		return
	}
	if e.Routes&analyzers.BySource != 0 {
		d.identify(e, s)
	}
	if e.Routes&analyzers.ByTarget != 0 && outcomeOf(e).failed() {
		arena.Prefetch(unsafe.Pointer(d.services.slot(e)))
		d.campaign.prefetch(e, e.Target, true)
	}
	if e.Routes&analyzers.ByPrefix != 0 && outcomeOf(e).failed() {
		d.campaign.prefetch(e, analyzers.Prefix(e.Target, 24, 64), false)
	}
}

func (d *Detector) identify(e *analyzers.Event, s *spot) {
	s.scope = foreign
	if d.home(&e.Target) {
		s.scope = home
	}
	if e.Kind == analyzers.Attempted && s.scope == foreign {
		return
	}
	s.sourced = true
	s.key = d.identity(&e.Source)
	s.hash = d.sources.hash(&s.key, s.scope)
	c := d.sources.choices(s.hash)
	arena.PrefetchPair(unsafe.Pointer(c[0]), unsafe.Pointer(c[1]))
	if outcomeOf(e) != pending {
		arena.Prefetch(unsafe.Pointer(d.contacts.at(targetHash(s.hash, e))))
	}
}

// fetch asks for the record of a source whose index has come, or for the first
// touch of one that is not there.
func (d *Detector) fetch(s *spot) {
	if r := d.sources.tagged(s.hash); r != nil {
		arena.PrefetchPair(unsafe.Pointer(r), unsafe.Add(unsafe.Pointer(r), 64))
		return
	}
	arena.Prefetch(unsafe.Pointer(d.touches.slot(s.hash)))
}
