/* SPDX-License-Identifier: Apache-2.0
 *
 * say_pfcp.c - messages of PFCP (TS 29.244 clause 7)
 */
#include "watch/generate/say.h"

enum { ACCESS = 0, CORE = 1, UPLINK = 1, DOWNLINK = 2, ACCEPTED = 1, SINCE_1900 = 0x83aa7e80 };

struct pfcp_pair say_n4(struct world *w, unsigned upf)
{
	return (struct pfcp_pair){ &w->nf[NF_SMF], &w->nf[upf], PORT_PFCP, &w->pfcp_number[upf] };
}

struct build *say_pfcp_begin(struct world *w, enum field_id message, uint64_t seid, uint32_t number)
{
	struct build *b = say_pfcp_plain(w, message, number);
	build_number(b, F_PFCP_SEID, seid);
	return b;
}

struct build *say_pfcp_plain(struct world *w, enum field_id message, uint32_t number)
{
	build_begin(&w->build, message);
	build_number(&w->build, F_PFCP_SEQUENCE_NUMBER_OF_MESSAGE, number & 0xffffff);
	return &w->build;
}

static void send(struct world *w, const struct node *from, uint16_t port, const struct node *to, uint16_t to_port)
{
	size_t n = world_encode(w, w->octets, sizeof w->octets);
	if (n > 0)
		wire_udp(&w->wire, from, port, to, to_port, (struct span){ w->octets, n });
}

void say_pfcp_ask(struct world *w, const struct pfcp_pair *p)
{
	send(w, p->from, p->port, p->to, PORT_PFCP);
}

void say_pfcp_answer(struct world *w, const struct pfcp_pair *p)
{
	send(w, p->to, PORT_PFCP, p->from, p->port);
}

/* ---- parts ---- */

static void put_address(struct build *b, const struct node *n, enum field_id four, enum field_id six)
{
	build_octets(b, n->family == 4 ? four : six, (struct span){ n->address, n->family == 4 ? 4 : 16 });
}

void say_put_node(struct build *b, const struct node *n)
{
	build_group(b, F_PFCP_NODE_ID);
	build_number(b, F_PFCP_NODE_ID_TYPE, n->family == 4 ? 0 : 1);
	put_address(b, n, F_PFCP_NODE_IPV4_ADDRESS, F_PFCP_NODE_IPV6_ADDRESS);
	build_end(b);
}

void say_put_fseid(struct build *b, const struct node *n, uint64_t seid)
{
	build_group(b, F_PFCP_F_SEID);
	build_number(b, F_PFCP_V4, n->family == 4);
	build_number(b, F_PFCP_V6, n->family == 6);
	build_number(b, F_PFCP_SEID, seid);
	put_address(b, n, F_PFCP_IPV4_ADDRESS, F_PFCP_IPV6_ADDRESS);
	build_end(b);
}

void say_put_fteid(struct build *b, const struct node *n, uint32_t teid)
{
	build_group(b, F_PFCP_F_TEID);
	build_number(b, F_PFCP_CH, 0);
	build_number(b, F_PFCP_V6, n->family == 6);
	build_number(b, F_PFCP_V4, n->family == 4);
	build_number(b, F_PFCP_TEID, teid);
	put_address(b, n, F_PFCP_IPV4_ADDRESS, F_PFCP_IPV6_ADDRESS);
	build_end(b);
}

static void put_ue_address(struct build *b, const struct session *s, bool destination)
{
	build_group(b, F_PFCP_UE_IP_ADDRESS);
	build_number(b, F_PFCP_S_D, destination);
	build_number(b, F_PFCP_V4, 1);
	build_octets(b, F_PFCP_UE_IPV4_ADDRESS, (struct span){ s->address, 4 });
	build_end(b);
}

/* Words of Apply-Action, TS 29.244 8.2.26. */
void say_put_action(struct build *b, enum field_id action)
{
	static const enum field_id word[] = { F_PFCP_DUPL, F_PFCP_NOCP, F_PFCP_BUFF, F_PFCP_FORW, F_PFCP_DROP };
	build_group(b, F_PFCP_APPLY_ACTION);
	for (size_t i = 0; i < COUNT(word); i++)
		build_number(b, word[i], word[i] == action || (action == F_PFCP_BUFF && word[i] == F_PFCP_NOCP));
	build_end(b);
}

