/* SPDX-License-Identifier: Apache-2.0
 *
 * watch_ladder_move.c - a UE that goes on at another base station, over another association
 *
 * Prepared by the core, it arrives with a HandoverRequest: that carries the container that the source gave to the core
 * in its HandoverRequired, octet by octet (TS 38.413 9.2.3.1, 9.2.3.4); everything else may be new.  By a path switch
 * it names the identifier that the core gave it before (9.2.3.8), which is one of that core.  S1AP has the same.
 */
#include "service/watch_inside.h"

enum { KIND_CONTAINER = 210, KIND_CORE = 212 };

static const struct move {
	enum proto_id proto;
	enum field_id leaves, arrives, switches; /* messages */
	enum field_id container, before, core;
	uint16_t port; /* of the core */
} moves[] = {
	{ PROTO_NGAP, F_NGAP_HANDOVERREQUIRED, F_NGAP_HANDOVERREQUEST, F_NGAP_PATHSWITCHREQUEST,
	  F_NGAP_SOURCETOTARGET_TRANSPARENTCONTAINER, F_NGAP_SOURCEAMF_UE_NGAP_ID, F_NGAP_AMF_UE_NGAP_ID, 38412 },
	{ PROTO_S1AP, F_S1AP_HANDOVERREQUIRED, F_S1AP_HANDOVERREQUEST, F_S1AP_PATHSWITCHREQUEST,
	  F_S1AP_SOURCE_TOTARGET_TRANSPARENTCONTAINER, F_S1AP_SOURCEMME_UE_S1AP_ID, F_S1AP_MME_UE_S1AP_ID, 36412 },
};

static const struct move *move_of(const struct pdu *p)
{
	for (size_t i = 0; i < COUNT(moves); i++)
		if (moves[i].proto == p->proto)
			return &moves[i];
	return NULL;
}

/* What was handed over; group 0 when there is nothing. */
static struct ladder_key container(const struct pdu *pdu, const struct move *m)
{
	struct span s = pdu_bytes(pdu, m->container);
	uint64_t hash = str_hash((struct str){ (const char *)s.p, s.n });
	return (struct ladder_key){ hash, 0, s.n > 0, (uint8_t)(KIND_CONTAINER + (m - moves)) };
}

/* What the core calls the UE; its address is part of the name. */
static struct ladder_key at_core(const struct payload *p, const struct pdu *pdu, const struct move *m, enum field_id id)
{
	uint64_t number = pdu_num(pdu, id, UINT64_MAX);
	const struct peer *core = p->from.port == m->port ? &p->from : &p->to;
	uint32_t address = (uint32_t)str_hash((struct str){ (const char *)core->address, 16 });
	return (struct ladder_key){ number, address, number != UINT64_MAX, (uint8_t)(KIND_CORE + (m - moves)) };
}

static void remember(struct ladder *l, struct ladder_key v, uint32_t group)
{
	if (v.group == 0)
		return;
	v.group = group + 1;
	ladder_set(l, ladder_find(l, v.kind, v.flow, v.id), v);
}

bool ladder_arrives(const struct pdu *pdu)
{
	const struct move *m = move_of(pdu);
	return m && pdu->message && (pdu->message == m->arrives || pdu->message == m->switches);
}

uint32_t ladder_moved(const struct ladder *l, const struct payload *p, const struct pdu *pdu)
{
	const struct move *m = move_of(pdu);
	struct ladder_key k = pdu->message == m->arrives ? container(pdu, m) : at_core(p, pdu, m, m->before);
	uint32_t group = k.group ? ladder_find(l, k.kind, k.flow, k.id)->group : 0;
	return group ? group - 1 : WATCH_GROUPS;
}

void ladder_remember(struct ladder *l, const struct payload *p, const struct pdu *pdu, uint32_t group)
{
	const struct move *m = move_of(pdu);
	if (m == NULL)
		return;
	remember(l, at_core(p, pdu, m, m->core), group);
	if (pdu->message == m->leaves)
		remember(l, container(pdu, m), group);
}
