/* SPDX-License-Identifier: Apache-2.0
 *
 * test_encode_chance.c - elements of octets drawn by chance: what can be read, is written and read again as the same
 *
 * For every element of the protocols with numbers and lengths, and every message of NAS.  Spare bits are lost, so the
 * octets need not be the same; written a second time they are.
 */
#include "watch/decode/decode.h"
#include "watch/decode/encode.h"
#include "watch/decode/schema.h"
#include "base/rng.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ROOM = 4096, TRIES = 100000 };

static struct field read[PDU_FIELDS], again[PDU_FIELDS];
static struct rng draw;
static uint8_t raw[ROOM], out[ROOM], twice[ROOM];
static size_t n;

static uint32_t upto(uint32_t most)
{
	return rng_u32(&draw) % (most + 1);
}

static void put(uint64_t v, unsigned octets)
{
	for (; octets > 0 && n < ROOM; octets--)
		raw[n++] = (uint8_t)(v >> 8 * (octets - 1));
}

/* Small numbers are lengths, types and flags that mean something. */
static void put_any(size_t octets)
{
	bool small = upto(2) > 0;
	for (; octets > 0; octets--)
		put(small && upto(1) ? upto(9) : rng_u32(&draw), 1);
}

static size_t written; /* octets of `out` */

static void differs(const struct pdu *p, uint16_t id, const char *why)
{
	for (size_t i = 0; i < n; i++)
		fprintf(stderr, "%02x", raw[i]);
	fprintf(stderr, "\n");
	for (size_t i = 0; i < written; i++)
		fprintf(stderr, "%02x", out[i]);
	fail_msg(" %s %s: %s", field_proto(p->message), field_name(id), why);
}

static bool same_field(const struct pdu *p, const struct pdu *q, uint32_t i)
{
	const struct field *a = &p->f[i], *b = &q->f[i];
	if (a->id != b->id || a->kind != b->kind || a->depth != b->depth || a->bits != b->bits || a->names != b->names)
		return false;
	bool octets = a->kind == FIELD_BYTES || a->kind == FIELD_TEXT || a->kind == FIELD_PLMN ||
	              a->kind == FIELD_ADDR || a->kind == FIELD_DIGITS || a->kind == FIELD_LABELS;
	if (!octets)
		return a->num == b->num;
	size_t skip = a->kind == FIELD_DIGITS && a->bits == 4; /* half an octet is another field's */
	return a->len == b->len && memcmp(p->raw.p + a->off + skip, q->raw.p + b->off + skip, a->len - skip) == 0;
}

/* What is mandatory and is not there is no matter here.  An address of 20 octets is two fields of one name, which
 * would be two elements. */
static bool sound(struct pdu *p)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < p->n; i++) {
		const struct field *before = &p->f[i - (i > 0)], *f = &p->f[i];
		if (f->kind == FIELD_ADDR && before->id == f->id && before->off + before->len == f->off)
			return false;
		if (f->kind != FIELD_DAMAGED)
			p->f[kept++] = *f;
		else if (p->f[i].num != DAMAGE_MISSING)
			return false;
	}
	p->n = kept;
	p->flags &= (uint8_t)~PDU_DAMAGED;
	return p->cut == 0;
}

/* True when there was something to compare. */
static bool comes_back(enum proto_id proto)
{
	struct encode_fault fault;
	struct pdu p = decode(proto, (struct span){ raw, n }, read, PDU_FIELDS);
	if (!sound(&p))
		return false;
	size_t m = encode(&p, out, sizeof out, &fault);
	written = m;
	if (m == 0)
		differs(&p, fault.field, fault.why);
	struct pdu q = decode(proto, (struct span){ out, m }, again, PDU_FIELDS);
	if (!sound(&q) || q.n != p.n || q.flags != p.flags)
		differs(&p, p.message, "comes back with other fields");
	for (uint32_t i = 0; i < p.n; i++)
		if (!same_field(&p, &q, i))
			differs(&p, p.f[i].id, "comes back as something else");
	if (encode(&q, twice, sizeof twice, NULL) != m || memcmp(out, twice, m) != 0)
		differs(&p, p.message, "is written in two ways");
	return true;
}

