/* SPDX-License-Identifier: Apache-2.0
 *
 * bench_sbi.c - messages a second over HTTP/2 and HTTP/1.1, all fields, one thread
 *
 * usage: bench_sbi [SECONDS]
 *
 * Payloads as capture hands them over: one request and one answer of usual size each, on 64 connections in turn.
 * Headers of HTTP/2 are indexed, as a peer does it on a connection that lasts.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "watch/sbi/sbi.h"

enum { CONNECTIONS = 64, ROOM = 4096 };

static const char body[] =
	"{\"supi\":\"imsi-001010000000001\",\"pduSessionId\":1,\"dnn\":\"internet\","
	"\"sNssai\":{\"sst\":1,\"sd\":\"000001\"},"
	"\"servingNfId\":\"fab365e4-0000-41f1-b955-000000000000\","
	"\"guami\":{\"plmnId\":{\"mcc\":\"001\",\"mnc\":\"01\"},"
	"\"amfId\":\"020040\"},\"servingNetwork\":{\"mcc\":\"001\",\"mnc\":\"01\"},\"anType\":\"3GPP_ACCESS\","
	"\"ratType\":\"NR\",\"ueLocation\":{\"nrLocation\":{\"tai\":{\"plmnId\":{\"mcc\":\"001\",\"mnc\":\"01\"},"
	"\"tac\":\"000001\"},\"ncgi\":{\"plmnId\":{\"mcc\":\"001\",\"mnc\":\"01\"},\"nrCellId\":\"000000010\"}}}}";

static uint64_t messages, fields, octets;

static void message(void *ctx, const struct sbi_message *m)
{
	(void)ctx;
	messages++;
	fields += m->pdu.n;
}

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static size_t frame(uint8_t *to, uint8_t type, uint8_t flags, uint32_t stream, const void *p, size_t n)
{
	uint8_t head[9] = { (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n, type, flags, (uint8_t)(stream >> 24),
		            (uint8_t)(stream >> 16), (uint8_t)(stream >> 8), (uint8_t)stream };
	memcpy(to, head, 9);
	memcpy(to + 9, p, n);
	return n + 9;
}

/* POST, a path without the table, four headers by index; the first time they are inserted. */
static size_t request2(uint8_t *to, uint32_t stream, bool first)
{
	static const char path[] = "\x83\x04\x1c/nsmf-pdusession/v1/sm-contexts";
	static const char fresh[] = "\x5f\x10" "application/json\x7a\x03" "AMF\x53\x10" "application/json\x5c\x03"
				    "600";
	uint8_t block[256];
	size_t n = sizeof path - 1;
	memcpy(block, path, n);
	block[2] = (uint8_t)(n - 3);
	if (first)
		memcpy(block + n, fresh, sizeof fresh - 1), n += sizeof fresh - 1;
	else
		memcpy(block + n, "\xbe\xbf\xc0\xc1", 4), n += 4;
	n = frame(to, 1, 4, stream, block, n);
	return n + frame(to + n, 0, 1, stream, body, sizeof body - 1);
}

static void say(struct sbi *s, uint32_t flow, unsigned direction, const uint8_t *p, size_t n)
{
	struct payload out = { .transport = PAYLOAD_TCP, .flow = flow, .direction = (uint8_t)direction };
	out.data = (struct span){ p, n };
	octets += n;
	sbi_payload(s, &out);
}

static void round2(struct sbi *s, uint32_t number)
{
	static uint8_t p[ROOM];
	uint32_t stream = 2 * (number % (1u << 29)) + 1;
	for (uint32_t flow = 1; flow <= CONNECTIONS; flow++) {
		if (number == 0)
			say(s, flow, 0, (const uint8_t *)"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 24);
		say(s, flow, 0, p, request2(p, stream, number == 0));
		size_t n = number == 0 ? frame(p, 4, 0, 0, "", 0) : 0;
		const char *head = number == 0 ? "\x88\x5f\x10" "application/json" : "\x88\xbe";
		n += frame(p + n, 1, 4, stream, head, strlen(head));
		n += frame(p + n, 0, 1, stream, "{\"upCnxState\":\"ACTIVATING\"}", 27);
		say(s, flow, 1, p, n);
	}
}

static void round1(struct sbi *s, uint32_t number)
{
	static uint8_t p[ROOM];
	(void)number;
	for (uint32_t flow = 1; flow <= CONNECTIONS; flow++) {
		int n = snprintf((char *)p, sizeof p,
		                 "POST /nsmf-pdusession/v1/sm-contexts HTTP/1.1\r\nHost: smf\r\nUser-Agent: AMF\r\n"
		                 "Accept: application/json\r\nContent-Type: application/json\r\n"
		                 "Content-Length: %zu\r\n\r\n%s",
		                 sizeof body - 1, body);
		say(s, flow, 0, p, (size_t)n);
		n = snprintf((char *)p, sizeof p, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
		             "Content-Length: 27\r\n\r\n{\"upCnxState\":\"ACTIVATING\"}");
		say(s, flow, 1, p, (size_t)n);
	}
}

static void measure(const char *name, void (*turn)(struct sbi *, uint32_t), double seconds)
{
	static struct sbi s;
	struct arena a = arena_reserve(SBI_MEMORY, "bench");
	char *start = a.beg;
	messages = fields = octets = 0;
	sbi_begin(&s, &a, &(struct sbi_sink){ .message = message });
	double begin = now(), spent = 0;
	for (uint32_t number = 0; spent < seconds;) {
		for (unsigned i = 0; i < 100; i++)
			turn(&s, number++);
		spent = now() - begin;
	}
	printf("%-8s %6.2f M messages/s  %7.1f MB/s  %5.1f fields each  %5.0f ns  %.1f MB of memory\n", name,
	       (double)messages / spent / 1e6, (double)octets / spent / 1e6, (double)fields / (double)messages,
	       spent / (double)messages * 1e9, (double)(a.beg - start) / 1e6);
	sbi_end(&s);
	arena_release(&a, start);
}

int main(int argc, char **argv)
{
	double seconds = argc > 1 ? strtod(argv[1], NULL) : 1;
	measure("HTTP/2", round2, seconds);
	measure("HTTP/1.1", round1, seconds);
	return 0;
}
