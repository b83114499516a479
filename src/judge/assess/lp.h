/* SPDX-License-Identifier: Apache-2.0
 *
 * lp.h - a small dense linear programme: max c.x, A x <= b, x >= 0
 */
#ifndef PT_JUDGE_LP_H
#define PT_JUDGE_LP_H

#include <stdbool.h>

#include "base/arena.h"

enum lp_end { LP_OPTIMAL, LP_INFEASIBLE, LP_UNBOUNDED };

/* Two-phase simplex with Bland's rule (it cannot cycle), made for some dozens of variables.
 * A is rows * n, row-major.  x (n) receives the optimum, may be NULL.  O(rows * n) a pivot. */
enum lp_end lp_max(struct arena scratch, size_t rows, size_t n, const double *A, const double *b,
                   const double *c, double *x, double *best);

#endif
