/* SPDX-License-Identifier: Apache-2.0
 *
 * stash.c - octets that wait for what is missing in front of them
 */
#include "watch/capture/stash.h"

#include <string.h>

enum { PIECE = 256 };

void stash_init(struct stash *s, struct arena *a, size_t octets)
{
	*s = (struct stash){ .a = a };
	s->cap_blocks = (uint32_t)(octets / STASH_BLOCK + 1);
	s->cap_pieces = (uint32_t)(octets / PIECE + 1);
	s->blocks = NEW(a, struct stash_block *, s->cap_blocks / STASH_SLAB + 1);
	s->pieces = NEW(a, struct stash_piece *, s->cap_pieces / STASH_SLAB + 1);
}

static struct stash_block *block_of(const struct stash *s, uint32_t number)
{
	return s->blocks[(number - 1) / STASH_SLAB] + (number - 1) % STASH_SLAB;
}

struct stash_piece *stash_piece(const struct stash *s, uint32_t number)
{
	return number ? s->pieces[(number - 1) / STASH_SLAB] + (number - 1) % STASH_SLAB : NULL;
}

static uint32_t new_block(struct stash *s)
{
	uint32_t number = s->free_blocks;
	if (number) {
		s->free_blocks = block_of(s, number)->next;
	} else {
		number = ++s->touched_blocks;
		if ((number - 1) % STASH_SLAB == 0)
			s->blocks[(number - 1) / STASH_SLAB] = NEW(s->a, struct stash_block, STASH_SLAB);
	}
	s->used_blocks++;
	return number;
}

static uint32_t new_piece(struct stash *s)
{
	uint32_t number = s->free_pieces;
	if (number) {
		s->free_pieces = stash_piece(s, number)->next;
	} else {
		number = ++s->touched_pieces;
		if ((number - 1) % STASH_SLAB == 0)
			s->pieces[(number - 1) / STASH_SLAB] = NEW(s->a, struct stash_piece, STASH_SLAB);
	}
	s->used_pieces++;
	*stash_piece(s, number) = (struct stash_piece){ 0 };
	return number;
}

uint32_t stash_put(struct stash *s, struct span octets)
{
	uint32_t last = 0;
	size_t need = (octets.n + STASH_BLOCK - 1) / STASH_BLOCK;
	if (s->used_pieces == s->cap_pieces || need > s->cap_blocks - s->used_blocks)
		return 0;
	uint32_t number = new_piece(s);
	struct stash_piece *p = stash_piece(s, number);
	p->n = (uint32_t)octets.n;
	while (octets.n > 0) {
		uint32_t at = new_block(s);
		struct stash_block *b = block_of(s, at);
		b->next = 0;
		b->n = (uint32_t)(octets.n < STASH_BLOCK ? octets.n : STASH_BLOCK);
		memcpy(b->octets, octets.p, b->n);
		octets = (struct span){ octets.p + b->n, octets.n - b->n };
		if (last)
			block_of(s, last)->next = at;
		else
			p->blocks = at;
		last = at;
	}
	return number;
}

/* The block with the octet `*at` of a piece; *at becomes its place in there. */
static const struct stash_block *block_at(const struct stash *s, const struct stash_piece *p, size_t *at)
{
	uint32_t number = p->blocks;
	for (; *at >= STASH_BLOCK; *at -= STASH_BLOCK)
		number = block_of(s, number)->next;
	return number ? block_of(s, number) : NULL;
}

void stash_get(const struct stash *s, const struct stash_piece *p, size_t at, uint8_t *to, size_t n)
{
	if (n == 0)
		return;
	for (const struct stash_block *b = block_at(s, p, &at); b != NULL && n > 0; at = 0) {
		size_t step = b->n - at < n ? b->n - at : n;
		memcpy(to, b->octets + at, step);
		to += step;
		n -= step;
		b = b->next ? block_of(s, b->next) : NULL;
	}
}

bool stash_equal(const struct stash *s, const struct stash_piece *p, size_t at, struct span octets)
{
	if (octets.n == 0)
		return true;
	for (const struct stash_block *b = block_at(s, p, &at); b != NULL && octets.n > 0; at = 0) {
		size_t step = b->n - at < octets.n ? b->n - at : octets.n;
		if (memcmp(octets.p, b->octets + at, step) != 0)
			return false;
		octets = (struct span){ octets.p + step, octets.n - step };
		b = b->next ? block_of(s, b->next) : NULL;
	}
	return true;
}

void stash_drop(struct stash *s, uint32_t number)
{
	struct stash_piece *p = stash_piece(s, number);
	for (uint32_t at = p->blocks, next; at; at = next) {
		next = block_of(s, at)->next;
		block_of(s, at)->next = s->free_blocks;
		s->free_blocks = at;
		s->used_blocks--;
	}
	p->next = s->free_pieces;
	s->free_pieces = number;
	s->used_pieces--;
}
