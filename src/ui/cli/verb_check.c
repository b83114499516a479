/* SPDX-License-Identifier: Apache-2.0
 *
 * verb_check.c - petrin check: are data files in order, and where not
 */
#include "service/check.h"
#include "ui/cli/cli.h"
#include "ui/cli/json.h"

struct checked {
	struct import_summary s;
	struct pt_err e;
};

static void file_json(struct jsonw *w, const struct checked *f)
{
	jsonw_object(w);
	jsonw_put_text(w, "file", f->s.file);
	jsonw_put_text(w, "kind", f->s.kind);
	jsonw_put_count(w, "records", f->s.records);
	jsonw_put_count(w, "tests", f->s.tests);
	jsonw_put_bool(w, "ok", f->e.code == PT_OK && f->s.rejected == 0);
	jsonw_put_array(w, "errors");
	for (size_t i = 0; i < f->s.faults + (f->e.code != PT_OK); i++) {
		bool whole = i == f->s.faults;
		jsonw_object(w);
		jsonw_put_count(w, "row", whole ? f->e.at.row : f->s.fault[i].row);
		jsonw_put_count(w, "column", whole ? f->e.at.column : f->s.fault[i].column);
		jsonw_put_text(w, "message", whole ? f->e.text : f->s.fault[i].message);
		jsonw_object_end(w);
	}
	jsonw_array_end(w);
	jsonw_object_end(w);
}

static void file_text(struct buf *b, const struct checked *f)
{
	if (f->e.code == PT_OK && f->s.rejected == 0) {
		buf_fmt(b, "%s: in order (%s", f->s.file, f->s.kind);
		if (f->s.records)
			buf_fmt(b, ", %llu records", (unsigned long long)f->s.records);
		if (f->s.tests)
			buf_fmt(b, ", %llu tests passed", (unsigned long long)f->s.tests);
		buf_str(b, ")\n");
	}
	for (size_t i = 0; i < f->s.faults; i++)
		buf_fmt(b, "%s: row %llu, column %llu: %s\n", f->s.file,
		        (unsigned long long)f->s.fault[i].row, (unsigned long long)f->s.fault[i].column,
		        f->s.fault[i].message);
	if (f->s.rejected > f->s.faults)
		buf_fmt(b, "%s: and %llu more that are not listed\n", f->s.file,
		        (unsigned long long)(f->s.rejected - f->s.faults));
	if (f->e.code == PT_OK)
		return;
	buf_fmt(b, "%s: ", f->s.file);
	if (f->e.at.row)
		buf_fmt(b, "row %llu, column %llu: ", (unsigned long long)f->e.at.row,
		        (unsigned long long)f->e.at.column);
	buf_fmt(b, "%s\n", f->e.text);
}

/* One bad file is an error like everywhere; of several, all are looked at and listed. */
static bool run(struct cli *c, const void *options, struct pt_err *e)
{
	struct checked *f = NEW(c->a, struct checked, c->words);
	size_t bad = 0;
	(void)options;
	for (size_t i = 0; i < c->words; i++) {
		f[i].s.file = c->word[i];
		bool ok = service_check(c->a, c->word[i], &f[i].s, &f[i].e) && f[i].s.rejected == 0;
		f[i].s.file = c->word[i];
		bad += !ok;
	}
	if (bad == 1 && c->words == 1 && f[0].e.code != PT_OK) {
		*e = f[0].e;
		return false;
	}
	if (c->format == FORMAT_JSON) {
		struct jsonw w = cli_json(c, "petrin.check/1");
		jsonw_put_array(&w, "files");
		for (size_t i = 0; i < c->words; i++)
			file_json(&w, &f[i]);
		jsonw_array_end(&w);
		cli_json_end(c, &w);
	}
	for (size_t i = 0; c->format != FORMAT_JSON && i < c->words; i++)
		file_text(&c->out, &f[i]);
	c->damaged = bad > 0;
	return true;
}

const struct verb verb_check = {
	.name = "check", .arguments = "FILE...", .needs_words = true,
	.what = "say whether data files are in order, and where not\n\n"
	        "Knows every kind that import reads, decision problems, and JSON and CSV in general. Exit 3 when\n"
	        "one is not in order.",
	.formats = "table json", .run = run,
	.examples = "  petrin check claims.csv\n  petrin check data/criteria/*.yaml problem.json\n",
};
