/* SPDX-License-Identifier: Apache-2.0
 *
 * nas.c - NAS messages
 */
#include "watch/decode/decode.h"

void nas_decode(struct pdu *p, enum proto_id proto, struct rd r)
{
	(void)proto;
	pdu_damage(p, 0, DAMAGE_UNKNOWN, pdu_at(&r), (uint32_t)rd_left(&r));
}
