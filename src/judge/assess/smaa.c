/* SPDX-License-Identifier: Apache-2.0
 *
 * smaa.c - stochastic multicriteria acceptability analysis: SMAA-2 (ranking), SMAA-TRI (sorting)
 */
#include "judge/assess/smaa.h"

#include <math.h>
#include <string.h>

#include "base/pool.h"
#include "judge/assess/outrank.h"
#include "judge/assess/smaa_confidence.h"
#include "judge/assess/values.h"
#include "judge/assess/weights.h"

enum { BLOCK = 8 * STRIP, WAVE = 128, WARM_UP = 20 };

/* What one block counted: per alternative and place (rank or class) hits and weights in them. */
struct tally {
	uint16_t *hits;  /* n * places; a block has BLOCK draws */
	double *weights; /* n * kept * m */
	double *mean;    /* m */
};

/* What one thread works on. */
struct seat {
	double *point;          /* STRIP rows of m weights */
	struct strip_weights w; /* the same as columns */
	double *x, *score;      /* values; n columns */
	double lambda[STRIP];
	struct strip_reach reach;
	int64_t *lost;          /* SMAA-2: n * n * STRIP_PARTS: how often i was below o */
};

struct smaa {
	const struct problem *pb;
	const struct strip_kernel *kernel;
	struct weights w;
	struct values v;
	unsigned threads;
	size_t places, kept;   /* kept: places whose weights are summed */
	bool plain;            /* SMAA-TRI by coalitions alone */
	double *t, *none;      /* m: directions, NaN */
	struct tally *tally;   /* WAVE */
	struct seat *seat;     /* threads */
	size_t first;          /* number of the wave's first block */
};

static void add(double *to, const double *from, size_t n)
{
	for (size_t i = 0; i < n; i++)
		to[i] += from[i];
}

static void count(struct smaa *s, struct tally *t, size_t i, size_t place, const double *w)
{
	size_t m = s->pb->m;
	t->hits[i * s->places + place]++;
	if (place < s->kept)
		add(&t->weights[(i * s->kept + place) * m], w, m);
}

static void weigh(struct smaa *s, struct seat *seat, const struct strip *at, struct rng *chain)
{
	const struct problem *pb = s->pb;
	size_t m = pb->m;
	if (!pb->weight_samples && s->w.free) {
		s->kernel->simplex(at, seat->w.w, m);
		for (size_t d = 0; d < STRIP; d++)
			for (size_t j = 0; j < m; j++)
				seat->point[d * m + j] = seat->w.w[j * STRIP + d];
		return;
	}
	for (size_t d = 0; d < STRIP; d++) {
		double *point = &seat->point[d * m];
		const double *before = d ? point - m : &seat->point[(STRIP - 1) * m];
		memcpy(point, pb->weight_samples ? &pb->weight_samples[(at->first + d) % pb->weight_draws * m]
		                                 : before, m * sizeof *point);
		if (!pb->weight_samples)
			weights_step(&s->w, chain, point);
		for (size_t j = 0; j < m; j++)
			seat->w.w[j * STRIP + d] = point[j];
	}
}

static void rank_strip(struct smaa *s, struct tally *t, struct seat *seat, const struct strip *at,
                       size_t live)
{
	size_t n = s->pb->n, m = s->pb->m;
	int64_t rank[STRIP];
	s->kernel->pairs(seat->w.w, s->v.groups, seat->w.pairs);
	for (size_t i = 0; i < n; i++) {
		struct values_sum sum = { &seat->w, seat->x, &seat->score[i * STRIP] };
		values_score(&s->v, s->kernel, at, i, &sum);
		for (size_t d = live; d < STRIP; d++)
			sum.score[d] = 0; /* nobody wins a draw that is not there */
	}
	for (size_t i = 0; i < n; i++) {
		s->kernel->rank(seat->score, n, i, rank, &seat->lost[i * n * STRIP_PARTS]);
		for (size_t d = 0; d < live; d++)
			count(s, t, i, (size_t)rank[d], &seat->point[d * m]);
	}
}

