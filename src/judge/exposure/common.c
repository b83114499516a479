/* SPDX-License-Identifier: Apache-2.0
 *
 * common.c - places where the operators stand on the same maker, so that none is a fall-back for
 * another
 */
#include "judge/exposure/common.h"

#include <math.h>
#include <stdlib.h>

struct cell { /* what an operator has on a maker at a place, in sites */
	uint32_t place, operator, maker;
	double sites;
};

static int order(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

static int by_operator(const void *a, const void *b)
{
	const struct cell *x = a, *y = b;
	int o = order(x->place, y->place);
	o = o ? o : order(x->operator, y->operator);
	return o ? o : order(x->maker, y->maker);
}

static int by_maker(const void *a, const void *b)
{
	const struct cell *x = a, *y = b;
	int o = order(x->maker, y->maker);
	return o ? o : order(x->operator, y->operator);
}

static uint32_t place_of(const struct stand *s, uint32_t site, bool regions)
{
	const struct network_site *v = &s->net->site[site];
	return regions ? v->region_at : v->area_at;
}

static size_t cells(struct cell *v, const struct stand *s, bool regions)
{
	size_t n = 0, to = 0;
	for (uint32_t i = 0; i < s->elements; i++) {
		uint32_t site = s->at[i];
		if (!s->counts[i] || place_of(s, site, regions) == MODEL_NONE)
			continue;
		v[n++] = (struct cell){ place_of(s, site, regions), s->net->element[i].operator_at,
			                s->net->element[i].maker, 1.0 / s->serving[site] };
	}
	if (n > 1)
		qsort(v, n, sizeof *v, by_operator);
	for (size_t i = 0; i < n; i++) {
		if (to > 0 && by_operator(&v[to - 1], &v[i]) == 0)
			v[to - 1].sites += v[i].sites;
		else
			v[to++] = v[i];
	}
	return to;
}

/* The cells of one place: shares of each operator, then the maker all of them have most of. */
static struct common_place look(struct cell *v, size_t n)
{
	struct common_place p = { .place = v->place, .maker = MODEL_NONE };
	double unknown = 0, all = 0;
	for (size_t i = 0, to; i < n; i = to, p.operators++) {
		double sum = 0;
		for (to = i; to < n && v[to].operator== v[i].operator; to++) {
			sum += v[to].sites;
			unknown += v[to].maker == MODEL_NONE ? v[to].sites : 0;
		}
		all += sum;
		for (size_t k = i; k < to; k++)
			v[k].sites /= sum;
	}
	p.unknown = unknown / all;
	if (n > 1)
		qsort(v, n, sizeof *v, by_maker);
	for (size_t i = 0, to; i < n; i = to) {
		double least = INFINITY;
		for (to = i; to < n && v[to].maker == v[i].maker; to++)
			least = v[to].sites < least ? v[to].sites : least;
		if (v[i].maker != MODEL_NONE && to - i == p.operators && least > p.share)
			p.share = least, p.maker = v[i].maker;
	}
	p.share = p.share > 1 - 1e-12 ? 1 : p.share;
	return p;
}

static int by_share(const void *a, const void *b)
{
	const struct common_place *x = a, *y = b;
	if (x->share != y->share)
		return x->share < y->share ? 1 : -1;
	if (x->users != y->users)
		return x->users < y->users ? 1 : -1;
	return order(x->place, y->place);
}

static struct common common_of(struct arena *keep, struct arena scratch, const struct stand *s,
                               bool regions)
{
	const struct network *net = s->net;
	size_t names = regions ? net->regions.n : net->areas.n;
	struct cell *v = NEW(&scratch, struct cell, s->elements);
	struct common_place *sum = NEW(&scratch, struct common_place, names);
	struct common out = { .v = NEW(keep, struct common_place, names) };
	size_t n = cells(v, s, regions);
	for (uint32_t i = 0; i < net->sites; i++) {
		uint32_t p = place_of(s, i, regions);
		if (p == MODEL_NONE || s->serving[i] == 0)
			continue;
		sum[p].sites++;
		sum[p].sensitive += net->site[i].sensitive;
		sum[p].users += isnan(net->site[i].subscribers) ? 0 : net->site[i].subscribers;
	}
	for (size_t i = 0, to; i < n; i = to) {
		for (to = i; to < n && v[to].place == v[i].place;)
			to++;
		struct common_place p = look(&v[i], to - i);
		const struct common_place *of = &sum[p.place];
		p.sites = of->sites, p.sensitive = of->sensitive, p.users = of->users;
		out.places++;
		out.one_operator += p.operators == 1;
		if (p.operators > 1)
			out.v[out.n++] = p;
	}
	if (out.n > 1)
		qsort(out.v, out.n, sizeof *out.v, by_share);
	for (size_t i = 0; i < out.n; i++) {
		out.users += out.v[i].users;
		out.whole += out.v[i].share >= 1;
		out.users_whole += out.v[i].share >= 1 ? out.v[i].users : 0;
	}
	return out;
}

struct common common_areas(struct arena *keep, struct arena scratch, const struct stand *s)
{
	return common_of(keep, scratch, s, false);
}

struct common common_regions(struct arena *keep, struct arena scratch, const struct stand *s)
{
	return common_of(keep, scratch, s, true);
}
