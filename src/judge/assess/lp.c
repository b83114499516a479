/* SPDX-License-Identifier: Apache-2.0
 *
 * lp.c - a small dense linear programme: max c.x, A x <= b, x >= 0
 *
 * The tableau has one row per constraint and one column per variable out of the basis; pivoting
 * exchanges the two.  Phase one drives in one artificial variable x0 that makes every row
 * feasible, and maximises -x0.
 */
#include "judge/assess/lp.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#define EPS 1e-11

struct tableau {
	size_t m, n;          /* rows, columns (variables outside the basis, x0 included) */
	double *t;            /* (m + 2) * (n + 1): constraints, objective, phase-one objective */
	uint32_t *basic, *outside;
};

static double *cell(const struct tableau *s, size_t i, size_t j)
{
	return &s->t[i * (s->n + 1) + j];
}

static void pivot(struct tableau *s, size_t r, size_t c)
{
	double inv = 1 / *cell(s, r, c);
	for (size_t i = 0; i < s->m + 2; i++) {
		double f = *cell(s, i, c);
		if (i == r || f == 0)
			continue;
		for (size_t j = 0; j <= s->n; j++)
			if (j != c)
				*cell(s, i, j) -= f * inv * *cell(s, r, j);
		*cell(s, i, c) = -f * inv;
	}
	for (size_t j = 0; j <= s->n; j++)
		if (j != c)
			*cell(s, r, j) *= inv;
	*cell(s, r, c) = inv;
	uint32_t name = s->basic[r];
	s->basic[r] = s->outside[c];
	s->outside[c] = name;
}

/* Maximises objective row `o` (kept negated); false when unbounded.  Columns of x0 (name n) are
 * not entered in phase two. */
static bool climb(struct tableau *s, size_t o, uint32_t banned)
{
	for (;;) {
		size_t c = s->n, r = s->m;
		for (size_t j = 0; j < s->n; j++)
			if (s->outside[j] != banned && *cell(s, o, j) < -EPS &&
			    (c == s->n || s->outside[j] < s->outside[c]))
				c = j;
		if (c == s->n)
			return true;
		for (size_t i = 0; i < s->m; i++) {
			if (*cell(s, i, c) < EPS)
				continue;
			double q = *cell(s, i, s->n) / *cell(s, i, c);
			double least = r == s->m ? INFINITY : *cell(s, r, s->n) / *cell(s, r, c);
			if (q < least - EPS || (q <= least + EPS && r < s->m && s->basic[i] < s->basic[r]))
				r = i;
		}
		if (r == s->m)
			return false;
		pivot(s, r, c);
	}
}

enum lp_end lp_max(struct arena scratch, size_t rows, size_t n, const double *A, const double *b,
                   const double *c, double *x, double *best)
{
	struct tableau s = { .m = rows, .n = n + 1 };
	s.t = NEW(&scratch, double, (rows + 2) * (n + 2));
	s.basic = NEW(&scratch, uint32_t, rows + 1);
	s.outside = NEW(&scratch, uint32_t, n + 1);
	uint32_t x0 = (uint32_t)(n + rows);
	size_t worst = 0;
	for (size_t i = 0; i < rows; i++) {
		memcpy(cell(&s, i, 0), &A[i * n], n * sizeof *A);
		*cell(&s, i, n) = -1;
		*cell(&s, i, n + 1) = b[i];
		s.basic[i] = (uint32_t)(n + i);
		if (b[i] < b[worst])
			worst = i;
	}
	for (size_t j = 0; j < n; j++) {
		*cell(&s, rows, j) = -c[j];
		s.outside[j] = (uint32_t)j;
	}
	s.outside[n] = x0;
	*cell(&s, rows + 1, n) = 1;
	if (rows && b[worst] < 0) {
		pivot(&s, worst, n);
		if (!climb(&s, rows + 1, UINT32_MAX) || *cell(&s, rows + 1, s.n) < -1e-9)
			return LP_INFEASIBLE;
		for (size_t i = 0; i < rows; i++) {
			size_t j = 0;
			if (s.basic[i] != x0)
				continue;
			while (j < s.n && fabs(*cell(&s, i, j)) < EPS)
				j++;
			if (j < s.n)
				pivot(&s, i, j);
		}
	}
	if (!climb(&s, rows, x0))
		return LP_UNBOUNDED;
	*best = *cell(&s, rows, s.n);
	for (size_t j = 0; x && j < n; j++)
		x[j] = 0;
	for (size_t i = 0; x && i < rows; i++)
		if (s.basic[i] < n)
			x[s.basic[i]] = *cell(&s, i, s.n);
	return LP_OPTIMAL;
}
