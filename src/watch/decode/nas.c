/* SPDX-License-Identifier: Apache-2.0
 *
 * nas.c - NAS messages of 5GS (TS 24.501) and EPS (TS 24.301), by the tables of data/schema/nas*.ie
 *
 * A message is an ordered mandatory part without tags, then elements with tags in any order (TS 24.007 11.2).
 * In front of it may stand a security header.  Networks that cipher with the null algorithm mark messages as
 * ciphered that anybody can read: what looks like a message and decodes without damage is taken for one and
 * gets a note "null-ciphered"; everything else is "ciphered-content" and stays closed.
 *
 * Two messages may have one code, one for each direction: the first that decodes without damage is it.
 */
#include "watch/decode/decode.h"
#include "watch/decode/layout.h"
#include "watch/decode/schema.h"

enum { EPD_5GMM = 0x7e, EPD_5GSM = 0x2e, PD_EMM = 7, PD_ESM = 2, SERVICE_REQUEST = 12, ROWS = 128 };

/* The fields of headers, which both generations have under their own names. */
struct names {
	uint16_t discriminator, security, mac, sequence, session, transaction, ciphered, protected, note, spare;
	uint16_t security_words;
};

static const struct names names_5gs = {
	F_NAS5GS_EXTENDED_PROTOCOL_DISCRIMINATOR, F_NAS5GS_SECURITY_HEADER_TYPE, F_NAS5GS_MESSAGE_AUTHENTICATION_CODE,
	F_NAS5GS_SEQUENCE_NUMBER, F_NAS5GS_PDU_SESSION_IDENTITY, F_NAS5GS_PROCEDURE_TRANSACTION_IDENTITY,
	F_NAS5GS_CIPHERED_CONTENT, F_NAS5GS_SECURITY_PROTECTED_MESSAGE, F_NAS5GS_NULL_CIPHERED, F_NAS5GS_SPARE_OCTETS,
	NAMES_NAS5GS_SECURITY_HEADER_TYPE,
};
static const struct names names_eps = {
	F_NASEPS_PROTOCOL_DISCRIMINATOR, F_NASEPS_SECURITY_HEADER_TYPE, F_NASEPS_MESSAGE_AUTHENTICATION_CODE,
	F_NASEPS_SEQUENCE_NUMBER, F_NASEPS_EPS_BEARER_IDENTITY, F_NASEPS_PROCEDURE_TRANSACTION_IDENTITY,
	F_NASEPS_CIPHERED_CONTENT, F_NASEPS_SECURITY_PROTECTED_MESSAGE, F_NASEPS_NULL_CIPHERED, F_NASEPS_SPARE_OCTETS,
	NAMES_NASEPS_SECURITY_HEADER_TYPE,
};

struct nas {
	struct pdu *p;
	enum proto_id proto;
	const struct names *is;
	bool inside; /* of a security header: there is no second one, whatever the octet says */
	bool bare;   /* only its type and what has a tag */
};

static void one_message(struct pdu *p, enum proto_id proto, struct rd r, bool inside);

/* Codes from 0xc0 are those of session management, the others of mobility management (TS 24.501 9.7, TS 24.301
 * 9.8): one behind the discriminator of the other is no message. */
static const struct message_def *message_of(enum proto_id proto, uint64_t code, bool session)
{
	const struct message_def *m = &schema_message[schema_proto[proto].message];
	size_t lo = 0, hi = schema_proto[proto].messages;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		if (m[mid].code < code)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < schema_proto[proto].messages && m[lo].code == code && session == (code >= 0xc0) ? &m[lo] : NULL;
}

static void number(struct nas *n, uint16_t id, struct rd *r, unsigned size)
{
	uint32_t off = pdu_at(r);
	uint64_t v = rd_be(r, size);
	if (rd_ok(r))
		pdu_add(n->p, id, size > 1 ? FIELD_BYTES : FIELD_NUMBER, off, size)->num = v;
}

static void missing(struct nas *n, const struct row *row, const struct rd *r)
{
	if (row->label != 0)
		pdu_damage(n->p, row->label, DAMAGE_MISSING, pdu_at(r), 0);
}

