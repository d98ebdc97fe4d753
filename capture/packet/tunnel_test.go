package packet

// outer4 carries a tunnel by its IP protocol, outerUDP by its port.
func outer4(proto uint8, body []byte) []byte {
	return ether(kindIPv4, ip4(outerA, outerB, proto, body))
}

func outerUDP(port int, body []byte) []byte {
	return outer4(ProtoUDP, udp(50000, port, body))
}

func wantOuter(v Verdict, proto uint8, payload []byte) told {
	return wantIP(v, outerA, outerB, proto, payload)
}

func plainUDP(port uint16, payload []byte) told {
	return wantUDP(outerA, outerB, 50000, port, payload)
}

var (
	inner4     = innerEther(kindIPv4, whole4)
	loopPacket = innerEther(0x9000, make([]byte, 46))
	erspan2    = raw("1001 0000 00000000")
	erspan3    = raw("2001 0000 00000001 0000 0000")
)

var tunnelFixtures = on(
	fixture{name: "IP in IP", data: outer4(ProtoIPIP, whole4), want: wantSYN(depth(1, 1))},
	fixture{name: "IPv6 in IPv4", data: outer4(ProtoIPv6, whole6), want: wantSYN(v6, depth(1, 1))},
	fixture{name: "IPv4 in IPv6", data: ether(kindIPv6, ip6(outer6A, outer6B, ProtoIPIP, whole4)), want: wantSYN(depth(1, 1))},
	fixture{
		name: "IPv6 in IPv6 behind an option",
		data: ether(kindIPv6, ip6(outer6A, outer6B, extDestination, option6(ProtoIPv6, whole6))), want: wantSYN(v6, depth(1, 1)),
	},
	fixture{
		name: "IP in a first fragment", data: ether(kindIPv4, ip4Fragment(outerA, outerB, ProtoIPIP, 7, flagMF, set(whole4, 3, 200))),
		want: wantSYN(depth(1, 1), func(w *told) { w.PayloadLen = 156 }),
	},
	fixture{
		name: "IP in IP, not one", data: outer4(ProtoIPIP, set(whole4, 0, 0x15)),
		want: wantOuter(Network, ProtoIPIP, set(whole4, 0, 0x15)),
	},
	fixture{
		name: "IP in IP, longer than what carries it", data: outer4(ProtoIPIP, set(whole4, 3, 200)),
		want: wantOuter(Network, ProtoIPIP, set(whole4, 3, 200)),
	},
	fixture{
		name: "IP in IP, inner TCP wrong", data: outer4(ProtoIPIP, ip4(hostA, hostB, ProtoTCP, set(syn, 12, 0x40))),
		want: with(badTCP, depth(1, 1)),
	},
	fixture{name: "MPLS in IP", data: outer4(protoMPLS, label(true, whole4)), want: wantSYN(depth(2, 1))},
	fixture{name: "EtherIP", data: outer4(protoEtherIP, join(raw("3000"), inner4)), want: wantSYN(depth(1, 1), mac("aa>bb"))},
	fixture{name: "GRE", data: outer4(ProtoGRE, join(raw("0000 0800"), whole4)), want: wantSYN(depth(1, 1))},
	fixture{
		name: "GRE with checksum, key and sequence",
		data: outer4(ProtoGRE, join(raw("b000 86dd 00000000 00000001 00000002"), whole6)), want: wantSYN(v6, depth(1, 1)),
	},
	fixture{
		name: "GRE, Ethernet", data: outer4(ProtoGRE, join(raw("2000 6558 00000100"), inner4)),
		want: wantSYN(depth(1, 1), mac("aa>bb")),
	},
	fixture{name: "GRE, MPLS", data: outer4(ProtoGRE, join(raw("0000 8847"), label(true, whole4))), want: wantSYN(depth(2, 1))},
	fixture{name: "GRE, keepalive", data: outer4(ProtoGRE, raw("0000 0000")), want: wantOuter(Network, ProtoGRE, raw("0000 0000"))},
	fixture{
		name: "GRE, source route", data: outer4(ProtoGRE, raw("4000 0800 00000000")),
		want: wantOuter(Network, ProtoGRE, raw("4000 0800 00000000")),
	},
	fixture{
		name: "GRE in GRE", data: outer4(ProtoGRE, join(raw("0000 0800"), ip4(outerB, outerA, ProtoGRE, join(raw("0000 0800"), whole4)))),
		want: wantSYN(depth(2, 2)),
	},
	fixture{
		name: "PPTP", data: outer4(ProtoGRE, join(raw("3081 880b"), u16(len(whole4)+4), raw("0001 00000001 00000002 ff03 0021"), whole4)),
		want: wantSYN(depth(1, 1)),
	},
	fixture{
		name: "PPTP, acknowledgment only", data: outer4(ProtoGRE, raw("2081 880b 0000 0001 00000002")),
		want: wantOuter(Network, ProtoGRE, raw("2081 880b 0000 0001 00000002")),
	},
	fixture{name: "ERSPAN I", data: outer4(ProtoGRE, join(raw("0000 88be"), inner4)), want: wantSYN(depth(1, 1), mac("aa>bb"))},
	fixture{
		name: "ERSPAN II", data: outer4(ProtoGRE, join(raw("1000 88be 00000001"), erspan2, inner4)),
		want: wantSYN(depth(1, 1), mac("aa>bb")),
	},
	fixture{
		name: "ERSPAN III", data: outer4(ProtoGRE, join(raw("1000 22eb 00000001"), erspan3, inner4)),
		want: wantSYN(depth(1, 1), mac("aa>bb")),
	},
	fixture{
		name: "ERSPAN III with a platform header",
		data: outer4(ProtoGRE, join(raw("1000 22eb 00000001"), set(erspan3, 11, 1), make([]byte, 8), inner4)),
		want: wantSYN(depth(1, 1), mac("aa>bb")),
	},
	fixture{
		name: "ERSPAN III of IP", data: outer4(ProtoGRE, join(raw("1000 22eb 00000001"), set(erspan3, 10, 2<<2), whole4)),
		want: wantSYN(depth(1, 1)),
	},
	fixture{name: "as many tunnels as may be", data: ether(kindIPv4, nested(MaxDepth)), want: wantSYN(depth(MaxDepth, MaxDepth))},
	fixture{
		name: "one tunnel too many", data: ether(kindIPv4, nested(MaxDepth+1)),
		want: with(wantOuter(TooDeep, ProtoIPIP, nil), depth(MaxDepth, MaxDepth), func(w *told) { w.PayloadLen = len(whole4) }),
	},
)

