/* SPDX-License-Identifier: Apache-2.0
 *
 * gtp.c - GTPv2-C (TS 29.274), GTPv1-C (TS 29.060), GTP' (TS 32.295) and GTP-U (TS 29.281): headers, extension
 * headers and heads of elements
 *
 * GTPv1-C, GTP' and GTP-U share a header; which of the two protocols it is says the caller, by the port.
 * A G-PDU is the path that has to be fast: nothing is looked up but its extension headers.
 */
#include "watch/decode/decode.h"
#include "watch/decode/layout.h"
#include "watch/decode/tlv.h"

enum {
	FLAG_PT = 16, FLAG_SPARE = 8, FLAG_E = 4, FLAG_S = 2, FLAG_PN = 1, /* version 1 */
	FLAG_P = 16, FLAG_T = 8, FLAG_MP = 4,                              /* version 2 */
	EXTENSIONS = 16, SESSION_CONTAINER = 133,
	REFUSED_V1 = 192, REFUSED_V2 = 64, SERVED_V2 = 240, V0_HEADER = 20, V0_FLAGS = 15, T_PDU = 255,
};

const struct gtp_names gtp_names_v1 = {
	F_GTPV1_GTPV1_MESSAGE, F_GTPV1_VERSION, F_GTPV1_PT, F_GTPV1_E, F_GTPV1_S, F_GTPV1_PN, F_GTPV1_MESSAGE_LENGTH,
	F_GTPV1_TEID_OF_MESSAGE, F_GTPV1_SEQUENCE_NUMBER, F_GTPV1_N_PDU_NUMBER, F_GTPV1_NEXT_EXTENSION_HEADER_TYPE,
	NAMES_GTPV1_EXTENSION_HEADER, F_GTPV1_EXTENSION_HEADER, F_GTPV1_SPARE_OCTETS,
};
const struct gtp_names gtp_names_u = {
	F_GTPU_GTP_U_MESSAGE, F_GTPU_VERSION, F_GTPU_PT, F_GTPU_E, F_GTPU_S, F_GTPU_PN, F_GTPU_MESSAGE_LENGTH,
	F_GTPU_TEID, F_GTPU_SEQUENCE_NUMBER, F_GTPU_N_PDU_NUMBER, F_GTPU_NEXT_EXTENSION_HEADER_TYPE,
	NAMES_GTPU_EXTENSION_HEADER, F_GTPU_EXTENSION_HEADER, F_GTPU_SPARE_OCTETS,
};

static void head_v1(const struct tlv *t, struct rd *r, struct tlv_head *h)
{
	h->id = (uint32_t)rd_be(r, 1);
	const struct row *row = tlv_row(t->proto, h->id, 0);
	if (h->id >= GTP_TLV_FROM)
		h->size = (uint32_t)rd_be(r, 2);
	else if (row != NULL)
		h->size = row->max;
	else
		rd_fail(r, "an element whose length nobody knows"); /* 11.1.6: what follows cannot be found */
}

static void head_v2(const struct tlv *t, struct rd *r, struct tlv_head *h)
{
	(void)t;
	h->id = (uint32_t)rd_be(r, 1);
	h->size = (uint32_t)rd_be(r, 2);
	h->instance = (uint32_t)rd_be(r, 1) & 15;
}

static void number(struct pdu *p, uint16_t id, uint32_t off, uint32_t size, uint64_t v)
{
	pdu_add(p, id, FIELD_NUMBER, off, size)->num = v;
}

/* The group gets the name of the message, whose code stands at `off`. */
static const struct message_def *message(struct pdu *p, enum proto_id proto, uint32_t group, uint32_t off)
{
	const struct message_def *m = tlv_message(proto, p->raw.p[off]);
	if (m == NULL)
		pdu_damage(p, schema_proto[proto].code, DAMAGE_UNKNOWN, off, 1);
	else if (group < p->n)
		p->f[group].id = m->label;
	if (m != NULL && p->message == 0)
		p->message = m->label;
	return m;
}

