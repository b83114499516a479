/* SPDX-License-Identifier: Apache-2.0
 *
 * hold.c - pieces of one direction of a flow that wait
 */
#include "watch/capture/hold.h"

void hold_init(struct holds *h, struct arena *a, uint32_t cap, size_t octets)
{
	table_init(&h->table, a, sizeof(struct hold), sizeof(struct hold_key), cap);
	stash_init(&h->stash, a, octets);
}

struct hold *hold_new(struct holds *h, uint32_t owner, uint32_t direction, uint64_t now)
{
	struct hold_key key = { owner, direction };
	struct hold *d = table_add(&h->table, &key);
	d->since = now;
	return d;
}

struct hold *hold_oldest(const struct holds *h)
{
	return table_oldest(&h->table);
}

void hold_insert(struct holds *h, struct hold *d, uint32_t piece)
{
	struct stash_piece *p = stash_piece(&h->stash, piece);
	uint32_t *at = &d->first;
	while (*at && serial(stash_piece(&h->stash, *at)->sequence, p->sequence) <= 0)
		at = &stash_piece(&h->stash, *at)->next;
	p->next = *at;
	*at = piece;
	d->n++;
	d->octets += p->n;
}

void hold_drop_first(struct holds *h, struct hold *d)
{
	uint32_t piece = d->first;
	struct stash_piece *p = stash_piece(&h->stash, piece);
	d->first = p->next;
	d->n--;
	d->octets -= p->n;
	stash_drop(&h->stash, piece);
}

void hold_end(struct holds *h, struct hold *d)
{
	while (d->first)
		hold_drop_first(h, d);
	table_remove(&h->table, d);
}