void say_put_outer(struct build *b, const struct node *to, uint32_t teid)
{
	build_group(b, F_PFCP_OUTER_HEADER_CREATION);
	build_number(b, F_PFCP_GTP_U_UDP_IPV6, to->family == 6);
	build_number(b, F_PFCP_GTP_U_UDP_IPV4, to->family == 4);
	build_number(b, F_PFCP_TEID, teid);
	put_address(b, to, F_PFCP_IPV4_ADDRESS, F_PFCP_IPV6_ADDRESS);
	build_end(b);
}

/* When it was started last. */
static void put_time(struct world *w, struct build *b, const struct node *n)
{
	uint64_t started = n == w->restarted ? w->begin / 1000000000 + w->restart : w->begin / 1000000000 - 3600;
	build_number(b, F_PFCP_RECOVERY_TIME_STAMP, started + SINCE_1900);
}

/* ---- nodes ---- */

void say_association(struct world *w, const struct pfcp_pair *p)
{
	uint32_t number = ++*p->number;
	struct build *b = say_pfcp_plain(w, F_PFCP_PFCP_ASSOCIATION_SETUP_REQUEST, number);
	say_put_node(b, p->from);
	put_time(w, b, p->from);
	say_pfcp_ask(w, p);
	b = say_pfcp_plain(w, F_PFCP_PFCP_ASSOCIATION_SETUP_RESPONSE, number);
	say_put_node(b, p->to);
	build_number(b, F_PFCP_CAUSE, ACCEPTED);
	put_time(w, b, p->to);
	say_pfcp_answer(w, p);
}

void say_pfcp_beat(struct world *w, const struct pfcp_pair *p)
{
	uint32_t number = ++*p->number;
	put_time(w, say_pfcp_plain(w, F_PFCP_PFCP_HEARTBEAT_REQUEST, number), p->from);
	say_pfcp_ask(w, p);
	put_time(w, say_pfcp_plain(w, F_PFCP_PFCP_HEARTBEAT_RESPONSE, number), p->to);
	say_pfcp_answer(w, p);
}

/* ---- sessions ---- */

static void put_pdr(struct ue *ue, struct build *b, bool up)
{
	build_group(b, F_PFCP_CREATE_PDR);
	build_number(b, F_PFCP_PDR_ID, up ? UPLINK : DOWNLINK);
	build_number(b, F_PFCP_PRECEDENCE, 255);
	build_group(b, F_PFCP_PDI);
	build_number(b, F_PFCP_SOURCE_INTERFACE, up ? ACCESS : CORE);
	if (up) {
		build_group(b, F_PFCP_F_TEID);
		build_number(b, F_PFCP_CH, 1);
		build_number(b, F_PFCP_V6, ue->world->nf[NF_SMF].family == 6);
		build_number(b, F_PFCP_V4, ue->world->nf[NF_SMF].family == 4);
		build_end(b);
	}
	build_labels(b, F_PFCP_NETWORK_INSTANCE, "internet");
	put_ue_address(b, &ue->session, !up);
	build_end(b);
	if (up) {
		build_group(b, F_PFCP_OUTER_HEADER_REMOVAL);
		build_number(b, F_PFCP_OUTER_HEADER_REMOVAL_DESCRIPTION, 0);
		build_end(b);
	}
	build_number(b, F_PFCP_FAR_ID, up ? UPLINK : DOWNLINK);
	build_number(b, F_PFCP_QER_ID, 1);
	build_end(b);
}

static void put_far(struct build *b, bool up)
{
	build_group(b, F_PFCP_CREATE_FAR);
	build_number(b, F_PFCP_FAR_ID, up ? UPLINK : DOWNLINK);
	say_put_action(b, up ? F_PFCP_FORW : F_PFCP_BUFF);
	if (up) {
		build_group(b, F_PFCP_FORWARDING_PARAMETERS);
		build_number(b, F_PFCP_DESTINATION_INTERFACE, CORE);
		build_labels(b, F_PFCP_NETWORK_INSTANCE, "internet");
		build_end(b);
	}
	build_end(b);
}

void say_put_rules(struct ue *ue, struct build *b)
{
	put_pdr(ue, b, true);
	put_pdr(ue, b, false);
	put_far(b, true);
	put_far(b, false);
	build_group(b, F_PFCP_CREATE_QER);
	build_number(b, F_PFCP_QER_ID, 1);
	build_group(b, F_PFCP_GATE_STATUS);
	build_number(b, F_PFCP_UL_GATE, 0);
	build_number(b, F_PFCP_DL_GATE, 0);
	build_end(b);
	build_number(b, F_PFCP_QFI, 1);
	build_end(b);
}

