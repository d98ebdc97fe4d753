package dns

import "github.com/reconwatch/reconwatch/analyzers"

// await holds an episode until a monitor would have come back.
func (d *Detector) await(s *story) {
	s.polled = true
	s.Due = s.Opened + span(d.cfg.HoldPolled)
}

// hasten tells an episode without waiting any longer: what a monitor does not do was seen.
func (d *Detector) hasten(s *story, now int64) {
	s.polled = false
	if s.Held {
		d.stories.Hasten(s, now+span(d.cfg.Hold))
	}
}

// pardoned reports whether a held episode has turned out to be what it might have been.
func (d *Detector) pardoned(s *story) bool {
	switch {
	case !s.Held:
		return false
	case s.secondary:
		return d.ofSecondary(s)
	case s.kind == analyzers.DNSBruteForce && s.unheard && d.exist(s):
		return true
	case !s.polled:
		return false
	case s.kind == analyzers.DNSServerProbe:
		p := d.probes.Find(d.address(&s.source))
		return p != nil && p.again
	}
	g := d.guesses.Find(d.pair(&s.source, s.zone))
	return g != nil && d.polls(g)
}

// exist reports whether of the names of an episode that began before most answers were there, most exist after all, at more
// than one place: they were known, not guessed.
func (d *Detector) exist(s *story) bool {
	g := d.guesses.Find(d.pair(&s.source, s.zone))
	return g != nil && 2*g.answered >= g.asked && !g.onePlace() && float64(g.nx+g.empty) < d.cfg.FailShare*float64(g.answered)
}
