/* SPDX-License-Identifier: Apache-2.0
 *
 * json.h - JSON (RFC 8259): a pull reader over text in memory, and a writer
 *
 * The reader is strict: one value, UTF-8 only, no comments, no trailing commas, no unpaired
 * surrogates, depth at most JSON_DEPTH, and no key twice in an object that is read with json_key
 * (json_skip checks all but that).  It is sticky like rd.h: after a failure every call says
 * "nothing more", and the error names byte, row and column.  Numbers stay text until asked for, so
 * no digit is lost.
 *
 *	json_object(j);
 *	while (json_key(j, &key))
 *		if (str_is(key, "cve")) cve = json_text(j); else json_skip(j);
 */
#ifndef PT_BASE_JSON_H
#define PT_BASE_JSON_H

#include "base/err.h"
#include "base/str.h"

enum { JSON_DEPTH = 128 };

enum json_kind {
	JSON_NONE, /* end of text, end of the container, or after a failure */
	JSON_OBJECT,
	JSON_ARRAY,
	JSON_STRING,
	JSON_NUMBER,
	JSON_TRUE,
	JSON_FALSE,
	JSON_NULL,
};

/* A key of an object that is open. */
struct json_seen {
	struct str key;
	uint64_t hash;
	size_t slot;
	unsigned depth;
};

struct json {
	struct arena *a;      /* holds strings that had escapes (others point into the text) and
	                         what the reader remembers: do not give it back before the end */
	struct str text;
	size_t pos;
	size_t value_pos;     /* where the value or key last looked at begins: for json_fail */
	const char *file;     /* for errors; may be NULL */
	unsigned depth;
	uint8_t open[JSON_DEPTH + 1]; /* what is open per level, and whether a member was read */
	struct json_seen *seen;       /* keys of the open objects, outermost first */
	size_t seen_n, seen_cap;
	uint32_t *slot;               /* hash table of 1 + index into seen; 0 is free */
	size_t slots;
	struct pt_err *e;     /* never NULL after json_of */
	struct pt_err own;    /* used when the caller passed NULL */
};

/* Begins reading; `e` receives the first failure.  text may start with a BOM (skipped). The struct
 * must not be copied afterwards. O(1). */
void json_of(struct json *j, struct arena *a, struct str text, const char *file, struct pt_err *e);
bool json_ok(const struct json *j);

/* The kind of the next value, without consuming anything. */
enum json_kind json_peek(struct json *j);

/* Enters an object / array; anything else there is a failure ("expected an object"). */
bool json_object(struct json *j);
bool json_array(struct json *j);
/* The next key of the innermost object; false at its end (which is consumed) or after a failure. */
bool json_key(struct json *j, struct str *key);
/* Whether the innermost array has another element; false at its end (consumed) or failure. */
bool json_more(struct json *j);

/* Consume one value of the stated kind, a failure otherwise (then "", 0, false). */
struct str json_text(struct json *j);       /* a string, unescaped; valid UTF-8 */
struct str json_number_text(struct json *j);
double json_number(struct json *j);         /* refuses what overflows a double */
int64_t json_int(struct json *j);           /* refuses fractions and what does not fit */
bool json_bool(struct json *j);
bool json_null(struct json *j);             /* consumes a null if one is next; else leaves it */
void json_skip(struct json *j);             /* one value of any kind, checked like the rest */
/* As json_text, but null or a value of another kind is skipped and gives an empty view. */
struct str json_text_or(struct json *j);

/* After the value: only white space may follow. False and recorded otherwise. */
bool json_done(struct json *j) PT_MUST;

/* A failure of meaning at the value last read ("unknown criterion ..."). Always false. */
bool json_fail(struct json *j, const char *fmt, ...) PT_PRINTF(2, 3);

/* Row and column (1-based, columns in code points) of an octet offset. O(offset). */
void json_place(const struct json *j, size_t pos, struct pt_at *at);

/* The writer appends to a buf.  Commas and colons are its business. indent 0 = one line. */
struct jsonw {
	struct buf *b;
	unsigned indent, depth;
	bool comma, after_key;
};

struct jsonw jsonw_in(struct buf *b, unsigned indent);
void jsonw_object(struct jsonw *w);
void jsonw_object_end(struct jsonw *w);
void jsonw_array(struct jsonw *w);
void jsonw_array_end(struct jsonw *w);
void jsonw_key(struct jsonw *w, const char *key);
/* NULL writes null; bytes that are not UTF-8 become U+FFFD. */
void jsonw_text(struct jsonw *w, const char *z);
void jsonw_str(struct jsonw *w, struct str s);
void jsonw_number(struct jsonw *w, double v);    /* shortest text; NaN and infinities write null */
void jsonw_int(struct jsonw *w, int64_t v);
void jsonw_bool(struct jsonw *w, bool v);
void jsonw_null(struct jsonw *w);
/* A key and its value in one. */
void jsonw_put_text(struct jsonw *w, const char *key, const char *z);
void jsonw_put_number(struct jsonw *w, const char *key, double v);
void jsonw_put_int(struct jsonw *w, const char *key, int64_t v);
void jsonw_put_count(struct jsonw *w, const char *key, uint64_t v);
void jsonw_put_bool(struct jsonw *w, const char *key, bool v);
void jsonw_put_object(struct jsonw *w, const char *key);
void jsonw_put_array(struct jsonw *w, const char *key);

#endif
