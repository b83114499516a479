/* SPDX-License-Identifier: Apache-2.0
 *
 * check_pack.h - a pack that can be read: what is unwise in it, and its tests
 */
#ifndef PT_SERVICE_CHECK_PACK_H
#define PT_SERVICE_CHECK_PACK_H

#include "service/import.h"

/* Adds what pack_lint finds in `path` and in the files tests (.yaml) beside it as faults of `out`.  The files
 * are read by a child without rights. */
bool check_pack(struct arena *job, const char *path, struct import_summary *out, struct pt_err *e) PT_MUST;

#endif
