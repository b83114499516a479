/* SPDX-License-Identifier: Apache-2.0
 *
 * say_roaming.c - what networks say to each other: Diameter (S6a, TS 29.272) and GTPv2-C (S8, TS 29.274)
 *
 * Ours is PLMN 001-01, the partner's 999-70.  Names of functions follow TS 23.003 19.4.2.
 */
#include "watch/generate/say.h"

#include <stdio.h>

enum { VENDOR_3GPP = 10415, S6A = 16777251, NO_STATE = 1, EUTRAN = 1004, SUCCESS = 2001, RAT_EUTRAN = 6, EBI = 5,
       SGW_U = 4, PGW_U = 5, SGW_C = 6, PGW_C = 7, ACCEPTED = 16 };

static const struct network { /* known by how names of its functions begin */
	const char *begins, *plmn, *realm;
} networks[] = {
	{ "partner-", "99970", "epc.mnc070.mcc999.3gppnetwork.org" },
	{ "third-", "99980", "epc.mnc080.mcc999.3gppnetwork.org" }, /* no agreement with it */
	{ "", "00101", "epc.mnc001.mcc001.3gppnetwork.org" },
};

static const struct network *network_of(const struct node *n)
{
	size_t i = 0;
	while (!str_starts(str_of(n->name), networks[i].begins))
		i++;
	return &networks[i];
}

const char *say_plmn(const struct node *n)
{
	return network_of(n)->plmn;
}

static const char *realm(const struct node *n)
{
	return network_of(n)->realm;
}

