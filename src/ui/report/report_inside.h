/* SPDX-License-Identifier: Apache-2.0
 *
 * report_inside.h - what the parts of the page share
 *
 * Part by part in the order of the page: report_assess.c (head and foot), report_overview.c,
 * report_verdict.c (one supplier: class, boundaries, changes), report_evidence.c (what it rests
 * on), report_owners.c, report_vulnerabilities.c, report_method.c (how to read it; criteria; sources).
 */
#ifndef PT_UI_REPORT_INSIDE_H
#define PT_UI_REPORT_INSIDE_H

#include "ui/report/assess_text.h"
#include "ui/report/chart.h"
#include "ui/report/html.h"
#include "ui/report/report_assess.h"

struct report {
	struct html *h;
	struct chart chart;
	struct arena *a;
	const struct report_input *in;
	const struct assessment *x;
	const size_t *order; /* subjects by name, each once */
	size_t n;
	size_t *named;       /* per source: how often the page names it */
};

void report_overview(struct report *r);
void report_supplier(struct report *r, size_t i);
void report_evidence(struct report *r, size_t i);
void report_owners(struct report *r, size_t i);
void report_owners_item(struct report *r, size_t i, const struct assess_item *it);
void report_vulnerabilities(struct report *r, size_t i);
void report_method(struct report *r);
void report_criteria(struct report *r);
void report_sources(struct report *r);

/* --- report_parts.c: what more than one part shows --- */

/* assess_percent with a space that does not break. */
const char *report_percent(struct arena *a, double share);
/* "poor 17 %, weak 6 %; unknown 74 %" */
const char *report_belief_words(struct arena *a, const double grade[GRADES], double unknown);
/* "conditional 81 %, high-risk 10 %, trusted 9 %": likeliest first. */
const char *report_shares_words(struct report *r, size_t i);
/* Largest standard error of the shares: "0.3 %". */
const char *report_error_words(struct report *r, size_t i);
void report_shares_bar(struct report *r, size_t i, double height, const char *title);
void report_belief_bar(struct report *r, const struct chart_bar *look, const double grade[GRADES],
                       double unknown);
/* Lowest boundary that a veto closes for subject i, or k - 1. */
size_t report_vetoed(const struct assessment *x, size_t i);
/* "20,000" */
const char *report_count(struct arena *a, uint64_t n);
/* Place of a criterion of a subject on this page, "supplier/ID/CRITERION" ("/" is in no id), with #
 * for links. */
const char *report_place(struct report *r, size_t i, size_t j, bool link);
/* Tables say their roles aloud because phones show the rows as blocks, each cell with its label:
 * open, columns, rows; then rows and two html_close. */
void report_table_open(struct report *r, const char *kind, const char *title);
void report_column(struct report *r, const char *title, const char *kind);
void report_table_rows(struct report *r, const char *id);
void report_cell_open(struct report *r, const char *kind, const char *label);
void report_badge(struct report *r, const char *kind, const char *text);
/* "lead TITLE, publisher, date (host)" with marks; counts the source as named. */
void report_source(struct report *r, const char *lead, uint32_t at, const char *date);

#endif
