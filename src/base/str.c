/* SPDX-License-Identifier: Apache-2.0
 *
 * str.c - text: views, a growing buffer, numbers, nearest words
 */
#include "base/str.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

struct str str_of(const char *z)
{
	return (struct str){ z, z ? strlen(z) : 0 };
}

bool str_is(struct str s, const char *z)
{
	return s.n == strlen(z) && (s.n == 0 || memcmp(s.p, z, s.n) == 0);
}

bool str_starts(struct str s, const char *z)
{
	size_t n = strlen(z);
	return s.n >= n && (n == 0 || memcmp(s.p, z, n) == 0);
}

struct str str_trim(struct str s)
{
	while (s.n && (s.p[0] == ' ' || s.p[0] == '\t'))
		s.p++, s.n--;
	while (s.n && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t'))
		s.n--;
	return s;
}

bool str_cut(struct str *rest, char sep, struct str *part)
{
	if (rest->p == NULL)
		return false;
	const char *at = rest->n ? memchr(rest->p, sep, rest->n) : NULL;
	*part = (struct str){ rest->p, at ? (size_t)(at - rest->p) : rest->n };
	*rest = at ? (struct str){ at + 1, rest->n - part->n - 1 } : (struct str){ NULL, 0 };
	return true;
}

/* Whether the eight octets at p are all ASCII and none is NUL. */
static bool eight_plain(const unsigned char *p)
{
	uint64_t w;
	memcpy(&w, p, 8);
	return ((w | (w - 0x0101010101010101u)) & 0x8080808080808080u) == 0;
}

bool str_utf8(struct str s, size_t *bad)
{
	const unsigned char *p = (const unsigned char *)s.p;
	for (size_t i = 0; i < s.n;) {
		if (s.n - i >= 8 && eight_plain(p + i)) {
			i += 8;
			continue;
		}
		unsigned c = p[i];
		if (c - 1 < 0x7f) {
			i++;
			continue;
		}
		unsigned more = c < 0x80 ? 0 : c < 0xc2 ? 9 : c < 0xe0 ? 1 : c < 0xf0 ? 2 : c < 0xf5 ? 3 : 9;
		*bad = i;
		if (c == 0 || more > 3 || s.n - i <= more)
			return false;
		for (unsigned k = 1; k <= more; k++)
			if ((p[i + k] & 0xc0) != 0x80)
				return false;
		if ((c == 0xe0 && p[i + 1] < 0xa0) || (c == 0xed && p[i + 1] > 0x9f) ||
		    (c == 0xf0 && p[i + 1] < 0x90) || (c == 0xf4 && p[i + 1] > 0x8f))
			return false;
		i += more + 1;
	}
	return true;
}

static locale_t c_loc;

static void make_c_locale(void)
{
	c_loc = newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

static locale_t c_locale(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, make_c_locale);
	return c_loc;
}

static uint64_t fold(uint64_t a, uint64_t b)
{
	__extension__ unsigned __int128 p = (unsigned __int128)a * b;
	return (uint64_t)p ^ (uint64_t)(p >> 64);
}

static pthread_once_t hash_once = PTHREAD_ONCE_INIT;
static uint64_t hash_secret[2] = { 0x9e3779b97f4a7c15u, 0xd1b54a32d192ed03u };

static void draw_secret(void)
{
	uint64_t drawn[2];
	if (getrandom(drawn, sizeof drawn, GRND_NONBLOCK) == sizeof drawn)
		hash_secret[0] ^= drawn[0], hash_secret[1] ^= drawn[1];
	hash_secret[1] |= 1;
}

/* The octets from i on, at most eight; of a longer text those before them as well. */
static uint64_t last_word(struct str s, size_t i)
{
	uint64_t w = 0, low = 0;
	uint32_t a = 0, b = 0;
	size_t n = s.n - i;
	if (s.n >= 8) {
		memcpy(&w, s.p + s.n - 8, 8);
	} else if (n >= 4) { /* two halves that may overlap */
		memcpy(&a, s.p, 4);
		memcpy(&b, s.p + n - 4, 4);
		w = (uint64_t)a << 32 | b;
	} else {
		for (size_t k = 0; k < n; k++)
			low = low << 8 | (unsigned char)s.p[k];
		w = low;
	}
	return w;
}

uint64_t str_hash(struct str s)
{
	pthread_once(&hash_once, draw_secret);
	/* The length is spread over all bits: in the low ones alone it would cancel out octets. */
	uint64_t h = hash_secret[0] ^ (s.n + 1) * 0x9e3779b97f4a7c15u, w;
	size_t i = 0;
	for (; s.n - i > 8; i += 8) {
		memcpy(&w, s.p + i, 8);
		h = fold(h ^ w, hash_secret[1]) + hash_secret[0];
	}
	if (s.n > 0)
		h = fold(h ^ last_word(s, i), hash_secret[1]) + hash_secret[0];
	return fold(h, hash_secret[1]);
}

/* Digits with or without a point, at most 15 of them: then digits and power of ten are exact as
 * doubles, and so is their quotient but for its one rounding.  False = the long way. */
static bool short_double(struct str s, double *out)
{
	static const double ten[] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12,
		                      1e13, 1e14, 1e15 };
	if (s.n == 0 || s.n > 17)
		return false;
	const char *p = s.p, *end = s.p + s.n, *first, *point;
	uint64_t whole = 0;
	p += *p == '-';
	for (first = p; p < end && (unsigned char)(*p - '0') <= 9; p++)
		whole = whole * 10 + (unsigned char)(*p - '0');
	if (p == first)
		return false;
	point = p;
	if (p < end) {
		if (*p != '.' || ++p == end)
			return false;
		for (; p < end && (unsigned char)(*p - '0') <= 9; p++)
			whole = whole * 10 + (unsigned char)(*p - '0');
	}
	size_t places = point < end ? (size_t)(end - point) - 1 : 0;
	if (p < end || (size_t)(point - first) + places > 15)
		return false;
	double v = (double)whole / ten[places];
	*out = *s.p == '-' ? -v : v;
	return true;
}

