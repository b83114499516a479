/* SPDX-License-Identifier: Apache-2.0
 *
 * encode.h - from the fields of one message to its octets, by the same tables
 *
 * For making traffic and for tests: what is decoded and encoded again is the same message.  The input is a
 * struct pdu as decode() makes it, or one that was put together: fields in the order of the standard, octets in
 * `raw`.  Octets that contain something (a NAS-PDU, a transfer) are taken as they stand; fields below them
 * are not looked at.
 */
#ifndef PT_WATCH_DECODE_ENCODE_H
#define PT_WATCH_DECODE_ENCODE_H

#include "watch/decode/pdu.h"

/* Number of octets written, or 0: a field is missing, in the wrong place, out of range or damaged, or there
 * is not enough room.  Deterministic; canonical where the standard leaves a choice. */
size_t encode_aper(const struct pdu *p, uint8_t *out, size_t room);

/* The same for NAS; what is inside of an element is taken from `raw` as well (encode_nas.c). */
size_t encode_nas(const struct pdu *p, uint8_t *out, size_t room);

#endif
