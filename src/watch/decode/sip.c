/* SPDX-License-Identifier: Apache-2.0
 *
 * sip.c - SIP, RFC 3261: start line, header lines, and the lines of SDP (RFC 8866)
 *
 * A line is a field named as in the standard, however it was spelled; what is of use inside of it is one level deeper.
 * Lines may end with LF alone, and go on in the next one (7.3.1).  A line nobody described is a field, too.
 */
#include "watch/decode/decode.h"
#include "watch/decode/tlv.h"

#include <string.h>
#include <strings.h>

enum { LINES = 1024, COMPACT = 1, SDP = 2 };
enum inside { PLAIN, ADDRESS, VIA, CSEQ, NUMBER, MEDIA }; /* what data/schema/sip.ie says of a line */

struct sip {
	struct pdu *p;
	bool sdp;        /* the body is SDP */
	bool sized;      /* Content-Length was there: */
	uint64_t length;
};

static uint32_t offset(const struct pdu *p, struct span s)
{
	return (uint32_t)(s.p - p->raw.p);
}

static struct field *text(struct pdu *p, uint16_t id, struct span s)
{
	return pdu_add(p, id, FIELD_TEXT, offset(p, s), (uint32_t)s.n);
}

static struct span trim(struct span s)
{
	while (s.n > 0 && (s.p[0] == ' ' || s.p[0] == '\t'))
		s.p++, s.n--;
	while (s.n > 0 && (s.p[s.n - 1] == ' ' || s.p[s.n - 1] == '\t' || s.p[s.n - 1] == '\r'))
		s.n--;
	return s;
}

/* Cuts what stands before `end` off the front; all of it when there is none. */
static struct span cut(struct span *s, char end)
{
	const uint8_t *at = s->n > 0 ? memchr(s->p, end, s->n) : NULL;
	struct span part = { s->p, at == NULL ? s->n : (size_t)(at - s->p) };
	size_t n = part.n + (at != NULL);
	s->p += n;
	s->n -= n;
	return part;
}

static bool same(struct span s, const char *z)
{
	return s.n == strlen(z) && strncasecmp((const char *)s.p, z, s.n) == 0;
}

static bool decimal(struct span s, uint64_t *v)
{
	*v = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9' || i == 10)
			return false;
		*v = *v * 10 + (uint64_t)(s.p[i] - '0');
	}
	return s.n > 0;
}

static void number(struct pdu *p, uint16_t id, struct span s)
{
	uint64_t v;
	if (decimal(s, &v))
		pdu_add(p, id, FIELD_NUMBER, offset(p, s), (uint32_t)s.n)->num = v;
	else
		pdu_damage(p, id, DAMAGE_RANGE, offset(p, s), (uint32_t)s.n);
}

/* The next line without its end, with those that continue it when `folded`. */
static bool line(struct rd *r, bool folded, struct span *l)
{
	struct span s = { r->p, rd_left(r) };
	if (s.n == 0)
		return false;
	const uint8_t *begin = s.p;
	for (;;) {
		struct span part = cut(&s, '\n');
		*l = (struct span){ begin, (size_t)(part.p + part.n - begin) };
		if (!folded || l->n == 0 || (l->n == 1 && *begin == '\r') || s.n == 0 || (*s.p != ' ' && *s.p != '\t'))
			break;
	}
	rd_skip(r, (size_t)(s.p - begin));
	if (l->n > 0 && l->p[l->n - 1] == '\r')
		l->n--;
	return true;
}

/* The value of ";NAME=value" among parameters. */
static void parameters(struct pdu *p, struct span s, const char *name, uint16_t id)
{
	cut(&s, ';');
	while (s.n > 0) {
		struct span value = cut(&s, ';'), key = cut(&value, '=');
		if (same(trim(key), name))
			text(p, id, trim(value));
	}
}

/* Up to the next comma that is neither quoted nor between < and >. */
static struct span one_address(struct span *s)
{
	bool quoted = false, angle = false;
	size_t n = 0;
	for (; n < s->n && (quoted || angle || s->p[n] != ','); n++) {
		if (quoted && s->p[n] == '\\' && n + 1 < s->n)
			n++;
		else if (s->p[n] == '"' && !angle)
			quoted = !quoted;
		else if (!quoted && (s->p[n] == '<' || s->p[n] == '>'))
			angle = s->p[n] == '<';
	}
	struct span part = { s->p, n };
	n += n < s->n;
	s->p += n;
	s->n -= n;
	return part;
}

