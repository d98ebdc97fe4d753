package packet

import "slices"

// icmp4Options is IPv4 with a router alert option.
var optioned4 = join(raw("46 00 0030 1234 4000 40 06 0000 c0000201 c6336402"), raw("94040000"), syn)

// set changes one byte of a copy.
func set(b []byte, at int, value byte) []byte {
	b = slices.Clone(b)
	b[at] = value
	return b
}

var networkFixtures = on(
	fixture{name: "IPv4 with options", data: ether(kindIPv4, optioned4), want: wantSYN()},
	fixture{name: "IPv4, wrong version", data: ether(kindIPv4, set(whole4, 0, 0x65)), want: told{Verdict: Malformed}},
	fixture{name: "IPv4, header too short", data: ether(kindIPv4, set(whole4, 0, 0x44)), want: told{Verdict: Malformed}},
	fixture{name: "IPv4, length below the header", data: ether(kindIPv4, set(whole4, 3, 19)), want: told{Verdict: Malformed}},
	fixture{
		name: "IPv4, length 0 by offload",
		data: ether(kindIPv4, set(ip4(hostA, hostB, ProtoTCP, tcp(1, 2, 0x10, "", "offloaded")), 3, 0)),
		want: told{
			Verdict: Transport, Src: hostA, Dst: hostB, Proto: ProtoTCP, SrcPort: 1, DstPort: 2, TCPFlags: ACK,
			PayloadLen: 9, Payload: "offloaded",
		},
	},
	fixture{
		name: "IPv4, cut behind the headers", wire: 14 + 40 + 1000,
		data: join(ether(kindIPv4, set(set(ip4(hostA, hostB, ProtoTCP, tcp(1, 2, 0x10, "", "abc")), 2, 4), 3, 16))),
		want: told{
			Verdict: Transport, Src: hostA, Dst: hostB, Proto: ProtoTCP, SrcPort: 1, DstPort: 2, TCPFlags: ACK,
			PayloadLen: 1000, Payload: "abc",
		},
	},
	fixture{
		name: "IPv4, no room for TCP", data: ether(kindIPv4, join(ip4(hostA, hostB, ProtoTCP, syn[:12]), padding, padding)),
		want: wantIP(Malformed, hostA, hostB, ProtoTCP, nil),
	},
	fixture{
		name: "IPv4, OSPF", data: ether(kindIPv4, ip4(hostA, hostB, 89, []byte("hello"))),
		want: wantIP(Network, hostA, hostB, 89, []byte("hello")),
	},
	fixture{
		name: "IPv4, protocol scan", data: ether(kindIPv4, ip4(hostA, hostB, 200, nil)),
		want: wantIP(Network, hostA, hostB, 200, nil),
	},
	fixture{
		name: "IPv4, protocol scan of IP in IP", data: ether(kindIPv4, ip4(hostA, hostB, ProtoIPIP, nil)),
		want: wantIP(Network, hostA, hostB, ProtoIPIP, nil),
	},
	fixture{
		name: "IPv4, protocol scan of GRE", data: ether(kindIPv4, ip4(hostA, hostB, ProtoGRE, nil)),
		want: wantIP(Network, hostA, hostB, ProtoGRE, nil),
	},
	fixture{
		name: "IPv4, ICMPv6", data: ether(kindIPv4, ip4(hostA, hostB, ProtoICMPv6, []byte("nonsense"))),
		want: wantIP(Network, hostA, hostB, ProtoICMPv6, []byte("nonsense")),
	},
	fixture{name: "IPv4, AH", data: ether(kindIPv4, ip4(hostA, hostB, ProtoAH, auth(ProtoTCP, syn))), want: wantSYN()},
	fixture{name: "IPv6, wrong version", data: ether(kindIPv6, set(whole6, 0, 0x45)), want: told{Verdict: Malformed}},
	fixture{name: "IPv6, length 0 by offload", data: ether(kindIPv6, set(whole6, 5, 0)), want: wantSYN(v6)},
	fixture{
		name: "IPv6, empty and padded", data: ether(kindIPv6, join(ip6(host6A, host6B, ProtoTCP, nil), padding)),
		want: wantIP(Malformed, host6A, host6B, ProtoTCP, nil),
	},
	fixture{
		name: "IPv6, no next header", data: ether(kindIPv6, ip6(host6A, host6B, ProtoNone, nil)),
		want: wantIP(Network, host6A, host6B, ProtoNone, nil),
	},
	fixture{
		name: "IPv6, hop-by-hop", data: ether(kindIPv6, ip6(host6A, host6B, extHopByHop, option6(ProtoTCP, syn))),
		want: wantSYN(v6),
	},
	fixture{
		name: "IPv6, every extension header",
		data: ether(kindIPv6, ip6(host6A, host6B, extHopByHop, option6(extDestination, option6(extRouting,
			option6(extFragment, fragment6(ProtoAH, 1, 0, false, auth(extDestination, option6(extMobility,
				option6(ProtoTCP, syn))))))))),
		want: wantSYN(v6),
	},
	fixture{
		name: "IPv6, ESP", data: ether(kindIPv6, ip6(host6A, host6B, extHopByHop, option6(ProtoESP, []byte("secret")))),
		want: wantIP(Network, host6A, host6B, ProtoESP, []byte("secret")),
	},
	fixture{
		name: "IPv6, extension header beyond the packet",
		data: ether(kindIPv6, ip6(host6A, host6B, extDestination, set(option6(ProtoTCP, syn), 1, 9))),
		want: wantIP(Malformed, host6A, host6B, extDestination, nil),
	},
	fixture{
		name: "IPv6, too many extension headers", data: ether(kindIPv6, ip6(host6A, host6B, extDestination, chain(MaxDepth))),
		want: wantIP(TooDeep, host6A, host6B, ProtoTCP, nil),
	},
	fixture{
		name: "TCP, twelve flags", data: ether(kindIPv4, ip4(hostA, hostB, ProtoTCP, tcp(1, 2, 0xfff, "", "x"))),
		want: told{
			Verdict: Transport, Src: hostA, Dst: hostB, Proto: ProtoTCP, SrcPort: 1, DstPort: 2, TCPFlags: 0xfff,
			PayloadLen: 1, Payload: "x",
		},
	},
	fixture{
		name: "TCP, options of Linux",
		data: ether(kindIPv4, ip4(hostA, hostB, ProtoTCP, tcp(40000, 80, int(SYN), "020405b4 0402 080a0000000100000000 01 030307", ""))),
		want: wantSYN(options(OptMSS | OptSACKPermitted | OptTimestamps | OptWindowScale)),
	},
	fixture{
		name: "TCP, time-stamp only",
		data: ether(kindIPv4, ip4(hostA, hostB, ProtoTCP, tcp(40000, 80, int(SYN), "0101 080a0000000100000000", ""))),
		want: wantSYN(options(OptTimestamps)),
	},
	fixture{
		name: "TCP, selective acknowledgment and end of options",
		data: ether(kindIPv4, ip4(hostA, hostB, ProtoTCP, tcp(40000, 80, int(SYN), "050a0000000100000002 00 020405b4 00", ""))),
		want: wantSYN(options(OptOther)),
	},
	fixture{
		name: "TCP, option beyond the header",
		data: ether(kindIPv4, ip4(hostA, hostB, ProtoTCP, tcp(40000, 80, int(SYN), "020405b4 0809 0000", ""))),
		want: wantSYN(),
	},
	fixture{
		name: "TCP, data offset below five",
		data: ether(kindIPv4, ip4(hostA, hostB, ProtoTCP, set(syn, 12, 0x40))), want: badTCP,
	},
	fixture{
		name: "TCP, data offset beyond the packet",
		data: ether(kindIPv4, ip4(hostA, hostB, ProtoTCP, set(syn, 12, 0xf0))), want: badTCP,
	},
	fixture{name: "UDP", data: ether(kindIPv4, query4), want: wantUDP(hostA, hostB, 5353, 53, []byte("question"))},
	fixture{
		name: "UDP, empty and padded", data: ether(kindIPv4, join(ip4(hostA, hostB, ProtoUDP, udp(1, 2, nil)), padding)),
		want: wantUDP(hostA, hostB, 1, 2, nil),
	},
	fixture{
		name: "UDP, shorter than the packet", data: ether(kindIPv4, set(query4, 20+5, 11)),
		want: wantUDP(hostA, hostB, 5353, 53, []byte("que")),
	},
	fixture{
		name: "UDP, length 0", data: ether(kindIPv4, set(query4, 20+5, 0)),
		want: wantUDP(hostA, hostB, 5353, 53, []byte("question")),
	},
	fixture{name: "UDP, longer than the packet", data: ether(kindIPv4, set(query4, 20+5, 99)), want: badUDP},
	fixture{name: "UDP, length below the header", data: ether(kindIPv4, set(query4, 20+5, 7)), want: badUDP},
	fixture{
		name: "SCTP", data: ether(kindIPv4, ip4(hostA, hostB, ProtoSCTP, raw("9c40 0b59 00000000 00000000 01000014"))),
		want: told{
			Verdict: Transport, Src: hostA, Dst: hostB, Proto: ProtoSCTP, SrcPort: 40000, DstPort: 2905, SCTPChunk: 1,
			PayloadLen: 4, Payload: "\x01\x00\x00\x14",
		},
	},
	fixture{
		name: "SCTP without a chunk", data: ether(kindIPv4, ip4(hostA, hostB, ProtoSCTP, raw("9c40 0b59 00000000 00000000"))),
		want: wantIP(Malformed, hostA, hostB, ProtoSCTP, nil),
	},
	fixture{
		name: "ARP", data: ether(kindARP, join(arp(1, hostA, hostB), make([]byte, 18))),
		want: told{Verdict: Neighbour, Src: hostA, Dst: hostB, Proto: ProtoARP, ARPOp: 1},
	},
	fixture{name: "ARP, not for IPv4", data: ether(kindARP, set(arp(1, hostA, hostB), 2, 0x86)), want: told{Verdict: Link}},
)

