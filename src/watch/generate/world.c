/* SPDX-License-Identifier: Apache-2.0
 *
 * world.c - functions, base stations and subscribers, and time
 */
#include "watch/generate/world.h"

enum { STREAM_WIRE = 1, STREAM_UE = 1 << 8 }; /* which draws: below are those of the network */
#define PLMN "00101"
enum { SLICE = 1 << 24 | 0x010203, TAS = 8, GNB_FIRST = 10u << 24 | 32u << 16, UE_FIRST = 10u << 24 | 64u << 16 };

void world_node(struct world *w, struct node *n, const char *name, uint32_t ip4)
{
	*n = (struct node){ .name = name, .family = 4, .mac = { 2, 0 } };
	put_at(n->mac + 2, ip4, 4);
	put_at(n->address, ip4, 4);
	if (w->odd & 1u << ODD_IPV6) {
		n->family = 6;
		put_at(n->address, (uint64_t)0x20010db8 << 32, 8);
		put_at(n->address + 8, ip4, 8);
	}
}

static void make_functions(struct world *w)
{
	static const struct {
		const char *name;
		uint8_t ip[4];
	} table[NF_N] = {
#define N(id, name, a, b, c, d) [NF_##id] = { name, { a, b, c, d } },
#include "watch/generate/node.def"
	};
	for (size_t i = 0; i < NF_N; i++) {
		struct rd r = rd_of((struct span){ table[i].ip, 4 });
		world_node(w, &w->nf[i], table[i].name, (uint32_t)rd_be(&r, 4));
	}
}

static void make_gnbs(struct world *w)
{
	w->gnb = NEW(w->a, struct gnb, w->gnbs);
	for (uint32_t i = 0; i < w->gnbs; i++) {
		struct gnb *g = &w->gnb[i];
		world_node(w, &g->node, arena_fmt(w->a, "gnb-%u", i + 1), GNB_FIRST + i + 1);
		g->world = w;
		g->number = i + 1;
		g->tac = 1 + i % TAS;
		g->plmn = PLMN;
		g->n2.node[0] = &g->node;
		g->n2.node[1] = &w->nf[NF_AMF];
		g->n2.port[0] = (uint16_t)(i % 4 == 3 ? 9487 : PORT_NGAP);
		g->n2.port[1] = PORT_NGAP;
	}
}

static void make_enb(struct world *w)
{
	w->enb = (struct gnb){ .world = w, .node = w->nf[NF_ENB], .number = 1, .tac = 1, .plmn = PLMN };
	w->enb.n2.node[0] = &w->enb.node;
	w->enb.n2.node[1] = &w->nf[NF_MME];
	w->enb.n2.port[0] = w->enb.n2.port[1] = PORT_S1AP;
}

static void make_ue(struct world *w, struct ue *ue, uint32_t number, struct gnb *gnb)
{
	*ue = (struct ue){ .world = w, .number = number, .rng = rng_of(w->rq->seed, STREAM_UE + (uint64_t)number) };
	uint32_t gnb_draw = rng_u32(&ue->rng), scheme = rng_u32(&ue->rng) % 10, kind = rng_u32(&ue->rng) % 8;
	ue->gnb = gnb != NULL ? gnb : &w->gnb[gnb_draw % w->gnbs];
	ue->scheme = (uint8_t)(scheme < 6 ? 0 : scheme < 8 ? 1 : 2);
	ue->ea = kind == 0 ? 0xe0 : 0xf0; /* some have not all of them */
	ue->ia = kind == 1 ? 0x60 : 0x70;
	ue->session.psi = 1;
	ue->slice = SLICE;
	ue->session.upf = number % 2 ? NF_UPF : NF_UPF2;
	put_at(ue->session.address, UE_FIRST + number, 4);
	ue->ksi = 7;
}

static void make_wire(struct world *w)
{
	w->wire.when = &w->when;
	w->wire.rng = rng_of(w->rq->seed, STREAM_WIRE);
	w->wire.vlan = w->odd & 1u << ODD_VLAN ? 100 : 0;
	w->wire.snap = w->odd & 1u << ODD_CUT ? 96 : 0;
	w->wire.twice = w->odd & 1u << ODD_TWICE ? 0.01 : 0;
	w->wire.swapped = w->odd & 1u << ODD_SWAPPED ? 0.01 : 0;
	w->wire.begin = w->begin;
}

struct world *world_new(struct arena *a, const struct generate_request *rq, uint32_t odd)
{
	enum { WARM_UP = 120 };
	struct world *w = NEW(a, struct world, 1);
	w->a = a;
	w->rq = rq;
	w->odd = odd;
	w->when.a = a;
	w->begin = rq->start * 1000000000;
	w->end = w->begin + (uint64_t)(rq->minutes * 60e9);
	w->wire.now = w->begin - (odd & 1u << ODD_LATE ? (uint64_t)WARM_UP * 1000000000 : 0);
	w->gnbs = rq->gnbs;
	w->ues = rq->ues;
	make_wire(w);
	make_functions(w);
	make_gnbs(w);
	make_enb(w);
	w->ue = NEW(a, struct ue, w->ues);
	for (uint32_t i = 0; i < w->ues; i++)
		make_ue(w, &w->ue[i], i + 1, NULL);
	w->build = build_in(a, 1024, 16384);
	static const uint8_t dns[4] = { 203, 0, 113, 53 }, web[4] = { 203, 0, 113, 80 };
	w->peer_dns = dns;
	w->peer_web = web;
	return w;
}

struct ue *world_stranger(struct world *w, struct gnb *gnb)
{
	struct ue *ue = NEW(w->a, struct ue, 1);
	make_ue(w, ue, GENERATE_UES + ++w->strangers, gnb);
	return ue;
}

struct ue *world_some_ue(struct world *w, struct rng *r, unsigned is)
{
	uint32_t first = w->ues == 0 ? 0 : rng_u32(r) % w->ues;
	for (uint32_t i = 0; i < w->ues; i++) {
		struct ue *ue = &w->ue[(first + i) % w->ues];
		if ((ue->is & is) == is)
			return ue;
	}
	return NULL;
}

void world_after(struct world *w, double us, void (*act)(void *what), void *what)
{
	queue_add(&w->when, w->wire.now + wire_us(us), act, what);
}

size_t world_encode(struct world *w, uint8_t *out, size_t room)
{
	size_t n = build_encode(&w->build, out, room);
	if (n == 0 && w->error->code == PT_OK) {
		struct buf why = buf_in(w->a);
		build_why(&w->build, &why);
		pt_fail(w->error, PT_BUG, "generate: a message %s: %s", field_name(w->build.p.f[0].id), why.p);
	}
	return n;
}

bool world_step(struct world *w)
{
	struct moment m;
	if (!queue_take(&w->when, &m) || m.time >= w->end)
		return false;
	w->wire.now = m.time;
	w->wire.mark = NULL;
	w->wire.speaker = NULL;
	m.act(m.what);
	wire_sctp_flush(&w->wire);
	return true;
}
