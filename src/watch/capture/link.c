/* SPDX-License-Identifier: Apache-2.0
 *
 * link.c - what is in front of IP: Ethernet, cooked captures, tags, labels, exported messages
 *
 * Numbers of link types: www.tcpdump.org/linktypes.html; EtherTypes: IEEE 802 numbers of IANA.
 */
#include "watch/capture/packet.h"

enum link_number {
	LINK_NULL = 0,
	LINK_ETHERNET = 1,
	LINK_PPP = 9,
	LINK_RAW_A = 12, /* as some systems write "raw IP" */
	LINK_RAW_B = 14,
	LINK_RAW = 101,
	LINK_LOOP = 108,
	LINK_SLL = 113,
	LINK_IPV4 = 228,
	LINK_IPV6 = 229,
	LINK_UPPER = 252,
	LINK_SLL2 = 276,
};

enum ether_type {
	TYPE_LEAST = 1536, /* below are lengths */
	TYPE_IPV4 = 0x0800,
	TYPE_BRIDGED = 0x6558,
	TYPE_VLAN = 0x8100,
	TYPE_IPV6 = 0x86dd,
	TYPE_MPLS = 0x8847,
	TYPE_MPLS_UPSTREAM = 0x8848,
	TYPE_PPPOE = 0x8864,
	TYPE_PROVIDER = 0x88a8,
	TYPE_OLD_QINQ = 0x9100,
	TYPE_OLD_QINQ_2 = 0x9200,
};

static void type_at(struct walk *w, size_t at, size_t header)
{
	if (w->rest.n < header) {
		walk_end(w, COUNT_short_link);
		return;
	}
	w->type = at16(w->rest, at);
	walk_take(w, header);
	w->next = STEP_TYPE;
}

/* NULL: the number of an address family in the order of the machine that wrote it; LOOP: in network order.
 * 2 is IPv4 everywhere, IPv6 has as many numbers as there are systems. */
static void family(struct walk *w)
{
	uint32_t v = at32(w->rest, 0);
	if (v > UINT16_MAX)
		v = __builtin_bswap32(v);
	if (w->rest.n < 4) {
		walk_end(w, COUNT_short_link);
	} else if (v == 2 || v == 10 || v == 23 || v == 24 || v == 28 || v == 30) {
		walk_take(w, 4);
		w->next = STEP_IP;
	} else {
		walk_end(w, COUNT_not_ip);
	}
}

/* A message that another program took out of its packet: tags say whose and what, the message follows. */
static void upper(struct walk *w)
{
	enum { END = 0, DISSECTOR = 12, HEURISTIC = 13, TABLE = 14, IPV4_FROM = 20, IPV4_TO, IPV6_FROM, IPV6_TO,
	       PORT_FROM = 25, PORT_TO = 26 };
	uint16_t tag;
	do {
		tag = at16(w->rest, 0);
		size_t n = at16(w->rest, 2);
		if (!has(w->rest, 4, n)) {
			walk_end(w, COUNT_short_link);
			return;
		}
		struct span v = first(after(w->rest, 4), n);
		struct peer *side = tag == IPV4_FROM || tag == IPV6_FROM || tag == PORT_FROM ? &w->p.from : &w->p.to;
		walk_take(w, 4 + n);
		if (tag == DISSECTOR || tag == HEURISTIC || tag == TABLE) {
			w->p.name = (struct str){ (const char *)v.p, strnlen((const char *)v.p, n) };
		} else if ((tag == IPV4_FROM || tag == IPV4_TO) && n == 4) {
			memcpy(side->address, v.p, 4);
			side->family = 4;
		} else if ((tag == IPV6_FROM || tag == IPV6_TO) && n == 16) {
			memcpy(side->address, v.p, 16);
			side->family = 6;
		} else if ((tag == PORT_FROM || tag == PORT_TO) && n == 4) {
			side->port = (uint16_t)at32(v, 0);
		}
	} while (tag != END);
	w->n[COUNT_upper]++;
	w->p.transport = PAYLOAD_UPPER;
	w->next = STEP_DONE;
	walk_deliver(w, w->rest, w->missing);
}

