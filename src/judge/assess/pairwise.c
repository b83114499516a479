/* SPDX-License-Identifier: Apache-2.0
 *
 * pairwise.c - methods that compare alternatives two by two: ELECTRE III and AHP
 */
#include "judge/assess/pairwise.h"

#include <math.h>

#include "judge/assess/outrank.h"

#define ELECTRE_CUT 0.75

void pairwise_electre(struct arena *keep, const struct problem *pb, const double *w, const double *x,
                      struct answer *of)
{
	size_t n = pb->n;
	double cut = (isnan(pb->lambda_lo) ? ELECTRE_CUT : pb->lambda_lo) - OUTRANK_EPS;
	for (size_t i = 0; i < n; i++) {
		of[i].credibility = NEW(keep, double, n);
		of[i].concordance = NEW(keep, double, n);
		of[i].score = 0;
	}
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n; k++) {
			double c, s = outrank_credibility(pb, &x[i * pb->m], &x[k * pb->m], 0, w, &c);
			of[i].credibility[k] = s;
			of[i].concordance[k] = c;
			if (i != k && s >= cut) {
				of[i].score++;
				of[k].score--;
			}
		}
}

static bool check(const double *a, size_t n, const char *what, struct pt_err *e)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < n; k++)
			if (!(a[i * n + k] > 0) || fabs(a[i * n + k] * a[k * n + i] - 1) > 0.01)
				return pt_fail(e, PT_INVALID, "comparisons of %s: row %zu, column %zu is not "
				               "positive and the inverse of its mirror image", what, i + 1, k + 1);
	return true;
}

/* The principal eigenvector of a positive matrix by power iteration (sum 1); its value. */
static double eigen(const double *a, size_t n, double *v, double *next)
{
	double value = 0;
	for (size_t i = 0; i < n; i++)
		v[i] = 1.0 / (double)n;
	for (int step = 0; step < 1000; step++) {
		double sum = 0, change = 0;
		for (size_t i = 0; i < n; i++) {
			next[i] = 0;
			for (size_t k = 0; k < n; k++)
				next[i] += a[i * n + k] * v[k];
			sum += next[i];
		}
		for (size_t i = 0; i < n; i++) {
			change += fabs(next[i] / sum - v[i]);
			v[i] = next[i] / sum;
		}
		value = sum;
		if (change < 1e-14)
			break;
	}
	return value;
}

/* Consistency ratio: (value - n)/(n - 1) over that of random matrices (Saaty's table). */
static double inconsistency(double value, size_t n)
{
	static const double random_index[] = { 0, 0, 0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49 };
	size_t last = COUNT(random_index) - 1;
	return n < 3 ? 0 : (value - (double)n) / (double)(n - 1) / random_index[n > last ? last : n];
}

bool pairwise_ahp(struct arena scratch, const struct problem *pb, struct answer *of, double *consistency,
                  struct pt_err *e)
{
	size_t n = pb->n, m = pb->m, most = n > m ? n : m;
	double *w = NEW(&scratch, double, m), *v = NEW(&scratch, double, n), *next = NEW(&scratch, double, most);
	const double *a = pb->pairwise;
	if (a == NULL)
		return pt_fail(e, PT_INVALID, "ahp needs \"comparisons\"");
	if (!check(a, m, "criteria", e))
		return false;
	*consistency = inconsistency(eigen(a, m, w, next), m);
	for (size_t i = 0; i < n; i++)
		of[i].score = 0;
	for (size_t j = 0; j < m; j++) {
		const double *local = a + m * m + j * n * n;
		if (!check(local, n, pb->criterion[j].id, e))
			return false;
		*consistency = fmax(*consistency, inconsistency(eigen(local, n, v, next), n));
		for (size_t i = 0; i < n; i++)
			of[i].score += w[j] * v[i];
	}
	return true;
}
