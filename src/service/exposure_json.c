/* SPDX-License-Identifier: Apache-2.0
 *
 * exposure_json.c - petrin.expose/1
 *
 * Numbers nobody knows are null; what has no name here is null, too.
 */
#include <math.h>
#include <string.h>

#include "base/json.h"
#include "service/exposure.h"

struct writing {
	struct jsonw w;
	const struct exposure *x;
	size_t top;
};

static void text(struct writing *o, const char *key, const char *v)
{
	jsonw_key(&o->w, key);
	jsonw_text(&o->w, v && v[0] ? v : NULL);
}

static void count(struct writing *o, const char *key, uint64_t v)
{
	jsonw_key(&o->w, key);
	jsonw_int(&o->w, (int64_t)v);
}

/* At most 12 digits: what is beyond is rounding of sums. */
static void number(struct writing *o, const char *key, double v)
{
	double scale = v == 0 || isnan(v) ? 1 : pow(10, 12 - ceil(log10(fabs(v))));
	jsonw_key(&o->w, key);
	jsonw_number(&o->w, isfinite(scale) && !isnan(v) ? round(v * scale) / scale : v);
}

static void begin(struct writing *o, const char *key)
{
	if (key)
		jsonw_key(&o->w, key);
	jsonw_object(&o->w);
}

static void end(struct writing *o)
{
	jsonw_object_end(&o->w);
}

static void list(struct writing *o, const char *key)
{
	jsonw_key(&o->w, key);
	jsonw_array(&o->w);
}

static void list_end(struct writing *o)
{
	jsonw_array_end(&o->w);
}

static size_t most(const struct writing *o, size_t n)
{
	return o->top && n > o->top ? o->top : n;
}

static void name(struct writing *o, const char *key, const struct network_names *names, uint32_t at)
{
	text(o, key, at == MODEL_NONE ? NULL : names->v[at]);
}

static void operator_of(struct writing *o, uint32_t at)
{
	name(o, "operator", &o->x->net->operators, at);
}

static void function_of(struct writing *o, uint32_t at)
{
	text(o, "function", at == MODEL_NONE ? NULL : o->x->net->function[at].id);
}

/* id and name of a maker; id null: nobody knows. */
static void maker(struct writing *o, uint32_t m, const char *id)
{
	const struct network_maker *v = m == MODEL_NONE ? NULL : &o->x->net->maker[m];
	text(o, id, v ? v->id : NULL);
	text(o, "name", exposure_maker_name(o->x, m));
	jsonw_key(&o->w, "known");
	jsonw_bool(&o->w, v && v->supplier != MODEL_NONE);
}

static void lost(struct writing *o, const struct lost *l)
{
	count(o, "lost_elements", l->elements);
	count(o, "lost_sites", l->sites);
	number(o, "lost_subscribers", l->users);
	count(o, "lost_sensitive", l->sensitive);
	number(o, "lost_traffic", l->traffic);
	count(o, "lost_sites_of_unknown_load", l->users_unknown);
	count(o, "degraded_sites", l->degraded);
	number(o, "degraded_subscribers", l->users_degraded);
	count(o, "degraded_sensitive", l->sensitive_degraded);
	count(o, "areas_without_emergency_calls", l->areas);
	number(o, "subscribers_of_these_areas", l->users_of_areas);
}

/* --- inventory --- */

static void bases(struct writing *o, const char *key, const uint64_t n[BASES])
{
	begin(o, key);
	for (int b = 0; b < BASES; b++)
		count(o, exposure_basis_word[b], n[b]);
	end(o);
}

static void inventory(struct writing *o)
{
	const struct exposure *x = o->x;
	const struct network *net = x->net;
	begin(o, "inventory");
	count(o, "sites", net->sites);
	count(o, "elements", net->elements);
	count(o, "needs", net->needs);
	count(o, "operators", net->operators.n);
	count(o, "regions", net->regions.n);
	count(o, "areas", x->all.areas);
	count(o, "sites_with_service", x->all.sites);
	number(o, "subscribers", x->all.users);
	number(o, "traffic", x->all.traffic);
	count(o, "sensitive", x->all.sensitive);
	end(o);
}

