package whois

import (
	"cmp"
	"fmt"
	"math/bits"
	"net/netip"
	"slices"
	"strings"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/episodes"
	"github.com/reconwatch/reconwatch/capture/packet"
)

func packetAddr(a netip.Addr) packet.Addr { return packet.AddrFrom(a) }

// maxStories bounds the open episodes of a shard; samples what each quotes, maxQuote how much of it.
const (
	maxStories = 1 << 10
	samples    = 5
	maxQuote   = 64
)

// story is an open episode of one client.
type story struct {
	episodes.Life
	source      packet.Addr
	first, last int64
	lookups     uint64
	objects     uint32
	ours        uint32
	usual       float64
	answers     analyzers.Answers
	servers     []packet.Addr
	ports       []uint16
	quotes      []string
	sites       int
	direction   analyzers.Direction
	iface, vlan uint16
	tools       []analyzers.Tool
}

// newStories makes the table of open episodes, by their source.
func (d *Detector) newStories() episodes.Table[packet.Addr, *story] {
	return episodes.New[packet.Addr](episodes.Rules[*story]{
		Most: maxStories, End: func(s *story) int64 { return s.last + int64(d.cfg.EpisodeIdle) }, Tell: (*story).finding,
		Compare: func(a, b *story) int { return slices.Compare(a.source[:], b.source[:]) },
	})
}

// judge follows a look-up of an object, or of a site's name.
func (d *Detector) judge(c *client, e *analyzers.Event, object string, ours bool, q *query) {
	s := d.stories.Find(e.Source)
	if s == nil {
		if c.accused { // its episode has ended: what follows must convict by itself
			c.forget()
			return
		}
		median, deviation := c.hours.Usual()
		if !d.surges(c, e.Time, median, deviation) {
			return
		}
		if !d.stories.Room() {
			return
		}
		c.accused = true
		s = d.begin(c, e, median)
		d.stories.Open(e.Source, s, e.Time, e.Time+int64(d.cfg.Hold))
	} else {
		s.lookups++
		s.objects = max(s.objects, uint32(c.lately().fresh))
		if ours {
			s.ours++
		}
	}
	s.touch(e, object, q, c)
	s.Until(s.last + int64(d.cfg.EpisodeIdle))
}

// begin makes a story of what a client did within the hour, the look-up that decided included.
func (d *Detector) begin(c *client, e *analyzers.Event, median float64) *story {
	t := c.lately()
	s := &story{
		source: e.Source, usual: median, first: t.began,
		lookups: uint64(t.lookups), objects: uint32(t.fresh), ours: uint32(t.ours),
		answers:   analyzers.Answers{Open: uint32(t.given), Closed: uint32(t.nothing)},
		direction: d.direction(e), iface: e.Interface, vlan: e.VLAN,
	}
	earlier := slices.Clone(c.quotes[:])
	slices.SortFunc(earlier, func(a, b quote) int { return cmp.Compare(a.at, b.at) })
	for i := range earlier {
		if o := &earlier[i]; o.at > e.Time-hour {
			s.quote(string(o.text[:o.size]))
		}
	}
	for i := range c.servers {
		if o := &c.servers[i]; o.at > e.Time-hour {
			s.server(o.addr, o.port)
		}
	}
	return s
}

// surges decides whether a client looks up more than it uses to.
func (d *Detector) surges(c *client, now int64, median, deviation float64) bool {
	if bits.OnesCount64(c.sites) >= d.cfg.Sites || bits.OnesCount64(c.registries) >= d.cfg.Registries {
		return true
	}
	floor := d.cfg.Floor
	if c.hours.Known(now) < int64(d.cfg.KnownFor) {
		floor = d.cfg.FloorNew
	}
	c.slide(now)
	return float64(c.lately().fresh) >= max(float64(floor), median+d.cfg.Deviations*deviation)
}

func (s *story) touch(e *analyzers.Event, object string, q *query, c *client) {
	s.last = e.Time
	s.sites = max(s.sites, bits.OnesCount64(c.sites))
	s.quote(object)
	if q != nil {
		s.server(e.Target, e.TargetPort)
		if len(s.tools) == 0 {
			s.tools = tools(q)
		}
	}
}

func (s *story) quote(object string) {
	object = object[:min(len(object), maxQuote)]
	if len(s.quotes) < samples && !slices.Contains(s.quotes, object) {
		s.quotes = append(s.quotes, object)
	}
}

func (s *story) server(a packet.Addr, port uint16) {
	s.servers = analyzers.AddSample(s.servers, a)
	if i, known := slices.BinarySearch(s.ports, port); !known && len(s.ports) < analyzers.SampleSize {
		s.ports = slices.Insert(s.ports, i, port)
	}
}

// tools names the program that a query is consistent with.
func tools(q *query) []analyzers.Tool {
	if version, ok := strings.CutPrefix(string(q.client), "Md"); ok {
		return []analyzers.Tool{{Name: "whois", Version: version, Confidence: "unique", Evidence: []string{"it names itself in the query"}}}
	}
	return nil
}

// Advance tells what is due until now.
func (d *Detector) Advance(now int64, out *[]analyzers.Finding) {
	d.now = max(d.now, now)
	d.stories.Advance(now, out)
}

// Finish ends all episodes at the times at which they would have ended.
func (d *Detector) Finish(out *[]analyzers.Finding) { d.stories.Finish(out) }

func (s *story) finding(stage analyzers.Stage) analyzers.Finding {
	f := analyzers.Finding{
		Time: s.Due, Decided: s.Due, Kind: analyzers.WHOISSurge, Stage: stage, Episode: s.Opened, Source: s.source, SourceCount: 1,
		Method: analyzers.WHOIS, Methods: analyzers.MethodSet(0).Add(analyzers.WHOIS), Hosts: uint32(len(s.servers)),
		HostsSample: slices.Clone(s.servers), Ports: uint32(len(s.ports)), PortsSample: slices.Clone(s.ports), First: s.first, Last: s.last, Probes: s.lookups, Answers: s.answers, Confidence: 0.7,
		Direction: s.direction, Interface: s.iface, VLAN: s.vlan, Visibility: 1, Detail: s.detail(), Tools: slices.Clone(s.tools),
	}
	if stage == analyzers.Opened {
		f.Decided = s.Opened
	}
	return f
}

func (s *story) detail() string {
	var b strings.Builder
	switch {
	case s.objects > 0:
		fmt.Fprintf(&b, "about %d different objects within the hour, its median is %g", s.objects, s.usual)
	default:
		fmt.Fprintf(&b, "%d sites that collect what is known of networks", s.sites)
	}
	b.WriteString("; among them " + strings.Join(s.quotes, ", "))
	if s.ours > 0 {
		fmt.Fprintf(&b, "; %d of them are ours", s.ours)
	}
	b.WriteString("; what others ask the registries about us passes no sensor")
	return b.String()
}

func (d *Detector) direction(e *analyzers.Event) analyzers.Direction {
	return analyzers.DirectionOf(d.home(&e.Source), d.home(&e.Target))
}
