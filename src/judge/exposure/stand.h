/* SPDX-License-Identifier: Apache-2.0
 *
 * stand.h - what stands on what, as compact arrays
 *
 * Nodes are elements first, then sites, as in model/network.h.  For every node: who needs it.  What is
 * needed by itself is an edge to the node that needs it; members of a choice are edges to the choice,
 * which can bear the loss of all but `least` of them.  Besides what the inventory states:
 *
 *	E1  An element needs the site it stands at.
 *	E2  A site that has elements needs one of them.
 *	E3  A choice of which fewer members are there than are needed needs all that are there; of
 *	    several numbers the largest counts.  A need of itself says nothing.
 *
 * Nothing in here changes after stand_make, so that many losses may be asked of it.  Memory: the arena's.
 */
#ifndef PT_JUDGE_STAND_H
#define PT_JUDGE_STAND_H

#include "model/network.h"

struct stand {
	const struct network *net;
	uint32_t elements, nodes, choices;
	uint32_t *first;      /* nodes + 1: the edges of a node in `above` */
	uint32_t *above;      /* a node that needs it, or nodes + a choice */
	uint32_t *owner;      /* of a choice: the node that needs it */
	uint32_t *bears;      /* of a choice: how many of its members may be lost */
	uint32_t *at;         /* of an element: its site, or MODEL_NONE */
	uint32_t *site;       /* sites + 1: the elements of a site in `member`; */
	uint32_t *member;     /* those that count for its service come first */
	uint32_t *serving;    /* of a site: how many count; 0: it has none */
	bool *counts;         /* of an element: whether it counts for the service of its site */
	uint32_t *area;       /* of a site */
	uint32_t *area_sites; /* of an area: how many sites with service it has; */
	double *area_users;   /* their users, as far as known */
	size_t short_choices; /* E3 */
};

struct stand stand_make(struct arena *keep, const struct network *net);

#endif
