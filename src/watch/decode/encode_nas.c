/* SPDX-License-Identifier: Apache-2.0
 *
 * encode_nas.c - NAS messages, written by the tables of data/schema/nas*.ie
 *
 * Header, order, tags and lengths are made here; what is inside of an element is taken as it stands in `raw`
 * (field or group, `off` and `len`).  Halves of octets are taken from the half where decoding found them.
 */
#include "watch/decode/encode.h"
#include "watch/decode/schema.h"

#include <string.h>

enum { EPD_5GSM = 0x2e, PD_EMM = 7, PD_ESM = 2, SERVICE_REQUEST = 12 };

struct writer {
	const struct pdu *p;
	uint8_t *out;
	size_t n, room;
	bool bad;
};

static void octet(struct writer *w, uint64_t v)
{
	if (w->n == w->room || v > 255)
		w->bad = true;
	if (!w->bad)
		w->out[w->n++] = (uint8_t)v;
}

static struct span octets_of(struct writer *w, const struct field *f)
{
	if (f == NULL || f->off > w->p->raw.n || f->len > w->p->raw.n - f->off) {
		w->bad = true;
		return (struct span){ NULL, 0 };
	}
	return (struct span){ w->p->raw.p + f->off, f->len };
}

static void octets(struct writer *w, struct span s)
{
	if (s.n > w->room - w->n)
		w->bad = true;
	if (w->bad || s.n == 0)
		return;
	memcpy(w->out + w->n, s.p, s.n);
	w->n += s.n;
}

/* Behind the last field of the group at `g`. */
static uint32_t end_of(const struct pdu *p, uint32_t g)
{
	uint32_t i = g + 1;
	while (i < p->n && p->f[i].depth > p->f[g].depth)
		i++;
	return i;
}

/* The value of an element: its field, and octets nobody described behind it. */
static struct span value_of(struct writer *w, const struct field *f)
{
	struct span s = octets_of(w, f);
	uint32_t next = f == NULL ? 0 : end_of(w->p, (uint32_t)(f - w->p->f));
	if (w->bad || next >= w->p->n)
		return s;
	const struct field *rest = &w->p->f[next];
	uint16_t spare = w->p->proto == PROTO_NASEPS ? F_NASEPS_SPARE_OCTETS : F_NAS5GS_SPARE_OCTETS;
	if (rest->id == spare && rest->depth == f->depth && rest->off == f->off + f->len)
		s.n += octets_of(w, rest).n;
	return s;
}

/* The member of the group at `g` with that id, or NULL. */
static const struct field *member(const struct pdu *p, uint32_t g, uint16_t id)
{
	for (uint32_t i = g + 1, end = end_of(p, g); i < end; i++)
		if (p->f[i].id == id && p->f[i].depth == p->f[g].depth + 1)
			return &p->f[i];
	return NULL;
}

static void by_order(struct writer *w, uint32_t g, const struct row *row, bool second_half)
{
	const struct field *f = row->label == 0 ? NULL : member(w->p, g, row->label);
	struct span s = { NULL, 0 };
	if (row->label != 0)
		s = value_of(w, f);
	if (row->form == FORM_V4) {
		unsigned half = s.n == 0 ? 0 : second_half ? s.p[0] & 0xf0u : s.p[0] & 15u;
		if (!second_half)
			octet(w, half);
		else if (w->n > 0)
			w->out[w->n - 1] = (uint8_t)(w->out[w->n - 1] | half);
		return;
	}
	if (row->form == FORM_LVE)
		octet(w, s.n >> 8);
	if (row->form == FORM_LV || row->form == FORM_LVE)
		octet(w, row->form == FORM_LV ? s.n : s.n & 255);
	else if (row->max > 0 && s.n != row->max)
		w->bad = true;
	octets(w, s);
}

static void by_tag(struct writer *w, const struct row *row, const struct field *f)
{
	struct span s = value_of(w, f);
	if (row->form == FORM_T4) {
		octet(w, (uint64_t)row->id << 4 | (s.n == 0 ? 0 : s.p[0] & 15u));
		return;
	}
	octet(w, row->id);
	if (row->form == FORM_TLVE)
		octet(w, s.n >> 8);
	if (row->form == FORM_TLV || row->form == FORM_TLVE)
		octet(w, row->form == FORM_TLV ? s.n : s.n & 255);
	else if (s.n != row->max)
		w->bad = true;
	octets(w, s);
}

