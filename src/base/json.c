/* SPDX-License-Identifier: Apache-2.0
 *
 * json.c - JSON (RFC 8259): a pull reader over text in memory
 *
 * The scanners take an offset and give the offset behind what they read, or 0 after a failure
 * they recorded; nothing ends at offset 0, so that value is free.  Strings are searched eight
 * octets at a time for what may not simply be passed over.
 *
 * Keys of all objects that are open share one hash table.  Objects close in the reverse order of
 * opening, so the entries of a closing object are the youngest ones: taking them out again is
 * emptying their slots, and memory stays bounded by the keys that are open at one time.
 */
#include "base/json.h"
#include "base/json_scan.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { IS_OBJECT = 1, HAD_MEMBER = 2, PENDING = 4 }; /* PENDING: a value may be read now */

void json_place(const struct json *j, size_t pos, struct pt_at *at)
{
	*at = (struct pt_at){ .row = 1, .column = 1, .byte = pos + 1 };
	if (j->file)
		snprintf(at->file, sizeof at->file, "%s", j->file);
	for (size_t i = str_starts(j->text, "\xef\xbb\xbf") ? 3 : 0; i < pos && i < j->text.n;
	     i++) {
		unsigned char c = (unsigned char)j->text.p[i];
		if (c == '\n') {
			at->row++;
			at->column = 1;
		} else if ((c & 0xc0) != 0x80) {
			at->column++;
		}
	}
}

static size_t fail_at(struct json *j, size_t pos, enum pt_code code, const char *text)
{
	struct pt_at at;
	if (json_ok(j)) {
		json_place(j, pos, &at);
		pt_fail_at(j->e, &at, code, "%s", text);
	}
	return 0;
}

static size_t bad(struct json *j, size_t pos, const char *text)
{
	return fail_at(j, pos, PT_INVALID, text);
}

/* "expected ..., found ...", naming the octet found. */
static size_t unexpected(struct json *j, size_t pos, const char *wanted)
{
	char text[96], found[24] = "the end of the text";
	if (pos < j->text.n) {
		unsigned c = (unsigned char)j->text.p[pos];
		snprintf(found, sizeof found, c > ' ' && c < 0x7f ? "'%c'" : "octet 0x%02x", c);
	}
	snprintf(text, sizeof text, "expected %s, found %s", wanted, found);
	return bad(j, pos, text);
}

bool json_fail(struct json *j, const char *fmt, ...)
{
	char text[sizeof j->e->text];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	return bad(j, j->value_pos, text);
}

void json_of(struct json *j, struct arena *a, struct str text, const char *file, struct pt_err *e)
{
	*j = (struct json){ .a = a, .text = text, .file = file, .e = e, .open = { PENDING } };
	if (e == NULL)
		j->e = &j->own;
	if (str_starts(text, "\xef\xbb\xbf"))
		j->pos = 3;
	j->value_pos = j->pos;
}

bool json_ok(const struct json *j)
{
	return j->e->code == PT_OK;
}

/* The octet at i; a NUL, which no rule accepts, at the end. */
static unsigned char octet(const struct json *j, size_t i)
{
	return i < j->text.n ? (unsigned char)j->text.p[i] : 0;
}

static size_t white(const struct json *j, size_t i)
{
	const char *p = j->text.p;
	for (size_t n = j->text.n; i < n; i++) {
		if ((unsigned char)p[i] > ' ')
			break;
		while (n - i > 8 && memcmp(p + i, "        ", 8) == 0)
			i += 8;
		if (p[i] != ' ' && p[i] != '\n' && p[i] != '\t' && p[i] != '\r')
			break;
	}
	return i;
}

/* Four hexadecimal digits at i, or -1. */
static int32_t hex4(const struct json *j, size_t i)
{
	int32_t v = 0;
	for (size_t k = i; k < i + 4; k++) {
		unsigned c = octet(j, k), low = c | 0x20;
		if (c >= '0' && c <= '9')
			v = v * 16 + (int32_t)(c - '0');
		else if (low >= 'a' && low <= 'f')
			v = v * 16 + (int32_t)(low - 'a' + 10);
		else
			return -1;
	}
	return v;
}