void say_session_establish(struct ue *ue, const struct pfcp_pair *p)
{
	struct world *w = ue->world;
	ue->session.cp = ++w->seids;
	struct build *b = say_pfcp_begin(w, F_PFCP_PFCP_SESSION_ESTABLISHMENT_REQUEST, 0, ++*p->number);
	ue->request = *p->number;
	say_put_node(b, p->from);
	say_put_fseid(b, p->from, ue->session.cp);
	say_put_rules(ue, b);
	build_number(b, F_PFCP_PDN_TYPE, 1);
	say_pfcp_ask(w, p);
}

void say_session_establish_answer(struct ue *ue, const struct pfcp_pair *p)
{
	struct world *w = ue->world;
	ue->session.up = 0x1000 + w->seids;
	ue->session.ul = ++w->teids;
	struct build *b = say_pfcp_begin(w, F_PFCP_PFCP_SESSION_ESTABLISHMENT_RESPONSE, ue->session.cp, ue->request);
	say_put_node(b, p->to);
	build_number(b, F_PFCP_CAUSE, ACCEPTED);
	say_put_fseid(b, p->to, ue->session.up);
	build_group(b, F_PFCP_CREATED_PDR);
	build_number(b, F_PFCP_PDR_ID, UPLINK);
	say_put_fteid(b, p->to, ue->session.ul);
	build_end(b);
	say_pfcp_answer(w, p);
}

void say_session_modify(struct ue *ue, const struct pfcp_pair *p)
{
	struct world *w = ue->world;
	bool mapped = ue->is & UE_MAPPED;
	struct build *b = say_pfcp_begin(w, F_PFCP_PFCP_SESSION_MODIFICATION_REQUEST, ue->session.up, ++*p->number);
	ue->request = *p->number;
	build_group(b, F_PFCP_UPDATE_FAR);
	build_number(b, F_PFCP_FAR_ID, DOWNLINK);
	say_put_action(b, mapped ? F_PFCP_FORW : F_PFCP_BUFF);
	if (mapped) {
		build_group(b, F_PFCP_UPDATE_FORWARDING_PARAMETERS);
		build_number(b, F_PFCP_DESTINATION_INTERFACE, ACCESS);
		say_put_outer(b, &ue->gnb->node, ue->session.dl);
		build_end(b);
	}
	build_end(b);
	say_pfcp_ask(w, p);
}

void say_session_delete(struct ue *ue, const struct pfcp_pair *p)
{
	say_pfcp_begin(ue->world, F_PFCP_PFCP_SESSION_DELETION_REQUEST, ue->session.up, ++*p->number);
	ue->request = *p->number;
	say_pfcp_ask(ue->world, p);
}

void say_pfcp_cause(struct ue *ue, const struct pfcp_pair *p, enum field_id message, unsigned cause)
{
	struct build *b = say_pfcp_begin(ue->world, message, ue->session.cp, ue->request);
	build_number(b, F_PFCP_CAUSE, cause);
	say_pfcp_answer(ue->world, p);
}

void say_session_report(struct ue *ue)
{
	struct world *w = ue->world;
	struct pfcp_pair p = { &w->nf[ue->session.upf], &w->nf[NF_SMF], PORT_PFCP,
		               &w->report_number[ue->session.upf] };
	struct build *b = say_pfcp_begin(w, F_PFCP_PFCP_SESSION_REPORT_REQUEST, ue->session.cp, ++*p.number);
	ue->request = *p.number;
	build_group(b, F_PFCP_REPORT_TYPE);
	build_number(b, F_PFCP_DLDR, 1);
	build_end(b);
	build_group(b, F_PFCP_DOWNLINK_DATA_REPORT);
	build_number(b, F_PFCP_PDR_ID, DOWNLINK);
	build_end(b);
	say_pfcp_ask(w, &p);
	b = say_pfcp_begin(w, F_PFCP_PFCP_SESSION_REPORT_RESPONSE, ue->session.up, ue->request);
	build_number(b, F_PFCP_CAUSE, ACCEPTED);
	say_pfcp_answer(w, &p);
}
