/* SPDX-License-Identifier: Apache-2.0
 *
 * examples.h - made-up graphs of owners that pictures are drawn of
 */
#ifndef PT_TEST_PICTURE_EXAMPLES_H
#define PT_TEST_PICTURE_EXAMPLES_H

#include "ui/report/graph_draw.h"

struct make {
	struct arena *a;
	struct graph_node *node;
	struct graph_edge *edge;
	size_t nodes, edges, node_cap, edge_cap;
	const char *title, *source;
};

/* A node whose id is its label; returns its number. */
size_t add(struct make *m, const char *label, enum graph_kind kind, const char *country);
/* The edge, to be told more. */
struct graph_edge *holds(struct make *m, size_t owner, size_t owned, const char *text, double share);
struct graph_picture picture(const struct make *m);

struct example {
	const char *name;
	void (*build)(struct make *m);
	bool kept; /* its picture is compared, octet by octet */
};
extern const struct example examples[];
extern const size_t example_count;

#endif
