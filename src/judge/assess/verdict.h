/* SPDX-License-Identifier: Apache-2.0
 *
 * verdict.h - suppliers judged by one profile: how sure each class is, why, and what would change it
 *
 * n subjects, m criteria, k classes (0 worst) with k-1 boundaries; all judged on grades 0 poor ..
 * 3 good.  Hard rules come first: a veto that strong evidence confirms puts a ceiling on the class,
 * a dictator (if the profile has any) a floor below it; where both stand the veto wins.  Between them
 * three views of the same question stand side by side:
 *   acceptability  share of accepted weightings, cutting levels and beliefs that lead to the class
 *   possible       classes that some accepted weighting and grade left open lead to, open vetoes
 *                  included: exact; with dictators never too few
 *   point          the class at the central weights, by the support expected there
 * Nothing unknown makes a verdict stricter: evidence that is missing leaves all grades open.
 *
 * V2  Ignorance is spread over all grades when shares are drawn, so under a demanding profile the
 *     worst class may lead although nobody showed anything.  Such a lead is `undecided`, never a
 *     finding: with everything unknown counted for the subject it would not be in the worst class.
 */
#ifndef PT_JUDGE_VERDICT_H
#define PT_JUDGE_VERDICT_H

#include "judge/assess/problem.h"
#include "judge/evidence/belief.h"

enum { NO_VETO = -1, NO_DICTATOR = GRADES };

struct standard { /* what a profile asks, by number instead of by name */
	size_t m, k;
	const char **criterion, **class;
	const double *w_lo, *w_hi; /* m */
	const int *boundary;       /* (k-1) * m: grade a criterion needs */
	const int *veto;           /* (k-1) * m: grade that keeps below the boundary, or NO_VETO */
	const int *dictator;       /* (k-1) * m: grade that gives the class above it, or NO_DICTATOR */
	double lambda_lo, lambda_hi;
	uint32_t (*order)[2];
	size_t orders;
};

/* What evidence says about one criterion and one boundary: more belief wholly below it, more wholly
 * at or above it, or neither (no evidence, or it cuts both ways). */
enum side { SIDE_AGAINST, SIDE_OPEN, SIDE_FOR, SIDES };

/* One boundary for one subject, at the central weights. */
struct boundary_view {
	enum side *side;     /* m */
	double *reach;       /* m: chance of the criterion to be at or above the boundary */
	double weight[SIDES]; /* of the criteria on each side; sums to 1 */
	double support;      /* expected weight at or above the boundary: sum of weight * reach */
	double plausible;    /* the same with everything unknown counted for: sum of weight * (1 - Bel below) */
	double certain, lost; /* weight of criteria whose open grades are all above / all below */
	bool vetoed;
	size_t veto;         /* first criterion whose veto stands */
	bool dictated;       /* the class above is given, whatever the support */
	size_t dictator;     /* first criterion that gives it */
};

/* A smallest change of its kind that moves the point class by one. */
enum flip_kind {
	FLIP_WEIGHT, /* weight moves between criteria */
	FLIP_GRADE,  /* criteria are found to be at (or below) the boundary for sure */
	FLIP_VETO,   /* criteria whose veto has to fall first, whatever the weights */
	FLIP_DICTATOR, /* the same for dictators */
};
struct flip {
	enum flip_kind kind;
	int to;              /* class */
	double weight;       /* FLIP_WEIGHT: share of weight to move */
	size_t from, towards; /* FLIP_WEIGHT: criteria that give and receive most of it */
	bool accepted;       /* FLIP_WEIGHT: some weighting the profile accepts does it */
	uint32_t *criterion; /* not FLIP_WEIGHT: the smallest set of criteria that does it */
	size_t criteria;
	int grade, becomes;  /* of criterion[0]: the likelier grade now and the one needed */
};
enum { FLIPS = 6 };

struct verdict {
	double *acceptability, *se; /* k */
	bool *possible;             /* k */
	int necessary;              /* or -1 */
	int ceiling, floor;         /* k - 1 when no veto stands, 0 when no dictator does */
	int point;
	bool undecided;             /* the worst class leads only because too little is known (V2) */
	struct boundary_view *boundary; /* k - 1 */
	struct flip flip[FLIPS];        /* upwards first */
	size_t flips;
};

struct verdicts {
	struct verdict *of;       /* n */
	const double *weight;     /* m: central weights */
	uint64_t draws;
};

/* belief is n * m.  PT_INVALID when no weighting satisfies the standard.  Same input, same bits. */
struct verdict_run {
	const struct standard *standard;
	const char **subject;
	const struct belief *belief;
	size_t n;
	uint64_t draws, seed;
	void (*progress)(uint64_t done, uint64_t draws); /* or NULL */
};
bool verdict_all(struct arena *keep, const struct verdict_run *run, struct verdicts *out,
                 struct pt_err *e) PT_MUST;

/* The same question as a complete decision problem (SMAA-TRI, or ROBUST-SORT for the exact view),
 * so that it can be written down and recomputed elsewhere. */
struct problem verdict_problem(struct arena *keep, const struct verdict_run *run, enum method method);

#endif
