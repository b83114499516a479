/* SPDX-License-Identifier: Apache-2.0
 *
 * test_ownership_rows.c - rows become a graph of owners, answers, and evidence
 */
#include "service/ownership_inside.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"
#include "service/ownership_all.h"
#include "service/ownership_evidence.h"
#include "service/ownership_findings.h"

enum { TODAY = 20000 }; /* 2024-10-04 */

static struct arena a;
static char *start;

/* owner, owned, share_min, share_max, then name and value of other columns, NULL at the end. */
struct row {
	const char *owner, *owned, *lo, *hi, *more[10];
};

static void take(struct ownership *o, const struct row *x, size_t line)
{
	struct record r = { .table = T_STAKE, .row = line };
	struct pt_err e = { 0 };
	record_set(&r, "owner", x->owner);
	record_set(&r, "owned", x->owned);
	record_set(&r, "kind", "shares");
	record_set(&r, "source", "s");
	record_set(&r, "share_min", x->lo);
	record_set(&r, "share_max", x->hi);
	record_set(&r, "certainty", "read");
	for (size_t i = 0; i + 1 < COUNT(x->more) && x->more[i]; i += 2)
		record_set(&r, x->more[i], x->more[i + 1]);
	assert_true(ownership_take(o, &r, &e));
}

static void entity(struct ownership *o, const char *id, const char *type, const char *note)
{
	struct record r = { .table = T_ENTITY };
	struct pt_err e = { 0 };
	record_set(&r, "id", id);
	record_set(&r, "name", id);
	record_set(&r, "type", type);
	record_set(&r, "source", "s");
	record_set(&r, "certainty", "read");
	record_set(&r, "note", note);
	assert_true(ownership_take(o, &r, &e));
}

static void source(struct ownership *o, const char *id, const char *reliability)
{
	struct record r = { .table = T_SOURCE };
	struct pt_err e = { 0 };
	record_set(&r, "id", id);
	record_set(&r, "title", id);
	record_set(&r, "redistributable", "yes");
	record_set(&r, "reliability", reliability);
	record_set(&r, "anonymous", "no");
	record_set(&r, "certainty", "read");
	assert_true(ownership_take(o, &r, &e));
}

static void settle(struct ownership *o)
{
	struct pt_err e = { 0 };
	if (!ownership_settle(o, &e))
		fail_msg("%s", e.text);
}

static uint32_t node(const struct ownership *o, const char *id)
{
	uint32_t n = intern_find(&o->id, str_of(id));
	assert_int_not_equal(n, INTERN_NONE);
	return n;
}

static const struct stake *stake(const struct ownership *o, const char *owner, const char *owned)
{
	const struct graph *g = &o->graph;
	for (size_t i = 0; i < g->m; i++)
		if (g->at[g->stake[i].owner] == node(o, owner) && g->at[g->stake[i].owned] == node(o, owned))
			return &g->stake[i];
	return NULL;
}

static struct ownership_answer ask(const struct ownership *o, uint16_t scenario, const char *target)
{
	struct ownership_asker q = ownership_asker(o);
	struct ownership_answer x;
	ownership_ask(&a, &q, scenario, node(o, target), &x);
	ownership_asker_end(&q);
	return x;
}

#define CLOSE(x, y) assert_true(fabs((x) - (y)) < 1e-12)

/* --- several statements about one stake --- */

static void of_several_statements_the_latest_counts(void **unused)
{
	static const struct row row[] = {
		{ "p", "c", "10", "10", { "source", "s", "date", "2020" } },
		{ "p", "c", "30", "30", { "source", "t", "date", "2023" } },
		{ "p", "c", "20", "20", { "source", "u", "date", "2023", "certainty", "secondary" } },
	};
	(void)unused;
	for (unsigned first = 0; first < 3; first++) { /* in whatever order they come */
		struct ownership o;
		ownership_begin(&o, TODAY);
		for (unsigned i = 0; i < 3; i++)
			take(&o, &row[(first + i) % 3], 1 + (first + i) % 3);
		settle(&o);
		assert_int_equal(o.graph.m, 1);
		CLOSE(stake(&o, "p", "c")->share[EQUITY][0], 0.3);
		assert_int_equal(o.besides, 2);
		for (size_t i = 0; i < 2; i++) {
			assert_int_equal(o.beside[i].why, OWNERSHIP_OLDER);
			assert_string_equal(ownership_said(&a, &o, o.beside[i].counts).source, "t");
		}
		ownership_close(&o);
	}
}

