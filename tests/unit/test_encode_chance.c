/* SPDX-License-Identifier: Apache-2.0
 *
 * test_encode_chance.c - elements of octets drawn by chance: what can be read, is written and read again as the same
 *
 * For every element of the protocols with numbers and lengths, and every message of NAS.  Spare bits are lost, so the
 * octets need not be the same; written a second time they are.
 */
#include "watch/decode/decode.h"
#include "watch/decode/encode.h"
#include "octets_make.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { TRIES = 100000 };

static struct field read[PDU_FIELDS], again[PDU_FIELDS];
static uint8_t out[ROOM], twice[ROOM];

static size_t written; /* octets of `out` */

static void differs(const struct pdu *p, uint16_t id, const char *why)
{
	for (size_t i = 0; i < put_n; i++)
		fprintf(stderr, "%02x", put_raw[i]);
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
	struct pdu p = decode(proto, (struct span){ put_raw, put_n }, read, PDU_FIELDS);
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
	size_t begin = put_n;
	size_t size = row->max > 0 && row->max == row->min ? row->max : row->min + upto(upto(2) ? 24 : 100);
	if (row->kids == 0) {
		put_head(proto, row, size);
		put_any(size);
	} else {
		for (uint32_t k = depth < 3 ? upto(3) : 0; k > 0; k--)
			put_element(proto, any_row(proto), depth + 1);
		size = put_n - begin;
		memcpy(inside, put_raw + begin, size);
		put_n = begin;
		put_head(proto, row, size);
		memcpy(put_raw + put_n, inside, size);
		put_n += size;
	}
	while (proto == PROTO_DIAMETER && put_n % 4 != 0)
		put(0, 1);
}

static void put_message(enum proto_id proto, uint32_t code, const struct row *row)
{
	put_begin(proto, code, upto(1));
	for (unsigned k = 0; k < 3; k++)
		if (k == 1 || upto(1))
			put_element(proto, k == 1 ? row : any_row(proto), 0);
	put_end(proto);
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
				put_n = 0;
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
