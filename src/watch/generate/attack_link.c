/* SPDX-License-Identifier: Apache-2.0
 *
 * attack_link.c - attacks on what is below all interfaces: D55 and D56
 */
#include "watch/generate/attack.h"

enum { PORT_SSH = 22, PORT_WEB = 443, PORT_METRICS = 9090 };

static struct wire_tcp *connection(struct attack *at, const struct node *from, const struct node *to, uint16_t port)
{
	struct wire_tcp *t = NEW(at->world->a, struct wire_tcp, 1);
	t->wire = &at->world->wire;
	t->node[0] = from;
	t->node[1] = to;
	t->port[0] = attack_port(at);
	t->port[1] = port;
	return t;
}

/* ---- D55 ---- */

static void knock(struct attack *at, const struct node *from, const struct node *to, uint16_t port,
                  enum wire_knock answer)
{
	wire_tcp_knock(&at->world->wire, connection(at, from, to, port), answer);
}

/* An echo of GTP, or a heartbeat of PFCP, to whoever it may be; most hosts have nobody there. */
static void probe(struct attack *at, const struct node *from, const struct node *to, bool pfcp)
{
	struct world *w = at->world;
	uint8_t octets[32] = { 0x32, GTPU_ECHO, 0, 4 };
	size_t n = 12;
	uint16_t port = attack_port(at), to_port = pfcp ? PORT_PFCP : PORT_GTPU;
	if (pfcp) {
		say_put_recovery(w, say_pfcp_plain(w, F_PFCP_PFCP_HEARTBEAT_REQUEST, 1), from);
		n = world_encode(w, octets, sizeof octets);
	}
	struct span s = { octets, n };
	wire_udp(&w->wire, from, port, to, to_port, s);
	attack_unmark(at);
	wire_unreachable(&w->wire, from, port, to, to_port, s);
	attack_mark(at);
}

/* A station of the operator looks whether all is well, and it is. */
static void look_after(struct attack *at, const struct node *to)
{
	static const uint16_t ports[] = { PORT_SSH, PORT_WEB, PORT_METRICS };
	struct world *w = at->world;
	for (size_t i = 0; i < COUNT(ports); i++) {
		struct wire_tcp *t = connection(at, &w->nf[NF_MONITOR], to, ports[i]);
		wire_tcp_open(&w->wire, t);
		wire_tcp_close(&w->wire, t, 0);
	}
}

/* D55: one host asks a function for a thousand ports in 1.3 s.  `sweep` asks all hosts of the core for three
 * protocols; `evasive` asks for one port in 5 s, in no order, from three addresses; `near` is a station that looks
 * after all functions, and reaches them. */
void attack_scan(struct attack *at)
{
	enum { PORTS = 1024, HOSTS = 40, SLOW = 36, FIRST = 10u << 24 | 100u << 16 };
	static const enum nf sender[] = { NF_INSIDER, NF_OUTSIDER, NF_ROGUE_GNB }, core[] = {
		NF_AMF, NF_SMF, NF_UPF, NF_NRF, NF_AUSF, NF_UDM, NF_UDR, NF_PCF, NF_NSSF, NF_MME, NF_HSS, NF_SGW,
	};
	struct world *w = at->world;
	const struct node *from = &w->nf[NF_INSIDER];
	uint32_t i = at->round;
	bool sweep = attack_is(at, "sweep"), evasive = attack_is(at, "evasive"), near = attack_is(at, "near");
	if (near) {
		look_after(at, &w->nf[core[i % COUNT(core)]]);
	} else if (sweep) {
		struct node *host = NEW(w->a, struct node, 1);
		world_node(w, host, "host", FIRST + 1 + i);
		probe(at, from, host, true);
		probe(at, from, host, false);
		knock(at, from, host, PORT_SBI, KNOCK_REFUSED);
	} else if (evasive) {
		knock(at, &w->nf[sender[i % COUNT(sender)]], &w->nf[core[i * 5 % COUNT(core)]],
		      (uint16_t)attack_between(at, 1, 10000), i % 2 ? KNOCK_SILENT : KNOCK_REFUSED);
	} else {
		uint16_t port = (uint16_t)(1 + i * 629 % PORTS); /* each once, in no order */
		knock(at, from, &w->nf[NF_AMF], port, port == PORT_SSH ? KNOCK_OPEN : KNOCK_REFUSED);
	}
	if (i + 1 < (near ? COUNT(core) * 3 : sweep ? HOSTS : evasive ? SLOW : PORTS))
		attack_again(at, near ? 1.5e6 : sweep ? 1e5 : evasive ? 5e6 : 1270);
}

