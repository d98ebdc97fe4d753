//go:build !race

package filter

import (
	"testing"

	"github.com/reconwatch/reconwatch/capture"
)

func TestMatchDoesNotAllocate(t *testing.T) {
	s, err := CompileSet("vlan 100 or tcp port 80 or net 2001:db8::/32 or less 60")
	if err != nil {
		t.Fatal(err)
	}
	frame := capture.Frame{Data: frameNamed(t, "udp4"), WireLen: 100, LinkType: capture.LinkEthernet}
	if got := testing.AllocsPerRun(100, func() { s.Match(&frame); s.byLink[1].Match(&frame) }); got != 0 {
		t.Errorf("%v allocations", got)
	}
}
