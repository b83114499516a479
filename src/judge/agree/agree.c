/* SPDX-License-Identifier: Apache-2.0
 *
 * agree.c - where several weightings lead to one class, and what keeps them apart
 */
#include "judge/agree/agree.h"

#include <math.h>
#include <string.h>

#include "base/pool.h"
#include "judge/agree/accept.h"
#include "judge/assess/outrank.h"

enum { BLOCK = 256, WAVE = 64, WARM_UP = 20 };
enum stream { STREAM_INSIDE = 1, STREAM_GRADES, STREAM_VOICE }; /* of random numbers, rng.counter[1] */

/* What one block counted. */
struct tally {
	uint32_t *hits;   /* kinds * n * k: of all voices of a kind */
	uint32_t *common; /* n * k */
	uint64_t *differ; /* n: pairs of voices that differ */
	uint64_t *alike;  /* groups: the same over all subjects, with that group weighed alike */
};

/* What one thread works on. */
struct seat {
	double *r, *inside;  /* m: weights of the standard; shares within their group */
	double *luck;        /* m: draws a grade, for all subjects alike, so that nobody's depends on the others */
	double *u, *v;       /* voices * groups: drawn; with one group weighed alike */
	double *reach;       /* (k - 1) * groups: of one subject, what each group brings */
	double *total;       /* groups */
	uint8_t *cls;        /* voices */
	struct rng *chain;   /* voices */
};

struct agreeing {
	const struct agree_run *run;
	struct problem pb;         /* floors and ceilings */
	struct weights inside;
	struct accept_space *space; /* voices */
	uint32_t *kind, *replica;  /* voices: which U, and the how manieth with it */
	uint64_t *key;             /* voices: of U */
	size_t kinds;
	size_t *members;           /* kinds: voices */
	struct tally *tally;
	struct seat *seat;
	unsigned threads;
	size_t first;
};

/* --- drawing --- */

static void draw_inside(const struct agreeing *x, struct seat *s, struct rng *chain)
{
	const struct agree_run *run = x->run;
	size_t m = run->standard->m;
	double count[AGREE_GROUPS] = { 0 };
	weights_step(&x->inside, chain, s->r);
	memset(s->total, 0, run->groups * sizeof *s->total);
	for (size_t j = 0; j < m; j++) {
		s->total[run->group[j]] += s->r[j];
		count[run->group[j]]++;
	}
	for (size_t j = 0; j < m; j++) {
		double total = s->total[run->group[j]];
		s->inside[j] = total > 0 ? s->r[j] / total : 1 / count[run->group[j]];
	}
}

static void draw_reach(const struct agreeing *x, struct seat *s, size_t i)
{
	const struct standard *st = x->run->standard;
	size_t groups = x->run->groups;
	memset(s->reach, 0, (st->k - 1) * groups * sizeof *s->reach);
	for (size_t j = 0; j < st->m; j++) {
		const struct belief *b = &x->run->belief[i * st->m + j];
		double u = s->luck[j];
		int g = 0;
		while (g + 1 < GRADES && u >= b->chance[g])
			u -= b->chance[g++];
		for (size_t h = 0; h + 1 < st->k; h++)
			if (g >= st->boundary[h * st->m + j])
				s->reach[h * groups + x->run->group[j]] += s->inside[j];
	}
}

/* --- classes --- */

static uint8_t class_of(const struct agreeing *x, const struct seat *s, size_t i, const double *u, double lambda)
{
	size_t groups = x->run->groups, k = x->run->standard->k;
	int c = 0;
	for (size_t h = 0; h + 1 < k; h++) {
		double support = 0;
		for (size_t g = 0; g < groups; g++)
			support += u[g] * s->reach[h * groups + g];
		if (support >= lambda - OUTRANK_EPS)
			c = (int)h + 1;
	}
	c = c < x->pb.floor[i] ? x->pb.floor[i] : c;
	return (uint8_t)(c > x->pb.ceiling[i] ? x->pb.ceiling[i] : c);
}