// nested is a packet in n others.
func nested(n int) []byte {
	if n == 0 {
		return whole4
	}
	return ip4(outerA, outerB, ProtoIPIP, nested(n-1))
}

var (
	vxlanHead  = raw("08000000 00006400")
	geneveHead = raw("01006558 00006400 0102 80 00") // with an option of 4 bytes
	gtpHead    = join(raw("30 ff"), u16(len(whole4)), raw("00000001"))
	gtpSession = join(raw("34 ff"), u16(len(whole4)+8), raw("00000001 0000 00 85"), raw("01 10 01 00"))
)

var udpTunnelFixtures = on(
	fixture{name: "VXLAN", data: outerUDP(portVXLAN, join(vxlanHead, inner4)), want: wantSYN(depth(1, 1), mac("aa>bb"))},
	fixture{
		name: "VXLAN, tagged inside a tag",
		data: ether(kindVLAN, tagged(5, kindIPv4, ip4(outerA, outerB, ProtoUDP, udp(50000, portVXLAN, join(vxlanHead, innerEther(kindVLAN, tagged(9, kindIPv6, whole6))))))),
		want: wantSYN(v6, vlan(5), depth(3, 1), mac("aa>bb")),
	},
	fixture{
		name: "VXLAN, tag inside only", data: outerUDP(portVXLAN, join(vxlanHead, innerEther(kindVLAN, tagged(9, kindIPv6, whole6)))),
		want: wantSYN(v6, depth(2, 1), mac("aa>bb")),
	},
	fixture{
		name: "VXLAN, ARP", data: outerUDP(portVXLAN, join(vxlanHead, innerEther(kindARP, arp(1, hostA, hostB)))),
		want: told{Verdict: Neighbour, Src: hostA, Dst: hostB, Proto: ProtoARP, ARPOp: 1, Depth: 1, Tunnels: 1, MAC: "aa>bb"},
	},
	fixture{
		name: "VXLAN, no IP inside", data: outerUDP(portVXLAN, join(vxlanHead, loopPacket)),
		want: plainUDP(portVXLAN, join(vxlanHead, loopPacket)),
	},
	fixture{
		name: "VXLAN port, other content", data: outerUDP(portVXLAN, []byte("not a tunnel at all")),
		want: plainUDP(portVXLAN, []byte("not a tunnel at all")),
	},
	fixture{name: "VXLAN port, empty", data: outerUDP(portVXLAN, nil), want: plainUDP(portVXLAN, nil)},
	fixture{
		name: "VXLAN, inner packet longer than the datagram",
		data: outerUDP(portVXLAN, join(vxlanHead, innerEther(kindIPv4, set(whole4, 3, 99)))),
		want: plainUDP(portVXLAN, join(vxlanHead, innerEther(kindIPv4, set(whole4, 3, 99)))),
	},
	fixture{name: "Geneve", data: outerUDP(portGeneve, join(geneveHead, inner4)), want: wantSYN(depth(1, 1), mac("aa>bb"))},
	fixture{
		name: "Geneve, IPv6 without Ethernet", data: outerUDP(portGeneve, join(raw("000086dd 00006400"), whole6)),
		want: wantSYN(v6, depth(1, 1)),
	},
	fixture{
		name: "Geneve port, options beyond the datagram", data: outerUDP(portGeneve, raw("3f006558 00006400")),
		want: plainUDP(portGeneve, raw("3f006558 00006400")),
	},
	fixture{
		name: "Geneve port, other content", data: outerUDP(portGeneve, []byte("not a tunnel at all")),
		want: plainUDP(portGeneve, []byte("not a tunnel at all")),
	},
	fixture{
		name: "GTP-U, session container beyond the datagram", data: outerUDP(portGTPU, set(gtpSession, 12, 9)),
		want: plainUDP(portGTPU, set(gtpSession, 12, 9)),
	},
	fixture{name: "GTP-U", data: outerUDP(portGTPU, join(gtpHead, whole4)), want: wantSYN(depth(1, 1))},
	fixture{name: "GTP-U with a session container", data: outerUDP(portGTPU, join(gtpSession, whole4)), want: wantSYN(depth(1, 1))},
	fixture{
		name: "GTP-U, sequence number", data: outerUDP(portGTPU, join(raw("32 ff"), u16(len(whole6)+4), raw("00000001 0001 00 00"), whole6)),
		want: wantSYN(v6, depth(1, 1)),
	},
	fixture{
		name: "GTP-U, echo request", data: outerUDP(portGTPU, raw("32 01 0004 00000000 0001 00 00")),
		want: plainUDP(portGTPU, raw("32 01 0004 00000000 0001 00 00")),
	},
	fixture{name: "Teredo", data: outerUDP(portTeredo, whole6), want: wantSYN(v6, depth(1, 1))},
	fixture{
		name: "Teredo with an origin",
		data: outer4(ProtoUDP, udp(portTeredo, 50000, join(raw("0000 dead beefbeef"), whole6))), want: wantSYN(v6, depth(1, 1)),
	},
	fixture{
		name: "Teredo port, other content", data: outerUDP(portTeredo, []byte("`not a tunnel at all, though it starts like IPv6`")),
		want: plainUDP(portTeredo, []byte("`not a tunnel at all, though it starts like IPv6`")),
	},
)
