/* SPDX-License-Identifier: Apache-2.0
 *
 * transparency.c - how much of a company can be traced to somebody, and to whom
 */
#include "judge/ownership/transparency.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct tracing {
	struct arena *keep, scratch;
	struct flow *flow[RIGHTS];
	const struct graph *g;
	struct walk walk[RIGHTS]; /* the same stops, for both follow the same stakes */
	bool choice[RIGHTS];      /* intervals or disputes above the target */
	size_t above;             /* stakes */
	struct transparency *out;
	size_t cap;
};

static int by_identity(const void *a, const void *b)
{
	const struct transparency_owner *x = a, *y = b;
	if (x->node != y->node)
		return x->node < y->node ? -1 : 1;
	return (x->kind > y->kind) - (x->kind < y->kind);
}

static int by_share(const void *a, const void *b)
{
	const struct transparency_owner *x = a, *y = b;
	for (enum right r = 0; r < RIGHTS; r++)
		if (x->share[r][0] != y->share[r][0])
			return x->share[r][0] > y->share[r][0] ? -1 : 1;
	for (enum right r = 0; r < RIGHTS; r++)
		if (x->share[r][1] != y->share[r][1])
			return x->share[r][1] > y->share[r][1] ? -1 : 1;
	return by_identity(a, b);
}

static void add_ends(struct tracing *t, enum right r)
{
	struct walk_ends e = walk_ends(&t->scratch, t->flow[r], &t->walk[r]);
	for (size_t i = 0; i < e.n; i++) {
		const struct walk_end *v = &e.v[i];
		t->out->kind[r][v->kind][0] += v->share;
		if (v->kind == END_OPEN) {
			t->out->open[r] += v->share;
			continue;
		}
		struct transparency_owner *o = PUSH(t->keep, t->out->owner, t->out->owners, t->cap);
		o->node = t->g->place[v->node]; /* places sort the same for any order of the input */
		o->kind = v->kind;
		o->share[r][0] = v->share;
	}
}

/* Equity and votes of the same owner come together. */
static void join(struct transparency *out)
{
	size_t kept = 0;
	if (out->owners > 1)
		qsort(out->owner, out->owners, sizeof *out->owner, by_identity);
	for (size_t i = 0; i < out->owners; i++) {
		struct transparency_owner *o = &out->owner[i], *last = &out->owner[kept ? kept - 1 : 0];
		if (kept == 0 || by_identity(o, last) != 0)
			out->owner[kept++] = *o;
		else
			for (enum right r = 0; r < RIGHTS; r++)
				last->share[r][0] += o->share[r][0];
	}
	out->owners = kept;
}

static double limit(struct tracing *t, enum right r, struct bounds_goal goal, enum bounds_end end)
{
	return bounds_of(t->flow[r], t->scratch, &t->walk[r], goal, end);
}

/* Upper ends of the owners: one search each, or what the others' lower bounds leave. */
static void owner_limits(struct tracing *t, enum right r)
{
	struct transparency *out = t->out;
	bool search = (uint64_t)out->owners * (t->above + 1) <= TRANSPARENCY_WORK;
	double sum = 0;
	for (size_t i = 0; i < out->owners; i++)
		sum += out->owner[i].share[r][0];
	for (size_t i = 0; i < out->owners; i++) {
		struct transparency_owner *o = &out->owner[i];
		struct bounds_goal goal = { 1u << o->kind, t->g->at[o->node] };
		if (!t->choice[r])
			o->share[r][1] = o->share[r][0];
		else if (search && o->kind != END_UNRESOLVED)
			o->share[r][1] = fmax(o->share[r][0], limit(t, r, goal, BOUNDS_MOST));
		else
			o->share[r][1] = fmax(o->share[r][0], 1 - (sum - o->share[r][0]));
	}
	out->exact = out->exact && (search || !t->choice[r]);
}

static void kind_limits(struct tracing *t, enum right r)
{
	double (*kind)[2] = t->out->kind[r];
	for (enum end_kind k = 0; k < END_KINDS; k++) {
		struct bounds_goal goal = { 1u << k, GRAPH_NONE };
		kind[k][1] = kind[k][0];
		if (!t->choice[r] || k == END_OPEN)
			continue;
		kind[k][0] = fmax(kind[k][0], limit(t, r, goal, BOUNDS_LEAST));
		kind[k][1] = fmax(kind[k][0], limit(t, r, goal, BOUNDS_MOST));
	}
}

/* Sum of the kinds in a set, from the walk or as a limit. */
static double set_limit(struct tracing *t, enum right r, uint32_t kinds, enum bounds_end end)
{
	double sum = 0;
	if (t->choice[r])
		return limit(t, r, (struct bounds_goal){ kinds, GRAPH_NONE }, end);
	for (enum end_kind k = 0; k < END_KINDS; k++)
		if (kinds >> k & 1)
			sum += t->out->kind[r][k][0];
	return sum;
}

