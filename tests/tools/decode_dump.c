/* SPDX-License-Identifier: Apache-2.0
 *
 * decode_dump.c - decodes messages given in hex, for tests and for looking
 *
 * Reads lines "PROTOCOL HEX [anything]" and writes every field as "  name = value [off+len]", indented by
 * depth.
 */
#include "watch/decode/decode.h"
#include "watch/decode/schema.h"

#include <stdio.h>
#include <string.h>

static struct field fields[PDU_FIELDS];
static uint8_t raw[1 << 20];

static const char *const kinds[] = { "group", "number", "signed", "enum", "bits", "bytes", "text", "digits", "plmn",
	                             "addr", "labels", "note", "damaged" };

static size_t unhex(const char *z)
{
	size_t n = 0;
	unsigned octet;
	for (; n < sizeof raw && sscanf(z, "%2x", &octet) == 1 && z[0] > ' ' && z[1] > ' '; z += 2)
		raw[n++] = (uint8_t)octet;
	return n;
}

static void show(const struct pdu *p, struct arena scratch)
{
	for (uint32_t i = 0; i < p->n; i++) {
		const struct field *f = &p->f[i];
		struct arena a = scratch;
		struct buf b = buf_in(&a);
		buf_char(&b, ' ');
		field_text(p, f, &b);
		printf("%*s%s %s%s%s [%u+%u]\n", 2 * f->depth + 2, "", field_name(f->id), kinds[f->kind],
		       b.n > 1 ? " " : "", b.p + 1, f->off, f->len);
	}
}

int main(void)
{
	static char text[2 * sizeof raw + 64];
	struct arena a = arena_reserve(64 << 20, "decode_dump");
	while (fgets(text, sizeof text, stdin) != NULL) {
		char proto[16];
		int at = 0;
		if (text[0] == '#' || sscanf(text, "%15s %n", proto, &at) != 1)
			continue;
		unsigned id = 0;
		for (unsigned i = 1; i < PROTO_N; i++)
			if (strcmp(&schema_text[schema_proto[i].name], proto) == 0)
				id = i;
		struct pdu p = decode((enum proto_id)id, (struct span){ raw, unhex(text + at) }, fields, PDU_FIELDS);
		printf("%s %s%s%s%s\n", proto, field_name(p.message), p.flags & PDU_DAMAGED ? " damaged" : "",
		       p.flags & PDU_NULL_CIPHERED ? " null-ciphered" : "", p.flags & PDU_CIPHERED ? " ciphered" : "");
		show(&p, a);
	}
	return 0;
}
