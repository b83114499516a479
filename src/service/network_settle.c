/* SPDX-License-Identifier: Apache-2.0
 *
 * network_settle.c - rows in any order -> arrays in order, names -> places
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "service/element_state.h"
#include "service/network_inside.h"
#include "service/vendor.h"

enum { NOT_IN_SERVICE = MODEL_NONE - 1 }; /* a node that was left out (N6) */

struct settling {
	struct network_loaded *x;
	struct network_rows *r;
	struct network *net;
	struct arena *keep; /* of the answer */
	struct arena temp;
	uint32_t *node_of; /* number of an id -> node, NOT_IN_SERVICE or MODEL_NONE */
	bool in_service;
	uint32_t *named;   /* scratch: word -> place */
};

/* --- order --- */

struct keyed {
	const char *key;
	uint32_t at;
};

static int by_key(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;
	int order = strcmp(x->key, y->key);
	return order ? order : (x->at > y->at) - (x->at < y->at);
}

static void sort_keys(struct keyed *v, size_t n)
{
	size_t i = 1;
	while (i < n && strcmp(v[i - 1].key, v[i].key) < 0)
		i++;
	if (i < n)
		qsort(v, n, sizeof *v, by_key);
}

/* Of rows with the same id the last one stays: how many do. */
static size_t last_ones(struct settling *s, struct keyed *v, size_t n, bool told)
{
	size_t to = 0;
	sort_keys(v, n);
	for (size_t i = 0; i < n; i++) {
		if (i + 1 < n && strcmp(v[i].key, v[i + 1].key) == 0) {
			s->x->twice += told;
			if (told && s->x->twice_id == NULL)
				s->x->twice_id = v[i].key;
			continue;
		}
		v[to++] = v[i];
	}
	return to;
}

/* Texts of an array, each once, in order; *place[i] becomes where the i-th stands. */
struct naming {
	const char **text;
	uint32_t *place;
};

static struct network_names names_of(struct settling *s, const struct naming *of, size_t n)
{
	struct arena scratch = s->temp;
	struct keyed *v = NEW(&scratch, struct keyed, n);
	struct intern seen = intern_in(&scratch, 0);
	size_t m = 0;
	for (size_t i = 0; i < n; i++) {
		uint32_t had = seen.n,
		         at = of->text[i][0] ? intern_add(&seen, str_of(of->text[i])) : MODEL_NONE;
		if (at == had && at != MODEL_NONE)
			v[m++] = (struct keyed){ of->text[i], at };
		of->place[i] = at;
	}
	sort_keys(v, m);
	struct network_names names = { NEW(s->keep, const char *, m), m };
	uint32_t *place = NEW(&scratch, uint32_t, m);
	for (size_t i = 0; i < m; i++)
		names.v[i] = v[i].key, place[v[i].at] = (uint32_t)i;
	for (size_t i = 0; i < n; i++)
		of->place[i] = of->place[i] == MODEL_NONE ? MODEL_NONE : place[of->place[i]];
	return names;
}

/* --- functions --- */

static uint32_t function_of(const struct settling *s, uint32_t word)
{
	const char *id = s->r->word.text[word];
	size_t lo = 0, hi = s->net->functions;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		int order = strcmp(s->net->function[mid].id, id);
		if (order == 0)
			return (uint32_t)mid;
		*(order < 0 ? &lo : &hi) = order < 0 ? mid + 1 : mid;
	}
	return MODEL_NONE;
}

/* A way up that does not end is no way. */
static void groups(struct network *net)
{
	for (uint32_t i = 0; i < net->functions; i++) {
		size_t steps = 0;
		uint32_t at = i;
		while (net->function[at].part_of != MODEL_NONE && steps++ < net->functions)
			at = net->function[at].part_of;
		if (steps > net->functions)
			net->function[i].part_of = MODEL_NONE;
	}
	for (uint32_t i = 0; i < net->functions; i++) {
		uint32_t at = i;
		while (net->function[at].part_of != MODEL_NONE)
			at = net->function[at].part_of;
		net->function[i].group = at;
	}
}

