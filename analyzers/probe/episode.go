package probe

import (
	"math/bits"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/sketch"
	"github.com/reconwatch/reconwatch/capture/packet"
)

const (
	// episodeIdle closes an episode: an hour, since the slowest template of nmap
	// waits five minutes between probes.
	episodeIdle = 60 * 60 * 1_000_000_000
	// slowPause between two packets of an episode makes it a slow one: longer than any
	// template waits, and no longer than what fits into an hour several times.
	slowPause = episodeIdle / 4
	// slowIdle closes a slow episode: over a long weekend it is still the same.
	slowIdle = 4 * 24 * 60 * 60 * 1_000_000_000
	// spokenRows and fingerprinted bound what one episode remembers by name.
	spokenRows    = 12
	fingerprinted = 8
	// wholeSet of distinct probes makes a fingerprint of it: so many are the answers that
	// nmap compares at least with its data base.
	wholeSet = 8
)

// spoken is a row whose evidence suffices, and the packet by which it did.
type spoken struct {
	row   uint16
	sport uint16
	seq   uint32
	ttl   uint8
	hits  uint8
}

// subject is a host whose operating system is probed for.
type subject struct {
	host   packet.Addr
	probes uint32 // distinct ones, by their bit
}

// episode is what one source does of one kind until it stops.
type episode struct {
	key                packet.Addr
	opened             int64
	first, last        int64
	frame              uint64
	probes             uint64
	hosts, ports       sketch.Distinct
	newHosts, newPorts uint32 // additions that were new, or nearly so
	tellHosts          uint32 // counts of these at which to tell again
	tellPorts          uint32
	methods            analyzers.MethodSet
	rows               [spokenRows]spoken
	subjects           [fingerprinted]subject
	hostSample         [analyzers.SampleSize]packet.Addr
	portSample         [analyzers.SampleSize]uint16
	nRows, nHosts      uint8
	nPorts, complete   uint8
	deed               uint8
	method             analyzers.Method
	iface, vlan        uint16
	foreign            bool // three protocols on one port
	waiting            bool // not told yet: see hold
	slow               bool
	older, newer       int32 // on the list of episodes
	direction          analyzers.Direction
}

// episodes is a bounded slab, and two lists of those that are open, the quick and the slow, in the order of
// their last packets.
type episodes struct {
	slots   []episode
	free    []int32
	lists   [2]ends
	held    []holding
	refused uint64
}

// ends of a list. Links are index + 1; 0 is none.
type ends struct{ oldest, last int32 }

// list is the one that p stands on.
func (t *episodes) list(p *episode) *ends {
	if p.slow {
		return &t.lists[1]
	}
	return &t.lists[0]
}

// due is when p closes, if nothing follows.
func (p *episode) due() int64 {
	if p.slow {
		return p.last + slowIdle
	}
	return p.last + episodeIdle
}

// first is the episode that closes first, -1 if none is open.
func (t *episodes) first() int32 {
	at := t.lists[0].oldest - 1
	if slow := t.lists[1].oldest - 1; at < 0 || slow >= 0 && t.slots[slow].due() < t.slots[at].due() {
		return slow
	}
	return at
}

// silent is the episode whose last packet lies back longest; one must be open.
func (t *episodes) silent() int32 {
	at := t.lists[0].oldest - 1
	if slow := t.lists[1].oldest - 1; at < 0 || slow >= 0 && t.slots[slow].last < t.slots[at].last {
		return slow
	}
	return at
}

// hold is how long a signature waits to be told: a scan by the same source will most
// often be told meanwhile, with the tool's name, and is all that need be said.
const hold = 30 * 1_000_000_000

// holding is an episode that waits.
type holding struct {
	due int64
	key packet.Addr
	at  int32
}

// patience is how long an open episode must have been silent to give way to a new
// one: forged sources by the million then open so many in this time, and no more.
const patience = 5 * 60 * 1_000_000_000

func (t *episodes) init(n int) {
	t.slots = make([]episode, n)
	for i := n - 1; i >= 0; i-- {
		t.free = append(t.free, int32(i))
	}
}

// full reports whether one must give way before another opens.
func (t *episodes) full() bool { return len(t.free) == 0 }

// take gives a free slot, at the end of the list.
func (t *episodes) take() int32 {
	i := t.free[len(t.free)-1]
	t.free = t.free[:len(t.free)-1]
	t.slots[i] = episode{}
	t.link(i)
	return i
}

func (t *episodes) link(i int32) {
	p := &t.slots[i]
	l := t.list(p)
	p.older, p.newer = l.last, 0
	if l.last > 0 {
		t.slots[l.last-1].newer = i + 1
	} else {
		l.oldest = i + 1
	}
	l.last = i + 1
}

