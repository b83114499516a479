/* SPDX-License-Identifier: Apache-2.0
 *
 * ip.c - IPv4 (RFC 791) and IPv6 (RFC 8200) with options, extension headers and fragments
 *
 * Check sums are not looked at: network cards write them after the recording.
 */
#include "watch/capture/packet.h"

enum protocol {
	HOP_BY_HOP = 0,
	ROUTING = 43,
	FRAGMENT = 44,
	AUTHENTICATION = 51,
	DESTINATION = 60,
	MOBILITY = 135,
	HIP = 139,
	SHIM6 = 140,
};

static bool is_extension(const struct walk *w)
{
	switch (w->p.protocol) {
	case AUTHENTICATION: return true;
	case HOP_BY_HOP:
	case ROUTING:
	case FRAGMENT:
	case DESTINATION:
	case MOBILITY:
	case HIP:
	case SHIM6: return w->p.from.family == 6;
	default: return false;
	}
}

static void go_on(struct walk *w)
{
	w->next = is_extension(w) ? STEP_EXTENSION : STEP_PROTOCOL;
}

/* A part of a packet: whole when the others are there.  Of a quoted packet the first part is all there is. */
static void join(struct walk *w, struct fragment_part *part)
{
	w->n[COUNT_fragments]++;
	if (w->p.flags & PAYLOAD_QUOTED) {
		w->next = STEP_DONE;
		if (part->at == 0)
			go_on(w);
		return;
	}
	w->next = STEP_DONE;
	if (w->missing > 0) { /* its end is not there, so the whole never will be */
		w->n[COUNT_fragments_bad]++;
		return;
	}
	part->octets = w->rest;
	struct fragment_whole whole;
	struct flows *f = w->flows;
	if (!fragment_add(w->p.flags & PAYLOAD_USER ? &f->user_fragments : &f->fragments, &w->p, part, &whole))
		return;
	w->rest = whole.octets;
	w->joined = true;
	w->p.protocol = whole.protocol;
	w->p.first_frame = whole.first_frame;
	w->p.flags |= PAYLOAD_JOINED | (whole.overlap ? PAYLOAD_OVERLAP : 0);
	go_on(w);
}

static void ip4(struct walk *w)
{
	enum { HEADER = 20, OFFSET = 0x1fff, MORE = 0x2000 };
	struct span s = w->rest;
	size_t header = (size_t)(at8(s, 0) & 15) * 4;
	if (s.n < HEADER || header < HEADER || header > s.n) {
		walk_end(w, COUNT_bad_ip);
		return;
	}
	size_t length = at16(s, 2);
	if (length == 0) /* a network card that cuts segments has not filled it in yet */
		length = s.n + w->missing;
	if (length < header) {
		walk_end(w, COUNT_bad_ip);
		return;
	}
	w->n[COUNT_ipv4]++;
	w->n[COUNT_ip_options] += header > HEADER;
	walk_bound(w, length);
	memset(w->p.from.address, 0, sizeof w->p.from.address);
	memset(w->p.to.address, 0, sizeof w->p.to.address);
	memcpy(w->p.from.address, s.p + 12, 4);
	memcpy(w->p.to.address, s.p + 16, 4);
	w->p.from.family = w->p.to.family = 4;
	w->p.protocol = at8(s, 9);
	walk_take(w, header);
	unsigned part = at16(s, 6);
	if (part & (OFFSET | MORE))
		join(w, &(struct fragment_part){ .id = at16(s, 4),
		                                 .protocol = w->p.protocol,
		                                 .key_protocol = w->p.protocol,
		                                 .at = (part & OFFSET) * 8,
		                                 .more = part & MORE });
	else
		go_on(w);
}

void ip_extension(struct walk *w)
{
	struct span s = w->rest;
	unsigned kind = w->p.protocol, part = at16(s, 2);
	size_t n = kind == FRAGMENT         ? 8 :
	           kind == AUTHENTICATION ? (at8(s, 1) + (size_t)2) * 4 :
	                                    (at8(s, 1) + (size_t)1) * 8;
	if (s.n < 8 || n > s.n) {
		walk_end(w, COUNT_bad_ip);
		return;
	}
	w->n[COUNT_ip_options]++;
	w->p.protocol = at8(s, 0);
	walk_take(w, n);
	if (kind == FRAGMENT && (part & 0xfff9) != 0) /* else it is all in one (RFC 6946) */
		join(w, &(struct fragment_part){ .id = at32(s, 4),
		                                 .protocol = w->p.protocol,
		                                 .at = part & 0xfff8,
		                                 .more = part & 1 });
	else
		go_on(w);
}

static void ip6(struct walk *w)
{
	enum { HEADER = 40 };
	struct span s = w->rest;
	if (s.n < HEADER) {
		walk_end(w, COUNT_bad_ip);
		return;
	}
	w->n[COUNT_ipv6]++;
	size_t length = at16(s, 4);
	if (length == 0) /* a jumbogram, or not filled in yet */
		length = s.n - HEADER + w->missing;
	walk_bound(w, HEADER + length);
	memcpy(w->p.from.address, s.p + 8, 16);
	memcpy(w->p.to.address, s.p + 24, 16);
	w->p.from.family = w->p.to.family = 6;
	w->p.protocol = at8(s, 6);
	walk_take(w, HEADER);
	go_on(w);
}

void ip_header(struct walk *w)
{
	switch (at8(w->rest, 0) >> 4) {
	case 4: ip4(w); break;
	case 6: ip6(w); break;
	default: walk_end(w, COUNT_bad_ip); break;
	}
}