/* Messages of other applications than S6a. */
static uint32_t application_of(enum field_id message)
{
	static const struct {
		enum field_id message;
		uint32_t application;
	} table[] = {
#define M(name, application) \
	{ F_DIAMETER_##name##_REQUEST, application }, { F_DIAMETER_##name##_ANSWER, application }
		M(USER_DATA, 16777217), M(LCS_ROUTING_INFO, 16777291), M(PROVIDE_LOCATION, 16777255),
		M(SEND_ROUTING_INFO_FOR_SM, 16777312), M(MT_FORWARD_SHORT_MESSAGE, 16777313),
#undef M
	};
	for (size_t i = 0; i < COUNT(table); i++)
		if (table[i].message == message)
			return table[i].application;
	return S6A;
}

static void put_host(struct build *b, enum field_id id, const struct node *n)
{
	char text[96];
	snprintf(text, sizeof text, "%s.%s", n->name, realm(n));
	build_text(b, id, text);
}

/* ---- Diameter ---- */

static struct build *begin(struct world *w, enum field_id message, uint32_t application, uint32_t number)
{
	struct build *b = &w->build;
	build_begin(b, message);
	build_number(b, F_DIAMETER_APPLICATION_ID, application);
	build_number(b, F_DIAMETER_HOP_BY_HOP_IDENTIFIER, number);
	build_number(b, F_DIAMETER_END_TO_END_IDENTIFIER, 0x5a000000 + number);
	return b;
}

static void put_peer(struct build *b, const struct node *n)
{
	put_host(b, F_DIAMETER_ORIGIN_HOST, n);
	build_text(b, F_DIAMETER_ORIGIN_REALM, realm(n));
}

static void capabilities(struct world *w, const struct node *n, uint32_t number, bool answer)
{
	struct build *b = begin(w, answer ? F_DIAMETER_CAPABILITIES_EXCHANGE_ANSWER :
	                        F_DIAMETER_CAPABILITIES_EXCHANGE_REQUEST, 0, number);
	if (answer)
		build_number(b, F_DIAMETER_RESULT_CODE, SUCCESS);
	put_peer(b, n);
	build_octets(b, F_DIAMETER_HOST_IP_ADDRESS, (struct span){ n->address, n->family == 4 ? 4 : 16 });
	build_number(b, F_DIAMETER_VENDOR_ID, VENDOR_3GPP);
	build_text(b, F_DIAMETER_PRODUCT_NAME, "petrin synthetic");
	build_number(b, F_DIAMETER_AUTH_APPLICATION_ID, S6A);
}

struct peering *say_peering(struct world *w, const struct node *from, const struct node *to)
{
	struct peering **p = &w->peering;
	for (; *p != NULL; p = &(*p)->next)
		if ((*p)->sctp.node[0] == from && (*p)->sctp.node[1] == to)
			return *p;
	struct peering *new = *p = NEW(w->a, struct peering, 1);
	new->sctp.node[0] = from;
	new->sctp.node[1] = to;
	new->sctp.port[0] = (uint16_t)(20000 + w->peerings++);
	new->sctp.port[1] = PORT_DIAMETER;
	wire_sctp_open(&w->wire, &new->sctp);
	uint32_t number = ++w->diameter_number;
	capabilities(w, from, number, false);
	say_diameter_end(w, new, 0);
	wire_sctp_flush(&w->wire);
	capabilities(w, to, number, true);
	say_diameter_end(w, new, 1);
	wire_sctp_flush(&w->wire);
	return new;
}

void say_diameter_end(struct world *w, struct peering *p, unsigned side)
{
	size_t n = world_encode(w, w->octets, sizeof w->octets);
	if (n > 0)
		wire_sctp_say(&w->wire, &p->sctp, side, 0, PPID_DIAMETER, (struct span){ w->octets, n });
}

struct build *say_diameter_begin(struct ue *ue, enum field_id message, const struct node *from, const struct node *to,
                                 bool request)
{
	char text[128];
	const struct node *asks = request ? from : to;
	if (request)
		ue->request = ++ue->world->diameter_number;
	uint32_t application = application_of(message);
	struct build *b = begin(ue->world, message, application, ue->request);
	build_number(b, F_DIAMETER_P, 1);
	snprintf(text, sizeof text, "%s.%s;%u;%u", asks->name, realm(asks), 1, ue->request);
	build_text(b, F_DIAMETER_SESSION_ID, text);
	build_group(b, F_DIAMETER_VENDOR_SPECIFIC_APPLICATION_ID);
	build_number(b, F_DIAMETER_VENDOR_ID, VENDOR_3GPP);
	build_number(b, F_DIAMETER_AUTH_APPLICATION_ID, application);
	build_end(b);
	if (!request)
		build_number(b, F_DIAMETER_RESULT_CODE, SUCCESS);
	build_number(b, F_DIAMETER_AUTH_SESSION_STATE, NO_STATE);
	put_peer(b, from);
	if (request) {
		put_host(b, F_DIAMETER_DESTINATION_HOST, to);
		build_text(b, F_DIAMETER_DESTINATION_REALM, realm(to));
		build_text(b, F_DIAMETER_USER_NAME, ue_supi(ue, text));
	}
	return b;
}

/* S6a over the peering between MME (side 0) and HSS. */
static struct build *begin_at(struct ue *ue, struct peering *p, unsigned side, enum field_id message, bool request)
{
	return say_diameter_begin(ue, message, p->sctp.node[side], p->sctp.node[!side], request);
}

static void answer(struct ue *ue, struct peering *p, unsigned side, enum field_id message)
{
	wire_sctp_flush(&ue->world->wire);
	begin_at(ue, p, side, message, false);
	say_diameter_end(ue->world, p, side);
}

void say_vectors_request(struct ue *ue, struct peering *p)
{
	struct world *w = ue->world;
	struct build *b = begin_at(ue, p, 0, F_DIAMETER_AUTHENTICATION_INFORMATION_REQUEST, true);
	build_group(b, F_DIAMETER_REQUESTED_EUTRAN_AUTHENTICATION_INFO);
	build_number(b, F_DIAMETER_NUMBER_OF_REQUESTED_VECTORS, 1);
	build_number(b, F_DIAMETER_IMMEDIATE_RESPONSE_PREFERRED, 0);
	build_end(b);
	build_plmn(b, F_DIAMETER_VISITED_PLMN_ID, say_plmn(p->sctp.node[0]));
	say_diameter_end(w, p, 0);
}

void say_vectors_answer(struct ue *ue, struct peering *p)
{
	struct world *w = ue->world;
	struct build *b = begin_at(ue, p, 1, F_DIAMETER_AUTHENTICATION_INFORMATION_ANSWER, false);
	build_group(b, F_DIAMETER_AUTHENTICATION_INFO);
	build_group(b, F_DIAMETER_E_UTRAN_VECTOR);
	say_put_random(ue, b, F_DIAMETER_RAND, 16);
	say_put_random(ue, b, F_DIAMETER_XRES, 8);
	say_put_random(ue, b, F_DIAMETER_AUTN, 16);
	say_put_random(ue, b, F_DIAMETER_KASME, 32);
	build_end(b);
	build_end(b);
	say_diameter_end(w, p, 1);
}

void say_update_location(struct ue *ue, struct peering *p)
{
	enum { SINGLE_REGISTRATION = 2, INITIAL_ATTACH = 32 };
	struct world *w = ue->world;
	struct build *b = begin_at(ue, p, 0, F_DIAMETER_UPDATE_LOCATION_REQUEST, true);
	build_number(b, F_DIAMETER_RAT_TYPE, EUTRAN);
	build_number(b, F_DIAMETER_ULR_FLAGS, SINGLE_REGISTRATION | INITIAL_ATTACH);
	build_plmn(b, F_DIAMETER_VISITED_PLMN_ID, say_plmn(p->sctp.node[0]));
	say_diameter_end(w, p, 0);
}

void say_update_location_answer(struct ue *ue, struct peering *p)
{
	struct world *w = ue->world;
	struct build *b = begin_at(ue, p, 1, F_DIAMETER_UPDATE_LOCATION_ANSWER, false);
	build_number(b, F_DIAMETER_ULA_FLAGS, 1);
	build_group(b, F_DIAMETER_SUBSCRIPTION_DATA);
	build_number(b, F_DIAMETER_SUBSCRIBER_STATUS, 0);
	build_end(b);
	say_diameter_end(w, p, 1);
}

void say_cancel_location(struct ue *ue, struct peering *p)
{
	enum { UPDATE_PROCEDURE = 0 };
	struct world *w = ue->world;
	struct build *b = begin_at(ue, p, 1, F_DIAMETER_CANCEL_LOCATION_REQUEST, true);
	build_number(b, F_DIAMETER_CANCELLATION_TYPE, UPDATE_PROCEDURE);
	say_diameter_end(w, p, 1);
	answer(ue, p, 0, F_DIAMETER_CANCEL_LOCATION_ANSWER);
}

void say_purge(struct ue *ue, struct peering *p)
{
	struct world *w = ue->world;
	begin_at(ue, p, 0, F_DIAMETER_PURGE_UE_REQUEST, true);
	say_diameter_end(w, p, 0);
	answer(ue, p, 1, F_DIAMETER_PURGE_UE_ANSWER);
}

void say_watchdog(struct world *w, struct peering *p)
{
	w->wire.mark = p->mark;
	w->wire.speaker = p->sctp.node[0];
	uint32_t number = ++w->diameter_number;
	put_peer(begin(w, F_DIAMETER_DEVICE_WATCHDOG_REQUEST, 0, number), p->sctp.node[0]);
	say_diameter_end(w, p, 0);
	wire_sctp_flush(&w->wire);
	struct build *b = begin(w, F_DIAMETER_DEVICE_WATCHDOG_ANSWER, 0, number);
	build_number(b, F_DIAMETER_RESULT_CODE, SUCCESS);
	put_peer(b, p->sctp.node[1]);
	say_diameter_end(w, p, 1);
}

/* ---- GTPv2-C ---- */

struct build *say_gtpc_begin(struct world *w, enum field_id message, uint32_t teid, uint32_t number)
{
	build_begin(&w->build, message);
	build_number(&w->build, F_GTPV2_TEID_OF_MESSAGE, teid);
	build_number(&w->build, F_GTPV2_SEQUENCE_NUMBER_OF_MESSAGE, number & 0xffffff);
	return &w->build;
}

void say_gtpc_end(struct world *w, const struct node *from, const struct node *to)
{
	size_t n = world_encode(w, w->octets, sizeof w->octets);
	if (n > 0)
		wire_udp(&w->wire, from, PORT_GTPC, to, PORT_GTPC, (struct span){ w->octets, n });
}

void say_put_gtpc_fteid(struct build *b, const struct node *n, unsigned interface, uint32_t teid, unsigned instance)
{
	if (instance > 0)
		build_number(b, F_GTPV2_INSTANCE, instance); /* of the element behind it */
	build_group(b, F_GTPV2_F_TEID);
	build_number(b, F_GTPV2_INTERFACE_TYPE, interface);
	build_number(b, F_GTPV2_TEID, teid);
	build_octets(b, n->family == 4 ? F_GTPV2_IPV4_ADDRESS : F_GTPV2_IPV6_ADDRESS,
	             (struct span){ n->address, n->family == 4 ? 4 : 16 });
	build_end(b);
}

static void put_bearer(struct ue *ue, struct build *b, const struct node *n, bool answer)
{
	build_group(b, F_GTPV2_BEARER_CONTEXT);
	build_number(b, F_GTPV2_EBI, EBI);
	if (answer)
		build_number(b, F_GTPV2_CAUSE, ACCEPTED);
	say_put_gtpc_fteid(b, n, answer ? PGW_U : SGW_U, answer ? ue->session.ul : ue->session.dl, 2);
	build_group(b, F_GTPV2_BEARER_QOS);
	build_number(b, F_GTPV2_PCI, 1);
	build_number(b, F_GTPV2_PL, 8);
	build_number(b, F_GTPV2_PVI, 0);
	build_number(b, F_GTPV2_QCI, 9);
	build_number(b, F_GTPV2_MAXIMUM_BIT_RATE_FOR_UPLINK, 0);
	build_number(b, F_GTPV2_MAXIMUM_BIT_RATE_FOR_DOWNLINK, 0);
	build_number(b, F_GTPV2_GUARANTEED_BIT_RATE_FOR_UPLINK, 0);
	build_number(b, F_GTPV2_GUARANTEED_BIT_RATE_FOR_DOWNLINK, 0);
	build_end(b);
	build_end(b);
}

static void put_paa(struct ue *ue, struct build *b, bool empty)
{
	static const uint8_t none[4];
	build_group(b, F_GTPV2_PAA);
	build_number(b, F_GTPV2_PDN_TYPE, 1);
	build_octets(b, F_GTPV2_UE_IPV4_ADDRESS, (struct span){ empty ? none : ue->session.address, 4 });
	build_end(b);
}

void say_create_session(struct ue *ue, const struct node *sgw, const struct node *pgw)
{
	char imsi[16];
	struct world *w = ue->world;
	ue->session.cp = ++w->teids;
	ue->session.dl = ++w->teids;
	ue->request = ++w->gtpc_number;
	struct build *b = say_gtpc_begin(w, F_GTPV2_CREATE_SESSION_REQUEST, 0, ue->request);
	build_digits(b, F_GTPV2_IMSI, ue_supi(ue, imsi));
	build_plmn(b, F_GTPV2_SERVING_NETWORK, say_plmn(sgw));
	build_number(b, F_GTPV2_RAT_TYPE, RAT_EUTRAN);
	say_put_gtpc_fteid(b, sgw, SGW_C, (uint32_t)ue->session.cp, 0);
	build_labels(b, F_GTPV2_APN, "internet");
	build_number(b, F_GTPV2_SELECTION_MODE, 0);
	put_paa(ue, b, true);
	put_bearer(ue, b, sgw, false);
	say_gtpc_end(w, sgw, pgw);
}

void say_create_session_answer(struct ue *ue, const struct node *sgw, const struct node *pgw)
{
	struct world *w = ue->world;
	ue->session.up = ++w->teids;
	ue->session.ul = ++w->teids;
	ue->is |= UE_SESSION;
	struct build *b = say_gtpc_begin(w, F_GTPV2_CREATE_SESSION_RESPONSE, (uint32_t)ue->session.cp, ue->request);
	build_number(b, F_GTPV2_CAUSE, ACCEPTED);
	say_put_gtpc_fteid(b, pgw, PGW_C, (uint32_t)ue->session.up, 1);
	put_paa(ue, b, false);
	put_bearer(ue, b, pgw, true);
	say_gtpc_end(w, pgw, sgw);
}

void say_delete_session(struct ue *ue, const struct node *sgw, const struct node *pgw)
{
	struct world *w = ue->world;
	ue->request = ++w->gtpc_number;
	struct build *b = say_gtpc_begin(w, F_GTPV2_DELETE_SESSION_REQUEST, (uint32_t)ue->session.up, ue->request);
	build_number(b, F_GTPV2_EBI, EBI);
	say_gtpc_end(w, sgw, pgw);
}

void say_delete_session_answer(struct ue *ue, const struct node *sgw, const struct node *pgw)
{
	enum { CONTEXT_NOT_FOUND = 64 }; /* somebody may have deleted it */
	struct world *w = ue->world;
	struct build *b = say_gtpc_begin(w, F_GTPV2_DELETE_SESSION_RESPONSE, (uint32_t)ue->session.cp, ue->request);
	build_number(b, F_GTPV2_CAUSE, ue->is & UE_SESSION ? ACCEPTED : CONTEXT_NOT_FOUND);
	ue->is &= (uint8_t)~UE_SESSION;
	say_gtpc_end(w, pgw, sgw);
}