/* Pairs of voices with different classes. */
static uint64_t differing(const struct agreeing *x, const struct seat *s, size_t i, const double *u, double lambda,
                          uint8_t *cls)
{
	size_t voices = x->run->voices, have[UINT8_MAX + 1] = { 0 };
	uint64_t pairs = voices * (voices - 1) / 2;
	for (size_t c = 0; c < voices; c++)
		have[cls[c] = class_of(x, s, i, u + c * x->run->groups, lambda)]++;
	for (size_t h = 0; h < x->run->standard->k; h++)
		pairs -= have[h] * (have[h] - (have[h] > 0)) / 2;
	return pairs;
}

/* All voices give group g the mean of what they gave it; the others keep their proportions. */
static void weigh_alike(const struct agree_run *run, const double *u, size_t g, double *v)
{
	double mean = 0;
	for (size_t c = 0; c < run->voices; c++)
		mean += u[c * run->groups + g] / (double)run->voices;
	for (size_t c = 0; c < run->voices; c++) {
		const double *from = u + c * run->groups;
		double *to = v + c * run->groups, rest = 1 - from[g];
		for (size_t o = 0; o < run->groups; o++)
			to[o] = rest > 0 ? from[o] * ((1 - mean) / rest) : (1 - mean) / (double)(run->groups - 1);
		to[g] = mean;
	}
}

static void count(const struct agreeing *x, struct tally *t, size_t i, const uint8_t *cls)
{
	size_t n = x->run->n, k = x->run->standard->k;
	bool common = true;
	for (size_t c = 0; c < x->run->voices; c++) {
		t->hits[(x->kind[c] * n + i) * k + cls[c]]++;
		common = common && cls[c] == cls[0];
	}
	t->common[i * k + cls[0]] += common;
}

static struct rng stream(const struct agreeing *x, uint64_t seed, size_t block, uint32_t which)
{
	struct rng r = rng_of(seed, x->first + block);
	r.counter[1] = which;
	return r;
}

static void block(void *context, size_t chunk, unsigned thread)
{
	struct agreeing *x = context;
	const struct agree_run *run = x->run;
	const struct standard *st = run->standard;
	struct tally *t = &x->tally[chunk];
	struct seat *s = &x->seat[thread];
	size_t n = run->n, k = st->k, groups = run->groups;
	uint64_t begin = (x->first + chunk) * BLOCK;
	struct rng inside = stream(x, run->seed, chunk, STREAM_INSIDE);
	struct rng grades = stream(x, run->seed, chunk, STREAM_GRADES);
	memset(t->hits, 0, x->kinds * n * k * sizeof *t->hits);
	memset(t->common, 0, n * k * sizeof *t->common);
	memset(t->differ, 0, n * sizeof *t->differ);
	memset(t->alike, 0, groups * sizeof *t->alike);
	memcpy(s->r, x->inside.start, st->m * sizeof *s->r);
	for (int i = 0; i < WARM_UP; i++)
		weights_step(&x->inside, &inside, s->r);
	for (size_t c = 0; c < run->voices; c++) {
		s->chain[c] = stream(x, run->seed ^ x->key[c], chunk, STREAM_VOICE + x->replica[c]);
		memcpy(s->u + c * groups, x->space[c].w.start, groups * sizeof *s->u);
		for (int i = 0; i < WARM_UP; i++)
			weights_step(&x->space[c].w, &s->chain[c], s->u + c * groups);
	}
	for (uint64_t d = begin; d < begin + BLOCK && d < run->draws; d++) {
		draw_inside(x, s, &inside);
		for (size_t c = 0; c < run->voices; c++)
			weights_step(&x->space[c].w, &s->chain[c], s->u + c * groups);
		double lambda = st->lambda_lo + (st->lambda_hi - st->lambda_lo) * rng_uniform(&grades);
		for (size_t j = 0; j < st->m; j++)
			s->luck[j] = rng_uniform(&grades);
		for (size_t i = 0; i < n; i++) {
			draw_reach(x, s, i);
			t->differ[i] += differing(x, s, i, s->u, lambda, s->cls);
			count(x, t, i, s->cls);
			for (size_t g = 0; g < groups && groups > 1; g++) {
				weigh_alike(run, s->u, g, s->v);
				t->alike[g] += differing(x, s, i, s->v, lambda, s->cls);
			}
		}
	}
}

/* --- results --- */

/* Sums over blocks, and of squares of block shares. */
struct sum {
	double sum, square;
};

static void add(struct sum *s, double hits, double draws)
{
	s->sum += hits;
	s->square += hits * hits / draws;
}

