// Package dns finds who maps a network through its names: guesses at names, sweeps
// of reverse zones, zone transfers and walks, and questions about the servers themselves.
//
// A client is judged by what it asks for below one name, whatever it asks elsewhere,
// and by the answers that it gets.
//
// Goroutines: a Detector belongs to one shard. Allocation: none per message; a name's
// registered domain costs one when the name is new, an episode a few. All tables are bounded and pointer-free.
package dns

import (
	"math"
	"time"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/cache"
	"github.com/reconwatch/reconwatch/analyzers/episodes"
	"github.com/reconwatch/reconwatch/analyzers/sketch"
	"github.com/reconwatch/reconwatch/capture/dnswire"
	"github.com/reconwatch/reconwatch/capture/packet"
)

const port = 53

// Options configure a Detector.
type Options struct {
	// Config is DefaultConfig if it is zero.
	Config Config
	// Home reports whether an address is ours. It must not allocate or block.
	Home func(*packet.Addr) bool
	// Secondary reports whether an address may have any zone; nil for none. As Home.
	Secondary func(*packet.Addr) bool
	// Own reports whether a folded domain is the organisation's; nil if none is known to be. As Home.
	Own func(dnswire.Name) bool
	// Seed keys the tables; Secret keys the names, and so the estimates.
	Seed, Secret uint64
	// Pairs bounds the pairs of client and zone that are remembered, Suspects those under suspicion,
	// Names the names that these have asked for.
	Pairs, Suspects, Names int
}

// Stats are plain counters of one Detector.
type Stats struct {
	Messages, Malformed                         uint64
	PairsEvicted, SuspectsEvicted, NamesEvicted uint64
	StreamsEvicted, StreamsLost                 uint64
	EpisodesLost                                uint64
}

// Detector implements analyzers.Analyzer.
type Detector struct {
	cfg          Config
	home         func(*packet.Addr) bool
	trusted      func(*packet.Addr) bool
	own          func(dnswire.Name) bool
	seed, secret uint64
	now          int64
	m            dnswire.Message
	q            question
	known        *suffixes
	pairs        *cache.Cache[pair]
	guesses      *cache.Cache[guess]
	names        *cache.Cache[asked]
	servers      *cache.Cache[server]
	streams      *cache.Cache[stream]
	peers        *cache.Cache[peer]
	checks       *cache.Cache[check]
	expansions   *cache.Cache[expansion]
	probes       *cache.Cache[probe]
	snoops       *cache.Cache[snoop]
	walks        *cache.Cache[walk]
	surveys      *cache.Cache[survey]
	sweeps       *cache.Cache[sweep]
	spreads      *cache.Cache[spread]
	prefixes     *cache.Cache[prefixes]
	estates      *cache.Cache[estate]
	interests    *cache.Cache[interest]
	other        question
	scratch      [dnswire.MaxName]byte
	stories      episodes.Table[storyKey, *story]
	stats        Stats
}

// server is an address that answers questions.
type server struct{ _ uint8 }

// Rows of the tables that grow with the network up to a bound only, as few clients do such things, and at
// least to fewRows.
const (
	serverRows = 1 << 14
	streamRows = 1 << 11
	sweepRows  = 1 << 16
	otherRows  = 1 << 14
	fewRows    = 1 << 9
	estateRows = 1 << 11 // pairs of a server of ours and a domain
)

// rows is a part of the pairs, within bounds.
func rows(pairs, part, most int) int { return min(max(pairs/part, fewRows), most) }

// New makes a Detector for one shard.
func New(o Options) *Detector {
	if o.Config == (Config{}) {
		o.Config = DefaultConfig()
	}
	others, sweeps := rows(o.Pairs, 16, otherRows), rows(o.Pairs, 4, sweepRows)
	d := &Detector{
		cfg: o.Config, home: o.Home, trusted: o.Secondary, own: o.Own, seed: o.Seed, secret: o.Secret, now: math.MinInt64, known: newSuffixes(),
		pairs: cache.New[pair](o.Pairs), guesses: cache.New[guess](o.Suspects), names: cache.New[asked](o.Names),
		servers: cache.New[server](serverRows), streams: cache.New[stream](streamRows),
		peers: cache.New[peer](others), checks: cache.New[check](others), expansions: cache.New[expansion](others), probes: cache.New[probe](others), snoops: cache.New[snoop](others),
		walks: cache.New[walk](others), surveys: cache.New[survey](others), sweeps: cache.New[sweep](sweeps), spreads: cache.New[spread](sweeps),
		prefixes: cache.New[prefixes](others), estates: cache.New[estate](estateRows), interests: cache.New[interest](others),
	}
	d.stories = d.newStories()
	return d
}

