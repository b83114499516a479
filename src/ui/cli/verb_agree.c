/* SPDX-License-Identifier: Apache-2.0
 *
 * verb_agree.c - petrin agree: where the weightings of countries lead to one class, and where not
 */
#include "base/log.h"
#include "service/agree.h"
#include "ui/cli/cli.h"
#include "ui/report/agree_text.h"

struct options {
	struct cli_texts countries;
	bool by_country, distance, weights;
	int32_t as_of;
	const char *profile;
	uint64_t draws, seed;
};

#define AT(field) offsetof(struct options, field)
static const struct cli_option option[] = {
	{ "countries", "CC,CC", "only these (all whose rules name considerations)", OPT_TEXTS, AT(countries) },
	{ "by-country", NULL, "the class shares of each country", OPT_FLAG, AT(by_country) },
	{ "distance", NULL, "how far each two countries are apart", OPT_FLAG, AT(distance) },
	{ "weights", NULL, "considerations: who names them, what all accept, what divides", OPT_FLAG, AT(weights) },
	{ "as-of", "DATE", "as it stood on this day", OPT_DATE, AT(as_of) },
	{ "profile", "ID", "boundaries, vetoes and weights inside a consideration (baseline)", OPT_TEXT, AT(profile) },
	{ "draws", "N", "how many joint weightings are drawn (20000)", OPT_COUNT, AT(draws) },
	{ "seed", "N", "of the random numbers (1)", OPT_COUNT, AT(seed) },
};

/* "CC,CC" and the option given again come to one list. */
static const char **split(struct arena *a, const struct cli_texts *given, size_t *n)
{
	const char **v = NULL;
	size_t cap = 0;
	*n = 0;
	for (size_t i = 0; i < given->n; i++) {
		struct str rest = str_of(given->v[i]), word;
		while (str_cut(&rest, ',', &word))
			if (word.n > 0)
				*PUSH(a, v, *n, cap) = arena_strn(a, word.p, word.n);
	}
	return v;
}

static void show(struct cli *c, const struct agree_answer *x, const struct options *o)
{
	struct table t = o->by_country ? agree_by_country(c->a, x) :
	                 o->distance   ? agree_distances(c->a, x) :
	                 o->weights    ? agree_weights(c->a, x) :
	                                 agree_table(c->a, x);
	cli_table(c, &t);
	if (c->format != FORMAT_TABLE || o->by_country || o->distance)
		return;
	if (!o->weights) {
		buf_str(&c->out, "\n");
		t = agree_weights(c->a, x);
		cli_table(c, &t);
	}
	buf_str(&c->out, "\n");
	agree_summary(&c->out, x, c->width);
	if (c->quiet)
		return;
	log_note("profile %s: boundaries and weights inside a consideration are the same for all countries",
	         x->x.profile->id);
	if (x->silents)
		log_note("%zu more countries have rules that name no considerations: --countries takes them in",
		         x->silents);
}

static bool run(struct cli *c, const void *options, struct pt_err *e)
{
	const struct options *o = options;
	struct agree_answer x;
	struct agree_request rq = { .workspace = c->workspace, .profile = o->profile,
		                    .day = o->as_of == CLI_NO_DATE ? (int32_t)(c->now / 86400) : o->as_of,
		                    .supplier = c->word, .suppliers = c->words, .draws = o->draws, .seed = o->seed };
	if (o->by_country + o->distance + o->weights > 1)
		return pt_fail(e, PT_USAGE, "--by-country, --distance and --weights are tables of their own: "
		               "one at a time");
	rq.country = split(c->a, &o->countries, &rq.countries);
	if (o->countries.n && rq.countries == 0)
		return pt_fail(e, PT_USAGE, "--countries names nothing");
	if (!service_agree(c->a, &rq, &x, e))
		return false;
	for (size_t i = 0; i < x.strays; i++)
		log_warn("a pack weighs a consideration that the workspace does not have: %s", x.stray[i]);
	for (size_t i = 0; i < x.x.n; i++)
		c->findings |= x.result.of[i].agreed < 0.5;
	if (c->format == FORMAT_JSON)
		service_agree_json(&c->out, &x);
	else
		show(c, &x, o);
	service_agree_end(&x);
	return true;
}

const struct verb verb_agree = {
	.name = "agree", .arguments = "[SUPPLIER...]",
	.what = "where the weightings of countries lead to one class, and where not\n\n"
	        "A country's rules name considerations; what they name weighs at least as much as what they leave\n"
	        "out. Every point of the joint weight space takes one such weighting for each country; \"all agree\"\n"
	        "is the share of points at which all reach the same class, \"two differ\" the chance that two\n"
	        "countries taken at random do not.",
	.formats = "table json jsonl csv", .option = option, .options = COUNT(option),
	.size = sizeof(struct options), .run = run,
	.examples = "  petrin agree\n  petrin agree --countries CZ,DE,FR nokia\n"
	            "  petrin agree --by-country --format csv\n"
	            "  petrin agree --distance\n  petrin agree --json\n",
};
