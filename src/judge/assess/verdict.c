/* SPDX-License-Identifier: Apache-2.0
 *
 * verdict.c - suppliers judged by one profile: how sure each class is, why, and what would change it
 */
#include "judge/assess/verdict.h"

#include <math.h>
#include <stdlib.h>

#include "judge/assess/outrank.h"
#include "judge/assess/weights.h"

static const struct belief *of(const struct verdict_run *run, size_t i, size_t j)
{
	return &run->belief[i * run->standard->m + j];
}

/* Whether a veto against boundary b stands: strong evidence leaves no better grade.  A veto of a
 * lower boundary also holds for the higher ones. */
static bool vetoed(const struct verdict_run *run, size_t i, size_t b, size_t *which)
{
	const struct standard *s = run->standard;
	for (size_t h = 0; h <= b; h++)
		for (size_t j = 0; j < s->m; j++)
			if (s->veto[h * s->m + j] != NO_VETO && of(run, i, j)->hi <= s->veto[h * s->m + j]) {
				*which = j;
				return true;
			}
	return false;
}

static int ceiling(const struct verdict_run *run, size_t i)
{
	size_t which;
	for (size_t b = 0; b + 1 < run->standard->k; b++)
		if (vetoed(run, i, b, &which))
			return (int)b;
	return (int)run->standard->k - 1;
}

static struct value likely(struct arena *keep, const struct belief *b)
{
	double *list = NEW(keep, double, 2 * GRADES);
	uint32_t n = 0;
	for (int g = 0; g < GRADES; g++)
		if (b->chance[g] > 0) {
			list[2 * n] = g;
			list[2 * n++ + 1] = b->chance[g];
		}
	return (struct value){ .kind = V_CHOICE, .list = list, .n = n };
}

struct problem verdict_problem(struct arena *keep, const struct verdict_run *run, enum method method)
{
	const struct standard *s = run->standard;
	size_t n = run->n, m = s->m;
	struct problem pb = { .method = method, .n = n, .m = m, .k = s->k, .alternative = run->subject,
		              .category = s->class, .lambda_lo = s->lambda_lo, .lambda_hi = s->lambda_hi,
		              .rule = RULE_PESSIMISTIC, .order = s->order, .orders = s->orders,
		              .draws = run->draws, .seed = run->seed };
	pb.criterion = NEW(keep, struct criterion_spec, m);
	pb.value = NEW(keep, struct value, n * m);
	pb.profile = NEW(keep, double, (s->k - 1) * m);
	int *top = NEW(keep, int, n);
	for (size_t j = 0; j < m; j++)
		pb.criterion[j] = (struct criterion_spec){ s->criterion[j], 1, s->w_lo[j], s->w_hi[j],
			                                   0, GRADES - 1 };
	for (size_t i = 0; i < (s->k - 1) * m; i++)
		pb.profile[i] = s->boundary[i];
	for (size_t i = 0; i < n; i++) {
		top[i] = ceiling(run, i);
		for (size_t j = 0; j < m; j++) {
			const struct belief *b = of(run, i, j);
			pb.value[i * m + j] = method == M_SMAA_TRI
			        ? likely(keep, b)
			        : (struct value){ .kind = V_INTERVAL, .a = b->lo, .b = b->hi };
		}
	}
	pb.ceiling = top;
	return pb;
}

static double chance_of(const struct belief *b, int grade)
{
	double p = 0;
	for (int g = grade; g < GRADES; g++)
		p += b->chance[g];
	return p;
}

static bool supports(const struct belief *b, int grade)
{
	return chance_of(b, grade) >= 0.5 - OUTRANK_EPS;
}

/* The likelier side of each cut: the largest grade that is reached with at least one half. */
static int median(const struct belief *b)
{
	int g = GRADES - 1;
	while (g > 0 && !supports(b, g))
		g--;
	return g;
}

static enum side side_of(const struct belief *b, int grade)
{
	double p = chance_of(b, grade);
	return p > 0.5 + OUTRANK_EPS ? SIDE_FOR : p < 0.5 - OUTRANK_EPS ? SIDE_AGAINST : SIDE_OPEN;
}

static void view(struct arena *keep, const struct verdict_run *run, size_t i, const double *w,
                 struct verdict *v)
{
	const struct standard *s = run->standard;
	double lambda = (s->lambda_lo + s->lambda_hi) / 2;
	v->point = 0;
	for (size_t b = 0; b + 1 < s->k; b++) {
		struct boundary_view *q = &v->boundary[b];
		q->side = NEW(keep, enum side, s->m);
		q->vetoed = vetoed(run, i, b, &q->veto);
		for (size_t j = 0; j < s->m; j++) {
			const struct belief *x = of(run, i, j);
			int need = s->boundary[b * s->m + j];
			q->side[j] = side_of(x, need);
			q->support += q->side[j] != SIDE_AGAINST ? w[j] : 0;
			q->certain += x->lo >= need ? w[j] : 0;
			q->lost += x->hi < need ? w[j] : 0;
		}
		if (q->support >= lambda - OUTRANK_EPS && !q->vetoed)
			v->point = (int)b + 1;
	}
}

