/* SPDX-License-Identifier: Apache-2.0
 *
 * ownership_table.c - owners of targets, and companies of a whole graph, a row each
 */
#include <math.h>
#include <stdio.h>

#include "ui/report/ownership_text.h"

static const char *number(struct arena *a, double v)
{
	struct buf b = buf_in(a);
	buf_double(&b, nearbyint(v * 1e14) / 1e14);
	return b.p;
}

/* Two columns for programs and one for people. */
static void bounds(struct table *t, const char *min, const char *max, const char *title)
{
	table_column(t, min, NULL, true);
	table_column(t, max, NULL, true);
	table_column(t, NULL, title, true);
}

static const char **put(struct table *t, const char **cell, const double b[2])
{
	cell[0] = number(t->a, b[0]);
	cell[1] = b[1] == b[0] ? cell[0] : number(t->a, b[1]);
	cell[2] = ownership_range(t->a, b, 2);
	return cell + 3;
}

static const char *country(struct table *t, const struct node *n)
{
	return n->country[0] ? arena_fmt(t->a, "%.2s", n->country) : "";
}

struct table ownership_owner_table(struct arena *a)
{
	struct table t = table_in(a);
	table_column(&t, "target", "target", false);
	table_column(&t, "scenario", "scenario", false);
	table_column(&t, "owner", "owner", false);
	table_column(&t, "name", NULL, false);
	table_column(&t, "type", "type", false);
	table_column(&t, "country", NULL, false);
	table_column(&t, "direct", NULL, false);
	table_column(&t, "ends", "ends as", false);
	bounds(&t, "equity_min", "equity_max", "equity");
	bounds(&t, "votes_min", "votes_max", "votes");
	bounds(&t, "link_min", "link_max", "weakest link");
	table_column(&t, "controls", "controls", false);
	return t;
}

static const char *controls(struct table *t, const struct ownership_owner *v)
{
	const char *line = "";
	for (enum ownership_rule k = 0; k < OWNERSHIP_RULES; k++)
		if ((v->surely | v->possibly) >> k & 1)
			line = arena_fmt(t->a, "%s%s%s%s", line, line[0] ? "|" : "", ownership_rule_name[k],
			                 v->surely >> k & 1 ? "" : "?");
	return line;
}

static void rows(struct table *t, const struct ownership *o, const struct ownership_answer *x)
{
	for (size_t i = 0; i < x->owners; i++) {
		const struct ownership_owner *v = &x->owner[i];
		const struct node *n = &o->graph.node[v->node];
		const char **cell = table_row(t);
		*cell++ = ownership_id(o, x->target);
		*cell++ = o->scenario[x->scenario];
		*cell++ = ownership_id(o, v->node);
		*cell++ = ownership_name(o, v->node);
		*cell++ = node_type_name[n->type];
		*cell++ = country(t, n);
		*cell++ = v->direct ? "yes" : "no";
		*cell++ = v->kind < END_KINDS ? end_kind_name[v->kind] : "";
		cell = put(t, cell, v->share[EQUITY]);
		cell = put(t, cell, v->share[VOTES]);
		cell = put(t, cell, v->link);
		*cell = controls(t, v);
	}
}

void ownership_owner_rows(struct table *t, const struct ownership *o, const struct ownership_target *x)
{
	rows(t, o, &x->answer);
	for (size_t i = 0; x->beside && i < x->above.scenarios; i++)
		rows(t, o, &x->beside[i]);
}

struct table ownership_line_table(struct arena *a)
{
	struct table t = table_in(a);
	table_column(&t, "id", "company", false);
	table_column(&t, "name", NULL, false);
	table_column(&t, NULL, "name", false);
	table_column(&t, "type", "type", false);
	table_column(&t, "country", NULL, false);
	table_column(&t, "owners", "owners", true);
	bounds(&t, "state_min", "state_max", "state");
	bounds(&t, "state_votes_min", "state_votes_max", "votes");
	bounds(&t, "named_min", "named_max", "named");
	bounds(&t, "named_votes_min", "named_votes_max", "votes");
	table_column(&t, "loop", "loop", true);
	return t;
}

void ownership_line_row(struct table *t, const struct ownership *o, const struct ownership_line *x)
{
	const struct node *n = &o->graph.node[x->node];
	const char **cell = table_row(t), *id = ownership_id(o, x->node),
		   *name = ownership_name(o, x->node);
	*cell++ = id;
	*cell++ = name;
	*cell++ = name == id ? "" : name;
	*cell++ = node_type_name[n->type];
	*cell++ = country(t, n);
	*cell++ = arena_fmt(t->a, "%u", x->owners);
	cell = put(t, cell, x->state[EQUITY]);
	cell = put(t, cell, x->state[VOTES]);
	cell = put(t, cell, x->named[EQUITY]);
	cell = put(t, cell, x->named[VOTES]);
	*cell = arena_fmt(t->a, "%u", x->loop);
}
