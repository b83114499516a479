/* SPDX-License-Identifier: Apache-2.0
 *
 * decide_caps.c - what part of an operator's network stands under a cap, as far as the inventory tells
 *
 * A cap counts what its rule says (`of`): sites and what belongs to them (subscribers, traffic) are shared
 * alike among the elements of a site that the cap is about; elements count 1 each, or their book value.
 * What is not known of an element (its maker, generation, function) makes the share an interval: at the
 * lower end all that is open counts for others, at the upper end for those capped.  Where a rule does not
 * say what it counts, or the inventory does not have that, nothing is known, and what is missing is named.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "service/decide_inside.h"

#define ROUNDING 1e-9 /* of sums of parts of sites */

enum { CAPPED, OTHER, OPEN, KINDS }; /* whether the cap is about the element's supplier */

struct counted { /* an element that the cap is about */
	uint32_t share, element;
	uint32_t group; /* its site, or itself where elements count */
	uint8_t kind;
	bool maybe; /* its function or generation may be another */
};

struct caps {
	struct arena *a, room; /* room: of what is looked at once */
	struct decision *x;
	struct decide_asking ask;
	struct map seen; /* "rule operator country" -> share */
	size_t cap, n, counted_cap;
	struct counted *counted;
};

static struct decision_share *share_of(struct caps *c, const struct decide_rule *r, const struct network_element *el)
{
	struct decision *x = c->x;
	const char *operator = decide_operator(c->ask.net, el), *country = c->ask.net->site[el->site].country;
	char key[600];
	uint32_t at;
	int n = snprintf(key, sizeof key, "%zu\n%s\n%s", (size_t)(r - x->rules.rule), country, operator);
	struct str name = { key, n < (int)sizeof key ? (size_t)n : sizeof key - 1 };
	if (!map_get(&c->seen, name, &at)) {
		at = (uint32_t)x->shares;
		map_add(&c->seen, str_of(arena_strn(c->a, name.p, name.n)), at);
		*PUSH(c->a, x->share, x->shares, c->cap) = (struct decision_share){
			.operator = arena_str(c->a, operator), .country = arena_str(c->a, country), .pack = r->pack,
			.rule = r->rule, .day = PACK_FOREVER };
	}
	return &x->share[at];
}

static void miss(struct caps *c, struct decision_share *s, const char *fact, const char *who)
{
	for (size_t i = 0; i < s->missings; i++)
		if (strcmp(s->missing[i].fact, fact) == 0)
			return;
	*PUSH(c->a, s->missing, s->missings, s->missing_cap) =
		(struct decide_missing){ arena_str(c->a, fact), arena_str(c->a, who) };
}

/* Whether the cap is about the element's supplier, and about its operator. */
static uint8_t kind_of(struct caps *c, const struct decide_rule *r, const struct network_element *el,
                       struct decision_share *s)
{
	struct arena scratch = c->room;
	struct decide_ground whoever, own;
	struct decide_asking ask = c->ask, known = c->ask;
	ask.keep = known.keep = &scratch;
	ask.whoever = true;
	bool any = decide_element_rule(&ask, el, r, &whoever) && whoever.state <= GROUND_EXCEPTED &&
	           whoever.most.verdict == DECIDE_CAP;
	if (!any || !decide_element_rule(&known, el, r, &own) || own.state == GROUND_CLEARED)
		return OTHER;
	s->live = true;
	s->day = whoever.most.day < s->day ? whoever.most.day : s->day;
	for (size_t i = 0; i < own.missings; i++)
		miss(c, s, own.missing[i].fact, own.missing[i].who);
	s->bound_open |= own.least.verdict != whoever.least.verdict;
	return whoever.least.verdict == DECIDE_CAP ? CAPPED : OPEN;
}

