/* SPDX-License-Identifier: Apache-2.0
 *
 * report_assess.h - an assessment as one page that needs nothing else
 *
 * One HTML file: no address is fetched, no script is needed, paper and dark rooms are served.  It
 * shows what `petrin assess --why` shows, supplier by supplier and in the order of their names,
 * with the reply beside each claim, and ends with how to read it and where it comes from.
 */
#ifndef PT_UI_REPORT_ASSESS_H
#define PT_UI_REPORT_ASSESS_H

#include "service/assess.h"

struct report_input {
	const struct assessment *x;
	const char *head; /* hash of the newest entry of the workspace's log, or NULL */
};

/* The same input gives the same bytes.  How many suppliers the page shows (each once). */
size_t report_assess(struct buf *b, const struct report_input *in);

#endif
