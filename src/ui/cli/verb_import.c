/* SPDX-License-Identifier: Apache-2.0
 *
 * verb_import.c - petrin import: foreign files into the workspace, one transaction each
 */
#include <string.h>

#include "base/log.h"
#include "service/workspace.h"
#include "ui/cli/cli.h"

struct options {
	bool dry;
	const char *as, *map, *sheet, *form;
};

static const struct cli_option option[] = {
	{ "dry-run", NULL, "only say what the files hold; needs no workspace", OPT_FLAG,
	  offsetof(struct options, dry) },
	{ "as", "KIND", "read as this kind instead of finding out (\"?\" lists the kinds)", OPT_TEXT,
	  offsetof(struct options, as) },
	{ "map", "MAPPING", "how a table becomes our inventory template: a YAML file or a built-in name", OPT_TEXT,
	  offsetof(struct options, map) },
	{ "sheet", "NAME", "which sheet of a workbook, instead of the first", OPT_TEXT,
	  offsetof(struct options, sheet) },
	{ "template", "KIND", "print a form with examples to fill in: inventory (CSV), inventory.xlsx", OPT_TEXT,
	  offsetof(struct options, form) },
};

static const char *count(struct cli *c, uint64_t n)
{
	return arena_fmt(c->a, "%llu", (unsigned long long)n);
}

static void show(struct cli *c, const struct import_summary *s, size_t n)
{
	struct table t = table_in(c->a);
	table_column(&t, "file", "file", false);
	table_column(&t, "kind", "kind", false);
	table_column(&t, "records", "records", true);
	table_column(&t, "changed", "changed", true);
	table_column(&t, "rejected", "rejected", true);
	table_column(&t, "skipped", "skipped", true);
	for (size_t i = 0; i < n; i++) {
		const char **cell = table_row(&t);
		cell[0] = s[i].file, cell[1] = s[i].kind;
		cell[2] = count(c, s[i].records), cell[3] = count(c, s[i].changed);
		cell[4] = count(c, s[i].rejected), cell[5] = count(c, s[i].skipped);
	}
	cli_table(c, &t);
	for (size_t i = 0; i < n; i++) {
		cli_left_out(&s[i]);
		if (s[i].ended)
			log_note("%s: %llu need%s of its elements that it names no longer ended today", s[i].file,
			         (unsigned long long)s[i].ended, s[i].ended == 1 ? "" : "s");
	}
}

static void kinds(struct cli *c)
{
	struct table t = table_in(c->a);
	table_column(&t, "kind", "kind", false);
	table_column(&t, "what", "what it is", false);
	table_column(&t, "example", "example", false);
	for (size_t i = 0; i < service_import_kinds(); i++) {
		struct import_kind k = service_import_kind(i);
		const char **cell = table_row(&t);
		cell[0] = k.kind, cell[1] = k.what, cell[2] = k.example;
	}
	cli_table(c, &t);
}

static bool run(struct cli *c, const void *options, struct pt_err *e)
{
	const struct options *o = options;
	struct import_summary *s = NEW(c->a, struct import_summary, c->words + 1);
	struct workspace_act act = { c->workspace, c->actor, c->now, NULL };
	struct import_ask ask = { o->as, o->map, o->sheet };
	if (o->form) {
		c->raw = true;
		return service_import_template(o->form, &c->out, e);
	}
	if (o->as && strcmp(o->as, "?") == 0) {
		kinds(c);
		return true;
	}
	if (c->words == 0)
		return pt_fail(e, PT_USAGE, "import needs FILE... (see petrin import --help)");
	size_t done = 0;
	while (done < c->words && (o->dry ? service_import_dry(c->a, c->word[done], &ask, &s[done], e)
	                                  : workspace_import(c->a, &act, c->word[done], &ask, &s[done], e)))
		c->findings |= s[done++].rejected > 0;
	log_progress_end();
	c->partial = done > 0;
	if (c->format == FORMAT_JSON)
		service_import_json(&c->out, s, done);
	else if (done > 0)
		show(c, s, done);
	if (done < c->words && done > 0)
		log_note("the %zu files before the one that failed are in the workspace", done);
	return done == c->words;
}

const struct verb verb_import = {
	.name = "import", .arguments = "FILE...",
	.what = "read evidence of foreign formats into the workspace\n\n"
	        "Each file (also .zip, .tar, .tar.zst or a folder) is one transaction: a file that fails leaves\n"
	        "nothing behind, rows that do not hold are left out and listed, the same file twice changes\n"
	        "nothing. The format is found out from the content; files are read by a process without rights.",
	.formats = "table json jsonl csv", .option = option, .options = COUNT(option),
	.size = sizeof(struct options), .run = run,
	.examples = "  petrin import --dry-run known_exploited_vulnerabilities.json\n"
	            "  petrin import claims.csv cves.zip\n  petrin import --as evidence table.txt\n"
	            "  petrin import --template inventory > sites.csv\n  petrin import --map my.yaml export.csv\n"
	            "  petrin import --as \"?\"\n",
};
