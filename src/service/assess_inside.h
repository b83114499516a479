/* SPDX-License-Identifier: Apache-2.0
 *
 * assess_inside.h - what assess.c asks of assess_evidence.c
 */
#ifndef PT_SERVICE_ASSESS_INSIDE_H
#define PT_SERVICE_ASSESS_INSIDE_H

#include "service/assess.h"
#include "store/store.h"

/* The owners of all subjects, when a criterion measures something of them; with the chains behind them
 * when the request wants reasons. */
bool assess_load_owners(struct arena *keep, struct store *s, const struct assess_request *rq,
                        struct assessment *x, struct pt_err *e) PT_MUST;
/* Evidence and belief for every subject and criterion, and the claims that are context. */
void assess_gather(struct arena *keep, struct assessment *x);

#endif
