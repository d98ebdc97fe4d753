package xdp

import (
	"encoding/binary"
	"errors"
	"net/netip"
	"os"
	"testing"

	"github.com/reconwatch/reconwatch/internal/testbed"
)

func TestMain(m *testing.M) { testbed.Main(m) }

// lay makes a wire.
func lay(t testing.TB) *testbed.Wire {
	t.Helper()
	return testbed.Lay(t, "xdp")
}

// openPort opens with small rings.
func openPort(t testing.TB, o Options, wires ...*testbed.Wire) *Port {
	t.Helper()
	var names []string
	for _, w := range wires {
		names = append(names, w.Watched)
	}
	if o.RingBytes == 0 {
		o.RingBytes = 1 << 20
	}
	p, err := Open(names, o)
	if errors.Is(err, os.ErrPermission) {
		testbed.Lacking(t, "xdp", err.Error())
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = p.Close()
		take(t, p, -1)
	})
	return p
}

// take reads the lanes of a port.
func take(t testing.TB, p *Port, n int) []testbed.Got {
	t.Helper()
	return testbed.Take(t, p.Lanes(), n, ErrReplaced)
}

// tcp4 is an Ethernet frame with a TCP segment of 64 bytes in all, without payload.
func tcp4(src, dst netip.Addr, ports uint32, flags byte) []byte {
	f := make([]byte, 64)
	copy(f, "\x02\x00\x00\x00\x00\x02\x02\x00\x00\x00\x00\x01\x08\x00")
	h := f[14:]
	h[0], h[3], h[8], h[9] = 0x45, 40, 64, 6
	copy(h[12:], src.AsSlice())
	copy(h[16:], dst.AsSlice())
	binary.BigEndian.PutUint32(h[20:], ports)
	h[32], h[33] = 0x50, flags
	return f
}

var (
	hostA = netip.MustParseAddr("192.0.2.1")
	hostB = netip.MustParseAddr("198.51.100.7")
)