bool str_double(struct str s, double *out)
{
	char text[400];
	if (short_double(s, out))
		return true;
	if (s.n == 0 || s.n >= sizeof text)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (strchr("0123456789+-.eE", s.p[i]) == NULL || s.p[i] == '\0')
			return false;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	char *end = NULL;
	locale_t before = uselocale(c_locale());
	double v = strtod(text, &end);
	uselocale(before);
	if (end != text + s.n || !isfinite(v))
		return false;
	*out = v;
	return true;
}

bool str_u64(struct str s, uint64_t *out)
{
	uint64_t v = 0;
	if (s.n == 0 || s.n > 20)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		unsigned d = (unsigned)(unsigned char)s.p[i] - '0';
		if (d > 9 || v > (UINT64_MAX - d) / 10)
			return false;
		v = v * 10 + d;
	}
	*out = v;
	return true;
}

/* Days from 1970-01-01 of a proleptic Gregorian date, and back (Hinnant's era arithmetic). */
static int32_t days_of(int y, unsigned m, unsigned d)
{
	y -= m <= 2;
	int era = (y >= 0 ? y : y - 399) / 400;
	unsigned yoe = (unsigned)(y - era * 400);
	unsigned doy = (153 * (m + (m > 2 ? (unsigned)-3 : 9)) + 2) / 5 + d - 1;
	unsigned doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
	return era * 146097 + (int32_t)doe - 719468;
}

/* 00 to 99. */
static const char pairs[] =
	"00010203040506070809101112131415161718192021222324252627282930313233343536373839"
	"40414243444546474849505152535455565758596061626364656667686970717273747576777879"
	"8081828384858687888990919293949596979899";

