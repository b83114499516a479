/* SPDX-License-Identifier: Apache-2.0
 *
 * page.h - the shell of a page that needs nothing else: head, style, script, policy
 *
 * Style and script are files below data/web, part of the program.  The page's policy allows exactly
 * these two, by their hashes, and nothing from anywhere: neither a fetch nor another script.
 */
#ifndef PT_UI_PAGE_H
#define PT_UI_PAGE_H

#include "base/err.h"
#include "ui/report/html.h"

struct page_shell {
	const char *title;
	const char *style, *script; /* names in web_files */
	const char *foot;           /* on each sheet of paper; letters, digits and " .,:-" of it */
	size_t classes;             /* for how many classes colours are needed */
	bool graphs;                /* are there drawings of graph_draw.h on it */
};

/* Up to and with <body>; page_end closes what is open. */
void page_begin(struct html *h, const struct page_shell *p);
void page_end(struct html *h, const struct page_shell *p);

#endif
