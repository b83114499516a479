/* SPDX-License-Identifier: Apache-2.0
 *
 * bods.h - one statement of the Beneficial Ownership Data Standard 0.4, as far as it is kept
 *
 * bods_read.c reads JSON into this, bods.c makes nodes and stakes of it.  Texts are views of the line
 * or lie in the scratch arena.  What is not in here is not kept: birth dates, addresses, and all but one
 * nationality of a person.
 */
#ifndef PT_IMPORT_BODS_H
#define PT_IMPORT_BODS_H

#include "base/json.h"
#include "import/bods_words.h"
#include "import/seen.h"

struct bods_holding { /* an interest */
	int type; /* or BODS_NO_INTEREST */
	bool indirect, over, under; /* over, under: the bounds themselves are excluded */
	double lo, hi; /* NAN = not stated */
	int32_t from, until;
};

enum { /* what a statement is from, in the order of bods_read.c's list */
	BODS_FROM_REGISTER = 1, BODS_FROM_VERIFIED = 2, BODS_FROM_SELF = 4, BODS_FROM_RESEARCH = 8,
	BODS_FROM_THIRD = 16
};

struct bods_statement {
	struct str record, type, status, date, version;
	struct str publisher, publisher_url, licence;
	unsigned from;
	bool older; /* has the members of BODS 0.3 and before */
	/* of recordDetails; which of them counts tells `type` */
	struct str subject, party, reason, reason_text;
	bool no_subject, no_party, components_known, listed;
	struct str entity_type, subtype, person_type, name, country;
	struct buf identifiers;
	struct bods_holding *interest;
	size_t interests, cap;
};

/* Reads a statement into s.  `known` has the relationships before it: of component records only
 * whether one of these is known is kept.  Failures are j's. */
void bods_read(struct json *j, struct arena *scratch, const struct seen *known, struct bods_statement *s);

#endif
