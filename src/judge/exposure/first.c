/* SPDX-License-Identifier: Apache-2.0
 *
 * first.c - what to secure first, and why
 */
#include "judge/exposure/first.h"

#include <stdlib.h>

enum { TURNS = 256 }; /* how often the whole network may be walked */

struct member {
	uint32_t operator, function, maker, element;
};

static int order(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

static int by_item(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	int o = order(x->operator, y->operator);
	o = o ? o : order(x->function, y->function);
	o = o ? o : order(x->maker, y->maker);
	return o ? o : order(x->element, y->element);
}

static uint8_t step_of(double share)
{
	return share >= 0.5 ? 0 : share >= 0.1 ? 1 : share >= 0.01 ? 2 : share > 0 ? 3 : 4;
}

/* An unknown maker ranks with the worst class. */
static uint8_t trust_rank(const struct first_item *v, bool assessed)
{
	return !assessed ? 0 : v->maker == MODEL_NONE ? 0 : v->trust;
}

static int by_rules(const struct first_item *x, const struct first_item *y, bool assessed)
{
	if (x->criticality != y->criticality)
		return x->criticality < y->criticality ? 1 : -1;
	int o = order(x->step, y->step);
	o = o ? o : order(trust_rank(x, assessed), trust_rank(y, assessed));
	o = o ? o : order(x->ended == 0, y->ended == 0);
	if (o)
		return o;
	if (x->share != y->share)
		return x->share < y->share ? 1 : -1;
	o = order(x->operator, y->operator);
	o = o ? o : order(x->function, y->function);
	return o ? o : order(x->maker, y->maker);
}

static int by_assessed(const void *a, const void *b)
{
	return by_rules(a, b, true);
}

static int by_unassessed(const void *a, const void *b)
{
	return by_rules(a, b, false);
}

static size_t members(struct member *v, const struct network *net, const bool *counted)
{
	size_t n = 0;
	for (uint32_t i = 0; i < net->elements; i++)
		if (counted == NULL || counted[i])
			v[n++] = (struct member){ net->element[i].operator_at,
				                  net->element[i].function, net->element[i].maker,
				                  i };
	if (n > 1)
		qsort(v, n, sizeof *v, by_item);
	return n;
}

/* Where the function of the item is most critical. */
static uint8_t harsher(const struct network *net, const struct first_item *t, uint32_t element)
{
	enum criticality c = t->function == MODEL_NONE
	                             ? CRITICALITY_UNKNOWN
	                             : network_weighed(net, &net->element[element], t->function)->criticality;
	return c > t->criticality ? (uint8_t)c : t->criticality;
}

struct first first_of(struct arena *keep, struct arena scratch, struct loss *x,
                      const struct first_asked *q)
{
	const struct network *net = x->stand->net;
	struct member *v = NEW(&scratch, struct member, net->elements);
	uint32_t *node = NEW(&scratch, uint32_t, net->elements);
	struct first out = { .by_sites = !(q->all.users > 0) };
	double whole = out.by_sites ? (double)q->all.sites : q->all.users;
	uint64_t once = (uint64_t)x->stand->nodes + x->stand->first[x->stand->nodes];
	uint64_t until = x->visits + (q->steps ? q->steps : once * TURNS);
	size_t n = members(v, net, q->counted), cap = 0;
	for (size_t i = 0, to; i < n; i = to) {
		struct first_item *t = PUSH(keep, out.v, out.n, cap);
		*t = (struct first_item){ .operator= v[i].operator,
			                  .function = v[i].function,
			                  .maker = v[i].maker,
			                  .step = FIRST_STEPS - 1,
			                  .trust = FIRST_NOT_ASSESSED };
		for (to = i; to < n && v[to].operator== t->operator&& v[to]
		                               .function == t->function && v[to]
		                               .maker == t->maker;
		     to++) {
			int32_t end = net->element[v[to].element].support_end;
			t->ended += end != NETWORK_NO_DAY && end < net->model->day;
			node[t->elements++] = v[to].element;
			t->criticality = harsher(net, t, v[to].element);
		}
		if (q->trust && t->maker != MODEL_NONE)
			t->trust = q->trust[t->maker];
		if (x->visits >= until) {
			out.cut_short = true;
			continue;
		}
		t->lost = loss_without(x, node, t->elements);
		t->share = whole > 0
		                   ? (out.by_sites ? (double)t->lost.sites : t->lost.users) / whole
		                   : 0;
		t->step = step_of(t->share);
	}
	loss_reset(x);
	if (out.n > 1)
		qsort(out.v, out.n, sizeof *out.v, q->trust ? by_assessed : by_unassessed);
	return out;
}