/* An element of the mandatory part.  `half` holds an octet of which one half has been taken. */
static void by_order(struct nas *n, const struct row *row, struct rd *r, int *half)
{
	if (row->form == FORM_V4 && *half >= 0) {
		layout_half(n->p, row->layout, row->label, *r, (unsigned)*half >> 4);
		*half = -1;
		return;
	}
	*half = -1;
	if (rd_left(r) == 0) {
		missing(n, row, r);
		return;
	}
	if (row->form == FORM_V4) {
		*half = (int)rd_be(r, 1);
		layout_half(n->p, row->layout, row->label, *r, (unsigned)*half & 15);
		return;
	}
	uint32_t off = pdu_at(r), all = (uint32_t)rd_left(r);
	size_t size = rd_left(r);
	if (row->form == FORM_LV || row->form == FORM_LVE)
		size = rd_be(r, row->form == FORM_LV ? 1 : 2);
	else if (row->max > 0)
		size = row->max;
	struct rd value = rd_sub(r, size);
	if (rd_ok(r))
		layout_element(n->p, row->layout, row->label, value, n->is->spare);
	else
		pdu_damage(n->p, row->label, DAMAGE_SHORT, off, all);
}

static const struct row *tagged(const struct row *row, size_t count, unsigned tag)
{
	for (size_t i = 0; i < count; i++)
		if (row[i].form == FORM_T4 ? tag >= 0x80 && row[i].id == tag >> 4 : row[i].id == tag)
			return &row[i];
	return NULL;
}

/* How long an element is that no row describes: TS 24.007 11.2.4. */
static size_t length(unsigned tag, unsigned form, const struct row *row, struct rd *r)
{
	if (form == FORM_TV)
		return row->max;
	if (form == FORM_T4 || (row == NULL && tag >= 0x80))
		return 0;
	return rd_be(r, form == FORM_TLVE || (row == NULL && tag >> 4 == 7) ? 2 : 1);
}

static void by_tag(struct nas *n, const struct row *rows, size_t count, struct rd *r)
{
	uint64_t there[ROWS / 64] = { 0 };
	while (rd_left(r) > 0) {
		uint32_t off = pdu_at(r), all = (uint32_t)rd_left(r);
		unsigned tag = (unsigned)rd_be(r, 1);
		const struct row *row = tagged(rows, count, tag);
		size_t k = row == NULL ? ROWS : (size_t)(row - rows);
		if (k < ROWS)
			there[k / 64] |= 1ull << k % 64;
		if (row != NULL && row->form == FORM_T4) {
			layout_half(n->p, row->layout, row->label, *r, tag & 15);
			continue;
		}
		struct rd value = rd_sub(r, length(tag, row == NULL ? FORM_TLV : row->form, row, r));
		if (!rd_ok(r))
			pdu_damage(n->p, row == NULL ? schema_proto[n->proto].unknown : row->label, DAMAGE_SHORT, off,
			           all);
		else if (row == NULL)
			pdu_add(n->p, schema_proto[n->proto].unknown, FIELD_NUMBER, off, pdu_at(r) - off)->num = tag;
		else
			layout_element(n->p, row->layout, row->label, value, n->is->spare);
	}
	for (size_t i = 0; i < count && i < ROWS; i++)
		if (rows[i].presence == PRESENCE_MANDATORY && !(there[i / 64] >> i % 64 & 1))
			missing(n, &rows[i], r);
}

static void elements(struct nas *n, const struct message_def *m, struct rd r)
{
	const struct row *row = &schema_row[m->first];
	size_t i = 0;
	int half = -1;
	for (; i < m->count && row[i].form <= FORM_LVE; i++)
		if (!n->bare)
			by_order(n, &row[i], &r, &half);
	by_tag(n, row + i, m->count - i, &r);
}

