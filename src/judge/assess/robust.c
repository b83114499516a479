/* SPDX-License-Identifier: Apache-2.0
 *
 * robust.c - which classes are possible, and which is necessary, whatever is still open
 *
 * Class h lies between boundaries L = h and U = h + 1.  A criterion helps the class most when it
 * supports L and not U.  Where its range allows that, nothing else need be tried; where the two
 * boundaries coincide on it, both "neither" and "both" are.  With the coalitions S_L and S_U fixed
 * the class is possible when some w and lambda satisfy  w(S_U) < lambda <= w(S_L), or when some
 * criterion can veto U while L is still reached.
 */
#include "judge/assess/robust.h"

#include <math.h>
#include <string.h>

#include "judge/assess/outrank.h"
#include "judge/assess/weights.h"

enum { FORKS = 10 };

struct robust {
	const struct problem *pb;
	struct weights w;
	double *lo, *hi; /* m: range of the alternative, turned so that more is better */
};

/* Boundary b (1 .. k-1) on criterion j; 0 is below and k above everything. */
static double bound(const struct problem *pb, size_t b, size_t j)
{
	if (b == 0)
		return -INFINITY;
	return b == pb->k ? INFINITY : pb->criterion[j].t * pb->profile[(b - 1) * pb->m + j];
}

static double veto(const struct problem *pb, size_t b, size_t j)
{
	if (pb->majority != MAJORITY_V || pb->veto == NULL || b == 0 || b == pb->k)
		return -INFINITY;
	double v = pb->veto[(b - 1) * pb->m + j];
	return isnan(v) ? -INFINITY : pb->criterion[j].t * v;
}

static bool range(const struct problem *pb, size_t i, size_t j, double r[2], struct pt_err *e)
{
	const struct value *v = &pb->value[i * pb->m + j];
	const struct criterion_spec *c = &pb->criterion[j];
	switch (v->kind) {
	case V_UNKNOWN:
		r[0] = isnan(c->scale_lo) ? -INFINITY : c->scale_lo;
		r[1] = isnan(c->scale_hi) ? INFINITY : c->scale_hi;
		break;
	case V_NUMBER: r[0] = r[1] = v->a; break;
	case V_INTERVAL: r[0] = v->a, r[1] = v->b; break;
	case V_NORMAL:
	case V_SAMPLES:
	case V_CHOICE:
		return pt_fail(e, PT_INVALID, "alternative %s, criterion %s: robust-sort takes numbers, "
		               "ranges and null, not distributions", pb->alternative[i], c->id);
	}
	if (c->t < 0) {
		double lo = -r[1];
		r[1] = -r[0];
		r[0] = lo;
	}
	return true;
}

static bool check(const struct problem *pb, struct pt_err *e)
{
	if (pb->majority != MAJORITY_PLAIN && pb->majority != MAJORITY_V)
		return pt_fail(e, PT_INVALID, "robust-sort knows the plain majority and the one with veto");
	if (pb->rule != RULE_PESSIMISTIC)
		return pt_fail(e, PT_INVALID, "robust-sort knows the pessimistic rule");
	for (size_t b = 1; b + 1 < pb->k; b++)
		for (size_t j = 0; j < pb->m; j++)
			if (bound(pb, b, j) > bound(pb, b + 1, j) || veto(pb, b, j) > veto(pb, b + 1, j))
				return pt_fail(e, PT_INVALID, "criterion %s: boundary %zu asks for more than "
				               "boundary %zu", pb->criterion[j].id, b, b + 1);
	return true;
}

/* Some w and lambda with w(S_U) < lambda <= w(S_L)?  low, up: 0 or 1 per criterion. */
static bool between(struct arena scratch, const struct robust *r, size_t h, const double *low,
                    const double *up)
{
	const struct problem *pb = r->pb;
	struct weight_row row[2];
	size_t rows = 0, m = pb->m;
	double *gap = NEW(&scratch, double, m), *minus = NEW(&scratch, double, m), best;
	bool top = h + 1 == pb->k, bottom = h == 0;
	for (size_t j = 0; j < m; j++) {
		gap[j] = (bottom ? 1 : low[j]) - (top ? 0 : up[j]);
		minus[j] = -up[j];
	}
	if (!bottom)
		row[rows++] = (struct weight_row){ low, pb->lambda_lo - OUTRANK_EPS };
	if (!top)
		row[rows++] = (struct weight_row){ minus, -(pb->lambda_hi - 2 * OUTRANK_EPS) };
	if (top || bottom) { /* one condition: the greedy bound will do */
		if (!weights_max(scratch, &r->w, top ? low : minus, NULL, 0, &best))
			return false;
		return rows == 0 || best >= row[0].b;
	}
	return weights_max(scratch, &r->w, gap, row, rows, &best) && best > 2 * OUTRANK_EPS;
}

