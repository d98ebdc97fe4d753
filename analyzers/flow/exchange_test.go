package flow

import (
	"testing"

	"github.com/reconwatch/reconwatch/capture/packet"
)

func udp(src, dst packet.Addr, srcPort, dstPort uint16, opts ...option) packet.Packet {
	return make1(packet.ProtoUDP, append([]option{from(src, dst), ports(srcPort, dstPort), payload(20)}, opts...)...)
}

// times repeats one packet.
func times(n int, every int64, p packet.Packet) (out []timed) {
	for i := range n {
		out = append(out, timed{int64(i) * every, p})
	}
	return out
}

func TestUDP(t *testing.T) {
	request, response := udp(a, b, 40000, 53), udp(b, a, 53, 40000)
	run(t, []scenario{
		{"answered", []timed{{0, request}, {3 * ms, response}}, []string{"0 attempted udp a>b:53", "3 answered udp a>b:53 replied"}},
		{"silent", []timed{{0, request}}, []string{"0 attempted udp a>b:53", "5000 silent udp a>b:53"}},
		{"empty probe", []timed{{0, udp(a, b, 40000, 9, payload(0))}}, []string{"0 attempted udp a>b:9", "5000 silent udp a>b:9"}},
		{
			"patient client insists",
			[]timed{{0, request}, {1000 * ms, request}, {3000 * ms, request}},
			[]string{"0 attempted udp a>b:53", "5000 silent udp a>b:53 x3 insisted"},
		},
		{
			"conversation seen in one direction", times(9, 100*ms, udp(a, b, 40000, 9000)),
			[]string{"0 attempted udp a>b:9000", "700 continued udp a>b:9000 x8"},
		},
		{
			"late answer",
			[]timed{{0, request}, {8000 * ms, response}},
			[]string{"0 attempted udp a>b:53", "5000 silent udp a>b:53", "8000 answered udp a>b:53 replied"},
		},
		{
			"empty from a service port",
			[]timed{{0, udp(a, b, 53, 40000, payload(0))}},
			[]string{"0 attempted udp a>b:40000", "5000 silent udp a>b:40000"},
		},
		{"response without request", []timed{{0, response}, {9 * ms, response}}, []string{"5000 unrequested udp b>a:40000 x2"}},
		{
			"response overtakes the request",
			[]timed{{0, response}, {9 * ms, request}},
			[]string{"9 attempted udp a>b:53", "9 answered udp a>b:53 replied"},
		},
		{"response, then the client", []timed{{0, response}, {11 * ms, request}}, nil},
		{"stream seen in one direction", times(9, 10*ms, udp(b, a, 443, 50000)), nil},
		{"service to service", []timed{{0, udp(a, b, 123, 123)}}, []string{"0 attempted udp a>b:123", "5000 silent udp a>b:123"}},
		{"service towards a registered service", []timed{{0, udp(a, b, 53, 5060)}}, []string{"0 attempted udp a>b:5060", "5000 silent udp a>b:5060"}},
		{
			"begins anew two epochs later",
			[]timed{{0, request}, {1 * ms, response}, {60 * second, request}},
			[]string{"0 attempted udp a>b:53", "1 answered udp a>b:53 replied", "60000 attempted udp a>b:53", "65000 silent udp a>b:53"},
		},
	})
}

func TestSCTP(t *testing.T) {
	chunk := func(src, dst packet.Addr, srcPort, dstPort uint16, kind uint8) packet.Packet {
		p := make1(packet.ProtoSCTP, from(src, dst), ports(srcPort, dstPort))
		p.SCTPChunk = kind
		return p
	}
	send := func(kind uint8) packet.Packet { return chunk(a, b, 40000, 80, kind) }
	answer := func(kind uint8) packet.Packet { return chunk(b, a, 80, 40000, kind) }
	run(t, []scenario{
		{
			"association",
			[]timed{{0, send(chunkInit)}, {1 * ms, answer(chunkInitAck)}, {2 * ms, send(chunkCookieEcho)}},
			[]string{"0 attempted sctp_init a>b:80", "1 answered sctp_init a>b:80 replied", "2 continued sctp_init a>b:80 x2 replied"},
		},
		{
			"refused",
			[]timed{{0, send(chunkInit)}, {1 * ms, answer(chunkAbort)}},
			[]string{"0 attempted sctp_init a>b:80", "1 refused sctp_init a>b:80 replied"},
		},
		{
			"half-open",
			[]timed{{0, send(chunkInit)}, {1 * ms, answer(chunkInitAck)}},
			[]string{"0 attempted sctp_init a>b:80", "1 answered sctp_init a>b:80 replied", "5000 half-open sctp_init a>b:80 replied"},
		},
		{
			"half-open by abort",
			[]timed{{0, send(chunkInit)}, {1 * ms, answer(chunkInitAck)}, {2 * ms, send(chunkAbort)}},
			[]string{"0 attempted sctp_init a>b:80", "1 answered sctp_init a>b:80 replied", "2 half-open sctp_init a>b:80 x2 replied"},
		},
		{"silent", []timed{{0, send(chunkInit)}}, []string{"0 attempted sctp_init a>b:80", "5000 silent sctp_init a>b:80"}},
		{
			"cookie to a stranger",
			[]timed{{0, send(chunkCookieEcho)}, {1 * ms, answer(chunkAbort)}},
			[]string{"0 odd sctp_cookie_echo a>b:80", "1 refused sctp_cookie_echo a>b:80 replied"},
		},
		{"abort to nobody", []timed{{0, answer(chunkAbort)}}, []string{"5000 unrequested b>a:40000"}},
		{"picked up in mid-stream", []timed{{0, send(0)}, {1 * ms, answer(3)}}, nil},
	})
}

func TestIPProtocol(t *testing.T) {
	send := packet.Packet{Verdict: packet.Network, Proto: 47, Src: a, Dst: b}
	answer := packet.Packet{Verdict: packet.Network, Proto: 47, Src: b, Dst: a}
	carrying := packet.Packet{Verdict: packet.Network, Proto: 47, Src: a, Dst: b, PayloadLen: 60}
	run(t, []scenario{
		{
			"tunnel seen in one direction", times(9, 100*ms, carrying),
			[]string{"0 attempted ip_protocol a>b", "700 continued ip_protocol a>b x8"},
		},
		{"answered", []timed{{0, send}, {1 * ms, answer}}, []string{"0 attempted ip_protocol a>b", "1 answered ip_protocol a>b replied"}},
		{"silent", []timed{{0, send}}, []string{"0 attempted ip_protocol a>b", "5000 silent ip_protocol a>b"}},
		{
			"protocol unreachable",
			[]timed{{0, send}, {1 * ms, failure4(b, a, 3, 2, packet.Quote{Src: a, Dst: b, Proto: 47})}},
			[]string{"0 attempted ip_protocol a>b", "1 refused ip_protocol a>b replied"},
		},
	})
}
