package scan

import (
	"math/bits"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/sketch"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// contact adds an outcome to its contact: a first contact is weighed, a known one corrected.
func (d *Detector) contact(s *source, h uint64, e *analyzers.Event, o outcome, out *[]analyzers.Finding) {
	s.last = max(s.last, e.Time)
	s.replied = s.replied || answered(e)
	th := targetHash(h, e)
	c := d.contacts.find(th)
	if c == nil || c.state == pending {
		if c == nil && d.forgotten(s, th, o) {
			return
		}
		c = d.firstContact(s, c, th, e, o)
	} else if !d.revise(s, c, e, o) {
		return
	}
	d.verdict(s, e, c, out)
}

// forgotten reports whether a contact that its table has lost was counted before.
func (d *Detector) forgotten(s *source, th uint64, o outcome) bool {
	su := d.suspects.of(s)
	if su != nil && int(su.contacts) < d.cfg.MaxContacts && d.contacts.evicted == 0 {
		return false
	}
	for _, r := range s.recent {
		if r == uint32(th>>32) && r != 0 {
			return true
		}
	}
	return false
}

// firstContact enters a contact; c is not nil where it was expected.
func (d *Detector) firstContact(s *source, c *contact, th uint64, e *analyzers.Event, o outcome) *contact {
	su := d.suspects.of(s)
	if su == nil {
		if su = d.suspects.take(s); su != nil {
			su.begin(s, e)
		}
	}
	if su == nil || !su.judged || int(su.contacts) < d.cfg.MaxContacts {
		if c == nil {
			c = d.contacts.add(th)
		}
		if su != nil {
			su.contacts++
			su.probes += uint64(e.Count)
		}
	} else {
		d.spare, c = contact{}, &d.spare
		su.probes += uint64(e.Count)
	}
	c.last, c.visits, c.port = ticks(e.First), 1, uint8(e.SourcePort)
	d.count(s, su, c, e, o)
	if o.failed() {
		s.recent[int(s.fails)%len(s.recent)] = uint32(th >> 32)
	}
	return c
}

// count enters the outcome of a contact that had none.
func (d *Detector) count(s *source, su *suspect, c *contact, e *analyzers.Event, o outcome) {
	if o.failed() && (d.excused(e, o) || su.genuine(e)) {
		o = acquitted
	}
	c.settle(o, e.Time)
	s.settle(e.Time, d.certain, d.cfg.ScoreFloor)
	c.weight = int8(max(-127, min(127, d.weigh(s, e, o)/weightUnit)))
	d.score(s, float64(c.weight)*weightUnit)
	switch {
	case o == success:
		s.successes = min(s.successes+1, 65000)
		s.good[0] = min(s.good[0]+1, 65000)
	case o.failed():
		s.fail(e, o, hostHash(d.secret, e), portHash(d.secret, e))
		if s.method == analyzers.MethodNone {
			s.method = e.Method
		}
	}
	if su != nil {
		d.detail(s, su, e, o)
	}
}

// fail enters a failed first contact into the slow memory. Other protocols than
// those that answer count for protocol scans alone.
func (s *source) fail(e *analyzers.Event, o outcome, host, port uint64) {
	s.methods = s.methods.Add(e.Method)
	if e.Method == analyzers.IPProtocol {
		return
	}
	s.fails = min(s.fails+1, 65000)
	s.refused = s.refused || o != silent
	s.hosts |= 1 << (host & 63)
	s.ports |= 1 << (port & 63)
}

// revise corrects a known contact by a later outcome and reports whether it changed anything.
func (d *Detector) revise(s *source, c *contact, e *analyzers.Event, o outcome) bool {
	su := d.suspects.of(s)
	again, paused := c.visit(e.First, d.cfg.RevisitGap)
	if su != nil && again {
		su.probes += uint64(e.Count)
	}
	answer := o == refused || o == filtered
	switch {
	case c.state == odd && (answer || o == silent), c.state == silent && answer:
		d.learn(s, su, c, e, o)
		return true
	case c.state.failed() && (o == success || o == halfOpen && c.state == silent):
		d.retract(s, su, c, e)
		d.count(s, su, c, e, o)
		return true
	case c.state == success && o == halfOpen && s.scope == home && !d.home(&s.key):
		d.hollow(s, su, c, e)
		return true
	}
	if su != nil && c.state.failed() {
		d.retried(s, su, c, e, again, paused)
	}
	return false
}

// learn enters what a probe that was weighed already has told its source.
func (d *Detector) learn(s *source, su *suspect, c *contact, e *analyzers.Event, o outcome) {
	if su != nil {
		su.answered(o, 1)
		if c.state == silent {
			su.answered(silent, -1)
			su.silences--
		}
	}
	s.refused = s.refused || o != silent
	c.settle(o, e.Time)
}

// retried looks at another flow to a target that failed. Nobody who maps a network
// asks a closed port again from a new one of his own.
func (d *Detector) retried(s *source, su *suspect, c *contact, e *analyzers.Event, again, paused bool) {
	if again && !paused && c.state == refused && c.port != uint8(e.SourcePort) {
		c.visits = min(c.visits+1, 250)
		paused = true
	}
	c.port = uint8(e.SourcePort)
	if paused {
		d.revisit(s, su, c, e)
	}
}

// hollow takes a success back: an outsider who connects to say nothing has tried
// a port. What of ours does so checks the health of something.
func (d *Detector) hollow(s *source, su *suspect, c *contact, e *analyzers.Event) {
	s.successes -= min(s.successes, 1)
	if s.good[0] > 0 {
		s.good[0]--
	} else {
		d.score(s, d.certain)
	}
	if su != nil {
		su.answered(success, -1)
		if a := su.port(e.Proto, e.TargetPort); a.good > 0 {
			a.good--
		}
		if a := su.host(&e.Target); a.good > 0 {
			a.good--
		}
	}
	d.count(s, su, c, e, halfOpen)
}

// revisit acquits a failed target that its source keeps coming back to.
func (d *Detector) revisit(s *source, su *suspect, c *contact, e *analyzers.Event) {
	if c.visits == 2 {
		su.revisited++
	}
	if int(c.visits) < d.cfg.AcquitOnRevisit || su.judged {
		return
	}
	d.retract(s, su, c, e)
	c.state = acquitted
}

// retract takes a failure back.
func (d *Detector) retract(s *source, su *suspect, c *contact, e *analyzers.Event) {
	d.score(s, -float64(c.weight)*weightUnit)
	c.weight = 0
	if e.Method != analyzers.IPProtocol {
		s.fails -= min(s.fails, 1)
	}
	if su == nil {
		return
	}
	su.answered(c.state, -1)
	su.failures -= min(su.failures, 1)
	if c.state == silent {
		su.silences -= min(su.silences, 1)
	}
	if a := su.port(e.Proto, e.TargetPort); a.fails > 0 {
		a.fails--
	}
	if a := su.host(&e.Target); a.fails > 0 {
		a.fails--
	}
}

func (d *Detector) score(s *source, w float64) {
	s.score = float32(max(d.cfg.ScoreFloor, float64(s.score)+w))
}

// weigh gives the log-likelihood ratio, scanner to benign, of an outcome.
func (d *Detector) weigh(s *source, e *analyzers.Event, o outcome) float64 {
	if (e.Method == analyzers.IPProtocol || neighbourly(e)) && o != success {
		return 0 // address resolution has rules of its own; tunnels and routing protocols speak without an answer
	}
	switch o {
	case odd:
		return d.cfg.OddFlagsWeight
	case halfOpen:
		return d.cfg.HalfOpenWeight
	case refused:
		return d.certain
	case filtered:
		return d.cfg.ProhibitedWeight
	case silent:
		return d.weighSilence(s, e)
	}
	return 0 // a success is entered by settle
}

// visible is the share of replies that would have shown an outcome of this kind.
// An initiator of TCP shows by going on that it was answered, whether the span
// shows the answer or not: its silence means the same everywhere.
func (d *Detector) visible(e *analyzers.Event) float64 {
	v := d.seen.of(&e.Target)
	if e.Method == analyzers.TCPSyn || e.Method == analyzers.TCPConnect {
		v = max(v, d.cfg.VisibilityPrior)
	}
	return v
}

// oneWay reports whether silence means nothing because of where the sensor is: a
// tap that shows only what leaves shows every client of the world's servers so.
func (d *Detector) oneWay(s *source, e *analyzers.Event) bool {
	return e.Proto == packet.ProtoUDP && s.scope == foreign && !s.replied && !s.refused && d.home(&s.key)
}

func (d *Detector) weighSilence(s *source, e *analyzers.Event) float64 {
	if d.oneWay(s, e) {
		return 0
	}
	w := d.cfg.silence(d.visible(e))
	if e.Insisted {
		w *= d.cfg.InsistedShare
	}
	switch e.Proto {
	case packet.ProtoUDP, packet.ProtoARP:
		w *= d.cfg.UDPSilentShare
	}
	return w
}

// detail enters a first contact into the suspect's shape.
func (d *Detector) detail(s *source, su *suspect, e *analyzers.Event, o outcome) {
	su.answered(o, 1)
	ports, hosts := hasPort(e), e.Method != analyzers.IPProtocol
	if hosts {
		d.axes(s, su, e, o, ports)
	}
	if o == acquitted {
		return
	}
	if o.failed() {
		d.failed(su, e, o, ports, hosts)
	}
	if o.failed() || s.scope == home {
		su.lastProbe = max(su.lastProbe, e.First)
		d.touched(s, su, e, ports)
	}
}

// failed enters what decides the shape: failed targets only.
func (d *Detector) failed(su *suspect, e *analyzers.Event, o outcome, ports, hosts bool) {
	su.failures++
	if o == silent {
		su.silences++
	}
	if o == odd {
		su.odds++
	}
	su.nets |= 1 << (netHash(d.secret, e) & 63)
	hh := hostHash(d.secret, e)
	if hosts {
		su.failedHosts.Add(hh)
	}
	switch {
	case ports:
		su.failedPorts.Add(portHash(d.secret, e))
		su.families |= 1 << familyOf(e.TargetPort)
	case hosts:
		su.pinged.Add(hh)
	default:
		su.protocolHosts.Add(hh)
		if !carrier[e.Proto] {
			su.protocols[e.Proto/64] |= 1 << (e.Proto % 64)
		}
	}
}

// touched counts the targets to be told: among home networks answered ones too;
// elsewhere these are a client's ordinary business.
func (d *Detector) touched(s *source, su *suspect, e *analyzers.Event, ports bool) {
	if d.distinct(s, su, &su.hosts, hostHash(d.secret, e)) {
		su.sampleHost(e.Target)
	}
	if ports && d.distinct(s, su, &su.ports, portHash(d.secret, e)) {
		su.samplePort(e.TargetPort)
	}
}

// distinct counts h among m and reports whether it was new.
func (d *Detector) distinct(s *source, su *suspect, m *members, h uint64) bool {
	if m.count < fewMembers {
		for _, x := range m.few[:m.count] {
			if x == h {
				return false
			}
		}
		m.few[m.count] = h
		m.count++
		if m.count == fewMembers {
			d.overflow(s, m)
		}
		return true
	}
	if su.judged && int(su.contacts) >= d.cfg.MaxContacts {
		return d.estimate(m, h)
	}
	name := d.member(s, h)
	if d.contacts.find(name) != nil {
		return false
	}
	d.contacts.add(name).last = ticks(s.last)
	if sk := d.sketches.of(m); sk != nil {
		sk.Add(h)
	}
	m.count++
	return true
}

// overflow moves what is held in place to the contacts, and begins the sketch
// that will go on where these end.
func (d *Detector) overflow(s *source, m *members) {
	m.sketch = d.sketches.take()
	sk := d.sketches.of(m)
	for _, h := range m.few {
		d.contacts.add(d.member(s, h)).last = ticks(s.last)
		if sk != nil {
			sk.Add(h)
		}
	}
}

func (d *Detector) estimate(m *members, h uint64) bool {
	sk := d.sketches.of(m)
	if sk == nil {
		return false
	}
	fresh := sk.Add(h)
	m.count = max(m.count, sk.Count())
	return fresh
}

// member names one distinct host or port of a source among the contacts.
func (d *Detector) member(s *source, h uint64) uint64 {
	return sketch.Hash(d.secret^uint64(s.scope), h, uint64(s.index)^d.sources.hash(&s.key, s.scope))
}

// axes enters a contact by its port and by its host.
func (d *Detector) axes(s *source, su *suspect, e *analyzers.Event, o outcome, ports bool) {
	su.port(e.Proto, e.TargetPort).add(e, o)
	if neighbourly(e) {
		su.resolve(e, o, int64(d.cfg.BurstWindow))
	}
	if !ports {
		return
	}
	h := su.host(&e.Target)
	if h.last == 0 && s.knows(hostHash(d.secret, e)) {
		h.good++
	}
	h.add(e, o)
}

func (a *portAxis) add(e *analyzers.Event, o outcome) {
	a.last = e.Time
	switch {
	case o == acquitted:
		a.explained++
	case !o.failed():
		a.good++
	default:
		a.fails++
	}
}

func (a *hostAxis) add(e *analyzers.Event, o outcome) {
	a.last = e.Time
	switch {
	case o == acquitted:
		a.explained++
	case !o.failed():
		a.good++
	default:
		a.fails++
		if e.TargetPort < dynamicPort {
			a.fixed++
			if servicePort(e.Proto, e.TargetPort) {
				a.low++
			}
		}
	}
}

// resolve counts an address resolution within the current burst.
func (su *suspect) resolve(e *analyzers.Event, o outcome, window int64) {
	if su.burst == 0 || e.First-su.burst > window {
		su.burst, su.bursts, su.lost, su.hasty, su.talked = e.First, 0, 0, 0, 0
	}
	su.bursts++
	if o == silent || o == acquitted {
		su.lost++
		if !e.Insisted {
			su.hasty++
		}
	}
}

// genuine reports whether a bare ACK or FIN may be of a connection that began
// before the capture: all come from ports of their own, or from a service's. A
// scanner sends to many targets from one.
func (su *suspect) genuine(e *analyzers.Event) bool {
	if e.Method != analyzers.TCPAck && e.Method != analyzers.TCPMaimon && e.Kind != analyzers.Unrequested {
		return false
	}
	if su == nil || e.SourcePort < dynamicPort && servicePort(e.Proto, e.SourcePort) {
		return true
	}
	if e.SourcePort == su.bare[0] || e.SourcePort == su.bare[1] {
		return false
	}
	su.bare[1], su.bare[0] = su.bare[0], e.SourcePort
	return true
}

func (su *suspect) answered(o outcome, by int32) {
	n := uint32(by)
	switch o {
	case success, halfOpen:
		su.answers.Open += n
	case refused:
		su.answers.Closed += n
	case filtered:
		su.answers.Filtered += n
	case silent:
		su.answers.Silent += n
	}
}

func hasPort(e *analyzers.Event) bool {
	switch e.Proto {
	case packet.ProtoTCP, packet.ProtoUDP, packet.ProtoSCTP:
		return e.Method != analyzers.IPProtocol
	}
	return false
}

func hostHash(secret uint64, e *analyzers.Event) uint64 {
	hi, lo := e.Target.Halves()
	return sketch.Hash(secret, hi, lo)
}

func portHash(secret uint64, e *analyzers.Event) uint64 {
	return sketch.Hash(secret, uint64(e.Proto), uint64(e.TargetPort))
}

// netHash is of the /16 or /48 around the target.
func netHash(secret uint64, e *analyzers.Event) uint64 {
	n := analyzers.Prefix(e.Target, 16, 48)
	hi, lo := n.Halves()
	return sketch.Hash(secret+1, hi, lo)
}

func spread(bitmap uint64) int { return bits.OnesCount64(bitmap) }
