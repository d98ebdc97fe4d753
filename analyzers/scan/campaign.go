package scan

import (
	"math"
	"unsafe"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/sketch"
	"github.com/reconwatch/reconwatch/capture/arena"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// What several sources do together shows in how they divide the targets:
// unrelated sources collide as often as chance says, accomplices do not (Gates,
// "Coordinated Scan Detection", NDSS 2009).

const (
	maxAccomplices = 64
	campaignWays   = 4
	campaignSets   = 1 << 9
	waitingSets    = 1 << 13
	jointPlaces    = 1 << 14
)

// accomplice is one source in the space of a campaign and which targets it touched.
type accomplice struct {
	addr    packet.Addr
	start   int64
	touched [4]uint64         // bitmap by the target's place, hashed for ports
	answers analyzers.Answers // of what nobody had touched before
	count   uint16            // targets touched
	shared  uint16            // of these, touched by another before
	port    uint16            // its own port, if it kept one
	moved   bool              // it used several
	joined  bool              // it takes part: only these are told
}

// campaign is what many sources did to one space of targets: one port of a /24
// or /64, or the ports of one host.
type campaign struct {
	summary
	members [maxAccomplices]accomplice // the first n are valid
}

// summary is all of a campaign but its members.
type summary struct {
	space          packet.Addr // the prefix, or the host
	start, last    int64
	opened         int64 // 0 while it was not told; it ends when nobody who takes part goes on
	lead           packet.Addr
	proto          uint8
	port           uint16
	vertical       bool
	inside         bool // its sources are ours
	n              uint8
	cover          uint32 // targets touched
	shared         uint32 // of these, by a second source
	reported       uint32 // of those who take part
	iface, vlan    uint16
	methods        analyzers.MethodSet
	method         analyzers.Method
	joint          [jointPlaces / 64]uint64 // places touched, ports folded
	hosts          [analyzers.SampleSize]packet.Addr
	ports          [analyzers.SampleSize]uint16
	nhosts, nports uint8
}

// waiting holds spaces that few sources have touched: most of the world.
type waiting struct {
	tag     uint64
	start   int64
	sources [2]uint32 // the first two, by hash
}

// campaigns is bounded: 2048 spaces in full, 32 k waiting, of each set of four the oldest goes.
type campaigns struct {
	full    []campaign
	tags    []uint64 // hashes of their spaces, so that a look-up in vain stays in the cache
	wait    []waiting
	open    []int32 // the places of those that were told and have not ended
	due     int64   // when the first of them may end
	seed    uint64
	evicted uint64
}

func (t *campaigns) init(seed uint64) {
	t.full, t.tags = arena.MakeSparse[campaign](t, campaignWays*campaignSets), make([]uint64, campaignWays*campaignSets)
	t.wait, t.seed = make([]waiting, campaignWays*waitingSets), seed
	t.due = math.MaxInt64
}

// vertical counts a failure on one host's ports.
func (t *campaigns) vertical(d *Detector, e *analyzers.Event, out *[]analyzers.Finding) {
	place := uint32(e.TargetPort)
	t.add(d, e, e.Target, true, place, out)
}

// horizontal counts a failure on one port of a prefix.
func (t *campaigns) horizontal(d *Detector, e *analyzers.Event, out *[]analyzers.Finding) {
	_, lo := e.Target.Halves()
	place := uint32(lo & 0xff)
	if !e.Target.Is4() {
		place = uint32(sketch.Hash(d.secret, 0, lo) & 0xffff)
	}
	t.add(d, e, analyzers.Prefix(e.Target, 24, 64), false, place, out)
}

func (t *campaigns) add(d *Detector, e *analyzers.Event, space packet.Addr, vertical bool, place uint32, out *[]analyzers.Finding) {
	i := t.get(d, e, space, vertical)
	if i < 0 {
		return
	}
	c := &t.full[i]
	m := c.member(e, int64(d.cfg.CampaignWindow))
	if m == nil {
		return
	}
	first, fresh := c.touch(m, e, place)
	if !first {
		return
	}
	if c.opened == 0 || m.joined {
		c.note(e, fresh)
	}
	if c.opened != 0 {
		t.follow(d, c, m, e.Time, out)
		return
	}
	if t.judge(d, c, e.Time, out); c.opened != 0 {
		t.open, t.due = append(t.open, int32(i)), min(t.due, e.Time+int64(d.cfg.EpisodeIdle))
	}
}

// joint reports whether an outcome may be a part of a scan by several.
func (d *Detector) joint(e *analyzers.Event) bool {
	o := outcomeOf(e)
	return o.failed() && hasPort(e) && e.Method != analyzers.TCPAck && e.Method != analyzers.TCPMaimon && !d.excused(e, o)
}

// get finds the place of the campaign against a space, once enough sources fail there; else -1.
func (t *campaigns) get(d *Detector, e *analyzers.Event, space packet.Addr, vertical bool) int {
	inside := d.home(&e.Source)
	h, port := t.hash(e, space, vertical)
	place := t.find(h, space, port, e.Proto, vertical, inside)
	if place >= 0 {
		if c := &t.full[place]; c.opened != 0 || e.Time-c.start <= int64(d.cfg.CampaignWindow) {
			return place
		}
	}
	if !t.crowded(d, h, e) {
		return -1
	}
	another := place < 0
	if another {
		place = t.oldest(h)
	}
	oldest := &t.full[place]
	if oldest.opened != 0 {
		return -1
	}
	if another && oldest.start != 0 && e.Time-oldest.last < int64(d.cfg.CampaignWindow) {
		t.evicted++
	}
	oldest.summary = summary{}
	oldest.space, oldest.port, oldest.proto, oldest.vertical = space, port, e.Proto, vertical
	oldest.inside, oldest.start, oldest.last = inside, e.Time, e.Time
	t.tags[place] = h
	return place
}

// hash names a space, and gives its port.
func (t *campaigns) hash(e *analyzers.Event, space packet.Addr, vertical bool) (h uint64, port uint16) {
	if !vertical {
		port = e.TargetPort
	}
	hi, lo := space.Halves()
	return sketch.Hash(t.seed+uint64(port)<<8+uint64(e.Proto), hi, lo), port
}

// prefetch asks for what get will read of a space with few sources.
func (t *campaigns) prefetch(e *analyzers.Event, space packet.Addr, vertical bool) {
	h, _ := t.hash(e, space, vertical)
	w := unsafe.Pointer(&t.wait[h>>16%waitingSets*campaignWays])
	arena.PrefetchPair(w, unsafe.Add(w, campaignWays*unsafe.Sizeof(waiting{})-1))
	arena.Prefetch(unsafe.Pointer(&t.tags[h%campaignSets*campaignWays]))
}

// find returns the place of the campaign against a space, or -1.
func (t *campaigns) find(h uint64, space packet.Addr, port uint16, proto uint8, vertical, inside bool) int {
	base := h % campaignSets * campaignWays
	for i, tag := range t.tags[base:][:campaignWays] {
		if tag != h {
			continue
		}
		c := &t.full[base+uint64(i)]
		if c.start != 0 && c.space == space && c.port == port && c.proto == proto && c.vertical == vertical && c.inside == inside {
			return int(base) + i
		}
	}
	return -1
}

// oldest is the place of the campaign of a set that is to give way: of those that were told only if all were.
func (t *campaigns) oldest(h uint64) int {
	base := int(h % campaignSets * campaignWays)
	oldest := base
	for i := base; i < base+campaignWays; i++ {
		if t.tags[i] == 0 {
			return i // never used, or emptied
		}
		c, o := &t.full[i], &t.full[oldest]
		if told := o.opened != 0; told && c.opened == 0 || told == (c.opened != 0) && c.last < o.last {
			oldest = i
		}
	}
	return oldest
}

// crowded reports whether a third source has failed in the space within the window: fewer have no accomplices.
func (t *campaigns) crowded(d *Detector, h uint64, e *analyzers.Event) bool {
	set := t.wait[h>>16%waitingSets*campaignWays:][:campaignWays]
	w := &set[0]
	for i := range set {
		if set[i].tag == h {
			w = &set[i]
			break
		}
		if set[i].start < w.start {
			w = &set[i]
		}
	}
	if w.tag != h || e.Time-w.start > int64(d.cfg.CampaignWindow) {
		if w.tag != h && w.tag != 0 && e.Time-w.start < int64(d.cfg.CampaignWindow) {
			t.evicted++
		}
		*w = waiting{tag: h, start: e.Time}
	}
	hi, lo := e.Source.Halves()
	return w.third(uint32(sketch.Hash(t.seed, hi, lo)) | 1)
}

// third notes a source and reports whether two others were before it.
func (w *waiting) third(source uint32) bool {
	for i := range w.sources {
		switch w.sources[i] {
		case source:
			return false
		case 0:
			w.sources[i] = source
			return false
		}
	}
	return true
}
