/* SPDX-License-Identifier: Apache-2.0
 *
 * country.h - country codes of three letters, and names, of data publishers -> ISO 3166-1 alpha-2
 *
 * Covers ISO 3166-1 alpha-3 and the codes of their own that the World Bank and V-Dem use or used
 * (ROM, ZAR, TMP, ADO, KSV, WBG, XKX).  Places that are in the data but are no country of today's
 * standard (Netherlands Antilles, GDR, Zanzibar ...) are known and have no alpha-2 code.
 */
#ifndef PT_IMPORT_COUNTRY_H
#define PT_IMPORT_COUNTRY_H

#include "base/str.h"

/* The alpha-2 code; "" for a place that is known and has none; NULL for an unknown code. */
const char *country_alpha2(struct str code);
/* The alpha-2 code of a name in English, "" when it is none we know (country_name.c). */
const char *country_named(struct str words);

#endif
