/* SPDX-License-Identifier: Apache-2.0
 *
 * pack_lint.c - what is unwise in a pack that can be read
 */
#include "service/pack_lint.h"

#include <stdlib.h>
#include <string.h>

#include "service/pack_logic.h"

struct linting {
	struct arena *a;
	const struct pack *p;
	const struct pack_words *words;
	struct pack_report *out;
	struct map source;
	bool *cited; /* per source */
	struct pack_logic *logic;
};

void pack_lint_say(struct arena *a, struct pack_report *r, struct yaml_place at, const char *text)
{
	*PUSH(a, r->v, r->n, r->cap) = (struct pack_finding){ NULL, at, text };
}

static void say(const struct linting *l, struct yaml_place at, const char *what, const char *name)
{
	pack_lint_say(l->a, l->out, at, arena_fmt(l->a, "%s \"%.60s\"", what, name));
}

/* --- words that nobody knows --- */

static void cites(const struct linting *l, const struct yaml_list *list, struct yaml_place at)
{
	const char *const *v = list->v;
	uint32_t i;
	if (list->n == 0)
		say(l, at, "a fact without a source:", "cite is empty");
	for (size_t k = 0; k < list->n; k++) {
		struct str id = { v[k], strcspn(v[k], " ") };
		if (map_get(&l->source, id, &i))
			l->cited[i] = true;
		else
			say(l, at, "dead citation: no source of this pack is called", arena_strn(l->a, id.p, id.n));
	}
}

static void tags(const struct linting *l, const struct yaml_list *list, struct yaml_place at)
{
	const char *const *v = list->v;
	uint32_t i;
	for (size_t k = 0; k < list->n; k++)
		if (!map_get(&l->words->function_at, str_of(v[k]), &i))
			say(l, at, "there is no function", v[k]);
}

static bool is_yes_no(const char *fact)
{
	return strstr(fact, ".flag.") != NULL || strcmp(fact, "site.sensitive") == 0;
}

/* A test that no value can pass, or every one does. */
static void value(const struct linting *l, const struct pack_test *t, const struct fact_kind *kind)
{
	const char *const *word = t->words.v;
	if (t->op >= PACK_AT_LEAST && !kind->number && !kind->free)
		say(l, t->place, "is no number:", t->fact);
	if (t->op < PACK_AT_LEAST && kind->number)
		say(l, t->place, "unreachable: a number is compared by at_least, below, before or since:", t->fact);
	if (strcmp(t->fact, "owners.state-share") == 0 && !(t->number >= 0 && t->number <= 1))
		say(l, t->place, "unreachable: a share is 0 to 1:", t->fact);
	for (size_t i = 0; i < t->words.n && is_yes_no(t->fact); i++)
		if (strcmp(word[i], "yes") != 0 && strcmp(word[i], "no") != 0)
			say(l, t->place, arena_fmt(l->a, "unreachable: %.60s is yes or no, not", t->fact), word[i]);
}

static void fact(const struct linting *l, const struct pack_test *t)
{
	const struct fact_kind *kind = fact_kind(t->fact);
	const char *dot = strchr(t->fact, '.'), *name = dot ? strchr(dot + 1, '.') : NULL;
	uint32_t i;
	if (kind == NULL) {
		say(l, t->place, "there is no fact", t->fact);
		return;
	}
	value(l, t, kind);
	if (name && strstr(t->fact, ".flag.") && !map_get(&l->words->flag, str_of(name + 1), &i))
		say(l, t->place, "there is no flag", name + 1);
	if (name && strstr(t->fact, ".indicator.") && !map_get(&l->words->indicator, str_of(name + 1), &i))
		say(l, t->place, "there is no indicator", name + 1);
}

static void tests(const struct linting *l, const struct yaml_list *when)
{
	const struct pack_test *t = when->v;
	for (size_t i = 0; i < when->n; i++) {
		const struct pack_test *inner = t[i].any.v;
		if (t[i].any.n == 0)
			fact(l, &t[i]);
		for (size_t k = 0; k < t[i].any.n; k++)
			fact(l, &inner[k]);
		for (size_t k = 0; k < when->n; k++)
			if (k != i && pack_logic_exclude(l->logic, &t[i], &t[k]))
				say(l, t[k].place, "unreachable: two tests exclude each other, both of",
				    t[i].any.n ? inner[0].fact : t[i].fact);
	}
}

