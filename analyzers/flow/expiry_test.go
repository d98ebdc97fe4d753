package flow

import (
	"testing"

	"github.com/reconwatch/reconwatch/analyzers"
	"github.com/reconwatch/reconwatch/capture/packet"
)

func ttl(p packet.Packet, hops uint8) packet.Packet {
	p.TTL = hops
	return p
}

func TestLowTTL(t *testing.T) {
	link := addr("169.254.1.1")
	run(t, []scenario{
		{
			"each packet of the initiator is told",
			[]timed{{0, ttl(udp(a, b, 40000, 33434), 1)}, {1 * ms, ttl(udp(a, b, 40000, 33434), 2)}, {2 * ms, ttl(udp(a, b, 40000, 33434), 11)}},
			[]string{"0 attempted udp a>b:33434", "0 low-ttl udp a>b:33434", "1 low-ttl udp a>b:33434 x2", "5000 silent udp a>b:33434 x3"},
		},
		{
			"ping",
			[]timed{{0, ttl(icmp4(a, b, 8, 0), 3)}},
			[]string{"0 attempted icmp_echo a>b", "0 low-ttl icmp_echo a>b", "5000 silent icmp_echo a>b"},
		},
		{
			"SYN, and not what follows",
			[]timed{{0, ttl(ab(syn), 3)}, {1 * ms, ba(syn | ack)}, {2 * ms, ttl(ab(ack), 3)}},
			[]string{"0 attempted tcp_syn a>b:80", "0 low-ttl tcp_syn a>b:80", "1 answered tcp_syn a>b:80 replied", "2 continued tcp_syn a>b:80 x2 replied"},
		},
		{
			"ACKs that carry nothing, however many",
			[]timed{{0, ttl(ab(ack), 1)}, {1 * ms, ttl(ab(ack), 1)}, {2 * ms, ttl(ab(ack), 1)}, {3 * ms, ttl(ab(ack), 2)}},
			[]string{"0 low-ttl tcp_ack a>b:80", "1 low-ttl tcp_ack a>b:80 x2", "2 low-ttl tcp_ack a>b:80 x3", "3 low-ttl tcp_ack a>b:80 x4"},
		},
		{
			"what is neither a tunnel nor a transport",
			[]timed{{0, ttl(packet.Packet{Verdict: packet.Network, Proto: 47, Src: a, Dst: b}, 1)}},
			[]string{"0 attempted ip_protocol a>b", "0 low-ttl ip_protocol a>b", "5000 silent ip_protocol a>b"},
		},
		{
			"an association",
			[]timed{{0, ttl(packet.Packet{Verdict: packet.Transport, Proto: packet.ProtoSCTP, SCTPChunk: 1, Src: a, Dst: b, SrcPort: 4000, DstPort: 80}, 1)}},
			[]string{"0 attempted sctp_init a>b:80", "0 low-ttl sctp_init a>b:80", "5000 silent sctp_init a>b:80"},
		},
		{
			"not the protocols of routers",
			[]timed{{0, ttl(packet.Packet{Verdict: packet.Network, Proto: 89, Src: a, Dst: b}, 1)}},
			[]string{"0 attempted ip_protocol a>b", "5000 silent ip_protocol a>b"},
		},
		{
			"not answers",
			[]timed{{0, ab(syn)}, {1 * ms, ttl(ba(syn|ack), 1)}, {2 * ms, ab(ack)}},
			[]string{"0 attempted tcp_syn a>b:80", "1 answered tcp_syn a>b:80 replied", "2 continued tcp_syn a>b:80 x2 replied"},
		},
		{
			"not routers among themselves, nor on a link",
			[]timed{{0, ttl(udp(a, b, 49152, 3784), 1)}, {0, ttl(udp(link, b, 5000, 33434), 1)}},
			[]string{
				"0 attempted udp a>b:3784", "0 attempted udp 169.254.1.1>b:33434",
				"5000 silent udp a>b:3784", "5000 silent udp 169.254.1.1>b:33434",
			},
		},
	})
}

// A packet in a loop has the same name every time it comes by, another packet another.
func TestIdentity(t *testing.T) {
	header := []byte{0x9c, 0x40, 0x82, 0x9a, 0, 20, 1, 2}
	p := ttl(udp(a, b, 40000, 33434), 9)
	p.Transport, p.IPID = header, 7
	q := p
	q.TTL = 7
	if identity(&p) != identity(&q) {
		t.Error("it depends on the time to live")
	}
	q.IPID = 8
	if identity(&p) == identity(&q) {
		t.Error("another identification, the same name")
	}
	q = p
	q.Transport = append([]byte{}, header...)
	q.Transport[7]++
	if identity(&p) == identity(&q) {
		t.Error("another checksum, the same name")
	}
}

func TestExpiredNamesTheRouter(t *testing.T) {
	router := addr("203.0.113.1")
	table, out := New(Options{Flows: 64}), NewBuffer(64)
	p := failure4(router, a, 11, 0, packet.Quote{Src: a, Dst: b, SrcPort: 40000, DstPort: 33434, Proto: packet.ProtoUDP, HasPorts: true})
	table.Update(&p, spotOf(table, &p), 1, out)
	for i := range out.Events {
		if e := &out.Events[i]; e.Kind == analyzers.Expired {
			if got := packet.Addr(out.Data(e)); got != router || e.Source != a || e.Target != b || e.TargetPort != 33434 {
				t.Errorf("%v says that %v to %v:%d expired", got, e.Source, e.Target, e.TargetPort)
			}
			return
		}
	}
	t.Error("not told")
}
