package packet

import (
	"testing"

	"github.com/reconwatch/reconwatch/capture"
)

// FuzzDecode looks for panics, for verdicts that contradict what is set, and on
// Ethernet for frames that the reference decoder reads otherwise.
func FuzzDecode(f *testing.F) {
	for _, x := range fixtures {
		f.Add(uint16(x.link), x.data, uint16(0))
	}
	f.Fuzz(func(t *testing.T, link uint16, data []byte, beyond uint16) {
		p := dirty()
		frame := capture.Frame{Data: data, WireLen: uint32(len(data)) + uint32(beyond), LinkType: capture.LinkType(link)}
		if v := p.Decode(&frame); v >= NumVerdicts {
			t.Fatalf("verdict %d", v)
		}
		sound(t, &p)
		p.LaneHash()
		if frame.LinkType == capture.LinkEthernet && beyond == 0 {
			if difference, _ := disagree(&p, data); difference != "" {
				t.Fatal(difference)
			}
		}
	})
}
