/* SPDX-License-Identifier: Apache-2.0
 *
 * http.c - HTTP/2 over a connection of TCP
 */
#include "watch/generate/http.h"

enum { FRAME_DATA = 0, FRAME_HEADERS = 1, FRAME_SETTINGS = 4, FRAME_WINDOW_UPDATE = 8, END_STREAM = 1, ACK = 1,
       END_HEADERS = 4, HEAD = 9, WINDOW = 32768, STATIC = 61, FRAME = 16384 };

/* RFC 7541 appendix A, as far as needed: names, and values where there are any. */
static const struct {
	const char *name, *value;
	uint8_t number;
} known[] = {
	{ ":authority", "", 1 }, { ":method", "GET", 2 }, { ":method", "POST", 3 }, { ":path", "/", 4 },
	{ ":scheme", "http", 6 }, { ":scheme", "https", 7 }, { ":status", "200", 8 }, { ":status", "204", 9 },
	{ ":status", "400", 12 }, { ":status", "404", 13 }, { ":status", "500", 14 }, { "accept", "", 19 },
	{ "authorization", "", 23 }, { "content-length", "", 28 }, { "content-type", "", 31 }, { "date", "", 33 },
	{ "location", "", 46 }, { "server", "", 54 }, { "user-agent", "", 58 },
};

static uint64_t hash(uint64_t h, const char *p, size_t n) /* FNV-1a */
{
	for (size_t i = 0; i < n; i++)
		h = (h ^ (uint8_t)p[i]) * 0x100000001b3;
	return h;
}

static void put_number(struct put *o, unsigned first, unsigned bits, uint64_t v)
{
	uint64_t most = (1u << bits) - 1;
	if (v < most) {
		put_be(o, first | v, 1);
		return;
	}
	put_be(o, first | most, 1);
	for (v -= most; v >= 128; v >>= 7)
		put_be(o, 0x80 | (v & 0x7f), 1);
	put_be(o, v, 1);
}

static void put_string(struct put *o, struct str s)
{
	put_number(o, 0, 7, s.n);
	put_octets(o, s.p, s.n);
}

static void remember(struct http_table *t, uint64_t name, uint64_t field, size_t octets)
{
	t->first = (t->first + HTTP_ENTRIES - 1) % HTTP_ENTRIES;
	t->name[t->first] = name;
	t->field[t->first] = field;
	t->size[t->first] = (uint16_t)octets;
	t->octets += (uint32_t)octets;
	for (t->n++; t->octets > HTTP_TABLE; t->n--)
		t->octets -= t->size[(t->first + t->n - 1) % HTTP_ENTRIES];
}

/* Its number in the tables, by hash; 0 = not there. */
static uint32_t find(const struct http_table *t, const uint64_t *hashes, uint64_t wanted)
{
	for (uint32_t i = 0; i < t->n; i++)
		if (hashes[(t->first + i) % HTTP_ENTRIES] == wanted)
			return STATIC + 1 + i;
	return 0;
}

/* Paths and lengths are different each time: they are not worth a place in the table. */
static bool worth(const char *name)
{
	return strcmp(name, ":path") != 0 && strcmp(name, "content-length") != 0 && strcmp(name, "location") != 0;
}

static void put_field(struct put *o, struct http_table *t, const struct http_field *f)
{
	size_t n = strlen(f->name);
	uint64_t name = hash(0xcbf29ce484222325, f->name, n), field = hash(name * 31, f->value.p, f->value.n);
	uint32_t number = 0;
	for (size_t i = 0; i < COUNT(known); i++) {
		if (strcmp(known[i].name, f->name) != 0)
			continue;
		number = number == 0 ? known[i].number : number;
		if (f->value.n > 0 && str_is(f->value, known[i].value)) {
			put_number(o, 0x80, 7, known[i].number);
			return;
		}
	}
	uint32_t whole = worth(f->name) ? find(t, t->field, field) : 0;
	if (whole != 0) {
		put_number(o, 0x80, 7, whole);
		return;
	}
	if (number == 0)
		number = find(t, t->name, name);
	if (worth(f->name)) {
		put_number(o, 0x40, 6, number);
		remember(t, name, field, n + f->value.n + 32);
	} else {
		put_number(o, 0, 4, number);
	}
	if (number == 0)
		put_string(o, (struct str){ f->name, n });
	put_string(o, f->value);
}

