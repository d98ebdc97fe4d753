//go:build !race

package packet

import (
	"testing"

	"github.com/reconwatch/reconwatch/capture"
)

// TestAllocs: nothing on the packet path allocates.
func TestAllocs(t *testing.T) {
	var p Packet
	var frames []*capture.Frame
	for _, f := range fixtures {
		frames = append(frames, f.frame())
	}
	r, d := NewReassembler(ReassemblerOptions{}), NewDuplicates(1024, 1)
	tiny := fragments4(ProtoTCP, 7, syn, by8(24, 8))
	id := uint32(0)
	for _, c := range []struct {
		name string
		run  func()
	}{
		{"Decode", func() {
			for _, f := range frames {
				p.Decode(f)
			}
		}},
		{"LaneHash", func() {
			for _, f := range frames {
				p.Decode(f)
				p.LaneHash()
			}
		}},
		{"Seen", func() {
			for _, f := range frames {
				p.Decode(f)
				d.Seen(&p, f)
			}
		}},
		{"Join", func() {
			id++
			for _, f := range tiny {
				p = *f
				p.FragID = id
				r.Join(&p)
			}
		}},
	} {
		if n := testing.AllocsPerRun(100, c.run); n != 0 {
			t.Errorf("%s allocates %v times", c.name, n)
		}
	}
	if r.Stats().Joined == 0 || d.Stats().Copies == 0 {
		t.Error("the paths were not taken")
	}
}
