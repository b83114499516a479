/* SPDX-License-Identifier: Apache-2.0
 *
 * chart.h - drawings of numbers, without saying on what they are drawn
 *
 * A drawing is a few rectangles, lines and words.  Places along it are shares of its width (0..1),
 * so that it fits its column on any medium and text keeps its size; heights are in px (1/96 inch).
 * One vtable stands for the medium: chart_svg.c writes SVG into a page.  A drawing with a title says
 * in words what it shows; one without stands beside those words and is hidden from screen readers.
 */
#ifndef PT_UI_CHART_H
#define PT_UI_CHART_H

#include "base/str.h"
#include "ui/report/palette.h"

struct html;

struct chart_box {
	double x0, x1, y, height;
};
enum chart_anchor { CHART_START, CHART_MIDDLE, CHART_END };

struct chart_ops {
	void (*begin)(void *to, const char *kind, double height, const char *title);
	void (*rect)(void *to, struct chart_box box, enum paint fill);
	void (*line)(void *to, struct chart_box span, enum paint stroke); /* (x0, y) to (x1, y + height) */
	void (*text)(void *to, double x, double y, enum chart_anchor anchor, const char *z);
	void (*group)(void *to, const char *title); /* what follows, up to group_end, is one thing */
	void (*group_end)(void *to);
	void (*end)(void *to);
};

struct chart {
	const struct chart_ops *ops;
	void *to;
};

struct chart chart_svg(struct html *h);
/* Once per page: the hatching that PAINT_UNKNOWN refers to. */
void chart_svg_patterns(struct html *h);

/* Parts of a whole beside each other; parts of nothing are left out. */
struct chart_part {
	double share;
	enum paint fill;
	const char *title; /* NULL: none of its own */
};
struct chart_bar {
	const struct chart_part *part;
	size_t n;
	double height;
	const char *title;
	double asked[2]; /* when asked[0] < asked[1]: the range that the first parts have to reach */
};
void chart_bar(struct chart c, struct arena scratch, const struct chart_bar *bar);

/* Four cells, of which those in the set are filled: which grades a claim names. */
void chart_grades(struct chart c, unsigned set);

/* A measured quantity on its scale: cuts between grades, the value with its 95 % range. */
struct chart_scale {
	double cut[3], value, se;
	const char *const *grade; /* names, worst first */
	bool less;     /* less is better */
	bool withheld; /* only the cuts are drawn */
	const char *title;
};
void chart_scale(struct chart c, struct arena scratch, const struct chart_scale *q);

/* "-0.75" with a minus sign that is as wide as a digit. */
const char *chart_number(struct arena *a, double v);

#endif
