//go:build ignore

/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
#pragma once

/*
 * Predicate R as far as the kernel can know it: what Filter of capture/relevance does, with
 * its budgets. A direction that was forgotten begins anew, and passes.
 */

#define EPOCH_SHIFT 34
#define PAYLOAD_BUDGET 16 /* twice R's: a frame that is mirrored twice must not spend what its flow will need */
#define SEGMENT_BUDGET 4
#define BARE_BUDGET 8
#define BARE_SEGMENT_BUDGET 4

static __always_inline __u64 stir(__u64 h, __u64 word)
{
	h = (h ^ word) * 0x9fb21c651e98df25;
	return h ^ h >> 32;
}

/* A secret hash of the direction. */
static __always_inline __u64 direction_tag(const struct packet *k)
{
	__u64 h = seeds[0];
	if (k->src[0] | k->dst[0]) {
		h = stir(h, k->src[0]);
		h = stir(h, k->dst[0] ^ seeds[2]);
		h = stir(h, k->src[1]);
		h = stir(h, k->dst[1]);
	} else {
		h = stir(h, k->src[1] << 32 | (__u32)k->dst[1]);
	}
	h = stir(h ^ seeds[1], k->ports | (__u64)(k->vlan & vlan_mask) << 32 | (__u64)k->proto << 48);
	return (h ^ h >> 29) * (seeds[2] | 1);
}

static __always_inline bool spend(struct slot *s, __u16 class)
{
	bool segment = class & CLASS_SEGMENT;
	if (class & CLASS_DATA) {
		if (s->payload >= (segment ? SEGMENT_BUDGET : PAYLOAD_BUDGET))
			return false;
		s->payload++;
		return true;
	}
	if (s->bare >= (segment ? BARE_SEGMENT_BUDGET : BARE_BUDGET))
		return false;
	s->bare++;
	return true;
}

/* The direction's slot; the one of a place that was used last in an earlier epoch gives way. */
static __always_inline struct slot *find(struct place *p, __u64 tag)
{
	if (p->slots[0].tag == tag)
		return &p->slots[0];
	if (p->slots[1].tag == tag)
		return &p->slots[1];
	struct slot *s = &p->slots[0];
	if (p->slots[1].seen < s->seen || (p->slots[1].seen == s->seen && tag >> 63))
		s = &p->slots[1];
	s->tag = tag;
	s->seen = 0;
	return s;
}

/* Why the packet may matter, or SHED. */
static __always_inline enum reason judge(const struct packet *k, __u32 cpu, __u64 now)
{
	if (k->class & CLASS_REGISTERED)
		return BY_REGISTRATION;
	__u64 tag = direction_tag(k);
	__u32 at = (cpu & cpu_mask) * (place_mask + 1) + (tag & place_mask);
	struct place *p = bpf_map_lookup_elem(&places, &at);
	if (!p)
		return FIRST;
	struct slot *s = find(p, tag);
	__u32 seen = (__u32)(now >> EPOCH_SHIFT) + 1;
	__u32 behind = seen - s->seen; /* time that runs backwards comes out large */
	s->seen = seen;
	if (behind >= 2 || k->class & CLASS_OPENING) {
		s->payload = 0;
		s->bare = 0;
	}
	if (k->class & CLASS_FLAGS) /* takes nothing from a budget */
		return BY_FLAGS;
	bool early = spend(s, k->class);
	if (k->class & CLASS_MESSAGE)
		return BY_MESSAGE;
	if (behind)
		return FIRST;
	return early ? EARLY : SHED;
}
