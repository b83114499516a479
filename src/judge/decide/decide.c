/* SPDX-License-Identifier: Apache-2.0
 *
 * decide.c - one question to all rules
 */
#include "judge/decide/decide.h"

#include <stdlib.h>
#include <string.h>

const char *const decide_verdict_name[DECIDE_VERDICTS + 1] = { "none", "conditions", "decision-needed", "approval",
	                                                       "cap", "no-new", "remove-by", "overdue", NULL };
const char *const decide_verdict_text[DECIDE_VERDICTS] = {
	"no rule", "conditions", "decision needed", "approval needed", "capped", "nothing new", "remove by", "overdue"
};
const char *const decide_state_name[GROUND_STATES] = { "decides", "open",    "excepted", "cleared",
	                                               "coming",  "pending", "beside",   "disabled", "unknown" };

int decide_compare(struct decide_outcome a, struct decide_outcome b)
{
	if (a.verdict != b.verdict)
		return a.verdict < b.verdict ? -1 : 1;
	return (a.day < b.day) - (a.day > b.day);
}

static struct decide_outcome stricter(struct decide_outcome a, struct decide_outcome b)
{
	return decide_compare(a, b) < 0 ? b : a;
}

static struct decide_outcome milder(struct decide_outcome a, struct decide_outcome b)
{
	return decide_compare(a, b) < 0 ? a : b;
}

int decide_shown(struct decide_outcome least, struct decide_outcome most)
{
	return least.verdict <= DECIDE_CONDITIONS && decide_compare(least, most) < 0 ? DECIDE_NEEDED : least.verdict;
}

bool decide_holds_in(const struct pack *p, const char *country)
{
	const char *const *m = p->members.v;
	if (p->members.n == 0)
		return strcmp(p->country, country) == 0;
	for (size_t i = 0; i < p->members.n; i++)
		if (strcmp(m[i], country) == 0)
			return true;
	return false;
}

/* --- one rule --- */

struct weighing {
	struct arena *keep; /* NULL: only the outcome */
	const struct decide_rule *r;
	const struct decide_question *q;
	struct decide_ground *g;
};

static void miss(const struct weighing *w, const char *fact, const char *who)
{
	struct decide_ground *g = w->g;
	if (w->keep == NULL)
		return;
	for (size_t i = 0; i < g->missings; i++)
		if (strcmp(g->missing[i].fact, fact) == 0)
			return;
	*PUSH(w->keep, g->missing, g->missings, g->cap) = (struct decide_missing){ fact, who };
}

static void miss_of_rule(const struct weighing *w, const char *what, const char *who)
{
	if (w->keep)
		miss(w, arena_fmt(w->keep, "%s.%s", what, w->r->rule->ref), who);
}

static bool valid(int32_t from, int32_t until, int32_t day)
{
	return (from == 0 || from <= day) && (until == 0 || day < until);
}

/* What the pack itself states about the supplier. */
static bool stated(const struct weighing *w, const struct pack_test *t, struct fact_value *v)
{
	const struct pack_fact *f = w->r->pack->facts.v;
	for (size_t i = 0; i < w->r->pack->facts.n; i++) {
		if (!valid(f[i].from, f[i].until, w->q->day) || strcmp(f[i].fact, t->fact) != 0 ||
		    w->q->supplier == NULL || strcmp(f[i].supplier, w->q->supplier) != 0)
			continue;
		if (strcmp(f[i].value, "unknown") == 0)
			return true;
		*v = (struct fact_value){ .word = &f[i].value, .words = 1, .complete = true };
		v->number = str_double(str_of(f[i].value), &v->lo);
		v->hi = v->lo;
		return true;
	}
	return false;
}

static bool is_known(const struct fact_value *v)
{
	return v->words > 0 || v->complete || v->number;
}

static enum tri one(const struct weighing *w, const struct pack_test *t)
{
	const struct decide_question *q = w->q;
	struct fact_value v = { 0 };
	if (q->local && is_known(&q->local[t->at]))
		v = q->local[t->at];
	else if (q->subject && is_known(&q->subject[t->at]))
		v = q->subject[t->at];
	else if (strncmp(t->fact, "case.", 5) == 0)
		stated(w, t, &v);
	else if (strcmp(t->fact, "supplier.id") == 0 && q->supplier)
		v = (struct fact_value){ .word = &q->supplier, .words = 1, .complete = true };
	return fact_test(t, &v);
}

