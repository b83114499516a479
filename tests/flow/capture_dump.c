/* SPDX-License-Identifier: Apache-2.0
 *
 * capture_dump.c - what src/watch/capture makes of files, for captures.py and for people
 *
 *	capture_dump [-p] FILE...
 *
 * Prints every count that is not zero as "name value"; with -p before that a line for each payload: file and frame,
 * transport and kind, flow and direction, octets and missing ones, flags, ports.  No contents and no addresses.
 */
#include <stdio.h>
#include <string.h>

#include "watch/capture/capture.h"

static const char *const transports[] = { "other", "udp", "sctp", "tcp", "icmp", "upper" };
static const char *const kinds[] = { "data", "control", "start", "end", "reset" };

static void show(void *ctx, const struct payload *p)
{
	if (!*(const bool *)ctx)
		return;
	printf("%u %llu %s %s flow %u %u depth %u octets %zu %u at %d flags %x ports %u %u", p->file,
	       (unsigned long long)p->frame, transports[p->transport], kinds[p->kind], p->flow, p->direction, p->depth,
	       p->data.n, p->missing, (int)p->offset, p->flags, p->from.port, p->to.port);
	if (p->transport == PAYLOAD_SCTP && p->kind == PAYLOAD_DATA)
		printf(" tsn %u ppid %u stream %u ssn %u", p->sctp.tsn, p->sctp.ppid, p->sctp.stream, p->sctp.ssn);
	putchar('\n');
}

static void complain(void *ctx, const struct capture_problem *p)
{
	(void)ctx;
	printf("# file %u, octet %llu, frame %llu: %s\n", p->file, (unsigned long long)p->offset,
	       (unsigned long long)p->frame, p->text);
}

int main(int argc, char **argv)
{
	struct arena a = arena_reserve(CAPTURE_MEMORY, "capture_dump");
	struct pt_err e = { .code = PT_OK };
	struct capture_file *files;
	struct capture c;
	size_t n;
	bool payloads = argc > 1 && strcmp(argv[1], "-p") == 0;
	int from = payloads ? 2 : 1;
	if (argc <= from)
		return 2;
	struct capture_sink sink = { .payload = show, .problem = complain, .ctx = &payloads };
	if (!find_captures(&a, (const char *const *)argv + from, (size_t)(argc - from), &files, &n, &e)) {
		fprintf(stderr, "%s\n", e.text);
		return 3;
	}
	capture_begin(&c, &a, &sink);
	capture_files(&c, files, n);
	find_close(files, n);
	for (unsigned i = 0; i < COUNTS; i++)
		if (c.stats.n[i] > 0)
			printf("%s %llu\n", count_name(i), (unsigned long long)c.stats.n[i]);
	return 0;
}
