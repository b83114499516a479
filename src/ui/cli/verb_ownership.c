/* SPDX-License-Identifier: Apache-2.0
 *
 * verb_ownership.c - petrin ownership: who owns and controls a supplier, or anybody in a file
 *
 * Whole graphs are written piece by piece: what can fail has failed before the first piece.
 */
#include "base/file.h"
#include "base/log.h"
#include "service/ownership_findings.h"
#include "service/ownership_json.h"
#include "ui/cli/cli.h"
#include "ui/report/ownership_picture.h"
#include "ui/report/ownership_text.h"

struct options {
	struct cli_texts graph, target;
	const char *as, *scenario, *svg;
	int32_t as_of;
	bool stated_none;
};

#define AT(field) offsetof(struct options, field)
static const struct cli_option option[] = {
	{ "graph", "FILE",
	  "ask this register or list of owners, not the workspace (several make one graph)", OPT_TEXTS,
	  AT(graph) },
	{ "as", "KIND", "read FILE as this kind instead of finding out (\"?\" of import lists them)",
	  OPT_TEXT, AT(as) },
	{ "target", "ID", "only this company of the graph, by id or name (may be repeated)", OPT_TEXTS,
	  AT(target) },
	{ "as-of", "DATE", "as it stood on this day: what is dated later does not count", OPT_DATE,
	  AT(as_of) },
	{ "scenario", "NAME", "contested stakes as this one reads them", OPT_TEXT, AT(scenario) },
	{ "svg", "FILE", "also draw the owners of the companies asked for, or of a small graph", OPT_TEXT,
	  AT(svg) },
	{ "stated-none", NULL,
	  "count the companies that state nobody controls them, before and after\n"
	  "                         following chains to such companies",
	  OPT_FLAG, AT(stated_none) },
};

enum { ROWS = 1000 }; /* put together at once */

struct job {
	struct cli *c;
	const struct options *o;
	struct ownership graph;
	struct ownership_nodes target;
	uint16_t scenario;
	struct arena one; /* given back after each target */
	char *start;
};

static bool check_words(const struct cli *c, const struct options *o, struct pt_err *e)
{
	if (o->graph.n && c->words)
		return pt_fail(e, PT_USAGE,
		               "with --graph the company is named by --target ID, not \"%.60s\"",
		               c->word[0]);
	if (o->graph.n == 0 && c->words == 0)
		return pt_fail(e, PT_USAGE,
		               "ownership needs SUPPLIER, or --graph FILE (see petrin ownership --help)");
	if (o->graph.n == 0 && (o->target.n || o->as || o->stated_none))
		return pt_fail(e, PT_USAGE, "--target, --as and --stated-none go with --graph FILE");
	if (o->stated_none && o->svg)
		return pt_fail(e, PT_USAGE, "--stated-none counts and --svg draws: ask for one of them");
	if (o->stated_none && o->target.n)
		return pt_fail(e, PT_USAGE,
		               "--stated-none is about the whole graph: no --target goes with it");
	return true;
}

static bool find_targets(struct job *j, struct pt_err *e)
{
	struct cli *c = j->c;
	uint32_t node;
	for (size_t i = 0; i < c->words; i++)
		if (!ownership_supplier(c->a, &j->graph, c->word[i], &j->target, e))
			return false;
	for (size_t i = 0; i < j->o->target.n; i++) {
		if (!ownership_find(&j->graph, j->o->target.v[i], &node, e))
			return false;
		*PUSH(c->a, j->target.v, j->target.n, j->target.cap) = node;
	}
	return ownership_scenario(&j->graph, j->o->scenario, &j->scenario, e);
}

/* --- some targets, or JSON of all --- */

static bool piece(struct cli *c, struct pt_err *e)
{
	return c->out.n < OWNERSHIP_PIECE || cli_flush(c, e);
}

struct writing {
	struct cli *c;
	struct pt_err *e;
	bool failed;
};

static void full(void *ctx)
{
	struct writing *w = ctx;
	w->failed = w->failed || !cli_flush(w->c, w->e);
}

static bool all_json(struct job *j, const uint32_t *node, size_t n, struct pt_err *e)
{
	struct ownership_asker q = ownership_asker(&j->graph);
	struct writing out = { j->c, e, false };
	struct ownership_json w = ownership_json_begin(j->c->a, &j->c->out, &j->graph, NULL);
	w.full = full, w.ctx = &out;
	for (size_t i = 0; i < n && !out.failed; i++) {
		struct arena one = j->one;
		struct ownership_target t;
		ownership_target(&one, &q, j->scenario, node[i], &t);
		ownership_json_target(&w, one, &t);
	}
	struct arena end = j->one;
	struct ownership_closed closed = ownership_closed_in(&end, &q, j->scenario);
	ownership_json_end(&w, end, &closed);
	ownership_asker_end(&q);
	return !out.failed;
}

