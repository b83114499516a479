/* SPDX-License-Identifier: Apache-2.0
 *
 * decode.c - which engine reads which protocol
 */
#include "watch/decode/decode.h"
#include "watch/decode/schema.h"
#include "watch/decode/tlv.h"

void decode_part(struct pdu *p, enum proto_id proto, struct rd r)
{
	if (p->depth >= PDU_DEPTH) {
		pdu_damage(p, schema_proto[proto].message_unknown, DAMAGE_DEEP, pdu_at(&r), (uint32_t)rd_left(&r));
		return;
	}
	switch ((enum engine)schema_proto[proto].engine) {
	case ENGINE_APER: aper_decode(p, proto, r); break;
	case ENGINE_NAS: nas_decode(p, proto, r); break;
	case ENGINE_TLV: tlv_decode(p, proto, r); break;
	case ENGINE_TLS: tls_decode(p, proto, r); break;
	case ENGINE_SBI: sbi_decode(p, proto, r); break;
	case ENGINE_SS7: sccp_decode(p, proto, r); break;
	case ENGINE_TEXT: sip_decode(p, proto, r); break;
	case ENGINE_DNS: dns_decode(p, proto, r); break;
	case ENGINE_ICMP: icmp_decode(p, proto, r); break;
	case ENGINE_NONE:
		pdu_damage(p, schema_proto[proto].message_unknown, DAMAGE_UNKNOWN, pdu_at(&r), (uint32_t)rd_left(&r));
		break;
	}
}

void decode_type(struct pdu *p, uint16_t type, struct rd r)
{
	if (p->depth >= PDU_DEPTH)
		pdu_damage(p, type, DAMAGE_DEEP, pdu_at(&r), (uint32_t)rd_left(&r));
	else
		aper_decode_type(p, type, r);
}

struct pdu decode(enum proto_id proto, struct span raw, struct field *fields, uint32_t room)
{
	struct rd r = rd_of(raw);
	struct pdu p = { .raw = { r.base, raw.n }, .f = fields, .cap = room, .proto = (uint8_t)proto };
	decode_part(&p, proto, r);
	return p;
}