static void count(struct caps *c, const struct decide_rule *r, const struct network_element *el, uint32_t at)
{
	unsigned bits = el->technology & PACK_GENERATIONS;
	int covers = el->function < r->functions ? r->covers[el->function] : COVERS_NOT, of = r->rule->cap.of;
	if (covers == COVERS_NOT || (bits != 0 && (bits & r->rule->generation) == 0))
		return;
	struct decision_share *s = share_of(c, r, el);
	bool dated = bits != 0 || r->rule->generation == PACK_GENERATIONS;
	uint8_t kind = kind_of(c, r, el, s);
	if (covers == COVERS_PART)
		miss(c, s, "element.function", "the operator");
	if (!dated)
		miss(c, s, "element.technology", "the operator");
	*PUSH(c->a, c->counted, c->n, c->counted_cap) =
		(struct counted){ (uint32_t)(s - c->x->share), at,
			          of == PACK_OF_ELEMENTS || of == PACK_OF_VALUE ? at : el->site, kind,
			          covers == COVERS_PART || !dated };
	s->elements++;
}

/* --- sums --- */

static int by_group(const void *a, const void *b)
{
	const struct counted *x = a, *y = b;
	int c = (x->share > y->share) - (x->share < y->share);
	c = c ? c : (x->group > y->group) - (x->group < y->group);
	return c ? c : (x->element > y->element) - (x->element < y->element);
}

/* What a group weighs; NAN: the inventory does not tell. */
static double weight(const struct caps *c, const struct decision_share *s, const struct counted *v)
{
	const struct network_element *el = &c->ask.net->element[v->element];
	const struct network_site *site = &c->ask.net->site[el->site];
	switch ((enum pack_of)s->rule->cap.of) {
	case PACK_OF_NONE:
	case PACK_OF_UNKNOWN:
	case PACK_OF_SPEND: return NAN;
	case PACK_OF_SITES:
	case PACK_OF_ELEMENTS: return 1;
	case PACK_OF_SUBSCRIBERS: return site->subscribers;
	case PACK_OF_TRAFFIC: return site->traffic;
	case PACK_OF_VALUE: return el->book_value;
	}
	return NAN;
}

static double part(double n, double others, double none)
{
	return n + others > 0 ? n / (n + others) : none;
}

struct sums {
	double lo, lo_all, hi, hi_all;
};

/* The elements of one group.  One that surely counts weighs in whatever is open; where all are perhaps
 * about something else, it weighs in where that moves the end outwards. */
static void add_group(struct sums *to, const struct counted *v, size_t n, double w)
{
	double sure[KINDS] = { 0 }, maybe[KINDS] = { 0 };
	for (size_t i = 0; i < n; i++)
		*(v[i].maybe ? &maybe[v[i].kind] : &sure[v[i].kind]) += 1;
	bool counts = sure[CAPPED] + sure[OTHER] + sure[OPEN] > 0;
	double against = sure[OTHER] + sure[OPEN] + maybe[OTHER] + maybe[OPEN],
	       for_it = sure[CAPPED] + sure[OPEN] + maybe[CAPPED] + maybe[OPEN];
	to->lo += w * part(sure[CAPPED], against, 0);
	to->lo_all += counts || against > 0 ? w : 0;
	to->hi += w * part(for_it, sure[OTHER], 0);
	to->hi_all += counts || for_it > 0 ? w : 0;
}

static const char *const weighs[] = {
	[PACK_OF_SUBSCRIBERS] = "site.subscribers", [PACK_OF_TRAFFIC] = "site.traffic",
	[PACK_OF_VALUE] = "element.book-value", [PACK_OF_SPEND] = "operator.spend",
};

/* What keeps the share from being known at all, noted. */
static bool is_open(struct caps *c, struct decision_share *s, bool weighed)
{
	const struct pack_cap *cap = &s->rule->cap;
	if (cap->of == PACK_OF_UNKNOWN)
		miss(c, s, arena_fmt(c->a, "cap.%s", s->rule->ref), "the authority: what does the cap count?");
	else if (!weighed)
		miss(c, s, weighs[cap->of], "the operator");
	if (cap->base == PACK_BASE_ZONE)
		miss(c, s, "site.zone", "the operator, or who drew the zone");
	if (s->operator[0] == '\0')
		miss(c, s, "operator.name", "the operator");
	return cap->of == PACK_OF_UNKNOWN || !weighed || cap->base == PACK_BASE_ZONE || s->operator[0] == '\0';
}

