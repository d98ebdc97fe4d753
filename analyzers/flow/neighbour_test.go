package flow

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/reconwatch/reconwatch/capture/packet"
)

func arp(src, dst packet.Addr, op uint16) packet.Packet {
	return packet.Packet{
		Verdict: packet.Neighbour, Proto: packet.ProtoARP, Src: src, Dst: dst, ARPOp: op,
		HasMAC: true, SrcMAC: [6]byte{2, 0, 0, 0, 0, 1}, DstMAC: [6]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
	}
}

func towards(p packet.Packet, mac byte) packet.Packet {
	p.DstMAC = [6]byte{mac}
	return p
}

// cooked has the addresses of ARP itself for those of the link.
func cooked(p packet.Packet) packet.Packet { return towards(p, 0) }

func nd(src, dst, target packet.Addr, kind uint8) packet.Packet {
	return packet.Packet{
		Verdict: packet.Neighbour, Proto: packet.ProtoICMPv6, IPv6: true, Src: src, Dst: dst, NDTarget: target, ICMPType: kind,
	}
}

func TestNeighbours(t *testing.T) {
	x, y := addr("2001:db8::1"), addr("2001:db8::2")
	group := addr("ff02::1:ff00:2")
	run(t, []scenario{
		{"arp answered", []timed{{0, arp(a, b, 1)}, {1 * ms, arp(b, a, 2)}}, []string{"0 attempted arp a>b", "1 answered arp a>b replied"}},
		{"arp silent", []timed{{0, arp(a, b, 1)}}, []string{"0 attempted arp a>b", "5000 silent arp a>b"}},
		{
			"arp both ask",
			[]timed{{0, arp(a, b, 1)}, {1 * ms, arp(b, a, 1)}},
			[]string{"0 attempted arp a>b", "1 attempted arp b>a", "5000 silent arp a>b", "5001 silent arp b>a"},
		},
		{"gratuitous arp", []timed{{0, arp(a, a, 1)}, {0, arp(a, a, 2)}}, nil},
		{"address probe", []timed{{0, arp(addr("0.0.0.0"), b, 1)}}, nil},
		{"arp reply to nobody", []timed{{0, arp(b, a, 2)}}, nil},
		{
			"arp reply overtakes the request",
			[]timed{{0, arp(b, a, 2)}, {1 * ms, arp(a, b, 1)}},
			[]string{"1 attempted arp a>b", "1 answered arp a>b replied"},
		},
		{
			"arp reply to an earlier request",
			[]timed{{0, arp(b, a, 2)}, {11 * ms, arp(a, b, 1)}},
			[]string{"11 attempted arp a>b", "5011 silent arp a>b"},
		},
		{
			"arp request in a cooked capture",
			[]timed{{0, cooked(arp(a, b, 1))}},
			[]string{"0 attempted arp a>b", "5000 silent arp a>b"},
		},
		{"arp refreshed", []timed{{0, towards(arp(a, b, 1), 2)}}, nil},
		{
			"solicitation answered",
			[]timed{{0, nd(x, group, y, 135)}, {1 * ms, nd(y, x, y, 136)}},
			[]string{"0 attempted nd 2001:db8::1>2001:db8::2", "1 answered nd 2001:db8::1>2001:db8::2 replied"},
		},
		{
			"solicitation silent",
			[]timed{{0, nd(x, group, y, 135)}},
			[]string{"0 attempted nd 2001:db8::1>2001:db8::2", "5000 silent nd 2001:db8::1>2001:db8::2"},
		},
		{"duplicate address detection", []timed{{0, nd(packet.Addr{}, group, y, 135)}}, nil},
		{"unsolicited advertisement", []timed{{0, nd(y, addr("ff02::1"), y, 136)}}, nil},
		{"router advertisement", []timed{{0, nd(y, addr("ff02::1"), packet.Addr{}, 134)}}, nil},
	})
}

func TestNeighbourEvent(t *testing.T) {
	got := play(New(Options{Flows: 64}), []timed{{0, arp(a, b, 1)}})
	if len(got) == 0 || got[0].MAC != [6]byte{2, 0, 0, 0, 0, 1} || got[0].Proto != packet.ProtoARP || got[0].TargetPort != 0 {
		t.Errorf("event = %+v, want the asking MAC, ARP, no port", got)
	}
}

func TestIgnored(t *testing.T) {
	table := New(Options{Flows: 64})
	toAll := udp(a, addr("192.0.2.255"), 137, 137)
	toAll.HasMAC, toAll.DstMAC = true, [6]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}
	got := play(table, []timed{
		{0, udp(a, addr("224.0.0.251"), 5353, 5353)},
		{0, udp(a, addr("255.255.255.255"), 9, 9)},
		{0, toAll},
		{0, udp(addr("0.0.0.0"), b, 68, 67)},
		{0, udp(addr("224.0.0.1"), b, 9, 9)},
		{0, packet.Packet{Verdict: packet.Malformed}},
		{0, packet.Packet{Verdict: packet.Fragment, Src: a, Dst: b}},
		{0, arp(b, b, 2)},
		{0, icmp4(a, b, 5, 0)},
		{0, icmp4(a, b, 3, 1)},
	})
	if len(got) != 0 {
		t.Errorf("events %q of packets that are no flow's", lines(got, true))
	}
	want := [NumIgnored]uint64{Undecoded: 2, ToMany: 3, NoSource: 2, Announcement: 1, Control: 1, NoQuote: 1}
	if diff := cmp.Diff(want, table.Stats().Ignored); diff != "" {
		t.Errorf("counters (-want +got):\n%s", diff)
	}
}
