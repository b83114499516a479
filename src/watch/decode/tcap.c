/* SPDX-License-Identifier: Apache-2.0
 *
 * tcap.c - TCAP, ITU-T Q.773, in the basic encoding of ASN.1 (X.690): transactions, dialogues, components
 *
 * What an operation carries stays octets.  Bounded: each level reads only what its container holds, lengths without
 * an end mark are searched by counting, not by calling, and a message has at most COMPONENTS.
 */
#include "watch/decode/decode.h"
#include "watch/decode/tlv.h"

enum {
	OTID = 0x48, DTID = 0x49, P_ABORT = 0x4a, DIALOGUE = 0x6b, COMPONENTS = 0x6c,
	INTEGER = 0x02, OID = 0x06, SEQUENCE = 0x30, EXTERNAL = 0x28, LINKED = 0x80,
	INVOKE = 0xa1, RESULT_LAST = 0xa2, RETURN_ERROR = 0xa3, REJECT = 0xa4, RESULT = 0xa7,
	CONTEXT_0 = 0xa0, CONTEXT_1 = 0xa1, CONTEXT_2 = 0xa2, MANY = 256, CAP = 146,
};

struct ber {
	uint32_t tag;       /* its octets */
	uint32_t off, len;  /* with its head */
	struct rd in;       /* what it holds */
};

/* 8.1.2, 8.1.3: a tag of at most four octets and a length; UINT32_MAX where an end mark comes. */
static uint32_t head(struct rd *r, uint32_t *tag)
{
	*tag = (uint32_t)rd_be(r, 1);
	if ((*tag & 31) == 31) {
		uint64_t next = 0x80;
		for (unsigned i = 0; i < 3 && next & 0x80; i++)
			*tag = *tag << 8 | (uint32_t)(next = rd_be(r, 1));
		if (next & 0x80)
			rd_fail(r, "a tag of more than four octets");
	}
	uint64_t n = rd_be(r, 1);
	if (n == 0x80)
		return UINT32_MAX;
	if (n < 0x80)
		return (uint32_t)n;
	if (n > 0x84)
		rd_fail(r, "a length of more than four octets");
	n = rd_be(r, (unsigned)(n & 7));
	if (n >= UINT32_MAX)
		rd_fail(r, "longer than anything");
	return (uint32_t)n;
}

/* Octets up to the end mark that belongs to where `r` stands. */
static uint32_t marked(struct rd r)
{
	const uint8_t *begin = r.p;
	for (uint32_t open = 1, tag; open > 0;) {
		uint32_t n = head(&r, &tag);
		if (!rd_ok(&r))
			return UINT32_MAX;
		if (n == UINT32_MAX)
			open++;
		else
			rd_skip(&r, n);
		open -= tag == 0;
	}
	return rd_ok(&r) ? (uint32_t)(r.p - begin) : UINT32_MAX;
}

/* The next value, false at the end or when there is none; the reader tells. */
static bool next(struct rd *r, struct ber *b)
{
	enum { END_MARK = 2 };
	if (rd_left(r) == 0)
		return false;
	b->off = pdu_at(r);
	uint32_t n = head(r, &b->tag), mark = 0;
	if (n == UINT32_MAX && rd_ok(r)) {
		n = marked(*r);
		mark = END_MARK;
	}
	if (n < mark || n > rd_left(r))
		rd_fail(r, "longer than what holds it");
	b->in = rd_sub(r, n - mark);
	rd_skip(r, mark);
	b->len = pdu_at(r) - b->off;
	return rd_ok(r);
}

static struct field *octets(struct pdu *p, uint16_t id, enum field_kind kind, const struct ber *b)
{
	struct rd in = b->in;
	uint32_t n = (uint32_t)rd_left(&in);
	struct field *f = pdu_add(p, id, kind, pdu_at(&in), n);
	f->num = n <= 8 ? rd_be(&in, n) : 0;
	return f;
}

static void word(struct pdu *p, uint16_t id, uint16_t names, const struct ber *b)
{
	octets(p, id, FIELD_ENUM, b)->names = names;
}

static void integer(struct pdu *p, uint16_t id, const struct ber *b)
{
	uint64_t n = rd_left(&b->in);
	struct field *f = octets(p, id, FIELD_SIGNED, b);
	if (n > 0 && n < 8 && f->num >> (8 * n - 1))
		f->num -= 1ull << 8 * n;
}

/* What a loop over a container found at its end. */
static void ended(struct pdu *p, uint16_t id, const struct rd *r, uint32_t off, uint32_t end)
{
	if (!rd_ok(r))
		pdu_damage(p, id, DAMAGE_SHORT, off, end - off);
}

