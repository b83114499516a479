/* SPDX-License-Identifier: Apache-2.0
 *
 * test_decide.c - what verdicts by rules promise, over packs made at random
 */
#include "judge/decide/table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"

enum { CASES = 1500, SUPPLIERS = 4, RULES = 6, FUNCTIONS = 7, TODAY = 20000 };

static struct arena a;

static const struct decide_function functions[FUNCTIONS] = {
	{ "core", UINT32_MAX },      { "amf", 0 }, { "upf", 0 },
	{ "ran", UINT32_MAX },       { "gnb", 3 }, { "gnb-du", 4 },
	{ "transport", UINT32_MAX },
};
static const char *const facts[] = { "seat.flag.x", "owners.state-share", "case.y",
	                             "site.sensitive", "element.q" };
static const char *const plain[SUPPLIERS] = { "a", "b", "c", "d" };
static const char *const renamed[SUPPLIERS] = { "zz", "m", "aa", "q-7" };

/* One change of a pack that makes it stricter. */
enum change {
	SAME,
	MORE_EFFECT,
	EARLIER,
	NO_EXCEPTION,
	FEWER_TESTS,
	MORE_FUNCTIONS,
	ONE_MORE,
	CHANGES
};

static unsigned pick(struct rng *r, unsigned n)
{
	return rng_u32(r) % n;
}

static void day(struct buf *b, int32_t d)
{
	char z[11];
	str_date_text(d, z);
	buf_str(b, z);
}

static void test_of_fact(struct buf *b, struct rng *r)
{
	unsigned f = pick(r, COUNT(facts));
	if (f == 1)
		buf_fmt(b, "      - { fact: %s, %s: 0.%u }\n", facts[f],
		        pick(r, 2) ? "at_least" : "below", pick(r, 10));
	else
		buf_fmt(b, "      - { fact: %s, %s: %s }\n", facts[f], "is",
		        pick(r, 2) ? "yes" : "no");
}

/* A rule from its own stream of numbers, so that a change of one leaves the others as they are. */
static void rule(struct buf *b, uint64_t seed, unsigned k, const char *const *name, enum change c)
{
	static const char *const effects[] = { "conditions", "approval", "no-new", "remove" };
	static const char *const designations[] = { "named-list", "criteria", "case-by-case" };
	struct rng r = rng_of(seed, k);
	unsigned effect = pick(&r, 3), designation = pick(&r, 3), tests = pick(&r, 3),
	         names = pick(&r, 3);
	unsigned function = pick(&r, FUNCTIONS), generation = pick(&r, 3), by = pick(&r, 4),
	         exception = pick(&r, 2);
	int32_t from = TODAY - 2000 + (int32_t)pick(&r, 2200),
	        last = TODAY - 500 + (int32_t)pick(&r, 1500);
	effect += effect == 2 && pick(&r, 2) ? 1 : 0;
	names += designation == 0 && names == 0;
	tests += designation == 1 && tests == 0;
	if (c == MORE_EFFECT && effect < 3 && !(designation == 2 && effect == 1))
		effect++; /* an approval case by case is a procedure, what is stricter waits for a
		             decision */
	buf_fmt(b,
	        "  - id: R%u\n    instrument: act\n    title: t\n    scope: s\n    effect: %s\n    "
	        "designation: %s\n",
	        k, effects[effect], designations[designation]);
	buf_fmt(b, "    certainty: high\n    cite: [s]\n    functions: [%s%s]\n    from: ",
	        functions[function].id, c == MORE_FUNCTIONS ? ", core, ran" : "");
	day(b, from);
	buf_str(b, generation == 0 ? "\n    generations: [5G]\n" : "\n");
	if (by == 0)
		buf_str(b, "    decided_by: m\n");
	if (pick(&r, 4) == 0)
		buf_str(b, "    bound: { text: t, when: [{ fact: element.q, is: yes }] }\n");
	for (unsigned i = 0; i < names; i++) {
		buf_str(b, i ? "" : "    named:\n");
		buf_fmt(b, "      - { supplier: %s, cite: [s], from: ", name[pick(&r, SUPPLIERS)]);
		day(b, TODAY - 1500 + (int32_t)pick(&r, 1600));
		buf_str(b, " }\n");
	}
	for (unsigned i = 0; i < tests; i++) {
		buf_str(b, i ? "" : "    when:\n");
		struct rng own = rng_of(seed + 1, k * 8 + i);
		if (i + 1 < tests || tests == 1 || c != FEWER_TESTS)
			test_of_fact(b, &own);
	}
	if (effect == 3 && pick(&r, 3)) {
		buf_str(b, "    deadlines: [{ date: ");
		day(b, c == EARLIER ? last - 700 : last);
		buf_str(b, ", cite: [s] }]\n");
	}
	if (exception && c != NO_EXCEPTION) {
		struct rng own = rng_of(seed + 2, k);
		buf_str(b, "    exceptions:\n      - id: x\n        title: t\n        leaves: "
		           "none\n        cite: [s]\n"
		           "        when:\n    ");
		test_of_fact(b, &own);
	}
}

