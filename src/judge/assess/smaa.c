/* SPDX-License-Identifier: Apache-2.0
 *
 * smaa.c - stochastic multicriteria acceptability analysis: SMAA-2 (ranking), SMAA-TRI (sorting)
 */
#include "judge/assess/smaa.h"

#include <math.h>
#include <string.h>

#include "base/pool.h"
#include "judge/assess/outrank.h"
#include "judge/assess/weights.h"

enum { BLOCK = 500, WAVE = 64, WARM_UP = 20, CONFIDENCE_DRAWS = 10000 };

/* What one block counted: per alternative and place (rank or class) hits and weights in them. */
struct tally {
	double *hits;    /* n * places */
	double *weights; /* n * places * m (SMAA-2: first place only) */
	double *mean;    /* m */
	double *wins;    /* n * n, SMAA-2 */
	double *x, *score, *w;
};

struct smaa {
	const struct problem *pb;
	struct weights w;
	size_t places, kept; /* kept: places whose weights are summed */
	struct tally *tally; /* WAVE */
	size_t first;        /* number of the wave's first block */
};

static double draw_value(const struct problem *pb, size_t i, size_t j, uint64_t k, struct rng *r)
{
	const struct value *v = &pb->value[i * pb->m + j];
	const struct criterion_spec *c = &pb->criterion[j];
	switch (v->kind) {
	case V_UNKNOWN: return c->scale_lo + (c->scale_hi - c->scale_lo) * rng_uniform(r);
	case V_NUMBER: return v->a;
	case V_INTERVAL: return v->a + (v->b - v->a) * rng_uniform(r);
	case V_NORMAL: return v->a + v->b * rng_normal(r);
	case V_SAMPLES: return v->list[k % v->n];
	case V_CHOICE: {
		double u = rng_uniform(r);
		for (uint32_t q = 0; q + 1 < v->n; u -= v->list[2 * q + 1], q++)
			if (u < v->list[2 * q + 1])
				return v->list[2 * q];
		return v->list[2 * v->n - 2];
	}
	}
	return NAN;
}

static double utility(const struct criterion_spec *c, double x)
{
	if (isnan(c->scale_lo))
		return c->t * x;
	double u = (x - c->scale_lo) / (c->scale_hi - c->scale_lo);
	return c->t > 0 ? u : 1 - u;
}

static void count(struct smaa *s, struct tally *t, size_t i, size_t place)
{
	size_t m = s->pb->m;
	t->hits[i * s->places + place]++;
	for (size_t j = 0; place < s->kept && j < m; j++)
		t->weights[(i * s->kept + place) * m + j] += t->w[j];
}

static void rank_draw(struct smaa *s, struct tally *t, uint64_t k, struct rng *r)
{
	const struct problem *pb = s->pb;
	for (size_t i = 0; i < pb->n; i++) {
		t->score[i] = 0;
		for (size_t j = 0; j < pb->m; j++)
			t->score[i] += t->w[j] * utility(&pb->criterion[j], draw_value(pb, i, j, k, r));
	}
	for (size_t i = 0; i < pb->n; i++) {
		size_t better = 0;
		for (size_t o = 0; o < pb->n; o++) {
			better += t->score[o] > t->score[i];
			t->wins[i * pb->n + o] += t->score[i] > t->score[o];
		}
		count(s, t, i, better);
	}
}

static void sort_draw(struct smaa *s, struct tally *t, uint64_t k, struct rng *r)
{
	const struct problem *pb = s->pb;
	double lambda = pb->lambda_lo + (pb->lambda_hi - pb->lambda_lo) * rng_uniform(r);
	for (size_t i = 0; i < pb->n; i++) {
		for (size_t j = 0; j < pb->m; j++)
			t->x[j] = draw_value(pb, i, j, k, r);
		int cls = outrank_class(pb, t->x, t->w, lambda, pb->rule);
		if (pb->ceiling != NULL && cls > pb->ceiling[i])
			cls = pb->ceiling[i];
		count(s, t, i, (size_t)cls);
	}
}

