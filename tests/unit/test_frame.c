/* SPDX-License-Identifier: Apache-2.0
 *
 * test_frame.c - messages in streams: however a stream is cut into segments, they are the same; holes are told
 */
#include "base/rng.h"
#include "watch/frame/frame.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

enum { MOST = 64, ROOM = 1 << 20 };

static struct seen {
	size_t n, octets[MOST];
	uint64_t gap[MOST], first[MOST], frame[MOST];
	enum speaks s[MOST];
	uint8_t begin[MOST];
} seen;
static struct frames frames;
static struct arena memory;
static char *start;
static uint8_t stream[ROOM];
static uint64_t frame_number;

static void take(void *unused, const struct payload *at, enum speaks s)
{
	(void)unused;
	assert_true(seen.n < MOST);
	seen.octets[seen.n] = at->data.n;
	seen.gap[seen.n] = at->tcp.gap;
	seen.first[seen.n] = at->first_frame;
	seen.frame[seen.n] = at->frame;
	seen.s[seen.n] = s;
	seen.begin[seen.n] = at->data.n > 0 ? at->data.p[0] : 0;
	seen.n++;
}

static void begin(void)
{
	if (start == NULL) {
		memory = arena_reserve((size_t)64 << 20, "frames");
		start = memory.beg;
	}
	memory.beg = start;
	seen = (struct seen){ 0 };
	frame_number = 0;
	frame_begin(&frames, &memory, &(struct frame_sink){ take, NULL });
}

static enum speaks give(const uint8_t *p, size_t n, uint16_t port, uint64_t gap, uint16_t flags)
{
	struct payload at = { .data = { p, n }, .transport = PAYLOAD_TCP, .flow = 1, .flags = flags };
	at.to.port = port;
	at.from.port = 40000;
	at.frame = at.first_frame = ++frame_number;
	at.tcp.gap = gap;
	return frame_payload(&frames, &at);
}

/* A device watchdog request (RFC 6733 5.5.1) of `n` octets. */
static size_t watchdog(uint8_t *to, size_t n)
{
	static const uint8_t head[] = { 1, 0, 0, 0, 0x80, 0, 1, 0x18 };
	memset(to, 0, n);
	memcpy(to, head, sizeof head);
	to[1] = (uint8_t)(n >> 16);
	to[2] = (uint8_t)(n >> 8);
	to[3] = (uint8_t)n;
	return n;
}

static size_t text(uint8_t *to, const char *z)
{
	memcpy(to, z, strlen(z));
	return strlen(z);
}

static size_t three_sip(void)
{
	size_t n = text(stream, "OPTIONS sip:a SIP/2.0\r\nContent-Length: 4\r\n\r\nabcd");
	n += text(stream + n, "\r\n\r\n");
	return n + text(stream + n, "SIP/2.0 200 OK\r\nl: 0\r\n\r\n");
}

static void messages_do_not_depend_on_segments(void **unused)
{
	struct rng r = rng_of(3, 0);
	(void)unused;
	for (unsigned round = 0; round < 200; round++) {
		bool sip = round % 2;
		size_t n = 0;
		begin();
		if (sip)
			n = three_sip();
		else
			for (unsigned k = 0; k < 20; k++)
				n += watchdog(stream + n, 20 + 4 * k);
		for (size_t at = 0, part; at < n; at += part) {
			part = 1 + rng_u32(&r) % (round < 20 ? 1 : 90);
			part = part < n - at ? part : n - at;
			assert_int_equal(give(stream + at, part, sip ? 5060 : 3868, 0, 0),
			                 sip ? SPEAKS_SIP : SPEAKS_DIAMETER);
		}
		frame_end(&frames);
		assert_int_equal(frames.n[FRAME_COUNT_passed_over] + frames.n[FRAME_COUNT_unfinished], 0);
		if (sip) { /* what keeps a connection open may come in pieces */
			assert_true(seen.n >= 3 && seen.n <= 6);
			assert_int_equal(seen.octets[0], 48);
			assert_int_equal(seen.octets[seen.n - 1], 24);
		} else {
			assert_int_equal(seen.n, 20);
			for (unsigned k = 0; k < 20; k++)
				assert_int_equal(seen.octets[k], 20 + 4 * k);
		}
	}
}

