/* SPDX-License-Identifier: Apache-2.0
 *
 * encode_in.h - what the encoders of all families share: octets that grow, and fields that are used up
 *
 * The writer is sticky like a reader: after the first fault nothing is written any more, and one check at the end is
 * enough.  Every field is used once; what is left over in a group is a fault.
 */
#ifndef PT_WATCH_DECODE_ENCODE_IN_H
#define PT_WATCH_DECODE_ENCODE_IN_H

#include "watch/decode/encode.h"
#include "watch/decode/schema.h"

struct writer {
	const struct pdu *p;
	uint8_t *out;
	size_t bit, room; /* where to write, in bits; octets there are */
	size_t top;       /* octets that hold something; below it bits are added to what stands there */
	uint16_t now;     /* the field used last: at fault unless another one is named */
	struct encode_fault fault;
	uint64_t used[PDU_FIELDS / 64];
};

/* The members of a group: fields [next..end) of that depth. */
struct kids {
	uint32_t next, end;
	uint8_t depth;
};

static inline bool write_ok(const struct writer *w)
{
	return w->fault.why == NULL;
}

static inline size_t write_at(const struct writer *w) /* whole octets so far */
{
	return (w->bit + 7) / 8;
}

static inline void write_align(struct writer *w)
{
	w->bit = (w->bit + 7) / 8 * 8;
}

void write_fail(struct writer *w, uint16_t field, const char *why); /* the first one wins; field 0: the one used last */
void write_bits(struct writer *w, uint64_t v, unsigned n);          /* 0..64, the lowest ones of v */
void write_octets(struct writer *w, struct span s);                 /* from the next whole octet on */
bool write_room(struct writer *w, size_t octets);                   /* that many in all; a fault if there is no room */
/* Puts the lowest 8 * n bits of v where octets have been written already: lengths known only later. */
void write_patch(struct writer *w, size_t at, uint64_t v, unsigned n);
struct span write_span(struct writer *w, const struct field *f);    /* its octets; a fault if there are none */

struct kids kids_all(const struct pdu *p);                                     /* the outermost fields */
struct kids kids_of(const struct pdu *p, const struct field *group);
/* The first unused one, the next one, the first of that name, not damaged, or NULL. */
const struct field *kids_first(const struct writer *w, struct kids *k);
const struct field *kids_next(const struct writer *w, const struct kids *k, const struct field *f);
const struct field *kids_find(const struct writer *w, struct kids *k, uint16_t id);
void kids_use(struct writer *w, const struct field *f);
const struct field *kids_take(struct writer *w, struct kids *k, uint16_t id); /* both; a fault if there is none */
/* Its number, which uses it, or what it is otherwise. */
uint64_t kids_said(struct writer *w, struct kids *k, uint16_t id, uint64_t otherwise);
void kids_end(struct writer *w, struct kids *k);                              /* what is unused is a fault */

/* What an element is called, its layout (0: octets), how its octets left over are called (0: none may be) and how
 * many octets it has (0: any). */
struct element {
	uint16_t label, layout, spare, size;
};
void encode_element(struct writer *w, const struct element *e, struct kids *k); /* the first one of `k` */
void encode_half(struct writer *w, const struct element *e, struct kids *k);    /* four bits */
/* Is that one of the fields that make the element, where it has no group of its own? */
bool element_owns(const struct element *e, uint16_t id);

/* The next message of `k`, by the engine of its protocol, which uses its field. */
void encode_message(struct writer *w, struct kids *k);
typedef void encode_fn(struct writer *w, struct kids *k, const struct field *message);
/* Its description, or NULL: a message that nobody described. */
const struct message_def *encode_described(const struct field *message);
encode_fn encode_aper, encode_nas, encode_tlv;

#endif
