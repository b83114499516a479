/* SPDX-License-Identifier: Apache-2.0
 *
 * exposure_inside.h - what the files of service/exposure share
 */
#ifndef PT_SERVICE_EXPOSURE_INSIDE_H
#define PT_SERVICE_EXPOSURE_INSIDE_H

#include "service/exposure.h"

/* Fills x->elements and x->sites from the filters. */
bool exposure_filter(struct exposure *x, const struct exposure_request *rq,
                     struct pt_err *e) PT_MUST;
/* What the words after --without name: nodes in scratch, x->removed filled. */
struct exposure_nodes {
	uint32_t *v;
	size_t n;
};
bool exposure_removed(struct exposure *x, struct arena *scratch, const struct exposure_request *rq,
                      struct exposure_nodes *out, struct pt_err *e) PT_MUST;

#endif
