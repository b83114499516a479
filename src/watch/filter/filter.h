/* SPDX-License-Identifier: Apache-2.0
 *
 * filter.h - which messages somebody wants to see: an expression over their fields and their payload
 *
 *	ngap.RAN-UE-NGAP-ID == 7 && !(src in {10.0.0.0/8, 2001:db8::/32}) || message contains "Reject"
 *
 * Compiled once into a short list of tests and jumps; a message is tried without memory and without recursion.
 * A field may stand in a message many times: a comparison holds when one of them fulfils it, and `a != b` is
 * `!(a == b)`.  What the message does not have fulfils nothing.  The language: docs/formats/watch.md.
 */
#ifndef PT_WATCH_FILTER_H
#define PT_WATCH_FILTER_H

#include "base/err.h"
#include "watch/capture/payload.h"
#include "watch/decode/pdu.h"

enum { FILTER_DEPTH = 32, FILTER_OPS = 512, FILTER_TEXT = 8192, FILTER_IDS = 8 };

/* What can be asked of a message besides its fields. */
enum filter_fact {
	FACT_FIELD, /* a field, see ids */
	FACT_PROTO, FACT_MESSAGE, FACT_FILE,
	FACT_WITHIN, /* whether it is of a protocol, or something in it is */
	FACT_SRC, FACT_DST, FACT_PEER,
	FACT_SRCPORT, FACT_DSTPORT, FACT_PORT,
	FACT_TIME, FACT_FRAME, FACT_OCTETS,
	FACT_DAMAGED, FACT_CIPHERED, FACT_CUT, FACT_LATE, FACT_QUOTED,
};

enum filter_compare { FILTER_HAS, FILTER_EQ, FILTER_LT, FILTER_GT, FILTER_LE, FILTER_GE, FILTER_CONTAINS };

struct filter_op {
	enum { FILTER_TEST, FILTER_NOT, FILTER_AND, FILTER_OR } op; /* AND, OR: jump to `to` when decided */
	uint16_t to;
	uint8_t fact, compare; /* enum filter_fact, filter_compare */
	uint16_t ids[FILTER_IDS]; /* fields of that name, 0 ends */
	uint8_t proto;            /* FACT_MESSAGE: of this protocol only, PROTO_NONE = of any */
	struct str text;          /* as it was written, without its quotation marks */
	uint64_t num;             /* a number, or a time in nanoseconds */
	bool has_num;
	uint8_t address[16], family, prefix;
};

struct filter {
	struct filter_op op[FILTER_OPS];
	size_t n; /* 0 = everything */
};

/* The message that is tried. */
struct filter_message {
	const struct pdu *pdu;
	const struct payload *payload;
	const char *proto, *file;
};

/* Texts are kept in the arena.  A failure names the column. */
bool filter_compile(struct filter *f, struct arena *a, const char *text, struct pt_err *e) PT_MUST;
/* `scratch` is for the text of fields; nothing of it is used afterwards. */
bool filter_match(const struct filter *f, const struct filter_message *m, struct arena scratch) PT_MUST;

#endif
