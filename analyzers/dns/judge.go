package dns

import (
	"math"
	"math/bits"

	"github.com/reconwatch/reconwatch/analyzers"
)

// linear estimates how many distinct hashes set the bits of a map (Whang et al., TODS 1990).
func linear(words []uint64) float64 {
	zero, size := 0, 64*len(words)
	for _, w := range words {
		zero += 64 - bits.OnesCount64(w)
	}
	if zero == 0 {
		zero = 1
	}
	return float64(size) * math.Log(float64(size)/float64(zero))
}

// judge accuses who guesses, and follows who was accused.
func (d *Detector) judge(g *guess, e *analyzers.Event, out *[]analyzers.Finding) {
	zone := d.q.hashes[d.q.labels-1]
	if g.accused {
		s := d.story(e, analyzers.DNSBruteForce, zone)
		if s == nil { // it has ended: what follows must convict by itself
			*g = guess{first: e.Time}
			return
		}
		s.touch(e, &d.cfg)
		d.tellGuess(s, g)
		d.grow(s, e, out)
		return
	}
	if !d.searches(g, e.Time) || d.serves(&e.Source) {
		return
	}
	g.accused = true
	if d.story(e, analyzers.DNSBruteForce, zone) != nil {
		return // what was known of it had to make room
	}
	domain := d.q.domain
	if domain == 0 || domain == d.q.labels {
		domain = d.q.labels - 1
	}
	if s := d.begin(e, analyzers.DNSBruteForce, zone, d.q.text(domain), g.first); s != nil {
		s.facts.below = d.q.text(d.q.labels - 1)
		s.confidence = 0.9
		d.tellGuess(s, g)
	}
}

// searches decides whether what was counted is a search.
func (d *Detector) searches(g *guess, now int64) bool {
	c := &d.cfg
	words := float64(g.plain + g.famous)
	if words < c.WordShare*(words+float64(g.random)) {
		return false
	}
	factor := 1.0
	if g.through() {
		factor = c.Through
	}
	if g.answered == 0 {
		factor *= c.Unanswered
	}
	varied := linear(g.stems[:]) >= min(c.Stems*words, 100)
	burst, long := g.hour.sum(now, hour, span(c.BurstWindow)), g.hour.sum(now, hour, hour)
	switch {
	case d.lists(g, burst, long, factor, varied), d.persists(g, now, factor, varied):
		return true
	case g.through(): // its many clients may well want what every zone has
		return false
	}
	return d.wellKnown(g, long, factor) || varied && d.prepared(g, burst, now, factor)
}

// many reports whether n is enough, by a factor.
func many(n uint16, factor float64, most int) bool { return float64(n) >= factor*float64(most) }

// together reports whether most words came right after one another: so ask programs for what they are
// configured with, even if none of it is there.
func (g *guess) together() bool { return 2*g.quick > g.plain+g.famous }

// lists reports whether words that do not exist are asked for, as from a list.
func (d *Detector) lists(g *guess, burst, long tally, factor float64, varied bool) bool {
	fewest := d.cfg.Words
	if g.together() {
		fewest = d.cfg.WordsHour
	}
	return varied && (d.failing(g, burst) && many(burst.words, factor, fewest) || d.failing(g, long) && many(long.words, factor, d.cfg.WordsHour))
}

// wellKnown reports whether names are asked for that every word list has.
func (d *Detector) wellKnown(g *guess, long tally, factor float64) bool {
	c := &d.cfg
	fewest := c.Famous
	if g.together() {
		fewest = c.FamousFound
	}
	return many(long.famous, factor, fewest) && (g.answered == 0 || int(long.fails) >= c.SomeFail) || many(long.famous, factor, c.FamousFound)
}

// prepared reports whether words follow a name as tools make them up.
func (d *Detector) prepared(g *guess, burst tally, now int64, factor float64) bool {
	if g.began && ofTool(g.shape) && many(burst.words, factor, d.cfg.WordsDay) { // whether they exist or not
		return true
	}
	return d.probed(g, burst, now) && many(burst.words, factor, d.cfg.WordsProbed)
}

// ofTool reports whether a made-up name has the form of a tool's, and not that of a browser's random hosts.
func ofTool(s shape) bool { return s != noShape && s != letters12 }

// probed reports whether a made-up name was asked for lately and words fail beside it. In other
// languages there are words that look made up: only what has the form of a tool's, and not that of a
// browser's random hosts (seven to fifteen letters), needs fewer failures.
func (d *Detector) probed(g *guess, burst tally, now int64) bool {
	if g.made == 0 || now-g.made > span(d.cfg.ProbeWindow) || g.answered == 0 || int(burst.fails) < d.cfg.SomeFail {
		return false
	}
	if int(g.random) >= int(burst.fails) { // what makes up as many names as it guesses looks for none of them
		return false
	}
	share := d.cfg.FailShare
	if ofTool(g.shape) {
		share /= 2
	}
	return float64(burst.fails) >= share*float64(burst.fails+burst.good)
}

// failing reports whether enough of the names whose answers are seen do not exist; where hardly
// any are, nobody knows.
func (d *Detector) failing(g *guess, t tally) bool {
	if g.answered == 0 {
		return true
	}
	return float64(t.fails) >= d.cfg.FailShare*float64(t.fails+t.good) && 4*(t.fails+t.good) >= t.words
}

// persists reports whether a client guesses slowly, and does not poll. Where nothing exists,
// numbers behind a word are no inventory.
func (d *Detector) persists(g *guess, now int64, factor float64, varied bool) bool {
	slow := g.day.sum(now, day, day)
	if float64(g.again) > d.cfg.RevisitShare*float64(g.asked) || !d.failing(g, slow) {
		return false
	}
	if !varied {
		if g.found > 0 || 20*slow.fails < 19*slow.words {
			return false
		}
		factor *= d.cfg.Hollow
	}
	return float64(slow.words) >= factor*float64(d.cfg.WordsDay)
}

// tellGuess brings an episode up to date.
func (d *Detector) tellGuess(s *story, g *guess) {
	s.probes = uint64(max(g.queries, g.asked))
	s.answers = analyzers.Answers{Open: g.found, Closed: g.nx + g.empty, Silent: g.asked - min(g.asked, g.answered)}
	s.facts.names = g.asked
	s.facts.made = g.made != 0
	s.facts.through = g.through()
	if g.family != 0 {
		s.facts.behalf = g.network()
	}
	if n := len(s.facts.found); n < int(g.names) {
		for i := n; i < int(g.names); i++ {
			s.facts.found = append(s.facts.found, string(g.sample[i][:g.sizes[i]]))
		}
	}
	if len(s.tools) == 0 {
		s.tools = toolsOfGuess(g)
	}
}
