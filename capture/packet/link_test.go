package packet

import "github.com/reconwatch/reconwatch/capture"

var linkFixtures = []fixture{
	{name: "Ethernet", link: capture.LinkEthernet, data: ether(kindIPv4, whole4), want: wantSYN(mac("01>02"))},
	{name: "Ethernet, IPv6", link: capture.LinkEthernet, data: ether(kindIPv6, whole6), want: wantSYN(v6, mac("01>02"))},
	{name: "Ethernet, padded", link: capture.LinkEthernet, data: ether(kindIPv4, join(whole4, padding)), want: wantSYN(mac("01>02"))},
	{
		name: "Ethernet, IPv6 padded", link: capture.LinkEthernet, data: ether(kindIPv6, join(whole6, padding)),
		want: wantSYN(v6, mac("01>02")),
	},
	{
		name: "Ethernet, LLDP", link: capture.LinkEthernet, data: ether(0x88cc, make([]byte, 46)),
		want: told{Verdict: Link, MAC: "01>02"},
	},
	{
		name: "Ethernet, loop test of 14 bytes", link: capture.LinkEthernet, data: ether(0x9000, nil),
		want: told{Verdict: Link, MAC: "01>02"},
	},
	{
		name: "802.3, spanning tree", link: capture.LinkEthernet,
		data: ether(38, join(raw("42 42 03"), make([]byte, 43))), want: told{Verdict: Link, MAC: "01>02"},
	},
	{
		name: "802.3, IP by its access point", link: capture.LinkEthernet,
		data: ether(3+len(whole4), join(raw("06 06 03"), whole4)), want: wantSYN(mac("01>02")),
	},
	{
		name: "802.3, SNAP", link: capture.LinkEthernet,
		data: ether(8+len(whole4), join(raw("aa aa 03 000000 0800"), whole4)), want: wantSYN(mac("01>02")),
	},
	{
		name: "802.3, SNAP of Cisco", link: capture.LinkEthernet,
		data: ether(60, join(raw("aa aa 03 00000c 2000"), make([]byte, 52))), want: told{Verdict: Link, MAC: "01>02"},
	},
	{name: "raw, IPv4", link: capture.LinkRaw, data: whole4, want: wantSYN()},
	{name: "raw, IPv6", link: capture.LinkRaw, data: whole6, want: wantSYN(v6)},
	{name: "raw, no IP", link: capture.LinkRaw, data: raw("10000000"), want: told{Verdict: Malformed}},
	{name: "IPv4", link: capture.LinkIPv4, data: whole4, want: wantSYN()},
	{name: "IPv6", link: capture.LinkIPv6, data: whole6, want: wantSYN(v6)},
	{name: "loopback, little-endian", link: capture.LinkNull, data: join(raw("02000000"), whole4), want: wantSYN()},
	{name: "loopback, big-endian", link: capture.LinkNull, data: join(raw("00000002"), whole4), want: wantSYN()},
	{name: "loopback, IPv6 of Darwin", link: capture.LinkNull, data: join(raw("1e000000"), whole6), want: wantSYN(v6)},
	{name: "loopback, IPv6 of FreeBSD", link: capture.LinkNull, data: join(raw("0000001c"), whole6), want: wantSYN(v6)},
	{name: "loopback of OpenBSD", link: capture.LinkLoop, data: join(raw("00000018"), whole6), want: wantSYN(v6)},
	{name: "loopback, AppleTalk", link: capture.LinkNull, data: raw("10000000 00000000"), want: told{Verdict: Link}},
	{
		name: "cooked", link: capture.LinkLinuxSLL,
		data: join(raw("0000 0001 0006 020000000001 0000 0800"), whole4), want: wantSYN(),
	},
	{
		name: "cooked, tagged", link: capture.LinkLinuxSLL,
		data: join(raw("0000 0001 0006 020000000001 0000 8100"), tagged(7, kindIPv6, whole6)),
		want: wantSYN(v6, vlan(7), depth(1, 0)),
	},
	{
		name: "cooked, 802.2", link: capture.LinkLinuxSLL,
		data: join(raw("0000 0001 0006 020000000001 0000 0004 42 42 03"), padding), want: told{Verdict: Link},
	},
	{
		name: "cooked, netlink", link: capture.LinkLinuxSLL,
		data: join(raw("0004 0338 0000 0000000000000000 0800"), whole4), want: told{Verdict: Link},
	},
	{
		name: "cooked, ARP", link: capture.LinkLinuxSLL,
		data: join(raw("0000 0001 0006 020000000001 0000 0806"), arp(1, hostA, hostB)),
		want: told{Verdict: Neighbour, Src: hostA, Dst: hostB, Proto: ProtoARP, ARPOp: 1, MAC: "01>00"},
	},
	{
		name: "cooked v2", link: capture.LinkLinuxSLL2,
		data: join(raw("86dd 0000 00000002 0001 00 06 0200000000010000"), whole6), want: wantSYN(v6),
	},
	{name: "PPP", link: capture.LinkPPP, data: join(raw("0021"), whole4), want: wantSYN()},
	{name: "PPP, HDLC framing", link: capture.LinkPPPHDLC, data: join(raw("ff03 0057"), whole6), want: wantSYN(v6)},
	{name: "PPP, compressed protocol", link: capture.LinkPPP, data: join(raw("21"), whole4), want: wantSYN()},
	{name: "PPP, link control", link: capture.LinkPPP, data: raw("ff03 c021 01010004"), want: told{Verdict: Link}},
	{name: "PPP, MPLS", link: capture.LinkPPP, data: join(raw("0281"), label(true, whole4)), want: wantSYN(depth(1, 0))},
	{
		name: "PPPoE", link: capture.LinkPPPoE, data: join(raw("11 00 0001"), u16(len(whole4)+2), raw("0021"), whole4),
		want: wantSYN(),
	},
	{name: "another link type", link: 127, data: whole4, want: told{Verdict: Unsupported}},
}

