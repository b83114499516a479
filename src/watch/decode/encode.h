/* SPDX-License-Identifier: Apache-2.0
 *
 * encode.h - from the fields of one message to its octets, by the same tables
 *
 * For making traffic and for tests: what is decoded and encoded again is the same message.  The input is a struct pdu
 * as decode() makes it, or one that was put together with build.h.  What can be known is made here and not asked for:
 * lengths, counts, flags that say what follows, padding, which alternative.
 *
 * Members of a fixed structure are looked up by name; elements of a list stand in the order of their fields.  A field
 * of octets that contain something (a NAS-PDU, a transfer) is taken as it stands; where it is a group instead, the
 * octets are made of its members.  A field that nothing is made of is an error, so nothing is lost silently.
 */
#ifndef PT_WATCH_DECODE_ENCODE_H
#define PT_WATCH_DECODE_ENCODE_H

#include "watch/decode/pdu.h"

struct encode_fault {
	uint16_t field;  /* at fault; 0 when it is none in particular */
	const char *why; /* static text, behind its name: "is missing"; NULL while all is well */
};

/* Number of octets written, or 0; then *fault (may be NULL) says what is wrong with which field.  Deterministic;
 * canonical where the standard leaves a choice.  The message may also be a type of ASN.1 on its own, as a transfer of
 * NGAP in HTTP is. */
bool encode_knows(enum proto_id proto); /* others are only read */
size_t encode(const struct pdu *p, uint8_t *out, size_t room, struct encode_fault *fault);

#endif
