/* SPDX-License-Identifier: Apache-2.0
 *
 * sbi.c - messages of the service based interfaces: head, operation, path and query
 *
 * The group of a message is called like its operation (SearchNFInstances); what no table knows is other-message.
 */
#include "watch/decode/sbi.h"
#include "watch/decode/decode.h"
#include "watch/decode/schema.h"

#include <string.h>

struct head {
	struct span method, path, type;
	uint32_t path_off;
	bool lost, answer;
};

/* At most eight, the first one least significant. */
static inline uint64_t octets(const uint8_t *p, size_t n)
{
	uint64_t v = 0;
	memcpy(&v, p, n);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	v = __builtin_bswap64(v);
#endif
	return v;
}

/* Of the first and the last octets: what lies between them of long names is the comparison's matter.
 * tools/schemac/ops.py computes it, too. */
static uint32_t hash_of(const uint8_t *name, size_t n)
{
	uint64_t first, last;
	if (n >= 8)
		first = octets(name, 8), last = octets(name + n - 8, 8);
	else if (n >= 4)
		first = octets(name, 4), last = octets(name + n - 4, 4);
	else
		first = last = octets(name, n);
	return (uint32_t)(((first ^ last * 0x9e3779b97f4a7c15u) + n) * 0xd6e8feb86659fd93u >> 32);
}

uint16_t sbi_member(const uint8_t *name, size_t n)
{
	struct str wanted = { (const char *)name, n };
	uint32_t h = hash_of(name, n) & schema_member_mask;
	for (; schema_member[h].label; h = (h + 1) & schema_member_mask) {
		const struct sbi_member *m = &schema_member[h];
		if (m->octets == n && str_same((struct str){ &schema_text[m->name], n }, wanted))
			return m->label;
	}
	return 0;
}

void sbi_text(struct pdu *p, uint16_t id, uint32_t off, size_t n)
{
	pdu_add(p, id, FIELD_TEXT, off, (uint32_t)n);
}

static bool same(struct span s, const char *z)
{
	return s.n == strlen(z) && memcmp(s.p, z, s.n) == 0;
}

void sbi_pairs(struct pdu *p, uint16_t group, uint32_t off, struct span s)
{
	uint32_t g = pdu_open(p, group, off);
	for (size_t at = 0; at < s.n;) {
		const uint8_t *end = memchr(s.p + at, '&', s.n - at);
		size_t stop = end == NULL ? s.n : (size_t)(end - s.p);
		const uint8_t *mid = memchr(s.p + at, '=', stop - at);
		size_t name = mid == NULL ? stop : (size_t)(mid - s.p), value = mid == NULL ? stop : name + 1;
		uint16_t id = sbi_member(s.p + at, name - at);
		if (id == 0)
			sbi_text(p, F_SBI_OTHER_NAME, off + (uint32_t)at, name - at);
		sbi_text(p, id ? id : F_SBI_OTHER_VALUE, off + (uint32_t)value, stop - value);
		at = stop + 1;
	}
	pdu_close(p, g, off + (uint32_t)s.n);
}

/* Whether the path fits, and, with `p`, its variables as fields. */
static bool path_fits(struct pdu *p, const char *z, struct span path, uint32_t off)
{
	size_t at = 0;
	while (*z != '\0') {
		if (*z != '{') {
			if (at == path.n || path.p[at++] != (uint8_t)*z++)
				return false;
			continue;
		}
		const char *name = ++z;
		size_t from = at;
		while (*z != '}')
			z++;
		while (at < path.n && path.p[at] != '/')
			at++;
		if (at == from)
			return false;
		if (p != NULL)
			sbi_text(p, sbi_member((const uint8_t *)name, (size_t)(z - name)), off + (uint32_t)from,
			         at - from);
		z++;
	}
	return at == path.n;
}

