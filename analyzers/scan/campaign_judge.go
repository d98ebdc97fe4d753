package scan

import (
	"math"
	"math/bits"
	"slices"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// active counts the sources that did their share.
func (c *campaign) active(least int) int {
	n := 0
	for i := range c.members[:c.n] {
		if int(c.members[i].count) >= least {
			n++
		}
	}
	return n
}

// chance is how many shared touches unrelated sources would have had: by pairs of touches
// of two sources, as none meets itself, within the span that was touched; ports are not
// drawn evenly, so there every touch counts.
func (c *campaign) chance() float64 {
	if c.vertical {
		return float64(c.cover) / 2
	}
	touches := float64(c.cover + c.shared)
	pairs := touches * touches
	for i := range c.members[:c.n] {
		own := float64(c.members[i].count)
		pairs -= own * own
	}
	return pairs / 2 / c.span()
}

// span is how far the touched places reach from the first to the last. Places of IPv6
// are hashes, which reach all over.
func (c *campaign) span() float64 {
	const all = 256
	if !c.space.Is4() {
		return all
	}
	first, last := all, 0
	for i, w := range c.joint[:all/64] {
		if w != 0 {
			first = min(first, 64*i+bits.TrailingZeros64(w))
			last = 64*i + bits.Len64(w)
		}
	}
	return float64(last - first)
}

// coincidence is the probability that unrelated sources share so few touches (Poisson).
func (c *campaign) coincidence(chance float64) float64 {
	term := math.Exp(-chance)
	sum := term
	for i := range c.shared {
		term *= chance / float64(i+1)
		sum += term
	}
	return sum
}

// follow decides after somebody has touched one more target of an open campaign. Who joins is told at once,
// before anything is told of it alone.
func (t *campaigns) follow(d *Detector, c *campaign, m *accomplice, now int64, out *[]analyzers.Finding) {
	joins := !m.joined && c.admits(d, m, now)
	if joins {
		m.joined, c.last = true, now
	}
	if joins || m.joined && c.cover > c.reported+c.reported/2 {
		t.tell(d, c, now, analyzers.Grown, out)
	}
}

func (t *campaigns) judge(d *Detector, c *campaign, now int64, out *[]analyzers.Finding) {
	cover := d.cfg.Cover
	if c.vertical {
		cover = d.cfg.CoverPorts
	}
	if int(c.cover) < cover || c.active(d.cfg.AccompliceHosts) < d.cfg.Accomplices ||
		c.active(d.cfg.AccompliceHosts)*5 < int(c.n)*4 {
		return
	}
	chance := c.chance()
	if float64(c.shared) > d.cfg.Overlap*chance || !c.vertical && c.coincidence(chance) > d.cfg.Coincidence {
		return
	}
	t.begin(d, c, now, out)
}

// admits reports whether a source that came later meets the terms of the opening: its share of targets, within
// the window, with hardly an overlap.
func (c *campaign) admits(d *Detector, m *accomplice, now int64) bool {
	chance := float64(m.count) / 2
	if !c.vertical {
		chance = float64(m.count) * float64(c.cover) / c.span()
	}
	return int(m.count) >= d.cfg.AccompliceHosts && now-m.start <= int64(d.cfg.CampaignWindow) &&
		float64(m.shared) <= d.cfg.Overlap*chance
}

// begin opens the episode of those who did their share.
func (t *campaigns) begin(d *Detector, c *campaign, now int64, out *[]analyzers.Finding) {
	c.opened = now
	for i := range c.members[:c.n] {
		m := &c.members[i]
		m.joined = int(m.count) >= d.cfg.AccompliceHosts
	}
	c.lead = c.joined().sources[0]
	t.tell(d, c, now, analyzers.Opened, out)
}

// joint is what those have done who take part.
type joint struct {
	sources       []packet.Addr
	probes, cover uint32
	answers       analyzers.Answers
	constant      bool // every source kept one and the same port of its own
}

func (c *campaign) joined() joint {
	j := joint{constant: true}
	port := -1
	for i := range c.members[:c.n] {
		m := &c.members[i]
		if !m.joined {
			continue
		}
		if port < 0 {
			port = int(m.port)
		}
		j.constant = j.constant && !m.moved && int(m.port) == port
		j.sources = append(j.sources, m.addr)
		j.probes += uint32(m.count)
		j.cover += uint32(m.count - m.shared)
		j.answers.Open += m.answers.Open
		j.answers.Closed += m.answers.Closed
		j.answers.Filtered += m.answers.Filtered
		j.answers.Silent += m.answers.Silent
	}
	return j
}

func (t *campaigns) tell(d *Detector, c *campaign, now int64, stage analyzers.Stage, out *[]analyzers.Finding) {
	j := c.joined()
	c.reported = c.cover
	byAddr := func(a, b packet.Addr) int { return slices.Compare(a[:], b[:]) }
	slices.SortFunc(j.sources, byAddr)
	s := source{key: c.lead}
	if d.home(&c.hosts[0]) {
		s.scope = home
	}
	f := analyzers.Finding{
		Time: now, Decided: now, Kind: analyzers.DistributedScan, Stage: stage, Rule: analyzers.RulePartition,
		Episode: c.opened, Source: c.lead, Sources: j.sources, SourceCount: uint32(len(j.sources)),
		Method: c.method, Methods: c.methods, Hosts: j.cover, Ports: 1, First: c.start, Last: c.last,
		Probes: uint64(j.probes), Answers: j.answers, FailureShare: 1, Confidence: 0.9,
		Direction: d.direction(&s), Interface: c.iface, VLAN: c.vlan, Visibility: d.seen.of(&c.hosts[0]),
		HostsSample: slices.Clone(c.hosts[:c.nhosts]), PortsSample: slices.Clone(c.ports[:c.nports]),
	}
	if c.vertical {
		f.Hosts, f.Ports = 1, j.cover
	}
	if j.constant {
		f.Rule, f.Confidence = analyzers.RuleConstant, 0.95
	}
	slices.SortFunc(f.HostsSample, byAddr)
	slices.Sort(f.PortsSample)
	*out = append(*out, f)
}

// expire ends what has been idle until now.
func (t *campaigns) expire(d *Detector, now int64, out *[]analyzers.Finding) {
	idle := int64(d.cfg.EpisodeIdle)
	t.due = math.MaxInt64
	still := t.open[:0]
	for _, i := range t.open {
		c := &t.full[i]
		if c.last+idle > now {
			t.due = min(t.due, c.last+idle)
			still = append(still, i)
			continue
		}
		t.tell(d, c, c.last+idle, analyzers.Ended, out)
		c.summary, t.tags[i] = summary{}, 0
	}
	t.open = still
}
