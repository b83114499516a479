/* SPDX-License-Identifier: Apache-2.0
 *
 * life.h - what an undisturbed network does: its functions keep in touch, its subscribers come, talk, move and go
 *
 * Procedures are tables of steps in the order of TS 23.502 clause 4, waiting times are what open core networks show.
 */
#ifndef PT_WATCH_GENERATE_LIFE_H
#define PT_WATCH_GENERATE_LIFE_H

#include "watch/generate/say.h"

enum { RADIO = 25000, CORE = 700 }; /* usual waiting times of steps, microseconds */

#define ASK(call) { say_ask, CALL_##call, CORE }
#define ANSWER(call) { say_answer, CALL_##call, CORE }
#define CALL(call) ASK(call), ANSWER(call)
#define END { NULL, 0, 0 }

/* Asks for the first moments of everybody. */
void life_begin(struct world *w);
void life_roaming(struct world *w);
void life_4g(struct world *w);
void life_noise(struct world *w);

/* Procedures that attacks use as well; each ends by itself. */
extern const struct step life_registration[];   /* by SUCI, until Registration complete and the first session */
extern const struct step life_unanswered[];     /* the first messages of it: the subscriber never answers */
extern const struct step life_service[];        /* service request and some traffic */
extern const struct step life_release[];
extern const struct step life_synch_failure[], life_congestion[], life_forgotten[], life_changed[], life_sent_away[];
extern const struct step life_called[], life_moving[], life_moving_n2[], life_anew[], life_update[], life_leaving[];
extern const struct step life_attach[];         /* in 4G: its gnb is the world's enb */

#endif
