/* SPDX-License-Identifier: Apache-2.0
 *
 * import.c - reading foreign files: what is in them, row by row
 */
#include "service/import.h"

#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "import/import.h"
#include "import/inventory/mapping.h"
#include "import/inventory/xlsx.h"
#include "import/worker.h"

static bool count(void *ctx, const struct record *r, struct pt_err *e)
{
	struct import_summary *s = ctx;
	(void)e;
	s->per_table[r->table]++;
	return true;
}

static struct import_fault_text *texts(struct arena *job, const struct import_fault *f, size_t n)
{
	struct import_fault_text *to = NEW(job, struct import_fault_text, n);
	for (size_t i = 0; i < n; i++)
		to[i] = (struct import_fault_text){ f[i].row, f[i].column, f[i].message };
	return to;
}

void service_import_result(struct arena *job, const struct import_result *r, struct import_summary *out)
{
	out->kind = r->kind;
	out->records = r->records, out->rejected = r->rejected, out->skipped = r->skipped;
	out->faults = r->faults, out->skips = r->skips;
	out->fault = texts(job, r->fault, r->faults);
	out->skip = texts(job, r->skip, r->skips);
}

/* A word without dot and slash that is no built-in mapping is a misspelt name rather than a file. */
static bool no_mapping(struct arena *job, const char *name, struct pt_err *e)
{
	struct buf known = buf_in(job);
	const char *word;
	for (size_t i = 0; (word = mapping_preset_name(job, i)) != NULL; i++)
		buf_fmt(&known, "%s%s", i > 0 ? ", " : "", word);
	return pt_fail(e, PT_USAGE, "there is no mapping \"%.60s\"; built-in ones: %s; or name a file", name, known.p);
}

/* The file is only carried: what is in it is read by the process without rights. */
bool service_import_how(struct arena *job, const struct import_ask *ask, struct import_how *out, struct pt_err *e)
{
	size_t bad;
	*out = (struct import_how){ 0 };
	if (ask == NULL)
		return true;
	*out = (struct import_how){ .as = ask->as, .map_name = ask->map, .sheet = ask->sheet };
	if (ask->map == NULL)
		return true;
	out->map = mapping_preset(ask->map);
	if (out->map.n > 0)
		return true;
	if (strpbrk(ask->map, "./") == NULL)
		return no_mapping(job, ask->map, e);
	bool ok = file_slurp(job, ask->map, MAPPING_LIMIT, &out->map, e);
	if (ok && (out->map.n == 0 || !str_utf8(out->map, &bad)))
		ok = pt_fail(e, PT_INVALID, out->map.n == 0 ? "is empty" : "is not UTF-8 text");
	if (!ok)
		pt_err_file(e, ask->map);
	return ok;
}

bool service_import_template(const char *kind, struct buf *out, struct pt_err *e)
{
	if (strcmp(kind, "inventory") == 0)
		inventory_template(out);
	else if (strcmp(kind, "inventory.xlsx") == 0)
		xlsx_template(out);
	else
		return pt_fail(e, PT_USAGE, "there is no template \"%.60s\"; there are inventory and inventory.xlsx",
		               kind);
	return true;
}

bool service_import_dry(struct arena *job, const char *path, const struct import_ask *ask,
                        struct import_summary *out, struct pt_err *e)
{
	struct import_result r = { 0 };
	struct import_how how;
	_Static_assert(RECORD_TABLES <= COUNT(out->per_table), "a place per table");
	*out = (struct import_summary){ .file = path };
	if (!service_import_how(job, ask, &how, e) || !import_run(job, path, &how, count, out, &r, e)) {
		pt_err_file(e, path);
		return false;
	}
	service_import_result(job, &r, out);
	return true;
}

static void member(struct jsonw *w, const char *key, uint64_t v)
{
	jsonw_put_count(w, key, v);
}

static void left_out(struct jsonw *w, const char *key, const struct import_fault_text *f, size_t n)
{
	jsonw_put_array(w, key);
	for (size_t i = 0; i < n; i++) {
		jsonw_object(w);
		member(w, "row", f[i].row);
		member(w, "column", f[i].column);
		jsonw_put_text(w, "message", f[i].message);
		jsonw_object_end(w);
	}
	jsonw_array_end(w);
}

void service_import_json(struct buf *b, const struct import_summary *s, size_t n)
{
	struct jsonw w = jsonw_in(b, 2);
	jsonw_object(&w);
	jsonw_key(&w, "schema");
	jsonw_text(&w, "petrin.import/1");
	jsonw_key(&w, "petrin");
	jsonw_text(&w, PT_VERSION);
	jsonw_put_array(&w, "imports");
	for (; n > 0; n--, s++) {
		jsonw_object(&w);
		jsonw_key(&w, "file");
		jsonw_text(&w, s->file);
		jsonw_key(&w, "kind");
		jsonw_text(&w, s->kind);
		member(&w, "records", s->records);
		member(&w, "changed", s->changed);
		member(&w, "rejected", s->rejected);
		member(&w, "skipped", s->skipped);
		member(&w, "ended", s->ended);
		left_out(&w, "errors", s->fault, s->faults);
		left_out(&w, "notes", s->skip, s->skips);
		jsonw_object_end(&w);
	}
	jsonw_array_end(&w);
	jsonw_object_end(&w);
	buf_char(b, '\n');
}

size_t service_import_kinds(void)
{
	size_t n;
	import_all(&n);
	return n;
}

struct import_kind service_import_kind(size_t i)
{
	size_t n;
	const struct importer *im = import_all(&n)[i];
	return (struct import_kind){ im->kind, im->what, im->example };
}

int service_import_worker(int argc, char **argv)
{
	return import_worker_main(argc, argv);
}
