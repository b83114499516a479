/* SPDX-License-Identifier: Apache-2.0
 *
 * say.h - what functions of the network say to each other, one function per message
 *
 * Most of them fit struct step, so that a procedure is a table of them (life.c).  They take what the message holds
 * from the subscriber, so that all interfaces tell the same.  For messages nobody has here there is a beginning
 * and an end: between them fields are put into the builder (watch/decode/build.h).
 */
#ifndef PT_WATCH_GENERATE_SAY_H
#define PT_WATCH_GENERATE_SAY_H

#include "watch/generate/http.h"
#include "watch/generate/world.h"

enum { UP, DOWN }; /* sides of an association of N2: from the gNB, from the AMF */

/* ---- NAS (say_nas.c): octets that live until the next message of NAS ---- */
enum nas_how { NAS_PLAIN, NAS_INTEGRITY, NAS_CIPHERED, NAS_NEW, NAS_NEW_CIPHERED }; /* TS 24.501 9.3 */

struct build *say_nas_begin(struct ue *ue, unsigned side, enum nas_how how, enum field_id message);
struct span say_nas_end(struct ue *ue);

struct span say_registration_request(struct ue *ue, enum nas_how how, unsigned type, bool suci);
struct span say_authentication_request(struct ue *ue);
struct span say_authentication_response(struct ue *ue);
struct span say_authentication_failure(struct ue *ue, unsigned cause);
struct span say_security_mode_command(struct ue *ue, unsigned ea, unsigned ia);
struct span say_security_mode_complete(struct ue *ue);
struct span say_registration_accept(struct ue *ue);
struct span say_service_request(struct ue *ue, unsigned type);
struct span say_service_accept(struct ue *ue);
struct span say_new_guti(struct ue *ue); /* Configuration update command */
struct span say_device(struct ue *ue, bool version); /* Identity response with IMEI or IMEISV */
struct span say_reject(struct ue *ue, enum nas_how how, enum field_id message, unsigned cause);
struct span say_reject_slice(struct ue *ue, unsigned cause); /* Registration reject with what it asked for */
struct span say_deregistration_request(struct ue *ue, bool switch_off);
struct span say_session_request(struct ue *ue, bool transport); /* false: the 5GSM message alone */
struct span say_session_accept(struct ue *ue, bool transport);
/* A message without elements: Registration complete, Deregistration accept ... */
struct span say_empty(struct ue *ue, unsigned side, enum nas_how how, enum field_id message);
struct span say_session_cause(struct ue *ue, unsigned side, enum field_id message, unsigned cause); /* 0 = none */
struct span say_identity_request(struct ue *ue, unsigned type); /* 1 SUCI, 3 IMEI, 5 IMEISV */
struct span say_identity_response(struct ue *ue);
struct span say_deregistration_command(struct ue *ue, enum nas_how how, unsigned cause); /* 0 = come again */
struct span say_configuration_update(struct ue *ue);
/* The octets of its SUCI behind the routing indicator: what the scheme made of the number.  Written to `out`. */
size_t say_suci_output(const struct ue *ue, uint8_t out[64]);

