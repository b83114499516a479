/* SPDX-License-Identifier: Apache-2.0
 *
 * block.h - one loop of companies that hold each other, ready to be solved again and again
 *
 * Inside a loop "what I hold depends on what you hold" is a system of equations I - A, where
 * A[i][j] is the share of member j that member i holds.  It is taken apart once into triangular
 * factors (sparse, the members with few partners first) and then answers right-hand sides in time
 * proportional to the factors.
 *
 * The factors are formed without a single subtraction: a pivot is not 1 - a but the sum of what
 * leaves the member, to other members and out of the loop ("leak"); Grassmann, Taksar & Heyman
 * 1985.  So small leaks stay exact, and a loop that owns all of itself shows as a pivot of nothing.
 *
 * A loop with a factor that could grow beyond BLOCK_FILL entries is solved by Gauss-Seidel sweeps
 * instead, and says how far from exact the last answer was; if then somebody's owners hold more
 * than all, it has no answer.
 */
#ifndef PT_JUDGE_BLOCK_H
#define PT_JUDGE_BLOCK_H

#include <stdint.h>

#include "base/arena.h"

enum { BLOCK_FILL = 1 << 22, BLOCK_SWEEPS = 20000 };

/* Column by column: members first[j] .. first[j + 1] hold share[] of member j, who[] among
 * themselves; leak[j] is what nobody in the loop holds (negative when they hold more than all). */
struct block_input {
	uint32_t n;
	uint32_t *first, *who;
	double *share, *leak;
};

enum block_way {
	BLOCK_FACTORS,
	BLOCK_SWEPT,    /* too big to factor */
	BLOCK_SINGULAR, /* owns all of itself, or more: has no answer */
};

struct block {
	enum block_way way;
	uint32_t n;
	size_t fill;            /* entries of both factors */
	uint32_t *order;        /* members in order of elimination */
	uint32_t *l_first, *l_who, *u_first, *u_who; /* by step; who: steps */
	double *l, *u, *pivot;
	struct block_input in;  /* when too big: columns, and rows in row_* */
	uint32_t *row_first, *row_who;
	double *row_share;
	double residual;        /* when swept: largest relative move in the last sweep */
};

/* Keeps the input when it has to sweep; else only the factors.  Time and memory by fill. */
struct block block_of(struct arena *keep, struct arena scratch, struct block_input in);

/* The same loop with other shares for the same stakes: new factors in the old places. */
void block_again(struct block *b, struct arena scratch, struct block_input in);

/* Solves (I - A) X = B in place, w columns side by side (n x w, row by row); not for SINGULAR. */
void block_solve(struct block *b, struct arena scratch, double *x, unsigned w);
/* The same for the transposed system (I - A)^T X = B. */
void block_solve_up(struct block *b, struct arena scratch, double *x, unsigned w);

#endif
