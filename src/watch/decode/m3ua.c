/* SPDX-License-Identifier: Apache-2.0
 *
 * m3ua.c - M3UA, RFC 4666: its header and heads of its parameters
 */
#include "watch/decode/decode.h"
#include "watch/decode/tlv.h"

enum { VERSION = 1, HEADER = 8, PARAMETER_HEAD = 4 };

static void head(const struct tlv *t, struct rd *r, struct tlv_head *h)
{
	(void)t;
	h->id = (uint32_t)rd_be(r, 2);
	uint32_t length = (uint32_t)rd_be(r, 2);
	if (length < PARAMETER_HEAD)
		rd_fail(r, "shorter than its own head");
	h->size = length - PARAMETER_HEAD;
	h->pad = -length & 3;
}

static void number(struct pdu *p, uint16_t id, uint32_t off, uint32_t size, uint64_t v)
{
	pdu_add(p, id, FIELD_NUMBER, off, size)->num = v;
}

void m3ua_decode(struct pdu *p, struct rd r)
{
	const struct tlv t = { .p = p, .proto = PROTO_M3UA, .head = head, .spare = F_M3UA_SPARE_OCTETS, .empty = true };
	uint32_t off = pdu_at(&r), all = (uint32_t)rd_left(&r), group = pdu_open(p, F_M3UA_M3UA_MESSAGE, off);
	uint64_t version = rd_be(&r, 2) >> 8, code = rd_be(&r, 2), length = rd_be(&r, 4);
	if (!rd_ok(&r) || version != VERSION || length < HEADER) {
		pdu_damage(p, F_M3UA_M3UA_MESSAGE, rd_ok(&r) ? DAMAGE_UNKNOWN : DAMAGE_SHORT, off, all);
		pdu_close(p, group, off + all);
		return;
	}
	number(p, F_M3UA_VERSION, off, 1, version);
	number(p, F_M3UA_MESSAGE_CLASS, off + 2, 1, code >> 8);
	number(p, F_M3UA_MESSAGE_TYPE, off + 3, 1, code & 255);
	number(p, F_M3UA_MESSAGE_LENGTH, off + 4, 4, length);
	struct rd body = rd_sub(&r, length - HEADER < rd_left(&r) ? length - HEADER : rd_left(&r));
	/* 3.2: padding of the last parameter need not be counted. */
	if (length > all)
		pdu_damage(p, F_M3UA_MESSAGE_LENGTH, DAMAGE_SHORT, off + 4, 4);
	const struct message_def *m = tlv_message(PROTO_M3UA, (uint32_t)code);
	if (m == NULL)
		pdu_damage(p, schema_proto[PROTO_M3UA].message_unknown, DAMAGE_UNKNOWN, off + 2, 2);
	else if (group < p->n)
		p->f[group].id = m->label;
	if (p->message == 0)
		p->message = m == NULL ? 0 : m->label;
	tlv_elements(&t, m, body);
	pdu_close(p, group, pdu_at(&r));
	if (rd_left(&r) > 3)
		pdu_damage(p, F_M3UA_M3UA_MESSAGE, DAMAGE_LEFT, pdu_at(&r), (uint32_t)rd_left(&r));
}
