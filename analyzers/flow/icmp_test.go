package flow

import (
	"testing"

	"github.com/reconwatch/reconwatch/capture/packet"
)

func icmp4(src, dst packet.Addr, kind, code uint8) packet.Packet {
	p := make1(packet.ProtoICMP, from(src, dst))
	p.ICMPType, p.ICMPCode = kind, code
	return p
}

func failure4(src, dst packet.Addr, kind, code uint8, q packet.Quote) packet.Packet {
	p := icmp4(src, dst, kind, code)
	p.Quote, p.HasQuote = q, true
	return p
}

func failure6(src, dst packet.Addr, kind, code uint8, q packet.Quote) packet.Packet {
	p := failure4(src, dst, kind, code, q)
	p.Proto, p.IPv6 = packet.ProtoICMPv6, true
	return p
}

func TestQueries(t *testing.T) {
	run(t, []scenario{
		{
			"echo answered",
			[]timed{{0, icmp4(a, b, 8, 0)}, {1 * ms, icmp4(b, a, 0, 0)}},
			[]string{"0 attempted icmp_echo a>b", "1 answered icmp_echo a>b replied"},
		},
		{
			"both ask",
			[]timed{{0, icmp4(a, b, 8, 0)}, {1 * ms, icmp4(b, a, 8, 0)}, {2 * ms, icmp4(a, b, 0, 0)}},
			[]string{"0 attempted icmp_echo a>b", "1 attempted icmp_echo b>a", "2 answered icmp_echo b>a replied", "5000 silent icmp_echo a>b"},
		},
		{
			"repeated ping is one flow",
			[]timed{{0, icmp4(a, b, 8, 0)}, {1000 * ms, icmp4(a, b, 8, 0)}, {2000 * ms, icmp4(a, b, 8, 0)}},
			[]string{"0 attempted icmp_echo a>b", "5000 silent icmp_echo a>b x3 insisted"},
		},
		{
			"timestamp",
			[]timed{{0, icmp4(a, b, 13, 0)}, {1 * ms, icmp4(b, a, 14, 0)}},
			[]string{"0 attempted icmp_timestamp a>b", "1 answered icmp_timestamp a>b replied"},
		},
		{"mask", []timed{{0, icmp4(a, b, 17, 0)}}, []string{"0 attempted icmp_mask a>b", "5000 silent icmp_mask a>b"}},
		{"reply to nobody", []timed{{0, icmp4(b, a, 0, 0)}}, []string{"5000 unrequested b>a"}},
		{
			"reply overtakes the query",
			[]timed{{0, icmp4(b, a, 0, 0)}, {1 * ms, icmp4(a, b, 8, 0)}},
			[]string{"1 attempted icmp_echo a>b", "1 answered icmp_echo a>b replied"},
		},
		{
			"a reply to another query does not answer",
			[]timed{{0, icmp4(a, b, 8, 0)}, {1 * ms, icmp4(b, a, 14, 0)}},
			[]string{"0 attempted icmp_echo a>b", "5000 silent icmp_echo a>b", "5001 unrequested b>a"},
		},
		{"redirects and router messages are nobody's", []timed{{0, icmp4(b, a, 5, 0)}, {0, icmp4(b, a, 9, 0)}}, nil},
	})
}