/* Contexts of MAP are 0.4.0.0.1.0.CONTEXT.VERSION (TS 29.002 17.3.2). */
static void context(struct pdu *p, const struct ber *b)
{
	static const uint8_t map[] = { 4, 0, 0, 1, 0 };
	struct rd r = b->in;
	uint32_t off = pdu_at(&r);
	bool is_map = rd_left(&r) == sizeof map + 2;
	octets(p, F_TCAP_APPLICATION_CONTEXT, FIELD_BYTES, b);
	for (size_t i = 0; i < sizeof map; i++)
		is_map &= rd_be(&r, 1) == map[i];
	if (!is_map)
		return;
	struct field *f = pdu_add(p, F_TCAP_MAP_CONTEXT, FIELD_ENUM, off + (uint32_t)sizeof map, 1);
	f->num = rd_be(&r, 1);
	f->names = NAMES_TCAP_CONTEXT;
	pdu_add(p, F_TCAP_MAP_VERSION, FIELD_NUMBER, off + (uint32_t)sizeof map + 1, 1)->num = rd_be(&r, 1);
}

/* AARQ, AARE, ABRT of Q.773 3.2.2: context and result; what users add stays closed. */
static void dialogue_pdu(struct pdu *p, const struct ber *pdu)
{
	struct rd r = pdu->in;
	struct ber b, inner;
	uint32_t group = pdu_open(p, F_TCAP_DIALOGUE, pdu->off);
	struct field *f = pdu_add(p, F_TCAP_DIALOGUE_TYPE, FIELD_ENUM, pdu->off, 1);
	f->num = pdu->tag;
	f->names = NAMES_TCAP_DIALOGUE;
	while (next(&r, &b)) {
		struct rd in = b.in;
		if ((b.tag != CONTEXT_1 && b.tag != CONTEXT_2) || !next(&in, &inner))
			continue;
		if (b.tag == CONTEXT_1 && inner.tag == OID)
			context(p, &inner);
		else if (b.tag == CONTEXT_2 && inner.tag == INTEGER)
			word(p, F_TCAP_RESULT, NAMES_TCAP_RESULT, &inner);
	}
	ended(p, F_TCAP_DIALOGUE, &r, pdu->off, pdu->off + pdu->len);
	pdu_close(p, group, pdu->off + pdu->len);
}

static void dialogue(struct pdu *p, const struct ber *portion)
{
	struct rd r = portion->in, in;
	struct ber external, b;
	if (!next(&r, &external) || external.tag != EXTERNAL) {
		pdu_damage(p, F_TCAP_DIALOGUE_PORTION, rd_ok(&r) ? DAMAGE_UNKNOWN : DAMAGE_SHORT, portion->off,
		           portion->len);
		return;
	}
	for (in = external.in; next(&in, &b);) {
		struct rd one = b.in;
		if (b.tag == CONTEXT_0 && next(&one, &b))
			dialogue_pdu(p, &b);
		ended(p, F_TCAP_DIALOGUE_PORTION, &one, portion->off, portion->off + portion->len);
	}
	ended(p, F_TCAP_DIALOGUE_PORTION, &in, portion->off, portion->off + portion->len);
}

/* Numbers of operations and errors mean MAP unless the context or a subsystem says that it is something else. */
static bool may_be_map(const struct pdu *p)
{
	bool context = false;
	for (uint32_t i = 0; i < p->n; i++) {
		if (p->f[i].id == F_TCAP_MAP_CONTEXT)
			return true;
		context |= p->f[i].id == F_TCAP_APPLICATION_CONTEXT || (p->f[i].id == F_SCCP_SSN && p->f[i].num == CAP);
	}
	return !context;
}

static void code(struct pdu *p, const struct ber *b, uint16_t id, uint16_t names)
{
	if (b->tag == INTEGER)
		word(p, id, may_be_map(p) ? names : 0, b);
	else
		octets(p, id, FIELD_BYTES, b); /* a global code: an object identifier */
}

/* A result stands with its operation in a sequence. */
static void result(struct pdu *p, const struct ber *sequence)
{
	struct rd r = sequence->in;
	struct ber b;
	if (next(&r, &b))
		code(p, &b, F_TCAP_OPERATION, NAMES_TCAP_OPERATION);
	if (rd_left(&r) > 0)
		pdu_add(p, F_TCAP_PARAMETER, FIELD_BYTES, pdu_at(&r), (uint32_t)rd_left(&r));
	ended(p, F_TCAP_COMPONENT, &r, sequence->off, sequence->off + sequence->len);
}

static void problem(struct pdu *p, const struct ber *b)
{
	struct field *f = pdu_add(p, F_TCAP_PROBLEM_KIND, FIELD_ENUM, b->off, 1);
	f->num = b->tag;
	f->names = NAMES_TCAP_PROBLEM;
	octets(p, F_TCAP_PROBLEM, FIELD_NUMBER, b);
}

