package filter

import (
	"bytes"
	"encoding/binary"
	"net"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcapgo"

	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/internal/testbed"
)

// expressions are what is compared with tcpdump.
var expressions = []string{
	"", "ip", "ip6", "arp", "rarp", "tcp", "udp", "icmp", "icmp6", "sctp", "igmp", "esp",
	"host 10.0.0.1", "src host 10.0.0.1", "dst host 10.0.0.1", "src 10.0.0.2", "host 2001:db8::1", "src 2001:db8::1",
	"src or dst 10.0.0.1", "src and dst 10.0.0.1", "ip host 10.0.0.1", "arp host 10.0.0.1", "ip6 host 2001:db8::2",
	"net 10.0.0.0/8", "net 10", "net 10.0", "src net 192.168.0.0 mask 255.255.0.0", "net 2001:db8::/33", "net ::/0",
	"net 0.0.0.0/0", "ip net 10.0.0.0/30", "dst net 10.0.0.128/25",
	"port 80", "src port 80", "dst port 443", "tcp port 80", "udp port 53", "sctp port 36412", "port 80 or 443",
	"tcp port 80 or 443 or udp", "src port (80 or 53)", "portrange 50-90", "tcp dst portrange 400-500", "not port 80",
	"proto 6", "ip proto 17", "ip6 proto 58", `proto \tcp`, "ether proto 0x806", `ether proto \ip`,
	"ether host 02:00:00:00:00:01", "ether src 2:0:0:0:0:1", "ether dst host ff:ff:ff:ff:ff:ff",
	"vlan", "vlan 100", "vlan 100 and port 80", "vlan and vlan 200 and tcp", "not vlan", "port 80 or (vlan 100 and port 80)",
	"(vlan 100 and tcp) or udp", "vlan 300", "vlan and host 10.0.0.1 and less 70",
	"less 60", "greater 100", "less 61 and greater 60", "tcp and not port 80", "!tcp && !udp", "tcp || arp",
	"not (tcp or udp) and ip", "tcp or udp and port 53", "host 10.0.0.1 and not 10.0.0.2", "ip and not icmp",
	"tcp and (host 10.0.0.1 or host 2001:db8::1) and not port 22",
}

// input is a frame to match, from its Ethernet header on.
type input struct {
	name string
	data []byte
}

func mac(last byte) net.HardwareAddr { return net.HardwareAddr{2, 0, 0, 0, 0, last} }

func build(t testing.TB, ls ...gopacket.SerializableLayer) []byte {
	t.Helper()
	b := gopacket.NewSerializeBuffer()
	if err := gopacket.SerializeLayers(b, gopacket.SerializeOptions{FixLengths: true}, ls...); err != nil {
		t.Fatal(err)
	}
	return slices.Clone(b.Bytes())
}