static void elements(struct writer *w, uint32_t g, const struct message_def *m)
{
	const struct row *row = &schema_row[m->first];
	const struct proto_def *proto = &schema_proto[w->p->proto];
	size_t i = 0;
	bool half = false;
	for (; i < m->count && row[i].form <= FORM_LVE; i++) {
		by_order(w, g, &row[i], half);
		half = row[i].form == FORM_V4 && !half;
	}
	for (uint32_t k = g + 1, end = end_of(w->p, g); k < end && !w->bad; k++) {
		const struct field *f = &w->p->f[k];
		if (f->depth != w->p->f[g].depth + 1)
			continue;
		if (f->kind == FIELD_DAMAGED)
			w->bad = true;
		if (f->id == proto->unknown)
			octets(w, octets_of(w, f));
		for (size_t r = i; r < m->count; r++) {
			if (row[r].label == f->id) {
				by_tag(w, &row[r], f);
				break;
			}
		}
	}
}

static const struct message_def *message_of(const struct proto_def *proto, uint16_t label)
{
	for (uint16_t i = 0; i < proto->messages; i++)
		if (schema_message[proto->message + i].label == label)
			return &schema_message[proto->message + i];
	return NULL;
}

static uint64_t num(struct writer *w, uint32_t g, uint16_t id)
{
	const struct field *f = member(w->p, g, id);
	w->bad |= f == NULL;
	return f == NULL ? 0 : f->num;
}

/* A message in clear: the group at `g` is called like it. */
static void plain(struct writer *w, uint32_t g)
{
	bool eps = w->p->proto == PROTO_NASEPS;
	const struct message_def *m = message_of(&schema_proto[w->p->proto], w->p->f[g].id);
	if (eps && w->p->f[g].id == F_NASEPS_SERVICE_REQUEST) {
		octet(w, SERVICE_REQUEST << 4 | PD_EMM);
		octet(w, num(w, g, F_NASEPS_KSI_AND_SEQUENCE_NUMBER));
		octets(w, octets_of(w, member(w->p, g, F_NASEPS_SHORT_MAC)));
		return;
	}
	if (m == NULL) {
		w->bad = true;
		return;
	}
	bool session = m->code >= 0xc0; /* TS 24.501 9.7, TS 24.301 9.8 */
	uint64_t first = num(w, g, eps ? F_NASEPS_PROTOCOL_DISCRIMINATOR : F_NAS5GS_EXTENDED_PROTOCOL_DISCRIMINATOR);
	if (eps)
		first |= num(w, g, session ? F_NASEPS_EPS_BEARER_IDENTITY : F_NASEPS_SECURITY_HEADER_TYPE) << 4;
	octet(w, first);
	if (session && !eps)
		octet(w, num(w, g, F_NAS5GS_PDU_SESSION_IDENTITY));
	if (session)
		octet(w, num(w, g, eps ? F_NASEPS_PROCEDURE_TRANSACTION_IDENTITY
		                       : F_NAS5GS_PROCEDURE_TRANSACTION_IDENTITY));
	else if (!eps)
		octet(w, num(w, g, F_NAS5GS_SECURITY_HEADER_TYPE));
	octet(w, m->code);
	elements(w, g, m);
}

size_t encode_nas(const struct pdu *p, uint8_t *out, size_t room)
{
	struct writer w = { .p = p, .out = out, .room = room };
	bool eps = p->proto == PROTO_NASEPS;
	uint32_t g = 0;
	if (p->n == 0 || schema_proto[p->proto].engine != ENGINE_NAS)
		return 0;
	if (p->f[0].id == (eps ? F_NASEPS_SECURITY_PROTECTED_MESSAGE : F_NAS5GS_SECURITY_PROTECTED_MESSAGE)) {
		uint64_t security = num(&w, 0, eps ? F_NASEPS_SECURITY_HEADER_TYPE : F_NAS5GS_SECURITY_HEADER_TYPE);
		uint64_t first = num(&w, 0, eps ? F_NASEPS_PROTOCOL_DISCRIMINATOR
		                               : F_NAS5GS_EXTENDED_PROTOCOL_DISCRIMINATOR);
		octet(&w, eps ? security << 4 | first : first);
		if (!eps)
			octet(&w, security);
		octets(&w, octets_of(&w, member(p, 0, eps ? F_NASEPS_MESSAGE_AUTHENTICATION_CODE
		                                          : F_NAS5GS_MESSAGE_AUTHENTICATION_CODE)));
		octet(&w, num(&w, 0, eps ? F_NASEPS_SEQUENCE_NUMBER : F_NAS5GS_SEQUENCE_NUMBER));
		const struct field *closed = member(p, 0, eps ? F_NASEPS_CIPHERED_CONTENT : F_NAS5GS_CIPHERED_CONTENT);
		if (closed != NULL)
			octets(&w, octets_of(&w, closed));
		while (closed == NULL && ++g < p->n && p->f[g].kind != FIELD_GROUP)
			;
		if (closed != NULL || g == p->n)
			return w.bad || closed == NULL ? 0 : w.n;
	}
	plain(&w, g);
	return w.bad ? 0 : w.n;
}
