/* SPDX-License-Identifier: Apache-2.0
 *
 * encode_tlv.c - PFCP, GTP-C, GTP-U and Diameter, written by the tables of data/schema/FILE.ie
 *
 * The mirror of tlv.c, pfcp.c, gtp.c and diameter.c.  Flags of a header follow from which of its fields are said;
 * elements stand in the order of their fields.  An element that no table has is octets with their head.
 */
#include "watch/decode/encode_in.h"
#include "watch/decode/tlv.h"

enum {
	PFCP_S = 1, PFCP_MP = 2, PFCP_FO = 4, PFCP_VENDOR = 0x8000,
	GTP2_P = 16, GTP2_T = 8, GTP2_MP = 4,
	GTP1_PT = 16, GTP1_E = 4, GTP1_S = 2, GTP1_PN = 1, PRIME = 0x0e, PRIME_SHORT = 1,
	AVP_VENDOR = 0x80, AVP_MANDATORY = 0x40, AVP_HEAD = 8,
};

/* What the head of an element looks like. */
struct form {
	uint8_t id, flags, length; /* octets of each, in this order */
	uint8_t counts;            /* octets of the head that the length does not count */
	uint8_t pad;               /* to a multiple of that many octets */
	uint16_t spare, instance, vendor; /* fields, see struct tlv; 0: none */
};

static const struct form forms[PROTO_N] = {
	[PROTO_PFCP] = { 2, 0, 2, 4, 1, F_PFCP_SPARE_OCTETS, 0, F_PFCP_ENTERPRISE_ID },
	[PROTO_GTPV2] = { 1, 0, 2, 4, 1, F_GTPV2_SPARE_OCTETS, F_GTPV2_INSTANCE, 0 },
	[PROTO_GTPV1] = { 1, 0, 2, 3, 1, F_GTPV1_SPARE_OCTETS, 0, 0 },
	[PROTO_GTPU] = { 1, 0, 2, 3, 1, F_GTPU_SPARE_OCTETS, 0, 0 },
	[PROTO_DIAMETER] = { 4, 1, 3, 0, 4, F_DIAMETER_SPARE_OCTETS, 0, F_DIAMETER_VENDOR_OF_AVP },
};

/* A message while it is written. */
struct tlv_out {
	struct writer *w;
	enum proto_id proto;
	const struct form *is;
	size_t begin; /* octet where it begins */
};

static void elements(const struct tlv_out *t, struct kids *k);

static uint64_t said(const struct tlv_out *t, struct kids *k, uint16_t id, uint64_t otherwise)
{
	return kids_said(t->w, k, id, otherwise);
}

static bool has(const struct tlv_out *t, struct kids *k, uint16_t id)
{
	return kids_find(t->w, k, id) != NULL;
}

static void pad(const struct tlv_out *t, size_t begin, size_t multiple)
{
	while (write_ok(t->w) && (write_at(t->w) - begin) % multiple != 0)
		write_bits(t->w, 0, 8);
}

/* Flags of an AVP have no field: they are those that stand in front of a value that was decoded, else it is one that
 * has to be understood. */
static unsigned avp_flags(const struct tlv_out *t, const struct row *row, const struct field *f)
{
	size_t head = AVP_HEAD + (row->space != 0 ? 4 : 0);
	struct rd r = rd_of(t->w->p->raw);
	rd_skip(&r, f->off >= head ? f->off - head : SIZE_MAX);
	uint64_t code = rd_be(&r, 4), flags = rd_be(&r, 1), length = rd_be(&r, 3);
	if (rd_ok(&r) && code == row->id && length == head + f->len)
		return (unsigned)flags;
	return AVP_MANDATORY | (row->space != 0 ? AVP_VENDOR : 0u);
}

static void head(const struct tlv_out *t, const struct row *row, uint64_t instance, const struct field *f)
{
	struct writer *w = t->w;
	write_bits(w, row->id, 8u * t->is->id);
	if (t->is->flags > 0)
		write_bits(w, avp_flags(t, row, f), 8);
	if (t->is->id > 1 || row->id >= GTP_TLV_FROM || t->proto == PROTO_GTPV2)
		write_bits(w, 0, 8u * t->is->length);
	if (t->proto == PROTO_GTPV2)
		write_bits(w, instance & 15, 8);
	if (row->space != 0)
		write_bits(w, row->space, t->proto == PROTO_DIAMETER ? 32 : 16);
}

