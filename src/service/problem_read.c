/* SPDX-License-Identifier: Apache-2.0
 *
 * problem_read.c - petrin.problem/1: the members, and whether they hold together
 */
#include "service/problem_inside.h"

#include <math.h>
#include <string.h>

int problem_word(struct json *j, const char *const *words, size_t n)
{
	struct str s = json_text(j);
	for (size_t i = 0; i < n; i++)
		if (str_is(s, words[i]))
			return (int)i;
	char given[64] = "";
	if (s.n < sizeof given && s.n)
		memcpy(given, s.p, s.n);
	const char *near = str_nearest(given, words, n);
	json_fail(j, "\"%.60s\" is not known here%s%s%s", given, near ? " (did you mean \"" : "",
	          near ? near : "", near ? "\"?)" : "");
	return 0;
}

void problem_range(struct json *j, double *lo, double *hi)
{
	if (json_peek(j) != JSON_ARRAY) {
		*lo = *hi = json_number(j);
		return;
	}
	double v[2] = { 0 };
	size_t n = 0;
	json_array(j);
	while (json_more(j)) {
		double x = json_number(j);
		if (n < 2)
			v[n] = x;
		n++;
	}
	if (json_ok(j) && (n != 2 || v[0] > v[1]))
		json_fail(j, "expected a number or [low, high]");
	*lo = v[0], *hi = v[1];
}

static double *no_thresholds(struct arena *a)
{
	double *v = NEW(a, double, MOST * MOST);
	for (size_t i = 0; i < MOST * MOST; i++)
		v[i] = NAN;
	return v;
}

/* One threshold for all boundaries, a list with one per boundary, or null. */
static void threshold(struct reading *r, size_t criterion, int which)
{
	if (json_null(r->j))
		return;
	if (!r->has[which])
		r->limit[which] = no_thresholds(r->a);
	double *to = &r->limit[which][criterion * MOST];
	r->has[which] = true;
	if (json_peek(r->j) != JSON_ARRAY) {
		double v = json_number(r->j);
		for (size_t h = 0; h < MOST; h++)
			to[h] = v;
		return;
	}
	json_array(r->j);
	for (size_t h = 0; json_more(r->j); h++) {
		double v = json_null(r->j) ? NAN : json_number(r->j);
		if (h >= MOST) {
			json_fail(r->j, "too many thresholds");
			return;
		}
		to[h] = v;
	}
}

static void read_criterion(struct reading *r)
{
	static const char *const keys[] = { "id", "direction", "weight", "scale", "q", "p", "v" };
	static const char *const directions[] = { "max", "min" };
	struct criterion_spec *c = &r->pb->criterion[r->pb->m];
	struct str key;
	if (r->pb->m >= MOST) {
		json_fail(r->j, "more than %d criteria", MOST);
		return;
	}
	*c = (struct criterion_spec){ .t = 1, .w_lo = NAN, .w_hi = NAN, .scale_lo = NAN, .scale_hi = NAN };
	json_object(r->j);
	while (json_key(r->j, &key)) {
		if (str_is(key, "id")) {
			struct str id = json_text(r->j);
			c->id = arena_strn(r->a, id.p, id.n);
			if (json_ok(r->j) && !map_add(&r->criteria, str_of(c->id), (uint32_t)r->pb->m))
				json_fail(r->j, "criterion \"%.60s\" is there twice", c->id);
		} else if (str_is(key, "direction")) {
			c->t = problem_word(r->j, directions, 2) == 0 ? 1 : -1;
		} else if (str_is(key, "weight")) {
			problem_range(r->j, &c->w_lo, &c->w_hi);
		} else if (str_is(key, "scale")) {
			problem_range(r->j, &c->scale_lo, &c->scale_hi);
		} else if (str_is(key, "q") || str_is(key, "p") || str_is(key, "v")) {
			threshold(r, r->pb->m, key.p[0] == 'q' ? 0 : key.p[0] == 'p' ? 1 : 2);
		} else {
			json_fail(r->j, "unknown member \"%.*s\" of a criterion (known: %s, %s, %s, ...)",
			          (int)(key.n > 60 ? 60 : key.n), key.p, keys[0], keys[1], keys[2]);
		}
	}
	if (json_ok(r->j) && c->id == NULL)
		json_fail(r->j, "a criterion has no \"id\"");
	r->pb->m++;
}