var tagFixtures = on(
	fixture{name: "802.1Q", data: ether(kindVLAN, tagged(0xa005, kindIPv4, whole4)), want: wantSYN(vlan(5), depth(1, 0))},
	fixture{name: "802.1Q, IPv6", data: ether(kindVLAN, tagged(5, kindIPv6, whole6)), want: wantSYN(v6, vlan(5), depth(1, 0))},
	fixture{
		name: "802.1Q twice", data: ether(kindVLAN, tagged(5, kindVLAN, tagged(6, kindIPv4, whole4))),
		want: wantSYN(vlan(5), depth(2, 0)),
	},
	fixture{
		name: "802.1ad", data: ether(kindQinQ, tagged(100, kindVLAN, tagged(6, kindIPv4, whole4))),
		want: wantSYN(vlan(100), depth(2, 0)),
	},
	fixture{
		name: "QinQ by 0x9100", data: ether(kindQinQOld, tagged(100, kindVLAN, tagged(6, kindIPv4, whole4))),
		want: wantSYN(vlan(100), depth(2, 0)),
	},
	fixture{name: "priority tag", data: ether(kindVLAN, tagged(0xe000, kindIPv4, whole4)), want: wantSYN(depth(1, 0))},
	fixture{name: "tag out of band", vlan: 0x2007, data: ether(kindIPv4, whole4), want: wantSYN(vlan(7), depth(1, 0))},
	fixture{
		name: "tags out of band and in", vlan: 7, data: ether(kindVLAN, tagged(5, kindIPv4, whole4)),
		want: wantSYN(vlan(7), depth(2, 0)),
	},
	fixture{
		name: "tagged 802.3", data: ether(kindVLAN, tagged(5, 38, join(raw("42 42 03"), make([]byte, 35)))),
		want: told{Verdict: Link, VLAN: 5, Depth: 1},
	},
	fixture{
		name: "tagged ARP", data: ether(kindVLAN, tagged(5, kindARP, arp(2, hostB, hostA))),
		want: told{Verdict: Neighbour, Src: hostB, Dst: hostA, Proto: ProtoARP, ARPOp: 2, VLAN: 5, Depth: 1},
	},
	fixture{
		name: "802.1ah", data: ether(kindBackbone, join(raw("00000123"), innerEther(kindIPv4, whole4))),
		want: wantSYN(depth(1, 0), mac("aa>bb")),
	},
	fixture{
		name: "Ethernet in Ethernet", data: ether(kindBridge, innerEther(kindIPv4, whole4)),
		want: wantSYN(depth(1, 0), mac("aa>bb")),
	},
	fixture{
		name: "PPPoE, control message in a session", data: ether(kindPPPoE, raw("11 a7 0001 0000 0000")),
		want: told{Verdict: Link, Depth: 1},
	},
	fixture{name: "MPLS", data: ether(kindMPLS, label(true, whole4)), want: wantSYN(depth(1, 0))},
	fixture{
		name: "MPLS, IPv6 behind three labels",
		data: ether(kindMPLS, label(false, label(false, label(true, whole6)))), want: wantSYN(v6, depth(3, 0)),
	},
	fixture{
		name: "MPLS, pseudowire with control word",
		data: ether(kindMPLS, label(true, join(raw("00000000"), innerEther(kindIPv4, whole4)))),
		want: wantSYN(depth(1, 0), mac("aa>bb")),
	},
	fixture{
		name: "MPLS, pseudowire without control word",
		data: ether(kindMPLS, label(true, innerEther(kindVLAN, tagged(9, kindIPv6, whole6)))),
		want: wantSYN(v6, vlan(9), depth(2, 0), mac("aa>bb")),
	},
	fixture{
		name: "MPLS, associated channel", data: ether(kindMPLS, label(true, raw("1000 0021 0000000000000000"))),
		want: told{Verdict: Link, Depth: 1},
	},
	fixture{
		name: "PPPoE session", data: ether(kindPPPoE, join(raw("11 00 0001"), u16(len(whole4)+2), raw("0021"), whole4)),
		want: wantSYN(depth(1, 0)),
	},
	fixture{
		name: "PPPoE, wrong version", data: ether(kindPPPoE, join(raw("21 00 0001 0000 0021"), whole4)),
		want: told{Verdict: Malformed, Depth: 1},
	},
	fixture{name: "PPPoE discovery", data: ether(0x8863, raw("11 09 0000 0000 00000000")), want: told{Verdict: Link}},
	fixture{name: "as many tags as may be", data: ether(kindVLAN, tags(MaxDepth)), want: wantSYN(vlan(1), depth(MaxDepth, 0))},
	fixture{
		name: "one tag too many", data: ether(kindVLAN, tags(MaxDepth+1)),
		want: told{Verdict: TooDeep, VLAN: 1, Depth: MaxDepth},
	},
)

func tags(n int) []byte {
	if n == 1 {
		return tagged(1, kindIPv4, whole4)
	}
	return tagged(1, kindVLAN, tags(n-1))
}
