/* SPDX-License-Identifier: Apache-2.0
 *
 * ownership_answer.c - what is known of the owners of one company, in one reading
 */
#include "service/ownership_answer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "judge/ownership/integrated.h"
#include "judge/ownership/ocean.h"
#include "service/ownership_findings.h"

enum { LOOP_MEMBERS = 256 }; /* members of loops above a target that are solved one by one */

const char *const ownership_rule_name[OWNERSHIP_RULES] = {
	[OWNERSHIP_FIFTY] = "fifty",
	[OWNERSHIP_MAJORITY] = "majority",
	[OWNERSHIP_QUARTER] = "quarter",
	[OWNERSHIP_IN_FACT] = "in_fact",
};

struct ownership_asker ownership_asker(const struct ownership *o)
{
	struct ownership_asker q = { .o = o,
		                     .keep = arena_reserve((size_t)8 << 30, "ownership"),
		                     .scratch = arena_reserve((size_t)8 << 30, "ownership") };
	q.start[0] = q.keep.beg, q.start[1] = q.scratch.beg;
	for (size_t i = 0; i < o->graph.m && !q.intervals; i++)
		for (enum right r = 0; r < RIGHTS; r++)
			q.intervals |= o->graph.stake[i].share[r][0] < o->graph.stake[i].share[r][1];
	q.votes_are_equity = true;
	for (size_t i = 0; i < o->graph.m && q.votes_are_equity; i++)
		q.votes_are_equity = memcmp(o->graph.stake[i].share[EQUITY], o->graph.stake[i].share[VOTES],
		                            sizeof o->graph.stake[i].share[EQUITY]) == 0;
	q.seen = marks_in(&q.keep, o->graph.n);
	q.reading = NEW(&q.keep, struct ownership_reading *, o->scenarios + 1);
	return q;
}

void ownership_asker_end(struct ownership_asker *q)
{
	arena_release(&q->keep, q->start[0]);
	arena_release(&q->scratch, q->start[1]);
}

static struct ownership_reading *reading(struct ownership_asker *q, uint16_t scenario)
{
	struct ownership_reading *r = q->reading[scenario];
	/* flows could change the graph's stakes (change.h); nobody does here */
	struct graph *g = (struct graph *)&q->o->graph;
	if (r)
		return r;
	r = q->reading[scenario] = NEW(&q->keep, struct ownership_reading, 1);
	for (enum right i = 0; i < RIGHTS; i++) {
		if (i == VOTES && q->votes_are_equity) { /* the same numbers, asked one after the other */
			r->low[VOTES] = r->low[EQUITY], r->high[VOTES] = r->high[EQUITY];
			r->low[VOTES].right = r->high[VOTES].right = VOTES;
			break;
		}
		struct flow_opts opts = { i, BOUND_LOW, scenario, false };
		r->low[i] = flow_of(&q->keep, q->scratch, g, opts);
		opts.bound = BOUND_HIGH;
		if (q->intervals)
			r->high[i] = flow_of(&q->keep, q->scratch, g, opts);
	}
	return r;
}

/* --- all above --- */

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

static int by_scenario(const void *a, const void *b)
{
	return *(const uint16_t *)a - *(const uint16_t *)b;
}

