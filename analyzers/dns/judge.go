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

// judge accuses who guesses below the last labels of a name, and follows who was accused.
func (d *Detector) judge(g *guess, parent int, e *analyzers.Event, out *[]analyzers.Finding) {
	zone := d.q.hashes[parent]
	if g.accused {
		s := d.story(e, analyzers.DNSBruteForce, zone)
		if s == nil { // it has ended: what follows must convict by itself
			*g = guess{first: e.Time}
			return
		}
		s.touch(e, &d.cfg)
		d.tellGuess(s, g)
		if v, ok := d.weigh(g, e); s.polled && ok && d.searches(g, &v) {
			d.hasten(s, e.Time)
		}
		d.grow(s, e, out)
		return
	}
	v, ok := d.weigh(g, e)
	if !ok {
		return
	}
	search := d.searches(g, &v)
	if !search && !d.countsUp(g, &v) && !d.everyList(g, &v) || d.serves(&e.Source) {
		return
	}
	g.accused = true
	if d.story(e, analyzers.DNSBruteForce, zone) != nil {
		return // what was known of it had to make room
	}
	domain := d.q.domain
	if domain == 0 || domain == d.q.labels {
		domain = parent
	}
	if s := d.begin(e, analyzers.DNSBruteForce, zone, d.q.text(domain), g.first); s != nil {
		s.facts.below = d.q.text(parent)
		s.confidence = 0.9
		d.tellGuess(s, g)
		s.unheard = 2*g.answered < g.asked
		if !search {
			d.await(s)
		}
	}
}

// evidence is what a client is judged by at one time.
type evidence struct {
	burst, long, slow tally
	factor            float64 // of what is asked for
	crowd             bool    // it asks on behalf of many
	varied            bool    // words, not numbers behind a few
	direct            bool    // a stranger asks a server of ours itself
	now               int64
}

// weigh gathers the evidence; false if there are too few words in it.
func (d *Detector) weigh(g *guess, e *analyzers.Event) (v evidence, ok bool) {
	c := &d.cfg
	words := float64(g.plain + g.famous)
	if words < c.WordShare*(words+float64(g.random)) || g.spelling.drawn() && !g.voice.ordered() {
		return v, false
	}
	now := e.Time
	v.now, v.factor, v.crowd, v.direct = now, 1, g.through() && (g.answered == 0 || !g.voice.one()), d.direct(e) && !d.polls(g)
	if v.crowd {
		v.factor = c.Through
	}
	if g.answered == 0 {
		v.factor *= c.Unanswered
	}
	v.varied = linear(g.stems[:]) >= min(c.Stems*words, 100)
	v.burst, v.long, v.slow = g.hour.sum(now, hour, span(c.BurstWindow)), g.hour.sum(now, hour, hour), g.day.sum(now, day, day)
	return v, true
}

// searches decides whether what was counted is a search.
func (d *Detector) searches(g *guess, v *evidence) bool {
	switch {
	case d.lists(g, v), d.persists(g, v):
		return true
	case g.through(): // its many clients may well want what every zone has, but not all at once and each name once
		return v.varied && g.together() && !d.polls(g) && g.onePlace() && 8*g.random <= g.plain+g.famous && d.begun(g, v)
	}
	return !d.uses(g) && d.wellKnown(g, v) || v.varied && d.prepared(g, v)
}

// countsUp reports whether one asks for number after number behind a few words, and there are none. The monitor of machines
// that are gone does so too, but will come back.
func (d *Detector) countsUp(g *guess, v *evidence) bool {
	return !v.varied && g.found == 0 && v.long.hollow() && many(v.long.words, v.factor*d.cfg.Hollow, d.cfg.WordsHour)
}

// many reports whether n is enough, by a factor.
func many(n uint16, factor float64, most int) bool { return float64(n) >= factor*float64(most) }

// together reports whether most words came right after one another: so ask programs for what they are
// configured with, even if none of it is there.
func (g *guess) together() bool { return 2*g.quick > g.plain+g.famous }

