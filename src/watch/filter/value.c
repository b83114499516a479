/* SPDX-License-Identifier: Apache-2.0
 *
 * value.c - what stands on the right of a comparison
 */
#include "watch/filter/value.h"

#include <arpa/inet.h>
#include <string.h>

#define SECOND UINT64_C(1000000000)

static bool two_digits(struct str s, size_t at, unsigned below, uint64_t *v)
{
	if (at + 2 > s.n || s.p[at] < '0' || s.p[at] > '9' || s.p[at + 1] < '0' || s.p[at + 1] > '9')
		return false;
	*v = (uint64_t)(s.p[at] - '0') * 10 + (uint64_t)(s.p[at + 1] - '0');
	return *v < below;
}

/* Digits behind a decimal point as nanoseconds. */
static bool fraction(struct str s, uint64_t *ns)
{
	uint64_t unit = SECOND / 10;
	*ns = 0;
	for (size_t i = 0; i < s.n; i++, unit /= 10) {
		if (s.p[i] < '0' || s.p[i] > '9' || i == 9)
			return false;
		*ns += unit * (uint64_t)(s.p[i] - '0');
	}
	return s.n > 0;
}

static bool clock_time(struct str s, uint64_t *ns)
{
	uint64_t h, m, sec, part = 0;
	if (s.n > 0 && s.p[s.n - 1] == 'Z')
		s.n--;
	if (!two_digits(s, 0, 24, &h) || s.n < 5 || s.p[2] != ':' || !two_digits(s, 3, 60, &m))
		return false;
	*ns = (h * 3600 + m * 60) * SECOND;
	if (s.n == 5)
		return true;
	if (s.p[5] != ':' || !two_digits(s, 6, 61, &sec))
		return false;
	*ns += sec * SECOND;
	if (s.n > 8 && (s.p[8] != '.' || !fraction((struct str){ s.p + 9, s.n - 9 }, &part)))
		return false;
	*ns += part;
	return true;
}

/* "2026-11-25", "...T12:30:00.5Z" or seconds since 1970 -> nanoseconds. */
static bool time_of(struct str s, uint64_t *ns)
{
	int32_t day;
	uint64_t seconds, rest = 0;
	if (s.n >= 10 && str_date((struct str){ s.p, 10 }, &day) && day >= 0 && day < 100000) {
		*ns = (uint64_t)day * 86400 * SECOND;
		if (s.n == 10)
			return true;
		if ((s.p[10] != 'T' && s.p[10] != ' ') || !clock_time((struct str){ s.p + 11, s.n - 11 }, &rest))
			return false;
		*ns += rest;
		return true;
	}
	const char *point = s.n > 0 ? memchr(s.p, '.', s.n) : NULL;
	size_t whole = point ? (size_t)(point - s.p) : s.n;
	if (!str_u64((struct str){ s.p, whole }, &seconds) || seconds >= UINT64_MAX / SECOND - 1)
		return false;
	if (point && !fraction((struct str){ point + 1, s.n - whole - 1 }, &rest))
		return false;
	*ns = seconds * SECOND + rest;
	return true;
}

static int nibble(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10
	     : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool hex_number(struct str s, uint64_t *v)
{
	*v = 0;
	if (s.n < 3 || s.n > 18 || s.p[0] != '0' || (s.p[1] != 'x' && s.p[1] != 'X'))
		return false;
	for (size_t i = 2; i < s.n; i++) {
		if (nibble(s.p[i]) < 0)
			return false;
		*v = *v << 4 | (uint64_t)nibble(s.p[i]);
	}
	return true;
}

static void address(struct filter_op *op, struct str s)
{
	char text[INET6_ADDRSTRLEN + 1];
	const char *slash = s.n > 0 ? memchr(s.p, '/', s.n) : NULL;
	size_t n = slash ? (size_t)(slash - s.p) : s.n;
	uint64_t prefix = 0;
	if (n == 0 || n >= sizeof text)
		return;
	memcpy(text, s.p, n);
	text[n] = '\0';
	unsigned family = inet_pton(AF_INET, text, op->address) == 1 ? 4
	                : inet_pton(AF_INET6, text, op->address) == 1 ? 6 : 0;
	unsigned most = family == 4 ? 32 : 128;
	if (slash && (!str_u64((struct str){ slash + 1, s.n - n - 1 }, &prefix) || prefix > most))
		family = 0;
	op->family = (uint8_t)family;
	op->prefix = (uint8_t)(slash ? prefix : most);
}

/* "0a:0b:0c" is compared with octets, which are shown without the colons. */
static struct str octets(struct arena *a, struct str s)
{
	if (s.n < 5 || s.n % 3 != 2)
		return s;
	for (size_t i = 0; i < s.n; i++)
		if (i % 3 == 2 ? s.p[i] != ':' : nibble(s.p[i]) < 0)
			return s;
	char *p = NEW(a, char, s.n);
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		if (i % 3 != 2)
			p[n++] = "0123456789abcdef"[nibble(s.p[i])];
	return (struct str){ p, n };
}

void value_read(struct filter_op *op, struct arena *a, struct str s)
{
	op->has_num = str_u64(s, &op->num) || hex_number(s, &op->num);
	if (op->fact == FACT_TIME)
		op->has_num = time_of(s, &op->num);
	address(op, s);
	op->text = op->fact == FACT_FIELD && op->family == 0 ? octets(a, s) : s;
}

bool value_in_prefix(const struct filter_op *op, const uint8_t *addr, unsigned family)
{
	if (op->family == 0 || family != op->family)
		return false;
	unsigned whole = op->prefix / 8, bits = op->prefix % 8;
	if (memcmp(addr, op->address, whole) != 0)
		return false;
	return bits == 0 || (addr[whole] ^ op->address[whole]) >> (8 - bits) == 0;
}