/* What the escape behind the backslash at i - 1 stands for, or -1; *i moves behind it. */
static int32_t escape(struct json *j, size_t *i)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	size_t start = *i - 1;
	unsigned char c = octet(j, *i);
	const char *simple = c ? strchr(from, c) : NULL;
	if (simple) {
		(*i)++;
		return to[simple - from];
	}
	int32_t v = c == 'u' ? hex4(j, *i + 1) : -1;
	*i += 5;
	if (v >= 0xd800 && v < 0xdc00 && octet(j, *i) == '\\' && octet(j, *i + 1) == 'u') {
		int32_t low = hex4(j, *i + 2);
		*i += 6;
		if (low >= 0xdc00 && low < 0xe000)
			return 0x10000 + ((v - 0xd800) << 10) + (low - 0xdc00);
	}
	if (v >= 0xd800 && v < 0xe000)
		bad(j, start, "half of a surrogate pair in a string");
	else if (v < 0)
		bad(j, start, start + 1 < j->text.n ? "unknown escape in a string" :
		                                      "the text ends inside a string");
	return json_ok(j) ? v : -1;
}

/* From the opening quote at i to behind the closing one; *escaped tells whether to decode. */
static size_t string_end(struct json *j, size_t i, bool *escaped)
{
	const char *p = j->text.p;
	size_t n = j->text.n, fault = 0;
	*escaped = false;
	for (i++;;) {
		i = json_plain_end(p, i, n);
		if (i == n)
			return bad(j, n, "the text ends inside a string");
		if (p[i] == '"')
			return i + 1;
		if (p[i] & 0x80) {
			size_t stop = json_foreign_end(p, i, n);
			if (!str_utf8((struct str){ p + i, stop - i }, &fault))
				return bad(j, i + fault, "bytes that are not UTF-8");
			i = stop;
		} else if (p[i] == '\\') {
			*escaped = true;
			i++;
			if (escape(j, &i) < 0)
				return 0;
		} else {
			return bad(j, i, "a control character inside a string");
		}
	}
}

static char *put_utf8(char *to, uint32_t c)
{
	static const uint8_t lead[] = { 0, 0xc0, 0xe0, 0xf0 };
	unsigned more = c < 0x80 ? 0 : c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
	*to++ = (char)(uint8_t)(lead[more] | c >> 6 * more);
	while (more-- > 0)
		*to++ = (char)(uint8_t)(0x80 | (c >> 6 * more & 0x3f));
	return to;
}

/* The content between the quotes at i and before `stop`, both checked already. */
static struct str decoded(struct json *j, size_t i, size_t stop)
{
	const char *p = j->text.p;
	char *start = NEW(j->a, char, stop - i), *to = start;
	for (i++, stop--; i < stop;) {
		if (p[i] == '\\') {
			i++;
			to = put_utf8(to, (uint32_t)escape(j, &i));
		} else {
			*to++ = p[i++];
		}
	}
	return (struct str){ start, (size_t)(to - start) };
}

static size_t digits(const struct json *j, size_t i)
{
	while (octet(j, i) >= '0' && octet(j, i) <= '9')
		i++;
	return i;
}

static size_t number_end(struct json *j, size_t i)
{
	size_t start = i + (octet(j, i) == '-'), stop = digits(j, start);
	if (stop == start)
		return unexpected(j, stop, "a digit");
	if (octet(j, start) == '0' && stop > start + 1)
		return bad(j, start, "a number may not begin with 0");
	if (octet(j, stop) == '.') {
		start = stop + 1;
		stop = digits(j, start);
		if (stop == start)
			return unexpected(j, stop, "a digit");
	}
	if ((octet(j, stop) | 0x20) == 'e') {
		start = stop + 1;
		start += octet(j, start) == '+' || octet(j, start) == '-';
		stop = digits(j, start);
		if (stop == start)
			return unexpected(j, stop, "a digit");
	}
	return stop;
}

