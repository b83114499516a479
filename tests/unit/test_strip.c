/* SPDX-License-Identifier: Apache-2.0
 *
 * test_strip.c - the inner loops of a simulation: what they compute, and the same bits in every build
 */
#include "judge/assess/strip.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/lanes.h"
#include "judge/assess/outrank.h"

enum { N = 11, M = 13, GROUPS = 2, COLUMNS = GROUPS * STRIP_CELLS };

static const struct strip at = { 0x0123456789abcdef, ((uint64_t)1 << 32) - 40 }; /* draws carry */

static double random_number(void)
{
	static uint64_t k;
	struct rng r = rng_of(99, k++);
	return rng_uniform(&r);
}

static void fill(double *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		p[i] = random_number();
}

/* The first group is all wide ranges, the second has numbers and a narrow range as well. */
static void some_cells(struct strip_cells c[GROUPS])
{
	memset(c, 0, GROUPS * sizeof *c);
	for (size_t j = 0; j < M; j++) {
		double a = random_number(), b = j < STRIP_CELLS || j == 10 ? a + 0.5 : a;
		strip_cell(&c[j / STRIP_CELLS], j % STRIP_CELLS, a, j == 11 ? a + 1e-9 : b);
	}
}

/* The generator as rng.h has it: half `cell` of block `block`, and whole words. */
static uint32_t word(uint64_t draw, uint32_t block, enum strip_stream stream, int i)
{
	const uint32_t counter[4] = { block, stream, (uint32_t)draw, (uint32_t)(draw >> 32) };
	const uint32_t key[2] = { (uint32_t)at.seed, (uint32_t)(at.seed >> 32) };
	uint32_t out[4];
	philox4x32(counter, key, out);
	return out[i];
}

static double spread_by_hand(const struct strip_cells *c, uint32_t block, int cell, uint64_t draw)
{
	uint32_t w = word(draw, block, STRIP_VALUE, cell / 4 * 2 + cell % 2);
	uint32_t half = cell / 2 % 2 ? w >> 16 : w & 0xffff;
	return c->p[cell] + c->q[cell] * (1 + half / 65536.0);
}

static void values_are_the_blocks_of_their_draw(void **unused)
{
	struct strip_cells c[GROUPS];
	const struct strip_row row = { c, GROUPS, 7 };
	double x[COLUMNS * STRIP];
	(void)unused;
	some_cells(c);
	strip_kernel(0)->spread(&at, &row, x);
	for (int j = 0; j < COLUMNS; j++)
		for (uint64_t d = 0; d < STRIP; d++) {
			uint32_t g = (uint32_t)j / STRIP_CELLS;
			double want = spread_by_hand(&c[g], 7 + g, j % STRIP_CELLS, at.first + d);
			assert_true(x[(uint64_t)j * STRIP + d] == want);
		}
}

static void a_range_is_cut_into_equal_parts_and_hit_in_their_middle(void **unused)
{
	struct strip_cells c = { 0 };
	(void)unused;
	strip_cell(&c, 0, -3, 5);
	strip_cell(&c, 1, 4, 4);
	assert_true(fabs(c.p[0] + c.q[0] * 1 - (-3 + 8 / 131072.0)) < 1e-15);
	assert_true(fabs(c.p[0] + c.q[0] * (1 + 65535 / 65536.0) - (5 - 8 / 131072.0)) < 1e-14);
	assert_true(c.p[1] == 4 && c.q[1] == 0 && c.drawn && c.fine);
}