static void equals_that_differ_are_covered_and_told(void **unused)
{
	struct ownership o;
	(void)unused;
	ownership_begin(&o, TODAY);
	take(&o, &(struct row){ "p", "c", "10", "20", { "source", "s", "date", "2023" } }, 2);
	take(&o, &(struct row){ "p", "c", "30", "30", { "source", "t", "date", "2023" } }, 3);
	settle(&o);
	CLOSE(stake(&o, "p", "c")->share[EQUITY][0], 0.1);
	CLOSE(stake(&o, "p", "c")->share[EQUITY][1], 0.3);
	struct ownership_findings f = ownership_findings(&a, &o, NULL, NULL);
	assert_int_equal(f.n, 1);
	assert_int_equal(f.v[0].row + f.v[0].other, 5);
	ownership_close(&o);
}

static void what_ended_or_comes_later_does_not_count(void **unused)
{
	struct ownership o;
	(void)unused;
	ownership_begin(&o, TODAY);
	take(&o, &(struct row){ "p", "c", "10", "10", { "until", "2024-10-04" } }, 2);
	take(&o, &(struct row){ "q", "c", "10", "10", { "until", "2024-10-05" } }, 3);
	take(&o, &(struct row){ "r", "c", "10", "10", { "date", "2024-10-05" } }, 4);
	take(&o, &(struct row){ "s", "c", "10", "10", { "date", "2024", "until", "2023" } }, 5);
	settle(&o);
	assert_int_equal(o.graph.m, 1);
	assert_non_null(stake(&o, "q", "c"));
	assert_true(o.ended == 1 && o.later == 1 && o.besides == 1);
	assert_int_equal(o.beside[0].why, OWNERSHIP_BACKWARDS);
	ownership_close(&o);
}

/* --- what is no share --- */

static void control_marks_a_stake_and_gives_no_share(void **unused)
{
	struct ownership o;
	(void)unused;
	ownership_begin(&o, TODAY);
	take(&o, &(struct row){ "p", "c", "10", "10", { NULL } }, 2);
	take(&o, &(struct row){ "p", "c", "", "", { "kind", "control", "votes_min", "50", "votes_max", "100" } }, 3);
	take(&o, &(struct row){ "q", "d", "", "", { "kind", "control" } }, 4);
	settle(&o);
	const struct stake *s = stake(&o, "p", "c"), *t = stake(&o, "q", "d");
	assert_true(s->flags & STAKE_CONTROL && !(s->flags & STAKE_VOTES_ASSUMED));
	CLOSE(s->share[EQUITY][1], 0.1);
	CLOSE(s->share[VOTES][0], 0.5);
	assert_true(t->flags & STAKE_CONTROL && t->share[EQUITY][0] == 0 && t->share[EQUITY][1] == 1);
	struct ownership_answer x = ask(&o, 0, "d");
	assert_int_equal(x.by[OWNERSHIP_IN_FACT].n, 1);
	assert_int_equal(x.controllers, 0);
	ownership_close(&o);
}

static void nobody_to_name_is_no_owner_and_a_complete_register(void **unused)
{
	struct ownership o;
	(void)unused;
	ownership_begin(&o, TODAY);
	entity(&o, "none", "unknown", "nobody: no individual or entity");
	entity(&o, "hid", "unknown", "withheld: protected");
	take(&o, &(struct row){ "none", "c", "", "", { NULL } }, 2);
	take(&o, &(struct row){ "hid", "d", "40", "40", { NULL } }, 3);
	settle(&o);
	assert_int_equal(o.graph.m, 1);
	assert_int_equal(o.beside[0].why, OWNERSHIP_NO_ONE);
	struct ownership_answer x = ask(&o, 0, "c"), y = ask(&o, 0, "d");
	CLOSE(x.t.kind[EQUITY][END_BELOW][0], 1);
	CLOSE(y.t.kind[EQUITY][END_NOMINEE][0], 0.4);
	assert_int_equal(y.owner[0].kind, END_NOMINEE);
	assert_true(y.owner[0].direct);
	ownership_close(&o);
}

