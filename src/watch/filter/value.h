/* SPDX-License-Identifier: Apache-2.0
 *
 * value.h - what stands on the right of a comparison: a number, a time, an address, octets, or a text
 */
#ifndef PT_WATCH_FILTER_VALUE_H
#define PT_WATCH_FILTER_VALUE_H

#include "watch/filter/filter.h"

/* A text may be all of these at once; which one counts is decided by the field it is compared with. */
void value_read(struct filter_op *op, struct arena *a, struct str s);
bool value_in_prefix(const struct filter_op *op, const uint8_t *address, unsigned family);

#endif
