/* SPDX-License-Identifier: Apache-2.0
 *
 * pack_cases.c - the tests of a pack: made-up facts, and the verdict they must lead to
 */
#include <string.h>

#include "service/decide.h"
#include "service/pack_lint.h"

struct running {
	struct arena *a;
	const struct decide_rules *r;
	const struct pack_file *file;
	const struct pack_case *t;
	struct pack_report *out;
	struct fact_value *value;
	bool ok;
};

static void wrong(struct running *x, const char *text)
{
	x->ok = false;
	*PUSH(x->a, x->out->v, x->out->n, x->out->cap) = (struct pack_finding){
		x->file->name, x->t->place, arena_fmt(x->a, "test \"%.80s\": %s", x->t->title, text) };
}

static void give(struct running *x, const struct yaml_list *pairs)
{
	const struct yaml_pair *p = pairs->v;
	uint32_t at;
	for (size_t i = 0; i < pairs->n; i++) {
		if (map_get(&x->r->fact_at, str_of(p[i].key), &at))
			x->value[at] = decide_value(x->a, p[i].value);
		else
			wrong(x, arena_fmt(x->a, "no rule asks for fact \"%.60s\"", p[i].key));
	}
}

static bool names_operator(const struct yaml_list *pairs)
{
	const struct yaml_pair *p = pairs->v;
	for (size_t i = 0; i < pairs->n; i++)
		if (strncmp(p[i].key, "operator.", 9) == 0)
			return true;
	return false;
}

/* Two sets of texts, compared; what differs is told. */
static void compare(struct running *x, const char *what, const struct yaml_list *want, const struct map *got,
                    const char *const *word, size_t n)
{
	struct map wanted = map_in(x->a);
	const char *const *v = want->v;
	uint32_t at;
	for (size_t i = 0; i < want->n; i++) {
		map_add(&wanted, str_of(v[i]), 0);
		if (!map_get(got, str_of(v[i]), &at))
			wrong(x, arena_fmt(x->a, "%s \"%.60s\" is expected and not there", what, v[i]));
	}
	for (size_t i = 0; i < n; i++)
		if (!map_get(&wanted, str_of(word[i]), &at))
			wrong(x, arena_fmt(x->a, "%s \"%.60s\" is there and not expected", what, word[i]));
}

static void check_rules(struct running *x, const struct decide_answer *w)
{
	struct map got = map_in(x->a);
	const char **word = NEW(x->a, const char *, w->grounds);
	size_t n = 0;
	for (size_t i = 0; i < w->grounds; i++) {
		const struct decide_ground *g = &w->ground[i];
		bool decides = g->state == GROUND_DECIDES || g->state == GROUND_EXCEPTED;
		bool counts = w->verdict == DECIDE_NEEDED ? g->state == GROUND_OPEN :
		                                            decides && decide_compare(g->least, w->least) == 0;
		if (counts && map_add(&got, str_of(g->rule->id), 0))
			word[n++] = g->rule->id;
	}
	compare(x, "rule", &x->t->rules, &got, word, n);
}

static void check_open(struct running *x, const struct decide_answer *w)
{
	struct map got = map_in(x->a);
	const char **word = NULL;
	size_t n = 0, cap = 0;
	for (size_t i = 0; i < w->grounds; i++)
		for (size_t k = 0; k < w->ground[i].missings && w->ground[i].state <= GROUND_OPEN; k++)
			if (map_add(&got, str_of(w->ground[i].missing[k].fact), 0))
				*PUSH(x->a, word, n, cap) = w->ground[i].missing[k].fact;
	compare(x, "missing fact", &x->t->open, &got, word, n);
}

static void check_answer(struct running *x, const struct decide_answer *w)
{
	const struct pack_case *t = x->t;
	char day[11] = "none", want[11];
	if (strcmp(decide_verdict_name[w->verdict], t->expect) != 0)
		wrong(x, arena_fmt(x->a, "expects %.40s, is %s", t->expect, decide_verdict_name[w->verdict]));
	if (w->least.day != PACK_FOREVER)
		str_date_text(w->least.day, day);
	str_date_text(t->deadline, want);
	if (t->deadline != 0 && t->deadline != w->least.day)
		wrong(x, arena_fmt(x->a, "expects the deadline %s, is %s", want, day));
	if (t->rules.n)
		check_rules(x, w);
	if (t->open.n)
		check_open(x, w);
}

static void one(struct running *x, const struct pack_words *words, bool *seen)
{
	const struct pack_case *t = x->t;
	const struct pack *p = x->r->pack;
	struct decide_answer w;
	struct decide_question q = { .supplier = t->supplier, .operator = t->operator, .whole = true, .day = t->as_of };
	x->ok = true;
	x->value = NEW(x->a, struct fact_value, x->r->facts);
	give(x, &t->facts);
	give(x, &t->element);
	q.country = t->country ? t->country : p->members.n ? *(const char *const *)p->members.v : p->country;
	q.generation = t->generation ? pack_generation(t->generation) : PACK_5G;
	q.subject = q.local = x->value;
	if (q.operator == NULL && (names_operator(&t->facts) || names_operator(&t->element)))
		q.operator = "";
	if (!map_get(&words->function_at, str_of(t->function), &q.function)) {
		wrong(x, arena_fmt(x->a, "there is no function \"%.60s\"", t->function));
	} else {
		decide_ask(x->a, x->r, &q, &w);
		check_answer(x, &w);
		for (size_t i = 0; i < w.grounds; i++)
			if (w.ground[i].state <= GROUND_EXCEPTED)
				seen[w.ground[i].rule - (const struct pack_rule *)p->rules.v] = true;
	}
	x->out->passed += x->ok;
	x->out->failed += !x->ok;
}

bool pack_cases_run(struct arena *a, const struct decide_rules *r, const struct pack_words *words,
                    const struct pack_file *file, bool *seen, struct pack_report *out)
{
	struct pack_cases c;
	struct pt_err e = { 0 };
	struct running x = { .a = a, .r = r, .file = file, .out = out };
	if (!pack_cases_read(a, file->text, file->name, &c, &e)) {
		struct yaml_place at = { (uint32_t)e.at.row, (uint32_t)e.at.column };
		*PUSH(a, out->v, out->n, out->cap) = (struct pack_finding){ file->name, at, arena_str(a, e.text) };
		return false;
	}
	const struct pack_case *t = c.tests.v;
	if (strcmp(c.pack, r->pack->id) != 0) {
		struct yaml_place top = { 1, 1 };
		*PUSH(a, out->v, out->n, out->cap) = (struct pack_finding){
			file->name, top, arena_fmt(a, "tests pack \"%.60s\", not this one", c.pack) };
		return false;
	}
	for (size_t i = 0; i < c.tests.n; i++) {
		x.t = &t[i];
		one(&x, words, seen);
	}
	return true;
}
