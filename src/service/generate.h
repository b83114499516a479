/* SPDX-License-Identifier: Apache-2.0
 *
 * generate.h - made traffic becomes two files: a capture, and the truth about it
 *
 * Both are written beside their places and moved there together at the end: after a failure neither is there, and
 * what had those names before is unchanged.
 */
#ifndef PT_SERVICE_GENERATE_H
#define PT_SERVICE_GENERATE_H

#include "watch/generate/generate.h"

struct generate_files {
	const char *capture; /* pcapng */
	char *labels;        /* its name and ".labels.csv" */
};

/* Writes them; the names are in `files`.  The capture may be "-" (standard output): then there are no labels. */
bool service_generate(struct arena *a, const struct generate_request *rq, const char *capture,
                      struct generate_files *files, struct generate_totals *out, struct pt_err *e) PT_MUST;

#endif
