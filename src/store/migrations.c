/* SPDX-License-Identifier: Apache-2.0
 *
 * migrations.c - how a workspace gets its tables
 *
 * To add a column or a table: put it into records.c, name it in `younger` with the next number, and
 * add that number to `list`.  Migration 1 leaves it out and the new one adds it, so the way from
 * every older workspace leads to the same schema.  test_store.c notices when this was forgotten.
 */
#include "store/migrations.h"

#include "model/records.h"

struct migration {
	int64_t number;
	void (*make)(struct buf *sql);
};

#define WHOLE_TABLE "*"

/* What came after migration 1. */
static const struct younger {
	int64_t number;
	enum record_table table;
	const char *column; /* or WHOLE_TABLE; NULL ends the list */
} younger[] = {
	{ 2, T_FUNCTION, WHOLE_TABLE },
	{ 2, T_SITE, WHOLE_TABLE },
	{ 2, T_ELEMENT, WHOLE_TABLE },
	{ 2, T_NEED, WHOLE_TABLE },
	{ 2, T_COMPONENT, WHOLE_TABLE },
	{ 2, T_PACK, WHOLE_TABLE },
	{ 0, RECORD_TABLES, NULL },
};

static bool since(int64_t number, enum record_table t, const char *column)
{
	for (const struct younger *y = younger; y->column; y++)
		if (y->table == t && str_is(str_of(column), y->column))
			return y->number == number;
	return number == 1;
}

static void names(struct buf *sql, enum record_table t, unsigned flags)
{
	const struct record_def *d = record_def(t);
	for (unsigned i = 0; i < d->n; i++)
		if ((d->column[i].flags & flags) == flags && since(1, t, d->column[i].name))
			buf_fmt(sql, "\"%s\", ", d->column[i].name);
}

static void refuse(struct buf *sql, const char *event, const char *table, const char *why)
{
	buf_fmt(sql, " ON \"%s\" BEGIN SELECT RAISE(ABORT, '%s: %s is refused'); END;\n", table, why,
	        event);
}

static void record_table(struct buf *sql, enum record_table t)
{
	static const char kept[] = "history is kept";
	const struct record_def *d = record_def(t);
	buf_fmt(sql, "CREATE TABLE \"%s\" (\n", d->name);
	for (unsigned i = 0; i < d->n; i++)
		if (since(1, t, d->column[i].name))
			buf_fmt(sql, "  \"%s\" TEXT NOT NULL DEFAULT '',\n", d->column[i].name);
	buf_str(sql, "  version INTEGER NOT NULL,\n"
	             "  valid_from INTEGER NOT NULL,\n"
	             "  valid_to INTEGER NOT NULL,\n"
	             "  recorded INTEGER NOT NULL,\n"
	             "  turn INTEGER NOT NULL,\n"
	             "  seal BLOB NOT NULL CHECK (length(seal) = 32),\n"
	             "  PRIMARY KEY (");
	names(sql, t, RECORD_KEY);
	buf_str(sql, "version)\n) STRICT, WITHOUT ROWID;\n");
	buf_fmt(sql, "CREATE TRIGGER \"%s_kept\" BEFORE DELETE", d->name);
	refuse(sql, "DELETE", d->name, kept);
	buf_fmt(sql, "CREATE TRIGGER \"%s_fixed\" BEFORE UPDATE OF ", d->name);
	names(sql, t, 0);
	buf_str(sql, "version, valid_from, recorded, turn, seal");
	refuse(sql, "UPDATE", d->name, kept);
	buf_fmt(sql, "INSERT INTO seal VALUES ('%s', 0, zeroblob(32));\n", d->name);
}

