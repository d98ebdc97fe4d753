package flow

import (
	"encoding/binary"
	"testing"
)

// TestTableGrows: buckets double as flows come, and lose none of them.
func TestTableGrows(t *testing.T) {
	const flows = 100_000
	table, out := New(Options{Flows: 1 << 18, Seed: 7}), NewBuffer(4*Room)
	syn := ab(syn)
	began := table.size
	for n := range uint32(flows) {
		binary.BigEndian.PutUint32(syn.Src[12:], 10<<24|n)
		syn.Time = noon + int64(n)
		table.Update(&syn, spotOf(table, &syn), uint64(n+1), out)
		out.Reset()
	}
	if table.size <= began || table.stats.Entries != flows || table.stats.Evicted != [NumEvictions]uint64{} || len(table.lost) != 0 {
		t.Fatalf("%d buckets of %d, %d lost, counters %+v", table.size, began, len(table.lost), table.stats)
	}
	for n := range uint32(flows) {
		binary.BigEndian.PutUint32(syn.Src[12:], 10<<24|n)
		place, ok := table.find(spotOf(table, &syn))
		if r := table.record(place); !ok || r.place != place || r.frame != uint64(n+1) {
			t.Fatalf("flow %d is not found in its place", n)
		}
	}
	silent := 0
	for more := true; more; out.Reset() {
		more = table.Advance(noon+2*AnswerTimeout, out)
		silent += len(out.Events)
	}
	if silent != flows {
		t.Errorf("%d flows were told to be silent, want %d", silent, flows)
	}
}
