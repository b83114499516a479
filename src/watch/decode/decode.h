/* SPDX-License-Identifier: Apache-2.0
 *
 * decode.h - from the octets of one message to its fields
 *
 * Any octets in, a pdu out: no failure, no log line, no allocation.  What cannot be read is a field of
 * its own (pdu.h).  Decoders of different protocols meet here only: NGAP hands a NAS-PDU to decode_part.
 */
#ifndef PT_WATCH_DECODE_DECODE_H
#define PT_WATCH_DECODE_DECODE_H

#include "watch/decode/pdu.h"

/* Decodes `raw` as a message of `proto` into fields[0..room). */
struct pdu decode(enum proto_id proto, struct span raw, struct field *fields, uint32_t room);

/* A message inside another one: all that `r` holds, its fields at p->depth.  The base of `r` must be
 * p->raw.p. */
void decode_part(struct pdu *p, enum proto_id proto, struct rd r);

/* The same for a type of ASN.1 that other protocols carry (a transfer of NGAP in HTTP): `type` is the field id
 * of its name, as F_NGAP_PDUSESSIONRESOURCESETUPREQUESTTRANSFER.  A type nobody knows is damage. */
void decode_type(struct pdu *p, uint16_t type, struct rd r);

/* Which protocol of GTP a datagram holds, of the port of the user plane (2152) or of control (2123, 3386):
 * version, flags, code and length of the message have to fit.  PROTO_NONE when it only came to that port.
 * `whole` is how many octets it had on the wire; the capture may have kept fewer. */
enum proto_id gtp_proto(struct span datagram, size_t whole, bool user);

/* For who has to find messages in a stream: whether a message of Diameter with a known command begins there; how many
 * octets the head of a message of SIP has with its empty line (0: its end is not there yet), and how many behind it its
 * Content-Length says. */
enum { SIP_NONE = INT32_MAX }; /* nothing of SIP begins there */
bool diameter_known(struct span octets);
size_t sip_head(struct span octets, uint64_t *body);

/* Engines, one per family of protocols; a protocol names its engine in data/schema. */
typedef void decode_fn(struct pdu *p, enum proto_id proto, struct rd r);
decode_fn aper_decode, nas_decode, sbi_decode, tls_decode, sccp_decode, sip_decode, dns_decode, icmp_decode;
/* The type of a message of 5GSM and its elements with tags: what SMFs of two networks tell each other (TS 29.502
 * 6.1.6.4). */
void nas_session(struct pdu *p, struct rd r);
void aper_decode_type(struct pdu *p, uint16_t type, struct rd r);

#endif
