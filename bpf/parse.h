//go:build ignore

/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
#pragma once

/*
 * Reads the TCP and UDP packets that may be shed: over Ethernet, behind two tags at
 * most, whole and without a tunnel. All others are not understood here, and pass.
 */

#define TYPE_IPV4 0x0800
#define TYPE_IPV6 0x86dd
#define TYPE_VLAN 0x8100
#define TYPE_QINQ 0x88a8
#define TYPE_QINQ_OLD 0x9100
#define TYPE_QINQ_OLDEST 0x9200

#define PROTO_TCP 6
#define PROTO_UDP 17
#define PROTO_ESP 50

/* UDP ports of tunnels, as capture/packet has them. */
#define PORT_GTPU 2152
#define PORT_TEREDO 3544
#define PORT_VXLAN 4789
#define PORT_GENEVE 6081
#define PORT_VXLAN_OLD 8472

/* Up to this time to live a packet to one host is sent to expire on the way: it passes. */
#define LOW_TTL 10

#define TCP_SYN 0x002
#define TCP_RST 0x004
#define TCP_ACK 0x010
/* Flags that an established flow sends: PSH, ACK, URG, ECE, CWR, AE. */
#define TCP_CALM 0x1f8

/* What one packet shows, as capture/relevance has it. */
#define CLASS_DATA 0x01
#define CLASS_OPENING 0x02
#define CLASS_FLAGS 0x04
#define CLASS_MESSAGE 0x08
#define CLASS_REGISTERED 0x10
#define CLASS_SEGMENT 0x40
/* Beside those: RST, ACK. */
#define CLASS_RESET 0x100
#define CLASS_ACK 0x200

struct packet {
	/* Addresses in halves, in host byte order; IPv4 as ::ffff:a.b.c.d. */
	__u64 src[2], dst[2];
	__u32 ports; /* as they lie in the packet */
	__u32 wire; /* length of the frame, or of its first part, if the packet ends there */
	__u32 payload_at; /* offset in the frame */
	__u32 payload_len; /* of the IP packet, behind the transport header */
	__u16 vlan;
	__u16 class;
	__u8 proto;
};

/* All bytes of a type of a given size lie at p. */
#define HAS(p, n) ((void *)(p) + (n) <= end)

static __always_inline __u64 load64(const void *p)
{
	return bpf_be64_to_cpu(*(const __be64 *)p);
}

static __always_inline __u32 load32(const void *p)
{
	return bpf_ntohl(*(const __be32 *)p);
}

static __always_inline __u16 load16(const void *p)
{
	return bpf_ntohs(*(const __be16 *)p);
}

static __always_inline bool is_tag(__u16 type)
{
	return type == TYPE_VLAN || type == TYPE_QINQ || type == TYPE_QINQ_OLD || type == TYPE_QINQ_OLDEST;
}

/* Whether a payload begins an HTTP request or status line, a TLS handshake or an SSH banner. */
static __always_inline bool starts_message(__u32 word)
{
	switch (word) {
	case 0x47455420: /* GET */
	case 0x504f5354: /* POST */
	case 0x48454144: /* HEAD */
	case 0x50555420: /* PUT */
	case 0x44454c45: /* DELETE */
	case 0x4f505449: /* OPTIONS */
	case 0x50415443: /* PATCH */
	case 0x54524143: /* TRACE */
	case 0x434f4e4e: /* CONNECT */
	case 0x50524f50: /* PROPFIND, PROPPATCH */
	case 0x50524920: /* the preface of HTTP/2 */
	case 0x48545450: /* HTTP */
	case 0x5353482d: /* SSH- */
		return true;
	}
	return word >> 16 == 0x1603;
}

static __always_inline bool has_registered(__u16 a, __u16 b)
{
	if ((a < b ? a : b) > last_registered)
		return false;
	return ((registered[a >> 6] >> (a & 63)) | (registered[b >> 6] >> (b & 63))) & 1;
}

/* Reads a TCP segment of len bytes at p. */
static __always_inline bool parse_tcp(struct packet *k, void *data, void *p, void *end, __u32 len)
{
	if (len < 20 || !HAS(p, 20))
		return false;
	__u16 word = load16(p + 12);
	__u32 header = word >> 12 << 2;
	if (header < 20 || header > len)
		return false;
	k->class = CLASS_SEGMENT;
	if (!(word & TCP_ACK) || (word & 0xfff & ~TCP_CALM))
		k->class |= CLASS_FLAGS;
	if (word & TCP_SYN)
		k->class |= CLASS_OPENING;
	if (word & TCP_RST)
		k->class |= CLASS_RESET;
	if (word & TCP_ACK)
		k->class |= CLASS_ACK;
	k->payload_len = len - header;
	p += header;
	k->payload_at = p - data;
	if (k->payload_len == 0)
		return true;
	k->class |= CLASS_DATA;
	if (k->payload_len < 4)
		return true;
	if (!HAS(p, 4))
		return false;
	if (starts_message(load32(p)))
		k->class |= CLASS_MESSAGE;
	return true;
}

