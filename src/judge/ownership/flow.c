/* SPDX-License-Identifier: Apache-2.0
 *
 * flow.c - where ownership ends: the passes over all nodes
 */
#include "judge/ownership/flow.h"

#include <math.h>
#include <string.h>

const char *const end_kind_name[END_KINDS] = {
	[END_STATE] = "state",             [END_PERSON] = "person",     [END_FOUNDATION] = "foundation",
	[END_FLOAT] = "float",             [END_UNDISCLOSED] = "undisclosed",
	[END_NOMINEE] = "nominee",         [END_VEHICLE] = "vehicle",   [END_BELOW] = "below-threshold",
	[END_UNKNOWN] = "unknown",         [END_DISPUTED] = "disputed", [END_OPEN] = "open",
	[END_UNRESOLVED] = "unresolved",
};

const struct flow_columns flow_all_kinds = { END_KINDS, { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 } };
const struct flow_columns flow_eight = {
	8,
	{ [END_STATE] = 0, [END_PERSON] = 1, [END_FOUNDATION] = 2, [END_FLOAT] = 3, [END_UNDISCLOSED] = 4,
	  [END_VEHICLE] = 4, [END_BELOW] = 4, [END_NOMINEE] = 5, [END_UNKNOWN] = 6, [END_DISPUTED] = 6,
	  [END_UNRESOLVED] = 6, [END_OPEN] = 7 },
};

/* What is left of a node when its stated owners have their part (methods: a listed company's rest
 * is float, a private one's undisclosed). */
static enum end_kind rest_of(const struct node *n)
{
	static const enum end_kind kind[NODE_TYPES] = {
		[NODE_UNKNOWN] = END_UNKNOWN,     [NODE_PERSON] = END_PERSON, [NODE_STATE] = END_STATE,
		[NODE_LISTED] = END_FLOAT,        [NODE_FOUNDATION] = END_FOUNDATION,
		[NODE_COMPANY] = END_UNDISCLOSED, [NODE_FUND] = END_UNDISCLOSED,
		[NODE_ARRANGEMENT] = END_VEHICLE,
	};
	enum end_kind k = n->type < NODE_TYPES ? kind[n->type] : END_UNKNOWN;
	return k == END_UNDISCLOSED && n->flags & NODE_COMPLETE ? END_BELOW : k;
}

/* The most that any one scenario claims of a place; sums per scenario in f->claim, left zero. */
static double claims(const struct flow *f, uint32_t p)
{
	double most = 0;
	for (uint32_t i = f->g->first[p]; i < f->g->first[p + 1]; i++) {
		const struct stake *s = &f->g->stake[i];
		if (s->scenario)
			most = fmax(most, f->claim[s->scenario] += s->share[f->right][1]);
	}
	for (uint32_t i = f->g->first[p]; i < f->g->first[p + 1]; i++)
		f->claim[f->g->stake[i].scenario] = 0;
	return most;
}

static double not_tiny(double x)
{
	return x > SHARE_TINY ? x : 0;
}

struct flow_column flow_column(const struct flow *f, uint32_t p)
{
	const struct graph *g = f->g;
	struct flow_column c = { .rest = 1 };
	if (p >= g->rows || flow_is_end(f, p))
		return c;
	bool contested = false;
	for (uint32_t i = g->first[p]; i < g->first[p + 1]; i++) {
		const struct stake *s = &g->stake[i];
		contested = contested || s->scenario;
		if (!flow_applies(f, s))
			continue;
		c.low += s->share[f->right][0];
		c.high += s->share[f->right][1];
	}
	double left = not_tiny(1 - c.low);
	c.open = not_tiny(fmin(left, c.high - c.low));
	c.rest = not_tiny(left - c.open);
	if (contested && f->scenario == 0) {
		c.claim = claims(f, p);
		c.disputed = fmin(c.rest, c.claim);
		c.rest = not_tiny(c.rest - c.disputed);
	}
	return c;
}

