/* SPDX-License-Identifier: Apache-2.0
 *
 * decide_inside.h - between loading, asking and telling what changed
 */
#ifndef PT_SERVICE_DECIDE_INSIDE_H
#define PT_SERVICE_DECIDE_INSIDE_H

#include "service/decide.h"
#include "store/store.h"

struct decide_question decide_question_of(const struct decision *x, const struct decision_row *row, int32_t day);
/* Packs, functions, model and facts of all suppliers on the day. */
bool decide_load(struct arena *keep, const struct decide_request *rq, struct decision *x, struct pt_err *e) PT_MUST;
/* Fills x->event: what changed after rq->since up to the day; what is due within the days asked for. */
void decide_changes(struct arena *keep, const struct decide_request *rq, struct decision *x);
void decide_due(struct arena *keep, const struct decide_request *rq, struct decision *x);
void decide_sort_events(struct arena *keep, struct decision *x); /* and gives them their ids */
/* Fills x->part from the inventory of the workspace, for the suppliers and countries asked for. */
bool decide_inventory(struct arena *keep, const struct decide_request *rq, struct decision *x, struct pt_err *e)
        PT_MUST;
/* Fills x->share: elements under caps, in the countries asked for; `function` of the network -> of the decision. */
void decide_caps(struct arena *keep, const struct decide_table *t, const struct network *net, const bool *country,
                 const uint32_t *function, struct decision *x);

#endif
