/* SPDX-License-Identifier: Apache-2.0
 *
 * inventory_json.c - what importers of inventories as JSON have in common
 */
#include "import/inventory/inventory_json.h"

#include <string.h>

#include "import/lines.h"

bool inventory_json_begin(struct inventory_json *x, struct import_job *job, const struct register_source *source,
                          struct pt_err *e)
{
	const struct mapping *map = job->map.n > 0 ? &x->mapping : NULL;
	x->job = job;
	if (map && !mapping_read(job->a, job->map, job->map_name, &x->mapping, e))
		return false;
	if (!mapper_plain(&x->m, job->a, map, e))
		return false;
	inventory_begin(&x->v, job, mapping_source_of(job->a, map, source));
	x->v.prefix = map ? map->prefix : "";
	x->v.repeats = map && map->repeats;
	return true;
}

/* False = stop. */
static bool one_value(struct inventory_json *x, const struct line *line, bool (*one)(struct inventory_json *x))
{
	struct arena before = x->v.scratch;
	struct pt_err e = { 0 };
	x->at = (struct pt_at){ .row = line->row, .column = line->column };
	if (line->why != NULL) {
		if (!x->again)
			import_reject(x->job, &x->at, line->why);
		return true;
	}
	/* A first look over the whole value: nothing of one that is not JSON is handed on. */
	struct arena look = x->v.scratch;
	json_of(&x->j, &look, line->text, NULL, &e);
	if (!x->again)
		json_skip(&x->j);
	bool go_on = true;
	if (x->again || json_done(&x->j)) {
		json_of(&x->j, &x->v.scratch, line->text, NULL, &e);
		go_on = one(x);
	}
	if (go_on && e.code != PT_OK && !x->again) {
		lines_place(line, &e.at);
		import_reject(x->job, &e.at, e.text);
	}
	x->v.scratch = before;
	return go_on;
}

static void progress(const struct inventory_json *x, const struct stream *s, uint64_t *told)
{
	if (x->job->out.progress && s->total - *told >= 4 << 20) {
		*told = s->total;
		x->job->out.progress(x->job->out.ctx, *told);
	}
}

static bool each_of_list(struct inventory_json *x, bool (*one)(struct inventory_json *x), struct pt_err *e)
{
	struct jsons *s = NEW(x->job->a, struct jsons, 1);
	struct jsons_value v;
	struct str key;
	uint64_t told = 0;
	jsons_open(s, x->job->a, x->job->source, e);
	jsons_object(s);
	while (jsons_key(s, &key)) {
		if (!str_is(key, x->list) || jsons_peek(s) != JSON_ARRAY) {
			jsons_skip(s);
			continue;
		}
		for (jsons_array(s); jsons_more(s) && jsons_value(s, LINES_LIMIT, &v); progress(x, &s->source, &told)) {
			struct line line = { v.text, v.row, v.column, v.text.p ? NULL : lines_too_long };
			if (!one_value(x, &line, one))
				return import_stopped(e);
		}
	}
	return jsons_done(s);
}

bool inventory_json_each(struct inventory_json *x, bool (*one)(struct inventory_json *x), struct pt_err *e)
{
	struct lines *l = NEW(x->job->a, struct lines, 1);
	struct line line;
	uint64_t told = 0;
	if (x->list != NULL)
		return each_of_list(x, one, e);
	if (!lines_open(l, x->job->a, x->job->source, e))
		return false;
	for (; lines_next(l, &line, e); progress(x, &l->s.source, &told))
		if (!one_value(x, &line, one))
			return import_stopped(e);
	return e->code == PT_OK;
}

bool inventory_json_end(struct inventory_json *x, struct pt_err *e)
{
	return inventory_end(&x->v) || import_stopped(e);
}

static struct pt_at place(const void *ctx, int column)
{
	const struct inventory_json *x = ctx;
	(void)column;
	return x->at;
}

bool inventory_json_put(struct inventory_json *x)
{
	struct inventory_at at = { place, x };
	int column;
	for (int k = 0; k < INVENTORY_COLUMNS; k++)
		x->cell[k] = str_trim(x->cell[k]);
	const char *why = mapper_apply(&x->m, &x->v.scratch, x->cell, &column);
	if (why != NULL) {
		import_reject(x->job, &x->at, why);
		return true;
	}
	return inventory_put(&x->v, x->cell, &at);
}

struct str inventory_json_text(struct json *j)
{
	struct str key, out = STR("");
	switch (json_peek(j)) {
	case JSON_STRING: return json_text(j);
	case JSON_NUMBER: return json_number_text(j);
	case JSON_OBJECT: break;
	case JSON_NONE:
	case JSON_ARRAY:
	case JSON_TRUE:
	case JSON_FALSE:
	case JSON_NULL: json_skip(j); return out;
	}
	json_object(j);
	while (json_key(j, &key)) {
		bool wanted = str_is(key, "value") || (str_is(key, "name") && out.n == 0);
		enum json_kind kind = json_peek(j);
		if (wanted && kind == JSON_STRING)
			out = json_text(j);
		else if (wanted && kind == JSON_NUMBER)
			out = json_number_text(j);
		else
			json_skip(j);
	}
	return out;
}

void inventory_json_note(struct inventory_json *x, const char *what, struct str text)
{
	struct str *note = &x->cell[I_NOTE];
	if (text.n > 0)
		*note = str_of(arena_fmt(&x->v.scratch, "%.*s%s%s \"%.*s\"", (int)note->n, note->p ? note->p : "",
		                         note->n > 0 ? "; " : "", what, text.n < 200 ? (int)text.n : 200, text.p));
}

void inventory_json_function(struct inventory_json *x, struct str words)
{
	if (x->m.map && x->m.cell[I_FUNCTION].words) {
		x->cell[I_FUNCTION] = words; /* the mapping knows better */
		return;
	}
	const char *known = inventory_function(words);
	x->cell[I_FUNCTION] = known[0] ? str_of(known) : STR("other");
	if (known[0] == '\0')
		inventory_json_note(x, "called", words);
}
