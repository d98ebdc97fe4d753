//go:build !race

package config

import (
	"net/netip"
	"testing"

	"github.com/reconwatch/reconwatch/capture/packet"
)

func TestHomeContainsDoesNotAllocate(t *testing.T) {
	home := Default().HomeNet()
	contains := home.Contains
	v4, v6 := packet.AddrFrom(netip.MustParseAddr("192.168.1.2")), packet.AddrFrom(netip.MustParseAddr("2001:db8::7"))
	if n := testing.AllocsPerRun(1000, func() { contains(&v4); contains(&v6) }); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}