func (t *episodes) unlink(i int32) {
	p := &t.slots[i]
	l := t.list(p)
	if p.older > 0 {
		t.slots[p.older-1].newer = p.newer
	} else {
		l.oldest = p.newer
	}
	if p.newer > 0 {
		t.slots[p.newer-1].older = p.older
	} else {
		l.last = p.older
	}
}

// touch moves an episode to the end of its list; pause is what lay between its last two packets.
func (t *episodes) touch(i int32, pause int64) {
	p := &t.slots[i]
	turns := pause > slowPause && !p.slow
	if t.list(p).last == i+1 && !turns {
		return
	}
	t.unlink(i)
	p.slow = p.slow || turns
	t.link(i)
}

// release takes an episode off the list.
func (t *episodes) release(i int32) {
	t.unlink(i)
	t.free = append(t.free, i)
}

// add counts a packet.
func (p *episode) add(e *analyzers.Event, secret uint64) {
	if p.frame != e.Frame { // a packet may match several rows
		p.probes++
	}
	p.last, p.frame = e.Time, e.Frame
	if p.methods == 0 {
		p.method = e.Method
	}
	if p.deed != deedSystem || p.methods == 0 { // odd flags are part of a fingerprint, and no deed of their own
		p.methods = p.methods.Add(e.Method)
	}
	p.touch(&e.Target, e.TargetPort, secret)
}

// touch counts a target.
func (p *episode) touch(host *packet.Addr, port uint16, secret uint64) {
	hi, lo := host.Halves()
	if p.hosts.Add(sketch.Hash(secret, hi, lo)) {
		p.newHosts++
		p.sampleHost(host)
	}
	if port != 0 && p.ports.Add(sketch.Hash(secret, 1, uint64(port))) {
		p.newPorts++
		p.samplePort(port)
	}
}

// sampleHost keeps the lowest addresses, in order.
func (p *episode) sampleHost(a *packet.Addr) {
	at := int(p.nHosts)
	for at > 0 && less(a, &p.hostSample[at-1]) {
		at--
	}
	if at > 0 && p.hostSample[at-1] == *a || at == analyzers.SampleSize {
		return
	}
	copy(p.hostSample[at+1:], p.hostSample[at:])
	p.hostSample[at] = *a
	p.nHosts = min(p.nHosts+1, analyzers.SampleSize)
}

func less(a, b *packet.Addr) bool {
	ah, al := a.Halves()
	bh, bl := b.Halves()
	return ah < bh || ah == bh && al < bl
}

func (p *episode) samplePort(port uint16) {
	at := int(p.nPorts)
	for at > 0 && port < p.portSample[at-1] {
		at--
	}
	if at > 0 && p.portSample[at-1] == port || at == analyzers.SampleSize {
		return
	}
	copy(p.portSample[at+1:], p.portSample[at:])
	p.portSample[at] = port
	p.nPorts = min(p.nPorts+1, analyzers.SampleSize)
}

// speak notes that a row's evidence suffices, and reports whether that is new.
func (p *episode) speak(row uint16, t *trace, e *analyzers.Event) bool {
	for i := range p.rows[:p.nRows] {
		if p.rows[i].row == row {
			return false
		}
	}
	if p.nRows == spokenRows {
		return false
	}
	s := &p.rows[p.nRows]
	*s = spoken{row: row, sport: e.SourcePort, seq: e.Seq, ttl: e.TTL, hits: 1}
	if t != nil {
		s.hits = t.hits
	}
	p.nRows++
	return true
}

// probed notes a probe for the operating system of a host, and reports whether the
// host's set has become whole by it.
func (p *episode) probed(host *packet.Addr, bit uint8) bool {
	for i := range p.subjects {
		s := &p.subjects[i]
		if s.probes == 0 {
			s.host = *host
		} else if s.host != *host {
			continue
		}
		before := bits.OnesCount32(s.probes)
		s.probes |= 1 << (bit & 31)
		if before < wholeSet && bits.OnesCount32(s.probes) >= wholeSet {
			p.complete++
			return true
		}
		return false
	}
	return false
}

// whole reports whether enough distinct probes came for a fingerprint.
func (s *subject) whole() bool { return bits.OnesCount32(s.probes) >= wholeSet }

// grown reports whether the targets are a quarter more than when they were told
// last.
func (p *episode) grown() bool {
	if p.newHosts < p.tellHosts && p.newPorts < p.tellPorts {
		return false
	}
	p.told()
	return true
}

// told notes that the targets so far are told.
func (p *episode) told() {
	p.tellHosts = p.newHosts + p.newHosts/4 + 1
	p.tellPorts = p.newPorts + p.newPorts/4 + 1
}
