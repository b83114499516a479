/* SPDX-License-Identifier: Apache-2.0
 *
 * mapping.c - how a foreign table becomes our inventory template, as a YAML file
 */
#include "import/inventory/mapping.h"

#include <stdio.h>
#include <string.h>

#include "base/data.h"

#define PLACE(type) { NULL, YAML_PLACE, offsetof(type, place), false, NULL }

static const char *const others[] = { "keep", "empty", "error", "guess", NULL };
static const char *const dates[] = { "year-month-day", "day-month-year", "month-day-year", NULL };

static const struct yaml_field words_field[] = {
	{ "column", YAML_TEXT, offsetof(struct mapping_words, column), true, NULL },
	{ "of", YAML_PAIRS, offsetof(struct mapping_words, of), false, NULL },
	{ "other", YAML_ENUM, offsetof(struct mapping_words, other), false, others },
	PLACE(struct mapping_words),
};
static const struct yaml_record words_def = { "words", sizeof(struct mapping_words), words_field,
	                                      COUNT(words_field) };

static const struct yaml_field unit_field[] = {
	{ "column", YAML_TEXT, offsetof(struct mapping_unit, column), true, NULL },
	{ "scale", YAML_NUMBER, offsetof(struct mapping_unit, scale), true, NULL },
	PLACE(struct mapping_unit),
};
static const struct yaml_record unit_def = { "unit", sizeof(struct mapping_unit), unit_field, COUNT(unit_field) };

#define SOURCE(key, need) { #key, YAML_TEXT, offsetof(struct mapping_source, key), need, NULL }
static const struct yaml_field source_field[] = {
	{ "id", YAML_ID, offsetof(struct mapping_source, id), true, NULL }, SOURCE(title, true),
	SOURCE(publisher, false), SOURCE(url, false), SOURCE(licence, false), SOURCE(redistributable, false),
	SOURCE(reliability, false), SOURCE(certainty, false),
};
static const struct yaml_record source_def = { "source", sizeof(struct mapping_source), source_field,
	                                       COUNT(source_field) };

#define FIELD(key, type, need, detail) { #key, type, offsetof(struct mapping, key), need, detail }
static const struct yaml_field mapping_field[] = {
	{ "mapping", YAML_ID, offsetof(struct mapping, id), true, NULL },
	FIELD(title, YAML_TEXT, true, NULL), FIELD(note, YAML_TEXT, false, NULL),
	FIELD(prefix, YAML_TEXT, false, NULL), FIELD(header, YAML_TEXTS, false, NULL),
	FIELD(names, YAML_TEXTS, false, NULL), FIELD(columns, YAML_PAIRS, false, NULL),
	FIELD(constants, YAML_PAIRS, false, NULL), FIELD(words, YAML_RECORDS, false, &words_def),
	FIELD(units, YAML_RECORDS, false, &unit_def), FIELD(optional, YAML_TEXTS, false, NULL),
	FIELD(ignore, YAML_TEXTS, false, NULL), FIELD(dates, YAML_ENUM, false, dates),
	FIELD(decimal_comma, YAML_BOOL, false, NULL), FIELD(repeats, YAML_BOOL, false, NULL),
	FIELD(sites_apart, YAML_BOOL, false, NULL),
	FIELD(source, YAML_RECORD, false, &source_def),
};
static const struct yaml_record mapping_def = { "mapping", sizeof(struct mapping), mapping_field,
	                                        COUNT(mapping_field) };

/* --- what the schema cannot say --- */