static size_t word_end(struct json *j, size_t i, const char *word)
{
	size_t n = strlen(word);
	if (j->text.n - i < n || memcmp(j->text.p + i, word, n) != 0)
		return unexpected(j, i, "a value");
	return i + n;
}

static enum json_kind kind_of(unsigned char c)
{
	switch (c) {
	case '{': return JSON_OBJECT;
	case '[': return JSON_ARRAY;
	case '"': return JSON_STRING;
	case 't': return JSON_TRUE;
	case 'f': return JSON_FALSE;
	case 'n': return JSON_NULL;
	default: return c == '-' || (c >= '0' && c <= '9') ? JSON_NUMBER : JSON_NONE;
	}
}

static size_t scalar_end(struct json *j, size_t i)
{
	bool escaped;
	switch (kind_of(octet(j, i))) {
	case JSON_STRING: return string_end(j, i, &escaped);
	case JSON_NUMBER: return number_end(j, i);
	case JSON_TRUE: return word_end(j, i, "true");
	case JSON_FALSE: return word_end(j, i, "false");
	case JSON_NULL: return word_end(j, i, "null");
	case JSON_NONE:
	case JSON_OBJECT:
	case JSON_ARRAY: break;
	}
	return unexpected(j, i, "a value");
}

/* From white space before the colon to what follows it. */
static size_t colon_end(struct json *j, size_t i)
{
	i = white(j, i);
	return octet(j, i) == ':' ? i + 1 : unexpected(j, i, "':'");
}

/* The kind of the value at hand; its offset goes to value_pos. */
enum json_kind json_peek(struct json *j)
{
	if (!json_ok(j) || !(j->open[j->depth] & PENDING))
		return JSON_NONE;
	j->pos = j->value_pos = white(j, j->pos);
	enum json_kind kind = kind_of(octet(j, j->pos));
	if (kind == JSON_NONE && j->pos == j->text.n && j->depth == 0)
		bad(j, j->pos, "is empty");
	else if (kind == JSON_NONE)
		unexpected(j, j->pos, "a value");
	return kind;
}

/* Whether the next value is of this kind; it then counts as read. */
static bool expect(struct json *j, enum json_kind kind)
{
	static const char *const name[] = { "nothing", "an object", "a list", "text", "a number",
		                            "true", "false", "null" };
	enum json_kind found = json_peek(j);
	if (found == kind && kind != JSON_NONE) {
		j->open[j->depth] &= (uint8_t)~PENDING;
		return true;
	}
	if (json_ok(j) && found == JSON_NONE)
		fail_at(j, j->pos, PT_BUG, "a value was asked for where none can be");
	return json_ok(j) && json_fail(j, "expected %s, found %s", name[kind], name[found]);
}

static bool too_deep(struct json *j, size_t i, unsigned depth)
{
	if (depth == JSON_DEPTH)
		fail_at(j, i, PT_LIMIT, "is nested too deeply");
	return depth == JSON_DEPTH;
}

static bool enter(struct json *j, enum json_kind kind)
{
	if (!expect(j, kind) || too_deep(j, j->pos, j->depth))
		return false;
	j->open[++j->depth] = kind == JSON_OBJECT ? IS_OBJECT : 0;
	j->pos++;
	return true;
}

bool json_object(struct json *j)
{
	return enter(j, JSON_OBJECT);
}

bool json_array(struct json *j)
{
	return enter(j, JSON_ARRAY);
}

static uint64_t hash_key(const struct json *j, struct str key)
{
	return str_hash(key) ^ (uint64_t)j->depth * 0x9e3779b97f4a7c15u;
}

static size_t free_slot(const struct json *j, uint64_t hash)
{
	size_t s = hash & (j->slots - 1);
	while (j->slot[s] != 0)
		s = (s + 1) & (j->slots - 1);
	return s;
}

