/* SPDX-License-Identifier: Apache-2.0
 *
 * decide_changes.c - what changed between two days, and what is due: events for a feed
 */
#include <stdlib.h>
#include <string.h>

#include "service/decide_inside.h"

struct telling {
	struct arena *a;
	struct decision *x;
	const struct pack *pack;
	const struct pack_rule *rule;
	int32_t after, until; /* (after, until] */
};

static void about(struct decision_event *v, const struct pack_rule *r)
{
	v->rule = r->id, v->ref = r->ref, v->title = r->title;
}

static struct decision_event *event(const struct telling *t, const char *kind, int32_t day)
{
	struct decision *x = t->x;
	struct decision_event *v = PUSH(t->a, x->event, x->events, x->event_cap);
	*v = (struct decision_event){ .day = day, .kind = kind, .pack = t->pack,
		                      .country = t->pack ? t->pack->country : "", .rule = "", .ref = "", .title = "",
		                      .supplier = "", .function = "", .before = "", .after = "" };
	if (t->rule)
		about(v, t->rule);
	return v;
}

static const char *instrument_ref(const struct telling *t, const char *id)
{
	for (size_t i = 0; i < t->x->packs; i++) {
		const struct pack *p = &t->x->pack[i];
		const struct pack_instrument *in = p->instruments.v;
		for (size_t k = 0; p != t->pack && k < p->instruments.n; k++)
			if (strcmp(p->country, t->pack->country) == 0 && strcmp(in[k].id, id) == 0)
				return arena_fmt(t->a, "%s:%s", t->pack->id, id);
	}
	return id;
}

static bool within(const struct telling *t, int32_t day)
{
	return day != 0 && day > t->after && day <= t->until;
}

/* Whether some row asked for lies in the pack's countries. */
static bool is_asked(const struct decision *x, const struct pack *p)
{
	for (size_t i = 0; i < x->rows; i++)
		if (decide_holds_in(p, x->row[i].country))
			return true;
	return false;
}

static bool is_subject(const struct decision *x, const char *supplier)
{
	for (size_t i = 0; i < x->rows; i++)
		if (strcmp(x->row[i].supplier->id, supplier) == 0)
			return true;
	return false;
}

static void tell_status(struct telling *t)
{
	const struct pack_instrument *in = t->pack->instruments.v;
	t->rule = NULL;
	for (size_t i = 0; i < t->pack->instruments.n; i++) {
		const struct pack_stage *s = in[i].history.v;
		for (size_t k = 0; k < in[i].history.n; k++) {
			if (!within(t, s[k].from))
				continue;
			struct decision_event *v = event(t, "status", s[k].from);
			v->rule = in[i].id, v->ref = instrument_ref(t, in[i].id);
			v->title = in[i].title;
			v->before = k ? pack_status_name[s[k - 1].status] : "";
			v->after = pack_status_name[s[k].status];
			v->cite = &s[k].cite;
		}
	}
}

static void tell_list(struct telling *t)
{
	const struct pack_named *v = t->rule->named.v;
	for (size_t i = 0; i < t->rule->named.n; i++) {
		const int32_t day[] = { v[i].from, v[i].until };
		for (int k = 0; k < 2; k++) {
			if (!within(t, day[k]) || !is_subject(t->x, v[i].supplier))
				continue;
			struct decision_event *one = event(t, "list", day[k]);
			one->supplier = v[i].supplier;
			one->before = k ? "named" : "";
			one->after = k ? "" : "named";
			one->cite = &v[i].cite;
		}
	}
}

static const char *deadline_text(struct arena *a, const struct pack_deadline *d)
{
	char day[11];
	if (d->date == 0)
		return arena_fmt(a, "%s from %s", d->after, pack_event_name[d->event]);
	str_date_text(d->date, day);
	return arena_str(a, day);
}

static void tell_deadlines(struct telling *t)
{
	const struct pack_deadline *d = t->rule->deadlines.v;
	for (size_t i = 1; i < t->rule->deadlines.n; i++) {
		if (!within(t, d[i].from))
			continue;
		struct decision_event *v = event(t, "deadline", d[i].from);
		v->before = deadline_text(t->a, &d[i - 1]);
		v->after = deadline_text(t->a, &d[i]);
		v->cite = &d[i].cite;
	}
}

