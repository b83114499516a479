/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_jsons.c - what the reader of streams walks, skips and hands over is what the reader of texts accepts
 *
 * The first octet says how many octets a read gives and how deep is walked before values are handed over.
 */
#include <stdlib.h>
#include <string.h>

#include "base/jsons.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static long read_little(struct stream *s, void *to, size_t n, struct pt_err *e)
{
	size_t most = *(const size_t *)s->ctx;
	struct stream all = stream_memory(s->memory);
	long got = all.read(&all, to, n < most ? n : most, e);
	s->memory = all.memory;
	s->total += (uint64_t)got;
	return got;
}

static void walk(struct jsons *s, unsigned depth)
{
	enum json_kind kind = jsons_peek(s);
	struct jsons_value v;
	struct str key;
	struct json j;
	if (depth > 0 && kind == JSON_OBJECT) {
		jsons_object(s);
		while (jsons_key(s, &key))
			walk(s, depth - 1);
	} else if (depth > 0 && kind == JSON_ARRAY) {
		jsons_array(s);
		for (unsigned i = 0; jsons_more(s); i++) {
			if (i % 2)
				jsons_skip(s);
			else
				walk(s, depth - 1);
		}
	} else if (jsons_value(s, 1 << 20, &v) && v.text.p != NULL) {
		struct arena a = *s->a;
		json_of(&j, &a, v.text, NULL, NULL);
		json_skip(&j);
		if (!json_done(&j))
			jsons_fail(s, PT_INVALID, "is no value");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena keep; /* mapping it anew would take most of the time */
	if (keep.beg == NULL)
		keep = arena_reserve((size_t)1 << 28, "fuzz");
	if (size == 0)
		return 0;
	struct arena a = keep, b = keep;
	struct str text = { (const char *)data + 1, size - 1 };
	size_t most = 1 + (data[0] & 0x3f);
	unsigned depth = data[0] >> 6;
	struct stream source = { .read = read_little, .fd = -1, .ctx = &most, .memory = text };
	struct pt_err e = { 0 };
	struct jsons *s = NEW(&a, struct jsons, 1);
	jsons_open(s, &a, source, &e);
	walk(s, depth);
	bool ok = jsons_done(s);
	if (ok != (e.code == PT_OK) || e.at.byte > text.n + 1)
		abort();
	struct json j;
	json_of(&j, &b, text, NULL, NULL);
	json_skip(&j);
	bool good = json_done(&j);
	/* the walk is stricter only where a key is there twice, or longer than any of ours */
	bool stricter = strstr(e.text, "twice") || strstr(e.text, "4096") || strstr(e.text, "1024");
	if (ok != good && !(good && stricter))
		abort();
	return 0;
}
