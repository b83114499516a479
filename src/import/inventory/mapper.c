/* SPDX-License-Identifier: Apache-2.0
 *
 * mapper.c - a mapping applied to the rows of a table
 */
#include "import/inventory/mapper.h"

#include <stdio.h>
#include <string.h>

enum { COMPOSED = 64 << 10 };

struct opening {
	struct mapper *m;
	struct arena *a;
	bool *used; /* by column of theirs */
	struct pt_err *e;
};

static bool in_list(const struct yaml_list *list, struct str s)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_is(s, ((const char **)list->v)[i]))
			return true;
	return false;
}

static bool fail(struct opening *o, struct str name, const char *text, const char *near)
{
	struct pt_at at = { .row = 1 };
	return pt_fail_at(o->e, &at, PT_INVALID, "column \"%.*s\" %s%s%s%s", name.n < 60 ? (int)name.n : 60, name.p,
	                  text, near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

static const char *nearest(struct opening *o, struct str name)
{
	char given[64];
	size_t n = o->m->headers;
	const char **words = NEW(o->a, const char *, n);
	for (size_t i = 0; i < n; i++)
		words[i] = arena_strn(o->a, o->m->header[i].p, o->m->header[i].n);
	snprintf(given, sizeof given, "%.*s", name.n < 60 ? (int)name.n : 60, name.p);
	return str_nearest(given, words, n);
}

/* Finds a column of theirs; -1 when it may be absent and is. */
static bool theirs(struct opening *o, struct str name, int *out)
{
	*out = -1;
	for (size_t i = 0; i < o->m->headers; i++) {
		if (o->m->header[i].n != name.n || memcmp(o->m->header[i].p, name.p, name.n) != 0)
			continue;
		if (*out >= 0)
			return fail(o, name, "is there twice", NULL);
		*out = (int)i;
		o->used[i] = true;
	}
	if (*out >= 0 || in_list(&o->m->map->optional, name))
		return true;
	return fail(o, name, "is named by the mapping, but not in the table", nearest(o, name));
}

/* "{Station}/{Type}" in parts. */
static bool compose(struct opening *o, struct mapper_cell *c, struct str text)
{
	size_t cap = 0;
	while (text.n > 0) {
		const char *open = memchr(text.p, '{', text.n);
		const char *close = open ? memchr(open, '}', (size_t)(text.p + text.n - open)) : NULL;
		struct mapper_part part = { text, -1 };
		if (open != NULL && close == NULL)
			return fail(o, text, "has a { without its }", NULL);
		if (open != NULL) {
			struct str name = { open + 1, (size_t)(close - open) - 1 };
			part.text.n = (size_t)(open - text.p);
			if (!theirs(o, name, &part.from))
				return false;
			if (part.from < 0)
				return fail(o, name, "is part of a composed text, so it may not be optional", NULL);
		}
		*PUSH(o->a, c->part, c->parts, cap) = part;
		if (c->from < 0)
			c->from = part.from;
		size_t used = open ? (size_t)(close - text.p) + 1 : text.n;
		text = (struct str){ text.p + used, text.n - used };
	}
	return true;
}

static bool columns(struct opening *o)
{
	const struct mapping *map = o->m->map;
	for (size_t i = 0; i < map->columns.n; i++) {
		const struct yaml_pair *p = &((const struct yaml_pair *)map->columns.v)[i];
		struct mapper_cell *c = &o->m->cell[inventory_column_of(str_of(p->key))];
		bool ok = strchr(p->value, '{') ? compose(o, c, str_of(p->value)) :
		                                  theirs(o, str_of(p->value), &c->from);
		if (!ok)
			return false;
	}
	return true;
}

static bool mapped(const struct mapping *map, const char *column)
{
	for (size_t i = 0; map && i < map->columns.n; i++)
		if (strcmp(((const struct yaml_pair *)map->columns.v)[i].key, column) == 0)
			return true;
	return false;
}

/* Columns that carry the names of the template, and those that nothing is known of. */
static bool rest(struct opening *o)
{
	const struct mapping *map = o->m->map;
	const char *words[INVENTORY_COLUMNS];
	char given[64];
	for (int k = 0; k < INVENTORY_COLUMNS; k++)
		words[k] = inventory_column[k].name;
	for (size_t i = 0; i < o->m->headers; i++) {
		struct str name = o->m->header[i];
		if (o->used[i] || (map && (in_list(&map->ignore, name) || in_list(&map->ignore, STR("*")))))
			continue;
		int k = inventory_column_of(name);
		if (k >= 0 && o->m->cell[k].from >= 0 && !mapped(map, words[k]))
			return fail(o, name, "is there twice", NULL);
		if (k >= 0 && !mapped(map, words[k])) {
			o->m->cell[k].from = (int)i;
			continue;
		}
		snprintf(given, sizeof given, "%.*s", name.n < 60 ? (int)name.n : 60, name.p);
		return map ? fail(o, name, "is mapped to nothing: map it, or list it under ignore", NULL) :
		             fail(o, name, "is not one of the inventory template",
		                  str_nearest(given, words, COUNT(words)));
	}
	return true;
}

static void options(struct mapper *m, struct arena *a)
{
	const struct mapping *map = m->map;
	for (size_t i = 0; i < map->constants.n; i++) {
		const struct yaml_pair *p = &((const struct yaml_pair *)map->constants.v)[i];
		m->cell[inventory_column_of(str_of(p->key))].constant = str_of(p->value);
	}
	for (size_t i = 0; i < map->units.n; i++) {
		const struct mapping_unit *u = &((const struct mapping_unit *)map->units.v)[i];
		m->cell[inventory_column_of(str_of(u->column))].scale = u->scale;
	}
	for (size_t i = 0; i < map->words.n; i++) {
		const struct mapping_words *w = &((const struct mapping_words *)map->words.v)[i];
		struct mapper_cell *c = &m->cell[inventory_column_of(str_of(w->column))];
		c->words = w;
		c->index = map_in(a);
		for (size_t k = 0; k < w->of.n; k++)
			map_add(&c->index, str_of(((const struct yaml_pair *)w->of.v)[k].key), (uint32_t)k);
	}
}

bool mapper_open(struct mapper *m, struct arena *a, const struct mapping *map, const struct str *header,
                 size_t headers, struct pt_err *e)
{
	*m = (struct mapper){ .map = map, .header = header, .headers = headers };
	struct opening o = { m, a, NEW(a, bool, headers + 1), e };
	for (int k = 0; k < INVENTORY_COLUMNS; k++)
		m->cell[k].from = -1;
	if (map != NULL)
		options(m, a);
	return (map == NULL || columns(&o)) && rest(&o);
}

/* --- a row --- */

/* NULL, or what is wrong with it. */
static const char *composed(const struct mapper_cell *c, struct arena *a, const struct str *field, size_t n,
                            struct str *out)
{
	struct buf b = buf_in(a);
	*out = STR("");
	for (size_t i = 0; i < c->parts; i++) {
		const struct mapper_part *p = &c->part[i];
		buf_add(&b, p->text.p, p->text.n);
		if (p->from < 0)
			continue;
		struct str s = (size_t)p->from < n ? str_trim(field[p->from]) : STR("");
		if (s.n == 0)
			return NULL; /* half of an id is none */
		if (b.n + s.n > COMPOSED)
			return "a composed text is longer than 64 kB";
		buf_add(&b, s.p, s.n);
	}
	*out = (struct str){ b.p, b.n };
	return NULL;
}

static const char *translate(const struct mapper_cell *c, struct arena *a, struct str *s)
{
	uint32_t at;
	if (map_get(&c->index, *s, &at)) {
		*s = str_of(((const struct yaml_pair *)c->words->of.v)[at].value);
		return NULL;
	}
	if (c->words->other == OTHER_EMPTY)
		*s = STR("");
	if (c->words->other == OTHER_GUESS) { /* only for functions: mapping.c */
		const char *known = inventory_function(*s);
		*s = known[0] ? str_of(known) : STR("other");
	}
	return c->words->other != OTHER_ERROR ? NULL :
	       arena_fmt(a, "%s \"%.*s\" has no translation in the mapping", c->words->column,
	                 s->n < 60 ? (int)s->n : 60, s->p);
}

/* 12.03.2021, 3/12/21 (refused: which century?) -> 2021-03-12. */
static const char *date(int order, struct arena *a, struct str *s)
{
	unsigned part[3] = { 0 }, digits = 0, k = 0;
	if (s->n > 10 && (s->p[10] == 'T' || s->p[10] == ' '))
		s->n = 10;
	if (order == DATES_ISO)
		return NULL; /* the table tells what is wrong with it */
	for (size_t i = 0; i < s->n && k < 3; i++) {
		if (s->p[i] >= '0' && s->p[i] <= '9' && digits < 4) {
			part[k] = part[k] * 10 + (unsigned)(s->p[i] - '0');
			digits++;
		} else if (memchr("./- ", s->p[i], 4) != NULL && digits > 0 && k < 2) {
			k++;
			digits = 0;
		} else {
			k = 3;
		}
	}
	if (k != 2 || digits != 4)
		return arena_fmt(a, "\"%.*s\" is no date of day, month and year with four digits",
		                 s->n < 40 ? (int)s->n : 40, s->p);
	bool day_first = order == DATES_DAY_FIRST;
	*s = str_of(arena_fmt(a, "%04u-%02u-%02u", part[2], part[day_first ? 1 : 0], part[day_first ? 0 : 1]));
	return NULL;
}

/* "1 234,5" or "1.234,5" -> 1234.5 */
static struct str with_point(struct arena *a, struct str s)
{
	char *to = NEW(a, char, s.n + 1);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '.' && s.p[i] != ' ')
			to[n++] = s.p[i] == ',' ? '.' : s.p[i];
	return (struct str){ to, n };
}

static const char *number(const struct mapper *m, int k, struct arena *a, struct str *s)
{
	double v;
	if (m->map->decimal_comma && s->n < 64)
		*s = with_point(a, *s);
	if (m->cell[k].scale == 0)
		return NULL;
	if (!str_double(*s, &v))
		return arena_fmt(a, "%s \"%.*s\" is not a finite number", inventory_column[k].name,
		                 s->n < 60 ? (int)s->n : 60, s->p);
	struct buf b = buf_in(a);
	buf_double(&b, v * m->cell[k].scale);
	*s = (struct str){ b.p, b.n };
	return NULL;
}

static const char *convert(const struct mapper *m, int k, struct arena *a, struct str *s)
{
	const struct mapper_cell *c = &m->cell[k];
	const char *why = c->words ? translate(c, a, s) : NULL;
	if (why != NULL || s->n == 0)
		return why;
	switch (inventory_column[k].form) {
	case INVENTORY_TEXT: return NULL;
	case INVENTORY_NUMBER: return m->map ? number(m, k, a, s) : NULL;
	case INVENTORY_DATE: return date(m->map ? m->map->dates : DATES_ISO, a, s);
	}
	return NULL;
}

const char *mapper_row(const struct mapper *m, struct arena *scratch, const struct str *field, size_t n,
                       struct str cell[INVENTORY_COLUMNS], int *column)
{
	for (int k = 0; k < INVENTORY_COLUMNS; k++) {
		const struct mapper_cell *c = &m->cell[k];
		struct str s = STR("");
		*column = k;
		const char *why = NULL;
		if (c->parts > 0)
			why = composed(c, scratch, field, n, &s);
		else if (c->from >= 0 && (size_t)c->from < n)
			s = str_trim(field[c->from]);
		if (why == NULL && s.n > 0)
			why = convert(m, k, scratch, &s);
		if (why != NULL)
			return why;
		cell[k] = s.n > 0 ? s : c->constant;
	}
	return NULL;
}

bool mapper_plain(struct mapper *m, struct arena *a, const struct mapping *map, struct pt_err *e)
{
	*m = (struct mapper){ .map = map };
	if (map == NULL)
		return true;
	options(m, a);
	if (map->columns.n > 0 || map->names.n > 0) {
		pt_fail(e, PT_INVALID, "columns and names are for tables; this format has none");
		pt_err_file(e, map->file);
		return false;
	}
	return true;
}

const char *mapper_apply(const struct mapper *m, struct arena *scratch, struct str cell[INVENTORY_COLUMNS],
                         int *column)
{
	for (int k = 0; k < INVENTORY_COLUMNS && m->map != NULL; k++) {
		*column = k;
		const char *why = cell[k].n > 0 ? convert(m, k, scratch, &cell[k]) : NULL;
		if (why != NULL)
			return why;
		if (cell[k].n == 0)
			cell[k] = m->cell[k].constant;
	}
	return NULL;
}
