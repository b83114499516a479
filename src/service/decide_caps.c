/* SPDX-License-Identifier: Apache-2.0
 *
 * decide_caps.c - what part of an operator's elements stands under a cap, as far as the inventory tells
 *
 * Elements are counted.  What is not known of one (its maker, generation, function) makes the share an
 * interval: at the lower end all that is open counts for others, at the upper end for those capped.
 * No inventory tells which sites lie in the zone of a law: such a share is not known.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "service/decide_inside.h"

enum { CAPPED, OTHER, OPEN, KINDS }; /* whether the cap is about the element's supplier */

struct caps {
	struct arena *a;
	struct decision *x;
	const struct decide_table *t;
	const struct network *net;
	struct map seen; /* "rule operator country" -> share */
	size_t cap;
};

static struct decision_share *share_of(struct caps *c, const struct decide_rule *r, const struct network_element *el)
{
	struct decision *x = c->x;
	const char *operator = decide_operator(c->net, el), *country = c->net->site[el->site].country;
	char key[600];
	uint32_t at;
	int n = snprintf(key, sizeof key, "%zu\n%s\n%s", (size_t)(r - x->rules.rule), country, operator);
	struct str name = { key, n < (int)sizeof key ? (size_t)n : sizeof key - 1 };
	if (!map_get(&c->seen, name, &at)) {
		at = (uint32_t)x->shares;
		map_add(&c->seen, str_of(arena_strn(c->a, name.p, name.n)), at);
		*PUSH(c->a, x->share, x->shares, c->cap) = (struct decision_share){
			.operator = arena_str(c->a, operator), .country = arena_str(c->a, country), .pack = r->pack,
			.rule = r->rule,
			.day = PACK_FOREVER };
	}
	return &x->share[at];
}

/* Whether the cap is about the element's supplier, and about its operator. */
static int kind_of(const struct caps *c, const struct decide_rule *r, const struct network_element *el,
                   struct decision_share *s)
{
	struct decide_ground whoever, own;
	bool any = decide_element_rule(c->t, c->net, el, r, true, &whoever) && whoever.state <= GROUND_EXCEPTED &&
	           whoever.most.verdict == DECIDE_CAP;
	if (!any || !decide_element_rule(c->t, c->net, el, r, false, &own) || own.state == GROUND_CLEARED)
		return OTHER;
	s->live = true;
	s->day = whoever.most.day < s->day ? whoever.most.day : s->day;
	s->bound_open |= own.least.verdict != whoever.least.verdict;
	return whoever.least.verdict == DECIDE_CAP ? CAPPED : OPEN;
}

static void count(struct caps *c, const struct decide_rule *r, const struct network_element *el)
{
	unsigned bits = el->technology & PACK_GENERATIONS;
	int covers = el->function < r->functions ? r->covers[el->function] : COVERS_NOT;
	if (covers == COVERS_NOT || (bits != 0 && (bits & r->rule->generation) == 0))
		return;
	struct decision_share *s = share_of(c, r, el);
	bool sure = covers == COVERS && (bits != 0 || r->rule->generation == PACK_GENERATIONS);
	switch (kind_of(c, r, el, s)) {
	case CAPPED: *(sure ? &s->capped : &s->capped_maybe) += 1; break;
	case OPEN: *(sure ? &s->open : &s->open_maybe) += 1; break;
	default: *(sure ? &s->other : &s->other_maybe) += 1; break;
	}
}

/* Of so many that count and so many others; nothing counted is no share. */
static double part(size_t n, size_t others, double none)
{
	return n + others > 0 ? (double)n / (double)(n + others) : none;
}

static void settle(struct decision_share *s)
{
	const struct pack_cap *cap = &s->rule->cap;
	s->elements = s->capped + s->open + s->other + s->capped_maybe + s->open_maybe + s->other_maybe;
	s->lo = part(s->capped, s->other + s->open + s->other_maybe + s->open_maybe, 0);
	s->hi = part(s->capped + s->open + s->capped_maybe + s->open_maybe, s->other, 1);
	if (cap->base == PACK_BASE_ZONE || s->operator[0] == '\0')
		s->lo = 0, s->hi = 1;
	s->kept = 100 * s->lo > cap->percent ? DECISION_EXCEEDED :
	          100 * s->hi <= cap->percent ? DECISION_KEPT : DECISION_UNKNOWN;
}

static int in_order(const void *a, const void *b)
{
	const struct decision_share *x = a, *y = b;
	int c = strcmp(x->operator, y->operator);
	c = c ? c : strcmp(x->country, y->country);
	c = c ? c : strcmp(x->rule->id, y->rule->id);
	return c ? c : strcmp(x->pack->id, y->pack->id);
}

void decide_caps(struct arena *keep, const struct decide_table *t, const struct network *net, const bool *country,
                 const uint32_t *function, struct decision *x)
{
	struct caps c = { .a = keep, .x = x, .t = t, .net = net, .seen = map_in(keep) };
	size_t n = 0;
	for (size_t i = 0; i < x->rules.rules; i++) {
		const struct decide_rule *r = &x->rules.rule[i];
		if (r->rule->effect != PACK_CAP || r->rule->enabled == PACK_NO || r->rule->matter != PACK_NETWORK)
			continue;
		for (size_t k = 0; k < net->elements; k++) {
			struct network_element one = net->element[k];
			const char *code = one.site == MODEL_NONE ? "" : net->site[one.site].country;
			size_t at = 0;
			while (at < t->countries && strcmp(t->country[at], code) != 0)
				at++;
			if (at == t->countries || !country[at] || !decide_holds_in(r->pack, code) ||
			    one.function >= net->functions)
				continue;
			one.function = function[one.function];
			count(&c, r, &one);
		}
	}
	for (size_t i = 0; i < x->shares; i++) {
		if (x->share[i].live) {
			settle(&x->share[i]);
			x->share[n++] = x->share[i];
		}
	}
	x->shares = n;
	if (n)
		qsort(x->share, n, sizeof *x->share, in_order);
}