struct ownership_above ownership_above(struct arena *keep, struct ownership_asker *q, uint32_t target)
{
	const struct graph *g = &q->o->graph;
	struct ownership_above out = { 0 };
	size_t cap = 0, scenario_cap = 0, kept = 0;
	*PUSH(keep, out.place, out.n, cap) = g->place[target];
	marks_add(&q->seen, g->place[target]);
	for (size_t k = 0; k < out.n; k++) {
		uint32_t p = out.place[k];
		if (graph_is_end(graph_node(g, p)))
			continue;
		for (size_t i = graph_first(g, p); i < graph_end(g, p); i++) {
			const struct stake *s = &g->stake[i];
			if (s->scenario)
				*PUSH(keep, out.scenario, out.scenarios, scenario_cap) = s->scenario;
			if (s->flags & STAKE_NOMINEE || marks_has(&q->seen, s->owner))
				continue;
			marks_add(&q->seen, s->owner);
			*PUSH(keep, out.place, out.n, cap) = s->owner;
		}
	}
	for (size_t k = 0; k < out.n; k++)
		marks_remove(&q->seen, out.place[k]);
	qsort(out.place, out.n, sizeof *out.place, by_number);
	if (out.scenarios > 1)
		qsort(out.scenario, out.scenarios, sizeof *out.scenario, by_scenario);
	for (size_t k = 0; k < out.scenarios; k++)
		if (kept == 0 || out.scenario[kept - 1] != out.scenario[k])
			out.scenario[kept++] = out.scenario[k];
	out.scenarios = kept;
	return out;
}

/* --- owners --- */

struct asking {
	struct arena *keep, scratch;
	struct ownership_reading *r;
	const struct graph *g;
	struct ownership_answer *out;
	struct walk walk[RIGHTS]; /* a loop that owns all of itself ends one, and perhaps not the other */
	uint32_t *place;          /* of out->owner, rising; nominees and the target have none */
	size_t places, cap;
	bool choice; /* there are intervals above */
};

/* What is left of the scratch has two ends: results of a part go to its beginning, this is for work. */
static struct arena work(const struct asking *q)
{
	struct arena temp = q->scratch;
	temp.beg += (temp.end - temp.beg) / 2;
	return temp;
}

static struct walk walk(struct asking *q, struct flow *f)
{
	return walk_up(&q->scratch, f, work(q), q->out->target);
}

static uint32_t members(const struct asking *q)
{
	uint32_t n = 0;
	for (uint32_t k = 0; k < q->walk[EQUITY].n; k++)
		n += graph_loop(q->g, q->walk[EQUITY].place[k]) != NULL;
	return n;
}

static struct ownership_owner *add_owner(struct asking *q, uint32_t node, enum end_kind kind)
{
	struct ownership_owner *o = PUSH(q->keep, q->out->owner, q->out->owners, q->cap);
	*o = (struct ownership_owner){ .node = node, .kind = kind };
	return o;
}

static struct ownership_owner *owner_at(const struct asking *q, uint32_t place)
{
	const uint32_t *at =
		q->places ? bsearch(&place, q->place, q->places, sizeof *q->place, by_number) : NULL;
	return at ? &q->out->owner[at - q->place] : NULL;
}

/* Whoever stands on a walk, and the direct owners; of all of them nothing is known yet. */
static void list_owners(struct asking *q)
{
	uint32_t target = q->g->place[q->out->target];
	size_t cap = 0, kept = 0;
	for (enum right r = 0; r < RIGHTS; r++)
		for (uint32_t k = 0; k < q->walk[r].n; k++)
			*PUSH(&q->scratch, q->place, q->places, cap) = q->walk[r].place[k];
	for (size_t i = graph_first(q->g, target); i < graph_end(q->g, target); i++)
		if (flow_follows(&q->r->low[EQUITY], &q->g->stake[i]))
			*PUSH(&q->scratch, q->place, q->places, cap) = q->g->stake[i].owner;
	qsort(q->place, q->places, sizeof *q->place, by_number);
	for (size_t i = 0; i < q->places; i++)
		if (q->place[i] != target && (kept == 0 || q->place[kept - 1] != q->place[i]))
			q->place[kept++] = q->place[i];
	q->places = kept;
	for (size_t i = 0; i < kept; i++) {
		struct ownership_owner *o = add_owner(q, q->g->at[q->place[i]], END_KINDS);
		o->share[EQUITY][1] = o->share[VOTES][1] = o->link[1] = 1;
		o->brioschi[EQUITY] = o->brioschi[VOTES] = NAN;
	}
}

