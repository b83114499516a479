/* SPDX-License-Identifier: Apache-2.0
 *
 * check.h - is a data file in order? any kind that petrin reads
 *
 * The kind is found out from the content, by a child without rights; a kind that import knows is
 * read as import would, a decision problem as assess would, a pack with its tests and for
 * what is unwise in it, and other JSON and CSV is checked for being well-formed.
 */
#ifndef PT_SERVICE_CHECK_H
#define PT_SERVICE_CHECK_H

#include "service/import.h"

/* False when the file as a whole cannot be read.  `rejected` rows and where they are: in out. */
bool service_check(struct arena *job, const char *path, struct import_summary *out, struct pt_err *e)
        PT_MUST;

#endif
