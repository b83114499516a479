/* SPDX-License-Identifier: Apache-2.0
 *
 * fragment.c - IP packets put together from their fragments
 */
#include "watch/capture/fragment.h"

#include <string.h>

enum { UNIT = 8, UNITS = (FRAGMENT_LARGEST + UNIT) / UNIT, WORD = 64 };

struct key {
	uint8_t from[16], to[16];
	uint32_t id;
	uint8_t protocol, family, depth, zero;
};

struct waiting {
	struct table_link link;
	struct key key;
	uint64_t began, first_frame;
	uint32_t have;  /* octets received */
	uint32_t total; /* 0 = not known yet */
	uint32_t farthest;
	uint8_t protocol;
	bool overlap, whole;
	uint64_t got[UNITS / WORD + 1]; /* units received */
};

void fragment_init(struct fragments *f, struct arena *a, struct capture_stats *stats, uint32_t packets)
{
	*f = (struct fragments){ .stats = stats, .a = a };
	table_init(&f->table, a, sizeof(struct waiting), sizeof(struct key), packets);
	f->buffers = NEW(a, uint8_t *, packets);
}

static bool too_old(const struct waiting *w, uint64_t now)
{
	return !w->whole && w->began < now && now - w->began > FRAGMENT_WAIT;
}

/* A packet that nobody touches gets to the end of the list. */
static void expire(struct fragments *f, uint64_t now)
{
	for (struct waiting *w; (w = table_oldest(&f->table)) != NULL && too_old(w, now);) {
		f->stats->n[COUNT_fragments_lost]++;
		table_remove(&f->table, w);
	}
}

static struct waiting *waiting_for(struct fragments *f, const struct payload *p, const struct fragment_part *part)
{
	struct key key = { .id = part->id,
		           .protocol = part->key_protocol,
		           .family = p->from.family,
		           .depth = p->depth };
	memcpy(key.from, p->from.address, sizeof key.from);
	memcpy(key.to, p->to.address, sizeof key.to);
	struct waiting *w = table_find(&f->table, &key);
	if (w != NULL && !too_old(w, p->time) && !w->whole)
		return w;
	if (w != NULL && w->whole) /* a packet within itself: cannot be */
		return NULL;
	if (w != NULL) {
		f->stats->n[COUNT_fragments_lost]++;
		table_remove(&f->table, w);
	}
	if (table_full(&f->table)) {
		f->stats->n[COUNT_fragments_evicted]++;
		table_remove(&f->table, table_oldest(&f->table));
	}
	w = table_add(&f->table, &key);
	w->began = p->time;
	w->first_frame = p->frame;
	uint8_t **buffer = f->buffers + table_number(w) - 1;
	if (*buffer == NULL)
		*buffer = NEW(f->a, uint8_t, UNITS * UNIT);
	return w;
}

/* Lengths that cannot be true: too long, not a multiple of 8 though more comes, behind the end, or two ends. */
static bool fits(const struct waiting *w, const struct fragment_part *part)
{
	size_t end = part->at + part->octets.n;
	if (part->octets.n == 0 || end > FRAGMENT_LARGEST || (part->more && part->octets.n % UNIT != 0))
		return false;
	if (w->total != 0 && (end > w->total || (!part->more && end != w->total)))
		return false;
	return part->more || end >= w->farthest;
}

/* The octets that are not there yet; tells whether some were, and whether those differed. */
static void take(struct waiting *w, uint8_t *to, const struct fragment_part *part, bool *again, bool *differs)
{
	struct span s = part->octets;
	for (size_t at = part->at; s.n > 0; at += UNIT) {
		size_t unit = at / UNIT, n = s.n < UNIT ? s.n : UNIT;
		uint64_t bit = UINT64_C(1) << unit % WORD;
		if (w->got[unit / WORD] & bit) {
			*again = true;
			*differs = *differs || memcmp(to + at, s.p, n) != 0;
		} else {
			w->got[unit / WORD] |= bit;
			memcpy(to + at, s.p, n);
			w->have += (uint32_t)n;
		}
		s = (struct span){ s.p + n, s.n - n };
	}
}

bool fragment_add(struct fragments *f, const struct payload *p, const struct fragment_part *part,
                  struct fragment_whole *whole)
{
	uint64_t *n = f->stats->n;
	bool again = false, differs = false;
	expire(f, p->time);
	struct waiting *w = waiting_for(f, p, part);
	if (w == NULL || f->wholes == FRAGMENT_NESTED || !fits(w, part)) {
		n[COUNT_fragments_bad]++;
		return false;
	}
	uint8_t *to = f->buffers[table_number(w) - 1];
	take(w, to, part, &again, &differs);
	n[COUNT_fragments_again] += again && !differs;
	n[COUNT_fragments_overlap] += differs && !w->overlap;
	w->overlap = w->overlap || differs;
	if (part->at + part->octets.n > w->farthest)
		w->farthest = part->at + (uint32_t)part->octets.n;
	if (part->at == 0)
		w->protocol = part->protocol;
	if (!part->more)
		w->total = part->at + (uint32_t)part->octets.n;
	if (w->total == 0 || w->have < w->total)
		return false;
	n[COUNT_fragments_joined]++;
	*whole = (struct fragment_whole){ .octets = { to, w->total },
		                          .first_frame = w->first_frame,
		                          .protocol = w->protocol,
		                          .overlap = w->overlap };
	w->whole = true;
	f->whole[f->wholes++] = w;
	return true;
}

void fragment_end(struct fragments *f)
{
	fragment_release(f);
	for (struct waiting *w; (w = table_oldest(&f->table)) != NULL; table_remove(&f->table, w))
		f->stats->n[COUNT_fragments_lost]++;
}
