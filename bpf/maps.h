//go:build ignore

/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
#pragma once

#include "types.h"

/* Sizes are the loader's: those that stand here are the least. */

/* Place of a direction, on each CPU -> what is remembered of it. That it can be mapped puts places on lines of the cache. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct place);
} places SEC(".maps");

/* CPU * interfaces + interface -> counters. Mapped by user space, which then needs no right to read them. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct counters);
} counts SEC(".maps");

/* (CPU * interfaces + interface) * lanes + lane -> what passed but did not come. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct losses);
} lost SEC(".maps");

/* Lane -> whether it is flooded. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct flood);
} floods SEC(".maps");

/* Place of an initiator -> what it has touched, in a flood. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct touches);
} touches SEC(".maps");

/* Place of an initiator -> its tag, if user space suspects it. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, __u64);
} suspects SEC(".maps");

/*
 * CPU * lanes + lane -> what the CPU hands to the lane: struct ring, records, and a page into which the last
 * record may reach, so that none is parted. The next one lies as far behind the beginning.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(key_size, 4);
	__uint(value_size, (1 << 16) + 2 * 4096);
} rings SEC(".maps");

/* The same of what suspects do in a flood. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(key_size, 4);
	__uint(value_size, (1 << 16) + 2 * 4096);
} reserves SEC(".maps");
