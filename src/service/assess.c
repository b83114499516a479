/* SPDX-License-Identifier: Apache-2.0
 *
 * assess.c - every supplier of a workspace judged by one profile
 */
#include "service/assess.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "base/map.h"
#include "service/assess_inside.h"
#include "service/load.h"

static size_t criterion_of(const struct model *m, const char *id)
{
	for (size_t j = 0; j < m->criteria; j++)
		if (strcmp(m->criterion[j].id, id) == 0)
			return j;
	return m->criteria;
}

static bool named(const struct model *m, const struct profile *p, const char *id, size_t *at,
                  struct pt_err *e)
{
	const char *ids[256];
	*at = criterion_of(m, id);
	if (*at < m->criteria)
		return true;
	for (size_t j = 0; j < m->criteria && j < COUNT(ids); j++)
		ids[j] = m->criterion[j].id;
	const char *near = str_nearest(id, ids, m->criteria < COUNT(ids) ? m->criteria : COUNT(ids));
	return pt_fail(e, PT_INVALID, "profile %s names criterion \"%s\", which the workspace does not "
	               "have%s%s%s", p->id, id, near ? " (did you mean \"" : "", near ? near : "",
	               near ? "\"?)" : "");
}

struct rules {
	int none;
	const int **grade;
	const char ***because;
};

/* The list of vetoes or dictators of a profile as a table, boundary by criterion. */
static bool rules(struct arena *keep, struct assessment *x, const struct yaml_list *list, struct rules to,
                  struct pt_err *e)
{
	size_t m = x->standard.m, n = (x->standard.k - 1) * m, j;
	const struct profile_rule *v = list->v;
	int *grade = NEW(keep, int, n);
	const char **because = NEW(keep, const char *, n);
	for (size_t i = 0; i < n; i++)
		grade[i] = to.none;
	for (size_t i = 0; i < list->n; i++) {
		if (!named(&x->model, x->profile, v[i].criterion, &j, e))
			return false;
		size_t at = ((size_t)profile_class(x->profile, v[i].class) - 1) * m + j;
		grade[at] = v[i].grade;
		because[at] = v[i].because;
	}
	*to.grade = grade;
	*to.because = because;
	return true;
}

static bool boundaries(struct arena *keep, struct assessment *x, struct pt_err *e)
{
	const struct model *m = &x->model;
	const struct profile *p = x->profile;
	struct standard *s = &x->standard;
	int *need = NEW(keep, int, (s->k - 1) * s->m);
	const struct profile_boundary *b = p->boundaries.v;
	size_t j;
	for (size_t h = 0; h + 1 < s->k; h++) {
		const struct profile_grade *other = b[h].except.v;
		for (j = 0; j < s->m; j++) {
			need[h * s->m + j] = b[h].grade;
		}
		for (size_t i = 0; i < b[h].except.n; i++) {
			if (!named(m, p, other[i].criterion, &j, e))
				return false;
			need[h * s->m + j] = other[i].grade;
		}
	}
	s->boundary = need;
	return rules(keep, x, &p->vetoes, (struct rules){ NO_VETO, &s->veto, &x->because }, e) &&
	       rules(keep, x, &p->dictators, (struct rules){ NO_DICTATOR, &s->dictator, &x->because_given }, e);
}

static bool weights(struct arena *keep, const struct model *m, const struct profile *p,
                    struct standard *s, struct pt_err *e)
{
	double *lo = NEW(keep, double, s->m), *hi = NEW(keep, double, s->m);
	const struct profile_weight *w = p->weights.v;
	const struct yaml_list *line = p->order.v;
	size_t j, before, cap = 0;
	for (j = 0; j < s->m; j++) {
		lo[j] = m->criterion[j].w_lo;
		hi[j] = m->criterion[j].w_hi;
	}
	for (size_t i = 0; i < p->weights.n; i++) {
		if (!named(m, p, w[i].criterion, &j, e))
			return false;
		lo[j] = w[i].weight.lo, hi[j] = w[i].weight.hi;
	}
	s->order = NULL, s->orders = 0;
	for (size_t i = 0; i < p->order.n; i++)
		for (size_t k = 0; k < line[i].n; k++) {
			before = j;
			if (!named(m, p, ((const char **)line[i].v)[k], &j, e))
				return false;
			if (k > 0) {
				uint32_t(*pair)[2] = PUSH(keep, s->order, s->orders, cap);
				(*pair)[0] = (uint32_t)before, (*pair)[1] = (uint32_t)j;
			}
		}
	s->w_lo = lo, s->w_hi = hi;
	return true;
}

