/* SPDX-License-Identifier: Apache-2.0
 *
 * problem_values.c - the parts of petrin.problem/1 that name criteria: values, profiles, orders
 */
#include "service/problem_inside.h"

#include <math.h>
#include <string.h>

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
		problem_range(r->j, &v->a, &v->b);
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

void problem_table(struct reading *r, enum part part, double **out)
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

void problem_alternatives(struct reading *r)
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
void problem_order(struct reading *r)
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
void problem_samples(struct reading *r)
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
void problem_comparisons(struct reading *r)
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
