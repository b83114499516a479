/* SPDX-License-Identifier: Apache-2.0
 *
 * test_ownership_flow.c - shares of ends, worths and parts; loops; one change
 */
#include "judge/ownership/change.h"

#include <stdlib.h>

#include "judge/ownership/integrated.h"
#include "ownership_make.h"

enum { ROUNDS = 400 };

static struct make random_graph(uint64_t seed, uint64_t draw, double width)
{
	struct rng r = rng_of(seed, draw);
	struct make k = make_begin(44, 300);
	make_random(&k, &r, 2 + rng_u32(&r) % 40, width);
	make_graph(&k);
	return k;
}

/* (I - A) x = b by elimination with pivoting, in long double: slow, and another way. */
static bool eliminate(long double *m, long double *x, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		size_t best = k;
		for (size_t i = k + 1; i < n; i++)
			if (fabsl(m[i * n + k]) > fabsl(m[best * n + k]))
				best = i;
		if (fabsl(m[best * n + k]) < 1e-9L)
			return false;
		for (size_t j = 0; j < n; j++) {
			long double t = m[k * n + j];
			m[k * n + j] = m[best * n + j];
			m[best * n + j] = t;
		}
		long double t = x[k];
		x[k] = x[best];
		x[best] = t;
		for (size_t i = 0; i < n; i++) {
			long double by = i == k ? 0 : m[i * n + k] / m[k * n + k];
			for (size_t j = k; by != 0 && j < n; j++)
				m[i * n + j] -= by * m[k * n + j];
			x[i] -= by * x[k];
		}
	}
	for (size_t k = 0; k < n; k++)
		x[k] /= m[k * n + k];
	return true;
}

/* x = v + A x by node number, the slow way. */
static bool slow_worth(const struct make *k, const double *v, long double *x)
{
	const struct graph *g = &k->g;
	long double *m = calloc(k->n * k->n, sizeof *m);
	for (size_t i = 0; i < k->n; i++) {
		m[i * k->n + i] = 1;
		x[i] = v[i];
	}
	for (size_t i = 0; i < g->m; i++) {
		const struct stake *s = &g->stake[i];
		uint32_t owner = g->at[s->owner], owned = g->at[s->owned];
		if (!(s->flags & STAKE_NOMINEE) && !graph_is_end(&k->node[owned]))
			m[owner * k->n + owned] -= s->share[EQUITY][0];
	}
	bool ok = eliminate(m, x, k->n);
	free(m);
	return ok;
}

static void worths_agree_with_elimination(void **unused)
{
	(void)unused;
	size_t compared = 0;
	for (uint64_t d = 0; d < ROUNDS; d++) {
		struct make k = random_graph(2, d, 0);
		struct rng r = rng_of(3, d);
		struct flow f = make_flow(&k, EQUITY, 0);
		double v[44], by_place[44], x[44];
		long double slow[44];
		for (size_t i = 0; i < k.n; i++)
			v[i] = rng_uniform(&r);
		for (size_t i = 0; i < k.n; i++)
			by_place[k.g.place[i]] = v[i];
		flow_worth(&f, k.scratch, by_place, x);
		if (f.findings == 0 && slow_worth(&k, v, slow)) {
			compared++;
			for (size_t i = 0; i < k.n; i++)
				assert_true(fabsl(slow[i] - x[k.g.place[i]]) <= 1e-12L * (1 + fabsl(slow[i])));
		}
		make_end(&k);
	}
	assert_true(compared > ROUNDS / 2);
}

static void integrated_ownership_agrees_with_elimination(void **unused)
{
	(void)unused;
	size_t compared = 0;
	for (uint64_t d = 0; d < ROUNDS / 4; d++) {
		struct make k = random_graph(10, d, 0);
		struct flow f = make_flow(&k, EQUITY, 0);
		size_t n = k.n;
		double *brioschi = NEW(&k.a, double, n * n), *baldone = NEW(&k.a, double, n * n), unit[44];
		long double inverse[44][44];
		bool solved = f.findings == 0;
		for (size_t j = 0; j < n && solved; j++) {
			for (size_t i = 0; i < n; i++)
				unit[i] = i == j;
			solved = slow_worth(&k, unit, inverse[j]); /* column j of V */
		}
		assert_true(integrated_all(&f, k.scratch, brioschi, baldone, NULL));
		for (size_t j = 0; j < n && solved; j++, compared++)
			for (size_t i = 0; i < n; i++) {
				long double v = inverse[j][i] - (i == j);
				CLOSE(brioschi[i * n + j], (double)v);
				CLOSE(baldone[i * n + j], (double)(v / inverse[i][i]));
			}
		make_end(&k);
	}
	assert_true(compared > ROUNDS);
}

