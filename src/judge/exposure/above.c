/* SPDX-License-Identifier: Apache-2.0
 *
 * above.c - what every way from the core to a site leads through
 *
 * Nodes are numbered 1, 2, ... in the order of a walk in depth; 1 is the core as a whole.  The
 * names are those of the paper: semi, ancestor, label, bucket.
 */
#include "judge/exposure/above.h"

#include <math.h>

struct dom {
	const struct stand *s;
	const bool *core;
	uint32_t n;              /* numbers given */
	uint32_t *number, *node; /* of a node, of a number */
	uint32_t *need;          /* nodes + 1: the needs of a node */
	uint32_t *parent, *semi, *ancestor, *label, *idom, *bucket, *chain, *stack;
};

/* --- walk in depth --- */

/* The k-th node that stands directly on v; false when there are no more. */
static bool below(const struct dom *d, uint32_t v, uint32_t k, uint32_t *to)
{
	const struct stand *s = d->s;
	uint32_t edges = s->first[v + 1] - s->first[v];
	if (k < edges) {
		uint32_t target = s->above[s->first[v] + k];
		*to = target < s->nodes ? target : s->owner[target - s->nodes];
		return true;
	}
	k -= edges;
	if (v < s->elements) {
		*to = s->elements + (s->at[v] == MODEL_NONE ? 0 : s->at[v]);
		return k == 0 && s->at[v] != MODEL_NONE;
	}
	uint32_t site = v - s->elements, members = s->site[site + 1] - s->site[site];
	*to = k < members ? s->member[s->site[site] + k] : 0;
	return k < members;
}

static void number(struct dom *d, uint32_t v, uint32_t parent)
{
	d->number[v] = ++d->n;
	d->node[d->n] = v;
	d->parent[d->n] = parent;
}

static void walk(struct dom *d, uint32_t *next)
{
	uint32_t *way = d->stack, depth, to;
	d->n = 1;
	for (uint32_t i = 0; i < d->s->elements; i++) {
		if (!d->core[i] || d->number[i])
			continue;
		number(d, i, 1);
		way[0] = i;
		for (depth = 1; depth > 0;) {
			uint32_t v = way[depth - 1];
			if (!below(d, v, next[v]++, &to))
				depth--;
			else if (d->number[to] == 0) {
				number(d, to, d->number[v]);
				way[depth++] = to;
			}
		}
	}
}

/* --- dominators --- */

static uint32_t eval(struct dom *d, uint32_t v)
{
	uint32_t n = 0, at = v;
	if (d->ancestor[v] == 0)
		return v;
	for (; d->ancestor[d->ancestor[at]]; at = d->ancestor[at])
		d->stack[n++] = at;
	while (n > 0) {
		uint32_t w = d->stack[--n], a = d->ancestor[w];
		if (d->semi[d->label[a]] < d->semi[d->label[w]])
			d->label[w] = d->label[a];
		d->ancestor[w] = d->ancestor[a];
	}
	return d->label[v];
}

static void look_at(struct dom *d, uint32_t i, uint32_t from)
{
	if (from == 0)
		return; /* no way leads there */
	uint32_t u = eval(d, from);
	if (d->semi[u] < d->semi[i])
		d->semi[i] = d->semi[u];
}

static void semi(struct dom *d, uint32_t i)
{
	const struct stand *s = d->s;
	uint32_t v = d->node[i];
	for (uint32_t k = d->need[v]; k < d->need[v + 1]; k++)
		look_at(d, i, d->number[s->net->need[k].needs]);
	if (v < s->elements) {
		if (d->core[v])
			look_at(d, i, 1);
		if (s->at[v] != MODEL_NONE)
			look_at(d, i, d->number[s->elements + s->at[v]]);
		return;
	}
	uint32_t site = v - s->elements;
	for (uint32_t k = s->site[site]; k < s->site[site + 1]; k++)
		look_at(d, i, d->number[s->member[k]]);
}

static void dominators(struct dom *d)
{
	for (uint32_t i = 1; i <= d->n; i++)
		d->semi[i] = d->label[i] = i;
	for (uint32_t i = d->n; i > 1; i--) {
		semi(d, i);
		d->chain[i] = d->bucket[d->semi[i]];
		d->bucket[d->semi[i]] = i;
		uint32_t p = d->parent[i];
		d->ancestor[i] = p;
		for (uint32_t v = d->bucket[p]; v; v = d->chain[v]) {
			uint32_t u = eval(d, v);
			d->idom[v] = d->semi[u] < d->semi[v] ? u : p;
		}
		d->bucket[p] = 0;
	}
	for (uint32_t i = 2; i <= d->n; i++)
		if (d->idom[i] != d->semi[i])
			d->idom[i] = d->idom[d->idom[i]];
}

static void sums(struct dom *d, struct above *out)
{
	const struct stand *s = d->s;
	for (uint32_t i = d->n; i > 1; i--) {
		uint32_t v = d->node[i], up = d->node[d->idom[i]];
		if (v >= s->elements && s->serving[v - s->elements]) {
			double users = s->net->site[v - s->elements].subscribers;
			out->sites[v]++;
			out->users[v] += isnan(users) ? 0 : users;
		}
		out->reached[v] = true;
		out->dominator[v] = d->idom[i] == 1 ? MODEL_NONE : up;
		if (d->idom[i] == 1)
			continue;
		out->sites[up] += out->sites[v];
		out->users[up] += out->users[v];
	}
}

struct above above_of(struct arena *keep, struct arena scratch, const struct stand *s,
                      const bool *core)
{
	size_t n = s->nodes;
	struct above out = { NEW(keep, uint32_t, n), NEW(keep, bool, n), NEW(keep, uint32_t, n),
		             NEW(keep, double, n) };
	struct dom d = { .s = s, .core = core };
	uint32_t **all[] = { &d.number, &d.node, &d.need,   &d.parent, &d.semi, &d.ancestor,
		             &d.label,  &d.idom, &d.bucket, &d.chain,  &d.stack };
	for (size_t i = 0; i < COUNT(all); i++)
		*all[i] = NEW(&scratch, uint32_t, n + 2);
	for (size_t i = 0; i < s->net->needs; i++)
		d.need[s->net->need[i].node + 1]++;
	for (size_t i = 0; i < n; i++)
		d.need[i + 1] += d.need[i];
	for (size_t i = 0; i < n; i++)
		out.dominator[i] = MODEL_NONE;
	walk(&d, NEW(&scratch, uint32_t, n + 1));
	dominators(&d);
	sums(&d, &out);
	return out;
}
