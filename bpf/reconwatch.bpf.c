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
#include "innermost.h"
#include "export.h"

char _license[] SEC("license") = "Dual BSD/GPL";

static __always_inline void count(__u32 cpu, enum reason why, __u32 wire)
{
	__u32 key = cpu * interfaces + interface;
	struct counters *c = bpf_map_lookup_elem(&counts, &key);
	if (c) {
		c->packets[why]++;
		c->bytes[why] += wire;
	}
}

SEC("xdp.frags")
int reconwatch(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct packet k;
	__u32 wire = bpf_xdp_get_buff_len(ctx);
	__u32 cpu = bpf_get_smp_processor_id();
	__u64 now = coarse_time();

	if (!parse(&k, data, end, wire)) {
		count(cpu, BY_KIND, wire);
		export(ctx, cpu, lanes == 1 ? 0 : innermost_lane(ctx, wire), wire, wire, now);
		return verdict;
	}
	enum reason why = judge(&k, cpu, now);
	if (why == SHED && keep_all)
		why = EARLY;
	count(cpu, why, wire);
	if (why != SHED)
		export(ctx, cpu, lanes == 1 ? 0 : pair_lane(k.src, k.dst), kept(&k, wire), wire, now);
	return verdict;
}
