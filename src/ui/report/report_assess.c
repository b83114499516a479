/* SPDX-License-Identifier: Apache-2.0
 *
 * report_assess.c - an assessment as one page: head, scope, order of the parts, foot
 */
#include "ui/report/report_assess.h"

#include <string.h>
#include <strings.h>

#include "ui/report/page.h"
#include "ui/report/report_inside.h"

static bool before(const struct supplier *a, const struct supplier *b)
{
	int c = strcasecmp(a->name, b->name);
	return c != 0 ? c < 0 : strcmp(a->id, b->id) < 0;
}

/* By name, which favours nobody; a supplier asked for twice is shown once. */
static void arrange(struct report *r)
{
	size_t *order = NEW(r->a, size_t, r->x->n);
	for (size_t i = 0; i < r->x->n; i++) {
		const struct supplier *s = r->x->subject[i];
		size_t at = r->n;
		bool twice = false;
		for (size_t k = 0; k < r->n; k++)
			twice |= r->x->subject[order[k]] == s;
		if (twice)
			continue;
		while (at > 0 && before(s, r->x->subject[order[at - 1]])) {
			order[at] = order[at - 1];
			at--;
		}
		order[at] = i;
		r->n++;
	}
	r->order = order;
}

static size_t possible(const struct assessment *x, size_t i)
{
	size_t n = 0;
	for (size_t h = 0; h < x->standard.k; h++)
		n += x->verdicts.of[i].possible[h];
	return n;
}

static size_t settled(const struct report *r)
{
	size_t n = 0;
	for (size_t k = 0; k < r->n; k++)
		n += possible(r->x, r->order[k]) == 1;
	return n;
}

/* The first thing to know, as a sentence. */
static const char *headline(struct report *r)
{
	size_t sure = settled(r);
	if (r->n == 1) {
		const char *name = r->x->subject[r->order[0]]->name;
		size_t n = possible(r->x, r->order[0]);
		return n == 1 ? arena_fmt(r->a, "Evidence leaves one class for %s", name)
		              : arena_fmt(r->a, "Evidence leaves %zu classes possible for %s", n, name);
	}
	if (sure == 0)
		return arena_fmt(r->a, "For none of %zu suppliers does evidence leave one class only", r->n);
	return arena_fmt(r->a, "For %zu of %zu suppliers evidence leaves one class only", sure, r->n);
}

static void fact(struct report *r, const char *term, const char *text, const char *kind)
{
	html_open(r->h, "div", NULL);
	html_leaf(r->h, "dt", term, NULL);
	html_leaf(r->h, "dd", text, "class", kind, NULL);
	html_close(r->h);
}

static bool is_everybody(const struct assessment *x)
{
	bool all = x->n == x->model.suppliers;
	for (size_t i = 0; i < x->n && all; i++)
		all = x->subject[i] == &x->model.supplier[i];
	return all;
}

/* What somebody types to get the same bytes from the same workspace: suppliers in the order asked for,
 * since the draws follow it. */
static const char *command(struct report *r, const char *day)
{
	const struct assessment *x = r->x;
	struct buf b = buf_in(r->a);
	buf_str(&b, "petrin report");
	for (size_t i = 0; i < x->n && !is_everybody(x); i++)
		buf_fmt(&b, " %s", x->subject[i]->id);
	buf_fmt(&b, " --profile %s --as-of %s --draws %llu --seed %llu -o report.html", x->profile->id, day,
	        (unsigned long long)x->verdicts.draws, (unsigned long long)x->seed);
	return b.p;
}

static void scope(struct report *r, const char *day)
{
	const struct assessment *x = r->x;
	html_open(r->h, "dl", "class", "scope", NULL);
	fact(r, "profile", arena_fmt(r->a, "%s (%s)", x->profile->title, x->profile->id), NULL);
	fact(r, "as of", day, NULL);
	fact(r, "weightings and beliefs drawn",
	     arena_fmt(r->a, "%s, seed %llu", report_count(r->a, x->verdicts.draws), (unsigned long long)x->seed),
	     NULL);
	fact(r, "made by", "petrin " PT_VERSION, NULL);
	if (r->in->head)
		fact(r, "head of the workspace's log", r->in->head, "hash");
	html_close(r->h);
}

