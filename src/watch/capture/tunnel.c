/* SPDX-License-Identifier: Apache-2.0
 *
 * tunnel.c - packets in packets: GRE (RFC 2784, 2890) with ERSPAN, VXLAN (RFC 7348), Geneve (RFC 8926),
 * Teredo (RFC 4380), GTP-U (3GPP TS 29.281)
 *
 * The same ports carry other things as well, so a tunnel is followed only if what is inside looks like what it
 * has to be; the datagram itself has been handed out in any case.
 */
#include "watch/capture/packet.h"

enum { GTPU = 2152, TEREDO = 3544, VXLAN = 4789, VXLAN_OLD = 8472, GENEVE = 6081 };

bool tunnel_enter(struct walk *w)
{
	if (w->p.depth == TUNNELS) {
		walk_end(w, COUNT_too_deep);
		return false;
	}
	w->n[COUNT_tunnelled]++;
	w->p.depth++;
	w->p.from.port = w->p.to.port = 0;
	return true;
}

static void enter(struct walk *w, size_t header, enum step next)
{
	walk_take(w, header);
	if (tunnel_enter(w))
		w->next = next;
}

/* Whether an IP header begins here and is not longer than what there is. */
static bool looks_like_ip(struct span s, uint32_t missing)
{
	unsigned version = at8(s, 0) >> 4;
	size_t all = s.n + (size_t)missing;
	if (version == 4)
		return s.n >= 20 && (at8(s, 0) & 15) >= 5 && at16(s, 2) >= 20 && at16(s, 2) <= all;
	return version == 6 && s.n >= 40 && at16(s, 4) + (size_t)40 <= all;
}

/* Sequence number and, if they say so, other words in front of what is mirrored. */
static void erspan(struct walk *w, size_t header, bool numbered, unsigned type)
{
	enum { TYPE_3 = 0x22eb, HEAD_2 = 8, HEAD_3 = 12, PLATFORM = 8 };
	if (type != TYPE_3)
		header += numbered ? HEAD_2 : 0u; /* type I has neither number nor header */
	else
		header += (size_t)HEAD_3 + (at16(w->rest, header + 10) & 1 ? PLATFORM : 0);
	if (header < w->rest.n)
		enter(w, header, STEP_ETHERNET);
}

void tunnel_gre(struct walk *w)
{
	enum { CHECKSUM = 0x8000, ROUTED = 0x4000, KEY = 0x2000, NUMBER = 0x1000, VERSION = 7,
	       TYPE_ERSPAN = 0x88be, TYPE_ERSPAN_3 = 0x22eb };
	struct span s = w->rest;
	unsigned flags = at16(s, 0);
	w->n[COUNT_other]++;
	w->p.transport = PAYLOAD_OTHER;
	w->p.from.port = w->p.to.port = 0;
	w->next = STEP_DONE;
	walk_deliver(w, s, w->missing);
	size_t header = 4 + (flags & CHECKSUM ? 4u : 0u) + (flags & KEY ? 4u : 0u) + (flags & NUMBER ? 4u : 0u);
	if ((flags & (ROUTED | VERSION)) != 0 || s.n <= header || (w->p.flags & PAYLOAD_QUOTED))
		return;
	w->type = at16(s, 2);
	if (w->type == TYPE_ERSPAN || w->type == TYPE_ERSPAN_3)
		erspan(w, header, flags & NUMBER, w->type);
	else
		enter(w, header, STEP_TYPE);
}

/* Version 1, protocol type GTP, message G-PDU; then whatever the three flags and the chain of extension headers
 * say.  0 when it is no user packet. */
static size_t gtpu_header(struct span s)
{
	enum { HEADER = 8, OPTIONAL = 4, CHAIN = 16, FLAGS = 7, EXTENDED = 4, G_PDU = 255 };
	if (s.n < HEADER || at8(s, 0) >> 4 != 3 || at8(s, 1) != G_PDU)
		return 0;
	size_t header = HEADER + (at8(s, 0) & FLAGS ? OPTIONAL : 0);
	unsigned next = at8(s, 0) & EXTENDED ? at8(s, header - 1) : 0;
	for (unsigned i = 0; next != 0; i++) {
		size_t n = at8(s, header) * (size_t)4;
		if (i == CHAIN || n == 0 || !has(s, header, n))
			return 0;
		header += n;
		next = at8(s, header - 1);
	}
	return header;
}

static void gtpu(struct walk *w)
{
	size_t header = gtpu_header(w->rest);
	if (header == 0 || !looks_like_ip(after(w->rest, header), w->missing))
		return;
	enter(w, header, STEP_IP);
	w->p.flags |= PAYLOAD_USER;
}

static void vxlan(struct walk *w)
{
	enum { HEADER = 8, ETHERNET = 14 };
	if (w->rest.n >= HEADER + ETHERNET && at8(w->rest, 0) == 8 && at8(w->rest, 7) == 0)
		enter(w, HEADER, STEP_ETHERNET);
}

static void geneve(struct walk *w)
{
	enum { HEADER = 8 };
	struct span s = w->rest;
	size_t header = HEADER + (at8(s, 0) & 0x3f) * (size_t)4;
	if (s.n <= header || at8(s, 0) >> 6 != 0)
		return;
	w->type = at16(s, 2);
	enter(w, header, STEP_TYPE);
}

/* Two indications may stand in front of the packet: authentication, origin. */
static void teredo(struct walk *w)
{
	struct span s = w->rest;
	if (at16(s, 0) == 1)
		s = after(s, (size_t)4 + at8(s, 2) + at8(s, 3) + 9);
	if (at16(s, 0) == 0)
		s = after(s, 8);
	if (at8(s, 0) >> 4 == 6 && looks_like_ip(s, w->missing))
		enter(w, w->rest.n - s.n, STEP_IP);
}

static bool tunnel_at(struct walk *w, uint16_t port)
{
	switch (port) {
	case GTPU: gtpu(w); break;
	case VXLAN:
	case VXLAN_OLD: vxlan(w); break;
	case GENEVE: geneve(w); break;
	case TEREDO: teredo(w); break;
	default: return false;
	}
	return true;
}

void tunnel_udp(struct walk *w)
{
	uint16_t from = w->p.from.port;
	if (!tunnel_at(w, w->p.to.port))
		tunnel_at(w, from);
}
