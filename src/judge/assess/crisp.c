/* SPDX-License-Identifier: Apache-2.0
 *
 * crisp.c - methods that judge numbers as they stand: no uncertainty, no draws
 *
 * Sorting (ELECTRE TRI-B, MR-Sort) is what petrin decides by; the rankings (weighted sum, TOPSIS,
 * VIKOR, PROMETHEE II, SPOTIS) are cross-checks.  Formulas: Hwang & Yoon 1981; Opricovic & Tzeng
 * 2004, EJOR 156(2); Brans & Vincke 1985; Dezert et al. 2020.
 */
#include "judge/assess/problem.h"

#include <math.h>

#include "judge/assess/outrank.h"
#include "judge/assess/pairwise.h"
#include "judge/assess/robust.h"
#include "judge/assess/smaa.h"

const char *const method_name[METHODS] = {
	[M_WEIGHTED_SUM] = "weighted-sum", [M_TOPSIS] = "topsis",
	[M_VIKOR] = "vikor",               [M_PROMETHEE] = "promethee-ii",
	[M_SPOTIS] = "spotis",             [M_AHP] = "ahp",
	[M_ELECTRE_III] = "electre-iii",   [M_ELECTRE_TRI] = "electre-tri",
	[M_MR_SORT] = "mr-sort",           [M_SMAA_2] = "smaa-2",
	[M_SMAA_TRI] = "smaa-tri",         [M_ROBUST_SORT] = "robust-sort",
};

/* A crisp problem: the matrix x (n * m) and weights that sum to 1. */
struct crisp {
	const struct problem *pb;
	const double *x, *w;
	struct answer *of;
};

static double at(const struct crisp *c, size_t i, size_t j)
{
	return c->x[i * c->pb->m + j];
}

static void column_range(const struct crisp *c, size_t j, double *lo, double *hi)
{
	*lo = INFINITY, *hi = -INFINITY;
	for (size_t i = 0; i < c->pb->n; i++) {
		*lo = fmin(*lo, at(c, i, j));
		*hi = fmax(*hi, at(c, i, j));
	}
}

static void normalise(const struct crisp *c, enum normalisation norm, double *y)
{
	const struct problem *pb = c->pb;
	for (size_t j = 0; j < pb->m; j++) {
		double lo, hi, sum = 0, square = 0, t = pb->criterion[j].t;
		column_range(c, j, &lo, &hi);
		for (size_t i = 0; i < pb->n; i++) {
			double v = norm == NORM_SUM && t < 0 ? 1 / at(c, i, j) : at(c, i, j);
			sum += v;
			square += v * v;
		}
		for (size_t i = 0; i < pb->n; i++) {
			double v = at(c, i, j), *out = &y[i * pb->m + j];
			switch (norm) {
			case NORM_DEFAULT:
			case NORM_NONE: *out = t * v; break;
			case NORM_SUM: *out = (t < 0 ? 1 / v : v) / sum; break;
			case NORM_MINMAX:
				*out = hi > lo ? (t > 0 ? v - lo : hi - v) / (hi - lo) : 0;
				break;
			case NORM_VECTOR: *out = square > 0 ? t * v / sqrt(square) : 0; break;
			}
		}
	}
}

static void weighted_sum(const struct crisp *c, double *y)
{
	normalise(c, c->pb->norm, y);
	for (size_t i = 0; i < c->pb->n; i++) {
		double sum = 0;
		for (size_t j = 0; j < c->pb->m; j++)
			sum += c->w[j] * y[i * c->pb->m + j];
		c->of[i].score = sum;
	}
}

