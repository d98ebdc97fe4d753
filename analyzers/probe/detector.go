package probe

import (
	"math"
	"math/bits"
	"slices"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// Options configure a Detector.
type Options struct {
	// Matcher is the one whose row numbers the Signature events carry.
	Matcher *Matcher
	// Home reports whether an address is ours. It must not allocate or block.
	Home func(*packet.Addr) bool
	// Seed keys the tables; Secret keys the sketches and must be the same in all shards.
	Seed, Secret uint64
	// Sources and Episodes bound the tables of this shard.
	Sources, Episodes int
}

// Stats are plain counters and gauges of one Detector.
type Stats struct {
	Sources         int
	SourcesEvicted  uint64
	EpisodesRefused uint64
	DecoysEvicted   uint64
	// Of those that say what was sent to one port, and in what order to the ports of one host: gone while they counted.
	DialoguesEvicted, OrdersEvicted uint64
}

// judged is what a Detector needs of a row for each packet.
type judged struct {
	pair   Pair
	root   uint16
	hits   uint8
	deed   uint8
	bit    uint8 // of a probe for the operating system
	weak   bool
	second bool // it means something only behind the row before it in its family
	alike  bool // decoys send it with the same numbers as the scanner
	alone  bool // suffices without another row
}

// Detector implements analyzers.Analyzer.
type Detector struct {
	o        Options
	rows     []judged
	sources  *sources
	episodes episodes
	decoys   decoys
	foreign  foreign
	orders   orders
	now      int64
	out      *[]analyzers.Finding // while Consume runs
}

// New makes a Detector for one shard.
func New(o Options) *Detector {
	d := &Detector{o: o, sources: newSources(o.Sources, o.Seed), now: math.MinInt64}
	d.episodes.init(max(o.Episodes, 64))
	d.decoys.init(o.Seed)
	d.foreign.init(o.Seed)
	d.orders.init(o.Seed)
	var bit uint8
	for i := range o.Matcher.rows {
		r := &o.Matcher.rows[i]
		j := judged{pair: r.Pair, root: o.Matcher.roots[i], hits: r.Hits, deed: deedOf(r), weak: r.Reliability == Weak}
		j.alone = r.Reliability == Unique || r.Reliability == Strong && j.deed != deedService
		j.second = (r.Pair == InTurn || r.Pair == OtherStack) && int(j.root) != i
		f := &r.Packet
		j.alike = r.Pair == MirroredSeq || f.Proto != nil && *f.Proto == packet.ProtoUDP && f.Length != nil && f.Length.exact() && f.Length.Low == 0
		if j.deed == deedSystem {
			j.bit = bit
			bit++
		}
		d.rows = append(d.rows, j)
	}
	return d
}

func deedOf(r *Row) uint8 {
	switch r.Kind.Kind {
	case analyzers.OSFingerprint:
		return deedSystem
	case analyzers.ServiceProbe:
		return deedService
	case analyzers.IdleScan:
		return deedIdle
	default:
		return deedSignature
	}
}

// Name is "probe".
func (d *Detector) Name() string { return "probe" }

// Stats reads the counters; only the shard's goroutine may call it.
func (d *Detector) Stats() Stats {
	return Stats{
		Sources: d.sources.used, SourcesEvicted: d.sources.evicted,
		EpisodesRefused: d.episodes.refused, DecoysEvicted: d.decoys.evicted,
		DialoguesEvicted: d.foreign.evicted, OrdersEvicted: d.orders.evicted,
	}
}

// Consume takes events in order.
func (d *Detector) Consume(b *analyzers.Batch, out *[]analyzers.Finding) {
	d.out = out
	for i := range b.Events {
		e := &b.Events[i]
		switch e.Kind {
		case analyzers.Signature:
			d.Advance(e.Time, out)
			d.signature(e)
		case analyzers.Message:
			if e.Proto == packet.ProtoTCP && !e.FromTarget && d.foreign.add(e, b.Data(e)) {
				d.Advance(e.Time, out)
				d.protocols(e)
			}
		case analyzers.Attempted:
			if e.Proto == packet.ProtoTCP && e.Routes&analyzers.BySource != 0 && d.orders.add(e) {
				d.Advance(e.Time, out)
				d.ordered(e)
			}
		default:
		}
	}
	if n := len(b.Events); n > 0 {
		d.Advance(b.Events[n-1].Time, out) // what comes later is not before that
	}
}

func (d *Detector) signature(e *analyzers.Event) {
	if int(e.Extra) >= len(d.rows) {
		return
	}
	r := &d.rows[e.Extra]
	if e.Routes&analyzers.ByTarget != 0 && r.alike {
		d.decoys.add(d, e)
	}
	if e.Routes&analyzers.BySource != 0 {
		d.bySource(e, r)
	}
}

// bySource follows one packet of a source.
func (d *Detector) bySource(e *analyzers.Event, r *judged) {
	if r.second && !d.expected(e, r) {
		return
	}
	s := d.sources.get(&e.Source)
	if s == nil {
		return
	}
	s.met(e.Time)
	t, counts := (*trace)(nil), true
	var before trace
	if r.hits > 1 {
		t = s.trace(r.root)
		before = *t
		counts = t.take(e, r.pair)
	}
	open := s.episodes[r.deed]
	switch {
	case !counts:
	case t != nil && t.hits < r.hits && open == 0, open == 0 && !d.suffices(s, e, r):
	case t != nil && t.hits < r.hits, r.weak:
		d.count(s, open-1, e, nil, r) // of an episode that runs for other reasons
	default:
		d.deed(s, e, t, &before, r)
	}
}

// expected reports whether a packet follows on one of its family. By itself it is anybody's: it is not remembered.
func (d *Detector) expected(e *analyzers.Event, r *judged) bool {
	s := d.sources.find(&e.Source)
	if s == nil {
		return false
	}
	t := s.find(r.root)
	return t != nil && t.hits > 0 && r.pair.related(t, e, t.target == e.Target && t.dport == e.TargetPort)
}

// suffices reports whether a row that has all its hits may open an episode.
func (d *Detector) suffices(s *source, e *analyzers.Event, r *judged) bool {
	if r.weak {
		return false
	}
	s.asked |= 1 << (e.Extra & 63)
	return r.alone || bits.OnesCount64(s.asked) > 1
}

// deed takes a packet that counts into the episode of its kind, opening it if need be.
func (d *Detector) deed(s *source, e *analyzers.Event, t, before *trace, r *judged) {
	at := s.episodes[r.deed] - 1
	if at < 0 {
		if at = d.open(s, e, r.deed); at < 0 {
			return
		}
		p := &d.episodes.slots[at]
		if before.row != 0 && before.hits > 0 { // the packet before it is of the same
			p.touch(&before.target, before.dport, d.o.Secret)
			p.probes++
			p.first = before.time
		}
	}
	d.count(s, at, e, t, r)
}

// count adds a packet to an episode, and tells what is worth it.
func (d *Detector) count(s *source, at int32, e *analyzers.Event, t *trace, r *judged) {
	p := &d.episodes.slots[at]
	opened := p.probes == 0 || p.nRows == 0 && !p.foreign
	p.add(e, d.o.Secret)
	d.episodes.touch(at, s.pause)
	news := p.grown() && r.deed != deedSignature // what it touches is for scan to tell
	if t != nil || r.hits == 1 && !r.weak {
		row := e.Extra
		if r.pair.inFamily() {
			row = r.root
		}
		news = p.speak(row, t, e) || news
	}
	if r.deed == deedSystem && p.probed(&e.Target, r.bit) {
		news = true
	}
	switch {
	case opened && r.deed == deedSignature:
		p.told()
		p.waiting = true
		d.episodes.held = append(d.episodes.held, holding{due: e.Time + hold, key: p.key, at: at})
		d.quietly(p, e.Time)
	case opened:
		p.told()
		d.tell(p, analyzers.Opened, e.Time)
	case news && p.waiting:
		d.quietly(p, e.Time)
	case news:
		p.told()
		d.tell(p, analyzers.Grown, e.Time)
	}
}

// open begins an episode of a source; -1 if there is no room.
func (d *Detector) open(s *source, e *analyzers.Event, deed uint8) int32 {
	if d.episodes.full() {
		oldest := d.episodes.silent()
		if e.Time-d.episodes.slots[oldest].last < patience && !d.o.Home(&e.Source) {
			d.episodes.refused++
			return -1
		}
		d.close(oldest, e.Time)
	}
	at := d.episodes.take()
	p := &d.episodes.slots[at]
	p.key, p.opened, p.first, p.last, p.deed = e.Source, e.Time, e.Time, e.Time, deed
	p.iface, p.vlan, p.direction = e.Interface, e.VLAN, d.direction(&e.Source, &e.Target)
	s.episodes[deed] = at + 1
	return at
}

func (d *Detector) direction(from, to *packet.Addr) analyzers.Direction {
	return analyzers.DirectionOf(d.o.Home(from), d.o.Home(to))
}

// protocols opens or feeds the episode of a source that spoke a third protocol to one port.
func (d *Detector) protocols(e *analyzers.Event) {
	s := d.sources.get(&e.Source)
	if s == nil {
		return
	}
	s.met(e.Time)
	at := s.episodes[deedService] - 1
	if at < 0 {
		at = d.open(s, e, deedService)
	}
	if at < 0 {
		return
	}
	p := &d.episodes.slots[at]
	opened := p.probes == 0
	p.add(e, d.o.Secret)
	d.episodes.touch(at, s.pause)
	stage := analyzers.Grown
	if opened {
		stage = analyzers.Opened
	}
	if !p.foreign || opened || p.grown() {
		p.foreign = true
		p.told()
		d.tell(p, stage, e.Time)
	}
}

// close ends an episode.
func (d *Detector) close(at int32, now int64) {
	p := &d.episodes.slots[at]
	if p.waiting {
		p.waiting = false
		d.tell(p, analyzers.Opened, now)
	}
	d.tell(p, analyzers.Ended, now)
	if s := d.sources.get(&p.key); s != nil { // a source with open episodes stays
		s.episodes[p.deed] = 0
		if p.deed == deedService {
			s.asked = 0
		}
	}
	d.episodes.release(at)
}

// Advance closes the episodes that have been idle, in the order in which they fell silent.
func (d *Detector) Advance(now int64, out *[]analyzers.Finding) {
	d.out = out
	d.release(now)
	for at := d.episodes.first(); at >= 0; at = d.episodes.first() {
		due := d.episodes.slots[at].due()
		if due >= now {
			break
		}
		d.close(at, due)
	}
	d.decoys.advance(d, now)
	d.now = max(d.now, now)
}

// release tells the signatures that have waited long enough.
func (d *Detector) release(now int64) {
	n := 0
	for _, h := range d.episodes.held {
		if h.due >= now {
			break
		}
		n++
		if p := &d.episodes.slots[h.at]; p.waiting && p.key == h.key && p.opened+hold == h.due {
			p.waiting = false
			d.tell(p, analyzers.Opened, h.due)
		}
	}
	d.episodes.held = slices.Delete(d.episodes.held, 0, n)
}

// Finish closes every episode.
func (d *Detector) Finish(out *[]analyzers.Finding) {
	d.out = out
	d.release(math.MaxInt64)
	for at := d.episodes.first(); at >= 0; at = d.episodes.first() {
		d.close(at, d.episodes.slots[at].due())
	}
	d.decoys.finish(d)
}
