package alert

import (
	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// campaigns knows who takes part in a distributed scan, or in the name of whom a scan behind
// decoys came, that was told, so that one scan by many is one alert and not one for
// each of them as well.
type campaigns struct {
	limit    int
	members  map[packet.Addr]membership
	absorbed map[episodeKey]struct{}
}

// membership is the open campaign of a source. Decoys are accused by others: they are
// bound to host, so that a forged address hides nothing that its owner does elsewhere.
type membership struct {
	key   episodeKey
	decoy bool
	host  packet.Addr
}

// covers reports whether what f tells is part of the campaign.
func (m *membership) covers(f *analyzers.Finding) bool {
	return !m.decoy || f.Hosts == 1 && len(f.HostsSample) == 1 && f.HostsSample[0] == m.host
}

func newCampaigns(limit int) campaigns {
	return campaigns{limit: limit, members: map[packet.Addr]membership{}, absorbed: map[episodeKey]struct{}{}}
}

// absorb reports whether f is a scan by a member of an open campaign that was not told before. What is absorbed
// stays so to its end, or until it grows when the campaign is over, or a decoy's goes beyond it.
func (c *campaigns) absorb(f *analyzers.Finding) bool {
	switch f.Kind {
	case analyzers.PortScan, analyzers.PortSweep, analyzers.BlockScan, analyzers.ScannerSignature:
	default:
		return false
	}
	key := keyOf(f)
	m, member := c.members[f.Source]
	if _, ok := c.absorbed[key]; ok {
		out := member && !m.covers(f) || !member && f.Stage == analyzers.Grown
		if out || f.Stage == analyzers.Ended {
			delete(c.absorbed, key)
		}
		return !out
	}
	if !member || !m.covers(f) || f.Stage == analyzers.Ended || len(c.absorbed) >= c.limit {
		return false
	}
	c.absorbed[key] = struct{}{}
	return true
}

// note enters the sources of a campaign, and forgets them at its end.
func (c *campaigns) note(f *analyzers.Finding) {
	if f.Kind != analyzers.DistributedScan && f.Kind != analyzers.DecoyScan {
		return
	}
	m := membership{key: keyOf(f), decoy: f.Kind == analyzers.DecoyScan}
	if len(f.HostsSample) > 0 {
		m.host = f.HostsSample[0]
	}
	for _, s := range f.Sources {
		switch {
		case f.Stage != analyzers.Ended && len(c.members) < c.limit:
			c.members[s] = m
		case c.members[s].key == m.key:
			delete(c.members, s)
		}
	}
}
