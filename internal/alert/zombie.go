package alert

import (
	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// zombies knows the hosts through which an idle scan goes on that was told: whoever does it forges its probes in
// their name, and they must not be accused of them.
type zombies struct {
	limit  int
	byAddr map[packet.Addr]idleScan
	forged map[episodeKey]idleScan // what was taken for the scanner's, to its end
}

// idleScan is an open episode: who scans, from when on.
type idleScan struct {
	key    episodeKey
	first  int64
	inside bool // the scanner is ours
}

func newZombies(limit int) zombies {
	return zombies{limit: limit, byAddr: map[packet.Addr]idleScan{}, forged: map[episodeKey]idleScan{}}
}

// note enters the zombies of an idle scan, and forgets them at its end.
func (z *zombies) note(f *analyzers.Finding) {
	if f.Kind != analyzers.IdleScan {
		return
	}
	s := idleScan{key: keyOf(f), first: f.First, inside: own(f)}
	for _, a := range f.HostsSample {
		switch known, ok := z.byAddr[a]; {
		case f.Stage == analyzers.Ended:
			if known.key == s.key {
				delete(z.byAddr, a)
			}
		case !ok && len(z.byAddr) < z.limit:
			z.byAddr[a] = s
		}
	}
}

// whose gives a scan in the name of a zombie to who forges it; else f itself. Only SYNs are forged: what the host
// does beyond them, and what it began before, is its own.
func (z *zombies) whose(f *analyzers.Finding) *analyzers.Finding {
	if len(z.byAddr) == 0 && len(z.forged) == 0 || !forgeable(f) {
		return f
	}
	key := keyOf(f)
	s, known := z.forged[key]
	if !known {
		var ok bool
		if s, ok = z.byAddr[f.Source]; !ok || f.First < s.first || f.Stage == analyzers.Ended || len(z.forged) >= z.limit {
			return f
		}
		z.forged[key] = s
	}
	if f.Stage == analyzers.Ended {
		delete(z.forged, key)
	}
	g := *f
	g.Source = s.key.source
	g.Direction = analyzers.DirectionOf(s.inside, f.Direction == analyzers.Internal || f.Direction == analyzers.Inbound)
	note := "sent in the name of " + f.Source.String() + ", consistent with its idle scan through that host"
	if g.Detail != "" {
		note = g.Detail + "; " + note
	}
	g.Detail = note
	return &g
}

// forgeable reports whether f may tell of the probes of an idle scan.
func forgeable(f *analyzers.Finding) bool {
	switch f.Kind {
	case analyzers.PortScan, analyzers.PortSweep, analyzers.BlockScan, analyzers.ScannerSignature:
		return f.SourceCount <= 1 && f.Methods == analyzers.MethodSet(0).Add(analyzers.TCPSyn)
	}
	return false
}
