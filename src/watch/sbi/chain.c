/* SPDX-License-Identifier: Apache-2.0
 *
 * chain.c - octets that wait, in blocks of one pool of bounded size
 */
#include "watch/sbi/chain.h"

#include <string.h>

void chain_init(struct chains *c, struct arena *a, size_t octets)
{
	*c = (struct chains){ .a = a, .cap = (uint32_t)(octets / sizeof(struct chain_block)) };
	c->slabs = NEW(a, struct chain_block *, c->cap / CHAIN_SLAB + 1);
}

static struct chain_block *block(const struct chains *c, uint32_t number)
{
	return &c->slabs[(number - 1) / CHAIN_SLAB][(number - 1) % CHAIN_SLAB];
}

static uint32_t take(struct chains *c)
{
	uint32_t number = c->free;
	if (number) {
		c->free = block(c, number)->next;
	} else {
		if (c->touched == c->cap)
			return 0;
		number = ++c->touched;
		if ((number - 1) % CHAIN_SLAB == 0)
			c->slabs[(number - 1) / CHAIN_SLAB] = NEW(c->a, struct chain_block, CHAIN_SLAB);
	}
	block(c, number)->next = 0;
	return number;
}

static void give(struct chains *c, uint32_t number)
{
	while (number) {
		uint32_t next = block(c, number)->next;
		block(c, number)->next = c->free;
		c->free = number;
		number = next;
	}
}

bool chain_put(struct chains *c, struct chain *to, struct span s)
{
	size_t used = to->n % CHAIN_BLOCK, room = to->n && used ? CHAIN_BLOCK - used : 0;
	uint32_t head = 0, tail = 0;
	if (s.n == 0)
		return true;
	for (size_t more = s.n > room ? s.n - room : 0; more > 0; more -= more < CHAIN_BLOCK ? more : CHAIN_BLOCK) {
		uint32_t number = take(c);
		if (number == 0) {
			give(c, head);
			return false;
		}
		if (tail)
			block(c, tail)->next = number;
		else
			head = number;
		tail = number;
	}
	size_t n = s.n < room ? s.n : room;
	if (n > 0)
		memcpy(block(c, to->last)->octets + used, s.p, n);
	for (uint32_t at = head; at; at = block(c, at)->next) {
		size_t part = s.n - n < CHAIN_BLOCK ? s.n - n : CHAIN_BLOCK;
		memcpy(block(c, at)->octets, s.p + n, part);
		n += part;
	}
	if (head && to->last)
		block(c, to->last)->next = head;
	to->first = to->first ? to->first : head;
	to->last = tail ? tail : to->last;
	to->n += (uint32_t)s.n;
	return true;
}

size_t chain_get(const struct chains *c, const struct chain *from, uint8_t *to)
{
	size_t n = 0;
	for (uint32_t at = from->first; at && n < from->n; at = block(c, at)->next) {
		size_t part = from->n - n < CHAIN_BLOCK ? from->n - n : CHAIN_BLOCK;
		memcpy(to + n, block(c, at)->octets, part);
		n += part;
	}
	return n;
}

void chain_drop(struct chains *c, struct chain *what)
{
	give(c, what->first);
	*what = (struct chain){ 0 };
}
