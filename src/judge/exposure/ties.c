/* SPDX-License-Identifier: Apache-2.0
 *
 * ties.c - what ties a network to a maker
 */
#include "judge/exposure/ties.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct tying {
	struct arena *keep;
	const struct network *net;
	const bool *counted;
	struct ties_maker *of; /* by maker; the last one: not known */
};

static bool counts(const struct tying *t, size_t i)
{
	return t->counted == NULL || t->counted[i];
}

static struct ties_maker *maker(const struct tying *t, const struct network_element *e)
{
	return &t->of[e->maker == MODEL_NONE ? t->net->makers : e->maker];
}

/* T1.  Those of a maker and currency stand together, in the order of elements: the sum is always the same. */
struct value {
	uint32_t maker, element;
	const char *currency;
	double amount;
};

static int by_currency(const void *a, const void *b)
{
	const struct value *x = a, *y = b;
	if (x->maker != y->maker)
		return x->maker > y->maker ? 1 : -1;
	int order = strcmp(x->currency, y->currency);
	return order ? order : (x->element > y->element) - (x->element < y->element);
}

static void values(struct tying *t, struct arena scratch)
{
	const struct network *net = t->net;
	struct value *v = NEW(&scratch, struct value, net->elements);
	size_t n = 0, cap = 0;
	for (uint32_t i = 0; i < net->elements; i++) {
		const struct network_element *e = &net->element[i];
		if (!isnan(e->book_value) && counts(t, i))
			v[n++] = (struct value){ e->maker == MODEL_NONE ? (uint32_t)net->makers : e->maker,
				                 i, e->currency, e->book_value };
	}
	if (n > 1)
		qsort(v, n, sizeof *v, by_currency);
	for (size_t i = 0; i < n; i++) {
		struct ties_maker *m = &t->of[v[i].maker];
		bool maker = i == 0 || v[i].maker != v[i - 1].maker;
		cap = maker ? 0 : cap;
		if (maker || strcmp(v[i].currency, v[i - 1].currency) != 0)
			*PUSH(t->keep, m->money, m->moneys, cap) = (struct ties_money){ v[i].currency, 0 };
		m->money[m->moneys - 1].amount += v[i].amount;
		m->valued++;
	}
}

static void add_support(struct ties_maker *m, int32_t end, int32_t day)
{
	m->undated += end == NETWORK_NO_DAY;
	if (end == NETWORK_NO_DAY)
		return;
	m->ended += end < day;
	m->soon += end >= day && (int64_t)end - day <= TIES_SOON;
	m->later += end >= day && (int64_t)end - day > TIES_SOON;
}

/* T3.  Elements of a site stand together in `order`. */
struct at_site {
	uint32_t site, operator, maker, technology;
};

static int by_site(const void *a, const void *b)
{
	const struct at_site *x = a, *y = b;
	if (x->site != y->site)
		return x->site > y->site ? 1 : -1;
	if (x->operator!= y->operator)
		return x->operator> y->operator? 1 : - 1;
	return (x->maker > y->maker) - (x->maker < y->maker);
}

static void couple(struct tying *t, const struct at_site *v, size_t n)
{
	unsigned any = 0;
	for (size_t i = 0; i < n; i++)
		any |= v[i].technology;
	for (size_t i = 0, to; i < n && (any & TECHNOLOGY_4G) && (any & TECHNOLOGY_5G); i = to) {
		unsigned own = 0;
		for (to = i; to < n && v[to].maker == v[i].maker; to++)
			own |= v[to].technology;
		if (v[i].maker == MODEL_NONE || !(own & TECHNOLOGY_5G))
			continue;
		t->of[v[i].maker].coupled += (own & TECHNOLOGY_4G) != 0;
		t->of[v[i].maker].mixed += !(own & TECHNOLOGY_4G);
	}
}

static void anchors(struct tying *t, struct arena scratch)
{
	const struct network *net = t->net;
	struct at_site *v = NEW(&scratch, struct at_site, net->elements);
	size_t n = 0;
	for (size_t i = 0; i < net->elements; i++) {
		const struct network_element *e = &net->element[i];
		if (e->site != MODEL_NONE && counts(t, i) && e->function != MODEL_NONE &&
		    net->function[e->function].serves)
			v[n++] = (struct at_site){ e->site, e->operator_at, e->maker,
				                   e->technology };
	}
	if (n > 1)
		qsort(v, n, sizeof *v, by_site);
	for (size_t i = 0, to; i < n; i = to) {
		for (to = i; to < n && v[to].site == v[i].site && v[to].operator== v[i].operator;)
			to++;
		couple(t, &v[i], to - i);
	}
}