/* The equations of a loop, in scratch. */
static struct block_input input(const struct flow *f, struct arena *scratch, const struct loop *l)
{
	const struct graph *g = f->g;
	uint32_t m = g->first[l->beg + l->n] - g->first[l->beg], k = 0;
	struct block_input in = { l->n, NEW(scratch, uint32_t, (size_t)l->n + 1),
		                  NEW(scratch, uint32_t, m), NEW(scratch, double, m),
		                  NEW(scratch, double, l->n) };
	for (uint32_t j = 0; j < l->n; j++) {
		uint32_t p = l->beg + j;
		double low = flow_column(f, p).low, inside = 0, outside = 0;
		size_t end = flow_is_end(f, p) ? g->first[p] : g->first[p + 1];
		for (size_t i = g->first[p]; i < end; i++) {
			const struct stake *s = &g->stake[i];
			double a = flow_share(f, s, low);
			if (flow_follows(f, s) && s->owner - l->beg < l->n) {
				in.who[k] = s->owner - l->beg;
				in.share[k++] = a;
				inside += a;
			} else if (flow_applies(f, s)) {
				outside += a;
			}
		}
		in.first[j + 1] = k;
		double rest = 1 - inside - outside;
		in.leak[j] = rest > SHARE_TINY ? outside + rest : rest > -SHARE_TINY ? outside : 1 - inside;
	}
	return in;
}

void flow_loop_again(struct flow *f, struct arena scratch, size_t i)
{
	block_again(&f->block[i], scratch, input(f, &scratch, &f->g->loop[i]));
}

static size_t number(const struct flow *f, const struct loop *l)
{
	return (size_t)(l - f->g->loop);
}

struct flow flow_of(struct arena *keep, struct arena scratch, struct graph *g, struct flow_opts o)
{
	struct flow f = { .g = g, .right = o.right, .bound = o.bound, .scenario = o.scenario };
	size_t cap = 0;
	for (size_t i = 0; i < g->findings && !f.over; i++)
		f.over = g->finding[i].kind == FIND_SUM;
	f.rest = NEW(keep, uint8_t, g->n);
	for (uint32_t p = 0; p < g->n; p++)
		f.rest[p] = (uint8_t)rest_of(graph_node(g, p));
	f.x = o.all_only ? NULL : NEW(keep, double, g->n);
	f.todo = marks_in(keep, g->n);
	f.claim = NEW(keep, double, (size_t)g->scenarios + 1);
	f.block = NEW(keep, struct block, g->loops);
	for (size_t i = 0; i < g->loops; i++) {
		struct arena temp = scratch;
		f.block[i] = block_of(keep, temp, input(&f, &temp, &g->loop[i]));
	}
	for (size_t i = 0; i < g->loops; i++)
		if (f.block[i].way == BLOCK_SINGULAR)
			*PUSH(keep, f.finding, f.findings, cap) = (struct finding){
				FIND_SINGULAR, o.right, g->at[g->loop[i].beg], GRAPH_NONE, GRAPH_NONE,
				g->loop[i].n };
	return f;
}

static void solved(struct flow *f, const struct block *b)
{
	if (b->way == BLOCK_SWEPT)
		f->residual = fmax(f->residual, b->residual);
}

/* Hands the worth of a place on to its owners, from place `from` on. */
static void push(const struct flow *f, double *x, uint32_t p, uint32_t from)
{
	const struct graph *g = f->g;
	if (flow_is_end(f, p))
		return;
	double low = f->bound == BOUND_HIGH ? flow_column(f, p).low : 0, worth = x[p];
	for (uint32_t i = g->first[p]; i < g->first[p + 1]; i++) {
		const struct stake *s = &g->stake[i];
		if (s->owner >= from && flow_follows(f, s))
			x[s->owner] += flow_share(f, s, low) * worth;
	}
}

static void worth_of_loop(struct flow *f, struct arena scratch, double *x, const struct loop *l)
{
	struct block *b = &f->block[number(f, l)];
	if (b->way == BLOCK_SINGULAR) {
		for (uint32_t k = 0; k < l->n; k++)
			x[l->beg + k] = NAN;
		return;
	}
	block_solve(b, scratch, &x[l->beg], 1);
	solved(f, b);
}

void flow_worth(struct flow *f, struct arena scratch, const double *v, double *x)
{
	const struct graph *g = f->g;
	const struct loop *l = g->loop, *last = l + g->loops;
	for (uint32_t p = 0; p < g->n; p++)
		x[p] = v ? v[p] : 1;
	for (uint32_t p = 0; p < g->rows;) {
		if (l == last || p != l->beg) {
			push(f, x, p, 0);
			p++;
			continue;
		}
		worth_of_loop(f, scratch, x, l);
		for (; p < l->beg + l->n; p++)
			push(f, x, p, l->beg + l->n);
		l++;
	}
}

/* The sum that a place is worth without its own loop: the same terms, in the same order, as push
 * hands up one by one. */
