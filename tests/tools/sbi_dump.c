/* SPDX-License-Identifier: Apache-2.0
 *
 * sbi_dump.c - messages of the service based interfaces in capture files, for tests and for looking
 *
 *	sbi_dump [-f] [-k KEYLOG] FILE...
 *
 * A line for each message: frame, first frame, version, stream, direction, flags, status or 0, method or "?",
 * operation, fields, damage, port of the server, FNV-1a of the path; then counts.  With -f every field that
 * identifies nobody; with -k TLS is opened with these keys, besides those that captures carry.
 */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "watch/capture/capture.h"
#include "watch/sbi/sbi.h"

struct dump {
	struct arena text;
	struct sbi s;
	bool fields;
};

static void show(struct dump *d, const struct pdu *p)
{
	for (uint32_t i = 0; i < p->n; i++) {
		const struct field *f = &p->f[i];
		struct arena a = d->text;
		struct buf b = buf_in(&a);
		buf_str(&b, field_private(f->id) ? "(private)" : "");
		if (!field_private(f->id))
			field_text(p, f, &b);
		printf("%*s%s %u %s\n", 2 * f->depth + 2, "", field_name(f->id), f->kind, b.p);
	}
}

static void message(void *ctx, const struct sbi_message *m)
{
	if (m->version == 0) {
		printf("hello %llu %s %x %u\n", (unsigned long long)m->at.frame,
		       field_name(m->pdu.message), m->flags, m->pdu.flags);
		if (((struct dump *)ctx)->fields)
			show(ctx, &m->pdu);
		return;
	}
	struct dump *d = ctx;
	struct span method = pdu_bytes(&m->pdu, F_SBI_METHOD);
	unsigned status = (unsigned)pdu_num(&m->pdu, F_SBI_STATUS_CODE, 0), damaged = 0;
	for (uint32_t i = 0; i < m->pdu.n; i++)
		damaged += m->pdu.f[i].kind == FIELD_DAMAGED;
	struct span uri = pdu_bytes(&m->pdu, F_SBI_URI);
	uint32_t hash = 0x811c9dc5u;
	for (size_t i = 0; i < uri.n; i++)
		hash = (hash ^ uri.p[i]) * 0x01000193u;
	unsigned port = status ? m->at.from.port : m->at.to.port;
	printf("m %llu %llu %u %u/%u %u %x %u %.*s %s %u %u %u %x\n", (unsigned long long)m->at.frame,
	       (unsigned long long)m->at.first_frame, m->version, m->at.flow, m->stream, m->at.direction, m->flags,
	       status, method.n ? (int)method.n : 1,
	       method.n ? (const char *)method.p : "?", field_name(m->pdu.message),
	       m->pdu.n, damaged, port, hash);
	if (d->fields)
		show(d, &m->pdu);
}

static void secret(void *ctx, const struct capture_secret *k)
{
	sbi_secrets(&((struct dump *)ctx)->s, k->data, true);
}

static void payload(void *ctx, const struct payload *p)
{
	sbi_payload(&((struct dump *)ctx)->s, p);
}

int main(int argc, char **argv)
{
	struct arena a = arena_reserve(CAPTURE_MEMORY, "sbi_dump"), b = arena_reserve(SBI_MEMORY, "sbi_dump");
	struct pt_err e = { .code = PT_OK };
	struct capture_file *files;
	struct capture c;
	size_t n;
	static struct dump d;
	d.fields = argc > 1 && strcmp(argv[1], "-f") == 0;
	d.text = arena_reserve(256 << 20, "sbi_dump");
	int from = d.fields ? 2 : 1;
	const char *keys = argc > from + 1 && strcmp(argv[from], "-k") == 0 ? argv[from + 1] : NULL;
	from += keys ? 2 : 0;
	if (argc <= from)
		return 2;
	if (!find_captures(&a, (const char *const *)argv + from, (size_t)(argc - from), &files, &n, &e)) {
		fprintf(stderr, "%s\n", e.text);
		return 3;
	}
	sbi_begin(&d.s, &b, &(struct sbi_sink){ .message = message, .ctx = &d });
	struct str text = { 0 };
	if (keys && !file_slurp(&d.text, keys, 64 << 20, &text, &e)) {
		fprintf(stderr, "%s\n", e.text);
		return 3;
	}
	sbi_secrets(&d.s, (struct span){ (const uint8_t *)text.p, text.n }, true);
	capture_begin(&c, &a, &(struct capture_sink){ .payload = payload, .secret = secret, .ctx = &d });
	capture_files(&c, files, n);
	sbi_end(&d.s);
	find_close(files, n);
	for (unsigned i = 0; i < SBI_COUNTS; i++)
		if (d.s.n[i] > 0)
			printf("%s %llu\n", sbi_count_name(i), (unsigned long long)d.s.n[i]);
	return 0;
}
