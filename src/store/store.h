/* SPDX-License-Identifier: Apache-2.0
 *
 * store.h - a workspace: every record with its history, and a log that nobody can quietly edit
 *
 * A workspace is one SQLite file.  A record is never overwritten: a new version closes the old one,
 * which stays readable as of an earlier day.  Each row has a seal (BLAKE2b), each transaction an
 * entry in the audit log that covers its rows and the entry before, so that whoever noted one head
 * can prove later that nothing up to there was changed (ADR 0010).
 *
 * No clock and no environment in here: time and actor are arguments.  A store is used by one thread
 * at a time.  Whatever SQLite refuses rolls the transaction back and leaves the workspace as it was.
 */
#ifndef PT_STORE_STORE_H
#define PT_STORE_STORE_H

#include "model/records.h"

enum store_mode { STORE_READ, STORE_WRITE, STORE_CREATE };

/* Days since 1970.  A version is valid on every day with valid_from <= day < valid_to. */
#define STORE_ALWAYS INT32_MIN       /* valid_from of a first version that has no date */
#define STORE_OPEN_END INT32_MAX     /* valid_to of the newest version */
#define STORE_LATEST (INT32_MAX - 1) /* as a day: the newest version of every key */

enum { STORE_HASH = 32 };

struct store; /* lives in the arena given to store_open; close it before the arena goes */

/* CREATE makes a workspace (mode 0600) and never replaces a file; what is older than this program
 * is migrated by WRITE; what is newer, or no workspace, is refused and not touched. */
bool store_open(struct arena *a, const char *path, enum store_mode mode, struct store **out,
                struct pt_err *e) PT_MUST;
void store_close(struct store *s); /* rolls back what was not committed; NULL is allowed */
/* Takes back a workspace that CREATE has just made; closed before. */
void store_discard(struct arena scratch, const char *path);

/* One writer at a time.  `time` (seconds since 1970, UTC) is the time of the log entry; its day is
 * the valid_from of a new version that brings no date. */
bool store_begin(struct store *s, int64_t time, struct pt_err *e) PT_MUST;
/* What happened since store_begin, in words.  NULL is empty. */
struct store_act {
	const char *actor, *action, *detail;
};
/* Writes the log entry; a transaction that changed nothing leaves none. */
bool store_commit(struct store *s, const struct store_act *act, struct pt_err *e) PT_MUST;
void store_rollback(struct store *s); /* never fails; without a transaction it does nothing */

/* Makes r the newest version of its key.  *changed says whether it differs from the one before;
 * versions it overtakes (same or later valid_from) get an empty interval and stay in the history.
 * A record that breaks its table's rules is PT_INVALID and leaves the transaction usable. */
bool store_put(struct store *s, const struct record *r, bool *changed, struct pt_err *e) PT_MUST;

/* From now on `replaced` is told of each row that store_put replaces by one that says something else; views
 * that last until it returns.  NULL ends it. */
typedef void (*store_replaced_fn)(void *ctx, const struct record *before, const struct record *after);
void store_on_replace(struct store *s, store_replaced_fn replaced, void *ctx);

/* Callbacks return false, with the reason in e, to stop; their caller then returns false too.
 * What they are shown is gone when they return. */
typedef bool (*store_row_fn)(void *ctx, const struct record *r, struct pt_err *e);
struct store_query {
	enum record_table table;
	int32_t day;
	store_row_fn row;
	void *ctx;
};
/* The rows valid on a day, ordered by key. */
bool store_each(struct store *s, const struct store_query *q, struct pt_err *e) PT_MUST;
/* Those of them that have this text, not an empty one, in a column: at once for the first column of a key,
 * stake.owned and entity.supplier. */
bool store_each_with(struct store *s, const struct store_query *q, const char *column, struct str is,
                     struct pt_err *e) PT_MUST;

struct store_version {
	struct record record;
	int32_t valid_from, valid_to;
	int64_t version;  /* 1, 2, ... of its key */
	int64_t recorded; /* `n` of the log entry that brought it */
};
typedef bool (*store_version_fn)(void *ctx, const struct store_version *v, struct pt_err *e);
/* Every version of the key whose fields `key` has, oldest first. */
bool store_history(struct store *s, const struct record *key, store_version_fn version, void *ctx,
                   struct pt_err *e) PT_MUST;

/* How many keys a table has. */
bool store_count(struct store *s, enum record_table t, uint64_t *n, struct pt_err *e) PT_MUST;

/* Something that is not as it should be.  Table and key may be empty. */
struct store_finding {
	const char *table, *key, *text;
};
typedef void (*store_finding_fn)(void *ctx, const struct store_finding *f);

/* Which columns name records of other tables, by their first column. */
struct store_reference {
	enum record_table from;
	const char *column;
	enum record_table to;
	bool country; /* country:XX needs no record */
};
const struct store_reference *store_references(size_t *n);
/* Whether a table has a newest version whose first column is `id`. */
bool store_has(struct store *s, enum record_table t, struct str id, bool *has, struct pt_err *e) PT_MUST;

/* Newest versions that name a source, criterion, supplier ... which the workspace does not have.
 * True when the search was carried out, whatever it found. */
bool store_check_references(struct store *s, store_finding_fn found, void *ctx, struct pt_err *e)
        PT_MUST;

/* Checks file, schema, every seal, every table and the whole log.  With `trusted_head` (a head
 * noted earlier, or NULL) also that the log goes through it.  True when the check was carried out:
 * the workspace is sound when nothing was found. */
bool store_verify(struct store *s, const unsigned char *trusted_head, store_finding_fn found,
                  void *ctx, struct pt_err *e) PT_MUST;

/* The hash of the newest log entry; zeros while there is none. */
bool store_head(struct store *s, unsigned char head[STORE_HASH], struct pt_err *e) PT_MUST;

struct store_audit {
	int64_t n, time, rows; /* rows = how many versions the transaction brought */
	struct str actor, action, detail;
	const unsigned char *hash; /* STORE_HASH octets */
};
typedef bool (*store_audit_fn)(void *ctx, const struct store_audit *entry, struct pt_err *e);
/* The log, oldest entry first. */
bool store_audit_each(struct store *s, store_audit_fn entry, void *ctx, struct pt_err *e) PT_MUST;

#endif
