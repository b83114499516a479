/* SPDX-License-Identifier: Apache-2.0
 *
 * heads.h - the one at the top of every company: majorities followed to their end
 *
 * Somebody who holds a majority of a company, together with the companies he has a majority of
 * already, is its head; his head is its head.  At most one can hold more than half, so there is one
 * answer; lower bounds only, so that every head is sure.
 */
#ifndef PT_JUDGE_HEADS_H
#define PT_JUDGE_HEADS_H

#include "judge/ownership/control.h"

/* head[place]: the place of the head, a node's own when nobody has a majority.  A ring of companies
 * that hold majorities of each other has one of its members as head, and bit `head` of `ring`
 * (n / 8 + 1 octets) is set.  The rule's threshold must be more than one half, or at least something
 * above.  O(n + m); loops times the number of sweeps until nothing changes. */
void heads_of(const struct graph *g, struct arena scratch, const struct control_rule *rule,
              uint32_t *head, uint8_t *ring);

#endif
