/* SPDX-License-Identifier: Apache-2.0
 *
 * tls.c - the hellos of TLS (RFC 8446 4.1, RFC 5246 7.4.1): what two peers say before all is encrypted
 */
#include "watch/decode/decode.h"

enum { CLIENT_HELLO = 1, SERVER_HELLO = 2 };
enum { SERVER_NAME = 0, GROUPS = 10, ALPN = 16, VERSIONS = 43, KEY_SHARE = 51 };

static void number(struct pdu *p, struct rd *r, uint16_t id, uint16_t names)
{
	uint32_t off = pdu_at(r);
	uint64_t v = rd_be(r, 2);
	if (!rd_ok(r))
		return;
	struct field *f = pdu_add(p, id, FIELD_ENUM, off, 2);
	f->num = v;
	f->names = names;
}

/* A part with its length in front, of `octets` octets. */
static struct rd sized(struct rd *r, unsigned octets)
{
	return rd_sub(r, (size_t)rd_be(r, octets));
}

static void octets(struct pdu *p, struct rd part, uint16_t id, enum field_kind kind)
{
	uint32_t n = (uint32_t)rd_left(&part);
	if (!rd_ok(&part))
		return;
	struct field *f = pdu_add(p, id, kind, pdu_at(&part), n);
	f->num = kind == FIELD_BYTES ? rd_be(&part, n < 8 ? n : 8) : 0;
}

/* What a list holds, one after the other; its reader is `list`. */
static void element(struct pdu *p, struct rd *list, unsigned type)
{
	switch (type) {
	case SERVER_NAME:
		rd_skip(list, 1);
		octets(p, sized(list, 2), F_TLS_SERVER_NAME, FIELD_TEXT);
		break;
	case GROUPS: number(p, list, F_TLS_SUPPORTED_GROUP, NAMES_TLS_GROUP); break;
	case ALPN: octets(p, sized(list, 1), F_TLS_ALPN, FIELD_TEXT); break;
	case VERSIONS: number(p, list, F_TLS_SUPPORTED_VERSION, NAMES_TLS_VERSION); break;
	case KEY_SHARE:
		number(p, list, F_TLS_KEY_SHARE_GROUP, NAMES_TLS_GROUP);
		if (rd_left(list) > 0) /* a retry names the group only */
			octets(p, sized(list, 2), F_TLS_KEY_EXCHANGE, FIELD_BYTES);
		break;
	}
}

static void extension(struct pdu *p, struct rd *r, bool client)
{
	uint32_t off = pdu_at(r), g = pdu_open(p, F_TLS_EXTENSION, off);
	unsigned type = rd_left(r) >= 2 ? (unsigned)r->p[0] << 8 | r->p[1] : UINT16_MAX;
	number(p, r, F_TLS_EXTENSION_TYPE, NAMES_TLS_EXTENSION);
	struct rd in = sized(r, 2), list = in;
	bool known = type == SERVER_NAME || type == GROUPS || type == ALPN || type == VERSIONS || type == KEY_SHARE;
	bool single = !client && (type == VERSIONS || type == KEY_SHARE);
	if (!known || rd_left(&in) == 0) {
		octets(p, in, F_TLS_EXTENSION_DATA, FIELD_BYTES);
	} else {
		if (!single)
			list = sized(&in, type == VERSIONS ? 1 : 2);
		while (rd_left(&list) > 0)
			element(p, &list, type);
		if (!rd_ok(&list))
			pdu_damage(p, F_TLS_EXTENSION, DAMAGE_SHORT, off, pdu_at(r) - off);
		else if (!single && rd_left(&in) > 0)
			pdu_damage(p, F_TLS_EXTENSION, DAMAGE_LEFT, pdu_at(&in), (uint32_t)rd_left(&in));
	}
	pdu_close(p, g, pdu_at(r));
}

static void hello(struct pdu *p, struct rd *r, bool client)
{
	number(p, r, F_TLS_LEGACY_VERSION, NAMES_TLS_VERSION);
	octets(p, rd_sub(r, 32), F_TLS_RANDOM, FIELD_BYTES);
	octets(p, sized(r, 1), F_TLS_SESSION_ID, FIELD_BYTES);
	struct rd suites = client ? sized(r, 2) : rd_sub(r, 2);
	while (rd_left(&suites) > 0)
		number(p, &suites, F_TLS_CIPHER_SUITE, NAMES_TLS_SUITE);
	octets(p, client ? sized(r, 1) : rd_sub(r, 1), F_TLS_COMPRESSION_METHODS, FIELD_BYTES);
	if (!rd_ok(&suites))
		rd_fail(r, "half a cipher suite");
	if (rd_left(r) == 0)
		return;
	struct rd extensions = sized(r, 2);
	while (rd_left(&extensions) > 0)
		extension(p, &extensions, client);
	if (!rd_ok(&extensions))
		rd_fail(r, "extensions end too early");
}

void tls_decode(struct pdu *p, enum proto_id proto, struct rd r)
{
	uint32_t off = pdu_at(&r);
	unsigned type = (unsigned)rd_be(&r, 1);
	struct rd in = sized(&r, 3);
	uint16_t label = type == CLIENT_HELLO ? F_TLS_CLIENTHELLO : type == SERVER_HELLO ? F_TLS_SERVERHELLO : 0;
	uint32_t all = (uint32_t)(r.end - r.base) - off;
	if (p->proto == (uint8_t)proto && p->message == 0)
		p->message = label ? label : F_TLS_UNKNOWN_MESSAGE;
	if (label == 0 || !rd_ok(&r)) {
		pdu_damage(p, label ? label : F_TLS_UNKNOWN_MESSAGE, label ? DAMAGE_SHORT : DAMAGE_UNKNOWN, off, all);
		return;
	}
	uint32_t g = pdu_open(p, label, off);
	hello(p, &in, type == CLIENT_HELLO);
	if (!rd_ok(&in))
		pdu_damage(p, label, DAMAGE_SHORT, off, all);
	else if (rd_left(&in) > 0)
		pdu_damage(p, label, DAMAGE_LEFT, pdu_at(&in), (uint32_t)rd_left(&in));
	pdu_close(p, g, pdu_at(&r));
}
