/* SPDX-License-Identifier: Apache-2.0
 *
 * container.h - the packets of one capture file: pcap and pcapng, as they stand in it
 *
 * pcap in both byte orders with micro- or nanoseconds, and the "modified" form with longer record headers;
 * pcapng with any number of sections and interfaces, each section in its own byte order.  What is damaged ends
 * the file at that place with a problem; what comes before is kept.  No packet is larger than INPUT_WINDOW.
 */
#ifndef PT_WATCH_CAPTURE_CONTAINER_H
#define PT_WATCH_CAPTURE_CONTAINER_H

#include "watch/capture/count.h"
#include "watch/capture/input.h"
#include "watch/capture/payload.h"

enum { FRAME_MAX = 256 << 10, INTERFACES = 4096 };

struct frame {
	uint64_t time, number;
	struct span data; /* until the next call */
	uint32_t length;  /* on the wire, never less than data.n */
	uint32_t file, interface;
	uint16_t link, flags; /* PAYLOAD_TIMELESS */
};

struct interface {
	uint64_t drops;     /* as last told */
	int64_t offset;     /* seconds to add */
	uint32_t snaplen;   /* 0 = no limit */
	uint16_t link;
	uint8_t resolution; /* if_tsresol: negative power of 10, or of 2 with the highest bit set */
};

enum container_kind { CONTAINER_NONE, CONTAINER_PCAP, CONTAINER_PCAPNG };

struct container {
	struct input in;
	enum container_kind kind;
	bool swap, nano, modified, ended;
	uint32_t file;
	uint64_t frames, time; /* read so far; time of the last */
	struct interface *interfaces; /* pcap has one */
	size_t n, cap;
	struct arena *a;
	const struct capture_sink *sink;
	struct capture_stats *stats;
};

/* Looks at the first octets.  What is no capture file is a problem, and the file is empty.  sink, stats and
 * arena must be set in *c; a slot may be used for one file after another. */
void container_open(struct container *c, uint32_t file, struct stream s);
void container_close(struct container *c);
/* The next packet; false at the end. */
bool container_next(struct container *c, struct frame *f) PT_MUST;

/* What is counted of every packet, for those that are in no file, too; *time is the one of the packet before. */
void container_count(struct capture_stats *stats, struct frame *f, uint64_t *time);

/* For pcap.c and pcapng.c.  A problem ends the file; `cut` when it just ends in the middle. */
bool container_stop(struct container *c, const char *why, bool cut);
void container_problem(struct container *c, const char *text);
bool pcap_file_begin(struct container *c);
bool pcap_file_next(struct container *c, struct frame *f);
bool pcapng_next(struct container *c, struct frame *f);

#endif
