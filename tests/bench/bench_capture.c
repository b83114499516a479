/* SPDX-License-Identifier: Apache-2.0
 *
 * bench_capture.c - how fast packets become payloads
 *
 *	bench_capture [FILE...]
 *
 * Without files: a million generated packets of each kind, in a file that the system has in its cache; the
 * payloads are counted and thrown away.  Processor time, best of five, one thread.  "of memory" is the share of
 * what summing up the same octets reaches.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "../unit/packet_build.h"
#include "watch/capture/capture.h"

enum { PACKETS = 1000000, RUNS = 5, PEERS = 1000 };

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static struct { uint64_t payloads, octets; } seen;

static void take(void *ctx, const struct payload *p)
{
	(void)ctx;
	seen.payloads++;
	seen.octets += p->data.n;
}

/* The packet with this number of a kind: u = PFCP-sized UDP, g = GTP-U with 60 to 1400 octets inside, s = NGAP-sized
 * SCTP, t = TCP; each of PEERS conversations, `in` counts within the conversation.  b and h are an attacker's. */
static void build(struct packet_build *b, char kind, uint32_t number)
{
	static const uint8_t filler[1500];
	uint32_t peer = (uint32_t)(number * UINT64_C(7919) % PEERS), in = number / PEERS;
	pb_clear(b);
	switch (kind) {
	case 'u':
		pb_octets(b, filler, 120);
		pb_udp(b, 8805, 8805);
		pb_ip4(b, 17, peer, 100000);
		break;
	case 'g':
		pb_octets(b, filler, number % 3 ? 32 : 1372);
		pb_udp(b, 40000, 443);
		pb_ip4(b, 17, 200000 + peer, 300000);
		pb_gtpu(b, peer);
		pb_udp(b, 2152, 2152);
		pb_ip4(b, 17, peer, 100000);
		break;
	case 's':
		pb_data(b, (struct pb_data){ in, 60, 1, (uint16_t)in, PB_WHOLE }, filler, 92);
		pb_sctp(b, 9487, 38412, 77 + peer);
		pb_ip4(b, 132, peer, 100000);
		break;
	case 'b': /* last fragments without a first, as many as fit */
		for (uint32_t i = 0; i < 60; i++) {
			struct pb_data d = { 0u - number * 60 - 2 * i, 60, 1, 0, i % 2 ? PB_LAST : 0 };
			pb_data(b, d, filler, 4);
		}
		pb_sctp(b, 9487, 38412, 77);
		pb_ip4(b, 132, 1, 100000);
		break;
	case 'h': /* segments with a hole in front of each, now here, now there */
		pb_octets(b, filler, 1);
		in = 1000000 + number * 7919 % 3000 * 2;
		pb_tcp(b, (struct pb_tcp){ 1024, 7777, in, 0, PB_ACK });
		pb_ip4(b, 6, peer % 4, 100000);
		break;
	default:
		pb_octets(b, filler, 400);
		pb_tcp(b, (struct pb_tcp){ (uint16_t)(1024 + peer), 7777, in * 400, 0, PB_ACK });
		pb_ip4(b, 6, peer, 100000);
	}
	pb_ethernet(b, 0x0800);
}

static int generate(const char *kinds)
{
	static struct packet_build b;
	struct arena a = arena_reserve((size_t)1 << 32, "bench"), scratch;
	char *start = a.beg;
	struct file_build f = { .a = &scratch };
	int fd = open("/tmp", O_TMPFILE | O_RDWR, 0600);
	size_t n = strlen(kinds);
	scratch = a;
	fb_pcap(&f, 1);
	uint32_t packets = strpbrk(kinds, "bh") ? PACKETS / 10 : PACKETS;
	for (uint32_t i = 0; i < packets; i++) {
		build(&b, kinds[i % n], i / (uint32_t)n);
		fb_packet(&f, i * UINT64_C(1000), &b);
	}
	struct pt_err e;
	if (fd < 0 || !file_write_all(fd, f.p, f.n, &e))
		exit(1);
	arena_release(&a, start);
	return fd;
}