/* --- one rule --- */

static bool ever_decides(const struct pack_instrument *in)
{
	const struct pack_stage *s = in->history.v;
	for (size_t i = 0; i < in->history.n; i++)
		if (s[i].status <= PACK_ADVICE)
			return true;
	return false;
}

/* Whether its instrument is over on every day of the rule. */
static bool is_over(const struct pack_rule *r, const struct pack_instrument *in)
{
	const struct pack_stage *s = in->history.v;
	bool over = false;
	for (size_t i = 0; i < in->history.n && (r->until == 0 || s[i].from < r->until); i++) {
		bool now = s[i].status == PACK_REPEALED || s[i].status == PACK_REJECTED;
		over = s[i].from <= r->from ? now : over && now;
	}
	return over;
}

static void reach(const struct linting *l, const struct pack_rule *r, const struct pack_instrument *in)
{
	const struct pack_stage *s = in->history.v;
	const struct pack_named *v = r->named.v;
	bool any = r->named.n == 0;
	for (size_t i = 0; i < r->named.n; i++)
		any |= (v[i].until == 0 || v[i].until > r->from) && (r->until == 0 || v[i].from < r->until);
	if (!any)
		say(l, r->place, "unreachable: nobody is named while it is in force, rule", r->id);
	if (r->until != 0 && s[0].from >= r->until)
		say(l, r->place, "unreachable: it ends before its instrument begins, rule", r->id);
	if (is_over(r, in))
		say(l, r->place, "unreachable: its instrument is repealed or rejected before it begins, rule", r->id);
	if (s[0].from > r->from)
		say(l, r->place, "gap: the history of the instrument begins after the rule", r->id);
}

static void gaps(const struct linting *l, const struct pack_rule *r)
{
	const struct pack_deadline *d = r->deadlines.v;
	if (r->enabled == PACK_NO)
		return;
	if (r->effect == PACK_REMOVE && r->deadlines.n == 0 && r->designation != PACK_CASE && r->decided_by == NULL)
		say(l, r->place, "gap: a removal without a deadline, rule", r->id);
	for (size_t i = 0; i < r->deadlines.n; i++)
		if (d[i].date != 0 && d[i].date < r->from)
			say(l, d[i].place, "contradiction: the last day is before the rule begins, rule", r->id);
	for (size_t i = 0; i < r->deadlines.n; i++)
		if (d[i].event == PACK_OTHER_EVENT && d[i].on == 0)
			say(l, d[i].place, "gap: nobody says on which day the event was (on), rule", r->id);
	if (r->designation == PACK_CASE && r->effect > PACK_APPROVAL && r->named.n == 0 && r->decided_by == NULL)
		say(l, r->place, "gap: who decides (decided_by)? nobody is named by rule", r->id);
	if (r->designation == PACK_CASE && r->named.n > 0 && r->when.n > 0 && r->decided_by == NULL)
		say(l, r->place, "gap: when is asked of nobody, since nobody (decided_by) may name others; "
		    "rule", r->id);
	if (r->effect == PACK_CAP && r->cap.percent >= 100)
		say(l, r->cap.place, "gap: a cap of 100 percent forbids nothing, rule", r->id);
	if (r->certainty == PACK_LOW)
		say(l, r->place, "of low certainty and yet enabled: rule", r->id);
	if (r->matter == PACK_NETWORK && r->effect == PACK_CONDITIONS && r->conditions == NULL && r->note == NULL)
		say(l, r->place, "gap: which conditions (conditions)? rule", r->id);
}

