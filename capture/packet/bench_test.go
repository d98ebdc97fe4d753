package packet

import (
	"math/rand/v2"
	"net"
	"testing"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"

	"github.com/reconwatch/reconwatch/capture"
)

// mixed is 1000 frames as a mirror port sees them: mostly TCP, some UDP with
// DNS, ICMP and ARP, a quarter IPv6, every tenth tagged. They lie as in a capture
// file or a ring of the kernel, one behind the other, cut to 128 bytes.
func mixed(tb testing.TB) []capture.Frame {
	tb.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	const record, snap = 16, 128
	frames, all := make([]capture.Frame, 1000), make([]byte, 0, 1000*(record+snap))
	for i := range frames {
		stack := []gopacket.SerializableLayer{
			&layers.Ethernet{SrcMAC: net.HardwareAddr(raw(macA)), DstMAC: net.HardwareAddr(raw(macB))},
		}
		if i%10 == 0 {
			stack = append(stack, &layers.Dot1Q{VLANIdentifier: 5})
		}
		stack = append(stack, above(r, i)...)
		announce(stack)
		buf := gopacket.NewSerializeBuffer()
		if err := gopacket.SerializeLayers(buf, gopacket.SerializeOptions{FixLengths: true}, stack...); err != nil {
			tb.Fatal(err)
		}
		at, captured := len(all)+record, buf.Bytes()[:min(snap, len(buf.Bytes()))]
		all = append(append(all, make([]byte, record)...), captured...)
		frames[i] = capture.Frame{
			Data: all[at:len(all):len(all)], WireLen: uint32(len(buf.Bytes())), LinkType: capture.LinkEthernet,
		}
	}
	return frames
}

// above makes what lies above the link layer of frame i.
func above(r *rand.Rand, i int) []gopacket.SerializableLayer {
	if i%20 == 19 {
		return []gopacket.SerializableLayer{&layers.ARP{
			AddrType: layers.LinkTypeEthernet, Protocol: layers.EthernetTypeIPv4,
			HwAddressSize: 6, ProtAddressSize: 4, Operation: 1, SourceHwAddress: raw(macA),
			SourceProtAddress: []byte{192, 0, 2, 1}, DstHwAddress: make([]byte, 6), DstProtAddress: []byte{192, 0, 2, 2},
		}}
	}
	v6 := i%4 == 3
	host := func() net.IP { return net.IPv4(10, 0, byte(r.IntN(4)), byte(r.IntN(256))) }
	proto, upper := transport(r, v6)
	if v6 {
		ip := &layers.IPv6{Version: 6, HopLimit: 64, NextHeader: proto, SrcIP: net.ParseIP(host6A), DstIP: net.ParseIP(host6B)}
		ip.SrcIP[15] = byte(i)
		return append([]gopacket.SerializableLayer{ip}, upper...)
	}
	ip := &layers.IPv4{Version: 4, IHL: 5, TTL: 64, Id: uint16(i), Protocol: proto, SrcIP: host(), DstIP: host()}
	return append([]gopacket.SerializableLayer{ip}, upper...)
}

func transport(r *rand.Rand, v6 bool) (layers.IPProtocol, []gopacket.SerializableLayer) {
	body := gopacket.Payload(make([]byte, r.IntN(1200)))
	switch n := r.IntN(100); {
	case n < 70:
		t := &layers.TCP{SrcPort: layers.TCPPort(r.Uint32()), DstPort: 443, Seq: r.Uint32(), ACK: true, Window: 500}
		stamp := layers.TCPOption{OptionType: layers.TCPOptionKindTimestamps, OptionLength: 10, OptionData: make([]byte, 8)}
		nop := layers.TCPOption{OptionType: layers.TCPOptionKindNop, OptionLength: 1}
		mss := layers.TCPOption{OptionType: layers.TCPOptionKindMSS, OptionLength: 4, OptionData: []byte{5, 0xb4}}
		scale := layers.TCPOption{OptionType: layers.TCPOptionKindWindowScale, OptionLength: 3, OptionData: []byte{7}}
		if n < 15 {
			t.SYN, t.ACK, body = true, n < 5, nil
			t.Options = []layers.TCPOption{mss, nop, scale, nop, nop, stamp}
		} else if n < 50 {
			t.Options = []layers.TCPOption{nop, nop, stamp}
		}
		return layers.IPProtocolTCP, []gopacket.SerializableLayer{t, body}
	case n < 95:
		dns := &layers.DNS{ID: uint16(r.Uint32()), RD: true, Questions: []layers.DNSQuestion{
			{Name: []byte("www.example.com"), Type: layers.DNSTypeA, Class: layers.DNSClassIN},
		}}
		return layers.IPProtocolUDP, []gopacket.SerializableLayer{&layers.UDP{SrcPort: layers.UDPPort(r.Uint32() | 0x8000), DstPort: 53}, dns}
	case v6:
		return layers.IPProtocolICMPv6, []gopacket.SerializableLayer{
			&layers.ICMPv6{TypeCode: layers.CreateICMPv6TypeCode(128, 0)}, gopacket.Payload(make([]byte, 60)),
		}
	}
	return layers.IPProtocolICMPv4, []gopacket.SerializableLayer{
		&layers.ICMPv4{TypeCode: layers.CreateICMPv4TypeCode(8, 0), Id: 1, Seq: uint16(r.Uint32())}, gopacket.Payload(make([]byte, 56)),
	}
}

