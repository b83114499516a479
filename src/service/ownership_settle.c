/* SPDX-License-Identifier: Apache-2.0
 *
 * ownership_settle.c - rows become a graph: which of several statements counts
 *
 * Stakes of the same two are found by the graph itself, which sorts them.  When there are any, the
 * graph is made a second time of what counts.  Which row counts depends on what the rows say and never
 * on the order in which they came.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "service/ownership_inside.h"

/* --- scenarios --- */

static int by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool order_scenarios(struct ownership *o, struct pt_err *e)
{
	struct ownership_room *m = o->room;
	size_t n = o->scenarios = m->word.n;
	if (n >= UINT16_MAX)
		return pt_fail(e, PT_LIMIT, "%zu scenarios: there is room for %d", n, UINT16_MAX - 1);
	o->scenario = NEW(&m->a[ROOM_TEXT], const char *, n + 1);
	o->scenario[0] = "";
	if (n == 0)
		return true;
	for (size_t i = 0; i < n; i++)
		o->scenario[i + 1] = m->word.text[i];
	qsort(o->scenario + 1, n, sizeof *o->scenario, by_text);
	uint16_t *to = NEW(&m->a[ROOM_TEXT], uint16_t, n + 1);
	for (size_t i = 0; i < n; i++) {
		const char **at =
			bsearch(&m->word.text[i], o->scenario + 1, n, sizeof *o->scenario, by_text);
		to[i + 1] = (uint16_t)(at - o->scenario);
	}
	for (size_t i = 0; i < m->stakes; i++)
		m->stake[i].scenario = to[m->stake[i].scenario];
	for (size_t i = 0; i < o->besides; i++)
		o->beside[i].stake.scenario = to[o->beside[i].stake.scenario];
	return true;
}

/* --- types --- */

/* O4 and O5; and what is owned and nobody says what it is, is a company. */
static void owners_and_types(struct ownership *o)
{
	struct ownership_room *m = o->room;
	size_t kept = 0;
	for (size_t i = 0; i < m->stakes; i++) {
		struct stake *s = &m->stake[i];
		struct node *owned = &m->node[s->owned];
		if (!(owned->flags & OWNERSHIP_TYPED))
			owned->type = NODE_COMPANY;
		if (m->node[s->owner].flags & OWNERSHIP_HIDDEN)
			s->flags |= STAKE_NOMINEE;
		if (m->node[s->owner].flags & OWNERSHIP_NOBODY) {
			owned->flags |= OWNERSHIP_NONE | NODE_COMPLETE;
			ownership_put_aside(o, s, OWNERSHIP_NO_ONE, GRAPH_NONE);
		} else {
			m->stake[kept++] = *s;
		}
	}
	m->stakes = kept;
}

/* --- several statements about one stake --- */

struct judged {
	struct stake *s;
	struct ownership_said said;
	int32_t day;
	bool only_control; /* says who controls, and no share */
};

static bool no_share(const struct stake *s)
{
	return s->share[EQUITY][0] == 0 && s->share[EQUITY][1] == 1;
}

/* Which of two counts: O1, then by what they say, so that it does not depend on their order. */
static int by_weight(const void *a, const void *b)
{
	const struct judged *x = a, *y = b;
	if (x->only_control != y->only_control)
		return x->only_control - y->only_control;
	if (x->day != y->day)
		return x->day > y->day ? -1 : 1;
	if (x->s->certainty != y->s->certainty)
		return x->s->certainty < y->s->certainty ? -1 : 1;
	int d = strcmp(x->said.source, y->said.source);
	d = d ? d : strcmp(x->said.kind, y->said.kind);
	d = d ? d : memcmp(x->s->share, y->s->share, sizeof x->s->share);
	return d ? d : (x->s->row > y->s->row) - (x->s->row < y->s->row);
}

static void cover(struct stake *s, const struct stake *other)
{
	for (enum right r = 0; r < RIGHTS; r++) {
		s->share[r][0] = fmin(s->share[r][0], other->share[r][0]);
		s->share[r][1] = fmax(s->share[r][1], other->share[r][1]);
	}
}

static bool same_share(const struct stake *s, const struct stake *t)
{
	return memcmp(s->share, t->share, sizeof s->share) == 0;
}

/* A statement of control marks the one that counts, and tells votes that nobody else does. */
static void mark(struct stake *s, const struct stake *control)
{
	s->flags |= STAKE_CONTROL;
	if (s->flags & STAKE_VOTES_ASSUMED && !(control->flags & STAKE_VOTES_ASSUMED) &&
	    (control->share[VOTES][0] > 0 || control->share[VOTES][1] < 1)) {
		memcpy(s->share[VOTES], control->share[VOTES], sizeof s->share[VOTES]);
		s->flags &= (uint8_t)~STAKE_VOTES_ASSUMED;
	}
}

