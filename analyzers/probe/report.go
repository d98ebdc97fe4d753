package probe

import (
	"fmt"
	"slices"
	"strings"

	"github.com/reconwatch/reconwatch/analyzers"
)

// Confidences by what speaks for an episode.
const (
	sureOfUnique = 0.97
	sureOfStrong = 0.85
	sureOfPorts  = 0.8 // three protocols on one port
)

var kinds = [numDeeds]analyzers.Kind{
	deedSignature: analyzers.ScannerSignature, deedSystem: analyzers.OSFingerprint,
	deedService: analyzers.ServiceProbe, deedIdle: analyzers.IdleScan,
}

// tell appends a finding of an episode.
func (d *Detector) tell(p *episode, stage analyzers.Stage, now int64) {
	f := p.finding(stage, now)
	f.Kind = kinds[p.deed]
	f.Tools = d.tools(p)
	f.Confidence = d.confidence(p)
	f.Detail = d.detail(p)
	*d.out = append(*d.out, f)
}

// quietly lets it be known what a source's packets are consistent with, before it is told.
func (d *Detector) quietly(p *episode, now int64) {
	n := len(*d.out)
	d.tell(p, analyzers.Opened, now)
	(*d.out)[n].Quiet = true
}

// finding is what all kinds have in common.
func (p *episode) finding(stage analyzers.Stage, now int64) analyzers.Finding {
	return analyzers.Finding{
		Time: now, Frame: p.frame, Decided: p.decided(stage, now), Stage: stage, Episode: p.opened, Source: p.key, SourceCount: 1,
		Method: p.method, Methods: p.methods, Hosts: p.hosts.Count(), Ports: min(p.ports.Count(), 1<<16),
		HostsSample: slices.Clone(p.hostSample[:p.nHosts]), PortsSample: slices.Clone(p.portSample[:p.nPorts]),
		First: p.first, Last: p.last, Probes: p.probes, Direction: p.direction, Interface: p.iface, VLAN: p.vlan,
		Milestone: p.complete, Visibility: 1, // nothing is concluded from silence
	}
}

// decided is when the evidence sufficed; what waited was told later.
func (p *episode) decided(stage analyzers.Stage, now int64) int64 {
	if stage == analyzers.Opened {
		return p.opened
	}
	return now
}

// tools names the programs that the rows of an episode are consistent with, the surest first.
func (d *Detector) tools(p *episode) []analyzers.Tool {
	var out []analyzers.Tool
	var versions [][]string
	for i := range p.rows[:p.nRows] {
		s := &p.rows[i]
		r := &d.o.Matcher.rows[s.row]
		if r.Tool == "" || r.Reliability == Weak {
			continue
		}
		at := slices.IndexFunc(out, func(t analyzers.Tool) bool { return t.Name == r.Tool })
		if at < 0 {
			at = len(out)
			out = append(out, analyzers.Tool{Name: r.Tool, Confidence: r.Reliability.String(), Uses: use(r), Ordinary: true})
			versions = append(versions, nil)
		}
		t := &out[at]
		t.Uses |= use(r)
		t.Ordinary = t.Ordinary && r.Ordinary
		t.Methods |= p.methods
		if r.Reliability == Unique {
			t.Confidence = Unique.String()
		}
		if r.Version != "any" && r.Version != "" && !slices.Contains(versions[at], r.Version) {
			versions[at] = append(versions[at], r.Version)
		}
		if len(t.Evidence) < maxEvidence {
			t.Evidence = append(t.Evidence, s.evidence(r))
		}
	}
	for i := range out {
		out[i].Version = strings.Join(versions[i], "; ")
	}
	slices.SortStableFunc(out, func(a, b analyzers.Tool) int { return rank(b.Confidence) - rank(a.Confidence) })
	return out
}

const maxEvidence = 6

func rank(confidence string) int { return slices.Index(reliabilityNames, confidence) }

// use is what a row's tool was seen at.
func use(r *Row) analyzers.Use {
	f := &r.Packet
	switch {
	case f.HTTP != nil:
		return analyzers.UseWeb
	case f.TargetPort != nil && f.TargetPort.exact() && f.TargetPort.Low == 53, strings.HasPrefix(r.ID, "nmap-dns-"):
		return analyzers.UseDNS
	case slices.Contains(r.Attack, "T1590.002"): // a probe of ports that asks name servers something
		return analyzers.UseDNS | analyzers.UseScan
	case slices.Contains(r.Attack, "T1590.004"):
		return analyzers.UsePath
	}
	return analyzers.UseScan
}

// evidence says by what a row spoke.
func (s *spoken) evidence(r *Row) string {
	text := r.Means
	switch r.Pair {
	case MirroredSeq:
		text += fmt.Sprintf(": sequence numbers of one mask, last 0x%08x from port %d", s.seq, s.sport)
	case NextSeq, NextPortSeq:
		text += fmt.Sprintf(": sequence numbers that count up, last 0x%08x", s.seq)
	case XORSeq:
		text += ": sequence numbers made of addresses and ports by one key"
	case NextICMPSeq, SwappedSeq:
		text += fmt.Sprintf(": one ICMP id, %d, that counts over the hosts", s.seq>>16)
	case OtherTTL:
		text += fmt.Sprintf(": %d packets, each with another time to live", s.hits)
	case FallingTTL:
		text += fmt.Sprintf(": time to live falling to %d", s.ttl)
	case OtherStack:
		text += ": a probe, and the kernel's reset of its answer"
	case AnotherRow, InTurn:
		text += fmt.Sprintf(": %d different ones", s.hits)
	case NextID:
		text += fmt.Sprintf(": transaction ids that count up, last 0x%04x", s.seq)
	default:
		if s.hits > 1 {
			text += fmt.Sprintf(": %d packets", s.hits)
		}
	}
	return text + " (" + r.ID + ")"
}

func (d *Detector) confidence(p *episode) float64 {
	sure := 0.0
	if p.foreign {
		sure = sureOfPorts
	}
	for i := range p.rows[:p.nRows] {
		switch d.o.Matcher.rows[p.rows[i].row].Reliability {
		case Unique:
			return sureOfUnique
		case Strong:
			sure = max(sure, sureOfStrong)
		}
	}
	return sure
}

// detail is a clause on what was seen.
func (d *Detector) detail(p *episode) string {
	switch p.deed {
	case deedSystem:
		return p.systems()
	case deedService:
		if p.foreign {
			return "three or more protocols spoken to one port within a minute"
		}
	}
	if p.nRows == 0 {
		return ""
	}
	r := &d.o.Matcher.rows[p.rows[0].row]
	return r.Means
}

// systems says how far the probes of each host have come.
func (p *episode) systems() string {
	var whole []string
	for i := range p.subjects {
		if s := &p.subjects[i]; s.whole() {
			whole = append(whole, s.host.String())
		}
	}
	switch len(whole) {
	case 0:
		return "fingerprint started"
	case 1, 2, 3:
		return "fingerprint complete of " + strings.Join(whole, ", ")
	}
	return fmt.Sprintf("fingerprint complete of %d hosts", len(whole))
}