/* The classes of one alternative by coalitions: the highest boundary that is reached. */
static void sort_plain(struct smaa *s, struct seat *seat, int cls[STRIP])
{
	const struct problem *pb = s->pb;
	memset(cls, 0, STRIP * sizeof *cls);
	for (size_t h = 0; h + 1 < pb->k; h++) {
		size_t at = h * pb->m;
		struct strip_boundary b = { pb->m, s->t, &pb->profile[at], pb->veto ? &pb->veto[at] : s->none,
			                    pb->dictator ? &pb->dictator[at] : s->none };
		s->kernel->reach(&b, seat->x, seat->w.w, &seat->reach);
		for (size_t d = 0; d < STRIP; d++)
			if (outrank_majority(pb->majority,
			                     seat->reach.coalition[d] >= seat->lambda[d] - OUTRANK_EPS,
			                     seat->reach.veto[d], seat->reach.dictator[d]))
				cls[d] = (int)h + 1;
	}
}

static void sort_fully(struct smaa *s, struct seat *seat, double *x, int cls[STRIP])
{
	size_t m = s->pb->m;
	for (size_t d = 0; d < STRIP; d++) {
		for (size_t j = 0; j < m; j++)
			x[j] = seat->x[j * STRIP + d];
		cls[d] = outrank_class(s->pb, x, &seat->point[d * m], seat->lambda[d], s->pb->rule);
	}
}

static void sort_strip(struct smaa *s, struct tally *t, struct seat *seat, const struct strip *at,
                       size_t live)
{
	const struct problem *pb = s->pb;
	int cls[STRIP];
	s->kernel->uniform(at, STRIP_LEVEL, seat->lambda);
	for (size_t d = 0; d < STRIP; d++)
		seat->lambda[d] = pb->lambda_lo + (pb->lambda_hi - pb->lambda_lo) * seat->lambda[d];
	for (size_t i = 0; i < pb->n; i++) {
		values_draw(&s->v, s->kernel, at, i, seat->x);
		if (s->plain)
			sort_plain(s, seat, cls);
		else
			sort_fully(s, seat, seat->score, cls);
		for (size_t d = 0; d < live; d++) {
			int c = cls[d];
			c = pb->floor != NULL && c < pb->floor[i] ? pb->floor[i] : c;
			c = pb->ceiling != NULL && c > pb->ceiling[i] ? pb->ceiling[i] : c;
			count(s, t, i, (size_t)c, &seat->point[d * pb->m]);
		}
	}
}

