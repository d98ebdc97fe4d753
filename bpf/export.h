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

static __always_inline struct losses *losses_of(__u32 cpu, __u32 lane)
{
	__u32 key = (cpu * interfaces + interface) * lanes + lane;
	return bpf_map_lookup_elem(&lost, &key);
}

static __always_inline void count_loss(__u32 cpu, __u32 lane, __u32 wire)
{
	struct losses *l = losses_of(cpu, lane);
	if (l) {
		l->packets++;
		l->bytes += wire;
	}
}

static __always_inline void count_held(__u32 cpu, __u32 lane)
{
	struct losses *l = losses_of(cpu, lane);
	if (l)
		l->held++;
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

/* Exports the first keep bytes of a frame to a ring. */
static __always_inline bool export(struct xdp_md *ctx, void *ring, __u32 keep, __u32 wire, __u64 now)
{
	if (keep <= SMALL)
		return write(ctx, ring, keep, wire, now, SMALL);
	if (keep <= MIDDLE)
		return write(ctx, ring, keep, wire, now, MIDDLE);
	return write(ctx, ring, keep, wire, now, LARGE);
}

/* How much of a frame is kept: what lies in front of the payload, and as much of that as is promised. */
static __always_inline __u32 kept(const struct packet *k, __u32 wire)
{
	if (k->class & CLASS_REGISTERED)
		return wire;
	__u32 most = k->payload_len < PROMISED ? k->payload_len : PROMISED;
	return k->payload_at + most;
}
