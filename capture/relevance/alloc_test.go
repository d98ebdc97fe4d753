//go:build !race

package relevance

import (
	"testing"

	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/packet"
)

func TestNoAllocation(t *testing.T) {
	f := New(Options{Slots: 1 << 10})
	p := tcp(packet.ACK, 100)
	if n := testing.AllocsPerRun(1000, func() {
		marks, frames := [Part]Mark{f.Mark(&p)}, [Part]capture.Frame{{Time: p.Time}}
		f.Fetch(&marks)
		f.PassMarks(frames[:], marks[:])
		f.Pass(&p)
		p.SrcPort++
		p.Time += 1e9
	}); n != 0 {
		t.Errorf("%v allocations a packet", n)
	}
}
