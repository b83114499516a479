/* SPDX-License-Identifier: Apache-2.0
 *
 * decide_text.c - verdicts by the rules of states as tables and as text with all grounds
 */
#include "ui/report/decide_text.h"

#include <string.h>

#include "ui/report/assess_text.h"

static const char *day_text(struct arena *a, int32_t day)
{
	char z[11];
	if (day == PACK_FOREVER)
		return "";
	str_date_text(day, z);
	return arena_str(a, z);
}

const char *decide_text_verdict(struct arena *a, const struct decide_answer *x)
{
	const char *day = day_text(a, x->least.day), *what = decide_verdict_text[x->verdict];
	for (size_t i = 0; i < x->grounds && x->verdict == DECIDE_NONE; i++)
		if (x->ground[i].state == GROUND_UNKNOWN)
			return "not known";
	if (x->verdict == DECIDE_REMOVE)
		return day[0] ? arena_fmt(a, "remove by %s", day) : "remove, no day known";
	if (x->verdict == DECIDE_OVERDUE)
		return arena_fmt(a, "overdue since %s", day);
	return what;
}

static bool decides(const struct decide_answer *x, const struct decide_ground *g)
{
	return (g->state == GROUND_DECIDES || g->state == GROUND_EXCEPTED) && g->least.verdict == x->least.verdict &&
	       x->verdict != DECIDE_NONE && x->verdict != DECIDE_NEEDED;
}

/* Whether it binds some operators, and the question did not tell whether this is one of them. */
static bool binds_some(const struct decision *x, const struct pack_bound *b)
{
	return b->text && (x->operator == NULL || b->operators.n + b->when.n == 0);
}

/* "*" when a rule that makes the verdict binds only some operators. */
static const char *star(const struct decision *x, const struct decide_answer *w)
{
	for (size_t i = 0; i < w->grounds; i++)
		if (decides(w, &w->ground[i]) && binds_some(x, &w->ground[i].rule->bound))
			return "*";
	return "";
}

bool decide_text_starred(const struct decision *x)
{
	for (size_t i = 0; i < x->rows; i++)
		if (star(x, &x->row[i].answer)[0])
			return true;
	return false;
}

/* Rules that make the verdict: those that decide as strictly, or those that are open. */
static const char *rules(struct arena *a, const struct decide_answer *x, enum decide_state state)
{
	struct buf b = buf_in(a);
	for (size_t i = 0; i < x->grounds; i++) {
		const struct decide_ground *g = &x->ground[i];
		if (state == GROUND_OPEN ? g->state == GROUND_OPEN : decides(x, g))
			buf_fmt(&b, "%s%s", b.n ? " " : "", g->rule->ref);
	}
	return b.p ? b.p : "";
}

static const char *missing(struct arena *a, const struct decide_answer *x)
{
	struct map seen = map_in(a);
	struct buf b = buf_in(a);
	for (size_t i = 0; i < x->grounds; i++)
		for (size_t k = 0; k < x->ground[i].missings; k++) {
			const char *fact = x->ground[i].missing[k].fact;
			if (x->ground[i].state <= GROUND_OPEN && map_add(&seen, str_of(fact), 0))
				buf_fmt(&b, "%s%s", b.n ? " " : "", fact);
		}
	return b.p ? b.p : "";
}

static void cells(struct arena *a, const char **cell, const struct decision *x, const struct decision_row *r)
{
	const struct decide_answer *w = &r->answer;
	bool needed = w->verdict == DECIDE_NEEDED;
	cell[0] = r->supplier->id;
	cell[1] = r->supplier->name;
	cell[2] = r->country;
	cell[3] = x->function[r->function].id;
	cell[4] = decide_verdict_name[w->verdict];
	cell[5] = arena_fmt(a, "%s%s", decide_text_verdict(a, w), star(x, w));
	cell[6] = needed ? "" : day_text(a, w->least.day);
	cell[7] = rules(a, w, GROUND_DECIDES);
	cell[8] = rules(a, w, GROUND_OPEN);
	cell[9] = decide_verdict_name[w->most.verdict];
	cell[10] = missing(a, w);
}

static bool same(const char *const *p, const char *const *q)
{
	for (size_t i = 0; i < 11; i++)
		if (i != 3 && strcmp(p[i], q[i]) != 0)
			return false;
	return true;
}

