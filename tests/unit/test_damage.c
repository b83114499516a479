/* SPDX-License-Identifier: Apache-2.0
 *
 * test_damage.c - a message of each type of a protocol, with what it has to have and with all that it may: every
 * prefix and every change of one octet ends as it has to, and damage stays where it is
 *
 * usage: test_damage PROTOCOL.  What is changed inside of an element with a length of its own changes nothing in front
 * of that element and nothing behind it.
 */
#include "aper_make.h"
#include "octets_make.h"
#include "decode_check.h"
#include "watch/decode/encode.h"

enum { FIELDS = 300, PIECES = 512, DRAWS = 400 };

/* An element: where its head begins, where its value. */
struct piece {
	uint32_t from, value, end;
};
static struct piece pieces[PIECES];
static unsigned pieces_n;
static enum proto_id proto;
static struct field sound[PDU_FIELDS];
static unsigned messages, decoded, held, never, without;

static void piece(size_t from, size_t value)
{
	if (pieces_n < PIECES && value < put_n)
		pieces[pieces_n++] = (struct piece){ (uint32_t)from, (uint32_t)value, (uint32_t)put_n };
}

/* --- what has to hold --- */

static const struct piece *innermost(uint32_t at)
{
	const struct piece *best = NULL;
	for (unsigned i = 0; i < pieces_n; i++)
		if (at >= pieces[i].value && at < pieces[i].end && (!best || pieces[i].from > best->from))
			best = &pieces[i];
	return best;
}

/* The next field that is not of that element.  What is missing may follow from what an element says. */
static const struct field *outside(const struct pdu *p, uint32_t *i, const struct piece *e)
{
	while (*i < p->n) {
		const struct field *f = &p->f[(*i)++];
		bool missing = f->kind == FIELD_DAMAGED && f->num == DAMAGE_MISSING;
		if (!missing && (f->off < e->from || f->off + f->len > e->end))
			return f;
	}
	return NULL;
}

static void stays_inside(const struct pdu *before, const struct pdu *after, uint32_t at)
{
	const struct piece *e = innermost(at);
	if (e == NULL)
		return;
	for (uint32_t i = 0, k = 0;;) {
		const struct field *a = outside(before, &i, e), *b = outside(after, &k, e);
		if (a == NULL && b == NULL)
			break;
		if (a == NULL || b == NULL || a->id != b->id || a->kind != b->kind || a->off != b->off ||
		    a->len != b->len || a->depth != b->depth || a->num != b->num)
			fail_msg("%s: octet %u of %s %u..%u changes %s into %s", field_name(before->message), at,
			         "the element at", e->from, e->end, a ? field_name(a->id) : "nothing",
			         b ? field_name(b->id) : "nothing");
	}
	held++;
}

static void changes(uint8_t *copy, const struct pdu *before)
{
	for (uint32_t k = 0; k < put_n; k++) {
		uint8_t was = put_raw[k];
		for (unsigned v = 0; v < 11; v++) {
			copy[k] = (uint8_t)(v < 8 ? was ^ 1u << v : v == 8 ? 0u : v == 9 ? 255u : was + 1u);
			struct pdu p = decode(proto, (struct span){ copy, put_n }, fields, PDU_FIELDS);
			check(&p, put_n);
			stays_inside(before, &p, k);
			decoded++;
		}
		copy[k] = was;
	}
}

static void prefixes(void)
{
	for (size_t k = 0; k <= put_n; k++)
		decode_copy(proto, put_raw, k);
}

/* Messages of NAS may share a code: which it is follows from what is in them. */
static bool same_code(uint16_t a, uint16_t b)
{
	uint32_t code[2] = { 0, 1 };
	for (uint16_t i = 0; i < schema_proto[proto].messages; i++) {
		const struct message_def *m = &schema_message[schema_proto[proto].message + i];
		code[0] = m->label == a ? m->code : code[0];
		code[1] = m->label == b ? m->code : code[1];
	}
	return code[0] == code[1];
}

/* What was made, and its elements. */
static void one_message(uint16_t label)
{
	uint8_t *copy = test_malloc(put_n);
	memcpy(copy, put_raw, put_n);
	struct pdu before = decode(proto, (struct span){ copy, put_n }, sound, PDU_FIELDS);
	check(&before, put_n);
	if (before.message != label)
		assert_true(same_code(before.message, label));
	changes(copy, &before);
	prefixes();
	messages++;
	test_free(copy);
}