static void quality(struct writing *o)
{
	const struct quality *q = &o->x->quality;
	const struct network *net = o->x->net;
	begin(o, "quality");
	bases(o, "vendors", q->vendor);
	bases(o, "elements", q->element);
	bases(o, "sites", q->site);
	bases(o, "loads", q->load);
	count(o, "stale", q->stale), count(o, "undated", q->undated);
	count(o, "dated_ahead", net->ahead), count(o, "sites_sensitive_unknown", q->no_sensitive);
	count(o, "elements_of_no_supplier_known_here", q->no_supplier);
	count(o, "elements_without_site", q->siteless),
	        count(o, "elements_without_function", q->functionless);
	count(o, "elements_of_other_function", q->other),
	        count(o, "elements_without_product", q->no_product);
	count(o, "elements_without_support_end", q->no_support_end);
	count(o, "sites_without_elements", q->empty_sites),
	        count(o, "sites_without_position", q->no_place);
	count(o, "sites_without_region", q->no_region), count(o, "sites_without_area", q->no_area);
	count(o, "sites_without_operator", q->no_operator);
	count(o, "needs_left_out", net->dangling),
	        count(o, "elements_of_absent_sites", net->homeless);
	count(o, "elements_of_unknown_functions", net->functionless);
	count(o, "elements_planned", net->planned), count(o, "elements_retired", net->retired);
	count(o, "needs_for_what_is_not_in_service", net->unmet);
	count(o, "choices_of_too_few", o->x->stand.short_choices);
	list(o, "unknown_vendors");
	for (size_t i = 0; i < net->makers; i++)
		if (net->maker[i].supplier == MODEL_NONE)
			jsonw_text(&o->w, net->maker[i].name);
	list_end(o);
	end(o);
}

static void sources(struct writing *o)
{
	list(o, "sources");
	for (size_t i = 0; i < o->x->sources; i++) {
		const struct exposure_source *v = &o->x->source[i];
		const struct source *s =
		        v->source == MODEL_NONE ? NULL : &o->x->net->model->source[v->source];
		begin(o, NULL);
		text(o, "id", s ? s->id : NULL), text(o, "title", s ? s->title : NULL);
		text(o, "publisher", s ? s->publisher : NULL), text(o, "url", s ? s->url : NULL);
		text(o, "licence", s ? s->licence : NULL);
		count(o, "sites", v->sites), count(o, "elements", v->elements);
		end(o);
	}
	list_end(o);
}

/* --- concentration --- */

static void shares(struct writing *o, const struct shares_row *r)
{
	const double range[2] = { r->lo, r->hi };
	count(o, "elements", r->elements), count(o, "sites", r->sites);
	number(o, "hhi", r->hhi);
	list(o, "hhi_range");
	for (int i = 0; i < 2; i++)
		jsonw_number(&o->w, round(range[i] * 1e6) / 1e6);
	list_end(o);
	number(o, "effective_suppliers", r->hhi > 0 ? 1e4 / r->hhi : NAN);
	text(o, "weighed_by", exposure_by_word[r->by_sites ? SHARES_SITES : o->x->by]);
	count(o, "elements_left_out", r->left_out);
	begin(o, "basis");
	for (int b = 0; b < BASES; b++)
		number(o, exposure_basis_word[b], r->basis[b]);
	end(o);
	list(o, "suppliers");
	for (size_t i = 0; i < r->n; i++) {
		begin(o, NULL);
		maker(o, r->share[i].maker, "id");
		number(o, "share", r->share[i].share);
		count(o, "elements", r->share[i].elements), count(o, "sites", r->share[i].sites);
		end(o);
	}
	list_end(o);
}

static void function_rows(struct writing *o, const char *key, const struct shares *s)
{
	list(o, key);
	for (size_t i = 0; i < s->rows; i++) {
		const struct shares_row *r = &s->row[i];
		const struct network_function *f =
		        r->function == MODEL_NONE ? NULL : &o->x->net->function[r->function];
		const struct network_function *w = r->weighed;
		begin(o, NULL);
		function_of(o, r->function);
		text(o, "title", f ? f->title : NULL);
		text(o, "group", f ? o->x->net->function[f->group].id : NULL);
		text(o, "criticality", exposure_criticality_word[w ? w->criticality : CRITICALITY_UNKNOWN]);
		text(o, "criticality_least", exposure_criticality_word[r->least]);
		text(o, "criticality_cite", w ? w->cite : NULL);
		text(o, "criticality_certainty", w ? w->certainty : NULL);
		shares(o, r);
		end(o);
	}
	list_end(o);
}

static void cells(struct writing *o)
{
	list(o, "cells");
	for (size_t i = 0; i < o->x->cells.rows; i++) {
		const struct shares_row *r = &o->x->cells.row[i];
		begin(o, NULL);
		function_of(o, r->function);
		operator_of(o, r->operator);
		name(o, "region", &o->x->net->regions, r->region);
		shares(o, r);
		end(o);
	}
	list_end(o);
}