static bool same_currency(const struct caps *c, const struct decision_share *s, const struct counted *v, size_t n)
{
	const struct network_element *el = c->ask.net->element;
	for (size_t i = 1; i < n && s->rule->cap.of == PACK_OF_VALUE; i++)
		if (strcmp(el[v[i].element].currency, el[v[0].element].currency) != 0)
			return false;
	return true;
}

static void settle(struct caps *c, struct decision_share *s, const struct counted *v, size_t n)
{
	const struct pack_cap *cap = &s->rule->cap;
	struct sums sum = { 0 };
	bool weighed = same_currency(c, s, v, n);
	for (size_t i = 0, to; i < n; i = to) {
		double w = weight(c, s, &v[i]);
		for (to = i + 1; to < n && v[to].group == v[i].group;)
			to++;
		weighed &= !isnan(w);
		add_group(&sum, &v[i], to - i, w);
	}
	s->lo = weighed && sum.lo_all > 0 ? sum.lo / sum.lo_all : 0;
	s->hi = weighed && sum.hi_all > 0 ? sum.hi / sum.hi_all : 1;
	if (is_open(c, s, weighed))
		s->lo = 0, s->hi = 1;
	s->kept = 100 * s->lo > cap->percent + ROUNDING ? DECISION_EXCEEDED :
	          100 * s->hi <= cap->percent + ROUNDING ? DECISION_KEPT : DECISION_UNKNOWN;
}

static int in_order(const void *a, const void *b)
{
	const struct decision_share *x = a, *y = b;
	int c = strcmp(x->operator, y->operator);
	c = c ? c : strcmp(x->country, y->country);
	c = c ? c : strcmp(x->rule->id, y->rule->id);
	return c ? c : strcmp(x->pack->id, y->pack->id);
}

/* Those that are about somebody. */
static void shares(struct caps *c)
{
	struct decision *x = c->x;
	size_t n = 0;
	if (c->n)
		qsort(c->counted, c->n, sizeof *c->counted, by_group);
	for (size_t i = 0, to; i < c->n; i = to) {
		struct decision_share *s = &x->share[c->counted[i].share];
		for (to = i + 1; to < c->n && c->counted[to].share == c->counted[i].share;)
			to++;
		if (s->live)
			settle(c, s, &c->counted[i], to - i);
	}
	for (size_t i = 0; i < x->shares; i++)
		if (x->share[i].live)
			x->share[n++] = x->share[i];
	x->shares = n;
	if (n)
		qsort(x->share, n, sizeof *x->share, in_order);
}

static bool is_asked(const struct decide_table *t, const struct pack *p, const char *code, const bool *country)
{
	size_t at = 0;
	while (at < t->countries && strcmp(t->country[at], code) != 0)
		at++;
	return at < t->countries && country[at] && decide_holds_in(p, code);
}

void decide_caps(struct arena *keep, const struct decide_table *t, const struct network *net, const bool *country,
                 const uint32_t *function, struct decision *x)
{
	struct caps c = { .a = keep, .x = x, .ask = { t, net, NULL, false }, .seen = map_in(keep),
		          .room = arena_reserve((size_t)64 << 20, "caps") };
	char *start = c.room.beg;
	for (size_t i = 0; i < x->rules.rules; i++) {
		const struct decide_rule *r = &x->rules.rule[i];
		if (r->rule->effect != PACK_CAP || r->rule->enabled == PACK_NO || r->rule->matter != PACK_NETWORK)
			continue;
		for (uint32_t k = 0; k < net->elements; k++) {
			struct network_element one = net->element[k];
			const char *code = one.site == MODEL_NONE ? "" : net->site[one.site].country;
			if (one.function >= net->functions || !is_asked(t, r->pack, code, country))
				continue;
			one.function = function[one.function];
			count(&c, r, &one, k);
		}
	}
	shares(&c);
	arena_release(&c.room, start);
}
