/* SPDX-License-Identifier: Apache-2.0
 *
 * life_noise.c - what else is on the link: questions for hardware addresses, and a program that reads metrics
 */
#include "watch/generate/life.h"

enum { METRICS = 9090 };

static void who_has(void *what)
{
	struct world *w = what;
	const struct node *a = &w->nf[NF_AMF], *b = &w->gnb[w->wire.said % w->gnbs].node;
	wire_arp(&w->wire, a, b, false);
	wire_arp(&w->wire, b, a, true);
	world_after(w, 17e6, who_has, w);
}

static void scrape(void *what)
{
	static const char question[] = "GET /metrics HTTP/1.1\r\nHost: amf:9090\r\nAccept: text/plain\r\n\r\n",
	                  answer[] = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\n"
	                             "ran_ue 1\n";
	struct world *w = what;
	struct wire_tcp *t = &w->metrics;
	t->node[0] = &w->nf[NF_MONITOR];
	t->node[1] = &w->nf[NF_AMF];
	t->port[0] = (uint16_t)(50000 + w->wire.now / 1000000000 % 10000);
	t->port[1] = METRICS;
	wire_tcp_open(&w->wire, t);
	wire_tcp_say(&w->wire, t, 0, (struct span){ (const uint8_t *)question, sizeof question - 1 });
	wire_tcp_say(&w->wire, t, 1, (struct span){ (const uint8_t *)answer, sizeof answer - 1 });
	wire_tcp_close(&w->wire, t, 0);
	world_after(w, 15e6, scrape, w);
}

void life_noise(struct world *w)
{
	world_after(w, 4e5, who_has, w);
	world_after(w, 5e5, scrape, w);
}
