/* SPDX-License-Identifier: Apache-2.0
 *
 * values.c - values that are not known exactly, drawn for a strip of draws
 */
#include "judge/assess/values.h"

#include <math.h>
#include <string.h>

#include "base/rng.h"

static double utility(const struct criterion_spec *c, double x)
{
	if (isnan(c->scale_lo))
		return c->t * x;
	double u = (x - c->scale_lo) / (c->scale_hi - c->scale_lo);
	return c->t > 0 ? u : 1 - u;
}

static bool is_cell(const struct value *v)
{
	return v->kind == V_NUMBER || v->kind == V_INTERVAL || v->kind == V_UNKNOWN;
}

static void set_cell(struct values *v, size_t i, size_t j)
{
	const struct value *x = &v->pb->value[i * v->pb->m + j];
	const struct criterion_spec *c = &v->pb->criterion[j];
	struct strip_cells *cells = &v->cells[i * v->groups + j / STRIP_CELLS];
	double a = x->kind == V_UNKNOWN ? c->scale_lo : x->a;
	double b = x->kind == V_UNKNOWN ? c->scale_hi : x->kind == V_NUMBER ? x->a : x->b;
	if (v->as_utility)
		strip_cell(cells, j % STRIP_CELLS, utility(c, a), utility(c, b));
	else
		strip_cell(cells, j % STRIP_CELLS, a, b);
}

struct values values_of(struct arena *keep, const struct problem *pb, bool as_utility)
{
	size_t groups = (pb->m + STRIP_CELLS - 1) / STRIP_CELLS;
	struct values v = { pb, as_utility, !as_utility, groups, groups * STRIP_CELLS,
		            NEW(keep, struct strip_cells, pb->n * groups), NEW(keep, bool, pb->n) };
	for (size_t i = 0; i < pb->n; i++) {
		v.simple[i] = true;
		for (size_t j = 0; j < pb->m; j++) {
			if (is_cell(&pb->value[i * pb->m + j]))
				set_cell(&v, i, j);
			else
				v.simple[i] = false;
		}
	}
	return v;
}

static struct strip_row row(const struct values *v, size_t i)
{
	return (struct strip_row){ &v->cells[i * v->groups], (uint32_t)v->groups,
		                   (uint32_t)(v->shared ? 0 : i * v->groups) };
}

static void normal(const struct value *v, const struct strip *s, uint32_t cell, double *x)
{
	for (uint64_t d = 0; d < STRIP; d++) {
		struct rng r = rng_of(s->seed, s->first + d);
		r.counter[0] = cell;
		r.counter[1] = STRIP_NORMAL;
		x[d] = v->a + v->b * rng_normal(&r);
	}
}

static void samples(const struct value *v, const struct strip *s, double *x)
{
	for (uint64_t d = 0; d < STRIP; d++)
		x[d] = v->list[(s->first + d) % v->n];
}

/* Choices wait until there are enough of them for a block of random numbers. */
struct queue {
	struct strip_choice choice[STRIP_CHOICES];
	uint32_t n, at;
};

static void flush(struct queue *q, const struct strip_kernel *kernel, const struct strip *s)
{
	if (q->n > 0)
		kernel->choose(s, q->choice, q->at++);
	memset(q->choice, 0, sizeof q->choice);
	q->n = 0;
}

static void draw_others(const struct values *v, const struct strip_kernel *kernel,
                        const struct strip *s, size_t i, double *x)
{
	uint32_t first = (uint32_t)(v->shared ? 0 : i * v->columns);
	struct queue q = { .at = first };
	for (size_t j = 0; j < v->pb->m; j++, x += STRIP) {
		const struct value *c = &v->pb->value[i * v->pb->m + j];
		switch (c->kind) {
		case V_UNKNOWN:
		case V_NUMBER:
		case V_INTERVAL: break;
		case V_NORMAL: normal(c, s, first + (uint32_t)j, x); break;
		case V_SAMPLES: samples(c, s, x); break;
		case V_CHOICE: q.choice[q.n++] = (struct strip_choice){ c->list, c->n, x }; break;
		}
		if (q.n == STRIP_CHOICES)
			flush(&q, kernel, s);
	}
	flush(&q, kernel, s);
}

void values_draw(const struct values *v, const struct strip_kernel *kernel, const struct strip *s,
                 size_t i, double *x)
{
	const struct strip_row r = row(v, i);
	kernel->spread(s, &r, x);
	if (v->simple[i])
		return;
	draw_others(v, kernel, s, i, x);
	for (size_t j = 0; v->as_utility && j < v->pb->m; j++)
		for (size_t d = 0; d < STRIP && !is_cell(&v->pb->value[i * v->pb->m + j]); d++)
			x[j * STRIP + d] = utility(&v->pb->criterion[j], x[j * STRIP + d]);
}

void values_score(const struct values *v, const struct strip_kernel *kernel, const struct strip *s,
                  size_t i, const struct values_sum *out)
{
	const struct strip_row r = row(v, i);
	memset(out->score, 0, STRIP * sizeof *out->score);
	if (v->simple[i]) {
		kernel->score(s, &r, out->w, out->score);
		return;
	}
	values_draw(v, kernel, s, i, out->x);
	for (size_t j = 0; j < v->pb->m; j++)
		for (size_t d = 0; d < STRIP; d++)
			out->score[d] += out->w->w[j * STRIP + d] * out->x[j * STRIP + d];
}