static void miss_test(const struct weighing *w, const struct pack_test *t)
{
	const struct fact_kind *kind = fact_kind(t->fact);
	miss(w, t->fact, kind ? kind->who : "nobody: petrin does not know this fact");
}

/* All of the tests; what is missing is noted when the answer depends on it. */
static enum tri all(const struct weighing *w, const struct yaml_list *when)
{
	const struct pack_test *t = when->v;
	enum tri sum = TRI_YES;
	for (size_t pass = 0; pass < 2 && (pass == 0 || sum == TRI_UNKNOWN); pass++) {
		for (size_t i = 0; i < when->n; i++) {
			const struct pack_test *alone = &t[i], *inner = t[i].any.n ? t[i].any.v : alone;
			enum tri any = TRI_NO;
			size_t n = t[i].any.n ? t[i].any.n : 1;
			for (size_t k = 0; k < n; k++)
				any = fact_or(any, one(w, &inner[k]));
			for (size_t k = 0; k < n && pass == 1 && any == TRI_UNKNOWN; k++)
				if (one(w, &inner[k]) == TRI_UNKNOWN)
					miss_test(w, &inner[k]);
			sum = pass == 0 ? fact_and(sum, any) : sum;
		}
		if (w->keep == NULL)
			break;
	}
	return sum;
}

static bool among(const struct yaml_list *list, const char *word)
{
	const char *const *v = list->v;
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(v[i], word) == 0)
			return true;
	return false;
}

/* A list of names; nobody listed = everybody. */
static enum tri listed(const struct weighing *w, const struct yaml_list *list, const char *word, const char *fact)
{
	if (list->n == 0 || (word && among(list, word)))
		return TRI_YES;
	if (word && word[0])
		return TRI_NO;
	miss(w, fact, fact_kind(fact)->who);
	return TRI_UNKNOWN;
}

static enum tri bound(const struct weighing *w)
{
	const struct pack_bound *b = &w->r->rule->bound;
	if (w->q->operator == NULL)
		return TRI_YES;
	return fact_and(listed(w, &b->operators, w->q->operator, "operator.name"), all(w, &b->when));
}

/* Whether the supplier stands in the list of names on the day. */
static enum tri named(const struct weighing *w)
{
	const struct pack_named *v = w->r->rule->named.v;
	bool any = false;
	for (size_t i = 0; i < w->r->rule->named.n; i++) {
		if (!valid(v[i].from, v[i].until, w->q->day))
			continue;
		any = true;
		if (w->q->supplier && strcmp(v[i].supplier, w->q->supplier) == 0) {
			w->g->named = &v[i];
			return TRI_YES;
		}
	}
	return any && w->q->supplier == NULL ? TRI_UNKNOWN : TRI_NO;
}

static enum tri undecided(const struct weighing *w, const char *who)
{
	miss_of_rule(w, "decision", who ? who : "the authority");
	return TRI_UNKNOWN;
}

/* Whether `when` is not asked of anybody who is not named. */
static bool names_only(const struct pack_rule *r)
{
	return r->designation == PACK_NAMED ||
	       (r->designation == PACK_CASE && r->named.n > 0 && r->decided_by == NULL);
}

/* Whom the rule means: D4. */
static enum tri meant(const struct weighing *w)
{
	const struct pack_rule *r = w->r->rule;
	enum tri name = named(w);
	if (name == TRI_UNKNOWN)
		miss(w, "supplier.id", fact_kind("supplier.id")->who);
	if (r->designation == PACK_NAMED)
		return name == TRI_NO ? TRI_NO : fact_and(name, all(w, &r->when));
	if (name == TRI_YES)
		return TRI_YES;
	if (names_only(r))
		return name;
	enum tri fits = all(w, &r->when);
	bool waits = r->decided_by || (r->designation == PACK_CASE && r->effect > PACK_APPROVAL);
	if (fits == TRI_NO)
		return name;
	return waits ? undecided(w, r->decided_by) : fact_or(fits, name);
}

