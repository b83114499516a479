/* SPDX-License-Identifier: Apache-2.0
 *
 * exposure_table.c - the tables of what stands on whom
 *
 * Shares are 0..1 for programs and percent for people, in two columns.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "ui/report/exposure_text.h"
#include "ui/report/ownership_text.h"

const char *const exposure_table_name[EXPOSURE_TABLES] = {
	"functions", "cells",      "suppliers", "operators",    "regions",
	"points",    "cut-points", "bridges",   "common-areas", "common-regions",
	"lock-in",   "priorities", "quality",
};

/* A row that is being filled from left to right. */
struct row {
	struct arena *a;
	const char **cell;
};

static struct row row(struct table *t)
{
	const char **cell = table_row(t);
	return (struct row){ t->a, cell };
}

static void text(struct row *r, const char *z)
{
	*r->cell++ = z;
}

static void count(struct row *r, uint64_t n)
{
	text(r, arena_fmt(r->a, "%llu", (unsigned long long)n));
}

static const char *plain(struct arena *a, double v)
{
	struct buf b = buf_in(a);
	if (isnan(v))
		return "";
	buf_double(&b, round(v * 1e6) / 1e6);
	return b.p;
}

static void amount(struct row *r, double v)
{
	text(r, plain(r->a, v));
}

static void share(struct row *r, double v)
{
	text(r, plain(r->a, v));
	text(r, ownership_percent(r->a, v, 1));
}

static void texts(struct table *t, const char *name, const char *title)
{
	table_column(t, name, title, false);
}

static void numbers(struct table *t, const char *name, const char *title)
{
	table_column(t, name, title, true);
}

static void share_column(struct table *t, const char *name, const char *title)
{
	table_column(t, name, NULL, true);
	table_column(t, NULL, title, true);
}

static size_t most_of(size_t n, size_t most)
{
	return most && n > most ? most : n;
}

static const char *maker_id(const struct exposure *x, uint32_t m)
{
	return m == MODEL_NONE ? "" : x->net->maker[m].id;
}

static void maker_columns(struct table *t)
{
	texts(t, "supplier", NULL);
	texts(t, "name", "supplier");
}

static void maker(struct row *r, const struct exposure *x, uint32_t m)
{
	text(r, maker_id(x, m));
	text(r, exposure_maker_name(x, m));
}

static void lost_columns(struct table *t)
{
	numbers(t, "lost_sites", "sites lost");
	numbers(t, "degraded_sites", "degraded");
	numbers(t, "lost_subscribers", NULL);
	numbers(t, NULL, "subscribers lost");
	numbers(t, "lost_sensitive", "sensitive");
}

static void lost(struct row *r, const struct lost *l, double all)
{
	count(r, l->sites);
	count(r, l->degraded);
	amount(r, l->users);
	text(r, all > 0 ? ownership_percent(r->a, l->users / all, 1) : "unknown");
	count(r, l->sensitive);
}

/* --- concentration --- */

static const char *range(struct arena *a, const struct shares_row *v)
{
	if (v->hi - v->lo < 0.5)
		return arena_fmt(a, "%.0f", v->hhi);
	return arena_fmt(a, "%.0f-%.0f", v->lo, v->hi);
}

/* How many equal makers would be as concentrated. */
static const char *like(struct arena *a, const struct shares_row *v)
{
	if (!(v->lo > 0))
		return "";
	if (v->hi - v->lo < 0.5)
		return arena_fmt(a, "%.1f", 1e4 / v->hhi);
	return arena_fmt(a, "%.1f-%.1f", 1e4 / v->hi, 1e4 / v->lo);
}

static const char *makers_of(struct arena *a, const struct exposure *x, const struct shares_row *v)
{
	struct buf b = buf_in(a);
	for (size_t i = 0; i < v->n; i++)
		buf_fmt(&b, "%s%s %s", i ? ", " : "", exposure_maker_name(x, v->share[i].maker),
		        ownership_percent(a, v->share[i].share, 1));
	return b.p ? b.p : "";
}

/* Where countries weigh it differently, from least to most; a program gets the most. */
static const char *criticality(struct arena *a, const struct shares_row *v, bool people)
{
	const char *most = exposure_criticality_word[v->weighed ? v->weighed->criticality : CRITICALITY_UNKNOWN];
	if (!people || v->weighed == NULL || v->least == v->weighed->criticality)
		return most;
	return arena_fmt(a, "%s to %s", exposure_criticality_word[v->least], most);
}