/* Is there a value in [lo, hi], above the veto `v`, from `from` on and below `to`? */
static bool fits(double lo, double hi, double v, double from, double to)
{
	double least = fmax(lo, from);
	return hi > v && least <= hi && fmax(least, v) < to && (least > v || hi > v);
}

/* Without a veto against U. */
static bool by_coalition(struct arena scratch, const struct robust *r, size_t h, bool *possible,
                         struct pt_err *e)
{
	const struct problem *pb = r->pb;
	size_t m = pb->m, fork[FORKS], forks = 0;
	double *low = NEW(&scratch, double, m), *up = NEW(&scratch, double, m);
	for (size_t j = 0; j < m; j++) {
		double l = bound(pb, h, j), u = bound(pb, h + 1, j), v = veto(pb, h, j);
		if (r->hi[j] <= v)
			return true; /* vetoed whatever happens */
		bool neither = fits(r->lo[j], r->hi[j], v, -INFINITY, l);
		bool both = r->hi[j] >= u;
		if (fits(r->lo[j], r->hi[j], v, l, u)) {
			low[j] = 1;
		} else if (neither && both) {
			if (forks == FORKS)
				return pt_fail(e, PT_LIMIT, "more than %d open criteria have one value "
				               "for two boundaries", FORKS);
			fork[forks++] = j;
		} else if (both) {
			low[j] = up[j] = 1;
		}
	}
	for (unsigned way = 0; way < 1u << forks && !*possible; way++) {
		for (size_t f = 0; f < forks; f++)
			low[fork[f]] = up[fork[f]] = way >> f & 1;
		*possible = between(scratch, r, h, low, up);
	}
	return true;
}

/* Criterion j vetoes U (and not L), the others help L as far as they can. */
static bool by_veto(struct arena scratch, const struct robust *r, size_t h, size_t j)
{
	const struct problem *pb = r->pb;
	double at = fmin(r->hi[j], veto(pb, h + 1, j)), best;
	double *low = NEW(&scratch, double, pb->m);
	if (h + 1 == pb->k || at < r->lo[j] || at <= veto(pb, h, j) || isinf(at))
		return false;
	for (size_t i = 0; i < pb->m; i++) {
		if (r->hi[i] <= veto(pb, h, i))
			return false;
		low[i] = (i == j ? at : r->hi[i]) >= bound(pb, h, i);
	}
	return h == 0 || (weights_max(scratch, &r->w, low, NULL, 0, &best) &&
	                  best >= pb->lambda_lo - OUTRANK_EPS);
}

static bool classes(struct arena scratch, const struct robust *r, bool *possible, struct pt_err *e)
{
	for (size_t h = 0; h < r->pb->k; h++) {
		if (!by_coalition(scratch, r, h, &possible[h], e))
			return false;
		for (size_t j = 0; j < r->pb->m && !possible[h]; j++)
			possible[h] = by_veto(scratch, r, h, j);
	}
	return true;
}

static void settle(const struct problem *pb, size_t i, struct answer *a)
{
	size_t top = pb->ceiling != NULL ? (size_t)pb->ceiling[i] : pb->k - 1, count = 0;
	for (size_t h = pb->k - 1; h > top; h--) {
		a->possible[top] = a->possible[top] || a->possible[h];
		a->possible[h] = false;
	}
	a->necessary = -1;
	for (size_t h = 0; h < pb->k; h++)
		if (a->possible[h]) {
			a->necessary = count == 0 ? (int)h : -1;
			count++;
		}
}

bool robust_solve(struct arena *keep, const struct problem *pb, struct solution *out, struct pt_err *e)
{
	struct robust r = { .pb = pb, .lo = NEW(keep, double, pb->m), .hi = NEW(keep, double, pb->m) };
	if (!check(pb, e) || !weights_of(keep, pb, &r.w, e))
		return false;
	*out = (struct solution){ .of = NEW(keep, struct answer, pb->n), .consistency = NAN };
	for (size_t i = 0; i < pb->n; i++) {
		struct answer *a = &out->of[i];
		*a = (struct answer){ .score = NAN, .s = NAN, .r = NAN, .rank = -1, .cls = -1, .cls_other = -1,
			              .confidence = NAN, .possible = NEW(keep, bool, pb->k) };
		for (size_t j = 0; j < pb->m; j++) {
			double span[2] = { 0 };
			if (!range(pb, i, j, span, e))
				return false;
			r.lo[j] = span[0];
			r.hi[j] = span[1];
		}
		if (!classes(*keep, &r, a->possible, e)) {
			pt_note(e, "alternative %s", pb->alternative[i]);
			return false;
		}
		settle(pb, i, a);
	}
	return true;
}
