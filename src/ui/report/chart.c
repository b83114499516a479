/* SPDX-License-Identifier: Apache-2.0
 *
 * chart.c - drawings of numbers, without saying on what they are drawn
 */
#include "ui/report/chart.h"

#include <math.h>

enum { STEPS = 4 }; /* grades */
#define SCALE_TOP 17.0
#define SCALE_BAND 10.0

const char *chart_number(struct arena *a, double v)
{
	struct buf b = buf_in(a);
	buf_double(&b, v);
	return b.p[0] == '-' ? arena_fmt(a, "\u2212%s", b.p + 1) : b.p;
}

/* A mark that can be seen on any colour. */
static void mark(struct chart c, double x, double y, double height)
{
	struct chart_box span = { x, x, y, height };
	c.ops->line(c.to, span, PAINT_GROUND);
	c.ops->line(c.to, span, PAINT_INK);
}

static void asked(struct chart c, struct arena scratch, const struct chart_bar *bar)
{
	c.ops->rect(c.to, (struct chart_box){ bar->asked[0], bar->asked[1], 0, bar->height + 8 }, PAINT_BAND);
	for (int k = 0; k < 2; k++) {
		const char *percent = arena_fmt(&scratch, "%.0f %%", 100 * bar->asked[k]);
		mark(c, bar->asked[k], 0, bar->height + 8);
		c.ops->text(c.to, bar->asked[k], bar->height + 21, k ? CHART_START : CHART_END, percent);
	}
	double middle = (bar->asked[0] + bar->asked[1]) / 2;
	c.ops->text(c.to, middle, bar->height + 21, CHART_MIDDLE, "asked");
}

void chart_bar(struct chart c, struct arena scratch, const struct chart_bar *bar)
{
	double x = 0;
	bool goal = bar->asked[0] < bar->asked[1];
	double top = goal ? 4 : 0;
	c.ops->begin(c.to, "bar", bar->height + (goal ? 26 : 0), bar->title);
	for (size_t i = 0; i < bar->n; i++) {
		const struct chart_part *p = &bar->part[i];
		if (p->share < 5e-5)
			continue; /* thinner than a hair: the words beside say "<1 %" */
		double to = fmin(x + p->share, 1);
		if (p->title)
			c.ops->group(c.to, p->title);
		c.ops->rect(c.to, (struct chart_box){ x, to, top, bar->height }, p->fill);
		if (p->title)
			c.ops->group_end(c.to);
		x = to;
	}
	if (goal)
		asked(c, scratch, bar);
	c.ops->end(c.to);
}

void chart_grades(struct chart c, unsigned set)
{
	c.ops->begin(c.to, "cells", 10, NULL);
	for (int g = 0; g < STEPS; g++)
		c.ops->rect(c.to, (struct chart_box){ g / (double)STEPS, (g + 0.85) / STEPS, 0, 10 },
		            set >> g & 1 ? PAINT_GRADE + (enum paint)g : PAINT_NONE);
	c.ops->end(c.to);
}

struct axis {
	double lo, hi;
};

static double on(const struct axis *a, double v)
{
	double x = (v - a->lo) / (a->hi - a->lo);
	return x < 0 ? 0 : x > 1 ? 1 : x;
}

/* Half a step beyond the outer cuts, and further when the value or its range lies there. */
static struct axis axis_of(const struct chart_scale *q)
{
	double room = fmax((q->cut[2] - q->cut[0]) / 2, 1e-9);
	struct axis a = { q->cut[0] - room, q->cut[2] + room };
	if (!q->withheld) {
		a.lo = fmin(a.lo, q->value - 2.2 * q->se - room / 6);
		a.hi = fmax(a.hi, q->value + 2.2 * q->se + room / 6);
	}
	return a;
}

static void grade_range(struct chart c, const struct chart_scale *q, const struct axis *a, int place)
{
	double from = place == 0 ? 0 : on(a, q->cut[place - 1]);
	double to = place == STEPS - 1 ? 1 : on(a, q->cut[place]);
	int g = q->less ? STEPS - 1 - place : place;
	c.ops->rect(c.to, (struct chart_box){ from, to, SCALE_TOP, SCALE_BAND }, PAINT_GRADE + (enum paint)g);
	if (to - from > 0.11) /* room for its name on a phone */
		c.ops->text(c.to, (from + to) / 2, SCALE_TOP - 6, CHART_MIDDLE, q->grade[g]);
}

void chart_scale(struct chart c, struct arena scratch, const struct chart_scale *q)
{
	struct axis a = axis_of(q);
	c.ops->begin(c.to, "scale", SCALE_TOP + SCALE_BAND + 22, q->title);
	for (int place = 0; place < STEPS; place++)
		grade_range(c, q, &a, place);
	for (int k = 0; k < STEPS - 1; k++) {
		double x = on(&a, q->cut[k]);
		c.ops->line(c.to, (struct chart_box){ x, x, SCALE_TOP, SCALE_BAND + 4 }, PAINT_RULE);
		c.ops->text(c.to, x, SCALE_TOP + SCALE_BAND + 16, CHART_MIDDLE, chart_number(&scratch, q->cut[k]));
	}
	if (!q->withheld) {
		double lo = on(&a, q->value - 1.96 * q->se), hi = on(&a, q->value + 1.96 * q->se);
		struct chart_box range = { lo, hi, SCALE_TOP + SCALE_BAND / 2, 0 };
		c.ops->line(c.to, range, PAINT_GROUND);
		c.ops->line(c.to, range, PAINT_INK);
		mark(c, on(&a, q->value), SCALE_TOP - 3, SCALE_BAND + 6);
	}
	c.ops->end(c.to);
}
