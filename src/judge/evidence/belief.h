/* SPDX-License-Identifier: Apache-2.0
 *
 * belief.h - from sourced evidence to a belief over grades, with what is unknown kept apart
 *
 * A grade is 0 poor, 1 weak, 2 fair, 3 good; a set of grades is a bit mask.  An item of evidence
 * puts its strength on the set it names and the rest on "any grade" (Shafer 1976, discounting).
 * Its strength is what the Admiralty grade of source and content leaves (NATO AJP-2.1), less with
 * age.  Items are merged by the conjunctive rule; conflict beyond BELIEF_CONFLICT goes to "unknown"
 * instead of to whatever survives, so that two strong contradicting sources never produce a third,
 * confident answer (Zadeh 1979).  The merge does not depend on the order of the items.
 *
 * No evidence is the whole scale.  Nothing here knows what a supplier or a country is.
 */
#ifndef PT_JUDGE_BELIEF_H
#define PT_JUDGE_BELIEF_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

enum { GRADES = 4, GRADE_SETS = 16, GRADE_ANY = 15 };
extern const char *const grade_name[GRADES];

#define BELIEF_CONFLICT 0.5 /* share of conflict that is normalised away; the rest is ignorance */

enum evidence_status { E_FINDING, E_ALLEGATION, E_STATEMENT };

struct evidence {
	unsigned grades;   /* what it says when true: a set that is neither 0 nor GRADE_ANY */
	char reliability;  /* of the source, 'A' to 'F' */
	int credibility;   /* of the content, 1 to 6 */
	bool anonymous;    /* the source does not say who */
	bool verified;     /* somebody has read the source; else it stays marked and counts half */
	enum evidence_status status;
	int32_t day;       /* days since 1970 */
	uint32_t source;   /* items of one source that say the same count once */
	bool secondary;    /* read as another text tells it, not in the original */
};

/* A measured quantity with its standard error, and the cuts between the grades (rising). */
struct measure {
	double value, se, cut[GRADES - 1];
	bool less;         /* less of the quantity is better */
	char reliability;
	int32_t day;
};

/* A set of grades with a strength of its own: computed from other facts. */
struct support {
	unsigned grades;   /* neither 0 nor GRADE_ANY */
	double strength;   /* 0..0.95 */
	bool strong;       /* may narrow the grades left */
};

struct belief {
	double on[GRADE_SETS];  /* mass per set; sums to 1 */
	double grade[GRADES];   /* mass per grade, sets split evenly; sums to 1 - unknown */
	double chance[GRADES];  /* unknown split evenly too (pignistic); sums to 1 */
	double unknown;         /* mass on "any grade" */
	double conflict;        /* how much the items contradicted each other, 0..1 */
	int lo, hi;             /* grades that strong evidence leaves: see belief_merge */
	size_t items;           /* items that counted */
};

/* 0..0.95 on `today`; 0 when dated later.  half_life in days. */
double evidence_strength(const struct evidence *ev, int32_t today, double half_life);
/* Whether an item may narrow the grades left, and so lead to a veto: a finding, source A or B,
 * content 1 or 2, named, read in the original, and not older than two half-lives. */
bool evidence_is_strong(const struct evidence *ev, int32_t today, double half_life);

/* Merges n items, q measures and supports.  [lo, hi] begins as the whole scale; a strong item or
 * support lowers hi to its best grade and raises lo to its worst (never above hi), a measure of a
 * source A or B not older than two half-lives to value -+ 1.96 se.  So taking an item away never
 * lowers hi.  O((n + q + supports) 256). */
struct evidence_set {
	const struct evidence *item;
	size_t n;
	const struct measure *measure;
	size_t q;
	const struct support *support;
	size_t supports;
};
struct belief belief_merge(const struct evidence_set *s, int32_t today, double half_life);

#endif
