/* SPDX-License-Identifier: Apache-2.0
 *
 * table.c - packs compiled for a day, to decide the elements of an inventory at once
 */
#include "judge/decide/table.h"

#include <math.h>
#include <string.h>

enum { CELL_GENERATIONS = 6 }; /* 2G 3G 4G 5G fixed, and not known */

static void add_country(struct arena *keep, struct decide_table *t, const char *code, size_t *cap)
{
	int at = (code[0] - 'A') * 26 + code[1] - 'A';
	if (at < 0 || at >= 26 * 26 || t->slot[at] != 0)
		return;
	memcpy(*PUSH(keep, t->country, t->countries, *cap), code, 3);
	t->slot[at] = (uint16_t)t->countries;
}

static void countries(struct arena *keep, struct decide_table *t)
{
	size_t cap = 0;
	for (size_t i = 0; i < t->rules->packs; i++) {
		const struct pack *p = &t->rules->pack[i];
		const char *const *m = p->members.v;
		if (p->members.n == 0)
			add_country(keep, t, p->country, &cap);
		for (size_t k = 0; k < p->members.n; k++)
			add_country(keep, t, m[k], &cap);
	}
}

static size_t cell_at(const struct decide_table *t, size_t country, size_t supplier, size_t function, size_t gen)
{
	return ((country * (t->suppliers + 1) + supplier) * t->rules->functions + function) * CELL_GENERATIONS + gen;
}

static void merge(struct decide_cell *c, struct decide_outcome least, struct decide_outcome most)
{
	c->least = decide_compare(c->least, least) < 0 ? least : c->least;
	c->most = decide_compare(c->most, most) < 0 ? most : c->most;
}

/* The cells of one supplier in one country. */
static void fill(struct arena *keep, struct decide_table *t, size_t country, size_t supplier, const uint32_t *rule,
                 size_t rules)
{
	struct decide_question q = { .country = t->country[country], .operator = "", .day = t->day };
	struct decide_ground g;
	if (supplier < t->suppliers) {
		q.supplier = t->supplier[supplier];
		q.subject = t->subject[supplier];
	}
	for (size_t f = 0; f < t->rules->functions; f++) {
		for (unsigned gen = 0; gen < CELL_GENERATIONS; gen++) {
			struct decide_cell *c = &t->cell[cell_at(t, country, supplier, f, gen)];
			c->least.day = c->most.day = PACK_FOREVER;
			c->from = (uint32_t)t->locals;
			q.function = (uint32_t)f;
			q.generation = gen < 5 ? 1u << gen : 0;
			for (size_t i = 0; i < rules; i++) {
				const struct decide_rule *r = &t->rules->rule[rule[i]];
				if (!decide_rule(NULL, r, &q, &g) || g.state > GROUND_EXCEPTED)
					continue;
				if (r->local)
					*PUSH(keep, t->local, t->locals, t->local_cap) = rule[i];
				else
					merge(c, g.least, g.most);
			}
			c->n = (uint32_t)t->locals - c->from;
		}
	}
}

void decide_compile(struct arena *keep, const struct decide_rules *r, const struct decide_subjects *s, int32_t day,
                    struct decide_table *t)
{
	struct decide_days days = decide_days(keep, r);
	uint32_t *here = NEW(keep, uint32_t, r->rules);
	*t = (struct decide_table){ .rules = r, .subject = s->subject, .supplier = s->supplier, .suppliers = s->n,
		                    .day = day, .until = PACK_FOREVER };
	for (size_t i = days.n; i-- > 0 && days.v[i] > day;)
		t->until = days.v[i];
	t->value = NEW(keep, struct fact_value, r->facts);
	t->room = NEW(keep, const char *, r->facts);
	t->told = NEW(keep, uint32_t, r->facts);
	for (size_t i = 0; i < r->facts; i++)
		if (r->fact_local[i])
			t->told[t->tolds++] = (uint32_t)i;
	countries(keep, t);
	t->cell = NEW(keep, struct decide_cell, cell_at(t, t->countries, 0, 0, 0));
	for (size_t c = 0; c < t->countries; c++) {
		size_t n = 0;
		for (size_t i = 0; i < r->rules; i++)
			if (decide_holds_in(r->rule[i].pack, t->country[c]))
				here[n++] = (uint32_t)i;
		for (size_t k = 0; k <= t->suppliers; k++)
			fill(keep, t, c, k, here, n);
	}
}

/* --- elements --- */

static struct fact_value word_value(const char *const *word)
{
	return (struct fact_value){ .word = word, .words = 1, .complete = true };
}

const char *decide_operator(const struct network *net, const struct network_element *el)
{
	const struct network_site *site = el->site == MODEL_NONE ? NULL : &net->site[el->site];
	if (el->operator && el->operator[0])
		return el->operator;
	return site && site->operator ? site->operator : "";
}

