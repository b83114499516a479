/* SPDX-License-Identifier: Apache-2.0
 *
 * block_order.h - in which order to eliminate the members of a loop (block.c only)
 *
 * Minimum degree: the member with the fewest partners left goes next, and its partners become
 * partners of each other (Tinney & Walker 1967).  Ties by how lately the degree changed; the same
 * loop gives the same order.  When its own work grows out of proportion it stops and takes the rest
 * by the degrees known; that costs fill, never correctness.
 */
#ifndef PT_JUDGE_BLOCK_ORDER_H
#define PT_JUDGE_BLOCK_ORDER_H

#include "judge/ownership/block.h"

/* Fills order[n]; returns an upper bound for the entries of each of the two factors. */
uint64_t block_order_of(struct arena scratch, const struct block_input *in, uint32_t *order);

#endif
