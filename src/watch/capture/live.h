/* SPDX-License-Identifier: Apache-2.0
 *
 * live.h - packets of an interface while they pass
 *
 * Opening needs rights (CAP_NET_RAW); reading needs none but to wait for the descriptors that opening made.  So
 * whoever opens gives up the rights afterwards (base/walls.h, `waits`), keeping live_descriptors.
 */
#ifndef PT_WATCH_CAPTURE_LIVE_H
#define PT_WATCH_CAPTURE_LIVE_H

#include "watch/capture/container.h"

enum { LIVE_DESCRIPTORS = 8, LIVE_WAIT_MS = 100, LIVE_BUFFER = 16 << 20 };
enum { LIVE_DELAY_MS = 1 }; /* the system gathers packets so long before it wakes us */

struct live {
	void *handle;
	uint64_t packets, lost;
	uint16_t link;
	int descriptors[LIVE_DESCRIPTORS]; /* rising */
	size_t n;
};

/* "any" is all interfaces; `only` is an expression of libpcap (pcap-filter(7)) for the system to choose packets by,
 * or NULL.  Close it even after a failure. */
bool live_open(struct live *l, const char *interface, const char *only, struct pt_err *e) PT_MUST;
/* Until there are packets, or LIVE_WAIT_MS. */
void live_wait(const struct live *l);
/* The next packet, or none so far (*got false); its octets stay until the next call. */
bool live_next(struct live *l, struct frame *f, bool *got, struct pt_err *e) PT_MUST;
/* How many packets the system lost so far, added to the counts. */
void live_count(struct live *l, struct capture_stats *stats);
void live_close(struct live *l);

#endif
