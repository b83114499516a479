/* SPDX-License-Identifier: Apache-2.0
 *
 * transport.c - what is behind IP: UDP (RFC 768), ICMP (RFC 792, 4443), and where the others go on
 */
#include "watch/capture/packet.h"

enum protocol {
	ICMP = 1,
	IPV4_INSIDE = 4,
	TCP = 6,
	UDP = 17,
	IPV6_INSIDE = 41,
	GRE = 47,
	ICMPV6 = 58,
	SCTP = 132,
	MPLS_INSIDE = 137,
};

static void udp(struct walk *w)
{
	enum { HEADER = 8 };
	struct span s = w->rest;
	size_t length = at16(s, 4);
	if (length == 0) /* longer than 16 bits can say (RFC 2675) */
		length = s.n + w->missing;
	if (s.n < HEADER || length < HEADER) {
		walk_end(w, COUNT_bad_transport);
		return;
	}
	w->n[COUNT_udp]++;
	w->p.from.port = at16(s, 0);
	w->p.to.port = at16(s, 2);
	w->p.transport = PAYLOAD_UDP;
	walk_bound(w, length);
	walk_take(w, HEADER);
	w->next = STEP_DONE;
	walk_deliver(w, w->rest, w->missing);
	if (!(w->p.flags & PAYLOAD_QUOTED))
		tunnel_udp(w);
}

/* Errors quote the packet that they are about, with as much of it as fits. */
static bool is_error(unsigned protocol, unsigned type)
{
	enum { V4_UNREACHABLE = 3, V4_QUENCH = 4, V4_REDIRECT = 5, V4_TIME = 11, V4_PARAMETER = 12,
	       V6_UNREACHABLE = 1, V6_PARAMETER = 4 };
	if (protocol == ICMPV6)
		return type >= V6_UNREACHABLE && type <= V6_PARAMETER;
	return (type >= V4_UNREACHABLE && type <= V4_REDIRECT) || type == V4_TIME || type == V4_PARAMETER;
}

static void icmp(struct walk *w)
{
	enum { HEADER = 8 };
	struct span s = w->rest;
	if (s.n < HEADER) {
		walk_end(w, COUNT_bad_transport);
		return;
	}
	w->n[COUNT_icmp]++;
	w->p.transport = PAYLOAD_ICMP;
	w->p.from.port = w->p.to.port = 0;
	w->p.control = at8(s, 0);
	w->next = STEP_DONE;
	walk_deliver(w, s, w->missing);
	w->p.control = 0;
	if (!is_error(w->p.protocol, at8(s, 0)) || s.n == HEADER || (w->p.flags & PAYLOAD_QUOTED))
		return;
	w->n[COUNT_quoted]++;
	w->p.flags |= PAYLOAD_QUOTED;
	walk_take(w, HEADER);
	w->next = STEP_IP;
}

static void other(struct walk *w)
{
	w->n[COUNT_other]++;
	w->p.transport = PAYLOAD_OTHER;
	w->p.from.port = w->p.to.port = 0;
	w->next = STEP_DONE;
	walk_deliver(w, w->rest, w->missing);
}

static void inside(struct walk *w, enum step next)
{
	w->next = STEP_DONE;
	if (!(w->p.flags & PAYLOAD_QUOTED) && tunnel_enter(w))
		w->next = next;
}

void transport_header(struct walk *w)
{
	switch (w->p.protocol) {
	case UDP: udp(w); break;
	case SCTP: sctp_packet(w); break;
	case TCP: tcp_segment(w); break;
	case ICMP:
	case ICMPV6: icmp(w); break;
	case IPV4_INSIDE:
	case IPV6_INSIDE: inside(w, STEP_IP); break;
	case GRE: tunnel_gre(w); break;
	case MPLS_INSIDE:
		w->type = 0x8847;
		inside(w, STEP_TYPE);
		break;
	default: other(w); break;
	}
}
