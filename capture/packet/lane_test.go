package packet

import (
	"math/rand/v2"
	"testing"

	"github.com/reconwatch/reconwatch/capture"
)

// decoded decodes Ethernet.
func decoded(kind int, body []byte) *Packet {
	p := dirty()
	b := ether(kind, body)
	p.Decode(&capture.Frame{Data: b, WireLen: uint32(len(b)), LinkType: capture.LinkEthernet})
	return &p
}

func decoded4(src, dst string, proto uint8, body []byte) *Packet {
	return decoded(kindIPv4, ip4(src, dst, proto, body))
}

func decoded6(src, dst string, next uint8, body []byte) *Packet {
	return decoded(kindIPv6, ip6(src, dst, next, body))
}

func TestLaneHashMeets(t *testing.T) {
	group := "ff02::1:ff00:2"
	for _, c := range []struct {
		name    string
		packets []*Packet
	}{
		{"IPv4", []*Packet{
			decoded4(hostA, hostB, ProtoTCP, syn), decoded4(hostB, hostA, ProtoUDP, query),
			decoded(kindIPv4, ip4Fragment(hostA, hostB, ProtoTCP, 7, flagMF, syn[:8])),
			decoded(kindIPv4, ip4Fragment(hostA, hostB, ProtoTCP, 7, 1, syn[8:])),
			decoded4(outerA, hostA, ProtoICMP, icmpMessage("0b00 0000 00000000", quoteSYN)),
			decoded4(hostB, hostA, ProtoICMP, icmpMessage("0303 0000 00000000", quoteUDP)),
			decoded(kindARP, arp(1, hostA, hostB)), decoded(kindARP, arp(2, hostB, hostA)),
			decoded4(outerA, outerB, ProtoIPIP, whole4),
			decoded4(outerA, outerB, ProtoUDP, udp(1, portVXLAN, join(vxlanHead, inner4))),
		}},
		{"IPv6", []*Packet{
			decoded6(host6A, host6B, ProtoTCP, syn), decoded6(host6B, host6A, extHopByHop, option6(ProtoUDP, query)),
			decoded6(host6A, host6B, extFragment, fragment6(ProtoTCP, 7, 8, false, syn[8:])),
			decoded6(outer6A, host6A, ProtoICMPv6, icmpMessage("0104 0000 00000000", quote6)),
			decoded6(host6A, group, ProtoICMPv6, neighbour(135, host6B)),
			decoded6("fe80::2", host6A, ProtoICMPv6, neighbour(136, host6B)),
		}},
	} {
		want := c.packets[0].LaneHash()
		if want == 0 {
			t.Errorf("%s: hash 0", c.name)
		}
		for i, p := range c.packets {
			if h := p.LaneHash(); h != want {
				t.Errorf("%s: packet %d hashes to %x, the first to %x", c.name, i, h, want)
			}
		}
	}
}

func TestLaneHashOfNoAddresses(t *testing.T) {
	if h := decoded(0x88cc, padding).LaneHash(); h != 0 {
		t.Errorf("LLDP hashes to %x", h)
	}
}

// TestLaneHashSpread takes neighbouring addresses, as a scan does, and looks at
// the share of each lane by the top bits and by the remainder.
func TestLaneHashSpread(t *testing.T) {
	const addresses = 1 << 14
	for _, c := range []struct {
		name string
		pair func(i int) (a, b Addr)
	}{
		{"IPv4 sweep", func(i int) (a, b Addr) {
			a.set4([]byte{192, 0, 2, 1})
			b.set4([]byte{10, 0, byte(i >> 8), byte(i)})
			return a, b
		}},
		{"IPv4 subnets", func(i int) (a, b Addr) {
			a.set4([]byte{192, 0, 2, 1})
			b.set4([]byte{10, byte(i >> 8), byte(i), 1})
			return a, b
		}},
		{"IPv6 sweep", func(i int) (a, b Addr) {
			a, b = Addr{0: 0x20, 15: 1}, Addr{0: 0x20, 1: 1, 14: byte(i >> 8), 15: byte(i)}
			return a, b
		}},
		{"one host with itself, random", func(i int) (a, b Addr) {
			r := rand.New(rand.NewPCG(1, uint64(i)))
			a.set4([]byte{byte(r.Uint32()), byte(r.Uint32()), byte(r.Uint32()), byte(r.Uint32())})
			return a, a
		}},
	} {
		for _, lanes := range []uint64{2, 3, 4, 7, 8, 16} {
			var top, rest [16]int
			for i := range addresses {
				a, b := c.pair(i)
				h := pair(&a, &b)
				top[h>>32*lanes>>32]++
				rest[h%lanes]++
			}
			want := addresses / int(lanes)
			for i := range lanes {
				for _, n := range []int{top[i], rest[i]} {
					if n < want*85/100 || n > want*115/100 {
						t.Errorf("%s, %d lanes: lane %d has %d and %d of about %d", c.name, lanes, i, top[i], rest[i], want)
					}
				}
			}
		}
	}
}
