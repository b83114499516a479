/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_pack.c - a pack of rules in our YAML, from arbitrary octets, and questions to what can be read of it
 *
 * The outcome is an interval, and knowing nothing of the supplier never makes it narrower.
 */
#include "fuzz_import.h"

#include "judge/decide/decide.h"

static const struct decide_function functions[] = { { "core", UINT32_MAX }, { "amf", 0 }, { "ran", UINT32_MAX } };

static void ask(struct arena *a, const struct decide_rules *r, const struct pack *p, int32_t day)
{
	const struct pack_rule *rule = p->rules.v;
	const struct pack_named *named = p->rules.n ? rule[0].named.v : NULL;
	struct decide_question q = { .country = p->country, .day = day, .generation = PACK_5G };
	struct decide_answer x, y;
	q.supplier = p->rules.n && rule[0].named.n ? named[0].supplier : "a";
	for (q.function = 0; q.function < COUNT(functions); q.function++) {
		struct decide_question unknown = q;
		unknown.supplier = NULL;
		decide_ask(a, r, &q, &x);
		decide_ask(a, r, &unknown, &y);
		if (decide_compare(x.least, x.most) > 0 || decide_compare(y.least, x.least) > 0 ||
		    decide_compare(y.most, x.most) < 0)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static struct arena keep;
	if (keep.beg == NULL)
		keep = arena_reserve((size_t)2 << 30, "fuzz");
	struct arena a = keep;
	struct pt_err e = { 0 };
	struct pack pack;
	struct pack_cases cases;
	struct decide_rules r;
	struct str text = { (const char *)p, n };
	bool ok = pack_cases_read(&a, text, "fuzz", &cases, &e);
	if (ok != (e.code == PT_OK))
		abort();
	e = (struct pt_err){ 0 };
	ok = pack_read(&a, text, "fuzz", &pack, &e);
	if (ok != (e.code == PT_OK))
		abort();
	if (ok && decide_rules(&a, &pack, 1, functions, COUNT(functions), &r, &e)) {
		struct decide_days days = decide_days(&a, &r);
		for (size_t i = 0; i < days.n && i < 8; i++)
			ask(&a, &r, &pack, days.v[i]);
		ask(&a, &r, &pack, 20000);
	}
	return fuzz_import(p, n, "pack");
}
