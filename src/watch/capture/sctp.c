/* SPDX-License-Identifier: Apache-2.0
 *
 * sctp.c - which association a packet belongs to
 */
#include "watch/capture/sctp.h"

#include <string.h>

enum chunk { INIT = 1, INIT_ACK = 2, ABORT = 6, SHUTDOWN_COMPLETE = 14, REFLECTED = 1 };

struct path_key {
	uint32_t tag;
	uint16_t from, to;
	uint32_t depth;
};

struct path {
	struct table_link link;
	struct path_key key;
	uint32_t association, direction;
};

struct peers_key {
	uint8_t low[16], high[16];
	uint16_t low_port, high_port;
	uint32_t depth;
};

struct peers {
	struct table_link link;
	struct peers_key key;
	uint32_t association;
	bool flipped; /* direction 0 goes from high to low */
};

void sctp_init(struct sctp *s, struct arena *a, const struct capture_sink *sink, struct capture_stats *stats,
               uint32_t associations)
{
	*s = (struct sctp){ .sink = sink, .stats = stats };
	table_init(&s->associations, a, sizeof(struct sctp_association), sizeof(uint32_t), associations);
	table_init(&s->paths, a, sizeof(struct path), sizeof(struct path_key), 2 * associations + 2);
	table_init(&s->peers, a, sizeof(struct peers), sizeof(struct peers_key), associations + 1);
	hold_init(&s->holds, a, associations / 4, (size_t)associations * SCTP_STASH);
	s->message = NEW(a, uint8_t, SCTP_MESSAGE);
}

static struct path_key path_key(const struct sctp_association *a, unsigned direction, uint32_t tag)
{
	return (struct path_key){ tag, a->port[direction], a->port[!direction], a->depth };
}

static void forget_path(struct sctp *s, const struct sctp_association *a, unsigned direction)
{
	struct path_key key = path_key(a, direction, a->side[direction].tag);
	struct path *p = a->side[direction].tag ? table_look(&s->paths, &key) : NULL;
	if (p != NULL && p->association == table_number(a))
		table_remove(&s->paths, p);
}

/* The tag of a direction is known now.  Another association with the same tag and ports loses it. */
static void learn(struct sctp *s, struct sctp_association *a, unsigned direction, uint32_t tag)
{
	struct path_key key = path_key(a, direction, tag);
	if (a->side[direction].tag == tag || tag == 0)
		return;
	forget_path(s, a, direction);
	struct path *p = table_look(&s->paths, &key);
	if (p == NULL) {
		p = table_add(&s->paths, &key);
	} else {
		struct sctp_association *other = table_entry(&s->associations, p->association);
		other->side[p->direction].tag = 0;
	}
	p->association = table_number(a);
	p->direction = direction;
	a->side[direction].tag = tag;
}

static void evict(struct sctp *s, struct sctp_association *a)
{
	struct peers *p = table_entry(&s->peers, a->peer);
	for (unsigned d = 0; d < 2; d++) {
		forget_path(s, a, d);
		struct hold *h = table_entry(&s->holds.table, a->side[d].hold);
		if (h != NULL)
			sctp_give_up(s, h);
	}
	if (p->association == table_number(a))
		table_remove(&s->peers, p);
	table_remove(&s->associations, a);
	s->stats->n[COUNT_sctp_evicted]++;
}

static struct sctp_association *begin(struct sctp *s, const struct payload *p, const struct peers_key *key,
                                      bool flipped)
{
	if (table_full(&s->associations))
		evict(s, table_oldest(&s->associations));
	uint32_t flow = ++s->flows;
	struct sctp_association *a = table_add(&s->associations, &flow);
	struct peers *between = table_look(&s->peers, key);
	if (between == NULL)
		between = table_add(&s->peers, key);
	between->association = table_number(a);
	between->flipped = flipped;
	a->peer = table_number(between);
	a->depth = key->depth;
	a->port[0] = p->from.port;
	a->port[1] = p->to.port;
	s->stats->n[COUNT_sctp_associations]++;
	return a;
}

static struct peers_key peers_key(const struct payload *p, bool *flipped)
{
	struct peers_key key = { .depth = p->depth };
	int order = memcmp(p->from.address, p->to.address, sizeof key.low);
	*flipped = order > 0 || (order == 0 && p->from.port > p->to.port);
	const struct peer *low = *flipped ? &p->to : &p->from, *high = *flipped ? &p->from : &p->to;
	memcpy(key.low, low->address, sizeof key.low);
	memcpy(key.high, high->address, sizeof key.high);
	key.low_port = low->port;
	key.high_port = high->port;
	return key;
}

