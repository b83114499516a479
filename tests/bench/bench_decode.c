/* SPDX-License-Identifier: Apache-2.0
 *
 * bench_decode.c - messages a second, all fields, one thread, and the size of the tables
 *
 * usage: bench_decode tests/decode/samples.txt [SECONDS]
 *
 * Lines "PROTOCOL HEX"; only messages that decode without damage are measured, each protocol by itself, in the
 * order of the file.  The working set is small: what is measured is decoding, not memory.
 */
#include "watch/decode/decode.h"
#include "watch/decode/encode.h"
#include "watch/decode/schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MESSAGES = 4096, OCTETS = 4 << 20 };

static struct span message[MESSAGES];
static uint8_t octets[OCTETS];
static struct field fields[PDU_FIELDS];

static double now(void) /* what this thread used: others may be busy */
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static size_t load(const char *path, const char *proto, enum proto_id id)
{
	static char line[1 << 16];
	size_t n = 0, used = 0, head = strlen(proto);
	FILE *f = fopen(path, "r");
	while (f != NULL && n < MESSAGES && fgets(line, sizeof line, f) != NULL) {
		if (strncmp(line, proto, head) != 0 || line[head] != ' ')
			continue;
		struct span s = { octets + used, 0 };
		unsigned octet;
		for (const char *p = line + head; *p != '\0' && used < OCTETS;) {
			if (*p == ' ')
				p++;
			else if (sscanf(p, "%2x", &octet) == 1)
				octets[used++] = (uint8_t)octet, p += 2, s.n++;
			else
				break;
		}
		if (!(decode(id, s, fields, PDU_FIELDS).flags & PDU_DAMAGED))
			message[n++] = s;
	}
	if (f != NULL)
		fclose(f);
	return n;
}

static void measure(const char *name, enum proto_id id, size_t n, double seconds)
{
	unsigned long long done = 0, read = 0, made = 0;
	double begin = now(), spent = 0;
	while (n > 0 && spent < seconds) {
		for (unsigned round = 0; round < 100; round++) {
			for (size_t i = 0; i < n; i++) {
				struct pdu p = decode(id, message[i], fields, PDU_FIELDS);
				made += p.n;
				read += p.raw.n;
			}
			done += n;
		}
		spent = now() - begin;
	}
	if (done > 0)
		printf("%-8s %4zu messages  %6.2f M messages/s  %6.1f MB/s  %5.1f fields each  %4.0f ns\n", name, n,
		       (double)done / spent / 1e6, (double)read / spent / 1e6, (double)made / (double)done,
		       spent / (double)done * 1e9);
}

/* The other way: each message decoded once, then written again and again. */
static void measure_writing(const char *name, enum proto_id id, size_t n, double seconds)
{
	static uint8_t out[1 << 16];
	unsigned long long done = 0, written = 0;
	double begin = now(), spent = 0;
	for (size_t i = 0; n > 0 && spent < seconds; i = (i + 1) % n) {
		struct pdu p = decode(id, message[i], fields, PDU_FIELDS);
		for (unsigned round = 0; round < 200; round++, done++)
			written += encode(&p, out, sizeof out, NULL);
		spent = now() - begin;
	}
	if (written > 0)
		printf("%-8s %4zu written   %6.2f M messages/s  %6.1f MB/s  %4.0f ns\n", name, n,
		       (double)done / spent / 1e6, (double)written / spent / 1e6, spent / (double)done * 1e9);
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return 2;
	printf("tables: %u octets, %u fields\n", schema_octets, (unsigned)F_N);
	double seconds = argc > 2 ? strtod(argv[2], NULL) : 1;
	for (unsigned i = 1; i < PROTO_N; i++) {
		const char *name = &schema_text[schema_proto[i].name];
		size_t n = load(argv[1], name, (enum proto_id)i);
		measure(name, (enum proto_id)i, n, seconds);
		measure_writing(name, (enum proto_id)i, n, seconds);
	}
	return 0;
}
