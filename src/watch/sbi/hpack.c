/* SPDX-License-Identifier: Apache-2.0
 *
 * hpack.c - header compression of HTTP/2 (RFC 7541)
 */
#include "watch/sbi/hpack.h"
#include "watch/decode/sbi.h"

#include <string.h>

/* Bits of the code of each octet, RFC 7541 appendix B. */
static const uint8_t code_bits[256] = {
	13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28,
	28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
	6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
	5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
	13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
	7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
	15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5,
	6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
	20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
	24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
	22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23,
	21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
	26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
	19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
	20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
	26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
};

/* RFC 7541 appendix A. */
static const struct {
	const char *name, *value;
} fixed[] = {
	{ ":authority", "" }, { ":method", "GET" }, { ":method", "POST" }, { ":path", "/" },
	{ ":path", "/index.html" }, { ":scheme", "http" }, { ":scheme", "https" }, { ":status", "200" },
	{ ":status", "204" }, { ":status", "206" }, { ":status", "304" }, { ":status", "400" },
	{ ":status", "404" }, { ":status", "500" }, { "accept-charset", "" }, { "accept-encoding", "gzip, deflate" },
	{ "accept-language", "" }, { "accept-ranges", "" }, { "accept", "" }, { "access-control-allow-origin", "" },
	{ "age", "" }, { "allow", "" }, { "authorization", "" }, { "cache-control", "" },
	{ "content-disposition", "" }, { "content-encoding", "" }, { "content-language", "" },
	{ "content-length", "" }, { "content-location", "" }, { "content-range", "" }, { "content-type", "" },
	{ "cookie", "" }, { "date", "" }, { "etag", "" }, { "expect", "" }, { "expires", "" }, { "from", "" },
	{ "host", "" }, { "if-match", "" }, { "if-modified-since", "" }, { "if-none-match", "" },
	{ "if-range", "" }, { "if-unmodified-since", "" }, { "last-modified", "" }, { "link", "" },
	{ "location", "" }, { "max-forwards", "" }, { "proxy-authenticate", "" }, { "proxy-authorization", "" },
	{ "range", "" }, { "referer", "" }, { "refresh", "" }, { "retry-after", "" }, { "server", "" },
	{ "set-cookie", "" }, { "strict-transport-security", "" }, { "transfer-encoding", "" },
	{ "user-agent", "" }, { "vary", "" }, { "via", "" }, { "www-authenticate", "" },
};

static struct span text(const char *z)
{
	return (struct span){ (const uint8_t *)z, strlen(z) };
}

void hpack_pool_init(struct hpack_pool *pool, struct arena *a)
{
	*pool = (struct hpack_pool){ .a = a };
	pool->name = NEW(a, uint8_t, HPACK_STRING);
	pool->value = NEW(a, uint8_t, HPACK_STRING);
	uint32_t code = 0;
	uint16_t n = 0;
	for (unsigned bits = 1; bits <= 30; bits++) {
		code <<= 1;
		pool->first_code[bits] = code;
		pool->first_symbol[bits] = n;
		for (uint16_t symbol = 0; symbol <= 256; symbol++) {
			if ((symbol == 256 ? 30 : code_bits[symbol]) != bits)
				continue;
			pool->symbols[n++] = symbol;
			if (bits <= 8) {
				for (unsigned i = 0; i < 1u << (8 - bits); i++) {
					pool->fast[code << (8 - bits) | i] = (uint8_t)symbol;
					pool->fast_bits[code << (8 - bits) | i] = (uint8_t)bits;
				}
			}
			code++;
		}
		pool->codes[bits] = code - pool->first_code[bits];
	}
}

