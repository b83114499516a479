/* SPDX-License-Identifier: Apache-2.0
 *
 * hold.h - pieces of one direction of a flow that wait, sorted by their sequence number
 *
 * TCP keeps here what came too early, SCTP the fragments of messages.  All holds share one stash, and are in
 * order of their beginning, so that the one that has waited longest is at hand.
 */
#ifndef PT_WATCH_CAPTURE_HOLD_H
#define PT_WATCH_CAPTURE_HOLD_H

#include "watch/capture/stash.h"
#include "watch/capture/table.h"

struct hold {
	struct table_link link;
	struct hold_key {
		uint32_t owner, direction;
	} key;
	uint64_t since;
	uint32_t first, last; /* pieces with the lowest and the highest sequence number */
	uint32_t n;     /* pieces */
	uint64_t octets;
};

struct holds {
	struct table table;
	struct stash stash;
};

void hold_init(struct holds *h, struct arena *a, uint32_t cap, size_t octets);
/* An empty hold of an owner that has none for this direction.  The table may not be full. */
struct hold *hold_new(struct holds *h, uint32_t owner, uint32_t direction, uint64_t now);
struct hold *hold_oldest(const struct holds *h);
/* Puts a piece of the stash behind those with lower or equal sequence numbers (serial, RFC 1982). */
void hold_insert(struct holds *h, struct hold *d, uint32_t piece);
/* Takes the piece behind `before` (0 = the first) out of the hold, and out of the stash. */
void hold_drop(struct holds *h, struct hold *d, uint32_t before);
/* The hold and all its pieces are gone. */
void hold_end(struct holds *h, struct hold *d);

/* a - b as a distance that may be negative. */
static inline int32_t serial(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b);
}

#endif
