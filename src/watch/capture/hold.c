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
	struct stash_piece *p = stash_piece(&h->stash, piece), *last = stash_piece(&h->stash, d->last);
	uint32_t *at = &d->first;
	if (last != NULL && serial(last->sequence, p->sequence) <= 0) /* mostly; else an attacker makes us walk */
		at = &last->next;
	while (*at && serial(stash_piece(&h->stash, *at)->sequence, p->sequence) <= 0)
		at = &stash_piece(&h->stash, *at)->next;
	p->next = *at;
	*at = piece;
	if (p->next == 0)
		d->last = piece;
	d->n++;
	d->octets += p->n;
}

void hold_drop(struct holds *h, struct hold *d, uint32_t before)
{
	uint32_t *at = before ? &stash_piece(&h->stash, before)->next : &d->first, piece = *at;
	struct stash_piece *p = stash_piece(&h->stash, piece);
	*at = p->next;
	if (d->last == piece)
		d->last = before;
	d->n--;
	d->octets -= p->n;
	stash_drop(&h->stash, piece);
}

void hold_end(struct holds *h, struct hold *d)
{
	while (d->first)
		hold_drop(h, d, 0);
	table_remove(&h->table, d);
}
