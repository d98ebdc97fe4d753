//go:build ignore

/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
#pragma once

/*
 * What passes while a lane's ring fills faster than it is read: the traffic of initiators that
 * have touched two targets, or one of them several times. A flood from forged sources touches
 * once with each, and what its victim answers is traffic of the same initiators. Those that
 * have proven real have a way of their own, which the others never push them out of.
 */

/* Times that an initiator must have sent something to one target. */
#define INSISTS 4

/* Whose traffic a frame is. */
struct party {
	__u64 initiator; /* secret hash of its address */
	__u32 target; /* hash of what it has touched; 0 if the frame does not tell */
	bool asks; /* the frame is the initiator's own */
};

static __always_inline __u64 address_tag(const __u64 a[2])
{
	return fold(a[0] ^ seeds[0], a[1] ^ seeds[1]);
}

static __always_inline __u32 target_tag(const __u64 a[2], __u32 rest)
{
	__u32 tag = address_tag(a) + rest * 0x9e3779b1U;
	return tag ? tag : 1;
}

/* The parties of a TCP or UDP packet: who sent a SYN, whom a SYN-ACK or RST is for, or else who has the higher port. */
static __always_inline struct party parties(const struct packet *k)
{
	__u16 from = bpf_ntohs(k->ports & 0xffff), to = bpf_ntohs(k->ports >> 16);
	bool answer = from < to;
	if (k->class & CLASS_SEGMENT && k->class & (CLASS_OPENING | CLASS_RESET))
		answer = k->class & CLASS_RESET || k->class & CLASS_ACK;
	struct party p = {.asks = !answer};
	if (answer) {
		p.initiator = address_tag(k->dst);
		p.target = target_tag(k->src, from ^ k->proto << 16);
	} else {
		p.initiator = address_tag(k->src);
		p.target = target_tag(k->dst, to ^ k->proto << 16);
	}
	return p;
}

/* Whether user space suspects the initiator. */
static __always_inline bool suspected(const struct party *p)
{
	__u32 at = p->initiator & suspect_mask;
	__u64 *tag = bpf_map_lookup_elem(&suspects, &at);
	return tag && *tag == p->initiator;
}

/* Whether the initiator has proven real. */
static __always_inline bool persistent(const struct party *p)
{
	__u32 at = p->initiator & touch_mask, tag = p->initiator >> 32 | 1;
	struct touches *t = bpf_map_lookup_elem(&touches, &at);
	if (!t || t->proven == tag)
		return true;
	if (!p->target)
		return false;
	if (t->once != tag) {
		t->once = tag;
		t->target = p->target;
		t->times = p->asks;
		return false;
	}
	if (p->asks)
		t->times++;
	if (t->target == p->target && t->times < INSISTS)
		return false;
	t->proven = tag;
	return true;
}
