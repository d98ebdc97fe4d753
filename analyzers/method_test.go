package analyzers

import "testing"

func TestPortsOfMethods(t *testing.T) {
	for _, c := range []struct {
		methods []Method
		want    uint32
	}{
		{nil, 0}, {[]Method{ICMPEcho, ARP}, 0}, {[]Method{TCPSyn, TCPFin}, 1 << 16}, {[]Method{SCTPCookieEcho}, 1 << 16}, {[]Method{TCPConnect, UDP}, 2 << 16},
	} {
		var s MethodSet
		for _, m := range c.methods {
			s = s.Add(m)
		}
		if got := s.Ports(); got != c.want {
			t.Errorf("%v: %d ports, want %d", s, got, c.want)
		}
	}
}
