/* SPDX-License-Identifier: Apache-2.0
 *
 * chain.h - octets that wait, in blocks of one pool of bounded size
 */
#ifndef PT_WATCH_SBI_CHAIN_H
#define PT_WATCH_SBI_CHAIN_H

#include "base/arena.h"
#include "base/rd.h"

enum { CHAIN_BLOCK = 1020, CHAIN_SLAB = 64 };

struct chain { /* zero is empty */
	uint32_t first, last, n;
};

struct chains {
	struct arena *a;
	struct chain_block {
		uint32_t next;
		uint8_t octets[CHAIN_BLOCK];
	} **slabs;
	uint32_t cap, touched, free;
};

void chain_init(struct chains *c, struct arena *a, size_t octets);
/* False when the pool is empty; then nothing was added. */
bool chain_put(struct chains *c, struct chain *to, struct span octets);
/* Copies all of it; returns how many. */
size_t chain_get(const struct chains *c, const struct chain *from, uint8_t *to);
void chain_drop(struct chains *c, struct chain *what);

#endif