static bool standard_of(struct arena *keep, struct assessment *x, struct pt_err *e)
{
	const struct model *m = &x->model;
	const struct profile *p = x->profile;
	struct standard *s = &x->standard;
	*s = (struct standard){ .m = m->criteria, .k = p->classes.n, .class = p->classes.v,
		                .criterion = NEW(keep, const char *, m->criteria),
		                .lambda_lo = p->lambda.lo, .lambda_hi = p->lambda.hi };
	for (size_t j = 0; j < m->criteria; j++)
		s->criterion[j] = m->criterion[j].id;
	if (m->criteria == 0)
		return pt_fail(e, PT_USAGE, "the workspace has no criteria on this day");
	return boundaries(keep, x, e) && weights(keep, m, p, s, e);
}

static void summarise(struct assessment *x, size_t i)
{
	const struct model *m = &x->model;
	for (size_t c = 0; c < m->considerations; c++) {
		struct assess_consideration *out = &x->consideration[i * m->considerations + c];
		double sum = 0;
		for (size_t j = 0; j < m->criteria; j++) {
			if (m->criterion[j].consideration != c)
				continue;
			const struct belief *b = &x->belief[i * m->criteria + j];
			double w = x->verdicts.weight[j];
			sum += w;
			out->unknown += w * b->unknown;
			for (int g = 0; g < GRADES; g++)
				out->grade[g] += w * b->grade[g];
			out->evidence += x->evidence[i * m->criteria + j].n;
		}
		for (int g = 0; g < GRADES && sum > 0; g++)
			out->grade[g] /= sum;
		out->unknown = sum > 0 ? out->unknown / sum : 1;
	}
}

static bool find_supplier(const struct model *m, const char *name, const struct supplier **out,
                          struct pt_err *e)
{
	const char *ids[512];
	size_t n = 0;
	for (size_t i = 0; i < m->suppliers; i++) {
		*out = &m->supplier[i];
		if (strcasecmp((*out)->id, name) == 0 || strcasecmp((*out)->name, name) == 0)
			return true;
		if (n < COUNT(ids))
			ids[n++] = (*out)->id;
	}
	const char *near = str_nearest(name, ids, n);
	return pt_fail(e, PT_USAGE, "there is no supplier \"%.60s\"%s%s%s", name,
	               near ? " (did you mean \"" : "", near ? near : "", near ? "\"?)" : "");
}

static bool choose(struct arena *keep, const struct assess_request *rq, struct assessment *x,
                   struct pt_err *e)
{
	const struct model *m = &x->model;
	const char *want = rq->profile ? rq->profile : "baseline", *ids[64];
	size_t n = 0;
	for (size_t i = 0; i < m->profiles; i++) {
		if (strcmp(m->profile[i].id, want) == 0)
			x->profile = &m->profile[i];
		if (n < COUNT(ids))
			ids[n++] = m->profile[i].id;
	}
	if (x->profile == NULL) {
		const char *near = str_nearest(want, ids, n);
		return pt_fail(e, PT_USAGE, "there is no profile \"%.60s\"%s%s%s", want,
		               near ? " (did you mean \"" : "", near ? near : "", near ? "\"?)" : "");
	}
	x->n = rq->suppliers ? rq->suppliers : m->suppliers;
	x->subject = NEW(keep, const struct supplier *, x->n);
	for (size_t i = 0; i < x->n; i++) {
		x->subject[i] = rq->suppliers ? NULL : &m->supplier[i];
		if (rq->suppliers && !find_supplier(m, rq->supplier[i], &x->subject[i], e))
			return false;
	}
	return true;
}

static void drawn(uint64_t done, uint64_t draws)
{
	log_progress("draws", done < draws ? done : draws, draws);
}