/* What stands behind the length of version 2. */
static bool rest_v2(struct pdu *p, struct rd *r, unsigned flags)
{
	uint32_t off = pdu_at(r), all = (uint32_t)rd_left(r);
	uint64_t teid = flags & FLAG_T ? rd_be(r, 4) : 0, last = rd_be(r, 4);
	if (!rd_ok(r)) {
		pdu_damage(p, F_GTPV2_SEQUENCE_NUMBER_OF_MESSAGE, DAMAGE_SHORT, off, all);
		return false;
	}
	if (flags & FLAG_T)
		number(p, F_GTPV2_TEID_OF_MESSAGE, off, 4, teid);
	off = pdu_at(r) - 4;
	number(p, F_GTPV2_SEQUENCE_NUMBER_OF_MESSAGE, off, 3, last >> 8);
	if (flags & FLAG_MP)
		number(p, F_GTPV2_MESSAGE_PRIORITY, off + 3, 1, last >> 4 & 15);
	return true;
}

/* One message of version 2; true when another one is piggybacked. */
static bool one_v2(struct pdu *p, struct rd *r)
{
	const struct tlv t = { .p = p, .proto = PROTO_GTPV2, .head = head_v2, .spare = F_GTPV2_SPARE_OCTETS,
		               .instance = F_GTPV2_INSTANCE, .cause = F_GTPV2_CAUSE, .refused = REFUSED_V2,
		               .served = SERVED_V2 };
	uint32_t off = pdu_at(r), all = (uint32_t)rd_left(r), group = pdu_open(p, F_GTPV2_GTPV2_MESSAGE, off);
	unsigned flags = (unsigned)rd_be(r, 1), code = (unsigned)rd_be(r, 1);
	uint64_t length = rd_be(r, 2);
	if (!rd_ok(r) || flags >> 5 != 2) {
		pdu_damage(p, F_GTPV2_GTPV2_MESSAGE, rd_ok(r) ? DAMAGE_UNKNOWN : DAMAGE_SHORT, off, all);
		pdu_close(p, group, off + all);
		r->p = r->end;
		return false;
	}
	struct rd body = rd_sub(r, length < rd_left(r) ? length : rd_left(r));
	number(p, F_GTPV2_VERSION, off, 1, flags >> 5);
	number(p, F_GTPV2_P, off, 1, (flags & FLAG_P) != 0);
	number(p, F_GTPV2_T, off, 1, (flags & FLAG_T) != 0);
	number(p, F_GTPV2_MP, off, 1, (flags & FLAG_MP) != 0);
	number(p, schema_proto[PROTO_GTPV2].code, off + 1, 1, code);
	number(p, F_GTPV2_MESSAGE_LENGTH, off + 2, 2, length);
	if (length > rd_left(&body))
		pdu_damage(p, F_GTPV2_MESSAGE_LENGTH, DAMAGE_SHORT, off + 2, 2);
	const struct message_def *m = message(p, PROTO_GTPV2, group, off + 1);
	if (rest_v2(p, &body, flags))
		tlv_elements(&t, m, body);
	pdu_close(p, group, pdu_at(r));
	return flags & FLAG_P;
}

static void gtp_v2(struct pdu *p, struct rd r)
{
	bool more = one_v2(p, &r);
	if (more && rd_left(&r) > 0) /* 5.5.1: at most one is piggybacked */
		more = one_v2(p, &r);
	if (more || rd_left(&r) > 0)
		pdu_damage(p, F_GTPV2_GTPV2_MESSAGE, rd_left(&r) > 0 ? DAMAGE_LEFT : DAMAGE_SHORT, pdu_at(&r),
		           (uint32_t)rd_left(&r));
}

/* A message of version 1 while it is read. */
struct v1 {
	struct pdu *p;
	enum proto_id proto;
	const struct gtp_names *is;
	uint32_t off, group; /* where it begins, and its field */
	unsigned flags;
};

static void next_type(const struct v1 *v, uint32_t off, uint64_t type)
{
	struct field *f = pdu_add(v->p, v->is->next, FIELD_ENUM, off, 1);
	f->num = type;
	f->names = v->is->words;
}

static void extension(const struct v1 *v, uint64_t type, struct rd value)
{
	const struct row *row = tlv_row(v->proto, (uint32_t)type, GTP_SPACE_EXTENSION);
	layout_element(v->p, row == NULL ? 0 : row->layout, row == NULL ? v->is->extension : row->label, value,
	               v->is->spare);
}

/* A PDU Session Container of two octets with nothing optional announced, as nearly every packet of a 5G network has
 * it: the fields its layout would give (a test compares), without walking through it. */
