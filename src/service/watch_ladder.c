/* SPDX-License-Identifier: Apache-2.0
 *
 * watch_ladder.c - which messages belong together, and what a line of the ladder says
 *
 * Messages of one UE are those with its identifiers on one association: RAN-UE-NGAP-ID or AMF-UE-NGAP-ID, and the
 * same for S1AP; TS 38.413 9.3.3.  An initial UE message begins a new UE, for identifiers are used again.  What
 * carries none belongs to its association, or to the two addresses.
 */
#include <stdio.h>
#include <string.h>

#include "service/watch_inside.h"
#include "watch/decode/schema.h"

static const char *const heartbeats[] = { "eartbeat", "Echo", "Watchdog" };

void ladder_begin(struct ladder *l, struct arena *a, struct wire *wire, struct watch_totals *totals)
{
	*l = (struct ladder){ .wire = wire, .totals = totals, .keys = NEW(a, struct ladder_key, LADDER_KEYS),
		              .exchange = NEW(a, uint32_t, SBI_EXCHANGES + 1),
		              .scratch = a };
	for (unsigned i = 1; i < PROTO_N; i++)
		for (unsigned m = 0; schema_proto[i].engine != ENGINE_APER && m < schema_proto[i].messages; m++) {
			uint16_t id = schema_message[schema_proto[i].message + m].label;
			l->message[id / 8] = (uint8_t)(l->message[id / 8] | 1 << id % 8);
		}
}

struct ladder_key *ladder_find(const struct ladder *l, uint8_t kind, uint32_t flow, uint64_t id)
{
	struct { uint64_t id; uint32_t flow, kind; } key = { id, flow, kind };
	uint64_t at = str_hash((struct str){ (const char *)&key, sizeof key }) % LADDER_KEYS;
	for (;; at = (at + 1) % LADDER_KEYS) {
		struct ladder_key *k = &l->keys[at];
		if (k->group == 0 || (k->kind == kind && k->flow == flow && k->id == id))
			return k;
	}
}

void ladder_set(struct ladder *l, struct ladder_key *k, struct ladder_key v)
{
	if (k->group == 0 && l->used >= LADDER_KEYS / 2)
		return;
	l->used += k->group == 0;
	*k = v;
}

uint32_t ladder_group(struct ladder *l, const char *text)
{
	struct watch_group g = { 0 };
	if (l->groups == WATCH_GROUPS)
		return WATCH_GROUPS;
	memcpy(g.text, text, strnlen(text, sizeof g.text - 1));
	wire_put(l->wire, WIRE_GROUP, 0, &g, sizeof g);
	return l->groups++;
}

struct ids {
	const char *ran, *core;
	bool has_ran, has_core;
	uint64_t ran_id, core_id;
};

static struct ids ids_of(const struct pdu *p)
{
	bool ngap = p->proto == PROTO_NGAP;
	struct ids x = { .ran = ngap ? "RAN-UE-NGAP-ID" : "ENB-UE-S1AP-ID",
		         .core = ngap ? "AMF-UE-NGAP-ID" : "MME-UE-S1AP-ID" };
	enum field_id ran = ngap ? F_NGAP_RAN_UE_NGAP_ID : F_S1AP_ENB_UE_S1AP_ID;
	enum field_id core = ngap ? F_NGAP_AMF_UE_NGAP_ID : F_S1AP_MME_UE_S1AP_ID;
	if (p->proto != PROTO_NGAP && p->proto != PROTO_S1AP)
		return x;
	x.ran_id = pdu_num(p, ran, UINT64_MAX);
	x.core_id = pdu_num(p, core, UINT64_MAX);
	x.has_ran = x.ran_id != UINT64_MAX;
	x.has_core = x.core_id != UINT64_MAX;
	return x;
}

/* The group of a UE that is known already; WATCH_GROUPS when it is not. */
static uint32_t known_ue(const struct ladder *l, const struct payload *p, const struct pdu *pdu, const struct ids *x)
{
	uint8_t kind = (uint8_t)(pdu->proto * 2);
	uint32_t group = 0;
	if (pdu->message == F_NGAP_INITIALUEMESSAGE || pdu->message == F_S1AP_INITIALUEMESSAGE)
		return WATCH_GROUPS;
	if (ladder_arrives(pdu))
		return ladder_moved(l, p, pdu);
	if (x->has_ran)
		group = ladder_find(l, kind, p->flow, x->ran_id)->group;
	if (x->has_core && group == 0)
		group = ladder_find(l, kind + 1, p->flow, x->core_id)->group;
	return group ? group - 1 : WATCH_GROUPS;
}