/* --- ASN.1 --- */

/* A length in front of an open type, X.691 11.9. */
static size_t length(size_t *at)
{
	size_t first = put_raw[(*at)++];
	return first < 0x80 ? first : (first & 63) << 8 | put_raw[(*at)++];
}

/* Elements of the message: number, criticality, length, value.  Messages of other kinds than that have none. */
static void aper_pieces(void)
{
	size_t at = 3, all = put_n;
	pieces_n = 0;
	length(&at);
	at++; /* no extension of the sequence */
	size_t left = (size_t)put_raw[at] << 8 | put_raw[at + 1];
	at += 2;
	for (; left > 0 && at + 5 <= all; left--) {
		size_t from = at;
		at += 3;
		size_t value = at + (put_raw[at] < 0x80 ? 1 : 2), size = length(&at);
		if (size > all - value)
			break;
		at = put_n = value + size;
		piece(from, value);
	}
	if (left > 0 || at != all) {
		pieces_n = 0;
		without++;
	}
	put_n = all;
}

static void aper_message(const struct per_proc *proc, unsigned which, int how)
{
	struct maker m = { .r = rng_of(proc->code, which), .raw = values, .how = how, .fields = FIELDS };
	m.p = (struct pdu){ .raw = { values, 0 }, .f = made, .cap = PDU_FIELDS, .proto = (uint8_t)proto };
	make_message(&m, proc, which);
	put_n = m.p.cut > 0 ? 0 : encode(&m.p, put_raw, sizeof put_raw, NULL);
	if (put_n == 0) {
		assert_true(m.never || how == MAKE_ALL);
		never++;
		return;
	}
	aper_pieces();
	one_message(schema_per_type[proc->type[which]].label);
}

static void aper_all(void)
{
	for (uint16_t k = 0; k < schema_proto[proto].messages; k++)
		for (unsigned which = 0; which < 3; which++) {
			const struct per_proc *proc = &schema_proc[schema_proto[proto].message + k];
			for (int how = MAKE_LEAST; proc->type[which] != 0 && how <= MAKE_ALL; how++)
				aper_message(proc, which, how);
		}
}

/* --- elements of octets --- */

static size_t head_n; /* octets of the head of a message */

static bool whole(size_t begin)
{
	struct pdu p = decode(proto, (struct span){ put_raw, put_n }, fields, PDU_FIELDS);
	for (uint32_t i = 0; i < p.n; i++)
		if (p.f[i].kind == FIELD_DAMAGED && p.f[i].off >= begin && p.f[i].off < put_n &&
		    p.f[i].num != DAMAGE_MISSING)
			return false;
	return p.cut == 0;
}

/* Whether the element that begins there is one, in a message of its own. */
static bool fits(size_t begin)
{
	static uint8_t saved[ROOM];
	size_t saved_n = put_n, size = put_n - begin;
	memcpy(saved, put_raw, put_n);
	memmove(put_raw + head_n, put_raw + begin, size);
	put_n = head_n + size;
	put_end(proto);
	bool ok = whole(head_n);
	memcpy(put_raw, saved, saved_n);
	put_n = saved_n;
	return ok;
}

static void tlv_element(const struct row *row, const struct row *here, unsigned depth);

static void tlv_value(const struct row *row, uint16_t kids, unsigned depth)
{
	const struct message_def *m = &schema_message[kids];
	size_t size = row->max > 0 && row->max == row->min ? row->max : row->min + upto(24);
	if (kids == 0) {
		put_any(size);
		return;
	}
	for (uint16_t i = 0; depth < 6 && i < m->count; i++) {
		const struct row *one = &schema_row[m->first + i];
		if (one->presence == PRESENCE_MANDATORY)
			tlv_element(&schema_row[schema_field[one->label].row], one, depth + 1);
	}
}

