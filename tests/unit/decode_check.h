/* SPDX-License-Identifier: Apache-2.0
 *
 * decode_check.h - what holds for every pdu, whatever the octets; for tests of decoders
 */
#ifndef PT_TEST_DECODE_CHECK_H
#define PT_TEST_DECODE_CHECK_H

#include "watch/decode/decode.h"
#include "watch/decode/schema.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct sample {
	enum proto_id proto;
	uint8_t raw[768];
	size_t n;
};

static struct sample samples[64];
static size_t count;
static struct field fields[PDU_FIELDS];

static enum proto_id proto_of(const char *line)
{
	for (unsigned i = 1; i < PROTO_N; i++) {
		const char *name = &schema_text[schema_proto[i].name];
		size_t n = strlen(name);
		if (strncmp(line, name, n) == 0 && line[n] == ' ')
			return (enum proto_id)i;
	}
	return PROTO_NONE;
}

/* The lines "PROTOCOL HEX" of a file below tests/decode. */
static int load_samples(const char *file, size_t least)
{
	char path[512], line[2048];
	const char *tests = getenv("PETRIN_TESTS");
	snprintf(path, sizeof path, "%s/decode/%s", tests ? tests : "tests", file);
	FILE *f = fopen(path, "r");
	if (f == NULL)
		return -1;
	while (fgets(line, sizeof line, f) != NULL && count < sizeof samples / sizeof samples[0]) {
		struct sample *s = &samples[count];
		unsigned octet;
		*s = (struct sample){ .proto = proto_of(line) };
		if (s->proto == PROTO_NONE)
			continue;
		for (const char *p = strchr(line, ' '); s->n < sizeof s->raw && *p != '\0';) {
			if (*p == ' ' || *p == '\n')
				p++;
			else if (sscanf(p, "%2x", &octet) == 1)
				s->raw[s->n++] = (uint8_t)octet, p += 2;
			else
				return -1;
		}
		count++;
	}
	fclose(f);
	return count >= least ? 0 : -1;
}

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

#endif