var (
	badTCP = told{Verdict: Malformed, Src: hostA, Dst: hostB, Proto: ProtoTCP, SrcPort: 40000, DstPort: 80, MAC: "01>02"}
	badUDP = told{Verdict: Malformed, Src: hostA, Dst: hostB, Proto: ProtoUDP, SrcPort: 5353, DstPort: 53, MAC: "01>02"}
)

func options(bits uint8) func(*told) { return func(w *told) { w.TCPOptions = bits } }

func chain(n int) []byte {
	if n == 1 {
		return option6(ProtoTCP, syn)
	}
	return option6(extDestination, chain(n-1))
}

var fragmentFixtures = on(
	fixture{
		name: "first fragment with a whole header",
		data: ether(kindIPv4, ip4Fragment(hostA, hostB, ProtoUDP, 7, flagMF, set(query, 5, 200))),
		want: with(wantUDP(hostA, hostB, 5353, 53, []byte("question")), func(w *told) { w.MoreFragments = true }),
	},
	fixture{
		name: "first fragment of nmap -f", data: ether(kindIPv4, join(ip4Fragment(hostA, hostB, ProtoTCP, 7, flagMF, syn[:8]), padding)),
		want: told{Verdict: Fragment, Src: hostA, Dst: hostB, Proto: ProtoTCP, PayloadLen: 8, MoreFragments: true},
	},
	fixture{
		name: "first fragment ends in the options", data: ether(kindIPv4, ip4Fragment(hostA, hostB, ProtoTCP, 7, flagMF, set(syn, 12, 0x80))),
		want: told{Verdict: Fragment, Src: hostA, Dst: hostB, Proto: ProtoTCP, PayloadLen: 24, MoreFragments: true},
	},
	fixture{
		name: "later fragment", data: ether(kindIPv4, ip4Fragment(hostA, hostB, ProtoTCP, 7, flagMF|2, syn[16:])),
		want: told{Verdict: Fragment, Src: hostA, Dst: hostB, Proto: ProtoTCP, PayloadLen: 8, FragOffset: 16, MoreFragments: true},
	},
	fixture{
		name: "last fragment", data: ether(kindIPv4, ip4Fragment(hostA, hostB, ProtoTCP, 7, 185, []byte("tail"))),
		want: told{Verdict: Fragment, Src: hostA, Dst: hostB, Proto: ProtoTCP, PayloadLen: 4, FragOffset: 1480},
	},
	fixture{
		name: "IPv6, first fragment", data: ether(kindIPv6, ip6(host6A, host6B, extFragment, fragment6(ProtoTCP, 7, 0, true, syn))),
		want: wantSYN(v6, func(w *told) { w.MoreFragments = true }),
	},
	fixture{
		name: "IPv6, first fragment ends in an option",
		data: ether(kindIPv6, ip6(host6A, host6B, extFragment, fragment6(extDestination, 7, 0, true, option6(ProtoTCP, syn[:8])))),
		want: told{Verdict: Fragment, Src: host6A, Dst: host6B, Proto: extDestination, PayloadLen: 16, MoreFragments: true},
	},
	fixture{
		name: "IPv6, later fragment", data: ether(kindIPv6, ip6(host6A, host6B, extFragment, fragment6(ProtoTCP, 7, 16, false, syn[16:]))),
		want: told{Verdict: Fragment, Src: host6A, Dst: host6B, Proto: ProtoTCP, PayloadLen: 8, FragOffset: 16},
	},
	fixture{
		name: "IPv6, atomic fragment", data: ether(kindIPv6, ip6(host6A, host6B, extFragment, fragment6(ProtoTCP, 7, 0, false, syn))),
		want: wantSYN(v6),
	},
	fixture{
		name: "IPv6, fragment in a fragment",
		data: ether(kindIPv6, ip6(host6A, host6B, extFragment, fragment6(extFragment, 7, 0, false, fragment6(ProtoTCP, 8, 0, false, syn)))),
		want: wantIP(Malformed, host6A, host6B, extFragment, nil),
	},
)
