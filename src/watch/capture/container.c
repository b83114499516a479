/* SPDX-License-Identifier: Apache-2.0
 *
 * container.c - the packets of one capture file
 */
#include "watch/capture/container.h"

#include "watch/capture/octets.h"

static void tell(struct container *c, const char *text, bool foreign)
{
	if (c->sink->problem != NULL)
		c->sink->problem(c->sink->ctx, &(struct capture_problem){ .file = c->file,
		                                                          .offset = c->in.offset,
		                                                          .frame = c->frames,
		                                                          .text = text,
		                                                          .foreign = foreign });
}

void container_problem(struct container *c, const char *text)
{
	tell(c, text, false);
}

bool container_stop(struct container *c, const char *why, bool cut)
{
	c->ended = true;
	c->stats->n[cut ? COUNT_files_cut : COUNT_files_damaged]++;
	container_problem(c, c->in.why ? c->in.why : why);
	return false;
}

/* What cannot even be read is damaged. */
static void no_capture(struct container *c, const char *why)
{
	c->ended = true;
	c->stats->n[c->in.why ? COUNT_files_damaged : COUNT_files_foreign]++;
	tell(c, c->in.why ? c->in.why : why, c->in.why == NULL);
}

void container_open(struct container *c, uint32_t file, struct stream s)
{
	enum { SECTION_HEADER = 0x0a0d0d0a };
	c->file = file;
	c->frames = c->time = 0;
	c->n = 0;
	c->ended = false;
	c->kind = CONTAINER_NONE;
	input_open(&c->in, c->a, s);
	struct span head = input_peek(&c->in, 4);
	if (at32(head, 0) == SECTION_HEADER)
		c->kind = CONTAINER_PCAPNG;
	else if (pcap_file_begin(c))
		c->kind = CONTAINER_PCAP;
	else if (!c->ended)
		no_capture(c, head.n == 0 ? "is empty" : "is neither pcap nor pcapng");
}

void container_close(struct container *c)
{
	input_close(&c->in);
	c->ended = true;
}

void container_count(struct capture_stats *stats, struct frame *f, uint64_t *time)
{
	uint64_t *n = stats->n;
	if (f->length < f->data.n)
		f->length = (uint32_t)f->data.n;
	n[COUNT_packets]++;
	n[COUNT_octets] += f->length;
	n[COUNT_captured] += f->data.n;
	n[COUNT_cut_packets] += f->length > f->data.n;
	if (f->flags & PAYLOAD_TIMELESS) {
		n[COUNT_timeless]++;
		f->time = *time;
	}
	n[COUNT_unsorted] += f->time < *time;
	*time = f->time;
	if (n[COUNT_packets] == 1 || f->time < stats->first)
		stats->first = f->time;
	if (f->time > stats->last)
		stats->last = f->time;
}

/* All that a packet has by being one. */
static bool counted(struct container *c, struct frame *f)
{
	f->file = c->file;
	f->number = ++c->frames;
	container_count(c->stats, f, &c->time);
	return true;
}

bool container_next(struct container *c, struct frame *f)
{
	bool got = false;
	if (c->ended)
		return false;
	switch (c->kind) {
	case CONTAINER_NONE: break;
	case CONTAINER_PCAP: got = pcap_file_next(c, f); break;
	case CONTAINER_PCAPNG: got = pcapng_next(c, f); break;
	}
	return got && counted(c, f);
}