static void tell_start(struct telling *t, const char *kind)
{
	const int32_t day[] = { t->rule->from, t->rule->until };
	if (t->rule->enabled == PACK_NO)
		return;
	for (int k = 0; k < 2; k++) {
		const struct pack_instrument *in = t->pack->instruments.v;
		int status = pack_status_on(&in[t->rule->instrument_at], day[k]);
		if (!within(t, day[k]) || status < 0 || status > PACK_ADVICE) /* a bill does not begin */
			continue;
		struct decision_event *v = event(t, kind, day[k]);
		v->before = k ? "in force" : "";
		v->after = k ? "" : "in force";
		v->cite = &t->rule->cite;
	}
}

/* What is left of an answer when its grounds are given back. */
struct snapshot {
	int verdict;
	struct decide_outcome least;
	const struct pack *pack;
	const struct pack_rule *rule; /* the first ground */
};

static struct snapshot snapshot(const struct decide_answer *x)
{
	struct snapshot out = { x->verdict, x->least, NULL, NULL };
	if (x->grounds)
		out.pack = x->ground[0].pack, out.rule = x->ground[0].rule;
	return out;
}

static const char *verdict_text(struct arena *a, const struct snapshot *x)
{
	char day[11];
	if (x->least.day == PACK_FOREVER || x->verdict < DECIDE_CAP)
		return decide_verdict_name[x->verdict];
	str_date_text(x->least.day, day);
	return arena_fmt(a, "%s %s", decide_verdict_name[x->verdict], day);
}

static struct snapshot answer_on(struct arena scratch, const struct decision *x, const struct decision_row *row,
                                 int32_t day)
{
	struct decide_answer out;
	struct decide_question q = decide_question_of(x, row, day);
	decide_ask(&scratch, &x->rules, &q, &out);
	return snapshot(&out);
}

/* The rule to name: that of the new answer; of the old one when there is none any more. */
static const struct snapshot *why(const struct snapshot *before, const struct snapshot *after)
{
	return after->rule && (after->verdict != DECIDE_NONE || before->rule == NULL) ? after : before;
}

/* One row at every day on which the packs change. */
static void tell_verdicts(struct telling *t, struct arena scratch, const struct decision_row *row,
                          const struct decide_days *days)
{
	struct snapshot before = answer_on(scratch, t->x, row, t->after);
	for (size_t i = 0; i < days->n; i++) {
		if (!within(t, days->v[i]))
			continue;
		struct snapshot after = answer_on(scratch, t->x, row, days->v[i]);
		if (after.verdict != before.verdict || after.least.day != before.least.day) {
			const struct snapshot *by = why(&before, &after);
			struct decision_event *v = event(t, "verdict", days->v[i]);
			v->country = row->country, v->supplier = row->supplier->id;
			v->function = t->x->function[row->function].id;
			v->before = verdict_text(t->a, &before), v->after = verdict_text(t->a, &after);
			v->pack = by->pack;
			if (by->rule)
				about(v, by->rule), v->cite = &by->rule->cite;
		}
		before = after;
	}
}

void decide_changes(struct arena *keep, const struct decide_request *rq, struct decision *x)
{
	struct telling t = { .a = keep, .x = x, .after = rq->since, .until = x->day };
	struct decide_days days = decide_days(keep, &x->rules);
	for (size_t i = 0; i < x->packs; i++) {
		const struct pack_rule *r = x->pack[i].rules.v;
		t.pack = &x->pack[i];
		if (!is_asked(x, t.pack))
			continue;
		tell_status(&t);
		for (size_t k = 0; k < t.pack->rules.n; k++) {
			t.rule = &r[k];
			tell_list(&t);
			tell_deadlines(&t);
			tell_start(&t, "starts");
		}
	}
	struct arena scratch = arena_reserve((size_t)256 << 20, "decide");
	char *start = scratch.beg;
	t.pack = NULL, t.rule = NULL;
	for (size_t i = 0; i < x->rows; i++)
		tell_verdicts(&t, scratch, &x->row[i], &days);
	arena_release(&scratch, start);
}

