/* SPDX-License-Identifier: Apache-2.0
 *
 * ownership_evidence.c - what the owners of a supplier say about a criterion, as evidence over grades
 *
 * What stands above the supplier is copied into a small graph of its own for every level.
 */
#include "service/ownership_evidence.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STEPS = 100 }; /* strengths are told apart to a hundredth, so there are at most so many levels */

static const char *const measures[] = { "", "ownership.transparency", "ownership.state" };

enum ownership_measure ownership_measure_of(const char *id)
{
	for (size_t i = 1; i < COUNT(measures); i++)
		if (strcmp(id, measures[i]) == 0)
			return (enum ownership_measure)i;
	return OWNERSHIP_NO_MEASURE;
}

/* --- what stands above --- */

struct fact {
	unsigned strength; /* in hundredths, rounded down */
	bool strong;
};

struct above {
	struct arena *a;
	const struct ownership *o;
	const struct ownership_scale *scale;
	uint32_t *local;          /* by node: its number here, and 1 */
	uint32_t *node;           /* global */
	struct stake *stake;      /* ends are local */
	struct fact *type, *fact; /* of nodes, of stakes */
	size_t nodes, stakes, node_cap, stake_cap, type_cap, fact_cap;
	uint16_t *scenario;
	size_t scenarios, scenario_cap;
};

static struct fact weigh(const struct above *x, const char *source, const char *certainty, int32_t day)
{
	const struct ownership_source *s = ownership_source(x->o, source);
	struct evidence ev = { .reliability = s ? s->reliability : 'F',
		               .credibility = 2,
		               .anonymous = s && s->anonymous,
		               .verified = strcmp(certainty, "unverified") != 0,
		               .secondary = strcmp(certainty, "secondary") == 0,
		               .day = day };
	double v = evidence_strength(&ev, x->scale->day, x->scale->half_life);
	return (struct fact){ (unsigned)floor(v * STEPS),
		              evidence_is_strong(&ev, x->scale->day, x->scale->half_life) };
}

/* A stake without a date is as old as one half-life. */
static struct fact weigh_stake(const struct above *x, uint32_t row)
{
	struct arena scratch = *x->a;
	struct ownership_said said = ownership_said(&scratch, x->o, row);
	int32_t day;
	if (!str_date(str_of(said.date), &day))
		day = x->scale->day - (int32_t)x->scale->half_life;
	return weigh(x, said.source, said.certainty, day);
}

/* The newest date of the stakes in a company, else today: when somebody last looked who holds it. */
static int32_t last_look(const struct above *x, uint32_t node)
{
	const struct graph *g = &x->o->graph;
	uint32_t p = g->place[node];
	int32_t day, newest = INT32_MIN;
	for (size_t i = graph_first(g, p); i < graph_end(g, p); i++) {
		struct arena scratch = *x->a;
		if (str_date(str_of(ownership_said(&scratch, x->o, g->stake[i].row).date), &day) &&
		    day > newest)
			newest = day;
	}
	return newest == INT32_MIN ? x->scale->day : newest;
}

/* What somebody is does not age, but that the rest of a listed company is spread does. */
static struct fact weigh_type(const struct above *x, uint32_t node)
{
	enum node_type t = x->o->graph.node[node].type;
	bool matters = t == NODE_PERSON || t == NODE_STATE || t == NODE_LISTED || t == NODE_FOUNDATION;
	int32_t day = t == NODE_LISTED ? last_look(x, node) : x->scale->day;
	struct arena scratch = *x->a;
	struct ownership_said said = ownership_said_of(&scratch, x->o, node);
	if (!matters || said.source[0] == '\0') /* of companies it matters little what they are called */
		return (struct fact){ STEPS, true };
	return weigh(x, said.source, said.certainty, day);
}

static uint32_t add_node(struct above *x, uint32_t node)
{
	if (x->local[node] == 0) {
		size_t n = x->nodes;
		*PUSH(x->a, x->type, n, x->type_cap) = weigh_type(x, node);
		*PUSH(x->a, x->node, x->nodes, x->node_cap) = node;
		x->local[node] = (uint32_t)x->nodes;
	}
	return x->local[node] - 1;
}

