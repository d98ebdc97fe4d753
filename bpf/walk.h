//go:build ignore

/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
#pragma once

/* A walk over the headers of a frame, for innermost.h. */

#define TYPE_ETHERNET 1
#define TYPE_LLC 2
#define TYPE_IP 3
#define TYPE_ARP 0x0806
#define TYPE_ERSPAN3 0x22eb
#define TYPE_BRIDGE 0x6558
#define TYPE_PPP 0x880b
#define TYPE_MPLS 0x8847
#define TYPE_MPLS_UP 0x8848
#define TYPE_PPPOE 0x8864
#define TYPE_ERSPAN 0x88be
#define TYPE_BACKBONE 0x88e7

#define PROTO_HOPOPT 0
#define PROTO_ICMP 1
#define PROTO_IPIP 4
#define PROTO_IPV6 41
#define PROTO_ROUTING 43
#define PROTO_FRAGMENT 44
#define PROTO_GRE 47
#define PROTO_AH 51
#define PROTO_ICMPV6 58
#define PROTO_DESTINATION 60
#define PROTO_ETHERIP 97
#define PROTO_MOBILITY 135
#define PROTO_MPLS 137
#define PROTO_HIP 139
#define PROTO_SHIM6 140

/* What the sender of a frame is to the pair. */
enum role {
	ASKS, /* the first of the pair has sent something to the second */
	ANSWERED, /* the first of the pair is answered, by an error or a reply */
	NEIGHBOUR, /* of the same link: never held */
};

/* More steps than any honest frame has headers. */
#define STEPS 24

/* Added to the end until a length field has told it: a frame that ends early is then cut, not wrong. */
#define NO_LENGTH (1 << 30)

/* What comes next: a header by its EtherType, or by its IP protocol. */
enum next { BY_TYPE, BY_PROTO4, BY_PROTO6 };

struct walk {
	struct xdp_md *ctx;
	__u64 a[2], b[2]; /* the pair found last */
	__u32 at; /* offset of the next header */
	__u32 end; /* of what the headers so far say that there is */
	__u16 kind;
	__u8 next;
	__u8 found;
	__u8 role; /* of the sender */
	__u8 head[48] __attribute__((aligned(8))); /* bytes of the header at hand */
};

/* The stack is read in aligned pieces only: the compiler has to know what is not. */

static __always_inline __u64 get64(const __u8 *p)
{
	const struct {
		__be64 v;
	} __attribute__((packed)) *word = (const void *)p;
	return bpf_be64_to_cpu(word->v);
}

static __always_inline __u32 get32(const __u8 *p)
{
	const struct {
		__be32 v;
	} __attribute__((packed)) *word = (const void *)p;
	return bpf_ntohl(word->v);
}

static __always_inline __u16 get16(const __u8 *p)
{
	return p[0] << 8 | p[1];
}

/* Reads n bytes, a constant, from the offset on. */
static __always_inline bool peek(struct walk *w, __u32 distance, const __u32 n)
{
	__u32 from = w->at + distance;
	return from + n <= w->end && bpf_xdp_load_bytes(w->ctx, from, w->head, n) == 0;
}

static __always_inline void go_on(struct walk *w, __u32 n, __u16 type)
{
	w->at += n;
	w->kind = type;
	w->next = BY_TYPE;
}

static __always_inline void go_on_proto(struct walk *w, __u32 n, __u8 proto)
{
	w->at += n;
	w->kind = proto;
}

static __always_inline void take4(struct walk *w, __u32 src, __u32 dst)
{
	w->a[0] = w->b[0] = 0;
	w->a[1] = 0xffff00000000 | get32(w->head + src);
	w->b[1] = 0xffff00000000 | get32(w->head + dst);
	w->found = 1;
}

static __always_inline void take6(struct walk *w, __u32 src, __u32 dst)
{
	w->a[0] = get64(w->head + src);
	w->a[1] = get64(w->head + src + 8);
	w->b[0] = get64(w->head + dst);
	w->b[1] = get64(w->head + dst + 8);
	w->found = 1;
}

/* A reply: whoever it is for comes first. */
static __always_inline void answer(struct walk *w)
{
	__u64 hi = w->a[0], lo = w->a[1];
	w->a[0] = w->b[0];
	w->a[1] = w->b[1];
	w->b[0] = hi;
	w->b[1] = lo;
	w->role = ANSWERED;
}