/* False when the padding is no beginning of EOS, or EOS itself is there. */
static bool unpack(const struct hpack_pool *pool, struct span s, uint8_t *to, size_t *n)
{
	uint64_t acc = 0;
	unsigned have = 0, bits;
	size_t at = 0, out = 0;
	for (;;) {
		while (have <= 56 && at < s.n) {
			acc = acc << 8 | s.p[at++];
			have += 8;
		}
		if (have == 0)
			break;
		/* 30 bits from the top; ones behind the end. */
		uint32_t top = have >= 30 ? (uint32_t)(acc >> (have - 30)) & 0x3fffffff
		                          : ((uint32_t)acc << (30 - have) | ((1u << (30 - have)) - 1)) & 0x3fffffff;
		bits = pool->fast_bits[top >> 22];
		uint16_t symbol = pool->fast[top >> 22];
		if (bits == 0) {
			for (bits = 9; bits <= 30; bits++) {
				uint32_t nth = (top >> (30 - bits)) - pool->first_code[bits];
				if (nth < pool->codes[bits]) {
					symbol = pool->symbols[pool->first_symbol[bits] + nth];
					break;
				}
			}
		}
		if (bits > have) /* not a whole one: what is left is padding */
			break;
		if (bits > 30 || symbol == 256 || out == HPACK_STRING)
			return false;
		to[out++] = (uint8_t)symbol;
		have -= bits;
	}
	*n = out;
	return have < 8 && (acc & ((1u << have) - 1)) == (1u << have) - 1;
}

void hpack_line(struct hpack_out *o, uint8_t mark, struct span name, struct span value)
{
	size_t n = SBI_LINE_HEAD + name.n + value.n;
	o->lost += mark == SBI_LINE_LOST;
	if (name.n > UINT16_MAX || o->cap - o->n < n) {
		o->cut = true;
		return;
	}
	uint8_t *p = o->p + o->n;
	p[0] = mark;
	p[1] = (uint8_t)(name.n >> 8);
	p[2] = (uint8_t)name.n;
	for (unsigned i = 0; i < 4; i++)
		p[3 + i] = (uint8_t)(value.n >> (24 - 8 * i));
	if (name.n > 0)
		memcpy(p + SBI_LINE_HEAD, name.p, name.n);
	if (value.n > 0)
		memcpy(p + SBI_LINE_HEAD + name.n, value.p, value.n);
	o->n += n;
}

/* RFC 7541 5.1; what needs more than 28 bits is an error. */
static uint32_t whole(struct rd *r, unsigned prefix)
{
	uint32_t mask = (1u << prefix) - 1, v = (uint32_t)rd_be(r, 1) & mask;
	if (v < mask)
		return v;
	for (unsigned shift = 0; shift <= 21; shift += 7) {
		uint32_t octet = (uint32_t)rd_be(r, 1);
		v += (octet & 127) << shift;
		if (!(octet & 128))
			return v;
	}
	rd_fail(r, "number is too large");
	return 0;
}

static struct span string(const struct hpack_pool *pool, struct rd *r, uint8_t *to)
{
	bool packed = rd_left(r) > 0 && *r->p & 128;
	uint32_t n = whole(r, 7);
	struct span s = rd_take(r, n);
	if (packed && rd_ok(r)) {
		size_t out = 0;
		if (!unpack(pool, s, to, &out))
			rd_fail(r, "not a text of the code");
		s = (struct span){ to, out };
	}
	return s;
}

static uint32_t places(uint32_t room)
{
	return room / 32;
}

static struct hpack_table *take(struct hpack_pool *pool, bool large)
{
	struct hpack_table *t = pool->free[large];
	if (t != NULL) {
		pool->free[large] = t->next;
		return t;
	}
	if (pool->made[large] == (large ? HPACK_LARGES : HPACK_SMALLS)) {
		pool->refused++;
		return NULL;
	}
	pool->made[large]++;
	t = NEW(pool->a, struct hpack_table, 1);
	t->room = large ? HPACK_LARGE : HPACK_SMALL;
	t->entries = NEW(pool->a, struct hpack_entry, places(t->room));
	t->octets = NEW(pool->a, uint8_t, 2 * (size_t)t->room);
	return t;
}

static void give(struct hpack_pool *pool, struct hpack_table *t)
{
	if (t == NULL)
		return;
	bool large = t->room == HPACK_LARGE;
	t->next = pool->free[large];
	pool->free[large] = t;
}

static struct hpack_entry *entry(const struct hpack *h, uint32_t oldest)
{
	return &h->t->entries[(h->first + oldest) % places(h->t->room)];
}

static void shrink(struct hpack *h, uint32_t to)
{
	while (h->n > 0 && h->size > to) {
		struct hpack_entry *e = entry(h, 0);
		h->size -= e->name + e->value + 32;
		h->first = (h->first + 1) % places(h->t->room);
		h->n--;
	}
}