static void right_of(struct tracing *t, enum right r)
{
	struct transparency *out = t->out;
	owner_limits(t, r);
	kind_limits(t, r);
	out->named[r][0] = set_limit(t, r, ENDS_NAMED, BOUNDS_LEAST);
	out->named[r][1] = set_limit(t, r, ENDS_NAMED | ENDS_NOT_KNOWN, BOUNDS_MOST);
	out->state_open[r] = set_limit(t, r, 1u << END_STATE | ENDS_HIDDEN | ENDS_NOT_KNOWN, BOUNDS_MOST);
}

/* Steps from the target by the shortest way: the farthest counts. */
static void measure_chain(struct tracing *t, const struct walk *w)
{
	const struct graph *g = t->g;
	struct arena temp = t->scratch;
	uint32_t *queue = NEW(&temp, uint32_t, w->n), n = 0;
	double *far = t->flow[EQUITY]->x; /* steps, and 1; zero again afterwards */
	queue[n++] = g->place[w->target];
	far[queue[0]] = 1;
	for (uint32_t k = 0; k < n; k++) {
		uint32_t p = queue[k];
		t->out->chain = (uint32_t)far[p] - 1;
		if (flow_is_end(t->flow[EQUITY], p))
			continue;
		for (size_t i = graph_first(g, p); i < graph_end(g, p); i++) {
			const struct stake *s = &g->stake[i];
			if (!flow_follows(t->flow[EQUITY], s) || far[s->owner] > 0)
				continue;
			far[s->owner] = far[p] + 1;
			queue[n++] = s->owner;
		}
	}
	for (uint32_t k = 0; k < n; k++)
		far[queue[k]] = 0;
}

static void count_stakes(struct tracing *t, uint32_t p)
{
	struct transparency *out = t->out;
	for (size_t i = graph_first(t->g, p); i < graph_end(t->g, p); i++) {
		const struct stake *s = &t->g->stake[i];
		if (!flow_applies(t->flow[EQUITY], s))
			continue;
		out->stakes++;
		out->votes_assumed += (s->flags & STAKE_VOTES_ASSUMED) != 0;
		out->certainty[s->certainty >= 'A' && s->certainty <= 'C' ? s->certainty - 'A' : 3]++;
	}
}

/* Stakes, loops, jurisdictions; and whether any stake leaves a choice. */
static void survey(struct tracing *t, const struct walk *w)
{
	const struct graph *g = t->g;
	bool *seen = NEW(&t->scratch, bool, 1 << 16);
	const struct loop *last = NULL;
	size_t cap = 0;
	for (uint32_t k = 0; k < w->n; k++) {
		uint32_t p = w->place[k];
		const struct loop *l = graph_loop(g, p);
		const struct node *n = graph_node(g, p);
		t->out->loops += l && l != last;
		last = l ? l : last;
		count_stakes(t, p);
		t->above += graph_end(g, p) - graph_first(g, p);
		for (enum right r = 0; r < RIGHTS; r++) {
			struct flow_column c = flow_column(t->flow[r], p);
			t->choice[r] = t->choice[r] || c.open > 0 || c.claim > 0;
		}
		if (n->type == NODE_PERSON)
			continue;
		if (n->country[0] == 0)
			t->out->no_country++;
		else
			seen[(uint8_t)n->country[0] << 8 | (uint8_t)n->country[1]] = true;
	}
	for (unsigned c = 0; c < 1 << 16; c++)
		if (seen[c]) {
			char (*to)[2] = PUSH(t->keep, t->out->country, t->out->countries, cap);
			(*to)[0] = (char)(c >> 8);
			(*to)[1] = (char)(c & 0xff);
		}
}

void transparency_of(struct arena *keep, struct arena scratch, struct transparency_of q,
                     struct transparency *out)
{
	struct tracing t = { .keep = keep, .scratch = scratch, .flow = { q.flow[EQUITY], q.flow[VOTES] },
		             .g = q.flow[EQUITY]->g, .out = out };
	*out = (struct transparency){ .exact = true };
	for (enum right r = 0; r < RIGHTS; r++) {
		struct arena temp = t.scratch;
		temp.beg += (temp.end - temp.beg) / 2;
		t.walk[r] = walk_up(&t.scratch, t.flow[r], temp, q.target);
	}
	out->nodes = t.walk[EQUITY].n;
	survey(&t, &t.walk[EQUITY]);
	measure_chain(&t, &t.walk[EQUITY]);
	for (enum right r = 0; r < RIGHTS; r++)
		add_ends(&t, r);
	join(out);
	for (enum right r = 0; r < RIGHTS; r++)
		right_of(&t, r);
	if (out->owners > 1)
		qsort(out->owner, out->owners, sizeof *out->owner, by_share);
	for (size_t i = 0; i < out->owners; i++)
		out->owner[i].node = t.g->at[out->owner[i].node];
}