struct table decide_table_rows(struct arena *a, const struct decision *x, bool people)
{
	struct table t = table_in(a);
	size_t first = 0;
	table_column(&t, "supplier", NULL, false);
	table_column(&t, "name", "supplier", false);
	table_column(&t, "country", "country", false);
	table_column(&t, "function", "functions", false);
	table_column(&t, "verdict", NULL, false);
	table_column(&t, NULL, "verdict", false);
	table_column(&t, "deadline", NULL, false);
	table_column(&t, "rules", "by", false);
	table_column(&t, "open_rules", "open", false);
	table_column(&t, "at_most", NULL, false);
	table_column(&t, "missing", "missing", false);
	for (size_t i = 0; i < x->rows; i++) {
		const struct decision_row *r = &x->row[i], *before = i ? &x->row[i - 1] : NULL;
		const char *cell[11];
		if (people && r->answer.verdict == DECIDE_NONE && r->answer.most.verdict == DECIDE_NONE)
			continue;
		cells(a, cell, x, r);
		if (before && (before->supplier != r->supplier || before->country != r->country))
			first = t.rows;
		size_t k = first;
		while (people && k < t.rows && !same(t.cell[k], cell))
			k++;
		if (people && k < t.rows)
			t.cell[k][3] = arena_fmt(a, "%s %s", t.cell[k][3], cell[3]);
		else
			memcpy(table_row(&t), cell, sizeof cell);
	}
	return t;
}

static const struct decision_row *row_of(const struct decision *x, const struct decision_row *like, const char *country)
{
	for (size_t i = 0; i < x->rows; i++)
		if (x->row[i].supplier == like->supplier && x->row[i].function == like->function &&
		    strcmp(x->row[i].country, country) == 0)
			return &x->row[i];
	return NULL;
}

struct table decide_table_compare(struct arena *a, const struct decision *x, const char *const *country, size_t n,
                                  bool people)
{
	struct table t = table_in(a);
	table_column(&t, "supplier", "supplier", false);
	table_column(&t, "function", "function", false);
	table_column(&t, "same", "same", false);
	for (size_t k = 0; k < n && k < 16; k++)
		table_column(&t, country[k], country[k], false);
	for (size_t i = 0; i < x->rows; i++) {
		const struct decision_row *r = &x->row[i];
		const char *cell[TABLE_COLUMNS] = { r->supplier->id, x->function[r->function].id, "yes" };
		const char *first = decide_text_verdict(a, &r->answer);
		bool any = false;
		if (strcmp(r->country, country[0]) != 0)
			continue;
		for (size_t k = 0; k < n && k < 16; k++) {
			const struct decide_answer *w = &row_of(x, r, country[k])->answer;
			const char *verdict = decide_text_verdict(a, w);
			cell[3 + k] = people ? arena_fmt(a, "%s%s", verdict, star(x, w)) : verdict;
			any |= w->verdict != DECIDE_NONE;
			if (strcmp(verdict, first) != 0)
				cell[2] = "no";
		}
		if (any)
			memcpy(table_row(&t), cell, sizeof cell);
	}
	return t;
}

struct table decide_table_events(struct arena *a, const struct decision *x)
{
	static const char *const name[] = { "date",     "kind",     "country", "rule",
		                            "supplier", "function", "before",  "after" };
	static const char *const more[] = { "cite", "id", "pack", "title", "source", "url" };
	struct table t = table_in(a);
	for (size_t i = 0; i < COUNT(name); i++)
		table_column(&t, name[i], name[i], false);
	for (size_t i = 0; i < COUNT(more); i++)
		table_column(&t, more[i], NULL, false);
	for (size_t i = 0; i < x->events; i++) {
		const struct decision_event *v = &x->event[i];
		const char *cell[] = { day_text(a, v->day), v->kind,     v->country, v->ref,
			               v->supplier,         v->function, v->before,  v->after };
		const char **to = table_row(&t);
		struct buf cite = buf_in(a);
		memcpy(to, cell, sizeof cell);
		for (size_t k = 0; v->cite && k < v->cite->n; k++)
			buf_fmt(&cite, "%s%s", k ? "; " : "", ((const char *const *)v->cite->v)[k]);
		const char *const *first = v->cite && v->cite->n ? v->cite->v : NULL;
		const struct pack_source *s = first ? decide_source(v->pack, first[0]) : NULL;
		const char *rest[] = { cite.p ? cite.p : "", v->id, v->pack ? v->pack->id : "", v->title,
			               s ? s->title : "", s && s->url ? s->url : "" };
		memcpy(to + COUNT(cell), rest, sizeof rest);
	}
	return t;
}