static void put(struct hpack *h, uint8_t mark, struct span name, struct span value)
{
	uint32_t n = (uint32_t)(name.n + value.n);
	if (h->t == NULL)
		return;
	shrink(h, n + 32 > h->limit ? 0 : h->limit - n - 32);
	if (n + 32 > h->limit)
		return;
	if (h->n == 0)
		h->write = 0;
	if (2 * h->t->room - h->write < n)
		h->write = 0;
	struct hpack_entry *e = entry(h, h->n);
	*e = (struct hpack_entry){ h->write, (uint32_t)name.n, (uint32_t)value.n, mark };
	/* Names come from this table too, maybe from an entry that was just forgotten: its octets may overlap. */
	if (name.n > 0)
		memmove(h->t->octets + e->at, name.p, name.n);
	if (value.n > 0)
		memcpy(h->t->octets + e->at + name.n, value.p, value.n);
	h->write += n;
	h->size += n + 32;
	h->n++;
}

/* A table of another size with the same entries, if there is one. */
static void enlarge(struct hpack_pool *pool, struct hpack *h)
{
	struct hpack old = *h;
	struct hpack_table *t = take(pool, true);
	if (t == NULL)
		return;
	*h = (struct hpack){ .t = t, .limit = HPACK_LARGE, .set = true };
	for (uint32_t i = 0; i < old.n; i++) {
		const struct hpack_entry *e = entry(&old, i);
		const uint8_t *p = old.t->octets + e->at;
		put(h, e->mark, (struct span){ p, e->name }, (struct span){ p + e->name, e->value });
	}
	give(pool, old.t);
}

static void resize(struct hpack_pool *pool, struct hpack *h, uint32_t limit)
{
	if (h->t != NULL && limit > h->t->room && h->t->room == HPACK_SMALL)
		enlarge(pool, h);
	if (h->t == NULL)
		return;
	h->limit = limit < h->t->room ? limit : h->t->room;
	shrink(h, h->limit);
}

/* What an index stands for; the mark says what of it is known. */
static uint8_t indexed(const struct hpack *h, uint32_t i, struct span *name, struct span *value)
{
	*name = *value = (struct span){ NULL, 0 };
	if (i >= 1 && i <= COUNT(fixed)) {
		*name = text(fixed[i - 1].name);
		*value = text(fixed[i - 1].value);
		return SBI_LINE;
	}
	i -= (uint32_t)COUNT(fixed) + 1;
	if (i >= h->n)
		return SBI_LINE_LOST;
	const struct hpack_entry *e = entry(h, h->n - 1 - i);
	*name = (struct span){ h->t->octets + e->at, e->name };
	*value = (struct span){ name->p + e->name, e->value };
	return e->mark;
}

static void literal(struct hpack_pool *pool, struct hpack *h, struct rd *r, unsigned prefix, struct hpack_out *out)
{
	struct span name, value;
	uint8_t mark = SBI_LINE;
	uint32_t i = whole(r, prefix);
	if (i > 0)
		mark = indexed(h, i, &name, &value) == SBI_LINE_LOST ? SBI_LINE_LOST : SBI_LINE;
	else
		name = string(pool, r, pool->name);
	value = string(pool, r, pool->value);
	if (!rd_ok(r))
		return;
	hpack_line(out, mark, name, value);
	if (prefix == 6)
		put(h, mark, name, value);
}

bool hpack_decode(struct hpack_pool *pool, struct hpack *h, struct span block, struct hpack_out *out)
{
	struct rd r = rd_of(block);
	if (!h->set) {
		h->set = true;
		h->limit = HPACK_SMALL;
		h->t = take(pool, false);
	}
	while (rd_left(&r) > 0) {
		uint8_t first = *r.p;
		struct span name, value;
		if (first & 0x80) {
			uint32_t i = whole(&r, 7);
			if (i == 0)
				rd_fail(&r, "index 0");
			if (rd_ok(&r)) {
				uint8_t mark = indexed(h, i, &name, &value);
				hpack_line(out, mark, name, value);
			}
		} else if (first & 0x40) {
			literal(pool, h, &r, 6, out);
		} else if (first & 0x20) {
			uint32_t limit = whole(&r, 5);
			if (rd_ok(&r))
				resize(pool, h, limit);
		} else {
			literal(pool, h, &r, 4, out);
		}
	}
	return rd_ok(&r);
}

void hpack_forget(struct hpack_pool *pool, struct hpack *h)
{
	give(pool, h->t);
	*h = (struct hpack){ 0 };
}
