/* SPDX-License-Identifier: Apache-2.0
 *
 * xml_chars.c - which octets may stand where in XML, and what entities mean
 */
#include <string.h>

#include "base/xml_inside.h"

#define LETTER (XML_NAME_BEGIN | XML_IN_NAME | XML_IN_TEXT | XML_IN_VALUE)
#define NAMED (XML_IN_NAME | XML_IN_TEXT | XML_IN_VALUE)
#define PLAIN (XML_IN_TEXT | XML_IN_VALUE)

const uint8_t xml_kind[256] = {
	['\t'] = XML_WHITE | PLAIN, ['\n'] = XML_WHITE | PLAIN, ['\r'] = XML_WHITE | PLAIN, [' '] = XML_WHITE | PLAIN,
	['!'] = PLAIN, ['"'] = XML_IN_TEXT, ['#'] = PLAIN, ['$'] = PLAIN, ['%'] = PLAIN, ['\''] = XML_IN_TEXT,
	['('] = PLAIN, [')'] = PLAIN, ['*'] = PLAIN, ['+'] = PLAIN, [','] = PLAIN, ['-'] = NAMED,
	['.'] = NAMED, ['/'] = PLAIN, ['0' ... '9'] = NAMED, [':'] = LETTER, [';'] = PLAIN,
	['='] = PLAIN, ['>'] = PLAIN, ['?'] = PLAIN, ['@'] = PLAIN, ['A' ... 'Z'] = LETTER, ['['] = PLAIN,
	['\\'] = PLAIN, [']'] = XML_IN_VALUE, ['^'] = PLAIN, ['_'] = LETTER, ['`'] = PLAIN,
	['a' ... 'z'] = LETTER, ['{'] = PLAIN, ['|'] = PLAIN, ['}'] = PLAIN, ['~'] = PLAIN, [127] = PLAIN,
	[128 ... 255] = XML_NAME_BEGIN | XML_IN_NAME, /* whether it is UTF-8 is looked at afterwards */
};

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

bool xml_decode(struct xml *x, size_t from, size_t to, struct str *out)
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
			return xml_malformed(x, i, "an entity that is not one of the five or a character");
		put += put_utf8(put, c);
		i = (size_t)(end - x->p) + 1;
	}
	*out = (struct str){ begin, (size_t)(put - begin) };
	x->decoded_n += out->n;
	return true;
}
