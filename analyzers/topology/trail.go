package topology

import (
	"math/bits"
	"slices"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
	"github.com/reconwatch/reconwatch/capture/relevance"
)

// step is the latest packet with one time to live.
type step struct {
	at  int64
	id  uint32
	odd bool // of a protocol that tracers do not speak by themselves
}

// tried is one port that was tried with one time to live.
type tried struct {
	at   int64
	port uint16
	ttl  uint8
	tcp  bool
}

// climb is one port that tracers count up through.
type climb struct {
	at      int64
	port    uint16
	refused bool // by the target
}

// trail is what one source sent to one target to expire on the way.
type trail struct {
	steps [relevance.LowTTL + 1]step // by time to live
	tries [16]tried
	next  uint8
	// climbed are ports that tracers count up through, tried with the last steps.
	climbed   [4]climb
	nextClimb uint8
	ttl       uint8 // of the latest packet
	descended bool  // it was lower than the one before, since the last pause
	// expired are when routers said so, the latest few.
	expired   [8]int64
	nextError uint8
	// routers are the first few that said so; packets how many there were since the last pause.
	routers     [analyzers.SampleSize]packet.Addr
	routerCount uint32
	packets     uint32
	began, last int64
	seen        uint16 // times to live since the last pause
	rounds      rounds
	copies      copies
	rare        uint8 // packets of protocols that tracers speak and hosts hardly do, with the last steps
	traced      bool  // told as a path that was traced
	filtered    bool  // told as a filter that was probed
}

// probe takes a packet in and reports whether it says anything: one that comes by again does not.
func (t *trail) probe(e *analyzers.Event, window int64) bool {
	if e.Time-t.last > window {
		t.packets, t.routerCount, t.began, t.ttl, t.descended, t.seen = 0, 0, e.Time, 0, false, 0
		t.rounds.pause()
		t.copies, t.rare = copies{}, 0
	}
	if more, was := t.copies.add(sighting{e.Time, e.Seq, e.TTL}); was != 0 {
		if !more {
			return false
		}
		t.steps[was] = step{}
	}
	if e.TTL <= lastSteps {
		t.rounds.add(e)
		if e.Proto == protoDCCP || e.Proto == protoUDPLite {
			t.rare = min(t.rare+1, 1<<7)
		}
	}
	t.descended, t.ttl = t.descended || e.TTL < t.ttl, e.TTL
	t.last = e.Time
	t.packets++
	t.seen |= 1 << min(e.TTL, relevance.LowTTL)
	t.steps[min(e.TTL, relevance.LowTTL)] = step{e.Time, e.Seq, odd(e.Proto)}
	if e.Proto == packet.ProtoTCP && e.Flags != packet.ACK || e.Proto == packet.ProtoUDP && !tracePort(e.TargetPort) {
		t.try(e)
	}
	if (e.Proto == packet.ProtoUDP || e.Proto == packet.ProtoTCP) && e.TTL <= lastSteps && tracePort(e.TargetPort) {
		t.climb(e)
	}
	return true
}

// odd reports whether a protocol is one in which a low time to live may be a tunnel's, who has it from what it carries:
// packets of it are steps only where routers said that they expired.
func odd(proto uint8) bool {
	switch proto {
	case packet.ProtoTCP, packet.ProtoUDP, packet.ProtoICMP, packet.ProtoICMPv6, protoDCCP, protoUDPLite:
		return false
	}
	return true
}

// Protocols of transport that tracers know: RFC 4340, RFC 3828.
const protoDCCP, protoUDPLite = 33, 136

// Tracers begin at firstPort, and go on by one with every probe; the last steps before the target are those
// with which the packets of a tracer arrive close to it.
const firstPort, lastSteps = 33434, 3

func (t *trail) climb(e *analyzers.Event) {
	for i := range t.climbed {
		if t.climbed[i].port == e.TargetPort {
			t.climbed[i].at = e.Time
			return
		}
	}
	t.climbed[t.nextClimb%uint8(len(t.climbed))] = climb{at: e.Time, port: e.TargetPort}
	t.nextClimb++
}

// reach notes that a packet to one of the first of these ports was refused by the target, and reports whether there was one.
func (t *trail) reach(port uint16) bool {
	if port < firstPort || port >= firstPort+100 {
		return false
	}
	for i := range t.climbed {
		if c := &t.climbed[i]; c.port == port && c.at != 0 {
			c.refused = true
			return true
		}
	}
	return false
}

// reached reports whether one of them was lately.
func (t *trail) reached(now, window int64) bool {
	for i := range t.climbed {
		if c := &t.climbed[i]; c.refused && within(c.at, now, window) {
			return true
		}
	}
	return false
}