/* --- what falls --- */

static void parts(struct writing *o, const char *key, const char *what,
                  const struct network_names *names, const struct exposure_part *p, size_t n)
{
	list(o, key);
	for (size_t i = 0; i < n; i++) {
		begin(o, NULL);
		name(o, what, names, p[i].place);
		count(o, "sites", p[i].all.sites), number(o, "subscribers", p[i].all.users);
		count(o, "lost_sites", p[i].lost.sites),
		        number(o, "lost_subscribers", p[i].lost.users);
		count(o, "lost_sensitive", p[i].lost.sensitive);
		count(o, "degraded_sites", p[i].lost.degraded);
		number(o, "degraded_subscribers", p[i].lost.users_degraded);
		end(o);
	}
	list_end(o);
}

static void closure(struct writing *o)
{
	const struct exposure *x = o->x;
	jsonw_key(&o->w, "closure");
	if (x->removals == 0) {
		jsonw_null(&o->w);
		return;
	}
	begin(o, NULL);
	list(o, "without");
	for (size_t i = 0; i < x->removals; i++) {
		begin(o, NULL);
		text(o, "kind", x->removed[i].kind), text(o, "name", x->removed[i].name);
		count(o, "elements", x->removed[i].elements),
		        count(o, "sites", x->removed[i].sites);
		end(o);
	}
	list_end(o);
	count(o, "removed", x->lost.removed);
	lost(o, &x->lost);
	parts(o, "by_operator", "operator", &x->net->operators, x->by_operator, x->by_operators);
	parts(o, "by_region", "region", &x->net->regions, x->by_region, x->by_regions);
	list(o, "areas");
	for (size_t i = 0; i < most(o, x->areas); i++)
		jsonw_text(&o->w, x->net->areas.v[x->area[i]]);
	list_end(o);
	end(o);
}

static void makers(struct writing *o)
{
	list(o, "suppliers");
	for (size_t i = 0; i < o->x->makers; i++) {
		const struct exposure_maker *v = &o->x->maker[i];
		begin(o, NULL);
		maker(o, v->maker, "id");
		text(o, "class", exposure_trust(o->x, v->maker));
		count(o, "elements", v->elements);
		lost(o, &v->lost);
		end(o);
	}
	list_end(o);
}

static void node(struct writing *o, uint32_t n)
{
	const struct network *net = o->x->net;
	const struct network_element *e = n < net->elements ? &net->element[n] : NULL;
	text(o, "id", exposure_node(o->x, n));
	text(o, "what", e ? "element" : "site");
	function_of(o, e ? e->function : MODEL_NONE);
	operator_of(o, e ? e->operator_at : net->site[n - net->elements].operator_at);
	text(o, "supplier", e && e->maker != MODEL_NONE ? net->maker[e->maker].id : NULL);
}

static void points(struct writing *o)
{
	const struct exposure *x = o->x;
	begin(o, "single_points");
	count(o, "looked_at", x->alone.looked), count(o, "of", x->alone.nodes);
	count(o, "found", x->alone.n);
	list(o, "points");
	for (size_t i = 0; i < most(o, x->alone.n); i++) {
		begin(o, NULL);
		node(o, x->alone.v[i].node);
		lost(o, &x->alone.v[i].lost);
		count(o, "dominates_sites", x->above.sites[x->alone.v[i].node]);
		end(o);
	}
	list_end(o);
	count(o, "cut_points_found", x->lines.points), count(o, "bridges_found", x->lines.lines);
	count(o, "core_elements", x->lines.cores);
	count(o, "sites_without_a_way_to_the_core", x->lines.apart);
	list(o, "cut_points");
	for (size_t i = 0; i < most(o, x->lines.points); i++) {
		begin(o, NULL);
		node(o, x->lines.point[i].node);
		count(o, "sites", x->lines.point[i].sites),
		        number(o, "subscribers", x->lines.point[i].users);
		end(o);
	}
	list_end(o);
	list(o, "bridges");
	for (size_t i = 0; i < most(o, x->lines.lines); i++) {
		const struct lines_line *l = &x->lines.line[i];
		begin(o, NULL);
		text(o, "core_side", exposure_node(x, l->core_side));
		text(o, "far_side", exposure_node(x, l->far_side));
		count(o, "sites", l->sites), number(o, "subscribers", l->users);
		end(o);
	}
	list_end(o);
	end(o);
}