static bool known_column(const struct mapping *m, const char *name, struct yaml_place place, struct pt_err *e)
{
	const char *words[INVENTORY_COLUMNS];
	struct pt_at at = { .row = place.row, .column = place.column };
	if (inventory_column_of(str_of(name)) >= 0)
		return true;
	for (int k = 0; k < INVENTORY_COLUMNS; k++)
		words[k] = inventory_column[k].name;
	const char *near = str_nearest(name, words, COUNT(words));
	snprintf(at.file, sizeof at.file, "%s", m->file);
	return pt_fail_at(e, &at, PT_INVALID, "\"%.60s\" is no column of the inventory template%s%s%s", name,
	                  near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

static bool pairs_known(const struct mapping *m, const struct yaml_list *pairs, struct pt_err *e)
{
	const struct yaml_pair *p = pairs->v;
	for (size_t i = 0; i < pairs->n; i++)
		if (!known_column(m, p[i].key, p[i].place, e))
			return false;
	return true;
}

static bool columns_known(const struct mapping *m, struct pt_err *e)
{
	if (!pairs_known(m, &m->columns, e) || !pairs_known(m, &m->constants, e))
		return false;
	for (size_t i = 0; i < m->words.n; i++) {
		const struct mapping_words *w = &((const struct mapping_words *)m->words.v)[i];
		struct pt_at at = { .row = w->place.row, .column = w->place.column };
		snprintf(at.file, sizeof at.file, "%s", m->file);
		if (!known_column(m, w->column, w->place, e))
			return false;
		if (w->other == OTHER_GUESS && inventory_column_of(str_of(w->column)) != I_FUNCTION)
			return pt_fail_at(e, &at, PT_INVALID, "other: guess is for function, not for %s", w->column);
	}
	for (size_t i = 0; i < m->units.n; i++) {
		const struct mapping_unit *u = &((const struct mapping_unit *)m->units.v)[i];
		struct pt_at at = { .row = u->place.row, .column = u->place.column };
		snprintf(at.file, sizeof at.file, "%s", m->file);
		if (!known_column(m, u->column, u->place, e))
			return false;
		if (inventory_column[inventory_column_of(str_of(u->column))].form != INVENTORY_NUMBER)
			return pt_fail_at(e, &at, PT_INVALID, "column %s is no number, it has no scale", u->column);
	}
	return true;
}

static const char *or_else(const char *text, const char *otherwise)
{
	return text ? text : otherwise;
}

const struct register_source *mapping_source_of(struct arena *a, const struct mapping *m,
                                                const struct register_source *otherwise)
{
	if (m == NULL || m->source.id == NULL)
		return otherwise;
	const struct mapping_source *s = &m->source;
	struct register_source *out = NEW(a, struct register_source, 1);
	*out = (struct register_source){ s->id, s->title, or_else(s->publisher, ""), or_else(s->url, ""),
		                         or_else(s->licence, ""), or_else(s->redistributable, "no"),
		                         or_else(s->reliability, "F"), or_else(s->certainty, "unverified") };
	return out;
}

static bool source_holds(struct arena *a, const struct mapping *m, struct pt_err *e)
{
	const struct register_source *s = mapping_source_of(a, m, NULL);
	struct record r = { .table = T_SOURCE };
	struct pt_err why = { 0 };
	unsigned column;
	if (s == NULL)
		return true;
	const char *field[] = { s->id, s->title, s->publisher, s->url, s->licence, s->redistributable,
		                s->reliability, "no", s->certainty };
	for (size_t i = 0; i < COUNT(field); i++)
		r.field[i] = str_of(field[i]);
	if (record_check(&r, &column, &why))
		return true;
	pt_fail(e, PT_INVALID, "source: %s", why.text);
	pt_err_file(e, m->file);
	return false;
}

bool mapping_read(struct arena *keep, struct str text, const char *file, struct mapping *out, struct pt_err *e)
{
	if (text.n > MAPPING_LIMIT)
		return pt_fail(e, PT_LIMIT, "is larger than the %d kB a mapping may have", MAPPING_LIMIT >> 10);
	if (!yaml_read(keep, text, file, &mapping_def, out, e))
		return false;
	out->file = file;
	out->prefix = out->prefix ? out->prefix : "";
	return columns_known(out, e) && source_holds(keep, out, e);
}

bool mapping_sniff(struct str text)
{
	return import_has_key(text, "mapping");
}

/* --- built in --- */

static bool named(const struct data_file *f, const char *name)
{
	size_t n = strlen(name);
	return strncmp(f->name, name, n) == 0 && strcmp(f->name + n, ".yaml") == 0;
}

struct str mapping_preset(const char *name)
{
	for (size_t i = 0; i < mappings_count; i++)
		if (named(&mappings_files[i], name))
			return mappings_files[i].text;
	return (struct str){ NULL, 0 };
}

const char *mapping_preset_name(struct arena *a, size_t i)
{
	return i < mappings_count ? arena_strn(a, mappings_files[i].name, strlen(mappings_files[i].name) - 5) : NULL;
}

bool mapping_for(struct arena *keep, struct str head, struct mapping *out)
{
	for (size_t i = 0; i < mappings_count; i++) {
		struct arena before = *keep;
		if (!mapping_read(keep, mappings_files[i].text, mappings_files[i].name, out, NULL))
			continue;
		bool all = out->header.n > 0;
		for (size_t k = 0; k < out->header.n; k++)
			all = all && import_names(head, ((const char **)out->header.v)[k]);
		if (all)
			return true;
		*keep = before;
	}
	return false;
}
