/* SPDX-License-Identifier: Apache-2.0
 *
 * layers.h - places for boxes and lines of a graph that is read from above
 *
 * Boxes stand in rows; an edge goes down from its `from` to its `to`.  All lines to the same box join:
 * within each gap between rows they meet on one horizontal track and go on as one trunk, so
 * lines merge and never fork.  Edges that close a circle go up instead, each on its own line.
 * The words of an edge have a pill of their own just below its `from` (just above, when it goes up).
 *
 *   rank   circles opened by turning few and light edges, rows by longest path
 *   split  rows wider than the room become several
 *   cells  boxes, and a thin cell wherever a trunk or an upward line passes a row
 *   order  left to right within rows: means, then exchange of neighbours, fewest crossings
 *   place  x: least squares with the order kept, row by row, exact within a row
 *   route  tracks in gaps, y, lines
 *
 * Boxes and pills never overlap, by construction.  Unconnected parts are laid out one by one and put
 * beside each other.  Pure: knows neither words nor colours; everything is decided by the order of
 * nodes and edges, so whoever wants the same picture sorts them first.
 */
#ifndef PT_UI_LAYERS_H
#define PT_UI_LAYERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

#define LAYERS_SHARED SIZE_MAX

enum { LAYERS_BESIDE = 10 }; /* px between words of edges of the same node */

struct layers_node {
	double width, height; /* at least, of the box; even numbers keep lines sharp */
	bool last;            /* wanted at the bottom: of a circle it is the lowest */
	double weight;        /* among equals the heavier stands first */
};

struct layers_edge {
	size_t from, to;      /* never the same */
	double width, height; /* of its words */
	bool faint;           /* a trunk is faint when all lines in it are */
	double weight;        /* of a circle the lightest edges are turned */
};

struct layers_graph {
	const struct layers_node *node;
	size_t nodes;
	const struct layers_edge *edge;
	size_t edges;
	double room; /* width that rows try to keep to */
};

struct layers_point {
	double x, y;
};

struct layers_box {
	double x, y, width, height; /* left, top; as high as its row, as wide as its lines need */
	size_t part, row;           /* row 0 is the lowest of its part */
};

struct layers_line {
	size_t edge; /* or LAYERS_SHARED */
	struct layers_point *point;
	size_t points;
	bool faint, head; /* head: ends at a box */
};

struct layers {
	struct layers_box *box;    /* per node */
	struct layers_point *pill; /* per edge: middle of its words */
	bool *up;                  /* per edge: drawn upwards */
	struct layers_line *line;
	size_t lines;
	double width, height;
};

/* Everything of the result is in `a`. */
struct layers layers_of(struct arena *a, struct arena scratch, const struct layers_graph *g);

/* Strongly connected components: component[node], returns how many.  Two nodes are in the same one
 * when each owns the other, directly or not. */
size_t layers_strong(struct arena scratch, const struct layers_graph *g, uint32_t *component);

#endif