/* An INIT carries no tag; the one it offers is for the way back. */
static struct sctp_association *by_init(struct sctp *s, const struct sctp_packet *k, unsigned *direction, bool *restart)
{
	struct path_key back = { k->initiate, k->p->to.port, k->p->from.port, k->p->depth };
	struct path *path = table_look(&s->paths, &back);
	bool flipped;
	struct peers_key key = peers_key(k->p, &flipped);
	struct peers *between = table_look(&s->peers, &key);
	struct sctp_association *a = between ? table_entry(&s->associations, between->association) : NULL;
	if (path != NULL) { /* sent again */
		*direction = !path->direction;
		return table_entry(&s->associations, path->association);
	}
	if (a != NULL && !a->late && !a->closed) {
		*direction = between->flipped != flipped;
		if (a->side[!*direction].tag == 0 && !a->side[*direction].seen) { /* both sides begin */
			learn(s, a, !*direction, k->initiate);
			return a;
		}
	}
	*restart = a != NULL && !a->closed;
	*direction = 0;
	a = begin(s, k->p, &key, flipped);
	learn(s, a, 1, k->initiate);
	return a;
}

/* By addresses: the other direction is known, or nothing. */
static struct sctp_association *by_peers(struct sctp *s, const struct sctp_packet *k, unsigned *direction)
{
	bool flipped, over = k->type == ABORT || k->type == SHUTDOWN_COMPLETE;
	struct peers_key key = peers_key(k->p, &flipped);
	struct peers *between = table_look(&s->peers, &key);
	struct sctp_association *a = between ? table_entry(&s->associations, between->association) : NULL;
	if (a != NULL) {
		*direction = between->flipped != flipped;
		if (over && (k->flags & REFLECTED) && a->side[!*direction].tag == k->tag)
			return a; /* it carries the tag of the other direction */
		if (a->side[*direction].tag == 0) {
			learn(s, a, *direction, k->tag);
			return a;
		}
	}
	if (over)
		return NULL;
	*direction = 0;
	a = begin(s, k->p, &key, flipped);
	a->late = true;
	s->stats->n[COUNT_sctp_late]++;
	learn(s, a, 0, k->tag);
	return a;
}

struct sctp_association *sctp_find(struct sctp *s, const struct sctp_packet *k, unsigned *direction, bool *restart)
{
	struct path_key key = { k->tag, k->p->from.port, k->p->to.port, k->p->depth };
	struct sctp_association *a;
	struct path *path = k->tag ? table_look(&s->paths, &key) : NULL;
	if (path != NULL) {
		a = table_entry(&s->associations, path->association);
		*direction = path->direction;
	} else if (k->type == INIT) {
		a = by_init(s, k, direction, restart);
	} else {
		a = by_peers(s, k, direction);
	}
	if (a == NULL)
		return NULL;
	table_touch(&s->associations, a);
	if (k->type == INIT_ACK)
		learn(s, a, !*direction, k->initiate);
	if (k->type == ABORT || k->type == SHUTDOWN_COMPLETE)
		a->closed = true;
	return a;
}

static bool get_bit(const struct sctp_side *side, uint32_t tsn)
{
	return side->got[tsn % SCTP_WINDOW / 64] >> tsn % 64 & 1;
}

static void put_bit(struct sctp_side *side, uint32_t tsn, bool on)
{
	uint64_t bit = UINT64_C(1) << tsn % 64, *word = side->got + tsn % SCTP_WINDOW / 64;
	*word = on ? *word | bit : *word & ~bit;
}

bool sctp_first_time(struct sctp_side *side, uint32_t tsn, bool *behind, bool *again)
{
	int32_t ahead = serial(tsn, side->top);
	*behind = side->seen && ahead < 0;
	*again = side->seen && ahead <= -SCTP_WINDOW;
	if (!side->seen || ahead >= SCTP_WINDOW || *again) {
		memset(side->got, 0, sizeof side->got);
		side->top = tsn;
	}
	for (; serial(tsn, side->top) > 0; put_bit(side, side->top, false))
		side->top++;
	side->seen = true;
	if (get_bit(side, tsn))
		return false;
	put_bit(side, tsn, true);
	return true;
}

void sctp_end(struct sctp *s)
{
	for (struct hold *d; (d = hold_oldest(&s->holds)) != NULL;)
		sctp_give_up(s, d);
}
