/* SPDX-License-Identifier: Apache-2.0
 *
 * power.c - what a vote is worth: Shapley-Shubik and Banzhaf
 *
 * sides[k][s]: how many sides of k blocs have weight s, below the quota.  At most 2^60, so exact in
 * 64 bits; leaving one bloc out again is a subtraction of whole numbers (wrapping harmlessly).
 */
#include "judge/ownership/power.h"

#include <math.h>
#include <string.h>

static uint64_t divisor(uint64_t a, uint64_t b)
{
	while (b) {
		uint64_t t = a % b;
		a = b;
		b = t;
	}
	return a;
}

struct game {
	size_t n, quota;      /* sums 0 .. quota - 1 are kept */
	uint64_t *weight;     /* in common units */
	uint64_t *sides, *without;
	double *chance;       /* of a given order to have a given side of k blocs just before a bloc */
};

/* Makes weights and quota small, without changing who wins. */
static bool normalise(struct arena *a, const struct power_vote *v, struct game *g, struct pt_err *e)
{
	uint64_t unit = 0, sum = 0;
	if (v->n > POWER_BLOCS)
		return pt_fail(e, PT_LIMIT, "%zu blocs: exact counting has room for %d; put the small ones "
		               "together as an ocean", v->n, POWER_BLOCS);
	if (v->quota == 0)
		return pt_fail(e, PT_INVALID, "a quota of 0 makes everybody win");
	for (size_t i = 0; i < v->n; i++) {
		if (v->weight[i] > UINT64_MAX - sum)
			return pt_fail(e, PT_INVALID, "the weights overflow");
		sum += v->weight[i];
		unit = divisor(unit, v->weight[i]);
	}
	if (unit == 0)
		unit = 1;
	uint64_t quota = (v->quota - 1) / unit + 1;
	if (quota > POWER_ROOM / (v->n + 1))
		return pt_fail(e, PT_LIMIT, "a quota of %llu units needs too much room; state the weights in "
		               "coarser units", (unsigned long long)quota);
	g->n = v->n;
	g->quota = (size_t)quota;
	g->weight = NEW(a, uint64_t, v->n);
	for (size_t i = 0; i < v->n; i++)
		g->weight[i] = v->weight[i] / unit;
	return true;
}

/* Counts the sides of all blocs. */
static void count(struct game *g)
{
	size_t q = g->quota;
	g->sides[0] = 1;
	for (size_t i = 0; i < g->n; i++)
		for (size_t k = i + 1; k-- > 0;)
			for (size_t s = 0, w = g->weight[i]; s + w < q; s++)
				g->sides[(k + 1) * q + s + w] += g->sides[k * q + s];
}

/* The sides of all blocs but one of weight w: sides less those with it. */
static void leave_out(struct game *g, size_t w)
{
	size_t q = g->quota;
	memcpy(g->without, g->sides, (g->n + 1) * q * sizeof *g->sides);
	for (size_t k = 1; k <= g->n; k++)
		for (size_t s = w; s < q; s++)
			g->without[k * q + s] -= g->without[(k - 1) * q + s - w];
}

static struct power turns(struct game *g, size_t w)
{
	struct power p = { 0 };
	size_t q = g->quota;
	leave_out(g, w);
	for (size_t k = 0; k < g->n; k++) {
		uint64_t n = 0;
		for (size_t s = q - (w < q ? w : q); s < q && w > 0; s++)
			n += g->without[k * q + s];
		p.shapley += (double)n * g->chance[k];
		p.banzhaf += (double)n;
	}
	p.banzhaf = ldexp(p.banzhaf, -(int)(g->n - 1));
	return p;
}

bool power_of(struct arena scratch, const struct power_vote *v, struct power *out, struct pt_err *e)
{
	struct game g = { 0 };
	double sum = 0;
	if (!normalise(&scratch, v, &g, e))
		return false;
	g.sides = NEW(&scratch, uint64_t, (g.n + 1) * g.quota);
	g.without = NEW(&scratch, uint64_t, (g.n + 1) * g.quota);
	g.chance = NEW(&scratch, double, g.n + 1);
	for (size_t k = 0; k < g.n; k++) /* k! (n - 1 - k)! / n! = 1 / (n * C(n - 1, k)) */
		g.chance[k] = k == 0 ? 1.0 / (double)g.n : g.chance[k - 1] * (double)k / (double)(g.n - k);
	count(&g);
	for (size_t i = 0; i < g.n; i++) {
		out[i] = turns(&g, (size_t)g.weight[i]);
		sum += out[i].banzhaf;
	}
	for (size_t i = 0; i < g.n; i++)
		out[i].share = sum > 0 ? out[i].banzhaf / sum : 0;
	return true;
}
