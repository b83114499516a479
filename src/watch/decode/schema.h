/* SPDX-License-Identifier: Apache-2.0
 *
 * schema.h - shape of the tables that tools/schemac makes of data/schema
 *
 * All tables are const and small: an index has 16 bits and 0 means "none".  Texts are offsets into one
 * pool.  What the notation means: docs/internals/schema.md.
 */
#ifndef PT_WATCH_DECODE_SCHEMA_H
#define PT_WATCH_DECODE_SCHEMA_H

#include <stdint.h>

enum engine { ENGINE_NONE, ENGINE_APER, ENGINE_NAS, ENGINE_TLV, ENGINE_SBI, ENGINE_TLS, ENGINE_SS7, ENGINE_TEXT,
              ENGINE_DNS, ENGINE_ICMP };

struct field_def {
	uint32_t name;  /* in schema_text */
	uint8_t proto;  /* enum proto_id */
	uint8_t flags;  /* enum field_mark */
	uint16_t row;   /* TLV: the first `ie` row called like it, in schema_row; 0: none */
};
enum field_mark { MARK_PRIVATE = 1 };

struct proto_def {
	uint32_t name, title;      /* "ngap", "NGAP" */
	uint8_t engine;
	uint16_t message, messages; /* first and count in schema_message (NAS, TLV), schema_proc (APER) or
	                              schema_service (SBI) */
	uint16_t ie, ies;           /* `ie` lines: first and count in schema_row, by space and id */
	uint16_t type, types;       /* APER: first and count in schema_per_type */
	/* Field ids every protocol has: code of a message, element without a row, message nobody described, what a
	 * later release put behind an extension marker. */
	uint16_t code, unknown, message_unknown, addition;
};

struct value_name {
	uint32_t value, text;
};
struct name_table {
	uint32_t first, count; /* in schema_value, by value */
};

/* ---- APER: *.per ---- */
enum per_kind {
	PER_NULL, PER_BOOL, PER_INT, PER_ENUM, PER_BITS, PER_OCTETS, PER_TEXT, PER_UTF8, PER_SEQ, PER_CHOICE,
	PER_LIST, PER_IES, PER_ONE, PER_REST,
};
enum per_flag {
	PER_EXT = 1,     /* extension marker */
	PER_LO = 2,      /* has a lower bound or size; */
	PER_HI = 4,      /* an upper one */
	PER_TRY = 8,     /* what `inside` names is an attempt: octets stay octets when it does not fit */
	PER_MESSAGE = 16, /* `inside` is a protocol, else a type */
	PER_PLMN = 32, PER_ADDR = 64, PER_DIGITS = 128, /* how octets are shown */
};

struct per_type {
	uint8_t kind, flags;
	uint16_t first, count; /* members; LIST: first is the element's type; IES, ONE: first is the set */
	uint16_t more;         /* how many members or values come behind the extension marker */
	uint16_t inside;       /* OCTETS: what they contain */
	uint16_t names;        /* ENUM */
	uint16_t label;        /* field id of the type's own name: list elements, messages */
	uint16_t bitmap;       /* SEQ: optional members of the root */
	int64_t lo;            /* value or size */
	uint64_t hi;           /* as a number modulo 2^64 */
};
struct per_member {
	uint16_t type, label;
	uint8_t optional;
};
struct per_row { /* an element of an information object set */
	uint16_t id, type, label;
	uint8_t criticality; /* 0 reject, 1 ignore, 2 notify */
	uint8_t presence;    /* enum presence */
};
enum presence { PRESENCE_OPTIONAL, PRESENCE_CONDITIONAL, PRESENCE_MANDATORY };
struct per_set {
	uint16_t first, count; /* in schema_per_row, by id */
	uint16_t mandatory;
};
struct per_proc {
	uint16_t code, label;
	uint8_t criticality;
	uint16_t type[3]; /* initiating message, successful, unsuccessful outcome; 0 none */
};

