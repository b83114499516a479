/* SPDX-License-Identifier: Apache-2.0
 *
 * store_audit.c - the log: one entry for each transaction, each holding on to the one before
 */
#include <string.h>

#include "store/store_inside.h"

#define COLUMNS "n, time, actor, action, detail, \"rows\", changes, sums, prev, hash"

struct seal store_audit_hash(const struct store_entry *x)
{
	crypto_generichash_state h;
	const struct seal *part[] = { &x->changes, &x->sums, &x->prev };
	seal_begin(&h, "petrin log 1");
	seal_int(&h, x->a.n);
	seal_int(&h, x->a.time);
	seal_text(&h, x->a.actor);
	seal_text(&h, x->a.action);
	seal_text(&h, x->a.detail);
	seal_int(&h, x->a.rows);
	for (size_t i = 0; i < COUNT(part); i++)
		seal_text(&h, (struct str){ (const char *)part[i]->b, STORE_HASH });
	return seal_end(&h);
}

struct seal store_audit_sums(const struct store_table table[RECORD_TABLES])
{
	crypto_generichash_state h;
	seal_begin(&h, "petrin sums 1");
	for (int t = 0; t < RECORD_TABLES; t++) {
		if (table[t].rows == 0)
			continue;
		seal_text(&h, str_of(record_def((enum record_table)t)->name));
		seal_int(&h, table[t].rows);
		seal_text(&h, (struct str){ (const char *)table[t].sum.b, STORE_HASH });
	}
	return seal_end(&h);
}

static struct seal as_seal(struct str blob)
{
	struct seal s = { 0 };
	if (blob.n == sizeof s.b)
		memcpy(s.b, blob.p, sizeof s.b);
	return s;
}

bool store_audit_newest(struct store *s, int64_t *n, struct seal *hash, struct pt_err *e)
{
	sqlite3_stmt *st;
	bool row;
	*n = 0;
	*hash = (struct seal){ 0 };
	if (!sql_prepare(s->db, STR("SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1"), &st, e))
		return false;
	bool ok = sql_step(st, &row, e);
	if (row) {
		*n = sqlite3_column_int64(st, 0);
		*hash = as_seal(sql_blob(st, 1));
	}
	sqlite3_finalize(st);
	return ok;
}

bool store_audit_noted(struct store *s, struct store_table table[RECORD_TABLES], struct pt_err *e)
{
	sqlite3_stmt *st;
	bool ok, row, seen[RECORD_TABLES] = { false };
	if (!sql_prepare(s->db, STR("SELECT name, \"rows\", sum FROM seal"), &st, e))
		return false;
	while ((ok = sql_step(st, &row, e)) && row) {
		int t = record_table_of(sql_text(st, 0));
		if (t < 0)
			continue;
		table[t].rows = sqlite3_column_int64(st, 1);
		table[t].sum = as_seal(sql_blob(st, 2));
		table[t].touched = false;
		seen[t] = true;
	}
	sqlite3_finalize(st);
	for (int t = 0; t < RECORD_TABLES && ok; t++)
		if (!seen[t])
			ok = pt_fail(e, PT_INVALID, "the workspace has no seal of table %s",
			             record_def((enum record_table)t)->name);
	return ok;
}

static bool write_sums(struct store *s, struct pt_err *e)
{
	sqlite3_stmt *st;
	bool ok = true;
	if (!sql_prepare(s->db, STR("UPDATE seal SET \"rows\" = ?1, sum = ?2 WHERE name = ?3"), &st, e))
		return false;
	for (int t = 0; t < RECORD_TABLES && ok; t++) {
		struct store_table *q = &s->table[t];
		if (q->touched)
			ok = sql_bind_int(st, 1, q->rows, e) &&
			     sql_bind_blob(st, 2, q->sum.b, sizeof q->sum.b, e) &&
			     sql_bind_text(st, 3, str_of(record_def((enum record_table)t)->name), e) &&
			     sql_run(st, e);
	}
	sqlite3_finalize(st);
	return ok;
}

static bool write_entry(struct store *s, const struct store_entry *x, struct pt_err *e)
{
	sqlite3_stmt *st;
	const struct store_audit *a = &x->a;
	const struct seal *blob[] = { &x->changes, &x->sums, &x->prev, &x->hash };
	if (!sql_prepare(s->db, STR("INSERT INTO audit (" COLUMNS ") VALUES (?,?,?,?,?,?,?,?,?,?)"),
	                 &st, e))
		return false;
	bool ok = sql_bind_int(st, 1, a->n, e) && sql_bind_int(st, 2, a->time, e) &&
	          sql_bind_text(st, 3, a->actor, e) && sql_bind_text(st, 4, a->action, e) &&
	          sql_bind_text(st, 5, a->detail, e) && sql_bind_int(st, 6, a->rows, e);
	for (int i = 0; i < (int)COUNT(blob) && ok; i++)
		ok = sql_bind_blob(st, 7 + i, blob[i]->b, STORE_HASH, e);
	ok = ok && sql_run(st, e);
	sqlite3_finalize(st);
	return ok;
}

static struct str words(const char *z)
{
	return z ? str_of(z) : STR("");
}

bool store_audit_append(struct store *s, const struct store_act *act, struct pt_err *e)
{
	struct store_entry x = {
		.a = { s->n, s->time, s->turn, words(act->actor), words(act->action),
		       words(act->detail), NULL },
		.changes = s->changes,
		.sums = store_audit_sums(s->table),
		.prev = s->prev,
	};
	x.hash = store_audit_hash(&x);
	return write_sums(s, e) && write_entry(s, &x, e);
}

bool store_audit_entries(struct store *s, store_entry_fn fn, void *ctx, struct pt_err *e)
{
	sqlite3_stmt *st;
	bool ok, row;
	if (!sql_prepare(s->db, STR("SELECT " COLUMNS " FROM audit ORDER BY n"), &st, e))
		return false;
	while ((ok = sql_step(st, &row, e)) && row) {
		struct store_entry x = {
			.a = { sqlite3_column_int64(st, 0), sqlite3_column_int64(st, 1),
			       sqlite3_column_int64(st, 5), sql_text(st, 2), sql_text(st, 3),
			       sql_text(st, 4), NULL },
			.changes = as_seal(sql_blob(st, 6)),
			.sums = as_seal(sql_blob(st, 7)),
			.prev = as_seal(sql_blob(st, 8)),
			.hash = as_seal(sql_blob(st, 9)),
		};
		x.a.hash = x.hash.b;
		if (!(ok = fn(ctx, &x, e)))
			break;
	}
	sqlite3_finalize(st);
	return ok;
}

struct plain {
	store_audit_fn entry;
	void *ctx;
};

static bool plain_entry(void *ctx, const struct store_entry *x, struct pt_err *e)
{
	struct plain *p = ctx;
	return p->entry(p->ctx, &x->a, e);
}

bool store_audit_each(struct store *s, store_audit_fn entry, void *ctx, struct pt_err *e)
{
	struct plain p = { entry, ctx };
	return store_audit_entries(s, plain_entry, &p, e);
}