static bool judge_model(struct arena *keep, const struct assess_request *rq, struct assessment *x,
                        struct pt_err *e)
{
	const struct model *m = &x->model;
	if (rq->draws > ASSESS_MOST_DRAWS)
		return pt_fail(e, PT_USAGE, "at most %d draws, not %llu", ASSESS_MOST_DRAWS,
		               (unsigned long long)rq->draws);
	if (!standard_of(keep, x, e))
		return false;
	const char **ids = NEW(keep, const char *, x->n);
	x->belief = NEW(keep, struct belief, x->n * m->criteria);
	x->evidence = NEW(keep, struct assess_items, x->n * m->criteria);
	x->context = NEW(keep, struct assess_items, x->n);
	x->consideration = NEW(keep, struct assess_consideration, x->n * m->considerations);
	x->seed = rq->seed ? rq->seed : 1;
	for (size_t i = 0; i < x->n; i++)
		ids[i] = x->subject[i]->id;
	assess_gather(keep, x);
	struct verdict_run run = { &x->standard, ids, x->belief, x->n,
		                   rq->draws ? rq->draws : ASSESS_DRAWS, x->seed, drawn };
	if (!verdict_all(keep, &run, &x->verdicts, e)) {
		pt_note(e, "profile %s", x->profile->id);
		return false;
	}
	for (size_t i = 0; i < x->n; i++)
		summarise(x, i);
	return true;
}

static bool load(struct arena *keep, struct store *s, const struct assess_request *rq,
                 struct assessment *x, struct pt_err *e)
{
	if (!load_model(keep, s, rq->day, &x->model, e) || !choose(keep, rq, x, e) ||
	    !assess_load_owners(keep, s, rq, x, e))
		return false;
	struct vulnerabilities_of of = { x->subject, x->n, rq->day };
	return !rq->vulnerabilities || vulnerabilities_load(keep, s, &of, &x->vulnerabilities, e);
}

bool service_assess(struct arena *keep, const struct assess_request *rq, struct assessment *out,
                    struct pt_err *e)
{
	struct store *s = NULL;
	*out = (struct assessment){ 0 };
	bool ok = store_open(keep, rq->workspace, STORE_READ, &s, e) && load(keep, s, rq, out, e);
	store_close(s);
	if (!ok && e && e->code != PT_USAGE)
		pt_err_file(e, rq->workspace);
	return ok && judge_model(keep, rq, out, e);
}

void service_assess_end(struct assessment *x)
{
	if (x->owners)
		ownership_close(x->owners);
	x->owners = NULL;
}

bool service_assess_model(struct arena *keep, const struct assess_request *rq, struct assessment *x,
                          struct pt_err *e)
{
	return choose(keep, rq, x, e) && judge_model(keep, rq, x, e);
}

size_t assess_likeliest(const struct assessment *x, size_t i)
{
	const struct verdict *v = &x->verdicts.of[i];
	size_t best = 0;
	for (size_t h = 1; h < x->standard.k; h++)
		if (v->acceptability[h] >= v->acceptability[best])
			best = h;
	return best;
}

const char *assess_because(const struct assessment *x, size_t b, size_t j)
{
	for (size_t h = 0; h <= b; h++) /* a veto of a lower boundary also holds for higher ones */
		if (x->because[h * x->standard.m + j])
			return x->because[h * x->standard.m + j];
	return "";
}

bool assess_is_worst(const struct assessment *x, size_t i)
{
	return assess_likeliest(x, i) == 0 && !x->verdicts.of[i].undecided;
}

const char *assess_label(const struct assessment *x, size_t i)
{
	size_t h = assess_likeliest(x, i);
	return h == 0 && !assess_is_worst(x, i) ? "undecided" : x->standard.class[h];
}

double assess_error(const struct assessment *x, size_t i)
{
	double worst = 0;
	for (size_t h = 0; h < x->standard.k; h++) {
		double se = x->verdicts.of[i].se[h];
		worst = isnan(se) || se > worst ? se : worst;
		if (isnan(worst))
			break;
	}
	return worst;
}

double assess_unknown(const struct assessment *x, size_t i)
{
	double sum = 0;
	for (size_t j = 0; j < x->model.criteria; j++)
		sum += x->verdicts.weight[j] * x->belief[i * x->model.criteria + j].unknown;
	return sum;
}

size_t assess_pieces(const struct assessment *x, size_t i)
{
	size_t n = 0;
	for (size_t j = 0; j < x->model.criteria; j++)
		n += x->evidence[i * x->model.criteria + j].n;
	return n;
}

const char *assess_because_given(const struct assessment *x, size_t b, size_t j)
{
	for (size_t h = b; h + 1 < x->standard.k; h++) /* what gives a better class also gives this one */
		if (x->because_given[h * x->standard.m + j])
			return x->because_given[h * x->standard.m + j];
	return "";
}