static void bands_of_the_register_begin_above_their_bound(void **unused)
{
	struct ownership o;
	(void)unused;
	ownership_begin(&o, TODAY);
	take(&o, &(struct row){ "p", "c", "50", "75", { "source", "psc-snapshot" } }, 2);
	take(&o, &(struct row){ "q", "d", "50", "75", { NULL } }, 3);
	settle(&o);
	struct ownership_answer x = ask(&o, 0, "c"), y = ask(&o, 0, "d");
	assert_int_equal(x.by[OWNERSHIP_MAJORITY].v[0].grade, CONTROL_SURELY);
	assert_int_equal(y.by[OWNERSHIP_MAJORITY].v[0].grade, CONTROL_POSSIBLY);
	assert_true(x.t.kind[EQUITY][END_BELOW][1] > 0.4 && y.t.kind[EQUITY][END_BELOW][1] == 0);
	ownership_close(&o);
}

/* --- readings --- */

static void readings_stand_side_by_side(void **unused)
{
	struct ownership o;
	(void)unused;
	ownership_begin(&o, TODAY);
	entity(&o, "staff", "person", NULL);
	entity(&o, "land", "state", NULL);
	take(&o, &(struct row){ "land", "u", "100", "100", { "scenario", "b" } }, 2);
	take(&o, &(struct row){ "staff", "u", "100", "100", { "scenario", "a" } }, 3);
	take(&o, &(struct row){ "u", "c", "99", "99", { NULL } }, 4);
	settle(&o);
	assert_string_equal(o.scenario[1], "a");
	struct ownership_asker q = ownership_asker(&o);
	struct ownership_target t;
	ownership_target(&a, &q, 0, node(&o, "c"), &t);
	assert_int_equal(t.above.scenarios, 2);
	CLOSE(t.answer.t.kind[EQUITY][END_DISPUTED][0], 0.99);
	CLOSE(t.answer.t.kind[EQUITY][END_STATE][1], 0);
	CLOSE(t.beside[0].t.kind[EQUITY][END_PERSON][0], 0.99);
	CLOSE(t.beside[1].t.kind[EQUITY][END_STATE][0], 0.99);
	assert_int_equal(t.beside[1].controllers, 2); /* u, and the state behind it */
	assert_int_equal(t.answer.controllers, 1);
	ownership_asker_end(&q);
	ownership_close(&o);
}

/* --- registers that name nobody --- */

static void silence_is_followed_along_chains(void **unused)
{
	static const struct row row[] = {
		{ "none", "a", "", "", { NULL } }, { "a", "b", "100", "100", { NULL } },
		{ "b", "c", "50", "50", { NULL } }, { "p", "c", "50", "50", { NULL } },
		{ "c", "d", "75", "100", { NULL } }, { "d", "e", "80", "80", { NULL } },
		{ "e", "d", "20", "20", { NULL } }, { "p", "f", "100", "100", { NULL } },
		{ "a", "g", "100", "100", { "until", "2020" } }, { "p", "g", "60", "60", { NULL } },
	};
	struct ownership o;
	(void)unused;
	ownership_begin(&o, TODAY);
	entity(&o, "none", "unknown", "nobody: said");
	entity(&o, "p", "person", NULL);
	for (size_t i = 0; i < COUNT(row); i++)
		take(&o, &row[i], i + 1);
	settle(&o);
	struct ownership_silent x = ownership_silent(&a, &o);
	assert_int_equal(x.companies, 7);
	assert_int_equal(x.stated, 1);  /* a */
	assert_int_equal(x.reached, 5); /* a, b, c, d, e: g's holder ended */
	assert_int_equal(x.only, 2);    /* a, b: c has a person beside it */
	ownership_close(&o);
}

/* --- many answers, one truth --- */

static void random_rows(struct ownership *o, struct rng *r, unsigned nodes, unsigned skip)
{
	static const char *const type[] = { "person", "state", "listed", "company", "company", "company", "fund" };
	static const char *const certainty[] = { "read", "secondary", "unverified" };
	for (unsigned i = 0; i < nodes; i++)
		entity(o, arena_fmt(&a, "n%u", i), type[rng_u32(r) % COUNT(type)], NULL);
	for (unsigned j = 0, line = 0; j < nodes; j++) {
		unsigned owners = rng_u32(r) % 4, first = rng_u32(r);
		for (unsigned i = 0; i < owners; i++, line++) {
			unsigned who = (first + 3 * i) % nodes, lo = rng_u32(r) % (100 / owners), wide = rng_u32(r) % 3;
			struct row x = { arena_fmt(&a, "n%u", who), arena_fmt(&a, "n%u", j), arena_fmt(&a, "%u", lo),
				         arena_fmt(&a, "%u", wide ? lo : lo + (100 - lo) / 3),
				         { "certainty", certainty[rng_u32(r) % 3], "kind",
				           rng_u32(r) % 9 ? "shares" : "nominee", "date",
				           rng_u32(r) % 2 ? "2023" : "2018" } };
			if (line != skip)
				take(o, &x, line + 1);
		}
	}
}

