/* SPDX-License-Identifier: Apache-2.0
 *
 * pfcp.c - Packet Forwarding Control Protocol, TS 29.244: its header and heads of its elements
 *
 * Several messages may follow each other in one datagram (7.2.2.1, flag FO).
 */
#include "watch/decode/decode.h"
#include "watch/decode/tlv.h"

enum { VERSION = 1, FLAG_FO = 4, FLAG_MP = 2, FLAG_S = 1, VENDOR = 0x8000, REFUSED = 64 };

static void head(const struct tlv *t, struct rd *r, struct tlv_head *h)
{
	(void)t;
	h->id = (uint32_t)rd_be(r, 2);
	h->size = (uint32_t)rd_be(r, 2);
	if (h->id >= VENDOR && h->size >= 2) { /* 8.1.1: the number is the vendor's, whose own number follows */
		h->space = (uint32_t)rd_be(r, 2);
		h->size -= 2;
	}
	h->instance = h->space;
}

static void number(struct pdu *p, uint16_t id, uint32_t off, uint32_t size, uint64_t v)
{
	pdu_add(p, id, FIELD_NUMBER, off, size)->num = v;
}

/* The fixed part; false when that is no PFCP.  `r` shrinks to the elements, `rest` is what stands behind. */
static bool header(struct pdu *p, struct rd *r, struct rd *rest, uint64_t *code)
{
	uint32_t off = pdu_at(r), all = (uint32_t)rd_left(r);
	unsigned flags = (unsigned)rd_be(r, 1);
	*code = rd_be(r, 1);
	uint64_t length = rd_be(r, 2);
	if (!rd_ok(r) || flags >> 5 != VERSION) {
		pdu_damage(p, F_PFCP_PFCP_MESSAGE, rd_ok(r) ? DAMAGE_UNKNOWN : DAMAGE_SHORT, off, all);
		return false;
	}
	number(p, F_PFCP_VERSION, off, 1, flags >> 5);
	number(p, F_PFCP_FO, off, 1, (flags & FLAG_FO) != 0);
	number(p, F_PFCP_MP, off, 1, (flags & FLAG_MP) != 0);
	number(p, F_PFCP_S, off, 1, flags & FLAG_S);
	number(p, schema_proto[PROTO_PFCP].code, off + 1, 1, *code);
	number(p, F_PFCP_MESSAGE_LENGTH, off + 2, 2, length);
	struct rd body = rd_sub(r, length < rd_left(r) ? length : rd_left(r));
	if (length > rd_left(&body))
		pdu_damage(p, F_PFCP_MESSAGE_LENGTH, DAMAGE_SHORT, off + 2, 2);
	*rest = *r;
	*r = body;
	uint32_t at = pdu_at(r);
	uint64_t seid = flags & FLAG_S ? rd_be(r, 8) : 0, last = rd_be(r, 4);
	if (!rd_ok(r)) {
		pdu_damage(p, F_PFCP_SEQUENCE_NUMBER_OF_MESSAGE, DAMAGE_SHORT, at, pdu_at(&body) - at);
		return false;
	}
	if (flags & FLAG_S)
		number(p, F_PFCP_SEID, at, 8, seid);
	at = pdu_at(r) - 4;
	number(p, F_PFCP_SEQUENCE_NUMBER_OF_MESSAGE, at, 3, last >> 8);
	if (flags & FLAG_MP)
		number(p, F_PFCP_MESSAGE_PRIORITY, at + 3, 1, last >> 4 & 15);
	return true;
}

/* One message, and whether another one follows. */
static bool one_message(struct pdu *p, struct rd *r)
{
	const struct tlv t = { .p = p, .proto = PROTO_PFCP, .head = head, .spare = F_PFCP_SPARE_OCTETS,
		               .vendor = F_PFCP_ENTERPRISE_ID,
		               .cause = F_PFCP_CAUSE, .refused = REFUSED, .served = UINT32_MAX, .empty = true };
	uint32_t off = pdu_at(r), group = pdu_open(p, F_PFCP_PFCP_MESSAGE, off);
	bool more = rd_left(r) > 0 && *r->p & FLAG_FO;
	uint64_t code = 0;
	struct rd rest = { .p = r->end, .end = r->end, .base = r->base };
	if (header(p, r, &rest, &code)) {
		const struct message_def *m = tlv_message(PROTO_PFCP, (uint32_t)code);
		if (m == NULL)
			pdu_damage(p, schema_proto[PROTO_PFCP].code, DAMAGE_UNKNOWN, off + 1, 1);
		else if (group < p->n)
			p->f[group].id = m->label;
		if (m != NULL && p->message == 0)
			p->message = m->label;
		tlv_elements(&t, m, *r);
	}
	pdu_close(p, group, pdu_at(&rest));
	*r = rest;
	return more;
}

void pfcp_decode(struct pdu *p, struct rd r)
{
	bool more = true;
	for (unsigned n = 0; more && (n == 0 || rd_left(&r) > 0) && n < TLV_ELEMENTS; n++)
		more = one_message(p, &r);
	if (more || rd_left(&r) > 0)
		pdu_damage(p, F_PFCP_PFCP_MESSAGE, rd_left(&r) > 0 ? DAMAGE_LEFT : DAMAGE_SHORT, pdu_at(&r),
		           (uint32_t)rd_left(&r));
}