/* Of a loop that owns all of itself there is no answer: anything from nothing to all. */
static void shares(struct asking *q, enum right right, enum bound bound)
{
	struct flow *f = bound == BOUND_LOW ? &q->r->low[right] : &q->r->high[right];
	struct walk w = bound == BOUND_LOW ? q->walk[right] : walk(q, f);
	struct integrated *v =
		members(q) <= LOOP_MEMBERS ? integrated_of(&q->scratch, f, work(q), &w) : NULL;
	for (uint32_t k = 0; k < w.n; k++) {
		struct ownership_owner *o = owner_at(q, w.place[k]);
		double share = v ? v[k].baldone : w.x[k];
		if (o == NULL || isnan(share))
			continue;
		o->share[right][bound == BOUND_HIGH] = fmin(share, 1);
		if (bound == BOUND_HIGH)
			continue;
		o->brioschi[right] = v ? v[k].brioschi : w.x[k];
		if (!q->choice)
			o->share[right][1] = o->share[right][0];
	}
}

/* Ends that nobody owns have the exact bounds of the transparency; nominees stand on no way. */
static void add_ends(struct asking *q)
{
	const struct transparency *t = &q->out->t;
	for (size_t i = 0; i < t->owners; i++) {
		const struct transparency_owner *e = &t->owner[i];
		uint32_t place = q->g->place[e->node];
		struct ownership_owner *o = NULL;
		if (e->kind == END_NOMINEE)
			o = add_owner(q, e->node, e->kind);
		else if (place >= q->g->rows || graph_is_end(graph_node(q->g, place)))
			o = owner_at(q, place);
		if (o == NULL)
			continue;
		o->kind = e->kind;
		for (enum right r = 0; r < RIGHTS; r++) {
			o->share[r][0] = e->share[r][0], o->share[r][1] = e->share[r][1];
			o->brioschi[r] = e->share[r][0];
		}
	}
}

static int by_node(const void *a, const void *b)
{
	const struct ownership_owner *x = a, *y = b;
	return (x->node > y->node) - (x->node < y->node);
}

/* `nominees`: from where on the owners are those. */
static void mark_direct(struct asking *q, size_t nominees)
{
	const struct graph *g = q->g;
	struct ownership_answer *out = q->out;
	uint32_t p = g->place[out->target];
	size_t n = out->owners - nominees;
	if (n > 1)
		qsort(out->owner + nominees, n, sizeof *out->owner, by_node);
	for (size_t i = graph_first(g, p); i < graph_end(g, p); i++) {
		const struct stake *s = &g->stake[i];
		struct ownership_owner key = { .node = g->at[s->owner] }, *o = owner_at(q, s->owner);
		if (!flow_applies(&q->r->low[EQUITY], s))
			continue;
		if (s->flags & STAKE_NOMINEE)
			o = n ? bsearch(&key, out->owner + nominees, n, sizeof key, by_node) : NULL;
		if (o)
			o->direct = true;
	}
}

static int by_share(const void *a, const void *b)
{
	const struct ownership_owner *x = a, *y = b;
	for (int end = 0; end < 2; end++)
		for (enum right r = 0; r < RIGHTS; r++)
			if (x->share[r][end] != y->share[r][end])
				return x->share[r][end] > y->share[r][end] ? -1 : 1;
	return (x->node > y->node) - (x->node < y->node);
}

static void owners(struct asking *q)
{
	const struct walk *w = &q->walk[VOTES];
	struct ownership_answer *out = q->out;
	struct control_rule rule = control_majority;
	rule.scenario = out->scenario;
	list_owners(q);
	struct chain_link *link = chain_links(&q->scratch, q->g, work(q), &rule, w);
	for (uint32_t k = 0; k < w->n; k++) {
		struct ownership_owner *o = owner_at(q, w->place[k]);
		if (o)
			o->link[0] = link[k].lo, o->link[1] = link[k].hi;
	}
	for (enum right r = 0; r < RIGHTS; r++) {
		shares(q, r, BOUND_LOW);
		if (q->choice)
			shares(q, r, BOUND_HIGH);
	}
	size_t nominees = out->owners;
	add_ends(q);
	mark_direct(q, nominees);
	for (size_t i = 0; i < out->owners; i++)
		for (enum right r = 0; r < RIGHTS; r++)
			out->owner[i].share[r][1] =
				fmax(out->owner[i].share[r][0], out->owner[i].share[r][1]);
	if (out->owners > 1)
		qsort(out->owner, out->owners, sizeof *out->owner, by_share);
}

