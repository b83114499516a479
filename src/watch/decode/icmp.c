/* SPDX-License-Identifier: Apache-2.0
 *
 * icmp.c - ICMP (RFC 792) and ICMPv6 (RFC 4443)
 *
 * What an error quotes is summed up: who sent what to whom.  It stays a quotation; nobody reads it as a message here.
 */
#include "watch/decode/decode.h"
#include "watch/decode/layout.h"
#include "watch/decode/tlv.h"

enum { TCP = 6, UDP = 17, SCTP = 132, V4_HEAD = 20, CODED = 12 };

/* What both protocols have, under the ids of each. */
#define IDS(P) \
	.type = F_##P##_TYPE, .code = F_##P##_CODE, .checksum = F_##P##_CHECKSUM, .quoted = F_##P##_QUOTED, \
	.data = F_##P##_DATA, .version = F_##P##_VERSION, .protocol = F_##P##_PROTOCOL, .source = F_##P##_SOURCE, \
	.destination = F_##P##_DESTINATION, .from = F_##P##_SOURCE_PORT, .to = F_##P##_DESTINATION_PORT, \
	.words = NAMES_##P##_PROTOCOL

static const struct names {
	uint16_t type, code, checksum, quoted, data, version, protocol, source, destination, from, to, words;
	uint16_t codes[CODED]; /* words of the code, by type */
} v4 = { IDS(ICMP), .codes = { [3] = NAMES_ICMP_CODE_3, [5] = NAMES_ICMP_CODE_5, [11] = NAMES_ICMP_CODE_11 } },
  v6 = { IDS(ICMPV6), .codes = { [1] = NAMES_ICMPV6_CODE_1, [3] = NAMES_ICMPV6_CODE_3, [4] = NAMES_ICMPV6_CODE_4 } };

static uint64_t number(struct pdu *p, struct rd *r, uint16_t id, unsigned octets, uint16_t names)
{
	uint32_t off = pdu_at(r);
	uint64_t v = rd_be(r, octets);
	if (!rd_ok(r))
		return 0;
	struct field *f = pdu_add(p, id, names ? FIELD_ENUM : FIELD_NUMBER, off, octets);
	f->num = v;
	f->names = names;
	return v;
}

static void address(struct pdu *p, struct rd *r, uint16_t id, unsigned octets)
{
	uint32_t off = pdu_at(r);
	rd_skip(r, octets);
	if (rd_ok(r))
		pdu_add(p, id, FIELD_ADDR, off, octets);
}

/* The header of the packet that an error is about and its ports; it may be cut anywhere. */
static void quoted(struct pdu *p, const struct names *is, struct rd r)
{
	uint32_t off = pdu_at(&r), end = off + (uint32_t)rd_left(&r), group = pdu_open(p, is->quoted, off);
	struct rd look = r;
	uint64_t first = rd_be(&look, 1), version = first >> 4, protocol = 0;
	if (rd_ok(&look) && (version == 4 || version == 6))
		pdu_add(p, is->version, FIELD_NUMBER, off, 1)->num = version;
	rd_skip(&r, version == 4 ? 9 : 6);
	if (version == 4 || version == 6)
		protocol = number(p, &r, is->protocol, 1, is->words);
	rd_skip(&r, version == 4 ? 2 : 1);
	if (version == 4 || version == 6) {
		address(p, &r, is->source, version == 4 ? 4 : 16);
		address(p, &r, is->destination, version == 4 ? 4 : 16);
	}
	if (version == 4 && (first & 15) * 4 > V4_HEAD)
		rd_skip(&r, (first & 15) * 4 - V4_HEAD);
	if (protocol == TCP || protocol == UDP || protocol == SCTP) {
		number(p, &r, is->from, 2, 0);
		number(p, &r, is->to, 2, 0);
	}
	if (!rd_ok(&r) || (version != 4 && version != 6))
		pdu_damage(p, is->quoted, rd_ok(&r) ? DAMAGE_UNKNOWN : DAMAGE_SHORT, off, end - off);
	pdu_close(p, group, end);
}

static void rest(struct pdu *p, const struct names *is, const struct row *row, struct rd r)
{
	uint32_t off = pdu_at(&r), left = (uint32_t)rd_left(&r);
	struct rd body = rd_sub(&r, row->min);
	if (!rd_ok(&r))
		pdu_damage(p, row->label, DAMAGE_SHORT, off, left);
	else
		layout_element(p, row->layout, row->label, body, 0);
	if (rd_left(&r) == 0)
		return;
	if (row->form == FORM_LV)
		quoted(p, is, r);
	else
		pdu_add(p, is->data, FIELD_BYTES, pdu_at(&r), (uint32_t)rd_left(&r));
}

void icmp_decode(struct pdu *p, enum proto_id proto, struct rd r)
{
	const struct names *is = proto == PROTO_ICMPV6 ? &v6 : &v4;
	struct rd look = r;
	uint64_t type = rd_be(&look, 1);
	uint32_t off = pdu_at(&r), all = (uint32_t)rd_left(&r);
	const struct message_def *m = rd_ok(&look) ? tlv_message(proto, (uint32_t)type) : NULL;
	uint16_t label = m != NULL ? m->label : schema_proto[proto].message_unknown;
	if (p->message == 0)
		p->message = m == NULL ? 0 : label;
	uint32_t group = pdu_open(p, label, off);
	number(p, &r, is->type, 1, 0);
	number(p, &r, is->code, 1, type < CODED ? is->codes[type] : 0);
	number(p, &r, is->checksum, 2, 0);
	if (!rd_ok(&r))
		pdu_damage(p, label, DAMAGE_SHORT, off, all);
	else if (m == NULL)
		pdu_add(p, is->data, FIELD_BYTES, pdu_at(&r), (uint32_t)rd_left(&r));
	else
		rest(p, is, &schema_row[m->first], r);
	pdu_close(p, group, off + all);
}
