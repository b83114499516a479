/* SPDX-License-Identifier: Apache-2.0
 *
 * control.c - who can decide: what owners control together
 */
#include "judge/ownership/control.h"

#include <math.h>
#include <string.h>

const struct control_rule control_fifty = { .right = EQUITY, .threshold = 0.5 };
const struct control_rule control_majority = { .right = VOTES, .threshold = 0.5, .more = true };
const struct control_rule control_quarter = { .right = EQUITY, .threshold = 0.25 };

bool control_meets(const struct control_rule *r, double share)
{
	return r->more ? share > r->threshold + SHARE_TINY : share >= r->threshold - SHARE_TINY;
}

enum control control_grade(const struct control_rule *rule, double lo, double hi)
{
	return control_meets(rule, lo) ? CONTROL_SURELY : control_meets(rule, hi) ? CONTROL_POSSIBLY : CONTROL_NO;
}

struct closure {
	const struct graph *g;
	const struct control_rule *rule;
	enum control grade;    /* being found */
	uint8_t *of;           /* by place */
	double *lo, *hi;       /* held by those found, by place */
	double *low;           /* lower bounds of all stakes in a place, and 1; 0: not added up yet */
	uint32_t *queue, n;
};

static double low(const struct closure *c, uint32_t p)
{
	if (c->low[p] > 0)
		return c->low[p] - 1;
	double sum = 0;
	for (size_t i = graph_first(c->g, p); i < graph_end(c->g, p); i++)
		if (control_counts(c->rule, &c->g->stake[i]))
			sum += c->g->stake[i].share[c->rule->right][0];
	c->low[p] = sum + 1;
	return sum;
}

/* Whether what is held of p by those found is enough: at most the upper bounds, and at most what the
 * lower bounds of the others leave. */
static bool enough(const struct closure *c, uint32_t p)
{
	if (c->grade == CONTROL_SURELY)
		return control_meets(c->rule, c->lo[p]);
	return control_meets(c->rule, c->hi[p]) && control_meets(c->rule, 1 - (low(c, p) - c->lo[p]));
}

static void find(struct closure *c, uint32_t p)
{
	if (c->of[p] >= c->grade)
		return;
	c->of[p] = (uint8_t)c->grade;
	c->queue[c->n++] = p;
}

static void spread(struct closure *c)
{
	const struct graph *g = c->g;
	for (uint32_t k = 0; k < c->n; k++) {
		uint32_t o = c->queue[k];
		for (uint32_t i = g->holds_first[o]; i < g->holds_first[o + 1]; i++) {
			const struct stake *s = &g->stake[g->holds[i]];
			if (!control_counts(c->rule, s) || graph_is_end(graph_node(g, s->owned)))
				continue;
			c->lo[s->owned] += s->share[c->rule->right][0];
			c->hi[s->owned] += s->share[c->rule->right][1];
			if (c->of[s->owned] < c->grade &&
			    ((c->rule->in_fact && s->flags & STAKE_CONTROL) || enough(c, s->owned)))
				find(c, s->owned);
		}
	}
}

void control_closure(const struct graph *g, struct arena scratch, const struct control_rule *rule,
                     struct control_seeds seeds, uint8_t *grade)
{
	struct closure c = { .g = g, .rule = rule, .of = grade };
	memset(grade, CONTROL_NO, g->n);
	c.queue = NEW(&scratch, uint32_t, g->n);
	c.low = NEW(&scratch, double, g->n);
	for (c.grade = CONTROL_SURELY; c.grade > CONTROL_NO; c.grade--) {
		struct arena temp = scratch;
		c.lo = NEW(&temp, double, g->n);
		c.hi = NEW(&temp, double, g->n);
		c.n = 0;
		for (size_t i = 0; i < seeds.n; i++)
			find(&c, g->place[seeds.node[i]]);
		for (uint32_t p = 0; c.grade == CONTROL_POSSIBLY && p < g->n; p++)
			if (grade[p] == CONTROL_SURELY)
				c.queue[c.n++] = p;
		spread(&c);
	}
}
