package scan

import (
	"github.com/reconwatch/reconwatch/analyzers"
)

// shape names what the failed targets of a suspect look like together.
func (d *Detector) shape(s *source, su *suspect) analyzers.Kind {
	hosts, ports, pinged := su.failedHosts.Count(), su.failedPorts.Count(), su.pinged.Count()
	few := d.cfg.ShapeFew
	switch {
	case d.protocolScan(su):
		return analyzers.ProtocolScan
	case d.verticalHosts(su) > 0:
		return analyzers.PortScan
	case su.pinger && hosts == 0 && su.portSamples > 0: // answered, or not to be seen
		return analyzers.PortSweep
	case ports == 0 || ports <= few && (2*pinged >= hosts || d.pinging(s, su, hosts)):
		return analyzers.HostSweep
	case ports <= few && hosts > ports:
		return analyzers.PortSweep
	case hosts <= few:
		return analyzers.PortScan
	}
	return analyzers.BlockScan
}

// discovery is how many probes a scanner spends on a host to see whether it
// lives, before it scans the ports of those that do.
const discovery = 4

// verticalHosts counts the few hosts whose ports were scanned while others were
// at most looked for. It is 0 when there are too many of them for the axes to
// tell, or when they do not stand out: that is a block scan under way.
func (d *Detector) verticalHosts(su *suspect) int {
	scanned, tried, failures := 0, 0, 0
	for i := range su.byHost {
		a := &su.byHost[i]
		if a.used && int(a.fails) >= d.cfg.Ports {
			scanned++
		}
		if a.used && int(a.fails) >= d.cfg.VerticalMin {
			tried++
			failures += int(a.fails)
		}
	}
	rest := int(su.failures) - failures
	switch {
	case tried > d.cfg.ShapeFew:
		return 0
	case 2*failures >= int(su.failures):
		return tried
	case scanned > 0 && rest <= discovery*(su.failedHosts.Count()-tried):
		return scanned
	}
	return 0
}

// pinging reports whether a sweep's probes can only tell that a host lives: bare
// ACKs, or datagrams to a port that no service has.
func (d *Detector) pinging(s *source, su *suspect, hosts int) bool {
	if hosts <= d.cfg.ShapeFew {
		return false
	}
	switch s.methods &^ pings {
	case analyzers.MethodSet(0).Add(analyzers.TCPAck):
		return true
	case analyzers.MethodSet(0).Add(analyzers.UDP):
		for _, p := range su.portSample[:su.portSamples] {
			if servicePort(0, p) {
				return false
			}
		}
		return true
	}
	return false
}

const pings analyzers.MethodSet = 1<<analyzers.ICMPEcho | 1<<analyzers.ICMPTimestamp | 1<<analyzers.ICMPMask |
	1<<analyzers.ARP | 1<<analyzers.ND

// fire opens what was held back, or closes what has been quiet.
func (d *Detector) fire(t timer, out *[]analyzers.Finding) {
	su := &d.suspects.pool[t.suspect]
	if !su.used || su.gen != t.gen || su.due != t.due {
		return
	}
	s := &d.sources.records[su.owner]
	if su.episodes[0].open == 0 && su.episodes[0].kind == analyzers.KindNone {
		d.firstAlert(s, su, t, out)
		return
	}
	quiet := su.lastProbe + int64(d.patience(s, su))
	if t.due < quiet {
		d.timers.push(su, t.suspect, quiet)
		return
	}
	d.closeAll(s, su, quiet, out)
}

// firstAlert opens the first episode, unless the source has shown meanwhile that
// it polls targets that it knows.
func (d *Detector) firstAlert(s *source, su *suspect, t timer, out *[]analyzers.Finding) {
	kind := d.shape(s, su)
	if su.burster && !d.searches(s, su) && !d.evident(s, su) {
		su.judged = false // it was about to talk to them
		return
	}
	if !su.pinger && (su.failures == 0 || d.polls(s, su) || d.mute(s, su, kind)) {
		su.judged = false
		return
	}
	d.open(s, su, kind, t.due, out)
	d.timers.push(su, t.suspect, su.lastProbe+int64(d.patience(s, su)))
}

