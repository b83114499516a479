/* SPDX-License-Identifier: Apache-2.0
 *
 * pack_check.c - whether the values of a pack hold together, one by one
 *
 * What is wrong here makes a pack unusable.  What is merely unwise is told by service/pack_lint.c.
 */
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "model/pack_inside.h"

enum { MOST_RULES = 2000, MOST_TESTS = 64, MOST_COUNT = 10000, MOST_WORDS = 1000 };

struct checking {
	struct arena *a;
	const char *file;
	struct pt_err *e;
	struct map instruments;
};

static bool wrong(const struct checking *c, struct yaml_place at, const char *what, const char *name)
{
	struct pt_at place = { .row = at.row, .column = at.column };
	pt_fail_at(c->e, &place, PT_INVALID, "%s \"%.60s\"", what, name);
	pt_err_file(c->e, c->file);
	return false;
}

static bool once(const struct checking *c, struct map *m, const char *id, struct yaml_place at, uint32_t value)
{
	if (id[0] == '\0')
		return wrong(c, at, "an id is empty:", id);
	return map_add(m, str_of(id), value) || wrong(c, at, "this id is there twice:", id);
}

static bool sources(const struct checking *c, const struct pack *p)
{
	struct map seen = map_in(c->a);
	const struct pack_source *s = p->sources.v;
	for (size_t i = 0; i < p->sources.n; i++)
		if (!once(c, &seen, s[i].id, s[i].place, 0))
			return false;
	return true;
}

static bool instruments(struct checking *c, const struct pack *p)
{
	const struct pack_instrument *in = p->instruments.v;
	for (size_t i = 0; i < p->instruments.n; i++) {
		const struct pack_stage *s = in[i].history.v;
		if (!once(c, &c->instruments, in[i].id, in[i].place, (uint32_t)i))
			return false;
		if (in[i].history.n == 0)
			return wrong(c, in[i].place, "an instrument needs a history, however short:", in[i].id);
		for (size_t k = 1; k < in[i].history.n; k++)
			if (s[k].from <= s[k - 1].from)
				return wrong(c, s[k].place, "stages stand in the order of their days; out of place is",
				             pack_status_name[s[k].status]);
	}
	return true;
}

/* --- tests of facts --- */