static void read_categories(struct reading *r)
{
	size_t cap = 0;
	r->categories = true;
	json_array(r->j);
	while (json_more(r->j)) {
		struct str s = json_text(r->j);
		*PUSH(r->a, r->pb->category, r->pb->k, cap) = arena_strn(r->a, s.p, s.n);
	}
	if (json_ok(r->j) && (r->pb->k < 2 || r->pb->k > MOST))
		json_fail(r->j, "expected between 2 and %d categories", MOST);
}

static bool postpone(struct reading *r, struct str key)
{
	static const char *const parts[PARTS] = { "alternatives", "profiles", "vetoes", "dictators",
		                                 "weight_order", "weight_samples", "comparisons" };
	for (int p = 0; p < PARTS; p++) {
		if (str_is(key, parts[p])) {
			json_peek(r->j);
			r->part[p] = r->j->value_pos + 1;
			json_skip(r->j);
			return true;
		}
	}
	return false;
}

static void member(struct reading *r, struct str key)
{
	static const char *const rules[] = { "pessimistic", "optimistic" };
	static const char *const majorities[] = { "plain", "V", "D", "v", "d", "dV", "Dv", "dv" };
	static const char *const norms[] = { "default", "none", "sum", "minmax", "vector" };
	struct problem *pb = r->pb;
	if (str_is(key, "schema")) {
		struct str s = json_text(r->j);
		if (json_ok(r->j) && !str_is(s, "petrin.problem/1"))
			json_fail(r->j, "expected schema petrin.problem/1");
	} else if (str_is(key, "method")) {
		r->method = true;
		pb->method = (enum method)problem_word(r->j, method_name, METHODS);
	} else if (str_is(key, "criteria")) {
		json_array(r->j);
		while (json_more(r->j))
			read_criterion(r);
	} else if (str_is(key, "categories")) {
		read_categories(r);
	} else if (str_is(key, "lambda")) {
		r->lambda = true;
		problem_range(r->j, &pb->lambda_lo, &pb->lambda_hi);
		if (json_ok(r->j) && !(pb->lambda_lo > 0))
			json_fail(r->j, "expected a positive number or [low, high]");
	} else if (str_is(key, "rule")) {
		r->rule = true;
		pb->rule = (enum rule)problem_word(r->j, rules, COUNT(rules));
	} else if (str_is(key, "majority")) {
		r->majority = true;
		pb->majority = (enum majority)problem_word(r->j, majorities, COUNT(majorities));
	} else if (str_is(key, "normalisation")) {
		r->norm = true;
		pb->norm = (enum normalisation)problem_word(r->j, norms, COUNT(norms));
	} else if (str_is(key, "vikor_v")) {
		r->vikor_v = true;
		pb->vikor_v = json_number(r->j);
		if (json_ok(r->j) && !(pb->vikor_v >= 0 && pb->vikor_v <= 1))
			json_fail(r->j, "expected a number from 0 to 1");
	} else if (str_is(key, "draws") || str_is(key, "seed")) {
		int64_t n = json_int(r->j);
		r->draws = true;
		if (json_ok(r->j) && (n < 0 || n > 100000000 || (n == 0 && key.p[0] == 'd')))
			json_fail(r->j, "expected a whole number up to 100,000,000");
		*(key.p[0] == 'd' ? &pb->draws : &pb->seed) = (uint64_t)n;
	} else if (!postpone(r, key)) {
		json_fail(r->j, "unknown member \"%.*s\"", (int)(key.n > 60 ? 60 : key.n), key.p);
	}
}