/* T4.  Counts of a function; those of products are of its group. */
struct standing {
	uint32_t makers, bare, suppliers; /* that stand here; of these without a product; with one */
	const bool *product;              /* by supplier: whether it has one */
};

/* The class of products that a group of functions is made of has the group's name. */
static void offers(const struct network *net, uint32_t f, bool *supplier)
{
	for (size_t i = 0; i < net->products; i++)
		if (strcmp(net->product[i].class, net->function[f].id) == 0)
			supplier[net->product[i].supplier] = true;
}

static bool is_bare(const struct network *net, const struct standing *s, uint32_t m)
{
	return net->maker[m].supplier == MODEL_NONE || !s->product[net->maker[m].supplier];
}

static struct standing *standings(const struct tying *t, struct arena *scratch, const uint64_t *n)
{
	const struct network *net = t->net;
	struct standing *s = NEW(scratch, struct standing, net->functions);
	bool *product = NEW(scratch, bool, net->functions * net->model->suppliers);
	for (uint32_t f = 0; f < net->functions; f++) {
		s[f].product = &product[net->function[f].group * net->model->suppliers];
		if (net->function[f].group == f)
			offers(net, f, &product[f * net->model->suppliers]);
	}
	for (uint32_t f = 0; f < net->functions; f++) {
		for (size_t k = 0; k < net->model->suppliers; k++)
			s[f].suppliers += s[f].product[k];
		for (uint32_t m = 0; m < net->makers; m++) {
			bool stands = n[f * (net->makers + 1) + m] > 0;
			s[f].makers += stands;
			s[f].bare += stands && is_bare(net, &s[f], m);
		}
	}
	return s;
}

/* The others are all but itself: a maker that has elements of the function stands here. */
static struct ties_function others(const struct network *net, const struct standing *s, uint32_t m)
{
	bool known = m < net->makers, bare = known && is_bare(net, s, m);
	bool offers_it = known && !bare;
	struct ties_function f = { .seen = s->makers - known, .offered = s->suppliers - offers_it };
	f.other = s->bare - bare + f.offered;
	return f;
}

static int by_place(const void *a, const void *b)
{
	const struct network_function *x = *(const struct network_function *const *)a,
	                              *y = *(const struct network_function *const *)b;
	return x->place != y->place ? (x->place > y->place) - (x->place < y->place)
	                            : strcmp(x->id, y->id);
}

static void functions(struct tying *t, struct arena scratch)
{
	const struct network *net = t->net;
	const struct network_function **in_order =
	        NEW(&scratch, const struct network_function *, net->functions);
	uint64_t *n = NEW(&scratch, uint64_t, net->functions * (net->makers + 1));
	for (size_t i = 0; i < net->elements; i++) {
		const struct network_element *e = &net->element[i];
		if (e->function != MODEL_NONE && counts(t, i))
			n[(size_t)e->function * (net->makers + 1) +
			  (e->maker == MODEL_NONE ? net->makers : e->maker)]++;
	}
	const struct standing *stands = standings(t, &scratch, n);
	for (uint32_t f = 0; f < net->functions; f++)
		in_order[f] = &net->function[f];
	if (net->functions > 1)
		qsort(in_order, net->functions, sizeof *in_order, by_place);
	for (uint32_t m = 0; m <= net->makers; m++) {
		size_t cap = 0;
		for (size_t i = 0; i < net->functions; i++) {
			uint32_t at = (uint32_t)(in_order[i] - net->function);
			uint64_t elements = n[(size_t)at * (net->makers + 1) + m];
			if (elements == 0)
				continue;
			struct ties_function f = others(net, &stands[at], m);
			f.function = at, f.elements = elements;
			*PUSH(t->keep, t->of[m].function, t->of[m].functions, cap) = f;
		}
	}
}

struct ties ties_of(struct arena *keep, struct arena scratch, const struct network *net,
                    const bool *counted)
{
	struct tying t = { keep, net, counted, NEW(&scratch, struct ties_maker, net->makers + 1) };
	struct ties out = { .v = NEW(keep, struct ties_maker, net->makers + 1) };
	for (size_t i = 0; i < net->elements; i++) {
		if (!counts(&t, i))
			continue;
		struct ties_maker *m = maker(&t, &net->element[i]);
		m->elements++;
		add_support(m, net->element[i].support_end, net->model->day);
	}
	values(&t, scratch);
	anchors(&t, scratch);
	functions(&t, scratch);
	for (uint32_t m = 0; m <= net->makers; m++) {
		if (t.of[m].elements == 0)
			continue;
		out.v[out.n] = t.of[m];
		out.v[out.n++].maker = m < net->makers ? m : MODEL_NONE;
	}
	return out;
}
