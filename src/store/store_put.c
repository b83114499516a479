/* SPDX-License-Identifier: Apache-2.0
 *
 * store_put.c - a new version of a record
 */
#include <string.h>

#include "store/store_inside.h"

/* What the newest version of the key looks like, as far as the next one needs it. */
struct newest {
	bool exists, same;
	int64_t version;
};

static bool prepare(struct store *s, enum record_table t, struct pt_err *e)
{
	struct arena scratch = *s->a;
	struct store_table *q = &s->table[t];
	const struct record_def *d = record_def(t);
	int fixed = 6;

	if (q->insert)
		return true;
	struct buf sql = store_rows_select(&scratch, t);
	buf_str(&sql, "WHERE ");
	store_rows_where(&sql, t);
	buf_str(&sql, " ORDER BY version DESC LIMIT 1");
	if (!q->find && !sql_prepare(s->db, (struct str){ sql.p, sql.n }, &q->find, e))
		return false;

	sql = buf_in(&scratch);
	buf_fmt(&sql, "UPDATE \"%s\" SET valid_to = max(valid_from, ?%d) WHERE ", d->name,
	        RECORD_COLUMNS + 1);
	store_rows_where(&sql, t);
	buf_fmt(&sql, " AND valid_to > ?%d", RECORD_COLUMNS + 1);
	if (!q->cut && !sql_prepare(s->db, (struct str){ sql.p, sql.n }, &q->cut, e))
		return false;

	sql = buf_in(&scratch);
	buf_fmt(&sql, "INSERT INTO \"%s\" (version, valid_from, valid_to, recorded, turn, seal",
	        d->name);
	for (unsigned i = 0; i < d->n; i++)
		buf_fmt(&sql, ", \"%s\"", d->column[i].name);
	buf_str(&sql, ") VALUES (?");
	for (int i = 1; i < fixed + (int)d->n; i++)
		buf_str(&sql, ", ?");
	buf_char(&sql, ')');
	return sql_prepare(s->db, (struct str){ sql.p, sql.n }, &q->insert, e);
}

static bool same_fields(const struct record *a, const struct record *b)
{
	for (unsigned i = 0; i < record_def(a->table)->n; i++)
		if (a->field[i].n != b->field[i].n ||
		    (a->field[i].n && memcmp(a->field[i].p, b->field[i].p, a->field[i].n) != 0))
			return false;
	return true;
}

static bool find_newest(struct store *s, const struct record *r, struct newest *out, struct pt_err *e)
{
	int next;
	sqlite3_stmt *st = s->table[r->table].find;
	struct store_stored row;
	*out = (struct newest){ 0 };
	if (!store_rows_bind_key(st, r, &next, e) || !sql_step(st, &out->exists, e))
		return false;
	if (out->exists) {
		store_rows_read(st, r->table, &row);
		out->same = same_fields(&row.v.record, r);
		out->version = row.v.version;
		if (!out->same && s->replaced)
			s->replaced(s->replaced_ctx, &row.v.record, r);
		sqlite3_reset(st);
	}
	return true;
}

/* A date in the record comes first; what has none was always so, until it changes. */
static int32_t valid_from(const struct store *s, const struct record *r, bool first)
{
	const struct record_def *d = record_def(r->table);
	int32_t day;
	for (unsigned i = 0; i < d->n; i++)
		if ((d->column[i].flags & RECORD_DATED) && str_date(r->field[i], &day))
			return day;
	return first ? STORE_ALWAYS : s->day;
}

/* Every version that would overlap the new one ends where that begins, or is empty. */
static bool cut(sqlite3_stmt *st, const struct store_version *v, struct pt_err *e)
{
	int next;
	return store_rows_bind_key(st, &v->record, &next, e) &&
	       sql_bind_int(st, RECORD_COLUMNS + 1, v->valid_from, e) && sql_run(st, e);
}

static bool insert(struct store *s, const struct store_version *v, struct pt_err *e)
{
	struct store_table *q = &s->table[v->record.table];
	struct seal seal = seal_version(v, s->turn + 1);
	int64_t number[] = { v->version, v->valid_from, v->valid_to, v->recorded, s->turn + 1 };
	int i = 1;
	for (size_t k = 0; k < COUNT(number); k++)
		if (!sql_bind_int(q->insert, i++, number[k], e))
			return false;
	if (!sql_bind_blob(q->insert, i++, seal.b, sizeof seal.b, e))
		return false;
	for (unsigned k = 0; k < record_def(v->record.table)->n; k++)
		if (!sql_bind_text(q->insert, i++, v->record.field[k], e))
			return false;
	if (!sql_run(q->insert, e))
		return false;
	s->turn++;
	seal_chain(&s->changes, &seal);
	seal_add(&q->sum, &seal);
	q->rows++;
	q->touched = true;
	return true;
}

void store_on_replace(struct store *s, store_replaced_fn replaced, void *ctx)
{
	s->replaced = replaced;
	s->replaced_ctx = ctx;
}

bool store_put(struct store *s, const struct record *r, bool *changed, struct pt_err *e)
{
	unsigned column;
	struct newest old;
	*changed = false;
	if (!s->in_transaction)
		return pt_fail(e, PT_BUG, "store_put outside a transaction");
	if (!record_check(r, &column, e)) {
		pt_note(e, "table %s", record_def(r->table)->name);
		return false;
	}
	struct store_table *q = &s->table[r->table];
	if (!prepare(s, r->table, e) || !find_newest(s, r, &old, e))
		goto undo;
	if (old.exists && old.same)
		return true;
	struct store_version v = { *r, valid_from(s, r, !old.exists), STORE_OPEN_END,
	                           old.version + 1, s->n };
	if ((old.exists && !cut(q->cut, &v, e)) || !insert(s, &v, e))
		goto undo;
	*changed = true;
	return true;
undo:
	store_rollback(s);
	return false;
}
