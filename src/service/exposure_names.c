/* SPDX-License-Identifier: Apache-2.0
 *
 * exposure_names.c - what the words of the command line name in an inventory
 *
 * --without takes "KIND:NAME" or a NAME alone, for which the kinds are tried in the order of the
 * table and the first one that finds anything is meant.  Names are compared as vendors are
 * (vendor.h), ids of elements and sites word for word.
 */
#include <string.h>
#include <strings.h>

#include "service/exposure_inside.h"
#include "service/vendor.h"

struct asking {
	struct exposure *x;
	struct arena *scratch;
	const struct network *net;
	const char *name;
	struct str text;   /* the name as it is compared */
	uint32_t supplier; /* or MODEL_NONE */
	struct vendors *vendors;
};

static bool in(const bool *set, size_t asked, uint32_t at)
{
	return asked == 0 || (at != MODEL_NONE && set[at]);
}

/* --- does an element or a site answer to the name? --- */

static bool like(const struct asking *q, const char *value)
{
	struct arena one = *q->scratch;
	struct str t = vendor_text(&one, value);
	return t.n > 0 && t.n == q->text.n && memcmp(t.p, q->text.p, t.n) == 0;
}

static bool by_supplier(const struct asking *q, size_t i)
{
	const struct network_element *e = &q->net->element[i];
	if (e->maker == MODEL_NONE)
		return false;
	return q->supplier != MODEL_NONE ? e->supplier == q->supplier
	                                 : like(q, q->net->maker[e->maker].name);
}

static bool by_product(const struct asking *q, size_t i)
{
	return like(q, q->net->element[i].product);
}

static bool by_software(const struct asking *q, size_t i)
{
	return like(q, q->net->element[i].software);
}

static bool by_operator(const struct asking *q, size_t i)
{
	return like(q, q->net->element[i].operator);
}

static bool by_manager(const struct asking *q, size_t i)
{
	return like(q, q->net->element[i].managed_by);
}

static bool by_country(const struct asking *q, size_t i)
{
	return strcmp(q->net->element[i].made_in, q->name) == 0;
}

static bool by_seat(const struct asking *q, size_t i)
{
	uint32_t s = q->net->element[i].supplier;
	return s != MODEL_NONE && strcmp(q->net->model->supplier[s].seat, q->name) == 0;
}

static bool by_element(const struct asking *q, size_t i)
{
	return strcmp(q->net->element[i].id, q->name) == 0;
}

static bool by_site(const struct asking *q, size_t i)
{
	return strcmp(q->net->site[i].id, q->name) == 0;
}

static bool by_owner(const struct asking *q, size_t i)
{
	return like(q, q->net->site[i].owner);
}

static const struct kind {
	const char *word;
	bool (*is)(const struct asking *q, size_t i);
	bool of_site;
} kinds[] = {
	{ "supplier", by_supplier, false }, { "product", by_product, false },
	{ "operator", by_operator, false }, { "managed-by", by_manager, false },
	{ "country", by_country, false },   { "seat", by_seat, false },
	{ "software", by_software, false }, { "element", by_element, false },
	{ "site", by_site, true },          { "owner", by_owner, true },
};

static const struct kind *kind_of(const char *word, const char **name)
{
	const char *colon = strchr(word, ':');
	for (size_t i = 0; colon && i < COUNT(kinds); i++)
		if (strlen(kinds[i].word) == (size_t)(colon - word) &&
		    strncmp(kinds[i].word, word, (size_t)(colon - word)) == 0) {
			*name = colon + 1;
			return &kinds[i];
		}
	*name = word;
	return NULL;
}

/* The nodes of one kind and name; `taken` keeps a node from coming twice. */
static size_t take(const struct asking *q, const struct kind *k, bool *taken,
                   struct exposure_nodes *out)
{
	size_t found = 0, n = k->of_site ? q->net->sites : q->net->elements;
	for (size_t i = 0; i < n; i++) {
		if (!k->is(q, i))
			continue;
		size_t node = k->of_site ? q->net->elements + i : i;
		found++;
		if (!taken[node])
			out->v[out->n++] = (uint32_t)node;
		taken[node] = true;
	}
	return found;
}

static bool nothing(const struct asking *q, const char *word, struct pt_err *e)
{
	struct arena one = *q->scratch;
	const struct network *net = q->net;
	size_t n = net->makers + net->operators.n, k = 0;
	const char **names = NEW(&one, const char *, n * 2);
	for (size_t i = 0; i < net->makers; i++)
		names[k++] = net->maker[i].name, names[k++] = net->maker[i].id;
	for (size_t i = 0; i < net->operators.n; i++)
		names[k++] = net->operators.v[i];
	const char *near = str_nearest(q->name, names, k);
	return pt_fail(e, PT_USAGE,
	               "nothing here is \"%.60s\": no supplier, product, operator, manager, "
	               "country, seat, software, "
	               "element, site or owner of sites%s%s%s",
	               word, near ? " (did you mean \"" : "", near ? near : "", near ? "\"?)" : "");
}