/* A group of elements, or what its layout says. */
static void value(const struct tlv_out *t, const struct row *row, struct kids *k, const struct field *f)
{
	if (f->kind != FIELD_GROUP || row->layout != 0) {
		encode_element(t->w, &(struct element){ row->label, row->layout, t->is->spare, row->max }, k);
		return;
	}
	struct kids inner = kids_of(t->w->p, f);
	kids_use(t->w, f);
	if (inner.depth > PDU_DEPTH)
		write_fail(t->w, 0, "is nested too deeply");
	else
		elements(t, &inner);
	kids_end(t->w, &inner);
}

static void element(const struct tlv_out *t, const struct row *row, uint64_t instance, struct kids *k)
{
	size_t begin = t->w->bit / 8, length = begin + t->is->id + t->is->flags;
	const struct field *f = kids_find(t->w, k, row->label);
	if (f == NULL)
		return;
	head(t, row, instance, f);
	size_t at = t->w->bit / 8;
	value(t, row, k, f);
	size_t n = write_at(t->w) - begin;
	if (t->is->id > 1 || row->id >= GTP_TLV_FROM || t->proto == PROTO_GTPV2)
		write_patch(t->w, length, n - t->is->counts, t->is->length);
	else if (n - (at - begin) != row->max)
		write_fail(t->w, row->label, "has another number of octets than there may be");
	pad(t, begin, t->is->pad);
}

/* The element that begins with that field: it is called like it, or the next one is that owns it. */
static const struct row *row_of(const struct tlv_out *t, const struct kids *k, const struct field *f)
{
	for (const struct field *g = f; g != NULL; g = kids_next(t->w, k, g)) {
		const struct row *row = &schema_row[schema_field[g->id].row];
		if (row->label == g->id && element_owns(&(struct element){ row->label, row->layout, 0, 0 }, f->id))
			return row;
	}
	return NULL;
}

static void elements(const struct tlv_out *t, struct kids *k)
{
	uint64_t instance = 0;
	for (const struct field *f; write_ok(t->w) && (f = kids_first(t->w, k)) != NULL;) {
		const struct row *row = row_of(t, k, f);
		if (t->is->instance != 0 && f->id == t->is->instance) {
			instance = said(t, k, f->id, 0);
			continue;
		}
		if (t->is->vendor != 0 && f->id == t->is->vendor) {
			kids_use(t->w, f);
		} else if (f->id == schema_proto[t->proto].unknown) {
			size_t begin = t->w->bit / 8;
			kids_use(t->w, f);
			write_octets(t->w, write_span(t->w, f));
			pad(t, begin, t->is->pad);
		} else if (row != NULL) {
			element(t, row, instance, k);
		} else {
			return;
		}
		instance = 0;
	}
}

static uint64_t code_of(const struct tlv_out *t, struct kids *k, const struct field *message)
{
	const struct message_def *m = encode_described(message);
	uint64_t code = said(t, k, schema_proto[t->proto].code, 0);
	return m != NULL ? m->code : code;
}

static void pfcp(const struct tlv_out *t, struct kids *k, const struct field *message, bool more)
{
	uint64_t code = code_of(t, k, message), version = said(t, k, F_PFCP_VERSION, 1);
	bool s = said(t, k, F_PFCP_S, 0) || has(t, k, F_PFCP_SEID);
	bool mp = said(t, k, F_PFCP_MP, 0) || has(t, k, F_PFCP_MESSAGE_PRIORITY);
	said(t, k, F_PFCP_FO, 0);
	said(t, k, F_PFCP_MESSAGE_LENGTH, 0);
	write_bits(t->w, version << 5 | (more ? PFCP_FO : 0u) | (mp ? PFCP_MP : 0u) | (s ? PFCP_S : 0u), 8);
	write_bits(t->w, code, 8);
	write_bits(t->w, 0, 16);
	uint64_t seid = said(t, k, F_PFCP_SEID, 0);
	if (s)
		write_bits(t->w, seid, 64);
	write_bits(t->w, said(t, k, F_PFCP_SEQUENCE_NUMBER_OF_MESSAGE, 0), 24);
	write_bits(t->w, said(t, k, F_PFCP_MESSAGE_PRIORITY, 0) << 4, 8);
	elements(t, k);
	write_patch(t->w, t->begin + 2, write_at(t->w) - t->begin - 4, 2);
}