static void behind_a_hole_a_message_is_looked_for_and_it_says_so(void **unused)
{
	(void)unused;
	begin();
	size_t n = watchdog(stream, 40);
	give(stream, 30, 3868, 0, 0); /* ten octets and another message are missing */
	memset(stream + 100, 1, 13);
	n = 13 + watchdog(stream + 113, 44);
	give(stream + 100, n, 3868, 50, 0);
	assert_int_equal(seen.n, 1);
	assert_int_equal(seen.octets[0], 44);
	assert_int_equal(seen.gap[0], 30 + 13);
	assert_int_equal(frames.n[FRAME_COUNT_unfinished], 1);
	assert_int_equal(frames.n[FRAME_COUNT_passed_over], 13);
	frame_end(&frames);
}

static void a_stream_that_began_earlier_is_joined(void **unused)
{
	(void)unused;
	begin();
	memset(stream, 0x55, 33);
	size_t n = 33 + watchdog(stream + 33, 20);
	give(stream, n, 3868, 0, PAYLOAD_LATE);
	assert_int_equal(seen.n, 1);
	assert_int_equal(seen.gap[0], 33);
	frame_end(&frames);
}

static void other_ports_are_known_by_what_is_said(void **unused)
{
	(void)unused;
	begin();
	size_t n = watchdog(stream, 20);
	assert_int_equal(give(stream, n, 9999, 0, 0), SPEAKS_DIAMETER);
	assert_int_equal(seen.n, 1);
	frame_end(&frames);
	begin();
	memset(stream, 'x', 100);
	assert_int_equal(give(stream, 100, 9999, 0, 0), SPEAKS_OTHER_TCP);
	assert_int_equal(frames.streams.n, 0);
	frame_end(&frames);
}

static void messages_of_dns_come_without_their_length(void **unused)
{
	static const uint8_t raw[] = { 0, 17, 0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1 };
	(void)unused;
	begin();
	give(raw, 5, 53, 0, 0);
	give(raw + 5, sizeof raw - 5, 53, 0, 0);
	assert_int_equal(seen.n, 1);
	assert_int_equal(seen.octets[0], 17);
	assert_int_equal(seen.first[0], 1);
	assert_int_equal(seen.frame[0], 2);
	frame_end(&frames);
}

static void what_is_too_long_is_passed_over_and_the_next_one_found(void **unused)
{
	(void)unused;
	begin();
	size_t n = watchdog(stream, 200 << 10);
	n += watchdog(stream + n, 20);
	for (size_t at = 0; at < n; at += 60000)
		give(stream + at, n - at < 60000 ? n - at : 60000, 3868, 0, 0);
	assert_int_equal(seen.n, 1);
	assert_int_equal(seen.octets[0], 20);
	assert_int_equal(frames.n[FRAME_COUNT_too_long], 1);
	assert_int_equal(frames.n[FRAME_COUNT_passed_over], 0);
	frame_end(&frames);
}

/* More wait than there is room for: the others are counted, nothing grows. */
static void waiting_is_bounded(void **unused)
{
	(void)unused;
	begin();
	watchdog(stream, 100 << 10);
	for (uint32_t flow = 1; flow <= 2 * FRAME_STREAMS; flow++) {
		struct payload at = { .data = { stream, 60000 }, .transport = PAYLOAD_TCP, .flow = flow };
		at.to.port = 3868;
		frame_payload(&frames, &at);
	}
	assert_true(frames.n[FRAME_COUNT_no_room] > 0);
	assert_int_equal(frames.n[FRAME_COUNT_evicted], FRAME_STREAMS);
	frame_end(&frames);
	assert_int_equal(frames.streams.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages_do_not_depend_on_segments),
		cmocka_unit_test(behind_a_hole_a_message_is_looked_for_and_it_says_so),
		cmocka_unit_test(a_stream_that_began_earlier_is_joined),
		cmocka_unit_test(other_ports_are_known_by_what_is_said),
		cmocka_unit_test(messages_of_dns_come_without_their_length),
		cmocka_unit_test(what_is_too_long_is_passed_over_and_the_next_one_found),
		cmocka_unit_test(waiting_is_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
