/* SPDX-License-Identifier: Apache-2.0
 *
 * loss.h - what is lost when some elements or sites are
 *
 * An element is lost when it is removed, when something it needs by itself is lost, or when of a choice
 * more are lost than it can bear; so is a site, and E1 and E2 of stand.h hold.  Lost is only what must
 * be: of elements that need each other in a ring none falls by itself (the least set that fulfils the
 * rules).  Of services:
 *
 *	L1  A site is lost when none of its serving elements works, degraded when some do not (elements
 *	    whose function serves users; without such all its elements).  Sites without elements have
 *	    no service.
 *	L2  Users, traffic and sensitive places of a site are lost with it.  What is not known is
 *	    counted.
 *	L3  An area is without emergency calls when no site of any operator works in it: calls for help
 *	    may use any network that is there.  Sites of which no area is known count in none.
 *
 * The time is that of the nodes and edges that fall, so that many losses may be asked one after the
 * other.  One struct loss belongs to one thread; the stand may be shared.
 */
#ifndef PT_JUDGE_LOSS_H
#define PT_JUDGE_LOSS_H

#include "judge/exposure/stand.h"

struct lost {
	uint64_t removed, elements; /* taken away; lost in all, with these */
	uint64_t sites, degraded, sensitive, sensitive_degraded, areas;
	uint64_t users_unknown; /* sites that are lost and whose users nobody knows */
	double users, users_degraded, traffic, users_of_areas;
};

enum loss_state { LOSS_WORKS, LOSS_DEGRADED, LOSS_LOST };

struct loss {
	const struct stand *stand;
	const bool *counted;        /* sites that are summed up, or NULL: all */
	bool *gone;                 /* of a node */
	uint32_t *queue, n;         /* what is lost, in the order it fell */
	uint32_t *touched, touches; /* sites of which something that counts fell */
	uint32_t *bears;            /* of a choice: what it can still bear */
	uint32_t *up;               /* of a site: serving elements that work; */
	uint32_t *left;             /* elements that work */
	uint32_t *area_up;          /* of an area: sites that work */
	uint32_t *area, areas;      /* without any site that works */
	uint64_t visits;            /* edges looked at so far, in all */
};

struct loss loss_in(struct arena *keep, const struct stand *s);
/* What falls without these nodes; stays to be looked at until the next call of any of them. */
struct lost loss_without(struct loss *x, const uint32_t *node, size_t n);
/* Everything works again.  Called by loss_without. */
void loss_reset(struct loss *x);
enum loss_state loss_state(const struct loss *x, uint32_t site);

/* The sums over all sites that are counted: what there is to lose. */
struct lost loss_all(const struct stand *s, const bool *counted);

#endif
