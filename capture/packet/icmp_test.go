package packet

// icmpMessage is a header of 8 bytes in front of what it carries.
func icmpMessage(head string, body []byte) []byte { return join(raw(head), body) }

func wantICMP(src, dst string, proto uint8, icmp string, payload []byte, quote string) told {
	w := wantIP(Transport, src, dst, proto, payload)
	w.ICMP, w.Quote = icmp, quote
	return w
}

var (
	// What a router quotes: the header and 8 bytes, or as much as there was.
	quoteSYN   = ip4(hostA, hostB, ProtoTCP, syn)[:28]
	quoteUDP   = query4
	quotePing  = ip4(hostA, hostB, ProtoICMP, raw("0800 0000 0001 0002"))
	quoteShort = ip4(hostA, hostB, ProtoTCP, syn)[:24]
	quoteLater = ip4Fragment(hostA, hostB, ProtoTCP, 7, 100, syn)
	quote6     = ip6(host6A, host6B, ProtoTCP, syn)
	quoteChain = ip6(host6A, host6B, extHopByHop, option6(extFragment, fragment6(ProtoUDP, 7, 0, true, query)))
	quoteTail  = ip6(host6A, host6B, extFragment, fragment6(ProtoUDP, 7, 64, false, query))
)

var icmpFixtures = on(
	fixture{
		name: "echo", data: ether(kindIPv4, ip4(hostA, hostB, ProtoICMP, icmpMessage("0800 0000 1234 0001", []byte("ping")))),
		want: wantICMP(hostA, hostB, ProtoICMP, "8/0 4660/1", []byte("ping"), ""),
	},
	fixture{
		name: "timestamp request", data: ether(kindIPv4, ip4(hostA, hostB, ProtoICMP, icmpMessage("0d00 0000 0003 0004", make([]byte, 12)))),
		want: wantICMP(hostA, hostB, ProtoICMP, "13/0 3/4", make([]byte, 12), ""),
	},
	fixture{
		name: "ICMP cut by its packet", data: ether(kindIPv4, join(ip4(hostA, hostB, ProtoICMP, raw("0800 0000")), padding)),
		want: wantIP(Malformed, hostA, hostB, ProtoICMP, nil),
	},
	fixture{
		name: "port unreachable", data: ether(kindIPv4, ip4(hostB, hostA, ProtoICMP, icmpMessage("0303 0000 00000000", quoteUDP))),
		want: wantICMP(hostB, hostA, ProtoICMP, "3/3 0/0", quoteUDP, hostA+">"+hostB+" proto 17 ports 5353,53"),
	},
	fixture{
		name: "time exceeded", data: ether(kindIPv4, ip4(outerA, hostA, ProtoICMP, icmpMessage("0b00 0000 00000000", quoteSYN))),
		want: wantICMP(outerA, hostA, ProtoICMP, "11/0 0/0", quoteSYN, hostA+">"+hostB+" proto 6 ports 40000,80 seq 0x1020304"),
	},
	fixture{
		name: "error about an echo", data: ether(kindIPv4, ip4(outerA, hostA, ProtoICMP, icmpMessage("0b00 0000 00000000", quotePing))),
		want: wantICMP(outerA, hostA, ProtoICMP, "11/0 0/0", quotePing, hostA+">"+hostB+" proto 1 ports 8,0"),
	},
	fixture{
		name: "error that quotes four bytes", data: ether(kindIPv4, ip4(outerA, hostA, ProtoICMP, icmpMessage("0301 0000 00000000", quoteShort))),
		want: wantICMP(outerA, hostA, ProtoICMP, "3/1 0/0", quoteShort, hostA+">"+hostB+" proto 6"),
	},
	fixture{
		name: "error about a later fragment", data: ether(kindIPv4, ip4(outerA, hostA, ProtoICMP, icmpMessage("0301 0000 00000000", quoteLater))),
		want: wantICMP(outerA, hostA, ProtoICMP, "3/1 0/0", quoteLater, hostA+">"+hostB+" proto 6"),
	},
	fixture{
		name: "error that quotes nonsense", data: ether(kindIPv4, ip4(outerA, hostA, ProtoICMP, icmpMessage("0301 0000 00000000", make([]byte, 28)))),
		want: wantICMP(outerA, hostA, ProtoICMP, "3/1 0/0", make([]byte, 28), ""),
	},
	fixture{
		name: "ICMPv6 echo", data: ether(kindIPv6, ip6(host6A, host6B, ProtoICMPv6, icmpMessage("8000 0000 1234 0001", nil))),
		want: wantICMP(host6A, host6B, ProtoICMPv6, "128/0 4660/1", nil, ""),
	},
	fixture{
		name: "ICMPv6 unreachable", data: ether(kindIPv6, ip6(outer6A, host6A, ProtoICMPv6, icmpMessage("0104 0000 00000000", quote6))),
		want: wantICMP(outer6A, host6A, ProtoICMPv6, "1/4 0/0", quote6, host6A+">"+host6B+" proto 6 ports 40000,80 seq 0x1020304"),
	},
	fixture{
		name: "ICMPv6 quote behind extension headers",
		data: ether(kindIPv6, ip6(outer6A, host6A, extHopByHop, option6(ProtoICMPv6, icmpMessage("0300 0000 00000000", quoteChain)))),
		want: wantICMP(outer6A, host6A, ProtoICMPv6, "3/0 0/0", quoteChain, host6A+">"+host6B+" proto 17 ports 5353,53"),
	},
	fixture{
		name: "ICMPv6 quote of a later fragment",
		data: ether(kindIPv6, ip6(outer6A, host6A, ProtoICMPv6, icmpMessage("0300 0000 00000000", quoteTail))),
		want: wantICMP(outer6A, host6A, ProtoICMPv6, "3/0 0/0", quoteTail, host6A+">"+host6B+" proto 17"),
	},
	fixture{
		name: "neighbour solicitation", data: ether(kindIPv6, ip6(host6A, "ff02::1:ff00:2", ProtoICMPv6, neighbour(135, host6B))),
		want: wantNeighbour(host6A, "ff02::1:ff00:2", neighbour(135, host6B)),
	},
	fixture{
		name: "neighbour advertisement", data: ether(kindIPv6, ip6(host6B, host6A, ProtoICMPv6, neighbour(136, host6B))),
		want: wantNeighbour(host6B, host6A, neighbour(136, host6B)),
	},
	fixture{
		name: "neighbour solicitation without a target",
		data: ether(kindIPv6, ip6(host6A, host6B, ProtoICMPv6, neighbour(135, host6B)[:20])),
		want: with(wantIP(Malformed, host6A, host6B, ProtoICMPv6, nil), func(w *told) { w.PayloadLen = 12 }),
	},
)

func wantNeighbour(src, dst string, message []byte) told {
	w := wantIP(Neighbour, src, dst, ProtoICMPv6, message[8:])
	w.NDTarget = host6B
	return w
}