static double pulled(const struct flow *f, const double *v, const double *x, uint32_t p, uint32_t before)
{
	const struct graph *g = f->g;
	double sum = v ? v[p] : 1;
	for (uint32_t k = g->holds_first[p]; k < g->holds_first[p + 1]; k++) {
		const struct stake *s = &g->stake[g->holds[k]];
		if (s->owned >= before || !flow_follows(f, s) || flow_is_end(f, s->owned))
			continue;
		double low = f->bound == BOUND_HIGH ? flow_column(f, s->owned).low : 0;
		sum += flow_share(f, s, low) * x[s->owned];
	}
	return sum;
}

void flow_worth_at(struct flow *f, struct arena scratch, const double *v, double *x, uint32_t p)
{
	const struct loop *l = graph_loop(f->g, p);
	if (l == NULL) {
		x[p] = pulled(f, v, x, p, p);
		return;
	}
	for (uint32_t k = 0; k < l->n; k++)
		x[l->beg + k] = pulled(f, v, x, l->beg + k, l->beg);
	worth_of_loop(f, scratch, x, l);
}

/* One row of parts: what the owners outside [beg, beg + n) bring, and what ends here. */
static inline void row(const struct flow *f, const struct flow_columns *c, double *part, uint32_t p,
                       const struct loop *l, unsigned w)
{
	const struct graph *g = f->g;
	double sum[END_KINDS] = { 0 };
	struct flow_column col = flow_column(f, p);
	uint32_t end = flow_is_end(f, p) ? g->first[p] : g->first[p + 1];
	for (uint32_t i = g->first[p]; i < end; i++) {
		const struct stake *s = &g->stake[i];
		double a = s->share[f->right][0];
		if (!flow_applies(f, s))
			continue;
		if (s->flags & STAKE_NOMINEE) {
			sum[c->of[END_NOMINEE]] += a;
		} else if (s->owner >= g->rows) {
			sum[c->of[f->rest[s->owner]]] += a;
		} else if (l == NULL || s->owner - l->beg >= l->n) {
			const double *up = &part[(size_t)s->owner * w];
			for (unsigned k = 0; k < w; k++)
				sum[k] += a * up[k];
		}
	}
	sum[c->of[END_OPEN]] += col.open;
	sum[c->of[END_DISPUTED]] += col.disputed;
	sum[c->of[f->rest[p]]] += col.rest;
	memcpy(&part[(size_t)p * w], sum, w * sizeof *sum);
}

static void parts_of_loop(struct flow *f, struct arena scratch, const struct flow_columns *c,
                          double *part, const struct loop *l)
{
	struct block *b = &f->block[number(f, l)];
	double *first = &part[(size_t)l->beg * c->n];
	if (b->way == BLOCK_SINGULAR) {
		memset(first, 0, (size_t)l->n * c->n * sizeof *first);
		for (uint32_t k = 0; k < l->n; k++)
			first[(size_t)k * c->n + c->of[END_UNRESOLVED]] = 1;
		return;
	}
	for (uint32_t k = 0; k < l->n; k++)
		row(f, c, part, l->beg + k, l, c->n);
	block_solve_up(b, scratch, first, c->n);
	solved(f, b);
}

void flow_parts(struct flow *f, struct arena scratch, const struct flow_columns *c, double *part)
{
	const struct graph *g = f->g;
	const struct loop *l = g->loop + g->loops;
	for (uint32_t p = g->rows; p-- > 0;) {
		if (l > g->loop && p == l[-1].beg + l[-1].n - 1) {
			l--;
			parts_of_loop(f, scratch, c, part, l);
			p = l->beg;
		} else if (c->n == 8) {
			row(f, c, part, p, NULL, 8); /* the compiler unrolls this one */
		} else {
			row(f, c, part, p, NULL, c->n);
		}
	}
}

void flow_parts_at(struct flow *f, struct arena scratch, const struct flow_columns *c, double *part,
                   uint32_t p)
{
	const struct loop *l = graph_loop(f->g, p);
	if (l)
		parts_of_loop(f, scratch, c, part, l);
	else
		row(f, c, part, p, NULL, c->n);
}

void flow_part(const struct flow *f, const struct flow_columns *c, const double *part, uint32_t node,
               double *out)
{
	uint32_t p = f->g->place[node];
	if (p < f->g->rows) {
		memcpy(out, &part[(size_t)p * c->n], c->n * sizeof *out);
		return;
	}
	memset(out, 0, c->n * sizeof *out);
	out[c->of[f->rest[p]]] = 1;
}
