package dns

import (
	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/sketch"
	"github.com/reconwatch/reconwatch/capture/dnswire"
)

// snoop is a client that asks a resolver for what it has cached. Pointer-free.
type snoop struct {
	first          int64
	names, domains [4]uint64
	cached, absent uint32
	own            bool // the server has answered with authority
	accused        bool
}

// snoop judges the answer to a question that did not want recursion, from a server that offers it.
// Resolvers ask servers with authority so; servers of clients are asked on their behalf.
func (d *Detector) snoop(e *analyzers.Event, out *[]analyzers.Finding) {
	m := &d.m
	if !m.IsResponse() || m.Flags&dnswire.RecursionDesired != 0 || m.Flags&dnswire.Recursive == 0 || d.q.domain == 0 {
		return
	}
	key := sketch.Hash(d.seed, d.address(&e.Source), d.address(&e.Target))
	s, fresh := d.snoops.TakeWithin(key, e.Time, hour)
	if fresh {
		s.first = e.Time
	}
	if m.Flags&dnswire.Authoritative != 0 {
		s.own = true
		return
	}
	mark(&s.names, d.q.hash())
	mark(&s.domains, d.q.hashes[d.q.domain])
	if m.Answers > 0 {
		s.cached++
	} else {
		s.absent++
	}
	d.snoops.Value(key, s.cached+s.absent)
	st := d.story(e, analyzers.DNSCacheSnoop, d.address(&e.Target))
	if st == nil {
		if s.own || linear(s.names[:]) < float64(d.cfg.SnoopedNames) || linear(s.domains[:]) < float64(d.cfg.SnoopedDomains) || d.serves(&e.Source) {
			return
		}
		if s.accused {
			*s = snoop{first: e.Time}
			return
		}
		s.accused = true
		if st = d.begin(e, analyzers.DNSCacheSnoop, d.address(&e.Target), "", s.first); st == nil {
			return
		}
		st.confidence = 0.85
	} else {
		st.touch(e, &d.cfg)
	}
	st.probes = uint64(s.cached + s.absent)
	st.answers = analyzers.Answers{Open: s.cached, Closed: s.absent}
	st.facts.learn(d.q.text(d.q.labels))
	d.grow(st, e, out)
}

// mark sets a hash's bit.
func mark(bits *[4]uint64, h uint64) { set(bits, uint8(h^h>>32)) }

func set(bits *[4]uint64, bit uint8) { bits[bit>>6] |= 1 << (bit & 63) }
