//go:build ignore

/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
#pragma once

/*
 * The lane of what parse.h does not read: by the innermost pair of addresses, as the
 * decoder of capture/packet finds it.
 */

/* Each reads one header, and returns 0 to go on, 1 at the end of the walk. */

static __noinline int step_ipv4(struct walk *w)
{
	if (!peek(w, 0, 20))
		return 1;
	__u8 first = w->head[0];
	__u32 header = (first & 0x0f) * 4, total = get16(w->head + 2), fragment = get16(w->head + 6), left = w->end - w->at;
	if (total == 0)
		total = left & ~NO_LENGTH;
	if (first >> 4 != 4 || header < 20 || total < header || (total > left && !(fragment & 0x2000)))
		return 1;
	take4(w, 12, 16);
	if (total < left)
		w->end = w->at + total;
	if (fragment & 0x1fff)
		return 1;
	w->next = BY_PROTO4;
	go_on_proto(w, header, w->head[9]);
	return 0;
}

static __noinline int step_ipv6(struct walk *w)
{
	if (!peek(w, 0, 40))
		return 1;
	__u32 len = get16(w->head + 4), left = w->end - w->at;
	if (w->head[0] >> 4 != 6)
		return 1;
	__u32 room = left & ~NO_LENGTH;
	if (len == 0 && room >= 60 && (w->head[6] == PROTO_TCP || w->head[6] == PROTO_UDP || w->head[6] == PROTO_HOPOPT))
		len = room - 40; /* offload's, or a jumbogram's */
	if (len + 40 > left)
		return 1;
	take6(w, 8, 24);
	w->end = w->at + len + 40;
	w->next = BY_PROTO6;
	go_on_proto(w, 40, w->head[6]);
	return 0;
}

static __noinline int step_arp(struct walk *w)
{
	/* Ethernet and IPv4, by type and length. */
	if (peek(w, 0, 28) && get64(w->head) >> 16 == 0x000108000604)
		take4(w, 14, 24);
	w->role = NEIGHBOUR;
	return 1;
}

static __noinline int step_icmp4(struct walk *w)
{
	if (!peek(w, 0, 8))
		return 1;
	__u8 type = w->head[0];
	if (type == 0 || type == 14 || type == 18)
		answer(w);
	if ((!(type >= 3 && type <= 5) && type != 11 && type != 12) || !peek(w, 0, 28))
		return 1;
	__u32 header = (w->head[8] & 0x0f) * 4;
	if (w->head[8] >> 4 == 4 && header >= 20 && w->at + 8 + header <= w->end) {
		take4(w, 20, 24);
		w->role = ANSWERED;
	}
	return 1;
}

static __noinline int step_icmp6(struct walk *w)
{
	if (!peek(w, 0, 8))
		return 1;
	__u8 type = w->head[0];
	if (type == 129)
		answer(w);
	else if (type > 129)
		w->role = NEIGHBOUR;
	if (!peek(w, 0, 24))
		return 1;
	/* The target stands for the side that solicits by multicast or answers from another address. */
	if (type == 135) {
		w->b[0] = get64(w->head + 8);
		w->b[1] = get64(w->head + 16);
	} else if (type == 136) {
		w->a[0] = get64(w->head + 8);
		w->a[1] = get64(w->head + 16);
	} else if (type >= 1 && type <= 4 && peek(w, 8, 40) && w->head[0] >> 4 == 6) {
		take6(w, 8, 24);
		w->role = ANSWERED;
	}
	return 1;
}

static __noinline int step_extension(struct walk *w)
{
	if (!peek(w, 0, 8))
		return 1;
	__u32 n = (w->head[1] + 1) * 8;
	if (w->kind == PROTO_AH)
		n = (w->head[1] + 2) * 4;
	if (w->kind == PROTO_FRAGMENT) {
		n = 8;
		if (get16(w->head + 2) & 0xfff8)
			return 1;
	}
	if (w->at + n > w->end)
		return 1;
	go_on_proto(w, n, w->head[0]);
	return 0;
}

static __noinline int step_proto(struct walk *w)
{
	switch (w->kind) {
	case PROTO_ICMP:
		return w->next == BY_PROTO4 ? step_icmp4(w) : 1;
	case PROTO_ICMPV6:
		return w->next == BY_PROTO6 ? step_icmp6(w) : 1;
	case PROTO_UDP:
		return step_udp(w);
	case PROTO_GRE:
		return step_gre(w);
	case PROTO_IPIP:
		go_on(w, 0, TYPE_IPV4);
		return 0;
	case PROTO_IPV6:
		go_on(w, 0, TYPE_IPV6);
		return 0;
	case PROTO_MPLS:
		go_on(w, 0, TYPE_MPLS);
		return 0;
	case PROTO_ETHERIP:
		if (!peek(w, 0, 2) || w->head[0] != 0x30)
			return 1;
		go_on(w, 2, TYPE_ETHERNET);
		return 0;
	case PROTO_AH:
		return step_extension(w);
	case PROTO_HOPOPT:
	case PROTO_ROUTING:
	case PROTO_FRAGMENT:
	case PROTO_DESTINATION:
	case PROTO_MOBILITY:
	case PROTO_HIP:
	case PROTO_SHIM6:
		return w->next == BY_PROTO6 ? step_extension(w) : 1;
	}
	return 1;
}