static bool session_container(struct pdu *p, struct rd r)
{
	static const uint16_t down[] = { 0, F_GTPU_QMP, F_GTPU_SNP, F_GTPU_MSNP, F_GTPU_PPP, F_GTPU_RQI };
	static const uint16_t up[] = { 0, F_GTPU_QMP, F_GTPU_DL_DELAY_IND, F_GTPU_UL_DELAY_IND, F_GTPU_SNP,
		                       F_GTPU_N3_N9_DELAY_IND, F_GTPU_NEW_IE_FLAG };
	uint32_t off = pdu_at(&r), group;
	uint64_t v = rd_left(&r) == 2 ? rd_be(&r, 2) : UINT64_MAX;
	bool is_up = v >> 8 == 0x10;
	if (!(is_up && !(v & 0xc0)) && !(v >> 8 == 0 && !(v & 0x80)))
		return false;
	group = pdu_open(p, F_GTPU_PDU_SESSION_CONTAINER, off);
	struct field *f = pdu_add(p, F_GTPU_PDU_TYPE, FIELD_ENUM, off, 1);
	f->num = is_up;
	f->names = NAMES_GTPU_PDU_TYPE;
	for (uint32_t i = 1; i < (is_up ? 7u : 6u); i++) {
		uint16_t id = is_up ? up[i] : down[i];
		number(p, id, off + (i > (is_up ? 4u : 3u)), 1, id == F_GTPU_RQI ? v >> 6 & 1 : 0);
	}
	number(p, F_GTPU_QFI, off + 1, 1, v & 63);
	pdu_close(p, group, off + 2);
	return true;
}

/* Extension headers, TS 29.281 5.2: length in units of four octets, content, type of the next one. */
static bool extensions(const struct v1 *v, struct rd *r, uint64_t type)
{
	for (unsigned n = 0; type != 0; n++) {
		uint32_t off = pdu_at(r), all = (uint32_t)rd_left(r);
		size_t units = (size_t)rd_be(r, 1);
		struct rd value = rd_sub(r, units > 0 ? 4 * units - 2 : 0);
		uint64_t next = rd_be(r, 1);
		if (!rd_ok(r) || units == 0 || n == EXTENSIONS) {
			pdu_damage(v->p, v->is->extension, n == EXTENSIONS ? DAMAGE_MANY : DAMAGE_SHORT, off, all);
			return false;
		}
		if (type != SESSION_CONTAINER || v->proto != PROTO_GTPU || !session_container(v->p, value))
			extension(v, type, value);
		next_type(v, pdu_at(r) - 1, next);
		type = next;
	}
	return true;
}

/* Sequence number, N-PDU number and extension headers, which are there together. */
static bool options(const struct v1 *v, struct rd *r)
{
	uint32_t off = pdu_at(r), all = (uint32_t)rd_left(r);
	uint64_t four = rd_be(r, 4);
	if (!rd_ok(r)) {
		pdu_damage(v->p, v->is->sequence, DAMAGE_SHORT, off, all);
		return false;
	}
	if (v->flags & FLAG_S)
		number(v->p, v->is->sequence, off, 2, four >> 16);
	if (v->flags & FLAG_PN)
		number(v->p, v->is->n_pdu, off + 2, 1, four >> 8 & 255);
	if (!(v->flags & FLAG_E))
		return true;
	next_type(v, off + 3, four & 255);
	return extensions(v, r, four & 255);
}

/* The first eight octets. */
static void fixed(const struct v1 *v, uint64_t head)
{
	number(v->p, v->is->version, v->off, 1, v->flags >> 5);
	number(v->p, v->is->pt, v->off, 1, v->flags >> 4 & 1);
	number(v->p, v->is->e, v->off, 1, v->flags >> 2 & 1);
	number(v->p, v->is->s, v->off, 1, v->flags >> 1 & 1);
	number(v->p, v->is->pn, v->off, 1, v->flags & 1);
	number(v->p, schema_proto[v->proto].code, v->off + 1, 1, head >> 48 & 255);
	number(v->p, v->is->length, v->off + 2, 2, head >> 32 & 0xffff);
	number(v->p, v->is->teid, v->off + 4, 4, head & 0xffffffff);
}

