package alert

import (
	"github.com/reconwatch/reconwatch/analyzers"
)

// DefaultMaxEpisodes bounds the open episodes that a Reporter remembers: at
// about 300 bytes each, 20 MB.
const DefaultMaxEpisodes = 1 << 16

// Options of a Reporter. The zero value tells everything as sensor "".
type Options struct {
	Sensor     string
	Authorised []Authorised
	Suppress   []Suppression
	// Interfaces gives the names by Finding.Interface; nil for none. It is asked
	// for every alert, since a capture file may name more of them as it goes on.
	Interfaces func() []string
	// MaxEpisodes is DefaultMaxEpisodes if it is 0.
	MaxEpisodes int
}

// Stats counts what a Reporter has done. Every finding ends in exactly one of
// Opened, Updated, Closed, Held, Absorbed, Authorised, Suppressed and Invalid.
type Stats struct {
	Opened, Updated, Closed uint64
	Held                    uint64 // on the rungs that were told already
	Authorised              uint64 // by a scanner that is allowed to
	Suppressed              uint64
	Absorbed                uint64 // part of a distributed scan that was told
	Invalid                 uint64 // without a kind
	// Evicted episodes were forgotten while open, since the table was full. A later
	// finding opens such an episode again under the same id.
	Evicted uint64
	// Kinds, Severities and Graded, by both, count open alerts; the episodes that were authorised
	// or suppressed from the start are in the two Episodes counters.
	Kinds              [analyzers.NumKinds]uint64
	Severities         [NumSeverities]uint64
	Graded             [analyzers.NumKinds][NumSeverities]uint64
	AuthorisedEpisodes uint64
	SuppressedEpisodes uint64
}

// Reporter decides which findings become alerts. It belongs to one goroutine
// and wants findings in the order of analyzers.Before.
type Reporter struct {
	options   Options
	open      *episodes
	campaigns campaigns
	zombies   zombies
	tools     tools
	stats     Stats
}

// NewReporter makes a Reporter. It keeps the slices of o.
func NewReporter(o Options) *Reporter {
	if o.MaxEpisodes <= 0 {
		o.MaxEpisodes = DefaultMaxEpisodes
	}
	return &Reporter{options: o, open: newEpisodes(o.MaxEpisodes), campaigns: newCampaigns(o.MaxEpisodes), zombies: newZombies(o.MaxEpisodes), tools: newTools()}
}

// SetRules puts other rules in place; episodes that are open go on. Only the goroutine that
// calls Take may call it.
func (r *Reporter) SetRules(authorised []Authorised, suppress []Suppression) {
	r.options.Authorised, r.options.Suppress = authorised, suppress
}

// Stats returns a copy of the counters.
func (r *Reporter) Stats() Stats { return r.stats }

// Open is the number of episodes that are open.
func (r *Reporter) Open() int { return len(r.open.byKey) }

// Take returns the alert that f gives, and false if it gives none. It keeps
// nothing of f.
func (r *Reporter) Take(f *analyzers.Finding) (Alert, bool) {
	if f.Kind == analyzers.KindNone || f.Kind >= analyzers.NumKinds {
		r.stats.Invalid++
		return Alert{}, false
	}
	r.zombies.note(f)
	f = r.zombies.whose(f)
	r.tools.note(f)
	if lent := r.tools.lend(f); len(lent) > len(f.Tools) {
		with := *f
		with.Tools, f = lent, &with
	}
	if f.Quiet {
		r.stats.Held++
		return Alert{}, false
	}
	e := r.open.get(keyOf(f))
	r.campaigns.note(f)
	if e == nil && (r.campaigns.absorb(f) || r.tools.absorb(f)) {
		r.stats.Absorbed++
		return Alert{}, false
	}
	// Whoever was told of an opening is told of the end.
	told := e != nil && f.Stage == analyzers.Ended
	if !told && r.muted(f) {
		return Alert{}, false
	}
	r.tools.name(f)
	switch {
	case f.Stage == analyzers.Ended:
		return r.close(e, f), true
	case e == nil:
		return r.begin(f), true
	}
	return r.grow(e, f)
}

// muted counts and reports whether a rule keeps f from being told.
func (r *Reporter) muted(f *analyzers.Finding) bool {
	for i := range r.options.Authorised {
		if r.options.Authorised[i].covers(f) {
			r.stats.Authorised++
			r.stats.AuthorisedEpisodes += opening(f)
			return true
		}
	}
	for i := range r.options.Suppress {
		if r.options.Suppress[i].covers(f) {
			r.stats.Suppressed++
			r.stats.SuppressedEpisodes += opening(f)
			return true
		}
	}
	return false
}

func opening(f *analyzers.Finding) uint64 {
	if f.Stage == analyzers.Opened {
		return 1
	}
	return 0
}

// begin opens an episode.
func (r *Reporter) begin(f *analyzers.Finding) Alert {
	e := &Episode{key: keyOf(f), hosts: f.Hosts, ports: f.Ports, setTold: f.Time, mark: mark{sets: 1}}
	e.climb(f, len(f.Tools) > 0)
	if r.open.put(e) {
		r.stats.Evicted++
	}
	r.stats.Opened++
	r.stats.Kinds[f.Kind]++
	r.stats.Severities[e.mark.severity]++
	r.stats.Graded[f.Kind][e.mark.severity]++
	e.waiting = false
	return r.build(f, PhaseOpen, &e.mark)
}

// grow tells more of an open episode, if it passed a rung of a ladder.
func (r *Reporter) grow(e *Episode, f *analyzers.Finding) (Alert, bool) {
	old := e.mark.severity
	because := e.climb(f, len(f.Tools) > 0)
	r.open.touch(e, old)
	if len(because) == 0 {
		r.stats.Held++
		return Alert{}, false
	}
	if e.waiting {
		e.waiting, e.setTold = false, f.Time
	}
	r.stats.Updated++
	a := r.build(f, PhaseUpdate, &e.mark)
	a.Because = because
	return a, true
}

// close tells the totals. The episode is nil if it was muted or forgotten
// before; then the summary is the first that is heard of it.
func (r *Reporter) close(e *Episode, f *analyzers.Finding) Alert {
	var told mark
	if e != nil {
		told = e.mark
		r.open.drop(e)
	}
	severity, _ := grading(f)
	told.severity = max(told.severity, severity)
	r.stats.Closed++
	return r.build(f, PhaseClose, &told)
}