static void gtp_v2(const struct tlv_out *t, struct kids *k, const struct field *message, bool more)
{
	uint64_t code = code_of(t, k, message), version = said(t, k, F_GTPV2_VERSION, 2);
	bool has_teid = said(t, k, F_GTPV2_T, 0) || has(t, k, F_GTPV2_TEID_OF_MESSAGE);
	bool mp = said(t, k, F_GTPV2_MP, 0) || has(t, k, F_GTPV2_MESSAGE_PRIORITY);
	said(t, k, F_GTPV2_P, 0);
	said(t, k, F_GTPV2_MESSAGE_LENGTH, 0);
	write_bits(t->w, version << 5 | (more ? GTP2_P : 0u) | (has_teid ? GTP2_T : 0u) | (mp ? GTP2_MP : 0u), 8);
	write_bits(t->w, code, 8);
	write_bits(t->w, 0, 16);
	uint64_t teid = said(t, k, F_GTPV2_TEID_OF_MESSAGE, 0);
	if (has_teid)
		write_bits(t->w, teid, 32);
	write_bits(t->w, said(t, k, F_GTPV2_SEQUENCE_NUMBER_OF_MESSAGE, 0), 24);
	write_bits(t->w, said(t, k, F_GTPV2_MESSAGE_PRIORITY, 0) << 4, 8);
	elements(t, k);
	write_patch(t->w, t->begin + 2, write_at(t->w) - t->begin - 4, 2);
}

/* An extension header: length in units of four octets, content, type of the next one (TS 29.281 5.2).  The type
 * goes to where the one before announces it, at `announced`; returned is where the next one will be. */
static size_t extension(const struct tlv_out *t, struct kids *k, const struct row *row, uint64_t type, size_t announced)
{
	size_t begin = t->w->bit / 8;
	const struct gtp_names *is = t->proto == PROTO_GTPU ? &gtp_names_u : &gtp_names_v1;
	write_patch(t->w, announced, row != NULL ? row->id : type, 1);
	write_bits(t->w, 0, 8);
	if (row != NULL)
		encode_element(t->w, &(struct element){ row->label, row->layout, is->spare, row->max }, k);
	else
		encode_element(t->w, &(struct element){ .label = is->extension }, k);
	while (write_ok(t->w) && (write_at(t->w) - begin) % 4 != 3)
		write_bits(t->w, 0, 8);
	write_bits(t->w, 0, 8);
	write_patch(t->w, begin, (write_at(t->w) - begin) / 4, 1);
	return t->w->bit / 8 - 1;
}

static void extensions(const struct tlv_out *t, struct kids *k, const struct gtp_names *is, size_t announced)
{
	uint64_t type = 0;
	for (const struct field *f; write_ok(t->w) && (f = kids_first(t->w, k)) != NULL;) {
		const struct row *row = row_of(t, k, f);
		row = row != NULL && row->space == GTP_SPACE_EXTENSION ? row : NULL;
		if (f->id == is->next)
			type = said(t, k, f->id, 0);
		else if (row != NULL || f->id == is->extension)
			announced = extension(t, k, row, type, announced);
		else
			return;
	}
}

/* Does an extension header begin the elements? */
static bool is_extended(const struct tlv_out *t, struct kids *k, const struct gtp_names *is)
{
	const struct field *f = kids_first(t->w, k);
	const struct row *row = f == NULL ? NULL : row_of(t, k, f);
	return has(t, k, is->next) || has(t, k, is->extension) || (row != NULL && row->space == GTP_SPACE_EXTENSION);
}

/* GTP': a sequence number instead of a tunnel (TS 32.295 6.1). */
static void gtp_prime(const struct tlv_out *t, struct kids *k, uint64_t version, uint64_t code)
{
	write_bits(t->w, version << 5 | PRIME | (version == 0 ? PRIME_SHORT : 0u), 8);
	write_bits(t->w, code, 8);
	write_bits(t->w, 0, 16);
	write_bits(t->w, said(t, k, gtp_names_v1.sequence, 0), 16);
	elements(t, k);
	write_patch(t->w, t->begin + 2, write_at(t->w) - t->begin - 6, 2);
}