/* Whatever way a number is computed, for one company or for all, it is the same. */
static void lines_say_what_answers_say(void **unused)
{
	(void)unused;
	for (uint32_t seed = 0; seed < 40; seed++) {
		struct arena before = a;
		struct rng r = rng_of(seed, 1);
		struct ownership o;
		ownership_begin(&o, TODAY);
		random_rows(&o, &r, 12, UINT32_MAX);
		settle(&o);
		struct ownership_all all = ownership_all(&a, &o, 0);
		struct ownership_asker q = ownership_asker(&o);
		for (uint32_t p = 0; p < o.graph.rows; p++) {
			struct ownership_line line = ownership_line(&o, &all, 0, p);
			struct ownership_answer x;
			ownership_ask(&a, &q, 0, line.node, &x);
			for (enum right k = 0; k < RIGHTS; k++)
				for (int end = 0; end < 2; end++) {
					assert_true(fabs(line.state[k][end] - x.t.kind[k][END_STATE][end]) < 1e-9);
					assert_true(fabs(line.named[k][end] - x.t.named[k][end]) < 1e-9);
				}
		}
		ownership_asker_end(&q);
		ownership_close(&o);
		a = before;
	}
}

/* --- evidence --- */

static struct ownership_levels evidence(const struct ownership *o, const char *target, bool state)
{
	struct ownership_nodes who = { NEW(&a, uint32_t, 1), 1, 1 };
	struct ownership_scale s = { state ? OWNERSHIP_STATE : OWNERSHIP_TRANSPARENCY, { 0.5, 0.75, 0.95 }, state,
		                     TODAY, 2000 };
	if (state)
		memcpy(s.cut, (double[]){ 0.01, 0.1, 0.5 }, sizeof s.cut);
	who.v[0] = node(o, target);
	return ownership_evidence(&a, o, &who, &s);
}

/* The example of docs/methodology/ownership.md. */
static void levels_narrow_from_the_strongest(void **unused)
{
	struct ownership o;
	(void)unused;
	ownership_begin(&o, TODAY);
	source(&o, "s", "C"); /* 0.65 x 0.85 = 0.55 */
	source(&o, "e", "E"); /* 0.10 x 0.85 = 0.085 */
	entity(&o, "c", "listed", NULL);
	entity(&o, "land", "state", NULL);
	take(&o, &(struct row){ "h", "c", "20", "20", { "date", "2024-10-04" } }, 2);
	take(&o, &(struct row){ "land", "h", "48.5", "48.5", { "source", "e", "date", "2024-10-04" } }, 3);
	settle(&o);
	struct ownership_levels l = evidence(&o, "c", true);
	assert_int_equal(l.n, 2);
	CLOSE(l.v[0].level, 0.55);
	CLOSE(l.v[1].level, 0.08);
	assert_int_equal(l.v[0].grades, 14); /* not poor */
	assert_int_equal(l.v[1].grades, 6);  /* weak or fair */
	CLOSE(l.v[0].strength, 1 - 0.45 / 0.92);
	CLOSE(l.v[1].range[0].lo, 0.097);
	CLOSE(l.v[1].range[0].hi, 0.2);
	l = evidence(&o, "c", false);
	assert_int_equal(l.v[0].grades, 12); /* 80 to 100 % */
	assert_true(!l.v[0].strong);
	ownership_close(&o);
}

/* Somebody claims, somebody denies, and nobody says what is so instead. */
static void a_lone_reading_is_not_the_only_one(void **unused)
{
	struct ownership o;
	(void)unused;
	ownership_begin(&o, TODAY);
	source(&o, "s", "A");
	entity(&o, "land", "state", NULL);
	take(&o, &(struct row){ "land", "c", "60", "60", { "date", "2024", "scenario", "claimed" } }, 2);
	settle(&o);
	struct ownership_levels l = evidence(&o, "c", true);
	assert_int_equal(l.ranges, 2);
	assert_true(l.range[0].scenario == 0 && l.range[0].lo == 0);
	CLOSE(l.range[0].hi, 1);
	CLOSE(l.range[1].lo, 0.6);
	assert_true(l.n == 0 && l.grades == GRADE_ANY);
	ownership_close(&o);
}