/* n stakes of the same two in the same scenario: the first becomes what counts. */
static void settle_group(struct ownership *o, struct stake *s, size_t n, struct arena scratch)
{
	struct judged *x = NEW(&scratch, struct judged, n);
	for (size_t i = 0; i < n; i++) {
		x[i] = (struct judged){ &s[i], ownership_said(&scratch, o, s[i].row), INT32_MIN, false };
		x[i].only_control = s[i].flags & STAKE_CONTROL && no_share(&s[i]);
		if (!str_date(str_of(x[i].said.date), &x[i].day))
			x[i].day = INT32_MIN;
	}
	qsort(x, n, sizeof *x, by_weight);
	struct stake best = *x[0].s;
	for (size_t i = 1; i < n; i++) {
		const struct stake *t = x[i].s;
		enum ownership_why why = OWNERSHIP_OLDER;
		bool equal = x[i].day == x[0].day && t->certainty == best.certainty;
		if (t->flags & STAKE_CONTROL && !(best.flags & STAKE_CONTROL)) {
			mark(&best, t);
			why = OWNERSHIP_CONTROL;
		}
		if (!x[i].only_control && equal && !same_share(x[0].s, t)) {
			cover(&best, t);
			why = OWNERSHIP_DIFFERS;
		}
		ownership_put_aside(o, t, why, best.row);
	}
	s[0] = best;
}

static bool same_stake(const struct stake *s, const struct stake *t)
{
	return s->owner == t->owner && s->owned == t->owned && s->scenario == t->scenario &&
	       (s->flags & STAKE_NOMINEE) == (t->flags & STAKE_NOMINEE);
}

/* Nominees behind the others of the same two, so that equals are neighbours. */
static int nominees_last(const void *a, const void *b)
{
	const struct stake *s = a, *t = b;
	int d = (s->flags & STAKE_NOMINEE) - (t->flags & STAKE_NOMINEE);
	return d ? d : (s->row > t->row) - (s->row < t->row);
}

/* Leaves one of each; ends are node numbers again, and what the graph set aside stays at the end. */
static void settle_duplicates(struct ownership *o, struct arena scratch)
{
	struct graph *g = &o->graph;
	struct stake *s = g->stake;
	size_t kept = 0;
	for (size_t i = 0; i < g->m; i++) {
		s[i].owner = g->at[s[i].owner];
		s[i].owned = g->at[s[i].owned];
	}
	for (size_t i = 0, n; i < g->m; i += n) {
		for (n = 1; i + n < g->m && s[i + n].owner == s[i].owner && s[i + n].owned == s[i].owned &&
		            s[i + n].scenario == s[i].scenario;
		     n++)
			;
		if (n > 1)
			qsort(&s[i], n, sizeof *s, nominees_last);
		for (size_t k = 0, m; k < n; k += m) {
			for (m = 1; k + m < n && same_stake(&s[i + k], &s[i + k + m]); m++)
				;
			if (m > 1)
				settle_group(o, &s[i + k], m, scratch);
			s[kept++] = s[i + k];
		}
	}
	memmove(&s[kept], &s[g->m], g->aside * sizeof *s);
	o->room->stakes = kept + g->aside;
}

static int by_company(const void *a, const void *b)
{
	const struct ownership_beside *x = a, *y = b;
	if (x->stake.owned != y->stake.owned)
		return x->stake.owned < y->stake.owned ? -1 : 1;
	if (x->stake.owner != y->stake.owner)
		return x->stake.owner < y->stake.owner ? -1 : 1;
	return (x->stake.row > y->stake.row) - (x->stake.row < y->stake.row);
}

static bool make_graph(struct ownership *o, struct pt_err *e)
{
	struct ownership_room *m = o->room;
	struct arena scratch = arena_reserve((size_t)1 << 32, "ownership");
	char *start = scratch.beg;
	struct arena before = m->a[ROOM_GRAPH];
	bool again = false, ok = true;
	do {
		m->a[ROOM_GRAPH] = before;
		struct graph_input in = { m->node, m->nodes, m->stake, m->stakes };
		ok = graph_of(&m->a[ROOM_GRAPH], scratch, in, &o->graph, e);
		bool twice = false;
		for (size_t i = 0; ok && !again && i < o->graph.findings && !twice; i++)
			twice = o->graph.finding[i].kind == FIND_DUPLICATE;
		again = twice;
		if (again)
			settle_duplicates(o, scratch);
	} while (again);
	arena_release(&scratch, start);
	return ok;
}

/* Why there is nothing to ask: rows that do not hold are as many as one wants to know of. */
static bool no_stakes(const struct ownership *o, struct pt_err *e)
{
	const char *day = o->ended + o->later ? " on this day (others have ended or begin later)" : "";
	for (size_t i = 0; i < o->files; i++)
		if (o->file[i].faults > 0) {
			const struct import_fault_text *f = &o->file[i].fault[0];
			struct pt_at at = { .row = f->row, .column = f->column };
			pt_fail_at(e, &at, PT_INVALID,
			           "%s (and no other row states a stake of an owner%s; %llu rejected)",
			           f->message, day, (unsigned long long)o->rejected);
			pt_err_file(e, o->file[i].file);
			return false;
		}
	return pt_fail(e, PT_INVALID, "states no stakes of owners%s", day);
}

bool ownership_settle(struct ownership *o, struct pt_err *e)
{
	ownership_flush(o);
	if (o->room->stakes + o->besides == 0 && o->suppliers == 0)
		return no_stakes(o, e);
	owners_and_types(o);
	if (!order_scenarios(o, e) || !make_graph(o, e))
		return false;
	if (o->besides > 1)
		qsort(o->beside, o->besides, sizeof *o->beside, by_company);
	return true;
}