static const struct sbi_service *service_of(struct span name)
{
	size_t lo = schema_proto[PROTO_SBI].message, hi = lo + schema_proto[PROTO_SBI].messages;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		const char *z = &schema_text[schema_service[mid].name];
		int d = strncmp(z, (const char *)name.p, name.n);
		if (d == 0 && z[name.n] == '\0')
			return &schema_service[mid];
		if (d < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

/* The operation with this path, if there is one with this method, too, and then its label.  Few paths have as many
 * slashes and end alike. */
static const struct sbi_op *place_of(const struct sbi_service *s, struct span method, struct span path, uint16_t *label)
{
	const struct sbi_op *place = NULL, *end = &schema_op[s->first + s->count];
	unsigned slashes = 0;
	for (size_t i = 0; i < path.n; i++)
		slashes += path.p[i] == '/';
	for (const struct sbi_op *o = &schema_op[s->first]; o < end && o->slashes <= slashes; o++) {
		if (o->slashes != slashes || o->octets > path.n ||
		    memcmp(&schema_text[o->tail], path.p + path.n - o->octets, o->octets) != 0)
			continue;
		if (!path_fits(NULL, &schema_text[o->path], path, 0))
			continue;
		place = place == NULL ? o : place;
		if (same(method, &schema_text[o->method])) {
			*label = o->label;
			return o;
		}
	}
	return place;
}

/* "/v1", "/v2" and what follows, or nothing. */
static size_t version_end(struct span s, size_t at)
{
	size_t i = at + 2;
	if (s.n - at < 3 || s.p[at] != '/' || s.p[at + 1] != 'v')
		return at;
	while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
		i++;
	return i > at + 2 && (i == s.n || s.p[i] == '/') ? i : at;
}

/* The operation; service, version, variables and query become fields.  A prefix in front of the service (of an API
 * root) is passed over. */
static uint16_t operation(struct pdu *p, const struct head *h)
{
	struct span path = h->path;
	const uint8_t *mark = path.n ? memchr(path.p, '?', path.n) : NULL;
	size_t n = mark == NULL ? path.n : (size_t)(mark - path.p), at = 0, end = 0;
	const struct sbi_service *s = NULL;
	uint16_t label = 0;
	for (unsigned part = 0; part < 4 && s == NULL && end < n && path.p[end] == '/'; part++) {
		at = end + 1;
		for (end = at; end < n && path.p[end] != '/';)
			end++;
		s = service_of((struct span){ path.p + at, end - at });
	}
	if (s != NULL) {
		struct span whole = { path.p, n };
		size_t version = version_end(whole, end);
		sbi_text(p, F_SBI_SERVICE, h->path_off + (uint32_t)at, end - at);
		if (version > end)
			sbi_text(p, F_SBI_API_VERSION, h->path_off + (uint32_t)end + 1, version - end - 1);
		struct span rest = { path.p + version, n - version };
		const struct sbi_op *place = place_of(s, h->method, rest, &label);
		if (place != NULL)
			path_fits(p, &schema_text[place->path], rest, h->path_off + (uint32_t)version);
	}
	if (mark != NULL)
		sbi_pairs(p, F_SBI_QUERY, h->path_off + (uint32_t)n + 1, (struct span){ mark + 1, path.n - n - 1 });
	return label;
}

static void status(struct pdu *p, struct span v, uint32_t off)
{
	uint64_t n = 0;
	for (size_t i = 0; i < v.n; i++)
		n = v.p[i] >= '0' && v.p[i] <= '9' && v.n == 3 ? n * 10 + v.p[i] - '0' : UINT64_MAX;
	if (v.n == 3 && n < 1000)
		pdu_add(p, F_SBI_STATUS_CODE, FIELD_NUMBER, off, 3)->num = n;
	else
		pdu_damage(p, F_SBI_STATUS_CODE, DAMAGE_RANGE, off, (uint32_t)v.n);
}

/* Lines that HTTP/2 made of the first one; false: it is none of them. */
static bool first_line(struct pdu *p, struct head *h, struct span name, struct span v, uint32_t off)
{
	if (same(name, ":method")) {
		h->method = v;
		sbi_text(p, F_SBI_METHOD, off, v.n);
	} else if (same(name, ":path")) {
		h->path = v;
		h->path_off = off;
		sbi_text(p, F_SBI_URI, off, v.n);
	} else if (same(name, ":status")) {
		h->answer = true;
		status(p, v, off);
	} else if (same(name, ":authority") || same(name, ":scheme")) {
		sbi_text(p, name.n == 7 ? F_SBI_SCHEME : F_SBI_AUTHORITY, off, v.n);
	} else {
		return false;
	}
	return true;
}

static void line(struct pdu *p, struct head *h, struct span name, struct span v, uint32_t off)
{
	uint32_t name_off = off - (uint32_t)name.n;
	if (name.n > 0 && name.p[0] == ':' && first_line(p, h, name, v, off))
		return;
	uint16_t id = sbi_member(name.p, name.n);
	if (id) {
		sbi_text(p, id, off, v.n);
		if (id == F_SBI_CONTENT_TYPE)
			h->type = v;
		return;
	}
	uint32_t g = pdu_open(p, F_SBI_OTHER_HEADER, name_off);
	sbi_text(p, F_SBI_OTHER_NAME, name_off, name.n);
	sbi_text(p, F_SBI_OTHER_VALUE, off, v.n);
	pdu_close(p, g, off + (uint32_t)v.n);
}

/* A line whose name is not known. */
static void lost(struct pdu *p, struct span v, uint32_t off)
{
	uint32_t g = pdu_open(p, F_SBI_OTHER_HEADER, off);
	pdu_add(p, F_SBI_UNKNOWN_STATE_LOST, FIELD_NOTE, off, 0);
	if (v.n > 0)
		sbi_text(p, F_SBI_OTHER_VALUE, off, v.n);
	pdu_close(p, g, off + (uint32_t)v.n);
}

static void unknown(struct pdu *p, uint16_t id, uint32_t off)
{
	uint32_t g = pdu_open(p, id, off);
	pdu_add(p, F_SBI_UNKNOWN_STATE_LOST, FIELD_NOTE, off, 0);
	pdu_close(p, g, off);
}

static void head(struct pdu *p, struct head *h, struct rd *r)
{
	while (rd_left(r) > 0) {
		uint32_t at = pdu_at(r);
		uint8_t mark = (uint8_t)rd_be(r, 1);
		if (mark == SBI_END)
			break;
		size_t names = (size_t)rd_be(r, 2), values = (size_t)rd_be(r, 4);
		struct span name = rd_take(r, names);
		uint32_t off = pdu_at(r);
		struct span v = rd_take(r, values);
		if (!rd_ok(r))
			pdu_damage(p, F_SBI_OTHER_HEADER, DAMAGE_SHORT, at, (uint32_t)(r->end - r->base) - at);
		else if (mark == SBI_LINE)
			line(p, h, name, v, off);
		else if (mark == SBI_LINE_LOST)
			lost(p, v, off), h->lost = true;
		else if (mark == SBI_RESET && v.n == 4)
			pdu_add(p, F_SBI_RESET, FIELD_NUMBER, off, 4)->num =
				(uint64_t)v.p[0] << 24 | (uint64_t)v.p[1] << 16 | (uint64_t)v.p[2] << 8 | v.p[3];
		else
			pdu_damage(p, F_SBI_OTHER_HEADER, DAMAGE_UNKNOWN, at, off - at);
	}
	/* Nobody has to conclude it from what is not there. */
	if (h->lost && !h->answer && h->method.p == NULL)
		unknown(p, F_SBI_METHOD, pdu_at(r));
	if (h->lost && !h->answer && h->path.p == NULL)
		unknown(p, F_SBI_URI, pdu_at(r));
}

void sbi_decode(struct pdu *p, enum proto_id proto, struct rd r)
{
	struct head h = { 0 };
	uint16_t carries = 0;
	uint32_t top = p->n, g = pdu_open(p, F_SBI_OTHER_MESSAGE, pdu_at(&r));
	(void)proto;
	head(p, &h, &r);
	uint16_t label = operation(p, &h);
	if (p->f != NULL && top < p->n && label)
		p->f[top].id = label;
	if (p->proto == PROTO_SBI && p->message == 0)
		p->message = label ? label : F_SBI_OTHER_MESSAGE;
	if (rd_left(&r) > 0)
		sbi_body(p, h.type, r, &carries);
	pdu_close(p, g, (uint32_t)(r.end - r.base));
}