/* ---- NGAP (say_n2.c) ---- */
/* Begins a message about that subscriber; AMF and RAN identifiers are in it. */
struct build *say_n2_begin(struct ue *ue, enum field_id message);
/* Begins any message. */
struct build *say_n2_plain(struct world *w, enum field_id message);
void say_n2_end(struct world *w, struct gnb *gnb, unsigned side, unsigned stream);
unsigned say_n2_stream(const struct ue *ue); /* of SCTP, on which it speaks */
void say_n2_ue(struct ue *ue, unsigned side); /* the end of say_n2_begin */
void say_ng_setup(struct world *w, struct gnb *gnb);
void say_ng_setup_request(struct world *w, struct gnb *gnb);
void say_initial(struct ue *ue, struct span nas, unsigned cause, bool tmsi);
void say_up(struct ue *ue, struct span nas);   /* UplinkNASTransport */
void say_down(struct ue *ue, struct span nas); /* DownlinkNASTransport */
void say_context_setup(struct ue *ue, struct span nas, bool session);
void say_context_setup_answer(struct ue *ue, bool session);
void say_radio_capability(struct ue *ue, size_t octets);
void say_session_setup(struct ue *ue, struct span nas);
void say_session_setup_answer(struct ue *ue);
void say_release_request(struct ue *ue, unsigned cause); /* of CauseRadioNetwork */
void say_release_command(struct ue *ue, enum field_id cause_group, unsigned cause);
void say_release_complete(struct ue *ue);
void say_paging(struct ue *ue);
void say_path_switch(struct ue *ue, struct gnb *to);
void say_path_switch_answer(struct ue *ue);
/* Handover over N2 (say_handover.c): from ue->gnb to `to`, which it belongs to after say_handover_notify. */
void say_handover_required(struct ue *ue, struct gnb *to);
void say_handover_request(struct ue *ue, struct gnb *to);
void say_handover_admitted(struct ue *ue, struct gnb *to);
void say_handover_command(struct ue *ue);
void say_handover_notify(struct ue *ue, struct gnb *to);
void say_handover_release(struct ue *ue); /* of the context it left, and the answer */
/* Parts of messages. */
void say_put_location(struct ue *ue, struct build *b, const struct gnb *gnb);
void say_put_tai(struct build *b, enum field_id group, uint32_t tac);
void say_put_slice(struct build *b, enum field_id group);
void say_put_tunnel(struct build *b, enum field_id group, const struct node *node, uint32_t teid);
void say_put_capabilities(const struct ue *ue, struct build *b);
void say_put_slices(struct build *b, enum field_id list, enum field_id item);
void say_put_gnb(const struct gnb *gnb, struct build *b);
void say_put_guami(struct build *b);
void say_put_random(struct ue *ue, struct build *b, enum field_id id, size_t n); /* at most 32 octets */
void say_put_bit_rate(struct build *b);
void say_put_cause(struct build *b, enum field_id kind, unsigned cause); /* F_NGAP_RADIONETWORK, F_NGAP_NAS ... */
void say_put_setup_transfer(struct ue *ue, struct build *b);
/* Octets of a transfer of N2 as SBI carries them: in ue->world->octets. */
struct span say_setup_transfer(struct ue *ue);
struct span say_setup_answer_transfer(struct ue *ue);

/* ---- PFCP (say_pfcp.c) ---- */
struct pfcp_pair { /* who asks whom, from which ports */
	const struct node *from, *to;
	uint16_t port;
	uint32_t *number; /* counts the requests of `from` */
};

struct pfcp_pair say_n4(struct world *w, unsigned upf);
struct build *say_pfcp_begin(struct world *w, enum field_id message, uint64_t seid, uint32_t number);
struct build *say_pfcp_plain(struct world *w, enum field_id message, uint32_t number); /* of a node: no SEID */
void say_pfcp_ask(struct world *w, const struct pfcp_pair *p);    /* ends and sends it */
void say_pfcp_answer(struct world *w, const struct pfcp_pair *p); /* the other way */
void say_put_node(struct build *b, const struct node *n);
void say_put_fseid(struct build *b, const struct node *n, uint64_t seid);
void say_put_fteid(struct build *b, const struct node *n, uint32_t teid);
void say_put_action(struct build *b, enum field_id action); /* F_PFCP_FORW, F_PFCP_DROP ... */
void say_put_outer(struct build *b, const struct node *to, uint32_t teid);
void say_put_recovery(struct world *w, struct build *b, const struct node *n); /* since when it runs */
void say_put_rules(struct ue *ue, struct build *b); /* those of a new session */
void say_association(struct world *w, const struct pfcp_pair *p);
void say_pfcp_beat(struct world *w, const struct pfcp_pair *p);
void say_session_establish(struct ue *ue, const struct pfcp_pair *p);
void say_session_establish_answer(struct ue *ue, const struct pfcp_pair *p);
/* Forwards to the gNB that it is mapped to, or buffers when it is not. */
void say_session_modify(struct ue *ue, const struct pfcp_pair *p);
void say_session_delete(struct ue *ue, const struct pfcp_pair *p);
void say_pfcp_cause(struct ue *ue, const struct pfcp_pair *p, enum field_id message, unsigned cause);
void say_session_report(struct ue *ue); /* and its answer */

/* ---- GTP-U (say_gtpu.c) ---- */
enum gtpu_type { GTPU_ECHO = 1, GTPU_ECHO_ANSWER = 2, GTPU_ERROR = 26, GTPU_END_MARKER = 254, GTPU_PDU = 255 };

void say_gtpu(struct world *w, const struct node *from, const struct node *to, enum gtpu_type type, uint32_t teid,
              struct span payload);
void say_gtpu_echo(struct world *w, const struct node *from, const struct node *to);
/* A packet of the subscriber in its tunnel, `up` to the network. */
void say_tunnel(struct ue *ue, bool up, struct span packet);
/* The same for UDP between it and `peer`; `ports`: its own in the upper half. */
void say_user_udp(struct ue *ue, bool up, const uint8_t peer[4], uint32_t ports, struct span payload);
/* One exchange of the subscriber with a server, of some kind. */
void say_user_talk(struct ue *ue);