static void shares_of_ends_and_parts_sum_to_one(void **unused)
{
	(void)unused;
	for (uint64_t d = 0; d < ROUNDS; d++) {
		struct make k = random_graph(4, d, d % 2 ? 0.5 : 0);
		struct flow f = make_flow(&k, d % 3 ? EQUITY : VOTES, 0);
		double *part = NEW(&k.a, double, k.n * END_KINDS), *eight = NEW(&k.a, double, k.n * 8), row[END_KINDS];
		flow_parts(&f, k.scratch, &flow_all_kinds, part);
		flow_parts(&f, k.scratch, &flow_eight, eight);
		for (uint32_t t = 0; t < k.n; t++) {
			struct walk w = walk_up(&k.a, &f, k.scratch, t);
			struct walk_ends e = walk_ends(&k.a, &f, &w);
			double kind[END_KINDS] = { 0 }, sum = 0, fewer[8] = { 0 };
			CLOSE(make_total(e), 1);
			for (size_t i = 0; i < e.n; i++)
				kind[e.v[i].kind] += e.v[i].share;
			flow_part(&f, &flow_all_kinds, part, t, row);
			for (unsigned c = 0; c < END_KINDS; c++) {
				CLOSE(row[c], kind[c]); /* the two directions meet */
				fewer[flow_eight.of[c]] += row[c];
				sum += row[c];
			}
			CLOSE(sum, 1);
			flow_part(&f, &flow_eight, eight, t, row);
			for (unsigned c = 0; c < 8; c++)
				CLOSE(row[c], fewer[c]);
		}
		make_end(&k);
	}
}

/* The same graph with nodes and rows in another order; keys go with the nodes. */
static struct make shuffled(const struct make *k, const struct stake *stake, struct rng *r, uint32_t *to)
{
	struct make s = make_begin(k->nodes, k->stakes);
	for (uint32_t i = 0; i < k->n; i++)
		to[i] = i;
	for (uint32_t i = (uint32_t)k->n; i > 1; i--) {
		uint32_t j = rng_u32(r) % i, t = to[j];
		to[j] = to[i - 1];
		to[i - 1] = t;
	}
	s.n = k->n;
	for (uint32_t i = 0; i < k->n; i++)
		s.node[to[i]] = k->node[i];
	for (size_t i = 0; i < k->m; i++) {
		size_t j = rng_u32(r) % (s.m + 1);
		s.stake[s.m++] = s.stake[j];
		s.stake[j] = stake[i];
		s.stake[j].owner = to[s.stake[j].owner];
		s.stake[j].owned = to[s.stake[j].owned];
	}
	make_graph(&s);
	return s;
}

static void the_order_of_nodes_and_rows_changes_no_bit(void **unused)
{
	(void)unused;
	for (uint64_t d = 0; d < ROUNDS; d++) {
		struct rng r = rng_of(5, d), again = rng_of(5, d);
		struct make k = make_begin(44, 300), copy = make_begin(44, 300);
		uint32_t n = 2 + (uint32_t)d % 40, to[44];
		make_random(&k, &r, n, d % 2 ? 0.4 : 0);
		make_random(&copy, &again, n, d % 2 ? 0.4 : 0);
		struct make s = shuffled(&copy, copy.stake, &r, to);
		make_graph(&k);
		struct flow f = make_flow(&k, EQUITY, 0), h = make_flow(&s, EQUITY, 0);
		double x[44], y[44];
		flow_worth(&f, k.scratch, NULL, x);
		flow_worth(&h, s.scratch, NULL, y);
		assert_memory_equal(x, y, k.n * sizeof *x); /* even the places are the same */
		for (uint32_t t = 0; t < k.n; t++) {
			struct walk w = walk_up(&k.a, &f, k.scratch, t), v = walk_up(&s.a, &h, s.scratch, to[t]);
			struct walk_ends e = walk_ends(&k.a, &f, &w), q = walk_ends(&s.a, &h, &v);
			assert_int_equal(e.n, q.n);
			for (size_t i = 0; i < e.n; i++) {
				assert_int_equal(to[e.v[i].node], q.v[i].node);
				assert_int_equal(e.v[i].kind, q.v[i].kind);
				assert_memory_equal(&e.v[i].share, &q.v[i].share, sizeof(double));
			}
		}
		make_end(&k);
		make_end(&copy);
		make_end(&s);
	}
}

