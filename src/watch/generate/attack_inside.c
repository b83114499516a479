/* SPDX-License-Identifier: Apache-2.0
 *
 * attack_inside.c - attacks by a subscriber from inside its tunnel: D29, D30, D35 and D36
 *
 * struct inside is a second wire, whose packets are G-PDUs of the first one: what wire.h can send it can send in there.
 */
#include "watch/generate/attack.h"

enum { ICMP_ECHO = 8, PORT_DNS = 53, PORT_SSH = 22 };

/* ---- inside of a tunnel ---- */

struct inside {
	struct wire wire;
	struct attack *at;
	struct ue *ue;
	struct node self; /* the subscriber */
};

static void into_tunnel(void *ctx, const struct generate_frame *f)
{
	enum { TO = 16 };
	struct inside *in = ctx;
	bool up = memcmp(f->octets.p + TO, in->self.address, 4) != 0;
	if (in->ue == NULL || (in->ue->is & ATTACK_TALKING) != ATTACK_TALKING)
		return; /* a late acknowledgement */
	if (up)
		attack_mark(in->at);
	else
		attack_unmark(in->at);
	say_tunnel(in->ue, up, f->octets);
}

static struct node inner_node(const uint8_t address[4])
{
	struct node n = { .family = 4 };
	memcpy(n.address, address, 4);
	return n;
}

/* How a function looks to subscribers: its address of IPv4. */
static struct node inner_function(const struct world *w, enum nf nf)
{
	const struct node *n = &w->nf[nf];
	return inner_node(n->address + (n->family == 4 ? 0 : 12));
}

/* The tunnel of some subscriber that is connected, the one from before if it still is; NULL: later. */
static struct inside *inside(struct attack *at)
{
	struct inside *in = at->own;
	struct world *w = at->world;
	if (in == NULL) {
		at->own = in = NEW(w->a, struct inside, 1);
		in->at = at;
		in->wire.when = &w->when;
		in->wire.rng = rng_of(w->rq->seed, (uint64_t)rng_u32(&at->rng) << 32 | 1);
		in->wire.link = LINK_RAW;
		in->wire.take = into_tunnel;
		in->wire.ctx = in;
	}
	if (in->ue == NULL || (in->ue->is & ATTACK_TALKING) != ATTACK_TALKING)
		in->ue = attack_victim(at, ATTACK_TALKING);
	if (in->ue == NULL)
		return NULL;
	in->self = inner_node(in->ue->session.address);
	in->wire.now = w->wire.now;
	in->wire.ident = w->wire.ident;
	return in;
}

/* An echo of ICMP that carries this. */
static struct span icmp(uint8_t *out, size_t room, unsigned type, uint32_t id, struct span payload)
{
	struct put o = put_in(out, room);
	put_be(&o, type << 8, 2);
	put_be(&o, 0, 2);
	put_be(&o, id, 4);
	put_octets(&o, payload.p, payload.n);
	put_at(o.p + 2, wire_checksum(put_span(&o), (struct span){ NULL, 0 }), 2);
	return put_span(&o);
}

static void ping(struct wire *w, const struct node *from, const struct node *to, unsigned type, uint32_t id,
                 struct span payload)
{
	struct put o = wire_begin(w);
	wire_ip(w, from, to, IP_ICMP, icmp(o.p, o.room, type, id, payload).n);
}

/* A connection in which both say one thing; then it is reset. */
static void talk_tcp(struct inside *in, const struct node *to, uint16_t port, const char *say, const char *answer)
{
	struct wire_tcp *t = NEW(in->at->world->a, struct wire_tcp, 1);
	t->node[0] = &in->self;
	t->node[1] = to;
	t->port[0] = attack_port(in->at);
	t->port[1] = port;
	wire_tcp_open(&in->wire, t);
	wire_tcp_say(&in->wire, t, 0, (struct span){ (const uint8_t *)say, strlen(say) });
	wire_tcp_say(&in->wire, t, 1, (struct span){ (const uint8_t *)answer, strlen(answer) });
	wire_tcp_reset(&in->wire, t, 0);
}

