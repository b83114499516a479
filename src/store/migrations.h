/* SPDX-License-Identifier: Apache-2.0
 *
 * migrations.h - how a workspace gets its tables
 *
 * Migrations are numbered from 1 and run in order; the number of the last one is the file's
 * user_version.  What they give is the only description of the schema: a new workspace and one
 * brought up from any earlier version have the same text.
 */
#ifndef PT_STORE_MIGRATIONS_H
#define PT_STORE_MIGRATIONS_H

#include "store/sql.h"

enum { MIGRATIONS_APPLICATION = 0x5054524e }; /* "PTRN": marks a file as a workspace */

int64_t migrations_newest(void);

/* Runs those after `from` and sets user_version; inside the caller's transaction. */
bool migrations_run(sqlite3 *db, struct arena scratch, int64_t from, struct pt_err *e) PT_MUST;

#endif
