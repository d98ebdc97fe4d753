//go:build ignore

/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
#pragma once

/* LaneHash of capture/packet: the same for both directions of a pair of addresses. */

/* Multiplies to 128 bits, and folds them. */
static __always_inline __u64 fold(__u64 x, __u64 y)
{
	__u64 x0 = (__u32)x, x1 = x >> 32, y0 = (__u32)y, y1 = y >> 32;
	__u64 t = x1 * y0 + (x0 * y0 >> 32);
	__u64 u = x0 * y1 + (__u32)t;
	__u64 high = x1 * y1 + (t >> 32) + (u >> 32);
	return high ^ x * y;
}

static __always_inline __u64 address_hash(const __u64 a[2])
{
	return fold(a[0] ^ 0xa0761d6478bd642f, a[1] ^ 0xe7037ed1a0b428db);
}

static __always_inline __u32 pair_lane(const __u64 a[2], const __u64 b[2])
{
	return fold(address_hash(a) + address_hash(b), 0x9e3779b97f4a7c15) % lanes;
}
