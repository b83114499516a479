/* SPDX-License-Identifier: Apache-2.0
 *
 * sccp.c - SCCP, ITU-T Q.713: a fixed part, parts found by pointers, an optional part
 *
 * Which of them a message has says data/schema/sccp.ie.  A pointer leads anywhere behind itself, so parts may
 * overlap or stand in any order; each is read by itself, once, and lies inside of the message.
 */
#include "watch/decode/decode.h"
#include "watch/decode/layout.h"
#include "watch/decode/tlv.h"

enum { OPTIONAL = 64, TCAP_FIRST = 0x61, TCAP_LAST = 0x67 };

struct sccp {
	struct pdu *p;
	struct rd r;        /* behind what was read of fixed part and pointers */
	unsigned wide;      /* octets of a pointer */
};

/* Data of a subsystem: a transaction, or octets.  Tags of TCAP are no first octet of RANAP or BSSAP in use. */
static void part(struct pdu *p, const struct row *row, struct rd r)
{
	if (row->label != F_SCCP_USER_DATA || rd_left(&r) == 0 || *r.p < TCAP_FIRST || *r.p > TCAP_LAST ||
	    p->depth + 1 >= PDU_DEPTH) {
		layout_element(p, row->layout, row->label, r, F_SCCP_SPARE_OCTETS);
		return;
	}
	pdu_add(p, row->label, FIELD_BYTES, pdu_at(&r), (uint32_t)rd_left(&r));
	p->depth++;
	decode_part(p, PROTO_TCAP, r);
	p->depth--;
}

/* A reader at what the next pointer leads to; failed when that is outside. */
static struct rd behind_pointer(struct sccp *s)
{
	uint64_t distance = rd_le(&s->r, s->wide);
	struct rd to = s->r;
	if (distance == 0)
		rd_fail(&to, "no pointer");
	else
		rd_skip(&to, distance - 1); /* counted from the last octet of the pointer */
	return to;
}

static void variable(struct sccp *s, const struct row *row)
{
	uint32_t off = pdu_at(&s->r);
	struct rd to = behind_pointer(s);
	struct rd value = rd_sub(&to, rd_le(&to, row->form == FORM_LVE ? 2 : 1));
	if (rd_ok(&to))
		part(s->p, row, value);
	else
		pdu_damage(s->p, row->label, DAMAGE_SHORT, off, rd_ok(&s->r) ? s->wide : 0);
}

static const struct row *option(const struct message_def *m, uint64_t tag)
{
	for (uint16_t i = 0; i < m->count; i++)
		if (schema_row[m->first + i].form == FORM_TLV && schema_row[m->first + i].id == tag)
			return &schema_row[m->first + i];
	return NULL;
}

/* 1.8: tag, length, value; tag 0 ends it. */
static void optional(struct sccp *s, const struct message_def *m)
{
	struct pdu *p = s->p;
	struct rd look = s->r, r;
	if (rd_le(&look, s->wide) == 0 && rd_ok(&look))
		return;
	uint32_t off = pdu_at(&s->r);
	r = behind_pointer(s);
	for (unsigned i = 0; i < OPTIONAL; i++) {
		uint32_t at = pdu_at(&r);
		uint64_t tag = rd_be(&r, 1);
		if (rd_ok(&r) && tag == 0)
			return;
		struct rd value = rd_sub(&r, rd_be(&r, 1));
		if (!rd_ok(&r))
			break;
		const struct row *row = option(m, tag);
		if (row != NULL)
			part(p, row, value);
		else
			pdu_add(p, schema_proto[PROTO_SCCP].unknown, FIELD_NUMBER, at, pdu_at(&r) - at)->num = tag;
	}
	pdu_damage(p, schema_proto[PROTO_SCCP].unknown, rd_ok(&r) ? DAMAGE_MANY : DAMAGE_SHORT, off,
	           rd_ok(&s->r) ? s->wide : 0);
}

static void body(struct sccp *s, const struct message_def *m)
{
	bool options = false;
	for (uint16_t i = 0; i < m->count; i++) {
		s->wide = schema_row[m->first + i].form == FORM_LVE ? 2 : s->wide;
		options |= schema_row[m->first + i].form == FORM_TLV;
	}
	for (uint16_t i = 0; i < m->count; i++) {
		const struct row *row = &schema_row[m->first + i];
		if (row->form == FORM_LV || row->form == FORM_LVE) {
			variable(s, row);
		} else if (row->form == FORM_V) {
			uint32_t off = pdu_at(&s->r), left = (uint32_t)rd_left(&s->r);
			struct rd value = rd_sub(&s->r, row->min);
			if (rd_ok(&s->r))
				layout_element(s->p, row->layout, row->label, value, 0);
			else
				pdu_damage(s->p, row->label, DAMAGE_SHORT, off, left);
		}
	}
	if (options)
		optional(s, m);
}

static void message(struct pdu *p, struct rd r)
{
	uint32_t off = pdu_at(&r), all = (uint32_t)rd_left(&r);
	uint64_t code = rd_be(&r, 1);
	const struct message_def *m = rd_ok(&r) ? tlv_message(PROTO_SCCP, (uint32_t)code) : NULL;
	uint16_t label = m != NULL ? m->label : schema_proto[PROTO_SCCP].message_unknown;
	if (p->message == 0)
		p->message = m == NULL ? 0 : m->label;
	uint32_t group = pdu_open(p, label, off);
	if (m != NULL) {
		struct sccp s = { .p = p, .r = r, .wide = 1 };
		pdu_add(p, schema_proto[PROTO_SCCP].code, FIELD_NUMBER, off, 1)->num = code;
		body(&s, m);
	} else {
		pdu_damage(p, label, all > 0 ? DAMAGE_UNKNOWN : DAMAGE_SHORT, off, all);
	}
	pdu_close(p, group, off + all);
}

void sccp_decode(struct pdu *p, enum proto_id proto, struct rd r)
{
	if (proto == PROTO_SCCP)
		message(p, r);
	else
		tcap_decode(p, r);
}
