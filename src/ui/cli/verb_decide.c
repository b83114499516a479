/* SPDX-License-Identifier: Apache-2.0
 *
 * verb_decide.c - petrin decide: what the rules of states say about suppliers
 */
#include <string.h>

#include "base/log.h"
#include "service/decide.h"
#include "ui/cli/cli.h"
#include "ui/report/decide_text.h"

struct options {
	const char *country, *function, *generation, *compare, *operator;
	struct cli_texts fact;
	int32_t as_of, since;
	uint64_t within;
	bool why, elements;
};

#define AT(field) offsetof(struct options, field)
static const struct cli_option option[] = {
	{ "country", "CC,CC", "only these countries", OPT_TEXT, AT(country) },
	{ "function", "F,F", "these functions or groups (all: every single one)", OPT_TEXT, AT(function) },
	{ "generation", "G,G", "2G, 3G, 4G, 5G, fixed or all (5G)", OPT_TEXT, AT(generation) },
	{ "operator", "NAME", "for this operator (for whoever is bound)", OPT_TEXT, AT(operator) },
	{ "fact", "FACT=VALUE", "what you know of operator, site or element: operator.users=50000", OPT_TEXTS,
	  AT(fact) },
	{ "as-of", "DATE", "as the rules stood on this day", OPT_DATE, AT(as_of) },
	{ "why", NULL, "every ground: rule, status, source, and what is missing", OPT_FLAG, AT(why) },
	{ "elements", NULL, "count elements and sites of the inventory by operator and verdict", OPT_FLAG,
	  AT(elements) },
	{ "compare", "CC,CC", "countries side by side", OPT_TEXT, AT(compare) },
	{ "changed-since", "DATE", "what changed after this day, as events", OPT_DATE, AT(since) },
	{ "due-within", "DAYS", "deadlines and rules that begin within so many days, as events", OPT_COUNT,
	  AT(within) },
};

struct list {
	const char **v;
	size_t n, cap;
};

/* Each word once. */
static struct list split(struct arena *a, const char *text)
{
	struct list out = { 0 };
	struct str rest = str_of(text ? text : ""), part;
	while (rest.n && str_cut(&rest, ',', &part)) {
		part = str_trim(part);
		bool new = part.n > 0;
		for (size_t i = 0; i < out.n && new; i++)
			new = !str_is(part, out.v[i]);
		if (new)
			*PUSH(a, out.v, out.n, out.cap) = arena_strn(a, part.p, part.n);
	}
	return out;
}

/* What an unset variable of a script leaves would otherwise ask for everything. */
static bool is_empty(const char *text, const struct list *list, const char *name, struct pt_err *e)
{
	return text && list->n == 0 && !pt_fail(e, PT_USAGE, "--%s names nothing", name);
}

/* Codes of countries in capitals. */
static struct list split_codes(struct arena *a, const char *text)
{
	char *capitals = arena_str(a, text ? text : "");
	for (char *c = capitals; *c; c++)
		*c = *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c;
	return split(a, capitals);
}

static bool generations(struct arena *a, const char *text, unsigned *out, struct pt_err *e)
{
	struct list words = split(a, text);
	*out = words.n ? 0 : PACK_5G;
	for (size_t i = 0; i < words.n; i++) {
		unsigned bit = strcmp(words.v[i], "all") == 0 ? PACK_GENERATIONS : pack_generation(words.v[i]);
		if (bit == 0)
			return pt_fail(e, PT_USAGE, "--generation is 2G, 3G, 4G, 5G, fixed or all, not \"%.20s\"",
			               words.v[i]);
		*out |= bit;
	}
	return true;
}

/* Countries of which nobody found a rule. */
static void tell_unknown(struct arena *a, const struct decision *x)
{
	struct buf b = buf_in(a);
	struct map seen = map_in(a);
	for (size_t i = 0; i < x->rows; i++)
		for (size_t k = 0; k < x->row[i].answer.grounds; k++)
			if (x->row[i].answer.ground[k].state == GROUND_UNKNOWN &&
			    map_add(&seen, str_of(x->row[i].country), 0))
				buf_fmt(&b, " %s", x->row[i].country);
	if (b.n)
		log_note("no rule was found, and it is not known whether there is one:%s", b.p);
}

static void tell(const struct cli *c, const struct options *o, const struct decision *x)
{
	size_t silent = 0, drafts = 0, packs = 0;
	for (size_t i = 0; i < x->strays; i++)
		log_warn("%s", x->stray[i]);
	if (c->format != FORMAT_TABLE || c->quiet)
		return;
	for (size_t i = 0; i < x->rows; i++)
		silent += x->row[i].answer.verdict == DECIDE_NONE;
	for (size_t i = 0; i < x->packs; i++) {
		bool asked = false;
		for (size_t k = 0; k < x->rows && !asked; k++)
			asked = decide_holds_in(&x->pack[i], x->row[k].country);
		packs += asked;
		drafts += asked && x->pack[i].draft != PACK_NO;
	}
	tell_unknown(c->a, x);
	if (o->elements) {
		log_note("%zu elements: %zu in no country that has rules here or was asked for, the maker of %zu is no "
		         "supplier known here", x->elements, x->unplaced, x->unmade);
		return;
	}
	log_note("no rule decides %zu of %zu questions; %zu of %zu packs are drafts, no legal advice", silent, x->rows,
	         drafts, packs);
}

