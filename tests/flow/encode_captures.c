/* SPDX-License-Identifier: Apache-2.0
 *
 * encode_captures.c - every message of captures is written again from its fields, for encode.py
 *
 *	encode_captures FILE...
 *
 * Prints a line for each kind of message: protocol, name, how many were sound, written, have the same fields again and
 * the same octets, and an example of a frame where they differ with the first such octet.  No contents.
 */
#include <stdio.h>
#include <string.h>

#include "watch/capture/capture.h"
#include "watch/decode/decode.h"
#include "watch/decode/encode.h"
#include "watch/decode/schema.h"
#include "watch/speaks.h"

struct tally {
	unsigned sound, written, fields, octets;
	unsigned file, frame, at; /* the first that differs */
	struct encode_fault fault;
};

static struct tally tallies[F_N];
static struct field fields[PDU_FIELDS], again[PDU_FIELDS];
static uint8_t out[1 << 16];

static bool same(const struct pdu *p, const struct pdu *q)
{
	if (p->n != q->n || p->flags != q->flags)
		return false;
	for (uint32_t i = 0; i < p->n; i++) {
		const struct field *a = &p->f[i], *b = &q->f[i];
		if (a->id != b->id || a->kind != b->kind || a->depth != b->depth || a->num != b->num ||
		    a->bits != b->bits || (a->len != b->len && a->kind != FIELD_GROUP && a->kind != FIELD_NUMBER &&
		                           a->kind != FIELD_SIGNED))
			return false;
	}
	return true;
}

/* One message in these octets of a payload. */
static void one(const struct payload *p, enum proto_id proto, struct span raw)
{
	struct pdu m = decode(proto, raw, fields, PDU_FIELDS);
	struct tally *t = &tallies[m.message];
	if (m.flags & (PDU_DAMAGED | PDU_CUT))
		return;
	struct encode_fault fault;
	size_t n = encode(&m, out, sizeof out, &fault), at = 0;
	while (at < n && at < raw.n && out[at] == raw.p[at])
		at++;
	struct pdu q = decode(proto, (struct span){ out, n }, again, PDU_FIELDS);
	bool good = n > 0 && same(&m, &q), whole = n == raw.n && at == n;
	t->sound++;
	t->written += n > 0;
	t->fields += good;
	t->octets += whole;
	if (!whole && t->frame == 0) {
		t->file = p->file;
		t->frame = (unsigned)p->frame;
		t->at = (unsigned)at;
		t->fault = fault;
	}
}

/* The messages of NAS in it are tried on their own, too. */
static void message(void *ctx, const struct payload *p)
{
	static struct field outer[PDU_FIELDS];
	(void)ctx;
	if (p->kind != PAYLOAD_DATA || p->transport == PAYLOAD_TCP || p->missing > 0)
		return;
	enum proto_id proto = speaks_proto(speaks_of(p));
	if (proto == PROTO_NONE || !encode_knows(proto))
		return;
	one(p, proto, p->data);
	struct pdu m = decode(proto, p->data, outer, PDU_FIELDS);
	for (uint32_t i = 1; i < m.n; i++) {
		const struct field *f = &m.f[i];
		uint8_t inner = schema_field[f->id].proto;
		if (f->kind == FIELD_GROUP && schema_proto[inner].engine == ENGINE_NAS && f[-1].kind == FIELD_BYTES &&
		    f[-1].off == f->off && f[-1].len == f->len)
			one(p, (enum proto_id)inner, (struct span){ p->data.p + f->off, f->len });
	}
}

int main(int argc, char **argv)
{
	struct arena a = arena_reserve(CAPTURE_MEMORY, "encode_captures");
	struct pt_err e = { .code = PT_OK };
	struct capture_sink sink = { .payload = message };
	struct capture_file *files;
	struct capture c;
	size_t n;
	if (argc < 2)
		return 2;
	if (!find_captures(&a, (const char *const *)argv + 1, (size_t)(argc - 1), &files, &n, &e)) {
		fprintf(stderr, "%s\n", e.text);
		return 3;
	}
	capture_begin(&c, &a, &sink);
	capture_files(&c, files, n);
	find_close(files, n);
	for (uint16_t id = 0; id < F_N; id++) {
		const struct tally *t = &tallies[id];
		if (t->sound > 0)
			printf("%s\t%s\t%u\t%u\t%u\t%u\t%u\t%u\t%u\t%s %s\n",
			       id > 0 ? field_proto(id) : "without a message", field_name(id), t->sound,
			       t->written, t->fields, t->octets, t->file, t->frame, t->at, field_name(t->fault.field),
			       t->fault.why ? t->fault.why : "");
	}
	return 0;
}