/* N5: what a country says of the function, else of the nearest one it is part of.  `own`: what it says. */
static void weigh(const struct network *net, const struct network_function *own, struct network_function *to)
{
	for (uint32_t i = 0; i < net->functions; i++) {
		uint32_t at = i;
		while (at != MODEL_NONE && own[at].id == NULL)
			at = net->function[at].part_of;
		if (at == MODEL_NONE)
			continue;
		to[i].criticality = own[at].criticality;
		to[i].cite = own[at].cite;
		to[i].certainty = own[at].certainty;
	}
}

enum { LETTERS = 26, COUNTRIES = LETTERS * LETTERS };

/* Place among all codes of two capital letters, or COUNTRIES. */
static size_t code_place(const char *code)
{
	bool ok = code[0] >= 'A' && code[0] <= 'Z' && code[1] >= 'A' && code[1] <= 'Z';
	return ok ? (size_t)(code[0] - 'A') * LETTERS + (size_t)(code[1] - 'A') : COUNTRIES;
}

/* A block of functions for every country that has sites here and weighs something otherwise.  With one country
 * for all there is none. */
static void national(struct settling *s, uint32_t block[COUNTRIES + 1])
{
	struct network *net = s->net;
	struct arena scratch = s->temp;
	bool here[COUNTRIES + 1] = { false };
	uint32_t n = 0;
	for (size_t i = 0; i < net->sites; i++)
		here[code_place(net->site[i].country)] = true;
	here[COUNTRIES] = false;
	for (size_t k = 0; k < s->r->functions; k++) {
		size_t at = code_place(s->r->function[k].country);
		if (here[at] && block[at] == 0)
			block[at] = ++n;
	}
	size_t most = net->functions;
	struct network_function *own = NEW(&scratch, struct network_function, n * most),
	                        *to = NEW(s->keep, struct network_function, n * most);
	for (size_t k = 0; k < s->r->functions; k++) {
		const struct network_raw_function *f = &s->r->function[k];
		uint32_t b = block[code_place(f->country)];
		if (b)
			own[(b - 1) * most + function_of(s, f->id)] = f->f;
	}
	for (size_t b = 0; b < n; b++) {
		memcpy(&to[b * most], net->function, most * sizeof *to);
		weigh(net, &own[b * most], &to[b * most]);
	}
	net->national = to;
}

static void weigh_all(struct settling *s)
{
	struct network *net = s->net;
	struct arena scratch = s->temp;
	uint32_t block[COUNTRIES + 1] = { 0 };
	if (net->functions > NETWORK_FUNCTIONS) /* refused by network.c */
		return;
	if (net->country[0] == '\0') {
		national(s, block);
		for (size_t i = 0; i < net->elements; i++) {
			struct network_element *e = &net->element[i];
			e->weighed = e->site == MODEL_NONE ? 0 : block[code_place(net->site[e->site].country)];
		}
		return;
	}
	struct network_function *own = NEW(&scratch, struct network_function, net->functions);
	for (size_t k = 0; k < s->r->functions; k++)
		if (strcmp(s->r->function[k].country, net->country) == 0)
			own[function_of(s, s->r->function[k].id)] = s->r->function[k].f;
	weigh(net, own, net->function);
}

static void functions(struct settling *s)
{
	struct network *net = s->net;
	struct network_rows *r = s->r;
	struct arena scratch = s->temp;
	struct keyed *v = NEW(&scratch, struct keyed, r->functions);
	struct network_raw_function *in_order =
	        NEW(&scratch, struct network_raw_function, r->functions);
	size_t m = 0; /* the row without a country is to be the last one */
	for (int everywhere = 0; everywhere < 2; everywhere++)
		for (size_t i = 0; i < r->functions; i++)
			if ((r->function[i].country[0] == '\0') == everywhere)
				in_order[m++] = r->function[i];
	for (size_t i = 0; i < m; i++)
		v[i] = (struct keyed){ in_order[i].f.id, (uint32_t)i };
	size_t n = last_ones(s, v, m, false);
	net->function = NEW(s->keep, struct network_function, n);
	net->functions = n;
	for (size_t i = 0; i < n; i++)
		net->function[i] = in_order[v[i].at].f;
	for (size_t i = 0; i < n; i++)
		if (in_order[v[i].at].part_of)
			net->function[i].part_of = function_of(s, in_order[v[i].at].part_of);
	groups(net);
}

/* --- sites and elements --- */

static uint32_t source_of(const struct settling *s, const struct map *at, uint32_t word)
{
	uint32_t place;
	return word && map_get(at, str_of(s->r->word.text[word]), &place) ? place : MODEL_NONE;
}