static bool one(struct asking *q, const char *word, bool *taken, struct exposure_nodes *out,
                struct pt_err *e)
{
	const struct kind *k = kind_of(word, &q->name);
	size_t found = 0;
	if (q->name[0] == '\0') /* would be what says nothing of the kind */
		return pt_fail(e, PT_USAGE, "--without \"%.60s\" names nothing", word);
	q->text = vendor_text(q->scratch, q->name);
	q->supplier = vendor_find(q->vendors, q->text);
	for (size_t i = 0; i < COUNT(kinds) && found == 0; i++) {
		if (k && k != &kinds[i])
			continue;
		found = take(q, &kinds[i], taken, out);
		if (found == 0 && i == 0 && q->supplier != MODEL_NONE)
			k = &kinds[i]; /* a supplier who stands nowhere here */
		k = found ? &kinds[i] : k;
	}
	if (found == 0 && (k != &kinds[0] || q->supplier == MODEL_NONE))
		return nothing(q, word, e);
	struct exposure_removed *r = &q->x->removed[q->x->removals++];
	*r = (struct exposure_removed){ k->word, q->name, k->of_site ? 0 : found,
		                        k->of_site ? found : 0 };
	if (k == &kinds[0] && q->supplier != MODEL_NONE)
		r->name = q->net->model->supplier[q->supplier].name;
	return true;
}

bool exposure_removed(struct exposure *x, struct arena *scratch, const struct exposure_request *rq,
                      struct exposure_nodes *out, struct pt_err *e)
{
	struct vendors vendors = vendor_in(scratch, &x->in.model);
	struct asking q = { .x = x, .scratch = scratch, .net = x->net, .vendors = &vendors };
	bool *taken = NEW(scratch, bool, x->stand.nodes);
	x->removed = NEW(&x->room, struct exposure_removed, rq->without.n);
	out->v = NEW(scratch, uint32_t, x->stand.nodes);
	for (size_t i = 0; i < rq->without.n; i++)
		if (!one(&q, rq->without.v[i], taken, out, e))
			return false;
	size_t n = 0;
	for (size_t i = 0; i < out->n; i++) /* --function says of what somebody is taken away */
		if (rq->functions.n == 0 || out->v[i] >= x->net->elements ||
		    in(x->of_function, 1, x->net->element[out->v[i]].function))
			out->v[n++] = out->v[i];
	out->n = n;
	return true;
}

/* --- filters --- */

static bool names_of(struct arena *scratch, const struct network_names *all,
                     const struct exposure_texts *asked, bool **out, const char *what,
                     struct pt_err *e)
{
	*out = NEW(scratch, bool, all->n + 1);
	for (size_t i = 0; i < asked->n; i++) {
		bool found = false;
		for (size_t k = 0; k < all->n; k++)
			if (strcasecmp(all->v[k], asked->v[i]) == 0)
				(*out)[k] = found = true;
		const char *near = found ? NULL : str_nearest(asked->v[i], all->v, all->n);
		if (!found)
			return pt_fail(e, PT_USAGE, "there is no %s \"%.60s\" here%s%s%s", what,
			               asked->v[i], near ? " (did you mean \"" : "",
			               near ? near : "", near ? "\"?)" : "");
	}
	return true;
}

static bool functions_of(struct arena *scratch, const struct network *net,
                         const struct exposure_texts *asked, bool **out, struct pt_err *e)
{
	const char **ids = NEW(scratch, const char *, net->functions);
	*out = NEW(scratch, bool, net->functions + 1);
	for (size_t i = 0; i < net->functions; i++)
		ids[i] = net->function[i].id;
	for (size_t i = 0; i < asked->n; i++) {
		bool found = false;
		for (size_t k = 0; k < net->functions; k++)
			for (uint32_t up = (uint32_t)k; up != MODEL_NONE;
			     up = net->function[up].part_of)
				if (strcmp(ids[up], asked->v[i]) == 0)
					(*out)[k] = found = true;
		const char *near = found ? NULL : str_nearest(asked->v[i], ids, net->functions);
		if (!found)
			return pt_fail(e, PT_USAGE, "there is no function \"%.60s\"%s%s%s",
			               asked->v[i], near ? " (did you mean \"" : "",
			               near ? near : "", near ? "\"?)" : "");
	}
	return true;
}

bool exposure_filter(struct exposure *x, const struct exposure_request *rq, struct pt_err *e)
{
	const struct network *net = x->net;
	bool *operator, * region, *function;
	if (!names_of(&x->room, &net->operators, &rq->operators, &operator, "operator", e) ||
	    !names_of(&x->room, &net->regions, &rq->regions, &region, "region", e) ||
	    !functions_of(&x->room, net, &rq->functions, &function, e))
		return false;
	x->of_function = function;
	if (rq->operators.n + rq->regions.n > 0) {
		bool *sites = NEW(&x->room, bool, net->sites);
		for (size_t i = 0; i < net->sites; i++)
			sites[i] = in(operator, rq->operators.n, net->site[i].operator_at) &&
			           in(region, rq->regions.n, net->site[i].region_at);
		x->sites = sites;
	}
	if (rq->operators.n + rq->regions.n + rq->functions.n == 0)
		return true;
	bool *elements = NEW(&x->room, bool, net->elements);
	for (size_t i = 0; i < net->elements; i++) {
		const struct network_element *v = &net->element[i];
		elements[i] =
		        in(operator, rq->operators.n, v->operator_at) &&
		        in(region, rq->regions.n,
		           v->site == MODEL_NONE ? MODEL_NONE : net->site[v->site].region_at) &&
		        in(function, rq->functions.n, v->function);
	}
	x->elements = elements;
	return true;
}
