/* SPDX-License-Identifier: Apache-2.0
 *
 * watch_inside.h - what the parts of service/watch share: the wire between child and parent, and the child
 */
#ifndef PT_SERVICE_WATCH_INSIDE_H
#define PT_SERVICE_WATCH_INSIDE_H

#include <string.h>

#include "service/watch.h"
#include "watch/capture/capture.h"
#include "watch/capture/live.h"
#include "watch/filter/filter.h"
#include "watch/frame/frame.h"
#include "watch/sbi/sbi.h"

/* Records on the pipe: a head and then so many octets.  Same program, same machine; believed no more for that. */
enum wire_kind {
	WIRE_LINE, WIRE_PROBLEM, WIRE_PEER, WIRE_EVENT, WIRE_GROUP, WIRE_TOTALS,
	WIRE_OPEN, WIRE_NEXT, WIRE_MORE, /* the child asks for a file, the next file, more of this one, and waits */
};
struct wire_head {
	uint32_t kind, file, n;
};
enum { WIRE_BUFFER = 256 << 10, WIRE_MOST = 16 << 20 };

/* The answer, with the descriptor of the file or none (base/hand.h). */
enum note_kind { NOTE_FILE, NOTE_REFUSED, NOTE_MORE, NOTE_END };
struct wire_note {
	uint32_t kind, file;
	char text[4096]; /* its name; why it is refused */
};

struct wire {
	int to;
	uint8_t *p;
	size_t n;
	bool (*near)(void *ctx, struct str octets); /* NULL, or who takes them instead, in this process (tests) */
	void *ctx;
};
void wire_put(struct wire *w, enum wire_kind kind, uint32_t file, const void *p, size_t n);
/* A record of two parts. */
void wire_put_both(struct wire *w, enum wire_kind kind, uint32_t file, struct str front, struct str rest);
void wire_flush(struct wire *w);

/* Octets of a message that identify somebody. */
enum { HIDE_RANGES = 256 };
struct hide {
	uint8_t key[WATCH_KEY];
	bool off;
	uint64_t hidden;
	struct hide_range { uint32_t off, end; } range[HIDE_RANGES];
	size_t n;
	uint8_t length[F_N]; /* of the names of fields, filled by hide_begin */
	bool all; /* too many ranges: nothing is shown in octets */
};
void hide_begin(struct hide *h);
/* Looks over a message; then values and octets can be written. */
void hide_message(struct hide *h, const struct pdu *p);
/* The value of field i as a member of JSON. */
void hide_value(struct hide *h, const struct pdu *p, uint32_t i, struct arena scratch, struct buf *out);
void hide_octets(const struct hide *h, const struct pdu *p, const struct field *f, struct buf *out);

/* A decoded message on its way out. */
struct watch_message {
	const struct payload *payload;
	const struct pdu *pdu;
	const struct sbi_message *http; /* NULL: not of HTTP */
	enum speaks speaks;
};

struct ladder_key {
	uint64_t id;
	uint32_t flow, group; /* group + 1, 0 = free */
	uint8_t kind;
};
enum { LADDER_KEYS = 16 * WATCH_GROUPS };
struct ladder {
	struct wire *wire;
	struct watch_totals *totals;
	struct ladder_key *keys;
	uint32_t *exchange; /* of HTTP: its group + 1, by sbi_message.exchange */
	const struct arena *scratch; /* its free end */
	uint32_t groups, used, subscribers;
	uint64_t events;
	uint8_t message[(F_N + 7) / 8]; /* fields that are names of messages */
};
void ladder_begin(struct ladder *l, struct arena *a, struct wire *wire, struct watch_totals *totals);
/* Every message of HTTP first, also those that are not taken. */
void ladder_http_opens(struct ladder *l, const struct sbi_message *h);
/* A message of HTTP comes with `http`, others with NULL. */
void ladder_take(struct ladder *l, const struct watch_message *m);
/* For the files of the ladder. */
struct ladder_key *ladder_find(const struct ladder *l, uint8_t kind, uint32_t flow, uint64_t id);
void ladder_set(struct ladder *l, struct ladder_key *k, struct ladder_key v);
uint32_t ladder_group(struct ladder *l, const char *text); /* a new one; WATCH_GROUPS when there are too many */
/* watch_ladder_http.c: the group of a subscriber, WATCH_GROUPS when none can be told; whether it is a heartbeat; who
 * asked for what, or how it was answered. */