static double share(const struct sum *s, double draws)
{
	return s->sum / draws;
}

static double error(const struct sum *s, double draws, size_t blocks)
{
	double mean = s->sum / draws, var = s->square / draws - mean * mean;
	return blocks > 1 ? sqrt(fmax(var, 0) / (double)(blocks - 1)) : NAN;
}

struct sums {
	struct sum *hits, *common, *agreed, *differ, *divides;
};

static void gather(const struct agreeing *x, const struct tally *t, double draws, struct sums *s)
{
	size_t n = x->run->n, k = x->run->standard->k;
	double voices = (double)x->run->voices, pairs = fmax(voices * (voices - 1) / 2, 1), all = 0;
	for (size_t q = 0; q < x->kinds * n * k; q++)
		add(&s->hits[q], t->hits[q] / (double)x->members[q / (n * k)], draws);
	for (size_t i = 0; i < n; i++) {
		double agreed = 0;
		for (size_t h = 0; h < k; h++) {
			add(&s->common[i * k + h], t->common[i * k + h], draws);
			agreed += t->common[i * k + h];
		}
		add(&s->agreed[i], agreed, draws);
		add(&s->differ[i], (double)t->differ[i] / pairs, draws);
		all += (double)t->differ[i];
	}
	for (size_t g = 0; g < x->run->groups && x->run->groups > 1; g++)
		add(&s->divides[g], (all - (double)t->alike[g]) / pairs / (double)n, draws);
}

static void subject(struct arena *keep, const struct agreeing *x, const struct sums *s, size_t i, size_t blocks,
                    struct agree_subject *out)
{
	const struct agree_run *run = x->run;
	size_t k = run->standard->k;
	double draws = (double)run->draws;
	*out = (struct agree_subject){ NEW(keep, double, run->voices * k), NEW(keep, double, run->voices * k),
		                       NEW(keep, double, k), NEW(keep, double, k), .cls = -1 };
	for (size_t c = 0; c < run->voices; c++)
		for (size_t h = 0; h < k; h++) {
			const struct sum *hits = &s->hits[(x->kind[c] * run->n + i) * k + h];
			out->share[c * k + h] = share(hits, draws);
			out->se[c * k + h] = error(hits, draws, blocks);
		}
	for (size_t h = 0; h < k; h++) {
		out->common[h] = share(&s->common[i * k + h], draws);
		out->common_se[h] = error(&s->common[i * k + h], draws, blocks);
		if (out->common[h] > 0 && (out->cls < 0 || out->common[h] > out->common[out->cls]))
			out->cls = (int)h;
	}
	out->agreed = share(&s->agreed[i], draws);
	out->agreed_se = error(&s->agreed[i], draws, blocks);
	out->disagreement = share(&s->differ[i], draws);
}

static void distances(const struct agree_run *run, struct agreement *out)
{
	size_t k = run->standard->k;
	for (size_t a = 0; a < run->voices; a++)
		for (size_t b = 0; b < run->voices; b++) {
			double sum = 0;
			for (size_t i = 0; i < run->n; i++)
				for (size_t h = 0; h < k; h++)
					sum += fabs(out->of[i].share[a * k + h] - out->of[i].share[b * k + h]);
			out->distance[a * run->voices + b] = run->n ? sum / 2 / (double)run->n : 0;
		}
}

static void dividers(struct arena *keep, const struct agreeing *x, const struct sums *s, size_t blocks,
                     struct agreement *out)
{
	const struct agree_run *run = x->run;
	double draws = (double)run->draws;
	out->divides = NEW(keep, double, run->groups);
	out->divides_se = NEW(keep, double, run->groups);
	out->divider = -1;
	out->same = x->kinds == 1;
	for (size_t i = 0; i < run->n; i++)
		out->disagreement += out->of[i].disagreement / (double)run->n;
	for (size_t g = 0; g < run->groups; g++) {
		out->divides[g] = share(&s->divides[g], draws);
		out->divides_se[g] = error(&s->divides[g], draws, blocks);
		if (x->kinds > 1 && out->divides[g] > 2 * out->divides_se[g] &&
		    (out->divider < 0 || out->divides[g] > out->divides[out->divider]))
			out->divider = (int)g;
	}
}

/* --- beginning --- */

