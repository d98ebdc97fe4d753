package ring

import (
	"encoding/binary"
	"net/netip"
	"testing"

	"github.com/reconwatch/reconwatch/internal/testbed"
)

func TestMain(m *testing.M) { testbed.Main(m) }

// lay makes a wire.
func lay(t testing.TB) *testbed.Wire {
	t.Helper()
	return testbed.Lay(t, "ring")
}

// openPort opens with small rings.
func openPort(t testing.TB, o Options, wires ...*testbed.Wire) *Port {
	t.Helper()
	var names []string
	for _, w := range wires {
		names = append(names, w.Watched)
	}
	if o.BlockSize == 0 {
		o.BlockSize, o.Blocks = 128<<10, 16
	}
	p, err := Open(names, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = p.Close()
		if !t.Failed() {
			take(t, p, -1)
		}
	})
	return p
}

// take reads the lanes of a port.
func take(t testing.TB, p *Port, n int) []testbed.Got {
	t.Helper()
	return testbed.Take(t, p.Lanes(), n)
}

// udp4 is an Ethernet frame with UDP in it, and some bytes to tell it by.
func udp4(src, dst netip.Addr, tell uint64) []byte {
	f := make([]byte, 14+20+8+8)
	copy(f, "\x02\x00\x00\x00\x00\x02\x02\x00\x00\x00\x00\x01\x08\x00")
	h := f[14:]
	h[0], h[8], h[9] = 0x45, 64, 17
	binary.BigEndian.PutUint16(h[2:], 36)
	copy(h[12:], src.AsSlice())
	copy(h[16:], dst.AsSlice())
	binary.BigEndian.PutUint16(h[20:], 1000)
	binary.BigEndian.PutUint16(h[22:], 53)
	binary.BigEndian.PutUint16(h[24:], 16)
	binary.BigEndian.PutUint64(h[28:], tell)
	return f
}

var (
	hostA = netip.MustParseAddr("192.0.2.1")
	hostB = netip.MustParseAddr("198.51.100.7")
)
