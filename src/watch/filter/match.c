/* SPDX-License-Identifier: Apache-2.0
 *
 * match.c - whether a message fulfils a filter
 */
#include <strings.h>

#include "watch/filter/filter.h"
#include "watch/filter/value.h"

static bool number(const struct filter_op *op, uint64_t v)
{
	switch ((enum filter_compare)op->compare) {
	case FILTER_HAS: return v != 0;
	case FILTER_EQ: return op->has_num && v == op->num;
	case FILTER_LT: return v < op->num;
	case FILTER_GT: return v > op->num;
	case FILTER_LE: return v <= op->num;
	case FILTER_GE: return v >= op->num;
	case FILTER_CONTAINS: return false;
	}
	return false;
}

static bool contains(struct str s, struct str part)
{
	for (size_t i = 0; part.n <= s.n && i <= s.n - part.n; i++)
		if (part.n == 0 || strncasecmp(s.p + i, part.p, part.n) == 0)
			return true;
	return false;
}

/* Capital letters make no difference. */
static bool text(const struct filter_op *op, struct str s)
{
	switch ((enum filter_compare)op->compare) {
	case FILTER_HAS: return s.n > 0;
	case FILTER_EQ: return s.n == op->text.n && (s.n == 0 || strncasecmp(s.p, op->text.p, s.n) == 0);
	case FILTER_CONTAINS: return contains(s, op->text);
	case FILTER_LT:
	case FILTER_GT:
	case FILTER_LE:
	case FILTER_GE: return false;
	}
	return false;
}

static bool as_text(const struct filter_op *op, const struct pdu *p, const struct field *f, struct arena scratch)
{
	struct buf b = buf_in(&scratch);
	field_text(p, f, &b);
	return text(op, (struct str){ b.p, b.n });
}

/* Sizes of FIELD_ADDR: 4, 16, or both. */
static bool address(const struct filter_op *op, const struct pdu *p, const struct field *f)
{
	const uint8_t *at = p->raw.p + f->off;
	if (f->off > p->raw.n || f->len > p->raw.n - f->off)
		return false;
	return ((f->len == 4 || f->len == 20) && value_in_prefix(op, at, 4)) ||
	       ((f->len == 16 || f->len == 20) && value_in_prefix(op, at + f->len - 16, 6));
}

static bool one_field(const struct filter_op *op, const struct pdu *p, const struct field *f, struct arena scratch)
{
	if (op->compare == FILTER_HAS)
		return true;
	switch ((enum field_kind)f->kind) {
	case FIELD_GROUP:
	case FIELD_NOTE: return false;
	case FIELD_NUMBER: return number(op, f->num);
	case FIELD_SIGNED: return (int64_t)f->num < 0 ? as_text(op, p, f, scratch) : number(op, f->num);
	case FIELD_BITS:
		if (f->bits <= 64 && op->has_num)
			return number(op, f->num);
		break;
	case FIELD_ENUM:
		if (op->has_num)
			return number(op, f->num);
		break;
	case FIELD_ADDR:
		if (op->family)
			return op->compare == FILTER_EQ && address(op, p, f);
		break;
	case FIELD_BYTES:
	case FIELD_TEXT:
	case FIELD_DIGITS:
	case FIELD_PLMN:
	case FIELD_LABELS: break;
	case FIELD_DAMAGED: return false;
	}
	return as_text(op, p, f, scratch);
}

static bool fields(const struct filter_op *op, const struct pdu *p, struct arena scratch)
{
	for (uint32_t i = 0; i < p->n; i++)
		for (size_t k = 0; k < FILTER_IDS && op->ids[k]; k++) {
			const struct field *f = &p->f[i];
			if (f->id == op->ids[k] && f->kind != FIELD_DAMAGED && one_field(op, p, f, scratch))
				return true;
		}
	return false;
}

static bool peer(const struct filter_op *op, const struct peer *p)
{
	if (op->compare == FILTER_HAS)
		return p->family != 0;
	return op->compare == FILTER_EQ && value_in_prefix(op, p->address, p->family);
}

static bool within(const struct filter_op *op, const struct filter_message *m)
{
	uint16_t before = 0; /* most fields have the protocol of the one before */
	const char *proto = NULL, *other;
	if (text(op, str_of(m->proto)))
		return true;
	for (uint32_t i = 0; i < m->pdu->n; i++) {
		if (m->pdu->f[i].id == before)
			continue;
		before = m->pdu->f[i].id;
		other = field_proto(before);
		if (other != proto && text(op, str_of(other)))
			return true;
		proto = other;
	}
	return false;
}

static bool fact(const struct filter_op *op, const struct filter_message *m, struct arena scratch)
{
	const struct payload *p = m->payload;
	switch ((enum filter_fact)op->fact) {
	case FACT_FIELD: return fields(op, m->pdu, scratch);
	case FACT_PROTO: return text(op, str_of(m->proto));
	case FACT_MESSAGE:
		return (op->proto == PROTO_NONE || op->proto == m->pdu->proto) &&
		       text(op, str_of(field_name(m->pdu->message)));
	case FACT_WITHIN: return within(op, m);
	case FACT_FILE: return text(op, str_of(m->file));
	case FACT_SRC: return peer(op, &p->from);
	case FACT_DST: return peer(op, &p->to);
	case FACT_PEER: return peer(op, &p->from) || peer(op, &p->to);
	case FACT_SRCPORT: return number(op, p->from.port);
	case FACT_DSTPORT: return number(op, p->to.port);
	case FACT_PORT: return number(op, p->from.port) || number(op, p->to.port);
	case FACT_TIME: return number(op, p->time);
	case FACT_FRAME: return number(op, p->frame);
	case FACT_OCTETS: return number(op, p->data.n);
	case FACT_DAMAGED: return number(op, (m->pdu->flags & PDU_DAMAGED) != 0);
	case FACT_CIPHERED: return number(op, (m->pdu->flags & PDU_CIPHERED) != 0);
	case FACT_CUT: return number(op, (p->flags & PAYLOAD_CUT) != 0);
	case FACT_LATE: return number(op, (p->flags & PAYLOAD_LATE) != 0);
	case FACT_QUOTED: return number(op, (p->flags & PAYLOAD_QUOTED) != 0);
	}
	return false;
}

bool filter_match(const struct filter *f, const struct filter_message *m, struct arena scratch)
{
	bool v = true;
	for (size_t i = 0; i < f->n; i++) {
		const struct filter_op *op = &f->op[i];
		switch (op->op) {
		case FILTER_TEST: v = fact(op, m, scratch); break;
		case FILTER_NOT: v = !v; break;
		case FILTER_AND: i = v ? i : (size_t)op->to - 1; break;
		case FILTER_OR: i = v ? (size_t)op->to - 1 : i; break;
		}
	}
	return v;
}
