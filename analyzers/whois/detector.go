// Package whois finds hosts that look up who owns domains and networks more than they use to: over
// WHOIS, whose text is read, over RDAP and at sites that collect such things, whose names are seen.
//
// What an adversary outside asks the registries passes no sensor of ours.
//
// Goroutines: a Detector belongs to one shard. Allocation: a few per look-up, which are rare; none for
// other traffic. All tables are bounded and pointer-free.
package whois

import (
	"bytes"
	"math"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/cache"
	"github.com/reconwatch/reconwatch/analyzers/episodes"
	"github.com/reconwatch/reconwatch/analyzers/sketch"
	"github.com/reconwatch/reconwatch/capture/dnswire"
	"github.com/reconwatch/reconwatch/capture/httpwire"
	"github.com/reconwatch/reconwatch/capture/packet"
	"github.com/reconwatch/reconwatch/capture/tlswire"
)

const (
	port    = 43
	portDNS = 53
)

// Options configure a Detector.
type Options struct {
	// Config is DefaultConfig if it is zero.
	Config Config
	// Home reports whether an address is ours. It must not allocate or block.
	Home func(*packet.Addr) bool
	// Own reports whether a folded domain is the organisation's; nil if none is known to be. As Home.
	Own func(dnswire.Name) bool
	// Seed keys the tables, Secret what is counted.
	Seed, Secret uint64
}

// Rows of the tables: few hosts look anything up.
const (
	clientRows = 1 << 12
	flowRows   = 1 << 10
	helloRows  = 1 << 10
	serverRows = 1 << 13
)

// Detector implements analyzers.Analyzer.
type Detector struct {
	cfg      Config
	home     func(*packet.Addr) bool
	own      func(dnswire.Name) bool
	seed     uint64
	secret   uint64
	now      int64
	clients  *cache.Cache[client]
	flows    *cache.Cache[lines]
	hellos   *cache.Cache[hello]
	servers  *cache.Cache[uint8]
	stories  episodes.Table[packet.Addr, *story]
	m        dnswire.Message
	pieces   tlswire.Pieces
	request  httpwire.Request
	response httpwire.Response
	name     [4 * dnswire.MaxName]byte
}

// hello is the first piece of a ClientHello whose name is still to come.
type hello struct {
	seq   uint32
	size  uint16
	first [analyzers.MessageBytes]byte
}

// New makes a Detector for one shard.
func New(o Options) *Detector {
	if o.Config == (Config{}) {
		o.Config = DefaultConfig()
	}
	d := &Detector{
		cfg: o.Config, home: o.Home, own: o.Own, seed: o.Seed, secret: o.Secret, now: math.MinInt64,
		clients: cache.New[client](clientRows), flows: cache.New[lines](flowRows), hellos: cache.New[hello](helloRows),
		servers: cache.New[uint8](serverRows),
	}
	d.stories = d.newStories()
	return d
}

// SetConfig puts other thresholds in place; only the shard's goroutine may call it.
func (d *Detector) SetConfig(c Config) { d.cfg = c }

// SetOwn puts other domains in place, as Options.Own; only the shard's goroutine may call it.
func (d *Detector) SetOwn(own func(dnswire.Name) bool) { d.own = own }

// Name is "whois".
func (d *Detector) Name() string { return "whois" }

// Fill implements analyzers.Analyzer.
func (d *Detector) Fill(dst []analyzers.Fill) []analyzers.Fill {
	return append(dst,
		analyzers.Fill{Table: "clients", Entries: d.clients.Len(), Evicted: d.clients.Evicted()},
		analyzers.Fill{Table: "queries", Entries: d.flows.Len(), Evicted: d.flows.Evicted()},
		analyzers.Fill{Table: "hellos", Entries: d.hellos.Len(), Evicted: d.hellos.Evicted()},
		analyzers.Fill{Table: "servers", Entries: d.servers.Len(), Evicted: d.servers.Evicted()},
		analyzers.Fill{Table: "episodes", Entries: d.stories.Len(), Evicted: d.stories.Lost()},
	)
}

