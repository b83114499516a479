/* SPDX-License-Identifier: Apache-2.0
 *
 * html.h - a writer of HTML that cannot be talked into anything
 *
 * Elements are opened and closed by name; whatever comes from data goes through one function that
 * escapes for text and for quoted attributes alike, and shows octets that are not UTF-8, control
 * characters and characters that reorder text as U+FFFD.  Names of elements and attributes are
 * ours and never data.  Attributes that run or fetch something are refused: the only way to
 * another site is html_link, which takes http and https and shows every other address as text.
 */
#ifndef PT_UI_HTML_H
#define PT_UI_HTML_H

#include "base/str.h"

enum { HTML_DEPTH = 48 };

struct html {
	struct buf *b;
	const char *open[HTML_DEPTH]; /* elements, outermost first */
	unsigned depth;
};

#define HTML_PAIRS __attribute__((sentinel))

struct html html_in(struct buf *b);

/* <tag name="value" ...>: pairs up to a NULL name; a pair whose value is NULL is left out, one whose
 * value is "" is the bare name.  A link (href) may only lead to a place on this page ("#..."). */
void html_open(struct html *h, const char *tag, ...) HTML_PAIRS;
void html_close(struct html *h); /* the innermost */
/* An element with nothing in it: meta, rect. */
void html_void(struct html *h, const char *tag, ...) HTML_PAIRS;
/* An element with only text in it. */
void html_leaf(struct html *h, const char *tag, const char *text, ...) HTML_PAIRS;

void html_text(struct html *h, const char *z);
void html_fmt(struct html *h, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The text as a link to another site when the address is http or https; else the text, and the
 * address in brackets as text. */
void html_link(struct html *h, const char *url, const char *text);
/* The host of an address that html_link would link, or "". */
struct str html_host(const char *url);

/* Our own style or script, unescaped: never data. */
void html_verbatim(struct html *h, const char *tag, struct str ours);

/* What text and attributes are made of; for tests. */
void html_escape(struct buf *b, struct str s);

#endif