static void gtp_v1(const struct tlv_out *t, struct kids *k, const struct field *message)
{
	const struct gtp_names *is = t->proto == PROTO_GTPU ? &gtp_names_u : &gtp_names_v1;
	uint64_t code = code_of(t, k, message), version = said(t, k, is->version, 1);
	said(t, k, is->length, 0);
	if (said(t, k, is->pt, 1) == 0) {
		gtp_prime(t, k, version, code);
		return;
	}
	bool s = said(t, k, is->s, 0) || has(t, k, is->sequence), pn = said(t, k, is->pn, 0) || has(t, k, is->n_pdu);
	bool e = said(t, k, is->e, 0);
	uint64_t teid = said(t, k, is->teid, 0), sequence = said(t, k, is->sequence, 0);
	uint64_t n_pdu = said(t, k, is->n_pdu, 0);
	e = e || is_extended(t, k, is);
	write_bits(t->w, version << 5 | GTP1_PT | (e ? GTP1_E : 0u) | (s ? GTP1_S : 0u) | (pn ? GTP1_PN : 0u), 8);
	write_bits(t->w, code, 8);
	write_bits(t->w, 0, 16);
	write_bits(t->w, teid, 32);
	if (e || s || pn) {
		write_bits(t->w, sequence, 16);
		write_bits(t->w, n_pdu, 8);
		write_bits(t->w, 0, 8);
		extensions(t, k, is, t->w->bit / 8 - 1);
	}
	if (code == GTP_G_PDU && t->proto == PROTO_GTPU)
		encode_element(t->w, &(struct element){ .label = F_GTPU_T_PDU }, k);
	else
		elements(t, k);
	write_patch(t->w, t->begin + 2, write_at(t->w) - t->begin - 8, 2);
}

static void diameter(const struct tlv_out *t, struct kids *k, const struct field *message)
{
	static const uint16_t bits[] = { F_DIAMETER_R, F_DIAMETER_P, F_DIAMETER_E, F_DIAMETER_T };
	const struct message_def *m = encode_described(message); /* twice the code, and one more for a request */
	uint64_t code = said(t, k, schema_proto[t->proto].code, 0), flags = 0;
	for (size_t i = 0; i < sizeof bits / sizeof bits[0]; i++)
		flags = flags << 1 | (said(t, k, bits[i], i == 0 && m != NULL ? m->code & 1 : 0) & 1);
	said(t, k, F_DIAMETER_MESSAGE_LENGTH, 0);
	write_bits(t->w, said(t, k, F_DIAMETER_VERSION, 1), 8);
	write_bits(t->w, 0, 24);
	write_bits(t->w, flags << 4, 8);
	write_bits(t->w, m != NULL ? m->code / 2 : code, 24);
	write_bits(t->w, said(t, k, F_DIAMETER_APPLICATION_ID, 0), 32);
	write_bits(t->w, said(t, k, F_DIAMETER_HOP_BY_HOP_IDENTIFIER, 0), 32);
	write_bits(t->w, said(t, k, F_DIAMETER_END_TO_END_IDENTIFIER, 0), 32);
	elements(t, k);
	write_patch(t->w, t->begin + 1, write_at(t->w) - t->begin, 3);
}

/* One message, or several behind each other where the protocol has that. */
bool encode_knows(enum proto_id proto)
{
	uint8_t engine = schema_proto[proto].engine;
	return engine == ENGINE_APER || engine == ENGINE_NAS || forms[proto].id > 0;
}

void encode_tlv(struct writer *w, struct kids *k, const struct field *f)
{
	enum proto_id proto = (enum proto_id)schema_field[f->id].proto;
	bool several = proto == PROTO_PFCP || proto == PROTO_GTPV2;
	for (bool more = true; more && write_ok(w); f = kids_first(w, k)) {
		struct tlv_out t = { .w = w, .proto = proto, .is = &forms[proto], .begin = w->bit / 8 };
		struct kids inner = kids_of(w->p, f);
		kids_use(w, f);
		const struct field *next = kids_first(w, k);
		more = several && next != NULL && next->kind == FIELD_GROUP;
		if (proto == PROTO_PFCP)
			pfcp(&t, &inner, f, more);
		else if (proto == PROTO_GTPV2)
			gtp_v2(&t, &inner, f, more);
		else if (proto == PROTO_DIAMETER)
			diameter(&t, &inner, f);
		else
			gtp_v1(&t, &inner, f);
		kids_end(w, &inner);
	}
}
