/* SPDX-License-Identifier: Apache-2.0
 *
 * quality.c - how much of an inventory is stated, filled in, made up, old or missing
 */
#include "judge/exposure/quality.h"

#include <math.h>

static void age(struct quality *q, int32_t dated, int32_t day)
{
	q->undated += dated == NETWORK_NO_DAY;
	q->stale += dated != NETWORK_NO_DAY && (int64_t)day - dated > QUALITY_STALE;
}

static void add_site(struct quality *q, const struct network_site *v, int32_t day)
{
	bool load = !isnan(v->subscribers) || !isnan(v->traffic);
	q->sites++;
	q->site[v->basis]++;
	q->load[!load ? BASIS_UNKNOWN : v->load_basis ? v->load_basis : v->basis]++;
	q->no_place += isnan(v->lat) || isnan(v->lon);
	q->no_region += v->region_at == MODEL_NONE;
	q->no_area += v->area_at == MODEL_NONE;
	q->no_operator += v->operator_at == MODEL_NONE;
	q->no_sensitive += !v->sensitive_known;
	age(q, v->day, day);
}

static void add_element(struct quality *q, const struct network *net,
                        const struct network_element *e, uint32_t other)
{
	q->elements++;
	q->element[e->basis]++;
	q->vendor[e->maker == MODEL_NONE ? BASIS_UNKNOWN : e->vendor_basis]++;
	q->no_supplier += e->maker != MODEL_NONE && net->maker[e->maker].supplier == MODEL_NONE;
	q->no_product += e->product[0] == '\0';
	q->no_support_end += e->support_end == NETWORK_NO_DAY;
	q->siteless += e->site == MODEL_NONE;
	q->functionless += e->function == MODEL_NONE;
	q->other += e->function != MODEL_NONE && e->function == other;
	age(q, e->day, net->model->day);
}

struct quality quality_of(const struct network *net, const bool *elements, const bool *sites,
                          uint32_t other, struct arena scratch)
{
	struct quality q = { 0 };
	bool *full = NEW(&scratch, bool, net->sites);
	for (size_t i = 0; i < net->elements; i++) {
		if (net->element[i].site != MODEL_NONE)
			full[net->element[i].site] = true;
		if (elements == NULL || elements[i])
			add_element(&q, net, &net->element[i], other);
	}
	for (size_t i = 0; i < net->sites; i++) {
		if (sites && !sites[i])
			continue;
		add_site(&q, &net->site[i], net->model->day);
		q.empty_sites += !full[i];
	}
	return q;
}
