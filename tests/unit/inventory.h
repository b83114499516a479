/* SPDX-License-Identifier: Apache-2.0
 *
 * inventory.h - an importer of inventories on a text, its rows as lines
 */
#ifndef PT_UNIT_INVENTORY_H
#define PT_UNIT_INVENTORY_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "import/import.h"
#include "import/seen.h"

static struct arena a, kept; /* receivers may not keep things in the arena of the job */

struct got {
	struct buf rows, faults, warnings;
	struct seen keys; /* the same key twice would make a second import change something */
	struct import_job job;
	struct pt_err e;
	bool ok, twice;
};

/* table|column=value|... of what is not empty; sources, and columns that all rows have, are left out */
static bool take_record(void *ctx, const struct record *r)
{
	struct got *g = ctx;
	const struct record_def *d = record_def(r->table);
	struct str key[RECORD_COLUMNS] = { str_of(d->name) };
	size_t n = 1;
	for (unsigned i = 0; i < d->n; i++)
		if (d->column[i].flags & RECORD_KEY)
			key[n++] = r->field[i];
	g->twice |= seen_add(&g->keys, seen_hash(key, n), 1) != 0;
	if (r->table == T_SOURCE)
		return true;
	buf_str(&g->rows, d->name);
	for (unsigned i = 0; i < d->n; i++)
		if (r->field[i].n > 0 && strcmp(d->column[i].name, "source") != 0)
			buf_fmt(&g->rows, "|%s=%.*s", d->column[i].name, (int)r->field[i].n, r->field[i].p);
	buf_char(&g->rows, '\n');
	return true;
}

static void take_fault(void *ctx, uint64_t row, uint64_t column, const char *message)
{
	struct got *g = ctx;
	(void)column;
	buf_fmt(&g->faults, "%llu: %s\n", (unsigned long long)row, message);
}

static void take_warning(void *ctx, uint64_t row, uint64_t column, const char *message)
{
	struct got *g = ctx;
	(void)column;
	buf_fmt(&g->warnings, "%llu: %s\n", (unsigned long long)row, message);
}

static struct got *read_as(struct str text, const char *name, const char *as)
{
	static struct got g;
	struct arena job = a;
	g = (struct got){ .job = { .a = &job, .name = name, .text = text } };
	g.rows = buf_in(&kept);
	g.faults = buf_in(&kept);
	g.warnings = buf_in(&kept);
	g.keys = seen_in(&kept);
	g.job.out = (struct import_out){ take_record, take_fault, NULL, &g, NULL, take_warning };
	buf_str(&g.rows, "");
	buf_str(&g.faults, "");
	buf_str(&g.warnings, "");
	g.ok = import_text(&g.job, as, &g.e);
	assert_false(g.twice);
	return &g;
}

static inline void gives(const char *text, const char *kind, const char *rows, const char *faults)
{
	struct got *g = read_as(str_of(text), "x.xml", NULL);
	if (!g->ok)
		fail_msg("%s", g->e.text);
	assert_string_equal(g->job.kind, kind);
	assert_string_equal(g->faults.p, faults);
	assert_string_equal(g->rows.p, rows);
}

static inline void refuses(const char *text, const char *as, enum pt_code code, const char *words)
{
	struct got *g = read_as(str_of(text), "x.xml", as);
	assert_false(g->ok);
	assert_int_equal(g->e.code, code);
	if (strstr(g->e.text, words) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", words, g->e.text);
	assert_string_equal(g->rows.p, "");
}

#endif