/* 20.10: name <URI>;parameters, or URI;parameters. */
static void addresses(struct pdu *p, struct span s)
{
	while (s.n > 0) {
		struct span one = trim(one_address(&s)), rest = one, name = { one.p, 0 }, uri;
		if (memchr(one.p, '<', one.n) != NULL) {
			name = trim(cut(&rest, '<'));
			uri = cut(&rest, '>');
		} else {
			uri = trim(cut(&rest, ';'));
			rest = (struct span){ one.p + uri.n, one.n - uri.n };
		}
		if (name.n > 0)
			text(p, F_SIP_DISPLAY_NAME, name);
		if (uri.n > 0)
			text(p, F_SIP_URI, uri);
		parameters(p, rest, "tag", F_SIP_TAG);
	}
}

/* 20.42: SIP/2.0/UDP host:port;branch=... */
static void via(struct pdu *p, struct span s)
{
	while (s.n > 0) {
		struct span one = trim(one_address(&s)), rest = one;
		struct span protocol = cut(&rest, ' '), host = trim(cut(&rest, ';'));
		cut(&protocol, '/');
		cut(&protocol, '/');
		if (protocol.n > 0)
			text(p, F_SIP_TRANSPORT, protocol);
		if (host.n > 0)
			text(p, F_SIP_HOST, host);
		parameters(p, one, "branch", F_SIP_BRANCH);
		parameters(p, one, "received", F_SIP_RECEIVED);
	}
}

/* "audio 49170 RTP/AVP 0 8" */
static void media(struct pdu *p, struct span s)
{
	struct span kind = cut(&s, ' '), ports = cut(&s, ' '), transport = cut(&s, ' ');
	text(p, F_SIP_MEDIA, kind);
	number(p, F_SIP_MEDIA_PORT, cut(&ports, '/'));
	text(p, F_SIP_MEDIA_TRANSPORT, transport);
	text(p, F_SIP_MEDIA_FORMATS, s);
}

static void inside(struct pdu *p, enum inside kind, struct span s)
{
	struct span rest = s;
	p->depth++;
	switch (kind) {
	case ADDRESS: addresses(p, s); break;
	case VIA: via(p, s); break;
	case CSEQ:
		number(p, F_SIP_SEQUENCE, cut(&rest, ' '));
		text(p, F_SIP_SEQUENCE_METHOD, trim(rest));
		break;
	case MEDIA: media(p, s); break;
	case PLAIN:
	case NUMBER: break;
	}
	p->depth--;
}

static const struct row *row_of(struct span name)
{
	const struct row *row = &schema_row[schema_proto[PROTO_SIP].ie];
	if (name.n == 1)
		return tlv_row(PROTO_SIP, name.p[0] | 0x20, COMPACT);
	for (size_t i = 0; i < schema_proto[PROTO_SIP].ies && row[i].space == 0; i++)
		if (row[i].label != 0 && same(name, field_name(row[i].label)))
			return &row[i];
	return NULL;
}

static void header(struct sip *s, struct span l)
{
	struct span value = l, name = trim(cut(&value, ':'));
	const struct row *row = name.n < l.n ? row_of(name) : NULL;
	value = trim(value);
	if (row == NULL) {
		text(s->p, F_SIP_HEADER, l);
		return;
	}
	if (row->label == F_SIP_CONTENT_LENGTH)
		s->sized = decimal(value, &s->length);
	if (row->label == F_SIP_CONTENT_TYPE) {
		struct span type = value;
		s->sdp = same(trim(cut(&type, ';')), "application/sdp");
	}
	if (row->min == NUMBER) {
		number(s->p, row->label, value);
	} else {
		text(s->p, row->label, value);
		inside(s->p, (enum inside)row->min, value);
	}
}

static void sdp(struct pdu *p, struct rd r)
{
	struct span l;
	uint32_t off = pdu_at(&r), end = off + (uint32_t)rd_left(&r), group = pdu_open(p, F_SIP_SDP, off);
	for (unsigned n = 0; line(&r, false, &l); n++) {
		const struct row *row = l.n > 1 && l.p[1] == '=' ? tlv_row(PROTO_SIP, l.p[0], SDP) : NULL;
		struct span value = { l.p + 2, l.n - 2 };
		if (n == LINES) {
			pdu_damage(p, F_SIP_LINE, DAMAGE_MANY, offset(p, l), end - offset(p, l));
			break;
		}
		if (row == NULL) {
			text(p, F_SIP_LINE, l);
			continue;
		}
		text(p, row->label, value);
		inside(p, (enum inside)row->min, value);
	}
	pdu_close(p, group, end);
}