static uint32_t group_of_ue(struct ladder *l, const struct payload *p, const struct pdu *pdu, const struct ids *x)
{
	uint8_t kind = (uint8_t)(pdu->proto * 2);
	uint32_t group = known_ue(l, p, pdu, x);
	if (group == WATCH_GROUPS) {
		char text[WATCH_LABEL];
		snprintf(text, sizeof text, "UE with %s %llu", x->has_ran ? x->ran : x->core,
		         (unsigned long long)(x->has_ran ? x->ran_id : x->core_id));
		group = ladder_group(l, text);
	}
	if (group == WATCH_GROUPS)
		return group;
	if (x->has_ran)
		ladder_set(l, ladder_find(l, kind, p->flow, x->ran_id),
		           (struct ladder_key){ x->ran_id, p->flow, group + 1, kind });
	if (x->has_core)
		ladder_set(l, ladder_find(l, kind + 1, p->flow, x->core_id),
		           (struct ladder_key){ x->core_id, p->flow, group + 1, kind + 1 });
	ladder_remember(l, p, pdu, group);
	return group;
}

/* Both directions are one pair. */
static uint64_t pair(const struct payload *p)
{
	uint64_t from = str_hash((struct str){ (const char *)p->from.address, 16 });
	uint64_t to = str_hash((struct str){ (const char *)p->to.address, 16 });
	return from ^ to;
}

static uint32_t group_of_pair(struct ladder *l, const struct payload *p, enum speaks s)
{
	char text[WATCH_LABEL];
	struct arena a = *l->scratch;
	struct buf b = buf_in(&a);
	uint32_t flow = p->transport == PAYLOAD_TCP ? 0 : p->flow; /* HTTP opens a connection for anything */
	uint64_t id = flow ? 0 : pair(p);
	struct ladder_key *k = ladder_find(l, (uint8_t)(128 + s), flow, id);
	if (k->group)
		return k->group - 1;
	watch_address(p->from.address, p->from.family, &b);
	buf_str(&b, " and ");
	watch_address(p->to.address, p->to.family, &b);
	snprintf(text, sizeof text, "%s between %s", speaks_name(s), b.p);
	uint32_t group = ladder_group(l, text);
	if (group < WATCH_GROUPS)
		ladder_set(l, k, (struct ladder_key){ id, flow, group + 1, (uint8_t)(128 + s) });
	return group;
}

static bool is_heartbeat(const char *message)
{
	for (size_t i = 0; i < COUNT(heartbeats); i++)
		if (strstr(message, heartbeats[i]) != NULL)
			return true;
	return false;
}

/* "DownlinkNASTransport: Authentication-request" */
static void label(const struct ladder *l, const struct watch_message *m, char out[WATCH_LABEL])
{
	const struct pdu *pdu = m->pdu;
	const char *message = field_name(pdu->message), *between = ": ";
	size_t n = m->http && m->http->version ? ladder_http_label(m, out) :
	           (size_t)snprintf(out, WATCH_LABEL, "%s", message[0] ? message : "message nobody described");
	for (uint32_t i = 0; i < pdu->n && n < WATCH_LABEL; i++) {
		const struct field *f = &pdu->f[i];
		bool inner = f->id != pdu->message && f->kind == FIELD_GROUP && l->message[f->id / 8] >> f->id % 8 & 1;
		if (!inner)
			continue;
		n += (size_t)snprintf(out + n, WATCH_LABEL - n, "%s%s", between, field_name(f->id));
		between = ", ";
	}
}

void ladder_http_opens(struct ladder *l, const struct sbi_message *h)
{
	if (h->opens)
		l->exchange[h->exchange] = 0;
}

void ladder_take(struct ladder *l, const struct watch_message *m)
{
	const struct payload *p = m->payload;
	const struct pdu *pdu = m->pdu;
	if (is_heartbeat(field_name(pdu->message)) || ladder_http_heartbeat(m)) {
		l->totals->heartbeats++;
		return;
	}
	struct ids x = ids_of(pdu);
	uint32_t group = WATCH_GROUPS;
	if (l->events < WATCH_EVENTS && (x.has_ran || x.has_core))
		group = group_of_ue(l, p, pdu, &x);
	else if (l->events < WATCH_EVENTS) {
		group = ladder_http_group(l, m);
		group = group == WATCH_GROUPS ? group_of_pair(l, p, m->speaks) : group;
	}
	if (group == WATCH_GROUPS) {
		l->totals->events_left_out++;
		return;
	}
	struct watch_event v = { .time = p->time, .from = p->from, .to = p->to, .group = group,
		                 .speaks = (uint8_t)m->speaks,
		                 .damaged = pdu->flags & PDU_DAMAGED, .ciphered = pdu->flags & PDU_CIPHERED };
	label(l, m, v.text);
	wire_put(l->wire, WIRE_EVENT, p->file, &v, sizeof v);
	l->events++;
}
