package scan

import (
	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/arena"
	"github.com/reconwatch/reconwatch/capture/packet"
)

const (
	none = -1
	axes = 8
)

// tally counts first contacts by how they ended.
type tally struct {
	last        int64
	fails, good uint32
	explained   uint32 // failed for a reason that clears the source
}

func (t *tally) add(now int64, o outcome) {
	t.last = now
	switch {
	case o == acquitted:
		t.explained++
	case o.failed():
		t.fails++
	default:
		t.good++
	}
}

// since is how many hosts failed on the port since the first episode opened.
func (a *portAxis) since() int { return int(a.fails) - int(min(a.before, a.fails)) }

// portAxis follows the hosts that a source touched on one port.
type portAxis struct {
	tally
	before uint32 // fails when the first episode opened
	port   uint16
	proto  uint8
	used   bool
}

// hostAxis follows the ports that a source touched on one host.
type hostAxis struct {
	tally
	low   uint32 // fails on ports of services
	fixed uint32 // fails on ports below the dynamic ones
	addr  packet.Addr
	used  bool
}

// episode is one open story about a suspect.
type episode struct {
	opened       int64
	hosts, ports uint32 // as last reported
	answersOpen  uint32
	open         uint8
	methods      analyzers.MethodSet
	kind         analyzers.Kind
}

const episodesEach = 4

// suspect is the detail of a source with two failed targets or more. Pointer-free; bounded in number.
type suspect struct {
	addr    packet.Addr // to be told: whose contact decided, and the first seen before
	owner   uint32      // index of its source record
	gen     uint32      // of this slot, so that old timers find nobody
	used    bool
	judged  bool // a verdict was reached
	burster bool // for a burst of address resolution
	pinger  bool // for the number of hosts that it pinged alone
	rule    analyzers.Rule

	verdict   int64 // when
	due       int64 // next timer, 0 for none
	lastProbe int64

	hosts, ports members // touched, to be told
	// What decides the shape: failed targets only.
	failedHosts, failedPorts, pinged, protocolHosts small
	nets                                            small // of the failed hosts, each a /16 or /48
	hostSample                                      [analyzers.SampleSize]packet.Addr
	portSample                                      [analyzers.SampleSize]uint16
	hostSamples                                     uint8
	portSamples                                     uint8

	byPort [axes]portAxis
	byHost [axes]hostAxis

	protocols [4]uint64 // IP protocols tried
	families  uint64    // of the failed ports, see familyOf
	bare      [2]uint16 // own ports of its last bare ACKs
	burst     int64     // start of the current neighbour burst
	bursts    uint32    // neighbours resolved in it
	lost      uint32    // of these, in vain
	hasty     uint32    // of these, without the repetitions of a stack
	talked    uint32    // of those resolved, talked to afterwards
	resolved  uint32    // neighbours that answered

	answers   analyzers.Answers
	probes    uint64
	contacts  uint32 // remembered one by one
	revisited uint32 // failed targets that were visited again
	silences  uint32 // failed targets by silence alone
	failures  uint32
	odds      uint32 // of these, flags that no stack sends

	episodes [episodesEach]episode
}

// suspects is a bounded pool; a clock hand frees the least suspicious when it is full.
type suspects struct {
	pool     []suspect
	free     []int32
	hand     int
	evicted  uint64
	records  []source // of the owner table, set once
	sketches *sketches
}

func newSuspects(capacity int) *suspects {
	p := &suspects{free: make([]int32, 0, capacity)}
	p.pool = arena.Make[suspect](p, capacity)
	for i := capacity - 1; i >= 0; i-- {
		p.free = append(p.free, int32(i))
	}
	return p
}

func (p *suspects) of(s *source) *suspect {
	if s.suspect == none {
		return nil
	}
	return &p.pool[s.suspect]
}

func (p *suspects) accused(s *source) bool { return s.suspect != none && p.pool[s.suspect].judged }

