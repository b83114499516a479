/* SPDX-License-Identifier: Apache-2.0
 *
 * exposure_map.h - sites as dots where they stand, as an SVG file
 *
 * Without a question every dot has the colour of the maker that most of its serving elements are from; after
 * one (`--without`) it says whether the site works, is degraded or lost.  What is known of no maker is a
 * ring.  Below stand numbers, what is made up or unknown, and the sources with their licences.
 */
#ifndef PT_UI_EXPOSURE_MAP_H
#define PT_UI_EXPOSURE_MAP_H

#include "service/exposure.h"

/* How many sites have a position; 0: there is nothing to draw. */
size_t exposure_map_sites(const struct exposure *x);
void exposure_map(struct buf *out, struct arena scratch, const struct exposure *x);

#endif