struct world {
	struct pack pack;
	struct decide_rules rules;
};

/* Rule `at` is changed by `c`; suppliers are called by `name`. */
static struct world *world(uint64_t seed, unsigned at, enum change c, const char *const *name)
{
	struct world *w = NEW(&a, struct world, 1);
	struct buf b = buf_in(&a);
	struct pt_err e = { 0 };
	unsigned rules = RULES + (c == ONE_MORE);
	buf_str(&b, "id: p\ncountry: XX\ntitle: t\nnote: n\nchecked: 2024-01-01\n"
	            "sources: [{ id: s, title: t, certainty: read }]\n"
	            "instruments: [{ id: act, title: t, history: [{ status: in-force, from: "
	            "2001-01-01, cite: [s] }] }]\n"
	            "rules:\n");
	for (unsigned k = 0; k < rules; k++)
		rule(&b, seed * 16, k, name, k == at ? c : SAME);
	if (!pack_read(&a, (struct str){ b.p, b.n }, "made", &w->pack, &e))
		fail_msg("row %d: %s\n%s", (int)e.at.row, e.text, b.p);
	assert_true(decide_rules(&a, &w->pack, 1, functions, FUNCTIONS, &w->rules, NULL));
	return w;
}

/* What is known of the facts, by the pack's places; `without` takes one away, or nothing when it is
 * past the end. */
static struct fact_value *values(const struct world *w, struct rng r, unsigned without)
{
	static const char *const yes = "yes", *const no = "no";
	struct fact_value *v = NEW(&a, struct fact_value, w->rules.facts);
	for (unsigned f = 0; f < COUNT(facts); f++) {
		uint32_t at;
		unsigned is = pick(&r, 3);
		double lo = pick(&r, 100) / 100.0;
		if (!map_get(&w->rules.fact_at, str_of(facts[f]), &at) || f == without)
			continue;
		if (f == 1)
			v[at] = (struct fact_value){ .number = is > 0,
				                     .lo = lo,
				                     .hi = is == 1 ? lo : lo + 0.3 };
		else if (is > 0)
			v[at] = (struct fact_value){ is == 1 ? &yes : &no, 1, true, false, 0, 0 };
	}
	return v;
}

static struct decide_question question(struct rng *r, const char *const *name)
{
	struct decide_question q = { .country = "XX",
		                     .day = TODAY,
		                     .function = pick(r, FUNCTIONS) };
	unsigned who = pick(r, SUPPLIERS + 1u);
	q.supplier = who < SUPPLIERS ? name[who] : NULL;
	q.generation = (unsigned[]){ PACK_5G, PACK_4G, 0, PACK_4G | PACK_5G }[pick(r, 4)];
	q.whole = pick(r, 2) == 0;
	q.operator= pick(r, 2) ? "" : NULL;
	return q;
}

static struct decide_answer ask(const struct world *w, const struct decide_question *q,
                                struct rng facts_from, unsigned without)
{
	struct decide_question full = *q;
	struct decide_answer out;
	full.subject = full.local = values(w, facts_from, without);
	decide_ask(&a, &w->rules, &full, &out);
	assert_true(decide_compare(out.least, out.most) <= 0);
	return out;
}

static void renaming_suppliers_renames_verdicts(void **state)
{
	(void)state;
	for (uint64_t k = 0; k < CASES; k++) {
		struct arena keep = a;
		struct rng r = rng_of(11, k), same = r, f = rng_of(12, k);
		struct world *w = world(k, 99, SAME, plain), *v = world(k, 99, SAME, renamed);
		struct decide_question q = question(&r, plain), p = question(&same, renamed);
		struct decide_answer x = ask(w, &q, f, 99), y = ask(v, &p, f, 99);
		assert_int_equal(x.verdict, y.verdict);
		assert_int_equal(decide_compare(x.least, y.least), 0);
		assert_int_equal(decide_compare(x.most, y.most), 0);
		assert_int_equal(x.grounds, y.grounds);
		a = keep;
	}
}