static __always_inline int step_version(struct walk *w)
{
	if (!peek(w, 0, 1))
		return 1;
	__u8 version = w->head[0] >> 4;
	go_on(w, 0, version == 4 ? TYPE_IPV4 : TYPE_IPV6);
	return version != 4 && version != 6;
}

static __always_inline bool ether_type(__u16 t)
{
	return t == TYPE_IPV4 || t == TYPE_IPV6 || t == TYPE_ARP || t == TYPE_VLAN || t == TYPE_QINQ || t == TYPE_MPLS ||
	       t == TYPE_PPPOE;
}

/* Reads one label; nothing says what follows the bottom of the stack. */
static __noinline int step_mpls(struct walk *w)
{
	if (!peek(w, 0, 4))
		return 1;
	if (!(w->head[2] & 1)) {
		go_on(w, 4, TYPE_MPLS);
		return 0;
	}
	__u32 left = (w->end - w->at - 4) & ~NO_LENGTH;
	if (!peek(w, 4, 6))
		return 1;
	__u8 first = w->head[0];
	__u32 word = get32(w->head), length = get16(w->head + 2);
	if (first >> 4 == 4 && (first & 0x0f) >= 5 && length >= 20 && length <= left) {
		go_on(w, 4, TYPE_IPV4);
		return 0;
	}
	if (first >> 4 == 6 && get16(w->head + 4) + 40 <= left) {
		go_on(w, 4, TYPE_IPV6);
		return 0;
	}
	bool here = peek(w, 4, 14) && ether_type(get16(w->head + 12));
	if (first == 0 && (word == 0 || !here) && peek(w, 8, 14) && ether_type(get16(w->head + 12))) {
		go_on(w, 8, TYPE_ETHERNET); /* behind a control word, RFC 4448 */
		return 0;
	}
	go_on(w, 4, TYPE_ETHERNET);
	return !here;
}

static __noinline int step_ppp(struct walk *w)
{
	__u32 n = 0;
	if (!peek(w, 0, 2))
		return 1;
	if (w->head[0] == 0xff && w->head[1] == 0x03) {
		n = 2;
		if (!peek(w, 2, 2))
			return 1;
	}
	__u16 proto = w->head[0];
	n++;
	if (!(proto & 1)) {
		proto = get16(w->head);
		n++;
	}
	switch (proto) {
	case 0x0021:
		go_on(w, n, TYPE_IPV4);
		return 0;
	case 0x0057:
		go_on(w, n, TYPE_IPV6);
		return 0;
	case 0x0281:
	case 0x0283:
		go_on(w, n, TYPE_MPLS);
		return 0;
	}
	return 1;
}

static __noinline int step_llc(struct walk *w)
{
	if (!peek(w, 0, 3))
		return 1;
	if (w->head[0] == 0x06 && w->head[1] == 0x06 && w->head[2] == 0x03) {
		go_on(w, 3, TYPE_IPV4);
		return 0;
	}
	if (!peek(w, 0, 8) || w->head[0] != 0xaa || w->head[1] != 0xaa || w->head[2] != 0x03)
		return 1;
	__u16 type = get16(w->head + 6);
	if (w->head[3] || w->head[4] || (w->head[5] && w->head[5] != 0xf8) || type < 0x600)
		return 1;
	go_on(w, 8, type);
	return 0;
}

static __noinline int step_link(struct walk *w)
{
	__u16 type;
	switch (w->kind) {
	case TYPE_ETHERNET:
	case TYPE_BRIDGE:
		if (!peek(w, 0, 14))
			return 1;
		type = get16(w->head + 12);
		go_on(w, 14, type < 0x600 ? TYPE_LLC : type);
		return 0;
	case TYPE_VLAN:
	case TYPE_QINQ:
	case TYPE_QINQ_OLD:
	case TYPE_QINQ_OLDEST:
		if (!peek(w, 0, 4))
			return 1;
		type = get16(w->head + 2);
		go_on(w, 4, type < 0x600 ? TYPE_LLC : type);
		return 0;
	case TYPE_BACKBONE:
		go_on(w, 4, TYPE_ETHERNET);
		return 0;
	case TYPE_PPPOE:
		if (!peek(w, 0, 6) || w->head[0] != 0x11 || w->head[1] != 0)
			return 1;
		go_on(w, 6, TYPE_PPP);
		return 0;
	}
	return 1;
}

static __noinline int step_type(struct walk *w)
{
	switch (w->kind) {
	case TYPE_IPV4:
		return step_ipv4(w);
	case TYPE_IPV6:
		return step_ipv6(w);
	case TYPE_ARP:
		return step_arp(w);
	case TYPE_IP:
		return step_version(w);
	case TYPE_LLC:
		return step_llc(w);
	case TYPE_PPP:
		return step_ppp(w);
	case TYPE_MPLS:
	case TYPE_MPLS_UP:
		return step_mpls(w);
	}
	return step_link(w);
}

static long step(__u32 i, void *context)
{
	struct walk *w = context;
	return w->next == BY_TYPE ? step_type(w) : step_proto(w);
}

/* Finds the innermost pair of addresses of a frame. */
static __noinline int innermost(struct xdp_md *ctx, struct walk *w, __u32 wire)
{
	w->ctx = ctx;
	w->end = wire + NO_LENGTH;
	w->kind = TYPE_ETHERNET;
	bpf_loop(STEPS, step, w, 0);
	return w->found;
}