static void block(void *context, size_t chunk, unsigned thread)
{
	struct smaa *s = context;
	struct tally *t = &s->tally[chunk];
	const struct problem *pb = s->pb;
	uint64_t begin = (s->first + chunk) * BLOCK, end = begin + BLOCK;
	struct rng r = rng_of(pb->seed, s->first + chunk);
	(void)thread;
	memset(t->hits, 0, pb->n * s->places * sizeof *t->hits);
	memset(t->weights, 0, pb->n * s->kept * pb->m * sizeof *t->weights);
	memset(t->mean, 0, pb->m * sizeof *t->mean);
	memset(t->wins, 0, pb->n * pb->n * sizeof *t->wins);
	memcpy(t->w, s->w.start, pb->m * sizeof *t->w);
	for (int i = 0; i < WARM_UP && !s->w.free && !pb->weight_samples; i++)
		weights_step(&s->w, &r, t->w);
	for (uint64_t k = begin; k < end && k < pb->draws; k++) {
		if (pb->weight_samples)
			memcpy(t->w, &pb->weight_samples[k % pb->weight_draws * pb->m], pb->m * sizeof *t->w);
		else
			weights_step(&s->w, &r, t->w);
		for (size_t j = 0; j < pb->m; j++)
			t->mean[j] += t->w[j];
		if (pb->method == M_SMAA_2)
			rank_draw(s, t, k, &r);
		else
			sort_draw(s, t, k, &r);
	}
}

static bool scales(const struct problem *pb, struct pt_err *e)
{
	for (size_t k = 0; k < pb->n * pb->m; k++) {
		const struct criterion_spec *c = &pb->criterion[k % pb->m];
		if (pb->value[k].kind == V_UNKNOWN && !(c->scale_hi >= c->scale_lo))
			return pt_fail(e, PT_INVALID, "alternative %s says nothing about %s, which has no \"scale\"",
			               pb->alternative[k / pb->m], c->id);
	}
	return true;
}

static void add(double *to, const double *from, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] += from[i];
}

/* Sums of squares of the block shares, from which the standard errors follow. */
static void square(double *to, const double *hits, size_t n, double size)
{
	for (size_t i = 0; i < n; i++)
		to[i] += hits[i] * hits[i] / size;
}

static void finish(const struct smaa *s, struct solution *out, const double *sq, size_t blocks)
{
	const struct problem *pb = s->pb;
	double draws = (double)pb->draws;
	for (size_t i = 0; i < pb->n; i++) {
		struct answer *a = &out->of[i];
		for (size_t p = 0; p < s->kept; p++)
			for (size_t j = 0; j < pb->m; j++)
				a->central_weights[p * pb->m + j] =
				        a->acceptability[p] > 0
				                ? a->central_weights[p * pb->m + j] / a->acceptability[p]
				                : NAN;
		for (size_t p = 0; p < s->places; p++) {
			double share = a->acceptability[p] / draws;
			double var = sq[i * s->places + p] / draws - share * share;
			a->acceptability[p] = share;
			a->se[p] = blocks > 1 ? sqrt(fmax(var, 0) / (double)(blocks - 1)) : NAN;
		}
		for (size_t o = 0; a->winning && o < pb->n; o++)
			a->winning[o] /= draws;
	}
	for (size_t j = 0; j < pb->m; j++)
		out->mean_weights[j] /= draws;
}

/* How often each alternative would be first if its own central weights were everybody's. */
struct confidence {
	const struct problem *pb;
	const struct answer *of;
	double *hits, *u; /* WAVE * n, WAVE * n * m */
	size_t first;
	uint64_t draws;
};

static double dot(const double *a, const double *b, size_t n)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

static void confide(void *context, size_t chunk, unsigned thread)
{
	struct confidence *c = context;
	const struct problem *pb = c->pb;
	size_t n = pb->n, m = pb->m;
	double *hits = &c->hits[chunk * n], *u = &c->u[chunk * n * m];
	uint64_t begin = (c->first + chunk) * BLOCK;
	struct rng r = rng_of(~pb->seed, c->first + chunk);
	(void)thread;
	memset(hits, 0, n * sizeof *hits);
	for (uint64_t k = begin; k < begin + BLOCK && k < c->draws; k++) {
		for (size_t i = 0; i < n * m; i++)
			u[i] = utility(&pb->criterion[i % m], draw_value(pb, i / m, i % m, k, &r));
		for (size_t i = 0; i < n; i++) {
			const double *w = c->of[i].central_weights;
			bool best = !isnan(w[0]);
			double mine = dot(w, &u[i * m], m);
			for (size_t o = 0; best && o < n; o++)
				best = dot(w, &u[o * m], m) <= mine;
			hits[i] += best;
		}
	}
}

