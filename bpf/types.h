//go:build ignore

/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
#pragma once

/* What the program and its loader share. */

/* Why a packet passed, as capture/relevance has it; SHED and HELD did not. */
enum reason {
	SHED,
	FIRST,
	EARLY,
	BY_FLAGS,
	BY_MESSAGE,
	BY_REGISTRATION,
	BY_KIND,
	HELD, /* it would have passed, but for a flood */
	REASONS,
};

/* One interface's counters on one CPU, and what else it keeps there. */
struct counters {
	__u64 tick; /* of the kernel's timer at which time was asked for */
	__u64 time; /* nanoseconds since the Unix epoch, as of then */
	__u32 doubled; /* how often the places in use have been */
	__u32 pushed; /* directions pushed out that were still in use, and how many frames had been looked for at the first */
	__u64 since;
	struct {
		__u64 packets, bytes;
	} by[REASONS]; /* the first is the one that most frames are counted in: it is on the same line of a cache */
	__u64 exact; /* the time that was asked for last, to the nanosecond */
	__u32 handed; /* frames handed over since the tick */
	__u16 busy; /* there were many in the tick before */
	__u16 sharing; /* so many more have the time that was asked for last */
	__u64 unused[2];
};

/* What passed but did not come, of one interface and lane on one CPU. */
struct losses {
	__u64 packets; /* their ring had no room */
	__u64 bytes;
	__u64 held; /* packets that were held back in a flood */
	__u64 unused;
};

/*
 * The head of a ring, a page in front of its data, in bytes since the ring was made. One CPU writes, one lane
 * reads, and neither writes to a line of the cache that the other does.
 */
struct ring {
	__u64 produced; /* what the program has written */
	__u64 known; /* what it knows to be given back */
	__u64 unused[14];
	__u64 consumed; /* what user space has given back */
};

/* In front of the bytes of a frame. The next record begins at the next multiple of 8. */
struct record {
	__u64 time; /* nanoseconds since the Unix epoch */
	__u32 wire; /* length on the wire */
	__u16 kept; /* bytes that follow */
	__u16 interface;
};

/*
 * What is remembered of one direction of a flow, in one word so that it fills little of a cache: a tag of
 * 39 bits, the epoch of its last packet, and how many bare and how many payload packets came since its last
 * SYN or expiry. The place is chosen by other bits of the same hash.
 */
#define SLOT_TAG 25
#define SLOT_SEEN 9
#define SLOT_PAYLOAD 4
#define SLOT_BARE 0

/* Directions that share a place, which is one line of a cache. */
#define SLOTS 8

struct place {
	__u64 slots[SLOTS];
};

/* Initiators that share a place in a flood: the last that touched something, and the last that has proven real. */
struct touches {
	__u32 once;
	__u32 target;
	__u32 times; /* that the former has sent something to it */
	__u32 proven;
};

/* The state of one lane. */
struct flood {
	__u64 on; /* set by the program, cleared by user space */
	__u64 unused[7];
};
