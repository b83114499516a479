/* SPDX-License-Identifier: Apache-2.0
 *
 * problem.c - petrin.problem/1: a decision problem as JSON in, its answer as JSON out
 *
 * Members may come in any order, but rows of values name criteria: they are kept as places in the
 * text and read once the criteria are known.
 */
#include "service/problem.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/json.h"
#include "base/map.h"
#include "base/walls.h"
#include "judge/assess/problem.h"

enum { MOST = 256, MOST_ALTERNATIVES = 100000 };
enum part { ALTERNATIVES, PROFILES, VETOES, DICTATORS, ORDER, SAMPLES, COMPARISONS, PARTS };

struct reading {
	struct arena *a;
	struct json *j;
	struct problem *pb;
	struct map criteria;
	size_t part[PARTS]; /* where the member's value begins, plus 1; 0 = absent */
	bool lambda, rule, majority, norm, vikor_v, categories, draws;
	double *limit[3];   /* q, p, v per criterion and boundary, MOST * MOST at most */
	bool has[3];
};

static int word(struct json *j, const char *const *words, size_t n)
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

static void range(struct json *j, double *lo, double *hi)
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

/* One threshold for all boundaries, a list with one per boundary, or null. */
static void threshold(struct reading *r, size_t criterion, int which)
{
	double *to = &r->limit[which][criterion * MOST];
	if (json_null(r->j))
		return;
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
			c->t = word(r->j, directions, 2) == 0 ? 1 : -1;
		} else if (str_is(key, "weight")) {
			range(r->j, &c->w_lo, &c->w_hi);
		} else if (str_is(key, "scale")) {
			range(r->j, &c->scale_lo, &c->scale_hi);
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

/* Reads again from where a member's value began. */
static void again(struct reading *r, enum part part)
{
	struct str text = r->j->text;
	const char *file = r->j->file;
	struct pt_err *e = r->j->e;
	json_of(r->j, r->a, text, file, e);
	r->j->pos = r->part[part] - 1;
}

/* {"normal":[mean, sd]}, {"choice":[[value, probability], ...]} or {"samples":[x, ...]} */
static void distribution(struct reading *r, struct value *v)
{
	struct str key;
	double pair[2], sum = 0, *list = NULL;
	size_t n = 0, cap = 0;
	json_object(r->j);
	if (!json_key(r->j, &key))
		return;
	if (str_is(key, "normal")) {
		json_array(r->j);
		for (n = 0; json_more(r->j); n++)
			pair[n & 1] = json_number(r->j);
		if (json_ok(r->j) && (n != 2 || !(pair[1] >= 0)))
			json_fail(r->j, "expected [mean, standard deviation]");
		else if (json_ok(r->j))
			*v = (struct value){ .kind = V_NORMAL, .a = pair[0], .b = pair[1] };
	} else if (str_is(key, "choice")) {
		json_array(r->j);
		while (json_more(r->j)) {
			json_array(r->j);
			for (size_t k = 0; json_more(r->j); k++) {
				*PUSH(r->a, list, n, cap) = json_number(r->j);
				if (n % 2 == 0) {
					sum += list[n - 1];
					if (json_ok(r->j) && list[n - 1] < 0)
						json_fail(r->j, "a probability is negative");
				}
				if (k > 1)
					json_fail(r->j, "expected [value, probability]");
			}
		}
		if (json_ok(r->j) && (n % 2 || fabs(sum - 1) > 1e-6))
			json_fail(r->j, "expected [value, probability] pairs that sum to 1");
		*v = (struct value){ .kind = V_CHOICE, .list = list, .n = (uint32_t)(n / 2) };
	} else if (str_is(key, "samples")) {
		json_array(r->j);
		while (json_more(r->j))
			*PUSH(r->a, list, n, cap) = json_number(r->j);
		if (json_ok(r->j) && (n == 0 || n > UINT32_MAX))
			json_fail(r->j, "expected samples");
		*v = (struct value){ .kind = V_SAMPLES, .list = list, .n = (uint32_t)n };
	} else {
		json_fail(r->j, "expected \"normal\", \"choice\" or \"samples\"");
	}
	if (json_key(r->j, &key))
		json_fail(r->j, "expected one distribution");
}

static void uncertain(struct reading *r, struct value *v)
{
	switch (json_peek(r->j)) {
	case JSON_ARRAY:
		v->kind = V_INTERVAL;
		range(r->j, &v->a, &v->b);
		break;
	case JSON_OBJECT:
		distribution(r, v);
		break;
	default:
		*v = (struct value){ .kind = V_NUMBER, .a = json_number(r->j) };
	}
}

/* {"criterion": number or null, ...} into a row of m. */
static void row(struct reading *r, double *numbers, struct value *values)
{
	struct str key;
	json_object(r->j);
	while (json_key(r->j, &key)) {
		uint32_t c;
		if (!map_get(&r->criteria, key, &c)) {
			json_fail(r->j, "unknown criterion \"%.*s\"", (int)(key.n > 60 ? 60 : key.n), key.p);
			return;
		}
		if (json_null(r->j))
			continue;
		if (numbers)
			numbers[c] = json_number(r->j);
		else
			uncertain(r, &values[c]);
	}
}

static void read_table(struct reading *r, enum part part, double **out)
{
	size_t h = 0, m = r->pb->m;
	if (r->part[part] == 0)
		return;
	again(r, part);
	*out = NEW(r->a, double, (r->pb->k - 1) * m + 1);
	for (size_t i = 0; i < (r->pb->k - 1) * m; i++)
		(*out)[i] = NAN;
	json_array(r->j);
	for (; json_more(r->j) && h < r->pb->k - 1; h++)
		row(r, *out + h * m, NULL);
	if (json_ok(r->j) && h != r->pb->k - 1)
		json_fail(r->j, "%zu categories need %zu rows here", r->pb->k, r->pb->k - 1);
	for (size_t i = 0; json_ok(r->j) && part == PROFILES && i < h * m; i++)
		if (isnan((*out)[i]))
			json_fail(r->j, "profile %zu says nothing about %s", i / m + 1,
			          r->pb->criterion[i % m].id);
}

static void read_alternatives(struct reading *r)
{
	struct problem *pb = r->pb;
	struct map ids = map_in(r->a);
	size_t names = 0, cells = 0;
	struct str key;
	again(r, ALTERNATIVES);
	json_array(r->j);
	while (json_more(r->j)) {
		const char *id = NULL;
		while (cells < (pb->n + 1) * pb->m)
			pb->value = arena_grow(r->a, pb->value, sizeof *pb->value, pb->n * pb->m, &cells);
		json_object(r->j);
		while (json_key(r->j, &key)) {
			if (str_is(key, "id")) {
				struct str s = json_text(r->j);
				id = arena_strn(r->a, s.p, s.n);
			} else if (str_is(key, "values")) {
				row(r, NULL, &pb->value[pb->n * pb->m]);
			} else {
				json_fail(r->j, "unknown member of an alternative (known: id, values)");
			}
		}
		if (!json_ok(r->j))
			return;
		if (id == NULL || pb->n >= MOST_ALTERNATIVES || !map_add(&ids, str_of(id), 0)) {
			json_fail(r->j, "alternative %zu has no id, or one that is there twice", pb->n + 1);
			return;
		}
		*PUSH(r->a, pb->alternative, pb->n, names) = id;
	}
}

/* [["heavier", "lighter", ...], ...] */
static void read_order(struct reading *r)
{
	size_t cap = 0;
	if (r->part[ORDER] == 0)
		return;
	again(r, ORDER);
	json_array(r->j);
	while (json_more(r->j)) {
		uint32_t before = UINT32_MAX, c;
		json_array(r->j);
		for (; json_more(r->j); before = c) {
			struct str id = json_text(r->j);
			if (!map_get(&r->criteria, id, &c)) {
				json_fail(r->j, "unknown criterion in weight_order");
				return;
			}
			if (before != UINT32_MAX) {
				uint32_t(*pair)[2] = PUSH(r->a, r->pb->order, r->pb->orders, cap);
				(*pair)[0] = before, (*pair)[1] = c;
			}
		}
	}
}

/* [[w1, w2, ...], ...]: one row of weights a draw. */
static void read_samples(struct reading *r)
{
	struct problem *pb = r->pb;
	double *list = NULL;
	size_t n = 0, cap = 0;
	if (r->part[SAMPLES] == 0)
		return;
	again(r, SAMPLES);
	json_array(r->j);
	while (json_more(r->j)) {
		double sum = 0;
		json_array(r->j);
		while (json_more(r->j)) {
			double w = json_number(r->j);
			sum += w;
			*PUSH(r->a, list, n, cap) = w;
		}
		pb->weight_draws++;
		if (json_ok(r->j) && (n != pb->weight_draws * pb->m || fabs(sum - 1) > 1e-6))
			json_fail(r->j, "expected %zu weights with sum 1", pb->m);
	}
	if (json_ok(r->j) && n == 0)
		json_fail(r->j, "expected at least one row of weights");
	pb->weight_samples = list;
}

static void square(struct reading *r, double *to, size_t n)
{
	size_t got = 0;
	json_array(r->j);
	for (size_t row = 1; json_more(r->j); row++) {
		json_array(r->j);
		for (; json_more(r->j); got++) {
			double v = json_number(r->j);
			if (got < n * n)
				to[got] = v;
		}
		if (json_ok(r->j) && got != row * n)
			json_fail(r->j, "expected %zu rows of %zu comparisons", n, n);
	}
	if (json_ok(r->j) && got != n * n)
		json_fail(r->j, "expected %zu rows of %zu comparisons", n, n);
}

/* {"criteria":[[...]], "<criterion>":[[...]], ...} */
static void read_comparisons(struct reading *r)
{
	size_t n = r->pb->n, m = r->pb->m;
	struct str key;
	if (r->part[COMPARISONS] == 0)
		return;
	again(r, COMPARISONS);
	double *to = NEW(r->a, double, m * m + m * n * n);
	r->pb->pairwise = to;
	json_object(r->j);
	while (json_key(r->j, &key)) {
		uint32_t c;
		if (str_is(key, "criteria"))
			square(r, to, m);
		else if (map_get(&r->criteria, key, &c))
			square(r, to + m * m + c * n * n, n);
		else
			json_fail(r->j, "unknown criterion \"%.*s\"", (int)(key.n > 60 ? 60 : key.n), key.p);
	}
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
		pb->method = (enum method)word(r->j, method_name, METHODS);
	} else if (str_is(key, "criteria")) {
		json_array(r->j);
		while (json_more(r->j))
			read_criterion(r);
	} else if (str_is(key, "categories")) {
		read_categories(r);
	} else if (str_is(key, "lambda")) {
		r->lambda = true;
		range(r->j, &pb->lambda_lo, &pb->lambda_hi);
		if (json_ok(r->j) && !(pb->lambda_lo > 0))
			json_fail(r->j, "expected a positive number or [low, high]");
	} else if (str_is(key, "rule")) {
		r->rule = true;
		pb->rule = (enum rule)word(r->j, rules, COUNT(rules));
	} else if (str_is(key, "majority")) {
		r->majority = true;
		pb->majority = (enum majority)word(r->j, majorities, COUNT(majorities));
	} else if (str_is(key, "normalisation")) {
		r->norm = true;
		pb->norm = (enum normalisation)word(r->j, norms, COUNT(norms));
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
	if (r->pb->m == 0 || r->part[ALTERNATIVES] == 0)
		return pt_fail(e, PT_INVALID, "a problem needs \"criteria\" and \"alternatives\"");
	read_alternatives(r);
	if (json_ok(r->j))
		read_order(r);
	if (json_ok(r->j) && r->pb->k > 1) {
		read_table(r, PROFILES, &r->pb->profile);
		read_table(r, VETOES, &r->pb->veto);
		read_table(r, DICTATORS, &r->pb->dictator);
	}
	if (json_ok(r->j))
		read_samples(r);
	if (json_ok(r->j))
		read_comparisons(r);
	spread_thresholds(r);
	lambda_in_shares(r->pb);
	return json_ok(r->j);
}

static void number(struct jsonw *w, const char *key, double v)
{
	if (isnan(v))
		return;
	jsonw_key(w, key);
	jsonw_number(w, v);
}

/* {name: share} for ranks or classes, and the largest standard error. */
static void write_shares(struct jsonw *w, const struct problem *pb, const struct answer *s)
{
	size_t places = pb->k ? pb->k : pb->n;
	double se = 0;
	jsonw_key(w, "acceptability");
	jsonw_object(w);
	for (size_t p = 0; p < places; p++) {
		char rank[24];
		snprintf(rank, sizeof rank, "%zu", p + 1);
		number(w, pb->k ? pb->category[p] : rank, s->acceptability[p]);
		se = fmax(se, s->se[p]);
	}
	jsonw_object_end(w);
	number(w, "se", se);
	jsonw_key(w, "central_weights");
	jsonw_object(w);
	for (size_t p = 0; p < (pb->k ? pb->k : 1); p++) {
		if (isnan(s->central_weights[p * pb->m]))
			continue;
		if (pb->k) {
			jsonw_key(w, pb->category[p]);
			jsonw_object(w);
		}
		for (size_t j = 0; j < pb->m; j++)
			number(w, pb->criterion[j].id, s->central_weights[p * pb->m + j]);
		if (pb->k)
			jsonw_object_end(w);
	}
	jsonw_object_end(w);
	if (s->winning == NULL)
		return;
	jsonw_key(w, "winning");
	jsonw_object(w);
	for (size_t o = 0; o < pb->n; o++)
		number(w, pb->alternative[o], s->winning[o]);
	jsonw_object_end(w);
}

static void write_classes(struct jsonw *w, const struct problem *pb, const struct answer *s)
{
	jsonw_key(w, "possible");
	jsonw_array(w);
	for (size_t h = 0; h < pb->k; h++)
		if (s->possible[h])
			jsonw_text(w, pb->category[h]);
	jsonw_array_end(w);
	jsonw_key(w, "necessary");
	if (s->necessary >= 0)
		jsonw_text(w, pb->category[s->necessary]);
	else
		jsonw_null(w);
}

static void write_pairs(struct jsonw *w, const char *key, const struct problem *pb, const double *v)
{
	if (v == NULL)
		return;
	jsonw_key(w, key);
	jsonw_object(w);
	for (size_t o = 0; o < pb->n; o++)
		number(w, pb->alternative[o], v[o]);
	jsonw_object_end(w);
}

static void write_answer(struct jsonw *w, const struct problem *pb, size_t i, const struct answer *s)
{
	bool other = s->cls_other >= 0;
	jsonw_object(w);
	jsonw_key(w, "id");
	jsonw_text(w, pb->alternative[i]);
	number(w, "score", s->score);
	number(w, "confidence", s->confidence);
	number(w, "s", s->s);
	number(w, "r", s->r);
	if (s->rank > 0)
		number(w, "rank", s->rank);
	if (s->cls >= 0) {
		jsonw_key(w, "class");
		jsonw_text(w, pb->category[s->cls]);
	}
	if (other) {
		jsonw_key(w, pb->rule == RULE_PESSIMISTIC ? "class_optimistic" : "class_pessimistic");
		jsonw_text(w, pb->category[s->cls_other]);
	}
	if (s->acceptability)
		write_shares(w, pb, s);
	if (s->possible)
		write_classes(w, pb, s);
	write_pairs(w, "credibility", pb, s->credibility);
	write_pairs(w, "concordance", pb, s->concordance);
	jsonw_object_end(w);
}

static bool read_text(struct arena *job, struct str text, const char *file, struct problem *pb,
                      struct pt_err *e)
{
	struct json j;
	struct reading r = { .a = job, .j = &j, .pb = pb, .criteria = map_in(job) };
	*pb = (struct problem){ .lambda_lo = NAN, .lambda_hi = NAN, .vikor_v = 0.5, .draws = 100000,
		                .seed = 1 };
	pb->criterion = NEW(job, struct criterion_spec, MOST);
	for (int t = 0; t < 3; t++) {
		r.limit[t] = NEW(job, double, MOST * MOST);
		for (size_t i = 0; i < MOST * MOST; i++)
			r.limit[t][i] = NAN;
	}
	json_of(&j, job, text, file, e);
	return read_problem(&r, e);
}

static void write_solution(struct buf *out, const struct problem *pb, const struct solution *answer)
{
	struct jsonw w = jsonw_in(out, 2);
	jsonw_object(&w);
	jsonw_key(&w, "schema");
	jsonw_text(&w, "petrin.assess/1");
	jsonw_key(&w, "petrin");
	jsonw_text(&w, PT_VERSION);
	jsonw_key(&w, "method");
	jsonw_text(&w, method_name[pb->method]);
	jsonw_key(&w, "results");
	jsonw_array(&w);
	for (size_t i = 0; i < pb->n; i++)
		write_answer(&w, pb, i, &answer->of[i]);
	jsonw_array_end(&w);
	number(&w, "consistency", answer->consistency);
	jsonw_object_end(&w);
	buf_char(out, '\n');
}

bool service_problem(struct arena *job, struct str text, const char *file, struct buf *out,
                     struct pt_err *e)
{
	struct problem pb;
	struct solution answer;
	if (!read_text(job, text, file, &pb, e) || !problem_solve(job, &pb, &answer, e)) {
		pt_err_file(e, file);
		return false;
	}
	write_solution(out, &pb, &answer);
	return true;
}

bool service_problem_check(struct arena *job, struct str text, const char *file, struct pt_err *e)
{
	struct problem pb;
	bool ok = read_text(job, text, file, &pb, e);
	if (!ok)
		pt_err_file(e, file);
	return ok;
}

struct guarded {
	const char *file;
	int fd;
};

static bool in_guard(struct arena *a, void *ctx, struct buf *out, struct pt_err *e)
{
	const struct guarded *g = ctx;
	struct str text;
	return file_slurp_fd(a, g->fd, PROBLEM_LIMIT, &text, e) && service_problem(a, text, g->file, out, e);
}

bool service_problem_file(struct arena *job, const char *path, struct buf *out, struct pt_err *e)
{
	struct guarded g = { path, -1 };
	if (!file_open(path, &g.fd, e))
		return false;
	bool ok = guard_run(job, &(struct guard){ in_guard, &g, g.fd, "the solver" }, out, e);
	close(g.fd);
	if (!ok)
		pt_err_file(e, path);
	return ok;
}
