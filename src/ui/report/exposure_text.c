/* SPDX-License-Identifier: Apache-2.0
 *
 * exposure_text.c - what stands on whom, as text for people
 */
#include "ui/report/exposure_text.h"

#include <string.h>

#include "ui/report/ownership_text.h"

struct part {
	const struct exposure_page *p;
	struct buf *b;
	struct arena *a;
	const struct exposure *x;
};

static const char *n(const struct part *p, uint64_t v)
{
	return arena_fmt(p->a, "%llu", (unsigned long long)v);
}

static const char *whole(const struct part *p, double v)
{
	return arena_fmt(p->a, "%.0f", v);
}

static const char *percent(const struct part *p, double part, double all)
{
	return all > 0 ? ownership_percent(p->a, part / all, 1) : "unknown";
}

static void say(const struct part *p, size_t indent, const char *text)
{
	table_wrap(p->b, text, indent, p->p->width);
}

static void title(const struct part *p, const char *text)
{
	buf_fmt(p->b, "\n%s%s%s\n", p->p->color ? "\033[1m" : "", text,
	        p->p->color ? "\033[0m" : "");
}

static void rows(const struct part *p, const struct table *t, size_t all)
{
	table_text(p->b, t, false);
	if (t->rows < all)
		buf_fmt(p->b, "... and %llu more (--top)\n", (unsigned long long)(all - t->rows));
}

static void show(const struct part *p, enum exposure_table which, size_t all)
{
	struct table t = exposure_table(p->a, p->x, which, p->p->top);
	rows(p, &t, all);
}

static void head(const struct part *p)
{
	const struct exposure *x = p->x;
	const struct network *net = x->net;
	char day[11];
	str_date_text(net->model->day, day);
	say(p, 0,
	    arena_fmt(p->a,
	              "%s sites, %s elements, %s needs of %s operators; as of %s; criticality as "
	              "weighed %s%s",
	              n(p, net->sites), n(p, net->elements), n(p, net->needs),
	              n(p, net->operators.n), day,
	              net->country[0] ? "in " : "where each element stands", net->country));
	say(p, 0, exposure_caution(p->a, x));
}

static void without(const struct part *p)
{
	const struct exposure *x = p->x;
	const struct lost *l = &x->lost;
	struct buf names = buf_in(p->a);
	if (x->removals == 0)
		return;
	for (size_t i = 0; i < x->removals; i++)
		buf_fmt(&names, "%s%s (%s)", i ? " and " : "", x->removed[i].name,
		        x->removed[i].kind);
	title(p, arena_fmt(p->a, "Without %s", names.p));
	const char *places = x->all.sensitive == 0 ? "none are known"
	                                           : arena_fmt(p->a, "%s of %s", n(p, l->sensitive),
	                                                       n(p, x->all.sensitive));
	say(p, 0,
	    arena_fmt(p->a,
	              "%s taken away, %s elements fall. Sites lost: %s of %s (%s), degraded: %s. "
	              "Subscribers lost: %s of %s (%s). Sensitive places lost: %s.",
	              n(p, l->removed), n(p, l->elements), n(p, l->sites), n(p, x->all.sites),
	              percent(p, (double)l->sites, (double)x->all.sites), n(p, l->degraded),
	              whole(p, l->users), whole(p, x->all.users),
	              percent(p, l->users, x->all.users), places));
	say(p, 0,
	    x->all.areas == 0
	            ? "Emergency calls: unknown, for no areas are in this inventory."
	            : arena_fmt(p->a,
	                        "Emergency calls: in %s of %s areas no site of any operator works (%s "
	                        "subscribers).",
	                        n(p, l->areas), n(p, x->all.areas), whole(p, l->users_of_areas)));
	if (l->users_unknown)
		say(p, 0,
		    arena_fmt(p->a, "Of %s lost sites nobody knows how many subscribers they have.",
		              n(p, l->users_unknown)));
	buf_char(p->b, '\n');
	show(p, EXPOSURE_OPERATORS, x->by_operators);
	buf_char(p->b, '\n');
	show(p, EXPOSURE_REGIONS, x->by_regions);
}

static void concentration(const struct part *p)
{
	const struct exposure *x = p->x;
	title(p, arena_fmt(p->a, "What stands on whom, by %s", exposure_by_word[x->by]));
	struct table groups = exposure_functions(p->a, x, &x->groups),
	             t = exposure_functions(p->a, x, &x->functions);
	rows(p, &groups, 0);
	buf_char(p->b, '\n');
	rows(p, &t, 0);
	if (x->whole.rows)
		say(p, 0,
		    arena_fmt(p->a,
		              "HHI is 10000 for one supplier and 10000/n for n equal ones "
		              "(\"like\" n). All in all %.0f.",
		              x->whole.row[0].hhi));
}