/* From which day time runs, 0 = not known.  Who is not known may be whoever was named first. */
static int32_t runs_from(const struct weighing *w, const struct pack_deadline *d)
{
	const struct pack_rule *r = w->r->rule;
	const struct pack_named *v = r->named.v;
	int32_t from = 0;
	if (d->on || d->event == PACK_ENTRY)
		return d->on ? d->on : r->from;
	if (d->event != PACK_LISTING && d->event != PACK_DECISION)
		return 0;
	if (w->g->named || w->q->supplier)
		return w->g->named ? w->g->named->from : 0;
	for (size_t i = 0; i < r->named.n; i++)
		if (valid(v[i].from, v[i].until, w->q->day) && (from == 0 || v[i].from < from))
			from = v[i].from;
	return from;
}

/* What the rule comes to on the day, for the supplier named. */
static struct decide_outcome effect(const struct weighing *w)
{
	static const int verdict[PACK_EFFECTS] = { DECIDE_NONE, DECIDE_CONDITIONS, DECIDE_APPROVAL, DECIDE_CAP,
		                                   DECIDE_NO_NEW, DECIDE_REMOVE };
	const struct pack_rule *r = w->r->rule;
	const struct pack_deadline *d = r->deadlines.v, *last = NULL;
	struct decide_outcome out = { verdict[r->effect], PACK_FOREVER };
	for (size_t i = 0; i < r->deadlines.n; i++)
		if (d[i].from == 0 || d[i].from <= w->q->day)
			last = &d[i];
	w->g->deadline = last;
	if (last == NULL)
		return out;
	int32_t from = runs_from(w, last);
	if (last->date)
		out.day = last->date;
	else if (from)
		out.day = pack_later(from, last->count, last->unit);
	else if (w->g->state == GROUND_DECIDES)
		miss_of_rule(w, "deadline", "the authority: from which day does the time run?");
	if (out.verdict == DECIDE_REMOVE && out.day < w->q->day)
		out.verdict = DECIDE_OVERDUE;
	return out;
}

static enum tri excepts(const struct weighing *w, const struct pack_exception *x)
{
	const struct decide_question *q = w->q;
	if (!valid(x->from, x->until, q->day) || (x->operators.n > 0 && q->operator == NULL))
		return TRI_NO;
	enum tri t = listed(w, &x->suppliers, q->supplier, "supplier.id");
	if (t != TRI_NO)
		t = fact_and(t, listed(w, &x->operators, q->operator, "operator.name"));
	return t == TRI_NO ? t : fact_and(t, all(w, &x->when));
}

static const int left[] = { DECIDE_NONE, DECIDE_CONDITIONS, DECIDE_APPROVAL, DECIDE_CAP, DECIDE_NO_NEW,
	                    DECIDE_REMOVE };

/* Lowers the outcomes by exceptions: D2. */
static void except(const struct weighing *w)
{
	struct decide_ground *g = w->g;
	const struct pack_exception *x = w->r->rule->exceptions.v;
	for (size_t i = 0; i < w->r->rule->exceptions.n; i++) {
		int covers = w->r->covers[(i + 1) * w->r->functions + w->q->function];
		if (covers == COVERS_NOT || (covers == COVERS_PART && w->q->whole))
			continue;
		enum tri t = excepts(w, &x[i]);
		if (covers == COVERS_PART) /* nobody says which part the element is */
			t = fact_and(t, TRI_UNKNOWN);
		struct decide_outcome rest = { left[x[i].leaves], PACK_FOREVER };
		if (t == TRI_NO)
			continue;
		g->exception = &x[i];
		g->least = milder(g->least, rest);
		if (t == TRI_YES)
			g->most = milder(g->most, rest);
	}
}

/* Why a rule that is about the question does not decide it now, whatever the guards say; or -1. */
static int set_aside(const struct weighing *w)
{
	const struct pack_rule *r = w->r->rule;
	if (w->g->status == PACK_NOT_FOUND)
		return GROUND_UNKNOWN;
	if (r->matter != PACK_NETWORK)
		return GROUND_BESIDE;
	if (r->enabled == PACK_NO)
		return GROUND_DISABLED;
	if (w->g->status == PACK_PROPOSAL || w->g->status == PACK_BILL)
		return GROUND_PENDING;
	return r->from > w->q->day || w->g->status < 0 || w->g->status == PACK_ENACTED ? GROUND_COMING : -1;
}