// announce sets the EtherTypes by what follows.
func announce(stack []gopacket.SerializableLayer) {
	for i, l := range stack[:len(stack)-1] {
		var next layers.EthernetType
		switch stack[i+1].LayerType() {
		case layers.LayerTypeDot1Q:
			next = layers.EthernetTypeDot1Q
		case layers.LayerTypeARP:
			next = layers.EthernetTypeARP
		case layers.LayerTypeIPv4:
			next = layers.EthernetTypeIPv4
		case layers.LayerTypeIPv6:
			next = layers.EthernetTypeIPv6
		}
		switch l := l.(type) {
		case *layers.Ethernet:
			l.EthernetType = next
		case *layers.Dot1Q:
			l.Type = next
		}
	}
}

// perPacket has the benchmarks report the time of one packet.
func perPacket(b *testing.B, n int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/packet")
}

func BenchmarkDecode(b *testing.B) {
	frames := mixed(b)
	var p Packet
	b.ReportAllocs()
	for b.Loop() {
		for i := range frames {
			p.Decode(&frames[i])
		}
	}
	perPacket(b, len(frames))
}

func BenchmarkGopacketDecodingLayerParser(b *testing.B) {
	frames, decode := mixed(b), oracle(b)
	b.ReportAllocs()
	for b.Loop() {
		for i := range frames {
			decode(&frames[i])
		}
	}
	perPacket(b, len(frames))
}

// oracle is the quickest way that gopacket decodes.
func oracle(tb testing.TB) func(*capture.Frame) {
	tb.Helper()
	var (
		eth   layers.Ethernet
		tag   layers.Dot1Q
		v4    layers.IPv4
		v6    layers.IPv6
		tcp   layers.TCP
		udp   layers.UDP
		icmp4 layers.ICMPv4
		icmp6 layers.ICMPv6
		arp   layers.ARP
	)
	parser := gopacket.NewDecodingLayerParser(layers.LayerTypeEthernet, &eth, &tag, &v4, &v6, &tcp, &udp, &icmp4, &icmp6, &arp)
	parser.IgnoreUnsupported = true
	decoded := make([]gopacket.LayerType, 0, 10)
	return func(f *capture.Frame) {
		if err := parser.DecodeLayers(f.Data, &decoded); err != nil {
			tb.Fatal(err)
		}
	}
}

// TestMixed: what the benchmarks decode is what it is meant to be.
func TestMixed(t *testing.T) {
	count := map[uint8]int{}
	for _, f := range mixed(t) {
		var p Packet
		if v := p.Decode(&f); v != Transport && v != Neighbour {
			t.Fatalf("verdict %d: %x", v, f.Data)
		}
		if difference, _ := disagree(&p, f.Data); difference != "" {
			t.Error(difference)
		}
		count[p.Proto]++
	}
	t.Log(count)
}

func BenchmarkLaneHash(b *testing.B) {
	p := decoded4(hostA, hostB, ProtoTCP, syn)
	b.ReportAllocs()
	for b.Loop() {
		p.LaneHash()
	}
}

func BenchmarkSeen(b *testing.B) {
	frames := mixed(b)
	packets := make([]Packet, len(frames))
	for i := range frames {
		packets[i].Decode(&frames[i])
	}
	d := NewDuplicates(8192, 1)
	b.ReportAllocs()
	for b.Loop() {
		for i := range frames {
			d.Seen(&packets[i], &frames[i])
		}
	}
	perPacket(b, len(frames))
}

// BenchmarkJoin joins three fragments of nmap -f.
func BenchmarkJoin(b *testing.B) {
	tiny := fragments4(ProtoTCP, 7, syn, by8(24, 8))
	r, id := NewReassembler(ReassemblerOptions{}), uint32(0)
	var p Packet
	b.ReportAllocs()
	for b.Loop() {
		id++
		for _, f := range tiny {
			p = *f
			p.FragID = id
			r.Join(&p)
		}
	}
}