/* A field the method does not use would be silently ignored elsewhere; here it is an error. */
static bool only_used_fields(const struct reading *r, struct pt_err *e)
{
	enum method m = r->pb->method;
	bool tri = m == M_ELECTRE_TRI || m == M_SMAA_TRI, robust = m == M_ROBUST_SORT;
	bool mr = m == M_MR_SORT || robust, sorts = tri || mr, iii = m == M_ELECTRE_III;
	bool draws = m == M_SMAA_2 || m == M_SMAA_TRI;
	const struct { const char *name; bool given, used; } field[] = {
		{ "categories", r->categories, sorts },       { "profiles", r->part[PROFILES], sorts },
		{ "lambda", r->lambda, sorts || iii },               { "rule", r->rule, tri || robust },
		{ "majority", r->majority, mr },              { "vetoes", r->part[VETOES], mr },
		{ "dictators", r->part[DICTATORS], mr },      { "q", r->has[0], tri || iii || m == M_PROMETHEE },
		{ "p", r->has[1], tri || iii || m == M_PROMETHEE }, { "v", r->has[2], tri || iii },
		{ "normalisation", r->norm, m == M_TOPSIS || m == M_WEIGHTED_SUM },
		{ "vikor_v", r->vikor_v, m == M_VIKOR },      { "draws or seed", r->draws, draws },
		{ "weight_order", r->part[ORDER], draws || robust },
		{ "weight_samples", r->part[SAMPLES], draws },
		{ "comparisons", r->part[COMPARISONS], m == M_AHP },
	};
	for (size_t i = 0; i < COUNT(field); i++)
		if (field[i].given && !field[i].used)
			return pt_fail(e, PT_INVALID, "method %s does not use \"%s\"", method_name[m], field[i].name);
	if (m != M_SMAA_TRI && !robust && (sorts || iii) && r->pb->lambda_lo != r->pb->lambda_hi && r->lambda)
		return pt_fail(e, PT_INVALID, "method %s needs one lambda, not a range", method_name[m]);
	for (size_t j = 0; j < r->pb->m; j++)
		if (isnan(r->pb->criterion[j].w_lo) != (m == M_AHP || r->part[SAMPLES]))
			return pt_fail(e, PT_INVALID, isnan(r->pb->criterion[j].w_lo) ?
			               "criterion \"%s\" has no \"weight\"" :
			               "criterion \"%s\": this method or \"weight_samples\" leaves no "
			               "place for \"weight\"", r->pb->criterion[j].id);
	if (sorts && !(r->categories && r->part[PROFILES] && r->lambda))
		return pt_fail(e, PT_INVALID, "method %s needs categories, profiles and lambda", method_name[m]);
	return true;
}

static void spread_thresholds(struct reading *r)
{
	struct problem *pb = r->pb;
	double **to[3] = { &pb->q, &pb->p, &pb->v };
	size_t nb = pb->k > 1 ? pb->k - 1 : 1;
	for (int t = 0; t < 3; t++) {
		if (!r->has[t])
			continue;
		*to[t] = NEW(r->a, double, nb * pb->m);
		for (size_t h = 0; h < nb; h++)
			for (size_t j = 0; j < pb->m; j++)
				(*to[t])[h * pb->m + j] = r->limit[t][j * MOST + h];
	}
}

/* The weights of MR-Sort in the literature need not sum to 1: lambda is meant in their unit. */
static void lambda_in_shares(struct problem *pb)
{
	double sum = 0;
	for (size_t j = 0; j < pb->m; j++)
		sum += pb->criterion[j].w_lo;
	if (pb->method == M_MR_SORT && sum > 0)
		pb->lambda_lo = pb->lambda_hi = pb->lambda_lo / sum;
	for (size_t j = 0; pb->weight_samples != NULL && j < pb->m; j++)
		pb->criterion[j].w_lo = 0, pb->criterion[j].w_hi = 1;
}

static bool read_problem(struct reading *r, struct pt_err *e)
{
	struct str key;
	json_object(r->j);
	while (json_key(r->j, &key))
		member(r, key);
	if (!json_done(r->j) || !only_used_fields(r, e))
		return false;
	if (!r->method)
		return pt_fail(e, PT_INVALID, "a problem needs \"method\"");
	if (r->pb->m == 0 || r->part[ALTERNATIVES] == 0)
		return pt_fail(e, PT_INVALID, "a problem needs \"criteria\" and \"alternatives\"");
	problem_alternatives(r);
	if (json_ok(r->j))
		problem_order(r);
	if (json_ok(r->j) && r->pb->k > 1) {
		problem_table(r, PROFILES, &r->pb->profile);
		problem_table(r, VETOES, &r->pb->veto);
		problem_table(r, DICTATORS, &r->pb->dictator);
	}
	if (json_ok(r->j))
		problem_samples(r);
	if (json_ok(r->j))
		problem_comparisons(r);
	spread_thresholds(r);
	lambda_in_shares(r->pb);
	return json_ok(r->j);
}

bool problem_read(struct arena *job, struct str text, const char *file, struct problem *pb,
                  struct pt_err *e)
{
	struct json j;
	struct reading r = { .a = job, .j = &j, .pb = pb, .criteria = map_in(job) };
	*pb = (struct problem){ .lambda_lo = NAN, .lambda_hi = NAN, .vikor_v = 0.5, .draws = 100000,
		                .seed = 1 };
	pb->criterion = NEW(job, struct criterion_spec, MOST);
	json_of(&j, job, text, file, e);
	return read_problem(&r, e);
}