void str_date_text(int32_t day, char out[11])
{
	int64_t z = (int64_t)day + 719468;
	int era = (int)((z >= 0 ? z : z - 146096) / 146097);
	unsigned doe = (unsigned)(z - (int64_t)era * 146097);
	unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
	unsigned d = doy - (153 * mp + 2) / 5 + 1, m = mp < 10 ? mp + 3 : mp - 9;
	int y = (int)yoe + era * 400 + (m <= 2);
	unsigned year = y < 0 ? 0 : y > 9999 ? 9999 : (unsigned)y;
	const char *parts[] = { pairs + 2 * (year / 100), pairs + 2 * (year % 100), pairs + 2 * m, pairs + 2 * d };
	memcpy(out, "0000-00-00", 11);
	for (unsigned i = 0; i < COUNT(parts); i++)
		memcpy(out + "\0\2\5\10"[i], parts[i], 2);
}

bool str_date(struct str s, int32_t *day)
{
	uint64_t y = 0, m = 1, d = 1;
	if (s.n != 4 && s.n != 7 && s.n != 10)
		return false;
	if (!str_u64((struct str){ s.p, 4 }, &y) || y < 1)
		return false;
	if (s.n >= 7 && (s.p[4] != '-' || !str_u64((struct str){ s.p + 5, 2 }, &m)))
		return false;
	if (s.n == 10 && (s.p[7] != '-' || !str_u64((struct str){ s.p + 8, 2 }, &d)))
		return false;
	bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
	static const unsigned length[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	if (m < 1 || m > 12 || d < 1 || d > length[m - 1] + (m == 2 && leap ? 1u : 0u))
		return false;
	*day = days_of((int)y, (unsigned)m, (unsigned)d);
	return true;
}

bool str_duration(struct str s, double *days)
{
	uint64_t n = 0;
	if (s.n < 3 || s.p[0] != 'P' || !str_u64((struct str){ s.p + 1, s.n - 2 }, &n) || n > 100000)
		return false;
	switch (s.p[s.n - 1]) {
	case 'Y': *days = (double)n * 365.25; return true;
	case 'M': *days = (double)n * 30.4375; return true;
	case 'W': *days = (double)n * 7; return true;
	case 'D': *days = (double)n; return true;
	default: return false;
	}
}

static size_t distance(const char *a, const char *b)
{
	size_t row[64], n = strlen(b);
	for (size_t j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1]; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			size_t change = diagonal + (a[i - 1] != b[j - 1]);
			size_t one = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
			diagonal = row[j];
			row[j] = one < change ? one : change;
		}
	}
	return row[n];
}

const char *str_nearest(const char *given, const char *const *words, size_t n)
{
	const char *best = NULL;
	size_t least = (strlen(given) + 2) / 3 + 1;
	for (size_t i = 0; i < n; i++) {
		if (strlen(words[i]) >= 63 || strlen(given) >= 63)
			continue;
		size_t d = distance(given, words[i]);
		if (d < least) {
			least = d;
			best = words[i];
		}
	}
	return best;
}

struct buf buf_in(struct arena *a)
{
	struct buf b = { .a = a };
	buf_add(&b, "", 0);
	return b;
}

void buf_add(struct buf *b, const char *p, size_t n)
{
	while (b->cap < b->n + n + 1)
		b->p = arena_grow(b->a, b->p, 1, b->n, &b->cap);
	if (n)
		memcpy(b->p + b->n, p, n);
	b->n += n;
	b->p[b->n] = '\0';
}

void buf_grow(struct buf *b, size_t n)
{
	size_t want = b->n + n + 1;
	if (b->cap < want)
		b->p = arena_lengthen(b->a, b->p, 1, b->cap, &b->cap, want - b->cap < b->cap ? b->cap : want - b->cap);
}

void buf_hex(struct buf *b, const uint8_t *p, size_t n)
{
	char *to = buf_room(b, 2 * n);
	for (size_t i = 0; i < n; i++) {
		to[2 * i] = "0123456789abcdef"[p[i] >> 4];
		to[2 * i + 1] = "0123456789abcdef"[p[i] & 15];
	}
	to[2 * n] = '\0';
	b->n += 2 * n;
}

