/* SPDX-License-Identifier: Apache-2.0
 *
 * graph_inside.h - what the steps of graph_draw.h hand to each other
 *
 *   fold   which nodes are drawn, and what stands for the others
 *   words  what is written where, in lines that fit, and what is said about it
 *   draw   sizes to layers.h and back: the sheet, every place on it known
 *   svg    the sheet as text
 */
#ifndef PT_UI_GRAPH_INSIDE_H
#define PT_UI_GRAPH_INSIDE_H

#include "ui/report/graph_draw.h"
#include "ui/report/layers.h"

enum {
	NAME_LINES = 2,
	NAME_SIZE = 13,
	NAME_LINE = 17,
	TEXT_SIZE = 12,
	TEXT_LINE = 15,
	PILL_LINES = 4,
	PILL_LINE = 14,
	SIDE_LINES = 6, /* kind and country, note, what it holds of itself: two each */
	STACK = 8, /* by which the sheets behind a fold stand out to the top and right */
	MARGIN = 24,
	KEY_WIDTH = 22, /* a mark in the legend */
	KEY_HEIGHT = 16,
	KEY_MARK = 30,  /* from its left to its words */
};

/* --- fold --- */

struct shown_node {
	const struct graph_node *is; /* NULL: stands for `more` others */
	size_t more, states;         /* states among them */
	const char *names;           /* theirs */
	uint32_t place;              /* the drawn node they are owners of (or owned by), or UINT32_MAX */
	bool below;
	const char *self;            /* what it holds of itself, or NULL */
	double weight;
};

struct shown_edge {
	uint32_t owner, owned;
	const struct graph_edge *is; /* the first; the only one unless `many` */
	size_t many;
	double most; /* the largest share, 0 when one is not known */
	bool dashed; /* all are */
	bool loop;   /* of a true circle of stakes */
};

struct shown {
	struct shown_node *node;
	struct shown_edge *edge;
	uint32_t nodes, edges;
};

struct shown graph_fold(struct arena *a, struct arena scratch, const struct graph_picture *p, size_t most);

/* --- words --- */

/* `z` or an empty text. */
const char *graph_text(const char *z);
const char *graph_kind_word(enum graph_kind kind);
const char *graph_name(struct arena *a, const struct shown *s, uint32_t node);
const char *graph_node_title(struct arena *a, const struct shown *s, uint32_t node);
const char *graph_edge_title(struct arena *a, const struct shown *s, const struct shown_edge *e);
const char *graph_edge_text(struct arena *a, const struct shown_edge *e, bool up);
/* The whole picture in words. */
const char *graph_description(struct arena *a, const struct shown *s);

/* --- the sheet --- */

struct sheet_box {
	double x, y, width, height;
	const char *name[NAME_LINES], *side[SIDE_LINES];
	size_t names, sides;
	enum graph_kind kind;
	bool subject, stack;
	const char *title;
};

struct sheet_pill {
	double x, y, width, height; /* middle */
	const char *line[PILL_LINES];
	size_t lines, shares; /* the first tell the share, the others the scenario */
	bool dashed, loop;
	const char *title;
};

enum sheet_mark { MARK_SUBJECT, MARK_STACK, MARK_SHARE, MARK_DASHED, MARK_LOOP, MARK_OPEN, MARKS };

/* One entry of the legend. */
struct sheet_key {
	double x, y;
	bool is_kind;
	enum graph_kind kind;
	enum sheet_mark mark;
	const char *text;
};

struct sheet_text {
	double x, y;
	const char *text;
};

struct sheet {
	struct sheet_box *box;
	size_t boxes;
	struct sheet_pill *pill; /* one per edge */
	size_t pills;
	const struct layers_line *line;
	size_t lines;
	struct sheet_key key[GRAPH_KINDS + MARKS];
	size_t keys;
	struct sheet_text *title, *foot;
	size_t titles, feet;
	double width, height;
	const char *name, *description;
};

/* The sheet as what stands inside <svg>, after <title> and <desc>. */
void graph_paint(struct html *h, const struct sheet *s);

/* Colours for light and dark; what adapts them is apart, for readers of SVG that know no media. */
void graph_style_light(struct buf *css);
void graph_style_other(struct buf *css);

struct sheet graph_sheet(struct arena *a, struct arena scratch, const struct graph_picture *p,
                         const struct graph_options *o);

#endif
