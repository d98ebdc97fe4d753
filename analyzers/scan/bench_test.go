package scan

import (
	"fmt"
	"testing"

	"github.com/reconwatch/reconwatch/analyzers"
)

// BenchmarkConsume takes the outcomes of clients that do nothing wrong, and of
// sources that scan.
func BenchmarkConsume(b *testing.B) {
	for _, c := range []struct {
		name string
		kind analyzers.EventKind
	}{{"clients", analyzers.Continued}, {"scanners", analyzers.Refused}} {
		b.Run(c.name, func(b *testing.B) {
			var x script
			for i := range 1 << 14 {
				x.say(c.kind, fmt.Sprintf("10.1.%d.%d", i>>4&0xff, i&15), fmt.Sprintf("198.51.%d.%d:%d", i>>7&0xff, i&0xff, i%1000+1))
			}
			d := New(Options{Config: DefaultConfig(), Home: atHome, Sources: 1 << 18, Suspects: 1 << 12, Contacts: 1 << 18})
			var out []analyzers.Finding
			b.ReportAllocs()
			for n := 0; b.Loop(); n++ {
				i := n % len(x.events)
				x.events[i].Time += 1e6
				d.Consume(&analyzers.Batch{Events: x.events[i : i+1]}, &out)
				out = out[:0]
			}
		})
	}
}
