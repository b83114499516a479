/* SPDX-License-Identifier: Apache-2.0
 *
 * speaks.c - which protocol a payload is a message of
 */
#include "watch/speaks.h"

#include <string.h>

#include "watch/decode/decode.h"
#include "watch/decode/schema.h"

enum { ICMPV6 = 58 }; /* protocol of IP */

static const char *const names[] = {
#define P(id, name) name,
#include "watch/speaks.def"
};

struct key {
	uint32_t key;
	enum speaks s;
};
static const struct key ppids[] = {
#define S(ppid, id) { ppid, SPEAKS_##id },
#include "watch/speaks.def"
}, udp[] = {
#define U(port, id) { port, SPEAKS_##id },
#include "watch/speaks.def"
}, tcp[] = {
#define T(port, id) { port, SPEAKS_##id },
#include "watch/speaks.def"
}, sctp[] = { { 2905, SPEAKS_M3UA }, { 3868, SPEAKS_DIAMETER }, { 3906, SPEAKS_DIAMETER }, { 3907, SPEAKS_DIAMETER },
            { 36412, SPEAKS_S1AP }, { 38412, SPEAKS_NGAP } };

static const struct {
	const char *name;
	enum speaks s;
} exported[] = {
#define N(name, id) { name, SPEAKS_##id },
#include "watch/speaks.def"
};

const char *speaks_name(enum speaks s)
{
	return s < SPEAKS_N ? names[s] : "";
}

enum proto_id speaks_proto(enum speaks s)
{
	const char *name = s == SPEAKS_HTTP1 || s == SPEAKS_HTTP2 ? "sbi" : speaks_name(s);
	for (unsigned i = 1; i < PROTO_N; i++)
		if (strcmp(&schema_text[schema_proto[i].name], name) == 0)
			return (enum proto_id)i;
	return PROTO_NONE;
}

static enum speaks look(const struct key *list, size_t n, uint32_t key, enum speaks none)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].key == key)
			return list[i].s;
	return none;
}

static enum speaks by_port(const struct key *list, size_t n, const struct payload *p, enum speaks none)
{
	enum speaks s = look(list, n, p->to.port, none);
	return s != none ? s : look(list, n, p->from.port, none);
}

/* Other things use the ports of GTP, too. */
static enum speaks gtp(const struct payload *p, enum speaks s)
{
	switch (gtp_proto(p->data, p->data.n + p->missing, s == SPEAKS_GTPU)) {
	case PROTO_GTPU: return SPEAKS_GTPU;
	case PROTO_GTPV2: return SPEAKS_GTPV2;
	case PROTO_GTPV1: return SPEAKS_GTPV1;
	case PROTO_GTPV0: return SPEAKS_GTPV0;
	default: return SPEAKS_OTHER_UDP; /* PROTO_NONE: gtp_proto answers nothing else */
	}
}

/* Telephony uses many ports: a capital letter, a start line, and the head is all there. */
static bool sip(struct span s)
{
	uint64_t body;
	size_t head = s.n > 0 && s.p[0] >= 'A' && s.p[0] <= 'Z' ? sip_head(s, &body) : 0;
	return head > 0 && head != SIP_NONE;
}

/* Frames of HTTP/2 are not looked for yet: only its preface (RFC 9113 3.4) tells it. */
static enum speaks stream(const struct payload *p)
{
	static const struct { const char *text; enum speaks s; } begins[] = {
		{ "PRI * HTTP/2.0", SPEAKS_HTTP2 }, { "GET ", SPEAKS_HTTP1 }, { "POST ", SPEAKS_HTTP1 },
		{ "PUT ", SPEAKS_HTTP1 }, { "PATCH ", SPEAKS_HTTP1 }, { "DELETE ", SPEAKS_HTTP1 },
		{ "HTTP/1.", SPEAKS_HTTP1 }, { "SIP/2.0 ", SPEAKS_SIP }, { "INVITE ", SPEAKS_SIP },
		{ "REGISTER ", SPEAKS_SIP }, { "\x16\x03", SPEAKS_TLS }, { "\x17\x03", SPEAKS_TLS },
	};
	enum speaks s = by_port(tcp, COUNT(tcp), p, SPEAKS_OTHER_TCP);
	for (size_t i = 0; s == SPEAKS_OTHER_TCP && i < COUNT(begins); i++)
		if (str_starts((struct str){ (const char *)p->data.p, p->data.n }, begins[i].text))
			s = begins[i].s;
	return s;
}

enum speaks speaks_of(const struct payload *p)
{
	enum speaks s = SPEAKS_OTHER;
	switch ((enum payload_transport)p->transport) {
	case PAYLOAD_SCTP:
		s = look(ppids, COUNT(ppids), p->sctp.ppid, SPEAKS_OTHER_SCTP);
		if (p->sctp.ppid == 0)
			s = by_port(sctp, COUNT(sctp), p, s);
		break;
	case PAYLOAD_UDP:
		s = by_port(udp, COUNT(udp), p, SPEAKS_OTHER_UDP);
		if (s == SPEAKS_GTPU || s == SPEAKS_GTPV2)
			s = gtp(p, s);
		if (s == SPEAKS_OTHER_UDP && sip(p->data))
			s = SPEAKS_SIP;
		break;
	case PAYLOAD_TCP: s = stream(p); break;
	case PAYLOAD_ICMP: s = p->protocol == ICMPV6 ? SPEAKS_ICMPV6 : SPEAKS_ICMP; break;
	case PAYLOAD_UPPER:
		for (size_t i = 0; i < COUNT(exported); i++)
			if (str_is(p->name, exported[i].name))
				s = exported[i].s;
		break;
	case PAYLOAD_OTHER: break;
	}
	return s;
}
