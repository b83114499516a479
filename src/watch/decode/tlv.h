/* SPDX-License-Identifier: Apache-2.0
 *
 * tlv.h - lists of elements with number, length and value: PFCP, GTP-C, Diameter
 *
 * A protocol brings one function that reads the head of an element; looking up what the number means,
 * groups, what is mandatory, limits and damage are the same for all.  An element nobody described is a
 * field with its number that covers its octets.
 */
#ifndef PT_WATCH_DECODE_TLV_H
#define PT_WATCH_DECODE_TLV_H

#include "watch/decode/pdu.h"
#include "watch/decode/schema.h"

enum { TLV_ELEMENTS = 1024 }; /* in one container */

struct tlv_head {
	uint32_t id, space; /* number, and whose it is: 0 or a vendor */
	uint32_t instance;  /* which of several, by what tables of messages tell them apart */
	uint32_t size;      /* octets of the value */
	uint32_t pad;       /* octets behind it that belong to no value */
};

struct tlv {
	struct pdu *p;
	enum proto_id proto;
	void (*head)(const struct tlv *t, struct rd *r, struct tlv_head *h); /* fails through the reader */
	uint16_t spare;    /* field for octets left over in an element */
	uint16_t instance; /* field for an instance that is not 0; 0: none */
	uint16_t vendor;   /* field for whose an unknown element is; 0: none */
	uint16_t cause;    /* a message whose cause lies in refused..served may lack what is mandatory */
	uint32_t refused, served;
	bool empty;        /* an element without octets is allowed and says nothing */
};

/* The `ie` row of a number, or NULL. */
const struct row *tlv_row(enum proto_id proto, uint32_t id, uint32_t space);

/* The message with that code, or NULL. */
const struct message_def *tlv_message(enum proto_id proto, uint32_t code);

/* All that `r` holds is elements; `m` says which have to be there, NULL when nothing is known. */
void tlv_elements(const struct tlv *t, const struct message_def *m, struct rd r);

/* The header fields that GTP-C and GTP-U of version 1 share under their own names. */
struct gtp_names {
	uint16_t message, version, pt, e, s, pn, length, teid, sequence, n_pdu, next, words, extension, spare;
};
extern const struct gtp_names gtp_names_v1, gtp_names_u;
enum { GTP_G_PDU = 255, GTP_TLV_FROM = 128, GTP_SPACE_EXTENSION = 1 };

/* The one way in for all protocols of the family. */
void tlv_decode(struct pdu *p, enum proto_id proto, struct rd r);
void pfcp_decode(struct pdu *p, struct rd r);
void diameter_decode(struct pdu *p, struct rd r);
void m3ua_decode(struct pdu *p, struct rd r);
void tcap_decode(struct pdu *p, struct rd r);
void gtp_decode(struct pdu *p, enum proto_id proto, struct rd r);

#endif
