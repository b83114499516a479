/* SPDX-License-Identifier: Apache-2.0
 *
 * pack_logic.c - whether tests of facts can hold together, and whether lists say the same
 */
#include "service/pack_logic.h"

#include <string.h>

static bool has(const struct yaml_list *list, const char *word)
{
	const char *const *v = list->v;
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(v[i], word) == 0)
			return true;
	return false;
}

/* SIZE_MAX when there are no steps left for it. */
static size_t common(struct pack_logic *l, const struct yaml_list *a, const struct yaml_list *b)
{
	const char *const *v = a->v;
	size_t n = 0;
	if (l->steps < a->n * b->n) {
		l->steps = 0;
		return SIZE_MAX;
	}
	l->steps -= a->n * b->n;
	for (size_t i = 0; i < a->n; i++)
		n += has(b, v[i]);
	return n;
}

bool pack_logic_same_words(struct pack_logic *l, const struct yaml_list *a, const struct yaml_list *b)
{
	return common(l, a, b) == a->n && common(l, b, a) == b->n;
}

static bool plain_exclude(struct pack_logic *l, const struct pack_test *a, const struct pack_test *b)
{
	if (strcmp(a->fact, b->fact) != 0)
		return false;
	if (a->op == PACK_NOT_IN && b->op == PACK_IN)
		return common(l, &b->words, &a->words) == b->words.n;
	if (a->op == PACK_IN && b->op == PACK_NOT_IN)
		return common(l, &a->words, &b->words) == a->words.n;
	if (a->op == PACK_IN && b->op == PACK_IN)
		return common(l, &a->words, &b->words) == 0 && strncmp(a->fact, "owners.", 7) != 0;
	bool low = a->op == PACK_AT_LEAST || a->op == PACK_SINCE, high = b->op == PACK_BELOW || b->op == PACK_BEFORE;
	bool turned = (b->op == PACK_AT_LEAST || b->op == PACK_SINCE) && (a->op == PACK_BELOW || a->op == PACK_BEFORE);
	return (low && high && a->number >= b->number) || (turned && b->number >= a->number);
}

/* A test is one alternative or several. */
static const struct pack_test *alternatives(const struct pack_test *t, size_t *n)
{
	*n = t->any.n ? t->any.n : 1;
	return t->any.n ? t->any.v : t;
}

bool pack_logic_exclude(struct pack_logic *l, const struct pack_test *a, const struct pack_test *b)
{
	size_t n, m;
	const struct pack_test *x = alternatives(a, &n), *y = alternatives(b, &m);
	for (size_t i = 0; i < n && l->steps > 0; i++)
		for (size_t k = 0; k < m; k++)
			if (!plain_exclude(l, &x[i], &y[k]))
				return false;
	return l->steps > 0;
}

bool pack_logic_exclude_lists(struct pack_logic *l, const struct yaml_list *a, const struct yaml_list *b)
{
	const struct pack_test *x = a->v, *y = b->v;
	for (size_t i = 0; i < a->n; i++)
		for (size_t k = 0; k < b->n; k++)
			if (pack_logic_exclude(l, &x[i], &y[k]))
				return true;
	return false;
}

static bool plain_same(struct pack_logic *l, const struct pack_test *a, const struct pack_test *b)
{
	return strcmp(a->fact, b->fact) == 0 && a->op == b->op && pack_logic_same_words(l, &a->words, &b->words) &&
	       !(a->number < b->number || a->number > b->number);
}

/* Every alternative of one is one of the other. */
static bool within(struct pack_logic *l, const struct pack_test *a, const struct pack_test *b)
{
	size_t n, m;
	const struct pack_test *x = alternatives(a, &n), *y = alternatives(b, &m);
	for (size_t i = 0; i < n; i++) {
		bool found = false;
		for (size_t k = 0; k < m && !found; k++)
			found = plain_same(l, &x[i], &y[k]);
		if (!found)
			return false;
	}
	return true;
}

static bool each_in(struct pack_logic *l, const struct yaml_list *a, const struct yaml_list *b)
{
	const struct pack_test *x = a->v, *y = b->v;
	for (size_t i = 0; i < a->n; i++) {
		bool found = false;
		for (size_t k = 0; k < b->n && !found; k++)
			found = within(l, &x[i], &y[k]) && within(l, &y[k], &x[i]);
		if (!found)
			return false;
	}
	return true;
}

bool pack_logic_same_tests(struct pack_logic *l, const struct yaml_list *a, const struct yaml_list *b)
{
	return each_in(l, a, b) && each_in(l, b, a);
}
