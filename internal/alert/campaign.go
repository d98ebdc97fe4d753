package alert

import (
	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// campaigns knows who takes part in a distributed scan that was told, so that
// one scan by many is one alert and not one for each of them as well.
type campaigns struct {
	limit    int
	members  map[packet.Addr]episodeKey // the open distributed scan of each source
	absorbed map[episodeKey]struct{}
}

func newCampaigns(limit int) campaigns {
	return campaigns{limit: limit, members: map[packet.Addr]episodeKey{}, absorbed: map[episodeKey]struct{}{}}
}

// absorb reports whether f is a scan by a source of an open distributed scan that was not told before. What is absorbed stays so to its end.
func (c *campaigns) absorb(f *analyzers.Finding) bool {
	switch f.Kind {
	case analyzers.PortScan, analyzers.PortSweep, analyzers.BlockScan:
	default:
		return false
	}
	key := keyOf(f)
	if _, ok := c.absorbed[key]; ok {
		if f.Stage == analyzers.Ended {
			delete(c.absorbed, key)
		}
		return true
	}
	if _, ok := c.members[f.Source]; !ok || f.Stage == analyzers.Ended || len(c.absorbed) >= c.limit {
		return false
	}
	c.absorbed[key] = struct{}{}
	return true
}

// note enters the sources of a distributed scan, and forgets them at its end.
func (c *campaigns) note(f *analyzers.Finding) {
	if f.Kind != analyzers.DistributedScan {
		return
	}
	key := keyOf(f)
	for _, s := range f.Sources {
		switch {
		case f.Stage != analyzers.Ended && len(c.members) < c.limit:
			c.members[s] = key
		case c.members[s] == key:
			delete(c.members, s)
		}
	}
}
