/* SPDX-License-Identifier: Apache-2.0
 *
 * graph_fold.c - which nodes are drawn, and what stands for the others
 *
 * Who stays, in this order: subjects; states; direct owners, largest first; a third of what may be
 * drawn for owners with the largest shares that nobody owns; then the rest by the largest share that
 * reaches the subject through them, nearer ones first.  What is folded goes to the nearest drawn
 * node that it owns, directly or through others that are folded, else to the nearest that owns it.
 */
#include <stdlib.h>
#include <string.h>

#include "ui/report/graph_inside.h"
#include "ui/report/layers_inside.h"

struct folding {
	struct arena *a, *scratch;
	const struct graph_picture *p;
	const struct graph_node **node; /* by id */
	const struct graph_edge **edge; /* by ends */
	uint32_t *owner, *owned;        /* per edge, numbers by id */
	uint32_t n, m;
	struct fan owners, holdings; /* edges by owned, by owner */
	uint32_t *component;
	uint32_t *steps, *next; /* per node: to a subject; where to (NONE: no way) */
	double *value;
	uint32_t *order;        /* nodes, those to keep first */
	uint32_t *shown_as;     /* per node: itself or its fold, numbered as drawn */
};

static int compare_text(const char *a, const char *b)
{
	return strcmp(graph_text(a), graph_text(b));
}

static int by_id(const void *va, const void *vb)
{
	const struct graph_node *a = *(const struct graph_node *const *)va;
	const struct graph_node *b = *(const struct graph_node *const *)vb;
	int d = compare_text(a->id, b->id);
	return d ? d : compare_text(a->label, b->label);
}

struct end_pair {
	uint32_t owner, owned;
	const struct graph_edge *edge;
};

static int by_ends(const void *va, const void *vb)
{
	const struct end_pair *a = va, *b = vb;
	if (a->owner != b->owner)
		return a->owner < b->owner ? -1 : 1;
	if (a->owned != b->owned)
		return a->owned < b->owned ? -1 : 1;
	int d = compare_text(a->edge->scenario, b->edge->scenario);
	d = d ? d : compare_text(a->edge->text, b->edge->text);
	d = d ? d : compare_text(a->edge->note, b->edge->note);
	d = d ? d : a->edge->dashed - b->edge->dashed;
	return d ? d : (a->edge->share > b->edge->share) - (a->edge->share < b->edge->share);
}

/* From here on the order of the input is forgotten. */
static void number(struct folding *f)
{
	struct arena *a = f->scratch;
	const struct graph_picture *p = f->p;
	uint32_t *as = NEW(a, uint32_t, f->n);
	struct end_pair *pair = NEW(a, struct end_pair, f->m);
	f->node = NEW(a, const struct graph_node *, f->n);
	f->edge = NEW(a, const struct graph_edge *, f->m);
	f->owner = NEW(a, uint32_t, f->m);
	f->owned = NEW(a, uint32_t, f->m);
	for (uint32_t i = 0; i < f->n; i++)
		f->node[i] = &p->node[i];
	if (f->n > 1)
		qsort(f->node, f->n, sizeof *f->node, by_id);
	for (uint32_t i = 0; i < f->n; i++)
		as[f->node[i] - p->node] = i;
	for (uint32_t e = 0; e < f->m; e++)
		pair[e] = (struct end_pair){ as[p->edge[e].owner], as[p->edge[e].owned], &p->edge[e] };
	if (f->m > 1)
		qsort(pair, f->m, sizeof *pair, by_ends);
	for (uint32_t e = 0; e < f->m; e++)
		f->owner[e] = pair[e].owner, f->owned[e] = pair[e].owned, f->edge[e] = pair[e].edge;
	f->owners = layers_fan(a, f->n, f->m, f->owned);
	f->holdings = layers_fan(a, f->n, f->m, f->owner);
}

static void find_circles(struct folding *f)
{
	struct layers_edge *edge = NEW(f->scratch, struct layers_edge, f->m);
	for (uint32_t e = 0; e < f->m; e++)
		edge[e] = (struct layers_edge){ .from = f->owner[e], .to = f->owned[e] };
	struct layers_graph g = { .nodes = f->n, .edge = edge, .edges = f->m };
	f->component = NEW(f->scratch, uint32_t, f->n);
	layers_strong(*f->scratch, &g, f->component);
}

