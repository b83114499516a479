/* SPDX-License-Identifier: Apache-2.0
 *
 * report_vulnerabilities.c - published vulnerabilities of one supplier: shown, never judged
 */
#include "ui/report/report_inside.h"

static void number_cell(struct report *r, const char *label, uint32_t n)
{
	report_cell_open(r, "number", label);
	html_fmt(r->h, "%u", n);
	html_close(r->h);
}

static void counts(struct report *r, const char *title, const struct vuln_summary *q)
{
	struct html *h = r->h;
	report_table_open(r, "counts", title);
	report_column(r, "Class of product", NULL);
	report_column(r, "Affected", "number");
	report_column(r, "Unknown", "number");
	report_column(r, "Not affected", "number");
	report_table_rows(r, NULL);
	for (int c = 0; c < VULN_CLASSES; c++) {
		const uint32_t *n = q->count[c];
		if (n[VULN_UNKNOWN] + n[VULN_AFFECTED] + n[VULN_NOT_AFFECTED] == 0)
			continue;
		html_open(h, "tr", "role", "row", NULL);
		report_cell_open(r, NULL, "Class of product");
		html_text(h, c == VULN_NO_CLASS ? "in no list" : vuln_class_name((enum vuln_class)c));
		html_close(h);
		number_cell(r, "Affected", n[VULN_AFFECTED]);
		number_cell(r, "Unknown", n[VULN_UNKNOWN]);
		number_cell(r, "Not affected", n[VULN_NOT_AFFECTED]);
		html_close(h);
	}
	html_close(h);
	html_close(h);
}

static void exploited(struct report *r, size_t i)
{
	const struct vuln_result *all = &r->x->vulnerabilities.matched;
	struct html *h = r->h;
	html_open(h, "ul", NULL);
	for (size_t k = 0; k < all->findings; k++) {
		const struct vuln_finding *f = &all->finding[k];
		if (f->supplier != i || !f->exploited || !vuln_network_grade(f->class))
			continue;
		html_open(h, "li", NULL);
		html_fmt(h, "%.*s in %.*s (%s)%s: %s", (int)f->cve.n, f->cve.p, (int)f->line.n, f->line.p,
		         vuln_class_name(f->class), f->disputed ? ", sources disagree" : "", f->reason);
		html_close(h);
	}
	html_close(h);
}

void report_vulnerabilities(struct report *r, size_t i)
{
	const struct vulnerabilities *all = &r->x->vulnerabilities;
	struct html *h = r->h;
	if (all->rows == 0)
		return;
	const struct vuln_summary *q = &all->matched.summary[i];
	const char *title = arena_fmt(r->a, "vulnerabilities/%s", r->x->subject[i]->id);
	html_open(h, "details", "class", "fold context", NULL);
	html_open(h, "summary", NULL);
	html_leaf(h, "h4", "Published vulnerabilities: shown, never judged", "id", title, NULL);
	html_open(h, "span", "class", "gist", NULL);
	html_fmt(h, "%u of this supplier, %u of them exploited in products that run a network", q->cves,
	         q->exploited_network);
	html_close(h);
	html_close(h);
	html_open(h, "p", NULL);
	html_fmt(h, "Among %s records of the workspace. Numbers follow from how much a supplier publishes and how "
	         "much of it is deployed: a low number, or none, means not disclosed and never good.",
	         report_count(r->a, all->rows));
	html_close(h);
	if (q->cves)
		counts(r, title, q);
	if (q->exploited_network)
		exploited(r, i);
	html_close(h);
}
