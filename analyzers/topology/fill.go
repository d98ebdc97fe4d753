package topology

import "github.com/reconwatch/reconwatch/analyzers"

// Fill implements analyzers.Analyzer.
func (d *Detector) Fill(dst []analyzers.Fill) []analyzers.Fill {
	return append(dst,
		analyzers.Fill{Table: "trails", Entries: d.trails.Len(), Evicted: d.trails.Evicted()},
		analyzers.Fill{Table: "callers", Entries: d.callers.Len(), Evicted: d.callers.Evicted()},
		analyzers.Fill{Table: "episodes", Entries: d.episodes.Len(), Evicted: d.episodes.Evicted()},
	)
}
