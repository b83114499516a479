/* SPDX-License-Identifier: Apache-2.0
 *
 * rd.c - reading octets and bits of foreign messages
 */
#include "base/rd.h"

void rd_fail(struct rd *r, const char *why)
{
	if (r->why == NULL) {
		r->why = why;
		r->at = (uint32_t)(r->p - r->base);
	}
	r->p = r->end;
}