/* A last day that is sure; a later one than what counts anyway is no news, but a cap beside a removal is. */
static void tell_due(struct telling *t, const struct decision_row *row, const struct decide_ground *g)
{
	int verdict = g->least.verdict;
	bool sure = g->state == GROUND_DECIDES || g->state == GROUND_EXCEPTED;
	if (!sure || (verdict != DECIDE_REMOVE && verdict != DECIDE_CAP) || g->least.day < t->x->day ||
	    g->least.day > t->until || row->answer.least.verdict == DECIDE_OVERDUE ||
	    (verdict == DECIDE_REMOVE && decide_compare(g->least, row->answer.least) != 0))
		return;
	struct decision_event *v = event(t, "due", g->least.day);
	struct snapshot now = { verdict, g->least, g->pack, g->rule };
	about(v, g->rule);
	v->pack = g->pack, v->country = row->country, v->supplier = row->supplier->id;
	v->function = t->x->function[row->function].id;
	v->before = verdict_text(t->a, &now);
	v->after = decide_verdict_name[verdict == DECIDE_CAP ? DECIDE_CAP : DECIDE_OVERDUE];
	v->cite = g->deadline ? &g->deadline->cite : &g->rule->cite;
}

void decide_due(struct arena *keep, const struct decide_request *rq, struct decision *x)
{
	int64_t end = x->day + (int64_t)rq->within;
	struct telling t = { .a = keep, .x = x, .after = x->day,
		             .until = end < PACK_FOREVER ? (int32_t)end : PACK_FOREVER - 1 };
	for (size_t i = 0; i < x->rows; i++)
		for (size_t k = 0; k < x->row[i].answer.grounds; k++)
			tell_due(&t, &x->row[i], &x->row[i].answer.ground[k]);
	for (size_t i = 0; i < x->packs; i++) {
		const struct pack_rule *r = x->pack[i].rules.v;
		t.pack = &x->pack[i];
		for (size_t k = 0; is_asked(x, t.pack) && k < t.pack->rules.n; k++) {
			t.rule = &r[k];
			tell_start(&t, "starts");
		}
	}
}

static int in_order(const void *a, const void *b)
{
	const struct decision_event *x = a, *y = b;
	const char *const p[] = { x->country, x->kind, x->rule, x->supplier, x->function, x->after, x->id };
	const char *const q[] = { y->country, y->kind, y->rule, y->supplier, y->function, y->after, y->id };
	int c = (x->day > y->day) - (x->day < y->day);
	for (size_t i = 0; i < COUNT(p) && c == 0; i++)
		c = strcmp(p[i], q[i]);
	return c;
}

static void part_of_id(struct buf *b, const char *text)
{
	buf_char(b, '/');
	for (const char *c = text; *c; c++) {
		bool plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9') ||
		             *c == '.' || *c == '_';
		buf_char(b, plain ? *c : '-');
	}
}

/* What happened, to whom, by which rule; what follows from it (kinds verdict and due) may be told otherwise
 * when facts are known better, and is the same event all the same. */
static const char *event_id(struct arena *a, const struct decision_event *v)
{
	char day[11];
	struct buf b = buf_in(a);
	bool follows = strcmp(v->kind, "verdict") == 0 || strcmp(v->kind, "due") == 0;
	bool by_rule = strcmp(v->kind, "verdict") != 0;
	str_date_text(v->day, day);
	const char *const part[] = { day, v->country, by_rule && v->pack ? v->pack->id : "", by_rule ? v->rule : "",
		                     v->supplier, v->function, follows ? "" : v->after[0] ? v->after : "end" };
	buf_fmt(&b, "petrin:%s", v->kind);
	for (size_t i = 0; i < COUNT(part); i++)
		part_of_id(&b, part[i]);
	return b.p;
}

void decide_sort_events(struct arena *keep, struct decision *x)
{
	for (size_t i = 0; i < x->events; i++)
		x->event[i].id = event_id(keep, &x->event[i]);
	if (x->events)
		qsort(x->event, x->events, sizeof *x->event, in_order);
}
