/* SPDX-License-Identifier: Apache-2.0
 *
 * verb_report.c - petrin report: the assessment as one page that needs nothing else
 */
#include <sodium.h>
#include <string.h>

#include "base/file.h"
#include "service/assess.h"
#include "service/workspace.h"
#include "ui/cli/cli.h"
#include "ui/cli/json.h"
#include "ui/report/report_assess.h"

struct options {
	const char *output, *profile;
	int32_t as_of;
	uint64_t draws, seed;
};

#define AT(field) offsetof(struct options, field)
static const struct cli_option option[] = {
	{ "output", "FILE", "where the page goes (-o FILE; - is standard output)", OPT_TEXT, AT(output) },
	{ "as-of", "DATE", "as it stood on this day: what is dated later does not count", OPT_DATE, AT(as_of) },
	{ "profile", "ID", "boundaries, vetoes and weights to judge by (baseline)", OPT_TEXT, AT(profile) },
	{ "draws", "N", "how many weightings are drawn (20000)", OPT_COUNT, AT(draws) },
	{ "seed", "N", "of the random numbers (1)", OPT_COUNT, AT(seed) },
};

/* The page names the head of the log; it must be that of what was judged. */
static bool judge(struct cli *c, const struct assess_request *rq, struct assessment *x,
                  struct workspace_health *health, struct pt_err *e)
{
	struct workspace_health before;
	return workspace_health(c->a, c->workspace, false, NULL, &before, e) && service_assess(c->a, rq, x, e) &&
	       workspace_health(c->a, c->workspace, false, NULL, health, e) &&
	       (strcmp(before.head, health->head) == 0 ||
	        pt_fail(e, PT_CONFLICT, "the workspace changed while it was judged; run this again"));
}

static void tell_json(struct cli *c, const char *file, const struct report_input *in, struct str page, size_t n)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	char hex[2 * sizeof hash + 1], day[11];
	struct jsonw w = cli_json(c, "petrin.report/1");
	crypto_hash_sha256(hash, (const unsigned char *)page.p, page.n);
	sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
	str_date_text(in->x->model.day, day);
	jsonw_put_text(&w, "file", file);
	jsonw_put_count(&w, "bytes", page.n);
	jsonw_put_text(&w, "sha256", hex);
	jsonw_put_text(&w, "as_of", day);
	jsonw_put_text(&w, "profile", in->x->profile->id);
	jsonw_put_count(&w, "draws", in->x->verdicts.draws);
	jsonw_put_count(&w, "seed", in->x->seed);
	jsonw_put_text(&w, "head", in->head);
	jsonw_put_count(&w, "suppliers", n);
	cli_json_end(c, &w);
}

static bool run(struct cli *c, const void *options, struct pt_err *e)
{
	const struct options *o = options;
	struct assessment x;
	struct workspace_health health;
	struct buf page = buf_in(c->a);
	if (o->output == NULL || o->output[0] == '\0')
		return pt_fail(e, PT_USAGE, "report needs -o FILE: where the page goes");
	if (file_same(o->output, c->workspace))
		return pt_fail(e, PT_USAGE, "-o names the workspace itself; the page needs a file of its own");
	bool to_stdout = strcmp(o->output, "-") == 0;
	if (to_stdout && c->format == FORMAT_JSON)
		return pt_fail(e, PT_USAGE, "-o - writes the page to standard output: --json goes with a file");
	struct assess_request rq = { .workspace = c->workspace, .profile = o->profile,
		                     .day = o->as_of == CLI_NO_DATE ? (int32_t)(c->now / 86400) : o->as_of,
		                     .supplier = c->word, .suppliers = c->words, .draws = o->draws,
		                     .seed = o->seed, .vulnerabilities = true, .reasons = true };
	if (!judge(c, &rq, &x, &health, e))
		return false;
	for (size_t i = 0; i < x.n; i++)
		c->findings |= assess_is_worst(&x, i);
	struct report_input in = { &x, health.head };
	size_t n = report_assess(&page, &in);
	service_assess_end(&x);
	struct str text = { page.p, page.n };
	if (to_stdout) {
		c->out = page;
		c->raw = true;
		return true;
	}
	if (!file_replace(o->output, text, e))
		return false;
	if (c->format == FORMAT_JSON)
		tell_json(c, o->output, &in, text, n);
	else
		buf_fmt(&c->out, "%s: one page, %zu %s, %zu kB; open it in any browser\n", o->output, n,
		        n == 1 ? "supplier" : "suppliers", (page.n + 500) / 1000);
	return true;
}

const struct verb verb_report = {
	.name = "report", .arguments = "[SUPPLIER...]",
	.what = "write the assessment as one page: classes, reasons, evidence, replies, sources\n\n"
	        "The page is a single HTML file for screen, phone and paper. It fetches nothing and needs no\n"
	        "script. It shows what \"assess --why\" shows. The same workspace and options give the same bytes.",
	.formats = "table json", .option = option, .options = COUNT(option), .size = sizeof(struct options),
	.run = run,
	.examples = "  petrin report -o report.html\n  petrin report nokia ericsson -o two.html\n"
	            "  petrin report --profile legal-first --as-of 2020-01-01 -o then.html --json\n",
};