static void cites_of_rule(const struct linting *l, const struct pack_rule *r)
{
	const struct pack_named *n = r->named.v;
	const struct pack_deadline *d = r->deadlines.v;
	const struct pack_exception *x = r->exceptions.v;
	cites(l, &r->cite, r->place);
	for (size_t i = 0; i < r->named.n; i++)
		cites(l, &n[i].cite, n[i].place);
	for (size_t i = 0; i < r->deadlines.n; i++)
		cites(l, &d[i].cite, d[i].place);
	for (size_t i = 0; i < r->exceptions.n; i++) {
		cites(l, &x[i].cite, x[i].place);
		tags(l, &x[i].functions, x[i].place);
		tests(l, &x[i].when);
	}
}

/* --- exceptions --- */

static bool meets(const struct decide_rule *r, size_t exception)
{
	for (size_t f = 0; f < r->functions; f++)
		if (r->covers[f] != COVERS_NOT && r->covers[(exception + 1) * r->functions + f] != COVERS_NOT)
			return true;
	return false;
}

static void exceptions(const struct linting *l, const struct decide_rule *ready)
{
	const struct pack_rule *r = ready->rule;
	const struct pack_exception *x = r->exceptions.v;
	for (size_t i = 0; i < r->exceptions.n; i++) {
		if (pack_logic_exclude_lists(l->logic, &x[i].when, &r->when))
			say(l, x[i].place, "unreachable: nobody whom the rule means fits exception", x[i].id);
		if (x[i].functions.n && r->matter == PACK_NETWORK && !meets(ready, i))
			say(l, x[i].place, "unreachable: no function of the rule is one of exception", x[i].id);
		if (x[i].functions.n + x[i].suppliers.n + x[i].operators.n + x[i].when.n == 0 && x[i].from == 0 &&
		    x[i].until == 0)
			say(l, x[i].place, "unreachable: the rule never counts, for everybody falls under exception",
			    x[i].id);
	}
}

/* --- two rules --- */

static bool overlap(const struct pack_rule *a, const struct pack_rule *b)
{
	const struct pack_named *p = a->named.v, *q = b->named.v;
	bool both = a->named.n == 0 && b->named.n == 0;
	for (size_t i = 0; i < a->named.n; i++)
		for (size_t k = 0; k < b->named.n; k++)
			both |= strcmp(p[i].supplier, q[k].supplier) == 0;
	return both && (a->until == 0 || b->from < a->until) && (b->until == 0 || a->from < b->until);
}

static void contradict(const struct linting *l, const struct pack_rule *a, const struct pack_rule *b)
{
	const struct pack_deadline *d = a->deadlines.v, *f = b->deadlines.v;
	if (a->enabled == PACK_NO || b->enabled == PACK_NO || a->matter != b->matter ||
	    a->generation != b->generation || !pack_logic_same_tests(l->logic, &a->when, &b->when) ||
	    !pack_logic_same_tests(l->logic, &a->bound.when, &b->bound.when) ||
	    !pack_logic_same_words(l->logic, &a->bound.operators, &b->bound.operators) ||
	    !pack_logic_same_words(l->logic, &a->functions, &b->functions) || !overlap(a, b))
		return;
	if ((a->effect == PACK_NONE) != (b->effect == PACK_NONE))
		say(l, b->place, arena_fmt(l->a, "contradiction: one allows what the other restricts, %.40s and",
		                           a->id), b->id);
	if (a->effect == b->effect && a->deadlines.n && b->deadlines.n &&
	    d[a->deadlines.n - 1].date != f[b->deadlines.n - 1].date)
		say(l, b->place, arena_fmt(l->a, "contradiction: two last days for the same, %.40s and", a->id), b->id);
	if (a->effect == b->effect && a->effect == PACK_CAP && a->cap.base == b->cap.base && a->cap.of == b->cap.of &&
	    (a->cap.percent < b->cap.percent || a->cap.percent > b->cap.percent))
		say(l, b->place, arena_fmt(l->a, "contradiction: two caps for the same, %.40s and", a->id), b->id);
}

static void rules(const struct linting *l, const struct decide_rule *ready)
{
	const struct pack_rule *r = l->p->rules.v;
	const struct pack_instrument *in = l->p->instruments.v;
	for (size_t i = 0; i < l->p->rules.n; i++) {
		cites_of_rule(l, &r[i]);
		tags(l, &r[i].functions, r[i].place);
		tests(l, &r[i].when);
		tests(l, &r[i].bound.when);
		reach(l, &r[i], &in[r[i].instrument_at]);
		gaps(l, &r[i]);
		exceptions(l, &ready[i]);
		for (size_t k = 0; k < i; k++)
			contradict(l, &r[k], &r[i]);
	}
}

