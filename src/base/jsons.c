/* SPDX-License-Identifier: Apache-2.0
 *
 * jsons.c - JSON of any size from a stream: what is around the values, and the values one by one
 *
 * One window; what is not handed out yet moves to its front when room is needed, so an octet is moved
 * at most once per CHUNK read.  Offsets are relative to beg, because filling moves it.
 *
 * To be skipped, a value is checked by json.h when its end is within PEEK octets; a longer one is gone
 * into, and so are its members.  No level looks further ahead than that, so skipping takes at most
 * JSON_DEPTH looks at an octet.
 */
#include "base/jsons.h"

#include <stdio.h>

#include "base/json_scan.h"

enum { CHUNK = 1 << 18, PEEK = 1 << 16 };
enum { IS_OBJECT = 1, HAD_MEMBER = 2, PENDING = 4, IS_ARRAY = 8 }; /* PENDING: a value may be read now */
enum { END = -1 };

static bool is_white(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

bool jsons_ok(const struct jsons *s)
{
	return s->e->code == PT_OK;
}

bool jsons_fail(struct jsons *s, enum pt_code code, const char *text)
{
	struct pt_at at = { .row = s->row, .column = s->column, .byte = s->source.total - (s->end - s->beg) + 1 };
	return pt_fail_at(s->e, &at, code, "%s", text);
}

static bool bad(struct jsons *s, const char *text)
{
	return jsons_fail(s, PT_INVALID, text);
}

void jsons_place(const struct jsons_value *v, struct pt_at *at)
{
	if (at->row <= 1)
		at->column = v->column + (at->column > 0 ? at->column - 1 : 0);
	at->row = v->row + (at->row > 0 ? at->row - 1 : 0);
}

/* --- the window --- */

bool jsons_fill(struct jsons *s)
{
	if (s->eof)
		return false;
	if (s->cap - s->end < CHUNK && s->beg > 0) {
		memmove(s->p, s->p + s->beg, s->end - s->beg);
		s->end -= s->beg;
		s->beg = 0;
	}
	while (s->cap - s->end < CHUNK)
		s->p = arena_grow(s->a, s->p, 1, s->end, &s->cap);
	long got = s->source.read(&s->source, s->p + s->end, CHUNK, s->e);
	s->eof = got <= 0;
	s->end += got > 0 ? (size_t)got : 0;
	return got > 0;
}

/* Gives up n octets and keeps count of the place. */
static void advance(struct jsons *s, size_t n)
{
	const char *p = s->p + s->beg, *end = p + n, *at;
	s->beg += n;
	while ((at = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		s->row++;
		s->column = 1;
		p = at + 1;
	}
	for (; p < end; p++)
		s->column += (*p & 0xc0) != 0x80;
}

/* The next octet that is no white space, or END: a NUL is an octet like others. */
static int look(struct jsons *s)
{
	for (;;) {
		size_t n = 0, have = s->end - s->beg;
		while (n < have && is_white(s->p[s->beg + n]))
			n++;
		if (n > 0)
			advance(s, n);
		if (s->beg < s->end)
			return (unsigned char)s->p[s->beg];
		if (!jsons_fill(s))
			return END;
	}
}

void jsons_open(struct jsons *s, struct arena *a, struct stream source, struct pt_err *e)
{
	*s = (struct jsons){ .a = a, .e = e };
	jsons_again(s, source);
}

void jsons_again(struct jsons *s, struct stream source)
{
	s->source = source;
	s->beg = s->end = s->keys = s->depth = 0;
	s->eof = false;
	s->row = s->column = 1;
	s->open[0] = PENDING;
	s->open[1] = 0;
	while (s->end < 3 && jsons_fill(s))
		;
	if (s->end >= 3 && memcmp(s->p, "\xef\xbb\xbf", 3) == 0)
		s->beg = 3;
}

/* --- where a value ends --- */

static size_t string_end(struct jsons_scan *s, const char *p, size_t n)
{
	size_t i = s->i;
	while (i < n) {
		if (s->escape) {
			s->escape = false;
			i++;
			continue;
		}
		i = json_plain_end(p, i, n);
		if (i == n)
			break;
		char c = p[i++];
		s->escape = c == '\\';
		if (c == '"') {
			s->string = false;
			break;
		}
	}
	return i;
}

bool jsons_scan(struct jsons_scan *s, const char *p, size_t n)
{
	while (s->i < n) {
		if (s->string) {
			s->i = string_end(s, p, n);
			if (!s->string && s->depth == 0)
				return true;
			continue;
		}
		char c = p[s->i];
		if (s->scalar && (is_white(c) || c == ',' || c == ']' || c == '}'))
			return true;
		s->i++;
		if (s->scalar)
			continue;
		if (c == '"') {
			s->string = true;
		} else if (c == '{' || c == '[') {
			s->depth++;
		} else if (c == '}' || c == ']') {
			s->depth -= s->depth > 0;
			if (s->depth == 0)
				return true;
		} else if (s->depth == 0) {
			s->scalar = true;
		}
	}
	return false;
}

/* --- the walk --- */

enum json_kind jsons_peek(struct jsons *s)
{
	if (!jsons_ok(s) || !(s->open[s->depth] & PENDING))
		return JSON_NONE;
	int c = look(s);
	switch (c) {
	case '{': return JSON_OBJECT;
	case '[': return JSON_ARRAY;
	case '"': return JSON_STRING;
	case 't': return JSON_TRUE;
	case 'f': return JSON_FALSE;
	case 'n': return JSON_NULL;
	default: break;
	}
	if (c == '-' || (c >= '0' && c <= '9'))
		return JSON_NUMBER;
	if (jsons_ok(s))
		bad(s, c != END ? "expected a value" : s->depth == 0 ? "is empty" : "the text ends before a value");
	return JSON_NONE;
}

static bool enter(struct jsons *s, enum json_kind kind, uint8_t what)
{
	enum json_kind found = jsons_peek(s);
	if (found != kind)
		return jsons_ok(s) && bad(s, kind == JSON_OBJECT ? "expected an object" : "expected a list");
	if (s->depth == JSON_DEPTH)
		return jsons_fail(s, PT_LIMIT, "is nested too deeply");
	s->open[s->depth] &= (uint8_t)~PENDING;
	s->open[++s->depth] = what;
	s->first_key[s->depth] = s->keys;
	advance(s, 1);
	return true;
}

bool jsons_object(struct jsons *s)
{
	return enter(s, JSON_OBJECT, IS_OBJECT);
}

bool jsons_array(struct jsons *s)
{
	return enter(s, JSON_ARRAY, IS_ARRAY);
}

/* To the next member of what is open; false at its end, which is consumed. */
static bool next_member(struct jsons *s, uint8_t what)
{
	bool object = what == IS_OBJECT;
	uint8_t *open = &s->open[s->depth];
	if (!jsons_ok(s) || s->depth == 0 || !(*open & what) || (*open & PENDING))
		return false;
	int c = look(s);
	if (c == (object ? '}' : ']')) {
		s->keys = s->first_key[s->depth];
		s->depth--;
		advance(s, 1);
		return false;
	}
	if (c == ',' && (*open & HAD_MEMBER)) {
		advance(s, 1);
		c = look(s);
	} else if ((*open & HAD_MEMBER) && c != END) {
		return bad(s, object ? "expected ',' or '}' after a member of the object"
		                     : "expected ',' or ']' after a value of the list");
	}
	if (c == END)
		return jsons_ok(s) && bad(s, object ? "the text ends within the object" :
		                                      "the text ends within the list");
	if (object ? c != '"' : c == ',' || c == ']' || c == '}')
		return bad(s, object ? "expected a key" : "expected a value of the list");
	*open |= HAD_MEMBER | PENDING;
	return true;
}

bool jsons_more(struct jsons *s)
{
	return next_member(s, IS_ARRAY) && jsons_peek(s) != JSON_NONE;
}

/* The value at hand when its end is within `most` octets: its length, else 0. */
static size_t length_within(struct jsons *s, size_t most)
{
	struct jsons_scan scan = { 0 };
	while (!jsons_scan(&scan, s->p + s->beg, s->end - s->beg)) {
		if (scan.i > most)
			return 0;
		if (!jsons_fill(s))
			return jsons_ok(s) ? scan.i : 0; /* a number ends all; or json.h tells what is missing */
	}
	return scan.i;
}

/* What json.h says of these octets at the window's beginning; false = failed, at its place. */
static bool holds(struct jsons *s, struct json *j)
{
	struct jsons_value here = { .row = s->row, .column = s->column };
	if (json_done(j))
		return true;
	struct pt_err *e = j->e;
	e->at.byte += s->source.total - (s->end - s->beg);
	jsons_place(&here, &e->at);
	return pt_fail_at(s->e, &e->at, e->code, "%s", e->text);
}

/* The key at hand goes to s->name. */
static bool read_key(struct jsons *s, struct str *key)
{
	char room[JSONS_KEY + 64]; /* for what escapes stand for */
	struct arena a = { room, room + sizeof room, "a key" };
	struct json j;
	size_t n = length_within(s, JSONS_KEY);
	if (n == 0 || n > JSONS_KEY)
		return jsons_ok(s) && jsons_fail(s, PT_LIMIT, "a key is longer than 4096 octets");
	json_of(&j, &a, (struct str){ s->p + s->beg, n }, NULL, NULL);
	struct str text = json_text(&j);
	if (!holds(s, &j))
		return false;
	memcpy(s->name, text.p, text.n);
	*key = (struct str){ s->name, text.n };
	advance(s, n);
	return true;
}

static bool note_key(struct jsons *s, struct str key)
{
	uint64_t h = str_hash(key);
	size_t from = s->first_key[s->depth];
	for (size_t i = from; i < s->keys; i++)
		if (s->key[i] == h)
			return bad(s, "the key before this is there twice");
	if (s->keys - from == JSONS_KEYS)
		return jsons_fail(s, PT_LIMIT, "an object has more than 1024 keys where our formats have few");
	*PUSH(s->a, s->key, s->keys, s->key_cap) = h;
	return true;
}

static bool colon(struct jsons *s)
{
	if (look(s) != ':')
		return jsons_ok(s) && bad(s, "expected ':' after a key");
	advance(s, 1);
	return true;
}

bool jsons_key(struct jsons *s, struct str *key)
{
	*key = STR("");
	if (next_member(s, IS_OBJECT) && read_key(s, key) && note_key(s, *key) && colon(s))
		return true;
	*key = STR("");
	return false;
}

bool jsons_value(struct jsons *s, size_t limit, struct jsons_value *out)
{
	struct jsons_scan scan = { 0 };
	bool over = false;
	*out = (struct jsons_value){ 0 };
	if (jsons_peek(s) == JSON_NONE)
		return false;
	out->row = s->row, out->column = s->column;
	while (!jsons_scan(&scan, s->p + s->beg, s->end - s->beg)) {
		if (over || scan.i > limit) {
			over = true;
			advance(s, scan.i);
			scan.i = 0;
		}
		if (!jsons_fill(s))
			break;
	}
	if (!jsons_ok(s))
		return false;
	if (!over && scan.i <= limit)
		out->text = (struct str){ s->p + s->beg, scan.i };
	advance(s, scan.i);
	s->open[s->depth] &= (uint8_t)~PENDING;
	return true;
}

/* One value: checked as a whole when it is short, else gone into. */
static void skip_one(struct jsons *s)
{
	char room[64]; /* nothing is decoded */
	struct arena a = { room, room + sizeof room, "a value" };
	enum json_kind kind = jsons_peek(s);
	struct json j;
	if (kind == JSON_NONE)
		return;
	bool list = kind == JSON_OBJECT || kind == JSON_ARRAY;
	size_t n = length_within(s, list ? PEEK : JSONS_TEXT);
	if (n == 0 && list) {
		(void)enter(s, kind, kind == JSON_OBJECT ? IS_OBJECT : IS_ARRAY);
	} else if (n == 0) {
		if (jsons_ok(s))
			jsons_fail(s, PT_LIMIT, "a text is longer than 16 MB");
	} else {
		json_of(&j, &a, (struct str){ s->p + s->beg, n }, NULL, NULL);
		json_skip(&j);
		if (holds(s, &j))
			advance(s, n);
		s->open[s->depth] &= (uint8_t)~PENDING;
	}
}

void jsons_skip(struct jsons *s)
{
	unsigned base = s->depth;
	struct str key;
	skip_one(s);
	while (s->depth > base && jsons_ok(s)) {
		if (s->open[s->depth] & IS_ARRAY ? jsons_more(s)
		                                 : next_member(s, IS_OBJECT) && read_key(s, &key) && colon(s))
			skip_one(s);
	}
}

bool jsons_next(struct jsons *s)
{
	if (!jsons_ok(s) || s->depth > 0 || look(s) == END)
		return false;
	s->open[0] |= PENDING;
	return true;
}

bool jsons_done(struct jsons *s)
{
	if (!jsons_ok(s))
		return false;
	if (s->depth > 0 || (s->open[0] & PENDING))
		return jsons_peek(s) == JSON_NONE && jsons_ok(s) && jsons_fail(s, PT_BUG, "was not read to its end");
	if (look(s) == END)
		return jsons_ok(s);
	return bad(s, s->open[1] & IS_ARRAY ? "text after the end of the list" : "text after the end");
}
