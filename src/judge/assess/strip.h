/* SPDX-License-Identifier: Apache-2.0
 *
 * strip.h - the inner loops of a simulation, over a strip of 64 draws side by side
 *
 * A column is STRIP numbers, one per draw; a table of columns is contiguous.  The random numbers
 * of draw k are the Philox blocks with counter { at, stream, k } under the seed, whatever strip or
 * thread k is in.  Each instruction set has its own build of strip_loops.c; all give the same bits.
 *
 * A value between two ends is drawn from 16 bits, at the middle of one of 65536 equal parts: its mean
 * is exact, its distribution function off by at most 2^-17 (10^5 draws leave noise of 10^-3).  All
 * else is drawn from 32 bits.  Weighted sums are formed in double precision, but for groups whose
 * ranges are wide (strip_cell): there single precision loses less than the 16 bits leave open.
 */
#ifndef PT_JUDGE_STRIP_H
#define PT_JUDGE_STRIP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

enum { STRIP = 64, STRIP_CELLS = 8, STRIP_CHOICES = 4, STRIP_PARTS = 8, STRIP_ROWS = 4 };
enum strip_stream {
	STRIP_VALUE, STRIP_CHOICE, STRIP_WEIGHT, STRIP_LEVEL, STRIP_NORMAL, STRIP_CHAIN
};

struct strip { /* draws first .. first + STRIP - 1 */
	uint64_t seed, first;
};

/* Some values of one alternative, each uniform between two ends, or a number (q = 0):
 * p + q d with d in { 1, 1 + 2^-16, .. } < 2.  Zero is a group of zeros. */
struct strip_cells {
	double p[STRIP_CELLS], q[STRIP_CELLS];
	float p1[STRIP_CELLS], q1[STRIP_CELLS];
	bool drawn; /* some q is not 0 */
	bool fine;  /* some cell is neither 0 nor a range of at least 2^-8 of its larger end */
};
void strip_cell(struct strip_cells *c, size_t i, double a, double b);

/* All of them: group g is drawn from block at + g. */
struct strip_row {
	const struct strip_cells *cells;
	uint32_t groups, at;
};

struct strip_weights {
	double *w;    /* a column for each cell */
	float *pairs; /* the same, two columns in turn */
};

/* list[2i] with probability list[2i + 1], into a column. */
struct strip_choice {
	const double *list;
	uint32_t n;
	double *x;
};

/* m criteria against a boundary: t is +1 when more is better, else -1; NaN = no such limit. */
struct strip_boundary {
	size_t m;
	const double *t, *at, *veto, *dictator;
};
struct strip_reach {
	double coalition[STRIP];
	int64_t veto[STRIP], dictator[STRIP]; /* 0 or -1 */
};

/* n alternatives with m columns each in u.  Row r of w (m weights) is that of alternative who[r];
 * hits[r] is raised by the number of the first `live` draws in which nobody is above who[r] at these
 * weights.  w and the scratch have room for a multiple of STRIP_ROWS rows. */
struct strip_contest {
	size_t n, m, live, rows;
	const float *u, *w;
	const uint32_t *who;
	float *mine;    /* scratch: a column per row */
	int32_t *leads; /* scratch: a column per row */
	int64_t *hits;  /* per row */
};

struct strip_kernel {
	const char *name;
	/* m columns of weights, uniform on the simplex. */
	void (*simplex)(const struct strip *s, double *w, size_t m);
	/* A column in (0, 1). */
	void (*uniform)(const struct strip *s, enum strip_stream stream, double *u);
	/* The columns of values. */
	void (*spread)(const struct strip *s, const struct strip_row *r, double *x);
	/* The weights in pairs; sums of values under weights, added to a column, the values not kept. */
	void (*pairs)(const double *w, size_t groups, float *out);
	void (*score)(const struct strip *s, const struct strip_row *r, const struct strip_weights *w,
	              double *score);
	/* STRIP_CHOICES columns, from block `at`; those without a column are left out. */
	void (*choose)(const struct strip *s, const struct strip_choice *c, uint32_t at);
	/* How many of n scores are above score i.  The draws in which score o is above it are added to
	 * lost[o * STRIP_PARTS ..], in parts. */
	void (*rank)(const double *score, size_t n, size_t i, int64_t *rank, int64_t *lost);
	/* The weight of criteria that reach the boundary, and whether some criterion vetoes or dictates. */
	void (*reach)(const struct strip_boundary *b, const double *x, const double *w,
	              struct strip_reach *out);
	/* n columns in single precision; who leads in it. */
	void (*single)(const double *x, size_t n, float *out);
	void (*lead)(const struct strip_contest *c);
};

/* Place for n columns of numbers of a size, at the addresses that the loops like best. */
void *strip_columns(struct arena *a, size_t n, size_t size);

/* The builds that this machine can run, the best first; NULL behind the last. */
const struct strip_kernel *strip_kernel(size_t i);

#endif