static void topsis(const struct crisp *c, double *y)
{
	size_t n = c->pb->n, m = c->pb->m;
	normalise(c, c->pb->norm == NORM_DEFAULT ? NORM_VECTOR : c->pb->norm, y);
	for (size_t i = 0; i < n; i++) {
		double plus = 0, minus = 0;
		for (size_t j = 0; j < m; j++) {
			double best = -INFINITY, worst = INFINITY;
			for (size_t k = 0; k < n; k++) {
				best = fmax(best, y[k * m + j]);
				worst = fmin(worst, y[k * m + j]);
			}
			plus += pow(c->w[j] * (y[i * m + j] - best), 2);
			minus += pow(c->w[j] * (y[i * m + j] - worst), 2);
		}
		double all = sqrt(plus) + sqrt(minus);
		c->of[i].score = all > 0 ? sqrt(minus) / all : 0;
	}
}

static void vikor(const struct crisp *c)
{
	size_t n = c->pb->n, m = c->pb->m;
	double s_lo = INFINITY, s_hi = -INFINITY, r_lo = INFINITY, r_hi = -INFINITY;
	for (size_t i = 0; i < n; i++) {
		double s = 0, r = 0;
		for (size_t j = 0; j < m; j++) {
			double lo, hi;
			column_range(c, j, &lo, &hi);
			double gap = c->pb->criterion[j].t > 0 ? hi - at(c, i, j) : at(c, i, j) - lo;
			double z = hi > lo ? c->w[j] * gap / (hi - lo) : 0;
			s += z;
			r = fmax(r, z);
		}
		c->of[i].s = s;
		c->of[i].r = r;
		s_lo = fmin(s_lo, s), s_hi = fmax(s_hi, s), r_lo = fmin(r_lo, r), r_hi = fmax(r_hi, r);
	}
	for (size_t i = 0; i < n; i++) {
		double s = s_hi > s_lo ? (c->of[i].s - s_lo) / (s_hi - s_lo) : 0;
		double r = r_hi > r_lo ? (c->of[i].r - r_lo) / (r_hi - r_lo) : 0;
		c->of[i].score = c->pb->vikor_v * s + (1 - c->pb->vikor_v) * r;
	}
}

/* Without thresholds the usual criterion; with q and p the linear one. */
static double preference(const struct problem *pb, size_t j, double d)
{
	double q = pb->q && !isnan(pb->q[j]) ? pb->q[j] : 0, p = pb->p && !isnan(pb->p[j]) ? pb->p[j] : q;
	if (d <= q)
		return 0;
	return d >= p ? 1 : (d - q) / (p - q);
}

static void promethee(const struct crisp *c)
{
	size_t n = c->pb->n;
	for (size_t i = 0; i < n; i++) {
		double flow = 0;
		for (size_t k = 0; k < n; k++) {
			for (size_t j = 0; j < c->pb->m; j++) {
				double d = (at(c, i, j) - at(c, k, j)) * c->pb->criterion[j].t;
				flow += c->w[j] * (preference(c->pb, j, d) - preference(c->pb, j, -d));
			}
		}
		c->of[i].score = n > 1 ? flow / (double)(n - 1) : 0;
	}
}

static bool spotis(const struct crisp *c, struct pt_err *e)
{
	for (size_t i = 0; i < c->pb->n; i++) {
		c->of[i].score = 0;
		for (size_t j = 0; j < c->pb->m; j++) {
			const struct criterion_spec *s = &c->pb->criterion[j];
			if (!(s->scale_hi > s->scale_lo))
				return pt_fail(e, PT_INVALID, "criterion %s: spotis needs \"scale\"", s->id);
			double gap = fabs(at(c, i, j) - (s->t > 0 ? s->scale_hi : s->scale_lo));
			c->of[i].score += c->w[j] * gap / (s->scale_hi - s->scale_lo);
		}
	}
	return true;
}

static void rank(const struct crisp *c, bool small_is_good)
{
	for (size_t i = 0; i < c->pb->n; i++) {
		c->of[i].rank = 1;
		for (size_t k = 0; k < c->pb->n; k++) {
			double d = c->of[k].score - c->of[i].score;
			c->of[i].rank += small_is_good ? d < 0 : d > 0;
		}
	}
}

