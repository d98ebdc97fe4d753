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

/* Takes a packet from the budget of a slot; false if it is spent. */
static __always_inline bool spend(__u64 *word, __u16 class)
{
	bool segment = class & CLASS_SEGMENT;
	if (class & CLASS_DATA) {
		if ((*word >> SLOT_PAYLOAD & 0x1f) >= (segment ? SEGMENT_BUDGET : PAYLOAD_BUDGET))
			return false;
		*word += 1 << SLOT_PAYLOAD;
		return true;
	}
	if ((*word >> SLOT_BARE & 0xf) >= (segment ? BARE_SEGMENT_BUDGET : BARE_BUDGET))
		return false;
	*word += 1 << SLOT_BARE;
	return true;
}

#define SPENT(word) ((word) & ((1 << SLOT_SEEN) - 1))
#define SEEN(word) ((__u16)((word) >> SLOT_SEEN))

/* Places in use at first: the fewer there are, the nearer a cache holds them. */
#define FEW_SHIFT 12
/* Bits of a tag that tell places apart as those in use double: slots have them too. */
#define DOUBLING (SLOT_TAG + 3)
/* So many directions still in use are pushed out, among so many times as many frames at most: the places in use double. */
#define PUSHED 1024
#define PUSHED_PART 32

/* What must be alike in two tags that share a place. */
static __always_inline __u64 doubled(const struct counters *c)
{
	return ((1ULL << (c->doubled & 31)) - 1) << DOUBLING;
}

/* The place of a tag on a CPU. */
static __always_inline __u32 place_of(__u64 tag, __u64 doubled, __u32 cpu)
{
	__u64 at = (tag & ((1 << FEW_SHIFT) - 1)) | (tag & doubled) >> DOUBLING << FEW_SHIFT;
	return (cpu & cpu_mask) * (place_mask + 1) + (at & place_mask);
}

/* Whether a slot is free: it is empty, or what it holds has another place since they were doubled. */
static __always_inline bool is_free(__u64 word, __u64 tag, __u64 doubled)
{
	return word == 0 || (word ^ tag) & doubled;
}

/* Frames that were looked for where directions are remembered. */
static __always_inline __u64 looked_for(const struct counters *c)
{
	return c->by[SHED].packets + c->by[FIRST].packets + c->by[EARLY].packets;
}

/* Notes that a direction gives way. Those that move when places double are forgotten, and pass anew. */
static __always_inline void push_out(struct counters *c, __u64 word, __u16 seen)
{
	if ((__u16)(seen - SEEN(word)) > 1)
		return;
	if (c->pushed++ == 0)
		c->since = looked_for(c);
	if (c->pushed < PUSHED)
		return;
	c->pushed = 0;
	if (looked_for(c) - c->since < PUSHED * PUSHED_PART && 1ULL << FEW_SHIFT << (c->doubled & 31) <= place_mask)
		c->doubled++;
}

/*
 * The slot that gives way to a new direction: the one that was used last in the earliest epoch, of those
 * the one that has spent least, so that many that come once do not push out those that go on.
 */
static __always_inline __u32 stalest(const struct place *p, __u64 tag, __u64 doubled, __u16 seen)
{
	__u32 oldest = 0, at = 0;
#pragma unroll
	for (int i = 0; i < SLOTS; i++) {
		__u64 word = p->slots[i];
		__u32 age = (__u32)(__u16)(seen - SEEN(word)) << SLOT_SEEN | (SPENT(word) ^ ((1 << SLOT_SEEN) - 1));
		if (is_free(word, tag, doubled))
			age = ~0;
		if (age > oldest) {
			oldest = age;
			at = i;
		}
	}
	return at;
}

/*
 * Where the direction is in its place, or SLOTS. All slots are compared, without a branch: no guess has to wait for
 * the place to come.
 */
static __always_inline __u32 find(const struct place *p, __u64 tag)
{
	__u64 at = 0;
#pragma unroll
	for (int i = 0; i < SLOTS; i++) {
		__u64 equal = (((p->slots[i] ^ tag) >> SLOT_TAG) - 1) >> 63;
		asm volatile("" : "+r"(equal)); /* a number, not a condition */
		at += equal * (SLOTS - i);
	}
	return SLOTS - at;
}

/* Why the packet matters, whatever is remembered of its direction, or SHED. */
static __always_inline enum reason by_itself(const struct packet *k)
{
	if (k->class & CLASS_REGISTERED)
		return BY_REGISTRATION;
	if (k->class & CLASS_FLAGS)
		return BY_FLAGS;
	return k->class & CLASS_MESSAGE ? BY_MESSAGE : SHED;
}

/* Remembers the packet, and gives why it may matter to its direction, or SHED. */
static __always_inline enum reason remember(const struct packet *k, struct counters *c, __u32 cpu, __u64 now)
{
	__u64 tag = direction_tag(k);
	__u64 alike = doubled(c);
	__u32 at = place_of(tag, alike, cpu);
	struct place *p = bpf_map_lookup_elem(&places, &at);
	if (!p)
		return FIRST;
	__u16 seen = now >> EPOCH_SHIFT, behind = ~0;
	__u32 i = find(p, tag);
	__u64 word = 0;
	if (i < SLOTS) {
		word = p->slots[i];
		behind = seen - SEEN(word); /* time that runs backwards comes out large */
	} else if (k->class & CLASS_FLAGS) {
		return BY_FLAGS; /* scans and floods push out nothing */
	} else {
		i = tag >> SLOT_TAG & (SLOTS - 1);
		if (!is_free(p->slots[i], tag, alike)) { /* what is at home is found without a guess */
			i = stalest(p, tag, alike, seen) & (SLOTS - 1);
			if (!is_free(p->slots[i], tag, alike))
				push_out(c, p->slots[i], seen);
		}
	}
	__u64 next = (tag >> SLOT_TAG << SLOT_TAG) | (__u64)seen << SLOT_SEEN;
	if (behind < 2 && !(k->class & CLASS_OPENING))
		next |= SPENT(word);
	bool early = !(k->class & CLASS_FLAGS) && spend(&next, k->class); /* those take nothing from a budget */
	if (next != word)
		p->slots[i & (SLOTS - 1)] = next;
	if (behind)
		return FIRST;
	return early ? EARLY : SHED;
}
