/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_watch.c - captures of any octets through all of `petrin watch`; the last octet says what is asked for
 *
 * What the parent is told it believes; lines are JSON; what is private is a hash; and the counts add up.
 */
#include <string.h>

#include "../unit/watch_near.h"
#include "base/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const filters[] = {
	NULL, NULL, "damaged || peer in {10.0.0.0/8}", "ngap.RAN-UE-NGAP-ID >= 1 || !(proto == \"ngap\")",
	"message contains \"Request\"", "nas5gs.Registration-request || sbi.uri contains \"n\"",
	"time > 0 && octets < 9000",
	"src == 10.0.0.1 || dstport in {53, 8805}",
};

struct lines {
	struct arena scratch, names;
	bool show;
	uint64_t n;
};

static void demand(bool holds)
{
	if (!holds)
		abort();
}

/* "#" and 16 hex digits, or octets of which those that are private are "xx". */
static bool hidden(struct str v)
{
	size_t i = 0;
	while (i < v.n && v.p[i] == 'x')
		i++;
	return i == v.n || (v.n == 17 && v.p[0] == '#');
}

static void field(struct json *j, struct str proto, const struct lines *l)
{
	struct arena scratch = l->names;
	struct str key, name = { "", 0 }, value = { "", 0 };
	bool null = false;
	json_object(j);
	while (json_key(j, &key)) {
		if (str_is(key, "name"))
			name = json_text(j);
		else if (str_is(key, "proto"))
			proto = json_text(j);
		else if (str_is(key, "value") && json_peek(j) == JSON_STRING)
			value = json_text(j);
		else if (str_is(key, "value"))
			null = json_null(j) || (json_skip(j), false);
		else
			json_skip(j);
	}
	uint16_t id = field_find(arena_strn(&scratch, proto.p, proto.n), arena_strn(&scratch, name.p, name.n));
	if (id == 0)
		id = field_find("sbi", arena_strn(&scratch, name.p, name.n));
	demand(id != 0);
	demand(l->show || null || !field_private(id) || hidden(value));
}

static bool line(void *ctx, struct str s, struct pt_err *e)
{
	struct lines *l = ctx;
	struct arena a = l->scratch;
	struct json j;
	struct str key, proto = { "", 0 };
	(void)e;
	json_of(&j, &a, s, "line", NULL);
	json_object(&j);
	while (json_key(&j, &key)) {
		if (str_is(key, "proto"))
			proto = json_text(&j);
		else if (str_is(key, "n"))
			demand((uint64_t)json_int(&j) == ++l->n);
		else if (str_is(key, "fields"))
			for (json_array(&j); json_more(&j);)
				field(&j, proto, l);
		else
			json_skip(&j);
	}
	demand(json_done(&j));
	return true;
}

static void add_up(const struct watch *w, bool all)
{
	uint64_t decoded = 0, messages = 0, sent = 0;
	for (unsigned i = 0; i < SPEAKS_N; i++) {
		const struct watch_row *r = &w->totals.row[i];
		messages += r->messages;
		decoded += speaks_proto((enum speaks)i) != PROTO_NONE ? r->messages : 0;
		demand(r->damaged <= r->messages && r->unknown <= r->messages && r->cut <= r->messages);
		demand(r->ciphered <= r->messages && r->null_ciphered <= r->messages);
	}
	for (size_t i = 0; i < w->peers; i++)
		sent += w->peer[i].sent;
	demand(w->totals.shown <= decoded && (!all || w->totals.shown == decoded));
	demand(sent <= messages);
	demand(w->totals.capture.n[COUNT_captured] <= w->totals.capture.n[COUNT_octets]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const name = "capture";
	static struct arena scratch, names;
	static struct watch out;
	unsigned how = size > 0 ? data[size - 1] : 0;
	if (scratch.beg == NULL) {
		scratch = arena_reserve((size_t)512 << 20, "fuzz");
		names = arena_reserve(1 << 20, "fuzz");
	}
	struct watch_request rq = { .paths = &name, .n = 1, .pdus = how & 1, .hex = how & 2, .ladder = how & 4,
		                    .show_subscribers = how & 8, .filter = filters[how >> 4 & 7] };
	struct lines l = { scratch, names, rq.show_subscribers, 0 };
	const struct watch_lines to = { line, NULL, &l };
	near_watch(&rq, (struct span){ data, size > 0 ? size - 1 : 0 }, &to, &out);
	add_up(&out, rq.filter == NULL);
	demand(!rq.pdus || l.n == out.totals.shown);
	return 0;
}
