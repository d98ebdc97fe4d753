package dns

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/episodes"
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
	episodes.Life
	storyKey
	domain string
	rule   analyzers.Rule
	// It is forgotten if by the time it would be told the source has turned out to be a secondary; or to poll.
	secondary, polled bool
	unheard           bool // it began before most answers were there

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

// newStories makes the table of open episodes.
func (d *Detector) newStories() episodes.Table[storyKey, *story] {
	return episodes.New[storyKey](episodes.Rules[*story]{
		Most: maxStories, End: func(s *story) int64 { return s.end(&d.cfg) }, Pardoned: d.pardoned,
		Tell: func(s *story, stage analyzers.Stage) analyzers.Finding { return d.finding(s, stage, s.Due) },
		Compare: func(a, b *story) int {
			return cmp.Or(slices.Compare(a.source[:], b.source[:]), cmp.Compare(a.Opened, b.Opened), cmp.Compare(a.kind, b.kind), cmp.Compare(a.domain, b.domain))
		},
	})
}

// begin opens an episode on the strength of e; nil if there are too many.
func (d *Detector) begin(e *analyzers.Event, kind analyzers.Kind, zone uint64, domain string, first int64) *story {
	if !d.stories.Room() {
		return nil
	}
	s := &story{
		storyKey: storyKey{e.Source, zone, kind}, domain: domain, first: first, last: e.Time,
		direction: d.direction(e), iface: e.Interface, vlan: e.VLAN,
	}
	d.stories.Open(s.storyKey, s, e.Time, e.Time+int64(d.cfg.Hold))
	s.touch(e, &d.cfg)
	return s
}

// story finds the open episode of a client.
func (d *Detector) story(e *analyzers.Event, kind analyzers.Kind, zone uint64) *story {
	return d.stories.Find(storyKey{e.Source, zone, kind})
}

// touch notes that the episode goes on.
func (s *story) touch(e *analyzers.Event, c *Config) {
	s.last = e.Time
	s.asked(e.Target)
	s.Until(s.end(c))
}

// end is when the episode will be over if nothing more comes.
func (s *story) end(c *Config) int64 {
	pace := (s.last - s.first) / int64(max(s.probes, 1))
	return s.last + max(int64(c.EpisodeIdle), 4*pace)
}

// asked adds a server to those that were asked, if the sample has room.
func (s *story) asked(server packet.Addr) { s.servers = analyzers.AddSample(s.servers, server) }

// grow tells more of an episode that was told, when enough was given away since.
func (d *Detector) grow(s *story, e *analyzers.Event, out *[]analyzers.Finding) {
	if s.Held || bits.Len32(s.answers.Open) <= s.told && len(s.servers) <= s.toldServers {
		return
	}
	f := d.finding(s, analyzers.Grown, e.Time)
	f.Frame, f.Ordinal = e.Frame, e.Ordinal
	*out = append(*out, f)
}

// Advance tells what is due until now.
func (d *Detector) Advance(now int64, out *[]analyzers.Finding) {
	d.now = max(d.now, now)
	d.stories.Advance(now, out)
}

// Finish ends all episodes at the times at which they would have ended.
func (d *Detector) Finish(out *[]analyzers.Finding) { d.stories.Finish(out) }

func (d *Detector) finding(s *story, stage analyzers.Stage, now int64) analyzers.Finding {
	s.told, s.toldServers = bits.Len32(s.answers.Open), len(s.servers)
	f := analyzers.Finding{
		Time: now, Decided: now, Kind: s.kind, Stage: stage, Rule: s.rule, Episode: s.Opened,
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
		f.Decided = s.Opened
	}
	return f
}

func failureShare(a *analyzers.Answers) float64 {
	return float64(a.Closed) / float64(max(a.Open+a.Closed, 1))
}

func (d *Detector) direction(e *analyzers.Event) analyzers.Direction {
	return analyzers.DirectionOf(d.home(&e.Source), d.home(&e.Target))
}
