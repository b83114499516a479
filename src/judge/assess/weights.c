/* SPDX-License-Identifier: Apache-2.0
 *
 * weights.c - what one country accepts as weights: a polytope, its extremes, and draws from it
 *
 * Drawing: starting from a point inside, pairs (a, b) of criteria redistribute the weight they
 * have together, uniformly over what the bounds and the order statements leave them.  The
 * directions e_a - e_b span the polytope, so the chain's law tends to the uniform one (it is a
 * hit-and-run walk with a fixed set of directions; Smith 1984).  Nothing is ever rejected.
 */
#include "judge/assess/weights.h"

#include <math.h>
#include <string.h>

#include "judge/assess/lp.h"

#define TINY 1e-12

/* The rows of A x <= b in the variables x = w - lo (so x >= 0), with place for `more` rows. */
struct rows {
	size_t n, used;
	double *A, *b;
};

static void add_row(struct rows *r, const struct weights *w, const double *a, double b)
{
	double shift = 0;
	for (size_t j = 0; j < w->m; j++)
		shift += a[j] * w->lo[j];
	memcpy(&r->A[r->used * r->n], a, w->m * sizeof *a);
	r->b[r->used++] = b - shift;
}

static struct rows polytope(struct arena *scratch, const struct weights *w, size_t more, size_t vars)
{
	size_t cap = 2 + w->m + w->orders + more;
	struct rows r = { vars, 0, NEW(scratch, double, cap * vars), NEW(scratch, double, cap) };
	double *a = NEW(scratch, double, w->m);
	for (size_t j = 0; j < w->m; j++)
		a[j] = 1;
	add_row(&r, w, a, 1);
	for (size_t j = 0; j < w->m; j++)
		a[j] = -1;
	add_row(&r, w, a, -1);
	for (size_t j = 0; j < w->m; j++) {
		memset(a, 0, w->m * sizeof *a);
		a[j] = 1;
		add_row(&r, w, a, w->hi[j]);
	}
	for (size_t i = 0; i < w->orders; i++) {
		memset(a, 0, w->m * sizeof *a);
		a[w->order[i][0]] = -1;
		a[w->order[i][1]] += 1;
		add_row(&r, w, a, 0);
	}
	return r;
}

/* The point with the largest common distance t from bounds and order faces (scaled by width). */
static bool centre(struct arena scratch, const struct weights *w, double *point)
{
	double room = 0, sum = 0;
	bool ordered = true;
	for (size_t j = 0; j < w->m; j++) {
		room += w->hi[j] - w->lo[j];
		sum += point[j] = w->lo[j];
	}
	for (size_t i = 0; i < w->orders; i++)
		ordered = ordered && w->lo[w->order[i][0]] >= w->lo[w->order[i][1]] - 1e-9;
	if (room <= 0) /* one point: the linear programme would have no end to stop at */
		return ordered && fabs(sum - 1) <= 1e-9;
	struct rows r = polytope(&scratch, w, w->m, w->m + 1);
	size_t m = w->m;
	double *c = NEW(&scratch, double, m + 1), *x = NEW(&scratch, double, m + 1), best;
	for (size_t j = 0; j < m; j++) {
		double width = w->hi[j] - w->lo[j];
		r.A[(2 + j) * (m + 1) + m] = width;         /* x_j + t width <= hi - lo */
		double *row = &r.A[r.used * (m + 1)];
		row[j] = -1;
		row[m] = width;                              /* x_j >= t width */
		r.b[r.used++] = 0;
	}
	for (size_t i = 0; i < w->orders; i++)
		r.A[(2 + m + i) * (m + 1) + m] = 1.0 / (double)(m * m); /* a little apart */
	c[m] = 1;
	if (lp_max(scratch, r.used, m + 1, r.A, r.b, c, x, &best) != LP_OPTIMAL)
		return false;
	for (size_t j = 0; j < m; j++)
		point[j] = w->lo[j] + x[j];
	return true;
}

static bool bounds(const struct problem *pb, double *lo, double *hi, struct pt_err *e)
{
	double low = 0, high = 0;
	for (size_t j = 0; j < pb->m; j++) {
		const struct criterion_spec *c = &pb->criterion[j];
		if (!(c->w_lo >= 0) || !(c->w_hi >= c->w_lo) || !isfinite(c->w_hi))
			return pt_fail(e, PT_INVALID, "criterion %s: weight is not a range of numbers >= 0",
			               c->id);
		lo[j] = c->w_lo;
		hi[j] = c->w_hi > 1 ? 1 : c->w_hi;
		low += lo[j];
		high += hi[j];
	}
	if (low > 1 + 1e-9)
		return pt_fail(e, PT_INVALID, "weights cannot sum to 1: the lower bounds sum to %.6g", low);
	if (high < 1 - 1e-9)
		return pt_fail(e, PT_INVALID, "weights cannot sum to 1: the upper bounds sum to %.6g", high);
	return true;
}

