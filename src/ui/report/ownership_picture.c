/* SPDX-License-Identifier: Apache-2.0
 *
 * ownership_picture.c - the owners of some companies as a picture (graph_draw.h)
 */
#include "ui/report/ownership_picture.h"

#include <string.h>

#include "ui/report/graph_draw.h"
#include "ui/report/ownership_text.h"

struct drawing {
	struct arena *a;
	const struct ownership_picture *p;
	const struct ownership *o;
	uint32_t *node_of; /* by place: place in `node` plus 1 */
	struct graph_node *node;
	struct graph_edge *edge;
	size_t nodes, node_cap, edges, edge_cap;
};

static enum graph_kind kind_of(uint8_t type)
{
	static const enum graph_kind kinds[NODE_TYPES] = {
		[NODE_UNKNOWN] = GRAPH_UNKNOWN, [NODE_PERSON] = GRAPH_PERSON, [NODE_STATE] = GRAPH_STATE,
		[NODE_LISTED] = GRAPH_LISTED, [NODE_FOUNDATION] = GRAPH_FOUNDATION,
		[NODE_COMPANY] = GRAPH_COMPANY, [NODE_FUND] = GRAPH_FUND,
		[NODE_ARRANGEMENT] = GRAPH_ARRANGEMENT,
	};
	return type < NODE_TYPES ? kinds[type] : GRAPH_UNKNOWN;
}

static size_t add_node(struct drawing *d, uint32_t place)
{
	const struct graph *g = &d->o->graph;
	if (d->node_of[place])
		return d->node_of[place] - 1;
	const struct node *n = &g->node[g->at[place]];
	const char *id = ownership_id(d->o, g->at[place]);
	*PUSH(d->a, d->node, d->nodes, d->node_cap) = (struct graph_node){
		.id = id, .label = ownership_name(d->o, g->at[place]),
		.country = arena_strn(d->a, n->country, n->country[0] ? 2 : 0), .kind = kind_of(n->type) };
	d->node_of[place] = (uint32_t)d->nodes;
	return d->nodes - 1;
}

static bool is_stated(const double share[2])
{
	return share[0] > 0 || share[1] < 1;
}

static const char *words(struct drawing *d, const struct stake *s)
{
	bool equity = is_stated(s->share[EQUITY]);
	bool votes = !(s->flags & STAKE_VOTES_ASSUMED) &&
	             memcmp(s->share[EQUITY], s->share[VOTES], sizeof s->share[EQUITY]) != 0;
	const char *left = equity ? ownership_range(d->a, s->share[EQUITY], 2) : "";
	const char *right = !votes ? "" : !is_stated(s->share[VOTES]) ? "votes ?"
	                  : arena_fmt(d->a, "%s votes", ownership_range(d->a, s->share[VOTES], 2));
	const char *fact = s->flags & STAKE_CONTROL ? (equity || votes ? ", decides" : "decides") : "";
	return arena_fmt(d->a, "%s%s%s%s", left, equity && votes ? " / " : "", right, fact);
}

static void add_edge(struct drawing *d, const struct stake *s)
{
	struct ownership_said said = ownership_said(d->a, d->o, s->row);
	size_t owned = add_node(d, s->owned), owner = add_node(d, s->owner);
	bool stated = is_stated(s->share[EQUITY]) || is_stated(s->share[VOTES]) || (s->flags & STAKE_CONTROL);
	*PUSH(d->a, d->edge, d->edges, d->edge_cap) = (struct graph_edge){
		.owner = owner, .owned = owned, .text = words(d, s),
		.scenario = s->scenario ? d->o->scenario[s->scenario] : "",
		.note = arena_fmt(d->a, "%s%s%s%s%s", said.source, said.date[0] ? ", " : "", said.date,
		                  said.certainty[0] ? ", " : "", said.certainty),
		.dashed = s->scenario || !stated || strcmp(said.certainty, "unverified") == 0,
		.share = s->share[EQUITY][1] };
}

static void add_owners(struct drawing *d, uint32_t place)
{
	const struct graph *g = &d->o->graph;
	for (size_t i = graph_first(g, place); i < graph_end(g, place); i++)
		add_edge(d, &g->stake[i]);
}

static void add_target(struct drawing *d, const struct ownership_target *t)
{
	const struct graph *g = &d->o->graph;
	uint32_t own = g->place[t->answer.target];
	size_t subject = add_node(d, own); /* may move d->node */
	d->node[subject].subject = true;
	for (size_t i = 0; i < t->above.n; i++)
		add_owners(d, t->above.place[i]);
	for (size_t i = 0; i < t->answer.owners; i++) {
		uint32_t at = d->node_of[g->place[t->answer.owner[i].node]];
		if (at)
			d->node[at - 1].share = t->answer.owner[i].share[EQUITY][1];
	}
}

void ownership_draw(struct buf *out, struct arena scratch, const struct ownership_picture *p)
{
	const struct graph *g = &p->o->graph;
	struct drawing d = { .a = &scratch, .p = p, .o = p->o, .node_of = NEW(&scratch, uint32_t, g->n) };
	char day[11];
	str_date_text(p->o->day, day);
	for (size_t i = 0; i < p->targets; i++)
		add_target(&d, &p->target[i]);
	for (uint32_t place = 0; p->targets == 0 && place < g->rows; place++)
		add_owners(&d, place);
	const char *title = p->targets == 1 ? arena_fmt(&scratch, "Who owns %s", d.node[0].label)
	                  : p->targets      ? "Who owns these companies" : "Who owns whom";
	struct graph_picture picture = { d.node, d.nodes, d.edge, d.edges, title,
		                         arena_fmt(&scratch, "Stakes as stated, as of %s; the source of each is in "
		                                   "its title.", day) };
	struct graph_options o = { 0 };
	graph_draw_svg(out, scratch, &picture, &o);
}
