/* SPDX-License-Identifier: Apache-2.0
 *
 * block.c - one loop of companies that hold each other, ready to be solved again and again
 *
 * Column k of the factors comes from column k of A and the earlier columns of L that it meets
 * (Gilbert & Peierls 1988), earliest first.  All entries are kept as positive numbers:
 *   u[i] for steps i < k    what flows to k's column from member i, eliminated before
 *   l[i] for steps i > k    share of k's pivot that flows on to member i
 * and the leak is carried along as one more row that is never eliminated.
 */
#include "judge/ownership/block.h"

#include <math.h>
#include <string.h>

#include "judge/ownership/block_order.h"
#include "judge/ownership/graph.h"
#include "judge/ownership/marks.h"

struct factoring {
	const struct block_input *in;
	struct block *b;
	struct marks met;      /* steps whose value in this column is not zero */
	double *value;         /* by step */
	double *leak;          /* of L, by step */
	uint32_t *step;        /* of a member */
	uint32_t l, u;         /* entries so far */
};

static void add(struct factoring *f, uint32_t step, double value)
{
	marks_add(&f->met, step);
	f->value[step] += value;
}

/* False when the loop is singular. */
static bool column(struct factoring *f, uint32_t k)
{
	struct block *b = f->b;
	uint32_t j = b->order[k], i, begin = f->l;
	double leak = f->in->leak[j], pivot = 0;
	for (uint32_t e = f->in->first[j]; e < f->in->first[j + 1]; e++)
		if (f->in->who[e] != j && f->in->share[e] > 0)
			add(f, f->step[f->in->who[e]], f->in->share[e]);
	while ((i = marks_take(&f->met, false)) != MARKS_NONE) {
		double x = f->value[i];
		f->value[i] = 0;
		if (i == k)
			continue; /* what comes back to k: the sum below is right without it */
		if (i > k) {
			b->l_who[f->l] = i;
			b->l[f->l++] = x;
			pivot += x;
			continue;
		}
		b->u_who[f->u] = i;
		b->u[f->u++] = x;
		leak += x * f->leak[i];
		for (uint32_t e = b->l_first[i]; e < b->l_first[i + 1]; e++)
			add(f, b->l_who[e], x * b->l[e]);
	}
	pivot += leak;
	if (!(pivot > SHARE_TINY))
		return false;
	for (uint32_t e = begin; e < f->l; e++)
		b->l[e] /= pivot;
	f->leak[k] = leak / pivot;
	b->pivot[k] = pivot;
	b->l_first[k + 1] = f->l;
	b->u_first[k + 1] = f->u;
	return true;
}

static void factor_places(struct block *b, struct arena *keep, size_t fill)
{
	size_t n = b->n;
	b->l_first = NEW(keep, uint32_t, n + 1);
	b->u_first = NEW(keep, uint32_t, n + 1);
	b->pivot = NEW(keep, double, n);
	b->l_who = NEW(keep, uint32_t, fill);
	b->u_who = NEW(keep, uint32_t, fill);
	b->l = NEW(keep, double, fill);
	b->u = NEW(keep, double, fill);
}

static void factor(struct block *b, struct arena scratch, const struct block_input *in)
{
	struct factoring f = { .in = in, .b = b, .met = marks_in(&scratch, b->n) };
	f.value = NEW(&scratch, double, b->n);
	f.leak = NEW(&scratch, double, b->n);
	f.step = NEW(&scratch, uint32_t, b->n);
	b->way = BLOCK_FACTORS;
	for (uint32_t k = 0; k < b->n; k++)
		f.step[b->order[k]] = k;
	for (uint32_t k = 0; k < b->n; k++)
		if (!column(&f, k)) {
			b->way = BLOCK_SINGULAR;
			return;
		}
	b->fill = (size_t)f.l + f.u;
}

static void input_places(struct block *b, struct arena *keep, const struct block_input *in)
{
	size_t n = in->n, m = in->first[n];
	b->in = (struct block_input){ in->n, NEW(keep, uint32_t, n + 1), NEW(keep, uint32_t, m),
		                      NEW(keep, double, m), NULL };
	b->row_first = NEW(keep, uint32_t, n + 1);
	b->row_who = NEW(keep, uint32_t, m);
	b->row_share = NEW(keep, double, m);
}

/* Copies the columns and turns them into rows, for sweeping. */
static void copy_input(struct block *b, const struct block_input *in)
{
	uint32_t n = in->n, m = in->first[n];
	double most = 0, least = 0;
	for (uint32_t j = 0; j < n; j++) {
		most = fmax(most, in->leak[j]);
		least = fmin(least, in->leak[j]);
	}
	b->way = most > SHARE_TINY && least > -SHARE_TINY ? BLOCK_SWEPT : BLOCK_SINGULAR;
	memcpy(b->in.first, in->first, ((size_t)n + 1) * sizeof *in->first);
	memcpy(b->in.who, in->who, m * sizeof *in->who);
	memcpy(b->in.share, in->share, m * sizeof *in->share);
	memset(b->row_first, 0, ((size_t)n + 1) * sizeof *b->row_first);
	for (uint32_t e = 0; e < m; e++)
		b->row_first[in->who[e]]++;
	for (uint32_t i = 1; i <= n; i++)
		b->row_first[i] += b->row_first[i - 1];
	for (uint32_t j = n; j-- > 0;)
		for (uint32_t e = in->first[j]; e < in->first[j + 1]; e++) {
			uint32_t at = --b->row_first[in->who[e]];
			b->row_who[at] = j;
			b->row_share[at] = in->share[e];
		}
}

