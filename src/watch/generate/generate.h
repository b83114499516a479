/* SPDX-License-Identifier: Apache-2.0
 *
 * generate.h - traffic of a whole 5G network that does not exist, with attacks in it and the truth beside it
 *
 * Same request, same frames.  Pure: no clock, no file; frames go to whoever takes them, in the order of time.  What
 * the traffic is good for and what in it is not real: docs/formats/generate.md.
 */
#ifndef PT_WATCH_GENERATE_GENERATE_H
#define PT_WATCH_GENERATE_GENERATE_H

#include "base/err.h"
#include "base/rd.h"
#include "base/str.h"

enum { GENERATE_UES = 1000000, GENERATE_GNBS = 4096, GENERATE_MINUTES = 24 * 60, GENERATE_ATTACKS = 256 };

enum generate_odd { /* what recordings of real networks have */
#define O(id, word, what) ODD_##id,
#include "watch/generate/odd.def"
	ODD_N
};

struct generate_request {
	uint64_t seed;
	uint32_t ues, gnbs;
	double minutes;
	const char *attacks; /* "D06,D23:near" or "all"; NULL = none */
	const char *odd;     /* words of odd.def; NULL = none */
	bool ciphered;       /* NAS of registered subscribers cannot be read */
	uint64_t start;      /* seconds since 1970 */
};

struct mark { /* what a frame is part of */
	char label[40];        /* "D23:own-address" */
	const char *technique; /* FiGHT */
};

struct generate_frame {
	uint64_t time; /* nanoseconds since 1970 */
	struct span octets;
	size_t whole;  /* octets on the link; more than octets.n when the recording cut it */
	const struct mark *mark; /* NULL = of no attack */
};

struct generate_sink {
	bool (*take)(void *ctx, const struct generate_frame *f, struct pt_err *e); /* false ends it */
	void *ctx;
};

struct generate_attack { /* one that was asked for */
	char label[40];
	const char *technique, *title;
	bool benign;      /* looks like it and is none */
	uint64_t frames;
};

struct generate_totals {
	uint64_t frames, octets, marked;
	uint16_t link;    /* link type of all frames, a number of the pcap registry */
	struct generate_attack *attack;
	size_t attacks;
};

/* Checks the request; how the frames will look is in `out` then. */
bool generate_check(struct arena *a, const struct generate_request *rq, struct generate_totals *out,
                    struct pt_err *e) PT_MUST;
bool generate(struct arena *a, const struct generate_request *rq, const struct generate_sink *to,
              struct generate_totals *out, struct pt_err *e) PT_MUST;

struct generate_kind { /* of attack */
	const char *id, *technique, *title, *variants;
};
/* The catalogue: attack i; false at the end. */
bool generate_kind(size_t i, struct generate_kind *k);
const char *generate_odd_word(size_t i, const char **what); /* NULL at the end */

#endif
