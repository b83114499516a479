/* SPDX-License-Identifier: Apache-2.0
 *
 * vendor.h - which supplier a text about a vendor or a product means
 *
 * Texts are compared word by word without case, punctuation and the legal form at their end.  A supplier
 * is meant when the text is its id, name, legal name or one of its aliases, and none of the names that
 * only look like it (`not_aliases`).  Texts that would mean two suppliers mean none.  Nothing is guessed
 * from parts of a name.
 */
#ifndef PT_SERVICE_VENDOR_H
#define PT_SERVICE_VENDOR_H

#include "base/map.h"
#include "model/network.h"

struct vendors {
	struct arena *a;
	struct map name, not, product; /* the text as compared -> place in `who` */
	uint32_t *who;                 /* suppliers; MODEL_NONE: several */
	size_t n, cap;
};

struct vendors vendor_in(struct arena *a, const struct model *m);
/* A product that tells its supplier; one of two suppliers tells nothing. */
void vendor_product(struct vendors *v, const char *product, uint32_t supplier);
/* As it is compared; "" for what says that nothing is known ("unknown", "n/a", "-"). */
struct str vendor_text(struct arena *a, const char *text);
/* The place of the supplier, or MODEL_NONE; for texts of vendor_text. */
uint32_t vendor_find(const struct vendors *v, struct str text);
uint32_t vendor_find_product(const struct vendors *v, struct str text);

#endif