struct tally {
	size_t pieces, claims, unverified, replied, indicators;
	double least, most; /* unknown share over suppliers */
};

static void count_items(struct tally *t, const struct assess_items *items, bool *seen, const struct model *m)
{
	for (size_t k = 0; k < items->n; k++) {
		const struct claim *c = items->v[k].claim;
		t->pieces++;
		t->indicators += c == NULL;
		if (c == NULL || seen[c - m->claim])
			continue; /* a claim about a country serves every supplier seated there */
		seen[c - m->claim] = true;
		t->claims++;
		t->unverified += strcmp(c->certainty, "unverified") == 0;
		t->replied += c->reply[0] != '\0';
	}
}

static struct tally count(struct report *r)
{
	const struct model *m = &r->x->model;
	bool *seen = NEW(r->a, bool, m->claims);
	struct tally t = { .least = 1 };
	for (size_t k = 0; k < r->n; k++) {
		size_t i = r->order[k];
		double unknown = assess_unknown(r->x, i);
		t.least = unknown < t.least ? unknown : t.least;
		t.most = unknown > t.most ? unknown : t.most;
		for (size_t j = 0; j < m->criteria; j++)
			count_items(&t, &r->x->evidence[i * m->criteria + j], seen, m);
	}
	return t;
}

static void card(struct report *r, const char *label, const char *number, const char *note)
{
	html_open(r->h, "div", NULL);
	html_leaf(r->h, "dt", label, NULL);
	html_leaf(r->h, "dd", number, "class", "figure", NULL);
	html_leaf(r->h, "dd", note, "class", "quiet", NULL);
	html_close(r->h);
}

static void cards(struct report *r)
{
	struct tally t = count(r);
	const char *least = report_percent(r->a, t.least), *most = report_percent(r->a, t.most);
	bool one = strcmp(least, most) == 0;
	html_open(r->h, "dl", "class", "cards", NULL);
	if (r->n == 1)
		card(r, "Possible classes",
		     arena_fmt(r->a, "%zu of %zu", possible(r->x, r->order[0]), r->x->standard.k),
		     "that evidence and accepted weightings leave");
	else
		card(r, "One class for sure", arena_fmt(r->a, "%zu of %zu", settled(r), r->n),
		     "suppliers for whom evidence leaves a single class");
	card(r, "Unknown", one ? most : arena_fmt(r->a, "%s\u2013%s", least, most),
	     "of the weight has no evidence that settles it");
	card(r, "Claims judged", arena_fmt(r->a, "%zu", t.claims),
	     arena_fmt(r->a, "%zu with a reply; %zu not checked against the original", t.replied, t.unverified));
	card(r, "Pieces of evidence", arena_fmt(r->a, "%zu", t.pieces),
	     arena_fmt(r->a, "counted per supplier, %zu of them country indicators", t.indicators));
	html_close(r->h);
}

static void head(struct report *r, const char *title, const char *day)
{
	struct html *h = r->h;
	html_open(h, "div", "class", "lead", NULL);
	html_leaf(h, "p", "Trust in suppliers of 5G equipment, judged on sourced evidence", "class", "kicker", NULL);
	html_leaf(h, "h1", title, NULL);
	scope(r, day);
	cards(r);
	html_open(h, "div", "class", "notes", NULL);
	html_open(h, "div", "class", "note", NULL);
	html_leaf(h, "p", "A political choice, not a finding", "class", "label", NULL);
	html_leaf(h, "p", r->x->profile->note, NULL);
	html_leaf(h, "p", "Other choices lead to other classes: judge by another profile and compare.", NULL);
	html_close(h);
	html_open(h, "div", "class", "note", NULL);
	html_leaf(h, "p", "Where the considerations come from", "class", "label", NULL);
	html_open(h, "p", NULL);
	html_text(h, "petrin starts from considerations put forward before the 2019 Prague conference, "
	          "and taken up in part by its Chairman Statement. The origin of each stands under ");
	html_leaf(h, "a", "Criteria", "href", "#criteria", NULL);
	html_text(h, ".");
	html_close(h);
	html_leaf(h, "p", "No rule names a company or a country: equal evidence gives equal classes. "
	          "What is not known leaves every grade open and never makes a class worse.", NULL);
	html_close(h);
	html_close(h);
	html_close(h);
}

