package dns

import (
	"cmp"
	"math"
	"math/bits"
	"slices"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// storyKey names what one client does of one kind to one zone (or to no zone in particular).
type storyKey struct {
	source packet.Addr
	zone   uint64
	kind   analyzers.Kind
}

// story is an open episode. It holds what its findings say, so that tables may forget.
type story struct {
	storyKey
	domain string
	rule   analyzers.Rule
	opened int64 // when the evidence sufficed
	due    int64 // when it is told while it is held, when it ends afterwards
	held   bool
	// It is forgotten if by the time it would be told the source has turned out to be a secondary; or to poll.
	secondary, polled bool

	first, last int64
	probes      uint64
	answers     analyzers.Answers
	servers     []packet.Addr // asked, in order of value
	told        int           // doublings of what was given away, at the last finding
	toldServers int
	confidence  float64
	direction   analyzers.Direction
	iface, vlan uint16

	facts facts
	tools []analyzers.Tool
}

// maxStories bounds the open episodes of a shard; what comes on top is counted and not told.
const maxStories = 1 << 12

// stories are the open episodes.
type stories struct {
	open map[storyKey]*story
	next int64 // nothing is due before
	lost uint64
}

// begin opens an episode on the strength of e; nil if there are too many.
func (d *Detector) begin(e *analyzers.Event, kind analyzers.Kind, zone uint64, domain string, first int64) *story {
	if len(d.stories.open) >= maxStories {
		d.stories.lost++
		return nil
	}
	s := &story{
		storyKey: storyKey{e.Source, zone, kind}, domain: domain, opened: e.Time, held: true,
		due: e.Time + int64(d.cfg.Hold), first: first, last: e.Time,
		direction: d.direction(e), iface: e.Interface, vlan: e.VLAN,
	}
	d.stories.open[s.storyKey] = s
	d.stories.next = min(d.stories.next, s.due)
	s.touch(e, &d.cfg)
	return s
}

// story finds the open episode of a client.
func (d *Detector) story(e *analyzers.Event, kind analyzers.Kind, zone uint64) *story {
	return d.stories.open[storyKey{e.Source, zone, kind}]
}

// touch notes that the episode goes on.
func (s *story) touch(e *analyzers.Event, c *Config) {
	s.last = e.Time
	s.asked(e.Target)
	if !s.held {
		s.due = s.end(c)
	}
}

// end is when the episode will be over if nothing more comes.
func (s *story) end(c *Config) int64 {
	pace := (s.last - s.first) / int64(max(s.probes, 1))
	return s.last + max(int64(c.EpisodeIdle), 4*pace)
}

// asked adds a server to those that were asked, if the sample has room.
func (s *story) asked(server packet.Addr) {
	i, known := slices.BinarySearchFunc(s.servers, server, func(a, b packet.Addr) int { return slices.Compare(a[:], b[:]) })
	if !known && len(s.servers) < analyzers.SampleSize {
		s.servers = slices.Insert(s.servers, i, server)
	}
}

// grow tells more of an episode that was told, when enough was given away since.
func (d *Detector) grow(s *story, e *analyzers.Event, out *[]analyzers.Finding) {
	if s.held || bits.Len32(s.answers.Open) <= s.told && len(s.servers) <= s.toldServers {
		return
	}
	f := d.finding(s, analyzers.Grown, e.Time)
	f.Frame, f.Ordinal = e.Frame, e.Ordinal
	*out = append(*out, f)
}

// Advance tells what is due until now.
func (d *Detector) Advance(now int64, out *[]analyzers.Finding) {
	d.now = max(d.now, now)
	for now >= d.stories.next {
		d.settle(now, out)
	}
}

// settle takes all stories that are due one step further, in order of time.
func (d *Detector) settle(now int64, out *[]analyzers.Finding) {
	var due []*story
	d.stories.next = math.MaxInt64
	for _, s := range d.stories.open {
		if s.due <= now {
			due = append(due, s)
			continue
		}
		d.stories.next = min(d.stories.next, s.due)
	}
	slices.SortFunc(due, func(a, b *story) int {
		return cmp.Or(cmp.Compare(a.due, b.due), slices.Compare(a.source[:], b.source[:]),
			cmp.Compare(a.opened, b.opened), cmp.Compare(a.kind, b.kind), cmp.Compare(a.domain, b.domain))
	})
	for _, s := range due {
		if d.pardoned(s) {
			delete(d.stories.open, s.storyKey)
			continue
		}
		if s.held {
			*out = append(*out, d.finding(s, analyzers.Opened, s.due))
			s.held = false
			s.due = max(s.due, s.end(&d.cfg))
			d.stories.next = min(d.stories.next, s.due)
			continue
		}
		*out = append(*out, d.finding(s, analyzers.Ended, s.due))
		delete(d.stories.open, s.storyKey)
	}
}

// Finish ends all episodes at the times at which they would have ended.
func (d *Detector) Finish(out *[]analyzers.Finding) {
	for len(d.stories.open) > 0 {
		d.settle(math.MaxInt64, out)
	}
}

func (d *Detector) finding(s *story, stage analyzers.Stage, now int64) analyzers.Finding {
	s.told, s.toldServers = bits.Len32(s.answers.Open), len(s.servers)
	f := analyzers.Finding{
		Time: now, Decided: now, Kind: s.kind, Stage: stage, Rule: s.rule, Episode: s.opened,
		Source: s.source, SourceCount: 1, Method: analyzers.DNS, Methods: analyzers.MethodSet(0).Add(analyzers.DNS),
		Hosts: uint32(len(s.servers)), Ports: 1, HostsSample: slices.Clone(s.servers), PortsSample: []uint16{port},
		First: s.first, Last: s.last, Probes: s.probes, Answers: s.answers,
		Confidence: s.confidence, FailureShare: failureShare(&s.answers), Direction: s.direction,
		Interface: s.iface, VLAN: s.vlan, Visibility: 1,
		Domain: s.domain, Behalf: s.facts.behalf, Detail: s.detail(), Tools: slices.Clone(s.tools),
	}
	if s.facts.through {
		f.Via = s.source
	}
	if stage == analyzers.Opened {
		f.Decided = s.opened
	}
	return f
}

func failureShare(a *analyzers.Answers) float64 {
	return float64(a.Closed) / float64(max(a.Open+a.Closed, 1))
}

func (d *Detector) direction(e *analyzers.Event) analyzers.Direction {
	return analyzers.DirectionOf(d.home(&e.Source), d.home(&e.Target))
}
