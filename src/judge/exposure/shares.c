/* SPDX-License-Identifier: Apache-2.0
 *
 * shares.c - how much of a function stands on which maker, and how concentrated that is
 */
#include "judge/exposure/shares.h"

#include <math.h>
#include <stdlib.h>

struct item { /* an element, sorted by what makes a row, then maker, then site */
	uint32_t row[3], maker, site, element;
	double places, asked; /* weights; asked: NAN = not known */
};

struct sharing {
	const struct network *net;
	const struct shares_asked *asked;
	struct arena *keep;
	struct item *item;
	size_t items;
	uint32_t *alike; /* of an element: how many of its site and function there are, with it */
};

static int order(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

static int by_place(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	int o = 0;
	for (int k = 0; k < 3 && o == 0; k++)
		o = order(x->row[k], y->row[k]);
	o = o ? o : order(x->maker, y->maker); /* the unknown one is the largest number */
	o = o ? o : order(x->site, y->site);
	return o ? o : order(x->element, y->element);
}

/* Elements of each site and function are counted in one walk over the elements of a site. */
static void count_alike(struct sharing *x, struct arena scratch)
{
	const struct network *net = x->net;
	size_t functions = net->functions + 1;
	uint32_t *next = NEW(&scratch, uint32_t, net->elements),
	         *first = NEW(&scratch, uint32_t, net->sites);
	uint32_t *n = NEW(&scratch, uint32_t, functions);
	for (uint32_t i = 0; i < net->elements; i++) {
		uint32_t site = net->element[i].site;
		if (site == MODEL_NONE || (x->asked->counted && !x->asked->counted[i]))
			continue;
		next[i] = first[site];
		first[site] = i + 1;
	}
	for (uint32_t s = 0; s < net->sites; s++) {
		for (uint32_t i = first[s]; i; i = next[i - 1])
			n[net->element[i - 1].function + 1]++; /* MODEL_NONE + 1 is 0 */
		for (uint32_t i = first[s]; i; i = next[i - 1])
			x->alike[i - 1] = n[net->element[i - 1].function + 1];
		for (uint32_t i = first[s]; i; i = next[i - 1])
			n[net->element[i - 1].function + 1] = 0;
	}
}

static double weight(const struct sharing *x, const struct network_element *e, double places)
{
	const struct network_site *site = e->site == MODEL_NONE ? NULL : &x->net->site[e->site];
	switch (x->asked->by) {
	case SHARES_SITES:
		return places;
	case SHARES_USERS:
		return site ? site->subscribers * places : NAN;
	case SHARES_TRAFFIC:
		return site ? site->traffic * places : NAN;
	case SHARES_CRITICALITY:
		break;
	}
	enum criticality c = e->function == MODEL_NONE ? CRITICALITY_UNKNOWN
	                                               : network_weighed(x->net, e, e->function)->criticality;
	return c == CRITICALITY_UNKNOWN ? NAN
	                                : places * (double)c * (site && site->sensitive ? 2 : 1);
}

static uint32_t function_key(const struct sharing *x, uint32_t f, const uint32_t *rank)
{
	if (x->asked->rows & SHARES_ALL)
		return MODEL_NONE;
	if (f == MODEL_NONE)
		return MODEL_NONE;
	return rank[x->asked->rows & SHARES_GROUPS ? x->net->function[f].group : f];
}

static void add_items(struct sharing *x, const uint32_t *rank)
{
	const struct network *net = x->net;
	for (uint32_t i = 0; i < net->elements; i++) {
		const struct network_element *e = &net->element[i];
		if (x->asked->counted && !x->asked->counted[i])
			continue;
		double places = x->alike[i] ? 1.0 / x->alike[i] : 1;
		uint32_t region = e->site == MODEL_NONE ? MODEL_NONE : net->site[e->site].region_at;
		x->item[x->items++] = (struct item){
			{ function_key(x, e->function, rank),
			  x->asked->rows & SHARES_OPERATORS ? e->operator_at : MODEL_NONE,
			  x->asked->rows & SHARES_REGIONS ? region : MODEL_NONE },
			e->maker,
			e->site,
			i,
			places,
			weight(x, e, places)
		};
	}
	qsort(x->item, x->items, sizeof *x->item, by_place);
}

static bool same_row(const struct item *a, const struct item *b)
{
	return a->row[0] == b->row[0] && a->row[1] == b->row[1] && a->row[2] == b->row[2];
}

static int by_share(const void *a, const void *b)
{
	const struct share *x = a, *y = b;
	if ((x->maker == MODEL_NONE) != (y->maker == MODEL_NONE))
		return x->maker == MODEL_NONE ? 1 : -1;
	if (x->share != y->share)
		return x->share < y->share ? 1 : -1;
	return order(x->maker, y->maker);
}

/* S2: the weight that counts, of all items of the row. */
static double total(struct shares_row *r, const struct item *v, size_t n)
{
	double places = 0, asked = 0;
	for (size_t i = 0; i < n; i++) {
		places += v[i].places;
		asked += isnan(v[i].asked) ? 0 : v[i].asked;
		r->left_out += isnan(v[i].asked) ? 1 : 0;
	}
	r->by_sites = !(asked > 0);
	r->left_out = r->by_sites ? 0 : r->left_out;
	return r->by_sites ? places : asked;
}

static void concentrate(struct shares_row *r, double largest, double single)
{
	double known = 0, u = r->unknown;
	for (size_t i = 0; i < r->n; i++)
		if (r->share[i].maker != MODEL_NONE)
			known += r->share[i].share * r->share[i].share;
	r->hhi = 1e4 * (known + u * u);
	r->lo = 1e4 * (known + single);
	r->hi = 1e4 * (known + u * u + 2 * u * largest);
}

static void fill(struct sharing *x, struct shares_row *r, const struct item *v, size_t n)
{
	double sum = total(r, v, n), largest = 0, single = 0;
	struct share *share = NULL;
	size_t cap = 0;
	uint32_t site = MODEL_NONE;
	for (size_t i = 0; i < n; i++) {
		double w = r->by_sites ? v[i].places : isnan(v[i].asked) ? 0 : v[i].asked;
		bool begins = i == 0 || v[i].maker != v[i - 1].maker;
		struct share *s = begins ? PUSH(x->keep, share, r->n, cap) : &share[r->n - 1];
		if (begins)
			*s = (struct share){ .maker = v[i].maker };
		s->share += w;
		s->elements++;
		s->sites += v[i].site != MODEL_NONE && (begins || v[i].site != site);
		site = v[i].site;
		r->basis[v[i].maker == MODEL_NONE ? BASIS_UNKNOWN
		                                  : x->net->element[v[i].element].vendor_basis] +=
		        w;
		r->unknown += v[i].maker == MODEL_NONE ? w : 0;
		single += v[i].maker == MODEL_NONE ? w / sum * (w / sum) : 0;
	}
	r->unknown /= sum; /* divided once: all of it is 1 */
	for (int b = 0; b < BASES; b++)
		r->basis[b] /= sum;
	for (size_t i = 0; i < r->n; i++)
		share[i].share /= sum;
	for (size_t i = 0; i < r->n; i++)
		largest = share[i].maker != MODEL_NONE && share[i].share > largest ? share[i].share
		                                                                   : largest;
	if (r->n > 1)
		qsort(share, r->n, sizeof *share, by_share);
	r->share = share;
	r->elements = n;
	concentrate(r, largest, single);
}

static void weigh(const struct network *net, struct shares_row *r, const struct item *v, size_t n)
{
	for (size_t i = 0; i < n && r->function != MODEL_NONE; i++) {
		const struct network_function *f = network_weighed(net, &net->element[v[i].element], r->function);
		if (r->weighed == NULL || f->criticality < r->least)
			r->least = f->criticality;
		if (r->weighed == NULL || f->criticality > r->weighed->criticality)
			r->weighed = f;
	}
}

static uint64_t different_sites(const struct item *v, size_t n, uint32_t *seen, uint32_t mark)
{
	uint64_t sites = 0;
	for (size_t i = 0; i < n; i++) {
		if (v[i].site == MODEL_NONE || seen[v[i].site] == mark)
			continue;
		seen[v[i].site] = mark;
		sites++;
	}
	return sites;
}

struct ranked {
	int64_t place;
	uint32_t at;
};

static int by_rank(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	return x->place != y->place ? (x->place > y->place) - (x->place < y->place)
	                            : order(x->at, y->at);
}

struct shares shares_of(struct arena *keep, struct arena scratch, const struct network *net,
                        const struct shares_asked *asked)
{
	struct sharing x = { .net = net, .asked = asked, .keep = keep };
	struct shares out = { 0 };
	struct ranked *by = NEW(&scratch, struct ranked, net->functions);
	uint32_t *rank = NEW(&scratch, uint32_t, net->functions),
	         *seen = NEW(&scratch, uint32_t, net->sites);
	size_t cap = 0;
	for (uint32_t i = 0; i < net->functions; i++)
		by[i] = (struct ranked){ net->function[i].place, i };
	if (net->functions > 1)
		qsort(by, net->functions, sizeof *by, by_rank);
	for (uint32_t i = 0; i < net->functions; i++)
		rank[by[i].at] = i;
	x.item = NEW(&scratch, struct item, net->elements + 1);
	x.alike = NEW(&scratch, uint32_t, net->elements);
	count_alike(&x, scratch);
	add_items(&x, rank);
	for (size_t i = 0, to; i < x.items; i = to) {
		const struct item *v = &x.item[i];
		for (to = i + 1; to < x.items && same_row(v, &x.item[to]);)
			to++;
		struct shares_row *r = PUSH(keep, out.row, out.rows, cap);
		*r = (struct shares_row){ .function = v->row[0] == MODEL_NONE ? MODEL_NONE
			                                                      : by[v->row[0]].at,
			                  .operator= v->row[1],
			                  .region = v->row[2] };
		r->sites = different_sites(v, to - i, seen, (uint32_t)out.rows);
		fill(&x, r, v, to - i);
		weigh(net, r, v, to - i);
	}
	return out;
}