/* GTP': a sequence number instead of a tunnel; version 0 may fill up to 20 octets (TS 32.295 6.1.1). */
static void fixed_prime(const struct v1 *v, uint64_t head, struct rd *r)
{
	number(v->p, v->is->version, v->off, 1, v->flags >> 5);
	number(v->p, v->is->pt, v->off, 1, 0);
	number(v->p, schema_proto[v->proto].code, v->off + 1, 1, head >> 48 & 255);
	number(v->p, v->is->length, v->off + 2, 2, head >> 32 & 0xffff);
	number(v->p, v->is->sequence, v->off + 4, 2, head >> 16 & 0xffff);
	r->p -= 2;
	if (v->flags >> 5 == 0 && !(v->flags & 1))
		rd_skip(r, V0_HEADER - 6);
}

static void body(const struct v1 *v, struct rd r, unsigned code)
{
	struct pdu *p = v->p;
	bool user = v->proto == PROTO_GTPU;
	const struct tlv t = { .p = p, .proto = v->proto, .head = head_v1, .spare = v->is->spare,
		               .cause = user ? 0 : F_GTPV1_CAUSE, .refused = REFUSED_V1, .served = UINT32_MAX };
	if (v->flags & FLAG_PT && v->flags & (FLAG_E | FLAG_S | FLAG_PN) && !options(v, &r))
		return;
	if (code == GTP_G_PDU && user) {
		p->message = p->message ? p->message : F_GTPU_G_PDU;
		pdu_add(p, F_GTPU_T_PDU, FIELD_BYTES, pdu_at(&r), (uint32_t)rd_left(&r));
		if (v->group < p->n)
			p->f[v->group].id = F_GTPU_G_PDU;
	} else {
		tlv_elements(&t, message(p, v->proto, v->group, v->off + 1), r);
	}
}

static void gtp_v1(struct pdu *p, enum proto_id proto, struct rd r)
{
	const struct gtp_names *is = proto == PROTO_GTPU ? &gtp_names_u : &gtp_names_v1;
	struct v1 v = { .p = p, .proto = proto, .is = is, .off = pdu_at(&r) };
	uint32_t all = (uint32_t)rd_left(&r);
	v.group = pdu_open(p, v.is->message, v.off);
	uint64_t head = rd_be(&r, 8), length = head >> 32 & 0xffff;
	v.flags = (unsigned)(head >> 56);
	bool prime = !(v.flags & FLAG_PT);
	if (!rd_ok(&r) || v.flags >> 5 > 2 || (v.flags >> 5 != 1 && !prime) || (prime && proto == PROTO_GTPU)) {
		pdu_damage(p, v.is->message, rd_ok(&r) ? DAMAGE_UNKNOWN : DAMAGE_SHORT, v.off, all);
		pdu_close(p, v.group, v.off + all);
		return;
	}
	if (prime)
		fixed_prime(&v, head, &r);
	else
		fixed(&v, head);
	if (!rd_ok(&r)) {
		pdu_damage(p, v.is->message, DAMAGE_SHORT, v.off, all);
		pdu_close(p, v.group, v.off + all);
		return;
	}
	struct rd inner = rd_sub(&r, length < rd_left(&r) ? length : rd_left(&r));
	if (length > rd_left(&inner))
		pdu_damage(p, v.is->length, DAMAGE_SHORT, v.off + 2, 2);
	body(&v, inner, (unsigned)(head >> 48 & 255));
	pdu_close(p, v.group, pdu_at(&r));
	if (rd_left(&r) > 0)
		pdu_damage(p, v.is->message, DAMAGE_LEFT, pdu_at(&r), (uint32_t)rd_left(&r));
}

