/* SPDX-License-Identifier: Apache-2.0
 *
 * play.h - attacks on N1 and N2 as tables: who plays which script, how often
 *
 * A variant is a row of a table (struct play).  Each time it is played a subscriber of its own follows the script,
 * which is put together from parts of ordinary procedures (life.def) and steps of the attack.  A step that is the
 * attack says so with play_hit before it speaks.
 */
#ifndef PT_WATCH_GENERATE_PLAY_H
#define PT_WATCH_GENERATE_PLAY_H

#include "watch/generate/attack.h"

enum play_how {
	PLAY_OWN = 1,    /* the subscriber is the attacker: all it says is the attack's; */
	PLAY_TURNS = 2,  /* only each second one is */
	PLAY_SPREAD = 4, /* over all base stations; else all at one */
	PLAY_ONE = 8,    /* always the same identity */
};

struct play {
	const char *variant;
	const struct step *script;
	uint16_t times, ms; /* apart, on average */
	uint8_t how;        /* bits of enum play_how */
};

/* Plays the row of this variant once, and asks to be called again if it is to be played more often. */
void play_rows(struct attack *at, const struct play *rows, size_t n);
#define PLAY(at, rows) play_rows(at, rows, COUNT(rows))
/* The next subscriber of the attack: nothing is its own, `how` as above. */
struct ue *play_subscriber(struct attack *at, unsigned how);
/* What the step says now is the attack's. */
void play_hit(struct ue *ue);
/* A base station that is none of the network's.  It could be its next: address and tracking area are as planned; */
struct gnb *play_planned(struct attack *at);
struct gnb *play_foreign(struct attack *at); /* or another address, number and tracking area. */
/* Its association and NG set-up; what follows is the attack's. */
void play_connect(struct attack *at, struct gnb *g);

/* Steps that several have. */
void play_quirk(struct ue *ue, unsigned bits);   /* it has these from now on */
void play_scheme(struct ue *ue, unsigned scheme);
void play_known(struct ue *ue, unsigned what);   /* it has a 5G-GUTI from before */
void play_reject(struct ue *ue, unsigned cause); /* Registration reject in clear: the network's answer */
void play_serve(struct ue *ue, unsigned what);   /* Service request, none of the attack's */
void play_select(struct ue *ue, unsigned ea, unsigned ia); /* Security mode command with these algorithms; */
void play_secure(struct ue *ue, unsigned what);    /* as the network usually selects from what it has; */
void play_secured(struct ue *ue, unsigned what);   /* and what completes it */
void play_pause(struct ue *ue, unsigned what);    /* says nothing */
void play_release(struct ue *ue, unsigned cause);   /* command to release, by a cause of CauseRadioNetwork */
void play_released(struct ue *ue, unsigned what);    /* the answer */
void play_register(struct ue *ue, unsigned type); /* Registration request by 5G-GUTI */

#endif
