//go:build ignore

/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
#pragma once

/* Set by the loader before the program is loaded: the verifier takes them for constants. */

/* Lanes, each with a ring. */
const volatile __u32 lanes = 1;
/* Interfaces that share the maps. */
const volatile __u32 interfaces = 1;
/* CPUs that have places of their own, a power of two, less one. */
const volatile __u32 cpu_mask = 0;
/* Places of each CPU, a power of two, less one. */
const volatile __u32 place_mask = 0;
/* Places of initiators in a flood, and of suspects, powers of two, less one. */
const volatile __u32 touch_mask = 0;
const volatile __u32 suspect_mask = 0;
/* CPUs that have rings of their own, a power of two, less one. */
const volatile __u32 ring_cpu_mask = 0;
/* Bytes of a ring of either kind, powers of two, and of its head. */
const volatile __u64 ring_bytes = 1 << 16;
const volatile __u64 reserve_bytes = 1 << 16;
const volatile __u32 ring_head = 4096;
/* The CPU lets others see stores in another order than they were made. */
const volatile __u8 weak_order = 0;
/* Secrets, so that nobody can choose addresses and ports that share a tag. */
const volatile __u64 seeds[3] = {1, 2, 3};
/* Bits of the VLAN identifier that tell flows apart. */
const volatile __u16 vlan_mask = 0;
/* Number of the interface that the program is attached to. */
const volatile __u16 interface = 0;
/* XDP action for every packet. */
const volatile __u32 verdict = XDP_DROP;
/* Nothing is shed. */
const volatile __u8 keep_all = 0;
/* Time is what the loader says, for tests. */
const volatile __u8 own_clock = 0;
/* Ports that are kept whole, as a set, and the highest of them. */
const volatile __u64 registered[1024] = {};
const volatile __u16 last_registered = 0;

/* Set while the program runs. */

/* What makes the kernel's monotonic clock nanoseconds since the Unix epoch. */
volatile __u64 clock_offset = 0;
/* The time, with own_clock. */
volatile __u64 clock_now = 0;
