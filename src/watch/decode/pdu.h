/* SPDX-License-Identifier: Apache-2.0
 *
 * pdu.h - what all decoders produce: one flat array of typed fields that point into the message
 *
 * A field says what it is (an id of the registry that tools/schemac makes of data/schema), where it
 * stands in the octets, how deep it is nested and which number it holds.  Text is made of it only when
 * somebody wants to read it.  The caller owns the array; a decoder never allocates, and what finds no
 * room is counted in `cut`.
 *
 * Damage stays inside its container: a FIELD_DAMAGED says why and covers the octets that could not be
 * read; what was read before it and what stands behind its container is there as usual.
 *
 * Order is the order on the wire.  A group is followed by its members, which are one level deeper.
 */
#ifndef PT_WATCH_DECODE_PDU_H
#define PT_WATCH_DECODE_PDU_H

#include "base/rd.h"
#include "base/str.h"
#include "watch/decode/fields.h"

enum field_kind {
	FIELD_GROUP,   /* members follow; num: their count in lists, index in choices */
	FIELD_NUMBER,  /* num */
	FIELD_SIGNED,  /* num is an int64_t */
	FIELD_ENUM,    /* num; its word is in the table `names` */
	FIELD_BITS,    /* `bits` many; num holds them when at most 64 */
	FIELD_BYTES,   /* octets; num holds the first eight, as big-endian number of at most eight octets */
	FIELD_TEXT,    /* octets that should be UTF-8 */
	FIELD_DIGITS,  /* half-octets, low one first, 15 ends */
	FIELD_PLMN,    /* three octets, TS 24.008 10.5.1.13 */
	FIELD_ADDR,    /* 4 or 16 octets, or both one after the other */
	FIELD_LABELS,  /* a name as in DNS: length and label, repeated */
	FIELD_NOTE,    /* something the decoder found out; no octets of its own */
	FIELD_DAMAGED, /* num: enum damage */
};

enum damage {
	DAMAGE_NONE,
	DAMAGE_SHORT,    /* ends too early */
	DAMAGE_RANGE,    /* a value outside what the standard allows */
	DAMAGE_UNKNOWN,  /* an alternative, message or version that the tables do not have */
	DAMAGE_MISSING,  /* a mandatory element is not there */
	DAMAGE_LEFT,     /* octets left over */
	DAMAGE_DEEP,     /* nested too deeply */
	DAMAGE_FRAGMENT, /* a length in fragments, 16 K and more */
	DAMAGE_MANY,     /* more elements than the limit */
	DAMAGE_N,
};

struct field {
	uint16_t id;      /* enum field_id */
	uint8_t depth;    /* 0 is the message itself */
	uint8_t kind;     /* enum field_kind */
	uint32_t off, len; /* octets of pdu.raw that hold it */
	uint16_t names;   /* table of words for FIELD_ENUM, 0 when there is none */
	uint16_t bits;    /* FIELD_BITS: how many; FIELD_DIGITS: how many do not count in front, or DIGITS_ODD;
	                   * FIELD_LABELS: LABELS_FROM; others: 0 */
	uint64_t num;
};

enum pdu_flag {
	PDU_DAMAGED = 1,        /* there is at least one FIELD_DAMAGED */
	PDU_CUT = 2,            /* fields did not fit, see pdu.cut */
	PDU_NULL_CIPHERED = 4,  /* marked as ciphered, readable nevertheless */
	PDU_CIPHERED = 8,       /* a part is ciphered and stays closed */
};

enum {
	DIGITS_ODD = 0x400, /* the last half-octet is no digit */
	LABELS_FROM = 1,    /* labels may point back (RFC 1035 4.1.4), counted from offset `num` of raw */
};

enum { PDU_FIELDS = 4096, PDU_DEPTH = 32 }; /* limits, tested */

struct pdu {
	struct span raw;
	struct field *f;
	uint32_t n, cap;  /* filled, room */
	uint32_t cut;     /* fields that found no room */
	uint8_t proto;    /* enum proto_id */
	uint8_t flags;    /* enum pdu_flag */
	uint16_t message; /* field id of the message's group, 0 when unknown */
	uint8_t depth;    /* level of the next field while decoding */
	struct field spill; /* where fields go that find no room */
};

/* For readers. */
uint64_t pdu_num(const struct pdu *p, enum field_id id, uint64_t none);
struct span pdu_bytes(const struct pdu *p, enum field_id id); /* {NULL, 0} when there is none */
/* The next field of that id at or behind *pos, which then stands behind it; NULL at the end. */
const struct field *pdu_each(const struct pdu *p, enum field_id id, uint32_t *pos);

const char *field_name(uint16_t id);          /* as in the standard, "" for none */
const char *field_proto(uint16_t id);         /* "ngap" */
bool field_private(uint16_t id);              /* identifies a subscriber */
uint16_t field_find(const char *proto, const char *name); /* 0 when there is none */
const char *field_word(const struct field *f); /* word of a FIELD_ENUM, NULL when there is none */
const char *damage_text(uint64_t damage);
/* The value as people read it; never more than a line.  Says nothing of a group. */
void field_text(const struct pdu *p, const struct field *f, struct buf *out);

/* A name as in DNS, whose labels may point to earlier ones.  A pointer has to lead in front of where it
 * stands and of all before it; a name has at most LABEL_JUMPS of them and LABELS_MOST octets. */
enum { LABEL_MOST = 63, LABEL_POINTER = 0xc0, LABELS_MOST = 255, LABEL_JUMPS = 32 };
struct labels {
	const struct pdu *p;
	size_t at, base, low; /* where the next label is; what pointers count from; what they have to be below of */
	size_t end, octets;   /* behind the name where it stands; octets of the name */
	unsigned jumps;
	bool whole;           /* whole: it ended as it has to */
};
struct labels pdu_labels(const struct pdu *p, size_t off, size_t base);
bool pdu_label(struct labels *l, struct span *label);

/* For decoders.  Offsets are those of a reader whose base is raw.p. */
static inline uint32_t pdu_at(const struct rd *r)
{
	return (uint32_t)(r->p - r->base);
}

static inline struct field *pdu_add(struct pdu *p, uint16_t id, enum field_kind kind, uint32_t off, uint32_t len)
{
	struct field *f = &p->spill;
	if (p->n < p->cap) {
		f = &p->f[p->n++];
	} else {
		p->cut++;
		p->flags |= PDU_CUT;
	}
	*f = (struct field){ .id = id, .depth = p->depth, .kind = (uint8_t)kind, .off = off, .len = len };
	return f;
}

/* Opens a group and returns its place; what is added until pdu_close is inside. */
static inline uint32_t pdu_open(struct pdu *p, uint16_t id, uint32_t off)
{
	uint32_t at = p->n;
	pdu_add(p, id, FIELD_GROUP, off, 0);
	p->depth++;
	return at;
}

static inline void pdu_close(struct pdu *p, uint32_t group, uint32_t end)
{
	p->depth--;
	if (group < p->n)
		p->f[group].len = end - p->f[group].off;
}

void pdu_damage(struct pdu *p, uint16_t id, enum damage why, uint32_t off, uint32_t len);

#endif
