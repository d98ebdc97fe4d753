package relevance

import (
	"net/netip"
	"testing"

	"pgregory.net/rapid"

	"github.com/reconwatch/reconwatch/capture/packet"
)

const epoch = int64(1) << EpochShift

func tcp(flags uint16, payload int) packet.Packet {
	return packet.Packet{
		Verdict: packet.Transport, Proto: packet.ProtoTCP, TCPFlags: flags, PayloadLen: payload,
		Src: packet.AddrFrom(netip.MustParseAddr("192.0.2.1")), Dst: packet.AddrFrom(netip.MustParseAddr("192.0.2.2")),
		SrcPort: 40000, DstPort: 8080,
	}
}

// passes counts how many of n packets pass, step apart, after start.
func passes(f *Filter, p packet.Packet, n int, start, step int64) (passed int) {
	for i := range n {
		p.Time = start + int64(i)*step
		if f.Pass(&p) {
			passed++
		}
	}
	return passed
}

func TestAlwaysRelevant(t *testing.T) {
	udp := tcp(0, 9)
	udp.Proto = packet.ProtoUDP
	with := func(p packet.Packet, change func(*packet.Packet)) packet.Packet { change(&p); return p }
	data := tcp(packet.ACK, 100)
	cases := map[string]packet.Packet{
		"SYN":           tcp(packet.SYN, 0),
		"SYN-ACK":       tcp(packet.SYN|packet.ACK, 0),
		"RST":           tcp(packet.RST|packet.ACK, 0),
		"FIN":           tcp(packet.FIN|packet.ACK, 0),
		"NULL":          tcp(0, 0),
		"PSH":           tcp(packet.PSH, 5),
		"reserved bits": tcp(packet.ACK|0x800, 0),
		"HTTP request":  with(data, func(p *packet.Packet) { p.Payload = []byte("GET / HTTP/1.1\r\n") }),
		"HTTP response": with(data, func(p *packet.Packet) { p.Payload = []byte("HTTP/1.1 200 OK\r\n") }),
		"TLS handshake": with(data, func(p *packet.Packet) { p.Payload = []byte{0x16, 3, 1, 2, 0} }),
		"SSH banner":    with(data, func(p *packet.Packet) { p.Payload = []byte("SSH-2.0-x\r\n") }),
		"DNS query":     with(udp, func(p *packet.Packet) { p.DstPort = 53 }),
		"DNS over TCP":  with(data, func(p *packet.Packet) { p.SrcPort = 53 }),
		"WHOIS":         with(data, func(p *packet.Packet) { p.DstPort = 43 }),
		"ICMP":          with(udp, func(p *packet.Packet) { p.Proto = packet.ProtoICMP }),
		"SCTP":          with(udp, func(p *packet.Packet) { p.Proto = packet.ProtoSCTP }),
		"first of many": with(data, func(p *packet.Packet) { p.MoreFragments = true }),
		"ARP":           {Verdict: packet.Neighbour, Proto: packet.ProtoARP},
		"fragment":      {Verdict: packet.Fragment, Proto: packet.ProtoTCP},
		"truncated":     {Verdict: packet.Truncated},
		"malformed":     {Verdict: packet.Malformed},
	}
	for name, p := range cases {
		if got := passes(New(Options{Slots: 16}), p, 100, 0, 1); got != 100 {
			t.Errorf("%s: %d of 100 passed", name, got)
		}
	}
}

func TestBudgets(t *testing.T) {
	data, bare := tcp(packet.ACK|packet.PSH, 100), tcp(packet.ACK, 0)
	f := New(Options{Slots: 16})
	if got := passes(f, data, 100, 0, 1); got != SegmentBudget {
		t.Errorf("%d packets with payload passed, want %d", got, SegmentBudget)
	}
	if got := passes(f, bare, 100, 100, 1); got != BareBudget {
		t.Errorf("%d packets without passed, want %d", got, BareBudget)
	}
	if got := passes(f, data, 100, epoch, 1); got != 1 {
		t.Errorf("%d packets passed in the next epoch, want 1", got)
	}
	if got := passes(f, data, 100, 3*epoch, 1); got != SegmentBudget {
		t.Errorf("%d packets passed two epochs later, want %d", got, SegmentBudget)
	}
	passes(f, tcp(packet.SYN, 0), 1, 3*epoch+200, 1)
	if got := passes(f, data, 100, 3*epoch+300, 1); got != SegmentBudget {
		t.Errorf("%d packets passed after a SYN, want %d", got, SegmentBudget)
	}
	if got := f.Stats()[Shed]; got == 0 {
		t.Error("nothing was counted as shed")
	}
}