struct block block_of(struct arena *keep, struct arena scratch, struct block_input in)
{
	struct block b = { .n = in.n, .order = NEW(keep, uint32_t, in.n) };
	uint64_t fill = block_order_of(scratch, &in, b.order);
	if (fill > BLOCK_FILL)
		input_places(&b, keep, &in);
	else
		factor_places(&b, keep, (size_t)fill);
	block_again(&b, scratch, in);
	return b;
}

void block_again(struct block *b, struct arena scratch, struct block_input in)
{
	if (b->row_first)
		copy_input(b, &in);
	else
		factor(b, scratch, &in);
}

static inline void add_row(double *to, const double *from, double by, unsigned w)
{
	if (w == 1) { /* one company's walk: the loop below would cost as much as the sum */
		*to += by * *from;
		return;
	}
	for (unsigned c = 0; c < w; c++)
		to[c] += by * from[c];
}

/* Gauss-Seidel over lists of terms: x[i] = (b[i] + sum share x[who]) / (1 - own share).  From zero
 * all sweeps rise towards the answer; they end when nothing moves by more than rounding. */
static void sweep(struct block *b, double *x, unsigned w, struct arena scratch, bool up)
{
	const uint32_t *first = up ? b->in.first : b->row_first, *who = up ? b->in.who : b->row_who;
	const double *share = up ? b->in.share : b->row_share;
	double *rhs = arena_copy(&scratch, x, (size_t)b->n * w * sizeof *x);
	double *now = NEW(&scratch, double, w);
	memset(x, 0, (size_t)b->n * w * sizeof *x);
	double moved = 1;
	for (unsigned s = 0; s < BLOCK_SWEEPS && moved > 1e-16; s++) {
		moved = 0;
		for (uint32_t i = 0; i < b->n; i++) {
			double own = 0;
			memcpy(now, &rhs[(size_t)i * w], w * sizeof *now);
			for (uint32_t e = first[i]; e < first[i + 1]; e++)
				if (who[e] == i)
					own += share[e];
				else
					add_row(now, &x[(size_t)who[e] * w], share[e], w);
			for (unsigned c = 0; c < w; c++) {
				double value = now[c] / (1 - own), *old = &x[(size_t)i * w + c];
				double most = fmax(fabs(value), 1e-300);
				moved = fmax(moved, fabs(value - *old) / most);
				*old = value;
			}
		}
	}
	b->residual = moved;
}

/* To the order of elimination and back. */
static double *to_steps(const struct block *b, struct arena *scratch, const double *x, unsigned w)
{
	double *y = NEW(scratch, double, (size_t)b->n * w);
	for (uint32_t k = 0; k < b->n; k++)
		memcpy(&y[(size_t)k * w], &x[(size_t)b->order[k] * w], w * sizeof *y);
	return y;
}

static void from_steps(const struct block *b, const double *y, double *x, unsigned w)
{
	for (uint32_t k = 0; k < b->n; k++)
		memcpy(&x[(size_t)b->order[k] * w], &y[(size_t)k * w], w * sizeof *y);
}

void block_solve(struct block *b, struct arena scratch, double *x, unsigned w)
{
	if (b->way == BLOCK_SWEPT) {
		sweep(b, x, w, scratch, false);
		return;
	}
	double *y = to_steps(b, &scratch, x, w);
	for (uint32_t k = 0; k < b->n; k++)
		for (uint32_t e = b->l_first[k]; e < b->l_first[k + 1]; e++)
			add_row(&y[(size_t)b->l_who[e] * w], &y[(size_t)k * w], b->l[e], w);
	for (uint32_t k = b->n; k-- > 0;) {
		for (unsigned c = 0; c < w; c++)
			y[(size_t)k * w + c] /= b->pivot[k];
		for (uint32_t e = b->u_first[k]; e < b->u_first[k + 1]; e++)
			add_row(&y[(size_t)b->u_who[e] * w], &y[(size_t)k * w], b->u[e], w);
	}
	from_steps(b, y, x, w);
}

void block_solve_up(struct block *b, struct arena scratch, double *x, unsigned w)
{
	if (b->way == BLOCK_SWEPT) {
		sweep(b, x, w, scratch, true);
		return;
	}
	double *y = to_steps(b, &scratch, x, w);
	for (uint32_t k = 0; k < b->n; k++) {
		for (uint32_t e = b->u_first[k]; e < b->u_first[k + 1]; e++)
			add_row(&y[(size_t)k * w], &y[(size_t)b->u_who[e] * w], b->u[e], w);
		for (unsigned c = 0; c < w; c++)
			y[(size_t)k * w + c] /= b->pivot[k];
	}
	for (uint32_t k = b->n; k-- > 0;)
		for (uint32_t e = b->l_first[k]; e < b->l_first[k + 1]; e++)
			add_row(&y[(size_t)k * w], &y[(size_t)b->l_who[e] * w], b->l[e], w);
	from_steps(b, y, x, w);
}