static struct table chosen(const struct cli *c, const struct options *o, const struct decision *x,
                           const struct list *compare)
{
	bool people = c->format == FORMAT_TABLE;
	if (o->elements)
		return decide_table_inventory(c->a, x);
	if (o->since != CLI_NO_DATE || o->within)
		return decide_table_events(c->a, x);
	if (compare->n)
		return decide_table_compare(c->a, x, compare->v, compare->n, people);
	return decide_table_rows(c->a, x, people);
}

static bool show(struct cli *c, const struct options *o, const struct decision *x, const struct list *compare,
                 struct pt_err *e)
{
	struct table t;
	bool events = o->since != CLI_NO_DATE || o->within;
	for (size_t i = 0; i < x->rows; i++)
		c->findings |= x->row[i].answer.verdict >= DECIDE_CAP;
	if (c->format == FORMAT_JSON) {
		struct arena scratch = arena_reserve((size_t)64 << 20, "decide");
		char *start = scratch.beg;
		service_decide_json(&scratch, &c->out, x);
		arena_release(&scratch, start);
		return true;
	}
	if (o->why && c->format != FORMAT_TABLE)
		return pt_fail(e, PT_USAGE, "--why is for --format table; json has every ground");
	if (o->why) {
		decide_text_why(&c->out, x, c->width);
		return true;
	}
	t = chosen(c, o, x, compare);
	cli_table(c, &t);
	if (c->format == FORMAT_TABLE && o->elements && x->shares) {
		buf_str(&c->out, "\n");
		t = decide_table_caps(c->a, x);
		cli_table(c, &t);
	}
	if (c->format == FORMAT_TABLE && !o->elements && !events && decide_text_starred(x))
		buf_str(&c->out, "* by a rule that binds only some operators: the answer is for those, --why says who"
		                 "\n");
	return true;
}

static bool run(struct cli *c, const void *options, struct pt_err *e)
{
	const struct options *o = options;
	struct list country = split_codes(c->a, o->country), function = split(c->a, o->function);
	struct list compare = split_codes(c->a, o->compare);
	struct decide_request rq = { .workspace = c->workspace, .supplier = c->word, .suppliers = c->words,
		                     .function = function.v, .functions = function.n,
		                     .day = o->as_of == CLI_NO_DATE ? (int32_t)(c->now / 86400) : o->as_of };
	struct decision x;
	if (is_empty(o->country, &country, "country", e) || is_empty(o->function, &function, "function", e) ||
	    is_empty(o->compare, &compare, "compare", e))
		return false;
	if (compare.n && (country.n || o->why || o->since != CLI_NO_DATE || o->within))
		return pt_fail(e, PT_USAGE, "--compare names the countries itself and goes with no --why and no "
		               "events");
	if (compare.n == 1 || compare.n > 16)
		return pt_fail(e, PT_USAGE, "--compare needs 2 to 16 countries");
	if (o->elements && (o->operator || o->fact.n || o->why || o->function || o->generation ||
	                    o->since != CLI_NO_DATE || o->within || compare.n))
		return pt_fail(e, PT_USAGE, "--elements takes functions, generations and facts from the inventory: it "
		               "goes with --country, --as-of and suppliers");
	if (o->why && (o->since != CLI_NO_DATE || o->within))
		return pt_fail(e, PT_USAGE, "--why explains verdicts, not events");
	rq.country = compare.n ? compare.v : country.v;
	rq.countries = compare.n ? compare.n : country.n;
	rq.inventory = o->elements;
	rq.operator = o->operator, rq.fact = o->fact.v, rq.facts = o->fact.n;
	rq.changes = o->since != CLI_NO_DATE, rq.since = o->since;
	rq.due = o->within > 0, rq.within = o->within < 100000 ? o->within : 100000;
	if (rq.changes && rq.since > rq.day)
		return pt_fail(e, PT_USAGE, "--changed-since is a day before the day asked about");
	if (!generations(c->a, o->generation, &rq.generation, e) || !service_decide(c->a, &rq, &x, e))
		return false;
	tell(c, o, &x);
	return show(c, o, &x, &compare, e);
}

const struct verb verb_decide = {
	.name = "decide", .arguments = "[SUPPLIER...]",
	.what = "what the rules of states say about suppliers, by function and country\n\n"
	        "A verdict comes from a pack of rules, never from a score. All grounds are shown with rule and\n"
	        "source; a proposal never decides, and a fact that is missing never makes a verdict stricter: it\n"
	        "leaves \"decision needed\" and says who could supply it.",
	.formats = "table json jsonl csv", .option = option, .options = COUNT(option),
	.size = sizeof(struct options), .run = run,
	.examples = "  petrin decide\n  petrin decide SUPPLIER --country CC --why\n  petrin decide --compare CC,CC\n"
	            "  petrin decide --changed-since 2026-01-01\n  petrin decide --due-within 365 --format csv\n",
};