/* What nothing can beat here: adding up all octets, from where they lie. */
static double sum_speed(int fd, size_t size)
{
	uint64_t *p = mmap(NULL, size, PROT_READ, MAP_SHARED | MAP_POPULATE, fd, 0), sum = 0;
	double best = 0;
	for (int run = 0; run < RUNS; run++) {
		double t = now();
		for (size_t i = 0; i < size / 8; i++)
			sum += p[i];
		t = now() - t;
		best = (double)size / t > best ? (double)size / t : best;
	}
	munmap(p, size);
	return sum == 1 ? 0 : best;
}

struct speed {
	double seconds;
	uint64_t packets, octets;
	size_t size, memory;
};

static struct speed measure(const struct capture_file *files, size_t n, bool containers)
{
	struct speed s = { .seconds = 1e9 };
	for (int run = 0; run < RUNS; run++) {
		struct arena a = arena_reserve(CAPTURE_MEMORY, "bench");
		char *start = a.beg;
		struct capture_sink sink = { .payload = take };
		struct capture *c = NEW(&a, struct capture, 1);
		const struct merge_files given = capture_given(files, n);
		for (size_t i = 0; i < n; i++)
			lseek(files[i].source.fd, 0, SEEK_SET);
		double t = now();
		capture_begin(c, &a, &sink);
		if (containers) {
			struct merge *m = NEW(&a, struct merge, 1);
			struct frame f;
			for (merge_open(m, &a, &given, &c->sink, &c->stats); merge_next(m, &f);)
				seen.octets += f.data.n;
			merge_close(m);
		} else {
			capture_files(c, files, n);
		}
		t = now() - t;
		s.seconds = t < s.seconds ? t : s.seconds;
		s.packets = c->stats.n[COUNT_packets];
		s.octets = c->stats.n[COUNT_octets];
		s.memory = (size_t)(a.beg - start);
		arena_release(&a, start);
	}
	for (size_t i = 0; i < n; i++)
		s.size += (size_t)lseek(files[i].source.fd, 0, SEEK_END);
	return s;
}

static void show(const char *what, struct speed s, double memory)
{
	double packets = (double)s.packets / s.seconds, octets = (double)s.octets / s.seconds;
	printf("%-34s %8.2f Mpkt/s %7.0f MB/s", what, packets / 1e6, octets / 1e6);
	if (memory > 0)
		printf("  %4.1f %% of memory", 100 * (double)s.size / s.seconds / memory);
	printf("  %5.1f MB taken\n", (double)s.memory / 1e6);
}

int main(int argc, char **argv)
{
	static const struct { const char *kinds, *what; } sets[] = {
		{ "u", "UDP (PFCP-sized)" },      { "g", "UDP, GTP-U, inner packet" }, { "s", "SCTP, one DATA chunk" },
		{ "t", "TCP, in order" },         { "gugstgutggsu", "mix" },
		{ "b", "hostile: chunks of SCTP" }, { "h", "hostile: holes in TCP" },
	};
	if (argc > 1) {
		struct arena a = arena_reserve(CAPTURE_MEMORY, "bench");
		struct capture_file *files;
		size_t n;
		struct pt_err e;
		if (!find_captures(&a, (const char *const *)argv + 1, (size_t)argc - 1, &files, &n, &e))
			return 3;
		for (size_t i = 0; i < n; i++) /* opening is not measured */
			if (files[i].source.read == NULL)
				files[i].source = stream_fd(open(files[i].name, O_RDONLY | O_CLOEXEC));
		show("containers only", measure(files, n, true), 0);
		show("payloads", measure(files, n, false), 0);
		return 0;
	}
	for (size_t i = 0; i < COUNT(sets); i++) {
		int fd = generate(sets[i].kinds);
		struct capture_file file = { .name = "generated", .source = stream_fd(fd) };
		struct speed s = measure(&file, 1, true);
		double memory = sum_speed(fd, s.size);
		if (i == 0)
			printf("memory: %.0f MB/s\n", memory / 1e6);
		show("containers only", s, memory);
		show(sets[i].what, measure(&file, 1, false), memory);
		close(fd);
	}
	return 0;
}
