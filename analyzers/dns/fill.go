package dns

import "github.com/reconwatch/reconwatch/analyzers"

// Fill implements analyzers.Analyzer.
func (d *Detector) Fill(dst []analyzers.Fill) []analyzers.Fill {
	row := func(name string, entries int, evicted uint64) {
		dst = append(dst, analyzers.Fill{Table: name, Entries: entries, Evicted: evicted})
	}
	row("pairs", d.pairs.Len(), d.pairs.Evicted())
	row("guesses", d.guesses.Len(), d.guesses.Evicted())
	row("names", d.names.Len(), d.names.Evicted())
	row("sweeps", d.sweeps.Len(), d.sweeps.Evicted())
	row("spreads", d.spreads.Len(), d.spreads.Evicted())
	row("streams", d.streams.Len(), d.streams.Evicted())
	row("servers", d.servers.Len(), d.servers.Evicted())
	row("others", d.peers.Len()+d.checks.Len()+d.expansions.Len()+d.probes.Len()+d.snoops.Len()+d.walks.Len()+d.surveys.Len()+d.prefixes.Len(),
		d.peers.Evicted()+d.checks.Evicted()+d.expansions.Evicted()+d.probes.Evicted()+d.snoops.Evicted()+d.walks.Evicted()+d.surveys.Evicted()+d.prefixes.Evicted())
	row("domains", d.estates.Len(), d.estates.Evicted())
	row("interests", d.interests.Len(), d.interests.Evicted())
	row("episodes", d.stories.Len(), d.stories.Lost())
	return dst
}
