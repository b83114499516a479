/* SPDX-License-Identifier: Apache-2.0
 *
 * store_rows.c - from rows of a table to records
 */
#include <stdio.h>
#include <string.h>

#include "store/store_inside.h"

enum { VERSION, VALID_FROM, VALID_TO, RECORDED, TURN, SEAL, FIELDS };

struct buf store_rows_select(struct arena *a, enum record_table t)
{
	struct buf sql = buf_in(a);
	const struct record_def *d = record_def(t);
	buf_str(&sql, "SELECT version, valid_from, valid_to, recorded, turn, seal");
	for (unsigned i = 0; i < d->n; i++)
		buf_fmt(&sql, ", \"%s\"", d->column[i].name);
	buf_fmt(&sql, " FROM \"%s\" AS r ", d->name);
	return sql;
}

static int32_t as_day(int64_t v)
{
	return v < INT32_MIN ? INT32_MIN : v > INT32_MAX ? INT32_MAX : (int32_t)v;
}

void store_rows_read(sqlite3_stmt *st, enum record_table t, struct store_stored *row)
{
	const struct record_def *d = record_def(t);
	*row = (struct store_stored){ .v.record.table = t };
	row->v.version = sqlite3_column_int64(st, VERSION);
	row->valid_from = sqlite3_column_int64(st, VALID_FROM);
	row->valid_to = sqlite3_column_int64(st, VALID_TO);
	row->v.valid_from = as_day(row->valid_from);
	row->v.valid_to = as_day(row->valid_to);
	row->v.recorded = sqlite3_column_int64(st, RECORDED);
	row->turn = sqlite3_column_int64(st, TURN);
	row->seal = sql_blob(st, SEAL);
	for (unsigned i = 0; i < d->n; i++)
		row->v.record.field[i] = sql_text(st, FIELDS + (int)i);
}

void store_rows_where(struct buf *sql, enum record_table t)
{
	const struct record_def *d = record_def(t);
	int n = 0;
	for (unsigned i = 0; i < d->n; i++) {
		if (!(d->column[i].flags & RECORD_KEY))
			continue;
		n++;
		buf_fmt(sql, "%s\"%s\" = ?%d", n > 1 ? " AND " : "", d->column[i].name, n);
	}
}

bool store_rows_bind_key(sqlite3_stmt *st, const struct record *r, int *next, struct pt_err *e)
{
	const struct record_def *d = record_def(r->table);
	*next = 1;
	for (unsigned i = 0; i < d->n; i++)
		if ((d->column[i].flags & RECORD_KEY) && !sql_bind_text(st, (*next)++, r->field[i], e))
			return false;
	return true;
}

void store_rows_key_names(struct buf *sql, enum record_table t, const char *word)
{
	const struct record_def *d = record_def(t);
	for (unsigned i = 0; i < d->n; i++)
		if (d->column[i].flags & RECORD_KEY)
			buf_fmt(sql, "\"%s\"%s, ", d->column[i].name, word);
}

void store_rows_key_text(const struct record *r, char out[STORE_KEY_TEXT])
{
	enum { FIELD = 80 };
	const struct record_def *d = record_def(r->table);
	size_t used = 0;
	out[0] = '\0';
	for (unsigned i = 0; i < d->n && used < STORE_KEY_TEXT; i++) {
		struct str f = r->field[i];
		if (!(d->column[i].flags & RECORD_KEY))
			continue;
		bool cut = f.n > FIELD;
		if (cut) /* not through the middle of a character */
			for (f.n = FIELD; f.n > 0 && ((unsigned char)f.p[f.n] & 0xc0) == 0x80;)
				f.n--;
		if (used + f.n + sizeof " / ..." > STORE_KEY_TEXT) {
			snprintf(out + used, STORE_KEY_TEXT - used, " ...");
			return;
		}
		int n = snprintf(out + used, STORE_KEY_TEXT - used, "%s%.*s%s", used ? " / " : "",
		                 (int)f.n, f.p, cut ? "..." : "");
		used += n > 0 ? (size_t)n : 0;
	}
}
