/* SPDX-License-Identifier: Apache-2.0
 *
 * container.c - the packets of one capture file
 */
#include "watch/capture/container.h"

#include "watch/capture/octets.h"

void container_problem(struct container *c, const char *text)
{
	if (c->sink->problem != NULL)
		c->sink->problem(c->sink->ctx, &(struct capture_problem){ .file = c->file,
		                                                          .offset = c->in.offset,
		                                                          .frame = c->frames,
		                                                          .text = text });
}

bool container_stop(struct container *c, const char *why, bool cut)
{
	c->ended = true;
	c->stats->n[cut ? COUNT_files_cut : COUNT_files_damaged]++;
	container_problem(c, c->in.why ? c->in.why : why);
	return false;
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
		container_stop(c, head.n == 0 ? "is empty" : "is neither pcap nor pcapng", false);
}

void container_close(struct container *c)
{
	input_close(&c->in);
	c->ended = true;
}

/* All that a packet has by being one. */
static bool counted(struct container *c, struct frame *f)
{
	uint64_t *n = c->stats->n;
	f->file = c->file;
	f->number = ++c->frames;
	if (f->length < f->data.n)
		f->length = (uint32_t)f->data.n;
	n[COUNT_packets]++;
	n[COUNT_octets] += f->length;
	n[COUNT_captured] += f->data.n;
	n[COUNT_cut_packets] += f->length > f->data.n;
	if (f->flags & PAYLOAD_TIMELESS) {
		n[COUNT_timeless]++;
		f->time = c->time;
	}
	n[COUNT_unsorted] += f->time < c->time;
	c->time = f->time;
	if (n[COUNT_packets] == 1 || f->time < c->stats->first)
		c->stats->first = f->time;
	if (f->time > c->stats->last)
		c->stats->last = f->time;
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