/* One answer as rows, in pieces. */
static bool owner_rows(struct job *j, struct arena scratch, const struct ownership_answer *x, bool *first,
                       struct pt_err *e)
{
	size_t i = 0;
	do {
		struct arena temp = scratch;
		struct table t = ownership_owner_table(&temp);
		i = ownership_owner_rows(&t, &j->graph, x, i, ROWS);
		t.headless = !*first;
		*first = false;
		cli_table(j->c, &t);
		if (!piece(j->c, e))
			return false;
	} while (i < x->owners);
	return true;
}

static bool targets(struct job *j, struct pt_err *e)
{
	struct cli *c = j->c;
	if (c->format == FORMAT_JSON)
		return all_json(j, j->target.v, j->target.n, e);
	struct ownership_asker q = ownership_asker(&j->graph);
	bool first = true, ok = true;
	for (size_t i = 0; i < j->target.n && ok; i++) {
		struct arena one = j->one;
		struct ownership_target x;
		ownership_target(&one, &q, j->scenario, j->target.v[i], &x);
		if (c->format == FORMAT_TABLE) {
			struct ownership_page page = { &c->out, one, &j->graph, c->width, c->color };
			buf_str(&c->out, i ? "\n" : "");
			ownership_text(&page, &x);
			continue;
		}
		ok = owner_rows(j, one, &x.answer, &first, e);
		for (size_t k = 0; x.beside && k < x.above.scenarios && ok; k++)
			ok = owner_rows(j, one, &x.beside[k], &first, e);
	}
	ownership_asker_end(&q);
	return ok;
}

/* --- the picture --- */

enum { DRAWN = 20000 };

/* Neither the workspace nor a list of owners is drawn over. */
static bool is_input(const struct job *j)
{
	for (size_t i = 0; i < j->o->graph.n; i++)
		if (file_same(j->o->svg, j->o->graph.v[i]))
			return true;
	return file_same(j->o->svg, j->c->workspace);
}

/* Written first: when it cannot be, nothing else is told as if it were. */
static bool draw(struct job *j, struct pt_err *e)
{
	struct arena one = j->one;
	struct ownership_picture p = { &j->graph, NULL, j->target.n };
	struct buf out = buf_in(j->c->a);
	if (is_input(j))
		return pt_fail(e, PT_USAGE, "--svg names what is read; the picture needs a file of its own");
	if (p.targets == 0 && j->graph.graph.n > DRAWN)
		return pt_fail(e, PT_USAGE, "a picture of %u nodes would show nothing: name a company by --target ID",
		               j->graph.graph.n);
	struct ownership_asker q = ownership_asker(&j->graph);
	struct ownership_target *t = NEW(&one, struct ownership_target, p.targets);
	for (size_t i = 0; i < p.targets; i++)
		ownership_target(&one, &q, j->scenario, j->target.v[i], &t[i]);
	p.target = t;
	ownership_draw(&out, one, &p);
	ownership_asker_end(&q);
	return file_replace(j->o->svg, (struct str){ out.p, out.n }, e);
}

/* --- the whole graph --- */

/* The table has no place for what is wrong with the graph. */
static void tell_findings(struct job *j, const struct ownership_closed *closed)
{
	enum { SHOWN = 20 };
	struct arena a = j->one;
	struct ownership_findings f = ownership_findings(&a, &j->graph, NULL, closed);
	for (size_t i = 0; i < f.n && i < SHOWN; i++)
		log_warn("%s", ownership_finding_text(&a, &j->graph, &f.v[i]));
	if (f.n + f.more > SHOWN)
		log_warn("and %llu findings more; --json lists %s",
		         (unsigned long long)(f.n + f.more - SHOWN), f.more ? "the first 1000" : "them");
	j->c->findings |= f.n > 0;
}

static bool all_rows(struct job *j, struct pt_err *e)
{
	struct cli *c = j->c;
	const struct ownership *o = &j->graph;
	struct ownership_all all = ownership_all(&j->one, o, j->scenario);
	bool first = true;
	tell_findings(j, &all.closed);
	for (uint32_t p = 0; p < o->graph.n || first;) {
		struct arena one = j->one;
		struct table t = ownership_line_table(&one);
		t.for_people = c->format == FORMAT_TABLE;
		for (; p < o->graph.n && t.rows < ROWS; p++) {
			if (!ownership_is_company(o, p))
				continue;
			struct ownership_line line = ownership_line(o, &all, j->scenario, p);
			ownership_line_row(&t, o, &line);
		}
		t.headless = !first;
		cli_table(c, &t);
		first = false;
		if (!piece(c, e))
			return false;
	}
	return true;
}

