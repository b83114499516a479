/* SPDX-License-Identifier: Apache-2.0
 *
 * tlv.c - lists of elements with number, length and value
 *
 * Bounded: every element consumes its head, a container has at most TLV_ELEMENTS, a group goes one level
 * deeper and PDU_DEPTH ends that.
 */
#include "watch/decode/tlv.h"
#include "watch/decode/decode.h"
#include "watch/decode/layout.h"

const struct row *tlv_row(enum proto_id proto, uint32_t id, uint32_t space)
{
	const struct row *row = &schema_row[schema_proto[proto].ie];
	size_t lo = 0, n = schema_proto[proto].ies, hi = n;
	if (space == 0 && id < n && row[id].id == id && row[id].space == 0) /* small numbers are indices */
		return row[id].label == 0 ? NULL : &row[id];
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		if (row[mid].space < space || (row[mid].space == space && row[mid].id < id))
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && row[lo].id == id && row[lo].space == space && row[lo].label != 0 ? &row[lo] : NULL;
}

const struct message_def *tlv_message(enum proto_id proto, uint32_t code)
{
	const struct message_def *m = &schema_message[schema_proto[proto].message];
	size_t lo = 0, n = schema_proto[proto].messages, hi = n;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		if (m[mid].code < code)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && m[lo].code == code ? &m[lo] : NULL;
}

/* The row of the message for this element, and that it is there. */
static const struct row *expected(const struct message_def *m, const struct tlv_head *h, uint64_t *there)
{
	for (uint16_t i = 0; m != NULL && i < m->count; i++) {
		const struct row *row = &schema_row[m->first + i];
		if (row->id != h->id || row->space != h->instance)
			continue;
		*there |= 1ull << (i & 63);
		return row;
	}
	return NULL;
}

static void value(const struct tlv *t, const struct row *row, uint16_t kids, struct rd r)
{
	struct pdu *p = t->p;
	uint32_t off = pdu_at(&r), n = (uint32_t)rd_left(&r);
	if (kids == 0 && n == 0 && t->empty) {
		pdu_add(p, row->label, FIELD_BYTES, off, 0);
	} else if (kids == 0) {
		layout_element(p, row->layout, row->label, r, t->spare);
	} else if (p->depth + 1 >= PDU_DEPTH) {
		pdu_damage(p, row->label, DAMAGE_DEEP, off, n);
	} else {
		uint32_t group = pdu_open(p, row->label, off);
		tlv_elements(t, &schema_message[kids], r);
		pdu_close(p, group, off + n);
	}
}

static void unknown(const struct tlv *t, const struct tlv_head *h, uint32_t off, uint32_t end)
{
	if (t->vendor != 0 && h->space != 0)
		pdu_add(t->p, t->vendor, FIELD_NUMBER, off, end - off)->num = h->space;
	pdu_add(t->p, schema_proto[t->proto].unknown, FIELD_NUMBER, off, end - off)->num = h->id;
}

static void element(const struct tlv *t, const struct row *row, const struct row *here, struct rd r,
                    const struct tlv_head *h)
{
	if (t->instance != 0 && h->instance != 0)
		pdu_add(t->p, t->instance, FIELD_NUMBER, pdu_at(&r) - 1, 1)->num = h->instance;
	value(t, row, here != NULL && here->kids != 0 ? here->kids : row->kids, r);
}

/* A refusal needs no more than its cause (TS 29.274 7.7.8 and its like). */
static bool refusal(const struct tlv *t, uint32_t begin)
{
	const struct pdu *p = t->p;
	for (uint32_t i = begin; t->cause != 0 && i < p->n; i++)
		if (p->f[i].id == t->cause && p->f[i].depth == p->depth && p->f[i].kind != FIELD_DAMAGED)
			return p->f[i].num >= t->refused && p->f[i].num < t->served;
	return false;
}

static void missing(const struct tlv *t, const struct message_def *m, uint64_t there, uint32_t at)
{
	for (uint16_t i = 0; i < m->count; i++) {
		const struct row *row = &schema_row[m->first + i];
		if (row->presence == PRESENCE_MANDATORY && !(there >> (i & 63) & 1))
			pdu_damage(t->p, row->label, DAMAGE_MISSING, at, 0);
	}
}

static uint64_t all_rows(const struct message_def *m)
{
	return m == NULL || m->count == 0 ? 0 : UINT64_MAX >> (64 - (m->count < 64 ? m->count : 64));
}

void tlv_elements(const struct tlv *t, const struct message_def *m, struct rd r)
{
	struct pdu *p = t->p;
	uint64_t there = 0;
	uint32_t begin = p->n;
	for (unsigned count = 0; rd_left(&r) > 0; count++) {
		uint32_t off = pdu_at(&r), all = (uint32_t)rd_left(&r);
		struct tlv_head h = { 0 };
		if (count >= TLV_ELEMENTS) {
			pdu_damage(p, schema_proto[t->proto].unknown, DAMAGE_MANY, off, all);
			break;
		}
		t->head(t, &r, &h);
		const struct row *row = tlv_row(t->proto, h.id, h.space), *here = expected(m, &h, &there);
		struct rd v = rd_sub(&r, h.size);
		if (!rd_ok(&r)) {
			pdu_damage(p, row == NULL ? schema_proto[t->proto].unknown : row->label, DAMAGE_SHORT, off,
			           all);
			break;
		}
		if (row != NULL)
			element(t, row, here, v, &h);
		else
			unknown(t, &h, off, pdu_at(&r));
		rd_skip(&r, h.pad < rd_left(&r) ? h.pad : rd_left(&r));
	}
	if (there != all_rows(m) && !refusal(t, begin))
		missing(t, m, there, pdu_at(&r));
}

void tlv_decode(struct pdu *p, enum proto_id proto, struct rd r)
{
	if (proto == PROTO_PFCP)
		pfcp_decode(p, r);
	else if (proto == PROTO_DIAMETER)
		diameter_decode(p, r);
	else if (proto == PROTO_M3UA)
		m3ua_decode(p, r);
	else
		gtp_decode(p, proto, r);
}
