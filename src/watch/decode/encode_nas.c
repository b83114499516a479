/* SPDX-License-Identifier: Apache-2.0
 *
 * encode_nas.c - NAS messages, written by the tables of data/schema/nas*.ie
 *
 * The mirror of nas.c.  What is not said of a header is what it has to be, or 0.
 */
#include "watch/decode/encode_in.h"

enum { EPD_5GMM = 0x7e, EPD_5GSM = 0x2e, PD_EMM = 7, PD_ESM = 2, SERVICE_REQUEST = 12, SESSION = 0xc0 };

/* A group of fields while it is written. */
struct nas {
	struct writer *w;
	const struct proto_def *proto;
	bool eps;
	struct kids k;
};

static struct element element_of(const struct nas *n, const struct row *row)
{
	return (struct element){ .label = row->label, .layout = row->layout, .size = row->max,
		                 .spare = n->eps ? F_NASEPS_SPARE_OCTETS : F_NAS5GS_SPARE_OCTETS };
}

/* Length, in so many octets, and value. */
static void with_length(struct nas *n, const struct row *row, unsigned size)
{
	const struct element e = element_of(n, row);
	write_bits(n->w, 0, 8 * size);
	size_t at = n->w->bit / 8;
	encode_element(n->w, &e, &n->k);
	size_t octets = write_at(n->w) - at;
	if (size > 0)
		write_patch(n->w, at - size, octets, size);
	else if (row->max > 0 && octets != row->max)
		write_fail(n->w, row->label, "has another number of octets than there may be");
}

static void by_order(struct nas *n, const struct row *row, bool second_half)
{
	const struct element e = element_of(n, row);
	if (row->form != FORM_V4) {
		with_length(n, row, row->form == FORM_LV ? 1 : row->form == FORM_LVE ? 2 : 0);
		return;
	}
	if (second_half) /* the high one stands first */
		n->w->bit -= 8;
	else
		write_bits(n->w, 0, 4);
	if (row->label != 0)
		encode_half(n->w, &e, &n->k);
	else
		write_bits(n->w, 0, 4);
	if (second_half)
		n->w->bit += 4;
}

static void by_tag(struct nas *n, const struct row *row)
{
	const struct element e = element_of(n, row);
	write_bits(n->w, row->id, row->form == FORM_T4 ? 4 : 8);
	if (row->form == FORM_T4)
		encode_half(n->w, &e, &n->k);
	else
		with_length(n, row, row->form == FORM_TLV ? 1 : row->form == FORM_TLVE ? 2 : 0);
}

/* The element that begins with that field: it is called like it, or the next one is that owns it. */
static const struct row *row_of(struct nas *n, const struct row *row, size_t count, const struct field *f)
{
	for (const struct field *g = f; g != NULL; g = kids_next(n->w, &n->k, g))
		for (size_t i = 0; i < count; i++) {
			const struct element e = element_of(n, &row[i]);
			if (row[i].label == g->id && element_owns(&e, f->id))
				return &row[i];
		}
	return NULL;
}

static void elements(struct nas *n, const struct message_def *m)
{
	const struct row *row = &schema_row[m->first];
	size_t i = 0;
	bool half = false;
	for (; i < m->count && row[i].form <= FORM_LVE && write_ok(n->w); i++) {
		by_order(n, &row[i], half);
		half = row[i].form == FORM_V4 && !half;
	}
	for (const struct field *f; write_ok(n->w) && (f = kids_first(n->w, &n->k)) != NULL;) {
		const struct row *is = row_of(n, row + i, m->count - i, f);
		if (is != NULL) {
			by_tag(n, is);
		} else if (f->id == n->proto->unknown) {
			kids_use(n->w, f);
			write_octets(n->w, write_span(n->w, f));
		} else {
			break;
		}
	}
}

static uint64_t said(struct nas *n, uint16_t id, uint64_t otherwise)
{
	return kids_said(n->w, &n->k, id, otherwise);
}

static void octets(struct nas *n, uint16_t id, uint16_t size)
{
	encode_element(n->w, &(struct element){ .label = id, .size = size }, &n->k);
}

