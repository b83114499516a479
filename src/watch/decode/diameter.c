/* SPDX-License-Identifier: Apache-2.0
 *
 * diameter.c - Diameter, RFC 6733: its header and heads of its elements (AVPs)
 *
 * One message; a transport that carries several hands over one at a time.
 */
#include "watch/decode/decode.h"
#include "watch/decode/tlv.h"

enum { VERSION = 1, HEADER = 20, FLAG_REQUEST = 0x80, AVP_HEAD = 8, AVP_VENDOR = 0x80, REFUSED = 3000 };

static void head(const struct tlv *t, struct rd *r, struct tlv_head *h)
{
	(void)t;
	h->id = (uint32_t)rd_be(r, 4);
	unsigned flags = (unsigned)rd_be(r, 1), size = AVP_HEAD;
	uint32_t length = (uint32_t)rd_be(r, 3);
	if (flags & AVP_VENDOR) {
		h->space = (uint32_t)rd_be(r, 4);
		size += 4;
	}
	if (length < size)
		rd_fail(r, "shorter than its own head");
	h->instance = h->space;
	h->size = length - size;
	h->pad = -length & 3;
}

static void number(struct pdu *p, uint16_t id, uint32_t off, uint32_t size, uint64_t v)
{
	pdu_add(p, id, FIELD_NUMBER, off, size)->num = v;
}

static void header(struct pdu *p, struct rd *r, uint64_t *code)
{
	uint32_t off = pdu_at(r);
	number(p, F_DIAMETER_VERSION, off, 1, rd_be(r, 1));
	number(p, F_DIAMETER_MESSAGE_LENGTH, off + 1, 3, rd_be(r, 3));
	uint64_t flags = rd_be(r, 1);
	*code = rd_be(r, 3);
	number(p, F_DIAMETER_R, off + 4, 1, flags >> 7 & 1);
	number(p, F_DIAMETER_P, off + 4, 1, flags >> 6 & 1);
	number(p, F_DIAMETER_E, off + 4, 1, flags >> 5 & 1);
	number(p, F_DIAMETER_T, off + 4, 1, flags >> 4 & 1);
	number(p, schema_proto[PROTO_DIAMETER].code, off + 5, 3, *code);
	struct field *f = pdu_add(p, F_DIAMETER_APPLICATION_ID, FIELD_ENUM, off + 8, 4);
	f->num = rd_be(r, 4);
	f->names = NAMES_DIAMETER_APPLICATION;
	number(p, F_DIAMETER_HOP_BY_HOP_IDENTIFIER, off + 12, 4, rd_be(r, 4));
	number(p, F_DIAMETER_END_TO_END_IDENTIFIER, off + 16, 4, rd_be(r, 4));
	*code = 2 * *code + (flags >> 7 & 1); /* as data/schema counts messages: /r and /a */
}

/* Does it begin like a message of version 1? */
static bool plausible(struct rd r)
{
	uint64_t version = rd_be(&r, 1), length = rd_be(&r, 3), flags = rd_be(&r, 1);
	return rd_ok(&r) && version == VERSION && length >= HEADER && length % 4 == 0 && (flags & 15) == 0;
}

bool diameter_known(struct span octets)
{
	struct rd r = rd_of(octets), look = r;
	rd_skip(&look, 4);
	uint64_t word = rd_be(&look, 4);
	return plausible(r) && tlv_message(PROTO_DIAMETER, (uint32_t)(2 * (word & 0xffffff) + (word >> 31))) != NULL;
}

void diameter_decode(struct pdu *p, struct rd r)
{
	const struct tlv t = { .p = p, .proto = PROTO_DIAMETER, .head = head, .spare = F_DIAMETER_SPARE_OCTETS,
		               .vendor = F_DIAMETER_VENDOR_OF_AVP,
		               .cause = F_DIAMETER_RESULT_CODE, .refused = REFUSED, .served = UINT32_MAX,
		               .empty = true };
	uint32_t off = pdu_at(&r), all = (uint32_t)rd_left(&r), group = pdu_open(p, F_DIAMETER_DIAMETER_MESSAGE, off);
	if (all < HEADER || !plausible(r)) {
		pdu_damage(p, F_DIAMETER_DIAMETER_MESSAGE, all < HEADER ? DAMAGE_SHORT : DAMAGE_UNKNOWN, off, all);
		pdu_close(p, group, off + all);
		return;
	}
	struct rd look = r;
	uint64_t length = rd_be(&look, 4) & 0xffffff, code = 0;
	struct rd body = rd_sub(&r, length < all ? length : all);
	header(p, &body, &code);
	if (length > all)
		pdu_damage(p, F_DIAMETER_MESSAGE_LENGTH, DAMAGE_SHORT, off + 1, 3);
	const struct message_def *m = tlv_message(PROTO_DIAMETER, (uint32_t)code);
	if (m == NULL)
		pdu_damage(p, schema_proto[PROTO_DIAMETER].code, DAMAGE_UNKNOWN, off + 5, 3);
	else if (group < p->n)
		p->f[group].id = m->label;
	if (m != NULL && p->message == 0)
		p->message = m->label;
	tlv_elements(&t, m, body);
	pdu_close(p, group, off + (uint32_t)(length < all ? length : all));
	if (rd_left(&r) > 0)
		pdu_damage(p, F_DIAMETER_DIAMETER_MESSAGE, DAMAGE_LEFT, pdu_at(&r), (uint32_t)rd_left(&r));
}