uint32_t ladder_http_group(struct ladder *l, const struct watch_message *m);
bool ladder_http_heartbeat(const struct watch_message *m);
size_t ladder_http_label(const struct watch_message *m, char out[WATCH_LABEL]);
/* watch_ladder_move.c: whether a UE comes from elsewhere, the group it had there, and what to know it by later. */
bool ladder_arrives(const struct pdu *pdu);
uint32_t ladder_moved(const struct ladder *l, const struct payload *p, const struct pdu *pdu);
void ladder_remember(struct ladder *l, const struct payload *p, const struct pdu *pdu, uint32_t group);

/* Seen by both. */
struct watch_shared {
	volatile uint32_t reading; /* number of the file the child is at */
	volatile uint32_t stop;    /* it is to end, with what it has */
};

/* What the child works with; the parent fills in what is above the line. */
struct watch_job {
	const struct watch_request *rq;
	struct capture_file *files;
	size_t n;
	struct live live;
	struct filter filter;
	struct hide hide;
	int tls_keys; /* descriptor, -1 = none */
	struct watch_shared *shared;
	int door; /* the child's end, where it gets its files */
	const bool *left_out;       /* files that are not read any more */
	uint64_t skip;              /* lines the parent has already */
	unsigned threads;           /* of the child, at least 1 */
};
void watch_child(struct arena *a, void *job, int to);
/* The same; only where it goes is said, without a buffer.  Of the arena it needs WATCH_MEMORY. */
void watch_child_into(struct arena *a, struct watch_job *job, struct wire wire);
/* Address space: of a message twice, of a line, of all. */
enum { WATCH_SCRATCH = 64 << 20, WATCH_LINE = 128 << 20,
       WATCH_MEMORY = CAPTURE_MEMORY + SBI_MEMORY + 2 * WATCH_SCRATCH + WATCH_LINE + (64 << 20) };
struct watch_work;
/* For the child: all packets of all files, of the interface, or of files that come. */
void watch_read(const struct watch_job *job, struct watch_work *w, struct wire *wire, struct capture *c);

/* For the parent: who opens what the child asks for. */
struct watch_follow;
struct watch_door {
	int ours, theirs;
	struct watch *out;
	struct watch_job *job;
	struct watch_follow *follow; /* NULL = all files are known */
	void (*problem)(void *ctx, uint32_t file, const char *text);
	void *ctx;
};
bool watch_door_open(struct watch_door *d, struct pt_err *e) PT_MUST;
void watch_door_close(struct watch_door *d);
/* Answers; NEXT and MORE wait until there is something to say. */
bool watch_door_answer(struct watch_door *d, enum wire_kind kind, uint32_t file, struct pt_err *e) PT_MUST;
bool watch_follow_begin(struct watch_door *d, struct arena *a, struct pt_err *e) PT_MUST;
void watch_follow_end(struct watch_door *d);
/* The next file, opened, in *fd and *note; whether the one at hand has more. */
bool watch_follow_next(struct watch_door *d, struct wire_note *note, int *fd, struct pt_err *e) PT_MUST;
void watch_follow_more(struct watch_door *d, struct wire_note *note);

/* What the parent works with. */
struct watch_parent {
	struct arena *a;
	struct watch *out;
	const struct watch_lines *to;
	struct buf part; /* of a record that has not come whole */
	uint64_t *lines; /* handed on, by file */
	const struct capture_file *files;
	struct watch_door door;
	bool done;
};

/* The child answers with nonsense: always false. */
bool watch_nonsense(struct pt_err *e);
/* Octets of the pipe; nothing more on it so far (for guard_pipe).  A problem that the parent found. */
bool watch_take(void *parent, struct str octets, struct pt_err *e) PT_MUST;
bool watch_idle(void *parent, struct pt_err *e) PT_MUST;
void watch_problem(void *parent, uint32_t file, const char *text);

enum { WATCH_NUMBER = 32 };
/* One line of --pdus: its number is only known when those before it are, so it comes last and in front. */
struct watch_line {
	struct watch_message m;
	const char *file;
	bool hex;
};
size_t watch_pdu_number(char out[WATCH_NUMBER], uint64_t n);
void watch_pdu_json(struct buf *out, const struct watch_line *l, struct hide *h, struct arena scratch);

#endif
