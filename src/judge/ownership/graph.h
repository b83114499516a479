/* SPDX-License-Identifier: Apache-2.0
 *
 * graph.h - who holds how much of whom, laid out so that questions are passes over memory
 *
 * The caller fills two arrays, nodes and stakes, and hands them over; graph_of checks them, puts
 * the stakes in order (in place: a register of tens of millions of stakes has room once) and says
 * what is wrong with them as findings.  Nothing is repaired silently: what cannot be a share is set
 * aside and named; what can be but should not (sums over 100 %) stays as it is and is named.
 *
 * Places.  Inside the graph a node is known by its place: 0 .. n-1, chosen so that every node comes
 * after all that it owns, except that the members of a loop (a strongly connected component, here a
 * "block") stand side by side; nodes that nobody owns come last (from place `rows`).  Solving is
 * then one walk up or down the places.  stake.owner and stake.owned are places after graph_of;
 * place[node] and at[place] translate.  All functions of this folder take and give node numbers
 * (those of the caller's array) unless they say "place".
 *
 * The order depends on node.key and on the stakes as a set, not on the order in which nodes and
 * rows came: results are equal bit for bit for any order of the input, as long as keys differ.
 *
 * Memory beyond the two arrays: 16 n + 4 m octets and the findings in `keep`; about 24 n + 4 m more
 * in scratch while it works.  Time O(n + m), without recursion.  A graph is read-only afterwards
 * (but see change.h) and may be read from many threads.
 */
#ifndef PT_JUDGE_GRAPH_H
#define PT_JUDGE_GRAPH_H

#include "base/arena.h"
#include "base/err.h"

enum { GRAPH_NONE = UINT32_MAX };
#define SHARE_TINY 1e-12 /* less than this of a company is nothing: rounding of sums */
#define SHARE_OVER 1e-9  /* sums may exceed 1 by this much before somebody is told */
#define SHARE_MORE 1e-9  /* "more than a quarter" begins this much above a quarter */

enum node_type {
	NODE_UNKNOWN, NODE_PERSON, NODE_STATE, NODE_LISTED, NODE_FOUNDATION, NODE_COMPANY, NODE_FUND,
	NODE_ARRANGEMENT, /* trust, unregistered partnership or the like */
	NODE_TYPES
};
extern const char *const node_type_name[NODE_TYPES]; /* "unknown", "person" ... */

enum node_flag {
	NODE_COMPLETE = 1, /* its register names every holder above a threshold: the rest is below it */
};

struct node {
	uint64_t key;      /* decides the order; intern_key(id), or the index for made-up graphs */
	uint8_t type, flags;
	char country[2];   /* ISO 3166-1 alpha-2, or two zeros when not known */
	uint32_t row;      /* the caller's, untouched */
};

/* What a stake gives right to.  They are never mixed, and neither says who decides in fact. */
enum right { EQUITY, VOTES, RIGHTS };

enum stake_flag {
	STAKE_NOMINEE = 1,       /* held for somebody who is not named: whatever it gives ends there */
	STAKE_CONTROL = 2,       /* the owner decides in fact, whatever the share (says the source) */
	STAKE_VOTES_ASSUMED = 4, /* no source for the votes; taken to be like the equity */
};

struct stake {
	uint32_t owner, owned;
	double share[RIGHTS][2]; /* [lo, hi] in 0..1; "more than 1/4" begins at 0.25 + SHARE_MORE */
	uint32_t row;            /* the caller's, untouched: leads to source, date and certainty */
	uint16_t scenario;       /* 0: everybody agrees; k: holds only in scenario k */
	uint8_t flags, certainty; /* certainty: 'A' primary text read, 'B', 'C', or 0 not given */
};

enum finding_kind {
	/* set aside (stands in g->stake from g->m on): */
	FIND_NO_NODE,    /* owner or owned is not in the array of nodes */
	FIND_NO_NUMBER,  /* a bound is not a number, or lo above hi */
	FIND_NEGATIVE,
	FIND_OVER_ONE,   /* one stake of more than the whole */
	/* kept: */
	FIND_SELF,       /* holds shares of itself (treasury shares) */
	FIND_DUPLICATE,  /* same owner, owned and scenario as row `other`; both count */
	FIND_SUM,        /* lower bounds of all stakes in `node` sum to `value`, over 1 */
	FIND_END_OWNED,  /* a person or a state with owners; nothing is followed through it */
	FIND_SINGULAR,   /* the loop of `node` (value: members) owns all of itself; by flow.h */
	FINDINGS
};
extern const char *const finding_text[FINDINGS]; /* English, for people */

struct finding {
	enum finding_kind kind;
	enum right right;
	uint32_t node;        /* or GRAPH_NONE */
	uint32_t row, other;  /* of stakes, or GRAPH_NONE */
	double value;
};

/* Members of a loop: places beg .. beg + n - 1.  n == 1: a node that holds shares of itself. */
struct loop {
	uint32_t beg, n;
};

struct graph {
	uint32_t n, rows;            /* nodes; those that somebody owns */
	size_t m, aside;             /* stakes that count; stakes set aside, behind them */
	const struct node *node;
	struct stake *stake;         /* by place of owned, then of owner */
	uint32_t *place, *at;        /* node -> place, place -> node */
	uint32_t *first;             /* rows + 1: stakes in the node at p are first[p] .. first[p+1] */
	uint32_t *holds_first, *holds; /* n + 1, m: stakes held by the node at p, in order of owned */
	struct loop *loop;           /* in order of place */
	size_t loops;
	uint8_t *in_loop;            /* bit per place */
	uint16_t scenarios;          /* the largest number used */
	struct finding *finding;     /* in order of kind found, then of place */
	size_t findings;
};

struct graph_input {
	const struct node *node;
	size_t n;
	struct stake *stake; /* taken over: reordered, owner and owned become places */
	size_t m;
};

/* PT_LIMIT from 2^32 - 2 nodes or stakes on; bad rows are findings, not failures. */
bool graph_of(struct arena *keep, struct arena scratch, struct graph_input in, struct graph *out,
              struct pt_err *e) PT_MUST;

/* The stakes in the node at a place: [first, end), empty from place g->rows on. */
static inline size_t graph_first(const struct graph *g, uint32_t p)
{
	return p < g->rows ? g->first[p] : 0;
}

static inline size_t graph_end(const struct graph *g, uint32_t p)
{
	return p < g->rows ? g->first[p + 1] : 0;
}

/* The loop that a place belongs to, or NULL.  O(log loops). */
const struct loop *graph_loop(const struct graph *g, uint32_t place);

static inline const struct node *graph_node(const struct graph *g, uint32_t place)
{
	return &g->node[g->at[place]];
}

/* Persons and states are ends whatever a register says of their owners. */
static inline bool graph_is_end(const struct node *n)
{
	return n->type == NODE_PERSON || n->type == NODE_STATE;
}

#endif
