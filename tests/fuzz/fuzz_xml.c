/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_xml.c - the XML reader on arbitrary octets, in pieces as large as the first octet says
 *
 * However the octets come, the same events come out.
 */
#include <stdlib.h>
#include <string.h>

#include "base/xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

struct drip {
	struct str rest;
	size_t most;
};

static long drip_read(struct stream *s, void *to, size_t n, struct pt_err *e)
{
	struct drip *d = s->ctx;
	(void)e;
	n = n < d->most ? n : d->most;
	n = n < d->rest.n ? n : d->rest.n;
	memcpy(to, d->rest.p, n);
	d->rest.p += n;
	d->rest.n -= n;
	return (long)n;
}

static uint64_t mix(uint64_t h, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3u;
	return h * 31 + s.n;
}

static uint64_t events(struct arena a, struct str text, size_t most)
{
	struct xml *x = NEW(&a, struct xml, 1);
	struct pt_err e = { 0 };
	struct drip d = { text, most };
	uint64_t h = 0;
	unsigned depth = 0;
	if (xml_open(x, &a, (struct stream){ .read = drip_read, .fd = -1, .ctx = &d }, &e))
		for (enum xml_event ev = xml_next(x); ev != XML_NONE; ev = xml_next(x)) {
			h = mix(h * 4 + (uint64_t)ev, ev == XML_TEXT ? x->text : x->name);
			for (size_t i = 0; i < x->attributes; i++)
				h = mix(mix(h, x->attribute[i].name), x->attribute[i].value);
			depth += ev == XML_START;
			if (depth == 0 || x->depth != depth)
				abort();
			depth -= ev == XML_END;
		}
	if (depth > 0 && e.code == PT_OK) /* the end of a document is the end of its root */
		abort();
	return h * 8 + (uint64_t)e.code + e.at.row * 64 + e.at.column * 4096;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	static struct arena keep;
	if (keep.beg == NULL)
		keep = arena_reserve((size_t)64 << 20, "fuzz");
	struct str text = { (const char *)p, n };
	size_t most = n > 0 ? 1u + p[n / 2] % 16u : 1;
	if (events(keep, text, 1 << 20) != events(keep, text, most))
		abort();
	return 0;
}