/* What stands behind the identity of a component, in order: `n` counts it. */
static void member(struct pdu *p, uint32_t kind, const struct ber *b, unsigned n)
{
	if (kind == REJECT)
		problem(p, b);
	else if (kind == INVOKE && n == 0)
		code(p, b, F_TCAP_OPERATION, NAMES_TCAP_OPERATION);
	else if (kind == RETURN_ERROR && n == 0)
		code(p, b, F_TCAP_ERROR, NAMES_TCAP_ERROR);
	else if ((kind == RESULT || kind == RESULT_LAST) && n == 0 && b->tag == SEQUENCE)
		result(p, b);
	else
		pdu_add(p, F_TCAP_PARAMETER, FIELD_BYTES, b->off, b->len);
}

/* Q.773 3.2.1. */
static void component(struct pdu *p, const struct ber *c)
{
	struct rd r = c->in;
	struct ber b;
	uint32_t group = pdu_open(p, F_TCAP_COMPONENT, c->off);
	struct field *f = pdu_add(p, F_TCAP_COMPONENT_TYPE, FIELD_ENUM, c->off, 1);
	f->num = c->tag;
	f->names = NAMES_TCAP_COMPONENT;
	if (next(&r, &b) && b.tag == INTEGER)
		integer(p, F_TCAP_INVOKE_ID, &b);
	for (unsigned n = 0; next(&r, &b);) {
		if (c->tag == INVOKE && b.tag == LINKED)
			integer(p, F_TCAP_LINKED_ID, &b);
		else
			member(p, c->tag, &b, n++);
	}
	ended(p, F_TCAP_COMPONENT, &r, c->off, c->off + c->len);
	pdu_close(p, group, c->off + c->len);
}

static void components(struct pdu *p, const struct ber *portion)
{
	struct rd r = portion->in;
	struct ber c;
	for (unsigned n = 0; next(&r, &c); n++) {
		if (n == MANY) {
			pdu_damage(p, F_TCAP_COMPONENT_PORTION, DAMAGE_MANY, c.off,
			           portion->off + portion->len - c.off);
			return;
		}
		component(p, &c);
	}
	ended(p, F_TCAP_COMPONENT_PORTION, &r, portion->off, portion->off + portion->len);
}

static void portion(struct pdu *p, const struct ber *b)
{
	switch (b->tag) {
	case OTID: octets(p, F_TCAP_OTID, FIELD_BYTES, b); break;
	case DTID: octets(p, F_TCAP_DTID, FIELD_BYTES, b); break;
	case P_ABORT: word(p, F_TCAP_P_ABORT_CAUSE, NAMES_TCAP_P_ABORT, b); break;
	case DIALOGUE: dialogue(p, b); break;
	case COMPONENTS: components(p, b); break;
	default: pdu_add(p, schema_proto[PROTO_TCAP].unknown, FIELD_NUMBER, b->off, b->len)->num = b->tag;
	}
}

/* The whole; one that says to be longer than what there is is read as far as it goes. */
static void message(struct pdu *p, uint16_t label, struct rd r, uint32_t n)
{
	uint32_t off = pdu_at(&r), left = (uint32_t)rd_left(&r);
	bool marks = n == UINT32_MAX;
	struct rd in = rd_sub(&r, marks || n > left ? left : n);
	struct ber b = { .tag = OTID };
	while (next(&in, &b) && !(marks && b.tag == 0))
		portion(p, &b);
	if (!rd_ok(&in) || (!marks && n > left) || (marks && rd_left(&in) == 0 && b.tag != 0))
		pdu_damage(p, label, DAMAGE_SHORT, off, left);
	else if (rd_left(&in) + rd_left(&r) > 0)
		pdu_damage(p, label, DAMAGE_LEFT, pdu_at(&in), (uint32_t)(rd_left(&in) + rd_left(&r)));
}

void tcap_decode(struct pdu *p, struct rd r)
{
	uint32_t off = pdu_at(&r), all = (uint32_t)rd_left(&r), tag, n = head(&r, &tag);
	const struct message_def *m = rd_ok(&r) ? tlv_message(PROTO_TCAP, tag) : NULL;
	uint16_t label = m != NULL ? m->label : schema_proto[PROTO_TCAP].message_unknown;
	if (p->message == 0)
		p->message = m == NULL ? 0 : m->label;
	uint32_t group = pdu_open(p, label, off);
	if (m != NULL) {
		pdu_add(p, schema_proto[PROTO_TCAP].code, FIELD_NUMBER, off, 1)->num = tag;
		message(p, label, r, n);
	} else {
		pdu_damage(p, label, rd_ok(&r) ? DAMAGE_UNKNOWN : DAMAGE_SHORT, off, all);
	}
	pdu_close(p, group, off + all);
}