// Name is "dns".
func (d *Detector) Name() string { return "dns" }

// SetConfig puts other thresholds in place; only the shard's goroutine may call it.
func (d *Detector) SetConfig(c Config) { d.cfg = c }

// SetOwn puts other domains in place, as Options.Own; only the shard's goroutine may call it.
func (d *Detector) SetOwn(own func(dnswire.Name) bool) { d.own = own }

// Stats reads the counters; only the shard's goroutine may call it.
func (d *Detector) Stats() Stats {
	s := d.stats
	s.PairsEvicted, s.SuspectsEvicted, s.NamesEvicted = d.pairs.Evicted(), d.guesses.Evicted(), d.names.Evicted()
	s.StreamsEvicted, s.EpisodesLost = d.streams.Evicted(), d.stories.Lost()
	return s
}

// Consume takes events in order.
func (d *Detector) Consume(b *analyzers.Batch, out *[]analyzers.Finding) {
	for i := range b.Events {
		e := &b.Events[i]
		if e.Time > d.now {
			d.Advance(e.Time, out)
		}
		switch {
		case e.Kind == analyzers.Service && e.TargetPort == port:
			d.servers.TakeWithin(d.address(&e.Target), e.Time, forever)
		case e.Kind == analyzers.Message && e.App == analyzers.AppDNS:
			data := b.Data(e)
			if e.Routes != analyzers.ByTarget {
				d.payload(e, data, out)
			}
			if e.Routes&analyzers.ByTarget != 0 && e.FromTarget {
				d.notified(e, data)
				d.answer(e, data, out)
			}
		}
	}
}

const forever = int64(math.MaxInt64)

// span is a duration of packet time.
func span(d time.Duration) int64 { return int64(d) }

func (d *Detector) address(a *packet.Addr) uint64 {
	hi, lo := a.Halves()
	return sketch.Hash(d.seed, hi, lo)
}

// serves reports whether the client answers questions itself: what it asks, others asked it.
func (d *Detector) serves(client *packet.Addr) bool {
	return d.servers.Find(d.address(client)) != nil
}

// payload finds the messages of a datagram or a segment.
func (d *Detector) payload(e *analyzers.Event, data []byte, out *[]analyzers.Finding) {
	if e.Proto == packet.ProtoUDP {
		d.message(e, data, nil, out)
		return
	}
	d.segment(e, data, out)
}

// message judges one message; s is the connection that it came by, nil for a datagram.
func (d *Detector) message(e *analyzers.Event, data []byte, s *stream, out *[]analyzers.Finding) {
	d.stats.Messages++
	m := &d.m
	if v := m.Parse(data); v == dnswire.Malformed || len(data) < dnswire.HeaderBytes || m.IsResponse() != e.FromTarget {
		d.stats.Malformed++
		return
	}
	d.q.labels, d.q.domain = 0, 0
	if m.Name != nil {
		d.q.read(m.Name, d.secret, d.known)
	}
	switch {
	case m.Questions == 0 && m.IsResponse() && s != nil && s.zone != 0:
		d.more(e, s, out)
	case d.probe(e, out), m.Name == nil, m.Opcode() != dnswire.Query, m.Class != dnswire.ClassIN:
	case m.Type == dnswire.TypeAXFR || m.Type == dnswire.TypeIXFR:
		d.transfer(e, s, out)
	default:
		d.lookup(e, out)
	}
}

// lookup judges a question or an answer about names of the internet.
func (d *Detector) lookup(e *analyzers.Event, out *[]analyzers.Finding) {
	if d.m.Type == dnswire.TypeSOA || d.m.Type == dnswire.TypeNS {
		d.acquaint(e)
	}
	if d.sweep(e, out) {
		return
	}
	d.walk(e, out)
	d.survey(e, out)
	d.snoop(e, out)
	d.guess(e, out)
}

// outcome is what a message says about a name.
type outcome uint8

// Outcomes, in rising order of what they prove.
const (
	asks  outcome = iota // a question, or an answer that decides nothing
	empty                // the name is there, or a signer pretends it is, without such a record
	nxdomain
	found
)

func outcomeOf(m *dnswire.Message) outcome {
	switch {
	case !m.IsResponse():
		return asks
	case m.Code() == dnswire.NXDomain:
		return nxdomain
	case m.Code() == dnswire.Success && m.Answers > 0:
		return found
	case m.Code() == dnswire.Success && m.Type == dnswire.TypeA && m.Flags&dnswire.Truncated == 0:
		return empty
	}
	return asks
}
