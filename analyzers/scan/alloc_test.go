//go:build !race

package scan

import (
	"testing"

	"github.com/reconwatch/reconwatch/analyzers"
)

func TestConsumeDoesNotAllocate(t *testing.T) {
	d := newDetector()
	out := make([]analyzers.Finding, 0, 64)
	var x script
	x.each(analyzers.Continued, inside, "198.51.100.%d:443", 1, 100, 0)
	x.each(analyzers.Silent, "10.0.0.78", "198.51.100.%d:443", 1, 3, 0)
	x.each(analyzers.Answered, inside, "10.0.3.%d", 1, 100, 0, echo)
	if n := testing.AllocsPerRun(100, func() {
		d.Consume(&analyzers.Batch{Events: x.events}, &out)
		d.Advance(x.events[0].Time, &out)
		for i := range x.events {
			x.events[i].Time += 1e9
			x.events[i].First += 1e9
		}
	}); n != 0 {
		t.Errorf("%v allocations a run", n)
	}
	if len(out) > 0 {
		t.Fatalf("accused %v", out)
	}
}