static struct map sources(struct settling *s)
{
	struct map m = map_in(&s->temp);
	for (size_t i = 0; i < s->x->model.sources; i++)
		map_add(&m, str_of(s->x->model.source[i].id), (uint32_t)i);
	return m;
}

static void sites(struct settling *s, const struct map *source)
{
	struct network *net = s->net;
	struct network_rows *r = s->r;
	struct arena scratch = s->temp;
	struct keyed *v = NEW(&scratch, struct keyed, r->sites);
	for (size_t i = 0; i < r->sites; i++)
		v[i] = (struct keyed){ r->id.text[r->site[i].node], (uint32_t)i };
	net->sites = last_ones(s, v, r->sites, true);
	net->site = NEW(s->keep, struct network_site, net->sites);
	for (size_t i = 0; i < net->sites; i++) {
		const struct network_raw_site *from = &r->site[v[i].at];
		net->site[i] = from->s;
		net->site[i].id = v[i].key;
		net->site[i].source = source_of(s, source, from->source);
	}
}

/* N6: how many stay. */
static size_t in_service(struct settling *s, struct keyed *v, size_t n)
{
	size_t to = 0;
	for (size_t i = 0; i < n; i++) {
		const struct network_raw_element *e = &s->r->element[v[i].at];
		enum element_state state = element_state_of(e->e.status);
		s->net->planned += state == ELEMENT_PLANNED;
		s->net->retired += state == ELEMENT_RETIRED;
		if (state == ELEMENT_IN_SERVICE)
			v[to++] = v[i];
		else
			s->node_of[e->node] = NOT_IN_SERVICE;
	}
	return to;
}

static void elements(struct settling *s, const struct map *source)
{
	struct network *net = s->net;
	struct network_rows *r = s->r;
	struct arena scratch = s->temp;
	struct keyed *v = NEW(&scratch, struct keyed, r->elements);
	for (size_t i = 0; i < r->elements; i++)
		v[i] = (struct keyed){ r->id.text[r->element[i].node], (uint32_t)i };
	net->elements = last_ones(s, v, r->elements, true);
	net->elements = s->in_service ? in_service(s, v, net->elements) : net->elements;
	net->element = NEW(s->keep, struct network_element, net->elements);
	uint32_t *site_at = NEW(&scratch, uint32_t, r->id.n);
	for (size_t i = 0; i < r->id.n; i++)
		site_at[i] = MODEL_NONE;
	for (uint32_t i = 0; i < net->sites; i++)
		site_at[intern_find(&r->id, str_of(net->site[i].id))] = i;
	for (uint32_t i = 0; i < net->sites; i++)
		s->node_of[intern_find(&r->id, str_of(net->site[i].id))] =
		        (uint32_t)net->elements + i;
	uint32_t other = MODEL_NONE;
	uint32_t word = intern_find(&r->word, STR("other"));
	other = word == INTERN_NONE ? other : function_of(s, word);
	for (size_t i = 0; i < net->elements; i++) {
		const struct network_raw_element *from = &r->element[v[i].at];
		struct network_element *e = &net->element[i];
		*e = from->e;
		e->id = v[i].key;
		e->source = source_of(s, source, from->source);
		e->site = from->site == MODEL_NONE ? MODEL_NONE : site_at[from->site];
		e->function = function_of(s, from->function);
		net->homeless += from->site != MODEL_NONE && e->site == MODEL_NONE;
		net->functionless += e->function == MODEL_NONE;
		e->function = e->function == MODEL_NONE ? other : e->function;
		s->node_of[from->node] =
		        (uint32_t)i; /* an element and a site of one id: needs mean the element */
	}
}