/* --- control --- */

struct near { /* a number to sort by, and what is sorted */
	uint32_t place;
	struct ownership_holder h;
};

static int by_place(const void *a, const void *b)
{
	const struct near *x = a, *y = b;
	return (x->place > y->place) - (x->place < y->place);
}

static int by_hold(const void *a, const void *b)
{
	const struct near *x = a, *y = b;
	for (int end = 0; end < 2; end++)
		if (x->h.decides[end] != y->h.decides[end])
			return x->h.decides[end] > y->h.decides[end] ? -1 : 1;
	return by_place(a, b);
}

/* Puts equals together, and all in order. */
static void tidy(struct asking *q, struct ownership_holders *to)
{
	struct arena scratch = q->scratch;
	struct near *v = NEW(&scratch, struct near, to->n + 1);
	size_t kept = 0;
	for (size_t i = 0; i < to->n; i++)
		v[i] = (struct near){ q->g->place[to->v[i].node], to->v[i] };
	qsort(v, to->n, sizeof *v, by_place);
	for (size_t i = 0; i < to->n; i++) {
		struct ownership_holder *last = kept ? &v[kept - 1].h : NULL;
		if (last == NULL || last->node != v[i].h.node) {
			v[kept++] = v[i];
			continue;
		}
		last->grade = v[i].h.grade > last->grade ? v[i].h.grade : last->grade;
		last->top |= v[i].h.top;
		for (int end = 0; end < 2; end++)
			last->decides[end] = fmax(last->decides[end], v[i].h.decides[end]);
	}
	qsort(v, kept, sizeof *v, by_hold);
	to->n = kept;
	for (size_t i = 0; i < kept; i++)
		to->v[i] = v[i].h;
}

static void add_holder(struct asking *q, struct ownership_holders *to, struct ownership_holder h)
{
	*PUSH(q->keep, to->v, to->n, to->cap) = h;
}

static struct control_rule rule_of(enum ownership_rule which, uint16_t scenario)
{
	struct control_rule r = which == OWNERSHIP_FIFTY ? control_fifty : control_majority;
	r.in_fact = which == OWNERSHIP_IN_FACT;
	r.scenario = scenario;
	return r;
}

static void holders(struct asking *q, enum ownership_rule which)
{
	struct ownership_holders *to = &q->out->by[which];
	struct control_rule rule = rule_of(which, q->out->scenario), ask = rule;
	struct chain_holds held = chain_holds(&q->scratch, q->g, work(q), &rule, &q->walk[rule.right]);
	if (which == OWNERSHIP_QUARTER) {
		ask.threshold = control_quarter.threshold;
		ask.more = false;
	}
	to->all = held.all;
	for (size_t i = 0; i < held.n; i++) {
		const struct chain_hold *h = &held.v[i];
		enum control grade = control_grade(&ask, h->lo, h->hi);
		if (which == OWNERSHIP_IN_FACT)
			grade = h->in_fact ? CONTROL_SURELY : CONTROL_NO;
		if (grade != CONTROL_NO)
			add_holder(q, to,
			           (struct ownership_holder){ h->node, grade, { h->lo, h->hi }, h->top });
	}
}

/* A quarter of the equity that arrives makes a beneficial owner as well. */
static void equity_quarter(struct asking *q)
{
	for (size_t i = 0; i < q->out->owners; i++) {
		const struct ownership_owner *o = &q->out->owner[i];
		enum control grade =
			control_grade(&control_quarter, o->share[EQUITY][0], o->share[EQUITY][1]);
		if (grade != CONTROL_NO && o->kind != END_NOMINEE)
			add_holder(q, &q->out->by[OWNERSHIP_QUARTER],
			           (struct ownership_holder){ o->node, grade, { 0, 0 }, false });
	}
}

