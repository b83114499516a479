/* SPDX-License-Identifier: Apache-2.0
 *
 * watch.h - capture files become messages, counts and a ladder
 *
 * A child without rights reads the files, takes them apart and writes what was asked for; this process opens the
 * files, hands on the lines and judges how the child ended.  When it dies, the file it was reading is an error,
 * and another child goes on with the others where the first one stood.  Memory does not grow with the input.
 *
 * What identifies a subscriber is replaced by a hash with a key unless asked for otherwise: equal values have
 * equal hashes under one key, and nobody without the key can try values out.
 */
#ifndef PT_SERVICE_WATCH_H
#define PT_SERVICE_WATCH_H

#include "base/err.h"
#include "base/json.h"
#include "watch/capture/count.h"
#include "watch/capture/payload.h"
#include "watch/sbi/count.h"
#include "watch/frame/count.h"
#include "watch/speaks.h"

enum { WATCH_PEERS = 1024, WATCH_PROBLEMS = 32, WATCH_NAME = 64, WATCH_LABEL = 128, WATCH_EVENTS = 20000,
       WATCH_GROUPS = 4096, WATCH_KEY = 16 };

struct watch_request {
	const char *const *paths;
	size_t n;
	const char *live; /* an interface instead of files, NULL = none */
	const char *only; /* which packets of it: an expression of libpcap, NULL = all */
	bool follow;      /* go on reading when files grow and others come */
	unsigned seconds; /* the end after so many; 0 = no such end */
	uint64_t packets; /* the end after so many packets; 0 = no such end */
	const char *filter; /* NULL = everything */
	const char *key;    /* file with a secret for the hashes, NULL = one is drawn for this run */
	const char *tls_keys; /* key log of TLS, NULL = none */
	bool pdus, ladder, hex, show_subscribers;
	unsigned threads; /* 0 = one for each processor; the result does not depend on it */
};

struct watch_row { /* of a protocol */
	uint64_t messages, octets, damaged, unknown, ciphered, null_ciphered, cut, quoted;
};

struct watch_peer {
	uint8_t address[16], family;
	char name[WATCH_NAME]; /* what it called itself, or the recording program called it; "" = not known */
	uint64_t sent, received; /* messages */
	uint64_t octets;         /* of those sent */
	uint32_t speaks;         /* bits of enum speaks */
};

struct watch_totals {
	struct capture_stats capture;
	struct watch_row row[SPEAKS_N];
	uint64_t framed[FRAME_COUNTS]; /* what finding messages in other streams counts */
	uint64_t http[SBI_COUNTS]; /* what putting messages of HTTP together counts */
	uint64_t user;       /* payloads of subscribers inside of GTP-U: counted, never looked into */
	uint64_t shown;      /* messages that passed the filter */
	uint64_t hidden;     /* values replaced by hashes */
	uint64_t fields_cut; /* fields that found no room */
	uint64_t peers_left_out, events_left_out, heartbeats;
};

struct watch_problem {
	uint32_t file; /* number in the list of files */
	uint64_t offset, frame;
	char text[200];
	bool lost;    /* the child died: nothing of this file counts */
	bool foreign; /* it is no capture at all */
};

struct watch_event { /* a line of the ladder */
	uint64_t time;
	struct peer from, to;
	uint32_t group;
	uint8_t speaks;
	bool damaged, ciphered;
	char text[WATCH_LABEL];
};

struct watch_group {
	char text[WATCH_LABEL];
};

struct watch {
	const char **file; /* names */
	size_t files;
	struct watch_totals totals;
	struct watch_peer *peer; /* in order of appearance */
	size_t peers, peers_cap;
	struct watch_problem *problem;
	size_t problems, problems_cap;
	uint64_t problems_left_out;
	uint64_t ignored;    /* files of folders that are no captures */
	uint32_t ignored_at; /* the first of them */
	uint64_t gone;       /* files that were there and could not be opened any more */
	bool foreign; /* a file that was named is none */
	bool live;    /* of an interface: its name stands for the file */
	bool stopped; /* ended because it was asked to */
	struct watch_event *event;
	size_t events, events_cap;
	struct watch_group *group;
	size_t groups, groups_cap;
};

/* Who receives the lines of --pdus, each with its line feed. */
struct watch_lines {
	bool (*line)(void *ctx, struct str lines, struct pt_err *e);
	bool (*idle)(void *ctx, struct pt_err *e); /* there are no more so far: show those that were kept back */
	void *ctx;
};

bool service_watch(struct arena *a, const struct watch_request *rq, const struct watch_lines *to, struct watch *out,
                   struct pt_err *e) PT_MUST;
/* petrin.watch-stats/1, without its end: the caller may add members. */
void watch_stats_json(struct buf *out, const struct watch *w);
/* "10.0.0.1" as text. */
void watch_address(const uint8_t *address, unsigned family, struct buf *out);
/* "2026-11-25T12:00:00.000000001Z" */
void watch_time(uint64_t ns, struct buf *out);
/* What could not be seen: the next of them at or behind *at, NULL at the end. */
const char *watch_unseen(const struct watch *w, unsigned *at, uint64_t *count, const char **words);

#endif
