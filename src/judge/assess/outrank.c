/* SPDX-License-Identifier: Apache-2.0
 *
 * outrank.c - ELECTRE TRI-B and MR-Sort: into which class does a vector of values fall?
 */
#include "judge/assess/outrank.h"

#include <math.h>

static double at(const double *table, const struct problem *pb, size_t h, size_t j, double none)
{
	double v = table ? table[h * pb->m + j] : NAN;
	return isnan(v) ? none : v;
}

/* 1 while a is not worse than b by more than q, falling to 0 at p. */
static double partial_concordance(double d, double q, double p)
{
	if (d <= q)
		return 1;
	return d >= p ? 0 : (p - d) / (p - q);
}

static double partial_discordance(double d, double p, double v)
{
	if (d <= p)
		return 0;
	return d >= v ? 1 : (d - p) / (v - p);
}

double outrank_credibility(const struct problem *pb, const double *a, const double *b, size_t h,
                           const double *w, double *concordance)
{
	double c = 0, s;
	for (size_t j = 0; j < pb->m; j++) {
		double d = (b[j] - a[j]) * pb->criterion[j].t;
		c += w[j] * partial_concordance(d, at(pb->q, pb, h, j, 0), at(pb->p, pb, h, j, 0));
	}
	s = c;
	for (size_t j = 0; pb->v != NULL && j < pb->m; j++) {
		double d = (b[j] - a[j]) * pb->criterion[j].t;
		double big = partial_discordance(d, at(pb->p, pb, h, j, 0), at(pb->v, pb, h, j, INFINITY));
		if (big > c)
			s *= (1 - big) / (1 - c);
	}
	if (concordance)
		*concordance = c;
	return s;
}

bool outrank_majority(enum majority rule, bool c, bool veto, bool dictator)
{
	switch (rule) {
	case MAJORITY_PLAIN: return c;
	case MAJORITY_V: return c && !veto;
	case MAJORITY_D: return c || dictator;
	case MAJORITY_v: return c && (!veto || dictator);
	case MAJORITY_d: return c || (dictator && !veto);
	case MAJORITY_dV: return (c || dictator) && !veto;
	case MAJORITY_Dv: return (c && !veto) || dictator;
	case MAJORITY_dv: return veto && dictator ? c : (c && !veto) || (dictator && !veto);
	}
	return c;
}

bool outrank_reaches(const struct problem *pb, const double *x, size_t h, const double *w, double lambda)
{
	double coalition = 0;
	bool veto = false, dictator = false;
	for (size_t j = 0; j < pb->m; j++) {
		double t = pb->criterion[j].t, g = at(pb->veto, pb, h, j, NAN);
		double d = at(pb->dictator, pb, h, j, NAN);
		if ((x[j] - pb->profile[h * pb->m + j]) * t >= 0)
			coalition += w[j];
		veto = veto || (x[j] - g) * t <= 0; /* false for NaN */
		dictator = dictator || (x[j] - d) * t >= 0;
	}
	return outrank_majority(pb->majority, coalition >= lambda - OUTRANK_EPS, veto, dictator);
}

int outrank_class(const struct problem *pb, const double *x, const double *w, double lambda,
                  enum rule rule)
{
	size_t nb = pb->k - 1;
	bool plain = pb->method == M_MR_SORT || pb->method == M_ROBUST_SORT ||
	             (pb->method == M_SMAA_TRI && !pb->q && !pb->p && !pb->v);
	double cut = lambda - OUTRANK_EPS;
	if (rule == RULE_PESSIMISTIC) {
		for (size_t h = nb; h > 0; h--) {
			const double *b = &pb->profile[(h - 1) * pb->m];
			if (plain ? outrank_reaches(pb, x, h - 1, w, lambda)
			          : outrank_credibility(pb, x, b, h - 1, w, NULL) >= cut)
				return (int)h;
		}
		return 0;
	}
	for (size_t h = 0; h < nb; h++) {
		const double *b = &pb->profile[h * pb->m];
		if (outrank_credibility(pb, b, x, h, w, NULL) >= cut &&
		    outrank_credibility(pb, x, b, h, w, NULL) < cut)
			return (int)h;
	}
	return (int)nb;
}