static void sums_are_those_of_the_values(void **unused)
{
	struct strip_cells c[GROUPS];
	const struct strip_row row = { c, GROUPS, 0 };
	double x[COLUMNS * STRIP], w[COLUMNS * STRIP], got[STRIP] = { 0 };
	float pairs[COLUMNS * STRIP];
	(void)unused;
	some_cells(c);
	assert_true(c[0].drawn && !c[0].fine && c[1].fine);
	for (int fine = 0; fine < 2; fine++) {
		c[0].fine = fine; /* the same in double precision */
		memset(got, 0, sizeof got);
		fill(w, COLUMNS * STRIP);
		strip_kernel(0)->pairs(w, GROUPS, pairs);
		strip_kernel(0)->spread(&at, &row, x);
		strip_kernel(0)->score(&at, &row, &(struct strip_weights){ w, pairs }, got);
		for (size_t d = 0; d < STRIP; d++) {
			double want = 0;
			for (size_t j = 0; j < COLUMNS; j++)
				want += w[j * STRIP + d] * x[j * STRIP + d];
			assert_true(fabs(got[d] - want) < (fine ? 1e-14 : 1e-6) * want);
		}
	}
}

static void choices_follow_their_probabilities_in_order(void **unused)
{
	static const double list[] = { 5, 0.25, -1, 0.5, 2, 0.25 }, sure[] = { 8, 1 };
	double x[2 * STRIP];
	const struct strip_choice c[STRIP_CHOICES] = { { list, 3, x }, { 0 }, { sure, 1, x + STRIP } };
	(void)unused;
	strip_kernel(0)->choose(&at, c, 3);
	for (uint64_t d = 0; d < STRIP; d++) {
		double u = word(at.first + d, 3, STRIP_CHOICE, 0) / 4294967296.0;
		assert_true(x[d] == (u < 0.25 ? 5 : u < 0.75 ? -1 : 2));
		assert_true(x[STRIP + d] == 8);
	}
}

static void uniforms_are_between_zero_and_one(void **unused)
{
	double u[STRIP];
	(void)unused;
	strip_kernel(0)->uniform(&at, STRIP_LEVEL, u);
	for (uint64_t d = 0; d < STRIP; d++)
		assert_true(u[d] == (word(at.first + d, 0, STRIP_LEVEL, 0) + 0.5) / 4294967296.0);
}

/* The error that lanes.h states, at the ends, at the joints of the series, and in between. */
static void an_exponential_is_minus_the_logarithm(void **unused)
{
	uint32_t x[3000] = { 0, 1, 2, 3, UINT32_MAX, UINT32_MAX - 1, UINT32_MAX / 2, UINT32_MAX / 2 + 1,
		             0xb504f333, 0xb504f334, 0xb504f332, 0x5a82799a, 0x5a827999 };
	(void)unused;
	for (size_t i = 13; i < 3000; i++)
		x[i] = (uint32_t)(random_number() * 4294967296.0) >> i % 32;
	for (size_t i = 0; i < 3000; i++) {
		double want = -log1p(-(4294967295.0 - x[i] + 0.5) / 4294967296.0);
		lanes_f64 got = lanes_exponential((lanes_u64){ 0 } + x[i]);
		assert_true(got[0] > 0);
		assert_true(fabs(got[0] - want) < 4e-12 * want);
	}
}

static void weights_are_exponentials_over_their_sum(void **unused)
{
	double w[M * STRIP];
	(void)unused;
	strip_kernel(0)->simplex(&at, w, M);
	for (uint64_t d = 0; d < STRIP; d++) {
		double e[M], sum = 0;
		for (uint32_t j = 0; j < M; j++)
			sum += e[j] = -log((word(at.first + d, j / 4, STRIP_WEIGHT, (int)(j % 4)) + 0.5) /
			                   4294967296.0);
		for (uint32_t j = 0; j < M; j++)
			assert_true(fabs(w[j * STRIP + d] - e[j] / sum) < 1e-11);
	}
}

