/* SPDX-License-Identifier: Apache-2.0
 *
 * evidence.c - petrin's own tables as CSV
 *
 * One file is one table; its header line says which: whichever of `tables` has most of the columns
 * named there.  Columns may stand in any order and those that are not required may be left out, but a
 * column we do not know is a failure and not ignored: a misspelt "grades" would silently lose what the
 * file is about.
 */
#include <stdio.h>
#include <string.h>

#include "base/csv.h"
#include "base/map.h"
#include "import/import.h"

static const enum record_table tables[] = { T_CLAIM,    T_SOURCE, T_INDICATOR, T_FLAG, T_SUPPLIER,
	                                    T_PRODUCT,  T_ENTITY, T_STAKE,     T_FUNCTION,
	                                    T_SITE,     T_ELEMENT, T_NEED,     T_COMPONENT };

static const char *base_name(const char *path)
{
	const char *slash = path ? strrchr(path, '/') : NULL;
	return slash ? slash + 1 : path ? path : "";
}

struct fit {
	enum record_table table;
	size_t known, missing;
	bool named; /* the file's name begins with the table's */
};

static bool better(const struct fit *a, const struct fit *b)
{
	if (a->known != b->known)
		return a->known > b->known;
	if (a->missing != b->missing)
		return a->missing < b->missing;
	return a->named && !b->named;
}

static void named_by(struct fit *f, const char *name)
{
	f->named = str_starts(str_of(base_name(name)), record_def(f->table)->name);
}

static bool evidence_sniff(struct str head, const char *name)
{
	struct str rest = head, line;
	if (!str_cut(&rest, '\n', &line))
		return false;
	size_t columns = 1;
	for (size_t i = 0; i < line.n; i++)
		columns += memchr(",;\t", line.p[i], 3) != NULL;
	for (size_t t = 0; t < COUNT(tables); t++) {
		const struct record_def *d = record_def(tables[t]);
		struct fit f = { .table = tables[t] };
		for (unsigned i = 0; i < d->n; i++)
			f.known += import_names(head, d->column[i].name);
		named_by(&f, name);
		if (f.known >= 2 && (f.known * 2 > columns || f.named))
			return true;
	}
	return false;
}

static enum record_table choose(const struct csv *c)
{
	struct fit best = { .table = tables[0] };
	for (size_t t = 0; t < COUNT(tables); t++) {
		const struct record_def *d = record_def(tables[t]);
		struct fit f = { .table = tables[t] };
		for (unsigned i = 0; i < d->n; i++) {
			bool there = csv_find(c, d->column[i].name) >= 0;
			f.known += there;
			f.missing += !there && (d->column[i].flags & RECORD_REQUIRED) != 0;
		}
		named_by(&f, c->file);
		if (t == 0 || better(&f, &best))
			best = f;
	}
	return best.table;
}

static bool unknown_column(const struct csv *c, size_t i, const struct record_def *d,
                           struct pt_err *e)
{
	const char *words[RECORD_COLUMNS];
	char given[64];
	size_t n = 0;
	for (unsigned k = 0; k < d->n; k++)
		if (csv_find(c, d->column[k].name) < 0) /* one that is there cannot be meant */
			words[n++] = d->column[k].name;
	int shown = c->header[i].n < 60 ? (int)c->header[i].n : 60;
	snprintf(given, sizeof given, "%.*s", shown, c->header[i].p);
	const char *near = str_nearest(given, words, n);
	struct pt_at at = { .row = 1 };
	return pt_fail_at(e, &at, PT_INVALID, "column %zu \"%s\" is not one of table %s%s%s%s",
			  i + 1, given, d->name, near ? "; did you mean \"" : "", near ? near : "",
			  near ? "\"?" : "");
}

/* place[k] = where column k of the table stands in the file, or -1. */
static bool map_columns(const struct csv *c, enum record_table t, int *place, struct pt_err *e)
{
	const struct record_def *d = record_def(t);
	struct pt_at at = { .row = 1 };
	for (size_t i = 0; i < c->headers; i++) {
		if (record_column_of(t, c->header[i]) < 0)
			return unknown_column(c, i, d, e);
		for (size_t k = 0; k < i; k++)
			if (c->header[k].n == c->header[i].n &&
			    memcmp(c->header[k].p, c->header[i].p, c->header[i].n) == 0)
				return pt_fail_at(e, &at, PT_INVALID,
						  "column \"%.*s\" is there twice",
						  (int)c->header[i].n, c->header[i].p);
	}
	for (unsigned k = 0; k < d->n; k++) {
		place[k] = csv_find(c, d->column[k].name);
		if (place[k] < 0 && (d->column[k].flags & RECORD_REQUIRED))
			return pt_fail_at(e, &at, PT_INVALID, "table %s needs the column \"%s\"",
					  d->name, d->column[k].name);
	}
	return true;
}

/* Rows with the same key would overwrite each other silently: the second one is a fault. */
static bool is_first(struct arena *keep, struct map *seen, const struct record *r, uint64_t row,
                     uint32_t *other)
{
	const struct record_def *d = record_def(r->table);
	struct arena scratch = *keep;
	struct buf key = buf_in(&scratch);
	for (unsigned k = 0; k < d->n; k++)
		if (d->column[k].flags & RECORD_KEY)
			buf_fmt(&key, "%zu:%.*s", r->field[k].n, (int)r->field[k].n, r->field[k].p);
	if (map_get(seen, (struct str){ key.p, key.n }, other))
		return false;
	keep->beg = key.p + key.n; /* the key stays */
	map_add(seen, (struct str){ key.p, key.n }, (uint32_t)row);
	return true;
}

static bool evidence_run(struct import_job *job, struct pt_err *e)
{
	struct csv c;
	struct pt_err own = { 0 };
	int place[RECORD_COLUMNS];
	if (e == NULL)
		e = &own; /* csv_row tells its end from its failure by the code */
	if (!csv_open(&c, job->a, job->source, job->name, e))
		return false;
	enum record_table t = choose(&c);
	if (!map_columns(&c, t, place, e))
		return false;
	const struct record_def *d = record_def(t);
	struct map seen = map_in(job->a);
	while (csv_row(&c, e)) {
		uint32_t first = 0;
		struct record r = { .table = t };
		struct pt_err why = { 0 };
		unsigned wrong = 0;
		for (unsigned k = 0; k < d->n; k++)
			if (place[k] >= 0)
				r.field[k] = str_trim(csv_get(&c, place[k]));
		struct pt_at at = csv_at(&c, 0);
		if (c.n > c.headers) {
			import_reject(job, &at, "has more fields than the header line");
		} else if (!record_check(&r, &wrong, &why)) {
			if (place[wrong] >= 0)
				at = csv_at(&c, place[wrong]);
			import_reject(job, &at, why.text);
		} else if (!is_first(job->a, &seen, &r, at.row, &first)) {
			import_reject(job, &at, arena_fmt(job->a, "has the same key as row %u", first));
		} else if (!import_emit(job, &r, &at)) {
			return import_stopped(e);
		}
		if (job->out.progress && c.row % 4096 == 0)
			job->out.progress(job->out.ctx, c.source.total);
	}
	return e->code == PT_OK;
}

const struct importer importer_evidence = {
	.kind = "evidence",
	.what = "petrin's own tables as CSV: claim, source, stake, function, site, element and others",
	.example = "petrin import claims.csv",
	.shape = IMPORT_TABLE,
	.sniff = evidence_sniff,
	.run = evidence_run,
};
