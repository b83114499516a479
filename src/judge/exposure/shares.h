/* SPDX-License-Identifier: Apache-2.0
 *
 * shares.h - how much of a function stands on which maker, and how concentrated that is
 *
 * A row is one function (or group of functions), of one operator and region or of all.  Its weight is
 * shared among makers; elements whose maker nobody knows are a share of their own, never spread over
 * the others.
 *
 *	S1  By sites: a site weighs 1, shared among its elements of the function; an element without a
 *	    site is a place of its own.  By users and by traffic: the site's, shared the same way.  By
 *	    criticality: sites times the level of the function (low 1 .. critical 4), twice that at
 *	    sensitive sites.
 *	S2  Elements whose weight is not known are left out and counted; when it is known of none, or is
 *	    0 of all, the row is weighed by sites and says so.
 *	S3  HHI is the sum of squared shares times 10000.  `hhi` takes what is unknown for one more
 *	    maker.  Between `lo` (every unknown element a maker of its own) and `hi` (all of them of the
 *	    largest known one) lies every possible value.
 */
#ifndef PT_JUDGE_SHARES_H
#define PT_JUDGE_SHARES_H

#include "base/arena.h"
#include "model/network.h"

enum shares_by { SHARES_SITES, SHARES_USERS, SHARES_TRAFFIC, SHARES_CRITICALITY };

struct share {
	uint32_t maker;           /* or MODEL_NONE: not known; last of its row */
	double share;             /* 0..1 */
	uint64_t elements, sites; /* sites: different ones */
};

struct shares_row {
	uint32_t function, operator,
	        region; /* MODEL_NONE: all of them; of operator and region also: not known */
	const struct share *share; /* largest first */
	size_t n;
	uint64_t elements, sites, left_out; /* S2 */
	double hhi, lo, hi, unknown;        /* unknown: 0..1 */
	double basis[BASES]; /* shares by how the maker is known; UNKNOWN: not known */
	bool by_sites;       /* S2: instead of what was asked for */
	const struct network_function *weighed; /* the function where it is most critical, or NULL: not known */
	enum criticality least; /* where it is least critical; of the row's elements, both */
};

enum { SHARES_GROUPS = 1, SHARES_OPERATORS = 2, SHARES_REGIONS = 4, SHARES_ALL = 8 };
struct shares_asked {
	enum shares_by by;
	unsigned rows; /* GROUPS: of functions, not functions; by OPERATORS, REGIONS; ALL: one row
	                  for all */
	const bool *counted; /* elements that count, or NULL: all */
};
struct shares {
	struct shares_row *row; /* by function in the order for people, operator, region */
	size_t rows;
};

struct shares shares_of(struct arena *keep, struct arena scratch, const struct network *net,
                        const struct shares_asked *asked);

#endif
