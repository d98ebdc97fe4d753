package pipeline

import (
	"github.com/reconwatch/reconwatch/analyzers/dns"
	"github.com/reconwatch/reconwatch/analyzers/scan"
	"github.com/reconwatch/reconwatch/analyzers/topology"
	"github.com/reconwatch/reconwatch/analyzers/web"
	"github.com/reconwatch/reconwatch/analyzers/whois"
)

// SetThresholds puts the analyzers' configurations of o, and the organisation's domains, in place, before RunLive or while it
// runs; the rest of o has no effect. Each shard takes them before the next events that it judges. No state is lost. Any
// goroutine may call it.
func (p *Pipeline) SetThresholds(o Options) {
	for _, s := range p.shards {
		s.wanted.Store(&o)
		poke(s.wake)
	}
}

// heed puts in place the thresholds that are wanted.
func (s *Shard) heed() {
	if s.wanted.Load() == nil {
		return
	}
	o := s.wanted.Swap(nil)
	for _, a := range s.analyzers {
		switch d := a.(type) {
		case *scan.Detector:
			d.SetConfig(o.Scan)
		case *dns.Detector:
			d.SetConfig(o.DNS)
			d.SetOwn(o.Own)
		case *whois.Detector:
			d.SetConfig(o.WHOIS)
			d.SetOwn(o.Own)
		case *web.Detector:
			d.SetConfig(o.Web)
		case *topology.Detector:
			d.SetConfig(o.Topology)
		}
	}
}