// frames covers protocols, versions, options, fragments and tags.
func frames(t testing.TB) []input {
	t.Helper()
	type stack = []gopacket.SerializableLayer
	eth := func(et layers.EthernetType) *layers.Ethernet {
		return &layers.Ethernet{SrcMAC: mac(1), DstMAC: mac(2), EthernetType: et}
	}
	tag := func(id uint16, et layers.EthernetType) *layers.Dot1Q {
		return &layers.Dot1Q{VLANIdentifier: id, Type: et}
	}
	v4 := func(proto layers.IPProtocol, src, dst string) *layers.IPv4 {
		return &layers.IPv4{Version: 4, TTL: 64, Protocol: proto, SrcIP: net.ParseIP(src), DstIP: net.ParseIP(dst)}
	}
	v6 := func(next layers.IPProtocol, src, dst string) *layers.IPv6 {
		return &layers.IPv6{Version: 6, HopLimit: 64, NextHeader: next, SrcIP: net.ParseIP(src), DstIP: net.ParseIP(dst)}
	}
	tcp := func(src, dst layers.TCPPort) *layers.TCP { return &layers.TCP{SrcPort: src, DstPort: dst, SYN: true} }
	udp := func(src, dst layers.UDPPort) *layers.UDP { return &layers.UDP{SrcPort: src, DstPort: dst} }
	body := func(n int) gopacket.Payload { return make(gopacket.Payload, n) }
	arp := func(src, dst string) *layers.ARP {
		return &layers.ARP{
			AddrType: layers.LinkTypeEthernet, Protocol: layers.EthernetTypeIPv4, HwAddressSize: 6, ProtAddressSize: 4,
			Operation: 1, SourceHwAddress: mac(1), DstHwAddress: mac(0), SourceProtAddress: net.ParseIP(src).To4(), DstProtAddress: net.ParseIP(dst).To4(),
		}
	}
	opts := v4(layers.IPProtocolTCP, "10.0.0.1", "10.0.0.2")
	opts.Options = []layers.IPv4Option{{OptionType: 7, OptionLength: 11, OptionData: make([]byte, 9)}}
	frag := v4(layers.IPProtocolUDP, "10.0.0.1", "10.0.0.200")
	frag.FragOffset = 185
	var out []input
	for _, in := range []struct {
		name string
		ls   stack
	}{
		{"tcp4", stack{eth(0x800), v4(6, "10.0.0.1", "10.0.0.2"), tcp(40000, 443)}},
		{"tcp4 back", stack{eth(0x800), v4(6, "10.0.0.2", "10.0.0.1"), tcp(80, 40000), body(100)}},
		{"tcp4 options", stack{eth(0x800), opts, tcp(40000, 80)}},
		{"tcp4 self", stack{eth(0x800), v4(6, "10.0.0.1", "10.0.0.1"), tcp(22, 22)}},
		{"udp4", stack{eth(0x800), v4(17, "192.168.1.1", "10.0.0.200"), udp(5353, 53), body(20)}},
		{"udp4 fragment", stack{eth(0x800), frag, udp(80, 53), body(20)}},
		{"icmp", stack{eth(0x800), v4(1, "10.0.0.2", "10.0.0.1"), &layers.ICMPv4{TypeCode: 0x0800}, body(16)}},
		{"igmp", stack{eth(0x800), v4(2, "172.16.0.1", "224.0.0.1"), body(8)}},
		{"esp", stack{eth(0x800), v4(50, "172.16.0.1", "172.16.0.2"), body(30)}},
		{"sctp", stack{eth(0x800), v4(132, "172.16.0.1", "172.16.0.2"), gopacket.Payload{0x8e, 0x3c, 0x8e, 0x3c, 0, 0, 0, 0, 0, 0, 0, 0}}},
		{"tcp6", stack{eth(0x86dd), v6(6, "2001:db8::1", "2001:db8:8000::2"), tcp(40000, 80)}},
		{"udp6", stack{eth(0x86dd), v6(17, "fe80::1", "2001:db8::2"), udp(53, 40000), body(40)}},
		{"icmp6", stack{eth(0x86dd), v6(58, "2001:db8::2", "2001:db8::1"), body(24)}},
		{"fragment6", stack{eth(0x86dd), v6(44, "2001:db8::2", "2001:db8::1"), gopacket.Payload{6, 0, 0, 0, 0, 0, 0, 1}, body(24)}},
		{"arp", stack{eth(0x806), arp("10.0.0.1", "10.0.0.9"), body(18)}},
		{"rarp", stack{eth(0x8035), arp("10.0.0.7", "10.0.0.1")}},
		{"broadcast", stack{&layers.Ethernet{SrcMAC: mac(3), DstMAC: layers.EthernetBroadcast, EthernetType: 0x88cc}, body(46)}},
		{"vlan tcp4", stack{eth(0x8100), tag(100, 0x800), v4(6, "10.0.0.1", "10.0.0.2"), tcp(80, 40000)}},
		{"vlan udp6", stack{eth(0x8100), tag(300, 0x86dd), v6(17, "2001:db8::1", "2001:db8::2"), udp(80, 53), body(9)}},
		{"vlan arp", stack{eth(0x8100), tag(100, 0x806), arp("10.0.0.1", "10.0.0.9")}},
		{"qinq", stack{eth(0x88a8), tag(100, 0x8100), tag(200, 0x800), v4(6, "10.0.0.1", "10.0.0.2"), tcp(80, 40000)}},
		{"tag in tag", stack{eth(0x8100), tag(100, 0x8100), tag(200, 0x800), v4(6, "10.0.0.1", "10.0.0.2"), tcp(80, 40000)}},
		{"exactly 60", stack{eth(0x800), v4(17, "10.9.9.9", "10.9.9.8"), udp(1, 2), body(18)}},
	} {
		out = append(out, input{in.name, build(t, in.ls...)})
	}
	return out
}