/* Head of an element whose value has so many octets. */
static void put_head(enum proto_id proto, const struct row *row, size_t size)
{
	switch (proto) {
	case PROTO_PFCP:
		put(row->id, 2);
		put(size + (row->space != 0 ? 2 : 0), 2);
		put(row->space, row->space != 0 ? 2 : 0);
		break;
	case PROTO_GTPV2:
		put(row->id, 1);
		put(size, 2);
		put(upto(2) == 0 ? upto(2) : 0, 1);
		break;
	case PROTO_DIAMETER:
		put(row->id, 4);
		put(row->space != 0 ? 0xc0 : 0x40, 1);
		put(size + (row->space != 0 ? 12 : 8), 3);
		put(row->space, row->space != 0 ? 4 : 0);
		break;
	default:
		put(row->id, 1);
		put(size, row->id >= 128 ? 2 : 0);
		break;
	}
}

/* No gap, no extension header; and no address of Diameter, whose family has no field when it is none of IP. */
static bool usable(enum proto_id proto, const struct row *row)
{
	const struct item *first = &schema_item[schema_layout[row->layout].first];
	bool address = proto == PROTO_DIAMETER && row->layout != 0 && first->label == 0 && first->arg == 16;
	return row->label != 0 && !address && (row->space == 0 || proto == PROTO_PFCP || proto == PROTO_DIAMETER);
}

static const struct row *any_row(enum proto_id proto)
{
	const struct row *row;
	do
		row = &schema_row[schema_proto[proto].ie + upto(schema_proto[proto].ies - 1u)];
	while (!usable(proto, row));
	return row;
}

static void put_element(enum proto_id proto, const struct row *row, unsigned depth)
{
	static uint8_t inside[ROOM];
	size_t begin = n, size = row->max > 0 && row->max == row->min ? row->max : row->min + upto(upto(2) ? 24 : 100);
	if (row->kids == 0) {
		put_head(proto, row, size);
		put_any(size);
	} else {
		for (uint32_t k = depth < 3 ? upto(3) : 0; k > 0; k--)
			put_element(proto, any_row(proto), depth + 1);
		size = n - begin;
		memcpy(inside, raw + begin, size);
		n = begin;
		put_head(proto, row, size);
		memcpy(raw + n, inside, size);
		n += size;
	}
	while (proto == PROTO_DIAMETER && n % 4 != 0)
		put(0, 1);
}

static void put_message(enum proto_id proto, uint32_t code, const struct row *row)
{
	bool s = upto(1);
	n = 0;
	switch (proto) {
	case PROTO_PFCP:
		put(s ? 0x21 : 0x20, 1), put(code, 1), put(0, 2), put(rng_u32(&draw), s ? 8 : 0), put(0x700, 4);
		break;
	case PROTO_GTPV2:
		put(s ? 0x48 : 0x40, 1), put(code, 1), put(0, 2), put(rng_u32(&draw), s ? 4 : 0), put(0x700, 4);
		break;
	case PROTO_DIAMETER:
		put(1, 1), put(0, 3), put(code & 1 ? 0x80 : 0, 1), put(code / 2, 3), put(0, 4), put(1, 4), put(2, 4);
		break;
	default:
		put(s ? 0x32 : 0x30, 1), put(code, 1), put(0, 2), put(7, 4), put(0x10000, s ? 4 : 0);
		break;
	}
	for (unsigned k = 0; k < 3; k++)
		if (k == 1 || upto(1))
			put_element(proto, k == 1 ? row : any_row(proto), 0);
	size_t length = proto == PROTO_DIAMETER ? n : proto == PROTO_PFCP || proto == PROTO_GTPV2 ? n - 4 : n - 8;
	raw[proto == PROTO_DIAMETER ? 1 : 2] = (uint8_t)(proto == PROTO_DIAMETER ? 0 : length >> 8);
	raw[proto == PROTO_DIAMETER ? 2 : 3] = (uint8_t)(proto == PROTO_DIAMETER ? length >> 8 : length);
	if (proto == PROTO_DIAMETER)
		raw[3] = (uint8_t)length;
}

