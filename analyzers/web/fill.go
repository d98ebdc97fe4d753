package web

import "github.com/reconwatch/reconwatch/analyzers"

// Fill implements analyzers.Analyzer.
func (d *Detector) Fill(dst []analyzers.Fill) []analyzers.Fill {
	return append(dst,
		analyzers.Fill{Table: "exchanges", Entries: d.exchanges.Len(), Evicted: d.exchanges.Evicted()},
		analyzers.Fill{Table: "pipelined", Entries: -1, Evicted: d.stats.Cut},
		analyzers.Fill{Table: "clients", Entries: d.clients.Len(), Evicted: d.clients.Evicted()},
		analyzers.Fill{Table: "visits", Entries: d.visits.Len(), Evicted: d.visits.Evicted()},
		analyzers.Fill{Table: "episodes", Entries: d.episodes.Len(), Evicted: d.episodes.Evicted()},
	)
}