static void a_rank_is_the_number_of_those_above(void **unused)
{
	double score[N * STRIP];
	int64_t rank[STRIP], lost[N * STRIP_PARTS] = { 0 };
	(void)unused;
	for (size_t i = 0; i < N * STRIP; i++)
		score[i] = floor(random_number() * 6); /* many are equal */
	strip_kernel(0)->rank(score, N, 4, rank, lost);
	for (size_t d = 0; d < STRIP; d++) {
		int64_t above = 0;
		for (size_t o = 0; o < N; o++)
			above += score[o * STRIP + d] > score[4 * STRIP + d];
		assert_int_equal(rank[d], above);
	}
	for (size_t o = 0; o < N; o++) {
		int64_t want = 0, got = 0;
		for (size_t d = 0; d < STRIP; d++)
			want += score[o * STRIP + d] > score[4 * STRIP + d];
		for (size_t part = 0; part < STRIP_PARTS; part++)
			got += lost[o * STRIP_PARTS + part];
		assert_int_equal(got, want);
	}
}

static void coalitions_reach_what_outrank_says(void **unused)
{
	double x[M * STRIP], w[M * STRIP], profile[M], veto[M], dictator[M], t[M], row[M], weight[M];
	struct criterion_spec spec[M] = { { 0 } };
	struct problem pb = { .m = M, .criterion = spec, .profile = profile, .veto = veto,
		              .dictator = dictator };
	const struct strip_boundary b = { M, t, profile, veto, dictator };
	struct strip_reach got;
	size_t seen = 0;
	(void)unused;
	for (size_t i = 0; i < M * STRIP; i++)
		x[i] = floor(random_number() * 10); /* often on a limit */
	fill(w, M * STRIP);
	for (size_t j = 0; j < M; j++) {
		spec[j].t = t[j] = j % 3 ? 1 : -1;
		profile[j] = (double)(j % 10);
		veto[j] = j % 5 ? NAN : t[j] > 0 ? 1 : 8;
		dictator[j] = j % 4 ? NAN : t[j] > 0 ? 9 : 0;
	}
	strip_kernel(0)->reach(&b, x, w, &got);
	for (size_t d = 0; d < STRIP; d++)
		for (pb.majority = MAJORITY_PLAIN; pb.majority <= MAJORITY_dv; pb.majority++) {
			for (size_t j = 0; j < M; j++) {
				row[j] = x[j * STRIP + d];
				weight[j] = w[j * STRIP + d];
			}
			bool want = outrank_reaches(&pb, row, 0, weight, 3.5);
			seen += want;
			assert_int_equal(outrank_majority(pb.majority, got.coalition[d] >= 3.5 - OUTRANK_EPS,
			                                  got.veto[d], got.dictator[d]), want);
		}
	assert_true(seen > 20 && seen < 8 * STRIP - 20);
}

enum { ROOM = N + STRIP_ROWS };

static void nobody_is_above_who_leads(void **unused)
{
	static const uint32_t who[] = { 0, 3, 4, 8, 10 };
	double x[N * M * STRIP];
	float u[N * M * STRIP], w[ROOM * M], mine[ROOM * STRIP];
	int32_t leads[ROOM * STRIP];
	int64_t hits[5] = { 0 };
	const struct strip_contest c = { N, M, 50, 5, u, w, who, mine, leads, hits };
	(void)unused;
	fill(x, N * M * STRIP);
	memcpy(&x[4 * M * STRIP], &x[3 * M * STRIP], M * STRIP * sizeof *x); /* twins: a tie leads */
	for (size_t i = 0; i < ROOM * M; i++)
		w[i] = (float)(random_number() / M);
	memcpy(&w[2 * M], &w[M], M * sizeof *w);
	strip_kernel(0)->single(x, N * M, u);
	strip_kernel(0)->lead(&c);
	for (size_t r = 0; r < 5; r++) {
		int64_t want = 0;
		for (size_t d = 0; d < 50; d++) {
			double sum[N] = { 0 };
			bool first = true;
			for (size_t i = 0; i < N; i++)
				for (size_t j = 0; j < M; j++)
					sum[i] += (double)w[r * M + j] * x[(i * M + j) * STRIP + d];
			for (size_t i = 0; i < N; i++)
				first = first && sum[i] <= sum[who[r]];
			want += first;
		}
		assert_int_equal(hits[r], want);
	}
	assert_true(hits[1] > 0 && hits[1] == hits[2]);
}

