package web

import (
	"fmt"
	"math"
	"net/netip"
	"slices"
	"strings"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/sketch"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// episode is what is told of one source and kind.
type episode struct {
	kind         analyzers.Kind
	open         bool
	agent        uint8
	attacks      uint16
	iface, vlan  uint16
	from         packet.Addr // the sender
	forwarded    [46]byte    // whom a proxy of ours asked for
	forwardedLen uint8
	host         [text]byte // the Host field of the first
	hostLen      uint8
	opened       int64
	first, last  int64
	servers      sketch.Hosts
	ports        [analyzers.SampleSize]uint16
	portCount    uint8
	requests     uint64
	answers      [statuses]uint32 // of different paths
	wild         status
	plain        reply // what is said to everything, zero for nothing
	odd          uint64
	paths        sketch.Distinct
	hits         hits
	points       uint8
	share        float32
	pathCount    uint32
	asked        uint32 // new paths, each counted: what the sketch estimates is no measure of silence
	hosts        bool   // names of hosts were tried, not of paths
	own          bool   // one of the configured paths was asked for
	fresh        bool   // nothing was told yet
	waits        int64  // until when it is kept back for an answer, 0 for not
	toldPaths    uint32
	toldServers  uint32
	toldHits     uint8
	toldRequests uint64
}

// touch notes one more request, and its server.
func (ep *episode) touch(secret uint64, e *analyzers.Event) {
	ep.last = max(ep.last, e.Time)
	ep.requests++
	ep.server(secret, &e.Target, e.TargetPort)
}

func (ep *episode) server(secret uint64, a *packet.Addr, port uint16) {
	ep.servers.Add(secret, *a)
	if n := int(ep.portCount); n < len(ep.ports) && !slices.Contains(ep.ports[:n], port) {
		ep.ports[n] = port
		ep.portCount++
	}
}

// grown reports whether so much is new that it is worth a finding; the alert's ladder decides on telling it.
func (ep *episode) grown() bool {
	if ep.pathCount < 2*ep.toldPaths && ep.requests < 4*ep.toldRequests && ep.servers.Count() == ep.toldServers && ep.hits.count == ep.toldHits {
		return false
	}
	return true
}

func (ep *episode) noted() {
	ep.toldPaths, ep.toldServers, ep.toldHits, ep.toldRequests = ep.pathCount, ep.servers.Count(), ep.hits.count, ep.requests
}

// finding says what is known.
func (ep *episode) finding(now int64, stage analyzers.Stage, home func(*packet.Addr) bool) analyzers.Finding {
	f := analyzers.Finding{
		Time: now, Decided: now, Kind: ep.kind, Stage: stage, Episode: ep.opened,
		Source: ep.source(), SourceCount: 1, Method: analyzers.HTTP, Methods: analyzers.MethodSet(0).Add(analyzers.HTTP),
		Hosts: ep.servers.Count(), Ports: uint32(ep.portCount),
		HostsSample: ep.servers.Sample(),
		PortsSample: slices.Clone(ep.ports[:ep.portCount]),
		First:       ep.first, Last: ep.last, Probes: ep.requests,
		Confidence: ep.confidence(), FailureShare: float64(ep.share),
		Interface: ep.iface, VLAN: ep.vlan, Visibility: 1, Detail: ep.detail(),
		Sensitive: ep.own || ep.wild != found && ep.hits.given(),
	}
	if stage == analyzers.Opened {
		f.Decided = ep.opened
	}
	slices.Sort(f.PortsSample)
	f.Direction = analyzers.DirectionOf(home(&f.Source), home(ep.servers.Lead()))
	good, bad := ep.outcome()
	f.Answers = analyzers.Answers{Open: good, Closed: bad}
	if ep.asked > good+bad {
		f.Answers.Silent = ep.asked - good - bad
	}
	if ep.agent > 0 {
		a := &agents[ep.agent-1]
		f.Tools = []analyzers.Tool{{Name: a.name, Confidence: "strong", Evidence: []string{"User-Agent"}}}
	}
	return f
}

func (ep *episode) source() packet.Addr {
	if ep.forwardedLen > 0 {
		if a, err := netip.ParseAddr(string(ep.forwarded[:ep.forwardedLen])); err == nil {
			return packet.AddrFrom(a)
		}
	}
	return ep.from
}

// outcome is how many paths gave something away, and how many nothing.
func (ep *episode) outcome() (good, bad uint32) {
	good = ep.answers[found] + ep.answers[moved] + ep.answers[guarded]
	bad = ep.answers[missing] + ep.answers[faulty]
	if ep.wild == found || ep.wild == moved || ep.wild == guarded {
		good, bad = good-ep.answers[ep.wild], bad+ep.answers[ep.wild]
	}
	return good, bad
}

func (ep *episode) confidence() float64 {
	p := 0.9
	switch {
	case ep.agent > 0 || ep.points >= 7:
		p = 0.99
	case ep.kind == analyzers.WebPathProbe && ep.points > 0:
		p = 1 - math.Exp(-float64(ep.points)/2)
	}
	return math.Round(100*p) / 100
}

// detail says what was asked for and given away.
func (ep *episode) detail() string {
	var parts []string
	if n := ep.paths.Count(); n > 0 {
		s := fmt.Sprintf("%d different paths", n)
		if n == 1 {
			s = "one path"
		}
		if ep.hosts {
			s = fmt.Sprintf("%d different names of hosts, such as %s", n, ep.host[:ep.hostLen])
		} else if ep.hostLen > 0 {
			s += fmt.Sprintf(" of %s", ep.host[:ep.hostLen])
		}
		parts = append(parts, s)
	}
	if names := ep.attackNames(); names != "" {
		parts = append(parts, names)
	}
	if ep.hits.count > 0 {
		parts = append(parts, "answered: "+ep.hits.String())
	}
	if ep.kind == analyzers.WebPathProbe && ep.hits.count == 0 && ep.answers != [statuses]uint32{} {
		parts = append(parts, "none of them was given away")
	}
	if ep.forwardedLen > 0 {
		parts = append(parts, "forwarded by "+ep.from.String())
	}
	return strings.Join(parts, "; ")
}

func (ep *episode) attackNames() string {
	var names []string
	for i := range attacks {
		if ep.attacks&(1<<i) != 0 {
			names = append(names, attacks[i].name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "strings of " + strings.Join(names, ", ")
}
