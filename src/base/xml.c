/* SPDX-License-Identifier: Apache-2.0
 *
 * xml.c - XML 1.0 as machines write it: a pull reader over a stream, in bounded memory
 *
 * A tag or a text is read when all of it is in the window.  Every loop ends at the NUL behind the last
 * octet, and only then is asked whether more is to be had.  When it is, reading begins anew at the begin
 * of the token.
 */
#include "base/xml.h"

#include <stdio.h>
#include <string.h>

#include "base/xml_inside.h"

/* What kind of look a text or a value needs. */
struct look {
	bool entity, foreign;
};

static bool checked(struct xml *x, size_t from, size_t to, struct look look, struct str *out)
{
	size_t bad;
	*out = (struct str){ x->p + from, to - from };
	if (look.foreign && !str_utf8(*out, &bad))
		return xml_malformed(x, from + bad, "not UTF-8 text");
	return !look.entity || xml_decode(x, from, to, out);
}

/* --- text --- */

enum step { STEP_OK, STEP_MORE, STEP_FAILED };

/* At octet `at` a token is wrong, or it goes on where nothing was read yet. */
static enum step wrong(struct xml *x, size_t at, const char *text)
{
	if (at >= x->end && !x->eof)
		return STEP_MORE;
	xml_malformed(x, at, at >= x->end ? "the text ends too early" : text);
	return STEP_FAILED;
}

/* From x->pos to the next '<' or the end of the input; an empty text is none. */
static enum step read_text(struct xml *x)
{
	size_t i = x->pos, from = x->pos;
	struct look look = { 0 };
	x->decoded_n = 0;
	for (;; i++) {
		while (xml_is(x->p[i], XML_IN_TEXT))
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
	while (i > from && xml_is(x->p[i - 1], XML_WHITE))
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
			return xml_malformed(x, x->end, "the text ends too early");
		if (x->end - x->pos >= n)
			x->pos = x->end - n + 1;
		if (!xml_refill(x))
			return false;
	}
}

static bool comment(struct xml *x)
{
	x->pos += 4;
	if (!pass(x, "--") || !xml_have(x, 1))
		return false;
	if (x->p[x->pos] != '>')
		return xml_malformed(x, x->pos, "\"--\" in a comment");
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
			return xml_malformed(x, x->end, "the text ends too early");
		if (!xml_refill(x))
			return false;
	}
	size_t from = x->pos + BEGIN;
	x->event = x->pos;
	x->pos = (size_t)(at - x->p) + 3;
	x->text = (struct str){ x->p + from, (size_t)(at - x->p) - from };
	for (size_t i = 0; i < x->text.n; i++)
		if ((unsigned char)x->text.p[i] < 0x20 && !xml_is(x->text.p[i], XML_WHITE))
			return xml_malformed(x, from + i, "a control character");
	return str_utf8(x->text, &bad) || xml_malformed(x, from + bad, "not UTF-8 text");
}

/* <? or <!: passed over, or a text that is not empty. */
static bool special(struct xml *x)
{
	x->text.n = 0;
	if (!xml_have(x, 9))
		return false;
	if (xml_begins(x, "<!--"))
		return comment(x);
	if (xml_begins(x, "<![CDATA["))
		return x->depth > 0 ? cdata(x) : xml_malformed(x, x->pos, "text outside of the root");
	if (xml_begins(x, "<!DOCTYPE"))
		return xml_stop(x, x->pos, PT_INVALID, "has a document type declaration, which is refused");
	if (xml_begins(x, "<!"))
		return xml_malformed(x, x->pos, "an unknown declaration");
	if (xml_begins(x, "<?xml") && !xml_is(x->p[x->pos + 5], XML_IN_NAME))
		return xml_malformed(x, x->pos, "an XML declaration that is not at the beginning");
	if (!xml_is(x->p[x->pos + 2], XML_NAME_BEGIN))
		return xml_malformed(x, x->pos, "a processing instruction without a name");
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
		return xml_stop(x, from, PT_LIMIT, "has a name longer than 1000 octets");
	return str_utf8((struct str){ x->p + from, n }, &bad) || xml_malformed(x, from, "a name that is not UTF-8");
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
	while (xml_is(x->p[i], XML_IN_NAME))
		i++;
	struct str name = { x->p + from, i - from };
	while (xml_is(x->p[i], XML_WHITE))
		i++;
	if (x->p[i] != '=')
		return wrong(x, i, "an attribute without a value");
	for (i++; xml_is(x->p[i], XML_WHITE);)
		i++;
	char quote = x->p[i];
	if (quote != '"' && quote != '\'')
		return wrong(x, i, "a value without quotes");
	size_t begin = ++i;
	for (;; i++) {
		while (xml_is(x->p[i], XML_IN_VALUE))
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
		return xml_malformed(x, from, "an attribute twice"), STEP_FAILED;
	if (x->attributes == XML_ATTRIBUTES)
		return xml_stop(x, from, PT_LIMIT, "has a tag with more than 128 attributes"), STEP_FAILED;
	struct xml_attribute *to = &x->attribute[x->attributes++];
	to->name = name;
	return checked(x, begin, i, look, &to->value) ? STEP_OK : STEP_FAILED;
}

static bool push(struct xml *x, size_t from, size_t n)
{
	if (x->depth == XML_DEPTH)
		return xml_stop(x, x->pos, PT_LIMIT, "is nested deeper than 64 levels");
	if (x->depth == 0 && x->rooted)
		return xml_malformed(x, x->pos, "a second root");
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
	if (!xml_is(x->p[i], XML_NAME_BEGIN))
		return wrong(x, i, "'<' that begins no tag");
	while (xml_is(x->p[i], XML_IN_NAME))
		i++;
	size_t name_n = i - from;
	for (;;) {
		bool space = false;
		for (; xml_is(x->p[i], XML_WHITE); i++)
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
		if (!space || !xml_is(c, XML_NAME_BEGIN))
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
		while (xml_is(x->p[i], XML_WHITE))
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
		xml_malformed(x, x->pos, text);
	} else if (!x->rooted) {
		xml_malformed(x, x->pos, "there is no root");
	}
	return XML_NONE;
}

/* How much of a token the window happens to hold does not decide whether it is too long. */
static enum xml_event fitting(struct xml *x, enum xml_event event)
{
	if (x->pos - x->event <= XML_TOKEN)
		return event;
	xml_stop(x, x->event, PT_LIMIT, XML_TOO_LONG);
	return XML_NONE;
}

/* A token at x->pos, which may still have to come into the window. */
static enum xml_event token(struct xml *x)
{
	for (;;) {
		bool text = x->p[x->pos] != '<', end = x->p[x->pos + 1] == '/';
		enum step step = text ? read_text(x) : end ? end_tag(x) : start_tag(x);
		if (step == STEP_OK)
			return fitting(x, text ? XML_TEXT : end ? XML_END : XML_START);
		x->closing = false;
		if (step == STEP_FAILED || !xml_refill(x))
			return XML_NONE;
	}
}

static enum xml_event next(struct xml *x)
{
	for (;;) {
		while (xml_is(x->p[x->pos], XML_WHITE))
			x->pos++;
		if (x->end - x->pos < 2 && !x->eof) {
			if (!xml_refill(x))
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
				return fitting(x, XML_TEXT);
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
