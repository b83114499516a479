/* SPDX-License-Identifier: Apache-2.0
 *
 * flow.h - where ownership ends: shares of end owners, and the worth of holdings
 *
 * Walk upwards from a company, at every step splitting by the stakes of its owners, until somebody
 * nobody owns is reached: that is the equity (or voting) flow of the company, and it sums to 1.
 * What the stated stakes leave open ends where it arises, and keeps the reason as its kind.  Stakes
 * are intervals; the flow follows the lower bounds, so the share of a kind is what certainly ends
 * there, and END_OPEN is what the intervals leave to somebody.  bounds.h has the upper ends.
 *
 * The same matrix read the other way gives the worth of every owner's direct and indirect
 * holdings: x = v + A x, where v is a node's own worth.  Loops are solved exactly, the whole is one
 * pass over the stakes.  walk.h answers for one company, which costs what stands above it.
 *
 * A flow belongs to one right (equity or votes), one scenario, one bound.  It holds the factors of
 * all loops and a workspace: any number of questions, but one thread.  Contested stakes count in
 * their scenario only; in scenario 0 what they claim is END_DISPUTED.
 *
 * What it does not say: who decides (control.h).  A holder of 51 % of 51 % has 26 % of the equity.
 */
#ifndef PT_JUDGE_FLOW_H
#define PT_JUDGE_FLOW_H

#include "judge/ownership/block.h"
#include "judge/ownership/graph.h"
#include "judge/ownership/marks.h"

enum end_kind {
	/* somebody is named */
	END_STATE, END_PERSON, END_FOUNDATION,
	END_FLOAT,       /* what the large holders leave of a listed company */
	/* the structure hides it */
	END_UNDISCLOSED, /* what the stated owners leave of a company or fund that is not listed */
	END_NOMINEE,     /* held for somebody who is not named */
	END_VEHICLE,     /* what nobody is stated to own of a trust or unregistered partnership */
	END_BELOW,       /* below the threshold of a register that names everybody above it */
	/* our data do not say */
	END_UNKNOWN,     /* an owner of whom we know only a name */
	END_DISPUTED,    /* claimed in one scenario, denied in another */
	END_OPEN,        /* between the bounds of the stakes */
	END_UNRESOLVED,  /* enters a loop that owns all of itself */
	END_KINDS
};
extern const char *const end_kind_name[END_KINDS];

enum bound {
	BOUND_LOW,  /* every stake at its lower bound */
	BOUND_HIGH, /* at its upper bound, or at what the others' lower bounds leave of the company:
	             * for worth only; an upper limit for each owner by itself, not for a sum */
};

struct flow {
	struct graph *g;
	enum right right;
	enum bound bound;
	uint16_t scenario;
	uint8_t *rest;          /* by place: the kind of what is left of it */
	struct block *block;    /* of g->loop[i] */
	struct finding *finding; /* FIND_SINGULAR */
	size_t findings;
	bool over; /* owners of some company together state more than all of it */
	double residual;        /* of the worst loop that was swept, else 0 */
	double *x;              /* workspaces, zero between questions: by place, */
	struct marks todo;      /* by place, */
	double *claim;          /* by scenario */
};

struct flow_opts {
	enum right right;
	enum bound bound;
	uint16_t scenario;
	bool all_only; /* no workspace for walks: passes over all nodes and bounds_all only */
};
/* Takes the loops apart.  Time O(n) plus that of the loops; memory 9 n octets (or 1 n) and the
 * factors. */
struct flow flow_of(struct arena *keep, struct arena scratch, struct graph *g, struct flow_opts o);

/* x = v + A x for all nodes, both by place; v NULL: 1 for each.  NaN: holds, however indirectly,
 * a part of a loop that owns all of itself.  O(n + m). */
void flow_worth(struct flow *f, struct arena scratch, const double *v, double *x);

/* Which kinds are added up in which column. */
struct flow_columns {
	unsigned n; /* 1 .. END_KINDS */
	uint8_t of[END_KINDS];
};
extern const struct flow_columns flow_all_kinds; /* one each */
/* Eight: state, person, foundation, float, undisclosed + vehicle + below threshold, nominee,
 * unknown + disputed + unresolved, open. */
extern const struct flow_columns flow_eight;

/* For every node the parts that end in each column: part[p * columns.n + c] for places p < rows.
 * The places from rows on belong to themselves: flow_part knows them.  At BOUND_LOW only.
 * O(n + m) times columns. */
void flow_parts(struct flow *f, struct arena scratch, const struct flow_columns *c, double *part);
/* The parts of one node, whatever its place. */
void flow_part(const struct flow *f, const struct flow_columns *c, const double *part, uint32_t node,
               double *out);

/* ---- for the files of this folder ---- */

static inline bool flow_is_end(const struct flow *f, uint32_t place)
{
	return f->rest[place] == END_PERSON || f->rest[place] == END_STATE;
}

static inline bool flow_applies(const struct flow *f, const struct stake *s)
{
	return s->scenario == 0 || s->scenario == f->scenario;
}

static inline bool flow_follows(const struct flow *f, const struct stake *s)
{
	return flow_applies(f, s) && !(s->flags & STAKE_NOMINEE);
}

/* What the stakes in a place come to. */
struct flow_column {
	double low, high;             /* sums of the bounds of the stakes that apply */
	double claim;                 /* the most that one scenario claims, in scenario 0 */
	double open, disputed, rest;  /* at BOUND_LOW; with low they make 1 (rounding apart) */
};
struct flow_column flow_column(const struct flow *f, uint32_t place);

/* The share that the flow follows a stake with; `low` as in flow_column (used at BOUND_HIGH). */
static inline double flow_share(const struct flow *f, const struct stake *s, double low)
{
	const double *b = s->share[f->right];
	if (f->bound == BOUND_LOW)
		return b[0];
	double slack = low < 1 ? 1 - low : 0;
	return b[0] + (b[1] - b[0] < slack ? b[1] - b[0] : slack);
}

/* Takes loop number i apart again, after a stake in it has changed. */
void flow_loop_again(struct flow *f, struct arena scratch, size_t i);
/* Worth and parts of one place (or of all the loop that begins there) from those around it. */
void flow_worth_at(struct flow *f, struct arena scratch, const double *v, double *x, uint32_t place);
void flow_parts_at(struct flow *f, struct arena scratch, const struct flow_columns *c, double *part,
                   uint32_t place);

#endif
