/* SPDX-License-Identifier: Apache-2.0
 *
 * stash.h - octets that wait for what is missing in front of them, of bounded size in all
 *
 * A piece is the octets of one packet with its place in a sequence; its octets lie in a chain of blocks.
 * Pieces of one owner form a list by `next`, which is the owner's affair.  Memory is taken from the arena as
 * the stash fills.
 */
#ifndef PT_WATCH_CAPTURE_STASH_H
#define PT_WATCH_CAPTURE_STASH_H

#include "base/arena.h"
#include "base/rd.h"

enum { STASH_BLOCK = 1016, STASH_SLAB = 64 };

struct stash_piece {
	uint64_t time, frame;
	uint32_t next;     /* of the same owner */
	uint32_t blocks;   /* the first */
	uint32_t n;        /* octets */
	uint32_t sequence; /* TCP sequence number or TSN */
	uint32_t missing;  /* octets cut off its end */
	uint32_t file, interface, ppid;
	uint16_t stream, ssn;
	uint16_t flags;    /* of payload */
	uint8_t ends;      /* SCTP: B and E bits */
};

struct stash {
	struct arena *a;
	struct stash_block {
		uint32_t next, n;
		uint8_t octets[STASH_BLOCK];
	} **blocks; /* slabs of STASH_SLAB */
	struct stash_piece **pieces;
	uint32_t cap_blocks, cap_pieces;
	uint32_t used_blocks, used_pieces, touched_blocks, touched_pieces, free_blocks, free_pieces;
};

/* Room for so many octets, and pieces of 256 octets on average. */
void stash_init(struct stash *s, struct arena *a, size_t octets);
/* Keeps the octets; 0 when there is no room.  The piece is zero but for blocks and n. */
uint32_t stash_put(struct stash *s, struct span octets);
struct stash_piece *stash_piece(const struct stash *s, uint32_t number);
/* Copies `n` octets from `at` on. */
void stash_get(const struct stash *s, const struct stash_piece *p, size_t at, uint8_t *to, size_t n);
/* Whether the octets from `at` on are these. */
bool stash_equal(const struct stash *s, const struct stash_piece *p, size_t at, struct span octets);
void stash_drop(struct stash *s, uint32_t number);

#endif