/* The rest of a message, its code first. */
static void message(struct nas *n, bool session, uint32_t group, struct rd *r)
{
	struct pdu *p = n->p;
	uint32_t off = pdu_at(r), all = (uint32_t)rd_left(r);
	uint64_t code = rd_be(r, 1);
	const struct message_def *m = message_of(n->proto, code, session);
	if (!rd_ok(r) || m == NULL) {
		uint16_t unknown = schema_proto[n->proto].message_unknown;
		if (group < p->n)
			p->f[group].id = unknown;
		if (p->message == 0)
			p->message = unknown;
		pdu_damage(p, unknown, rd_ok(r) ? DAMAGE_UNKNOWN : DAMAGE_SHORT, off, all);
		return;
	}
	pdu_add(p, schema_proto[n->proto].code, FIELD_NUMBER, off, 1)->num = code;
	bool outermost = p->message == 0;
	if (outermost)
		p->message = m->label;
	struct pdu before = *p;
	p->flags &= (uint8_t)~PDU_DAMAGED;
	elements(n, m, *r);
	bool other = m + 1 < &schema_message[schema_proto[n->proto].message] + schema_proto[n->proto].messages &&
	             m[1].code == code;
	if (p->flags & PDU_DAMAGED && other) {
		struct pdu first = *p;
		*p = before;
		p->flags &= (uint8_t)~PDU_DAMAGED;
		elements(n, m + 1, *r);
		if (p->flags & PDU_DAMAGED) { /* neither fits: the first one, again */
			*p = before;
			elements(n, m, *r);
			p->flags |= first.flags;
		} else {
			m++;
		}
	}
	p->flags |= before.flags;
	if (group < p->n)
		p->f[group].id = m->label;
	if (outermost)
		p->message = m->label;
}

/* Could that be a message in clear? */
static bool looks_plain(enum proto_id proto, struct rd r)
{
	unsigned first = (unsigned)rd_be(&r, 1);
	if (proto == PROTO_NAS5GS)
		return first == EPD_5GMM || first == EPD_5GSM;
	return (first & 15) == PD_EMM || (first & 15) == PD_ESM;
}

/* Three octets as they should be: by chance once in 400 000 times, so damage behind them is evidence. */
static bool surely_plain(enum proto_id proto, struct rd r)
{
	uint64_t head = rd_be(&r, 2), code = rd_be(&r, 1);
	return proto == PROTO_NAS5GS && head == EPD_5GMM << 8 && rd_ok(&r) && message_of(proto, code, false) != NULL;
}

/* What stands behind a security header: readable, or not. */
static void inner_message(struct nas *n, struct rd r, bool ciphered)
{
	struct pdu *p = n->p, before = *p;
	if (!ciphered) {
		one_message(p, n->proto, r, true);
		return;
	}
	p->flags &= (uint8_t)~PDU_DAMAGED;
	if (looks_plain(n->proto, r)) {
		pdu_add(p, n->is->note, FIELD_NOTE, pdu_at(&r), 0);
		one_message(p, n->proto, r, true);
		if (!(p->flags & PDU_DAMAGED) || surely_plain(n->proto, r)) {
			p->flags |= before.flags | PDU_NULL_CIPHERED;
			return;
		}
	}
	*p = before;
	p->flags |= PDU_CIPHERED;
	pdu_add(p, n->is->ciphered, FIELD_BYTES, pdu_at(&r), (uint32_t)rd_left(&r));
}

static void protected_message(struct nas *n, struct rd *r, unsigned security)
{
	number(n, n->is->mac, r, 4);
	number(n, n->is->sequence, r, 1);
	if (!rd_ok(r))
		pdu_damage(n->p, n->is->protected, DAMAGE_SHORT, pdu_at(r), 0);
	else
		inner_message(n, *r, security == 2 || security == 4 || security == 5);
}

static void security_type(struct nas *n, uint32_t off, unsigned security)
{
	struct field *f = pdu_add(n->p, n->is->security, FIELD_ENUM, off, 1);
	f->num = security;
	f->names = n->is->security_words;
}