/* --- who matters --- */

static uint32_t fan_size(const struct fan *f, uint32_t i)
{
	return f->start[i + 1] - f->start[i];
}

/* Where the way up begins when nobody is the subject: whoever has most owners. */
static uint32_t instead_of_subject(const struct folding *f)
{
	uint32_t best = f->n > 0 ? 0 : NONE;
	for (uint32_t v = 0; v < f->n; v++) {
		if (f->node[v]->subject)
			return NONE;
		if (fan_size(&f->owners, v) > fan_size(&f->owners, best))
			best = v;
	}
	return best;
}

/* Breadth first from subjects to owners.  An owner's value is what of the best one it holds reaches
 * the end, unless its share is given. */
static void reach(struct folding *f, uint32_t *queue)
{
	const double not_known = 0.5;
	uint32_t n = 0, instead = instead_of_subject(f);
	for (uint32_t v = 0; v < f->n; v++) {
		f->steps[v] = f->next[v] = NONE;
		if (f->node[v]->subject || v == instead) {
			f->steps[v] = 0, f->value[v] = 1;
			queue[n++] = v;
		}
	}
	for (uint32_t i = 0; i < n; i++) {
		uint32_t v = queue[i];
		for (uint32_t k = f->owners.start[v]; k < f->owners.start[v + 1]; k++) {
			uint32_t e = f->owners.item[k], u = f->owner[e];
			double share = f->edge[e]->share > 0 ? f->edge[e]->share : not_known;
			if (f->steps[u] == NONE)
				f->steps[u] = f->steps[v] + 1, queue[n++] = u;
			if (f->steps[u] == f->steps[v] + 1 && f->value[v] * share > f->value[u])
				f->value[u] = f->value[v] * share, f->next[u] = v;
		}
	}
	for (uint32_t v = 0; v < f->n; v++) {
		if (f->node[v]->kind == GRAPH_STATE)
			f->value[v] = 2; /* above every share */
		else if (f->node[v]->share > 0 && f->steps[v] != 0)
			f->value[v] = f->node[v]->share;
	}
	for (uint32_t i = n; i-- > 0;) { /* the way matters as much as where it comes from */
		uint32_t v = queue[i];
		if (f->next[v] != NONE && f->value[f->next[v]] < f->value[v])
			f->value[f->next[v]] = f->value[v];
	}
}

enum tier { TIER_SUBJECT, TIER_STATE, TIER_DIRECT, TIER_END, TIER_OTHER };

struct merit {
	uint32_t node, steps, degree;
	enum tier tier;
	double value;
};

static int by_merit(const void *va, const void *vb)
{
	const struct merit *a = va, *b = vb;
	if (a->tier != b->tier)
		return a->tier < b->tier ? -1 : 1;
	if (a->value != b->value)
		return a->value > b->value ? -1 : 1;
	if (a->steps != b->steps)
		return a->steps < b->steps ? -1 : 1;
	if (a->degree != b->degree)
		return a->degree > b->degree ? -1 : 1;
	return a->node < b->node ? -1 : 1;
}

static enum tier tier_of(const struct folding *f, uint32_t v)
{
	if (f->node[v]->subject)
		return TIER_SUBJECT;
	if (f->node[v]->kind == GRAPH_STATE)
		return TIER_STATE;
	if (f->steps[v] == 1)
		return TIER_DIRECT;
	return fan_size(&f->owners, v) == 0 && f->steps[v] != NONE ? TIER_END : TIER_OTHER;
}

static void rank(struct folding *f, size_t most)
{
	struct merit *merit = NEW(f->scratch, struct merit, f->n);
	size_t ends = most / 3;
	for (uint32_t v = 0; v < f->n; v++) {
		uint32_t degree = fan_size(&f->owners, v) + fan_size(&f->holdings, v);
		merit[v] = (struct merit){ v, f->steps[v], degree, tier_of(f, v), f->value[v] };
	}
	if (f->n > 1)
		qsort(merit, f->n, sizeof *merit, by_merit);
	for (uint32_t i = 0; i < f->n; i++)
		if (merit[i].tier == TIER_END && ends-- == 0)
			for (uint32_t k = i; k < f->n && merit[k].tier == TIER_END; k++)
				merit[k].tier = TIER_OTHER;
	if (f->n > 1)
		qsort(merit, f->n, sizeof *merit, by_merit);
	f->order = NEW(f->scratch, uint32_t, f->n);
	for (uint32_t i = 0; i < f->n; i++)
		f->order[i] = merit[i].node;
}