static void elements_by_number(void **unused)
{
	unsigned never = 0;
	(void)unused;
	for (unsigned proto = 1; proto < PROTO_N; proto++) {
		const struct proto_def *def = &schema_proto[proto];
		bool known = def->engine == ENGINE_TLV && encode_knows((enum proto_id)proto);
		for (uint16_t i = 0; known && i < def->ies; i++) {
			const struct row *row = &schema_row[def->ie + i];
			unsigned done = 0;
			if (!usable((enum proto_id)proto, row))
				continue;
			for (unsigned k = 0; k < TRIES && done < 40; k++) {
				draw = rng_of(proto * 65536u + i, k);
				const struct message_def *m = &schema_message[def->message + upto(def->messages - 1u)];
				put_message((enum proto_id)proto, m->code, row);
				done += comes_back((enum proto_id)proto);
			}
			if (done == 0) {
				print_error("%s %s never fits\n", field_proto(row->label), field_name(row->label));
				never++;
			}
		}
	}
	assert_int_equal(never, 0);
}

/* Messages in elements would never come about by chance: a status message of session management. */
static bool put_inner(const struct row *row)
{
	const struct item *first = &schema_item[schema_layout[row->layout].first];
	bool eps = first->ref == PROTO_NASEPS;
	if (row->layout == 0 || first->op != ITEM_INTO)
		return false;
	put(eps ? 4 : 5, row->form == FORM_LVE || row->form == FORM_TLVE ? 2 : 1);
	put(eps ? 0x5201e86f : 0x2e0501d66f, eps ? 4 : 5);
	return true;
}

static void put_nas(const struct row *row, bool *half)
{
	uint32_t most = row->max > 0 && row->max < row->min + 20u ? row->max : row->min + 20u;
	size_t size = row->min + upto(most - row->min);
	if (row->form >= FORM_T4 && row->form != FORM_T4)
		put(row->id, 1);
	if (put_inner(row))
		return;
	switch ((enum row_form)row->form) {
	case FORM_V4:
		if (!*half)
			put(rng_u32(&draw), 1);
		*half = !*half;
		return;
	case FORM_T4: put((uint64_t)row->id << 4 | upto(15), 1); return;
	case FORM_LV:
	case FORM_TLV: put(size, 1); break;
	case FORM_LVE:
	case FORM_TLVE: put(size, 2); break;
	case FORM_V:
	case FORM_TV:
	case FORM_IE: size = row->max; break;
	}
	*half = false;
	put_any(size);
}

static void messages_of_nas(void **unused)
{
	unsigned never = 0;
	(void)unused;
	for (unsigned proto = PROTO_NAS5GS; proto <= PROTO_NASEPS; proto++) {
		const struct proto_def *def = &schema_proto[proto];
		for (uint16_t i = 0; i < def->messages; i++) {
			const struct message_def *m = &schema_message[def->message + i];
			unsigned fits = 0;
			for (unsigned k = 0; k < TRIES && fits < 100; k++) {
				bool session = m->code >= 0xc0, half = false;
				draw = rng_of(proto * 65536u + i, k);
				n = 0;
				if (proto == PROTO_NAS5GS)
					put(session ? 0x2e : 0x7e, 1), put(session ? 5 : 0, 1), put(1, session);
				else
					put(session ? 0x52 : 0x07, 1), put(1, session);
				put(m->code, 1);
				for (uint16_t r = 0; r < m->count; r++) {
					const struct row *row = &schema_row[m->first + r];
					if (row->form < FORM_T4 || upto(m->count) < 3)
						put_nas(row, &half);
				}
				fits += comes_back((enum proto_id)proto);
			}
			if (fits == 0)
				print_error("%s never fits\n", field_name(m->label));
			never += fits == 0;
		}
	}
	assert_int_equal(never, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(elements_by_number),
		cmocka_unit_test(messages_of_nas),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
