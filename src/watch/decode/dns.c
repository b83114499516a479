/* SPDX-License-Identifier: Apache-2.0
 *
 * dns.c - DNS, RFC 1035: header, questions, records
 *
 * A name is a field where it stands; what it points to is read when its text is made (pdu_labels in pdu.h).  A message
 * has at most RECORDS, and what is announced and not there is damage.  Over TCP it comes without its length.
 */
#include "watch/decode/decode.h"
#include "watch/decode/layout.h"
#include "watch/decode/tlv.h"

#include <strings.h>

enum { HEADER = 12, RECORDS = 1024, SECTIONS = 4, OPT = 41, REST = 255, STRINGS = 254 };

struct dns {
	struct pdu *p;
	struct rd r;
	uint32_t base; /* where the message begins: pointers count from there */
};

/* What is in the data of a record, in this order: names, a layout of so many octets, names. */
static const struct shape {
	uint8_t type, before, part, after;
} shapes[] = {
	{ 1, 0, REST, 0 }, { 2, 1, 0, 0 }, { 5, 1, 0, 0 }, { 6, 2, REST, 0 }, { 12, 1, 0, 0 }, { 15, 0, 2, 1 },
	{ 16, 0, REST, 0 }, { 28, 0, REST, 0 }, { 33, 0, 6, 1 }, { 35, 0, STRINGS, 1 }, { 39, 1, 0, 0 },
};

static bool label_is(struct span label, const char *z, size_t n)
{
	return label.n == n && strncasecmp((const char *)label.p, z, n) == 0;
}

/* Names of telephone numbers end like this (RFC 6116 3.2). */
static bool is_enum(struct span last, struct span before)
{
	return label_is(last, "arpa", 4) && label_is(before, "e164", 4);
}

static void name(struct dns *d, struct rd *r, uint16_t id)
{
	uint32_t off = pdu_at(r);
	struct labels l = pdu_labels(d->p, off, d->base);
	struct span label, last = { 0 }, before = { 0 };
	while (rd_left(r) > 0 && pdu_label(&l, &label)) {
		before = last;
		last = label;
	}
	if (!l.whole || l.end <= off || l.end - off > rd_left(r)) {
		rd_fail(r, "no name");
		return;
	}
	rd_skip(r, l.end - off);
	struct field *f = pdu_add(d->p, is_enum(last, before) ? F_DNS_ENUM_NAME : id, FIELD_LABELS, off,
	                          (uint32_t)l.end - off);
	f->bits = LABELS_FROM;
	f->num = d->base;
}

static uint64_t number(struct dns *d, struct rd *r, uint16_t id, unsigned octets, uint16_t names)
{
	uint32_t off = pdu_at(r);
	uint64_t v = rd_be(r, octets);
	if (!rd_ok(r))
		return 0;
	struct field *f = pdu_add(d->p, id, names ? FIELD_ENUM : FIELD_NUMBER, off, octets);
	f->num = v;
	f->names = names;
	return v;
}

/* Octets of the texts of an NAPTR and the numbers in front of them. */
static size_t strings(struct rd r)
{
	const uint8_t *begin = r.p;
	rd_skip(&r, 4);
	for (unsigned i = 0; i < 3; i++)
		rd_skip(&r, rd_be(&r, 1));
	return (size_t)(r.p - begin);
}

static void data(struct dns *d, uint64_t type, struct rd r)
{
	const struct shape *s = NULL;
	uint32_t off = pdu_at(&r), n = (uint32_t)rd_left(&r);
	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
		s = shapes[i].type == type ? &shapes[i] : s;
	if (s == NULL) {
		pdu_add(d->p, F_DNS_DATA, FIELD_BYTES, off, n);
		return;
	}
	for (unsigned i = 0; i < s->before; i++)
		name(d, &r, F_DNS_TARGET);
	if (s->part > 0) {
		const struct row *row = tlv_row(PROTO_DNS, (uint32_t)type, 0);
		struct rd part = rd_sub(&r, s->part == REST ? rd_left(&r) : s->part == STRINGS ? strings(r) : s->part);
		if (rd_ok(&r) && row != NULL)
			layout_element(d->p, row->layout, row->label, part, F_DNS_DATA);
	}
	for (unsigned i = 0; i < s->after; i++)
		name(d, &r, F_DNS_TARGET);
	if (!rd_ok(&r))
		pdu_damage(d->p, F_DNS_DATA, DAMAGE_SHORT, off, n);
	else if (rd_left(&r) > 0)
		pdu_damage(d->p, F_DNS_DATA, DAMAGE_LEFT, pdu_at(&r), (uint32_t)rd_left(&r));
}

static void record(struct dns *d, bool question)
{
	struct rd *r = &d->r;
	name(d, r, F_DNS_NAME);
	uint64_t type = number(d, r, F_DNS_TYPE, 2, NAMES_DNS_TYPE);
	bool opt = type == OPT && !question;
	number(d, r, opt ? F_DNS_UDP_SIZE : F_DNS_CLASS, 2, opt ? 0 : NAMES_DNS_CLASS);
	if (question)
		return;
	number(d, r, opt ? F_DNS_EXTENDED : F_DNS_TTL, 4, 0);
	struct rd in = rd_sub(r, number(d, r, F_DNS_DATA_LENGTH, 2, 0));
	if (rd_ok(r))
		data(d, type, in);
}

void dns_decode(struct pdu *p, enum proto_id proto, struct rd r)
{
	static const uint16_t groups[SECTIONS] = { F_DNS_QUESTION, F_DNS_ANSWER, F_DNS_AUTHORITY, F_DNS_ADDITIONAL };
	uint32_t off = pdu_at(&r), all = (uint32_t)rd_left(&r), budget = RECORDS;
	struct dns d = { p, r, off };
	struct rd head = rd_sub(&d.r, HEADER), look = head;
	uint64_t flags = rd_be(&look, 4) & 0xffff, counts = rd_be(&look, 8);
	uint16_t label = flags >> 15 ? F_DNS_RESPONSE : F_DNS_QUERY;
	p->message = p->message ? p->message : label;
	uint32_t group = pdu_open(p, label, off);
	if (rd_ok(&head)) {
		const struct row *row = tlv_row(proto, 0, 0);
		layout_element(p, row->layout, row->label, head, 0);
	}
	for (unsigned k = 0; k < SECTIONS && rd_ok(&d.r); k++) {
		for (uint64_t n = counts >> 16 * (3 - k) & 0xffff; n > 0 && budget > 0 && rd_ok(&d.r); n--, budget--) {
			uint8_t depth = p->depth;
			uint32_t g = pdu_open(p, groups[k], pdu_at(&d.r));
			record(&d, k == 0);
			p->depth = (uint8_t)(depth + 1);
			pdu_close(p, g, pdu_at(&d.r));
		}
	}
	if (!rd_ok(&d.r) || budget == 0)
		pdu_damage(p, label, budget == 0 ? DAMAGE_MANY : DAMAGE_SHORT, off, all);
	else if (rd_left(&d.r) > 0)
		pdu_damage(p, label, DAMAGE_LEFT, pdu_at(&d.r), (uint32_t)rd_left(&d.r));
	pdu_close(p, group, off + all);
}