static void controllers(struct asking *q)
{
	struct ownership_answer *out = q->out;
	struct ownership_holders all = { 0 };
	for (enum ownership_rule k = OWNERSHIP_FIFTY; k <= OWNERSHIP_MAJORITY; k++)
		for (size_t i = 0; i < out->by[k].n; i++)
			if (out->by[k].v[i].grade == CONTROL_SURELY)
				*PUSH(&q->scratch, all.v, all.n, all.cap) =
					(struct ownership_holder){ .node = out->by[k].v[i].node };
	if (all.n)
		tidy(q, &all);
	out->controller = NEW(q->keep, uint32_t, all.n);
	for (size_t i = 0; i < all.n; i++)
		out->controller[out->controllers++] = all.v[i].node;
}

/* Tells every owner by which rules he controls. */
static void mark_controllers(struct asking *q)
{
	struct ownership_answer *out = q->out;
	struct arena scratch = q->scratch;
	struct near *v = NEW(&scratch, struct near, out->owners + 1);
	for (size_t i = 0; i < out->owners; i++)
		v[i] = (struct near){ out->owner[i].node, { .node = (uint32_t)i } };
	qsort(v, out->owners, sizeof *v, by_place);
	for (enum ownership_rule k = 0; k < OWNERSHIP_RULES; k++)
		for (size_t i = 0; i < out->by[k].n; i++) {
			const struct ownership_holder *h = &out->by[k].v[i];
			struct near key = { h->node, { 0 } };
			const struct near *at = bsearch(&key, v, out->owners, sizeof *v, by_place);
			struct ownership_owner *o = at ? &out->owner[at->h.node] : NULL;
			if (o && h->grade == CONTROL_SURELY)
				o->surely |= (uint8_t)(1u << k);
			else if (o)
				o->possibly |= (uint8_t)(1u << k);
		}
}

/* --- voting power --- */

/* The direct holders with their votes; NULL or why that makes no game. */
static const char *blocs(struct asking *q, double *sum)
{
	struct ownership_answer *out = q->out;
	const struct graph *g = q->g;
	uint32_t p = g->place[out->target];
	size_t cap = 0;
	*sum = 0;
	for (size_t i = graph_first(g, p); i < graph_end(g, p); i++) {
		const struct stake *s = &g->stake[i];
		if (!flow_applies(&q->r->low[VOTES], s))
			continue;
		if (s->share[VOTES][0] < s->share[VOTES][1])
			return "votes are known as intervals only";
		if (s->owner == p)
			return "it holds shares of itself";
		if (out->votes == POWER_BLOCS)
			return "there are too many direct holders";
		if (out->votes && out->vote[out->votes - 1].node == g->at[s->owner])
			out->vote[out->votes - 1].votes += s->share[VOTES][0];
		else
			*PUSH(q->keep, out->vote, out->votes, cap) =
				(struct ownership_vote){ g->at[s->owner], s->share[VOTES][0], 0, 0 };
		*sum += s->share[VOTES][0];
	}
	return out->votes == 0         ? "no direct holder is known"
	       : *sum > 1 + SHARE_OVER ? "votes sum to more than 100 %"
	                               : NULL;
}

static void among_small_holders(struct asking *q, double rest)
{
	struct ownership_answer *out = q->out;
	size_t n = out->votes, cap = n;
	double *share = NEW(&q->scratch, double, n);
	struct power *power = NEW(&q->scratch, struct power, n + 1);
	for (size_t i = 0; i < n; i++)
		share[i] = out->vote[i].votes;
	struct ocean sea = { share, n, rest, OWNERSHIP_SMALL, 0.5 };
	if (!ocean_of(q->scratch, &sea, power, NULL)) {
		out->no_votes = "the votes are no shares";
		return;
	}
	out->vote = arena_grow(q->keep, out->vote, sizeof *out->vote, n, &cap);
	out->vote[out->votes++] = (struct ownership_vote){ GRAPH_NONE, rest, 0, 0 };
	for (size_t i = 0; i <= n; i++)
		out->vote[i].shapley = power[i].shapley, out->vote[i].banzhaf = power[i].share;
	out->small_holders = true;
}

