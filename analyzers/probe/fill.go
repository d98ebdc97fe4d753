package probe

import "github.com/reconwatch/reconwatch/analyzers"

// Fill implements analyzers.Analyzer.
func (d *Detector) Fill(dst []analyzers.Fill) []analyzers.Fill {
	s := d.Stats()
	return append(dst,
		analyzers.Fill{Table: "sources", Entries: s.Sources, Evicted: s.SourcesEvicted},
		analyzers.Fill{Table: "episodes", Entries: -1, Evicted: s.EpisodesRefused},
		analyzers.Fill{Table: "decoys", Entries: -1, Evicted: s.DecoysEvicted},
		analyzers.Fill{Table: "dialogues", Entries: -1, Evicted: s.DialoguesEvicted},
		analyzers.Fill{Table: "orders", Entries: -1, Evicted: s.OrdersEvicted},
	)
}
