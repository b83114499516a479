/* SPDX-License-Identifier: Apache-2.0
 *
 * sbi_part.c - bodies by their type of media, and the parts of a body (RFC 2046)
 *
 * A part of NAS or NGAP is decoded in place.  Which type of NGAP it is stands in the JSON part before it.
 */
#include "watch/decode/sbi.h"
#include "watch/decode/decode.h"
#include "watch/decode/schema.h"

#include <string.h>
#include <strings.h>

enum { EPD_5GMM = 0x7e, EPD_5GSM = 0x2e }; /* TS 24.501 9.2 */

static bool begins(struct span s, const char *z)
{
	size_t n = strlen(z);
	return s.n >= n && strncasecmp((const char *)s.p, z, n) == 0;
}

static struct span find(struct span s, const char *z)
{
	const uint8_t *at = s.n ? memmem(s.p, s.n, z, strlen(z)) : NULL;
	return at == NULL ? (struct span){ NULL, 0 } : (struct span){ at, s.n - (size_t)(at - s.p) };
}

/* The boundary that a type of media names, without quotes. */
static struct span boundary_of(struct span type)
{
	struct span b = find(type, "boundary=");
	if (b.n == 0)
		return b;
	b.p += 9;
	b.n -= 9;
	bool quoted = b.n > 0 && b.p[0] == '"';
	b.p += quoted;
	b.n -= quoted;
	for (size_t i = 0; i < b.n; i++)
		if (b.p[i] == '"' || (!quoted && (b.p[i] == ';' || b.p[i] == ' ')))
			b.n = i;
	return b;
}

static uint8_t first_octet(struct rd r)
{
	while (rd_left(&r) > 1 && (*r.p == ' ' || *r.p == '\n' || *r.p == '\r' || *r.p == '\t'))
		rd_skip(&r, 1);
	return rd_left(&r) ? *r.p : 0;
}

void sbi_body(struct pdu *p, struct span type, struct rd r, uint16_t *carries)
{
	uint8_t first = first_octet(r);
	struct span json = find(type, "json"), boundary = begins(type, "multipart/") ? boundary_of(type) : json;
	if (begins(type, "multipart/") && boundary.n > 0) {
		sbi_parts(p, r, boundary);
	} else if (begins(type, "application/vnd.3gpp.5gnas")) {
		uint32_t g = pdu_open(p, F_SBI_BINARY, pdu_at(&r));
		if (rd_left(&r) == 0 || *r.p == EPD_5GMM || *r.p == EPD_5GSM)
			decode_part(p, PROTO_NAS5GS, r);
		else
			nas_session(p, r);
		pdu_close(p, g, (uint32_t)(r.end - r.base));
	} else if (begins(type, "application/vnd.3gpp.ngap") && *carries) {
		uint32_t g = pdu_open(p, F_SBI_BINARY, pdu_at(&r));
		decode_type(p, *carries, r);
		pdu_close(p, g, (uint32_t)(r.end - r.base));
	} else if (begins(type, "application/x-www-form-urlencoded")) {
		sbi_pairs(p, F_SBI_BODY, pdu_at(&r), (struct span){ r.p, rd_left(&r) });
	} else if (json.n > 0 || (type.n == 0 && (first == '{' || first == '['))) {
		sbi_json(p, F_SBI_BODY, r, carries);
	} else {
		pdu_add(p, F_SBI_BINARY, FIELD_BYTES, pdu_at(&r), (uint32_t)rd_left(&r));
	}
}

/* One line without its end; empty at the end of a head. */
static struct span take_line(struct rd *r)
{
	const uint8_t *end = rd_left(r) ? memchr(r->p, '\n', rd_left(r)) : NULL;
	struct span s = rd_take(r, end == NULL ? rd_left(r) : (size_t)(end - r->p) + 1);
	while (s.n > 0 && (s.p[s.n - 1] == '\n' || s.p[s.n - 1] == '\r'))
		s.n--;
	return s;
}

static void part(struct pdu *p, struct rd r, uint16_t *carries)
{
	struct span type = { NULL, 0 };
	uint32_t g = pdu_open(p, F_SBI_PART, pdu_at(&r));
	uint8_t low[64];
	for (;;) {
		struct span s = take_line(&r);
		const uint8_t *colon = s.n ? memchr(s.p, ':', s.n) : NULL;
		if (colon == NULL)
			break; /* the empty line; anything else without a colon is taken for it */
		size_t n = (size_t)(colon - s.p), v = n + 1;
		for (size_t i = 0; i < n && i < sizeof low; i++)
			low[i] = (uint8_t)(s.p[i] >= 'A' && s.p[i] <= 'Z' ? s.p[i] + 32 : s.p[i]);
		while (v < s.n && s.p[v] == ' ')
			v++;
		uint16_t id = n <= sizeof low ? sbi_member(low, n) : 0;
		sbi_text(p, id ? id : F_SBI_OTHER_VALUE, (uint32_t)(s.p - r.base) + (uint32_t)v, s.n - v);
		if (id == F_SBI_CONTENT_TYPE)
			type = (struct span){ s.p + v, s.n - v };
	}
	/* Parts in parts are not followed: of those only octets are shown. */
	if (begins(type, "multipart/"))
		type.n = 1;
	if (rd_left(&r) > 0)
		sbi_body(p, type, r, carries);
	pdu_close(p, g, (uint32_t)(r.end - r.base));
}

/* The offset from `at` on where a line "--boundary" begins, or the end; *next is behind it. */
static size_t cut(struct span all, size_t at, struct span boundary, size_t *next)
{
	while (at < all.n) {
		const uint8_t *p = all.p + at;
		if (all.n - at >= 2 + boundary.n && p[0] == '-' && p[1] == '-' && (at == 0 || p[-1] == '\n') &&
		    memcmp(p + 2, boundary.p, boundary.n) == 0) {
			*next = at + 2 + boundary.n;
			return at;
		}
		const uint8_t *line = memchr(p, '\n', all.n - at);
		if (line == NULL)
			break;
		at = (size_t)(line - all.p) + 1;
	}
	*next = all.n;
	return all.n;
}

void sbi_parts(struct pdu *p, struct rd r, struct span boundary)
{
	struct span all = { r.p, rd_left(&r) };
	uint32_t base = pdu_at(&r);
	uint16_t carries = 0;
	size_t next, n = 0;
	cut(all, 0, boundary, &next);
	if (next == all.n)
		pdu_damage(p, F_SBI_PART, DAMAGE_SHORT, base, (uint32_t)all.n);
	while (next < all.n && !(all.n - next >= 2 && memcmp(all.p + next, "--", 2) == 0)) {
		size_t from = next, to = cut(all, from, boundary, &next);
		const uint8_t *line = memchr(all.p + from, '\n', to - from);
		from = line == NULL ? to : (size_t)(line - all.p) + 1;
		bool ended = to < all.n;
		size_t end = to - (ended && to > from) - (ended && to > from + 1 && all.p[to - 2] == '\r');
		struct rd one = { all.p + from, all.p + end, r.base, NULL, 0 };
		if (n++ == 1024) {
			pdu_damage(p, F_SBI_PART, DAMAGE_MANY, base + (uint32_t)from, (uint32_t)(all.n - from));
			return;
		}
		if (from < end)
			part(p, one, &carries);
		if (!ended)
			pdu_damage(p, F_SBI_PART, DAMAGE_SHORT, base + (uint32_t)all.n, 0);
	}
}
