/* SPDX-License-Identifier: Apache-2.0
 *
 * smaa_confidence.c - how often each alternative would be first at its own central weights
 */
#include "judge/assess/smaa_confidence.h"

#include <math.h>

#include "base/pool.h"

enum { DRAWS = 10000 };

struct seat {
	double *x;
	float *u, *mine;
	int32_t *leads;
	int64_t *hits;
};

struct confidence {
	const struct values *v;
	const struct strip_kernel *kernel;
	size_t rows; /* alternatives that have central weights */
	uint32_t *who;
	float *w;
	struct seat *seat;
	uint64_t draws;
};

static void strip(void *context, size_t chunk, unsigned thread)
{
	struct confidence *c = context;
	const struct problem *pb = c->v->pb;
	struct seat *q = &c->seat[thread];
	struct strip at = { ~pb->seed, chunk * STRIP };
	uint64_t left = c->draws - at.first;
	for (size_t i = 0; i < pb->n; i++) {
		values_draw(c->v, c->kernel, &at, i, q->x);
		c->kernel->single(q->x, pb->m, &q->u[i * pb->m * STRIP]);
	}
	struct strip_contest contest = {
		.n = pb->n, .m = pb->m, .live = left < STRIP ? (size_t)left : STRIP, .rows = c->rows,
		.u = q->u, .w = c->w, .who = c->who, .mine = q->mine, .leads = q->leads, .hits = q->hits };
	c->kernel->lead(&contest);
}

static struct seat seat(struct arena *a, const struct values *v)
{
	size_t rows = v->pb->n + STRIP_ROWS;
	return (struct seat){ .x = strip_columns(a, v->columns, sizeof(double)),
		              .mine = strip_columns(a, rows, sizeof(float)),
		              .u = strip_columns(a, v->pb->n * v->pb->m, sizeof(float)),
		              .leads = strip_columns(a, rows, sizeof(int32_t)),
		              .hits = NEW(a, int64_t, v->pb->n) };
}

void smaa_confidence(struct arena scratch, const struct values *v, const struct strip_kernel *kernel,
                     struct solution *out)
{
	const struct problem *pb = v->pb;
	unsigned threads = pool_threads(pb->threads);
	struct confidence c = { .v = v, .kernel = kernel, .draws = pb->draws < DRAWS ? pb->draws : DRAWS,
		                .who = NEW(&scratch, uint32_t, pb->n),
		                .w = NEW(&scratch, float, (pb->n + STRIP_ROWS) * pb->m),
		                .seat = NEW(&scratch, struct seat, threads) };
	for (size_t i = 0; i < pb->n; i++) {
		out->of[i].confidence = 0;
		if (isnan(out->of[i].central_weights[0]))
			continue;
		for (size_t j = 0; j < pb->m; j++)
			c.w[c.rows * pb->m + j] = (float)out->of[i].central_weights[j];
		c.who[c.rows++] = (uint32_t)i;
	}
	for (unsigned t = 0; t < threads; t++)
		c.seat[t] = seat(&scratch, v);
	pool_run(threads, (size_t)((c.draws + STRIP - 1) / STRIP), strip, &c);
	for (size_t r = 0; r < c.rows; r++) {
		int64_t hits = 0;
		for (unsigned t = 0; t < threads; t++)
			hits += c.seat[t].hits[r];
		out->of[c.who[r]].confidence = (double)hits / (double)c.draws;
	}
}