static void add_stake(struct above *x, const struct stake *s, uint32_t owned)
{
	struct stake copy = *s;
	size_t n = x->stakes;
	copy.owned = owned;
	copy.owner = add_node(x, x->o->graph.at[s->owner]);
	*PUSH(x->a, x->fact, n, x->fact_cap) = weigh_stake(x, s->row);
	*PUSH(x->a, x->stake, x->stakes, x->stake_cap) = copy;
	for (size_t i = 0; i < x->scenarios; i++)
		if (x->scenario[i] == s->scenario)
			return;
	if (s->scenario)
		*PUSH(x->a, x->scenario, x->scenarios, x->scenario_cap) = s->scenario;
}

static int by_scenario(const void *a, const void *b)
{
	return *(const uint16_t *)a - *(const uint16_t *)b;
}

static void gather(struct above *x, uint32_t target)
{
	const struct graph *g = &x->o->graph;
	add_node(x, target);
	for (uint32_t k = 0; k < x->nodes; k++) {
		uint32_t p = g->place[x->node[k]];
		if (graph_is_end(graph_node(g, p)))
			continue;
		for (size_t i = graph_first(g, p); i < graph_end(g, p); i++)
			add_stake(x, &g->stake[i], k);
	}
	/* The other reading of what is contested in one way only is that it does not hold. */
	if (x->scenarios <= 1)
		*PUSH(x->a, x->scenario, x->scenarios, x->scenario_cap) = 0;
	if (x->scenarios > 1)
		qsort(x->scenario, x->scenarios, sizeof *x->scenario, by_scenario);
}

/* --- intervals --- */

/* At face value: from this strength on, or strong facts only. */
struct trust {
	unsigned least;
	bool strong_only;
};

static bool trusted(struct trust t, struct fact f)
{
	return t.strong_only ? f.strong : f.strength >= t.least;
}

static struct graph graph_at(const struct above *x, struct arena *a, struct arena scratch, struct trust t)
{
	struct node *node = NEW(a, struct node, x->nodes);
	struct stake *stake = NEW(a, struct stake, x->stakes);
	struct graph g;
	for (size_t i = 0; i < x->nodes; i++) {
		node[i] = x->o->graph.node[x->node[i]];
		if (!trusted(t, x->type[i]))
			node[i].type = NODE_UNKNOWN;
	}
	for (size_t i = 0; i < x->stakes; i++) {
		stake[i] = x->stake[i];
		for (enum right r = 0; r < RIGHTS && !trusted(t, x->fact[i]); r++)
			stake[i].share[r][0] = 0;
	}
	struct graph_input in = { node, x->nodes, stake, x->stakes };
	if (!graph_of(a, scratch, in, &g, NULL))
		return (struct graph){ 0 }; /* not with less than the whole graph had */
	return g;
}

/* The target is node 0. */
static struct ownership_range range_in(const struct above *x, struct graph *g, struct arena scratch,
                                       uint16_t scenario)
{
	struct arena work = scratch;
	struct ownership_range out = { scenario, 0, 0 };
	const struct bounds_goal state = { 1u << END_STATE, GRAPH_NONE },
				 named = { ENDS_NAMED, GRAPH_NONE };
	const struct bounds_goal any_state = { 1u << END_STATE | ENDS_HIDDEN | ENDS_NOT_KNOWN, GRAPH_NONE };
	const struct bounds_goal hidden = { 1u << END_NOMINEE, GRAPH_NONE };
	bool is_state = x->scale->measure == OWNERSHIP_STATE;
	work.beg += (work.end - work.beg) / 2;
	for (enum right r = EQUITY; r <= (is_state ? VOTES : EQUITY); r++) {
		struct flow f =
			flow_of(&scratch, work, g, (struct flow_opts){ r, BOUND_LOW, scenario, false });
		struct walk w = walk_up(&scratch, &f, work, 0);
		if (is_state) {
			out.lo = fmax(out.lo, bounds_of(&f, work, &w, state, BOUNDS_LEAST));
			out.hi = fmax(out.hi, bounds_of(&f, work, &w, any_state, BOUNDS_MOST));
		} else {
			out.lo = bounds_of(&f, work, &w, named, BOUNDS_LEAST);
			out.hi = 1 - bounds_of(&f, work, &w, hidden, BOUNDS_LEAST);
		}
	}
	out.lo = fmin(out.lo, 1);
	out.hi = fmax(out.lo, out.hi);
	return out;
}

static unsigned grade_of(const struct ownership_scale *s, double v)
{
	unsigned g = 0;
	while (g < GRADES - 1 && v + SHARE_TINY >= s->cut[g])
		g++;
	return s->less ? GRADES - 1 - g : g;
}

