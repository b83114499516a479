/* SPDX-License-Identifier: Apache-2.0
 *
 * sbi.h - a message of HTTP as decode(PROTO_SBI, ...) takes it, whatever the version on the wire was
 *
 * Lines of a head, then the body.  A line is a mark, the length of a name (2 octets) and of a value (4 octets), most
 * significant octet first, the name in lower case, and the value.  SBI_END ends the head; all that follows is body.
 * Names ":method" and ":path" are of the request, in answers too, when it was seen; ":status" makes an answer.
 */
#ifndef PT_WATCH_DECODE_SBI_H
#define PT_WATCH_DECODE_SBI_H

#include "watch/decode/pdu.h"

enum sbi_mark {
	SBI_LINE,
	SBI_LINE_LOST, /* there was a line whose name is not known, as the state of HPACK is lost; maybe its value is */
	SBI_RESET,     /* the message was given up by a peer: no name, the value is the reason as 4 octets */
	SBI_END = 255,
};
enum { SBI_LINE_HEAD = 7 };

/* For sbi.c, sbi_json.c and sbi_part.c. */
uint16_t sbi_member(const uint8_t *name, size_t n); /* field of a name on the wire, 0 when nobody described it */
void sbi_text(struct pdu *p, uint16_t id, uint32_t off, size_t n);
/* A value of JSON becomes a field `id`, or a group of that name.  `carries`, unless NULL, receives the type of NGAP
 * that a text in it names. */
void sbi_json(struct pdu *p, uint16_t id, struct rd r, uint16_t *carries);
/* Parts of multipart/related or multipart/mixed between lines of this boundary. */
void sbi_parts(struct pdu *p, struct rd r, struct span boundary);
/* A body by its type of media; what is none of ours stays octets. */
void sbi_body(struct pdu *p, struct span type, struct rd r, uint16_t *carries);
/* a=b&c=d, of a path or of a form. */
void sbi_pairs(struct pdu *p, uint16_t group, uint32_t off, struct span s);

#endif