/* ---- frames ---- */

static void put_head(struct put *o, size_t n, unsigned type, unsigned flags, uint32_t stream)
{
	put_be(o, n, 3);
	put_be(o, type << 8 | flags, 2);
	put_be(o, stream, 4);
}

void http_frame(struct wire *w, struct http *h, unsigned side, unsigned type, unsigned flags, uint32_t stream,
                struct span payload)
{
	uint8_t octets[HEAD + FRAME];
	struct put o = put_in(octets, sizeof octets);
	put_head(&o, payload.n, type, flags, stream);
	put_octets(&o, payload.p, payload.n);
	if (!o.full)
		wire_tcp_say(w, &h->tcp, side, put_span(&o));
}

void http_open(struct wire *w, struct http *h)
{
	/* at most 100 streams, a window of 64 KB less one octet */
	static const uint8_t settings[] = { 0, 3, 0, 0, 0, 100, 0, 4, 0, 0, 255, 255 };
	static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
	uint8_t octets[64];
	struct put o = put_in(octets, sizeof octets);
	struct span none = { NULL, 0 };
	if (h->tcp.open)
		return;
	wire_tcp_open(w, &h->tcp);
	h->streams = 0;
	h->table[0] = h->table[1] = (struct http_table){ 0 };
	put_text(&o, preface);
	put_head(&o, sizeof settings, FRAME_SETTINGS, 0, 0);
	put_octets(&o, settings, sizeof settings);
	wire_tcp_say(w, &h->tcp, 0, put_span(&o));
	http_frame(w, h, 1, FRAME_SETTINGS, 0, 0, (struct span){ settings, sizeof settings });
	http_frame(w, h, 1, FRAME_SETTINGS, ACK, 0, none);
	http_frame(w, h, 0, FRAME_SETTINGS, ACK, 0, none);
}

static void say(struct wire *w, struct http *h, unsigned side, uint32_t stream, const struct http_field *f, size_t n,
                struct span body)
{
	uint8_t octets[2 * FRAME];
	struct put o = put_in(octets, sizeof octets);
	put_head(&o, 0, FRAME_HEADERS, END_HEADERS | (body.n == 0 ? END_STREAM : 0), stream);
	for (size_t i = 0; i < n; i++)
		put_field(&o, &h->table[side], &f[i]);
	put_at(o.p, o.n - HEAD, 3);
	if (body.n > 0) {
		put_head(&o, body.n, FRAME_DATA, END_STREAM, stream);
		put_octets(&o, body.p, body.n);
	}
	if (!o.full)
		wire_tcp_say(w, &h->tcp, side, put_span(&o));
	h->got[!side] += (uint32_t)body.n;
	if (h->got[!side] >= WINDOW) {
		uint8_t more[4];
		put_at(more, h->got[!side], 4);
		http_frame(w, h, !side, FRAME_WINDOW_UPDATE, 0, 0, (struct span){ more, sizeof more });
		h->got[!side] = 0;
	}
}

uint32_t http_ask(struct wire *w, struct http *h, const struct http_field *f, size_t n, struct span body)
{
	http_open(w, h);
	uint32_t stream = 1 + 2 * h->streams++;
	say(w, h, 0, stream, f, n, body);
	return stream;
}

void http_answer(struct wire *w, struct http *h, uint32_t stream, const struct http_field *f, size_t n,
                 struct span body)
{
	say(w, h, 1, stream, f, n, body);
}