static void tlv_element(const struct row *row, const struct row *here, unsigned depth)
{
	static uint8_t inside[ROOM];
	uint16_t kids = here != NULL && here->kids != 0 ? here->kids : row->kids;
	size_t begin = put_n;
	unsigned first = pieces_n;
	for (unsigned k = 0; k < DRAWS; k++) {
		draw = rng_of(row->label * 8u + depth, k);
		put_n = begin;
		pieces_n = first;
		put_head(proto, row, 0);
		size_t value = put_n;
		tlv_value(row, kids, depth);
		size_t size = put_n - value;
		memcpy(inside, put_raw + value, size);
		put_n = begin;
		put_head(proto, row, size);
		if (proto == PROTO_GTPV2)
			put_raw[begin + 3] = (uint8_t)(here != NULL ? here->space : 0);
		memcpy(put_raw + put_n, inside, size);
		put_n += size;
		piece(begin, value);
		while ((proto == PROTO_DIAMETER || proto == PROTO_M3UA) && put_n % 4 != 0)
			put(0, 1);
		if (fits(begin))
			return;
	}
	never++;
}

static const struct row *described(const struct row *here)
{
	uint16_t row = schema_field[here->label].row;
	return row != 0 ? &schema_row[row] : here;
}

/* What message `i` has to have, and then every so many of all elements. */
static void tlv_message(uint16_t i, bool all)
{
	const struct proto_def *def = &schema_proto[proto];
	const struct message_def *m = &schema_message[def->message + i];
	pieces_n = 0;
	draw = rng_of(i, all);
	put_begin(proto, m->code, all || proto == PROTO_GTPV1 || proto == PROTO_GTPU);
	head_n = put_n;
	for (uint16_t r = 0; r < m->count; r++)
		if (schema_row[m->first + r].presence == PRESENCE_MANDATORY)
			tlv_element(described(&schema_row[m->first + r]), &schema_row[m->first + r], 0);
	for (uint16_t r = i; all && r < def->ies && put_n < ROOM / 2; r = (uint16_t)(r + def->messages))
		if (schema_row[def->ie + r].label != 0 && (proto == PROTO_DIAMETER || proto == PROTO_PFCP ||
		                                            schema_row[def->ie + r].space == 0))
			tlv_element(&schema_row[def->ie + r], NULL, 0);
	put_end(proto);
	one_message(m->label);
}

static void nas_message(uint16_t i, bool all)
{
	static const uint8_t heads[] = { [FORM_LV] = 1, [FORM_LVE] = 2, [FORM_TV] = 1, [FORM_TLV] = 2, [FORM_TLVE] = 3,
		                         [FORM_IE] = 0 };
	const struct message_def *m = &schema_message[schema_proto[proto].message + i];
	bool session = m->code >= 0xc0, half = false;
	put_n = pieces_n = 0;
	if (proto == PROTO_NAS5GS)
		put(session ? 0x2e : 0x7e, 1), put(session ? 5 : 0, 1), put(1, session);
	else
		put(session ? 0x52 : 0x07, 1), put(1, session);
	put(m->code, 1);
	for (uint16_t r = 0; r < m->count; r++) {
		const struct row *row = &schema_row[m->first + r];
		size_t begin = put_n;
		bool before = half, fit = false;
		if (row->form >= FORM_T4 && !all)
			break;
		for (unsigned k = 0; k < DRAWS && !fit; k++) {
			draw = rng_of(m->label * 64u + r, k);
			put_n = begin;
			half = before;
			put_nas(row, &half);
			fit = whole(begin);
		}
		never += !fit;
		if (row->form != FORM_V4 && row->form != FORM_T4)
			piece(begin, begin + heads[row->form]);
	}
	one_message(m->label);
}

static void damage_stays_in_its_place(void **unused)
{
	const struct proto_def *def = &schema_proto[proto];
	(void)unused;
	if (def->engine == ENGINE_APER)
		aper_all();
	for (uint16_t i = 0; def->engine != ENGINE_APER && i < def->messages; i++)
		for (unsigned all = 0; all < 2; all++)
			if (def->engine == ENGINE_NAS)
				nas_message(i, all);
			else
				tlv_message(i, all);
	print_message("# %u messages, %u changes, %u of them in elements; %u never fit\n", messages, decoded, held,
	              never);
	assert_true(messages >= def->messages && held > 0);
	assert_true(never < messages / 4 && without < messages / 10);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(damage_stays_in_its_place) };
	for (unsigned i = 1; argc == 2 && i < PROTO_N; i++)
		if (strcmp(&schema_text[schema_proto[i].name], argv[1]) == 0)
			proto = (enum proto_id)i;
	(void)load_samples;
	return proto == PROTO_NONE ? 2 : cmocka_run_group_tests(tests, NULL, NULL);
}
