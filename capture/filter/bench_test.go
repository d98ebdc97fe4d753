package filter

import (
	"testing"

	"github.com/reconwatch/reconwatch/capture"
)

func BenchmarkMatch(b *testing.B) {
	frame := capture.Frame{Data: frameNamed(b, "tcp4"), WireLen: 54, LinkType: capture.LinkEthernet}
	for _, expr := range []string{"tcp", "host 10.0.0.9", "port 80 or 443", "not (net 10.0.0.0/8 and tcp portrange 1-1024)"} {
		b.Run(expr, func(b *testing.B) {
			s, err := CompileSet(expr)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				s.Match(&frame)
			}
		})
	}
}
