package scan

import "github.com/reconwatch/reconwatch/analyzers"

// Fill implements analyzers.Analyzer.
func (d *Detector) Fill(dst []analyzers.Fill) []analyzers.Fill {
	s := d.Stats()
	return append(dst,
		analyzers.Fill{Table: "sources", Entries: s.Sources, Evicted: s.SourcesEvicted},
		analyzers.Fill{Table: "suspects", Entries: -1, Evicted: s.SuspectsEvicted},
		analyzers.Fill{Table: "contacts", Entries: s.Contacts, Evicted: s.ContactsEvicted},
		analyzers.Fill{Table: "targets", Entries: -1, Evicted: s.TargetsEvicted},
		analyzers.Fill{Table: "callers", Entries: d.callers.pairs.Len(), Evicted: s.CallersEvicted},
		analyzers.Fill{Table: "timers", Entries: -1, Evicted: s.TimersLost},
	)
}
