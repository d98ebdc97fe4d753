package alert

import (
	"net/netip"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// Authorised is a scanner that is allowed to scan: its findings are counted and
// never told.
type Authorised struct {
	Address netip.Prefix
	// Expires is the first instant, in nanoseconds of packet time, at which the
	// rule no longer holds; 0 for never.
	Expires int64
}

// Suppression mutes what matches all the selectors that are set. Findings that
// it mutes are counted.
type Suppression struct {
	Source, Target netip.Prefix   // the zero Prefix matches any
	Port           uint16         // 0 matches any
	Kind           analyzers.Kind // KindNone matches any
	VLAN           uint16         // 0 matches any
	Expires        int64          // as for Authorised
}

func expired(at, now int64) bool { return at != 0 && now >= at }

// covers reports whether the rule holds for f: every source that the finding
// names is inside.
func (a *Authorised) covers(f *analyzers.Finding) bool {
	return !expired(a.Expires, f.Time) && sourcesIn(a.Address, f)
}

// covers reports whether all selectors hold for everything that the finding
// names. Where more hosts were touched than the sample holds, the sample decides,
// and the prefix must be able to hold as many; a port holds only where it was the only one.
func (s *Suppression) covers(f *analyzers.Finding) bool {
	switch {
	case expired(s.Expires, f.Time),
		s.Kind != analyzers.KindNone && s.Kind != f.Kind,
		s.VLAN != 0 && s.VLAN != f.VLAN,
		s.Port != 0 && !onlyPort(s.Port, f),
		s.Source.IsValid() && !sourcesIn(s.Source, f),
		s.Target.IsValid() && !targetsIn(s.Target, f):
		return false
	}
	return true
}

func onlyPort(port uint16, f *analyzers.Finding) bool {
	return f.Ports == 1 && len(f.PortsSample) == 1 && f.PortsSample[0] == port
}

func sourcesIn(p netip.Prefix, f *analyzers.Finding) bool {
	if !p.Contains(f.Source.Netip()) {
		return false
	}
	return allIn(p, f.Sources) && holds(p, f.SourceCount)
}

func targetsIn(p netip.Prefix, f *analyzers.Finding) bool {
	return len(f.HostsSample) > 0 && allIn(p, f.HostsSample) && holds(p, f.Hosts)
}

func allIn(p netip.Prefix, sample []packet.Addr) bool {
	for _, a := range sample {
		if !p.Contains(a.Netip()) {
			return false
		}
	}
	return true
}

// holds reports whether p has at least n addresses.
func holds(p netip.Prefix, n uint32) bool {
	free := p.Addr().BitLen() - p.Bits()
	return free >= 32 || uint64(n) <= 1<<free
}