/* Puts a company between one stake's owner and the company: owner -100 %-> new -share-> owned. */
static void a_holding_of_all_in_between_changes_no_end(void **unused)
{
	(void)unused;
	for (uint64_t d = 0; d < ROUNDS; d++) {
		struct rng r = rng_of(6, d), again = rng_of(6, d);
		struct make k = make_begin(44, 300), h = make_begin(44, 300);
		uint32_t n = 2 + (uint32_t)d % 40;
		make_random(&k, &r, n, 0);
		make_random(&h, &again, n, 0);
		if (k.m == 0) {
			make_end(&k);
			make_end(&h);
			continue;
		}
		struct stake *s = &h.stake[rng_u32(&r) % h.m];
		if (!(s->flags & STAKE_NOMINEE)) {
			uint32_t owner = s->owner;
			s->owner = make_node(&h, NODE_COMPANY);
			make_stake(&h, owner, s->owner, 1);
		}
		make_graph(&k);
		make_graph(&h);
		struct flow f = make_flow(&k, EQUITY, 0), q = make_flow(&h, EQUITY, 0);
		for (uint32_t t = 0; t < n; t++) {
			struct walk w = walk_up(&k.a, &f, k.scratch, t);
			struct walk_ends e = walk_ends(&k.a, &f, &w);
			for (size_t i = 0; i < e.n; i++)
				if (e.v[i].kind != END_UNRESOLVED)
					CLOSE(make_end_share(&h, &q, t, e.v[i].node, e.v[i].kind), e.v[i].share);
		}
		make_end(&k);
		make_end(&h);
	}
}

static void a_cross_holding_and_a_pyramid_by_hand(void **unused)
{
	(void)unused;
	struct make k = make_begin(8, 10);
	uint32_t p = make_node(&k, NODE_PERSON), a = make_node(&k, NODE_COMPANY), b = make_node(&k, NODE_COMPANY);
	uint32_t c = make_node(&k, NODE_LISTED);
	make_stake(&k, p, a, 0.6);
	make_stake(&k, a, b, 0.4);
	make_stake(&k, b, a, 0.3);
	make_stake(&k, b, c, 0.51);
	make_graph(&k);
	assert_int_equal(k.g.loops, 1);
	struct flow f = make_flow(&k, EQUITY, 0);
	CLOSE(make_end_share(&k, &f, b, p, END_PERSON), 3.0 / 11);
	CLOSE(make_end_share(&k, &f, c, p, END_PERSON), 0.51 * 3 / 11);
	CLOSE(make_end_share(&k, &f, c, c, END_FLOAT), 0.49);
	struct walk w = walk_up(&k.a, &f, k.scratch, b);
	struct integrated *v = integrated_of(&k.a, &f, k.scratch, &w);
	for (uint32_t i = 0; i < w.n; i++) {
		if (v[i].owner == b)
			CLOSE(v[i].brioschi, 3.0 / 22), CLOSE(v[i].baldone, 3.0 / 25);
		if (v[i].owner == a)
			CLOSE(v[i].brioschi, 5.0 / 11), CLOSE(v[i].baldone, 2.0 / 5);
	}
	make_end(&k);
}

static void a_loop_that_owns_all_of_itself_is_said_and_left_open(void **unused)
{
	(void)unused;
	struct make k = make_begin(8, 10);
	uint32_t a = make_node(&k, NODE_COMPANY), b = make_node(&k, NODE_COMPANY), c = make_node(&k, NODE_LISTED);
	make_stake(&k, a, b, 1);
	make_stake(&k, b, a, 1);
	make_stake(&k, b, c, 0.3);
	make_graph(&k);
	struct flow f = make_flow(&k, EQUITY, 0);
	assert_int_equal(f.findings, 1);
	assert_int_equal(f.finding[0].kind, FIND_SINGULAR);
	struct walk w = walk_up(&k.a, &f, k.scratch, c);
	struct walk_ends e = walk_ends(&k.a, &f, &w);
	double lost = 0;
	for (size_t i = 0; i < e.n; i++)
		lost += e.v[i].kind == END_UNRESOLVED ? e.v[i].share : 0;
	CLOSE(lost, 0.3);
	CLOSE(make_total(e), 1);
	double x[3], part[3 * END_KINDS];
	flow_worth(&f, k.scratch, NULL, x);
	assert_true(isnan(x[k.g.place[a]]) && isnan(x[k.g.place[b]]) && x[k.g.place[c]] == 1);
	flow_parts(&f, k.scratch, &flow_all_kinds, part);
	CLOSE(part[k.g.place[c] * END_KINDS + END_UNRESOLVED], 0.3);
	CLOSE(part[k.g.place[a] * END_KINDS + END_UNRESOLVED], 1);
	make_end(&k);
}

