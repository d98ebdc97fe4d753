package topology

import (
	"fmt"
	"slices"
	"strings"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/sketch"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// episode is what is told of one source and kind.
type episode struct {
	kind        analyzers.Kind
	open        bool
	ike         bool
	low, high   uint8
	method      analyzers.Method
	methods     analyzers.MethodSet
	iface, vlan uint16
	source      packet.Addr
	opened      int64
	first, last int64
	probes      uint64
	hosts       sketch.Hosts
	ports       [analyzers.SampleSize]uint16
	portCount   uint32
	routers     sketch.Hosts
	toldHosts   uint32
}

// addAddr notes an address among the first few of a short list; past them every one counts as new.
func addAddr(list []packet.Addr, n *uint32, a packet.Addr) {
	known := min(int(*n), len(list))
	if slices.Contains(list[:known], a) {
		return
	}
	if known < len(list) {
		list[known] = a
	}
	*n++
}

// touch takes one more packet in; the target counts once it was traced.
func (ep *episode) touch(e *analyzers.Event) {
	ep.last = max(ep.last, e.Time)
	ep.probes++
	ep.methods = ep.methods.Add(e.Method)
	ep.port(e)
}

func (ep *episode) port(e *analyzers.Event) {
	if n := min(int(ep.portCount), len(ep.ports)); e.TargetPort != 0 && !slices.Contains(ep.ports[:n], e.TargetPort) {
		if n < len(ep.ports) {
			ep.ports[n] = e.TargetPort
			ep.portCount++
		}
	}
}

// grown reports whether there is something new to say.
func (ep *episode) grown() bool { return ep.hosts.Count() != ep.toldHosts }

// finding says what is known.
func (ep *episode) finding(now int64, stage analyzers.Stage, home func(*packet.Addr) bool) analyzers.Finding {
	ep.toldHosts = ep.hosts.Count()
	f := analyzers.Finding{
		Time: now, Decided: now, Kind: ep.kind, Stage: stage, Episode: ep.opened,
		Source: ep.source, SourceCount: 1, Method: ep.method, Methods: ep.methods,
		Hosts: ep.toldHosts, Ports: ep.portCount,
		HostsSample: ep.hosts.Sample(),
		PortsSample: slices.Clone(ep.ports[:ep.portCount]),
		First:       ep.first, Last: ep.last, Probes: ep.probes,
		Confidence: 0.95, Visibility: 1, Interface: ep.iface, VLAN: ep.vlan, Detail: ep.detail(),
	}
	slices.Sort(f.PortsSample)
	f.Direction = analyzers.DirectionOf(home(&f.Source), home(ep.hosts.Lead()))
	return f
}

// detail says what was sent and learned.
func (ep *episode) detail() string {
	if ep.ike {
		return "asked for a key exchange with proposals that VPN clients do not make"
	}
	if ep.kind == analyzers.FirewallProbe {
		return fmt.Sprintf("different ports with a time to live that ends just behind the filter%s", ep.path())
	}
	if ep.low == ep.high {
		return fmt.Sprintf("time to live %d%s", ep.low, ep.path())
	}
	return fmt.Sprintf("times to live %d to %d%s", ep.low, ep.high, ep.path())
}

func (ep *episode) path() string {
	first := ep.routers.First()
	if len(first) == 0 {
		return "; no router was seen to answer"
	}
	names := make([]string, len(first))
	for i := range first {
		names[i] = first[i].String()
	}
	if len(first) == 1 {
		return "; the router " + names[0] + " gave itself away"
	}
	return fmt.Sprintf("; %d routers gave themselves away (%s)", ep.routers.Count(), strings.Join(names, ", "))
}
