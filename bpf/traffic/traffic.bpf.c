//go:build ignore

/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */

/*
 * Makes frames of 64 bytes for measurements, as fast as the kernel can: run by
 * BPF_PROG_TEST_RUN with live frames, each goes out of one end of a virtual wire.
 */

#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

/* The interface that frames leave by. */
const volatile __u32 out = 0;
/* Connections that the traffic is of, a power of two, less one. */
const volatile __u32 flow_mask = 0;
/* Of 1024 frames, how many are SYNs; the others are bare ACKs. */
const volatile __u32 syns = 0;
/* A flood: SYNs to one host, from sources that send so many each, to different ports; 0 is none. */
const volatile __u32 touches = 0;

volatile __u64 number = 0;
volatile __u64 secret = 0x9e3779b97f4a7c15;

char _license[] SEC("license") = "Dual BSD/GPL";

#define SYN 0x02
#define ACK 0x10

struct frame {
	__u8 ethernet[14];
	__u8 version, tos;
	__be16 length, id, fragment;
	__u8 ttl, proto;
	__be16 sum;
	__be32 src, dst;
	__be16 src_port, dst_port;
	__be32 seq, ack;
	__u8 offset, flags;
} __attribute__((packed));

static __always_inline __u64 stir(__u64 x)
{
	x ^= x >> 30;
	x *= 0xbf58476d1ce4e5b9;
	x ^= x >> 27;
	x *= 0x94d049bb133111eb;
	return x ^ x >> 31;
}

SEC("xdp")
int generate(struct xdp_md *ctx)
{
	struct frame *f = (void *)(long)ctx->data;
	if ((void *)(f + 1) > (void *)(long)ctx->data_end)
		return XDP_ABORTED;
	__u64 n = number++; /* one CPU runs this */
	f->id = n;
	f->seq = n;
	if (touches) {
		__u64 source = stir(n / touches ^ secret);
		f->src = source;
		f->dst = bpf_htonl(0xc6336401); /* 198.51.100.1 */
		f->src_port = source >> 32;
		f->dst_port = bpf_htons(80 + n % touches);
		f->flags = SYN;
	} else {
		__u64 any = stir(n ^ secret);
		__u32 flow = any & flow_mask;
		f->src = bpf_htonl(0x0a000000 | flow);
		f->dst = bpf_htonl(0xc6336400 | (flow * 31 & 0x7f));
		/* Attempts are of other connections than those that go on. */
		bool attempt = (any >> 32 & 1023) < syns;
		f->src_port = bpf_htons((attempt ? 0x8000 : 0x4000) | (flow & 0x3fff));
		f->dst_port = bpf_htons(443);
		f->flags = attempt ? SYN : ACK;
	}
	return bpf_redirect(out, 0);
}

/* CPU -> frames that discard has seen. */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} seen SEC(".maps");

/* The least that a program can do: counts a frame and drops it. */
SEC("xdp.frags")
int discard(struct xdp_md *ctx)
{
	__u32 zero = 0;
	__u64 *n = bpf_map_lookup_elem(&seen, &zero);
	if (n)
		++*n;
	return XDP_DROP;
}