void buf_digits(struct buf *b, uint64_t v, unsigned least)
{
	enum { MOST = 20 };
	char *to = buf_room(b, MOST);
	unsigned n = 1;
	for (uint64_t rest = v; rest >= 10; rest /= 10)
		n++;
	while (n < least && n < MOST)
		n++;
	unsigned at = n;
	for (; at >= 2; v /= 100)
		memcpy(to + (at -= 2), pairs + 2 * (v % 100), 2);
	if (at > 0)
		to[0] = (char)('0' + v % 10);
	to[n] = '\0';
	b->n += n;
}

void buf_str(struct buf *b, const char *z)
{
	buf_add(b, z, strlen(z));
}

void buf_char(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void buf_fmt(struct buf *b, const char *fmt, ...)
{
	char small[512];
	va_list ap, again;
	va_start(ap, fmt);
	va_copy(again, ap);
	int n = vsnprintf(small, sizeof small, fmt, ap);
	if (n >= 0 && (size_t)n < sizeof small) {
		buf_add(b, small, (size_t)n);
	} else if (n > 0) {
		while (b->cap < b->n + (size_t)n + 1)
			b->p = arena_grow(b->a, b->p, 1, b->n, &b->cap);
		vsnprintf(b->p + b->n, (size_t)n + 1, fmt, again);
		b->n += (size_t)n;
	}
	va_end(again);
	va_end(ap);
}

void buf_double(struct buf *b, double v)
{
	char text[40];
	locale_t before = uselocale(c_locale());
	/* %g would write 10 as 1e+01: whole numbers that are exact anyway are written out. */
	bool whole = v == trunc(v) && fabs(v) < 1e15;
	if (whole)
		snprintf(text, sizeof text, "%.0f", v);
	for (int digits = 1; digits <= 17 && !whole; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, v);
		if (strtod(text, NULL) == v)
			break;
	}
	uselocale(before);
	buf_str(b, text);
}

/* Length of the UTF-8 character at p, 0 when it is none or better not shown. */
static size_t printable(const unsigned char *p, size_t n)
{
	size_t bad, want = p[0] < 0x80 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (want == 1)
		return p[0] >= 0x20 && p[0] != 0x7f ? 1 : p[0] == '\n' || p[0] == '\t';
	if (want > n || !str_utf8((struct str){ (const char *)p, want }, &bad))
		return 0;
	if (p[0] == 0xc2 && p[1] < 0xa0) /* C1 controls */
		return 0;
	/* U+200E, U+200F, U+202A..U+202E, U+2066..U+2069 */
	bool marks = want == 3 && p[1] == 0x80 && ((p[2] & 0xfe) == 0x8e || (p[2] >= 0xaa && p[2] <= 0xae));
	bool isolates = want == 3 && p[1] == 0x81 && p[2] >= 0xa6 && p[2] <= 0xa9;
	bool reorders = (p[0] == 0xd8 && p[1] == 0x9c) || (p[0] == 0xe2 && (marks || isolates));
	return reorders ? 0 : want;
}

void buf_printable(struct buf *b, struct str s, bool sgr)
{
	const unsigned char *p = (const unsigned char *)s.p;
	for (size_t i = 0; i < s.n;) {
		if (sgr && s.n - i >= 4 && memcmp(p + i, "\033[", 2) == 0 && p[i + 2] <= '2' && p[i + 2] >= '0' &&
		    p[i + 3] == 'm') {
			buf_add(b, s.p + i, 4);
			i += 4;
			continue;
		}
		size_t n = printable(p + i, s.n - i);
		if (n)
			buf_add(b, s.p + i, n);
		else
			buf_str(b, "\xef\xbf\xbd");
		i += n ? n : 1;
	}
}