static void missing_owners_are_open_and_withheld_ones_are_not(void **unused)
{
	struct ownership o;
	(void)unused;
	ownership_begin(&o, TODAY);
	source(&o, "s", "A");
	entity(&o, "hid", "unknown", "withheld: not named");
	take(&o, &(struct row){ "p", "c", "10", "10", { "date", "2024" } }, 2);
	take(&o, &(struct row){ "hid", "d", "60", "60", { "date", "2024" } }, 3);
	settle(&o);
	struct ownership_levels c = evidence(&o, "c", false), d = evidence(&o, "d", false);
	assert_true(c.n == 0 && c.grades == GRADE_ANY && c.stakes == 1);
	assert_int_equal(d.v[d.n - 1].grades, 1); /* at most 40 % can be traced */
	assert_int_equal(evidence(&o, "hid", false).stakes, 0);
	ownership_close(&o);
}

static unsigned best(const struct ownership_levels *l, bool strong)
{
	unsigned set = GRADE_ANY;
	for (size_t i = 0; i < l->n; i++)
		if (!strong || l->v[i].strong)
			set = l->v[i].grades;
	return 31u - (unsigned)__builtin_clz(set);
}

/* Taking a row away never lowers the best grade that is left, by all evidence and by the strong alone. */
static void less_evidence_is_never_stricter(void **unused)
{
	size_t counted = 0;
	(void)unused;
	for (uint32_t seed = 0; seed < 15; seed++) {
		struct ownership whole, less;
		struct arena before = a;
		struct rng r = rng_of(seed, 2), again = r;
		ownership_begin(&whole, TODAY);
		source(&whole, "s", "B");
		random_rows(&whole, &r, 8, UINT32_MAX);
		settle(&whole);
		for (unsigned gone = 0; gone < whole.stated; gone++) {
			struct rng same = again;
			ownership_begin(&less, TODAY);
			source(&less, "s", "B");
			random_rows(&less, &same, 8, gone);
			settle(&less);
			for (unsigned i = 0; i < 8; i++)
				for (int state = 0; state < 2; state++) {
					const char *id = arena_fmt(&a, "n%u", i);
					struct ownership_levels x = evidence(&whole, id, state);
					struct ownership_levels y = evidence(&less, id, state);
					counted += x.n > 0;
					assert_true(best(&y, false) >= best(&x, false));
					assert_true(best(&y, true) >= best(&x, true));
				}
			ownership_close(&less);
		}
		ownership_close(&whole);
		a = before;
	}
	assert_true(counted > 300);
}

static void readings_widen_the_set_of_grades(void **unused)
{
	struct ownership o;
	(void)unused;
	ownership_begin(&o, TODAY);
	source(&o, "s", "A");
	entity(&o, "staff", "person", NULL);
	entity(&o, "land", "state", NULL);
	take(&o, &(struct row){ "staff", "c", "100", "100", { "scenario", "a", "date", "2024" } }, 2);
	take(&o, &(struct row){ "land", "c", "100", "100", { "scenario", "b", "date", "2024" } }, 3);
	settle(&o);
	struct ownership_levels l = evidence(&o, "c", true);
	assert_int_equal(l.ranges, 2);
	assert_int_equal(l.grades, 9); /* good in one reading, poor in the other, and nothing between */
	ownership_close(&o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_several_statements_the_latest_counts),
		cmocka_unit_test(equals_that_differ_are_covered_and_told),
		cmocka_unit_test(what_ended_or_comes_later_does_not_count),
		cmocka_unit_test(control_marks_a_stake_and_gives_no_share),
		cmocka_unit_test(nobody_to_name_is_no_owner_and_a_complete_register),
		cmocka_unit_test(bands_of_the_register_begin_above_their_bound),
		cmocka_unit_test(readings_stand_side_by_side),
		cmocka_unit_test(silence_is_followed_along_chains),
		cmocka_unit_test(lines_say_what_answers_say),
		cmocka_unit_test(levels_narrow_from_the_strongest),
		cmocka_unit_test(a_lone_reading_is_not_the_only_one),
		cmocka_unit_test(missing_owners_are_open_and_withheld_ones_are_not),
		cmocka_unit_test(less_evidence_is_never_stricter),
		cmocka_unit_test(readings_widen_the_set_of_grades),
	};
	a = arena_reserve((size_t)1 << 30, "test");
	start = a.beg;
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_release(&a, start);
	return failed;
}
