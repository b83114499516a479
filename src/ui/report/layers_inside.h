/* SPDX-License-Identifier: Apache-2.0
 *
 * layers_inside.h - what the steps of layers.h hand to each other
 *
 * One struct part is one connected part of the graph with numbers of its own.  Each step fills in
 * what the next one reads.  All memory but that of lines is scratch of layers_of.
 */
#ifndef PT_UI_LAYERS_INSIDE_H
#define PT_UI_LAYERS_INSIDE_H

#include "ui/report/layers.h"

#define NONE UINT32_MAX

enum {
	BOX_GAP = 20,   /* between what stands beside each other */
	LINE_GAP = 8,   /* beside a line that passes */
	LINE_HALF = 4,  /* half a passing line with its air */
	PILL_GAP = LAYERS_BESIDE, /* between words of the same box */
	PILL_AIR = 5,   /* above and below words */
	HEAD = 12,      /* an arrow head with its air */
	TRACK = 11,     /* between tracks */
	PORT_EDGE = LAYERS_BESIDE, /* from where a line ends to the corner of its box */
	BEND = 6,       /* what a rounded corner takes */
	PART_GAP = 48,
};

struct arc {
	uint32_t from, to;
	uint32_t high, low; /* the same two, by row; layers_rank decides */
	bool up, faint;
	double width, height, weight;
	double off; /* of its words from the middle of the box */
};

/* Edges, links or cells by an end: those of i are item[start[i]] .. item[start[i + 1] - 1]. */
struct fan {
	uint32_t *start, *item;
};

enum cell_kind { CELL_BOX, CELL_TRUNK, CELL_RISE };

struct cell {
	enum cell_kind kind;
	uint32_t of; /* the node; the node a trunk leads to; the edge that rises */
	uint32_t row, at;
	bool faint;
	double half; /* of its width, with words above and below */
	double x;    /* middle */
};

/* A piece between neighbouring rows. */
struct link {
	uint32_t high, low; /* cells */
	uint32_t arc;       /* NONE between cells of a trunk */
	bool rises;
	double weight;
	double high_off, low_off; /* where it ends, from the middle of the cell */
	double track;             /* y at which it runs sideways, if it does */
};

/* What shares a track between two rows: all lines to one cell, or one rising line. */
struct net {
	const uint32_t *link; /* left to right by upper end */
	uint32_t n;
	double low_x, from, to;
	uint32_t level;
	bool bent;
};

struct row {
	uint32_t *cell;
	uint32_t n;
	double y, height; /* of the boxes */
	double below, above; /* height of words under and over them */
};

struct part {
	struct arena *a, *out; /* scratch; for lines */
	const struct layers_node *node;
	struct arc *arc;
	uint32_t n, m;
	double room;

	uint32_t *rank; /* row of a node, 0 lowest */
	uint32_t rows;
	struct fan owners, owned; /* arcs by low end, by high end */

	struct cell *cell; /* the first n are the boxes */
	struct link *link;
	uint32_t cells, links;
	struct fan ups, downs; /* links by low cell, by high cell */
	struct row *row;
	double *wide; /* per node: half the width of its box */

	double width, height;
	struct layers_line *line;
	size_t lines, line_cap;
};

static inline double layers_high_x(const struct part *p, uint32_t l)
{
	return p->cell[p->link[l].high].x + p->link[l].high_off;
}

static inline double layers_low_x(const struct part *p, uint32_t l)
{
	return p->cell[p->link[l].low].x + p->link[l].low_off;
}

struct fan layers_fan(struct arena *a, uint32_t n, uint32_t m, const uint32_t *key);

void layers_rank(struct part *p);
void layers_split(struct part *p);
void layers_cells(struct part *p);
void layers_order(struct part *p);
void layers_place(struct part *p);
void layers_route(struct part *p);
/* The lines of a net whose track is at y; rising lines, once everything has its place. */
void layers_draw_net(struct part *p, const struct net *net, double y);
void layers_draw_rise(struct part *p, uint32_t arc);

/* Half the width that a node needs with its words. */
double layers_half(const struct part *p, uint32_t node);

#endif
