package packet

import (
	"net/netip"
	"testing"
)

func TestAddr(t *testing.T) {
	for _, c := range []struct {
		text                string
		is4, zero, multiple bool
	}{
		{hostA, true, false, false},
		{"0.0.0.0", true, true, false},
		{"224.0.0.251", true, false, true},
		{"255.255.255.255", true, false, true},
		{host6A, false, false, false},
		{"::", false, true, false},
		{"ff02::1", false, false, true},
	} {
		a := AddrFrom(netip.MustParseAddr(c.text))
		if a.String() != c.text || a.Is4() != c.is4 || a.IsZero() != c.zero || a.IsMulticast() != c.multiple {
			t.Errorf("%s: %s, IPv4 %v, zero %v, multicast %v", c.text, a, a.Is4(), a.IsZero(), a.IsMulticast())
		}
	}
}
