/* SPDX-License-Identifier: Apache-2.0
 *
 * problem.h - a decision problem, stated completely, and its answer
 *
 * Every verdict of petrin can be written as one struct problem and recomputed elsewhere
 * (docs/formats/problem.md).  n alternatives are judged on m criteria; sorting methods use k
 * categories, worst to best, separated by k-1 boundaries.
 *
 *   weights     w[j] in [w_lo[j], w_hi[j]] with sum 1, and heavier[i] >= lighter[i]
 *   values      value[i * m + j]
 *   boundaries  profile[h * m + j]; thresholds q, p, v and veto, dictator likewise (NaN = none)
 */
#ifndef PT_JUDGE_PROBLEM_H
#define PT_JUDGE_PROBLEM_H

#include "base/arena.h"
#include "base/err.h"

enum method {
	M_WEIGHTED_SUM, M_TOPSIS, M_VIKOR, M_PROMETHEE, M_SPOTIS, M_AHP, M_ELECTRE_III, M_ELECTRE_TRI,
	M_MR_SORT, M_SMAA_2, M_SMAA_TRI, M_ROBUST_SORT, METHODS
};
extern const char *const method_name[METHODS];

enum value_kind {
	V_UNKNOWN,  /* anywhere on the criterion's scale */
	V_NUMBER,   /* a */
	V_INTERVAL, /* uniform on [a, b] */
	V_NORMAL,   /* mean a, standard deviation b */
	V_SAMPLES,  /* list[k], used in step with the draws */
	V_CHOICE,   /* list[2k] with probability list[2k + 1] */
};

struct value {
	enum value_kind kind;
	double a, b;
	const double *list;
	uint32_t n;
};

enum rule { RULE_PESSIMISTIC, RULE_OPTIMISTIC };
enum normalisation { NORM_DEFAULT, NORM_NONE, NORM_SUM, NORM_MINMAX, NORM_VECTOR };
/* How veto and dictator combine with the majority: Meyer & Olteanu 2017, C&OR 81:216-230. */
enum majority { MAJORITY_PLAIN, MAJORITY_V, MAJORITY_D, MAJORITY_v, MAJORITY_d, MAJORITY_dV,
	        MAJORITY_Dv, MAJORITY_dv };

struct criterion_spec {
	const char *id;
	double t;                  /* +1: more is better, -1: less is better */
	double w_lo, w_hi;
	double scale_lo, scale_hi; /* NaN when not stated */
};

struct problem {
	enum method method;
	size_t n, m, k;
	const char **alternative;
	struct criterion_spec *criterion;
	struct value *value;
	const char **category;
	double *profile, *q, *p, *v, *veto, *dictator; /* (k-1) * m, or 1 * m for pairwise methods */
	double lambda_lo, lambda_hi, vikor_v;
	enum rule rule;
	enum majority majority;
	enum normalisation norm;
	uint32_t (*order)[2]; /* weight of [0] >= weight of [1] */
	size_t orders;
	const double *weight_samples; /* weight_draws * m, or NULL */
	size_t weight_draws;
	const double *pairwise; /* AHP: m * m criteria, then per criterion n * n */
	const int *ceiling; /* n, or NULL: the class that hard rules leave, whatever the coalition */
	const int *floor;   /* n, or NULL: the class that hard rules give; the ceiling wins */
	uint64_t draws, seed;
	unsigned threads; /* 0 = all */
	void (*progress)(uint64_t done, uint64_t draws); /* told now and then from the calling thread, or NULL */
};

/* What a method found out about one alternative; NaN, NULL or -1 where the method has none. */
struct answer {
	double score, s, r;          /* VIKOR: score = Q */
	int rank;                    /* 1-based; equal scores share a rank */
	int cls, cls_other;          /* class by the rule asked for, and by the other rule */
	double *acceptability, *se;  /* per class (k) or rank (n) */
	double *central_weights;     /* m: mean weights when ranked first / per class k * m */
	double confidence;           /* SMAA-2: P(first) at the central weights */
	double *winning;             /* n: P(better than alternative i) */
	bool *possible;              /* per class */
	int necessary;
	double *credibility, *concordance; /* n, ELECTRE III */
};

struct solution {
	struct answer *of; /* n */
	double *mean_weights; /* m, simulation methods */
	uint64_t draws;
	double consistency; /* AHP: ratio of the worst comparison matrix; else NaN */
};

/* Solves the problem; results live in `keep`.  PT_INVALID names what contradicts itself
 * (weights that cannot sum to 1, a missing profile, an unknown value without a scale ...).
 * Deterministic: the same problem gives the same bits for any number of threads. */
bool problem_solve(struct arena *keep, const struct problem *pb, struct solution *out,
                   struct pt_err *e) PT_MUST;

#endif