static void a_stricter_pack_never_gives_a_milder_verdict(void **state)
{
	unsigned changed[CHANGES] = { 0 };
	(void)state;
	for (uint64_t k = 0; k < CASES; k++) {
		struct arena keep = a;
		struct rng r = rng_of(21, k), f = rng_of(22, k);
		enum change c = 1 + pick(&r, CHANGES - 1u);
		unsigned at = c == ONE_MORE ? RULES : pick(&r, RULES);
		struct world *w = world(k, 99, SAME, plain), *v = world(k, at, c, plain);
		for (int i = 0; i < 30; i++) {
			struct decide_question q = question(&r, plain);
			q.day += (int32_t)pick(&r, 400) - 200;
			struct decide_answer x = ask(w, &q, f, 99), y = ask(v, &q, f, 99);
			assert_true(decide_compare(x.least, y.least) <= 0);
			assert_true(decide_compare(x.most, y.most) <= 0);
			changed[c] += decide_compare(x.least, y.least) < 0;
		}
		a = keep;
	}
	for (int c = 1; c < CHANGES; c++) /* each kind of change does change something */
		assert_true(changed[c] > 5);
}

static void a_missing_fact_only_widens_what_is_possible(void **state)
{
	unsigned wider = 0;
	(void)state;
	for (uint64_t k = 0; k < CASES; k++) {
		struct arena keep = a;
		struct rng r = rng_of(31, k), f = rng_of(32, k);
		struct world *w = world(k, 99, SAME, plain);
		struct decide_question q = question(&r, plain), less = q;
		unsigned without = pick(&r, COUNT(facts) + 3);
		if (without == COUNT(facts))
			less.supplier = NULL;
		if (without == COUNT(facts) + 1)
			less.generation = 0;
		if (without == COUNT(facts) + 2)
			less.function = functions[q.function].part_of != UINT32_MAX && !q.whole
			                        ? functions[q.function].part_of
			                        : q.function;
		struct decide_answer x = ask(w, &q, f, 99), y = ask(w, &less, f, without);
		assert_true(decide_compare(y.least, x.least) <= 0);
		assert_true(decide_compare(y.most, x.most) >= 0);
		if (y.verdict != DECIDE_NEEDED)
			assert_true(y.verdict <= x.verdict || x.verdict == DECIDE_NEEDED);
		wider += decide_compare(y.least, x.least) < 0;
		a = keep;
	}
	assert_true(wider > 30);
}

static void the_table_says_what_asking_says(void **state)
{
	static struct network_site site[] = {
		{ .country = "XX", .sensitive = true, .sensitive_known = true },
		{ .country = "XX", .sensitive_known = true },
		{ .country = "XX" },
		{ .country = "YY" },
		{ .country = "" }
	};
	struct network net = { .site = site, .sites = COUNT(site) };
	static const char *const yes = "yes", *const no = "no";
	(void)state;
	for (uint64_t k = 0; k < CASES / 4; k++) {
		struct arena keep = a;
		struct rng r = rng_of(41, k), f = rng_of(42, k);
		struct world *w = world(k, 99, SAME, plain);
		const struct fact_value *subject[SUPPLIERS];
		struct decide_table t;
		for (unsigned i = 0; i < SUPPLIERS; i++)
			subject[i] = values(w, rng_of(43, k * 8 + i),
			                    3); /* sites say whether they are sensitive */
		struct decide_subjects s = { plain, subject, SUPPLIERS };
		decide_compile(&a, &w->rules, &s, TODAY, &t);
		assert_true(t.until > TODAY);
		for (int i = 0; i < 20; i++) {
			struct network_element el = { .site = pick(&r, COUNT(site)),
				                      .function = pick(&r, FUNCTIONS),
				                      .supplier = pick(&r, SUPPLIERS + 1u),
				                      .operator= "",
				                      .technology = (uint8_t)(1u << pick(&r, 4)),
				                      .managed_by = "",
				                      .product = "",
				                      .installed = NETWORK_NO_DAY };
			bool known = el.supplier < SUPPLIERS;
			struct fact_value *local = NEW(&a, struct fact_value, w->rules.facts);
			uint32_t at;
			if (map_get(&w->rules.fact_at, str_of("site.sensitive"), &at) &&
			    el.site < 2)
				local[at] = (struct fact_value){
					el.site == 0 ? &yes : &no, 1, true, false, 0, 0
				};
			struct decide_question q = { .supplier = known ? plain[el.supplier] : NULL,
				                     .subject = known ? subject[el.supplier] : NULL,
				                     .local = local,
				                     .country = site[el.site].country,
				                     .operator= "",
				                     .function = el.function,
				                     .generation = el.technology,
				                     .day = TODAY };
			struct decide_answer x;
			decide_ask(&a, &w->rules, &q, &x);
			struct decide_element y = decide_element(&t, &net, &el);
			assert_int_equal(x.verdict, y.verdict);
			assert_int_equal(decide_compare(x.least, y.least), 0);
			assert_int_equal(decide_compare(x.most, y.most), 0);
		}
		(void)f;
		a = keep;
	}
}

