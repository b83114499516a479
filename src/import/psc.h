/* SPDX-License-Identifier: Apache-2.0
 *
 * psc.h - one filing about a person with significant control, as far as it is kept
 *
 * psc_read.c reads JSON into this, psc.c makes rows of it.  Texts are views of the line or lie in the
 * arena of the JSON reader.  What is not in here is not kept: dates of birth, addresses, nationality.
 */
#ifndef PT_IMPORT_PSC_H
#define PT_IMPORT_PSC_H

#include "base/json.h"

enum { PSC_NATURES = 32, PSC_EXEMPTS = 16 };

struct psc_exempt {
	struct str type, from, until;
};

struct psc_filing {
	struct str company, kind, name, forename, middle, surname, residence, from, until, link, etag;
	struct str statement, registered, place, number, generated;
	struct str nature[PSC_NATURES];
	size_t natures;
	struct psc_exempt exempt[PSC_EXEMPTS];
	size_t exempts;
	bool ceased;
};

void psc_read(struct json *j, struct psc_filing *f); /* failures are j's */

#endif
