//go:build ignore

/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
#pragma once

/* The tunnels among the headers that innermost.h walks over. */

static __noinline int step_gre(struct walk *w)
{
	if (!peek(w, 0, 4))
		return 1;
	__u16 flags = get16(w->head), kind = get16(w->head + 2);
	__u32 n = 4 + (flags >> 15 & 1) * 4 + (flags >> 13 & 1) * 4 + (flags >> 12 & 1) * 4;
	bool sequence = flags & 0x1000;
	if ((flags & 7) == 1 && kind == TYPE_PPP && sequence) { /* PPTP */
		go_on(w, n + (flags >> 7 & 1) * 4, TYPE_PPP);
		return 0;
	}
	if (flags & 0x4007)
		return 1;
	if (kind == TYPE_ERSPAN) {
		go_on(w, n + (sequence ? 8 : 0), TYPE_ETHERNET);
		return 0;
	}
	if (kind == TYPE_ERSPAN3) {
		if (!peek(w, n, 12))
			return 1;
		__u32 more = w->head[11] & 1 ? 8 : 0;
		go_on(w, n + 12 + more, (w->head[10] >> 2 & 0x1f) == 2 ? TYPE_IP : TYPE_ETHERNET);
		return 0;
	}
	if (kind < 0x600)
		return 1;
	go_on(w, n, kind);
	return 0;
}

static __noinline int step_gtpu(struct walk *w)
{
	__u8 flags = w->head[8];
	if ((flags & 0xf0) != 0x30 || w->head[9] != 0xff || w->at + 16 + get16(w->head + 10) > w->end)
		return 1;
	__u32 n = 8 + 8;
	if (flags & 0x07)
		n += 4;
	if (flags & 0x04) {
		for (int i = 0; i < 4; i++) {
			if (!peek(w, n - 1, 2) || w->head[0] == 0)
				break;
			if (w->head[1] == 0)
				return 1;
			n += w->head[1] * 4;
			if (w->at + n > w->end)
				return 1;
		}
	}
	go_on(w, n, TYPE_IP);
	return 0;
}

static __noinline int step_teredo(struct walk *w)
{
	__u32 n = 8;
	if (w->head[8] == 0 && w->head[9] == 0)
		n += 8;
	if (!peek(w, n, 40) || w->head[0] >> 4 != 6 || w->at + n + 40 + get16(w->head + 4) != w->end)
		return 1;
	go_on(w, n, TYPE_IPV6);
	return 0;
}

static __noinline int step_udp(struct walk *w)
{
	if (!peek(w, 0, 16))
		return 1;
	__u16 from = get16(w->head), to = get16(w->head + 2), len = get16(w->head + 4);
	if (len != 0 && (len < 8 || w->at + len > w->end))
		return 1;
	if (len != 0)
		w->end = w->at + len;
	if (w->at + 16 > w->end)
		return 1;
	switch (to) {
	case PORT_VXLAN:
	case PORT_VXLAN_OLD:
		if ((w->head[8] & 0x7f) != 0x08 || w->head[15] != 0)
			return 1;
		go_on(w, 16, TYPE_ETHERNET);
		return 0;
	case PORT_GENEVE:
		if (w->head[8] & 0xc0 || w->head[9] & 0x3f || w->head[15] != 0)
			return 1;
		__u16 kind = get16(w->head + 10);
		if (kind < 0x600)
			return 1;
		go_on(w, 16 + (w->head[8] & 0x3f) * 4, kind);
		return 0;
	case PORT_GTPU:
		return step_gtpu(w);
	case PORT_TEREDO:
		return step_teredo(w);
	}
	return from == PORT_TEREDO ? step_teredo(w) : 1;
}
