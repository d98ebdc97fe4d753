package packet

import (
	"testing"

	"github.com/reconwatch/reconwatch/capture"
)

// A TCP SYN in Ethernet.
var synBuffer = join(
	[]byte{0x02, 0, 0, 0, 0, 2, 0x02, 0, 0, 0, 0, 1, 0x08, 0x00},                                      // Ethernet
	[]byte{0x45, 0, 0, 44, 0x12, 0x34, 0x40, 0, 64, 6, 0, 0, 192, 0, 2, 1, 198, 51, 100, 2},           // IPv4
	[]byte{0x9c, 0x40, 0, 80, 0, 0, 0, 1, 0, 0, 0, 0, 0x60, 0x02, 0x04, 0, 0, 0, 0, 0, 2, 4, 5, 0xb4}, // TCP with MSS
	[]byte{0, 0}, // padding
)

func join(parts ...[]byte) []byte {
	var all []byte
	for _, b := range parts {
		all = append(all, b...)
	}
	return all
}

func TestSYN(t *testing.T) {
	var p Packet
	v := p.Decode(&capture.Frame{Data: synBuffer, WireLen: 60, LinkType: capture.LinkEthernet})
	if v != Transport || p.DstPort != 80 || p.TCPFlags != SYN || p.TCPOptions != OptMSS || p.PayloadLen != 0 {
		t.Errorf("%d %+v", v, p)
	}
}

func BenchmarkSYN(b *testing.B) {
	var p Packet
	f := capture.Frame{Data: synBuffer, WireLen: 60, LinkType: capture.LinkEthernet}
	for b.Loop() {
		p.Decode(&f)
	}
}
