/* SPDX-License-Identifier: Apache-2.0
 *
 * builtin.h - rows of the data that is part of the program
 */
#ifndef PT_SERVICE_BUILTIN_H
#define PT_SERVICE_BUILTIN_H

#include "base/err.h"
#include "model/records.h"

/* What a workspace begins with, and examples, which only come when they are asked for. */
#define BUILTIN_EXAMPLES "examples/"

/* Rows of all files below `folder` ("suppliers/"), or of all but examples when it is NULL, in their
 * order. PT_BUG when a row does not hold; `take` may stop by false, having recorded why.  PT_USAGE
 * when there is no such folder. */
bool builtin_read(const char *folder,
                  bool (*take)(void *ctx, const struct record *r, struct pt_err *e), void *ctx,
                  struct pt_err *e) PT_MUST;
/* The names of the examples, each once; how many. */
enum { BUILTIN_NAMES = 8 };
size_t builtin_examples(struct arena *keep, const char *name[BUILTIN_NAMES]);

#endif
