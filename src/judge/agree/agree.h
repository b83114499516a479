/* SPDX-License-Identifier: Apache-2.0
 *
 * agree.h - where several weightings lead to one class, and what keeps them apart
 *
 * Voices (countries) judge the same beliefs by the same boundaries, vetoes and cutting level; they
 * differ in how considerations (groups of criteria) weigh against each other.  A voice accepts
 *
 *   U = { u : sum u = 1, lo <= u <= hi, u[heavier] >= u[lighter] }
 *
 * of group weights.  How criteria weigh inside a group is drawn from the standard, once for all
 * voices: w[j] = u[group j] * r[j] / sum of r in the group, r uniform on the standard's weightings.
 * The joint weight space is the product of all U; a draw takes one point of it together with one
 * grade per criterion and one cutting level, which all voices share (SMAA-TRI for each of them:
 * Tervonen et al. 2009, EJOR 192:236-242).
 *
 * Voices with the same U get the same shares to the last bit, whatever they are called and whoever
 * else takes part: streams of random numbers depend on U, not on names or places.
 */
#ifndef PT_JUDGE_AGREE_H
#define PT_JUDGE_AGREE_H

#include "judge/assess/verdict.h"

enum { AGREE_VOICES = 256, AGREE_GROUPS = 16 };

struct agree_voice {
	const char *id;
	double lo[AGREE_GROUPS], hi[AGREE_GROUPS];
	uint32_t order[AGREE_GROUPS * AGREE_GROUPS][2]; /* heavier, lighter */
	size_t orders;
};

struct agree_run {
	const struct standard *standard;
	const uint32_t *group;         /* m: 0 .. groups - 1 */
	const char **group_name;
	size_t groups;
	const struct agree_voice *voice;
	size_t voices;
	const char **subject;
	const struct belief *belief;   /* n * m */
	size_t n;
	uint64_t draws, seed;
	unsigned threads;              /* 0 = all processors */
	void (*progress)(uint64_t done, uint64_t draws); /* or NULL */
};

struct agree_subject {
	double *share, *se;        /* voices * k: own class shares */
	double *common, *common_se; /* k: share of draws in which all voices reach this class */
	double agreed, agreed_se;  /* sum of common: all reach the same class, whichever */
	double disagreement;       /* chance that two different voices, taken at random, differ */
	int cls;                   /* the class they agree on most often, or -1 when never */
};

struct agreement {
	struct agree_subject *of;  /* n */
	double *distance;          /* voices * voices: mean over subjects of the total variation between
	                            * the class shares of two voices: 0 the same, 1 nothing in common */
	double disagreement;       /* mean over subjects */
	double *divides, *divides_se; /* groups: how much of that goes when all voices give the group the
	                            * mean of their weights, the rest in proportion */
	bool same;                 /* all voices accept the same: what differs is the room they leave themselves */
	int divider;               /* the group that brings most, when clear of the noise (2 se); -1: none, or same */
	bool accepted;             /* some weighting is accepted by every voice */
	const char *refused;       /* else: the voices, two where two are enough, that accept none together */
	double *accept, *accept_lo, *accept_hi; /* groups: one such weighting in the middle; each one's range */
	uint64_t draws;
};

/* The range of each group's weight among the weightings of a standard; groups <= AGREE_GROUPS. */
bool agree_ranges(struct arena scratch, const struct standard *s, const uint32_t *group, size_t groups,
                  double *lo, double *hi, struct pt_err *e) PT_MUST;

/* PT_INVALID when a voice accepts no weighting, or the standard has none; PT_LIMIT.  Same input, same
 * bits for any number of threads.  O(draws n (m + voices groups^2 k)). */
bool agree_all(struct arena *keep, const struct agree_run *run, struct agreement *out, struct pt_err *e)
        PT_MUST;

#endif