/* Entering the keys again oldest first keeps the order that forget_keys relies on. */
static void more_slots(struct json *j)
{
	j->slots = j->slots ? j->slots * 2 : 64;
	j->slot = NEW(j->a, uint32_t, j->slots);
	for (size_t k = 0; k < j->seen_n; k++) {
		j->seen[k].slot = free_slot(j, j->seen[k].hash);
		j->slot[j->seen[k].slot] = (uint32_t)k + 1;
	}
}

/* Notes the key of the innermost object; false when it has been there. */
static bool note_key(struct json *j, struct str key)
{
	if (j->seen_n * 2 >= j->slots)
		more_slots(j);
	uint64_t hash = hash_key(j, key);
	size_t s = hash & (j->slots - 1);
	for (; j->slot[s] != 0; s = (s + 1) & (j->slots - 1)) {
		const struct json_seen *k = &j->seen[j->slot[s] - 1];
		if (k->hash == hash && k->depth == j->depth && k->key.n == key.n &&
		    memcmp(k->key.p, key.p, key.n) == 0)
			return false;
	}
	*PUSH(j->a, j->seen, j->seen_n, j->seen_cap) = (struct json_seen){ key, hash, s, j->depth };
	j->slot[s] = (uint32_t)j->seen_n;
	return true;
}

static void forget_keys(struct json *j)
{
	while (j->seen_n && j->seen[j->seen_n - 1].depth == j->depth)
		j->slot[j->seen[--j->seen_n].slot] = 0;
}

/* Moves to the next member of the innermost container of this kind, or out of it. */
static bool next_member(struct json *j, uint8_t kind, char close)
{
	uint8_t *open = &j->open[j->depth];
	if (!json_ok(j))
		return false;
	if (j->depth == 0 || (*open & PENDING) || (*open & IS_OBJECT) != kind)
		return fail_at(j, j->pos, PT_BUG, "the value before was not read");
	j->pos = white(j, j->pos);
	if (octet(j, j->pos) == (unsigned char)close) {
		forget_keys(j);
		j->depth--;
		j->pos++;
		return false;
	}
	if (*open & HAD_MEMBER) {
		if (octet(j, j->pos) != ',')
			return unexpected(j, j->pos, kind ? "',' or '}'" : "',' or ']'");
		j->pos = white(j, j->pos + 1);
	}
	j->value_pos = j->pos;
	*open |= HAD_MEMBER | PENDING;
	return true;
}

bool json_more(struct json *j)
{
	return next_member(j, 0, ']') && json_peek(j) != JSON_NONE;
}

bool json_key(struct json *j, struct str *key)
{
	bool escaped;
	size_t start, stop;
	*key = STR("");
	if (!next_member(j, IS_OBJECT, '}'))
		return false;
	start = j->pos;
	if (octet(j, start) != '"')
		return unexpected(j, start, "a key");
	stop = string_end(j, start, &escaped);
	if (stop == 0)
		return false;
	struct str name = { j->text.p + start + 1, stop - start - 2 };
	if (escaped)
		name = decoded(j, start, stop);
	if (!note_key(j, name))
		return json_fail(j, "key \"%.*s\" is there twice", name.n > 80 ? 80 : (int)name.n,
		                 name.p);
	j->pos = colon_end(j, stop);
	if (j->pos == 0)
		return false;
	*key = name;
	return true;
}

struct str json_text(struct json *j)
{
	bool escaped;
	if (!expect(j, JSON_STRING))
		return STR("");
	size_t start = j->pos, stop = string_end(j, start, &escaped);
	if (stop == 0)
		return STR("");
	j->pos = stop;
	if (escaped)
		return decoded(j, start, stop);
	return (struct str){ j->text.p + start + 1, stop - start - 2 };
}

struct str json_text_or(struct json *j)
{
	if (json_peek(j) == JSON_STRING)
		return json_text(j);
	json_skip(j);
	return STR("");
}