static const char *class_of(const struct network *net, const struct network_element *el)
{
	for (size_t i = 0; i < net->products; i++)
		if (net->product[i].supplier == el->supplier && strcmp(net->product[i].name, el->product) == 0)
			return net->product[i].class;
	return "";
}

/* What the element, its site and its operator tell about a fact; zero when nothing. */
static struct fact_value local_fact(const char *name, const struct network *net, const struct network_element *el,
                                    const char **room)
{
	static const char *const yes = "yes", *const no = "no";
	const struct network_site *site = el->site == MODEL_NONE ? NULL : &net->site[el->site];
	if (strcmp(name, "site.sensitive") == 0)
		return site && site->sensitive_known ? word_value(site->sensitive ? &yes : &no) :
		                                       (struct fact_value){ 0 };
	if (strcmp(name, "element.installed") == 0 && el->installed != NETWORK_NO_DAY)
		return (struct fact_value){ .number = true, .lo = el->installed, .hi = el->installed };
	*room = strcmp(name, "element.made-in") == 0    ? el->made_in :
	        strcmp(name, "element.managed-by") == 0 ? el->managed_by :
	        strcmp(name, "product.name") == 0       ? el->product :
	        strcmp(name, "product.class") == 0      ? class_of(net, el) :
	        strcmp(name, "operator.name") == 0      ? decide_operator(net, el) :
	                                                  "";
	return *room && **room ? word_value(room) : (struct fact_value){ 0 };
}

/* What the element tells. */
static const struct fact_value *local_facts(const struct decide_table *t, const struct network *net,
                                            const struct network_element *el)
{
	for (size_t i = 0; i < t->tolds; i++) {
		uint32_t at = t->told[i];
		t->value[at] = local_fact(t->rules->fact[at], net, el, &t->room[at]);
	}
	return t->value;
}

/* The rules of a cell that depend on the element. */
static void weigh_locals(const struct decide_table *t, const struct network *net, const struct network_element *el,
                         struct decide_question *q, struct decide_cell *sum)
{
	struct decide_ground g;
	q->local = local_facts(t, net, el);
	for (uint32_t i = 0; i < sum->n; i++) {
		const struct decide_rule *r = &t->rules->rule[t->local[sum->from + i]];
		if (decide_rule(NULL, r, q, &g) && g.state <= GROUND_EXCEPTED)
			merge(sum, g.least, g.most);
	}
}

struct decide_element decide_element(const struct decide_table *t, const struct network *net,
                                     const struct network_element *el)
{
	const struct network_site *site = el->site == MODEL_NONE ? NULL : &net->site[el->site];
	struct decide_element out = { { DECIDE_NONE, PACK_FOREVER }, { DECIDE_NONE, PACK_FOREVER }, DECIDE_NONE };
	struct decide_cell sum = { { DECIDE_NONE, PACK_FOREVER }, { DECIDE_NONE, PACK_FOREVER }, 0, 0 };
	int at = site && site->country[0] ? (site->country[0] - 'A') * 26 + site->country[1] - 'A' : -1;
	if (at < 0 || at >= 26 * 26 || t->slot[at] == 0 || el->function >= t->rules->functions)
		return out;
	size_t supplier = el->supplier < t->suppliers ? el->supplier : t->suppliers;
	unsigned bits = el->technology & PACK_GENERATIONS;
	for (unsigned gen = 0; gen < CELL_GENERATIONS; gen++) {
		bool asked = gen < 5 ? (bits >> gen & 1) != 0 : bits == 0;
		const struct decide_cell *c = &t->cell[cell_at(t, t->slot[at] - 1u, supplier, el->function, gen)];
		if (!asked)
			continue;
		merge(&sum, c->least, c->most);
		if (c->n == 0)
			continue;
		struct decide_question q = { .supplier = supplier < t->suppliers ? t->supplier[supplier] : NULL,
			                     .subject = supplier < t->suppliers ? t->subject[supplier] : NULL,
			                     .country = site->country, .operator = decide_operator(net, el),
			                     .function = el->function, .generation = gen < 5 ? 1u << gen : 0,
			                     .day = t->day };
		sum.from = c->from, sum.n = c->n;
		weigh_locals(t, net, el, &q, &sum);
	}
	out.least = sum.least, out.most = sum.most;
	out.verdict = decide_shown(out.least, out.most);
	return out;
}

bool decide_element_rule(const struct decide_asking *how, const struct network_element *el,
                         const struct decide_rule *r, struct decide_ground *out)
{
	const struct decide_table *t = how->t;
	const struct network *net = how->net;
	struct decide_question q = { .country = net->site[el->site].country,
		                     .operator = how->whoever ? NULL : decide_operator(net, el),
		                     .local = local_facts(t, net, el), .function = el->function, .whole = true,
		                     .generation = r->rule->generation, .day = t->day };
	if (el->supplier < t->suppliers) {
		q.supplier = t->supplier[el->supplier];
		q.subject = t->subject[el->supplier];
	}
	return decide_rule(how->keep, r, &q, out);
}