static void service_request(struct nas *n)
{
	said(n, F_NASEPS_PROTOCOL_DISCRIMINATOR, 0);
	said(n, F_NASEPS_SECURITY_HEADER_TYPE, 0);
	write_bits(n->w, SERVICE_REQUEST << 4 | PD_EMM, 8);
	octets(n, F_NASEPS_KSI_AND_SEQUENCE_NUMBER, 1);
	octets(n, F_NASEPS_SHORT_MAC, 2);
}

static void header_eps(struct nas *n, bool session, uint32_t code)
{
	uint64_t first = said(n, F_NASEPS_PROTOCOL_DISCRIMINATOR, session ? PD_ESM : PD_EMM);
	write_bits(n->w, said(n, session ? F_NASEPS_EPS_BEARER_IDENTITY : F_NASEPS_SECURITY_HEADER_TYPE, 0), 4);
	write_bits(n->w, first, 4);
	if (session)
		write_bits(n->w, said(n, F_NASEPS_PROCEDURE_TRANSACTION_IDENTITY, 0), 8);
	write_bits(n->w, code, 8);
}

static void header_5gs(struct nas *n, bool session, uint32_t code)
{
	write_bits(n->w, said(n, F_NAS5GS_EXTENDED_PROTOCOL_DISCRIMINATOR, session ? EPD_5GSM : EPD_5GMM), 8);
	write_bits(n->w, said(n, session ? F_NAS5GS_PDU_SESSION_IDENTITY : F_NAS5GS_SECURITY_HEADER_TYPE, 0), 8);
	if (session)
		write_bits(n->w, said(n, F_NAS5GS_PROCEDURE_TRANSACTION_IDENTITY, 0), 8);
	write_bits(n->w, code, 8);
}

/* A message behind a security header, as it stands or from its members. */
static void protected(struct nas *n)
{
	bool eps = n->eps;
	uint64_t security = said(n, eps ? F_NASEPS_SECURITY_HEADER_TYPE : F_NAS5GS_SECURITY_HEADER_TYPE, 1);
	uint64_t first = said(n, eps ? F_NASEPS_PROTOCOL_DISCRIMINATOR : F_NAS5GS_EXTENDED_PROTOCOL_DISCRIMINATOR,
	                      eps ? PD_EMM : EPD_5GMM);
	write_bits(n->w, eps ? security << 4 | first : first, 8);
	if (!eps)
		write_bits(n->w, security, 8);
	octets(n, eps ? F_NASEPS_MESSAGE_AUTHENTICATION_CODE : F_NAS5GS_MESSAGE_AUTHENTICATION_CODE, 4);
	octets(n, eps ? F_NASEPS_SEQUENCE_NUMBER : F_NAS5GS_SEQUENCE_NUMBER, 1);
	said(n, eps ? F_NASEPS_NULL_CIPHERED : F_NAS5GS_NULL_CIPHERED, 0);
	uint16_t closed = eps ? F_NASEPS_CIPHERED_CONTENT : F_NAS5GS_CIPHERED_CONTENT;
	if (kids_find(n->w, &n->k, closed) != NULL)
		octets(n, closed, 0);
	else
		encode_message(n->w, &n->k);
}

void encode_nas(struct writer *w, struct kids *k, const struct field *f)
{
	uint16_t proto = schema_field[f->id].proto;
	struct nas n = { .w = w, .proto = &schema_proto[proto], .eps = proto == PROTO_NASEPS, .k = kids_of(w->p, f) };
	const struct message_def *m = encode_described(f);
	(void)k;
	kids_use(w, f);
	if (f->id == (n.eps ? F_NASEPS_SECURITY_PROTECTED_MESSAGE : F_NAS5GS_SECURITY_PROTECTED_MESSAGE)) {
		protected(&n);
	} else if (f->id == F_NASEPS_SERVICE_REQUEST) {
		service_request(&n);
	} else if (m == NULL) {
		write_fail(w, f->id, "is no message");
	} else {
		said(&n, n.proto->code, 0);
		bool session = m->code >= SESSION; /* TS 24.501 9.7, TS 24.301 9.8 */
		if (n.eps)
			header_eps(&n, session, m->code);
		else
			header_5gs(&n, session, m->code);
		elements(&n, m);
	}
	kids_end(w, &n.k);
}