static unsigned grades_in(const struct ownership_scale *s, const struct ownership_range *r)
{
	unsigned a = grade_of(s, r->lo), b = grade_of(s, r->hi), set = 0;
	for (unsigned g = a < b ? a : b; g <= (a < b ? b : a); g++)
		set |= 1u << g;
	return set;
}

/* The grades of all readings; their ranges in keep. */
static unsigned grades_at(const struct above *x, struct arena *keep, struct arena scratch, struct trust t,
                          struct ownership_range **range)
{
	struct arena work = scratch;
	work.beg += (work.end - work.beg) / 2;
	struct graph g = graph_at(x, &scratch, work, t);
	unsigned set = 0;
	*range = NEW(keep, struct ownership_range, x->scenarios);
	for (size_t i = 0; i < x->scenarios; i++) {
		(*range)[i] = range_in(x, &g, work, x->scenario[i]);
		set |= grades_in(x->scale, &(*range)[i]);
	}
	return set;
}

/* --- levels --- */

/* Strengths that occur, as a set of hundredths. */
static void occurring(const struct above *x, bool has[STEPS + 1])
{
	memset(has, 0, (STEPS + 1) * sizeof *has);
	for (size_t i = 0; i < x->stakes; i++)
		has[x->fact[i].strength] = true;
	for (size_t i = 0; i < x->nodes; i++)
		has[x->type[i].strength] = true;
}

static size_t face_value(const struct above *x, unsigned least)
{
	size_t n = 0;
	for (size_t i = 0; i < x->stakes; i++)
		n += x->fact[i].strength >= least;
	return n;
}

static void find_levels(const struct above *x, struct arena *keep, struct arena scratch,
                        struct ownership_levels *out)
{
	bool has[STEPS + 1];
	struct ownership_range *range;
	struct arena temp = scratch, work = scratch;
	work.beg += (work.end - work.beg) / 2;
	unsigned strong = grades_at(x, &temp, work, (struct trust){ 0, true }, &range), last = GRADE_ANY;
	occurring(x, has);
	for (unsigned least = STEPS; least > 0; least--) {
		if (!has[least])
			continue;
		unsigned set = last & grades_at(x, keep, work, (struct trust){ least, false }, &range);
		if (set == last || set == 0)
			continue;
		last = set;
		*PUSH(keep, out->v, out->n, out->cap) =
			(struct ownership_level){ .grades = set,
			                          .level = fmin((double)least / STEPS, 0.95),
			                          .strong = (strong & ~set) == 0,
			                          .face = face_value(x, least),
			                          .range = range,
			                          .ranges = x->scenarios };
	}
	out->grades = grades_at(x, keep, work, (struct trust){ 0, false }, &out->range);
	out->ranges = x->scenarios;
	out->stakes = x->stakes;
}

/* What each level has to add, so that together they reach its strength (E3). */
static void add_up(struct ownership_levels *l)
{
	double weaker = 0;
	for (size_t i = l->n; i-- > 0;) {
		l->v[i].strength = 1 - (1 - l->v[i].level) / (1 - weaker);
		weaker = l->v[i].level;
	}
}

static struct ownership_levels one_entity(struct arena *keep, struct arena scratch,
                                          const struct ownership *o, uint32_t target,
                                          const struct ownership_scale *s)
{
	struct ownership_levels out = { 0 };
	struct arena work = scratch;
	work.beg += (work.end - work.beg) / 2;
	struct above x = {
		.a = &scratch, .o = o, .scale = s, .local = NEW(&scratch, uint32_t, o->graph.n)
	};
	gather(&x, target);
	if (x.stakes > 0) /* without owners on file there is nothing to compute */
		find_levels(&x, keep, work, &out);
	add_up(&out);
	return out;
}

struct ownership_levels ownership_evidence(struct arena *keep, const struct ownership *o,
                                           const struct ownership_nodes *who,
                                           const struct ownership_scale *s)
{
	struct ownership_levels out = { 0 };
	struct arena scratch = arena_reserve((size_t)2 << 30, "ownership");
	char *start = scratch.beg;
	if (who->n == 1) /* several entities: nobody says which of them is the supplier */
		out = one_entity(keep, scratch, o, who->v[0], s);
	arena_release(&scratch, start);
	return out;
}