/* --- single promises --- */

static const char head[] =
        "id: p\ncountry: XX\ntitle: t\nnote: n\nchecked: 2024-01-01\n"
        "sources: [{ id: s, title: t, certainty: read }]\n"
        "instruments: [{ id: act, title: t, history: [{ status: %s, from: 2001-01-01, cite: [s] }] "
        "}]\n"
        "rules:\n  - { id: R, instrument: act, title: t, scope: s, certainty: high, cite: [s], "
        "functions: [core], from: 2001-01-01, %s }\n";

static struct decide_answer simple(const char *status, const char *rest, const char *supplier,
                                   const char *value)
{
	struct world w;
	struct pt_err e = { 0 };
	char *text = arena_fmt(&a, head, status, rest);
	if (!pack_read(&a, str_of(text), "made", &w.pack, &e))
		fail_msg("%s\n%s", e.text, text);
	assert_true(decide_rules(&a, &w.pack, 1, functions, FUNCTIONS, &w.rules, NULL));
	struct fact_value v[4] = { { 0 } };
	if (value)
		v[0] = (struct fact_value){ &value, 1, true, false, 0, 0 };
	struct decide_question q = { .supplier = supplier,
		                     .country = "XX",
		                     .subject = v,
		                     .function = 1,
		                     .day = TODAY,
		                     .generation = PACK_5G };
	struct decide_answer out;
	decide_ask(&a, &w.rules, &q, &out);
	return out;
}

static void only_what_is_in_force_decides(void **state)
{
	static const char named[] = "effect: no-new, designation: named-list, named: [{ supplier: "
	                            "b, from: 2001, cite: [s] }]";
	static const struct {
		const char *status;
		int verdict;
	} cases[] = { { "in-force", DECIDE_NO_NEW },   { "contested", DECIDE_NO_NEW },
		      { "passed", DECIDE_NO_NEW },     { "practice", DECIDE_NO_NEW },
		      { "advice", DECIDE_CONDITIONS }, { "proposal", DECIDE_NONE },
		      { "enacted", DECIDE_NONE },         { "not-found", DECIDE_NONE },
		      { "bill", DECIDE_NONE },         { "rejected", DECIDE_NONE },
		      { "repealed", DECIDE_NONE } };
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct decide_answer x = simple(cases[i].status, named, "b", NULL);
		assert_int_equal(x.verdict, cases[i].verdict);
		assert_int_equal(x.most.verdict, cases[i].verdict);
	}
	assert_int_equal(simple("proposal", named, "b", NULL).ground[0].state, GROUND_PENDING);
	assert_int_equal(simple("enacted", named, "b", NULL).ground[0].state, GROUND_COMING);
	assert_int_equal(simple("not-found", named, "b", NULL).ground[0].state, GROUND_UNKNOWN);
}

static void a_decision_binds_only_whom_it_names(void **state)
{
	static const char one[] = "effect: no-new, designation: case-by-case, named: [{ supplier: "
	                          "b, from: 2001, cite: [s] }]";
	static const char open[] = "effect: no-new, designation: case-by-case, decided_by: m";
	(void)state;
	assert_int_equal(simple("in-force", one, "b", NULL).verdict, DECIDE_NO_NEW);
	assert_int_equal(simple("in-force", one, "c", NULL).verdict, DECIDE_NONE);
	assert_int_equal(simple("in-force", one, "c", NULL).grounds, 0);
	assert_int_equal(simple("in-force", one, NULL, NULL).verdict, DECIDE_NEEDED);
	assert_int_equal(simple("in-force", open, "c", NULL).verdict, DECIDE_NEEDED);
	assert_string_equal(simple("in-force", open, "c", NULL).ground[0].missing[0].fact,
	                    "decision.R");
}