void link_frame(struct walk *w)
{
	switch (w->p.link) {
	case LINK_ETHERNET: w->next = STEP_ETHERNET; break;
	case LINK_SLL: type_at(w, 14, 16); break;
	case LINK_SLL2: type_at(w, 0, 20); break;
	case LINK_RAW:
	case LINK_RAW_A:
	case LINK_RAW_B:
	case LINK_IPV4:
	case LINK_IPV6: w->next = STEP_IP; break;
	case LINK_NULL:
	case LINK_LOOP: family(w); break;
	case LINK_PPP: w->next = STEP_PPP; break;
	case LINK_UPPER: upper(w); break;
	default: walk_end(w, COUNT_unknown_link); break;
	}
}

void link_ethernet(struct walk *w)
{
	type_at(w, 12, 14);
}

/* Address, address, PPP's own number of the protocol, which may be one octet long. */
void link_ppp(struct walk *w)
{
	enum { PPP_IPV4 = 0x21, PPP_IPV6 = 0x57, PPP_MPLS = 0x281 };
	if (at16(w->rest, 0) == 0xff03)
		walk_take(w, 2);
	size_t n = at8(w->rest, 0) & 1 ? 1 : 2;
	unsigned protocol = n == 1 ? at8(w->rest, 0) : at16(w->rest, 0);
	if (w->rest.n < n) {
		walk_end(w, COUNT_short_link);
		return;
	}
	walk_take(w, n);
	w->type = protocol == PPP_MPLS ? TYPE_MPLS : 0;
	w->next = protocol == PPP_MPLS ? STEP_TYPE : STEP_IP;
	if (protocol != PPP_IPV4 && protocol != PPP_IPV6 && protocol != PPP_MPLS)
		walk_end(w, COUNT_not_ip);
}

static void vlan(struct walk *w)
{
	enum { ID = 0xfff };
	uint16_t id = at16(w->rest, 0) & ID;
	if (w->p.vlans == 0)
		w->n[COUNT_vlan]++;
	if (w->p.vlans < PAYLOAD_VLANS)
		w->p.vlan[w->p.vlans] = id;
	w->p.vlans++;
	type_at(w, 2, 4);
}

/* Labels until the one that says it is the last.  What follows says nothing of its kind: IP begins with its
 * version, a pseudowire mostly with a control word that begins with 0 (RFC 4928), else it is Ethernet. */
static void mpls(struct walk *w)
{
	bool last;
	w->n[COUNT_mpls]++;
	do {
		if (w->rest.n < 4) {
			walk_end(w, COUNT_short_link);
			return;
		}
		last = at8(w->rest, 2) & 1;
		walk_take(w, 4);
	} while (!last);
	unsigned version = at8(w->rest, 0) >> 4;
	if (version == 0 && w->rest.n >= 4)
		walk_take(w, 4);
	w->next = version == 4 || version == 6 ? STEP_IP : STEP_ETHERNET;
}

/* IEEE 802.2 with SNAP and an EtherType is the only form that carries IP. */
static void length_field(struct walk *w)
{
	enum { SNAP = 0xaaaa0300 };
	if (at32(w->rest, 0) == SNAP && at8(w->rest, 4) == 0)
		type_at(w, 6, 8);
	else
		walk_end(w, COUNT_not_ip);
}

void link_type(struct walk *w)
{
	switch (w->type) {
	case TYPE_IPV4:
	case TYPE_IPV6: w->next = STEP_IP; break;
	case TYPE_VLAN:
	case TYPE_PROVIDER:
	case TYPE_OLD_QINQ:
	case TYPE_OLD_QINQ_2: vlan(w); break;
	case TYPE_MPLS:
	case TYPE_MPLS_UPSTREAM: mpls(w); break;
	case TYPE_PPPOE:
		walk_take(w, 6);
		w->next = STEP_PPP;
		break;
	case TYPE_BRIDGED: w->next = STEP_ETHERNET; break;
	default:
		if (w->type < TYPE_LEAST)
			length_field(w);
		else
			walk_end(w, COUNT_not_ip);
	}
}
