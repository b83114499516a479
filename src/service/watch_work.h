/* SPDX-License-Identifier: Apache-2.0
 *
 * watch_work.h - decoding, filtering and writing lines, on one thread or several; the same comes out
 *
 * The first thread reads packets and puts streams together, which has a state, and hands messages over.  Each is
 * worked on alone: decoded, tried against the filter, written as a line.  Then the first thread retires them in the
 * order in which they were handed over: names, counts, numbers of lines, ladders, and whatever else has a state.
 *
 * With one thread all of that happens at once and nothing is copied.  With several, messages wait in batches
 * (base/crew.h), with copies of their octets.  What is too large for that is done by the first thread, in its turn.
 */
#ifndef PT_SERVICE_WATCH_WORK_H
#define PT_SERVICE_WATCH_WORK_H

#include "service/watch_inside.h"

struct watch_item {
	struct watch_message m; /* m.pdu is the next one, */
	struct pdu pdu;         /* of which raw and proto are there from the beginning */
	struct str line;        /* behind its number; empty when nobody wants it */
	uint64_t hidden;        /* values in it that are hashes */
	bool shown;             /* the filter lets it pass */
};

struct watch_retire {
	void (*retire)(void *ctx, const struct watch_item *i);
	void *ctx;
};

/* Of as many threads as the request says. */
struct watch_work *watch_work_begin(struct arena *a, const struct watch_job *job, const struct watch_retire *to);
/* *m is copied with what it points to; `raw` has to stay until this returns. */
void watch_work_take(struct watch_work *w, const struct watch_message *m, enum proto_id proto, struct span raw);
/* Until everything is retired. */
void watch_work_drain(struct watch_work *w);
void watch_work_end(struct watch_work *w);

/* For the handler of signals: messages done so far; notes in job->shared the file of the one that is stuck. */
uint64_t watch_work_done(const struct watch_work *w);
void watch_work_blame(const struct watch_work *w);

#endif