static void points(const struct part *p)
{
	const struct exposure *x = p->x;
	title(p, arena_fmt(p->a, "Single points: %s of %s take down other sites than their own",
	                   n(p, x->alone.n), n(p, x->alone.looked)));
	if (x->alone.looked < x->alone.nodes)
		say(p, 0,
		    arena_fmt(p->a, "Only %s of %s were looked at: the others would take too long.",
		              n(p, x->alone.looked), n(p, x->alone.nodes)));
	if (x->alone.n)
		show(p, EXPOSURE_POINTS, x->alone.n);
	if (x->lines.cores == 0) {
		say(p, 0, "No core is in this inventory, so ways to it cannot be told.");
		return;
	}
	say(p, 0,
	    arena_fmt(p->a,
	              "Ways to the core (needs read as lines): %s cut points, %s bridges on which "
	              "several sites "
	              "hang; %s sites without a way.",
	              n(p, x->lines.points), n(p, x->lines.lines), n(p, x->lines.apart)));
}

static void fall_back(const struct part *p)
{
	const struct exposure *x = p->x;
	const struct common *c = &x->common_areas;
	title(p, "No fall-back: places where all operators stand on the same supplier");
	if (c->places == 0) {
		say(p, 0, "No areas are in this inventory.");
	} else {
		say(p, 0,
		    arena_fmt(p->a,
		              "Areas: %s with several operators, %s of them on one supplier only "
		              "(%s of their "
		              "subscribers); %s with one operator.",
		              n(p, c->n), n(p, c->whole), percent(p, c->users_whole, c->users),
		              n(p, c->one_operator)));
		if (c->n)
			show(p, EXPOSURE_COMMON_AREAS, c->n);
	}
	if (x->common_regions.n) {
		buf_char(p->b, '\n');
		show(p, EXPOSURE_COMMON_REGIONS, x->common_regions.n);
	}
}

static void quality(const struct part *p)
{
	const struct exposure *x = p->x;
	const struct quality *q = &x->quality;
	const struct network *net = x->net;
	struct buf b = buf_in(p->a), names = buf_in(p->a);
	const struct {
		const char *what;
		uint64_t n;
	} gap[] = {
		{ "elements without a site", q->siteless },
		{ "without a function", q->functionless },
		{ "of function \"other\"", q->other },
		{ "without a product", q->no_product },
		{ "without an end of support", q->no_support_end },
		{ "sites without elements", q->empty_sites },
		{ "without a position", q->no_place },
		{ "without a region", q->no_region },
		{ "without an area", q->no_area },
		{ "not told whether they are sensitive", q->no_sensitive },
		{ "needs left out", net->dangling },
		{ "elements of absent sites", net->homeless },
		{ "of functions that are none here", net->functionless },
		{ "planned elements left out", net->planned },
		{ "retired elements left out", net->retired },
		{ "needs left out that are for such", net->unmet },
		{ "choices of too few", x->stand.short_choices },
		{ "rows older than two years", q->stale },
		{ "rows without a date", q->undated },
		{ "rows dated after this day left out", net->ahead },
	};
	title(p, "How good the inventory is");
	show(p, EXPOSURE_QUALITY, 0);
	for (size_t i = 0; i < COUNT(gap); i++)
		if (gap[i].n)
			buf_fmt(&b, "%s%s %s", b.n ? "; " : "", n(p, gap[i].n), gap[i].what);
	if (b.n)
		say(p, 0, b.p);
	for (size_t i = 0; i < net->makers; i++)
		if (net->maker[i].supplier == MODEL_NONE)
			buf_fmt(&names, "%s%s", names.n ? ", " : "", net->maker[i].name);
	if (names.n)
		say(p, 0,
		    arena_fmt(p->a, "No supplier known here (%s elements): %s",
		              n(p, q->no_supplier), names.p));
}

static void sources(const struct part *p)
{
	title(p, "Sources");
	for (size_t i = 0; i < p->x->sources; i++) {
		const struct exposure_source *v = &p->x->source[i];
		const struct source *s =
		        v->source == MODEL_NONE ? NULL : &p->x->net->model->source[v->source];
		say(p, 2,
		    s == NULL ? arena_fmt(p->a, "not in this workspace: %s sites, %s elements",
		                          n(p, v->sites), n(p, v->elements))
		              : arena_fmt(p->a, "%s: %s%s%s; licence %s; %s sites, %s elements",
		                          s->id, s->title, s->publisher[0] ? ", " : "",
		                          s->publisher, s->licence[0] ? s->licence : "not told",
		                          n(p, v->sites), n(p, v->elements)));
	}
}

void exposure_text(const struct exposure_page *page)
{
	struct arena scratch = page->scratch;
	struct part p = { page, page->b, &scratch, page->x };
	head(&p);
	without(&p);
	concentration(&p);
	title(&p, "Without all of one supplier");
	show(&p, EXPOSURE_SUPPLIERS, page->x->makers);
	points(&p);
	fall_back(&p);
	title(&p, "What ties to a supplier");
	show(&p, EXPOSURE_LOCK_IN, page->x->ties.n);
	title(&p, "What to secure first");
	show(&p, EXPOSURE_PRIORITIES, page->x->first.n);
	if (page->x->profile == NULL)
		say(&p, 0, "No trust class counts here; --profile NAME asks for them.");
	quality(&p);
	sources(&p);
}
