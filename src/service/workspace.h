/* SPDX-License-Identifier: Apache-2.0
 *
 * workspace.h - making a workspace, bringing data into it, and looking after its health
 *
 * Time and actor are arguments: nothing here asks the clock or the environment.
 */
#ifndef PT_SERVICE_WORKSPACE_H
#define PT_SERVICE_WORKSPACE_H

#include "service/import.h"

struct workspace_act {
	const char *workspace; /* path */
	const char *actor;
	int64_t time;          /* seconds since 1970, UTC */
	const char *example;   /* for init: also the rows of this example, or NULL */
};

struct workspace_change {
	uint64_t records, changed;
};

/* A new workspace with the built-in data, or (EMPTY) without.  UPDATE brings what is new in the
 * built-in data into an existing one; otherwise that is PT_CONFLICT (an empty one left behind by a
 * crash is filled).  All or nothing. */
enum workspace_start { WORKSPACE_NEW, WORKSPACE_EMPTY, WORKSPACE_UPDATE };
bool workspace_init(struct arena *job, const struct workspace_act *act, enum workspace_start start,
                    struct workspace_change *out, struct pt_err *e) PT_MUST;

/* One file in one transaction: as service_import_dry, and kept.  The same file twice changes
 * nothing.  Rejected rows are left out and listed; a failure keeps nothing of the file. */
bool workspace_import(struct arena *job, const struct workspace_act *act, const char *path,
                      const struct import_ask *ask, struct import_summary *out, struct pt_err *e) PT_MUST;

struct workspace_finding {
	const char *table, *key, *text;
};
struct workspace_wall { /* what keeps foreign input in: see base/walls.h */
	const char *name;
	bool there;
};
enum { WORKSPACE_TABLES = 24 };
struct workspace_health {
	const char *table[WORKSPACE_TABLES];
	uint64_t rows[WORKSPACE_TABLES], entries; /* per table; log entries */
	size_t tables;
	struct workspace_wall wall[2];
	size_t walls;
	bool records; /* this user may listen to interfaces */
	char head[65];              /* hash of the newest log entry, hexadecimal */
	struct workspace_finding *dangling, *damage;
	size_t danglings, damages;
};
/* What keeps foreign input in on this machine, and what this user may do. */
void workspace_walls(struct workspace_health *out);
/* Counts and dangling names; with `verify` every seal and the whole log.  `head` (64 hexadecimal
 * digits or NULL): a head noted earlier that the log must go through. */
bool workspace_health(struct arena *job, const char *path, bool verify, const char *head,
                      struct workspace_health *out, struct pt_err *e) PT_MUST;

#endif
