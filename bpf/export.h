//go:build ignore

/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
#pragma once

/* Hands a frame to user space, cut to what analyzers read of it. */

/* Bytes of a frame that are kept at most. */
#define LARGE 2048

/* Fill of a ring at which a flood begins, as a part of it. */
#define FULL(size) ((size) / 4 * 3)

/* Payload that analyzers are promised (analyzers.MessageBytes). */
#define PROMISED 512

/*
 * So many frames handed over in a tick are less than 2 microseconds apart. They then share the time by fours: a card keeps
 * them longer than that until it interrupts, and the clock takes as long as all else that is done for a frame.
 */
#define BUSY 2048
#define SHARE 4

/* Nanoseconds since the Unix epoch, two ticks of the kernel's timer behind at most. It is asked for once a tick. */
static __always_inline __u64 coarse_time(struct counters *c)
{
	if (own_clock)
		return clock_now;
	__u64 tick = bpf_jiffies64();
	if (c->tick != tick) {
		c->sharing = 0;
		c->busy = interfaces == 1 && c->handed > BUSY; /* those of several would be out of order */
		c->handed = 0;
		c->time = bpf_ktime_get_coarse_ns() + clock_offset;
		c->tick = tick;
	}
	return c->time;
}

/*
 * The exact time, within the epoch of the coarse one: user space must not count a packet
 * to the next epoch while the program does not yet.
 */
static __always_inline __u64 read_clock(__u64 coarse)
{
	__u64 now = bpf_ktime_get_ns() + clock_offset, last = coarse | ((1ULL << EPOCH_SHIFT) - 1);
	if (now > last)
		return last;
	return now < coarse ? coarse : now;
}

/* The time of a frame that is handed over. */
static __always_inline __u64 exact_time(struct counters *c, __u64 coarse)
{
	if (own_clock)
		return coarse;
	c->handed++;
	if (c->sharing) {
		c->sharing--;
		return c->exact;
	}
	c->sharing = c->busy ? SHARE - 1 : 0;
	return c->exact = read_clock(coarse);
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

/* What became of a record. */
enum outcome {
	WRITTEN,
	FILLS, /* written, and the ring is nearly full */
	LOST, /* the ring is full */
};

/* Lets user space see what was written up to a position. */
static __always_inline void publish(struct ring *r, __u64 to)
{
	asm volatile("" ::: "memory");
	if (weak_order)
		__sync_lock_test_and_set(&r->produced, to);
	else
		*(volatile __u64 *)&r->produced = to;
}

/* Copies the first n bytes of a frame, LARGE at most; those of a short one without a call, and up to 128 with what follows. */
static __always_inline bool copy(struct xdp_md *ctx, __u64 *to, __u64 n)
{
	const __u64 *from = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	if (n <= 64 && from + 8 <= end) {
#pragma unroll
		for (int i = 0; i < 8; i++)
			to[i] = from[i];
		return true;
	}
	if (n <= 128 && from + 16 <= end) {
#pragma unroll
		for (int i = 0; i < 16; i++)
			to[i] = from[i];
		return true;
	}
	return n > 0 && bpf_xdp_load_bytes(ctx, 0, to, n) == 0;
}

/*
 * Writes the first keep bytes of a frame to a ring of a size. No other CPU writes to it and nothing waits for
 * memory: the BPF ring buffer's lock and exchange take three times as long.
 */
static __always_inline enum outcome export(struct xdp_md *ctx, struct ring *r, const __u64 size, __u32 keep, __u32 wire, struct counters *c, __u64 now)
{
	__u64 at = r->produced;
	if (at - r->known >= FULL(size)) /* user space's line is looked at only if it must be */
		r->known = *(volatile __u64 *)&r->consumed;
	__u64 used = at - r->known;
	if (used > size - sizeof(struct record) - LARGE)
		return LOST;
	struct record *to = (void *)r + ring_head + (at & (size - 1));
	to->time = exact_time(c, now);
	to->wire = wire;
	to->interface = interface;
	__u64 n = keep;
	asm volatile("" : "+r"(n)); /* the verifier wants all 64 bits compared */
	if (n > LARGE)
		n = LARGE;
	if (!copy(ctx, (__u64 *)(to + 1), n))
		n = 0;
	to->kept = n;
	publish(r, at + ((sizeof(*to) + n + 7) & ~7ULL));
	return used >= FULL(size) ? FILLS : WRITTEN;
}

/* How much of a frame is kept: what lies in front of the payload, and as much of that as is promised. */
static __always_inline __u32 kept(const struct packet *k)
{
	if (k->class & CLASS_REGISTERED)
		return k->wire;
	__u32 most = k->payload_len < PROMISED ? k->payload_len : PROMISED;
	return k->payload_at + most;
}
