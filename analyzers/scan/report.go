package scan

import (
	"math"
	"slices"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// open begins an episode of kind.
func (d *Detector) open(s *source, su *suspect, kind analyzers.Kind, now int64, out *[]analyzers.Finding) {
	for i := range su.episodes {
		ep := &su.episodes[i]
		if ep.kind != analyzers.KindNone {
			continue
		}
		*ep = episode{kind: kind, opened: now, open: 1}
		if i == 0 {
			ep.opened = su.verdict
			for k := range su.byPort {
				su.byPort[k].before = su.byPort[k].fails
			}
		}
		d.report(s, su, ep, analyzers.Opened, now, out)
		return
	}
}

// end closes open episodes of the given kinds.
func (d *Detector) end(s *source, su *suspect, now int64, out *[]analyzers.Finding, kinds ...analyzers.Kind) {
	for i := range su.episodes {
		ep := &su.episodes[i]
		if ep.open != 0 && slices.Contains(kinds, ep.kind) {
			d.report(s, su, ep, analyzers.Ended, now, out)
			ep.open = 0
		}
	}
}

// closeAll ends what is open and begins the source's history anew, keeping
// nothing that could accuse it again without new evidence.
func (d *Detector) closeAll(s *source, su *suspect, now int64, out *[]analyzers.Finding) {
	for i := range su.episodes {
		if ep := &su.episodes[i]; ep.open != 0 {
			d.report(s, su, ep, analyzers.Ended, now, out)
		}
	}
	d.suspects.release(s)
	*s = source{
		key: s.key, scope: s.scope, index: s.index, suspect: none,
		first: s.last, last: s.last, iface: s.iface, vlan: s.vlan, replied: s.replied,
	}
}

// report appends what is known of an episode.
func (d *Detector) report(s *source, su *suspect, ep *episode, stage analyzers.Stage, now int64, out *[]analyzers.Finding) {
	ep.hosts, ep.ports, ep.answersOpen = su.hosts.count, su.ports.count, su.answers.Open
	ep.methods = s.methods
	f := analyzers.Finding{
		Time: now, Decided: now, Kind: ep.kind, Stage: stage, Rule: su.rule, Episode: ep.opened,
		Source: su.addr, SourceCount: 1, Method: s.method, Methods: s.methods,
		Hosts: ep.hosts, Ports: ep.ports, First: s.first, Last: su.lastProbe,
		Probes: su.probes, Answers: su.answers, Score: s.evidence(d.certain), Threshold: d.accuse,
		Direction: d.direction(s), Interface: s.iface, VLAN: s.vlan,
	}
	if stage == analyzers.Opened {
		f.Decided = ep.opened
	}
	if space := f.Methods.Ports(); space > 0 { // an estimate may be more than there are
		f.Ports = min(f.Ports, space)
	}
	f.HostsSample = slices.Clone(su.hostSample[:su.hostSamples])
	f.PortsSample = slices.Clone(su.portSample[:su.portSamples])
	successes := uint32(s.successes)
	if ep.kind != analyzers.HostSweep { // a host that has an address has no open port for that
		successes -= min(su.resolved, successes)
		f.Answers.Open -= min(su.resolved, f.Answers.Open)
	}
	f.FailureShare = share(uint32(s.fails), successes)
	if len(f.HostsSample) > 0 {
		f.Visibility = d.seen.of(&f.HostsSample[0])
	}
	d.narrow(su, &f)
	f.Confidence = confidence(su, &f)
	*out = append(*out, f)
}

// narrow keeps to the targets that the kind is about.
func (d *Detector) narrow(su *suspect, f *analyzers.Finding) {
	switch f.Kind {
	case analyzers.PortScan:
		f.HostsSample = f.HostsSample[:0]
		for i := range su.byHost {
			if a := &su.byHost[i]; a.used && int(a.fails) >= d.cfg.VerticalMin {
				f.HostsSample = append(f.HostsSample, a.addr)
			}
		}
		if len(f.HostsSample) == 0 {
			f.HostsSample = slices.Clone(su.hostSample[:su.hostSamples])
			return
		}
		slices.SortFunc(f.HostsSample, func(a, b packet.Addr) int { return slices.Compare(a[:], b[:]) })
		f.Hosts = uint32(len(f.HostsSample))
	case analyzers.PortSweep:
		d.sweptPorts(su, f)
	case analyzers.HostSweep:
		if int(f.Ports) > d.cfg.ShapeFew {
			f.Ports, f.PortsSample = 0, nil
		}
	case analyzers.ProtocolScan:
		f.Ports, f.PortsSample = uint32(su.protocolCount()), su.protocolSample()
	}
}

// sweptPorts names the ports of a sweep that came after other things, and no others.
func (d *Detector) sweptPorts(su *suspect, f *analyzers.Finding) {
	if int(f.Ports) <= d.cfg.ShapeFew || !d.sweptSince(su) {
		return
	}
	f.PortsSample = f.PortsSample[:0]
	for i := range su.byPort {
		if a := &su.byPort[i]; a.used && a.since() >= d.cfg.SlowHosts {
			f.PortsSample = append(f.PortsSample, a.port)
		}
	}
	slices.Sort(f.PortsSample)
	f.Ports = uint32(len(f.PortsSample))
}

// protocolSample lists protocol numbers where a port scan lists ports.
func (su *suspect) protocolSample() []uint16 {
	var out []uint16
	for p := range 256 {
		if su.protocols[p/64]&(1<<(p%64)) != 0 && len(out) < analyzers.SampleSize {
			out = append(out, uint16(p))
		}
	}
	return out
}

func (d *Detector) direction(s *source) analyzers.Direction {
	return analyzers.DirectionOf(d.home(&s.key), s.scope == home)
}

// confidence is the posterior of the sequential test at even odds, or what the
// number of failed targets and their share make it; never certain.
func confidence(su *suspect, f *analyzers.Finding) float64 {
	odds := f.Score
	if f.Rule != analyzers.RuleSequential && f.Rule != analyzers.RuleOddFlags {
		odds = max(odds, float64(su.failures)/10*max(f.FailureShare, 0.5))
	}
	p := 1 / (1 + math.Exp(-odds))
	return math.Round(100*min(0.99, max(0.5, p))) / 100
}
