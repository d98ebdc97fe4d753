package packet

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/reconwatch/reconwatch/capture"
)

// told is what a test compares of a Packet; fields that are not valid are zero.
type told struct {
	Verdict          Verdict
	Src, Dst         string
	Proto            uint8
	SrcPort, DstPort uint16
	VLAN             uint16
	Depth, Tunnels   uint8
	MAC              string // the last byte of source and destination, in hexadecimal
	PayloadLen       int
	Payload          string
	TCPFlags         uint16
	TCPOptions       uint8
	SCTPChunk        uint8
	ICMP             string // type/code, identifier/sequence
	ARPOp            uint16
	NDTarget         string
	Quote            string
	FragOffset       uint16
	MoreFragments    bool
}

func tell(p *Packet) (w told) {
	w = told{
		Verdict: p.Verdict, VLAN: p.VLAN, Depth: p.Depth, Tunnels: p.Tunnels, SrcPort: p.SrcPort,
		DstPort: p.DstPort, PayloadLen: p.PayloadLen, Payload: string(p.Payload),
		FragOffset: p.FragOffset, MoreFragments: p.MoreFragments,
	}
	if p.HasMAC {
		w.MAC = hexByte(p.SrcMAC[5]) + ">" + hexByte(p.DstMAC[5])
	}
	if !p.HasNetwork {
		return w
	}
	w.Src, w.Dst, w.Proto = p.Src.String(), p.Dst.String(), p.Proto
	switch {
	case p.Proto == ProtoARP:
		w.ARPOp = p.ARPOp
	case p.Verdict == Neighbour:
		w.NDTarget = p.NDTarget.String()
	case p.Verdict == Transport && p.Proto == ProtoTCP:
		w.TCPFlags, w.TCPOptions = p.TCPFlags, p.TCPOptions
	case p.Verdict == Transport && p.Proto == ProtoSCTP:
		w.SCTPChunk = p.SCTPChunk
	case p.Verdict == Transport && p.Proto != ProtoUDP:
		w.ICMP = decimals(p.ICMPType, p.ICMPCode, p.ICMPID, p.ICMPSeq)
	}
	if p.HasQuote {
		w.Quote = quoted(&p.Quote)
	}
	return w
}

