/* SPDX-License-Identifier: Apache-2.0
 *
 * psc_words.h - the words of the United Kingdom's register of people with significant control
 *
 * Natures of control, statements, exemptions and company numbers, one table each; the words are
 * those of the registrar's published enumerations.  docs/importers/psc.md argues the choices.
 */
#ifndef PT_IMPORT_PSC_WORDS_H
#define PT_IMPORT_PSC_WORDS_H

#include "import/register.h"

enum psc_right { PSC_SHARES, PSC_VOTES, PSC_CONTROL, PSC_PROPERTY };

struct psc_nature {
	enum psc_right right;
	double lo, hi;   /* percent; NAN for control */
	bool for_others; /* held by a trust or firm that the person belongs to or controls */
};

/* False when the words are none of the register's. */
bool psc_nature_of(struct str words, struct psc_nature *out);

enum psc_statement { PSC_STATEMENT_UNKNOWN, PSC_STATEMENT_OWNER, PSC_STATEMENT_IGNORED };
/* What a statement says: that there is an owner who is not named (*why), or nothing about owners. */
enum psc_statement psc_statement_of(struct str words, enum register_reason *why);

enum { PSC_NUMBER = 8 };
/* A company number as the register writes it, eight octets; false when it cannot be one. */
bool psc_number(struct str text, char out[PSC_NUMBER + 1]);
/* Whether the words name the United Kingdom, a part of it, or its companies register. */
bool psc_is_uk(struct str words);

#endif