static void block(void *context, size_t chunk, unsigned thread)
{
	struct smaa *s = context;
	struct tally *t = &s->tally[chunk];
	struct seat *seat = &s->seat[thread];
	const struct problem *pb = s->pb;
	uint64_t begin = (s->first + chunk) * BLOCK;
	struct rng chain = rng_of(pb->seed, s->first + chunk);
	double *last = &seat->point[(STRIP - 1) * pb->m]; /* the chain goes on from here */
	chain.counter[1] = STRIP_CHAIN;
	memset(t->hits, 0, pb->n * s->places * sizeof *t->hits);
	memset(t->weights, 0, pb->n * s->kept * pb->m * sizeof *t->weights);
	memset(t->mean, 0, pb->m * sizeof *t->mean);
	memcpy(last, s->w.start, pb->m * sizeof *last);
	for (int i = 0; i < WARM_UP && !s->w.free && !pb->weight_samples; i++)
		weights_step(&s->w, &chain, last);
	for (uint64_t k = begin; k < begin + BLOCK && k < pb->draws; k += STRIP) {
		struct strip at = { pb->seed, k };
		size_t live = pb->draws - k < STRIP ? (size_t)(pb->draws - k) : STRIP;
		weigh(s, seat, &at, &chain);
		for (size_t d = 0; d < live; d++)
			add(t->mean, &seat->point[d * pb->m], pb->m);
		if (pb->method == M_SMAA_2)
			rank_strip(s, t, seat, &at, live);
		else
			sort_strip(s, t, seat, &at, live);
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

/* Whole numbers, so the order in which threads counted does not matter. */
static int64_t lost(const struct smaa *s, size_t i, size_t o)
{
	int64_t sum = 0;
	for (unsigned t = 0; t < s->threads; t++)
		for (size_t part = 0; part < STRIP_PARTS; part++)
			sum += s->seat[t].lost[(i * s->pb->n + o) * STRIP_PARTS + part];
	return sum;
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
			a->winning[o] = (double)lost(s, o, i) / draws;
	}
	for (size_t j = 0; j < pb->m; j++)
		out->mean_weights[j] /= draws;
}

/* What a block counted; its shares squared give the standard errors. */
static void gather(const struct smaa *s, const struct tally *t, uint64_t size, struct solution *out,
                   double *sq)
{
	size_t n = s->pb->n, m = s->pb->m;
	double each = 1 / (double)size;
	add(out->mean_weights, t->mean, m);
	for (size_t i = 0; i < n; i++) {
		struct answer *a = &out->of[i];
		for (size_t p = 0; p < s->places; p++) {
			double hits = t->hits[i * s->places + p];
			a->acceptability[p] += hits;
			sq[i * s->places + p] += hits * hits * each;
		}
		add(a->central_weights, &t->weights[i * s->kept * m], s->kept * m);
	}
}

static bool prepare(struct arena *keep, const struct problem *pb, struct smaa *s, struct pt_err *e)
{
	size_t n = pb->n, m = pb->m;
	if (!scales(pb, e) || !weights_of(keep, pb, &s->w, e))
		return false;
	s->v = values_of(keep, pb, pb->method == M_SMAA_2);
	s->t = NEW(keep, double, m);
	s->none = NEW(keep, double, m);
	for (size_t j = 0; j < m; j++) {
		s->t[j] = pb->criterion[j].t;
		s->none[j] = NAN;
	}
	s->tally = NEW(keep, struct tally, WAVE);
	for (size_t b = 0; b < WAVE; b++)
		s->tally[b] = (struct tally){ NEW(keep, uint16_t, n * s->places),
			NEW(keep, double, n * s->kept * m), NEW(keep, double, m) };
	s->seat = NEW(keep, struct seat, s->threads);
	for (unsigned i = 0; i < s->threads; i++) {
		struct seat *q = &s->seat[i];
		q->point = NEW(keep, double, STRIP * m);
		q->w.pairs = strip_columns(keep, s->v.columns, sizeof(float));
		q->w.w = strip_columns(keep, s->v.columns, sizeof(double));
		q->x = strip_columns(keep, s->v.columns, sizeof(double));
		q->score = strip_columns(keep, n > m ? n : m, sizeof(double));
		q->lost = pb->method == M_SMAA_2 ? NEW(keep, int64_t, n * n * STRIP_PARTS) : NULL;
	}
	return true;
}

static struct answer answer(struct arena *keep, const struct smaa *s)
{
	return (struct answer){
		.score = NAN, .s = NAN, .r = NAN, .rank = -1, .cls = -1, .cls_other = -1,
		.confidence = NAN, .necessary = -1, .acceptability = NEW(keep, double, s->places),
		.se = NEW(keep, double, s->places), .central_weights = NEW(keep, double, s->kept * s->pb->m),
		.winning = s->pb->method == M_SMAA_2 ? NEW(keep, double, s->pb->n) : NULL };
}

bool smaa_solve(struct arena *keep, const struct problem *pb, struct solution *out, struct pt_err *e)
{
	struct smaa s = { .pb = pb, .kernel = strip_kernel(0), .threads = pool_threads(pb->threads),
		          .places = pb->k, .kept = pb->k };
	size_t n = pb->n, blocks = (size_t)((pb->draws + BLOCK - 1) / BLOCK);
	if (pb->method == M_SMAA_2)
		s.places = n, s.kept = 1;
	s.plain = pb->rule == RULE_PESSIMISTIC && !pb->q && !pb->p && !pb->v;
	if (!prepare(keep, pb, &s, e))
		return false;
	double *sq = NEW(keep, double, n * s.places);
	*out = (struct solution){ NEW(keep, struct answer, n), NEW(keep, double, pb->m), pb->draws, NAN };
	for (size_t i = 0; i < n; i++)
		out->of[i] = answer(keep, &s);
	for (s.first = 0; s.first < blocks; s.first += WAVE) {
		size_t wave = blocks - s.first < WAVE ? blocks - s.first : WAVE;
		pool_run(s.threads, wave, block, &s);
		for (size_t b = 0; b < wave; b++) {
			uint64_t rest = pb->draws - (s.first + b) * BLOCK;
			gather(&s, &s.tally[b], rest < BLOCK ? rest : BLOCK, out, sq);
		}
		if (pb->progress)
			pb->progress((s.first + wave) * BLOCK, pb->draws);
	}
	finish(&s, out, sq, blocks);
	if (pb->method == M_SMAA_2)
		smaa_confidence(*keep, &s.v, s.kernel, out);
	return true;
}