/* ---- everything with tags and lengths: *.ie ---- */
enum item_op {
	ITEM_BITS,   /* arg bits, a number or a word */
	ITEM_BYTES,  /* arg octets; 0: all that is left */
	ITEM_TEXT, ITEM_DIGITS, ITEM_PLMN, ITEM_IPV4, ITEM_IPV6, ITEM_LABELS,
	ITEM_LV8, ITEM_LV16, /* a length in front; layout `ref` or octets */
	ITEM_AS,     /* layout `ref` in place, as a group */
	ITEM_INLINE, /* layout `ref` in place, without a group */
	ITEM_EACH,   /* layout `ref` until the end */
	ITEM_TIMES,  /* layout `ref` as often as item `arg` says, plus `plus` */
	ITEM_SIZED,  /* as many octets as item `arg` says: layout `ref` or octets */
	ITEM_INTO,   /* all that is left is a message of protocol `ref` */
	ITEM_TLVS,   /* elements with tags as rows of message `ref` describe, until the end */
	ITEM_ALIGN,  /* to the next whole octet */
	ITEM_BACK,   /* arg octets back: what was only looked at is read again */
};
enum item_test {
	TEST_ALWAYS, TEST_EQUAL, TEST_OTHER, TEST_MASK, TEST_LEAST,
	TEST_LEFT, /* at least `value` octets are left; 0: a bit is left */
	TEST_SEEN, /* the last field `seen` of the message has that value */
};
enum item_bits { BITS_BIG, BITS_LITTLE /* least significant octet first */, BITS_ONES /* sent as ones, spare */ };
enum { LABEL_OF_ELEMENT = 65535, LAYOUT_ITEMS = 32 };

struct item {
	uint8_t op, arg;
	uint16_t label, ref;   /* ref: names for BITS, else layout, protocol, message */
	uint8_t test, whose;   /* condition: which, of which earlier item of this layout */
	uint16_t value, seen;
	uint8_t plus, kind;    /* TIMES: added to the number; BITS: enum item_bits; DIGITS: 1 begin with the high
	                          half of the octet before, 2 end with the low half of the last.  kind: how octets
	                          are shown */
};
struct layout {
	uint16_t first, count;
};

enum row_form {
	FORM_V4, FORM_V, FORM_LV, FORM_LVE,       /* by order */
	FORM_T4, FORM_TV, FORM_TLV, FORM_TLVE,    /* by tag */
	FORM_IE,                                  /* by number, as the protocol's engine has it */
};
struct row {
	uint16_t id, label, layout;
	uint8_t form, presence;
	uint16_t min, max; /* octets of the value; max 0: no limit */
	uint16_t kids;     /* message-like table of what a grouped element has to hold */
	uint16_t space;    /* FORM_IE: whose number it is (vendor), or which of several (instance) */
};
struct message_def {
	uint32_t code;
	uint16_t label;
	uint16_t first, count;
};

/* ---- services over HTTP: *.ops ---- */
struct sbi_service { /* by name */
	uint32_t name;
	uint16_t first, count; /* in schema_op */
};
struct sbi_op { /* of a service: by slashes, then by variables */
	uint32_t method, path, tail; /* "/sm-contexts/{smContextRef}/modify", "/modify": what is behind its variables */
	uint16_t label;
	uint8_t slashes, octets; /* of the path; of the tail */
};
struct sbi_carry {
	uint32_t word;
	uint16_t type; /* field id of a type of NGAP */
};
struct sbi_member { /* slot of a hash table (sbi.c), open addressing; label 0 is free */
	uint32_t name;
	uint16_t label, octets; /* octets: of the name */
};

extern const unsigned schema_octets; /* of all tables together */
extern const char schema_text[];
extern const struct field_def schema_field[];
extern const struct proto_def schema_proto[];
extern const struct name_table schema_names[];
extern const struct value_name schema_value[];
extern const struct per_type schema_per_type[];
extern const struct per_member schema_per_member[];
extern const struct per_row schema_per_row[];
extern const struct per_set schema_per_set[];
extern const struct per_proc schema_proc[];
extern const struct item schema_item[];
extern const struct layout schema_layout[];
extern const struct row schema_row[];
extern const struct message_def schema_message[];
extern const struct sbi_service schema_service[];
extern const struct sbi_op schema_op[];
extern const struct sbi_carry schema_carry[];
extern const unsigned schema_carries;
extern const struct sbi_member schema_member[];
extern const uint32_t schema_member_mask;

#endif
