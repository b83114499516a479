/* SPDX-License-Identifier: Apache-2.0
 *
 * watch_hide.c - values and octets without those that identify a subscriber
 *
 * A field marked private is replaced by a hash of its text.  Its octets are also part of the fields around it,
 * so those show "xx" in their place.  Damaged octets could hold anything and are treated like private ones.
 */
#include <sodium.h>
#include <string.h>

#include "service/watch_inside.h"

static bool is_parent(const struct pdu *p, uint32_t i)
{
	return i + 1 < p->n && p->f[i + 1].depth > p->f[i].depth;
}

/* What lies in a private group is hidden with it. */
static void add(struct hide *h, uint32_t off, uint32_t end)
{
	const struct hide_range *last = h->n > 0 ? &h->range[h->n - 1] : NULL;
	if (off >= end || (last && off >= last->off && end <= last->end))
		return;
	if (h->n == HIDE_RANGES) {
		h->all = true;
		return;
	}
	h->range[h->n++] = (struct hide_range){ off, end };
}

/* A URI is private for what nobody described of it; what its parts are is said by the fields that follow, in order. */
static void add_uri(struct hide *h, const struct pdu *p, uint32_t uri)
{
	uint32_t at = p->f[uri].off, end = at + p->f[uri].len;
	for (uint32_t i = uri + 1; i < p->n; i++) {
		const struct field *f = &p->f[i];
		bool described = f->kind == FIELD_TEXT && !field_private(f->id);
		if (!described || f->off < at || f->len > end - at || f->off > end - f->len)
			continue;
		add(h, at, f->off);
		at = f->off + f->len;
	}
	add(h, at, end);
}

void hide_begin(struct hide *h)
{
	for (uint16_t i = 0; i < F_N; i++) {
		size_t n = strlen(field_name(i));
		h->length[i] = (uint8_t)(n < UINT8_MAX ? n : UINT8_MAX);
	}
}

void hide_message(struct hide *h, const struct pdu *p)
{
	h->n = 0;
	h->all = p->flags & PDU_CUT; /* fields nobody saw */
	for (uint32_t i = 0; !h->off && i < p->n; i++) {
		const struct field *f = &p->f[i];
		bool parent = is_parent(p, i);
		if (f->id == F_SBI_URI && f->kind == FIELD_TEXT)
			add_uri(h, p, i);
		else if (f->kind == FIELD_DAMAGED || (field_private(f->id) && (!parent || f->kind == FIELD_GROUP)))
			add(h, f->off, f->off + f->len);
	}
}

static bool hidden_at(const struct hide *h, uint32_t off, uint32_t end)
{
	for (size_t i = 0; i < h->n; i++)
		if (off < h->range[i].end && h->range[i].off < end)
			return true;
	return h->all;
}

/* All octets, and then those that are hidden once more. */
static void text_octets(const struct hide *h, const struct pdu *p, const struct field *f, struct buf *out)
{
	static const char digit[] = "0123456789abcdef";
	if (f->off > p->raw.n || f->len > p->raw.n - f->off)
		return;
	uint32_t end = f->off + f->len;
	char *to = wire_room(out, 2 * (size_t)f->len);
	for (uint32_t i = 0; i < f->len; i++) {
		to[2 * (size_t)i] = digit[p->raw.p[f->off + i] >> 4];
		to[2 * (size_t)i + 1] = digit[p->raw.p[f->off + i] & 15];
	}
	for (size_t i = 0; !h->off && i < h->n; i++) {
		const struct hide_range *r = &h->range[i];
		uint32_t from = r->off > f->off ? r->off : f->off, till = r->end < end ? r->end : end;
		if (from < till)
			memset(to + 2 * (size_t)(from - f->off), 'x', 2 * (size_t)(till - from));
	}
	if (!h->off && h->all)
		memset(to, 'x', 2 * (size_t)f->len);
	out->n += 2 * (size_t)f->len;
}

void hide_octets(const struct hide *h, const struct pdu *p, const struct field *f, struct buf *out)
{
	WIRE_LITERAL(out, "\"");
	text_octets(h, p, f, out);
	WIRE_LITERAL(out, "\"");
}

static void hash(struct hide *h, struct str s, struct buf *out)
{
	uint8_t v[crypto_shorthash_BYTES];
	_Static_assert(crypto_shorthash_KEYBYTES == WATCH_KEY, "one key");
	crypto_shorthash(v, (const unsigned char *)s.p, s.n, h->key);
	buf_str(out, "\"#");
	for (size_t i = 0; i < sizeof v; i++) {
		buf_char(out, "0123456789abcdef"[v[i] >> 4]);
		buf_char(out, "0123456789abcdef"[v[i] & 15]);
	}
	buf_char(out, '"');
	h->hidden++;
}

static void text(struct str s, struct buf *out)
{
	struct jsonw w = jsonw_in(out, 0);
	jsonw_str(&w, s);
}

static void number(uint64_t v, bool negative, struct buf *out)
{
	bool exact = v <= UINT64_C(9007199254740991);
	if (!exact)
		WIRE_LITERAL(out, "\"");
	if (negative)
		WIRE_LITERAL(out, "-");
	wire_digits(out, v);
	if (!exact)
		WIRE_LITERAL(out, "\"");
}

void hide_value(struct hide *h, const struct pdu *p, uint32_t i, struct arena scratch, struct buf *out)
{
	const struct field *f = &p->f[i];
	bool mine = !h->off && field_private(f->id) && f->kind != FIELD_GROUP && f->kind != FIELD_DAMAGED;
	bool touched = !h->off && f->len > 0 && hidden_at(h, f->off, f->off + f->len);
	if (f->kind == FIELD_GROUP || f->kind == FIELD_NOTE) {
		WIRE_LITERAL(out, "null");
		return;
	}
	if (!mine && !touched && f->kind == FIELD_NUMBER) {
		number(f->num, false, out);
		return;
	}
	if (!mine && !touched && f->kind == FIELD_SIGNED) {
		bool negative = (int64_t)f->num < 0;
		number(negative ? 0 - f->num : f->num, negative, out);
		return;
	}
	if (!mine && f->kind == FIELD_BYTES) {
		hide_octets(h, p, f, out);
		return;
	}
	struct buf b = buf_in(&scratch);
	field_text(p, f, &b);
	/* Half octets and bits beside a private one are no part of it; whole texts may be. */
	bool whole = f->kind == FIELD_TEXT || f->kind == FIELD_DIGITS || f->kind == FIELD_LABELS ||
	             f->kind == FIELD_ADDR || f->bits > 64;
	if (mine || (touched && whole))
		hash(h, (struct str){ b.n ? b.p : "", b.n }, out);
	else if (f->kind == FIELD_NUMBER || f->kind == FIELD_SIGNED)
		buf_add(out, b.p, b.n);
	else
		text((struct str){ b.n ? b.p : "", b.n }, out);
}
