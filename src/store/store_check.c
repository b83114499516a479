/* SPDX-License-Identifier: Apache-2.0
 *
 * store_check.c - records that name other records which are not there
 */
#include <stdio.h>

#include "store/store_inside.h"

static const struct store_reference references[] = {
	{ T_CRITERION, "consideration", T_CONSIDERATION, false },
	{ T_CRITERION_INDICATOR, "criterion", T_CRITERION, false },
	{ T_PRODUCT, "supplier", T_SUPPLIER, false },
	{ T_CLAIM, "subject", T_SUPPLIER, true },
	{ T_CLAIM, "criterion", T_CRITERION, false },
	{ T_CLAIM, "source", T_SOURCE, false },
	{ T_CLAIM, "reply_source", T_SOURCE, false },
	{ T_INDICATOR, "source", T_SOURCE, false },
	{ T_FLAG, "source", T_SOURCE, false },
	{ T_ENTITY, "supplier", T_SUPPLIER, false },
	{ T_ENTITY, "source", T_SOURCE, false },
	{ T_STAKE, "source", T_SOURCE, false },
	{ T_STAKE, "reply_source", T_SOURCE, false },
	{ T_FUNCTION, "part_of", T_FUNCTION, false },
	{ T_SITE, "source", T_SOURCE, false },
	{ T_ELEMENT, "function", T_FUNCTION, false },
	{ T_ELEMENT, "source", T_SOURCE, false },
	{ T_NEED, "source", T_SOURCE, false },
	{ T_COMPONENT, "source", T_SOURCE, false },
};

static bool check(struct store *s, const struct store_reference *f, store_finding_fn found, void *ctx,
                  struct pt_err *e)
{
	struct arena scratch = *s->a;
	const struct record_def *to = record_def(f->to);
	const char *column = f->column;
	struct buf sql = store_rows_select(&scratch, f->from);
	struct store_stored row;
	sqlite3_stmt *st;
	bool ok, more;
	buf_fmt(&sql, "WHERE r.valid_to = %d AND r.\"%s\" <> ''", STORE_OPEN_END, column);
	if (f->country)
		buf_fmt(&sql, " AND r.\"%s\" NOT GLOB 'country:[A-Z][A-Z]'", column);
	buf_fmt(&sql, " AND NOT EXISTS (SELECT 1 FROM \"%s\" AS o WHERE o.\"%s\" = r.\"%s\""
	        " AND o.valid_to = %d) ORDER BY ", to->name, to->column[0].name, column,
	        STORE_OPEN_END);
	store_rows_key_names(&sql, f->from, "");
	buf_str(&sql, "version");
	if (!sql_prepare(s->db, (struct str){ sql.p, sql.n }, &st, e))
		return false;
	while ((ok = sql_step(st, &more, e)) && more) {
		char key[STORE_KEY_TEXT], text[STORE_KEY_TEXT];
		store_rows_read(st, f->from, &row);
		store_rows_key_text(&row.v.record, key);
		struct str value = row.v.record.field[record_column_of(f->from, str_of(column))];
		snprintf(text, sizeof text, "%s \"%.*s\" is no %s of this workspace", column,
		         value.n > 128 ? 128 : (int)value.n, value.p, to->name);
		found(ctx, &(struct store_finding){ record_def(f->from)->name, key, text });
	}
	sqlite3_finalize(st);
	return ok;
}

bool store_check_references(struct store *s, store_finding_fn found, void *ctx, struct pt_err *e)
{
	for (size_t i = 0; i < COUNT(references); i++)
		if (!check(s, &references[i], found, ctx, e))
			return false;
	return true;
}

const struct store_reference *store_references(size_t *n)
{
	*n = COUNT(references);
	return references;
}

bool store_has(struct store *s, enum record_table t, struct str id, bool *has, struct pt_err *e)
{
	struct arena scratch = *s->a;
	const struct record_def *d = record_def(t);
	struct buf sql = buf_in(&scratch);
	sqlite3_stmt *st;
	buf_fmt(&sql, "SELECT 1 FROM \"%s\" WHERE \"%s\" = ?1 AND valid_to = %d", d->name,
	        d->column[0].name, STORE_OPEN_END);
	if (!sql_prepare(s->db, (struct str){ sql.p, sql.n }, &st, e))
		return false;
	bool ok = sql_bind_text(st, 1, id, e) && sql_step(st, has, e);
	sqlite3_finalize(st);
	return ok;
}