/* Reads a datagram of UDP. A length of 0 is offload's or a jumbogram's. */
static __always_inline bool parse_udp(struct packet *k, void *data, void *p, void *end, __u32 len)
{
	if (len < 8 || !HAS(p, 8))
		return false;
	__u16 to = load16(p + 2);
	if (to == PORT_GTPU || to == PORT_TEREDO || to == PORT_VXLAN || to == PORT_GENEVE || to == PORT_VXLAN_OLD ||
	    load16(p) == PORT_TEREDO)
		return false;
	__u32 own = load16(p + 4);
	if (own < 8 || own > len)
		return false;
	k->class = own > 8 ? CLASS_DATA : 0;
	k->payload_len = len - 8;
	k->payload_at = p + 8 - data;
	return true;
}

/* Reads a packet of IPsec (RFC 4303): it runs as long as a stream, and has no ports. */
static __always_inline bool parse_esp(struct packet *k, void *data, void *p, __u32 len)
{
	k->class = len ? CLASS_DATA : 0;
	k->payload_len = len;
	k->payload_at = p - data;
	k->ports = 0;
	return true;
}

static __always_inline bool is_read(__u8 proto)
{
	return proto == PROTO_TCP || proto == PROTO_UDP || proto == PROTO_ESP;
}

static __always_inline bool parse_transport(struct packet *k, void *data, void *p, void *end, __u32 len)
{
	if (k->proto == PROTO_ESP)
		return parse_esp(k, data, p, len);
	bool ok = k->proto == PROTO_TCP ? parse_tcp(k, data, p, end, len) : parse_udp(k, data, p, end, len);
	if (!ok)
		return false;
	k->ports = *(__u32 *)p;
	if (has_registered(load16(p), load16(p + 2)))
		k->class |= CLASS_REGISTERED;
	return true;
}

/* Whether the frame has len bytes from an offset on. How long it is costs a call if it is in parts: it is seldom made. */
static __always_inline bool reaches(struct packet *k, struct xdp_md *ctx, __u32 at, __u32 len)
{
	if (at + len <= k->wire)
		return true;
	k->wire = bpf_xdp_get_buff_len(ctx);
	return at + len <= k->wire;
}

static __always_inline bool parse_ipv4(struct packet *k, struct xdp_md *ctx, void *data, void *p, void *end)
{
	if (!HAS(p, 20))
		return false;
	__u8 first = *(__u8 *)p;
	__u32 header = (first & 0x0f) * 4, total = load16(p + 2);
	if (first >> 4 != 4 || header < 20 || total < header || !reaches(k, ctx, p - data, total))
		return false;
	if (load16(p + 6) & 0x3fff) /* a fragment */
		return false;
	if (*(__u8 *)(p + 8) <= LOW_TTL && *(__u8 *)(p + 16) >> 4 != 0xe)
		return false;
	k->proto = *(__u8 *)(p + 9);
	if (!is_read(k->proto))
		return false;
	k->src[0] = k->dst[0] = 0;
	k->src[1] = 0xffff00000000 | load32(p + 12);
	k->dst[1] = 0xffff00000000 | load32(p + 16);
	return parse_transport(k, data, p + header, end, total - header);
}

static __always_inline bool parse_ipv6(struct packet *k, struct xdp_md *ctx, void *data, void *p, void *end)
{
	if (!HAS(p, 40))
		return false;
	__u32 len = load16(p + 4);
	if (*(__u8 *)p >> 4 != 6 || len == 0 || !reaches(k, ctx, p - data, len + 40))
		return false;
	if (*(__u8 *)(p + 7) <= LOW_TTL && *(__u8 *)(p + 24) != 0xff)
		return false;
	k->proto = *(__u8 *)(p + 6);
	if (!is_read(k->proto))
		return false;
	k->src[0] = load64(p + 8);
	k->src[1] = load64(p + 16);
	k->dst[0] = load64(p + 24);
	k->dst[1] = load64(p + 32);
	return parse_transport(k, data, p + 40, end, len);
}

/* Fills k, whose wire is set, and reports whether the packet is one that may be shed. */
static __always_inline bool parse(struct packet *k, struct xdp_md *ctx, void *data, void *end)
{
	void *p = data + 14;
	if (p > end)
		return false;
	__u16 type = load16(data + 12);
	k->vlan = 0;
#pragma unroll
	for (int i = 0; i < 2; i++) {
		if (!is_tag(type))
			break;
		if (!HAS(p, 4))
			return false;
		if (k->vlan == 0)
			k->vlan = load16(p) & 0x0fff;
		type = load16(p + 2);
		p += 4;
	}
	switch (type) {
	case TYPE_IPV4:
		return parse_ipv4(k, ctx, data, p, end);
	case TYPE_IPV6:
		return parse_ipv6(k, ctx, data, p, end);
	}
	return false;
}
