/* SPDX-License-Identifier: Apache-2.0
 *
 * accept.h - the group weights one voice accepts, and what all voices accept together
 */
#ifndef PT_JUDGE_ACCEPT_H
#define PT_JUDGE_ACCEPT_H

#include "judge/agree/agree.h"
#include "judge/assess/weights.h"

struct accept_space {
	struct weights w;
	struct agree_voice voice; /* bounds within what is possible; order sorted, each pair once */
};

/* PT_INVALID, naming the voice, when it accepts nothing. */
bool accept_of(struct arena *keep, const struct agree_run *run, const struct agree_voice *v, struct accept_space *out,
               struct pt_err *e) PT_MUST;
/* Of what is accepted, not of the name. */
uint64_t accept_key(const struct accept_space *s);
bool accept_same(const struct accept_space *a, const struct accept_space *b);

/* Fills in what every voice accepts, or who does not agree with whom. */
void accept_common(struct arena *keep, const struct agree_run *run, struct agreement *out);

#endif
