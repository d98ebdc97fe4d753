// Package health tells from two looks at a running sensor what it could not see: loss, a silent or
// one-way mirror, frames seen twice, tables that are too small, collectors that take nothing.
//
// Goroutines: a Watch belongs to one. Nothing here reads a clock: times are the snapshots'.
package health

import (
	"time"

	"github.com/reconwatch/reconwatch/internal/alert"
	"github.com/reconwatch/reconwatch/internal/metrics"
)

// Message is what is to be told.
type Message struct {
	Event    alert.Event
	Severity alert.Severity
	Text     string
	Detail   map[string]any
}

// Again is how often what lasts is told again.
const Again = time.Hour

// Watch remembers what was told.
type Watch struct {
	last metrics.Snapshot
	// told is when a trouble was told last, by event and what it is of.
	told map[trouble]time.Time
	// heard is when frames last came on each interface.
	heard map[string]time.Time
	// first is what shares begin with, bases from where each is measured since.
	first metrics.Snapshot
	bases map[trouble]ratio
}

// ratio is two counters, the first a part of the second.
type ratio struct{ part, whole uint64 }

func (r ratio) share() float64 { return part(r.part, r.whole) }

type trouble struct {
	event alert.Event
	of    string
}

// New makes a Watch that compares with first.
func New(first metrics.Snapshot) *Watch {
	w := &Watch{last: first, first: first, told: map[trouble]time.Time{}, heard: map[string]time.Time{}, bases: map[trouble]ratio{}}
	for i := range first.Interfaces {
		w.heard[first.Interfaces[i].Interface] = first.Now
	}
	return w
}

// Check compares s with the snapshot of the call before, some tens of seconds ago, and gives what is
// to be told: what has begun, what has lasted for Again, and collectors that take messages again.
func (w *Watch) Check(s metrics.Snapshot) []Message {
	var out []Message
	for _, test := range tests {
		test(w, &s, &out)
	}
	w.last = s
	return out
}

// grown is by how much a ratio has grown since it was last worth a share, and whether it is again: on a port
// with little traffic that takes longer than from one call to the next.
func (w *Watch) grown(event alert.Event, of string, s *metrics.Snapshot, enough uint64, count func(*metrics.Snapshot) ratio) (ratio, bool) {
	key := trouble{event, of}
	base, ok := w.bases[key]
	if !ok {
		base = count(&w.first)
		w.bases[key] = base
	}
	now := count(s)
	got := ratio{now.part - base.part, now.whole - base.whole}
	if got.whole < enough {
		return got, false
	}
	w.bases[key] = now
	return got, true
}

// tell is bad where the trouble is there, else good.
func (w *Watch) tell(now time.Time, there bool, of string, m Message, out *[]Message) {
	if there {
		w.bad(now, of, m, out)
		return
	}
	w.good(m.Event, of)
}

// bad tells a trouble that is there, if it is new or was told long ago.
func (w *Watch) bad(now time.Time, of string, m Message, out *[]Message) {
	key := trouble{m.Event, of}
	if at, ok := w.told[key]; ok && now.Sub(at) < Again {
		return
	}
	w.told[key] = now
	*out = append(*out, m)
}

// good forgets a trouble that has gone, and reports whether there was one.
func (w *Watch) good(event alert.Event, of string) bool {
	key := trouble{event, of}
	_, was := w.told[key]
	delete(w.told, key)
	return was
}
