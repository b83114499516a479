/* SPDX-License-Identifier: Apache-2.0
 *
 * replaced.h - sites and elements of a workspace that an import of somebody else takes over
 *
 * Two operators may use the same id for two things.  A row whose site or element has another operator or
 * another source in the workspace replaces it, which its owner has to know: how many, the first one, and what
 * to do when they are two.
 */
#ifndef PT_SERVICE_REPLACED_H
#define PT_SERVICE_REPLACED_H

#include "service/import.h"
#include "store/store.h"

struct replaced {
	uint64_t operators, sources; /* rows whose operator differs; whose source only */
	uint64_t row;                /* of the first of them */
	char first[400];
};

/* For store_on_replace; ctx is a struct replaced. */
void replaced_note(void *ctx, const struct record *before, const struct record *after);
/* Adds the warning, if there is one. */
void replaced_tell(struct arena *job, const struct replaced *x, struct import_summary *out);

#endif
