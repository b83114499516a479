/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_json.c - what the JSON reader accepts, the writer can write so that it reads the same
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void copy_value(struct json *j, struct jsonw *w);

static void copy_members(struct json *j, struct jsonw *w)
{
	struct str key;
	json_object(j);
	jsonw_object(w);
	while (json_key(j, &key)) {
		/* jsonw_key takes C strings: what follows a NUL is lost, and may then be there
		 * twice. */
		if (memchr(key.p, '\0', key.n)) {
			json_fail(j, "out of scope");
			return;
		}
		jsonw_key(w, arena_strn(j->a, key.p, key.n));
		copy_value(j, w);
	}
	jsonw_object_end(w);
}

static void copy_number(struct json *j, struct jsonw *w)
{
	struct str s = json_number_text(j);
	double v;
	if (str_double(s, &v))
		jsonw_number(w, v);
	else
		jsonw_str(w, s);
}

static void copy_value(struct json *j, struct jsonw *w)
{
	switch (json_peek(j)) {
	case JSON_OBJECT: copy_members(j, w); break;
	case JSON_ARRAY:
		json_array(j);
		jsonw_array(w);
		while (json_more(j))
			copy_value(j, w);
		jsonw_array_end(w);
		break;
	case JSON_STRING: jsonw_str(w, json_text(j)); break;
	case JSON_NUMBER: copy_number(j, w); break;
	case JSON_TRUE:
	case JSON_FALSE: jsonw_bool(w, json_bool(j)); break;
	case JSON_NULL:
		json_null(j);
		jsonw_null(w);
		break;
	case JSON_NONE: break;
	}
}

static bool rewrite(struct arena *a, struct str text, struct buf *out)
{
	struct json j;
	struct jsonw w = jsonw_in(out, (unsigned)(text.n % 3));
	json_of(&j, a, text, "fuzz", NULL);
	copy_value(&j, &w);
	return json_done(&j);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena keep; /* mapping it anew would take most of the time */
	if (keep.beg == NULL)
		keep = arena_reserve((size_t)1 << 28, "fuzz");
	struct arena a = keep;
	struct str text = { (const char *)data, size };
	struct buf once = buf_in(&a), twice = buf_in(&a);
	struct json j;
	json_of(&j, &a, text, "fuzz", NULL);
	json_skip(&j);
	bool skipped = json_done(&j);
	if (rewrite(&a, text, &once)) {
		/* Padding keeps the indent, which follows from the length, the same. */
		size_t n = once.n;
		while (once.n % 3 != size % 3)
			buf_char(&once, ' ');
		if (!skipped || !rewrite(&a, (struct str){ once.p, once.n }, &twice) ||
		    twice.n != n || memcmp(once.p, twice.p, n) != 0)
			abort();
	}
	return 0;
}
