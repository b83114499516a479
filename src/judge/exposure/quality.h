/* SPDX-License-Identifier: Apache-2.0
 *
 * quality.h - how much of an inventory is stated, filled in, made up, old or missing
 */
#ifndef PT_JUDGE_QUALITY_H
#define PT_JUDGE_QUALITY_H

#include "model/network.h"

enum { QUALITY_STALE = 730 }; /* days */

struct quality {
	uint64_t sites, elements;
	uint64_t site[BASES],
	        load[BASES]; /* of sites: what is stated; users and traffic, UNKNOWN: none known */
	uint64_t element[BASES],
	        vendor[BASES];   /* of elements; vendor UNKNOWN: nobody knows who made it */
	uint64_t no_supplier;    /* elements of makers that are no supplier here */
	uint64_t stale, undated; /* elements and sites dated more than QUALITY_STALE days before */
	uint64_t no_place, no_region, no_area, no_operator, no_product, no_support_end;
	uint64_t no_sensitive; /* sites of which nobody says whether they are sensitive */
	uint64_t empty_sites, siteless, functionless,
	        other; /* sites without elements; elements without ... */
};

/* `counted`, `sites`: what counts, or NULL. */
struct quality quality_of(const struct network *net, const bool *elements, const bool *sites,
                          uint32_t other, struct arena scratch);

#endif