static void common(struct writing *o, const char *key, const struct common *c,
                   const struct network_names *names)
{
	begin(o, key);
	count(o, "places", c->places), count(o, "of_one_operator", c->one_operator);
	count(o, "of_several_operators", c->n), count(o, "on_one_supplier", c->whole);
	number(o, "subscribers", c->users),
	        number(o, "subscribers_on_one_supplier", c->users_whole);
	list(o, "list");
	for (size_t i = 0; i < most(o, c->n); i++) {
		const struct common_place *p = &c->v[i];
		begin(o, NULL);
		name(o, "place", names, p->place);
		text(o, "supplier", p->maker == MODEL_NONE ? NULL : o->x->net->maker[p->maker].id);
		number(o, "share", p->share), number(o, "unknown", p->unknown);
		count(o, "operators", p->operators), count(o, "sites", p->sites);
		count(o, "sensitive", p->sensitive), number(o, "subscribers", p->users);
		end(o);
	}
	list_end(o);
	end(o);
}

static void ties(struct writing *o)
{
	list(o, "lock_in");
	for (size_t i = 0; i < o->x->ties.n; i++) {
		const struct ties_maker *m = &o->x->ties.v[i];
		begin(o, NULL);
		maker(o, m->maker, "id");
		count(o, "elements", m->elements), count(o, "with_book_value", m->valued);
		list(o, "book_value");
		for (size_t k = 0; k < m->moneys; k++) {
			begin(o, NULL);
			text(o, "currency", m->money[k].currency),
			        number(o, "amount", m->money[k].amount);
			end(o);
		}
		list_end(o);
		begin(o, "support");
		count(o, "ended", m->ended), count(o, "within_two_years", m->soon),
		        count(o, "later", m->later);
		count(o, "unknown", m->undated);
		end(o);
		count(o, "coupled_sites", m->coupled), count(o, "mixed_sites", m->mixed);
		list(o, "functions");
		for (size_t k = 0; k < m->functions; k++) {
			begin(o, NULL);
			function_of(o, m->function[k].function);
			count(o, "elements", m->function[k].elements),
			        count(o, "alternatives", m->function[k].other);
			count(o, "seen_here", m->function[k].seen),
			        count(o, "with_a_product", m->function[k].offered);
			end(o);
		}
		list_end(o);
		end(o);
	}
	list_end(o);
}

static void first(struct writing *o, struct arena *a)
{
	const struct exposure *x = o->x;
	list(o, "priorities");
	for (size_t i = 0; i < most(o, x->first.n); i++) {
		const struct first_item *v = &x->first.v[i];
		struct arena one = *a;
		begin(o, NULL);
		count(o, "place", i + 1);
		operator_of(o, v->operator);
		function_of(o, v->function);
		text(o, "supplier", v->maker == MODEL_NONE ? NULL : x->net->maker[v->maker].id);
		text(o, "criticality", exposure_criticality_word[v->criticality]);
		text(o, "class", exposure_trust(x, v->maker));
		count(o, "elements", v->elements), count(o, "support_ended", v->ended);
		number(o, "lost_share", v->share);
		lost(o, &v->lost);
		text(o, "reason", exposure_reason(&one, x, v));
		end(o);
	}
	list_end(o);
}

void exposure_json(struct buf *b, const struct exposure *x, size_t top)
{
	struct writing o = { jsonw_in(b, 2), x, top };
	struct arena scratch = arena_reserve((size_t)64 << 20, "exposure");
	char *start = scratch.beg;
	char day[11];
	str_date_text(x->net->model->day, day);
	begin(&o, NULL);
	text(&o, "schema", "petrin.expose/1"), text(&o, "petrin", PT_VERSION);
	text(&o, "as_of", day);
	text(&o, "country", x->net->country);
	text(&o, "by", exposure_by_word[x->by]);
	text(&o, "profile", x->profile);
	text(&o, "caution", exposure_caution(&scratch, x));
	inventory(&o);
	function_rows(&o, "functions", &x->functions);
	function_rows(&o, "groups", &x->groups);
	jsonw_key(&o.w, "network");
	if (x->whole.rows) {
		begin(&o, NULL);
		shares(&o, &x->whole.row[0]);
		end(&o);
	} else {
		jsonw_null(&o.w);
	}
	cells(&o);
	closure(&o);
	makers(&o);
	points(&o);
	begin(&o, "common");
	common(&o, "areas", &x->common_areas, &x->net->areas);
	common(&o, "regions", &x->common_regions, &x->net->regions);
	end(&o);
	ties(&o);
	first(&o, &scratch);
	quality(&o);
	sources(&o);
	end(&o);
	buf_char(b, '\n');
	arena_release(&scratch, start);
}