func frameNamed(t testing.TB, name string) []byte {
	t.Helper()
	for _, in := range frames(t) {
		if in.name == name {
			return in.data
		}
	}
	t.Fatalf("no frame %q", name)
	return nil
}

// onLink puts a frame on another link type; nil if it has no place there.
func onLink(data []byte, link capture.LinkType) []byte {
	proto, ip := data[12:14], data[14:]
	isIP := bytes.Equal(proto, []byte{8, 0}) || bytes.Equal(proto, []byte{0x86, 0xdd})
	switch link {
	case capture.LinkEthernet:
		return data
	case capture.LinkRaw:
		if isIP {
			return ip
		}
	case capture.LinkLinuxSLL:
		return slices.Concat(make([]byte, 14), proto, ip)
	case capture.LinkLinuxSLL2:
		return slices.Concat(proto, make([]byte, 18), ip)
	case capture.LinkNull:
		if isIP {
			family := byte(2)
			if proto[0] == 0x86 {
				family = 30 // AF_INET6 of macOS
			}
			return slices.Concat([]byte{family, 0, 0, 0}, ip)
		}
	case capture.LinkPPP:
		if isIP {
			return slices.Concat([]byte{0xff, 3, 0, 0x21 + 0x36*(proto[0]>>7)}, ip)
		}
	}
	return nil
}

// captureOf writes frames, numbered by their times.
func captureOf(t *testing.T, link capture.LinkType, data [][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := pcapgo.NewWriter(&b)
	if err := w.WriteFileHeader(65535, layers.LinkTypeEthernet); err != nil {
		t.Fatal(err)
	}
	// layers.LinkType has eight bits only.
	binary.LittleEndian.PutUint32(b.Bytes()[20:], uint32(link))
	for i, d := range data {
		ci := gopacket.CaptureInfo{Timestamp: time.Unix(int64(i), 0), CaptureLength: len(d), Length: len(d)}
		if err := w.WritePacket(ci, d); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

// tcpdump gives the numbers of the frames that it lets through.
func tcpdump(t *testing.T, file []byte, expr string) (out []int) {
	t.Helper()
	cmd := exec.Command("tcpdump", "-r", "-", "-w", "-", expr)
	cmd.Stdin = bytes.NewReader(file)
	var msg bytes.Buffer
	cmd.Stderr = &msg
	got, err := cmd.Output()
	if strings.Contains(msg.String(), "expression rejects all packets") {
		return nil
	}
	if err != nil {
		t.Fatalf("%v: %s", err, msg.String())
	}
	r, err := pcapgo.NewReader(bytes.NewReader(got))
	if err != nil {
		t.Fatal(err)
	}
	for {
		_, ci, err := r.ReadPacketData()
		if err != nil {
			return out
		}
		out = append(out, int(ci.Timestamp.Unix()))
	}
}

func TestMatchesAsTcpdump(t *testing.T) {
	if _, err := exec.LookPath("tcpdump"); err != nil {
		testbed.Lacking(t, "tcpdump", "tcpdump is not installed")
	}
	for _, link := range []capture.LinkType{
		capture.LinkEthernet, capture.LinkRaw, capture.LinkLinuxSLL,
		capture.LinkLinuxSLL2, capture.LinkNull, capture.LinkPPP,
	} {
		t.Run(link.String(), func(t *testing.T) {
			var data [][]byte
			var names []string
			for _, in := range frames(t) {
				if d := onLink(in.data, link); d != nil {
					data, names = append(data, d), append(names, in.name)
				}
			}
			file := captureOf(t, link, data)
			for _, expr := range expressions {
				f, err := Compile(expr, link)
				if err != nil {
					if link == capture.LinkEthernet {
						t.Error(err)
					}
					continue
				}
				var got []string
				for i, d := range data {
					if f.Match(&capture.Frame{Data: d, WireLen: uint32(len(d)), LinkType: link}) {
						got = append(got, names[i])
					}
				}
				var want []string
				for _, i := range tcpdump(t, file, expr) {
					want = append(want, names[i])
				}
				if !slices.Equal(got, want) {
					t.Errorf("%q\n got  %q\n want %q", expr, got, want)
				}
			}
		})
	}
}