static void nas_5gs(struct nas *n, uint32_t group, struct rd *r)
{
	uint32_t begin = pdu_at(r);
	unsigned epd = (unsigned)rd_be(r, 1);
	pdu_add(n->p, n->is->discriminator, FIELD_NUMBER, begin, 1)->num = epd;
	if (epd == EPD_5GSM) {
		number(n, n->is->session, r, 1);
		number(n, n->is->transaction, r, 1);
		message(n, true, group, r);
		return;
	}
	unsigned security = (unsigned)rd_be(r, 1) & 15;
	if (epd == EPD_5GMM && rd_ok(r))
		security_type(n, begin + 1, security);
	if (epd != EPD_5GMM || (security > 4 && !n->inside) || !rd_ok(r)) {
		pdu_damage(n->p, n->is->discriminator, rd_ok(r) ? DAMAGE_UNKNOWN : DAMAGE_SHORT, begin,
		           pdu_at(r) - begin + (uint32_t)rd_left(r));
		return;
	}
	if (security == 0 || n->inside)
		message(n, false, group, r);
	else
		protected_message(n, r, security);
}

static void nas_eps(struct nas *n, uint32_t group, struct rd *r)
{
	uint32_t begin = pdu_at(r);
	unsigned first = (unsigned)rd_be(r, 1), high = first >> 4;
	pdu_add(n->p, n->is->discriminator, FIELD_NUMBER, begin, 1)->num = first & 15;
	if ((first & 15) == PD_ESM) {
		pdu_add(n->p, n->is->session, FIELD_NUMBER, begin, 1)->num = high;
		number(n, n->is->transaction, r, 1);
		message(n, true, group, r);
		return;
	}
	if ((first & 15) != PD_EMM || (high > 5 && high != SERVICE_REQUEST)) {
		pdu_damage(n->p, n->is->discriminator, DAMAGE_UNKNOWN, begin, pdu_at(r) - begin + (uint32_t)rd_left(r));
		return;
	}
	security_type(n, begin, high);
	if (high == 0 || n->inside) {
		message(n, false, group, r);
	} else if (high == SERVICE_REQUEST) { /* 8.2.25: no code, the header says it */
		if (group < n->p->n)
			n->p->f[group].id = F_NASEPS_SERVICE_REQUEST;
		if (n->p->message == 0)
			n->p->message = F_NASEPS_SERVICE_REQUEST;
		number(n, F_NASEPS_KSI_AND_SEQUENCE_NUMBER, r, 1);
		number(n, F_NASEPS_SHORT_MAC, r, 2);
		if (!rd_ok(r))
			pdu_damage(n->p, F_NASEPS_SERVICE_REQUEST, DAMAGE_SHORT, pdu_at(r), 0);
	} else {
		protected_message(n, r, high);
	}
}

static void one_message(struct pdu *p, enum proto_id proto, struct rd r, bool inside)
{
	struct nas n = { .p = p, .proto = proto, .is = &names_eps, .inside = inside };
	if (proto == PROTO_NAS5GS)
		n.is = &names_5gs;
	uint32_t off = pdu_at(&r), all = (uint32_t)rd_left(&r), group = pdu_open(p, n.is->protected, off);
	uint8_t depth = p->depth;
	if (all == 0)
		pdu_damage(p, schema_proto[proto].message_unknown, DAMAGE_SHORT, off, 0);
	else if (depth >= PDU_DEPTH)
		pdu_damage(p, schema_proto[proto].message_unknown, DAMAGE_DEEP, off, all);
	else if (proto == PROTO_NAS5GS)
		nas_5gs(&n, group, &r);
	else
		nas_eps(&n, group, &r);
	p->depth = depth;
	pdu_close(p, group, off + all);
}

void nas_session(struct pdu *p, struct rd r)
{
	struct nas n = { .p = p, .proto = PROTO_NAS5GS, .is = &names_5gs, .bare = true };
	uint32_t off = pdu_at(&r), end = off + (uint32_t)rd_left(&r), group = pdu_open(p, names_5gs.protected, off);
	uint8_t depth = p->depth;
	message(&n, true, group, &r);
	p->depth = depth;
	pdu_close(p, group, end);
}

void nas_decode(struct pdu *p, enum proto_id proto, struct rd r)
{
	one_message(p, proto, r, false);
}
