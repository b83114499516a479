/* SPDX-License-Identifier: Apache-2.0
 *
 * chart_svg.c - drawings as SVG inside a page
 *
 * No viewBox: shares of the width become percentages, so nothing is stretched and text keeps its
 * size.  Colours come from the page's style through class names, so that one page serves light,
 * dark and paper.
 */
#include <math.h>

#include "ui/report/chart.h"
#include "ui/report/html.h"

/* "12.34%" of a share; 0.01 % of a page is thinner than what is drawn. */
static const char *percent(struct html *h, double share)
{
	struct buf b = buf_in(h->b->a);
	buf_double(&b, round(share * 1e4) / 100);
	buf_char(&b, '%');
	return b.p;
}

static const char *px(struct html *h, double v)
{
	struct buf b = buf_in(h->b->a);
	buf_double(&b, round(v * 100) / 100);
	return b.p;
}

static const char *class_of(struct html *h, enum paint p)
{
	static const char *const word[] = { [PAINT_NONE] = "n", [PAINT_UNKNOWN] = "u", [PAINT_INK] = "k",
		                            [PAINT_RULE] = "r", [PAINT_BAND] = "b", [PAINT_GROUND] = "w" };
	if (p >= PAINT_CLASS)
		return arena_fmt(h->b->a, "c%u", (unsigned)(p - PAINT_CLASS));
	return p >= PAINT_GRADE ? arena_fmt(h->b->a, "g%u", (unsigned)(p - PAINT_GRADE)) : word[p];
}

static void begin(void *to, const char *kind, double height, const char *title)
{
	struct html *h = to;
	html_open(h, "svg", "class", kind, "height", px(h, height), "role", title ? "img" : NULL, "aria-label",
	          title, "aria-hidden", title ? NULL : "true", NULL);
}

static void rect(void *to, struct chart_box q, enum paint fill)
{
	struct html *h = to;
	html_void(h, "rect", "class", class_of(h, fill), "x", q.x0 > 0 ? percent(h, q.x0) : NULL, "y",
	          q.y > 0 ? px(h, q.y) : NULL, "width", percent(h, q.x1 - q.x0), "height", px(h, q.height), NULL);
}

static void line(void *to, struct chart_box q, enum paint stroke)
{
	struct html *h = to;
	html_void(h, "line", "class", class_of(h, stroke), "x1", percent(h, q.x0), "y1", px(h, q.y), "x2",
	          percent(h, q.x1), "y2", px(h, q.y + q.height), NULL);
}

static void text(void *to, double x, double y, enum chart_anchor anchor, const char *z)
{
	static const char *const word[] = { NULL, "middle", "end" };
	struct html *h = to;
	html_leaf(h, "text", z, "x", percent(h, x), "y", px(h, y), "text-anchor", word[anchor], NULL);
}

static void group(void *to, const char *title)
{
	html_open(to, "g", NULL);
	html_leaf(to, "title", title, NULL);
}

static void close(void *to)
{
	html_close(to);
}

struct chart chart_svg(struct html *h)
{
	static const struct chart_ops ops = { begin, rect, line, text, group, close, close };
	return (struct chart){ &ops, h };
}

void chart_svg_patterns(struct html *h)
{
	html_open(h, "svg", "class", "patterns", "width", "0", "height", "0", "aria-hidden", "true", NULL);
	html_open(h, "defs", NULL);
	html_open(h, "pattern", "id", "unknown", "width", "6", "height", "6", "patternUnits", "userSpaceOnUse",
	          "patternTransform", "rotate(45)", NULL);
	html_void(h, "rect", "class", "hatch-ground", "width", "6", "height", "6", NULL);
	html_void(h, "rect", "class", "hatch-line", "width", "2", "height", "6", NULL);
	html_close(h);
	html_close(h);
	html_close(h);
}
