package relevance

import (
	"net/netip"
	"testing"

	"github.com/reconwatch/reconwatch/capture/packet"
)

// What is about to expire passes, however much of its flow came before; streams to many do not for that.
func TestLowTTL(t *testing.T) {
	for name, c := range map[string]struct {
		to    string
		ttl   uint8
		proto uint8
		want  bool
	}{
		"at the bound":     {"192.0.2.1", LowTTL, packet.ProtoUDP, true},
		"above it":         {"192.0.2.1", LowTTL + 1, packet.ProtoUDP, false},
		"none":             {"192.0.2.1", 0, packet.ProtoUDP, false},
		"TCP":              {"192.0.2.1", 1, packet.ProtoTCP, true},
		"IPv6":             {"2001:db8::1", 2, packet.ProtoUDP, true},
		"to many":          {"239.1.1.1", 1, packet.ProtoUDP, false},
		"to many, in IPv6": {"ff0e::1", 1, packet.ProtoUDP, false},
	} {
		p := packet.Packet{Proto: c.proto, TTL: c.ttl, SrcPort: 40000, DstPort: 33434, TCPFlags: packet.ACK, PayloadLen: 1}
		p.Dst = packet.AddrFrom(netip.MustParseAddr(c.to))
		f := New(Options{Slots: 16})
		passed := true
		for range 100 {
			passed = f.Pass(&p)
		}
		if passed != c.want {
			t.Errorf("%s: passed %v", name, passed)
		}
	}
}
