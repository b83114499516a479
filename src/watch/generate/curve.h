/* SPDX-License-Identifier: Apache-2.0
 *
 * curve.h - points of P-256, by their first coordinate
 *
 * A SUCI of profile B holds a key that has to be a point of the curve (TS 33.501 C.3.4.2); who checks that can tell
 * it from random octets.  Nobody knows the secret of a key made here.
 */
#ifndef PT_WATCH_GENERATE_CURVE_H
#define PT_WATCH_GENERATE_CURVE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/rng.h"

/* Whether a point with that first coordinate exists. */
bool curve_has(const uint8_t x[32]);
/* Some point, compressed. */
void curve_point(struct rng *r, uint8_t out[33]);

#endif