/* --- where the others go --- */

struct group {
	uint32_t place; /* a node that is kept, NONE: anywhere else */
	bool below;
	uint32_t size;
};

struct groups {
	struct group *group; /* 2 per node (above, below), and one for what has no place */
	uint32_t *of;        /* per node that is not kept */
	uint32_t count, drawn; /* of groups with members; of nodes then drawn */
};

static void spread(const struct folding *f, struct groups *g, bool below, uint32_t *queue)
{
	uint32_t n = 0;
	const struct fan *fan = below ? &f->holdings : &f->owners;
	for (uint32_t v = 0; v < f->n; v++)
		if (g->of[v] < 2 * f->n && (g->of[v] & 1) == below) /* marked as kept: 2 v + below */
			queue[n++] = v;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t v = queue[i];
		for (uint32_t k = fan->start[v]; k < fan->start[v + 1]; k++) {
			uint32_t e = fan->item[k], u = below ? f->owned[e] : f->owner[e];
			if (g->of[u] == NONE)
				g->of[u] = g->of[v], queue[n++] = u;
		}
	}
}

/* Puts all but the first `keep` of the order into groups. */
static void group(const struct folding *f, struct groups *g, uint32_t keep, uint32_t *queue)
{
	memset(g->group, 0, sizeof *g->group * (2 * (size_t)f->n + 1));
	for (uint32_t v = 0; v < f->n; v++)
		g->of[v] = NONE;
	for (int below = 0; below < 2; below++) {
		for (uint32_t i = 0; i < keep; i++)
			g->of[f->order[i]] = 2 * f->order[i] + (uint32_t)below;
		spread(f, g, below, queue);
	}
	g->count = 0, g->drawn = keep;
	for (uint32_t i = keep; i < f->n; i++) {
		uint32_t v = f->order[i], k = g->of[v] == NONE ? 2 * f->n : g->of[v];
		struct group *to = &g->group[k];
		g->of[v] = k;
		g->count += to->size == 0;
		*to = (struct group){ k < 2 * f->n ? k / 2 : NONE, k & 1, to->size + 1 };
	}
	g->drawn += g->count;
}

/* --- what is drawn --- */

static double weight_of(const struct folding *f, uint32_t v)
{
	double most = f->node[v]->share;
	for (uint32_t k = f->holdings.start[v]; k < f->holdings.start[v + 1]; k++) {
		double share = f->edge[f->holdings.item[k]]->share;
		most = share > most ? share : most;
	}
	return most;
}

static const char *names_of(const struct folding *f, const struct groups *g, uint32_t k, uint32_t *states)
{
	enum { NAMED = 40 };
	struct buf b = buf_in(f->a);
	uint32_t n = 0;
	for (uint32_t v = 0; v < f->n; v++) {
		if (g->of[v] != k || f->shown_as[v] != NONE)
			continue;
		const char *name = graph_text(f->node[v]->label);
		*states += f->node[v]->kind == GRAPH_STATE;
		if (n++ < NAMED)
			buf_fmt(&b, "%s%s", n > 1 ? ", " : "", *name ? name : "not known");
	}
	if (n > NAMED)
		buf_fmt(&b, " and %u others", n - NAMED);
	return b.p;
}

static const char *self_of(const struct folding *f, uint32_t v)
{
	const char *text = NULL;
	for (uint32_t k = f->holdings.start[v]; k < f->holdings.start[v + 1]; k++) {
		uint32_t e = f->holdings.item[k];
		if (f->owned[e] != v)
			continue;
		const char *share = *graph_text(f->edge[e]->text) ? f->edge[e]->text : "?";
		text = text ? arena_fmt(f->a, "%s, %s", text, share) : arena_fmt(f->a, "Loop: owns %s", share);
	}
	return text ? arena_fmt(f->a, "%s of itself", text) : NULL;
}

