// Package scan finds who scans whom: it weighs the outcomes of first contacts of
// every source, counts the shape of what failed, and tells scans from what only
// looks like one.
//
// Goroutines: a Detector belongs to one shard. Allocation: none per event;
// a Finding allocates its samples. All tables are bounded and pointer-free.
//
// Sources: Jung et al., "Fast Portscan Detection Using Sequential Hypothesis
// Testing", IEEE S&P 2004; Moore et al. on backscatter, ACM TOCS 2006.
package scan

import (
	"math"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/sketch"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// Options configure a Detector.
type Options struct {
	Config Config
	// Home reports whether an address is ours. It must not allocate or block.
	Home func(*packet.Addr) bool
	// Seed keys the tables; Secret keys the sketches and must be the same in all shards.
	Seed, Secret uint64
	// Sources, Suspects and Contacts bound the tables of this shard.
	Sources, Suspects, Contacts int
}

// Stats are plain counters and gauges of one Detector.
type Stats struct {
	Events          uint64
	Sources         int
	SourcesEvicted  uint64
	SuspectsEvicted uint64
	Contacts        int
	ContactsEvicted uint64
	TouchesSpared   uint64 // first touches not remembered, because their target was flooded
	TimersLost      uint64
	TargetsEvicted  uint64
	CallersEvicted  uint64
}

// Detector implements analyzers.Analyzer.
type Detector struct {
	cfg      Config
	home     func(*packet.Addr) bool
	secret   uint64
	accuse   float64
	certain  float64
	sources  *sources
	touches  *touches
	contacts *contacts
	suspects *suspects
	sketches *sketches
	timers   timers
	seen     visibility
	services services
	routers  routers
	victims  victims
	floods   floods
	scatter  scatter
	callers  callers
	campaign campaigns
	// spare stands in for a contact that is not remembered.
	spare  contact
	first  analyzers.Event // of a source that is admitted just now
	now    int64
	events uint64
	spots  [group]spot // of the events at hand
}

// New makes a Detector for one shard.
func New(o Options) *Detector {
	d := &Detector{
		cfg: o.Config, home: o.Home, secret: o.Secret,
		accuse: o.Config.accuse(), certain: o.Config.certain(),
		touches: newTouches(o.Sources / 2), contacts: newContacts(o.Contacts), suspects: newSuspects(o.Suspects),
		now: math.MinInt64,
	}
	d.sources = newSources(o.Sources, o.Seed, d.suspects)
	d.sketches = newSketches(max(64, o.Suspects/8))
	d.suspects.records, d.suspects.sketches = d.sources.records, d.sketches
	d.seen.init(&d.cfg, o.Seed)
	d.services.init(o.Seed)
	d.routers.init(o.Seed)
	d.victims.init(o.Sources/16, o.Seed)
	d.floods.init(o.Sources/16, o.Seed)
	d.campaign.init(o.Seed)
	d.scatter.init(o.Secret)
	d.callers.init(o.Secret)
	return d
}

// SetConfig puts other thresholds in place; what is known of sources stays. Only the shard's
// goroutine may call it.
func (d *Detector) SetConfig(c Config) {
	d.cfg, d.accuse, d.certain = c, c.accuse(), c.certain()
	d.seen.prior, d.seen.needed = c.VisibilityPrior, float64(c.VisibilityNeeded)
}

// Name is "scan".
func (d *Detector) Name() string { return "scan" }

// Stats reads the counters; only the shard's goroutine may call it.
func (d *Detector) Stats() Stats {
	return Stats{
		Events: d.events, Sources: d.sources.used, SourcesEvicted: d.sources.evicted,
		SuspectsEvicted: d.suspects.evicted, Contacts: d.contacts.used, ContactsEvicted: d.contacts.evicted,
		TouchesSpared: d.touches.spared, TimersLost: d.timers.lost,
		TargetsEvicted: d.victims.evicted + d.floods.evicted + d.campaign.evicted + d.scatter.pairs.Evicted(),
		CallersEvicted: d.callers.pairs.Evicted(),
	}
}

// Consume takes events in order.
func (d *Detector) Consume(b *analyzers.Batch, out *[]analyzers.Finding) {
	events := b.Events
	d.events += uint64(len(events))
	d.contacts.grow()
	for len(events) > 0 {
		n := min(group, len(events))
		d.ahead(events[:n])
		for i := range events[:n] {
			e := &events[i]
			if e.Time > d.now {
				d.Advance(e.Time, out)
			}
			d.consume(e, &d.spots[i], out)
		}
		events = events[n:]
	}
}

func (d *Detector) consume(e *analyzers.Event, at *spot, out *[]analyzers.Finding) {
	switch e.Kind {
	case analyzers.Message, analyzers.LowTTL, analyzers.Expired, analyzers.Signature:
	case analyzers.Visibility:
		d.seen.add(e)
	case analyzers.Service:
		d.services.add(e)
	case analyzers.Router:
		d.routers.add(e)
	case analyzers.Attempted:
		d.attempted(e, at)
	case analyzers.Unrequested:
		d.unrequested(e, at, out)
	default:
		d.route(e, at, out)
	}
}

// route judges one outcome by source, by target and by prefix, as this shard is asked to.
func (d *Detector) route(e *analyzers.Event, at *spot, out *[]analyzers.Finding) {
	if e.Routes&analyzers.BySource != 0 {
		d.bySource(e, at, out)
	}
	if e.Routes&analyzers.ByTarget != 0 {
		d.conversed(e)
		d.callers.note(e)
		d.floods.add(d, e, out)
	}
	if e.Routes&(analyzers.ByTarget|analyzers.ByPrefix) == 0 || !d.joint(e) {
		return
	}
	if e.Routes&analyzers.ByTarget != 0 {
		d.campaign.vertical(d, e, out)
	}
	if e.Routes&analyzers.ByPrefix != 0 {
		d.campaign.horizontal(d, e, out)
	}
}

// Advance fires the timers that are due.
func (d *Detector) Advance(now int64, out *[]analyzers.Finding) {
	for {
		t, ok := d.timers.pop(now)
		if !ok {
			break
		}
		d.fire(t, out)
	}
	if now >= d.campaign.due {
		d.campaign.expire(d, now, out)
	}
	d.now = max(d.now, now)
}

// Finish tells what is held back and closes every episode.
func (d *Detector) Finish(out *[]analyzers.Finding) {
	d.Advance(math.MaxInt64, out)
	d.floods.finish(d, out)
	d.victims.finish(d, out)
}

// identity is what is judged as one source: a foreign IPv6 source has its whole /64 to choose from.
func (d *Detector) identity(a *packet.Addr) packet.Addr {
	if a.Is4() || a[0] == 0xfe || d.home(a) {
		return *a
	}
	return analyzers.Prefix(*a, 32, 64)
}

// targetHash names a target of a source: protocol, host, port, and how it was touched where that matters.
func targetHash(source uint64, e *analyzers.Event) uint64 {
	hi, lo := e.Target.Halves()
	return sketch.Hash(source+uint64(class(e.Method))<<40, hi, lo^uint64(e.TargetPort)<<8^uint64(e.Proto))
}

// bySource adds one outcome to what is known of its source.
func (d *Detector) bySource(e *analyzers.Event, at *spot, out *[]analyzers.Finding) {
	o := outcomeOf(e)
	if o == pending {
		return
	}
	sc, h := at.scope, at.hash
	o = d.outcome(e, sc)
	s := d.sources.find(&at.key, sc, h)
	if s != nil && e.Time-s.last > int64(d.cfg.SlowWindow) && !d.suspects.accused(s) {
		d.suspects.release(s)
		*s = source{key: at.key, scope: sc, suspect: none, index: s.index, first: e.First, iface: e.Interface, vlan: e.VLAN}
	}
	if s == nil {
		if d.pardoned(e, o) && !d.looksInside(sc, e) {
			return
		}
		was, ok := d.touches.first(h, targetHash(0, e), e)
		if !ok {
			return
		}
		s = d.sources.admit(&at.key, sc, h)
		s.first, s.iface, s.vlan = was.at, e.Interface, e.VLAN
		d.first = was.restore(*e)
		d.enter(s, h, &d.first, d.outcome(&d.first, sc), out)
	}
	d.enter(s, h, e, o, out)
}

// outcome is outcomeOf as the source's side makes it look: load balancers of ours
// check the health of what answers by half-open handshakes all day.
func (d *Detector) outcome(e *analyzers.Event, sc scope) outcome {
	o := outcomeOf(e)
	if o == halfOpen && sc == home && d.home(&e.Source) {
		return success
	}
	return o
}

// enter takes the short way for those who only succeed.
func (d *Detector) enter(s *source, h uint64, e *analyzers.Event, o outcome, out *[]analyzers.Finding) {
	if o == success && s.scope == foreign && s.suspect == none {
		d.client(s, e)
		return
	}
	d.contact(s, h, e, o, out)
}

// answered reports whether the sensor has seen a reply, rather than inferred one.
func answered(e *analyzers.Event) bool { return e.Replied || e.Kind == analyzers.Answered }

// client counts the success of a source that has had no failure in the world
// outside: most of all traffic. A bitmap of targets does for a first contact.
func (d *Detector) client(s *source, e *analyzers.Event) {
	s.last, s.replied = max(s.last, e.Time), s.replied || answered(e)
	host := hostHash(d.secret, e)
	bit := uint64(1) << (host & 63)
	s.settle(e.Time, d.certain, d.cfg.ScoreFloor)
	if s.served&bit == 0 {
		s.served |= bit
		s.serve(e, host)
		s.successes = min(s.successes+1, 65000)
		s.good[0] = min(s.good[0]+1, 65000)
	}
}

// attempted ties address resolution to what follows: whoever goes on to talk to
// an address has had its answer, whether the span shows it or not.
func (d *Detector) attempted(e *analyzers.Event, at *spot) {
	if !at.sourced {
		return
	}
	h := at.hash
	s := d.sources.find(&at.key, home, h)
	if s == nil {
		return
	}
	if neighbourly(e) {
		s.resolves = true
		if th := targetHash(h, e); d.contacts.find(th) == nil {
			d.contacts.add(th).last = ticks(e.First)
		}
		return
	}
	if s.resolves {
		d.resolved(s, h, e)
	}
}

// talkedTo stands in the visits of a resolved address that was used: more than
// AcquitOnRevisit asks for.
const talkedTo = 200

// conversed is the same from the other side: who is talked to has resolved the
// address of who talks to him. An IPv4 target's shard is also that of its own contacts.
func (d *Detector) conversed(e *analyzers.Event) {
	if e.Kind != analyzers.Continued || !e.Target.Is4() || !d.home(&e.Source) {
		return
	}
	h := d.sources.hash(&e.Target, home)
	if s := d.sources.find(&e.Target, home, h); s != nil && s.resolves {
		d.resolved(s, h, &analyzers.Event{Target: e.Source, Source: e.Target, First: e.First, Time: e.Time})
	}
}

func (d *Detector) resolved(s *source, h uint64, e *analyzers.Event) {
	ask := analyzers.Event{Target: e.Target, Method: analyzers.ARP, Proto: packet.ProtoARP}
	if !e.Target.Is4() {
		ask.Method, ask.Proto = analyzers.ND, packet.ProtoICMPv6
	}
	c := d.contacts.find(targetHash(h, &ask))
	if c == nil || c.visits > talkedTo {
		return
	}
	if su := d.suspects.of(s); su != nil {
		c.visits = talkedTo + 1
		su.talked++
	}
	if c.state == pending {
		ask.First, ask.Time, ask.Source = e.First, e.Time, e.Source
		d.count(s, d.suspects.of(s), c, &ask, success)
	}
}

// outcomeOf reads how a contact ended; pending means that the event says nothing about it.
func outcomeOf(e *analyzers.Event) outcome {
	switch e.Kind {
	case analyzers.Continued:
		return success
	case analyzers.Answered:
		if e.Proto == packet.ProtoTCP {
			return pending // a handshake is judged by whether the initiator goes on
		}
		return success
	case analyzers.OddFlags, analyzers.Unrequested:
		return odd
	case analyzers.HalfOpen:
		return halfOpen
	case analyzers.Refused:
		return refused
	case analyzers.Prohibited:
		return filtered
	case analyzers.Silent:
		return silent
	}
	return pending
}

// tracePorts is where the ports of traceroute begin, a little below its 33434.
const tracePorts = 33000

// excused reports whether a failure says nothing about the source: the target
// is known to serve others, or a router resolves addresses for somebody else.
func (d *Detector) excused(e *analyzers.Event, o outcome) bool { return d.spared(e, o) || parcel(e, o) }

// pardoned is excused for who is judged by source, with what is remembered of the two.
func (d *Detector) pardoned(e *analyzers.Event, o outcome) bool {
	return d.spared(e, o) || parcel(e, o) && !d.scattered(e) || d.callsBack(e, o)
}

// spared reports whether a failure says nothing about the source by what every shard knows.
func (d *Detector) spared(e *analyzers.Event, o outcome) bool {
	if e.Method == analyzers.UDP && o != success && int(e.TTL) <= d.cfg.TracedTTL && e.TargetPort >= tracePorts {
		return true
	}
	if o == silent && d.visible(e) < d.cfg.VisibilityFloor {
		return true
	}
	switch e.Method {
	case analyzers.ARP, analyzers.ND:
		return e.Insisted || d.routers.routes(e.MAC, e.Source)
	case analyzers.TCPSyn, analyzers.TCPConnect:
		return e.SourcePort == ftpData && e.TargetPort >= 1024 || (o == silent || o == refused) && d.services.known(e)
	case analyzers.UDP:
		return o == silent && oneWayPort(e.TargetPort) || (o == silent || o == refused) && d.services.known(e)
	}
	return false
}

// ftpData is where FTP servers call their clients back from (RFC 959).
const ftpData = 20