static void rest(const struct linting *l)
{
	const struct pack *p = l->p;
	const struct pack_instrument *in = p->instruments.v;
	const struct pack_fact *f = p->facts.v;
	const struct pack_weighting *w = p->weighting.v;
	const struct pack_source *s = p->sources.v;
	double least = 0;
	uint32_t at;
	for (size_t i = 0; i < p->instruments.n; i++)
		for (size_t k = 0; k < in[i].history.n; k++)
			cites(l, &((const struct pack_stage *)in[i].history.v)[k].cite,
			      ((const struct pack_stage *)in[i].history.v)[k].place);
	for (size_t i = 0; i < p->facts.n; i++)
		cites(l, &f[i].cite, f[i].place);
	for (size_t i = 0; i < p->weighting.n; i++) {
		cites(l, &w[i].cite, w[i].place);
		least += w[i].weight.lo;
		if (least > 1 && least - w[i].weight.lo <= 1)
			say(l, w[i].place, "contradiction: the least weights sum to more than 1, with",
			    w[i].consideration);
		if (!map_get(&l->words->consideration, str_of(w[i].consideration), &at))
			say(l, w[i].place, "there is no consideration", w[i].consideration);
	}
	for (size_t i = 0; i < p->sources.n; i++)
		if (!l->cited[i])
			say(l, s[i].place, "nothing cites source", s[i].id);
}

static void untested(const struct linting *l, const bool *seen, size_t files)
{
	const struct pack_rule *r = l->p->rules.v;
	const struct pack_instrument *in = l->p->instruments.v;
	struct yaml_place top = { 1, 1 };
	if (files == 0)
		say(l, top, "no tests stand beside this pack (tests/*.yaml):", l->p->id);
	for (size_t i = 0; i < l->p->rules.n && files > 0; i++)
		if (!seen[i] && r[i].enabled != PACK_NO && r[i].matter == PACK_NETWORK &&
		    ever_decides(&in[r[i].instrument_at]))
			say(l, r[i].place, "missing test: none has a part for rule", r[i].id);
}

static int by_place(const void *a, const void *b)
{
	const struct pack_finding *x = a, *y = b;
	int c = strcmp(x->file ? x->file : "", y->file ? y->file : "");
	c = c ? c : (x->place.row > y->place.row) - (x->place.row < y->place.row);
	c = c ? c : (x->place.column > y->place.column) - (x->place.column < y->place.column);
	return c ? c : strcmp(x->text, y->text);
}

bool pack_lint(struct arena *a, struct pack *p, const struct pack_file *file, size_t n, struct pack_report *out,
               struct pt_err *e)
{
	struct pack_words words;
	struct decide_rules ready;
	struct pack_logic logic = { PACK_LOGIC_STEPS };
	struct linting l = { a, p, &words, out, map_in(a), NEW(a, bool, p->sources.n), &logic };
	const struct pack_source *s = p->sources.v;
	bool *seen = NEW(a, bool, p->rules.n);
	*out = (struct pack_report){ 0 };
	if (!pack_words(a, &words, e) || !decide_rules(a, p, 1, words.function, words.functions, &ready, e))
		return false;
	for (size_t i = 0; i < p->sources.n; i++)
		map_add(&l.source, str_of(s[i].id), (uint32_t)i);
	rules(&l, ready.rule);
	rest(&l);
	if (logic.steps == 0)
		say(&l, (struct yaml_place){ 1, 1 },
		    "not all tests were compared with each other, of very many words in", p->id);
	bool all = true;
	for (size_t i = 0; i < n; i++)
		all &= pack_cases_run(a, &ready, &words, &file[i], seen, out);
	if (all)
		untested(&l, seen, n);
	if (out->n)
		qsort(out->v, out->n, sizeof *out->v, by_place);
	return true;
}
