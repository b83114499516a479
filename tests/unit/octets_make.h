/* SPDX-License-Identifier: Apache-2.0
 *
 * octets_make.h - elements of octets drawn by chance, at the end of what there is
 */
#ifndef PT_TESTS_OCTETS_MAKE_H
#define PT_TESTS_OCTETS_MAKE_H

#include "base/rng.h"
#include "watch/decode/decode.h"
#include "watch/decode/schema.h"

enum { ROOM = 4096 };

static struct rng draw;
static uint8_t put_raw[ROOM];
static size_t put_n;

static uint32_t upto(uint32_t most)
{
	return rng_u32(&draw) % (most + 1);
}

static void put(uint64_t v, unsigned octets)
{
	for (; octets > 0 && put_n < ROOM; octets--)
		put_raw[put_n++] = (uint8_t)(v >> 8 * (octets - 1));
}

/* Small numbers are lengths, types and flags that mean something. */
static void put_any(size_t octets)
{
	bool small = upto(2) > 0;
	for (; octets > 0; octets--)
		put(small && upto(1) ? upto(9) : rng_u32(&draw), 1);
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
	case PROTO_M3UA:
		put(row->id, 2);
		put(size + 4, 2);
		break;
	default:
		put(row->id, 1);
		put(size, row->id >= 128 ? 2 : 0);
		break;
	}
}

/* The head of a message, its length left out; `s`: with the session that it is about. */
static void put_begin(enum proto_id proto, uint32_t code, bool s)
{
	put_n = 0;
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
	case PROTO_M3UA: put(0x0100, 2), put(code, 2), put(0, 4); break;
	case PROTO_GTPV0:
		put(0x1e, 1), put(code, 1), put(0, 2), put(7, 2), put(0, 2), put(0xffffff, 4), put(0, 8);
		break;
	default:
		put(s ? 0x32 : 0x30, 1), put(code, 1), put(0, 2), put(7, 4), put(0x10000, s ? 4 : 0);
		break;
	}
}

/* Its length, once all is there. */
static void put_end(enum proto_id proto)
{
	bool whole = proto == PROTO_DIAMETER || proto == PROTO_M3UA;
	size_t head = whole ? 0 : proto == PROTO_PFCP || proto == PROTO_GTPV2 ? 4 : proto == PROTO_GTPV0 ? 20 : 8;
	size_t at = proto == PROTO_M3UA ? 6 : 2, length = put_n - head;
	if (proto == PROTO_DIAMETER)
		put_raw[1] = (uint8_t)(length >> 16), put_raw[3] = (uint8_t)length, put_raw[2] = (uint8_t)(length >> 8);
	else
		put_raw[at] = (uint8_t)(length >> 8), put_raw[at + 1] = (uint8_t)length;
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

#endif
