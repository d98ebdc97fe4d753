package scan

import (
	"math"
	"math/bits"
	"slices"
	"time"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/sketch"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// flooded is a TCP port of one host on which handshakes are left unfinished. The first that becomes a flood
// stands for the host: those that do later join it, so that a flood of many ports is one.
type flooded struct {
	addr              packet.Addr
	start, last       int64
	opened            int64 // 0 while not a flood
	lead              int32 // the slot, plus one, of the port that it has joined; 0 for none
	first             int64 // when the window began in which it became one
	unfinished, whole uint32
	total, reported   uint64
	sources           [4]uint64 // linear-counting bitmap
	sample            [analyzers.SampleSize]packet.Addr
	samples           uint8
	joined            uint32                       // ports that have
	ports             [analyzers.SampleSize]uint16 // the first of them
	port              uint16
	iface, vlan       uint16
}

// quietPort counts the unfinished handshakes of a port that has few: nearly all.
type quietPort struct {
	tag   uint32
	epoch uint16 // of FloodWindow
	count uint16
}

// quietPorts is how many are counted, direct-mapped; a later port takes the place.
const quietPorts = 1 << 13

// floods is a bounded 4-way table of ports with many unfinished handshakes.
type floods struct {
	quiet   []quietPort
	slots   []flooded
	tags    []uint8 // of each slot, so that a look-up in vain stays in the cache
	sets    uint64
	seed    uint64
	evicted uint64
}

func (t *floods) init(capacity int, seed uint64) {
	n := 1 << bits.Len(uint(min(max(capacity, 64), 1<<11)-1))
	t.quiet = make([]quietPort, quietPorts)
	t.slots, t.tags, t.sets, t.seed = make([]flooded, n), make([]uint8, n), uint64(n/victimWays), seed
}

// get returns the record of e's target, or nil. A new one is made when the port
// has a quarter of what makes a flood.
func (t *floods) get(d *Detector, e *analyzers.Event, unfinished bool) *flooded {
	hi, lo := e.Target.Halves()
	h := sketch.Hash(t.seed+uint64(e.TargetPort), hi, lo)
	base, tag := int(h%t.sets)*victimWays, uint8(h>>56)|1
	for i := base; i < base+victimWays; i++ {
		if t.tags[i] != tag {
			continue
		}
		if s := &t.slots[i]; s.addr == e.Target && s.port == e.TargetPort {
			return s
		}
	}
	if !unfinished || !t.rises(d, h, e.Time) {
		return nil
	}
	f := t.replace(base, tag, e)
	f.unfinished = uint32(d.cfg.FloodHandshakes / 4)
	f.total = uint64(f.unfinished)
	return f
}

func (t *floods) rises(d *Detector, h uint64, now int64) bool {
	q := &t.quiet[h>>20%quietPorts]
	tag, epoch := uint32(h>>32), uint16(now/int64(d.cfg.FloodWindow))
	if q.tag != tag || q.epoch != epoch {
		*q = quietPort{tag: tag, epoch: epoch}
	}
	q.count = min(q.count+1, 1<<15)
	return int(q.count) > d.cfg.FloodHandshakes/4
}

// floodMemory is how long a port matters after its last unfinished handshake: what goes later is no loss.
const floodMemory = int64(10 * time.Second)

// replace takes the slot of the set that was quiet longest.
func (t *floods) replace(base int, tag uint8, e *analyzers.Event) *flooded {
	oldest := base
	for i := base; i < base+victimWays; i++ {
		if t.slots[i].last < t.slots[oldest].last {
			oldest = i
		}
	}
	if t.tags[oldest] != 0 && e.Time-t.slots[oldest].last < floodMemory {
		t.evicted++
	}
	t.tags[oldest] = tag
	t.slots[oldest] = flooded{addr: e.Target, port: e.TargetPort, start: e.Time}
	return &t.slots[oldest]
}

// add counts a handshake by how it ended.
func (t *floods) add(d *Detector, e *analyzers.Event, out *[]analyzers.Finding) {
	if e.Method != analyzers.TCPSyn && e.Method != analyzers.TCPConnect {
		return
	}
	unfinished := e.Kind == analyzers.Silent || e.Kind == analyzers.HalfOpen
	f := t.get(d, e, unfinished)
	if f == nil {
		return
	}
	t.endIdle(d, f, e.Time, out)
	if e.Time-f.start > int64(d.cfg.FloodWindow) {
		f.start, f.unfinished, f.whole = e.Time, 0, 0
	}
	f.last, f.iface, f.vlan = e.Time, e.Interface, e.VLAN
	if !unfinished {
		f.whole++
		return
	}
	told := f
	if lead := t.leadOf(f); lead != nil {
		t.endIdle(d, lead, e.Time, out)
		if lead.opened != 0 {
			told, lead.last = lead, e.Time
			f.unfinished++
		}
	}
	told.count(e, d.secret)
	t.judge(d, told, e.Time, out)
}

// leadOf is the port that f has joined, nil if there is none or its flood is over.
func (t *floods) leadOf(f *flooded) *flooded {
	if f.lead == 0 {
		return nil
	}
	if lead := &t.slots[f.lead-1]; lead.addr == f.addr && lead.opened != 0 {
		return lead
	}
	f.lead = 0
	return nil
}

// endIdle ends a flood that has stopped.
func (t *floods) endIdle(d *Detector, f *flooded, now int64, out *[]analyzers.Finding) {
	if f.opened != 0 && now-f.last > int64(d.cfg.EpisodeIdle) {
		t.end(d, f, out)
	}
}

func (f *flooded) count(e *analyzers.Event, secret uint64) {
	f.unfinished++
	f.total++
	hi, lo := e.Source.Halves()
	h := sketch.Hash(secret, hi, lo)
	if w, bit := &f.sources[h>>6&3], uint64(1)<<(h&63); *w&bit == 0 {
		*w |= bit
		if int(f.samples) < len(f.sample) {
			f.sample[f.samples] = e.Source
			f.samples++
		}
	}
}

func (t *floods) judge(d *Detector, f *flooded, now int64, out *[]analyzers.Finding) {
	if f.opened != 0 {
		if f.total >= 4*f.reported {
			t.tell(d, f, now, analyzers.Grown, out)
		}
		return
	}
	if int(f.unfinished) < d.cfg.FloodHandshakes || share(f.unfinished, f.whole) < d.cfg.FloodUnfinished {
		return
	}
	if t.join(f, now) {
		return
	}
	f.opened, f.first = now, f.start
	t.tell(d, f, now, analyzers.Opened, out)
}

// join adds a port that has become a flood to the flood of its host, if there is one. It looks everywhere: it is rare.
func (t *floods) join(f *flooded, now int64) bool {
	for i, tag := range t.tags {
		lead := &t.slots[i]
		if tag == 0 || lead.opened == 0 || lead.addr != f.addr {
			continue
		}
		f.lead = int32(i) + 1
		lead.absorb(f)
		lead.last = now
		return true
	}
	return false
}

// absorb takes over what a port has counted until it joined.
func (f *flooded) absorb(o *flooded) {
	if int(f.joined) < len(f.ports) {
		f.ports[f.joined] = o.port
	}
	f.joined++
	f.total += o.total
	o.total = 0
	for i := range f.sources {
		f.sources[i] |= o.sources[i]
	}
	for _, a := range o.sample[:o.samples] {
		if int(f.samples) < len(f.sample) && !slices.Contains(f.sample[:f.samples], a) {
			f.sample[f.samples] = a
			f.samples++
		}
	}
}

// portsSample are the lowest of the first ports of a flood.
func (f *flooded) portsSample() []uint16 {
	ports := append([]uint16{f.port}, f.ports[:min(int(f.joined), len(f.ports)-1)]...)
	slices.Sort(ports)
	return slices.Compact(ports)
}

func (t *floods) tell(d *Detector, f *flooded, now int64, stage analyzers.Stage, out *[]analyzers.Finding) {
	f.reported = f.total
	sources := slices.Clone(f.sample[:f.samples])
	slices.SortFunc(sources, func(a, b packet.Addr) int { return slices.Compare(a[:], b[:]) })
	s := source{key: f.sample[0]}
	if d.home(&f.addr) {
		s.scope = home
	}
	*out = append(*out, analyzers.Finding{
		Time: now, Decided: now, Kind: analyzers.SYNFlood, Stage: stage, Rule: analyzers.RuleIncomplete, Episode: f.opened,
		Source: f.sample[0], Sources: sources, SourceCount: uint32(linear(f.sources[:])),
		Method: analyzers.TCPSyn, Methods: analyzers.MethodSet(0).Add(analyzers.TCPSyn),
		Hosts: 1, Ports: 1 + f.joined, HostsSample: []packet.Addr{f.addr}, PortsSample: f.portsSample(),
		First: f.first, Last: f.last, Probes: f.total, FailureShare: share(f.unfinished, f.whole),
		Confidence: 0.9, Direction: d.direction(&s), Interface: f.iface, VLAN: f.vlan, Visibility: d.seen.of(&f.addr),
	})
}

func (t *floods) end(d *Detector, f *flooded, out *[]analyzers.Finding) {
	t.tell(d, f, f.last+int64(d.cfg.EpisodeIdle), analyzers.Ended, out)
	*f = flooded{addr: f.addr, port: f.port, start: f.last, last: f.last}
}

func (t *floods) finish(d *Detector, out *[]analyzers.Finding) {
	for i, tag := range t.tags {
		if tag == 0 {
			continue
		}
		if f := &t.slots[i]; f.opened != 0 {
			t.end(d, f, out)
		}
	}
}

// linear estimates the distinct members of a linear-counting bitmap.
func linear(words []uint64) int {
	ones := 0
	for _, w := range words {
		ones += spread(w)
	}
	return estimated(64*len(words), ones)
}

// estimated is how many distinct members have set ones of so many bits.
func estimated(size, ones int) int {
	zero := max(size-ones, 1)
	return int(math.Round(float64(size) * math.Log(float64(size)/float64(zero))))
}
