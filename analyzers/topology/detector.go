// Package topology finds who maps the way to our hosts and what stands in it: traced paths
// (packets that expire on the way), filters that are probed by such packets, and VPN gateways
// that are asked for key exchanges as no client asks.
//
// Goroutines: a Detector belongs to one shard. Allocation: none per event; a Finding
// allocates its samples. All tables are bounded and pointer-free.
package topology

import (
	"math"
	"slices"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/cache"
	"github.com/reconwatch/reconwatch/analyzers/sketch"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// Options configure a Detector.
type Options struct {
	// Config is DefaultConfig if it is zero.
	Config Config
	// Home reports whether an address is ours. It must not allocate or block.
	Home func(*packet.Addr) bool
	// Seed keys the tables, Secret what is counted.
	Seed, Secret uint64
	// Trails bounds the pairs of source and target that are watched.
	Trails int
}

// Stats are plain counters and gauges of one Detector.
type Stats struct {
	Packets, Expired uint64
	Trails           int
	Evicted          uint64 // records that gave way
	EpisodesEvicted  uint64 // open ones: they are not closed
}

// caller is one source of strange key exchanges.
type caller struct {
	since     int64
	hosts     [8]packet.Addr
	count     uint32
	proposals different
	names     different
	cookie    uint32         // the latest
	shared    [3]packet.Addr // hosts that got it
	sharers   uint32
	strange   bool // one of them is no client's
}

// different are the digests of the first few that differ.
type different struct {
	digests [8]uint32
	n       uint8
}

func (d *different) add(digest uint32) {
	n := min(int(d.n), len(d.digests))
	if slices.Contains(d.digests[:n], digest) || n == len(d.digests) {
		return
	}
	d.digests[n] = digest
	d.n++
}

// Detector implements analyzers.Analyzer.
type Detector struct {
	cfg      Config
	home     func(*packet.Addr) bool
	seed     uint64
	secret   uint64
	trails   *cache.Cache[trail]
	callers  *cache.Cache[caller]
	episodes *cache.Cache[episode]
	due      int64 // no episode ends before
	stats    Stats
}

// maxEpisodes bounds the episodes that are open in one shard.
const maxEpisodes = 1 << 10

// New makes a Detector for one shard.
func New(o Options) *Detector {
	if o.Config.Steps == 0 {
		o.Config = DefaultConfig()
	}
	n := max(o.Trails, 1<<8)
	return &Detector{
		cfg: o.Config, home: o.Home, seed: o.Seed | 1, secret: o.Secret, due: math.MaxInt64,
		trails: cache.New[trail](n).Fading(int64(o.Config.Window)), callers: cache.New[caller](n / 4), episodes: cache.New[episode](maxEpisodes),
	}
}

// SetConfig puts other thresholds in place; only the shard's goroutine may call it.
func (d *Detector) SetConfig(c Config) { d.cfg = c }

// Name is "topology".
func (d *Detector) Name() string { return "topology" }

// Stats reads the counters; only the shard's goroutine may call it.
func (d *Detector) Stats() Stats {
	s := d.stats
	s.Trails = d.trails.Len()
	s.Evicted, s.EpisodesEvicted = d.trails.Evicted()+d.callers.Evicted(), d.episodes.Evicted()
	return s
}

// Consume takes events in order.
func (d *Detector) Consume(b *analyzers.Batch, out *[]analyzers.Finding) {
	for i := range b.Events {
		e := &b.Events[i]
		if e.Time >= d.due {
			d.Advance(e.Time, out)
		}
		switch e.Kind {
		case analyzers.LowTTL:
			d.stats.Packets++
			d.probe(e, out)
		case analyzers.Expired:
			d.stats.Expired++
			d.expired(e, b.Data(e), out)
		case analyzers.HalfOpen:
			if (e.Proto == packet.ProtoTCP || e.Proto == packet.ProtoUDP) && e.TTL <= lastSteps {
				d.closed(e, out)
			}
		case analyzers.Refused:
			if tracePort(e.TargetPort) {
				d.refused(e, out)
			}
			if (e.Proto == packet.ProtoTCP || e.Proto == packet.ProtoUDP) && e.TTL <= lastSteps {
				d.closed(e, out)
			}
		case analyzers.Message:
			if e.App == analyzers.AppOther && e.Proto == packet.ProtoUDP && (e.TargetPort == portIKE || e.TargetPort == portNAT) {
				d.exchange(e, b.Data(e), out)
			}
		}
	}
}

// Ports of key exchanges: RFC 2408, RFC 3947.
const portIKE, portNAT = 500, 4500

// identity is what is judged as one source: the whole address, also of a foreign IPv6 network, where scans are judged by
// the /64. Routers and gateways answer to the address that asks, and what its neighbours send is no step of its path.
func (d *Detector) identity(a *packet.Addr) uint64 {
	hi, lo := a.Halves()
	return sketch.Hash(d.seed, hi, lo)
}

func (d *Detector) pair(e *analyzers.Event) uint64 {
	hi, lo := e.Target.Halves()
	return sketch.Hash(d.identity(&e.Source), hi, lo)
}

// probe takes a packet that was sent to expire.
func (d *Detector) probe(e *analyzers.Event, out *[]analyzers.Finding) {
	key := d.pair(e)
	t, _ := d.trails.Take(key, e.Time)
	path, filter := d.find(&e.Source, analyzers.Traceroute), d.find(&e.Source, analyzers.FirewallProbe)
	// Whoever comes back after an episode is told again.
	t.traced, t.filtered = t.traced && path != nil, t.filtered && filter != nil
	if !t.probe(e, int64(d.cfg.Window)) {
		return
	}
	if t.traced {
		path.touch(e)
		path.low, path.high = min(path.low, e.TTL), max(path.high, e.TTL)
	}
	if t.filtered {
		filter.touch(e)
	}
	d.judge(key, t, e, out)
	if n := t.worth(); n > 0 {
		d.trails.Value(key, n)
	}
}

// expired takes what a router says of a packet of the source.
func (d *Detector) expired(e *analyzers.Event, router []byte, out *[]analyzers.Finding) {
	key := d.pair(e)
	t := d.trails.Find(key)
	if t == nil || len(router) != len(packet.Addr{}) {
		return // the packet itself was not seen: it may never have been sent
	}
	a := packet.Addr(router)
	t.tell(a, e.Time)
	d.judge(key, t, e, out)
	for _, kind := range [...]analyzers.Kind{analyzers.Traceroute, analyzers.FirewallProbe} {
		if ep := d.find(&e.Source, kind); ep != nil && (t.traced || t.filtered) {
			ep.routers.Add(d.secret, a)
		}
	}
}

// refused takes the target's word that a packet has arrived at a port where nothing listens.
func (d *Detector) refused(e *analyzers.Event, out *[]analyzers.Finding) {
	key := d.pair(e)
	if t := d.trails.Find(key); t != nil && t.reach(e.TargetPort) {
		d.judge(key, t, e, out)
	}
}

// closed notes a connection that was closed without a byte, or refused, and a datagram that was.
func (d *Detector) closed(e *analyzers.Event, out *[]analyzers.Finding) {
	key := d.pair(e)
	if t := d.trails.Find(key); t != nil && (t.rounds.back || e.TTL == 1) {
		t.rounds.empty = min(t.rounds.empty+1, 1<<7)
		d.judge(key, t, e, out)
	}
}

// judge tells what a trail amounts to.
func (d *Detector) judge(key uint64, t *trail, e *analyzers.Event, out *[]analyzers.Finding) {
	kind, low, high := d.cfg.judge(t, e.Time, d.home(&e.Target) && !d.home(&e.Source))
	if kind == analyzers.KindNone {
		return
	}
	t.traced = t.traced || kind == analyzers.Traceroute
	t.filtered = t.filtered || kind == analyzers.FirewallProbe
	ep := d.episode(e, kind)
	if ep.low == 0 || low < ep.low {
		ep.low = low
	}
	ep.high = max(ep.high, high)
	ep.first, ep.probes = min(ep.first, t.began), ep.probes+uint64(t.packets)
	for _, a := range t.routers[:min(int(t.routerCount), len(t.routers))] {
		ep.routers.Add(d.secret, a)
	}
	ep.port(e)
	d.tell(ep, e, out)
}

// exchange takes the first message of a key exchange.
func (d *Detector) exchange(e *analyzers.Event, data []byte, out *[]analyzers.Finding) {
	if e.TargetPort == portNAT && len(data) > 4 && data[0]|data[1]|data[2]|data[3] == 0 {
		data = data[4:] // the marker that tells it from ESP
	}
	p, ok := parseIKE(data)
	if !ok || p.vendor {
		return
	}
	c, fresh := d.callers.Take(d.identity(&e.Source), e.Time)
	if fresh || e.Time-c.since > int64(d.cfg.GatewayTime) {
		*c = caller{since: e.Time}
	}
	c.add(&p, e.Target)
	c.strange = c.strange || p.strange(&d.cfg)
	if !d.cfg.asksGateways(c) {
		return
	}
	ep := d.episode(e, analyzers.FirewallProbe)
	ep.ike, ep.first = true, min(ep.first, c.since)
	for _, h := range c.hosts[:min(int(c.count), len(c.hosts))] {
		ep.hosts.Add(d.secret, h)
	}
	ep.touch(e)
	d.tell(ep, e, out)
}

// asksGateways reports whether a source asks for key exchanges as no client does.
func (c *Config) asksGateways(k *caller) bool {
	kinds := int(k.proposals.n)
	return k.strange && (int(k.count) >= c.Gateways || kinds > c.Gateways) ||
		kinds >= c.Proposals || int(k.names.n) >= c.Proposals || int(k.count) >= c.ManyGateways || int(k.sharers) > c.Gateways
}

// add takes in what a source asks a host for.
func (c *caller) add(p *proposal, host packet.Addr) {
	c.proposals.add(p.digest)
	if p.name != 0 {
		c.names.add(p.name)
	}
	if p.cookie != c.cookie {
		c.cookie, c.sharers = p.cookie, 0
	}
	addAddr(c.shared[:], &c.sharers, host)
	addAddr(c.hosts[:], &c.count, host)
}

func (d *Detector) episodeKey(a *packet.Addr, kind analyzers.Kind) uint64 {
	return sketch.Hash(d.identity(a), uint64(kind), d.seed)
}

// find gives the open episode of a source, nil for none.
func (d *Detector) find(a *packet.Addr, kind analyzers.Kind) *episode {
	if ep := d.episodes.Find(d.episodeKey(a, kind)); ep != nil && ep.open {
		return ep
	}
	return nil
}

// episode gives the episode of a source and kind, a new one if none is open.
func (d *Detector) episode(e *analyzers.Event, kind analyzers.Kind) *episode {
	key := d.episodeKey(&e.Source, kind)
	ep, _ := d.episodes.Take(key, e.Time)
	if !ep.open {
		*ep = episode{
			kind: kind, open: true, source: e.Source, iface: e.Interface, vlan: e.VLAN,
			opened: e.Time, first: e.Time, last: e.Time, method: e.Method,
		}
		if e.Kind != analyzers.LowTTL {
			ep.method = methodOf(e.Proto)
		}
		ep.methods = ep.methods.Add(ep.method)
		d.episodes.Value(key, 1)
		d.due = min(d.due, e.Time+int64(d.cfg.EpisodeIdle))
	}
	return ep
}

func methodOf(proto uint8) analyzers.Method {
	switch proto {
	case packet.ProtoTCP:
		return analyzers.TCPSyn
	case packet.ProtoUDP:
		return analyzers.UDP
	case packet.ProtoICMP, packet.ProtoICMPv6:
		return analyzers.ICMPEcho
	}
	return analyzers.IPProtocol
}

// tell reports an episode that is new or has a new target.
func (d *Detector) tell(ep *episode, e *analyzers.Event, out *[]analyzers.Finding) {
	fresh := ep.toldHosts == 0
	ep.hosts.Add(d.secret, e.Target)
	switch {
	case fresh:
		*out = append(*out, ep.finding(e.Time, analyzers.Opened, d.home))
	case ep.grown():
		*out = append(*out, ep.finding(e.Time, analyzers.Grown, d.home))
	}
}

// Advance ends episodes that have been idle.
func (d *Detector) Advance(now int64, out *[]analyzers.Finding) {
	if now < d.due {
		return
	}
	idle := int64(d.cfg.EpisodeIdle)
	d.due = math.MaxInt64
	d.episodes.Each(func(key uint64, ep *episode) bool {
		switch {
		case !ep.open:
		case ep.last+idle <= now:
			*out = append(*out, ep.finding(ep.last+idle, analyzers.Ended, d.home))
			ep.open = false
			d.episodes.Value(key, 0)
		default:
			d.due = min(d.due, ep.last+idle)
		}
		return true
	})
}

// Finish closes all episodes.
func (d *Detector) Finish(out *[]analyzers.Finding) { d.Advance(math.MaxInt64, out) }