static bool is_fact(const char *z)
{
	size_t n = strlen(z), dots = 0;
	for (size_t i = 0; i < n; i++) {
		char ch = z[i];
		bool word = (ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9');
		if (!word && (i == 0 || strchr("._-", ch) == NULL))
			return false;
		dots += (size_t)(ch == '.' && i + 1 < n);
	}
	return n <= 100 && dots > 0;
}

static bool number_of(const struct checking *c, struct pack_test *t, const char *text, int op)
{
	int32_t day;
	t->op = op;
	if (op == PACK_BEFORE || op == PACK_SINCE) {
		t->number = str_date(str_of(text), &day) ? day : 0;
		return str_date(str_of(text), &day) || wrong(c, t->place, "is not a date:", text);
	}
	return str_double(str_of(text), &t->number) || wrong(c, t->place, "is not a number:", text);
}

static bool one_test(const struct checking *c, struct pack_test *t)
{
	const char *const text[] = { t->at_least, t->below, t->before, t->since };
	static const int op[] = { PACK_AT_LEAST, PACK_BELOW, PACK_BEFORE, PACK_SINCE };
	size_t given = (size_t)(t->is != NULL) + (t->in.n > 0) + (t->not_in.n > 0);
	if (t->fact == NULL || !is_fact(t->fact))
		return wrong(c, t->place, "a fact is named like seat.flag.budapest, not", t->fact ? t->fact : "");
	for (size_t i = 0; i < COUNT(text); i++)
		given += text[i] != NULL;
	if (given != 1)
		return wrong(c, t->place, "one of is, in, not_in, at_least, below, before, since is needed with fact",
		             t->fact);
	for (size_t i = 0; i < COUNT(text); i++)
		if (text[i] != NULL)
			return number_of(c, t, text[i], op[i]);
	if (t->in.n > MOST_WORDS || t->not_in.n > MOST_WORDS)
		return wrong(c, t->place, "a list of more than 1000 words with fact", t->fact);
	t->op = t->not_in.n ? PACK_NOT_IN : PACK_IN;
	t->words = t->not_in.n ? t->not_in : t->in;
	if (t->is) {
		const char **one = NEW(c->a, const char *, 1);
		one[0] = t->is;
		t->words = (struct yaml_list){ one, 1 };
	}
	return true;
}

static bool tests(const struct checking *c, const struct yaml_list *when)
{
	struct pack_test *t = when->v;
	if (when->n > MOST_TESTS)
		return wrong(c, t[MOST_TESTS].place, "more than 64 tests, beginning with",
		             t[0].fact ? t[0].fact : "any");
	for (size_t i = 0; i < when->n; i++) {
		struct pack_test *inner = t[i].any.v;
		if (t[i].any.n == 0) {
			if (!one_test(c, &t[i]))
				return false;
			continue;
		}
		if (t[i].fact || t[i].is || t[i].in.n || t[i].not_in.n || t[i].at_least || t[i].below || t[i].before ||
		    t[i].since)
			return wrong(c, t[i].place, "any stands alone; beside it is",
			             t[i].fact ? t[i].fact : "another key");
		if (t[i].any.n > MOST_TESTS)
			return wrong(c, inner[MOST_TESTS].place, "any has at most 64 alternatives; one more is of",
			             inner[MOST_TESTS].fact);
		for (size_t k = 0; k < t[i].any.n; k++)
			if (!one_test(c, &inner[k]))
				return false;
	}
	return true;
}

/* --- rules --- */

/* Lists are written by people. */
static bool short_lists(const struct checking *c, const struct pack_rule *r)
{
	const struct pack_exception *x = r->exceptions.v;
	const size_t n[] = { r->functions.n, r->generations.n, r->named.n, r->deadlines.n, r->exceptions.n,
		             r->bound.operators.n, r->cite.n };
	for (size_t i = 0; i < COUNT(n); i++)
		if (n[i] > MOST_WORDS)
			return wrong(c, r->place, "a list of more than 1000 in rule", r->id);
	for (size_t i = 0; i < r->exceptions.n; i++)
		if (x[i].suppliers.n > MOST_WORDS || x[i].functions.n > MOST_WORDS || x[i].operators.n > MOST_WORDS)
			return wrong(c, x[i].place, "a list of more than 1000 in exception", x[i].id);
	return true;
}

static bool deadline(const struct checking *c, struct pack_deadline *d, const char *rule)
{
	uint64_t n = 0;
	if ((d->date != 0) == (d->after != NULL))
		return wrong(c, d->place, "a deadline is either a date, or after with event; not so", rule);
	if (d->date != 0)
		return (d->event == 0 && d->on == 0) ||
		       wrong(c, d->place, "a date has no event and no on; not so", rule);
	size_t z = strlen(d->after);
	const char *units = "YMWD", *unit = z > 2 ? strchr(units, d->after[z - 1]) : NULL;
	if (unit == NULL || d->after[0] != 'P' || !str_u64((struct str){ d->after + 1, z - 2 }, &n) || n > MOST_COUNT)
		return wrong(c, d->place, "is no duration like P36M or P5Y:", d->after);
	if (d->event == PACK_EVENT_NONE)
		return wrong(c, d->place, "from which event does it run (listing, decision, entry-into-force, "
		             "permit-expiry, other)?", d->after);
	d->count = (int)n;
	d->unit = *unit;
	return true;
}

static bool deadlines(const struct checking *c, const struct pack_rule *r)
{
	struct pack_deadline *d = r->deadlines.v;
	for (size_t i = 0; i < r->deadlines.n; i++) {
		if (!deadline(c, &d[i], r->id))
			return false;
		if (i > 0 && d[i].from <= d[i - 1].from)
			return wrong(c, d[i].place, "deadlines stand in the order in which they were set (from); "
			             "out of place in", r->id);
	}
	return r->deadlines.n == 0 || r->effect == PACK_REMOVE || r->effect == PACK_CAP ||
	       wrong(c, d[0].place, "only remove and cap have deadlines, not rule", r->id);
}

static bool exceptions(const struct checking *c, const struct pack_rule *r)
{
	struct map seen = map_in(c->a);
	const struct pack_exception *x = r->exceptions.v;
	for (size_t i = 0; i < r->exceptions.n; i++) {
		if (!once(c, &seen, x[i].id, x[i].place, 0) || !tests(c, &x[i].when))
			return false;
		if (x[i].leaves >= r->effect)
			return wrong(c, x[i].place, "an exception leaves less than the rule; not so", x[i].id);
		if (x[i].until != 0 && x[i].until <= x[i].from)
			return wrong(c, x[i].place, "ends before it begins:", x[i].id);
	}
	return true;
}

static bool generations(const struct checking *c, struct pack_rule *r)
{
	const char **word = r->generations.v;
	r->generation = r->generations.n ? 0 : PACK_GENERATIONS;
	for (size_t i = 0; i < r->generations.n; i++) {
		if (pack_generation(word[i]) == 0)
			return wrong(c, r->place, "a generation is 2G, 3G, 4G, 5G or fixed, not", word[i]);
		r->generation |= pack_generation(word[i]);
	}
	return true;
}

static bool named(const struct checking *c, const struct pack_rule *r)
{
	const struct pack_named *v = r->named.v;
	for (size_t i = 0; i < r->named.n; i++)
		if (v[i].until != 0 && v[i].until <= v[i].from)
			return wrong(c, v[i].place, "is off the list before it is on it:", v[i].supplier);
	if (r->designation == PACK_NAMED && r->named.n == 0)
		return wrong(c, r->place, "a named list names somebody; empty is that of rule", r->id);
	if (r->designation == PACK_CRITERIA && r->when.n == 0 && r->named.n == 0 && r->decided_by == NULL &&
	    r->effect > PACK_APPROVAL)
		return wrong(c, r->place, "a rule by criteria says when it applies, or who decides (decided_by); "
		             "not so", r->id);
	return true;
}

static bool rule(const struct checking *c, struct pack_rule *r)
{
	uint32_t at;
	if (!map_get(&c->instruments, str_of(r->instrument), &at))
		return wrong(c, r->place, "there is no instrument", r->instrument);
	r->instrument_at = at;
	if (r->until != 0 && r->until <= r->from)
		return wrong(c, r->place, "ends before it begins: rule", r->id);
	if ((r->effect == PACK_CAP) != (r->cap.base != PACK_BASE_NONE && r->cap.of != PACK_OF_NONE))
		return wrong(c, r->place, "a cap (percent, base and of) is needed with effect cap and only there; "
		             "rule", r->id);
	if (r->effect == PACK_CAP && !(r->cap.percent >= 0 && r->cap.percent <= 100))
		return wrong(c, r->cap.place, "a cap is 0 to 100 percent; not so in", r->id);
	if (r->enabled == PACK_NO && r->because == NULL)
		return wrong(c, r->place, "say why (because) it is not enabled: rule", r->id);
	if (r->functions.n == 0 && r->matter == PACK_NETWORK)
		return wrong(c, r->place, "functions are needed by rule", r->id);
	return short_lists(c, r) && generations(c, r) && named(c, r) && tests(c, &r->when) &&
	       tests(c, &r->bound.when) && deadlines(c, r) && exceptions(c, r);
}

static bool country(const char *z)
{
	return strlen(z) == 2 && z[0] >= 'A' && z[0] <= 'Z' && z[1] >= 'A' && z[1] <= 'Z';
}

static bool rest(const struct checking *c, const struct pack *p)
{
	const struct pack_fact *f = p->facts.v;
	const struct pack_weighting *w = p->weighting.v;
	const char **member = p->members.v;
	struct yaml_place top = { 1, 1 };
	struct map seen = map_in(c->a);
	for (size_t i = 0; i < p->members.n; i++)
		if (!country(member[i]))
			return wrong(c, top, "a member is a country of two capital letters, not", member[i]);
	for (size_t i = 0; i < p->facts.n; i++) {
		if (!is_fact(f[i].fact) || strncmp(f[i].fact, "case.", 5) != 0)
			return wrong(c, f[i].place, "what a pack states itself begins with case., not", f[i].fact);
		if (f[i].until != 0 && f[i].until <= f[i].from)
			return wrong(c, f[i].place, "ends before it begins:", f[i].fact);
	}
	for (size_t i = 0; i < p->weighting.n; i++) {
		if (!once(c, &seen, w[i].consideration, w[i].place, 0))
			return false;
		if (!(w[i].weight.lo >= 0 && w[i].weight.hi <= 1))
			return wrong(c, w[i].place, "a weight is within 0 and 1; not so", w[i].consideration);
	}
	return true;
}

bool pack_check(struct arena *keep, const char *file, struct pack *p, struct pt_err *e)
{
	struct pt_err own = { 0 };
	struct checking c = { keep, file, e ? e : &own, map_in(keep) };
	struct map seen = map_in(keep);
	struct pack_rule *r = p->rules.v;
	if (p->rules.n > MOST_RULES)
		return wrong(&c, r[MOST_RULES].place, "more than 2000 rules in pack", p->id);
	if (!sources(&c, p) || !instruments(&c, p))
		return false;
	for (size_t i = 0; i < p->rules.n; i++)
		if (!once(&c, &seen, r[i].id, r[i].place, 0) || !rule(&c, &r[i]))
			return false;
	return rest(&c, p);
}

bool pack_check_cases(const char *file, struct pack_cases *x, struct pt_err *e)
{
	struct pt_err own = { 0 };
	struct checking c = { NULL, file, e ? e : &own, { 0 } };
	const struct pack_case *t = x->tests.v;
	for (size_t i = 0; i < x->tests.n; i++)
		if (t[i].generation && pack_generation(t[i].generation) == 0)
			return wrong(&c, t[i].place, "a generation is 2G, 3G, 4G, 5G or fixed, not", t[i].generation);
	return true;
}

unsigned pack_generation(const char *word)
{
	static const char *const words[] = { "2G", "3G", "4G", "5G", "fixed" };
	for (unsigned i = 0; i < COUNT(words); i++)
		if (strcmp(word, words[i]) == 0)
			return 1u << i;
	return 0;
}

int32_t pack_later(int32_t day, int count, char unit)
{
	char text[24];
	int32_t out;
	if (unit == 'D' || unit == 'W') {
		int64_t sum = day + (int64_t)count * (unit == 'W' ? 7 : 1);
		return sum > 2932896 ? PACK_FOREVER : (int32_t)sum; /* 9999-12-31 */
	}
	str_date_text(day, text);
	int64_t year = strtol((char[]){ text[0], text[1], text[2], text[3], '\0' }, NULL, 10);
	int64_t month = (text[5] - '0') * 10 + text[6] - '0' - 1, of_month = (text[8] - '0') * 10 + text[9] - '0';
	month += (int64_t)count * (unit == 'Y' ? 12 : 1);
	year += month / 12;
	month = month % 12 + 1;
	if (year > 9999)
		return PACK_FOREVER;
	for (int64_t d = of_month; d > of_month - 4; d--) { /* the last day the month has */
		struct str s = { text, 10 };
		text[0] = (char)('0' + year / 1000), text[1] = (char)('0' + year / 100 % 10);
		text[2] = (char)('0' + year / 10 % 10), text[3] = (char)('0' + year % 10);
		text[5] = (char)('0' + month / 10), text[6] = (char)('0' + month % 10);
		text[8] = (char)('0' + d / 10), text[9] = (char)('0' + d % 10);
		if (str_date(s, &out))
			return out;
	}
	return PACK_FOREVER;
}
