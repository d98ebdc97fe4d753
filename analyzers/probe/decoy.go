package probe

import (
	"slices"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/sketch"
	"github.com/reconwatch/reconwatch/capture/packet"
)

const (
	decoySets = 1 << 12
	// decoyWindow: the copies of one probe leave within 60 microseconds; a queue on the
	// way may hold some back.
	decoyWindow = 50 * 1_000_000
	decoyIdle   = episodeIdle
	crowdSize   = 16
	maxCrowds   = 256
)

// likeness is one packet in whose likeness others may come from other sources.
type likeness struct {
	tag    uint64
	time   int64
	source packet.Addr
}

// crowd is the sources whose probes of one host are copies of each other.
type crowd struct {
	host    packet.Addr
	episode episode
	sources []packet.Addr // sorted; at most crowdSize
	many    uint32
	open    bool
	groups  uint32 // probes that came in several names
	group   uint64 // tag of the last
}

// decoys finds probes that differ in nothing but the source.
type decoys struct {
	seed    uint64
	slots   []likeness
	crowds  []*crowd
	due     int64
	evicted uint64
}

func (t *decoys) init(seed uint64) { t.seed, t.slots = seed, make([]likeness, decoySets) }

// add looks at a packet of nmap's form or an empty datagram, among those to the same target.
func (t *decoys) add(d *Detector, e *analyzers.Event) {
	hi, lo := e.Target.Halves()
	h := sketch.Hash(t.seed^sketch.Hash(t.seed, uint64(e.Seq)<<16|uint64(e.IPID), uint64(e.SourcePort)<<16|uint64(e.TargetPort)), hi, lo) | 1
	s := &t.slots[h>>1%decoySets]
	if lapsed := e.Time-s.time > decoyWindow; s.tag != h || lapsed {
		if s.tag != 0 && !lapsed {
			t.evicted++
		}
		*s = likeness{tag: h, time: e.Time, source: e.Source}
		return
	}
	if s.source != e.Source && e.IPID != 0 {
		t.meet(d, e, s)
	}
}

// meet takes a packet and the one that it copies into the crowd around their target.
func (t *decoys) meet(d *Detector, e *analyzers.Event, s *likeness) {
	i := slices.IndexFunc(t.crowds, func(c *crowd) bool { return c.host == e.Target })
	if i < 0 {
		if len(t.crowds) == maxCrowds {
			t.evicted++
			t.end(d, 0, d.now)
		}
		i = len(t.crowds)
		t.crowds = append(t.crowds, &crowd{host: e.Target, episode: episode{
			key: s.source, opened: e.Time, first: s.time, last: e.Time, method: e.Method,
			iface: e.Interface, vlan: e.VLAN, direction: d.direction(&e.Source, &e.Target),
		}})
	}
	c := t.crowds[i]
	if c.group != s.tag {
		c.group = s.tag
		c.groups += min(1, 3-c.groups)
	}
	joined := c.join(s.source)
	joined = c.join(e.Source) || joined
	c.episode.add(e, d.o.Secret)
	grown := c.episode.grown()
	switch {
	case c.groups < 2: // the sources of the first probe are still coming in
	case !c.open:
		c.open = true
		c.tell(d, analyzers.Opened, e.Time)
	case joined, grown:
		c.tell(d, analyzers.Grown, e.Time)
	}
	t.due = min(t.due, e.Time+decoyIdle)
}

// join enters a source, and reports whether it is new.
func (c *crowd) join(a packet.Addr) bool {
	i, found := slices.BinarySearchFunc(c.sources, a, func(x, y packet.Addr) int {
		switch {
		case less(&x, &y):
			return -1
		case x == y:
			return 0
		}
		return 1
	})
	if found || len(c.sources) == crowdSize {
		return false
	}
	c.sources = slices.Insert(c.sources, i, a)
	c.many++
	return true
}

func (c *crowd) tell(d *Detector, stage analyzers.Stage, now int64) {
	f := c.episode.finding(stage, now)
	f.Kind = analyzers.DecoyScan
	f.Sources, f.SourceCount = slices.Clone(c.sources), c.many
	f.Confidence = 0.97
	alike := "identification, sequence number and source port"
	if f.Method == analyzers.UDP {
		alike = "identification and source port"
	}
	f.Detail = "their probes are alike to the " + alike + ", and arrive together"
	f.Tools = []analyzers.Tool{{Name: "nmap", Confidence: Unique.String(), Evidence: []string{
		"probes of several sources with one IP " + alike,
	}}}
	*d.out = append(*d.out, f)
}

func (t *decoys) end(d *Detector, i int, now int64) {
	if t.crowds[i].open {
		t.crowds[i].tell(d, analyzers.Ended, now)
	}
	t.crowds = slices.Delete(t.crowds, i, i+1)
}

// advance ends the crowds that have been idle, in the order in which they fell silent.
func (t *decoys) advance(d *Detector, now int64) {
	for len(t.crowds) > 0 && t.due < now {
		least := t.oldest()
		t.due = t.crowds[least].episode.last + decoyIdle
		if t.due < now {
			t.end(d, least, t.due)
		}
	}
}

func (t *decoys) oldest() int {
	least := 0
	for i, c := range t.crowds {
		if c.episode.last < t.crowds[least].episode.last {
			least = i
		}
	}
	return least
}

func (t *decoys) finish(d *Detector) {
	for len(t.crowds) > 0 {
		i := t.oldest()
		t.end(d, i, t.crowds[i].episode.last+decoyIdle)
	}
}
