/* SPDX-License-Identifier: Apache-2.0
 *
 * graph_words.c - what is written on a picture of owners, and what is said about it
 */
#include <math.h>

#include "ui/report/graph_inside.h"

const char *graph_text(const char *z)
{
	return z ? z : "";
}

const char *graph_kind_word(enum graph_kind kind)
{
	static const char *const word[GRAPH_KINDS] = {
		[GRAPH_UNKNOWN] = "? Unknown", [GRAPH_COMPANY] = "Company", [GRAPH_LISTED] = "Listed company",
		[GRAPH_STATE] = "State",       [GRAPH_PERSON] = "Person",   [GRAPH_FOUNDATION] = "Foundation",
		[GRAPH_FUND] = "Fund",         [GRAPH_ARRANGEMENT] = "Trust or arrangement",
	};
	return word[kind];
}

const char *graph_name(struct arena *a, const struct shown *s, uint32_t node)
{
	const struct shown_node *v = &s->node[node];
	if (v->is == NULL)
		return arena_fmt(a, "+%zu more", v->more);
	return *graph_text(v->is->label) ? v->is->label : "not known";
}

static const char *fold_title(struct arena *a, const struct shown *s, const struct shown_node *v)
{
	struct buf b = buf_in(a);
	buf_fmt(&b, "%zu more", v->more);
	if (v->place != UINT32_MAX)
		buf_fmt(&b, v->below ? ", held by %s" : ", on the way to %s", graph_name(a, s, v->place));
	if (v->states > 0)
		buf_fmt(&b, ", %zu of them %s", v->states, v->states == 1 ? "a state" : "states");
	buf_fmt(&b, ": %s", v->names);
	return b.p;
}

const char *graph_node_title(struct arena *a, const struct shown *s, uint32_t node)
{
	const struct shown_node *v = &s->node[node];
	if (v->is == NULL)
		return fold_title(a, s, v);
	const char *part[] = { graph_kind_word(v->is->kind), graph_text(v->is->country),
		               graph_text(v->is->note), graph_text(v->self) };
	struct buf b = buf_in(a);
	buf_str(&b, graph_name(a, s, node));
	for (size_t i = 0; i < COUNT(part); i++)
		if (*part[i])
			buf_fmt(&b, "; %s", part[i]);
	return b.p;
}

/* "7 %", "0.4 %": rounded up, so that no share is larger than what is said. */
static const char *percent(struct arena *a, double share)
{
	const double steps = share < 0.1 ? 10 : 1, noise = 1e-9;
	struct buf b = buf_in(a);
	buf_double(&b, ceil(100 * share * steps - noise) / steps);
	buf_str(&b, " %");
	return b.p;
}

static const char *stake(struct arena *a, const struct shown_edge *e)
{
	if (e->many == 1)
		return *graph_text(e->is->text) ? e->is->text : "?";
	if (e->most > 0)
		return arena_fmt(a, "up to %s each", percent(a, e->most));
	return arena_fmt(a, "%zu stakes", e->many);
}

const char *graph_edge_text(struct arena *a, const struct shown_edge *e, bool up)
{
	const char *text = stake(a, e);
	return up && e->loop ? arena_fmt(a, "loop: %s", text) : text;
}

const char *graph_edge_title(struct arena *a, const struct shown *s, const struct shown_edge *e)
{
	struct buf b = buf_in(a);
	bool one = e->many == 1, stated = one && *graph_text(e->is->text);
	buf_fmt(&b, "%s %s ", graph_name(a, s, e->owner), s->node[e->owner].is ? "holds" : "hold");
	buf_str(&b, one && !stated ? "an unknown share" : stake(a, e));
	buf_fmt(&b, " of %s", graph_name(a, s, e->owned));
	if (e->dashed)
		buf_str(&b, " (uncertain or contested)");
	if (one && *graph_text(e->is->scenario))
		buf_fmt(&b, "; %s", e->is->scenario);
	if (one && *graph_text(e->is->note))
		buf_fmt(&b, "; %s", e->is->note);
	return b.p;
}

static size_t count_kind(const struct shown *s, enum graph_kind kind)
{
	size_t n = 0;
	for (uint32_t v = 0; v < s->nodes; v++)
		n += s->node[v].is && s->node[v].is->kind == kind;
	return n;
}

static void counts(struct buf *b, const struct shown *s)
{
	size_t states = count_kind(s, GRAPH_STATE), unknown = count_kind(s, GRAPH_UNKNOWN), all = 0, stakes = 0;
	for (uint32_t v = 0; v < s->nodes; v++) {
		all += s->node[v].is ? 1 : s->node[v].more;
		states += s->node[v].states;
	}
	for (uint32_t e = 0; e < s->edges; e++)
		stakes += s->edge[e].many;
	buf_fmt(b, "%zu %s, ", all, all == 1 ? "party" : "parties");
	buf_fmt(b, "%zu %s", stakes, stakes == 1 ? "stake" : "stakes");
	if (states > 0)
		buf_fmt(b, ", %zu %s", states, states == 1 ? "state" : "states");
	if (unknown > 0)
		buf_fmt(b, ", %zu unknown", unknown);
	buf_str(b, ". Owners stand above what they own.");
}

const char *graph_description(struct arena *a, const struct shown *s)
{
	struct buf b = buf_in(a);
	counts(&b, s);
	for (uint32_t v = 0; v < s->nodes; v++)
		if (s->node[v].is && s->node[v].is->subject)
			buf_fmt(&b, " The subject is %s.", graph_node_title(a, s, v));
	for (uint32_t e = 0; e < s->edges; e++)
		buf_fmt(&b, " %s.", graph_edge_title(a, s, &s->edge[e]));
	for (uint32_t v = 0; v < s->nodes; v++)
		if (s->node[v].is == NULL || s->node[v].self)
			buf_fmt(&b, " %s.", graph_node_title(a, s, v));
	return b.p;
}