/* Everything that a build writes, from the same input. */
struct output {
	double simplex[M * STRIP], uniform[STRIP], spread[COLUMNS * STRIP], score[STRIP], choice[STRIP];
	float pairs[COLUMNS * STRIP], single[M * STRIP];
	int64_t rank[STRIP], lost[STRIP_PARTS], hits[1];
	struct strip_reach reach;
};

static void run(const struct strip_kernel *k, struct output *o)
{
	static const double list[] = { 1, 0.3, 2, 0.3, 3, 0.4 }, ones[M] = { 1, 1, -1, 1 }, none[M] = { 0 };
	struct strip_cells c[GROUPS];
	const struct strip_row row = { c, GROUPS, 1 };
	const struct strip_choice choice[STRIP_CHOICES] = { { list, 3, o->choice } };
	const struct strip_boundary b = { M, ones, none, none, none };
	double w[COLUMNS * STRIP] = { 0 };
	float weights[STRIP_ROWS * M] = { 0 }, mine[STRIP_ROWS * STRIP];
	int32_t leads[STRIP_ROWS * STRIP];
	int64_t lost[2 * STRIP_PARTS] = { 0 };
	memset(o, 0, sizeof *o);
	memset(c, 0, sizeof c);
	for (size_t j = 0; j < M; j++)
		strip_cell(&c[j / STRIP_CELLS], j % STRIP_CELLS, 0.1 * (double)j, 1.3);
	k->simplex(&at, o->simplex, M);
	memcpy(w, o->simplex, sizeof o->simplex);
	k->uniform(&at, STRIP_LEVEL, o->uniform);
	k->spread(&at, &row, o->spread);
	k->pairs(w, GROUPS, o->pairs);
	k->score(&at, &row, &(struct strip_weights){ w, o->pairs }, o->score);
	k->choose(&at, choice, 2);
	k->rank(o->spread, 2, 0, o->rank, lost);
	for (size_t part = 0; part < STRIP_PARTS; part++) /* how a count is parted is up to the build */
		o->lost[0] += lost[STRIP_PARTS + part];
	k->reach(&b, o->spread, w, &o->reach);
	k->single(o->spread, M, o->single);
	for (size_t j = 0; j < M; j++)
		weights[j] = (float)w[j * STRIP];
	const struct strip_contest contest = { 1, M, STRIP, 1, o->single, weights, (const uint32_t[]){ 0 },
		                               mine, leads, o->hits };
	k->lead(&contest);
}

static void every_build_gives_the_same_bits(void **unused)
{
	static struct output first, other;
	size_t builds = 1;
	(void)unused;
	run(strip_kernel(0), &first);
	assert_int_equal(first.hits[0], STRIP);
	for (; strip_kernel(builds); builds++) {
		run(strip_kernel(builds), &other);
		assert_memory_equal(&first, &other, sizeof first);
	}
	assert_string_equal(strip_kernel(builds - 1)->name, "strip_plain");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_the_blocks_of_their_draw),
		cmocka_unit_test(a_range_is_cut_into_equal_parts_and_hit_in_their_middle),
		cmocka_unit_test(sums_are_those_of_the_values),
		cmocka_unit_test(choices_follow_their_probabilities_in_order),
		cmocka_unit_test(uniforms_are_between_zero_and_one),
		cmocka_unit_test(an_exponential_is_minus_the_logarithm),
		cmocka_unit_test(weights_are_exponentials_over_their_sum),
		cmocka_unit_test(a_rank_is_the_number_of_those_above),
		cmocka_unit_test(coalitions_reach_what_outrank_says),
		cmocka_unit_test(nobody_is_above_who_leads),
		cmocka_unit_test(every_build_gives_the_same_bits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