/* Weight that would have to move for boundary b to be reached (up) or lost. */
static struct flip by_weight(struct arena scratch, const struct verdict_run *run, size_t i, size_t b,
                             const struct weights *w)
{
	const struct standard *s = run->standard;
	double lambda = (s->lambda_lo + s->lambda_hi) / 2, sum = 0, best;
	double *side = NEW(&scratch, double, s->m);
	struct flip f = { .kind = FLIP_WEIGHT, .from = s->m, .towards = s->m };
	for (size_t j = 0; j < s->m; j++)
		sum += supports(of(run, i, j), s->boundary[b * s->m + j]) ? w->start[j] : 0;
	bool up = sum < lambda - OUTRANK_EPS;
	for (size_t j = 0; j < s->m; j++) {
		bool in = supports(of(run, i, j), s->boundary[b * s->m + j]);
		side[j] = in == up;
		size_t *seat = in == up ? &f.towards : &f.from;
		double room = in == up ? w->hi[j] - w->start[j] : w->start[j] - w->lo[j];
		double held = *seat == s->m ? -1 : in == up ? w->hi[*seat] - w->start[*seat]
		                                            : w->start[*seat] - w->lo[*seat];
		if (room > held)
			*seat = j;
	}
	f.weight = fabs(lambda - sum);
	f.to = up ? (int)b + 1 : (int)b;
	f.accepted = weights_max(scratch, w, side, NULL, 0, &best) &&
	             (up ? best >= lambda - OUTRANK_EPS : 1 - best < lambda - OUTRANK_EPS);
	if (f.from == s->m || f.towards == s->m)
		f.kind = FLIP_NONE;
	return f;
}

/* The single criterion that moves boundary b with the fewest grades, then the least weight. */
static struct flip by_grade(const struct verdict_run *run, size_t i, size_t b, const double *w)
{
	const struct standard *s = run->standard;
	double lambda = (s->lambda_lo + s->lambda_hi) / 2, sum = 0;
	struct flip f = { .kind = FLIP_NONE };
	int steps = GRADES;
	for (size_t j = 0; j < s->m; j++)
		sum += supports(of(run, i, j), s->boundary[b * s->m + j]) ? w[j] : 0;
	bool up = sum < lambda - OUTRANK_EPS;
	for (size_t j = 0; j < s->m; j++) {
		int need = s->boundary[b * s->m + j], now = median(of(run, i, j));
		int target = up ? need : need - 1, far = abs(target - now);
		bool in = supports(of(run, i, j), need);
		bool does = up ? !in && sum + w[j] >= lambda - OUTRANK_EPS
		               : in && need > 0 && sum - w[j] < lambda - OUTRANK_EPS;
		if (does && (far < steps || (far == steps && w[j] < w[f.criterion]))) {
			steps = far;
			f = (struct flip){ .kind = FLIP_GRADE, .to = up ? (int)b + 1 : (int)b,
				           .criterion = j, .grade = now, .becomes = target };
		}
	}
	return f;
}

/* A standing veto has to fall before any coalition counts. */
static struct flip by_veto(const struct verdict_run *run, size_t i, size_t b, const struct verdict *v)
{
	size_t j = v->boundary[b].veto;
	const struct belief *x = of(run, i, j);
	return (struct flip){ .kind = FLIP_GRADE, .to = (int)b + 1, .criterion = j, .grade = x->hi,
		              .becomes = x->hi + 1 };
}

static void flips(struct arena scratch, const struct verdict_run *run, size_t i,
                  const struct weights *w, struct verdict *v)
{
	size_t n = 0, k = run->standard->k;
	size_t at = (size_t)v->point;
	if (at + 1 < k && v->boundary[at].vetoed) {
		v->flip[n++] = by_veto(run, i, at, v);
	} else if (at + 1 < k) {
		v->flip[n++] = by_weight(scratch, run, i, at, w);
		v->flip[n++] = by_grade(run, i, at, w->start);
	}
	if (at > 0) {
		v->flip[n++] = by_weight(scratch, run, i, at - 1, w);
		v->flip[n++] = by_grade(run, i, at - 1, w->start);
	}
}

bool verdict_all(struct arena *keep, const struct verdict_run *run, struct verdicts *out,
                 struct pt_err *e)
{
	const struct standard *s = run->standard;
	struct problem draw = verdict_problem(keep, run, M_SMAA_TRI);
	struct problem exact = verdict_problem(keep, run, M_ROBUST_SORT);
	struct solution drawn, robust;
	struct weights w;
	if (!weights_of(keep, &draw, &w, e) || !problem_solve(keep, &draw, &drawn, e) ||
	    !problem_solve(keep, &exact, &robust, e))
		return false;
	*out = (struct verdicts){ NEW(keep, struct verdict, run->n), w.start, drawn.draws };
	for (size_t i = 0; i < run->n; i++) {
		struct verdict *v = &out->of[i];
		*v = (struct verdict){ .acceptability = drawn.of[i].acceptability, .se = drawn.of[i].se,
			               .possible = robust.of[i].possible,
			               .necessary = robust.of[i].necessary, .ceiling = draw.ceiling[i],
			               .boundary = NEW(keep, struct boundary_view, s->k - 1) };
		view(keep, run, i, w.start, v);
		flips(*keep, run, i, &w, v);
	}
	return true;
}