struct table exposure_functions(struct arena *a, const struct exposure *x, const struct shares *s)
{
	struct table t = table_in(a);
	texts(&t, NULL, "function"), texts(&t, NULL, "criticality"), numbers(&t, NULL, "elements");
	numbers(&t, NULL, "HHI"), numbers(&t, NULL, "like"), texts(&t, NULL, "stands on");
	for (size_t i = 0; i < s->rows; i++) {
		const struct shares_row *v = &s->row[i];
		struct row r = row(&t);
		text(&r, exposure_function(x, v->function));
		text(&r, criticality(a, v, true));
		count(&r, v->elements);
		text(&r, range(a, v));
		text(&r, like(a, v));
		text(&r, makers_of(a, x, v));
	}
	return t;
}

/* One row per function and maker; with operator and region for cells. */
static struct table shares(struct arena *a, const struct exposure *x, const struct shares *s,
                           bool cells)
{
	struct table t = table_in(a);
	texts(&t, "function", "function"), texts(&t, "criticality", "criticality");
	if (cells)
		texts(&t, "operator", "operator"), texts(&t, "region", "region");
	numbers(&t, "hhi", NULL), numbers(&t, "hhi_min", NULL), numbers(&t, "hhi_max", NULL);
	numbers(&t, NULL, "HHI");
	maker_columns(&t);
	share_column(&t, "share", "share");
	numbers(&t, "elements", "elements"), numbers(&t, "sites", "sites");
	for (size_t i = 0; i < s->rows; i++) {
		const struct shares_row *v = &s->row[i];
		for (size_t k = 0; k < v->n; k++) {
			struct row r = row(&t);
			text(&r, exposure_function(x, v->function));
			text(&r, criticality(a, v, false));
			if (cells)
				text(&r, exposure_operator(x, v->operator)),
				        text(&r, exposure_region(x, v->region));
			amount(&r, v->hhi), amount(&r, v->lo), amount(&r, v->hi);
			text(&r, range(a, v));
			maker(&r, x, v->share[k].maker);
			share(&r, v->share[k].share);
			count(&r, v->share[k].elements), count(&r, v->share[k].sites);
		}
	}
	return t;
}

/* --- what falls --- */

static struct table suppliers(struct arena *a, const struct exposure *x, size_t most)
{
	struct table t = table_in(a);
	maker_columns(&t);
	if (x->trust)
		texts(&t, "class", "class");
	numbers(&t, "elements", "elements");
	lost_columns(&t);
	numbers(&t, "areas_without_emergency_calls", "areas without calls");
	for (size_t i = 0; i < most_of(x->makers, most); i++) {
		struct row r = row(&t);
		maker(&r, x, x->maker[i].maker);
		if (x->trust)
			text(&r, exposure_trust(x, x->maker[i].maker));
		count(&r, x->maker[i].elements);
		lost(&r, &x->maker[i].lost, x->all.users);
		if (x->all.areas)
			count(&r, x->maker[i].lost.areas);
		else
			text(&r, NULL);
	}
	return t;
}

static struct table parts(struct arena *a, const struct exposure *x, bool regions)
{
	struct table t = table_in(a);
	const struct exposure_part *p = regions ? x->by_region : x->by_operator;
	size_t n = regions ? x->by_regions : x->by_operators;
	texts(&t, regions ? "region" : "operator", regions ? "region" : "operator");
	numbers(&t, "sites", "sites"), numbers(&t, "subscribers", NULL);
	lost_columns(&t);
	for (size_t i = 0; i < n; i++) {
		struct row r = row(&t);
		text(&r,
		     regions ? exposure_region(x, p[i].place) : exposure_operator(x, p[i].place));
		count(&r, p[i].all.sites), amount(&r, p[i].all.users);
		lost(&r, &p[i].lost, p[i].all.users);
	}
	return t;
}

static void node_columns(struct table *t)
{
	texts(t, "id", "element or site"), texts(t, "function", "function");
	texts(t, "operator", "operator");
	maker_columns(t);
}

static void node(struct row *r, const struct exposure *x, uint32_t n)
{
	const struct network *net = x->net;
	const struct network_element *e = n < net->elements ? &net->element[n] : NULL;
	text(r, exposure_node(x, n));
	text(r, e ? exposure_function(x, e->function) : "site");
	text(r,
	     exposure_operator(x, e ? e->operator_at : net->site[n - net->elements].operator_at));
	if (e) {
		maker(r, x, e->maker);
	} else {
		text(r, "");
		text(r, "");
	}
}