/* Version 0, TS 09.60 6: a header of 20 octets; what stands behind it stays closed. */
static void gtp_v0(struct pdu *p, struct rd r)
{
	uint32_t off = pdu_at(&r), all = (uint32_t)rd_left(&r), group = pdu_open(p, F_GTPV0_GTPV0_MESSAGE, off);
	struct rd head = rd_sub(&r, V0_HEADER), look = head;
	uint64_t word = rd_be(&look, 4), length = word & 0xffff;
	if (!rd_ok(&r) || word >> 29 != 0 || !(word >> 24 & FLAG_PT)) {
		pdu_damage(p, F_GTPV0_GTPV0_MESSAGE, rd_ok(&r) ? DAMAGE_UNKNOWN : DAMAGE_SHORT, off, all);
		pdu_close(p, group, off + all);
		return;
	}
	layout_element(p, tlv_row(PROTO_GTPV0, 0, 0)->layout, F_GTPV0_HEADER, head, 0);
	const struct message_def *m = message(p, PROTO_GTPV0, group, off + 1);
	struct rd rest = rd_sub(&r, length < rd_left(&r) ? length : rd_left(&r));
	if (length > rd_left(&rest))
		pdu_damage(p, F_GTPV0_MESSAGE_LENGTH, DAMAGE_SHORT, off + 2, 2);
	if (rd_left(&rest) > 0)
		pdu_add(p, m != NULL && m->code == T_PDU ? F_GTPV0_T_PDU : F_GTPV0_ELEMENTS, FIELD_BYTES, pdu_at(&rest),
		        (uint32_t)rd_left(&rest));
	pdu_close(p, group, pdu_at(&r));
	if (rd_left(&r) > 0)
		pdu_damage(p, F_GTPV0_GTPV0_MESSAGE, DAMAGE_LEFT, pdu_at(&r), (uint32_t)rd_left(&r));
}

void gtp_decode(struct pdu *p, enum proto_id proto, struct rd r)
{
	if (proto == PROTO_GTPV2)
		gtp_v2(p, r);
	else if (proto == PROTO_GTPV0)
		gtp_v0(p, r);
	else
		gtp_v1(p, proto, r);
}

/* Version 2: what is spare is 0, the message is known, and its length fits, alone or with a piggybacked one.
 * `whole` octets of it there are, not all of them need be in `r`. */
static bool is_v2(struct rd r, uint64_t whole, bool first)
{
	uint64_t flags = rd_be(&r, 1), code = rd_be(&r, 1), length = rd_be(&r, 2), size = length + 4;
	if (!rd_ok(&r) || flags >> 5 != 2 || flags & 3 || length < (flags & FLAG_T ? 8u : 4u) || size > whole)
		return false;
	if (tlv_message(PROTO_GTPV2, (uint32_t)code) == NULL)
		return false;
	if (!(flags & FLAG_P))
		return size == whole;
	rd_skip(&r, length < rd_left(&r) ? length : rd_left(&r));
	return first && (rd_left(&r) < 4 ? size + 8 <= whole : is_v2(r, whole - size, false));
}

/* What stands behind the eight octets and options of a G-PDU begins like IP.  Test tools send buffers that are longer
 * than the length says, or count the header in: damaged, but what the tunnel carries is there. */
static bool carries_ip(struct rd r, uint64_t flags)
{
	rd_skip(&r, 4);
	uint64_t next = flags & (FLAG_E | FLAG_S | FLAG_PN) ? rd_be(&r, 4) & 255 : 0;
	for (unsigned n = 0; flags & FLAG_E && next != 0 && n < EXTENSIONS; n++) {
		uint64_t size = 4 * rd_be(&r, 1);
		if (size < 4)
			return false;
		rd_skip(&r, size - 2);
		next = rd_be(&r, 1);
	}
	uint64_t first = rd_be(&r, 1);
	return rd_ok(&r) && (first >> 4 == 6 || (first >= 0x45 && first < 0x50));
}

enum proto_id gtp_proto(struct span datagram, size_t whole, bool user)
{
	struct rd r = rd_of(datagram), all = r;
	uint64_t flags = rd_be(&r, 1), code = rd_be(&r, 1), length = rd_be(&r, 2);
	bool options = flags & (FLAG_E | FLAG_S | FLAG_PN), prime = flags >> 5 <= 2 && !(flags & FLAG_PT);
	enum proto_id proto = user ? PROTO_GTPU : PROTO_GTPV1;
	if (!user && is_v2(all, whole, true))
		return PROTO_GTPV2;
	if (rd_ok(&r) && flags >> 1 == V0_FLAGS && length + V0_HEADER == whole &&
	    tlv_message(PROTO_GTPV0, (uint32_t)code) != NULL)
		return PROTO_GTPV0;
	if (!rd_ok(&r) || tlv_message(proto, (uint32_t)code) == NULL)
		return PROTO_NONE;
	if (flags >> 5 == 1 && flags & FLAG_PT && !(flags & FLAG_SPARE)) {
		bool fits = length + 8 == whole && length >= (options ? 4u : 0u);
		return fits || (user && code == GTP_G_PDU && carries_ip(r, flags)) ? proto : PROTO_NONE;
	}
	return !user && prime && length + 6 == whole ? proto : PROTO_NONE;
}
