/* SPDX-License-Identifier: Apache-2.0
 *
 * order.h - the places of a graph: owned before owner, loops side by side (graph.h)
 *
 * Used by graph.c only.  A node's level is the longest chain of holdings below it, a loop counting
 * as one; places go by level, then by rank (the order of mixed keys), so they do not depend on the
 * order in which nodes and stakes came.
 *
 * Most nodes of a register stand in no loop and are peeled off from below (Kahn 1962); what is left
 * is peeled from above; only the rest needs Tarjan's strongly connected components (1972), with a
 * stack of our own.  Three passes of random access instead of one long chain of them: 2.0 M nodes
 * and 5.0 M stakes take a third of the time of components alone.
 */
#ifndef PT_JUDGE_ORDER_H
#define PT_JUDGE_ORDER_H

#include "judge/ownership/graph.h"

/* Fills g->place, at, rows, loop, loops and in_loop from g->n, m and the stakes, whose ends are
 * still node numbers. */
void order_of(struct arena *keep, struct arena scratch, struct graph *g);

#endif