static struct table points(struct arena *a, const struct exposure *x, size_t most)
{
	struct table t = table_in(a);
	node_columns(&t);
	lost_columns(&t);
	numbers(&t, "dominates_sites", NULL);
	for (size_t i = 0; i < most_of(x->alone.n, most); i++) {
		struct row r = row(&t);
		node(&r, x, x->alone.v[i].node);
		lost(&r, &x->alone.v[i].lost, x->all.users);
		count(&r, x->above.sites[x->alone.v[i].node]);
	}
	return t;
}

static struct table cut_points(struct arena *a, const struct exposure *x, size_t most)
{
	struct table t = table_in(a);
	node_columns(&t);
	numbers(&t, "sites", "sites"), numbers(&t, "subscribers", "subscribers");
	for (size_t i = 0; i < most_of(x->lines.points, most); i++) {
		struct row r = row(&t);
		node(&r, x, x->lines.point[i].node);
		count(&r, x->lines.point[i].sites), amount(&r, x->lines.point[i].users);
	}
	return t;
}

static struct table bridges(struct arena *a, const struct exposure *x, size_t most)
{
	struct table t = table_in(a);
	texts(&t, "core_side", "towards the core"), texts(&t, "far_side", "far side");
	numbers(&t, "sites", "sites"), numbers(&t, "subscribers", "subscribers");
	for (size_t i = 0; i < most_of(x->lines.lines, most); i++) {
		const struct lines_line *v = &x->lines.line[i];
		struct row r = row(&t);
		text(&r, exposure_node(x, v->core_side)), text(&r, exposure_node(x, v->far_side));
		count(&r, v->sites), amount(&r, v->users);
	}
	return t;
}

static struct table common(struct arena *a, const struct exposure *x, bool regions, size_t most)
{
	struct table t = table_in(a);
	const struct common *c = regions ? &x->common_regions : &x->common_areas;
	texts(&t, regions ? "region" : "area", regions ? "region" : "area");
	maker_columns(&t);
	share_column(&t, "share", "of every operator"), share_column(&t, "unknown", "unknown");
	numbers(&t, "operators", "operators"), numbers(&t, "sites", "sites");
	numbers(&t, "subscribers", "subscribers"), numbers(&t, "sensitive", "sensitive");
	for (size_t i = 0; i < most_of(c->n, most); i++) {
		const struct common_place *v = &c->v[i];
		struct row r = row(&t);
		text(&r, regions ? x->net->regions.v[v->place] : x->net->areas.v[v->place]);
		text(&r, maker_id(x, v->maker));
		text(&r,
		     v->maker == MODEL_NONE ? "none in common" : exposure_maker_name(x, v->maker));
		share(&r, v->share), share(&r, v->unknown);
		count(&r, v->operators), count(&r, v->sites), amount(&r, v->users),
		        count(&r, v->sensitive);
	}
	return t;
}

/* --- ties, order, quality --- */

static const char *money(struct arena *a, const struct ties_maker *m)
{
	struct buf b = buf_in(a);
	for (size_t i = 0; i < m->moneys; i++)
		buf_fmt(&b, "%s%s %s", i ? "; " : "",
		        m->money[i].currency[0] ? m->money[i].currency : "?",
		        plain(a, m->money[i].amount));
	return m->moneys == 0 ? "unknown" : b.p;
}

static const char *fewest(struct arena *a, const struct exposure *x, const struct ties_maker *m)
{
	const struct ties_function *least = NULL;
	for (size_t i = 0; i < m->functions; i++)
		if (least == NULL || m->function[i].other < least->other)
			least = &m->function[i];
	return least == NULL ? ""
	                     : arena_fmt(a, "%u for %s", least->other,
	                                 exposure_function(x, least->function));
}

