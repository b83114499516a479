/* SPDX-License-Identifier: Apache-2.0
 *
 * problem_inside.h - what the files that read and write petrin.problem/1 share
 *
 * Members may come in any order, but rows of values name criteria: they are kept as places in the
 * text and read once the criteria are known.
 */
#ifndef PT_SERVICE_PROBLEM_INSIDE_H
#define PT_SERVICE_PROBLEM_INSIDE_H

#include "base/json.h"
#include "base/map.h"
#include "judge/assess/problem.h"

enum { MOST = 256, MOST_ALTERNATIVES = 100000 };
enum part { ALTERNATIVES, PROFILES, VETOES, DICTATORS, ORDER, SAMPLES, COMPARISONS, PARTS };

struct reading {
	struct arena *a;
	struct json *j;
	struct problem *pb;
	struct map criteria;
	size_t part[PARTS]; /* where the member's value begins, plus 1; 0 = absent */
	bool method, lambda, rule, majority, norm, vikor_v, categories, draws;
	double *limit[3];   /* q, p, v per criterion and boundary, MOST * MOST; NULL unless given */
	bool has[3];
};

/* One of the words ("did you mean" otherwise); a number for both, or [low, high]. */
int problem_word(struct json *j, const char *const *words, size_t n);
void problem_range(struct json *j, double *lo, double *hi);

/* The parts that name criteria (problem_values.c). */
void problem_table(struct reading *r, enum part part, double **out);
void problem_alternatives(struct reading *r);
void problem_order(struct reading *r);
void problem_samples(struct reading *r);
void problem_comparisons(struct reading *r);

bool problem_read(struct arena *job, struct str text, const char *file, struct problem *pb,
                  struct pt_err *e) PT_MUST;
void problem_write(struct buf *out, const struct problem *pb, const struct solution *answer);

#endif