struct table decide_table_inventory(struct arena *a, const struct decision *x)
{
	struct table t = table_in(a);
	table_column(&t, "operator", "operator", false);
	table_column(&t, "country", "country", false);
	table_column(&t, "supplier", "supplier", false);
	table_column(&t, "verdict", NULL, false);
	table_column(&t, NULL, "verdict", false);
	table_column(&t, "deadline", NULL, false);
	table_column(&t, "at_most", "at most", false);
	table_column(&t, "elements", "elements", true);
	table_column(&t, "sites", "sites", true);
	for (size_t i = 0; i < x->parts; i++) {
		const struct decision_part *p = &x->part[i];
		struct decide_answer w = { p->answer.verdict, p->answer.least, p->answer.most, NULL, 0, 0 };
		const char **cell = table_row(&t);
		cell[0] = p->operator[0] ? p->operator : "unknown";
		cell[1] = p->country;
		cell[2] = p->supplier[0] ? p->supplier : "unknown";
		cell[3] = decide_verdict_name[w.verdict];
		cell[4] = decide_text_verdict(a, &w);
		cell[5] = w.verdict == DECIDE_NEEDED ? "" : day_text(a, w.least.day);
		cell[6] = decide_verdict_name[w.most.verdict];
		cell[7] = arena_fmt(a, "%zu", p->elements);
		cell[8] = arena_fmt(a, "%zu", p->sites);
	}
	return t;
}

/* "35 % of sites of access"; what a cap counts is left out where the rule does not say it. */
static const char *cap_text(struct arena *a, const struct pack_cap *cap)
{
	const char *base = cap->base == PACK_BASE_ZONE && cap->zone ? cap->zone : pack_base_name[cap->base];
	return cap->of == PACK_OF_UNKNOWN ? arena_fmt(a, "%g %% of %s", cap->percent, base) :
	                                    arena_fmt(a, "%g %% of %s, %s", cap->percent, pack_of_name[cap->of], base);
}

static const char *share_text(struct arena *a, const struct decision_share *s)
{
	if (s->lo <= 0 && s->hi >= 1)
		return "unknown";
	const char *lo = assess_percent(a, s->lo), *hi = assess_percent(a, s->hi);
	return strcmp(lo, hi) == 0 ? lo : arena_fmt(a, "%s to %s", lo, hi);
}

static const char *cap_missing(struct arena *a, const struct decision_share *s)
{
	struct buf b = buf_in(a);
	for (size_t i = 0; i < s->missings; i++)
		buf_fmt(&b, "%s%s", i ? " " : "", s->missing[i].fact);
	return b.p ? b.p : "";
}

struct table decide_table_caps(struct arena *a, const struct decision *x)
{
	struct table t = table_in(a);
	table_column(&t, "operator", "operator", false);
	table_column(&t, "country", "country", false);
	table_column(&t, "rule", "rule", false);
	table_column(&t, "cap", "cap", true);
	table_column(&t, "elements", "elements", true);
	table_column(&t, "share", "share", true);
	table_column(&t, "kept", "is", false);
	table_column(&t, "deadline", "by", false);
	table_column(&t, "missing", "missing", false);
	for (size_t i = 0; i < x->shares; i++) {
		const struct decision_share *s = &x->share[i];
		const char **cell = table_row(&t);
		cell[0] = s->operator[0] ? s->operator : "unknown";
		cell[1] = s->country;
		cell[2] = s->rule->ref;
		cell[3] = cap_text(a, &s->rule->cap);
		cell[4] = arena_fmt(a, "%zu", s->elements);
		cell[5] = share_text(a, s);
		cell[6] = arena_fmt(a, "%s%s", decide_kept_name[s->kept],
		                    s->bound_open && s->kept == DECISION_EXCEEDED ? ", if bound" : "");
		cell[7] = day_text(a, s->day);
		cell[8] = cap_missing(a, s);
	}
	return t;
}