// A direction that began with its SYN has less to show without payload, a tunnel what a datagram stream has.
func TestBudgetsByBeginning(t *testing.T) {
	f := New(Options{Slots: 16})
	passes(f, tcp(packet.SYN, 0), 1, 0, 1)
	if got := passes(f, tcp(packet.ACK, 0), 100, 1, 1); got != OpenedBudget {
		t.Errorf("%d acknowledgements passed after a SYN, want %d", got, OpenedBudget)
	}
	passes(f, tcp(packet.SYN|packet.ACK, 0), 1, 200, 1)
	if got := passes(f, tcp(packet.ACK, 0), 100, 201, 1) + passes(f, tcp(packet.ACK, 9), 100, 301, 1); got != 2*AcceptedBudget {
		t.Errorf("%d packets passed after a SYN-ACK, want %d", got, 2*AcceptedBudget)
	}
	gre := tcp(0, 40)
	gre.Verdict, gre.Proto, gre.SrcPort, gre.DstPort = packet.Network, 47, 0, 0
	if got := passes(f, gre, 100, 0, 1); got != PayloadBudget*margin {
		t.Errorf("%d packets of a tunnel passed, want %d", got, PayloadBudget*margin)
	}
}

func TestToManyIsIrrelevant(t *testing.T) {
	to := func(addr string, mac byte) packet.Packet {
		p := tcp(0, 40)
		p.Proto, p.Dst, p.HasNetwork = packet.ProtoUDP, packet.AddrFrom(netip.MustParseAddr(addr)), true
		p.HasMAC, p.DstMAC = true, [6]byte{mac, mac, mac, mac, mac, mac}
		return p
	}
	for name, p := range map[string]packet.Packet{
		"multicast": to("224.0.0.251", 1), "IPv6 multicast": to("ff02::fb", 0x33),
		"limited broadcast": to("255.255.255.255", 0xff), "broadcast of a net": to("192.0.2.255", 0xff),
	} {
		if got := passes(New(Options{Slots: 16}), p, 10, 0, 2*epoch); got != 0 {
			t.Errorf("%s: %d passed", name, got)
		}
		var d Direction
		if d.Judge(Classify(&p), 1) != Shed || d.Seen() {
			t.Errorf("%s: R holds for it, or remembers it", name)
		}
	}
	cluster := to("192.0.2.9", 3) // a group's frame, one host's address
	if got := passes(New(Options{Slots: 16}), cluster, 10, 0, 2*epoch); got != 10 {
		t.Errorf("%d of 10 passed to one host by a group's frame", got)
	}
}

func TestDirectionsAreApart(t *testing.T) {
	f := New(Options{Slots: 1 << 10})
	data, back := tcp(packet.ACK, 100), tcp(packet.ACK, 100)
	back.Src, back.Dst, back.SrcPort, back.DstPort = back.Dst, back.Src, back.DstPort, back.SrcPort
	passes(f, data, 100, 0, 1)
	if got := passes(f, back, 100, 0, 1); got != SegmentBudget {
		t.Errorf("%d packets of the other direction passed, want %d", got, SegmentBudget)
	}
}

func TestVLANInKey(t *testing.T) {
	for _, c := range []struct {
		inKey bool
		want  int
	}{{false, 0}, {true, SegmentBudget}} {
		f := New(Options{Slots: 1 << 10, VLANInKey: c.inKey})
		p := tcp(packet.ACK, 100)
		passes(f, p, 100, 0, 1)
		p.VLAN = 7
		if got := passes(f, p, 100, 0, 1); got != c.want {
			t.Errorf("VLAN in key %v: %d passed in another VLAN, want %d", c.inKey, got, c.want)
		}
	}
}

// TestSuperset: whatever shares a slot, Filter passes what R holds for, also
// when the filter sees a frame twice of which the lane drops the double.
func TestSuperset(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := New(Options{Slots: rapid.IntRange(1, 8).Draw(t, "slots"), Seed: rapid.Uint64().Draw(t, "seed")})
		exact := map[uint16]*Direction{}
		now := rapid.Int64Range(0, 1<<60).Draw(t, "start")
		flags := rapid.SampledFrom([]uint16{packet.ACK, packet.ACK, packet.ACK | packet.PSH, packet.SYN, packet.RST, 0})
		for range rapid.IntRange(1, 300).Draw(t, "packets") {
			p := tcp(flags.Draw(t, "flags"), rapid.SampledFrom([]int{0, 0, 10}).Draw(t, "payload"))
			p.SrcPort = rapid.Uint16Range(1, 5).Draw(t, "port")
			now += rapid.SampledFrom([]int64{0, 1000, 1e9, epoch, 2 * epoch}).Draw(t, "pause")
			p.Time = now
			d := exact[p.SrcPort]
			if d == nil {
				d = &Direction{}
				exact[p.SrcPort] = d
			}
			before := *d
			passed := f.Pass(&p)
			holds := d.Judge(Classify(&p), Epoch(p.Time)) != Shed
			if rapid.Bool().Draw(t, "mirrored twice") {
				passed = f.Pass(&p) || passed
				if Classify(&p)&(Segment|Flags) == Segment { // its doubles are not dropped
					holds = d.Judge(Classify(&p), Epoch(p.Time)) != Shed || holds
				}
			}
			if holds && !passed {
				t.Fatalf("shed a packet that R holds for: %+v", p)
			}
			if !holds && *d != before {
				t.Fatalf("a packet that R does not hold for changed %+v to %+v", before, *d)
			}
		}
	})
}
