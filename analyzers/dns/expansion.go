package dns

import (
	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/analyzers/sketch"
)

// expansion is what a client has put before a domain that ends whole names. Pointer-free.
type expansion struct {
	first uint64
	mixed bool // names of more than one country or kind
}

// fixed reports whether a name is before a label of two letters that is the only one of those that end whole names which the client
// has put before that domain: it is a part of the organisation (eu, it), not of names that a search list expands. To be
// asked of every answer to a stranger.
func (d *Detector) fixed(e *analyzers.Event) (only bool) {
	q := &d.q
	for i := 1; q.domain > 0 && i < q.labels-q.domain; i++ {
		label := q.label(i)
		if !tail(label) {
			continue
		}
		x, fresh := d.expansions.TakeWithin(sketch.Hash(d.seed, d.address(&e.Source), q.hashes[q.labels-i-1]), e.Time, day)
		if fresh {
			x.first = q.hashes[q.labels-i]
		}
		x.mixed = x.mixed || x.first != q.hashes[q.labels-i] || len(label) != 2
		only = i == 1 && !x.mixed || only && !x.mixed
	}
	return only
}
