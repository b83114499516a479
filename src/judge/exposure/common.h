/* SPDX-License-Identifier: Apache-2.0
 *
 * common.h - places where the operators stand on the same maker: none is a fall-back for another
 *
 * A place is an area or a region with sites of at least two operators.  An operator's share on a maker is
 * that of its sites there, each shared among its serving elements.  What a place has in common is the
 * largest share that every operator has on one maker: 1 means that nothing of anybody else stands there.
 * Elements of makers nobody knows count for none, so the true value may be larger; their share is told.
 */
#ifndef PT_JUDGE_COMMON_H
#define PT_JUDGE_COMMON_H

#include "base/arena.h"
#include "judge/exposure/stand.h"

struct common_place {
	uint32_t place, operators,
	        maker; /* maker: the common one, or MODEL_NONE when nothing is in common */
	uint64_t sites, sensitive;
	double share, unknown, users; /* share of the maker at the operator that has least of it */
};
struct common {
	struct common_place *v;         /* largest share first, then most users, then by name */
	size_t n, places, one_operator; /* with two operators and more; with any; with one */
	size_t whole;                   /* of n: share 1 */
	double users, users_whole;      /* in all n; in those */
};

struct common common_areas(struct arena *keep, struct arena scratch, const struct stand *s);
struct common common_regions(struct arena *keep, struct arena scratch, const struct stand *s);

#endif