// Consume takes events in order.
func (d *Detector) Consume(b *analyzers.Batch, out *[]analyzers.Finding) {
	for i := range b.Events {
		e := &b.Events[i]
		if e.Time > d.now {
			d.Advance(e.Time, out)
		}
		switch {
		case e.Kind == analyzers.Service && e.TargetPort == portDNS:
			d.servers.Take(d.address(&e.Target), e.Time)
		case e.Kind == analyzers.Message:
			d.message(e, b.Data(e))
		}
	}
}

func (d *Detector) message(e *analyzers.Event, data []byte) {
	switch e.App {
	case analyzers.AppWHOIS:
		d.text(e, data)
	case analyzers.AppDNS:
		if !e.FromTarget && e.Proto == packet.ProtoUDP {
			d.question(e, data)
		}
	case analyzers.AppHTTPRequest:
		if !e.FromTarget && mayBeRDAP(data) {
			d.rdap(e, data)
		}
	case analyzers.AppHTTPResponse:
		if e.FromTarget {
			d.rdapAnswer(e, data)
		}
	case analyzers.AppTLS, analyzers.AppOther:
		if !e.FromTarget && e.Proto == packet.ProtoTCP {
			d.hello(e, data)
		}
	}
}

func (d *Detector) address(a *packet.Addr) uint64 {
	hi, lo := a.Halves()
	return sketch.Hash(d.seed, hi, lo)
}

func (d *Detector) flow(e *analyzers.Event) uint64 {
	return sketch.Hash(d.address(&e.Source)^uint64(e.First), d.address(&e.Target), uint64(e.SourcePort)<<16|uint64(e.TargetPort))
}

// question looks for sites in a name that is asked for. Resolvers ask for what others want.
func (d *Detector) question(e *analyzers.Event, data []byte) {
	m := &d.m
	if m.Parse(data) != dnswire.Whole || m.Name == nil || m.IsResponse() || m.Flags&dnswire.RecursionDesired == 0 || m.Class != dnswire.ClassIN {
		return
	}
	d.visit(e, text(m.Name, d.name[:0]), false)
}

// hello looks for sites in the name that a TLS client asks for, which may stand in its second segment.
func (d *Detector) hello(e *analyzers.Event, data []byte) {
	p := &d.pieces
	if e.App == analyzers.AppTLS {
		*p = tlswire.Pieces{First: data}
		name, v := p.ServerName()
		switch v {
		case tlswire.Found:
			d.visit(e, name, true)
		case tlswire.Missing:
			h, _ := d.hellos.Take(d.flow(e), e.Time)
			h.seq, h.size = e.Seq, uint16(copy(h.first[:], data))
		}
		return
	}
	key := d.flow(e)
	h := d.hellos.Find(key)
	if h == nil {
		return
	}
	*p = tlswire.Pieces{First: h.first[:h.size], Second: data, At: int(e.Seq - h.seq)}
	if name, v := p.ServerName(); v == tlswire.Found {
		d.visit(e, name, true)
	}
	d.hellos.Drop(key)
}

// visit counts a name that a client is interested in.
func (d *Detector) visit(e *analyzers.Event, name []byte, connected bool) {
	bit, rdap := site(name), registry(name)
	if bit == 0 && !rdap || d.servers.Find(d.address(&e.Source)) != nil {
		return
	}
	c := d.client(e)
	if e.Time-c.window > int64(d.cfg.SitesWindow) {
		c.window, c.sites, c.registries = e.Time, 0, 0
	}
	c.sites |= bit
	if rdap {
		c.registries |= 1 << (hash(d.secret, bytes.ToLower(name)) & 63)
	}
	if connected && rdap { // one connection may carry many look-ups; at least one it is
		c.add(sketch.Hash(d.secret, uint64(e.Time), uint64(e.SourcePort)), e.Time)
	}
	c.note(name, nil, e.Time)
	c.slide(e.Time).lookups++
	d.judge(c, e, string(name), false, nil)
}

// client gives the record of who asks, in the hour of the event.
func (d *Detector) client(e *analyzers.Event) *client {
	c, _ := d.clients.Take(d.address(&e.Source), e.Time)
	c.turn(e.Time)
	return c
}

func hash(secret uint64, b []byte) uint64 {
	return sketch.Hash(secret, sketch.FNV(b), uint64(len(b)))
}
