/* SPDX-License-Identifier: Apache-2.0
 *
 * verb_expose.c - petrin expose: what stands on whom, and what falls with whom
 */
#include <string.h>

#include "base/log.h"
#include "service/exposure.h"
#include "ui/cli/cli.h"
#include "ui/report/exposure_map.h"
#include "ui/report/exposure_text.h"
#include "base/file.h"

struct options {
	struct cli_texts without, operator, region, function, inventory;
	const char *by, *country, *as, *table, *profile, *svg;
	uint64_t top;
	int32_t as_of;
};

#define AT(field) offsetof(struct options, field)
static const struct cli_option option[] = {
	{ "without", "NAME",
	  "what falls without this supplier, product, operator, manager, country ...\n"
	  "                         (KIND:NAME to be exact; several are taken away together)",
	  OPT_TEXTS, AT(without) },
	{ "by", "WHAT", "weigh shares by sites (default), subscribers, traffic or criticality",
	  OPT_TEXT, AT(by) },
	{ "operator", "NAME", "only this operator (may be repeated)", OPT_TEXTS, AT(operator) },
	{ "region", "NAME", "only this region (may be repeated)", OPT_TEXTS, AT(region) },
	{ "function", "ID", "only this function or group; also of what --without takes away",
	  OPT_TEXTS, AT(function) },
	{ "country", "CC",
	  "criticality as this country weighs it (default: that of each site)", OPT_TEXT,
	  AT(country) },
	{ "profile", "NAME", "also the trust class of each supplier by this profile", OPT_TEXT,
	  AT(profile) },
	{ "as-of", "DATE", "as it stood on this day", OPT_DATE, AT(as_of) },
	{ "top", "N", "of long lists the first N (default: 10 for people, all for programs)",
	  OPT_COUNT, AT(top) },
	{ "table", "NAME",
	  "only this table: functions, cells, suppliers, operators, regions, points, cut-points,\n"
	  "                         bridges, common-areas, common-regions, lock-in, priorities, "
	  "quality",
	  OPT_TEXT, AT(table) },
	{ "svg", "FILE", "also draw the sites as a map: by maker, or with --without what is lost",
	  OPT_TEXT, AT(svg) },
	{ "inventory", "FILE", "read this inventory, not the workspace (several make one)",
	  OPT_TEXTS, AT(inventory) },
	{ "as", "KIND",
	  "read FILE as this kind instead of finding out (\"?\" of import lists them)", OPT_TEXT,
	  AT(as) },
};

enum { TOP = 10 };

/* Written first: when it cannot be, nothing else is told as if it were. */
static bool draw(struct cli *c, const struct options *o, const struct exposure *x, struct pt_err *e)
{
	struct arena rest = arena_reserve((size_t)2 << 30, "map");
	char *start = rest.beg;
	struct buf out = buf_in(c->a);
	bool is_input = file_same(o->svg, c->workspace);
	for (size_t i = 0; i < o->inventory.n; i++)
		is_input = is_input || file_same(o->svg, o->inventory.v[i]);
	bool ok = !is_input ||
	          pt_fail(e, PT_USAGE, "--svg names what is read; the map needs a file of its own");
	ok = ok &&
	     (exposure_map_sites(x) > 0 ||
	      pt_fail(e, PT_USAGE, "no site that counts has a position: there is nothing to draw"));
	if (ok)
		exposure_map(&out, rest, x);
	arena_release(&rest, start);
	return ok && file_replace(o->svg, (struct str){ out.p, out.n }, e);
}