static void a_loop_that_owns_more_than_itself_is_left_open_too(void **unused)
{
	(void)unused;
	struct make k = make_begin(8, 10);
	uint32_t a = make_node(&k, NODE_COMPANY), b = make_node(&k, NODE_COMPANY), p = make_node(&k, NODE_PERSON);
	make_stake(&k, a, b, 1);
	make_stake(&k, b, a, 0.9);
	make_stake(&k, a, a, 0.3);
	make_stake(&k, p, a, 0.5);
	make_graph(&k);
	struct flow f = make_flow(&k, EQUITY, 0);
	assert_int_equal(f.findings, 1);
	CLOSE(make_end_share(&k, &f, b, b, END_UNRESOLVED), 1);
	make_end(&k);
}

static void nominees_residuals_and_disputes_keep_their_reason(void **unused)
{
	(void)unused;
	struct make k = make_begin(12, 12);
	uint32_t c = make_node(&k, NODE_COMPANY), bank = make_node(&k, NODE_COMPANY), p = make_node(&k, NODE_PERSON);
	uint32_t trust = make_node(&k, NODE_ARRANGEMENT), who = make_node(&k, NODE_UNKNOWN);
	uint32_t state = make_node(&k, NODE_STATE), d = make_node(&k, NODE_COMPANY);
	make_stake(&k, bank, c, 0.2)->flags = STAKE_NOMINEE;
	make_stake(&k, p, bank, 1); /* owning the bank is not owning what it holds for others */
	make_stake(&k, trust, c, 0.1);
	make_stake(&k, who, c, 0.05);
	make_stake(&k, d, c, 0.4);
	make_stake(&k, p, d, 1)->scenario = 1;
	make_stake(&k, state, d, 0.7)->scenario = 2;
	make_stake(&k, p, d, 0.3)->scenario = 2;
	k.node[c].flags = NODE_COMPLETE;
	make_graph(&k);
	struct flow f = make_flow(&k, EQUITY, 0), one = make_flow(&k, EQUITY, 1), two = make_flow(&k, EQUITY, 2);
	CLOSE(make_end_share(&k, &f, c, bank, END_NOMINEE), 0.2);
	CLOSE(make_end_share(&k, &f, c, trust, END_VEHICLE), 0.1);
	CLOSE(make_end_share(&k, &f, c, who, END_UNKNOWN), 0.05);
	CLOSE(make_end_share(&k, &f, c, c, END_BELOW), 0.25);
	CLOSE(make_end_share(&k, &f, c, d, END_DISPUTED), 0.4);
	CLOSE(make_end_share(&k, &f, c, p, END_PERSON), 0);
	CLOSE(make_end_share(&k, &one, c, p, END_PERSON), 0.4);
	CLOSE(make_end_share(&k, &two, c, p, END_PERSON), 0.12);
	CLOSE(make_end_share(&k, &two, c, state, END_STATE), 0.28);
	make_end(&k);
}

static void equity_and_votes_are_apart(void **unused)
{
	(void)unused;
	struct make k = make_begin(4, 4);
	uint32_t p = make_node(&k, NODE_PERSON), c = make_node(&k, NODE_LISTED);
	struct stake *s = make_stake(&k, p, c, 0.066);
	s->share[VOTES][0] = s->share[VOTES][1] = 0.222;
	make_graph(&k);
	struct flow e = make_flow(&k, EQUITY, 0), v = make_flow(&k, VOTES, 0);
	CLOSE(make_end_share(&k, &e, c, p, END_PERSON), 0.066);
	CLOSE(make_end_share(&k, &v, c, p, END_PERSON), 0.222);
	make_end(&k);
}

static void high_worths_are_above_low_ones(void **unused)
{
	(void)unused;
	for (uint64_t d = 0; d < ROUNDS; d++) {
		struct make k = random_graph(7, d, 0.6);
		struct flow lo = make_flow(&k, EQUITY, 0);
		struct flow hi = flow_of(&k.a, k.scratch, &k.g, (struct flow_opts){ .bound = BOUND_HIGH });
		double x[44], y[44];
		flow_worth(&lo, k.scratch, NULL, x);
		flow_worth(&hi, k.scratch, NULL, y);
		for (size_t i = 0; i < k.n; i++)
			assert_true(isnan(x[i]) || isnan(y[i]) || y[i] >= x[i] - 1e-12);
		make_end(&k);
	}
}