static void body(struct sip *s, struct rd *r)
{
	size_t n = s->sized && s->length < rd_left(r) ? (size_t)s->length : rd_left(r);
	struct rd in = rd_sub(r, n);
	if (s->sized && s->length > n)
		pdu_damage(s->p, F_SIP_CONTENT_LENGTH, DAMAGE_SHORT, pdu_at(&in), (uint32_t)n);
	if (n > 0 && s->sdp)
		sdp(s->p, in);
	else if (n > 0)
		pdu_add(s->p, F_SIP_BODY, FIELD_BYTES, pdu_at(&in), (uint32_t)n);
}

static bool is_start(struct span l)
{
	static const char version[] = "SIP/2.0";
	enum { OCTETS = sizeof version - 1 };
	struct span end = { l.p + l.n - OCTETS, OCTETS }, begin = { l.p, OCTETS };
	return l.n > OCTETS && (same(begin, version) || same(end, version));
}

/* Of a request or response; 0 when it is none. */
static uint16_t start(struct pdu *p, struct span l)
{
	static const char version[] = "SIP/2.0";
	struct span rest = l, first = cut(&rest, ' '), second = cut(&rest, ' ');
	uint64_t code;
	if (same(first, version) && second.n == 3 && decimal(second, &code)) {
		text(p, F_SIP_VERSION, first);
		number(p, F_SIP_STATUS_CODE, second);
		text(p, F_SIP_REASON, rest);
		return F_SIP_RESPONSE;
	}
	if (!same(rest, version) || first.n == 0)
		return 0;
	text(p, F_SIP_METHOD, first);
	text(p, F_SIP_REQUEST_URI, second);
	text(p, F_SIP_VERSION, rest);
	for (uint16_t i = 1; i < schema_proto[PROTO_SIP].messages; i++) {
		uint16_t label = schema_message[schema_proto[PROTO_SIP].message + i].label;
		if (same(first, field_name(label)))
			return label;
	}
	return schema_proto[PROTO_SIP].message_unknown;
}

static void lines(struct sip *s, struct rd *r, uint16_t label)
{
	struct span l = { 0 };
	unsigned n = 0;
	while (n++ < LINES && line(r, true, &l) && l.n > 0)
		header(s, l);
	if (n <= LINES && l.n == 0 && n > 1) { /* an empty line ends them */
		body(s, r);
		return;
	}
	pdu_damage(s->p, label, n > LINES ? DAMAGE_MANY : DAMAGE_SHORT, pdu_at(r), (uint32_t)rd_left(r));
	rd_rest(r);
}

size_t sip_head(struct span octets, uint64_t *body)
{
	struct rd r = rd_of(octets);
	struct span l, value;
	*body = 0;
	for (unsigned n = 0; memchr(r.p, '\n', rd_left(&r)) != NULL && line(&r, true, &l); n++) {
		if (n == 0 && !is_start(l))
			return SIP_NONE;
		if (l.n == 0)
			return (size_t)(r.p - r.base);
		value = l;
		struct span name = trim(cut(&value, ':'));
		if (same(name, "Content-Length") || same(name, "l"))
			decimal(trim(value), body);
	}
	return 0;
}

static bool only_ends(struct rd r)
{
	while (rd_left(&r) > 0 && (*r.p == '\r' || *r.p == '\n' || *r.p == 0))
		rd_skip(&r, 1);
	return rd_left(&r) == 0;
}

void sip_decode(struct pdu *p, enum proto_id proto, struct rd r)
{
	struct sip s = { .p = p };
	struct span l = { 0 };
	uint32_t off = pdu_at(&r), all = (uint32_t)rd_left(&r);
	uint32_t group = pdu_open(p, schema_proto[proto].message_unknown, off);
	uint16_t label = F_SIP_KEEP_ALIVE; /* RFC 5626 4.4.1, or a single octet */
	if (!only_ends(r)) {
		while (line(&r, false, &l) && l.n == 0)
			;
		label = start(p, l);
		if (label != 0)
			lines(&s, &r, label);
		else
			pdu_damage(p, schema_proto[proto].message_unknown, DAMAGE_UNKNOWN, off, all);
		if (label != 0 && !only_ends(r))
			pdu_damage(p, label, DAMAGE_LEFT, pdu_at(&r), (uint32_t)rd_left(&r));
	}
	if (label != 0 && group < p->n)
		p->f[group].id = label;
	if (p->message == 0 && label != schema_proto[proto].message_unknown)
		p->message = label;
	pdu_close(p, group, off + all);
}