// lists reports whether words that do not exist are asked for, as from a list; of who asks a server of ours itself,
// numbers will do.
func (d *Detector) lists(g *guess, v *evidence) bool {
	c := &d.cfg
	fewest, hourly := c.Words, c.WordsHour
	switch {
	case v.direct && v.varied:
		fewest, hourly = c.WordsDirect, c.Words
	case v.direct:
	case !v.varied, d.uses(g):
		return false
	case g.together():
		fewest = c.WordsHour
	}
	return d.vain(g, v.burst, v.factor, fewest) || d.vain(g, v.long, v.factor, hourly)
}

// vain reports whether enough words were asked for, and enough of these in vain: where many answers are not seen, those that are
// must be as many as where all are.
func (d *Detector) vain(g *guess, t tally, factor float64, fewest int) bool {
	return many(t.words, factor, fewest) && d.failing(g, t) && (g.answered == 0 || float64(t.fails) >= d.cfg.FailShare*float64(fewest))
}

// wellKnown reports whether names are asked for that every word list has.
func (d *Detector) wellKnown(g *guess, v *evidence) bool {
	c := &d.cfg
	fewest := c.Famous
	if g.together() && !v.direct {
		fewest = c.FamousFound
	}
	vain := g.answered == 0 || int(v.long.fails) >= c.SomeFail && float64(v.long.fails) >= c.FailShare*float64(v.long.fails+v.long.good)
	return vain && many(v.long.famous, v.factor, fewest) || v.direct && d.everyList(g, v)
}

// everyList reports whether names are asked for that every word list has, of which hardly any fails, as below a wildcard. A monitor
// of one's own may do so once, but will come back.
func (d *Detector) everyList(g *guess, v *evidence) bool {
	return !g.through() && !d.polls(g) && g.onePlace() && many(v.long.famous, v.factor, d.cfg.FamousFound)
}

// prepared reports whether words follow a name as tools make them up, or are wanted below a wildcard by who asks a server of
// ours itself.
func (d *Detector) prepared(g *guess, v *evidence) bool {
	if d.begun(g, v) {
		return true
	}
	if v.direct && g.nx+g.again == 0 && 10*g.placed >= 9*g.asked && many(v.burst.words, v.factor, d.cfg.WordsHour) {
		return true
	}
	return (ofTool(g.shape) || !d.uses(g)) && d.probed(g, v.burst, v.now) && many(v.burst.words, v.factor, d.cfg.WordsProbed)
}

// begun reports whether a tool's made-up name came first, and many words after it, whether they exist or not.
func (d *Detector) begun(g *guess, v *evidence) bool {
	return g.began && ofTool(g.shape) && many(v.burst.words, v.factor, d.cfg.WordsDay)
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
	return float64(t.fails) >= d.cfg.FailShare*float64(t.fails+t.good) && 4*(int(t.fails)+int(t.good)) >= int(t.words)
}

// persists reports whether a client guesses slowly, and does not poll. Where nothing exists,
// numbers behind a word are no inventory.
func (d *Detector) persists(g *guess, v *evidence) bool {
	if d.polls(g) || !d.failing(g, v.slow) {
		return false
	}
	if v.direct {
		return many(v.slow.words, v.factor, d.cfg.WordsHour)
	}
	factor := v.factor
	if !v.varied {
		if g.found > 0 || !v.slow.hollow() {
			return false
		}
		factor *= d.cfg.Hollow
	}
	return many(v.slow.words, factor, d.cfg.WordsDay)
}

// polls reports whether a client comes back to the names that it asks for.
func (d *Detector) polls(g *guess) bool {
	return float64(g.again) > d.cfg.RevisitShare*float64(g.asked)
}

// uses reports whether a client comes back to names, most of which exist: so do people, who mistype some.
func (d *Detector) uses(g *guess) bool { return d.polls(g) && 2*g.found > g.answered-g.slips }

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
