package packet

import (
	"fmt"
	"slices"

	"github.com/reconwatch/reconwatch/capture"
)

// fixture is a frame and what is to be told of it.
type fixture struct {
	name string
	link capture.LinkType
	data []byte
	want told
	vlan uint16 // out-of-band tag, 0 for none
	wire int    // length on the wire, 0 for that of data
}

func (f *fixture) frame() *capture.Frame {
	wire := f.wire
	if wire == 0 {
		wire = len(f.data)
	}
	return &capture.Frame{Data: f.data, WireLen: uint32(wire), LinkType: f.link, VLAN: f.vlan, HasVLAN: f.vlan != 0}
}

// on puts fixtures on Ethernet, and says so in what they are to tell.
func on(fs ...fixture) []fixture {
	for i := range fs {
		fs[i].link = capture.LinkEthernet
		if fs[i].want.MAC == "" {
			fs[i].want.MAC = "01>02"
		}
	}
	return fs
}

func hexByte(b byte) string { return fmt.Sprintf("%02x", b) }

func decimals(kind, code uint8, id, seq uint16) string {
	return fmt.Sprintf("%d/%d %d/%d", kind, code, id, seq)
}

func quoted(q *Quote) string {
	s := fmt.Sprintf("%s>%s proto %d", q.Src, q.Dst, q.Proto)
	if q.HasPorts {
		s += fmt.Sprintf(" ports %d,%d", q.SrcPort, q.DstPort)
	}
	if q.HasPorts && q.Proto == ProtoTCP {
		s += fmt.Sprintf(" seq %#x", q.Seq)
	}
	return s
}

// wantSYN is what syn between hostA and hostB tells, changed by the caller.
func wantSYN(change ...func(*told)) told {
	w := told{
		Verdict: Transport, Src: hostA, Dst: hostB, Proto: ProtoTCP, SrcPort: 40000, DstPort: 80,
		TCPFlags: SYN, TCPOptions: OptMSS,
	}
	for _, c := range change {
		c(&w)
	}
	return w
}

func v6(w *told) { w.Src, w.Dst = host6A, host6B }

func mac(s string) func(*told) { return func(w *told) { w.MAC = s } }

func depth(depth, tunnels uint8) func(*told) {
	return func(w *told) { w.Depth, w.Tunnels = depth, tunnels }
}

func vlan(id uint16) func(*told) { return func(w *told) { w.VLAN = id } }

// wantIP is a packet between two hosts whose payload is not named.
func wantIP(v Verdict, src, dst string, proto uint8, payload []byte) told {
	return told{Verdict: v, Src: src, Dst: dst, Proto: proto, PayloadLen: len(payload), Payload: string(payload)}
}

func wantUDP(src, dst string, srcPort, dstPort uint16, payload []byte) told {
	w := wantIP(Transport, src, dst, ProtoUDP, payload)
	w.SrcPort, w.DstPort = srcPort, dstPort
	return w
}

func with(w told, change ...func(*told)) told {
	for _, c := range change {
		c(&w)
	}
	return w
}

var fixtures = slices.Concat(linkFixtures, tagFixtures, networkFixtures, fragmentFixtures, icmpFixtures, tunnelFixtures, udpTunnelFixtures)