static bool whole(struct job *j, struct pt_err *e)
{
	const struct ownership *o = &j->graph;
	if (j->c->format != FORMAT_JSON)
		return all_rows(j, e);
	for (uint32_t p = 0; p < o->graph.n; p++)
		if (ownership_is_company(o, p))
			*PUSH(j->c->a, j->target.v, j->target.n, j->target.cap) = o->graph.at[p];
	return all_json(j, j->target.v, j->target.n, e);
}

static bool stated_none(struct job *j, struct pt_err *e)
{
	struct cli *c = j->c;
	struct ownership_silent x = ownership_silent(&j->one, &j->graph);
	(void)e;
	if (c->format == FORMAT_JSON) {
		struct ownership_json w = ownership_json_begin(c->a, &c->out, &j->graph, &x);
		ownership_json_end(&w, j->one, NULL);
		return true;
	}
	const struct {
		const char *what;
		uint64_t n;
	} row[] = {
		{ "companies that are owned or state something", x.companies },
		{ "state that nobody controls them", x.stated },
		{ "state it, or have one above them that does", x.reached },
		{ "added by following chains", x.reached - x.stated },
		{ "state it, or have only such above them", x.only },
	};
	struct table t = table_in(c->a);
	table_column(&t, "what", "what", false);
	table_column(&t, "companies", "companies", true);
	for (size_t i = 0; i < COUNT(row); i++) {
		const char **cell = table_row(&t);
		cell[0] = row[i].what;
		cell[1] = arena_fmt(c->a, "%llu", (unsigned long long)row[i].n);
	}
	cli_table(c, &t);
	return true;
}

static void tell(const struct job *j)
{
	const struct ownership *o = &j->graph;
	for (size_t i = 0; i < o->files && j->c->format != FORMAT_JSON; i++)
		cli_left_out(&o->file[i]);
	if (j->o->graph.n && o->ended + o->later)
		log_note("stakes that ended before the day: %llu; that begin after it: %llu",
		         (unsigned long long)o->ended, (unsigned long long)o->later);
}

static bool answer(struct job *j, struct pt_err *e)
{
	j->one = arena_reserve((size_t)8 << 30, "ownership");
	j->start = j->one.beg;
	tell(j);
	j->c->findings = j->graph.rejected > 0 || j->graph.graph.findings > 0;
	bool ok = j->o->svg == NULL || draw(j, e);
	ok = ok && (j->o->stated_none ? stated_none(j, e) : j->target.n ? targets(j, e) : whole(j, e));
	arena_release(&j->one, j->start);
	return ok;
}

static bool run(struct cli *c, const void *options, struct pt_err *e)
{
	const struct options *o = options;
	struct job j = { .c = c, .o = o };
	struct ownership_request rq = { .file = o->graph.v,
		                        .files = o->graph.n,
		                        .as_kind = o->as,
		                        .workspace = c->workspace,
		                        .who = c->word,
		                        .whos = c->words,
		                        .day = o->as_of == CLI_NO_DATE ? (int32_t)(c->now / 86400) : o->as_of };
	if (!check_words(c, o, e) || !ownership_open(&j.graph, &rq, e))
		return false;
	log_progress_end();
	bool ok = find_targets(&j, e) && answer(&j, e);
	ownership_close(&j.graph);
	return ok;
}

const struct verb verb_ownership = {
	.name = "ownership",
	.arguments = "[SUPPLIER...]",
	.what = "who owns and who controls, as intervals, with the source of every stake\n\n"
		"Shares are followed up to their ends, control by rules; what is not stated stays open, and\n"
		"contested stakes stand side by side. A file is an edge list, BODS 0.4, GLEIF level 1 and 2, the\n"
		"UK register of people with significant control, or petrin's own tables; nothing of it is kept.",
	.formats = "table json jsonl csv",
	.option = option,
	.options = COUNT(option),
	.size = sizeof(struct options),
	.run = run,
	.examples = "  petrin ownership samsung --svg samsung.svg\n"
		    "  petrin ownership --graph owners.csv --target acme\n"
		    "  petrin ownership --graph register.jsonl --format csv > companies.csv\n"
		    "  petrin ownership --graph snapshot.txt --stated-none\n",
};