/* N3 */
static void places(struct settling *s)
{
	struct network *net = s->net;
	struct arena was = s->temp;
	size_t n = net->sites + net->elements;
	struct naming of = { NEW(&s->temp, const char *, n), NEW(&s->temp, uint32_t, n) };
	for (size_t i = 0; i < net->elements; i++) {
		struct network_element *e = &net->element[i];
		if (e->operator[0] == '\0' && e->site != MODEL_NONE)
			e->operator= net->site[e->site].operator;
		of.text[i] = e->operator;
	}
	for (size_t i = 0; i < net->sites; i++)
		of.text[net->elements + i] = net->site[i].operator;
	net->operators = names_of(s, &of, n);
	for (size_t i = 0; i < net->elements; i++)
		net->element[i].operator_at = of.place[i];
	for (size_t i = 0; i < net->sites; i++)
		net->site[i].operator_at = of.place[net->elements + i],
		of.text[i] = net->site[i].region;
	net->regions = names_of(s, &of, net->sites);
	for (size_t i = 0; i < net->sites; i++) {
		struct network_site *v = &net->site[i];
		v->region_at = of.place[i];
		of.text[i] = v->area[0] && v->country[0]
		                     ? arena_fmt(s->keep, "%s %s", v->country, v->area)
		                     : v->area;
	}
	net->areas = names_of(s, &of, net->sites);
	for (size_t i = 0; i < net->sites; i++)
		net->site[i].area_at = of.place[i];
	s->temp = was;
}

/* --- makers --- */

static struct vendors vendors(struct settling *s)
{
	struct network *net = s->net;
	struct network_rows *r = s->r;
	struct model *m = &s->x->model;
	struct vendors v = vendor_in(&s->temp, m);
	struct map id = map_in(&s->temp);
	for (uint32_t i = 0; i < m->suppliers; i++)
		map_add(&id, str_of(m->supplier[i].id), i);
	net->product = NEW(s->keep, struct network_product, r->products);
	for (size_t i = 0; i < r->products; i++) {
		const struct network_raw_product *p = &r->product[i];
		uint32_t supplier;
		if (!map_get(&id, str_of(r->word.text[p->supplier]), &supplier))
			continue;
		net->product[net->products++] =
		        (struct network_product){ r->word.text[p->name], r->word.text[p->class],
			                          supplier };
		vendor_product(&v, r->word.text[p->name], supplier);
	}
	return v;
}

struct making {
	struct vendors v;
	struct intern name; /* ids of makers, in the order they come */
	struct network_maker *maker;
	size_t cap;
	uint32_t *seen; /* word -> maker + 1 */
};

static uint32_t add_maker(struct settling *s, struct making *m, struct network_maker maker)
{
	uint32_t had = m->name.n, at = intern_add(&m->name, str_of(maker.id));
	if (at == had)
		*PUSH(&s->temp, m->maker, s->net->makers, m->cap) = maker;
	else if (maker.supplier == MODEL_NONE && strcmp(maker.name, m->maker[at].name) < 0)
		m->maker[at].name = maker.name; /* of several writings the first one in order */
	return at;
}

static uint32_t maker_of_text(struct settling *s, struct making *m, const char *text,
                              bool is_product)
{
	const struct supplier *of = s->x->model.supplier;
	struct str t = vendor_text(&s->temp, text);
	uint32_t supplier = is_product ? vendor_find_product(&m->v, t) : vendor_find(&m->v, t);
	if (supplier != MODEL_NONE)
		return add_maker(
		        s, m,
		        (struct network_maker){ of[supplier].id, of[supplier].name, supplier });
	if (t.n == 0 || is_product)
		return MODEL_NONE;
	const char *id = arena_fmt(s->keep, "vendor:%.*s", (int)t.n, t.p);
	return add_maker(s, m, (struct network_maker){ id, text, MODEL_NONE });
}

static void makers(struct settling *s)
{
	struct network *net = s->net;
	struct making m = { .v = vendors(s), .name = intern_in(&s->temp, 0) };
	struct map vendor = map_in(&s->temp), product = map_in(&s->temp);
	for (size_t i = 0; i < net->elements; i++) {
		struct network_element *e = &net->element[i];
		bool by_product = false;
		if (!map_get(&vendor, str_of(e->vendor), &e->maker)) {
			e->maker = maker_of_text(s, &m, e->vendor, false);
			map_add(&vendor, str_of(e->vendor), e->maker);
		}
		if (e->maker == MODEL_NONE && e->product[0]) {
			if (!map_get(&product, str_of(e->product), &e->maker)) {
				e->maker = maker_of_text(s, &m, e->product, true);
				map_add(&product, str_of(e->product), e->maker);
			}
			by_product = e->maker != MODEL_NONE;
		}
		if (e->maker == MODEL_NONE)
			e->vendor_basis = BASIS_UNKNOWN;
		else if (by_product)
			e->vendor_basis = BASIS_DERIVED;
		else if (e->vendor_basis == BASIS_UNKNOWN)
			e->vendor_basis = e->basis;
	}
	struct keyed *v = NEW(&s->temp, struct keyed, net->makers);
	uint32_t *place = NEW(&s->temp, uint32_t, net->makers);
	for (uint32_t i = 0; i < net->makers; i++)
		v[i] = (struct keyed){ m.maker[i].id, i };
	sort_keys(v, net->makers);
	net->maker = NEW(s->keep, struct network_maker, net->makers);
	for (uint32_t i = 0; i < net->makers; i++)
		net->maker[i] = m.maker[v[i].at], place[v[i].at] = i;
	for (size_t i = 0; i < net->elements; i++) {
		struct network_element *e = &net->element[i];
		e->maker = e->maker == MODEL_NONE ? MODEL_NONE : place[e->maker];
		e->supplier = e->maker == MODEL_NONE ? MODEL_NONE : net->maker[e->maker].supplier;
	}
}

