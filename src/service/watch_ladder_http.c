/* SPDX-License-Identifier: Apache-2.0
 *
 * watch_ladder_http.c - whom a message of HTTP is about, and what a line of the ladder says of it
 *
 * A message is of a subscriber when it names one (SUPI or SUCI, in its path or body), when it answers such a message,
 * or when its path is below a resource that such a message created: the Location of the answer (RFC 9110 10.2.2) is
 * where the server that gave it is asked later; so are links in its body.  All others belong to their two addresses.
 */
#include <stdio.h>

#include "service/watch_inside.h"

enum { KIND_SUBSCRIBER = 200, KIND_RESOURCE, UP = 8 /* parts of a path that are taken off */, LINKS = 4 };

static struct str str_at(struct span s)
{
	return (struct str){ (const char *)s.p, s.n };
}

static struct str str_of_field(const struct pdu *p, const struct field *f)
{
	return f->len <= p->raw.n - f->off ? str_at((struct span){ p->raw.p + f->off, f->len }) : (struct str){ 0 };
}

/* The first SUPI (TS 29.571 5.3.2) or SUCI (TS 29.503) in a message. */
static uint64_t subscriber(const struct pdu *p, const char *begins)
{
	static const enum field_id where[] = { F_SBI_SUPI, F_SBI_SUPIORSUCI, F_SBI_SUCI, F_SBI_UEID, F_SBI_UECONTEXTID,
		                               F_SBI_3GPP_SBI_DISCOVERY_SUPI };
	for (size_t i = 0; i < COUNT(where); i++) {
		struct str s = str_at(pdu_bytes(p, where[i]));
		if (str_starts(s, begins))
			return str_hash(s) | 1;
	}
	return 0;
}

static void learn(struct ladder *l, struct ladder_key v)
{
	struct ladder_key *k = ladder_find(l, v.kind, v.flow, v.id);
	if (k->group == 0)
		ladder_set(l, k, v);
}

static struct ladder_key resource(const struct peer *server, struct str path, uint32_t group)
{
	uint32_t address = (uint32_t)str_hash((struct str){ (const char *)server->address, 16 });
	return (struct ladder_key){ str_hash(path), address, group + 1, KIND_RESOURCE };
}

/* Of "http://host:port/path" the path. */
static struct str path_of(struct str s)
{
	for (size_t i = 0; i + 2 < s.n; i++)
		if (s.p[i] == ':' && s.p[i + 1] == '/' && s.p[i + 2] == '/') {
			for (i += 3; i < s.n && s.p[i] != '/';)
				i++;
			return (struct str){ s.p + i, s.n - i };
		}
	return s;
}

/* The group of the resource that this path is below of. */
static uint32_t below(const struct ladder *l, const struct peer *server, struct str path)
{
	for (size_t i = 0; i < path.n; i++)
		path.n = path.p[i] == '?' ? i : path.n;
	for (unsigned up = 0; up < UP && path.n > 1; up++) {
		struct ladder_key k = resource(server, path, 0);
		uint32_t group = ladder_find(l, k.kind, k.flow, k.id)->group;
		if (group)
			return group - 1;
		while (path.n > 0 && path.p[path.n - 1] != '/')
			path.n--;
		path.n -= path.n > 0;
	}
	return WATCH_GROUPS;
}

static void remember(struct ladder *l, const struct watch_message *m, const uint64_t *ids, uint32_t group)
{
	struct str location = path_of(str_at(pdu_bytes(m->pdu, F_SBI_LOCATION)));
	for (unsigned i = 0; i < 2; i++)
		if (ids[i])
			learn(l, (struct ladder_key){ ids[i], 0, group + 1, KIND_SUBSCRIBER });
	if (m->http->answer && location.n > 1)
		learn(l, resource(&m->payload->from, location, group));
	for (uint32_t at = 0, i = 0; m->http->answer && i < LINKS; i++) {
		const struct field *f = pdu_each(m->pdu, F_SBI_HREF, &at);
		if (f != NULL)
			learn(l, resource(&m->payload->from, path_of(str_of_field(m->pdu, f)), group));
	}
	l->exchange[m->http->exchange] = group + 1;
}

uint32_t ladder_http_group(struct ladder *l, const struct watch_message *m)
{
	if (m->http == NULL || m->http->version == 0)
		return WATCH_GROUPS;
	uint64_t ids[] = { subscriber(m->pdu, "imsi-"), subscriber(m->pdu, "suci-") };
	uint32_t before = l->exchange[m->http->exchange];
	uint32_t group = before ? before - 1 : WATCH_GROUPS;
	for (unsigned i = 0; i < 2 && group == WATCH_GROUPS; i++) {
		uint32_t known = ids[i] ? ladder_find(l, KIND_SUBSCRIBER, 0, ids[i])->group : 0;
		group = known ? known - 1 : group;
	}
	if (group == WATCH_GROUPS && !m->http->answer)
		group = below(l, &m->payload->to, str_at(pdu_bytes(m->pdu, F_SBI_URI)));
	if (group == WATCH_GROUPS && (ids[0] || ids[1])) {
		char text[WATCH_LABEL];
		snprintf(text, sizeof text, "subscriber %u in HTTP", ++l->subscribers);
		group = ladder_group(l, text);
	}
	if (group != WATCH_GROUPS)
		remember(l, m, ids, group);
	return group;
}

/* TS 29.510 5.2.2.3.2: a PATCH of its own instance.  A refusal is no heartbeat. */
bool ladder_http_heartbeat(const struct watch_message *m)
{
	return m->pdu->message == F_SBI_UPDATENFINSTANCE && pdu_num(m->pdu, F_SBI_STATUS_CODE, 200) < 300;
}

static size_t add(char out[WATCH_LABEL], size_t n, const char *between, struct span s)
{
	if (s.n == 0 || n >= WATCH_LABEL)
		return n;
	return n + (size_t)snprintf(out + n, WATCH_LABEL - n, "%s%.*s", n > 0 ? between : "", (int)s.n,
	                            (const char *)s.p);
}

/* "POST nsmf-pdusession PostSmContexts", "201 PostSmContexts" */
size_t ladder_http_label(const struct watch_message *m, char out[WATCH_LABEL])
{
	const struct pdu *p = m->pdu;
	bool described = p->message && p->message != F_SBI_OTHER_MESSAGE, reset = m->http->flags & SBI_GIVEN_UP;
	const char *name = described ? field_name(p->message) : "";
	size_t n = 0;
	out[0] = '\0';
	unsigned status = (unsigned)pdu_num(p, F_SBI_STATUS_CODE, 0) % 1000;
	if (status > 0) {
		n = (size_t)snprintf(out, WATCH_LABEL, "%03u", status);
	} else if (m->http->answer) {
		n = (size_t)snprintf(out, WATCH_LABEL, "%s", reset ? "given up" : "status not known");
	} else {
		n = add(out, n, " ", pdu_bytes(p, F_SBI_METHOD));
		n = add(out, n, " ", pdu_bytes(p, F_SBI_SERVICE));
	}
	n = n == 0 ? (size_t)snprintf(out, WATCH_LABEL, "%s", reset ? "given up" : "head not known") : n;
	return add(out, n, " ", (struct span){ (const uint8_t *)name, strlen(name) });
}