func TestErrors(t *testing.T) {
	r := addr("203.0.113.1")
	q := packet.Quote{Src: a, Dst: b, SrcPort: 40000, DstPort: 80, Proto: packet.ProtoTCP, HasPorts: true}
	back := packet.Quote{Src: b, Dst: a, SrcPort: 80, DstPort: 40000, Proto: packet.ProtoTCP, HasPorts: true}
	qu := packet.Quote{Src: a, Dst: b, SrcPort: 40000, DstPort: 161, Proto: packet.ProtoUDP, HasPorts: true}
	echo := packet.Quote{Src: a, Dst: b, SrcPort: 8, Proto: packet.ProtoICMP, HasPorts: true}
	began := "0 attempted tcp_syn a>b:80"
	cases := []scenario{
		{
			"port unreachable",
			[]timed{{0, udp(a, b, 40000, 161)}, {1 * ms, failure4(b, a, 3, 3, qu)}},
			[]string{"0 attempted udp a>b:161", "1 refused udp a>b:161 replied"},
		},
		{
			"ping to nowhere",
			[]timed{{0, icmp4(a, b, 8, 0)}, {1 * ms, failure4(r, a, 3, 1, echo)}},
			[]string{"0 attempted icmp_echo a>b", "1 refused icmp_echo a>b replied"},
		},
		{"time exceeded", []timed{{0, ab(syn)}, {1 * ms, failure4(r, a, 11, 0, q)}}, []string{began, "1 expired a>b:80", "5000 silent tcp_syn a>b:80"}},
		{"too big", []timed{{0, ab(syn)}, {1 * ms, failure4(r, a, 3, 4, q)}}, []string{began, "5000 silent tcp_syn a>b:80"}},
		{
			"quote of the other direction",
			[]timed{{0, ab(syn)}, {1 * ms, failure4(a, b, 3, 3, back)}},
			[]string{began, "5000 silent tcp_syn a>b:80"},
		},
		{
			"answer after an error",
			[]timed{{0, ab(syn)}, {1 * ms, failure4(r, a, 3, 1, q)}, {2 * ms, ba(syn | ack)}, {3 * ms, ab(ack)}},
			[]string{began, "1 refused tcp_syn a>b:80 replied", "2 answered tcp_syn a>b:80 replied", "3 continued tcp_syn a>b:80 x2 replied"},
		},
		{
			"error after the answer",
			[]timed{{0, ab(syn)}, {1 * ms, ba(syn | ack)}, {2 * ms, ab(ack)}, {3 * ms, failure4(r, a, 3, 1, q)}},
			[]string{began, "1 answered tcp_syn a>b:80 replied", "2 continued tcp_syn a>b:80 x2 replied"},
		},
		{
			"first error wins",
			[]timed{{0, ab(syn)}, {1 * ms, failure4(r, a, 3, 13, q)}, {2 * ms, failure4(r, a, 3, 1, q)}},
			[]string{began, "1 prohibited tcp_syn a>b:80 replied"},
		},
		{
			"ack probe rejected by policy",
			[]timed{{0, ab(ack)}, {1 * ms, failure4(r, a, 3, 13, q)}},
			[]string{"1 attempted tcp_ack a>b:80 replied", "1 prohibited tcp_ack a>b:80 replied"},
		},
		{
			"unknown flow",
			[]timed{{0, failure4(r, a, 3, 3, q)}, {1 * ms, failure4(r, a, 11, 0, qu)}},
			[]string{"1 expired a>b:161", "5000 unrequested 203.0.113.1>a x2"},
		},
		{"no quote", []timed{{0, icmp4(r, a, 3, 3)}}, nil},
	}
	for code, word := range map[uint8]string{0: "refused", 1: "refused", 2: "refused", 3: "refused", 9: "prohibited", 10: "prohibited", 13: "prohibited"} {
		cases = append(cases, scenario{
			"unreachable " + word,
			[]timed{{0, ab(syn)}, {1 * ms, failure4(r, a, 3, code, q)}},
			[]string{began, "1 " + word + " tcp_syn a>b:80 replied"},
		})
	}
	run(t, cases)
}

func TestErrors6(t *testing.T) {
	x, y := addr("2001:db8::1"), addr("2001:db8:1::2")
	p := udp(x, y, 40000, 161)
	q := packet.Quote{Src: x, Dst: y, SrcPort: 40000, DstPort: 161, Proto: packet.ProtoUDP, HasPorts: true}
	began := "0 attempted udp 2001:db8::1>2001:db8:1::2:161"
	var cases []scenario
	for code, word := range []string{"refused", "prohibited", "refused", "refused", "refused", "prohibited", "prohibited"} {
		cases = append(cases, scenario{
			"unreachable " + word,
			[]timed{{0, p}, {1 * ms, failure6(y, x, 1, uint8(code), q)}},
			[]string{began, "1 " + word + " udp 2001:db8::1>2001:db8:1::2:161 replied"},
		})
	}
	run(t, append(cases,
		scenario{
			"time exceeded",
			[]timed{{0, p}, {1 * ms, failure6(y, x, 3, 0, q)}},
			[]string{began, "1 expired 2001:db8::1>2001:db8:1::2:161", "5000 silent udp 2001:db8::1>2001:db8:1::2:161"},
		},
		scenario{
			"unknown header",
			[]timed{{0, p}, {1 * ms, failure6(y, x, 4, 1, q)}},
			[]string{began, "1 refused udp 2001:db8::1>2001:db8:1::2:161 replied"},
		},
	))
}