/* --- needs --- */

static int by_choice(const void *a, const void *b)
{
	const struct network_need *x = a, *y = b;
	if (x->choice != y->choice) /* without a choice first */
		return x->choice + 1 > y->choice + 1 ? 1 : -1;
	if (x->needs != y->needs)
		return x->needs > y->needs ? 1 : -1;
	int order = strcmp(x->kind, y->kind);
	return order ? order : (x->least > y->least) - (x->least < y->least);
}

/* By node in linear time, then those of a node by choice and what is needed. */
static void needs(struct settling *s)
{
	struct network *net = s->net;
	struct network_rows *r = s->r;
	struct arena scratch = s->temp;
	size_t nodes = net->elements + net->sites;
	uint32_t *first = NEW(&scratch, uint32_t, nodes + 2);
	for (size_t i = 0; i < r->needs; i++) {
		uint32_t node = s->node_of[r->need[i].node], to = s->node_of[r->need[i].needs];
		if (node == MODEL_NONE || to == MODEL_NONE)
			net->dangling++;
		else if (node == NOT_IN_SERVICE || to == NOT_IN_SERVICE)
			net->unmet += node != NOT_IN_SERVICE;
		else
			first[node + 2]++, net->needs++;
	}
	for (size_t i = 2; i < nodes + 2; i++)
		first[i] += first[i - 1];
	net->need = NEW(s->keep, struct network_need, net->needs);
	for (size_t i = 0; i < r->needs; i++) {
		const struct network_raw_need *v = &r->need[i];
		uint32_t node = s->node_of[v->node], to = s->node_of[v->needs];
		if (node < NOT_IN_SERVICE && to < NOT_IN_SERVICE)
			net->need[first[node + 1]++] =
			        (struct network_need){ node, to, v->choice ? v->choice : MODEL_NONE,
				                       v->least, r->word.text[v->kind] };
	}
	for (size_t i = 0; i < nodes; i++)
		if (first[i + 1] - first[i] > 1)
			qsort(&net->need[first[i]], first[i + 1] - first[i], sizeof *net->need,
			      by_choice);
}

static const char *common_country(const struct network *net)
{
	const char *found = "";
	for (size_t i = 0; i < net->sites; i++) {
		const char *c = net->site[i].country;
		if (c[0] && found[0] && strcmp(c, found) != 0)
			return "";
		found = c[0] ? c : found;
	}
	return found;
}

void network_settle(struct network_loaded *x, struct network_rows *r,
                    const struct network_request *rq)
{
	struct settling s = { .x = x,
		              .r = r,
		              .net = &x->net,
		              .keep = &x->room,
		              .in_service = rq->in_service };
	struct network *net = s.net;
	struct arena rest = arena_reserve((size_t)16 << 30, "inventory");
	char *start = rest.beg;
	s.temp = rest;
	net->model = &x->model;
	net->ahead = r->ahead;
	s.node_of = NEW(&s.temp, uint32_t, r->id.n);
	for (size_t i = 0; i < r->id.n; i++)
		s.node_of[i] = MODEL_NONE;
	struct map source = sources(&s);
	functions(&s);
	sites(&s, &source);
	elements(&s, &source);
	places(&s);
	net->country = rq->country ? rq->country : common_country(net);
	weigh_all(&s);
	makers(&s);
	needs(&s);
	x->twice = rq->files ? x->twice : 0;
	arena_release(&rest, start);
}