static void sort_kinds(struct arena *keep, struct agreeing *x)
{
	size_t voices = x->run->voices;
	x->kind = NEW(keep, uint32_t, voices);
	x->replica = NEW(keep, uint32_t, voices);
	x->key = NEW(keep, uint64_t, voices);
	x->members = NEW(keep, size_t, voices);
	for (size_t c = 0; c < voices; c++) {
		size_t o = 0;
		x->key[c] = accept_key(&x->space[c]);
		while (o < c && !accept_same(&x->space[o], &x->space[c]))
			o++;
		x->kind[c] = o < c ? x->kind[o] : (uint32_t)x->kinds++;
		x->replica[c] = (uint32_t)x->members[x->kind[c]]++;
	}
}

static bool prepare(struct arena *keep, struct agreeing *x, struct pt_err *e)
{
	const struct agree_run *run = x->run;
	size_t m = run->standard->m, n = run->n, k = run->standard->k, voices = run->voices, groups = run->groups;
	if (voices == 0 || voices > AGREE_VOICES || groups == 0 || groups > AGREE_GROUPS || k > UINT8_MAX)
		return pt_fail(e, PT_LIMIT, "%zu weightings over %zu considerations: 1 to %d over 1 to %d are compared",
		               voices, groups, AGREE_VOICES, AGREE_GROUPS);
	struct verdict_run as = { run->standard, run->subject, run->belief, n, run->draws, run->seed, NULL };
	x->pb = verdict_problem(keep, &as, M_SMAA_TRI);
	if (!weights_of(keep, &x->pb, &x->inside, e))
		return false;
	x->space = NEW(keep, struct accept_space, voices);
	for (size_t c = 0; c < voices; c++)
		if (!accept_of(keep, run, &run->voice[c], &x->space[c], e))
			return false;
	sort_kinds(keep, x);
	x->threads = pool_threads(run->threads);
	x->tally = NEW(keep, struct tally, WAVE);
	for (size_t b = 0; b < WAVE; b++)
		x->tally[b] = (struct tally){ NEW(keep, uint32_t, x->kinds * n * k), NEW(keep, uint32_t, n * k),
			                      NEW(keep, uint64_t, n), NEW(keep, uint64_t, groups) };
	x->seat = NEW(keep, struct seat, x->threads);
	for (unsigned t = 0; t < x->threads; t++)
		x->seat[t] = (struct seat){ .r = NEW(keep, double, m), .inside = NEW(keep, double, m),
			                    .luck = NEW(keep, double, m),
			                    .u = NEW(keep, double, voices * groups),
			                    .v = NEW(keep, double, voices * groups),
			                    .reach = NEW(keep, double, k * groups),
			                    .total = NEW(keep, double, groups),
			                    .cls = NEW(keep, uint8_t, voices),
			                    .chain = NEW(keep, struct rng, voices) };
	return true;
}

bool agree_all(struct arena *keep, const struct agree_run *run, struct agreement *out, struct pt_err *e)
{
	struct agreeing x = { .run = run };
	size_t n = run->n, k = run->standard->k, blocks = (size_t)((run->draws + BLOCK - 1) / BLOCK);
	*out = (struct agreement){ .draws = run->draws };
	if (!prepare(keep, &x, e))
		return false;
	struct sums s = { NEW(keep, struct sum, x.kinds * n * k), NEW(keep, struct sum, n * k),
		          NEW(keep, struct sum, n), NEW(keep, struct sum, n), NEW(keep, struct sum, run->groups) };
	for (x.first = 0; x.first < blocks; x.first += WAVE) {
		size_t wave = blocks - x.first < WAVE ? blocks - x.first : WAVE;
		pool_run(x.threads, wave, block, &x);
		for (size_t b = 0; b < wave; b++) {
			uint64_t rest = run->draws - (x.first + b) * BLOCK;
			gather(&x, &x.tally[b], (double)(rest < BLOCK ? rest : BLOCK), &s);
		}
		if (run->progress)
			run->progress((x.first + wave) * BLOCK, run->draws);
	}
	out->of = NEW(keep, struct agree_subject, n);
	out->distance = NEW(keep, double, run->voices * run->voices);
	for (size_t i = 0; i < n; i++)
		subject(keep, &x, &s, i, blocks, &out->of[i]);
	distances(run, out);
	dividers(keep, &x, &s, blocks, out);
	accept_common(keep, run, out);
	return true;
}
