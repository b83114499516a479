/* SPDX-License-Identifier: Apache-2.0
 *
 * bods_words.h - the code lists of the Beneficial Ownership Data Standard 0.4, and what they mean here
 *
 * One table per code list; docs/importers/bods.md argues the choices.
 */
#ifndef PT_IMPORT_BODS_WORDS_H
#define PT_IMPORT_BODS_WORDS_H

#include "import/register.h"

enum bods_use {
	BODS_SHARE,   /* part of the equity: share of a stake of kind shares */
	BODS_VOTES,   /* votes of a stake of kind shares */
	BODS_CONTROL, /* a stake of kind control, without a size */
	BODS_NOMINEE, /* holds for somebody else: a stake of kind nominee */
	BODS_NATURE_UNKNOWN, /* there is something: a stake of kind shares without bounds */
	BODS_IGNORED, /* no ownership and no control; counted as skipped */
};

struct bods_interest {
	const char *word;
	enum bods_use use;
};

enum { BODS_INTERESTS = 23, BODS_NO_INTEREST = -1 };

extern const struct bods_interest bods_interest[BODS_INTERESTS];
int bods_interest_of(struct str word); /* or BODS_NO_INTEREST */

/* The type of an entity; REGISTER_NO_TYPE when the words are none of the standard's. */
enum register_type bods_entity_type(struct str type, struct str subtype);
enum register_reason bods_reason(struct str word);

/* How a licence given as an address binds: "yes", "attribution", "share-alike" or "no". */
const char *bods_redistributable(struct str licence);

#endif
