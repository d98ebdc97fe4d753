//go:build !race

package ring

import (
	"testing"

	"github.com/reconwatch/reconwatch/capture"
)

func TestReadBatchDoesNotAllocate(t *testing.T) {
	frames := make([]capture.Frame, 64)
	t.Run("memory", func(t *testing.T) {
		l := fake(t, 2)
		for i, r := range l.rings {
			for b := range r.blocks {
				r.put(b, sequence(int64(b*1000+i), 2, 500)...)
			}
		}
		if n := testing.AllocsPerRun(200, func() {
			l.refill()
			_, _ = l.ReadBatch(frames)
			_ = l.Now()
		}); n != 0 {
			t.Errorf("%v allocations", n)
		}
	})
	t.Run("kernel", func(t *testing.T) {
		w := lay(t)
		l := openPort(t, Options{}, w).Lanes()[0]
		frame := udp4(hostA, hostB, 1)
		_, _ = l.ReadBatch(frames)
		if n := testing.AllocsPerRun(50, func() {
			w.Send(t, frame)
			for range 2 {
				_, _ = l.ReadBatch(frames)
			}
			l.looked = 0
			_ = l.Stats()
			l.Wake()
		}); n != 0 {
			t.Errorf("%v allocations", n)
		}
	})
}
