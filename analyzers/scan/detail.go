package scan

import (
	"math/bits"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/sketch"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// detail enters a first contact into the suspect's shape.
func (d *Detector) detail(s *source, su *suspect, e *analyzers.Event, o outcome) {
	su.answered(o, 1)
	if o == success && neighbourly(e) {
		su.resolved++
	}
	ports, hosts := hasPort(e), e.Method != analyzers.IPProtocol
	if hosts {
		d.axes(s, su, e, o, ports)
	}
	if o == acquitted && !d.looksInside(s.scope, e) {
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
	su.nets.Add(netHash(d.secret, e))
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
	su.port(e.Proto, e.TargetPort).add(e.Time, o)
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

func (a *hostAxis) add(e *analyzers.Event, o outcome) {
	a.tally.add(e.Time, o)
	if o.failed() && e.TargetPort < dynamicPort {
		a.fixed++
		if servicePort(e.Proto, e.TargetPort) {
			a.low++
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
