package alert

import (
	"math"
	"net/netip"
	"strings"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// build says all that f does, under the severity and the id that its episode has come to.
func (r *Reporter) build(f *analyzers.Finding, phase string, m *mark) Alert {
	key := keyOf(f)
	a := Alert{
		Type: "alert", Time: Time(decided(f)), Phase: phase,
		ID: key.alertName(phase, m), Episode: key.name(),
		Kind: f.Kind.String(), Method: f.Method.String(), Methods: append([]string{}, f.Methods.Names()...),
		Severity: m.severity, Confidence: share(f.Confidence), Direction: f.Direction.String(),
		Targets: Targets{
			Hosts: f.Hosts, Ports: f.Ports,
			HostsSample: addrs(f.HostsSample), PortsSample: append([]uint16{}, clip(f.PortsSample)...),
		},
		Attack: techniques(f),
		First:  Time(f.First), Last: Time(f.Last), Probes: f.Probes, Answers: Answers(f.Answers),
		Reason: reason(f), Rule: ruleName(f.Rule), FailureShare: share(f.FailureShare),
		Sensor: r.options.Sensor, Interface: r.interfaceName(f.Interface), VLAN: f.VLAN, Visibility: share(f.Visibility),
	}
	a.setSides(f)
	a.Passing, a.Sensitive = passing(f), f.Sensitive
	a.Domain, a.Tool = Escape(f.Domain), tool(f.Tools)
	if a.ClientSubnet = f.Behalf; f.Via != (packet.Addr{}) {
		a.Via = f.Via.Netip()
	}
	return a
}

// tool is the surest of tools; the names of the others stand in its evidence.
func tool(all []analyzers.Tool) *Tool {
	if len(all) == 0 {
		return nil
	}
	t := &Tool{Name: Escape(all[0].Name), Version: Escape(all[0].Version), Confidence: all[0].Confidence, Evidence: []string{}}
	for _, e := range all[0].Evidence {
		t.Evidence = append(t.Evidence, Escape(e))
	}
	for i := range all[1:] {
		t.Evidence = append(t.Evidence, Escape("also consistent with "+strings.TrimSpace(all[i+1].Name+" "+all[i+1].Version)))
	}
	return t
}

// setSides names the one source and the one target, or the sources.
func (a *Alert) setSides(f *analyzers.Finding) {
	if f.SourceCount > 1 {
		a.Sources, a.SourcesCount = whole(f.Sources), f.SourceCount
	} else if f.Source != (packet.Addr{}) {
		a.Source = f.Source.Netip()
	}
	if f.Hosts == 1 && len(f.HostsSample) > 0 {
		a.Target = f.HostsSample[0].Netip()
	}
}

func (r *Reporter) interfaceName(i uint16) string {
	if r.options.Interfaces == nil {
		return ""
	}
	if names := r.options.Interfaces(); int(i) < len(names) {
		return names[i]
	}
	return ""
}

// clip holds a sample to the size that the contract gives it.
func clip[T any](in []T) []T { return in[:min(len(in), analyzers.SampleSize)] }

func addrs(in []packet.Addr) []netip.Addr { return whole(clip(in)) }

func whole(in []packet.Addr) []netip.Addr {
	out := make([]netip.Addr, len(in))
	for i, a := range in {
		out[i] = a.Netip()
	}
	return out
}

// share brings a share into 0 to 1 at three digits: more is noise, and NaN has
// no JSON form.
func share(x float64) float64 {
	if !(x > 0) {
		return 0
	}
	return math.Round(min(x, 1)*1000) / 1000
}

// decided is when the evidence sufficed; findings that were not held back leave it out.
func decided(f *analyzers.Finding) int64 {
	if f.Decided == 0 {
		return f.Time
	}
	return f.Decided
}