static void first(struct buf *sql)
{
	buf_str(sql, "CREATE TABLE audit (\n"
	             "  n INTEGER PRIMARY KEY,\n"
	             "  time INTEGER NOT NULL,\n"
	             "  actor TEXT NOT NULL,\n"
	             "  action TEXT NOT NULL,\n"
	             "  detail TEXT NOT NULL,\n"
	             "  \"rows\" INTEGER NOT NULL,\n"
	             "  changes BLOB NOT NULL CHECK (length(changes) = 32),\n"
	             "  sums BLOB NOT NULL CHECK (length(sums) = 32),\n"
	             "  prev BLOB NOT NULL CHECK (length(prev) = 32),\n"
	             "  hash BLOB NOT NULL CHECK (length(hash) = 32)\n"
	             ") STRICT;\n"
	             "CREATE TABLE seal (\n"
	             "  name TEXT NOT NULL PRIMARY KEY,\n"
	             "  \"rows\" INTEGER NOT NULL,\n"
	             "  sum BLOB NOT NULL CHECK (length(sum) = 32)\n"
	             ") STRICT, WITHOUT ROWID;\n"
	             "CREATE TRIGGER audit_kept BEFORE DELETE");
	refuse(sql, "DELETE", "audit", "the log is kept");
	buf_str(sql, "CREATE TRIGGER audit_fixed BEFORE UPDATE");
	refuse(sql, "UPDATE", "audit", "the log is kept");
	/* REPLACE deletes without asking audit_kept.  In the record tables, where a trigger would cost a
	 * third of an import, store_verify finds that. */
	buf_str(sql, "CREATE TRIGGER audit_next BEFORE INSERT ON audit WHEN NEW.n <> (SELECT coalesce(max(n), 0)"
	             " + 1 FROM audit) BEGIN SELECT RAISE(ABORT, 'the log is kept: this is not its next entry');"
	             " END;\n");
	buf_str(sql, "CREATE TRIGGER seal_kept BEFORE DELETE");
	refuse(sql, "DELETE", "seal", "seals are kept");
	for (int t = 0; t < RECORD_TABLES; t++)
		if (since(1, (enum record_table)t, WHOLE_TABLE))
			record_table(sql, (enum record_table)t);
	/* Owners are looked up from what they own, and from suppliers, without reading a whole register. */
	buf_str(sql, "CREATE INDEX stake_owned ON stake (owned);\n"
	             "CREATE INDEX entity_supplier ON entity (supplier) WHERE supplier <> '';\n");
}

static const struct migration list[] = {
	{ 1, first },
	{ 2, NULL },
};

/* A new column of an old table has a trigger of its own: the table's names the columns it had. */
static void add_younger(struct buf *sql, int64_t number)
{
	for (const struct younger *y = younger; y->column; y++) {
		const char *table = record_def(y->table)->name;
		if (y->number != number)
			continue;
		if (str_is(STR(WHOLE_TABLE), y->column)) {
			record_table(sql, y->table);
			continue;
		}
		buf_fmt(sql, "ALTER TABLE \"%s\" ADD COLUMN \"%s\" TEXT NOT NULL DEFAULT '';\n", table,
		        y->column);
		buf_fmt(sql, "CREATE TRIGGER \"%s_fixed_%s\" BEFORE UPDATE OF \"%s\"", table, y->column,
		        y->column);
		refuse(sql, "UPDATE", table, "history is kept");
	}
}

int64_t migrations_newest(void)
{
	return list[COUNT(list) - 1].number;
}

bool migrations_run(sqlite3 *db, struct arena scratch, int64_t from, struct pt_err *e)
{
	for (size_t i = 0; i < COUNT(list); i++) {
		struct buf sql = buf_in(&scratch);
		if (list[i].number <= from)
			continue;
		if (list[i].make)
			list[i].make(&sql);
		add_younger(&sql, list[i].number);
		buf_fmt(&sql, "PRAGMA user_version = %lld;\n", (long long)list[i].number);
		if (!sql_exec(db, sql.p, e)) {
			pt_note(e, "migration %lld", (long long)list[i].number);
			return false;
		}
	}
	return true;
}
