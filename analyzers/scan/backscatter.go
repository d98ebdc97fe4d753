package scan

import (
	"math/bits"
	"slices"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/sketch"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// victim is a source of replies that nobody asked for: a host that answers a
// flood forged in the names of others (Moore et al., "Inferring Internet
// Denial-of-Service Activity").
type victim struct {
	addr                  packet.Addr
	first, last, reported int64
	targets               [4]uint64 // linear-counting bitmap
	sample                [analyzers.SampleSize]packet.Addr
	replies               uint64
	ports                 [2]uint16 // its own ports, as answers come from few
	samples, nports       uint8
	manyPorts             bool
	open                  bool
	iface, vlan           uint16
}

// victims is a bounded 4-way table; the one that was quiet longest goes.
type victims struct {
	slots   []victim
	sets    uint64
	seed    uint64
	evicted uint64
}

const victimWays = 4

func (t *victims) init(capacity int, seed uint64) {
	n := 1 << bits.Len(uint(min(max(capacity, 64), 1<<12)-1))
	t.slots, t.sets, t.seed = make([]victim, n), uint64(n/victimWays), seed
}

func (t *victims) get(a *packet.Addr, now int64) *victim {
	hi, lo := a.Halves()
	base := int(sketch.Hash(t.seed, hi, lo)%t.sets) * victimWays
	set := t.slots[base : base+victimWays]
	oldest := &set[0]
	for i := range set {
		if set[i].first != 0 && set[i].addr == *a {
			return &set[i]
		}
		if set[i].last < oldest.last {
			oldest = &set[i]
		}
	}
	if oldest.first != 0 {
		t.evicted++
	}
	*oldest = victim{addr: *a, first: now}
	return oldest
}

// unrequested counts a reply to nothing. Only what tells a victim apart is
// told: ten targets or more, from one or two ports of its own.
func (d *Detector) unrequested(e *analyzers.Event, at *spot, out *[]analyzers.Finding) {
	if d.probing(e) {
		e.Method = analyzers.TCPFlags
		d.bySource(e, at, out)
		return
	}
	v := d.victims.get(&e.Source, e.Time)
	if v.last != 0 && e.Time-v.last > int64(d.cfg.EpisodeIdle) {
		d.quiet(v, out)
		*v = victim{addr: e.Source, first: e.Time}
	}
	v.add(e, d.secret)
	if v.manyPorts || v.count() < d.cfg.UnrequestedMany {
		return
	}
	stage := analyzers.Grown
	if !v.open {
		stage, v.open = analyzers.Opened, true
	} else if v.replies < 2*uint64(v.reported) {
		return
	}
	v.reported = int64(v.replies)
	d.tell(v, e.Time, stage, out)
}

// probing reports whether SYN-ACKs go to a service from a port that none has: the
// victims of floods answer from services, to the ports of callers.
func (d *Detector) probing(e *analyzers.Event) bool {
	const handshake = packet.SYN | packet.ACK
	return e.Proto == packet.ProtoTCP && e.Flags&handshake == handshake && e.Method != analyzers.UDP &&
		servicePort(e.Proto, e.TargetPort) && !servicePort(e.Proto, e.SourcePort)
}

func (v *victim) add(e *analyzers.Event, secret uint64) {
	v.last, v.iface, v.vlan = e.Time, e.Interface, e.VLAN
	v.replies += uint64(max(e.Count, 1))
	h := hostHash(secret, e)
	if w, bit := &v.targets[h>>6&3], uint64(1)<<(h&63); *w&bit == 0 {
		*w |= bit
		if int(v.samples) < len(v.sample) {
			v.sample[v.samples] = e.Target
			v.samples++
		}
	}
	if slices.Contains(v.ports[:v.nports], e.SourcePort) {
		return
	}
	if int(v.nports) == len(v.ports) {
		v.manyPorts = true
		return
	}
	v.ports[v.nports] = e.SourcePort
	v.nports++
}

// count estimates the distinct targets (linear counting of 256 bits).
func (v *victim) count() int { return linear(v.targets[:]) }

func (d *Detector) tell(v *victim, now int64, stage analyzers.Stage, out *[]analyzers.Finding) {
	sample := slices.Clone(v.sample[:v.samples])
	slices.SortFunc(sample, func(a, b packet.Addr) int { return slices.Compare(a[:], b[:]) })
	s := source{key: v.addr}
	if d.home(&sample[0]) {
		s.scope = home
	}
	*out = append(*out, analyzers.Finding{
		Time: now, Decided: now, Kind: analyzers.Backscatter, Stage: stage, Rule: analyzers.RuleUnrequested,
		Episode: v.first, Source: v.addr, SourceCount: 1, Hosts: uint32(v.count()), HostsSample: sample,
		First: v.first, Last: v.last, Probes: v.replies, Confidence: 0.9, Direction: d.direction(&s),
		Interface: v.iface, VLAN: v.vlan, Visibility: d.seen.of(&sample[0]),
	})
}

func (d *Detector) quiet(v *victim, out *[]analyzers.Finding) {
	if v.open {
		d.tell(v, v.last+int64(d.cfg.EpisodeIdle), analyzers.Ended, out)
	}
}

func (t *victims) finish(d *Detector, out *[]analyzers.Finding) {
	for i := range t.slots {
		if v := &t.slots[i]; v.first != 0 {
			d.quiet(v, out)
			v.open = false
		}
	}
}
