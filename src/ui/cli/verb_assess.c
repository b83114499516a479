/* SPDX-License-Identifier: Apache-2.0
 *
 * verb_assess.c - petrin assess: the trust class of suppliers, how sure, and why
 */
#include "base/log.h"
#include "service/assess.h"
#include "service/problem.h"
#include "ui/cli/cli.h"
#include "ui/report/assess_text.h"

struct options {
	bool why;
	int32_t as_of;
	const char *profile, *problem;
	uint64_t draws, seed;
};

#define AT(field) offsetof(struct options, field)
static const struct cli_option option[] = {
	{ "why", NULL, "everything a verdict rests on, down to source, dispute and reply", OPT_FLAG, AT(why) },
	{ "as-of", "DATE", "as it stood on this day: what is dated later does not count", OPT_DATE, AT(as_of) },
	{ "profile", "ID", "boundaries, vetoes and weights to judge by (baseline)", OPT_TEXT, AT(profile) },
	{ "draws", "N", "how many weightings are drawn (20000)", OPT_COUNT, AT(draws) },
	{ "seed", "N", "of the random numbers (1)", OPT_COUNT, AT(seed) },
	{ "problem", "FILE", "solve a stated decision problem instead (docs/formats/problem.md)", OPT_TEXT,
	  AT(problem) },
};

static bool solve(struct cli *c, const struct options *o, struct pt_err *e)
{
	if (c->words || o->why || o->profile || o->as_of != CLI_NO_DATE || o->draws || o->seed)
		return pt_fail(e, PT_USAGE, "--problem FILE states everything itself: no supplier and no other "
		               "option goes with it");
	if (c->format == FORMAT_CSV || c->format == FORMAT_JSONL)
		return pt_fail(e, PT_USAGE, "--problem answers in JSON only");
	c->raw = true; /* JSON, whatever the format: it escapes what a terminal should not see */
	return service_problem_file(c->a, o->problem, &c->out, e);
}

static bool show(struct cli *c, const struct assessment *x, bool why, struct pt_err *e)
{
	for (size_t i = 0; i < x->n; i++)
		c->findings |= assess_is_worst(x, i);
	if (c->format == FORMAT_JSON) {
		service_assess_json(&c->out, x, why);
		return true;
	}
	if (c->format != FORMAT_TABLE && why)
		return pt_fail(e, PT_USAGE, "--why is for --format table or json");
	if (why) {
		for (size_t i = 0; i < x->n; i++) {
			buf_str(&c->out, i ? "\n" : "");
			assess_why(&c->out, x, i, (struct assess_text_form){ c->width, c->color });
		}
		return true;
	}
	struct table t = assess_table(c->a, x);
	cli_table(c, &t);
	if (c->format == FORMAT_TABLE && !c->quiet) {
		log_note("profile %s: %s", x->profile->id, x->profile->note);
		log_note("shares are of %llu accepted weightings and beliefs; \"petrin assess NAME --why\" shows "
		         "the reasons", (unsigned long long)x->verdicts.draws);
	}
	return true;
}

static bool run(struct cli *c, const void *options, struct pt_err *e)
{
	const struct options *o = options;
	struct assessment x;
	if (o->problem)
		return solve(c, o, e);
	struct assess_request rq = { .workspace = c->workspace, .profile = o->profile,
		                     .day = o->as_of == CLI_NO_DATE ? (int32_t)(c->now / 86400) : o->as_of,
		                     .supplier = c->word, .suppliers = c->words, .draws = o->draws,
		                     .seed = o->seed, .vulnerabilities = o->why, .reasons = o->why };
	if (!service_assess(c->a, &rq, &x, e))
		return false;
	bool ok = show(c, &x, o->why, e);
	service_assess_end(&x);
	return ok;
}

const struct verb verb_assess = {
	.name = "assess", .arguments = "[SUPPLIER...]",
	.what = "the trust class of every supplier, and how sure it is\n\n"
	        "Classes come from the profile's boundaries over the criteria; shares say how many of the accepted\n"
	        "weightings and beliefs lead to each class; \"possible\" is exact. What is not known leaves every\n"
	        "grade open and never makes a class worse.",
	.formats = "table json jsonl csv", .option = option, .options = COUNT(option),
	.size = sizeof(struct options), .run = run,
	.examples = "  petrin assess\n  petrin assess nokia --why\n  petrin assess --as-of 2020-01-01 --json\n"
	            "  petrin assess --profile legal-first --format csv > verdicts.csv\n"
	            "  petrin assess --problem problem.json\n",
};
