// Package episodes keeps the episodes of an analyzer that tells with a delay: one that opens is held for a while, then told,
// and told again once it has been quiet. For how long, and what is said, is the analyzer's to know.
//
// Goroutines: a Table belongs to one. Allocation: as episodes open and are told, not per event.
package episodes

import (
	"cmp"
	"math"
	"slices"

	"github.com/reconwatch/reconwatch/analyzers"
)

// Life is how far an episode has come. The analyzer's type of an episode embeds it.
type Life struct {
	Opened int64 // when the evidence sufficed
	Due    int64 // when it is told while it is held, when it ends afterwards; it may be put off, and Hasten brings it forward
	Held   bool  // it has not been told
}

func (l *Life) life() *Life { return l }

// Until puts off the end of an episode that was told.
func (l *Life) Until(end int64) {
	if !l.Held {
		l.Due = end
	}
}

// Episode is whatever embeds a Life, by its pointer.
type Episode interface{ life() *Life }

// Rules are what an analyzer decides of its episodes. Its functions are called in order of time.
type Rules[E Episode] struct {
	// Most bounds the episodes that are open; what comes on top is counted and not told.
	Most int
	// End is when an episode will be over if nothing more comes.
	End func(E) int64
	// Tell is what there is to say of an episode that is due.
	Tell func(E, analyzers.Stage) analyzers.Finding
	// Pardoned reports whether an episode that is due is forgotten instead; nil for never.
	Pardoned func(E) bool
	// Compare orders episodes that are due at one time, so that findings do not depend on chance.
	Compare func(a, b E) int
}

// Table holds the episodes that are open.
type Table[K comparable, E Episode] struct {
	rules Rules[E]
	open  map[K]E
	next  int64 // nothing is due before
	lost  uint64
}

// New makes a Table.
func New[K comparable, E Episode](rules Rules[E]) Table[K, E] {
	return Table[K, E]{rules: rules, open: map[K]E{}, next: math.MaxInt64}
}

// Len is how many episodes are open.
func (t *Table[K, E]) Len() int { return len(t.open) }

// Lost counts those that found no room.
func (t *Table[K, E]) Lost() uint64 { return t.lost }

// Find gives the open episode of a key, the zero E if there is none.
func (t *Table[K, E]) Find(key K) E { return t.open[key] }

// Room reports whether one more can be opened, and counts it if not.
func (t *Table[K, E]) Room() bool {
	if len(t.open) < t.rules.Most {
		return true
	}
	t.lost++
	return false
}

// Open holds a new episode until due; there must be Room.
func (t *Table[K, E]) Open(key K, e E, opened, due int64) {
	*e.life() = Life{Opened: opened, Due: due, Held: true}
	t.open[key] = e
	t.next = min(t.next, due)
}

// Hasten makes an episode due at a time, if it was to be later.
func (t *Table[K, E]) Hasten(e E, due int64) {
	l := e.life()
	l.Due = min(l.Due, due)
	t.next = min(t.next, l.Due)
}

// Forget drops an episode without a word.
func (t *Table[K, E]) Forget(key K) { delete(t.open, key) }

// Advance tells what is due until now.
func (t *Table[K, E]) Advance(now int64, out *[]analyzers.Finding) {
	for now >= t.next {
		t.settle(now, out)
	}
}

// Finish ends all episodes, at the times at which they would have ended.
func (t *Table[K, E]) Finish(out *[]analyzers.Finding) {
	for len(t.open) > 0 {
		t.settle(math.MaxInt64, out)
	}
}

// dueOne is an episode that is due, and its key.
type dueOne[K comparable, E Episode] struct {
	key     K
	episode E
}

// settle takes all episodes that are due one step further, in order of time.
func (t *Table[K, E]) settle(now int64, out *[]analyzers.Finding) {
	var due []dueOne[K, E]
	t.next = math.MaxInt64
	for key, e := range t.open {
		if l := e.life(); l.Due <= now {
			due = append(due, dueOne[K, E]{key, e})
		} else {
			t.next = min(t.next, l.Due)
		}
	}
	slices.SortFunc(due, func(a, b dueOne[K, E]) int {
		return cmp.Or(cmp.Compare(a.episode.life().Due, b.episode.life().Due), t.rules.Compare(a.episode, b.episode))
	})
	for _, d := range due {
		if t.step(d.episode, out) {
			delete(t.open, d.key)
		}
	}
}

// step tells an episode that is due, and reports whether it is over.
func (t *Table[K, E]) step(e E, out *[]analyzers.Finding) (over bool) {
	if t.rules.Pardoned != nil && t.rules.Pardoned(e) {
		return true
	}
	l := e.life()
	if !l.Held {
		*out = append(*out, t.rules.Tell(e, analyzers.Ended))
		return true
	}
	*out = append(*out, t.rules.Tell(e, analyzers.Opened))
	l.Held = false
	l.Due = max(l.Due, t.rules.End(e))
	t.next = min(t.next, l.Due)
	return false
}