func TestDecode(t *testing.T) {
	for _, f := range fixtures {
		t.Run(f.name, func(t *testing.T) {
			p := dirty()
			v := p.Decode(f.frame())
			if v != p.Verdict {
				t.Errorf("Decode returned %d, Verdict is %d", v, p.Verdict)
			}
			if diff := cmp.Diff(f.want, tell(&p)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// dirty is a Packet that held other frames before, with every field that has to
// be reset set.
func dirty() Packet {
	p := Packet{
		HasMAC: true, VLAN: 99, Depth: 9, Tunnels: 9, HasNetwork: true, FragOffset: 8,
		MoreFragments: true, SrcPort: 1, DstPort: 2, HasQuote: true, PayloadLen: 3,
	}
	p.Payload, p.Transport, p.Network = []byte("old"), []byte("old"), []byte("old")
	return p
}

// TestCut takes every fixture, cut by the capture and then as if the wire had
// ended there, at every length.
func TestCut(t *testing.T) {
	for _, f := range fixtures {
		for n := range len(f.data) {
			for _, wire := range []int{len(f.data), n} {
				p, whole := dirty(), f.frame()
				cut := *whole
				cut.Data, cut.WireLen = whole.Data[:n:n], uint32(wire)
				v := p.Decode(&cut)
				if v >= NumVerdicts {
					t.Fatalf("%s cut at %d: verdict %d", f.name, n, v)
				}
				if len(p.Payload) > n || p.PayloadLen < 0 {
					t.Fatalf("%s cut at %d: payload of %d, %d on the wire", f.name, n, len(p.Payload), p.PayloadLen)
				}
				sound(t, &p)
			}
		}
	}
}

// sound checks what holds for every decoded packet.
func sound(t *testing.T, p *Packet) {
	t.Helper()
	switch p.Verdict {
	case Transport, Neighbour, Fragment, Network:
		if !p.HasNetwork {
			t.Fatalf("verdict %d without addresses", p.Verdict)
		}
	case Link, Unsupported:
		if p.HasNetwork {
			t.Fatalf("verdict %d with addresses", p.Verdict)
		}
	}
	if p.Depth > MaxDepth || p.Tunnels > p.Depth {
		t.Fatalf("depth %d, tunnels %d", p.Depth, p.Tunnels)
	}
	if p.Verdict == Fragment && (p.SrcPort != 0 || p.DstPort != 0) {
		t.Fatalf("a fragment with ports %d and %d", p.SrcPort, p.DstPort)
	}
	if !p.HasNetwork && (p.LaneHash() != 0 || p.Network != nil || p.HasQuote) {
		t.Fatal("no addresses, but a hash, a network header or a quote")
	}
}

// TestCutHeaders names what a cut tells.
func TestCutHeaders(t *testing.T) {
	frame := ether(kindIPv4, ip4(hostA, hostB, ProtoTCP, tcp(1, 2, int(SYN), "020405b4", "data")))
	for _, c := range []struct {
		name    string
		n       int
		want    Verdict
		network bool
		port    uint16
	}{
		{"nothing", 0, Truncated, false, 0},
		{"in Ethernet", 13, Truncated, false, 0},
		{"in IPv4", 14 + 19, Truncated, false, 0},
		{"behind IPv4", 14 + 20, Truncated, true, 0},
		{"in TCP", 14 + 20 + 19, Truncated, true, 0},
		{"in the options", 14 + 20 + 23, Transport, true, 1},
		{"behind TCP", 14 + 20 + 24, Transport, true, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := dirty()
			v := p.Decode(&capture.Frame{Data: frame[:c.n], WireLen: uint32(len(frame)), LinkType: capture.LinkEthernet})
			if v != c.want || p.HasNetwork != c.network || p.SrcPort != c.port {
				t.Errorf("verdict %d, network %v, port %d", v, p.HasNetwork, p.SrcPort)
			}
			if c.network && (p.Src.String() != hostA || p.Dst.String() != hostB) {
				t.Errorf("addresses %s, %s", p.Src, p.Dst)
			}
		})
	}
}

func TestFrameFields(t *testing.T) {
	var p Packet
	p.Decode(&capture.Frame{Data: ether(kindIPv4, whole4), Time: 42, WireLen: 1500, Interface: 3, LinkType: capture.LinkEthernet})
	if p.Time != 42 || p.WireLen != 1500 || p.Interface != 3 {
		t.Errorf("time %d, length %d, interface %d", p.Time, p.WireLen, p.Interface)
	}
}

func TestNetworkFields(t *testing.T) {
	var p Packet
	p.Decode(&capture.Frame{Data: ether(kindIPv4, join(whole4, padding)), WireLen: 64, LinkType: capture.LinkEthernet})
	if p.IPv6 || p.TTL != 64 || p.IPID != 0x1234 || p.IPLen != 44 || !p.DontFragment || len(p.Network) != 44 || len(p.Transport) != 24 {
		t.Errorf("IPv4: %+v", p)
	}
	if p.Seq != 0x01020304 || p.Ack != 0x05060708 || p.Window != 0x0400 || p.Urgent != 9 || p.TCPHeaderLen != 24 {
		t.Errorf("TCP: %+v", p)
	}
	body := whole6
	body[1] = 0x20 // traffic class 2
	p.Decode(&capture.Frame{Data: ether(kindIPv6, body), WireLen: 78, LinkType: capture.LinkEthernet})
	body[1] = 0
	if !p.IPv6 || p.TTL != 64 || p.TOS != 2 || p.IPID != 0 || p.IPLen != 64 || p.DontFragment || len(p.Network) != 64 {
		t.Errorf("IPv6: %+v", p)
	}
}
