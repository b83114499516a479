/* SPDX-License-Identifier: Apache-2.0
 *
 * ocean.c - voting power of blocs among many small holders
 */
#include "judge/ownership/ocean.h"

#include <math.h>
#include <string.h>

struct sea {
	const struct ocean *o;
	size_t *weight;        /* of the blocs, in steps */
	double *sum, *without; /* chance of every sum of yes votes among the blocs, and among the others */
	double *yes;           /* chance that the ocean brings more than what sum s lacks, by s + weight */
	double p, sigma;
};

/* Chance that the yes votes of the ocean exceed x. */
static double brings_more(const struct sea *s, double x)
{
	return 0.5 * erfc((x - s->p * s->o->votes) / (s->sigma * sqrt(2)));
}

static double density(const struct sea *s, double x)
{
	double z = (x - s->p * s->o->votes) / s->sigma;
	return exp(-0.5 * z * z) / (s->sigma * sqrt(2 * acos(-1)));
}

static void at_chance(struct sea *s, double p)
{
	s->p = p;
	s->sigma = fmax(s->o->votes * sqrt(p * (1 - p) / s->o->holders), 1e-9);
	memset(s->sum, 0, (OCEAN_STEPS + 1) * sizeof *s->sum);
	s->sum[0] = 1;
	for (size_t i = 0; i < s->o->n; i++)
		for (size_t k = OCEAN_STEPS + 1; k-- > 0;)
			s->sum[k] = (1 - p) * s->sum[k] + (k >= s->weight[i] ? p * s->sum[k - s->weight[i]] : 0);
	for (size_t k = 0; k <= OCEAN_STEPS; k++)
		s->yes[k] = brings_more(s, s->o->quota - (double)k / OCEAN_STEPS);
}

/* Takes one bloc out of the sums again, from the end where errors shrink. */
static void leave_out(struct sea *s, size_t w)
{
	double p = s->p, *to = s->without;
	memcpy(to, s->sum, (OCEAN_STEPS + 1) * sizeof *to);
	if (w == 0)
		return;
	if (p <= 0.5) {
		for (size_t k = 0; k <= OCEAN_STEPS; k++)
			to[k] = (s->sum[k] - (k >= w ? p * to[k - w] : 0)) / (1 - p);
		return;
	}
	memset(to + OCEAN_STEPS + 1 - w, 0, w * sizeof *to);
	for (size_t k = OCEAN_STEPS + 1 - w; k-- > 0;)
		to[k] = (s->sum[k + w] - (k + w <= OCEAN_STEPS ? (1 - p) * to[k + w] : 0)) / p;
}

/* Chance that bloc i turns the side it joins. */
static double turns(struct sea *s, size_t i)
{
	double sum = 0;
	size_t w = s->weight[i];
	leave_out(s, w);
	for (size_t k = 0; k + w <= OCEAN_STEPS; k++)
		sum += s->without[k] * (s->yes[k + w] - s->yes[k]);
	return sum;
}

/* The same for all small holders together: each turns with its votes times the density. */
static double ocean_turns(const struct sea *s)
{
	double sum = 0;
	for (size_t k = 0; k <= OCEAN_STEPS; k++)
		sum += s->sum[k] * density(s, s->o->quota - (double)k / OCEAN_STEPS);
	return s->o->votes * sum;
}

static bool valid(const struct ocean *o, struct pt_err *e)
{
	double sum = o->votes;
	bool good = o->votes >= 0 && o->quota >= 0 && o->quota <= 1 && o->holders >= 1 && o->n <= POWER_BLOCS;
	for (size_t i = 0; good && i < o->n; i++) {
		good = o->share[i] >= 0;
		sum += o->share[i];
	}
	if (!good || !(sum <= 1 + 1e-9))
		return pt_fail(e, PT_INVALID, "blocs and small holders are not parts of one whole");
	return true;
}

bool ocean_of(struct arena scratch, const struct ocean *o, struct power *out, struct pt_err *e)
{
	if (!valid(o, e))
		return false;
	struct sea s = { .o = o, .weight = NEW(&scratch, size_t, o->n) };
	s.sum = NEW(&scratch, double, OCEAN_STEPS + 1);
	s.without = NEW(&scratch, double, OCEAN_STEPS + 1);
	s.yes = NEW(&scratch, double, OCEAN_STEPS + 1);
	for (size_t i = 0; i < o->n; i++)
		s.weight[i] = (size_t)lround(fmin(o->share[i], 1) * OCEAN_STEPS);
	double total = 0, shapley = 0;
	for (size_t i = 0; i <= o->n; i++)
		out[i] = (struct power){ 0 };
	for (int c = 0; c < OCEAN_CHANCES; c++) {
		at_chance(&s, (c + 0.5) / OCEAN_CHANCES);
		for (size_t i = 0; i < o->n; i++)
			out[i].shapley += turns(&s, i) / OCEAN_CHANCES;
	}
	at_chance(&s, 0.5);
	for (size_t i = 0; i < o->n; i++) {
		total += out[i].banzhaf = turns(&s, i);
		shapley += out[i].shapley;
	}
	out[o->n].shapley = 1 - shapley;
	total += out[o->n].banzhaf = ocean_turns(&s);
	for (size_t i = 0; i <= o->n; i++)
		out[i].share = total > 0 ? out[i].banzhaf / total : 0;
	return true;
}