struct str json_number_text(struct json *j)
{
	size_t start, stop;
	if (!expect(j, JSON_NUMBER))
		return STR("");
	start = j->pos;
	stop = number_end(j, start);
	if (stop == 0)
		return STR("");
	j->pos = stop;
	return (struct str){ j->text.p + start, stop - start };
}

double json_number(struct json *j)
{
	double v = 0;
	struct str s = json_number_text(j);
	if (json_ok(j) && !str_double(s, &v))
		json_fail(j, "the number is too large or too long");
	return v;
}

int64_t json_int(struct json *j)
{
	struct str s = json_number_text(j);
	uint64_t v = 0;
	bool minus = s.n > 0 && s.p[0] == '-';
	if (minus)
		s = (struct str){ s.p + 1, s.n - 1 };
	if (!json_ok(j))
		return 0;
	if (!str_u64(s, &v) || v > (uint64_t)INT64_MAX + minus) {
		json_fail(j, "expected a whole number of at most 64 bits");
		return 0;
	}
	return minus ? (int64_t)(0 - v) : (int64_t)v;
}

static bool word(struct json *j, enum json_kind kind, const char *text)
{
	if (!expect(j, kind))
		return false;
	size_t stop = word_end(j, j->pos, text);
	if (stop)
		j->pos = stop;
	return stop != 0;
}

bool json_bool(struct json *j)
{
	if (json_peek(j) == JSON_FALSE) {
		word(j, JSON_FALSE, "false");
		return false;
	}
	return word(j, JSON_TRUE, "true");
}

bool json_null(struct json *j)
{
	return json_peek(j) == JSON_NULL && word(j, JSON_NULL, "null");
}

/* From the member at i (behind the opening bracket or a comma) to its value. */
static size_t member_value(struct json *j, size_t i, bool object)
{
	bool escaped;
	i = white(j, i);
	if (!object)
		return i;
	if (octet(j, i) != '"')
		return unexpected(j, i, "a key");
	i = string_end(j, i, &escaped);
	i = i ? colon_end(j, i) : 0;
	return i ? white(j, i) : 0;
}

/* Behind a value: closes what ends here down to `base`, and moves to the next value if any. */
static size_t skip_after(struct json *j, size_t i, unsigned base, unsigned *depth)
{
	for (; *depth > base; i++) {
		bool object = j->open[*depth] & IS_OBJECT;
		i = white(j, i);
		if (octet(j, i) == ',')
			return member_value(j, i + 1, object);
		if (octet(j, i) != (object ? '}' : ']'))
			return unexpected(j, i, object ? "',' or '}'" : "',' or ']'");
		--*depth;
	}
	return i;
}

void json_skip(struct json *j)
{
	unsigned depth = j->depth, base = depth;
	if (!expect(j, json_peek(j)))
		return;
	size_t i = j->pos;
	do {
		unsigned char c = octet(j, i);
		if (c == '{' || c == '[') {
			if (too_deep(j, i, depth))
				return;
			j->open[++depth] = c == '{';
			i = white(j, i + 1);
			if (octet(j, i) != (c == '{' ? '}' : ']')) {
				i = member_value(j, i, c == '{');
				if (i == 0)
					return;
				continue;
			}
		} else {
			i = scalar_end(j, i);
			if (i == 0)
				return;
		}
		if (c == '{' || c == '[')
			depth--, i++;
		i = skip_after(j, i, base, &depth);
		if (i == 0)
			return;
	} while (depth > base);
	j->pos = i;
}

bool json_done(struct json *j)
{
	if (!json_ok(j))
		return false;
	if (j->depth > 0 || (j->open[0] & PENDING)) {
		if (j->depth > 0 || json_peek(j) != JSON_NONE)
			fail_at(j, j->pos, PT_BUG, "the value was not read to its end");
		return false;
	}
	j->pos = white(j, j->pos);
	return j->pos == j->text.n || unexpected(j, j->pos, "nothing more");
}
