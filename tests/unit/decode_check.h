/* SPDX-License-Identifier: Apache-2.0
 *
 * decode_check.h - what holds for every pdu, whatever the octets; for tests of decoders
 */
#ifndef PT_TEST_DECODE_CHECK_H
#define PT_TEST_DECODE_CHECK_H

#include "samples.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct field fields[PDU_FIELDS];

/* Every promise of pdu.h that can be checked without knowing the message. */
static void check(const struct pdu *p, size_t n)
{
	bool damaged = false;
	assert_true(p->n <= p->cap);
	assert_int_equal(p->depth, 0);
	for (uint32_t i = 0; i < p->n; i++) {
		const struct field *f = &p->f[i];
		assert_true(f->id < F_N);
		assert_true(f->kind <= FIELD_DAMAGED);
		assert_true(f->off <= n && f->len <= n - f->off);
		assert_true(f->depth <= PDU_DEPTH);
		assert_true(f->depth <= (i == 0 ? 0 : p->f[i - 1].depth + 1));
		damaged |= f->kind == FIELD_DAMAGED;
	}
	assert_int_equal(damaged || p->cut > 0, (p->flags & (PDU_DAMAGED | PDU_CUT)) != 0);
}

/* Exact size, so that a sanitizer sees one octet too far. */
static void decode_copy(enum proto_id proto, const uint8_t *raw, size_t n)
{
	uint8_t *copy = test_malloc(n ? n : 1);
	memcpy(copy, raw, n);
	struct pdu p = decode(proto, (struct span){ copy, n }, fields, PDU_FIELDS);
	check(&p, n);
	struct pdu q = decode(proto, (struct span){ copy, n }, fields, 3);
	check(&q, n);
	assert_int_equal(q.n, p.n < 3 ? p.n : 3);
	test_free(copy);
}

/* A test: all values of every octet of every sample. */
static inline void every_change_of_one_octet_ends(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < count; i++) {
		struct sample s = samples[i];
		for (size_t k = 0; k < s.n; k++) {
			for (unsigned v = 0; v < 256; v++) {
				s.raw[k] = (uint8_t)v;
				decode_copy(s.proto, s.raw, s.n);
			}
			s.raw[k] = samples[i].raw[k];
		}
	}
}

#endif