/* --- why --- */

static void cite(struct buf *b, const struct pack *p, const char *id, size_t width)
{
	static const char *const how[] = { "", " (secondary)", " (unverified)" };
	const struct pack_source *s = decide_source(p, id);
	const char *place = id + strcspn(id, " ");
	if (s)
		table_wrap(b, arena_fmt(b->a, "source: %s%s%s%s", s->title, place[0] ? "," : "", place,
		                        how[s->certainty]), 6, width);
}

static void ground(struct buf *b, const struct decide_ground *g, size_t width)
{
	struct arena *a = b->a;
	const struct pack_rule *r = g->rule;
	struct decide_answer most = { decide_shown(g->most, g->most), g->most, g->most, NULL, 0, 0 };
	const char *effect = g->state <= GROUND_EXCEPTED ? decide_text_verdict(a, &most) : pack_effect_name[r->effect];
	table_wrap(b, arena_fmt(a, "%s %s: %s%s", r->ref, decide_state_name[g->state], effect,
	                        g->part ? " (part of the function)" : ""), 2, width);
	table_wrap(b, arena_fmt(a, "%s; %s; certainty %s", r->title,
	                        g->status < 0 ? "not yet anything" : pack_status_name[g->status],
	                        pack_certainty_name[r->certainty]), 6, width);
	if (r->conditions)
		table_wrap(b, arena_fmt(a, "conditions: %s", r->conditions), 6, width);
	if (r->effect == PACK_CAP)
		table_wrap(b, arena_fmt(a, "cap: %s", cap_text(a, &r->cap)), 6, width);
	if (r->bound.text)
		table_wrap(b, arena_fmt(a, "bound: %s", r->bound.text), 6, width);
	if (g->named)
		table_wrap(b, arena_fmt(a, "named since %s", day_text(a, g->named->from)), 6, width);
	if (g->deadline && g->deadline->note)
		table_wrap(b, arena_fmt(a, "deadline: %s", g->deadline->note), 6, width);
	if (g->exception)
		table_wrap(b, arena_fmt(a, "exception %s: %s", g->exception->id, g->exception->title), 6, width);
	if (r->because && (g->state == GROUND_DISABLED || g->state == GROUND_UNKNOWN))
		table_wrap(b, arena_fmt(a, "not enabled: %s", r->because), 6, width);
	for (size_t i = 0; i < g->missings; i++)
		table_wrap(b, arena_fmt(a, "missing: %s (%s)", g->missing[i].fact, g->missing[i].who), 6, width);
	struct yaml_list cites = decide_cites(a, g);
	for (size_t i = 0; i < cites.n; i++)
		cite(b, g->pack, ((const char *const *)cites.v)[i], width);
}

/* The packs behind the grounds, each once. */
static void packs(struct buf *b, const struct decide_answer *x, size_t width)
{
	for (size_t i = 0; i < x->grounds; i++) {
		const struct pack *p = x->ground[i].pack;
		bool before = false;
		for (size_t k = 0; k < i; k++)
			before |= x->ground[k].pack == p;
		if (!before)
			table_wrap(b,
			           arena_fmt(b->a, "pack %s: %s; %slast checked %s", p->id, p->title,
			                     p->draft == PACK_NO ? "" : "draft, ", day_text(b->a, p->checked)),
			           2, width);
	}
}

void decide_text_why(struct buf *b, const struct decision *x, size_t width)
{
	size_t shown = 0;
	for (size_t i = 0; i < x->rows; i++) {
		const struct decision_row *r = &x->row[i];
		if (r->answer.grounds == 0 && x->rows > 1)
			continue;
		buf_fmt(b, "%s%s, %s, %s: %s\n", shown++ ? "\n" : "", r->supplier->name, x->function[r->function].id,
		        r->country, decide_text_verdict(b->a, &r->answer));
		packs(b, &r->answer, width);
		for (size_t k = 0; k < r->answer.grounds; k++)
			ground(b, &r->answer.ground[k], width);
	}
	if (shown == 0)
		buf_str(b, "no rule is about this\n");
}
