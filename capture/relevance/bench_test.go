package relevance

import (
	"encoding/binary"
	"fmt"
	"testing"

	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/packet"
)

// BenchmarkPass takes packets in groups, as a lane does. Nearly all are shed.
func BenchmarkPass(b *testing.B) {
	for _, flows := range []int{4 << 10, 100_000, 1 << 20} {
		b.Run(fmt.Sprint(flows), func(b *testing.B) {
			f := New(Options{})
			var packets [Batch]packet.Packet
			for i := range packets {
				packets[i] = tcp(packet.ACK, 1400)
			}
			var marks [Batch]Mark
			var frames [Batch]capture.Frame
			n, state := 0, uint32(1)
			for b.Loop() {
				if n%Batch == 0 {
					for i := range packets {
						state = state*1664525 + 1013904223
						binary.BigEndian.PutUint32(packets[i].Src[12:], uint32(uint64(state)*uint64(flows)>>32))
						marks[i], frames[i].Time = f.Mark(&packets[i]), packets[i].Time
					}
					for i := 0; i < Batch; i += Part {
						f.Fetch((*[Part]Mark)(marks[i:]))
					}
					f.PassMarks(frames[:], marks[:])
				}
				n++
			}
		})
	}
}