static void scalars_stay_text(void **state)
{
	static const char *const words[] = { "NO", "no", "1e3", "~", "null", "0x10", "true" };
	(void)state;
	for (size_t i = 0; i < COUNT(words); i++) {
		const char *rest = arena_fmt(
		        &a,
		        "effect: no-new, designation: criteria, when: [{ fact: case.y, is: %s }]",
		        words[i]);
		assert_int_equal(simple("in-force", rest, "b", words[i]).verdict, DECIDE_NO_NEW);
		assert_int_equal(simple("in-force", rest, "b", "other").verdict, DECIDE_NONE);
		assert_int_equal(simple("in-force", rest, "b", "1000").verdict, DECIDE_NONE);
		assert_int_equal(simple("in-force", rest, "b", NULL).verdict, DECIDE_NEEDED);
	}
}

static void what_a_pack_states_about_a_supplier_holds_for_its_days(void **state)
{
	static const char rest[] =
	        "effect: no-new, designation: criteria, when: [{ fact: case.y, is: yes }] }\n"
	        "facts:\n"
	        "  - { fact: case.y, supplier: b, value: yes, from: 2001, until: 2002, cite: [s] }\n"
	        "  - { fact: case.y, supplier: b, value: unknown, from: 2002, until: 2003, cite: [s] }\n"
	        "  - { fact: case.y, supplier: b, value: no, from: 2003, cite: [s]";
	static const struct {
		const char *day;
		int verdict;
	} cases[] = { { "2001-06-01", DECIDE_NO_NEW }, { "2002-06-01", DECIDE_NEEDED },
		      { "2003-06-01", DECIDE_NONE } };
	struct decide_answer x;
	struct world w;
	(void)state;
	assert_true(pack_read(&a, str_of(arena_fmt(&a, head, "in-force", rest)), "made", &w.pack, NULL));
	assert_true(decide_rules(&a, &w.pack, 1, functions, FUNCTIONS, &w.rules, NULL));
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct decide_question q = { .supplier = "b", .country = "XX", .function = 1, .generation = PACK_5G };
		assert_true(str_date(str_of(cases[i].day), &q.day));
		decide_ask(&a, &w.rules, &q, &x);
		assert_int_equal(x.verdict, cases[i].verdict);
		q.supplier = "c";
		decide_ask(&a, &w.rules, &q, &x);
		assert_int_equal(x.verdict, DECIDE_NEEDED);
	}
}

static void durations_run_in_the_calendar(void **state)
{
	static const struct {
		const char *from;
		int count;
		char unit;
		const char *to;
	} cases[] = {
		{ "2026-01-20", 36, 'M', "2029-01-20" }, { "2024-01-31", 1, 'M', "2024-02-29" },
		{ "2023-01-31", 1, 'M', "2023-02-28" },  { "2024-02-29", 4, 'Y', "2028-02-29" },
		{ "2024-02-29", 1, 'Y', "2025-02-28" },  { "2023-12-31", 2, 'M', "2024-02-29" },
		{ "2026-04-03", 7, 'Y', "2033-04-03" },  { "2024-02-28", 2, 'D', "2024-03-01" },
		{ "2024-02-28", 1, 'W', "2024-03-06" },  { "2024-05-05", 0, 'M', "2024-05-05" }
	};
	int32_t from, to;
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_true(str_date(str_of(cases[i].from), &from) &&
		            str_date(str_of(cases[i].to), &to));
		assert_int_equal(pack_later(from, cases[i].count, cases[i].unit), to);
	}
	assert_int_equal(pack_later(from, 10000, 'Y'), PACK_FOREVER);
	assert_int_equal(pack_later(2932896, 1, 'D'), PACK_FOREVER);
}

static void a_deadline_runs_from_the_day_of_the_name(void **state)
{
	static const char rest[] = "effect: remove, designation: criteria, decided_by: m, when: [{ "
	                           "fact: case.y, is: yes }], "
	                           "named: [{ supplier: b, from: 2023-03-31, cite: [s] }], "
	                           "deadlines: [{ after: P36M, event: decision, cite: [s] }]";
	int32_t day;
	(void)state;
	struct decide_answer x = simple("in-force", rest, "b", NULL);
	assert_true(str_date(STR("2026-03-31"), &day));
	assert_int_equal(x.verdict, DECIDE_REMOVE);
	assert_int_equal(x.least.day, day);
	x = simple("in-force", rest, "c", "yes");
	assert_int_equal(x.verdict, DECIDE_NEEDED);
	assert_int_equal(x.most.verdict, DECIDE_REMOVE);
	assert_int_equal(x.most.day, PACK_FOREVER);
	assert_int_equal(simple("in-force", rest, "c", "no").verdict, DECIDE_NONE);
	assert_int_equal(simple("in-force", rest, "c", "no").ground[0].state, GROUND_CLEARED);
}

