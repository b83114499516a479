/* SPDX-License-Identifier: Apache-2.0
 *
 * xml.c - XML 1.0 as machines write it: a pull reader over a stream, in bounded memory
 *
 * A tag or a text is read when all of it is in the window.  Behind the last octet stands a NUL, which no
 * document may contain: every loop ends there, and only then is asked whether more is to be had.  When
 * it is, reading begins anew at the begin of the token.
 */
#include "base/xml.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { CHUNK = 1 << 17, WINDOW = XML_TOKEN + 3 * CHUNK };

enum { WHITE = 1, NAME_BEGIN = 2, NAME = 4, TEXT = 8, VALUE = 16 }; /* TEXT, VALUE: needs no look */

#define LETTER (NAME_BEGIN | NAME | TEXT | VALUE)
#define IN_NAME (NAME | TEXT | VALUE)
#define PLAIN (TEXT | VALUE)

static const uint8_t kind[256] = {
	['\t'] = WHITE | PLAIN, ['\n'] = WHITE | PLAIN, ['\r'] = WHITE | PLAIN, [' '] = WHITE | PLAIN,
	['!'] = PLAIN, ['"'] = TEXT, ['#'] = PLAIN, ['$'] = PLAIN, ['%'] = PLAIN, ['\''] = TEXT,
	['('] = PLAIN, [')'] = PLAIN, ['*'] = PLAIN, ['+'] = PLAIN, [','] = PLAIN, ['-'] = IN_NAME,
	['.'] = IN_NAME, ['/'] = PLAIN, ['0' ... '9'] = IN_NAME, [':'] = LETTER, [';'] = PLAIN,
	['='] = PLAIN, ['>'] = PLAIN, ['?'] = PLAIN, ['@'] = PLAIN, ['A' ... 'Z'] = LETTER, ['['] = PLAIN,
	['\\'] = PLAIN, [']'] = VALUE, ['^'] = PLAIN, ['_'] = LETTER, ['`'] = PLAIN,
	['a' ... 'z'] = LETTER, ['{'] = PLAIN, ['|'] = PLAIN, ['}'] = PLAIN, ['~'] = PLAIN, [127] = PLAIN,
	[128 ... 255] = NAME_BEGIN | NAME, /* whether it is UTF-8 is looked at afterwards */
};

static inline bool is(char c, unsigned what)
{
	return (kind[(unsigned char)c] & what) != 0;
}

/* --- places and failures --- */

/* Each octet is looked at once, however often a place is asked for: whole dumps may be one row. */
static void count_rows(struct xml *x, size_t to)
{
	const char *p = x->p + x->counted, *end = x->p + to, *at;
	while (p < end && (at = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		x->row++;
		x->column = 1;
		p = at + 1;
	}
	for (; p < end; p++)
		x->column += (*p & 0xc0) != 0x80;
	x->counted = to > x->counted ? to : x->counted;
}

static struct pt_at place_of(struct xml *x, size_t pos)
{
	count_rows(x, pos);
	return (struct pt_at){ .row = x->row, .column = x->column };
}

struct pt_at xml_at(struct xml *x)
{
	return place_of(x, x->event);
}

static bool stop(struct xml *x, size_t pos, enum pt_code code, const char *text)
{
	struct pt_at at = place_of(x, pos);
	x->failed = true;
	return pt_fail_at(x->e, &at, code, "%s", text);
}

static bool malformed(struct xml *x, size_t pos, const char *text)
{
	char all[160];
	snprintf(all, sizeof all, "is not well-formed XML: %s", text);
	return stop(x, pos, PT_INVALID, all);
}

bool xml_fail(struct xml *x, enum pt_code code, const char *fmt, ...)
{
	char text[400];
	va_list args;
	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	return stop(x, x->event, code, text);
}

/* --- the window --- */

static size_t widen(char *to, const char *from, size_t n)
{
	size_t used = 0;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)from[i];
		if (c >= 0x80) {
			to[used++] = (char)(0xc0 | c >> 6);
			c = 0x80 | (c & 0x3f);
		}
		to[used++] = (char)c;
	}
	return used;
}

