/* SPDX-License-Identifier: Apache-2.0
 *
 * decide_inventory.c - the elements of a workspace, decided one by one and counted
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "service/decide_inside.h"
#include "service/network.h"

const char *const decide_kept_name[] = { "kept", "exceeded", "unknown" };

struct counting {
	struct arena *a;
	struct decision *x;
	const struct network *net;
	struct decide_table table;
	uint32_t *function;    /* of the network -> of the decision */
	bool *country;         /* per country of the table: asked for */
	bool *supplier;        /* per supplier of the model, and for none: asked for */
	struct map seen;       /* what stands alike -> part */
	size_t cap;
	struct at_site {
		uint32_t part, site;
	} *at;                 /* per element that counts */
	size_t n;
};

static void functions(struct counting *c)
{
	struct map here = map_in(c->a);
	for (size_t i = 0; i < c->x->functions; i++)
		map_add(&here, str_of(c->x->function[i].id), (uint32_t)i);
	c->function = NEW(c->a, uint32_t, c->net->functions);
	for (size_t i = 0; i < c->net->functions; i++) {
		c->function[i] = UINT32_MAX;
		map_get(&here, str_of(c->net->function[i].id), &c->function[i]);
	}
}

static void asked_for(struct counting *c, const struct decide_request *rq)
{
	const struct decision *x = c->x;
	c->country = NEW(c->a, bool, c->table.countries);
	c->supplier = NEW(c->a, bool, x->model.suppliers + 1);
	c->supplier[x->model.suppliers] = rq->suppliers == 0;
	for (size_t i = 0; i < x->rows; i++) {
		c->supplier[x->row[i].supplier - x->model.supplier] = true;
		for (size_t k = 0; k < c->table.countries; k++)
			c->country[k] |= strcmp(c->table.country[k], x->row[i].country) == 0;
	}
}

static bool is_asked(const struct counting *c, const struct network_site *site, uint32_t supplier)
{
	for (size_t k = 0; site && k < c->table.countries; k++)
		if (strcmp(c->table.country[k], site->country) == 0)
			return c->country[k] && c->supplier[supplier];
	return false;
}

static void count(struct counting *c, const struct network_element *el)
{
	struct decision *x = c->x;
	struct network_element one = *el;
	const struct network_site *site = el->site == MODEL_NONE ? NULL : &c->net->site[el->site];
	uint32_t supplier = el->supplier < x->model.suppliers ? el->supplier : (uint32_t)x->model.suppliers, at;
	x->unmade += supplier == x->model.suppliers;
	if (el->function >= c->net->functions || !is_asked(c, site, supplier)) {
		x->unplaced++;
		return;
	}
	one.function = c->function[el->function];
	struct decide_element w = decide_element(&c->table, c->net, &one);
	const char *operator = decide_operator(c->net, el);
	char key[600];
	int n = snprintf(key, sizeof key, "%u %d %d %d %d %d\n%s\n%s", supplier, w.verdict, w.least.verdict,
	                 w.least.day, w.most.verdict, w.most.day, site->country, operator);
	struct str name = { key, n < (int)sizeof key ? (size_t)n : sizeof key - 1 };
	if (!map_get(&c->seen, name, &at)) {
		at = (uint32_t)x->parts;
		map_add(&c->seen, str_of(arena_strn(c->a, name.p, name.n)), at);
		*PUSH(c->a, x->part, x->parts, c->cap) = (struct decision_part){
			.operator = arena_str(c->a, operator), .country = arena_str(c->a, site->country),
			.supplier = supplier < x->model.suppliers ? x->model.supplier[supplier].id : "", .answer = w };
	}
	x->part[at].elements++;
	c->at[c->n++] = (struct at_site){ at, el->site };
}

static int by_site(const void *a, const void *b)
{
	const struct at_site *x = a, *y = b;
	int c = (x->part > y->part) - (x->part < y->part);
	return c ? c : (x->site > y->site) - (x->site < y->site);
}

static void sites(struct counting *c)
{
	if (c->n)
		qsort(c->at, c->n, sizeof *c->at, by_site);
	for (size_t i = 0; i < c->n; i++)
		if (i == 0 || by_site(&c->at[i], &c->at[i - 1]) != 0)
			c->x->part[c->at[i].part].sites++;
}

static int in_order(const void *a, const void *b)
{
	const struct decision_part *x = a, *y = b;
	int c = strcmp(x->operator, y->operator);
	c = c ? c : strcmp(x->country, y->country);
	c = c ? c : (x->answer.verdict < y->answer.verdict) - (x->answer.verdict > y->answer.verdict);
	c = c ? c : decide_compare(y->answer.least, x->answer.least);
	c = c ? c : decide_compare(y->answer.most, x->answer.most);
	return c ? c : strcmp(x->supplier, y->supplier);
}

bool decide_inventory(struct arena *keep, const struct decide_request *rq, struct decision *x, struct pt_err *e)
{
	struct network_loaded in;
	struct network_request want = { .workspace = rq->workspace, .day = rq->day };
	struct counting c = { .a = keep, .x = x, .net = &in.net, .seen = map_in(keep) };
	if (!network_open(&in, &want, e))
		return false;
	const char **id = NEW(keep, const char *, x->model.suppliers);
	for (size_t i = 0; i < x->model.suppliers; i++)
		id[i] = x->model.supplier[i].id;
	struct decide_subjects all = { id, x->subject, x->model.suppliers };
	decide_compile(keep, &x->rules, &all, x->day, &c.table);
	functions(&c);
	asked_for(&c, rq);
	c.at = NEW(keep, struct at_site, in.net.elements);
	x->elements = in.net.elements;
	for (size_t i = 0; i < in.net.elements; i++)
		count(&c, &in.net.element[i]);
	sites(&c);
	decide_caps(keep, &c.table, c.net, c.country, c.function, x);
	if (x->parts)
		qsort(x->part, x->parts, sizeof *x->part, in_order);
	network_close(&in);
	return true;
}
