/* SPDX-License-Identifier: Apache-2.0
 *
 * packet.c - one packet on its way from the link to the payload
 */
#include "watch/capture/packet.h"

void packet_init(struct flows *f, struct arena *a, const struct capture_sink *sink, struct capture_stats *stats)
{
	*f = (struct flows){ .sink = sink, .stats = stats };
	f->walk = NEW(a, struct walk, 1);
	f->walk->flows = f;
	f->walk->n = stats->n;
	fragment_init(&f->fragments, a, stats, FRAGMENT_PACKETS);
	fragment_init(&f->user_fragments, a, stats, FRAGMENT_USER_PACKETS);
	sctp_init(&f->sctp, a, sink, stats, SCTP_ASSOCIATIONS);
	sctp_init(&f->user_sctp, a, sink, stats, SCTP_USER_ASSOCIATIONS);
	tcp_init(&f->tcp, a, sink, stats, TCP_STREAMS);
	tcp_init(&f->user_tcp, a, sink, stats, TCP_USER_STREAMS);
}

/* The walk of the packet before this one, without what that was.  One member after the other: to clear the whole
 * of it takes longer than to read a header. */
static void begin(struct walk *w, const struct frame *frame)
{
	struct payload *p = &w->p;
	w->rest = w->frame = frame->data;
	w->missing = frame->length - (uint32_t)frame->data.n;
	w->joined = false;
	w->next = STEP_LINK;
	p->time = frame->time;
	p->frame = p->first_frame = frame->number;
	p->from = p->to = (struct peer){ 0 };
	p->file = frame->file;
	p->interface = frame->interface;
	p->link = frame->link;
	p->vlan[0] = p->vlan[1] = 0;
	p->vlans = p->depth = p->transport = p->kind = p->protocol = p->control = p->direction = 0;
	p->flags = frame->flags;
	p->flow = 0;
	p->tcp.position = p->tcp.gap = 0;
	p->name = (struct str){ 0 };
}

void packet_walk(struct flows *f, const struct frame *frame)
{
	struct walk *w = f->walk;
	begin(w, frame);
	fragment_release(&f->fragments);
	fragment_release(&f->user_fragments);
	tcp_tick(&f->tcp, frame->time);
	tcp_tick(&f->user_tcp, frame->time);
	for (unsigned i = 0; i < STEPS; i++)
		switch (w->next) {
		case STEP_LINK: link_frame(w); break;
		case STEP_ETHERNET: link_ethernet(w); break;
		case STEP_TYPE: link_type(w); break;
		case STEP_PPP: link_ppp(w); break;
		case STEP_IP: ip_header(w); break;
		case STEP_EXTENSION: ip_extension(w); break;
		case STEP_PROTOCOL: transport_header(w); break;
		case STEP_DONE: return;
		}
	if (w->next != STEP_DONE)
		w->n[COUNT_too_deep]++;
}

void packet_end(struct flows *f)
{
	fragment_end(&f->fragments);
	fragment_end(&f->user_fragments);
	sctp_end(&f->sctp);
	sctp_end(&f->user_sctp);
	tcp_end(&f->tcp);
	tcp_end(&f->user_tcp);
}