// climbs is how many of these ports were tried lately.
func (t *trail) climbs(now, window int64) (n int) {
	for i := range t.climbed {
		if within(t.climbed[i].at, now, window) {
			n++
		}
	}
	return n
}

// tracePort reports whether a UDP port is one that tracers count up from 33434 or 33000, far enough for
// 30 steps of ten probes.
func tracePort(port uint16) bool { return port >= 33000 && port < 34500 }

func (t *trail) try(e *analyzers.Event) {
	n := tried{e.Time, e.TargetPort, e.TTL, e.Proto == packet.ProtoTCP}
	for i := range t.tries {
		if o := &t.tries[i]; o.port == n.port && o.ttl == n.ttl && o.tcp == n.tcp {
			o.at = n.at
			return
		}
	}
	t.tries[t.next%uint8(len(t.tries))] = n
	t.next++
}

// worth: the more steps there were, the more likely it is a path that is traced.
func (t *trail) worth() uint32 {
	if t.traced || t.filtered {
		return 1 << 30
	}
	n := uint32(bits.OnesCount16(t.seen)) - 1
	return n + min(uint32(t.nextError), 4) + uint32(t.nextClimb) + uint32(t.next)/2
}

// tell notes that a router said that a packet expired.
func (t *trail) tell(router packet.Addr, now int64) {
	addAddr(t.routers[:], &t.routerCount, router)
	t.expired[t.nextError%uint8(len(t.expired))] = now
	t.nextError++
}

// within reports whether at lies in the window that ends now.
func within(at, now, window int64) bool { return at != 0 && now-at <= window }

// span is how many different times to live different packets had lately, and the
// least and the greatest of them; odd ones count if they are confirmed.
func (t *trail) span(now, window int64, confirmed bool) (n int, low, high uint8) {
	var known [relevance.LowTTL + 1]sighting
	for ttl := range t.steps {
		s := sighting{t.steps[ttl].at, t.steps[ttl].id, uint8(ttl)}
		if !within(s.at, now, window) || t.steps[ttl].odd && !confirmed || slices.ContainsFunc(known[:n], func(o sighting) bool { return same(o, s) }) {
			continue
		}
		if n == 0 {
			low = s.ttl
		}
		high = s.ttl
		known[n] = s
		n++
	}
	return n, low, high
}

// errors is how many packets expired lately.
func (t *trail) errors(now, window int64) (n int) {
	for _, at := range t.expired {
		if within(at, now, window) {
			n++
		}
	}
	return n
}

// ports is the most ports that were tried with one time to live lately, up to most.
func (t *trail) ports(now, window int64, most uint8) (n int) {
	var by [relevance.LowTTL + 1]int
	for i := range t.tries {
		if o := &t.tries[i]; within(o.at, now, window) && o.ttl <= most {
			by[o.ttl]++
			n = max(n, by[o.ttl])
		}
	}
	return n
}

// judge says what the trail amounts to that was not told yet; inbound: it leads over our border.
func (c *Config) judge(t *trail, now int64, inbound bool) (kind analyzers.Kind, low, high uint8) {
	window := int64(c.Window)
	if !t.filtered && t.ports(now, window, uint8(c.FilterTTL)) >= c.FilterPorts {
		return analyzers.FirewallProbe, 0, 0
	}
	if t.traced {
		return analyzers.KindNone, 0, 0
	}
	errors := t.errors(now, window)
	n, low, high := t.span(now, window, errors >= c.Expired)
	if c.climbs(t, n, low, errors) || n > 0 && c.arrives(t, now) || n > 0 && high == 1 && inbound && t.rounds.last() {
		return analyzers.Traceroute, low, high
	}
	return analyzers.KindNone, 0, 0
}

// climbs: several times to live, n from low on, are steps of a path, of which errors were told by routers.
func (c *Config) climbs(t *trail, n int, low uint8, errors int) bool {
	if n >= c.Steps && (low == 1 || errors > 0) || n >= c.FarSteps {
		return true
	}
	return n >= c.ConfirmedSteps && (low <= 2 && errors >= c.Expired ||
		low == 1 && errors > 0 && !t.descended && int(t.packets) <= maxEach*n ||
		low <= lastSteps && t.rounds.steps() ||
		low == 1 && t.rounds.back && t.rounds.empty >= 2)
}

// arrives: packets such as only tracers send have arrived with their last steps.
func (c *Config) arrives(t *trail, now int64) bool {
	return t.climbs(now, int64(c.Window)) >= c.Climbed || t.reached(now, int64(c.Window)) || int(t.rare) >= c.Climbed
}

// maxEach is how many packets tracers send for each step, unless asked otherwise.
const maxEach = 3
