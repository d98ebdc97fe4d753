//go:build !race

package relevance

import (
	"testing"

	"github.com/reconwatch/reconwatch/capture/packet"
)

func TestNoAllocation(t *testing.T) {
	f := New(Options{Slots: 1 << 10})
	p := tcp(packet.ACK, 100)
	if n := testing.AllocsPerRun(1000, func() {
		f.PassMark(p.Time, f.Mark(&p))
		f.Pass(&p)
		p.SrcPort++
		p.Time += 1e9
	}); n != 0 {
		t.Errorf("%v allocations a packet", n)
	}
}
