/* SPDX-License-Identifier: Apache-2.0
 *
 * layout.h - the inside of an element with tag and length, by the layouts of data/schema/FILE.ie
 *
 * Shared by all protocols of that family.  A layout is a list of items read one after the other, some only
 * under a condition.
 */
#ifndef PT_WATCH_DECODE_LAYOUT_H
#define PT_WATCH_DECODE_LAYOUT_H

#include "watch/decode/pdu.h"

/* All that `r` holds becomes fields.  `label` is what the element is called: the name of its group, or of
 * its only field.  Without layout (0) it is octets.  What does not fit is damage under that name, what is
 * left over is a field "spare-octets" (`rest`). */
void layout_element(struct pdu *p, uint16_t layout, uint16_t label, struct rd r, uint16_t rest);

/* The same for half an octet, the one at offset `off`. */
void layout_half(struct pdu *p, uint16_t layout, uint16_t label, struct rd at, unsigned half);

#endif
