package scan

import (
	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// conviction is a rule that held: which, with what share of failures, needing what.
type conviction struct {
	rule          analyzers.Rule
	share, needed float64
}

// verdict applies the rules after a contact of s has changed.
func (d *Detector) verdict(s *source, e *analyzers.Event, c *contact, out *[]analyzers.Finding) {
	su := d.suspects.of(s)
	if su == nil {
		return
	}
	if su.judged {
		if su.burster && su.episodes[0].kind == analyzers.KindNone && c.state.failed() {
			d.relabel(s, su, e)
		}
		d.hasten(s, su, e)
		d.grow(s, su, e, out)
		return
	}
	if !c.state.failed() {
		d.answeredSweep(s, su, e)
		return
	}
	v := d.visible(e)
	if r, ok := d.convict(s, su, e, v); ok {
		d.judge(s, su, e, r)
	}
}

// relabel looks for a rule that accuses whoever resolved many neighbours of more than that: a burst
// of it is forgiven to those who then talk to them, but not what they do there.
func (d *Detector) relabel(s *source, su *suspect, e *analyzers.Event) {
	if neighbourly(e) {
		return
	}
	if r, ok := d.convict(s, su, e, d.visible(e)); ok {
		su.burster, su.pinger, su.rule = false, false, r.rule
	}
}

// answeredSweep applies the rules that ask for no failure.
func (d *Detector) answeredSweep(s *source, su *suspect, e *analyzers.Event) {
	r, ok := d.pinged(s, su, e, 0)
	if !ok && neighbourly(e) {
		r, ok = d.neighbours(s, su, e, 0)
	}
	if ok {
		su.pinger = true
		d.judge(s, su, e, r)
	}
}

// rules in the order in which they are asked, the strongest first.
var rules = [...]func(*Detector, *source, *suspect, *analyzers.Event, float64) (conviction, bool){
	(*Detector).oddFlags, (*Detector).sequential, (*Detector).vertical, (*Detector).horizontal, (*Detector).block,
	(*Detector).slow, (*Detector).pinged, (*Detector).neighbours, (*Detector).protocols,
}

// convict tries the rules.
func (d *Detector) convict(s *source, su *suspect, e *analyzers.Event, v float64) (conviction, bool) {
	for _, rule := range rules {
		if r, ok := rule(d, s, su, e, v); ok {
			return r, true
		}
	}
	return conviction{}, false
}

// dispersed reports whether the failed hosts lie all over a foreign world, as
// a client's do, or have a port each, as peers have: a scan's lie in one network
// and share their ports.
func (d *Detector) dispersed(s *source, su *suspect, e *analyzers.Event) bool {
	if s.scope != foreign || failedHosts(s, su) <= d.cfg.ShapeFew {
		return false
	}
	if e.Proto == packet.ProtoUDP && d.home(&s.key) {
		return true // datagrams to the world go unanswered wherever they go
	}
	peers := failedPorts(s, su) > d.cfg.ShapeFew && int(s.fails) < 3*su.failedHosts.Count()
	return peers || scattered(s, su)
}

func scattered(s *source, su *suspect) bool { return 2*su.nets.Count() > failedHosts(s, su) }

// failedHosts counts those of the source's long memory, which takes some for one another, or those since it is a
// suspect, which are exact while they are few: whichever is more.
func failedHosts(s *source, su *suspect) int { return max(spread(s.hosts), su.failedHosts.Count()) }

// failedPorts is the same of ports.
func failedPorts(s *source, su *suspect) int { return max(spread(s.ports), su.failedPorts.Count()) }

// evident reports whether the sequential test accuses, by enough independent failures.
func (d *Detector) evident(s *source, su *suspect) bool {
	return s.evidence(d.certain) >= d.accuse && su.independent() >= d.cfg.MinTargets
}

// independent counts the failures that do not follow from one another: the test
// assumes so, but a server that is down fails at all of its services, and a
// service that is gone at all of its servers.
func (su *suspect) independent() int {
	return su.failedHosts.Count() + max(spread(su.families), 1) - 1
}

func (d *Detector) oddFlags(s *source, su *suspect, _ *analyzers.Event, _ float64) (conviction, bool) {
	return conviction{rule: analyzers.RuleOddFlags, share: share(uint32(s.fails), uint32(s.successes))}, int(su.odds) >= d.cfg.OddFlags
}

func (d *Detector) sequential(s *source, su *suspect, e *analyzers.Event, _ float64) (conviction, bool) {
	if !d.evident(s, su) || d.dispersed(s, su, e) || d.clientele(s, e) && su.failedHosts.Count() > d.cfg.ShapeFew || neighbourly(e) {
		return conviction{}, false
	}
	return conviction{rule: analyzers.RuleSequential, share: share(uint32(s.fails), uint32(s.successes))}, true
}

func (d *Detector) vertical(_ *source, su *suspect, e *analyzers.Event, v float64) (conviction, bool) {
	if !hasPort(e) {
		return conviction{}, false
	}
	a := su.host(&e.Target)
	limit := d.cfg.Ports
	if a.low == 0 && (a.good > 0 || a.fixed == 0) {
		limit = d.cfg.PortsDynamic
	}
	return d.fanOut(a.fails, a.good+a.explained, limit, shareNeeded(d.cfg.FailureShare, v))
}

func (d *Detector) horizontal(s *source, su *suspect, e *analyzers.Event, v float64) (conviction, bool) {
	if e.Method == analyzers.IPProtocol {
		return conviction{}, false
	}
	a := su.port(e.Proto, e.TargetPort)
	if d.oneWay(s, e) || neighbourly(e) && !s.replied {
		return conviction{}, false
	}
	limit, base := d.cfg.Hosts, d.cfg.FailureShare
	if clientele := d.clientele(s, e); d.dispersed(s, su, e) || clientele {
		if clientele && (scattered(s, su) || e.Proto == packet.ProtoUDP) {
			return conviction{}, false
		}
		limit = d.cfg.HostsOutbound
		if !servicePort(e.Proto, e.TargetPort) {
			limit, base = d.cfg.HostsPeer, d.cfg.PeerShare
		}
	}
	return d.fanOut(a.fails, a.good+a.explained, limit, shareNeeded(base, v))
}

// clientele reports whether our side tries a port of the world that its programs
// try by themselves: web, names, time, mail. A blocked or broken way out fails at
// as many hosts as there are.
func (d *Detector) clientele(s *source, e *analyzers.Event) bool {
	return s.scope == foreign && clientPort(e.TargetPort) && d.home(&s.key)
}

func (d *Detector) block(s *source, su *suspect, e *analyzers.Event, v float64) (conviction, bool) {
	if !hasPort(e) || d.dispersed(s, su, e) || failedHosts(s, su) <= d.cfg.ShapeFew || failedPorts(s, su) <= d.cfg.ShapeFew {
		return conviction{}, false
	}
	return d.fanOut(uint32(s.fails), uint32(s.successes), d.cfg.Targets, shareNeeded(d.cfg.FailureShare, v))
}

func (d *Detector) slow(s *source, su *suspect, e *analyzers.Event, v float64) (conviction, bool) {
	if s.scope != home || d.home(&s.key) || !hasPort(e) {
		return conviction{}, false
	}
	a := su.port(e.Proto, e.TargetPort)
	if int(a.fails+a.good) < d.cfg.SlowHosts {
		return conviction{}, false
	}
	if !d.seen.measured(&e.Target) {
		v = 1 // what is not known to be missing is not granted
	}
	r, ok := d.fanOut(a.fails, a.good, d.cfg.SlowFailures, shareNeeded(d.cfg.SlowShare, v))
	if e.Time-s.first > int64(d.cfg.CampaignWindow) {
		r.rule = analyzers.RuleSlow
	}
	return r, ok
}

func (d *Detector) pinged(s *source, su *suspect, e *analyzers.Event, _ float64) (conviction, bool) {
	if !d.looksInside(s.scope, e) {
		return conviction{}, false
	}
	a := su.port(e.Proto, e.TargetPort)
	return conviction{rule: analyzers.RuleFanOut, share: share(a.fails, a.good)}, int(a.fails+a.good+a.explained) >= d.cfg.PingedHosts
}

// looksInside reports whether an outsider asks who is there, or for what is for insiders: many such contacts are
// a sweep whatever became of them, and where nobody can see what did.
func (d *Detector) looksInside(sc scope, e *analyzers.Event) bool {
	return sc == home && !d.home(&e.Source) && !neighbourly(e) && e.Method != analyzers.IPProtocol && (!hasPort(e) || insidePort(e.TargetPort))
}

// neighbours is for a station that resolves its whole network at once, however
// many of it are there.
func (d *Detector) neighbours(s *source, su *suspect, e *analyzers.Event, _ float64) (conviction, bool) {
	if !neighbourly(e) || !d.searches(s, su) {
		return conviction{}, false
	}
	su.burster = true
	return conviction{rule: analyzers.RuleFanOut, share: share(su.lost, su.bursts-su.lost)}, true
}

// searches judges a burst of address resolution. Stacks repeat themselves, and servers
// resolve many: what their programs ask for must be more, and more in vain. Where
// answers are seen, what counts is whether anybody is talked to afterwards.
func (d *Detector) searches(s *source, su *suspect) bool {
	if int(su.bursts) < d.cfg.NeighbourBurst {
		return false
	}
	return s.replied && 3*su.talked < su.bursts ||
		share(su.hasty, su.bursts-su.hasty) >= d.cfg.NeighbourShare ||
		int(su.bursts) >= 2*d.cfg.NeighbourBurst && share(su.lost, su.bursts-su.lost) >= d.cfg.FailureShare
}

func (d *Detector) protocols(_ *source, su *suspect, e *analyzers.Event, _ float64) (conviction, bool) {
	if e.Method != analyzers.IPProtocol {
		return conviction{}, false
	}
	return conviction{rule: analyzers.RuleProtocols, share: 1}, d.protocolScan(su)
}

// protocolScan: many protocols, and more of them than hosts, which garbage on the wire is not.
func (d *Detector) protocolScan(su *suspect) bool {
	n := su.protocolCount()
	return n >= d.cfg.Protocols && n > 2*su.protocolHosts.Count()
}

func (d *Detector) fanOut(fails, good uint32, limit int, needed float64) (conviction, bool) {
	r := conviction{rule: analyzers.RuleFanOut, share: share(fails, good), needed: needed}
	return r, int(fails) >= limit && r.share >= needed
}

func share(fails, good uint32) float64 {
	if fails == 0 {
		return 0
	}
	return float64(fails) / float64(fails+good)
}

func neighbourly(e *analyzers.Event) bool {
	return e.Method == analyzers.ARP || e.Method == analyzers.ND
}

func (su *suspect) protocolCount() int {
	n := 0
	for _, w := range su.protocols {
		n += spread(w)
	}
	return n
}

// judge notes the verdict and sets the timer for the first alert.
func (d *Detector) judge(s *source, su *suspect, e *analyzers.Event, r conviction) {
	su.judged, su.rule, su.verdict = true, r.rule, e.Time
	su.burster = su.burster && neighbourly(e)
	if s.method == analyzers.MethodNone {
		s.method = e.Method
	}
	s.methods = s.methods.Add(e.Method)
	su.addr = e.Source // of a /64, whoever does it: the first seen of it may be an innocent neighbour
	hold := d.cfg.Hold
	if !s.refused && !s.replied && e.Proto != packet.ProtoTCP && d.home(&s.key) {
		hold = d.cfg.HoldOneWay
	}
	if neighbourly(e) || d.mayRetry(s, su, e) {
		hold = d.cfg.HoldRetry
	}
	d.timers.push(su, s.suspect, e.Time+int64(hold))
}

// mayRetry reports whether a client of ours whose servers have just gone away would
// look the same so far. It will try again in a moment; a scanner will not.
func (d *Detector) mayRetry(s *source, su *suspect, e *analyzers.Event) bool {
	return e.Method == analyzers.TCPConnect && s.scope == home && d.home(&s.key) && int(su.failures) < d.cfg.Targets
}

// hasten ends a long hold when the targets have become too many to wait for.
func (d *Detector) hasten(s *source, su *suspect, e *analyzers.Event) {
	if su.episodes[0].kind == analyzers.KindNone && int(su.failures) == d.cfg.Targets && su.due > e.Time+int64(d.cfg.Hold) &&
		e.Method == analyzers.TCPConnect {
		d.timers.push(su, s.suspect, e.Time+int64(d.cfg.Hold))
	}
}
