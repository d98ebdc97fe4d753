//go:build ignore

/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */

/*
 * Looks at every frame of an interface, sheds in the kernel what cannot matter to
 * reconnaissance, and hands the rest to user space through a ring for each lane.
 */

#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "config.h"
#include "maps.h"
#include "parse.h"
#include "direction.h"
#include "lane.h"
#include "walk.h"
#include "tunnel.h"
#include "innermost.h"
#include "export.h"
#include "flood.h"

char _license[] SEC("license") = "Dual BSD/GPL";

static __always_inline struct counters *counters_of(__u32 cpu)
{
	__u32 key = cpu * interfaces + interface;
	return bpf_map_lookup_elem(&counts, &key);
}

static __always_inline void count(struct counters *c, __u32 why, __u32 wire)
{
	if (why >= REASONS)
		return;
	c->by[why].packets++;
	c->by[why].bytes += wire;
}

/* A frame that may matter, and what becomes of it. */
struct job {
	__u64 now;
	__u32 cpu, lane;
	__u32 keep, wire;
	__u32 why; /* enum reason */
	__u32 known; /* who is the initiator: the members below are set */
	struct party who;
};

/* Hands a frame to the ring of its lane, or to the one that suspects have. */
static __always_inline enum outcome hand_over(struct xdp_md *ctx, const struct job *j, struct counters *c, bool reserved)
{
	__u32 key = (j->cpu & ring_cpu_mask) * lanes + j->lane;
	struct ring *r;
	if (reserved) {
		r = bpf_map_lookup_elem(&reserves, &key);
		return r ? export(ctx, r, reserve_bytes, j->keep, j->wire, c, j->now) : LOST;
	}
	r = bpf_map_lookup_elem(&rings, &key);
	return r ? export(ctx, r, ring_bytes, j->keep, j->wire, c, j->now) : LOST;
}

/*
 * Hands a frame over, unless there is a flood and the frame may be a part of it; a ring that fills makes a
 * flood. Not static, so that it is verified once.
 */
__noinline int pass(struct xdp_md *ctx, struct job *j)
{
	if (!j)
		return 0;
	__u32 lane = j->lane;
	struct flood *f = bpf_map_lookup_elem(&floods, &lane);
	struct counters *c = counters_of(j->cpu);
	if (!f || !c)
		return 0;
	bool reserved = false;
	if (f->on && j->known) {
		reserved = suspected(&j->who);
		if (!reserved && !persistent(&j->who)) {
			count(c, HELD, j->wire);
			count_held(j->cpu, lane);
			return 0;
		}
	}
	count(c, j->why, j->wire);
	enum outcome o = hand_over(ctx, j, c, reserved);
	if (o == LOST)
		count_loss(j->cpu, lane, j->wire);
	if (o != WRITTEN && !reserved && !f->on)
		f->on = 1;
	return 0;
}

/* What parse.h does not read passes, whatever it is. */
static __noinline int pass_other(struct xdp_md *ctx, struct job *j)
{
	struct walk w = {};
	if (innermost(ctx, &w, j->wire)) {
		if (lanes > 1)
			j->lane = pair_lane(w.a, w.b);
		j->known = w.role != NEIGHBOUR;
		j->who.initiator = address_tag(w.a);
		j->who.asks = w.role == ASKS;
		j->who.target = w.role == ASKS ? target_tag(w.b, 0) : 0;
	}
	return pass(ctx, j);
}

/* What may be shed, and is not. */
static __noinline int deliver(struct xdp_md *ctx, const struct packet *k, struct job *j)
{
	j->wire = k->wire;
	j->keep = kept(k);
	if (lanes > 1)
		j->lane = pair_lane(k->src, k->dst);
	struct flood *f = bpf_map_lookup_elem(&floods, &j->lane);
	if (f && f->on) {
		j->known = true;
		j->who = parties(k);
	}
	return pass(ctx, j);
}

SEC("xdp.frags")
int reconwatch(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct packet k = {.wire = end - data};
	struct job j = {.cpu = bpf_get_smp_processor_id(), .why = BY_KIND};
	struct counters *c = counters_of(j.cpu);

	if (!c)
		return verdict;
	j.now = coarse_time(c);
	if (!parse(&k, ctx, data, end)) {
		j.keep = j.wire = bpf_xdp_get_buff_len(ctx);
		pass_other(ctx, &j);
		return verdict;
	}
	j.why = by_itself(&k);
	if (j.why != SHED) { /* goes first: while what is remembered comes from far, the next frame does not wait */
		deliver(ctx, &k, &j);
		if (j.why != BY_REGISTRATION)
			remember(&k, c, j.cpu, j.now);
		return verdict;
	}
	j.why = remember(&k, c, j.cpu, j.now);
	if (j.why == SHED && keep_all)
		j.why = EARLY;
	if (j.why != SHED) {
		deliver(ctx, &k, &j);
		return verdict;
	}
	c->by[SHED].packets++;
	c->by[SHED].bytes += k.wire;
	return verdict;
}
