/* SPDX-License-Identifier: Apache-2.0
 *
 * graph_draw.h - the picture of who owns whom, as SVG
 *
 * Owners stand above, owned below, the subject last and inverted.  A line begins at its owner with
 * the words of its own stake, joins the other lines to the same company on the way down, and never
 * parts: whoever follows one arrives at exactly one company.  A stake that leads back up is drawn
 * upwards and marked "loop".  Kinds differ in outline and carry their word, so that no colour is
 * needed; what is uncertain, contested or unknown is dashed.
 *
 * More nodes than `most` are folded into nodes "+N more", one per place: what stays is the subject,
 * states, direct owners, then owners with the largest shares and what leads to them.  Nothing is
 * left out silently: folded names are in the title of their node, folded lines end at it.
 *
 * A drawing never computes: every word shown is given, except counts, the largest of several given
 * shares, and whether a stake is part of a loop.  Same content, same octets: the order of nodes
 * and edges in the input does not matter, as long as ids differ.  NULL texts are empty ones.
 */
#ifndef PT_UI_GRAPH_DRAW_H
#define PT_UI_GRAPH_DRAW_H

#include "base/str.h"

struct html;

enum graph_kind {
	GRAPH_UNKNOWN, /* a name and nothing more, or not even that */
	GRAPH_COMPANY,
	GRAPH_LISTED, /* shares are traded: float may be any public holder */
	GRAPH_STATE,
	GRAPH_PERSON,
	GRAPH_FOUNDATION,
	GRAPH_FUND,
	GRAPH_ARRANGEMENT, /* trust, partnership, union: holds for others */
	GRAPH_KINDS,
};

struct graph_node {
	const char *id;      /* never shown; decides every tie */
	const char *label;   /* the name; empty: "not known" */
	const char *country; /* as shown, or empty */
	const char *note;    /* one short line more in the box, or empty */
	enum graph_kind kind;
	bool subject;
	double share; /* of the subject that ends here, 0..1; 0: not known.  Only ranks who is kept */
};

struct graph_edge {
	size_t owner, owned;  /* places in the array of nodes */
	const char *text;     /* "25-50 %", "20.1 % / 46.6 % votes"; empty: shown as "?" */
	const char *scenario; /* short name of the reading in which this holds, or empty */
	const char *note;     /* source, date, certainty: shown on pointing and in the description */
	bool dashed;          /* uncertain or contested */
	double share;         /* at most this much, 0..1; 0: not known.  Ranks, and words of folded edges */
};

struct graph_picture {
	const struct graph_node *node;
	size_t nodes;
	const struct graph_edge *edge;
	size_t edges;
	const char *title;  /* a sentence */
	const char *source; /* where all this is from, as of when */
};

struct graph_options {
	double width; /* px that rows try to keep to; 0: GRAPH_WIDTH.  A dense graph may need more */
	size_t most;  /* nodes drawn at most; 0: GRAPH_MOST; kept within GRAPH_LEAST .. GRAPH_LIMIT */
};

enum { GRAPH_WIDTH = 1120, GRAPH_MOST = 60, GRAPH_LEAST = 8, GRAPH_LIMIT = 400 };

/* A file of its own: light, dark and forced colours inside, no script, nothing fetched. */
void graph_draw_svg(struct buf *out, struct arena scratch, const struct graph_picture *p,
                    const struct graph_options *o);

/* The same drawing within a page whose style holds graph_draw_style. */
void graph_draw_html(struct html *h, struct arena scratch, const struct graph_picture *p,
                     const struct graph_options *o);
void graph_draw_style(struct buf *css);

#endif
