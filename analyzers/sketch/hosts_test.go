package sketch

import (
	"slices"
	"testing"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

func TestHosts(t *testing.T) {
	var h Hosts
	for range 3 { // whoever comes again is known, past the sample as well
		for i := 64; i > 0; i-- {
			h.Add(7, packet.Addr{15: byte(i)})
		}
	}
	if n := h.Count(); n < 62 || n > 66 {
		t.Errorf("%d hosts, want 64", n)
	}
	if len(h.First()) != analyzers.SampleSize || h.First()[0] != (packet.Addr{15: 64}) {
		t.Errorf("the first are %v", h.First())
	}
	if s := h.Sample(); !slices.IsSortedFunc(s, func(a, b packet.Addr) int { return int(a[15]) - int(b[15]) }) || len(s) != len(h.First()) {
		t.Errorf("the sample is %v", s)
	}
	if n := testing.AllocsPerRun(100, func() { h.Add(7, packet.Addr{14: 1}) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