/* The upper bound of a band is what the lower bounds of the others leave, if that is less. */
static void high_worths_by_hand(void **unused)
{
	(void)unused;
	struct make k = make_begin(4, 4);
	uint32_t p = make_node(&k, NODE_PERSON), q = make_node(&k, NODE_PERSON), c = make_node(&k, NODE_COMPANY);
	make_between(&k, p, c, 0.25, 1);
	make_between(&k, q, c, 0.3, 0.5);
	make_graph(&k);
	struct flow f = flow_of(&k.a, k.scratch, &k.g, (struct flow_opts){ .bound = BOUND_HIGH });
	double x[3];
	flow_worth(&f, k.scratch, NULL, x);
	CLOSE(x[k.g.place[p]], 1 + 0.7);
	CLOSE(x[k.g.place[q]], 1 + 0.5);
	struct walk w = walk_up(&k.a, &f, k.scratch, c);
	for (uint32_t i = 0; i < w.n; i++)
		if (w.place[i] == k.g.place[p])
			CLOSE(w.x[i], 0.7);
	make_end(&k);
}

static void same(const double *a, const double *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		assert_true((isnan(a[i]) && isnan(b[i])) || a[i] == b[i]);
}

static void one_change_equals_solving_everything(void **unused)
{
	(void)unused;
	size_t fewer = 0, all_of_them = 0;
	for (uint64_t d = 0; d < ROUNDS; d++) {
		struct rng r = rng_of(9, d);
		struct make k = random_graph(8, d, d % 2 ? 0.3 : 0);
		enum bound bound = d % 4 == 3 ? BOUND_HIGH : BOUND_LOW;
		struct flow f = flow_of(&k.a, k.scratch, &k.g, (struct flow_opts){ .bound = bound });
		double x[44], y[44], *part = NEW(&k.a, double, k.n * 8), *full = NEW(&k.a, double, k.n * 8);
		flow_worth(&f, k.scratch, NULL, x);
		if (bound == BOUND_LOW)
			flow_parts(&f, k.scratch, &flow_eight, part);
		struct change_all all = { NULL, x, flow_eight, bound == BOUND_LOW ? part : NULL };
		for (int c = 0; c < 6 && k.g.m > 0; c++) {
			uint32_t i = rng_u32(&r) % (uint32_t)k.g.m;
			double a = k.g.stake[i].share[EQUITY][0] * rng_uniform(&r) * (rng_u32(&r) % 8 != 0);
			fewer += change_stake(&f, k.scratch, i, (double[2]){ a, fmax(a, a * 1.2) }, &all);
			all_of_them += k.n + k.g.rows;
			struct flow again = flow_of(&k.a, k.scratch, &k.g, (struct flow_opts){ .bound = bound });
			flow_worth(&again, k.scratch, NULL, y);
			same(x, y, k.n);
			if (bound == BOUND_LOW) {
				flow_parts(&again, k.scratch, &flow_eight, full);
				same(part, full, (size_t)k.g.rows * 8);
			}
		}
		make_end(&k);
	}
	assert_true(fewer * 2 < all_of_them); /* and it is less work, even on graphs full of loops */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(worths_agree_with_elimination),
		cmocka_unit_test(integrated_ownership_agrees_with_elimination),
		cmocka_unit_test(shares_of_ends_and_parts_sum_to_one),
		cmocka_unit_test(the_order_of_nodes_and_rows_changes_no_bit),
		cmocka_unit_test(a_holding_of_all_in_between_changes_no_end),
		cmocka_unit_test(a_cross_holding_and_a_pyramid_by_hand),
		cmocka_unit_test(a_loop_that_owns_all_of_itself_is_said_and_left_open),
		cmocka_unit_test(a_loop_that_owns_more_than_itself_is_left_open_too),
		cmocka_unit_test(nominees_residuals_and_disputes_keep_their_reason),
		cmocka_unit_test(equity_and_votes_are_apart),
		cmocka_unit_test(high_worths_are_above_low_ones),
		cmocka_unit_test(high_worths_by_hand),
		cmocka_unit_test(one_change_equals_solving_everything),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