bool weights_of(struct arena *keep, const struct problem *pb, struct weights *out, struct pt_err *e)
{
	double *lo = NEW(keep, double, pb->m), *hi = NEW(keep, double, pb->m), fixed = 0;
	bool exact = true;
	if (pb->m > WEIGHTS_MOST)
		return pt_fail(e, PT_LIMIT, "has %zu criteria; at most %d can be weighed", pb->m, WEIGHTS_MOST);
	for (size_t j = 0; j < pb->m; j++) {
		exact = exact && pb->criterion[j].w_lo == pb->criterion[j].w_hi;
		fixed += pb->criterion[j].w_lo;
	}
	if (exact && fixed > 0 && isfinite(fixed)) { /* plain numbers are shares of their sum */
		for (size_t j = 0; j < pb->m; j++)
			lo[j] = hi[j] = pb->criterion[j].w_lo / fixed;
	} else if (!bounds(pb, lo, hi, e)) {
		return false;
	}
	*out = (struct weights){ .m = pb->m, .lo = lo, .hi = hi, .order = pb->order,
		                 .orders = pb->orders, .start = NEW(keep, double, pb->m) };
	out->free = pb->orders == 0;
	for (size_t j = 0; j < pb->m; j++)
		out->free = out->free && lo[j] == 0 && hi[j] >= 1;
	if (!centre(*keep, out, out->start))
		return pt_fail(e, PT_INVALID, "no weights satisfy both the bounds and the order");
	return true;
}

/* Without order statements: fill the criteria with the largest c first. */
static double greedy(struct arena scratch, const struct weights *w, const double *c)
{
	double rest = 1, sum = 0;
	bool *done = NEW(&scratch, bool, w->m);
	for (size_t j = 0; j < w->m; j++) {
		rest -= w->lo[j];
		sum += c[j] * w->lo[j];
	}
	for (size_t k = 0; k < w->m && rest > TINY; k++) {
		size_t best = w->m;
		for (size_t j = 0; j < w->m; j++)
			if (!done[j] && (best == w->m || c[j] > c[best]))
				best = j;
		double take = fmin(rest, w->hi[best] - w->lo[best]);
		done[best] = true;
		sum += c[best] * take;
		rest -= take;
	}
	return sum;
}

bool weights_max(struct arena scratch, const struct weights *w, const double *c,
                 const struct weight_row *extra, size_t rows, double *best)
{
	double base = 0;
	if (rows == 0 && w->orders == 0) {
		*best = greedy(scratch, w, c);
		return true;
	}
	struct rows r = polytope(&scratch, w, rows, w->m);
	double *minus = NEW(&scratch, double, w->m);
	for (size_t i = 0; i < rows; i++) {
		for (size_t j = 0; j < w->m; j++)
			minus[j] = -extra[i].a[j];
		add_row(&r, w, minus, -extra[i].b);
	}
	for (size_t j = 0; j < w->m; j++)
		base += c[j] * w->lo[j];
	if (lp_max(scratch, r.used, w->m, r.A, r.b, c, NULL, best) != LP_OPTIMAL)
		return false;
	*best += base;
	return true;
}

/* What the bounds and order statements allow for w[a] and w[b] while their sum stays. */
static void narrow(const struct weights *w, const double *x, uint32_t a, uint32_t b, double room[4])
{
	for (size_t i = 0; i < w->orders; i++) {
		uint32_t h = w->order[i][0], l = w->order[i][1];
		double half = (x[a] + x[b]) / 2;
		if (h == a)
			room[0] = fmax(room[0], l == b ? half : x[l]);
		else if (h == b)
			room[2] = fmax(room[2], l == a ? half : x[l]);
		if (l == a)
			room[1] = fmin(room[1], h == b ? half : x[h]);
		else if (l == b)
			room[3] = fmin(room[3], h == a ? half : x[h]);
	}
}

static void split(const struct weights *w, struct rng *r, double *x, uint32_t a, uint32_t b)
{
	double room[4] = { w->lo[a], w->hi[a], w->lo[b], w->hi[b] }, sum = x[a] + x[b];
	narrow(w, x, a, b, room);
	double lo = fmax(room[0], sum - room[3]), hi = fmin(room[1], sum - room[2]);
	double u = rng_uniform(r);
	if (hi > lo) {
		x[a] = lo + u * (hi - lo);
		x[b] = sum - x[a];
	}
}

void weights_step(const struct weights *w, struct rng *r, double *point)
{
	uint32_t seat[WEIGHTS_MOST];
	size_t m = w->m;
	if (w->free) {
		double sum = 0;
		for (size_t j = 0; j < m; j++)
			sum += point[j] = rng_exp(r);
		for (size_t j = 0; j < m; j++)
			point[j] /= sum;
		return;
	}
	for (size_t round = 0; round < 2; round++) {
		for (size_t j = 0; j < m; j++)
			seat[j] = (uint32_t)j;
		for (size_t j = m; j > 1; j--) { /* Fisher-Yates; a bias of 2^-32 m is far below the noise */
			size_t k = (size_t)(((uint64_t)rng_u32(r) * j) >> 32);
			uint32_t t = seat[j - 1];
			seat[j - 1] = seat[k];
			seat[k] = t;
		}
		for (size_t j = 0; j + 1 < m; j += 2)
			split(w, r, point, seat[j], seat[j + 1]);
	}
}