/* Reads on; what lies before x->pos is given up.  False after a failure. */
static bool refill(struct xml *x)
{
	size_t gone = x->pos;
	count_rows(x, gone);
	memmove(x->p, x->p + gone, x->end - gone);
	x->end -= gone;
	x->pos = x->event = 0;
	x->counted -= gone;
	if (x->end > XML_TOKEN)
		return stop(x, 0, PT_LIMIT, "has a tag or a text longer than 512 kB");
	for (size_t want = CHUNK; want > CHUNK / 2 && !x->eof;) { /* a pipe gives little at a time */
		long got = x->source.read(&x->source, x->latin ? x->raw : x->p + x->end, want, x->e);
		x->failed |= got < 0;
		x->eof = got <= 0;
		if (x->eof)
			break;
		want -= (size_t)got;
		x->end += x->latin ? widen(x->p + x->end, x->raw, (size_t)got) : (size_t)got;
	}
	x->p[x->end] = '\0';
	return !x->failed;
}

/* At least n octets from x->pos on, or the end of the input.  False after a failure. */
static bool have(struct xml *x, size_t n)
{
	while (x->end - x->pos < n && !x->eof)
		if (!refill(x))
			return false;
	return true;
}

/* --- entities --- */

static size_t put_utf8(char *to, uint32_t c)
{
	if (c < 0x80)
		return to[0] = (char)c, 1;
	if (c < 0x800)
		return to[0] = (char)(0xc0 | c >> 6), to[1] = (char)(0x80 | (c & 0x3f)), 2;
	if (c < 0x10000) {
		to[0] = (char)(0xe0 | c >> 12);
		to[1] = (char)(0x80 | (c >> 6 & 0x3f));
		to[2] = (char)(0x80 | (c & 0x3f));
		return 3;
	}
	to[0] = (char)(0xf0 | c >> 18);
	to[1] = (char)(0x80 | (c >> 12 & 0x3f));
	to[2] = (char)(0x80 | (c >> 6 & 0x3f));
	to[3] = (char)(0x80 | (c & 0x3f));
	return 4;
}

/* The character of "#38" or "#x26"; 0 when it is none that XML allows. */
static uint32_t numbered(struct str s)
{
	unsigned base = s.n > 2 && s.p[1] == 'x' ? 16 : 10;
	uint32_t c = 0;
	size_t i = base == 16 ? 2 : 1;
	if (i == s.n)
		return 0;
	for (; i < s.n; i++) {
		char d = s.p[i];
		unsigned v = d >= '0' && d <= '9' ? (unsigned)(d - '0') : base == 10 ? 99 :
		             d >= 'a' && d <= 'f' ? (unsigned)(d - 'a' + 10) :
		             d >= 'A' && d <= 'F' ? (unsigned)(d - 'A' + 10) : 99;
		if (v == 99 || c > 0x10ffff)
			return 0;
		c = c * base + v;
	}
	bool legal = c == 9 || c == 10 || c == 13 || (c >= 0x20 && c < 0xd800) || (c >= 0xe000 && c < 0xfffe) ||
	             (c >= 0x10000 && c <= 0x10ffff);
	return legal ? c : 0;
}