/* ---- D29 ---- */

static struct span message(struct world *w, uint8_t *out, size_t room)
{
	return (struct span){ out, world_encode(w, out, room) };
}

/* One thing over UDP from the subscriber, and the answer to it. */
static void exchange(struct inside *in, const struct node *to, uint16_t port, struct span ask, struct span tell)
{
	wire_udp(&in->wire, &in->self, port, to, port, ask);
	wire_udp(&in->wire, to, port, &in->self, port, tell);
}

static void gtpc_inside(struct inside *in)
{
	uint8_t octets[2][13] = { { 0x40, 1, 0, 9 }, { 0x40, 2, 0, 9 } }; /* echo, number, restart counter */
	struct node to = inner_function(in->at->world, NF_PGW);
	for (int side = 0; side < 2; side++) {
		put_at(octets[side] + 4, in->at->round, 3);
		put_at(octets[side] + 8, 3u << 24 | 1 << 8, 4);
	}
	exchange(in, &to, PORT_GTPC, (struct span){ octets[0], 13 }, (struct span){ octets[1], 13 });
}

static void beat_inside(struct inside *in)
{
	struct world *w = in->at->world;
	uint8_t octets[2][32];
	struct node to = inner_function(w, NF_UPF);
	struct span said[2];
	for (int side = 0; side < 2; side++) {
		say_put_recovery(w, say_pfcp_plain(w, side ? F_PFCP_PFCP_HEARTBEAT_RESPONSE :
		                                             F_PFCP_PFCP_HEARTBEAT_REQUEST, in->at->round + 1),
		                 &w->nf[NF_UPF]);
		said[side] = message(w, octets[side], sizeof octets[side]);
	}
	exchange(in, &to, PORT_PFCP, said[0], said[1]);
}

/* The subscriber deletes a session that it guesses. */
static void delete_inside(struct inside *in, uint32_t number)
{
	enum { NO_SUCH_SESSION = 65 };
	struct world *w = in->at->world;
	uint8_t octets[2][32];
	struct node to = inner_function(w, NF_UPF);
	struct span said[2];
	say_pfcp_begin(w, F_PFCP_PFCP_SESSION_DELETION_REQUEST, number, number);
	said[0] = message(w, octets[0], sizeof octets[0]);
	build_number(say_pfcp_begin(w, F_PFCP_PFCP_SESSION_DELETION_RESPONSE, 0, number),
		     F_PFCP_CAUSE, NO_SUCH_SESSION);
	said[1] = message(w, octets[1], sizeof octets[1]);
	exchange(in, &to, PORT_PFCP, said[0], said[1]);
}

static void sctp_inside(struct inside *in)
{
	struct wire_sctp *s = NEW(in->at->world->a, struct wire_sctp, 1);
	struct node to = inner_function(in->at->world, NF_AMF);
	s->node[0] = &in->self;
	s->node[1] = &to;
	s->port[0] = attack_port(in->at);
	s->port[1] = PORT_NGAP;
	wire_sctp_open(&in->wire, s);
	wire_sctp_abort(&in->wire, s, 0);
}

