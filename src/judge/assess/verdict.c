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

/* The same for a dictator: strong evidence leaves no worse grade.  What gives a better class also
 * gives the ones below it. */
static bool dictated(const struct verdict_run *run, size_t i, size_t b, size_t *which)
{
	const struct standard *s = run->standard;
	for (size_t h = b; h + 1 < s->k; h++)
		for (size_t j = 0; j < s->m; j++)
			if (of(run, i, j)->lo >= s->dictator[h * s->m + j]) {
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

static int floor_of(const struct verdict_run *run, size_t i)
{
	size_t which;
	for (size_t b = run->standard->k - 1; b-- > 0;)
		if (dictated(run, i, b, &which))
			return (int)b + 1;
	return 0;
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
		              .draws = run->draws, .seed = run->seed, .progress = run->progress };
	pb.criterion = NEW(keep, struct criterion_spec, m);
	pb.value = NEW(keep, struct value, n * m);
	pb.profile = NEW(keep, double, (s->k - 1) * m);
	int *top = NEW(keep, int, n), *bottom = NEW(keep, int, n);
	for (size_t j = 0; j < m; j++)
		pb.criterion[j] = (struct criterion_spec){ s->criterion[j], 1, s->w_lo[j], s->w_hi[j],
			                                   0, GRADES - 1 };
	for (size_t i = 0; i < (s->k - 1) * m; i++)
		pb.profile[i] = s->boundary[i];
	for (size_t i = 0; i < n; i++) {
		top[i] = ceiling(run, i);
		bottom[i] = floor_of(run, i);
		for (size_t j = 0; j < m; j++) {
			const struct belief *b = of(run, i, j);
			pb.value[i * m + j] = method == M_SMAA_TRI
			        ? likely(keep, b)
			        : (struct value){ .kind = V_INTERVAL, .a = b->lo, .b = b->hi };
		}
	}
	if (method == M_SMAA_TRI) {
		pb.ceiling = top, pb.floor = bottom;
		return pb;
	}
	pb.majority = MAJORITY_V;
	pb.veto = NEW(keep, double, (s->k - 1) * m);
	for (size_t j = 0; j < m; j++) { /* of a lower boundary: holds for the higher ones, too */
		int worst = NO_VETO;
		for (size_t b = 0; b + 1 < s->k; b++) {
			worst = s->veto[b * m + j] > worst ? s->veto[b * m + j] : worst;
			pb.veto[b * m + j] = worst == NO_VETO ? (double)NAN : (double)worst;
		}
	}
	return pb;
}

static double chance_of(const struct belief *b, int grade)
{
	double p = 0;
	for (int g = grade; g < GRADES; g++)
		p += b->chance[g];
	return p;
}

/* The likelier side of each cut: the largest grade that is reached with at least one half. */
static int median(const struct belief *b)
{
	int g = GRADES - 1;
	while (g > 0 && chance_of(b, g) < 0.5 - OUTRANK_EPS)
		g--;
	return g;
}

static enum side side_of(const struct belief *b, int need)
{
	unsigned above = (unsigned)GRADE_ANY << need & GRADE_ANY;
	double sure[2] = { 0 };
	for (unsigned set = 1; set < GRADE_ANY; set++)
		if ((set & above) == set || (set & above) == 0)
			sure[(set & above) == set] += b->on[set];
	if (fabs(sure[1] - sure[0]) <= OUTRANK_EPS)
		return SIDE_OPEN;
	return sure[1] > sure[0] ? SIDE_FOR : SIDE_AGAINST;
}

/* 1 - belief that is wholly below. */
static double plausibility(const struct belief *b, int need)
{
	unsigned above = (unsigned)GRADE_ANY << need & GRADE_ANY;
	double below = 0;
	for (unsigned set = 1; set < GRADE_ANY; set++)
		below += (set & above) == 0 ? b->on[set] : 0;
	return 1 - below;
}

static double middle(const struct standard *s)
{
	return (s->lambda_lo + s->lambda_hi) / 2;
}

static void view(struct arena *keep, const struct verdict_run *run, size_t i, const double *w,
                 struct verdict *v)
{
	const struct standard *s = run->standard;
	v->point = 0;
	for (size_t b = 0; b + 1 < s->k; b++) {
		struct boundary_view *q = &v->boundary[b];
		q->side = NEW(keep, enum side, s->m);
		q->reach = NEW(keep, double, s->m);
		q->vetoed = vetoed(run, i, b, &q->veto);
		q->dictated = dictated(run, i, b, &q->dictator);
		for (size_t j = 0; j < s->m; j++) {
			const struct belief *x = of(run, i, j);
			int need = s->boundary[b * s->m + j];
			q->side[j] = side_of(x, need);
			q->reach[j] = chance_of(x, need);
			q->plausible += w[j] * plausibility(x, need);
			q->weight[q->side[j]] += w[j];
			q->support += w[j] * q->reach[j];
			q->certain += x->lo >= need ? w[j] : 0;
			q->lost += x->hi < need ? w[j] : 0;
		}
		if ((q->dictated || q->support >= middle(s) - OUTRANK_EPS) && !q->vetoed)
			v->point = (int)b + 1;
	}
}

/* Criteria by what they bring, most first; equals keep their order. */
static int by_most(const void *a, const void *b, void *ctx)
{
	const double *by = ctx;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return by[x] != by[y] ? (by[x] < by[y]) - (by[x] > by[y]) : (x > y) - (x < y);
}

static uint32_t *sorted(struct arena *a, double *by, size_t m)
{
	uint32_t *v = NEW(a, uint32_t, m);
	for (size_t j = 0; j < m; j++)
		v[j] = (uint32_t)j;
	qsort_r(v, m, sizeof *v, by_most, by);
	return v;
}

/* Least weight that has to move for boundary b to be reached (up) or lost: from the criteria that
 * do least for it to the one that does most.  None when not even all of it would do. */
static bool by_weight(struct arena scratch, const struct verdict_run *run, const struct boundary_view *q,
                      const struct weights *w, bool up, struct flip *f)
{
	const struct standard *s = run->standard;
	double missing = fabs(middle(s) - q->support) + (up ? 0 : 2 * OUTRANK_EPS), most = 0, best;
	double *worth = NEW(&scratch, double, s->m);
	for (size_t j = 0; j < s->m; j++)
		worth[j] = up ? q->reach[j] : 1 - q->reach[j];
	const uint32_t *giver = sorted(&scratch, worth, s->m);
	f->kind = FLIP_WEIGHT;
	f->towards = giver[0];
	for (size_t k = s->m; k-- > 1 && missing > 0;) {
		size_t j = giver[k];
		double gain = worth[f->towards] - worth[j], part = gain > 0 ? missing / gain : INFINITY;
		part = part < w->start[j] ? part : w->start[j];
		if (part > most)
			most = part, f->from = j;
		f->weight += part;
		missing -= part * gain;
		if (missing < OUTRANK_EPS)
			missing = 0;
	}
	f->accepted = weights_max(scratch, w, worth, NULL, 0, &best) &&
	              (up ? best >= middle(s) - OUTRANK_EPS : 1 - best < middle(s) - OUTRANK_EPS);
	return missing <= 0;
}

/* The fewest criteria that, found for sure to be on the other side, move the boundary.  Of single
 * ones the one that takes the fewest grades, then the lightest. */
static bool by_grade(struct arena *keep, const struct verdict_run *run, size_t i, size_t b,
                     const struct boundary_view *q, const double *w, bool up, struct flip *f)
{
	const struct standard *s = run->standard;
	double missing = fabs(middle(s) - q->support) + (up ? -OUTRANK_EPS : 2 * OUTRANK_EPS), sum = 0;
	double *gain = NEW(keep, double, s->m);
	int fewest = GRADES;
	for (size_t j = 0; j < s->m; j++)
		gain[j] = up ? w[j] * (1 - q->reach[j])
		             : s->boundary[b * s->m + j] > 0 ? w[j] * q->reach[j] : 0; /* nothing is below poor */
	f->kind = FLIP_GRADE;
	f->criterion = sorted(keep, gain, s->m);
	while (f->criteria < s->m && sum < missing)
		sum += gain[f->criterion[f->criteria++]];
	for (size_t j = 0; j < s->m && f->criteria == 1; j++) {
		int far = abs(s->boundary[b * s->m + j] - !up - median(of(run, i, j)));
		if (gain[j] < missing || far > fewest ||
		    (far == fewest && w[j] >= w[f->criterion[0]]))
			continue;
		fewest = far;
		f->criterion[0] = (uint32_t)j;
	}
	f->grade = median(of(run, i, f->criterion[0]));
	f->becomes = s->boundary[b * s->m + f->criterion[0]] - !up;
	return sum >= missing && f->becomes >= 0;
}

/* Criteria whose hard rule stands for boundary b; the first one's grade, and the one that ends it. */
static void by_rule(struct arena *keep, const struct verdict_run *run, size_t i, size_t b, bool veto,
                    struct flip *f)
{
	const struct standard *s = run->standard;
	size_t from = veto ? 0 : b, end = veto ? b + 1 : s->k - 1;
	f->kind = veto ? FLIP_VETO : FLIP_DICTATOR;
	f->criterion = NEW(keep, uint32_t, s->m);
	for (size_t j = 0; j < s->m; j++) {
		const struct belief *x = of(run, i, j);
		int at = veto ? NO_VETO : NO_DICTATOR;
		for (size_t h = from; h < end; h++) {
			int rule = veto ? s->veto[h * s->m + j] : s->dictator[h * s->m + j];
			at = veto == (rule > at) ? rule : at;
		}
		if (veto ? at == NO_VETO || x->hi > at : x->lo < at)
			continue;
		if (f->criteria == 0)
			f->grade = veto ? x->hi : x->lo, f->becomes = veto ? at + 1 : at - 1;
		f->criterion[f->criteria++] = (uint32_t)j;
	}
}

static void flips(struct arena *keep, const struct verdict_run *run, size_t i,
                  const struct weights *w, struct verdict *v)
{
	int k = (int)run->standard->k;
	for (int step = 1; step >= -1; step -= 2) {
		bool up = step > 0;
		int to = v->point + step;
		if (to < 0 || to >= k)
			continue;
		size_t b = (size_t)(up ? v->point : to);
		const struct boundary_view *q = &v->boundary[b];
		struct flip f = { .to = to };
		bool reached = q->support >= middle(run->standard) - OUTRANK_EPS;
		if (up ? q->vetoed : q->dictated) {
			by_rule(keep, run, i, b, up, &f);
			v->flip[v->flips++] = f;
			if (reached == up)
				continue;
		}
		f = (struct flip){ .to = to };
		if (by_weight(*keep, run, q, w, up, &f))
			v->flip[v->flips++] = f;
		f = (struct flip){ .to = to };
		if (by_grade(keep, run, i, b, q, w->start, up, &f))
			v->flip[v->flips++] = f;
	}
}

/* Adds what open dictators could give, and open vetoes take from that. */
static void with_dictators(const struct verdict_run *run, size_t i, struct arena scratch, struct verdict *v)
{
	const struct standard *s = run->standard;
	bool *out = NEW(&scratch, bool, s->k), *may_give = NEW(&scratch, bool, s->k);
	bool *may_take = NEW(&scratch, bool, s->k);
	size_t count = 0;
	may_give[v->floor] = may_take[v->ceiling] = true;
	for (size_t b = 0; b + 1 < s->k; b++)
		for (size_t j = 0; j < s->m; j++) {
			const struct belief *x = of(run, i, j);
			may_give[b + 1] |= (int)b + 1 > v->floor && x->hi >= s->dictator[b * s->m + j];
			may_take[b] |= (int)b < v->ceiling && x->lo <= s->veto[b * s->m + j];
		}
	for (size_t q = 0; q < s->k * s->k * s->k; q++) {
		size_t c = q % s->k, f = q / s->k % s->k, top = q / s->k / s->k, up = f > c ? f : c;
		if (v->possible[c] && may_give[f] && may_take[top])
			out[up > top ? top : up] = true;
	}
	for (size_t h = 0; h < s->k; h++) {
		v->possible[h] = out[h];
		count += out[h];
		v->necessary = out[h] ? (int)h : v->necessary;
	}
	v->necessary = count == 1 ? v->necessary : -1;
}

static bool has_dictators(const struct standard *s)
{
	for (size_t q = 0; q < (s->k - 1) * s->m; q++)
		if (s->dictator[q] != NO_DICTATOR)
			return true;
	return false;
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
			               .floor = draw.floor[i],
			               .boundary = NEW(keep, struct boundary_view, s->k - 1) };
		if (has_dictators(s))
			with_dictators(run, i, *keep, v);
		view(keep, run, i, w.start, v);
		v->undecided = v->acceptability[0] > 0 && !v->boundary[0].vetoed &&
		               v->boundary[0].plausible >= middle(s) - OUTRANK_EPS;
		flips(keep, run, i, &w, v);
	}
	return true;
}
