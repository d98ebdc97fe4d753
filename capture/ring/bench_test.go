package ring

import (
	"testing"
	"time"

	"github.com/reconwatch/reconwatch/capture"
)

// BenchmarkReadBatch reads blocks in memory: the cost of a frame without the kernel's.
func BenchmarkReadBatch(b *testing.B) {
	for name, rings := range map[string]int{"1 ring": 1, "2 rings": 2} {
		b.Run(name, func(b *testing.B) {
			l := fake(b, rings)
			for i, r := range l.rings {
				for block := range r.blocks {
					r.put(block, sequence(int64(block*1000+i), 2, 900)...)
				}
			}
			frames := make([]capture.Frame, 256)
			total := 0
			for b.Loop() {
				l.refill()
				n, _ := l.ReadBatch(frames)
				total += n
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(total), "ns/frame")
		})
	}
}

// BenchmarkLive sends one frame at a time over a wire and reads them in batches.
func BenchmarkLive(b *testing.B) {
	w := lay(b)
	l := openPort(b, Options{BlockSize: 1 << 20, Blocks: 64}, w).Lanes()[0]
	frames := make([]capture.Frame, 256)
	frame := udp4(hostA, hostB, 1)
	_, _ = l.ReadBatch(frames)
	b.ResetTimer()
	go func() {
		for range b.N {
			w.Send(b, frame)
		}
	}()
	seen := uint64(0)
	for last := time.Now(); seen+l.Stats().Dropped < uint64(b.N) && time.Since(last) < time.Second; {
		n, _ := l.ReadBatch(frames)
		seen += uint64(n)
		if n > 0 {
			last = time.Now()
		}
	}
	b.ReportMetric(float64(seen)/b.Elapsed().Seconds(), "frames/s")
	b.ReportMetric(float64(l.Stats().Dropped), "dropped")
}