static struct table lock_in(struct arena *a, const struct exposure *x, size_t most)
{
	struct table t = table_in(a);
	maker_columns(&t);
	numbers(&t, "elements", "elements"), texts(&t, "book_value", "book value");
	numbers(&t, "with_book_value", NULL);
	numbers(&t, "support_ended", "support ended"),
	        numbers(&t, "support_within_two_years", "in two years");
	numbers(&t, "support_unknown", "unknown"), numbers(&t, "coupled_sites", "5G on own 4G");
	numbers(&t, "mixed_sites", "on others' 4G"),
	        texts(&t, "fewest_alternatives", "fewest alternatives");
	for (size_t i = 0; i < most_of(x->ties.n, most); i++) {
		const struct ties_maker *m = &x->ties.v[i];
		struct row r = row(&t);
		maker(&r, x, m->maker);
		count(&r, m->elements), text(&r, money(a, m)), count(&r, m->valued),
		        count(&r, m->ended);
		count(&r, m->soon), count(&r, m->undated), count(&r, m->coupled),
		        count(&r, m->mixed);
		text(&r, fewest(a, x, m));
	}
	return t;
}

static struct table priorities(struct arena *a, const struct exposure *x, size_t most)
{
	struct table t = table_in(a);
	numbers(&t, "place", ""), texts(&t, "operator", "operator"),
	        texts(&t, "function", "function");
	maker_columns(&t);
	numbers(&t, "elements", "elements"), texts(&t, "criticality", NULL);
	share_column(&t, "lost_share", "lost"), texts(&t, "class", NULL);
	numbers(&t, "support_ended", NULL), texts(&t, "reason", "why here");
	for (size_t i = 0; i < most_of(x->first.n, most); i++) {
		const struct first_item *v = &x->first.v[i];
		struct row r = row(&t);
		count(&r, i + 1), text(&r, exposure_operator(x, v->operator));
		text(&r, exposure_function(x, v->function));
		maker(&r, x, v->maker);
		count(&r, v->elements), text(&r, exposure_criticality_word[v->criticality]);
		share(&r, v->share), text(&r, exposure_trust(x, v->maker));
		count(&r, v->ended), text(&r, exposure_reason(a, x, v));
	}
	return t;
}

static void basis_row(struct table *t, const char *what, const uint64_t n[BASES])
{
	struct row r = row(t);
	text(&r, what);
	for (int b = 1; b <= BASES; b++) /* what is not known comes last */
		count(&r, n[b % BASES]);
}

static struct table quality(struct arena *a, const struct exposure *x)
{
	const struct quality *q = &x->quality;
	struct table t = table_in(a);
	texts(&t, "what", "what");
	for (int b = 1; b <= BASES; b++)
		numbers(&t, exposure_basis_word[b % BASES], exposure_basis_word[b % BASES]);
	basis_row(&t, "vendors of elements", q->vendor);
	basis_row(&t, "elements", q->element);
	basis_row(&t, "sites", q->site);
	basis_row(&t, "loads of sites", q->load);
	return t;
}

struct table exposure_table(struct arena *a, const struct exposure *x, enum exposure_table which,
                            size_t most)
{
	switch (which) {
	case EXPOSURE_FUNCTIONS:
		return shares(a, x, &x->functions, false);
	case EXPOSURE_CELLS:
		return shares(a, x, &x->cells, true);
	case EXPOSURE_SUPPLIERS:
		return suppliers(a, x, most);
	case EXPOSURE_OPERATORS:
		return parts(a, x, false);
	case EXPOSURE_REGIONS:
		return parts(a, x, true);
	case EXPOSURE_POINTS:
		return points(a, x, most);
	case EXPOSURE_CUT_POINTS:
		return cut_points(a, x, most);
	case EXPOSURE_BRIDGES:
		return bridges(a, x, most);
	case EXPOSURE_COMMON_AREAS:
		return common(a, x, false, most);
	case EXPOSURE_COMMON_REGIONS:
		return common(a, x, true, most);
	case EXPOSURE_LOCK_IN:
		return lock_in(a, x, most);
	case EXPOSURE_PRIORITIES:
		return priorities(a, x, most);
	case EXPOSURE_QUALITY:
		return quality(a, x);
	case EXPOSURE_TABLES:
		break;
	}
	return table_in(a);
}

bool exposure_table_find(const char *word, enum exposure_table *out, struct pt_err *e)
{
	for (int i = 0; i < EXPOSURE_TABLES; i++)
		if (strcmp(word, exposure_table_name[i]) == 0) {
			*out = (enum exposure_table)i;
			return true;
		}
	const char *near = str_nearest(word, exposure_table_name, EXPOSURE_TABLES);
	return pt_fail(e, PT_USAGE, "there is no table \"%.40s\"%s%s%s", word,
	               near ? " (did you mean \"" : "", near ? near : "", near ? "\"?)" : "");
}
