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

/* Whether the document holds together, without solving it. */
bool service_problem_check(struct arena *job, struct str text, const char *file, struct pt_err *e)
        PT_MUST;
/* The same for a file ("-" is standard input), read and solved by a child without rights. */
enum { PROBLEM_LIMIT = 256 << 20 };
bool service_problem_file(struct arena *job, const char *path, struct buf *out, struct pt_err *e)
        PT_MUST;

#endif