static bool check(const struct cli *c, const struct options *o, struct pt_err *e)
{
	if (c->words)
		return pt_fail(
		        e, PT_USAGE,
		        "expose takes no argument \"%.60s\"; --without NAME takes somebody away",
		        c->word[0]);
	if (o->as && o->inventory.n == 0)
		return pt_fail(e, PT_USAGE, "--as goes with --inventory FILE");
	if (o->profile && o->inventory.n)
		return pt_fail(e, PT_USAGE,
		               "--profile needs a workspace: a file has no evidence on suppliers");
	if (o->table && c->format == FORMAT_JSON)
		return pt_fail(
		        e, PT_USAGE,
		        "--table goes with --format table, csv or jsonl: JSON has all of them");
	if (o->country &&
	    (strlen(o->country) != 2 || strspn(o->country, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 2))
		return pt_fail(e, PT_USAGE,
		               "--country needs a code of two capital letters, not \"%.40s\"",
		               o->country);
	return true;
}

static void tell(const struct exposure *x)
{
	const struct network_loaded *l = &x->in;
	for (size_t i = 0; i < l->faults; i++)
		log_warn("row %llu, column %llu: %s", (unsigned long long)l->fault[i].row,
		         (unsigned long long)l->fault[i].column, l->fault[i].message);
	if (l->faults < l->rejected)
		log_warn("and %llu rows more that do not hold",
		         (unsigned long long)(l->rejected - l->faults));
	if (l->twice)
		log_warn("%llu rows replace earlier ones of the same id, the first is \"%s\"",
		         (unsigned long long)l->twice, l->twice_id);
}

static bool answer(struct cli *c, const struct options *o, const struct exposure *x,
                   struct pt_err *e)
{
	struct arena rest = arena_reserve((size_t)2 << 30, "exposure");
	char *start = rest.beg;
	enum exposure_table which = x->removals ? EXPOSURE_OPERATORS : EXPOSURE_FUNCTIONS;
	bool ok = o->table == NULL || exposure_table_find(o->table, &which, e);
	if (ok && (which == EXPOSURE_OPERATORS || which == EXPOSURE_REGIONS) && x->removals == 0)
		ok = pt_fail(e, PT_USAGE, "table %s says what is lost: it needs --without NAME",
		             exposure_table_name[which]);
	if (ok && c->format == FORMAT_JSON) {
		exposure_json(&c->out, x, (size_t)o->top);
	} else if (ok && (o->table || c->format != FORMAT_TABLE)) {
		struct table t = exposure_table(&rest, x, which, (size_t)o->top);
		cli_table(c, &t);
	} else if (ok) {
		size_t top = o->top ? (size_t)o->top : TOP;
		exposure_text(&(struct exposure_page){ &c->out, rest, x, c->width, top, c->color });
	}
	arena_release(&rest, start);
	return ok;
}

static bool run(struct cli *c, const void *options, struct pt_err *e)
{
	const struct options *o = options;
	struct exposure x;
	struct exposure_request rq = {
		.inventory = { o->inventory.v, o->inventory.n, o->as, c->workspace, o->country,
		               o->as_of == CLI_NO_DATE ? (int32_t)(c->now / 86400) : o->as_of },
		.without = { o->without.v, o->without.n },
		.operators = {
		        o->operator.v, o->operator.n }, .regions = { o->region.v, o->region.n },
		        .functions = { o->function.v, o->function.n }, .profile = o->profile };
	if (!check(c, o, e) || !exposure_by(o->by, &rq.by, e) || !exposure_open(&x, &rq, e))
		return false;
	log_progress_end();
	tell(&x);
	c->findings = x.in.rejected > 0 || x.lost.sites > 0;
	bool ok = (o->svg == NULL || draw(c, o, &x, e)) && answer(c, o, &x, e);
	exposure_close(&x);
	return ok;
}

const struct verb verb_expose = {
	.name = "expose",
	.arguments = "",
	.what = "what stands on whom in a network, and what falls with whom\n\n"
	        "Shares and concentration of suppliers per function, what is lost without "
	        "somebody, single points,\n"
	        "places without fall-back, ties, and what to secure first. Who made something that "
	        "nobody knows is\n"
	        "a share of its own; what is made up, filled in or unknown is told with every "
	        "answer.",
	.formats = "table json jsonl csv",
	.option = option,
	.options = COUNT(option),
	.size = sizeof(struct options),
	.run = run,
	.examples = "  petrin expose\n"
	            "  petrin expose --without huawei --by subscribers\n"
	            "  petrin expose --without product:SingleRAN --function ran --json\n"
	            "  petrin expose --inventory sites.csv --inventory elements.csv --table "
	            "priorities --format csv\n",
};