/* ---- D56 ---- */

/* "I have this address", told to `to`: ARP, or what IPv6 has in its place (RFC 4861 4.4). */
static void announce(struct world *w, const struct node *who, const struct node *to)
{
	enum { OVERRIDE = 0x20, ADVERTISEMENT = 136, SUM_AT = 2 };
	if (who->family == 4) {
		wire_arp(&w->wire, who, to, true);
		return;
	}
	struct put o = wire_begin(&w->wire);
	put_be(&o, (uint32_t)ADVERTISEMENT << 24, 4);
	put_be(&o, (uint32_t)OVERRIDE << 24, 4);
	put_octets(&o, who->address, 16);
	put_be(&o, 2 << 8 | 1, 2); /* option: the address of the link */
	put_octets(&o, who->mac, WIRE_MAC);
	wire_sum(who, to, IP_ICMP6, o.p, o.n, SUM_AT);
	wire_ip(&w->wire, who, to, IP_ICMP6, o.n);
}

/* A shell of the UPF with somebody outside: the UPF began it, the other one types. */
static void shell(struct attack *at)
{
	enum { PORT = 5555, ROUNDS = 20 };
	static const char *const typed[] = { "id\n", "uname -a\n", "ip addr\n", "cat /etc/hosts\n" };
	struct world *w = at->world;
	struct wire_tcp *t = at->own;
	uint8_t answer[200];
	if (t == NULL) {
		at->own = t = connection(at, &w->nf[NF_UPF], &w->nf[NF_OUTSIDER], PORT);
		t->mark = &at->mark; /* both sides are the attacker's */
		wire_tcp_open(&w->wire, t);
	}
	struct put o = put_in(answer, sizeof answer);
	for (size_t n = attack_between(at, 20, sizeof answer); n > 0; n--)
		put_be(&o, attack_between(at, 'a', 'z'), 1);
	const char *line = typed[at->round % COUNT(typed)];
	wire_tcp_say(&w->wire, t, 1, (struct span){ (const uint8_t *)line, strlen(line) });
	wire_tcp_say(&w->wire, t, 0, put_span(&o));
	if (at->round + 1 < ROUNDS)
		attack_again(at, 1e6 * attack_between(at, 1, 4));
	else
		wire_tcp_close(&w->wire, t, 1);
}

/* D56: a stranger says again and again that the addresses of AMF and SMF are its own.  `mac`: it asks the UPF as
 * the SMF, from its own interface; `shell`: a UPF has a shell with somebody outside; `evasive` answers once, only
 * to one function, and much later again.  `near` says that of itself, as after a start. */
void attack_identity(struct attack *at)
{
	enum { ROUNDS = 20, RARE = 3 };
	struct world *w = at->world;
	struct node *liar = &(struct node){ 0 };
	bool evasive = attack_is(at, "evasive"), near = attack_is(at, "near");
	if (attack_is(at, "shell")) {
		shell(at);
		return;
	}
	*liar = w->nf[at->round % 2 || attack_is(at, "mac") ? NF_SMF : NF_AMF];
	if (!near)
		memcpy(liar->mac, w->nf[NF_INSIDER].mac, WIRE_MAC);
	if (attack_is(at, "mac")) {
		struct pfcp_pair p = { liar, &w->nf[NF_UPF], PORT_PFCP, &w->pfcp_number[NF_UPF] };
		say_put_recovery(w, say_pfcp_plain(w, F_PFCP_PFCP_HEARTBEAT_REQUEST, ++*p.number), &w->nf[NF_SMF]);
		say_pfcp_ask(w, &p);
		attack_unmark(at);
		p.from = &w->nf[NF_SMF];
		say_put_recovery(w, say_pfcp_plain(w, F_PFCP_PFCP_HEARTBEAT_RESPONSE, *p.number), p.to);
		say_pfcp_answer(w, &p);
	} else {
		announce(w, liar, evasive ? &w->nf[NF_UPF] : &w->gnb[at->round % w->gnbs].node);
	}
	if (at->round + 1 < (evasive ? RARE : ROUNDS))
		attack_again(at, evasive ? 3e7 : near ? 1e6 : 2e6);
}
