package scan

import (
	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/sketch"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// visibility is the share of replies that the sensor sees, per prefix of the
// answering side: SYN-ACKs seen among connections whose initiator went on. Every
// shard is told the same, by the minute, so that all judge alike.
type visibility struct {
	prefixes []prefixShare
	all      prefixShare
	seed     uint64
	prior    float64
	needed   float64
}

type prefixShare struct {
	prefix          packet.Addr
	continued, seen float64
}

const (
	prefixSlots = 1 << 12
	// fading halves old counts once a prefix has so many: a mended mirror shows within that many connections.
	fading = 4096
)

func (v *visibility) init(c *Config, seed uint64) {
	v.prefixes, v.seed = make([]prefixShare, prefixSlots), seed
	v.prior, v.needed = c.VisibilityPrior, float64(c.VisibilityNeeded)
}

func (v *visibility) slot(p *packet.Addr) *prefixShare {
	hi, lo := p.Halves()
	return &v.prefixes[sketch.Hash(v.seed, hi, lo)%prefixSlots]
}

func (v *visibility) add(e *analyzers.Event) {
	v.all.add(e)
	s := v.slot(&e.Target)
	if s.prefix != e.Target {
		*s = prefixShare{prefix: e.Target}
	}
	s.add(e)
}

func (s *prefixShare) add(e *analyzers.Event) {
	s.continued += float64(e.Count)
	s.seen += float64(e.Extra)
	if s.continued > fading {
		s.continued, s.seen = s.continued/2, s.seen/2
	}
}

// measured reports whether there is more than the prior to judge by.
func (v *visibility) measured(target *packet.Addr) bool {
	p := analyzers.Prefix(*target, 24, 48)
	return v.all.continued >= v.needed || v.slot(&p).prefix == p && v.slot(&p).continued >= v.needed
}

// of gives the share for the prefix around a target: measured there, else
// measured everywhere, else the prior.
func (v *visibility) of(target *packet.Addr) float64 {
	p := analyzers.Prefix(*target, 24, 48)
	if s := v.slot(&p); s.prefix == p && s.continued >= v.needed {
		return s.seen / s.continued
	}
	if v.all.continued >= v.needed {
		return v.all.seen / v.all.continued
	}
	return v.prior
}
