package alert

import (
	"math"
	"net/netip"
	"strings"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
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
	tools     tools
	stats     Stats
}

// NewReporter makes a Reporter. It keeps the slices of o.
func NewReporter(o Options) *Reporter {
	if o.MaxEpisodes <= 0 {
		o.MaxEpisodes = DefaultMaxEpisodes
	}
	return &Reporter{options: o, open: newEpisodes(o.MaxEpisodes), campaigns: newCampaigns(o.MaxEpisodes), tools: newTools()}
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

func (r *Reporter) build(f *analyzers.Finding, phase string, m *mark) Alert {
	key := keyOf(f)
	a := Alert{
		Type: "alert", Time: Time(decided(f)), Phase: phase,
		ID: key.alertName(phase, m), Episode: key.name(),
		Kind: f.Kind.String(), Method: f.Method.String(), Methods: append([]string{}, f.Methods.Names()...),
		Severity: m.severity, Confidence: share(f.Confidence), Direction: f.Direction.String(),
		Targets: Targets{
			Hosts: f.Hosts, Ports: f.Ports,
			HostsSample: addrs(f.HostsSample), PortsSample: append([]uint16{}, clip(f.PortsSample)...),
		},
		Attack: techniques(f),
		First:  Time(f.First), Last: Time(f.Last), Probes: f.Probes, Answers: Answers(f.Answers),
		Reason: reason(f), Rule: ruleName(f.Rule), FailureShare: share(f.FailureShare),
		Sensor: r.options.Sensor, Interface: r.interfaceName(f.Interface), VLAN: f.VLAN, Visibility: share(f.Visibility),
	}
	a.setSides(f)
	a.Passing, a.Sensitive = passing(f), f.Sensitive
	a.Domain, a.Tool = Escape(f.Domain), tool(f.Tools)
	if a.ClientSubnet = f.Behalf; f.Via != (packet.Addr{}) {
		a.Via = f.Via.Netip()
	}
	return a
}

// tool is the surest of tools; the names of the others stand in its evidence.
func tool(all []analyzers.Tool) *Tool {
	if len(all) == 0 {
		return nil
	}
	t := &Tool{Name: Escape(all[0].Name), Version: Escape(all[0].Version), Confidence: all[0].Confidence, Evidence: []string{}}
	for _, e := range all[0].Evidence {
		t.Evidence = append(t.Evidence, Escape(e))
	}
	for i := range all[1:] {
		t.Evidence = append(t.Evidence, Escape("also consistent with "+strings.TrimSpace(all[i+1].Name+" "+all[i+1].Version)))
	}
	return t
}

// setSides names the one source and the one target, or the sources.
func (a *Alert) setSides(f *analyzers.Finding) {
	if f.SourceCount > 1 {
		a.Sources, a.SourcesCount = whole(f.Sources), f.SourceCount
	} else if f.Source != (packet.Addr{}) {
		a.Source = f.Source.Netip()
	}
	if f.Hosts == 1 && len(f.HostsSample) > 0 {
		a.Target = f.HostsSample[0].Netip()
	}
}

func (r *Reporter) interfaceName(i uint16) string {
	if r.options.Interfaces == nil {
		return ""
	}
	if names := r.options.Interfaces(); int(i) < len(names) {
		return names[i]
	}
	return ""
}

// clip holds a sample to the size that the contract gives it.
func clip[T any](in []T) []T { return in[:min(len(in), analyzers.SampleSize)] }

func addrs(in []packet.Addr) []netip.Addr { return whole(clip(in)) }

func whole(in []packet.Addr) []netip.Addr {
	out := make([]netip.Addr, len(in))
	for i, a := range in {
		out[i] = a.Netip()
	}
	return out
}

// share brings a share into 0 to 1 at three digits: more is noise, and NaN has
// no JSON form.
func share(x float64) float64 {
	if !(x > 0) {
		return 0
	}
	return math.Round(min(x, 1)*1000) / 1000
}

// decided is when the evidence sufficed; findings that were not held back leave it out.
func decided(f *analyzers.Finding) int64 {
	if f.Decided == 0 {
		return f.Time
	}
	return f.Decided
}