static uint32_t entity(struct str s)
{
	static const struct {
		const char *name;
		char c;
	} five[] = { { "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' }, { "apos", '\'' } };
	for (size_t i = 0; i < COUNT(five); i++)
		if (str_is(s, five[i].name))
			return (uint32_t)five[i].c;
	return s.n > 1 && s.p[0] == '#' ? numbered(s) : 0;
}

/* The text from..to with its entities replaced, which never makes it longer. */
static bool decode(struct xml *x, size_t from, size_t to, struct str *out)
{
	char *begin = x->decoded + x->decoded_n, *put = begin;
	for (size_t i = from; i < to;) {
		const char *at = memchr(x->p + i, '&', to - i);
		size_t n = at ? (size_t)(at - x->p) - i : to - i;
		memcpy(put, x->p + i, n);
		put += n;
		i += n;
		if (at == NULL)
			break;
		const char *end = memchr(at, ';', to - i);
		uint32_t c = end ? entity((struct str){ at + 1, (size_t)(end - at) - 1 }) : 0;
		if (c == 0)
			return malformed(x, i, "an entity that is not one of the five or a character");
		put += put_utf8(put, c);
		i = (size_t)(end - x->p) + 1;
	}
	*out = (struct str){ begin, (size_t)(put - begin) };
	x->decoded_n += out->n;
	return true;
}

/* What kind of look a text or a value needs. */
struct look {
	bool entity, foreign;
};

static bool checked(struct xml *x, size_t from, size_t to, struct look look, struct str *out)
{
	size_t bad;
	*out = (struct str){ x->p + from, to - from };
	if (look.foreign && !str_utf8(*out, &bad))
		return malformed(x, from + bad, "not UTF-8 text");
	return !look.entity || decode(x, from, to, out);
}

/* --- text --- */

enum step { STEP_OK, STEP_MORE, STEP_FAILED };

/* At octet `at` a token is wrong, or it goes on where nothing was read yet. */
static enum step wrong(struct xml *x, size_t at, const char *text)
{
	if (at >= x->end && !x->eof)
		return STEP_MORE;
	malformed(x, at, at >= x->end ? "the text ends too early" : text);
	return STEP_FAILED;
}

/* From x->pos to the next '<' or the end of the input; an empty text is none. */
static enum step read_text(struct xml *x)
{
	size_t i = x->pos, from = x->pos;
	struct look look = { 0 };
	x->decoded_n = 0;
	for (;; i++) {
		while (is(x->p[i], TEXT))
			i++;
		char c = x->p[i];
		if (c == '<' || (i == x->end && x->eof))
			break;
		if (c == ']' && i + 3 > x->end && !x->eof)
			return STEP_MORE;
		if (c == ']' && x->p[i + 1] == ']' && x->p[i + 2] == '>')
			return wrong(x, i, "\"]]>\" in a text");
		if (c >= 0 && c < 0x20)
			return wrong(x, i, "a control character");
		look.entity |= c == '&';
		look.foreign |= (c & 0x80) != 0;
	}
	size_t end = i;
	while (i > from && is(x->p[i - 1], WHITE))
		i--;
	if (i > from && x->depth == 0)
		return wrong(x, from, "text outside of the root");
	if (!checked(x, from, i, look, &x->text))
		return STEP_FAILED;
	x->event = from;
	x->pos = end;
	return STEP_OK;
}

/* --- what is passed over --- */

/* To behind the words, however far away they are. */
static bool pass(struct xml *x, const char *words)
{
	size_t n = strlen(words);
	for (;;) {
		const char *at = memmem(x->p + x->pos, x->end - x->pos, words, n);
		if (at != NULL) {
			x->pos = (size_t)(at - x->p) + n;
			return true;
		}
		if (x->eof)
			return malformed(x, x->end, "the text ends too early");
		if (x->end - x->pos >= n)
			x->pos = x->end - n + 1;
		if (!refill(x))
			return false;
	}
}

static bool begins(const struct xml *x, const char *words)
{
	size_t n = strlen(words);
	return x->end - x->pos >= n && memcmp(x->p + x->pos, words, n) == 0;
}

static bool comment(struct xml *x)
{
	x->pos += 4;
	if (!pass(x, "--") || !have(x, 1))
		return false;
	if (x->p[x->pos] != '>')
		return malformed(x, x->pos, "\"--\" in a comment");
	x->pos++;
	return true;
}

static bool cdata(struct xml *x)
{
	enum { BEGIN = 9 };
	size_t bad;
	const char *at;
	while ((at = memmem(x->p + x->pos + BEGIN, x->end - x->pos - BEGIN, "]]>", 3)) == NULL) {
		if (x->eof)
			return malformed(x, x->end, "the text ends too early");
		if (!refill(x))
			return false;
	}
	size_t from = x->pos + BEGIN;
	x->event = x->pos;
	x->pos = (size_t)(at - x->p) + 3;
	x->text = (struct str){ x->p + from, (size_t)(at - x->p) - from };
	for (size_t i = 0; i < x->text.n; i++)
		if ((unsigned char)x->text.p[i] < 0x20 && !is(x->text.p[i], WHITE))
			return malformed(x, from + i, "a control character");
	return str_utf8(x->text, &bad) || malformed(x, from + bad, "not UTF-8 text");
}

/* <? or <!: passed over, or a text that is not empty. */
static bool special(struct xml *x)
{
	x->text.n = 0;
	if (!have(x, 9))
		return false;
	if (begins(x, "<!--"))
		return comment(x);
	if (begins(x, "<![CDATA["))
		return x->depth > 0 ? cdata(x) : malformed(x, x->pos, "text outside of the root");
	if (begins(x, "<!DOCTYPE"))
		return stop(x, x->pos, PT_INVALID, "has a document type declaration, which is refused");
	if (begins(x, "<!"))
		return malformed(x, x->pos, "an unknown declaration");
	if (begins(x, "<?xml") && !is(x->p[x->pos + 5], NAME))
		return malformed(x, x->pos, "an XML declaration that is not at the beginning");
	if (!is(x->p[x->pos + 2], NAME_BEGIN))
		return malformed(x, x->pos, "a processing instruction without a name");
	return pass(x, "?>");
}

/* --- tags --- */

static struct str local_of(const char *p, size_t n)
{
	const char *colon = memchr(p, ':', n);
	return colon ? (struct str){ colon + 1, n - (size_t)(colon + 1 - p) } : (struct str){ p, n };
}

static bool good_name(struct xml *x, size_t from, size_t n)
{
	size_t bad;
	if (n > XML_NAME)
		return stop(x, from, PT_LIMIT, "has a name longer than 1000 octets");
	return str_utf8((struct str){ x->p + from, n }, &bad) || malformed(x, from, "a name that is not UTF-8");
}

static bool is_twice(const struct xml *x, struct str name)
{
	for (size_t i = 0; i < x->attributes; i++) {
		struct str s = x->attribute[i].name;
		if (s.n == name.n && memcmp(s.p, name.p, s.n) == 0)
			return true;
	}
	return false;
}

/* name = "value" at *at. */
static enum step read_attribute(struct xml *x, size_t *at)
{
	size_t i = *at, from = i;
	struct look look = { 0 };
	while (is(x->p[i], NAME))
		i++;
	struct str name = { x->p + from, i - from };
	while (is(x->p[i], WHITE))
		i++;
	if (x->p[i] != '=')
		return wrong(x, i, "an attribute without a value");
	for (i++; is(x->p[i], WHITE);)
		i++;
	char quote = x->p[i];
	if (quote != '"' && quote != '\'')
		return wrong(x, i, "a value without quotes");
	size_t begin = ++i;
	for (;; i++) {
		while (is(x->p[i], VALUE))
			i++;
		char c = x->p[i];
		if (c == quote)
			break;
		look.entity |= c == '&';
		look.foreign |= (c & 0x80) != 0;
		if (c == '<' || (c >= 0 && c < 0x20))
			return wrong(x, i, c == '<' ? "'<' in a value" : "a control character");
	}
	*at = i + 1;
	if (!good_name(x, from, name.n))
		return STEP_FAILED;
	if (is_twice(x, name))
		return malformed(x, from, "an attribute twice"), STEP_FAILED;
	if (x->attributes == XML_ATTRIBUTES)
		return stop(x, from, PT_LIMIT, "has a tag with more than 128 attributes"), STEP_FAILED;
	struct xml_attribute *to = &x->attribute[x->attributes++];
	to->name = name;
	return checked(x, begin, i, look, &to->value) ? STEP_OK : STEP_FAILED;
}

static bool push(struct xml *x, size_t from, size_t n)
{
	if (x->depth == XML_DEPTH)
		return stop(x, x->pos, PT_LIMIT, "is nested deeper than 64 levels");
	if (x->depth == 0 && x->rooted)
		return malformed(x, x->pos, "a second root");
	x->rooted = true;
	uint32_t at = x->open[x->depth++];
	memcpy(x->names + at, x->p + from, n);
	x->open[x->depth] = at + (uint32_t)n;
	x->name = local_of(x->names + at, n);
	return true;
}

static enum step start_tag(struct xml *x)
{
	size_t from = x->pos + 1, i = from;
	x->attributes = 0;
	x->decoded_n = 0;
	if (!is(x->p[i], NAME_BEGIN))
		return wrong(x, i, "'<' that begins no tag");
	while (is(x->p[i], NAME))
		i++;
	size_t name_n = i - from;
	for (;;) {
		bool space = false;
		for (; is(x->p[i], WHITE); i++)
			space = true;
		char c = x->p[i];
		if (c == '>')
			break;
		if (c == '/') {
			if (x->p[i + 1] != '>')
				return wrong(x, i + 1, "'/' within a tag");
			x->closing = true;
			i++;
			break;
		}
		if (!space || !is(c, NAME_BEGIN))
			return wrong(x, i, "an attribute was expected");
		enum step step = read_attribute(x, &i);
		if (step != STEP_OK)
			return step;
	}
	if (!good_name(x, from, name_n) || !push(x, from, name_n))
		return STEP_FAILED;
	x->event = x->pos;
	x->pos = i + 1;
	return STEP_OK;
}

static struct str open_name(const struct xml *x)
{
	uint32_t from = x->open[x->depth - 1];
	return (struct str){ x->names + from, x->open[x->depth] - from };
}

static enum step end_tag(struct xml *x)
{
	if (x->depth == 0)
		return wrong(x, x->pos, "an end without a begin");
	struct str name = open_name(x);
	size_t i = x->pos + 2, n = 0;
	while (n < name.n && x->p[i + n] == name.p[n])
		n++;
	if (i + n >= x->end && !x->eof)
		return STEP_MORE;
	i += n;
	if (n == name.n)
		while (is(x->p[i], WHITE))
			i++;
	if (n < name.n || x->p[i] != '>') {
		char text[120];
		snprintf(text, sizeof text, "the end of <%.*s> was expected", name.n < 60 ? (int)name.n : 60, name.p);
		return wrong(x, i, text);
	}
	x->name = local_of(name.p, name.n);
	x->event = x->pos;
	x->pos = i + 1;
	return STEP_OK;
}

/* --- the interface --- */

static enum xml_event finish(struct xml *x)
{
	char text[120];
	if (x->failed)
		return XML_NONE;
	if (x->depth > 0) {
		struct str name = open_name(x);
		snprintf(text, sizeof text, "the text ends within <%.*s>", name.n < 60 ? (int)name.n : 60, name.p);
		malformed(x, x->pos, text);
	} else if (!x->rooted) {
		malformed(x, x->pos, "there is no root");
	}
	return XML_NONE;
}

/* A token at x->pos, which may still have to come into the window. */
static enum xml_event token(struct xml *x)
{
	for (;;) {
		bool text = x->p[x->pos] != '<', end = x->p[x->pos + 1] == '/';
		enum step step = text ? read_text(x) : end ? end_tag(x) : start_tag(x);
		if (step == STEP_OK)
			return text ? XML_TEXT : end ? XML_END : XML_START;
		x->closing = false;
		if (step == STEP_FAILED || !refill(x))
			return XML_NONE;
	}
}

static enum xml_event next(struct xml *x)
{
	for (;;) {
		while (is(x->p[x->pos], WHITE))
			x->pos++;
		if (x->end - x->pos < 2 && !x->eof) {
			if (!refill(x))
				return XML_NONE;
			continue;
		}
		if (x->pos == x->end)
			return finish(x);
		char second = x->p[x->pos + 1];
		if (x->p[x->pos] == '<' && (second == '!' || second == '?')) {
			if (!special(x))
				return XML_NONE;
			if (x->text.n > 0)
				return XML_TEXT;
			continue;
		}
		enum xml_event event = token(x);
		if (event != XML_TEXT || x->text.n > 0)
			return event;
	}
}

enum xml_event xml_next(struct xml *x)
{
	if (x->failed)
		return XML_NONE;
	x->depth -= x->leave;
	x->leave = false;
	enum xml_event event = XML_END;
	if (x->closing)
		x->closing = false; /* the name is still that of what began */
	else
		event = next(x);
	if (event == XML_START)
		return event;
	x->attributes = 0;
	x->leave = event == XML_END;
	return event;
}

void xml_skip(struct xml *x)
{
	unsigned depth = x->depth;
	for (enum xml_event event = xml_next(x); event != XML_NONE; event = xml_next(x))
		if (event == XML_END && x->depth == depth)
			return;
}

size_t xml_text(struct xml *x, char *to, size_t n)
{
	size_t used = 0;
	unsigned depth = x->depth;
	for (enum xml_event event = xml_next(x); event != XML_NONE; event = xml_next(x)) {
		if (event == XML_END && x->depth == depth)
			break;
		if (event != XML_TEXT || x->depth != depth)
			continue;
		size_t have = used < n ? n - used : 0, part = x->text.n < have ? x->text.n : have;
		memcpy(to + (used < n ? used : n), x->text.p, part);
		used += x->text.n;
	}
	return used;
}

struct str xml_attribute(const struct xml *x, const char *name)
{
	for (size_t i = 0; i < x->attributes; i++)
		if (str_is(x->attribute[i].name, name))
			return x->attribute[i].value;
	return (struct str){ NULL, 0 };
}

/* --- the beginning --- */

static bool same_word(struct str s, const char *word)
{
	return s.n == strlen(word) && strncasecmp(s.p, word, s.n) == 0;
}

/* The encoding of the declaration that ends at x->pos. */
static bool encoding(struct xml *x, size_t from)
{
	struct str all = { x->p + from, x->pos - from };
	const char *at = memmem(all.p, all.n, "encoding", 8), *end;
	if (at == NULL)
		return true;
	const char *quote = at + 8 + strspn(at + 8, " \t\r\n=");
	end = *quote == '"' || *quote == '\'' ? memchr(quote + 1, *quote, all.n - (size_t)(quote + 1 - all.p)) : NULL;
	struct str name = { quote + 1, end ? (size_t)(end - quote) - 1 : 0 };
	static const char *const latin[] = { "ISO-8859-1", "ISO_8859-1", "LATIN1" };
	for (size_t i = 0; i < COUNT(latin); i++)
		x->latin |= same_word(name, latin[i]);
	if (x->latin || same_word(name, "UTF-8") || same_word(name, "UTF8") || same_word(name, "US-ASCII") ||
	    same_word(name, "ASCII"))
		return true;
	char text[120];
	snprintf(text, sizeof text, "is XML in \"%.*s\"; known are UTF-8, US-ASCII and ISO-8859-1",
	         name.n < 40 ? (int)name.n : 40, name.p);
	return stop(x, from, PT_INVALID, text);
}

static bool declaration(struct xml *x)
{
	size_t from = x->pos;
	if (!begins(x, "<?xml") || is(x->p[x->pos + 5], NAME))
		return true;
	const char *end = memmem(x->p + from, x->end - from, "?>", 2);
	if (end == NULL)
		return malformed(x, from, "the XML declaration does not end");
	x->pos = (size_t)(end - x->p) + 2;
	if (!encoding(x, from))
		return false;
	if (!x->latin)
		return true;
	size_t n = x->end - x->pos; /* what was read already; there is room, and raw is a copy */
	memcpy(x->raw, x->p + x->pos, n);
	x->end = x->pos + widen(x->p + x->pos, x->raw, n);
	x->p[x->end] = '\0';
	return true;
}

bool xml_open(struct xml *x, struct arena *a, struct stream s, struct pt_err *e)
{
	*x = (struct xml){ .source = s, .e = e, .row = 1, .column = 1 };
	x->p = NEW(a, char, WINDOW + 16);
	x->raw = NEW(a, char, CHUNK);
	x->decoded = NEW(a, char, WINDOW);
	if (!refill(x))
		return false;
	if (begins(x, "\xff\xfe") || begins(x, "\xfe\xff"))
		return stop(x, 0, PT_INVALID, "is UTF-16 text; save it as UTF-8");
	if (begins(x, "\xef\xbb\xbf"))
		x->pos = x->counted = 3;
	return declaration(x);
}
