/* SPDX-License-Identifier: Apache-2.0
 *
 * jsons.h - JSON of any size from a stream: what is around the values, and the values one by one
 *
 * json.h reads a text in memory.  A document of gigabytes is some brackets around many small values: this
 * reader walks the brackets and hands over each value as a text, which json.h then reads.
 *
 *	jsons_object(s);
 *	while (jsons_key(s, &key))
 *		if (str_is(key, "parts") && jsons_peek(s) == JSON_ARRAY && jsons_array(s))
 *			while (jsons_more(s) && jsons_value(s, LIMIT, &part)) ...
 *		else jsons_skip(s);
 *
 * It is as strict as json.h in all that it walks and skips, keys that are there twice included (not in
 * what is skipped).  A value that is handed over was only found by its brackets: who reads it checks it.
 * Sticky: after a failure every call says "nothing more".
 *
 * Memory: one window, at most twice the largest value that was asked for and never more than twice the
 * limit that the caller gave, plus 512 KB; and 8 octets for each key of the objects that are open.  Skipping
 * needs the window at its smallest, unless a single text is longer.
 */
#ifndef PT_BASE_JSONS_H
#define PT_BASE_JSONS_H

#include "base/file.h"
#include "base/json.h"

enum { JSONS_KEY = 4096, JSONS_KEYS = 1024, JSONS_TEXT = 16 << 20 };

struct jsons {
	struct arena *a;
	struct stream source;
	struct pt_err *e;
	char *p;                         /* the window: from beg to end is not handed out yet */
	size_t beg, end, cap;
	uint64_t row, column;            /* 1-based place of beg */
	unsigned depth;
	uint8_t open[JSON_DEPTH + 1];    /* what is open per level, and whether a member was read */
	size_t first_key[JSON_DEPTH + 1];
	uint64_t *key;                   /* hashes of the keys of the open objects, outermost first */
	size_t keys, key_cap;
	bool eof;
	char name[JSONS_KEY];            /* of the member at hand */
};

struct jsons_value {
	struct str text;      /* until the next call; p is NULL when it was longer than the limit */
	uint64_t row, column; /* where it begins */
};

/* Begins reading: the window is the arena's, `e`, never NULL, receives the first failure. */
void jsons_open(struct jsons *s, struct arena *a, struct stream source, struct pt_err *e);
/* The same once more, with the window there is: for what is read several times. */
void jsons_again(struct jsons *s, struct stream source);
bool jsons_ok(const struct jsons *s);

/* As in json.h. */
enum json_kind jsons_peek(struct jsons *s);
bool jsons_object(struct jsons *s);
bool jsons_array(struct jsons *s);
bool jsons_key(struct jsons *s, struct str *key); /* key: until the next call */
bool jsons_more(struct jsons *s);
void jsons_skip(struct jsons *s);
bool jsons_done(struct jsons *s) PT_MUST;

/* The next value as a text; one of more than `limit` octets is passed over.  False when there is none. */
bool jsons_value(struct jsons *s, size_t limit, struct jsons_value *out) PT_MUST;
/* Outside of all brackets, for texts of several values: whether there is another one. */
bool jsons_next(struct jsons *s);
/* Makes a place within the text of a value a place of the input. */
void jsons_place(const struct jsons_value *v, struct pt_at *at);
/* A failure at what comes next. Always false. */
bool jsons_fail(struct jsons *s, enum pt_code code, const char *text);

/* For readers with rules of their own (import/lines.c): reads on, false at the end and after a failure;
 * where a value ends, i counted from its beginning: true when the end is in p[0..n). */
bool jsons_fill(struct jsons *s);
struct jsons_scan {
	size_t i;
	unsigned depth;
	bool string, escape, scalar;
};
bool jsons_scan(struct jsons_scan *s, const char *p, size_t n);

#endif