static void sbi_inside(struct inside *in)
{
	struct node nrf = inner_function(in->at->world, NF_NRF);
	talk_tcp(in, &nrf, PORT_SBI,
	         "GET /nnrf-disc/v1/nf-instances?target-nf-type=UDM&requester-nf-type=AMF "
	         "HTTP/1.1\r\nHost: nrf\r\n\r\n",
	         "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
}

/* Services of others on the same ports. */
static void same_ports(struct inside *in)
{
	static const uint16_t ports[] = { PORT_PFCP, PORT_GTPC };
	uint8_t octets[48];
	struct node to = inner_node(in->at->world->peer_web);
	struct put o = put_in(octets, sizeof octets);
	put_be(&o, 0xff, 1); /* no version of either protocol */
	attack_random(in->at, &o, 40);
	wire_udp(&in->wire, &in->self, attack_port(in->at), &to, ports[in->at->round % COUNT(ports)], put_span(&o));
	talk_tcp(in, &to, PORT_SBI, "hello\n", "hello yourself\n");
}

/* D29: a subscriber talks PFCP to the UPF through its tunnel and is answered; `gtpc`, `sctp`, `sbi` are other
 * protocols of the core, `fragments` cuts PFCP in pieces of 16 octets.  `evasive` takes turns between all, seldom, from
 * different subscribers; `near` is somebody whose server in the Internet uses the same ports. */
void attack_core_inside(struct attack *at)
{
	enum { ROUNDS = 10, TINY = 36, PFCP, GTPC, SCTP, SBI };
	bool evasive = attack_is(at, "evasive");
	struct inside *in = inside(at);
	if (in == NULL)
		return;
	in->wire.mtu = attack_is(at, "fragments") ? TINY : 0;
	int kind = evasive ? PFCP + (int)at->round % 4 : attack_is(at, "gtpc") ? GTPC : attack_is(at, "sctp") ? SCTP :
	           attack_is(at, "sbi") ? SBI : PFCP;
	if (attack_is(at, "near"))
		same_ports(in);
	else if (kind == SCTP)
		sctp_inside(in);
	else if (kind == SBI)
		sbi_inside(in);
	else if (kind == PFCP && at->round % 2 == 1)
		delete_inside(in, at->round + 1);
	else if (kind == PFCP)
		beat_inside(in);
	else
		gtpc_inside(in);
	if (evasive)
		in->ue = NULL;
	if (at->round + 1 < ROUNDS)
		attack_again(at, evasive ? 1e7 : 1e6);
}

/* ---- D30 ---- */

/* A G-PDU as octets: what `ue` might have sent with that TEID. */
static struct span gpdu(struct attack *at, uint8_t *out, size_t room, const struct ue *ue, uint32_t teid, bool up)
{
	enum { HEAD = 0x30, OCTETS = 40 };
	struct world *w = at->world;
	uint8_t data[OCTETS], message[OCTETS + 8], packet[OCTETS + 64];
	struct put o = put_in(out, room), d = put_in(data, sizeof data);
	attack_random(at, &d, sizeof data);
	struct span echo = icmp(message, sizeof message, ICMP_ECHO, ue->number << 16 | at->round, put_span(&d));
	size_t n = wire_inner(&w->wire, packet, sizeof packet, up ? ue->session.address : w->peer_web,
	                      up ? w->peer_web : ue->session.address, IP_ICMP, echo);
	put_be(&o, HEAD << 8 | GTPU_PDU, 2);
	put_be(&o, n, 2);
	put_be(&o, teid, 4);
	put_octets(&o, packet, n);
	return put_span(&o);
}

static void echo_inside(struct inside *in, const struct node *to)
{
	static const uint8_t ask[] = { 0x32, GTPU_ECHO, 0, 4, 0, 0, 0, 0, 0, 1, 0, 0 };
	static const uint8_t tell[] = { 0x32, GTPU_ECHO_ANSWER, 0, 6, 0, 0, 0, 0, 0, 1, 0, 0, 14, 0 };
	exchange(in, to, PORT_GTPU, (struct span){ ask, sizeof ask }, (struct span){ tell, sizeof tell });
}

/* What uses the port of GTP-U and is something else. */
static void look_alike(struct inside *in)
{
	uint8_t octets[72];
	struct node to = inner_node(in->at->world->peer_web);
	struct put o = put_in(octets, sizeof octets);
	put_be(&o, 0xd0, 1); /* version 6 */
	attack_random(in->at, &o, 60);
	wire_udp(&in->wire, &in->self, attack_port(in->at), &to, PORT_GTPU, put_span(&o));
}

/* D30: a subscriber sends G-PDUs of somebody else to the UPF, through its own tunnel.  `echo` asks whether there is
 * a GTP-U of the core at all, `scan` guesses TEIDs; `evasive` is seldom and goes to the base station of the victim;
 * `near` is another protocol on the same port. */
void attack_gtp_in_gtp(struct attack *at)
{
	enum { ROUNDS = 10, SCAN = 30 };
	struct world *w = at->world;
	uint8_t octets[256];
	bool evasive = attack_is(at, "evasive"), scan = attack_is(at, "scan");
	struct inside *in = inside(at);
	struct ue *victim = in == NULL ? NULL : world_some_ue(w, &at->rng, UE_SESSION | UE_MAPPED);
	if (victim == NULL)
		return;
	struct node to = inner_function(w, (enum nf)victim->session.upf);
	if (evasive)
		to = inner_node(victim->gnb->node.address + (victim->gnb->node.family == 4 ? 0 : 12));
	uint32_t teid = evasive ? victim->session.dl : scan ? at->round + 1 : victim->session.ul;
	if (attack_is(at, "near"))
		look_alike(in);
	else if (attack_is(at, "echo"))
		echo_inside(in, &to);
	else
		wire_udp(&in->wire, &in->self, evasive ? attack_port(at) : PORT_GTPU, &to, PORT_GTPU,
		         gpdu(at, octets, sizeof octets, victim, teid, !evasive));
	if (at->round + 1 < (scan ? SCAN : ROUNDS))
		attack_again(at, evasive ? 9e6 : scan ? 2e5 : 1e6);
}

/* ---- D35 ---- */

enum { TYPE_A = 1, TYPE_TXT = 16 };

static void put_label(struct put *o, const char *text)
{
	put_be(o, strlen(text), 1);
	put_text(o, text);
}

static void put_random_label(struct attack *at, struct put *o, size_t n)
{
	put_be(o, n, 1);
	while (n-- > 0)
		put_be(o, (uint8_t)"abcdefghijklmnopqrstuvwxyz234567"[rng_u32(&at->rng) % 32], 1);
}

/* A question for `label`.`domain`.example, two labels of random characters if they are many, and its answer. */
static void resolve(struct inside *in, size_t random, const char *domain, unsigned type, size_t data)
{
	enum { LABEL = 48, FLAGS_ANSWER = 0x8180, POINTER = 0xc00c, TTL = 60 };
	struct attack *at = in->at;
	uint8_t octets[512];
	struct put o = put_in(octets, sizeof octets);
	struct node dns = inner_node(at->world->peer_dns);
	uint16_t port = attack_port(at);
	put_be(&o, rng_u32(&at->rng) & 0xffff, 2);
	put_be(&o, (uint64_t)0x0100 << 48 | (uint64_t)1 << 32, 8);
	put_be(&o, 0, 2);
	for (; random > 0; random -= random > LABEL ? LABEL : random)
		put_random_label(at, &o, random > LABEL ? LABEL : random);
	put_label(&o, domain);
	put_label(&o, "example");
	put_be(&o, 0, 1);
	put_be(&o, type << 16 | 1, 4);
	wire_udp(&in->wire, &in->self, port, &dns, PORT_DNS, put_span(&o));
	put_at(o.p + 2, FLAGS_ANSWER, 2);
	put_at(o.p + 6, 1, 2);
	put_be(&o, (uint64_t)POINTER << 32 | type << 16 | 1, 6);
	put_be(&o, TTL, 4);
	put_be(&o, type == TYPE_A ? 4 : data + 1, 2);
	if (type == TYPE_A)
		put_octets(&o, at->world->peer_web, 4);
	else
		put_random_label(at, &o, data);
	wire_udp(&in->wire, &dns, PORT_DNS, &in->self, port, put_span(&o));
}

/* Data up and other data down in echoes of ICMP. */
static void icmp_tunnel(struct inside *in)
{
	struct attack *at = in->at;
	uint8_t up[600], down[600];
	struct put a = put_in(up, sizeof up), b = put_in(down, sizeof down);
	struct node to = inner_node(at->world->peer_web);
	attack_random(at, &a, attack_between(at, 200, sizeof up));
	attack_random(at, &b, attack_between(at, 200, sizeof down));
	ping(&in->wire, &in->self, &to, ICMP_ECHO, 7 << 16 | at->round, put_span(&a));
	ping(&in->wire, &to, &in->self, 0, 7 << 16 | at->round, put_span(&b));
}

static void no_dns(struct inside *in)
{
	struct attack *at = in->at;
	uint8_t octets[200];
	struct node dns = inner_node(at->world->peer_dns);
	uint16_t port = attack_port(at);
	for (int side = 0; side < 2; side++) {
		struct put o = put_in(octets, sizeof octets);
		put_be(&o, 0x04000000, 4); /* as a data packet of a VPN begins */
		attack_random(at, &o, attack_between(at, 80, 190));
		wire_udp(&in->wire, side ? &dns : &in->self, side ? PORT_DNS : port, side ? &in->self : &dns,
		         side ? port : PORT_DNS, put_span(&o));
	}
}

/* D35: names of random characters are asked for, and texts of random characters come back.  `icmp` uses echoes,
 * `ssh` a shell on the port of DNS, `no-dns` other octets there; `evasive` asks for short names under several
 * domains, seldom, and gets addresses.  `near` is a content network that has a name for each picture, and texts for
 * mail. */
void attack_user_tunnel(struct attack *at)
{
	enum { MANY = 40, ROUNDS = 12 };
	static const char *const domains[] = { "one", "two", "three" };
	struct node dns = inner_node(at->world->peer_dns);
	struct inside *in = inside(at);
	if (in == NULL)
		return;
	bool near = attack_is(at, "near"), evasive = attack_is(at, "evasive"), many = attack_is(at, "");
	if (attack_is(at, "icmp")) {
		icmp_tunnel(in);
	} else if (attack_is(at, "no-dns")) {
		no_dns(in);
	} else if (attack_is(at, "ssh")) {
		talk_tcp(in, &dns, PORT_DNS, "SSH-2.0-client\r\n", "SSH-2.0-server\r\n");
	} else if (near) {
		resolve(in, at->round % 4 == 0 ? 0 : 8, "pictures", at->round % 4 == 0 ? TYPE_TXT : TYPE_A, 30);
	} else if (evasive) {
		resolve(in, 20, domains[at->round % COUNT(domains)], TYPE_A, 0);
	} else {
		resolve(in, attack_between(at, 60, 96), "tunnel", TYPE_TXT, attack_between(at, 100, 180));
	}
	if (at->round + 1 < (many || near ? MANY : ROUNDS))
		attack_again(at, evasive ? 8e6 : many ? 1e5 : 5e5);
}

/* ---- D36 ---- */

/* D36: a subscriber looks for functions of the core, and they answer: echoes, a shell.  `evasive` asks one each
 * time, among them base stations; `near` has a network at home with the same addresses, and nobody answers here. */
void attack_reach_core(struct attack *at)
{
	enum { ROUNDS = 8, OCTETS = 56 };
	static const enum nf nf[] = { NF_AMF, NF_SMF, NF_UPF, NF_NRF, NF_UDM, NF_MONITOR };
	struct world *w = at->world;
	uint8_t data[OCTETS] = { 0 };
	struct inside *in = inside(at);
	if (in == NULL)
		return;
	bool near = attack_is(at, "near"), evasive = attack_is(at, "evasive");
	uint32_t id = in->ue->number << 16 | at->round;
	struct node to = inner_function(w, nf[at->round % COUNT(nf)]);
	if (evasive && at->round % 2 == 1)
		to = inner_node(w->gnb[0].node.address + (w->gnb[0].node.family == 4 ? 0 : 12));
	ping(&in->wire, &in->self, &to, ICMP_ECHO, id, (struct span){ data, OCTETS });
	if (!near)
		ping(&in->wire, &to, &in->self, 0, id, (struct span){ data, OCTETS });
	if (!near && !evasive)
		talk_tcp(in, &to, PORT_SSH, "SSH-2.0-client\r\n", "SSH-2.0-server\r\n");
	if (evasive)
		in->ue = NULL;
	if (at->round + 1 < ROUNDS)
		attack_again(at, evasive ? 1e7 : 1e6);
}
