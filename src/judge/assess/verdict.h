/* SPDX-License-Identifier: Apache-2.0
 *
 * verdict.h - suppliers judged by one profile: how sure each class is, why, and what would change it
 *
 * n subjects, m criteria, k classes (0 worst) with k-1 boundaries; all judged on grades 0 poor ..
 * 3 good.  Hard rules come first: a veto that strong evidence confirms puts a ceiling on the class.
 * Under the ceiling three views of the same question stand side by side:
 *   acceptability  share of accepted weightings, cutting levels and beliefs that lead to the class
 *   possible       classes that some accepted weighting and grade left open lead to (exact)
 *   point          the class at the central weights, with each criterion at its likelier side
 * Nothing unknown makes a verdict stricter: evidence that is missing leaves all grades open.
 */
#ifndef PT_JUDGE_VERDICT_H
#define PT_JUDGE_VERDICT_H

#include "judge/assess/problem.h"
#include "judge/evidence/belief.h"

enum { NO_VETO = -1 };

struct standard { /* what a profile asks, by number instead of by name */
	size_t m, k;
	const char **criterion, **class;
	const double *w_lo, *w_hi; /* m */
	const int *boundary;       /* (k-1) * m: grade a criterion needs */
	const int *veto;           /* (k-1) * m: grade that keeps below the boundary, or NO_VETO */
	double lambda_lo, lambda_hi;
	uint32_t (*order)[2];
	size_t orders;
};

/* Where a criterion stands: the likelier side of the boundary, or both equally likely, which counts
 * as for. */
enum side { SIDE_AGAINST, SIDE_OPEN, SIDE_FOR };

/* One boundary for one subject, at the central weights. */
struct boundary_view {
	enum side *side;     /* m */
	double support;      /* weight of criteria likelier at or above the boundary than not */
	double certain, lost; /* weight of criteria whose open grades are all above / all below */
	bool vetoed;
	size_t veto;         /* first criterion whose veto stands */
};

enum flip_kind { FLIP_NONE, FLIP_WEIGHT, FLIP_GRADE };
struct flip { /* the smallest change of its kind that moves the point class by one */
	enum flip_kind kind;
	int to;              /* class */
	double weight;       /* FLIP_WEIGHT: share of weight to move */
	size_t from, towards; /* FLIP_WEIGHT: largest criteria it would move from and to */
	size_t criterion;    /* FLIP_GRADE */
	int grade, becomes;
	bool accepted;       /* FLIP_WEIGHT: some weighting the profile accepts does it */
};

struct verdict {
	double *acceptability, *se; /* k */
	bool *possible;             /* k */
	int necessary;              /* or -1 */
	int ceiling;                /* k - 1 when no veto stands */
	int point;
	struct boundary_view *boundary; /* k - 1 */
	struct flip flip[4];            /* up and down, by weight and by grade */
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
};
bool verdict_all(struct arena *keep, const struct verdict_run *run, struct verdicts *out,
                 struct pt_err *e) PT_MUST;

/* The same question as a complete decision problem (SMAA-TRI, or ROBUST-SORT for the exact view),
 * so that it can be written down and recomputed elsewhere. */
struct problem verdict_problem(struct arena *keep, const struct verdict_run *run, enum method method);

#endif
