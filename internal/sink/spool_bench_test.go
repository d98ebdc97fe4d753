package sink_test

import (
	"testing"

	"github.com/reconwatch/reconwatch/internal/sink"
)

func BenchmarkAppend(b *testing.B) {
	for name, dir := range map[string]string{"disk": b.TempDir(), "memory": ""} {
		b.Run(name, func(b *testing.B) {
			s := open(b, sink.SpoolOptions{Dir: dir})
			payload := make([]byte, 1200)
			for b.Loop() {
				if err := s.Append(epoch, payload); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkReadCommit(b *testing.B) {
	s := open(b, sink.SpoolOptions{Dir: b.TempDir()})
	payload := make([]byte, 1200)
	for b.Loop() {
		for range 50 {
			_ = s.Append(epoch, payload)
		}
		batch := s.Read(50, 1<<20)
		s.Commit(batch.Seqs[len(batch.Seqs)-1] + 1)
	}
}
