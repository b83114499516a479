/* SPDX-License-Identifier: Apache-2.0
 *
 * problem.h - petrin.problem/1: a decision problem as JSON in, its answer as JSON out
 */
#ifndef PT_SERVICE_PROBLEM_H
#define PT_SERVICE_PROBLEM_H

#include "base/err.h"
#include "base/str.h"

/* Reads the document, solves it and appends petrin.assess/1 to `out`.  Errors carry the place. */
bool service_problem(struct arena *job, struct str text, const char *file, struct buf *out,
                     struct pt_err *e) PT_MUST;

#endif