// take gives s a suspect record, evicting one that is not accused if need be; nil when all are.
func (p *suspects) take(s *source) *suspect {
	if len(p.free) == 0 && !p.reclaim() {
		return nil
	}
	i := p.free[len(p.free)-1]
	p.free = p.free[:len(p.free)-1]
	su := &p.pool[i]
	gen := su.gen + 1
	*su = suspect{}
	su.owner, su.gen, su.used = s.index, gen, true
	s.suspect = i
	return su
}

// reclaim looks at 16 records from the hand on and frees the one with the fewest failures.
func (p *suspects) reclaim() bool {
	best := none
	for range 16 {
		p.hand = (p.hand + 1) % len(p.pool)
		su := &p.pool[p.hand]
		if !su.judged && (best == none || su.failures < p.pool[best].failures) {
			best = p.hand
		}
	}
	if best == none {
		return false
	}
	p.evicted++
	p.release(&p.records[p.pool[best].owner])
	return true
}

func (p *suspects) release(s *source) {
	if s.suspect == none {
		return
	}
	su := &p.pool[s.suspect]
	su.used, su.judged = false, false
	p.sketches.release(&su.hosts)
	p.sketches.release(&su.ports)
	su.gen++
	p.free = append(p.free, s.suspect)
	s.suspect = none
}

// port returns the axis of a port, taking over the least failed one if need be.
func (su *suspect) port(proto uint8, port uint16) *portAxis {
	least := &su.byPort[0]
	for i := range su.byPort {
		a := &su.byPort[i]
		if a.used && a.port == port && a.proto == proto {
			return a
		}
		if least.used && (!a.used || 4*a.fails+a.good < 4*least.fails+least.good) {
			least = a
		}
	}
	*least = portAxis{port: port, proto: proto, used: true}
	return least
}

func (su *suspect) host(addr *packet.Addr) *hostAxis {
	least := &su.byHost[0]
	for i := range su.byHost {
		a := &su.byHost[i]
		if a.used && a.addr == *addr {
			return a
		}
		if least.used && (!a.used || 4*a.fails+a.good < 4*least.fails+least.good) {
			least = a
		}
	}
	*least = hostAxis{addr: *addr, used: true}
	return least
}

// sample keeps the smallest values seen, so that it does not depend on order.
func (su *suspect) sampleHost(a packet.Addr) {
	s := su.hostSample[:su.hostSamples]
	i := len(s)
	for i > 0 && less(&a, &s[i-1]) {
		i--
	}
	if i > 0 && s[i-1] == a || i == len(su.hostSample) {
		return
	}
	if int(su.hostSamples) < len(su.hostSample) {
		su.hostSamples++
	}
	s = su.hostSample[:su.hostSamples]
	copy(s[i+1:], s[i:])
	s[i] = a
}

func (su *suspect) samplePort(p uint16) {
	s := su.portSample[:su.portSamples]
	i := len(s)
	for i > 0 && p < s[i-1] {
		i--
	}
	if i > 0 && s[i-1] == p || i == len(su.portSample) {
		return
	}
	if int(su.portSamples) < len(su.portSample) {
		su.portSamples++
	}
	s = su.portSample[:su.portSamples]
	copy(s[i+1:], s[i:])
	s[i] = p
}

func less(a, b *packet.Addr) bool {
	ah, al := a.Halves()
	bh, bl := b.Halves()
	return ah < bh || ah == bh && al < bl
}

// fewMembers is how many distinct things are held in place.
const fewMembers = 16

// members counts distinct hosts or ports: the first in place, then among the
// contacts, and by the sketch when the source is past its share of these.
type members struct {
	few    [fewMembers]uint64
	count  uint32
	sketch int32 // index into the pool plus one, 0 for none
}

// begin takes over what the source's successes have shown before there was a suspect.
func (su *suspect) begin(s *source, e *analyzers.Event) {
	su.addr = e.Source
	for _, p := range s.servedPorts {
		if p.n > 0 {
			su.port(p.proto, p.port).good = uint32(p.n)
		}
	}
}

// knows reports whether the host with this hash was one of the last to answer.
func (s *source) knows(host uint64) bool {
	return uint32(host>>32) == s.servedHosts[0] || uint32(host>>32) == s.servedHosts[1]
}