static void show_nodes(struct folding *f, const struct groups *g, uint32_t keep, struct shown *s)
{
	s->node = NEW(f->a, struct shown_node, g->drawn);
	f->shown_as = NEW(f->scratch, uint32_t, f->n);
	bool *kept = NEW(f->scratch, bool, f->n);
	for (uint32_t i = 0; i < f->n; i++)
		kept[f->order[i]] = i < keep || g->group[g->of[f->order[i]]].size == 1;
	for (uint32_t v = 0; v < f->n; v++) {
		f->shown_as[v] = kept[v] ? s->nodes : NONE;
		if (kept[v])
			s->node[s->nodes++] = (struct shown_node){
				.is = f->node[v], .place = NONE, .self = self_of(f, v), .weight = weight_of(f, v)
			};
	}
	for (uint32_t k = 0; k < 2 * f->n + 1; k++) {
		const struct group *to = &g->group[k];
		if (to->size < 2)
			continue;
		struct shown_node node = { .more = to->size, .below = to->below, .weight = -1, .place = NONE };
		uint32_t states = 0;
		node.place = to->place == NONE ? NONE : f->shown_as[to->place];
		node.names = names_of(f, g, k, &states);
		node.states = states;
		for (uint32_t v = 0; v < f->n; v++)
			if (!kept[v] && g->of[v] == k)
				f->shown_as[v] = s->nodes;
		s->node[s->nodes++] = node;
	}
}

static int by_shown_ends(const void *va, const void *vb)
{
	const struct shown_edge *a = va, *b = vb;
	if (a->owner != b->owner)
		return a->owner < b->owner ? -1 : 1;
	if (a->owned != b->owned)
		return a->owned < b->owned ? -1 : 1;
	return (a->many > b->many) - (a->many < b->many); /* for now: the place in the list */
}

static void join(struct shown_edge *into, const struct shown_edge *e)
{
	into->many++;
	into->most = into->most > 0 && e->most > 0 ? (e->most > into->most ? e->most : into->most) : 0;
	into->dashed &= e->dashed;
	into->loop |= e->loop;
}

/* Edges between what is drawn; those of a fold to the same node are one. */
static void show_edges(struct folding *f, struct shown *s)
{
	struct shown_edge *list = NEW(f->scratch, struct shown_edge, f->m);
	uint32_t n = 0;
	for (uint32_t e = 0; e < f->m; e++) {
		struct shown_edge edge = { f->shown_as[f->owner[e]], f->shown_as[f->owned[e]], f->edge[e], e,
			                   f->edge[e]->share, f->edge[e]->dashed,
			                   f->component[f->owner[e]] == f->component[f->owned[e]] };
		if (edge.owner != edge.owned)
			list[n++] = edge;
	}
	if (n > 1)
		qsort(list, n, sizeof *list, by_shown_ends);
	s->edge = NEW(f->a, struct shown_edge, n);
	for (uint32_t i = 0; i < n; i++) {
		struct shown_edge *last = s->edges ? &s->edge[s->edges - 1] : NULL;
		bool fold = s->node[list[i].owner].is == NULL || s->node[list[i].owned].is == NULL;
		list[i].many = 1;
		if (fold && last && last->owner == list[i].owner && last->owned == list[i].owned)
			join(last, &list[i]);
		else
			s->edge[s->edges++] = list[i];
	}
}

struct shown graph_fold(struct arena *a, struct arena scratch, const struct graph_picture *p, size_t most)
{
	struct shown s = { 0 };
	struct folding f = { .a = a, .scratch = &scratch, .p = p };
	f.n = (uint32_t)p->nodes;
	f.m = (uint32_t)p->edges;
	number(&f);
	find_circles(&f);
	uint32_t *queue = NEW(&scratch, uint32_t, f.n), keep = f.n;
	f.steps = NEW(&scratch, uint32_t, f.n);
	f.next = NEW(&scratch, uint32_t, f.n);
	f.value = NEW(&scratch, double, f.n);
	reach(&f, queue);
	rank(&f, most);
	struct groups g = { .drawn = f.n };
	g.group = NEW(&scratch, struct group, 2 * (size_t)f.n + 1);
	g.of = NEW(&scratch, uint32_t, f.n);
	while (g.drawn > most) { /* each group costs a place: keep fewer until all fits */
		uint32_t less = (uint32_t)(g.drawn - most + 2) / 3;
		keep = keep > most ? (uint32_t)most : keep > less ? keep - less : 1;
		group(&f, &g, keep, queue);
	}
	show_nodes(&f, &g, keep, &s);
	show_edges(&f, &s);
	return s;
}