static void the_order_of_outcomes_is_total(void **state)
{
	(void)state;
	for (int v = 0; v < DECIDE_VERDICTS; v++) {
		struct decide_outcome early = { v, 10 }, late = { v, 20 },
		                      open = { v, PACK_FOREVER }, more = { v + 1, PACK_FOREVER };
		assert_true(decide_compare(open, late) < 0 && decide_compare(late, early) < 0);
		assert_true(decide_compare(early, more) < 0 && decide_compare(more, early) > 0);
		assert_int_equal(decide_compare(late, late), 0);
	}
}

static void a_bad_pack_is_refused_with_its_place(void **state)
{
	static const struct {
		const char *rest, *says;
	} cases[] = {
		{ "effect: no-new, designation: named-list", "names somebody" },
		{ "effect: no-new, designation: criteria", "decided_by" },
		{ "effect: cap, designation: case-by-case", "percent" },
		{ "effect: no-new, designation: case-by-case, until: 1999", "before it begins" },
		{ "effect: no-new, designation: case-by-case, generations: [6G]", "6G" },
		{ "effect: no-new, designation: case-by-case, enabled: no", "because" },
		{ "effect: no-new, designation: case-by-case, deadlines: [{ date: 2020, cite: [s] "
		  "}]",
		  "deadlines" },
		{ "effect: remove, designation: case-by-case, deadlines: [{ after: P5X, event: "
		  "entry-into-force, cite: [s] }]",
		  "P5X" },
		{ "effect: remove, designation: case-by-case, deadlines: [{ after: P5Y, cite: [s] "
		  "}]",
		  "event" },
		{ "effect: remove, designation: case-by-case, deadlines: [{ cite: [s] }]",
		  "a deadline is" },
		{ "effect: no-new, designation: criteria, when: [{ fact: seat.country }]",
		  "one of is" },
		{ "effect: no-new, designation: criteria, when: [{ fact: seat.country, is: a, in: "
		  "[b] }]",
		  "one of is" },
		{ "effect: no-new, designation: criteria, when: [{ fact: country, is: a }]",
		  "a fact is named" },
		{ "effect: no-new, designation: criteria, when: [{ fact: a.b, at_least: x }]",
		  "not a number" },
		{ "effect: no-new, designation: criteria, when: [{ fact: a.b, since: x }]",
		  "not a date" },
		{ "effect: conditions, designation: criteria, exceptions: [{ id: x, title: t, "
		  "leaves: approval, cite: [s] }]",
		  "leaves less" },
	};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct pack p;
		struct pt_err e = { 0 };
		char *text = arena_fmt(&a, head, "in-force", cases[i].rest);
		assert_false(pack_read(&a, str_of(text), "made", &p, &e));
		if (strstr(e.text, cases[i].says) == NULL)
			fail_msg("%s: %s", cases[i].rest, e.text);
		assert_int_equal(e.at.row, 9);
		assert_string_equal(e.at.file, "made");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(renaming_suppliers_renames_verdicts),
		cmocka_unit_test(a_stricter_pack_never_gives_a_milder_verdict),
		cmocka_unit_test(a_missing_fact_only_widens_what_is_possible),
		cmocka_unit_test(the_table_says_what_asking_says),
		cmocka_unit_test(only_what_is_in_force_decides),
		cmocka_unit_test(a_decision_binds_only_whom_it_names),
		cmocka_unit_test(scalars_stay_text),
		cmocka_unit_test(what_a_pack_states_about_a_supplier_holds_for_its_days),
		cmocka_unit_test(durations_run_in_the_calendar),
		cmocka_unit_test(a_deadline_runs_from_the_day_of_the_name),
		cmocka_unit_test(the_order_of_outcomes_is_total),
		cmocka_unit_test(a_bad_pack_is_refused_with_its_place),
	};
	a = arena_reserve((size_t)1 << 30, "test");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
