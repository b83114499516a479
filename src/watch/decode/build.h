/* SPDX-License-Identifier: Apache-2.0
 *
 * build.h - a message put together field by field, then made into octets
 *
 *	struct build b = build_in(arena, 512, 4096);
 *	build_begin(&b, F_PFCP_PFCP_SESSION_ESTABLISHMENT_REQUEST);
 *	build_number(&b, F_PFCP_SEID, seid);
 *	build_group(&b, F_PFCP_CREATE_PDR);
 *	build_number(&b, F_PFCP_PDR_ID, 1);
 *	build_end(&b);
 *	n = build_encode(&b, out, sizeof out);
 *
 * What is said here is what a decoder would find: fields by id, groups in groups.  What follows from it is left out
 * (message code, lengths, counts, which alternative, flags that say what follows, padding).  Members of a structure
 * may be said in any order; elements of a message or list stand in the order in which they are said.  A field that
 * contains something may be octets or a group with the members of what it contains: a NAS-PDU is a group with one
 * group, the NAS message; a transfer is a group of its members; a type of ASN.1 may also begin a message of its own.
 *
 * A whole number does for words, flags, bits and octets of a fixed size as well.  Values are copied.  Errors are
 * sticky: one check at the end, which names the field.  Nothing is allocated but by build_in; one builder makes any
 * number of messages, one after the other.
 */
#ifndef PT_WATCH_DECODE_BUILD_H
#define PT_WATCH_DECODE_BUILD_H

#include "watch/decode/encode.h"

struct build {
	struct pdu p;                 /* raw: octets of values, in order */
	uint8_t *octets;
	size_t room;
	uint32_t open[PDU_DEPTH + 1]; /* groups that are open; p.depth is how many */
	struct encode_fault fault;    /* first thing that went wrong */
};

/* Room for messages of so many fields (at most PDU_FIELDS) and octets of values. */
struct build build_in(struct arena *a, uint32_t fields, size_t octets);

/* Forgets what was and begins a message, by its field id.  What follows are its members. */
void build_begin(struct build *b, enum field_id message);

void build_group(struct build *b, enum field_id id); /* members follow until build_end */
void build_end(struct build *b);
void build_number(struct build *b, enum field_id id, uint64_t v); /* negative ones as int64_t */
void build_bits(struct build *b, enum field_id id, uint64_t v, unsigned bits); /* at most 64 */
void build_octets(struct build *b, enum field_id id, struct span s); /* also addresses */
void build_text(struct build *b, enum field_id id, const char *text);
void build_digits(struct build *b, enum field_id id, const char *digits); /* "0".."9", * # a b c */
void build_plmn(struct build *b, enum field_id id, const char *digits);   /* MCC and MNC: "00101", "001001" */
void build_labels(struct build *b, enum field_id id, const char *name);   /* "internet.example" */
void build_note(struct build *b, enum field_id id); /* it is there, and has no value */

/* Octets of the message, or 0: then b->fault says why.  All groups but the outermost have to be ended. */
size_t build_encode(struct build *b, uint8_t *out, size_t room);
/* The fault as people read it: "PDR-ID has no place here". */
void build_why(const struct build *b, struct buf *out);

#endif