static void confidence(struct arena scratch, const struct problem *pb, struct solution *out)
{
	struct confidence c = { pb, out->of, NEW(&scratch, double, WAVE * pb->n),
		                NEW(&scratch, double, WAVE * pb->n * pb->m), 0,
		                pb->draws < CONFIDENCE_DRAWS ? pb->draws : CONFIDENCE_DRAWS };
	size_t blocks = (size_t)((c.draws + BLOCK - 1) / BLOCK);
	for (size_t i = 0; i < pb->n; i++)
		out->of[i].confidence = 0;
	for (; c.first < blocks; c.first += WAVE) {
		size_t wave = blocks - c.first < WAVE ? blocks - c.first : WAVE;
		pool_run(pool_threads(pb->threads), wave, confide, &c);
		for (size_t b = 0; b < wave; b++)
			for (size_t i = 0; i < pb->n; i++)
				out->of[i].confidence += c.hits[b * pb->n + i] / (double)c.draws;
	}
}

bool smaa_solve(struct arena *keep, const struct problem *pb, struct solution *out, struct pt_err *e)
{
	struct smaa s = { .pb = pb, .places = pb->method == M_SMAA_2 ? pb->n : pb->k };
	size_t n = pb->n, m = pb->m, blocks = (size_t)((pb->draws + BLOCK - 1) / BLOCK);
	s.kept = pb->method == M_SMAA_2 ? 1 : pb->k;
	if (!scales(pb, e) || !weights_of(keep, pb, &s.w, e))
		return false;
	double *sq = NEW(keep, double, n * s.places);
	*out = (struct solution){ NEW(keep, struct answer, n), NEW(keep, double, m), pb->draws, NAN };
	for (size_t i = 0; i < n; i++)
		out->of[i] = (struct answer){
			.score = NAN, .s = NAN, .r = NAN, .rank = -1, .cls = -1, .cls_other = -1,
			.confidence = NAN, .necessary = -1, .acceptability = NEW(keep, double, s.places),
			.se = NEW(keep, double, s.places), .central_weights = NEW(keep, double, s.kept * m),
			.winning = pb->method == M_SMAA_2 ? NEW(keep, double, n) : NULL };
	s.tally = NEW(keep, struct tally, WAVE);
	for (size_t b = 0; b < WAVE; b++)
		s.tally[b] = (struct tally){ NEW(keep, double, n * s.places),
			NEW(keep, double, n * s.kept * m), NEW(keep, double, m), NEW(keep, double, n * n),
			NEW(keep, double, m), NEW(keep, double, n), NEW(keep, double, m) };
	for (s.first = 0; s.first < blocks; s.first += WAVE) {
		size_t wave = blocks - s.first < WAVE ? blocks - s.first : WAVE;
		pool_run(pool_threads(pb->threads), wave, block, &s);
		for (size_t b = 0; b < wave; b++) {
			const struct tally *t = &s.tally[b];
			uint64_t rest = pb->draws - (s.first + b) * BLOCK;
			square(sq, t->hits, n * s.places, (double)(rest < BLOCK ? rest : BLOCK));
			add(out->mean_weights, t->mean, m);
			for (size_t i = 0; i < n; i++) {
				add(out->of[i].acceptability, &t->hits[i * s.places], s.places);
				add(out->of[i].central_weights, &t->weights[i * s.kept * m], s.kept * m);
				if (out->of[i].winning)
					add(out->of[i].winning, &t->wins[i * n], n);
			}
		}
	}
	finish(&s, out, sq, blocks);
	if (pb->method == M_SMAA_2)
		confidence(*keep, pb, out);
	return true;
}