static bool sort(const struct crisp *c, struct pt_err *e)
{
	const struct problem *pb = c->pb;
	if (pb->k < 2 || pb->profile == NULL)
		return pt_fail(e, PT_INVALID, "%s needs \"categories\" and \"profiles\"",
		               method_name[pb->method]);
	enum rule other = pb->rule == RULE_PESSIMISTIC ? RULE_OPTIMISTIC : RULE_PESSIMISTIC;
	for (size_t i = 0; i < pb->n; i++) {
		const double *x = &c->x[i * pb->m];
		c->of[i].cls = outrank_class(pb, x, c->w, pb->lambda_lo, pb->rule);
		if (pb->method == M_ELECTRE_TRI)
			c->of[i].cls_other = outrank_class(pb, x, c->w, pb->lambda_lo, other);
	}
	return true;
}

static bool crisp_matrix(struct arena *keep, const struct problem *pb, struct crisp *c, struct pt_err *e)
{
	double *x = NEW(keep, double, pb->n * pb->m), *w = NEW(keep, double, pb->m), sum = 0;
	*c = (struct crisp){ pb, x, w, NEW(keep, struct answer, pb->n) };
	for (size_t i = 0; i < pb->n; i++)
		c->of[i] = (struct answer){ .score = NAN, .s = NAN, .r = NAN, .rank = -1, .cls = -1,
			                    .cls_other = -1, .confidence = NAN, .necessary = -1 };
	if (pb->method == M_AHP) /* compares; has neither weights nor values */
		return true;
	for (size_t j = 0; j < pb->m; j++) {
		const struct criterion_spec *s = &pb->criterion[j];
		if (s->w_lo != s->w_hi || !isfinite(s->w_lo) || s->w_lo < 0)
			return pt_fail(e, PT_INVALID, "criterion %s: %s needs one weight, not a range", s->id,
			               method_name[pb->method]);
		sum += w[j] = s->w_lo;
	}
	if (!(sum > 0))
		return pt_fail(e, PT_INVALID, "weights cannot sum to 1: they sum to %g", sum);
	for (size_t j = 0; j < pb->m; j++)
		w[j] /= sum;
	for (size_t k = 0; k < pb->n * pb->m; k++) {
		if (pb->value[k].kind != V_NUMBER)
			return pt_fail(e, PT_INVALID, "alternative %s: %s needs a number for %s",
			               pb->alternative[k / pb->m], method_name[pb->method],
			               pb->criterion[k % pb->m].id);
		x[k] = pb->value[k].a;
	}
	return true;
}

bool problem_solve(struct arena *keep, const struct problem *pb, struct solution *out, struct pt_err *e)
{
	struct crisp c;
	if (pb->method == M_SMAA_2 || pb->method == M_SMAA_TRI)
		return smaa_solve(keep, pb, out, e);
	if (pb->method == M_ROBUST_SORT)
		return robust_solve(keep, pb, out, e);
	if (!crisp_matrix(keep, pb, &c, e))
		return false;
	double *y = NEW(keep, double, pb->n * pb->m);
	*out = (struct solution){ .of = c.of, .consistency = NAN };
	switch (pb->method) {
	case M_WEIGHTED_SUM: weighted_sum(&c, y); break;
	case M_TOPSIS: topsis(&c, y); break;
	case M_VIKOR: vikor(&c); break;
	case M_PROMETHEE: promethee(&c); break;
	case M_SPOTIS:
		if (!spotis(&c, e))
			return false;
		break;
	case M_ELECTRE_TRI:
	case M_MR_SORT: return sort(&c, e);
	case M_ELECTRE_III: pairwise_electre(keep, pb, c.w, c.x, c.of); break;
	case M_AHP:
		if (!pairwise_ahp(*keep, pb, c.of, &out->consistency, e))
			return false;
		break;
	case M_SMAA_2:
	case M_SMAA_TRI:
	case M_ROBUST_SORT:
	case METHODS:
		return pt_fail(e, PT_BUG, "method %s is dispatched elsewhere", method_name[pb->method]);
	}
	rank(&c, pb->method == M_VIKOR || pb->method == M_SPOTIS);
	return true;
}