/* Whether generation and function fit; unknown ones are noted. */
static enum tri about(const struct weighing *w)
{
	const struct pack_rule *r = w->r->rule;
	const struct decide_question *q = w->q;
	enum tri t = TRI_YES;
	if (r->matter != PACK_NETWORK)
		return TRI_YES;
	int covers = w->r->covers[q->function];
	if (covers == COVERS_NOT || (q->generation != 0 && (q->generation & r->generation) == 0))
		return TRI_NO;
	if (q->generation == 0 && r->generation != PACK_GENERATIONS) {
		miss(w, "element.technology", "the operator");
		t = TRI_UNKNOWN;
	}
	w->g->part = covers == COVERS_PART;
	if (w->g->part && !q->whole) {
		miss(w, "element.function", "the operator");
		t = TRI_UNKNOWN;
	}
	return t;
}

bool decide_rule(struct arena *keep, const struct decide_rule *r, const struct decide_question *q,
                 struct decide_ground *g)
{
	struct weighing w = { keep, r, q, g };
	const struct pack_instrument *in = r->pack->instruments.v;
	*g = (struct decide_ground){ .pack = r->pack, .rule = r->rule, .state = GROUND_DECIDES,
		                     .status = pack_status_on(&in[r->rule->instrument_at], q->day),
		                     .least = { DECIDE_NONE, PACK_FOREVER }, .most = { DECIDE_NONE, PACK_FOREVER } };
	bool over = r->rule->until != 0 && q->day >= r->rule->until;
	if (over || g->status == PACK_REPEALED || g->status == PACK_REJECTED)
		return false;
	enum tri t = about(&w);
	if (t == TRI_NO)
		return false;
	enum tri who = meant(&w);
	if (who == TRI_NO && (r->rule->when.n == 0 || names_only(r->rule)))
		return false; /* somebody else is named */
	t = fact_and(fact_and(t, who), who == TRI_NO ? TRI_YES : bound(&w));
	int aside = set_aside(&w);
	if (aside >= 0 || t == TRI_NO) {
		g->state = aside >= 0 ? (enum decide_state)aside : GROUND_CLEARED;
		g->missings = g->state == GROUND_CLEARED ? 0 : g->missings;
		return t != TRI_NO || g->state == GROUND_CLEARED;
	}
	g->state = t == TRI_YES ? GROUND_DECIDES : GROUND_OPEN;
	g->most = g->least = effect(&w);
	if (g->status == PACK_ADVICE && g->most.verdict > DECIDE_CONDITIONS)
		g->most = g->least = (struct decide_outcome){ DECIDE_CONDITIONS, PACK_FOREVER };
	except(&w);
	if (t == TRI_UNKNOWN)
		g->least = (struct decide_outcome){ DECIDE_NONE, PACK_FOREVER };
	else if (decide_compare(g->least, g->most) < 0)
		g->state = GROUND_OPEN;
	else if (g->exception)
		g->state = GROUND_EXCEPTED;
	return true;
}

/* --- all rules --- */

static int by_weight(const void *a, const void *b)
{
	const struct decide_ground *x = a, *y = b;
	if (x->state != y->state)
		return x->state < y->state ? -1 : 1;
	int c = decide_compare(y->least, x->least);
	c = c ? c : decide_compare(y->most, x->most);
	if (c)
		return c;
	c = strcmp(x->pack->id, y->pack->id);
	return c ? c : (x->rule > y->rule) - (x->rule < y->rule);
}

void decide_ask(struct arena *keep, const struct decide_rules *rules, const struct decide_question *q,
                struct decide_answer *out)
{
	struct decide_ground g;
	out->ground = NULL;
	out->grounds = out->cap = 0;
	out->least = out->most = (struct decide_outcome){ DECIDE_NONE, PACK_FOREVER };
	for (size_t i = 0; i < rules->rules; i++) {
		if (!decide_holds_in(rules->rule[i].pack, q->country) || !decide_rule(keep, &rules->rule[i], q, &g))
			continue;
		*PUSH(keep, out->ground, out->grounds, out->cap) = g;
		out->least = stricter(out->least, g.least);
		out->most = stricter(out->most, g.most);
	}
	if (out->grounds)
		qsort(out->ground, out->grounds, sizeof *out->ground, by_weight);
	out->verdict = decide_shown(out->least, out->most);
}
