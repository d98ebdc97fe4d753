//go:build ignore

/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
#pragma once

/* Hands a frame to user space, cut to what analyzers read of it. */

/* Room for the bytes of a frame in the three sizes of records. */
#define SMALL 192
#define MIDDLE 512
#define LARGE 2048

/* Payload that analyzers are promised (analyzers.MessageBytes). */
#define PROMISED 512

/* Nanoseconds since the Unix epoch, some milliseconds behind, for a fifth of the price. */
static __always_inline __u64 coarse_time(void)
{
	return own_clock ? clock_now : bpf_ktime_get_coarse_ns() + clock_offset;
}

/*
 * The exact time, within the epoch of the coarse one: user space must not count a packet
 * to the next epoch while the program does not yet.
 */
static __always_inline __u64 exact_time(__u64 coarse)
{
	if (own_clock)
		return coarse;
	__u64 now = bpf_ktime_get_ns() + clock_offset, last = coarse | ((1ULL << EPOCH_SHIFT) - 1);
	if (now > last)
		return last;
	return now < coarse ? coarse : now;
}

static __always_inline void count_loss(__u32 cpu, __u32 lane, __u32 wire)
{
	__u32 key = (cpu * interfaces + interface) * lanes + lane;
	struct losses *l = bpf_map_lookup_elem(&lost, &key);
	if (l) {
		l->packets++;
		l->bytes += wire;
	}
}

/* Writes a record with room for size bytes, a constant. */
static __always_inline bool write(struct xdp_md *ctx, void *ring, __u32 keep, __u32 wire, __u64 now, const __u32 size)
{
	struct record *r = bpf_ringbuf_reserve(ring, sizeof(*r) + size, 0);
	if (!r)
		return false;
	r->time = exact_time(now);
	r->wire = wire;
	r->interface = interface;
	__u64 n = keep;
	asm volatile("" : "+r"(n)); /* the verifier wants all 64 bits compared */
	if (n > size)
		n = size;
	if (n == 0 || bpf_xdp_load_bytes(ctx, 0, r + 1, n) < 0)
		n = 0;
	r->kept = n;
	bpf_ringbuf_submit(r, BPF_RB_NO_WAKEUP);
	return true;
}

/* Exports the first keep bytes of a frame to the ring of its lane. */
static __always_inline void export(struct xdp_md *ctx, __u32 cpu, __u32 lane, __u32 keep, __u32 wire, __u64 now)
{
	void *ring = bpf_map_lookup_elem(&rings, &lane);
	if (!ring)
		return;
	bool done;
	if (keep <= SMALL)
		done = write(ctx, ring, keep, wire, now, SMALL);
	else if (keep <= MIDDLE)
		done = write(ctx, ring, keep, wire, now, MIDDLE);
	else
		done = write(ctx, ring, keep, wire, now, LARGE);
	if (!done)
		count_loss(cpu, lane, wire);
}

/* How much of a frame is kept: what lies in front of the payload, and as much of that as is promised. */
static __always_inline __u32 kept(const struct packet *k, __u32 wire)
{
	if (k->class & CLASS_REGISTERED)
		return wire;
	__u32 most = k->payload_len < PROMISED ? k->payload_len : PROMISED;
	return k->payload_at + most;
}