// polls reports whether the source came back to most of what failed it.
func (d *Detector) polls(s *source, su *suspect) bool {
	return su.odds == 0 && float64(su.revisited) > d.cfg.RefillsSeen*float64(su.failures)
}

// mute reports whether there is nothing but the silence of hosts against a source
// of ours, where no reply to it was ever seen and nobody knows whether one would
// be: on a tap that shows one direction every poller looks like that.
func (d *Detector) mute(s *source, su *suspect, kind analyzers.Kind) bool {
	if s.refused || s.replied || su.silences != su.failures || !d.home(&s.key) {
		return false
	}
	if t := &su.hostSample[0]; d.seen.measured(t) && d.seen.of(t) >= d.cfg.VisibilityFloor {
		return false
	}
	const connections = 1<<analyzers.TCPSyn | 1<<analyzers.TCPConnect | 1<<analyzers.ARP | 1<<analyzers.ND
	return s.methods&connections == 0 && (kind == analyzers.HostSweep || kind == analyzers.PortSweep)
}

// patience is how long an episode may be quiet: four times its mean pace, at least EpisodeIdle.
func (d *Detector) patience(s *source, su *suspect) int64 {
	idle := int64(d.cfg.EpisodeIdle)
	if su.failures > 1 {
		idle = max(idle, 4*(su.lastProbe-s.first)/int64(su.failures))
	}
	return min(idle, int64(d.cfg.SlowWindow))
}

// grow reports an accused source's progress and opens further kinds.
func (d *Detector) grow(s *source, su *suspect, e *analyzers.Event, out *[]analyzers.Finding) {
	if su.episodes[0].kind == analyzers.KindNone {
		return
	}
	kind := d.shape(s, su)
	if !su.subsumes(kind) && d.enough(s, su, kind) {
		if kind == analyzers.BlockScan {
			d.end(s, su, e.Time, out, analyzers.PortScan, analyzers.PortSweep)
		}
		d.open(s, su, kind, e.Time, out)
	}
	if !su.subsumes(analyzers.PortSweep) && !su.subsumes(analyzers.HostSweep) && d.sweptSince(su) {
		d.open(s, su, analyzers.PortSweep, e.Time, out)
	}
	for i := range su.episodes {
		ep := &su.episodes[i]
		if ep.open != 0 && d.grown(su, ep, s) {
			d.report(s, su, ep, analyzers.Grown, e.Time, out)
		}
	}
}

// sweptSince reports whether a port of many hosts was tried after the first episode had opened: beside
// a scan of one host the shape of all targets together hides it, and what came before may have looked for that host.
func (d *Detector) sweptSince(su *suspect) bool {
	for i := range su.byPort {
		if su.byPort[i].used && su.byPort[i].since() >= d.cfg.Hosts {
			return true
		}
	}
	return false
}

// enough asks of a further kind what a rule would have asked of it alone.
func (d *Detector) enough(s *source, su *suspect, kind analyzers.Kind) bool {
	switch kind {
	case analyzers.PortScan:
		for i := range su.byHost {
			if int(su.byHost[i].fails) >= d.cfg.Ports {
				return true
			}
		}
		return false
	case analyzers.PortSweep, analyzers.HostSweep:
		for i := range su.byPort {
			if int(su.byPort[i].fails) >= d.cfg.SlowHosts {
				return true
			}
		}
		return false
	}
	return int(s.fails) >= d.cfg.Targets || kind == analyzers.ProtocolScan
}

// subsumes reports whether an open episode already tells of kind.
func (su *suspect) subsumes(kind analyzers.Kind) bool {
	for i := range su.episodes {
		ep := &su.episodes[i]
		if ep.kind == kind || ep.open != 0 && ep.kind == analyzers.BlockScan && (kind == analyzers.PortScan || kind == analyzers.PortSweep) {
			return true
		}
	}
	return false
}

// growthPercent is how much more of something is news to those who decide on the next alert.
const growthPercent = 25

// grown: a quarter more of targets, a new method, or the first open answer.
func (d *Detector) grown(su *suspect, ep *episode, s *source) bool {
	more := func(now, then uint32) bool { return now > then+then*growthPercent/100+2 }
	return more(su.hosts.count, ep.hosts) || more(su.ports.count, ep.ports) || s.methods != ep.methods ||
		more(su.answers.Open, ep.answersOpen)
}