/* ---- S1AP (say_s1.c): ue->gnb is the eNB, amf_id and ran_id are those of MME and eNB ---- */
void say_s1_setup(struct world *w, struct gnb *enb);
void say_attach(struct ue *ue);
void say_attach_identity(struct ue *ue, bool up); /* request of the IMSI, answer */
void say_attach_challenge(struct ue *ue);
void say_attach_response(struct ue *ue);
void say_attach_security(struct ue *ue);
void say_attach_secured(struct ue *ue);
void say_attach_accept(struct ue *ue);   /* with the context and the bearer */
void say_attach_complete(struct ue *ue); /* both answers */
void say_s1_release(struct ue *ue);      /* and its answer */
void say_tracking_area_update(struct ue *ue); /* of one that comes from 5G */

/* ---- roaming (say_roaming.c) ---- */
struct peering { /* an association for Diameter, side 0 began it */
	struct wire_sctp sctp;
	const struct mark *mark; /* of the attack that opened it: watchdogs of side 0 are marked */
	struct peering *next;
};

const char *say_plmn(const struct node *n);  /* of its network, "00101" */
/* The association between both; set up, with exchange of capabilities, if there is none. */
struct peering *say_peering(struct world *w, const struct node *from, const struct node *to);
/* Begins a message of S6a about that subscriber which says it is from `from`; answers are to its last request. */
struct build *say_diameter_begin(struct ue *ue, enum field_id message, const struct node *from, const struct node *to,
                                 bool request);
void say_diameter_end(struct world *w, struct peering *p, unsigned side);
void say_vectors_request(struct ue *ue, struct peering *p); /* side 0 is the MME's */
void say_vectors_answer(struct ue *ue, struct peering *p);
void say_update_location(struct ue *ue, struct peering *p);
void say_update_location_answer(struct ue *ue, struct peering *p);
void say_cancel_location(struct ue *ue, struct peering *p); /* and its answer; */
void say_purge(struct ue *ue, struct peering *p);
void say_watchdog(struct world *w, struct peering *p);
struct build *say_gtpc_begin(struct world *w, enum field_id message, uint32_t teid, uint32_t number);
void say_gtpc_end(struct world *w, const struct node *from, const struct node *to);
void say_put_gtpc_fteid(struct build *b, const struct node *n, unsigned interface, uint32_t teid, unsigned instance);
/* S8: session.cp and .up are the TEIDs of control, .dl and .ul those of the user plane. */
void say_create_session(struct ue *ue, const struct node *sgw, const struct node *pgw);
void say_create_session_answer(struct ue *ue, const struct node *sgw, const struct node *pgw);
void say_delete_session(struct ue *ue, const struct node *sgw, const struct node *pgw);
void say_delete_session_answer(struct ue *ue, const struct node *sgw, const struct node *pgw);

/* ---- SBI (say_sbi.c) ---- */
enum call {
#define C(id, from, to, method, path, body, status, answer) CALL_##id,
#include "watch/generate/call.def"
	CALL_N
};

struct sbi_link { /* a connection between two functions */
	const struct node *from, *to;
	uint16_t port;
	struct http http;
	struct sbi_link *next;
};

struct sbi_text { /* of a request or an answer */
	const char *method, *path, *body; /* templates as in call.def; `method` of an answer is its status */
	const char *token;                /* of a request: template of what authorizes it; NULL = nothing does */
	const char *arg[2];               /* for $1 and $2 */
};

/* A token as the NRF gives it (TS 33.501 13.4.1.1): JWT whose signature is random.  What is left out is as in tokens
 * for the UDM. */
struct token {
	const struct node *subject;
	const char *alg, *issuer, *audience, *scope;
	const char *plmn; /* JSON of the claim consumerPlmnId, when it has one */
	uint64_t expires; /* seconds since 1970 */
};

void say_token(struct world *w, struct put *o, const struct token *t); /* say_token.c */
/* Instance of that function: a UUID of version 4, the same each time. */
void say_instance(struct world *w, const struct node *n, char out[40]);

/* Steps of scripts: `call` is an enum call.  Calls may nest; ue->self asks in place of who usually does. */
void say_ask(struct ue *ue, unsigned call);
void say_answer(struct ue *ue, unsigned call);
/* What no table has: the connection, a request (its stream), the answer. */
struct sbi_link *say_link(struct world *w, const struct node *from, const struct node *to, uint16_t port);
uint32_t say_request(struct ue *ue, struct sbi_link *l, const struct sbi_text *t);
void say_response(struct ue *ue, struct sbi_link *l, uint32_t stream, const struct sbi_text *t);

#endif
