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

func (t *campaigns) judge(d *Detector, c *campaign, now int64, out *[]analyzers.Finding) {
	if c.opened != 0 {
		if c.cover > c.reported+c.reported/2 {
			t.tell(d, c, now, analyzers.Grown, out)
		}
		return
	}
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
	c.opened = now
	t.tell(d, c, now, analyzers.Opened, out)
}

// constant reports whether every source kept one and the same port of its own.
func (c *campaign) constant() bool {
	for i := range c.members[:c.n] {
		if m := &c.members[i]; m.moved || m.port != c.members[0].port {
			return false
		}
	}
	return true
}

func (t *campaigns) tell(d *Detector, c *campaign, now int64, stage analyzers.Stage, out *[]analyzers.Finding) {
	c.reported = c.cover
	var sources []packet.Addr
	for i := range c.members[:c.n] {
		sources = append(sources, c.members[i].addr)
	}
	first := sources[0]
	slices.SortFunc(sources, func(a, b packet.Addr) int { return slices.Compare(a[:], b[:]) })
	s := source{key: first}
	if d.home(&c.hosts[0]) {
		s.scope = home
	}
	f := analyzers.Finding{
		Time: now, Decided: now, Kind: analyzers.DistributedScan, Stage: stage, Rule: analyzers.RulePartition,
		Episode: c.opened, Source: first, Sources: sources, SourceCount: uint32(c.n),
		Method: c.method, Methods: c.methods, Hosts: c.cover, Ports: 1, First: c.start, Last: c.last,
		Probes: c.failures, Answers: c.answers, FailureShare: 1, Confidence: 0.9,
		Direction: d.direction(&s), Interface: c.iface, VLAN: c.vlan, Visibility: d.seen.of(&c.hosts[0]),
		HostsSample: slices.Clone(c.hosts[:c.nhosts]), PortsSample: slices.Clone(c.ports[:c.nports]),
	}
	if c.vertical {
		f.Hosts, f.Ports = 1, c.cover
	}
	if c.constant() {
		f.Rule, f.Confidence = analyzers.RuleConstant, 0.95
	}
	slices.SortFunc(f.HostsSample, func(a, b packet.Addr) int { return slices.Compare(a[:], b[:]) })
	slices.Sort(f.PortsSample)
	*out = append(*out, f)
}

func (t *campaigns) finish(d *Detector, out *[]analyzers.Finding) {
	for i, tag := range t.tags {
		if tag == 0 {
			continue // never used, and its memory never touched
		}
		if c := &t.full[i]; c.opened != 0 {
			t.tell(d, c, c.last+int64(d.cfg.EpisodeIdle), analyzers.Ended, out)
			c.opened = 0
		}
	}
}