static void exactly(struct asking *q)
{
	enum { UNITS = 100000 };
	struct ownership_answer *out = q->out;
	uint64_t *weight = NEW(&q->scratch, uint64_t, out->votes), sum = 0;
	struct power *power = NEW(&q->scratch, struct power, out->votes);
	for (size_t i = 0; i < out->votes; i++)
		sum += weight[i] = (uint64_t)llround(out->vote[i].votes * UNITS);
	struct power_vote v = { weight, out->votes, sum / 2 + 1 };
	if (!power_of(q->scratch, &v, power, NULL)) {
		out->no_votes = "the votes are too fine to be counted";
		return;
	}
	for (size_t i = 0; i < out->votes; i++)
		out->vote[i].shapley = power[i].shapley, out->vote[i].banzhaf = power[i].share;
}

static void voting_power(struct asking *q)
{
	struct ownership_answer *out = q->out;
	double sum;
	out->no_votes = blocs(q, &sum);
	if (out->no_votes == NULL && sum >= 1 - SHARE_OVER)
		exactly(q);
	else if (out->no_votes == NULL && q->g->node[out->target].type == NODE_LISTED)
		among_small_holders(q, 1 - sum);
	else if (out->no_votes == NULL)
		out->no_votes = "not all votes are stated";
	if (out->no_votes)
		out->votes = 0;
}

void ownership_ask(struct arena *keep, struct ownership_asker *from, uint16_t scenario, uint32_t target,
                   struct ownership_answer *out)
{
	struct ownership_reading *r = reading(from, scenario);
	struct asking q = {
		.keep = keep, .scratch = from->scratch, .r = r, .g = &from->o->graph, .out = out
	};
	*out = (struct ownership_answer){ .target = target, .scenario = scenario };
	transparency_of(keep, q.scratch,
	                (struct transparency_of){ { &r->low[EQUITY], &r->low[VOTES] }, target }, &out->t);
	for (enum right i = 0; i < RIGHTS; i++) {
		out->t.named[i][1] = fmax(out->t.named[i][0], out->t.named[i][1]); /* sums over 100 % */
		q.walk[i] = walk(&q, &r->low[i]);
		for (uint32_t k = 0; k < q.walk[i].n; k++)
			q.choice |= flow_column(&r->low[i], q.walk[i].place[k]).open > 0;
	}
	owners(&q);
	for (enum ownership_rule k = 0; k < OWNERSHIP_RULES; k++)
		holders(&q, k);
	equity_quarter(&q);
	for (enum ownership_rule k = 0; k < OWNERSHIP_RULES; k++)
		if (out->by[k].n)
			tidy(&q, &out->by[k]);
	controllers(&q);
	mark_controllers(&q);
	voting_power(&q);
}

void ownership_target(struct arena *keep, struct ownership_asker *q, uint16_t scenario, uint32_t target,
                      struct ownership_target *out)
{
	*out = (struct ownership_target){ .above = ownership_above(keep, q, target) };
	ownership_ask(keep, q, scenario, target, &out->answer);
	out->closed = ownership_closed(keep, q->o, &out->above, reading(q, scenario)->low);
	if (scenario)
		return;
	out->beside = NEW(keep, struct ownership_answer, out->above.scenarios);
	for (size_t i = 0; i < out->above.scenarios; i++)
		ownership_ask(keep, q, out->above.scenario[i], target, &out->beside[i]);
}

struct ownership_closed ownership_closed_in(struct arena *keep, struct ownership_asker *q, uint16_t scenario)
{
	return ownership_closed(keep, q->o, NULL, reading(q, scenario)->low);
}