static void top(struct report *r, const char *day)
{
	static const char *const part[][2] = { { "#overview", "Overview" }, { "#suppliers", "Suppliers" },
		                               { "#method", "How to read" }, { "#criteria", "Criteria" },
		                               { "#sources", "Sources" } };
	struct html *h = r->h;
	html_leaf(h, "a", "Skip to the overview", "class", "skip", "href", "#overview", NULL);
	html_open(h, "header", "class", "top", NULL);
	html_open(h, "p", NULL);
	html_leaf(h, "strong", "petrin", NULL);
	html_fmt(h, " %s, as of %s", r->x->profile->id, day);
	html_close(h);
	html_open(h, "nav", "aria-label", "Parts of this page", NULL);
	html_open(h, "ul", NULL);
	for (size_t k = 0; k < COUNT(part); k++) {
		html_open(h, "li", NULL);
		html_leaf(h, "a", part[k][1], "href", part[k][0], NULL);
		html_close(h);
	}
	html_close(h);
	html_close(h);
	html_close(h);
}

static void suppliers(struct report *r)
{
	struct html *h = r->h;
	html_open(h, "section", "id", "suppliers", "aria-labelledby", "suppliers.title", NULL);
	html_leaf(h, "h2", "Supplier by supplier, with the reply beside each claim", "id", "suppliers.title", NULL);
	html_open(h, "p", "class", "tools", "hidden", "", "id", "fold", NULL);
	html_leaf(h, "button", "Open all evidence", "type", "button", "data-fold", "open", NULL);
	html_text(h, " ");
	html_leaf(h, "button", "Close all evidence", "type", "button", "data-fold", "close", NULL);
	html_close(h);
	for (size_t k = 0; k < r->n; k++)
		report_supplier(r, r->order[k]);
	html_close(h);
}

static void foot(struct report *r, const char *day)
{
	struct html *h = r->h;
	html_open(h, "footer", NULL);
	html_open(h, "p", NULL);
	html_text(h, "The same workspace gives the same page, octet by octet: ");
	html_leaf(h, "code", command(r, day), NULL);
	html_close(h);
	html_leaf(h, "p", "This file fetches nothing and needs no script. Links lead to the sources at "
	          "the places where they were published; what stands there today may differ.", NULL);
	html_close(h);
}

size_t report_assess(struct buf *b, const struct report_input *in)
{
	struct html h = html_in(b);
	struct report r = { &h, chart_svg(&h), b->a, in, in->x, NULL, 0,
		            NEW(b->a, size_t, in->x->model.sources) };
	char day[11];
	str_date_text(in->x->model.day, day);
	arrange(&r);
	const char *title = headline(&r);
	struct page_shell shell = { arena_fmt(b->a, "%s (%s, as of %s)", title, in->x->profile->id, day),
		                    "report.css", "report.js",
		                    arena_fmt(b->a, "petrin " PT_VERSION ", profile %s, as of %s",
		                              in->x->profile->id, day), in->x->standard.k, false };
	page_begin(&h, &shell);
	top(&r, day);
	html_open(&h, "main", NULL);
	head(&r, title, day);
	report_overview(&r);
	suppliers(&r);
	report_method(&r);
	report_criteria(&r);
	report_sources(&r);
	html_close(&h);
	foot(&r, day);
	page_end(&h, &shell);
	return r.n;
}
