/* SPDX-License-Identifier: Apache-2.0
 *
 * fragment.h - IP packets put together from their fragments
 *
 * Where fragments overlap the first octets received are kept; when later ones differ the packet says so
 * (PAYLOAD_OVERLAP).  Receivers disagree on this, which is why attackers do it: the decoder shows one reading
 * and the fact.  A bounded number waits at once, each FRAGMENT_WAIT at most by the clock of the
 * capture; what is given up is counted.
 */
#ifndef PT_WATCH_CAPTURE_FRAGMENT_H
#define PT_WATCH_CAPTURE_FRAGMENT_H

#include "watch/capture/count.h"
#include "watch/capture/payload.h"
#include "watch/capture/table.h"

enum { FRAGMENT_PACKETS = 128, FRAGMENT_USER_PACKETS = 32, FRAGMENT_LARGEST = 65535, FRAGMENT_NESTED = 16 };
#define FRAGMENT_WAIT UINT64_C(30000000000)

struct fragments {
	struct table table;
	struct capture_stats *stats;
	uint8_t **buffers; /* one for each entry of the table that ever lived */
	struct arena *a;
	void *whole[FRAGMENT_NESTED]; /* entries whose octets were handed out for the packet at hand */
	unsigned wholes;
};

struct fragment_part {
	struct span octets;
	uint32_t id;
	uint32_t at;
	uint8_t protocol;     /* of what is fragmented */
	uint8_t key_protocol; /* IPv4: another protocol is another packet */
	bool more;
};

struct fragment_whole {
	struct span octets; /* until fragment_release */
	uint64_t first_frame;
	uint8_t protocol;
	bool overlap;
};

void fragment_init(struct fragments *f, struct arena *a, struct capture_stats *stats, uint32_t packets);
/* Adds a part of the packet whose addresses, time and frame are in p; true when it is whole now. */
bool fragment_add(struct fragments *f, const struct payload *p, const struct fragment_part *part,
                  struct fragment_whole *whole);
/* Before each packet: what the one before it was put together to is done with. */
static inline void fragment_release(struct fragments *f)
{
	while (f->wholes > 0)
		table_remove(&f->table, f->whole[--f->wholes]);
}

/* What still waits is lost. */
void fragment_end(struct fragments *f);

#endif
