/* SPDX-License-Identifier: Apache-2.0
 *
 * test_capture_tcp.c - streams of TCP: octets in order and once
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"
#include "capture_seen.h"

enum { CLIENT = 5000, SERVER = 7777, SECOND = 1000000000 };

static struct packet_build b;
static struct seen s;
static char *all;
static uint64_t now;

static int begin(void **unused)
{
	(void)unused;
	seen_begin(&s);
	all = s.all.beg;
	now = SECOND;
	return 0;
}

static int end(void **unused)
{
	(void)unused;
	seen_end(&s, all);
	return 0;
}

static uint64_t count(enum capture_count c)
{
	return s.c.stats.n[c];
}

static void send_octets(bool back, uint32_t sequence, uint8_t flags, const void *p, size_t n)
{
	pb_clear(&b);
	pb_octets(&b, p, n);
	pb_tcp(&b, (struct pb_tcp){ back ? SERVER : CLIENT, back ? CLIENT : SERVER, sequence, 0, flags });
	pb_ip4(&b, 6, back ? 2 : 1, back ? 1 : 2);
	seen_packet(&s, 101, now++, pb_span(&b), (uint32_t)pb_span(&b).n);
}

static void send(bool back, uint32_t sequence, uint8_t flags, const char *text)
{
	send_octets(back, sequence, flags, text, strlen(text));
}

static void acknowledge(bool back, uint32_t sequence, uint32_t number)
{
	pb_clear(&b);
	pb_tcp(&b, (struct pb_tcp){ back ? SERVER : CLIENT, back ? CLIENT : SERVER, sequence, number, PB_ACK });
	pb_ip4(&b, 6, back ? 2 : 1, back ? 1 : 2);
	seen_packet(&s, 101, now++, pb_span(&b), (uint32_t)pb_span(&b).n);
}

/* What arrives of a stream of random octets: put together by position. */
static struct {
	uint8_t sent[20000], got[20000];
	uint64_t holes;
} flood;

static void keep(void *ctx, const struct payload *p)
{
	(void)ctx;
	if (p->kind != PAYLOAD_DATA)
		return;
	assert_true(p->tcp.position + p->data.n <= sizeof flood.got);
	for (size_t i = 0; i < p->data.n; i++) {
		assert_int_equal(flood.got[p->tcp.position + i], 0); /* once */
		flood.got[p->tcp.position + i] = p->data.p[i];
	}
	flood.holes += p->tcp.gap;
}

static void a_stream_has_a_beginning_two_directions_and_an_end(void **unused)
{
	(void)unused;
	send(false, UINT32_MAX, PB_SYN, "");
	send(true, 99, PB_SYN, "");
	send(false, 0, 0, "request");
	send(true, 100, 0, "answer");
	send(false, 7, PB_FIN, "");
	send(true, 106, PB_FIN, "bye");
	assert_string_equal(s.text.p, "1 tcp start 1/0\n2 tcp start 1/1\n3 tcp 1/0 request\n4 tcp 1/1 answer\n"
	                              "5 tcp end 1/0\n6 tcp 1/1 bye\n6 tcp end 1/1\n");
	send(false, 500, PB_SYN, ""); /* the same ports again; then again, and its first packet is not there */
	send(true, 900, PB_SYN | PB_ACK, "");
	send(true, 9000, PB_SYN | PB_ACK, "");
	send(false, 5000, PB_ACK, "x");
	assert_non_null(strstr(s.text.p, "7 tcp start 2/0\n8 tcp start 2/1\n9 tcp start 3/0 restart\n"
	                                 "10 tcp 3/1 late x\n"));
	assert_int_equal(count(COUNT_tcp_late), 0);
}

static void a_stream_that_began_before_the_capture_says_so_once(void **unused)
{
	(void)unused;
	send(false, 1000, PB_ACK, "one");
	send(false, 1003, PB_ACK, "two");
	send(true, 9, PB_ACK, "other way");
	assert_string_equal(s.text.p, "1 tcp 1/0 late one\n2 tcp 1/0 two\n3 tcp 1/1 late other way\n");
	assert_int_equal(count(COUNT_tcp_late), 1);
}

static void what_comes_too_early_waits_for_what_is_before_it(void **unused)
{
	(void)unused;
	send(false, 0, PB_SYN, "");
	send(false, 4, 0, "def");
	send(false, 7, 0, "ghi");
	send(false, 1, 0, "abc");
	send(false, 10, 0, "jkl");
	assert_string_equal(s.text.p, "1 tcp start 1/0\n4 tcp 1/0 abc\n2 tcp 1/0 joined def\n3 tcp 1/0 joined ghi\n"
	                              "5 tcp 1/0 jkl\n");
	assert_int_equal(s.last.tcp.position, 9);
}

static void octets_sent_again_are_delivered_once(void **unused)
{
	(void)unused;
	send(false, 0, PB_SYN, "");
	send(false, 0, PB_SYN, "");
	send(false, 1, 0, "abc");
	send(false, 1, 0, "abc");
	send(false, 3, 0, "cdef");
	send(false, 6, 0, "f"); /* keep-alive */
	assert_string_equal(s.text.p, "1 tcp start 1/0\n3 tcp 1/0 abc\n5 tcp 1/0 def\n");
	assert_int_equal(s.last.offset, 20 + 20 + 1);
	assert_int_equal(count(COUNT_tcp_again), 3);
}

static void of_octets_that_contradict_each_other_the_first_are_taken(void **unused)
{
	(void)unused;
	send(false, 0, PB_SYN, "");
	send(false, 4, 0, "DEF");      /* waits */
	send(false, 3, 0, "cxxxg");    /* waits around it */
	send(false, 1, 0, "abCDEFGH"); /* all of it again, and more */
	assert_string_equal(s.text.p, "1 tcp start 1/0\n4 tcp 1/0 overlap ab\n3 tcp 1/0 joined overlap c\n"
	                              "2 tcp 1/0 joined overlap DEF\n3 tcp 1/0 joined overlap g\n"
	                              "4 tcp 1/0 overlap H\n");
	assert_int_equal(count(COUNT_tcp_overlap), 2);
	assert_int_equal(count(COUNT_tcp_octets), 8);
}

/* Longer than a block of the stash: kept whole, and compared beyond the first block. */
static void long_segments_wait_whole(void **unused)
{
	static uint8_t octets[15000];
	(void)unused;
	for (size_t i = 0; i < sizeof octets; i++)
		octets[i] = (uint8_t)(i % 251 + 1);
	s.quiet = true;
	memset(&flood, 0, sizeof flood);
	s.c.sink.payload = keep;
	send(false, 0, PB_SYN, "");
	send_octets(false, 5001, 0, octets + 5000, 5000);
	send_octets(false, 8001, 0, octets + 8000, 7000); /* overlaps, and is the same there */
	assert_int_equal(count(COUNT_tcp_overlap), 0);
	octets[9999] ^= 1;
	send_octets(false, 7001, 0, octets + 7000, 6000); /* differs in one octet */
	octets[9999] ^= 1;
	assert_int_equal(count(COUNT_tcp_overlap), 1);
	send_octets(false, 1, 0, octets, 5000);
	assert_memory_equal(flood.got, octets, sizeof octets);
	assert_int_equal(flood.holes, 0);
}

static void a_hole_is_skipped_after_a_while_and_told(void **unused)
{
	(void)unused;
	send(false, 0, PB_SYN, "");
	send(false, 1, 0, "abc");
	send(false, 14, 0, "later");
	now += TCP_WAIT;
	send(true, 0, PB_SYN, "");
	send(true, 1, 0, "x");
	assert_string_equal(s.text.p, "1 tcp start 1/0\n2 tcp 1/0 abc\n3 tcp 1/0 gap 10 joined later\n4 tcp start 1/1\n"
	                              "5 tcp 1/1 x\n");
	assert_int_equal(count(COUNT_tcp_gaps), 1);
	assert_int_equal(count(COUNT_tcp_missing), 10);
	send(false, 4, 0, "0123456789"); /* too late */
	assert_int_equal(count(COUNT_tcp_again), 1);
	send(false, 19, 0, "on");
	assert_int_equal(s.last.tcp.position, 18);
}

static void a_hole_is_skipped_when_its_octets_are_acknowledged(void **unused)
{
	(void)unused;
	send(false, 0, PB_SYN, "");
	send(false, 11, 0, "a");
	send(false, 22, 0, "b");
	acknowledge(true, 5, 12);
	assert_string_equal(s.text.p, "1 tcp start 1/0\n2 tcp 1/0 gap 10 joined a\n");
	acknowledge(true, 5, 23);
	assert_non_null(strstr(s.text.p, "3 tcp 1/0 gap 10 joined b\n"));
}

static void what_waits_at_the_end_is_delivered(void **unused)
{
	(void)unused;
	send(false, 0, PB_SYN, "");
	send(false, 11, 0, "a");
	capture_end(&s.c);
	assert_string_equal(s.text.p, "1 tcp start 1/0\n2 tcp 1/0 gap 10 joined a\n");
}

static void a_reset_ends_nothing_but_is_told(void **unused)
{
	(void)unused;
	send(false, 0, PB_SYN, "");
	send(true, 77, PB_RST, "");
	send(false, 1, 0, "goes on");
	assert_string_equal(s.text.p, "1 tcp start 1/0\n2 tcp reset 1/1\n3 tcp 1/0 goes on\n");
}

static void a_segment_far_away_is_followed_only_by_its_next(void **unused)
{
	(void)unused;
	send(false, 0, PB_SYN, "");
	send(false, 100000000, 0, "forged");
	send(false, 1, 0, "true");
	send(false, 200000000, 0, "moved");
	assert_string_equal(s.text.p, "1 tcp start 1/0\n3 tcp 1/0 true\n");
	send(false, 200000005, 0, "on");
	assert_non_null(strstr(s.text.p, "5 tcp 1/0 gap 200000000 on\n"));
	assert_int_equal(count(COUNT_tcp_outside), 2);
}

static void what_the_recorder_cut_off_is_a_hole(void **unused)
{
	(void)unused;
	send(false, 0, PB_SYN, "");
	pb_clear(&b);
	pb_text(&b, "0123456789");
	pb_tcp(&b, (struct pb_tcp){ CLIENT, SERVER, 1, 0, 0 });
	pb_ip4(&b, 6, 1, 2);
	struct span whole = pb_span(&b);
	seen_packet(&s, 101, now++, (struct span){ whole.p, whole.n - 6 }, (uint32_t)whole.n);
	send(false, 11, 0, "next");
	assert_string_equal(s.text.p, "1 tcp start 1/0\n2 tcp 1/0 cut 0123\n3 tcp 1/0 gap 6 next\n");
	assert_int_equal(s.last.tcp.position, 10);
}

static void streams_forgotten_are_those_used_least_recently(void **unused)
{
	(void)unused;
	s.quiet = true;
	send(false, 0, PB_SYN, "");
	for (uint32_t i = 0; i < TCP_STREAMS + 10; i++) {
		pb_clear(&b);
		pb_tcp(&b, (struct pb_tcp){ (uint16_t)i, 80, 1, 0, PB_SYN });
		pb_ip4(&b, 6, 100 + i / 65536, 2);
		seen_packet(&s, 101, now++, pb_span(&b), (uint32_t)pb_span(&b).n);
		if (i % 1000 == 0)
			send(false, 1 + i / 1000, 0, "x");
	}
	send(false, 1 + (TCP_STREAMS + 9) / 1000 + 1, 0, "x");
	assert_int_equal(s.last.flow, 1);
	assert_int_equal(count(COUNT_tcp_evicted), 11);
}

static void what_may_wait_is_limited(void **unused)
{
	static const uint8_t zeros[1000];
	(void)unused;
	s.quiet = true;
	send(false, 0, PB_SYN, "");
	for (uint32_t i = 0; i < 2 * TCP_PIECES; i++)
		send_octets(false, 1001 + 2000 * i, 0, zeros, sizeof zeros);
	assert_true(count(COUNT_tcp_gaps) >= TCP_PIECES);
	assert_true(s.c.flows.tcp.holds.stash.used_pieces <= TCP_PIECES);
	for (uint32_t i = 0; i < 100 * TCP_PIECES; i++) { /* many streams: the stash is full before */
		pb_clear(&b);
		pb_octets(&b, zeros, 1000);
		pb_tcp(&b, (struct pb_tcp){ (uint16_t)(i % 3000), 80, 5000 + 3000 * (i / 3000), 0, 0 });
		pb_ip4(&b, 6, 7, 2);
		seen_packet(&s, 101, now, pb_span(&b), (uint32_t)pb_span(&b).n);
	}
	assert_true(count(COUNT_stash_evicted) > 0);
	capture_end(&s.c);
	assert_int_equal(s.c.flows.tcp.holds.stash.used_pieces, 0);
	assert_int_equal(s.c.flows.tcp.holds.stash.used_blocks, 0);
	assert_int_equal(count(COUNT_tcp_octets), (uint64_t)1000 * (2 * TCP_PIECES + 100 * TCP_PIECES));
}

/* Octets 1 to 255 cut into segments that overlap, come twice, in another order within a window, and of which some
 * are lost when `lossy`: what is delivered is what was sent, in order, once, and holes are told. */
static void shuffle(uint64_t seed, bool lossy)
{
	enum { N = 20000, SEGMENTS = 400 };
	struct rng r = rng_of(seed, 0);
	struct { uint32_t at, n; } segment[SEGMENTS];
	uint8_t sent[N] = { 0 };
	memset(&flood, 0, sizeof flood);
	for (size_t i = 0; i < N; i++)
		flood.sent[i] = (uint8_t)(1 + rng_u32(&r) % 255);
	uint32_t at = 0;
	size_t n = 0;
	for (; at < N && n < SEGMENTS; n++) {
		uint32_t size = 1 + (uint32_t)(rng_u32(&r) % 200), back = (uint32_t)(rng_u32(&r) % 50);
		segment[n].at = back < at && rng_u32(&r) % 3 == 0 ? at - back : at;
		segment[n].n = size < N - segment[n].at ? size : N - segment[n].at;
		if (segment[n].at + segment[n].n > at)
			at = segment[n].at + segment[n].n;
	}
	for (size_t i = 0; i + 1 < n; i++) {
		size_t j = i + rng_u32(&r) % (n - i < 10 ? n - i : 10);
		uint32_t x = segment[i].at, y = segment[i].n;
		segment[i] = segment[j];
		segment[j].at = x, segment[j].n = y;
	}
	s.c.sink.payload = keep;
	send(false, 999, PB_SYN, "");
	for (size_t i = 0; i < n; i++) {
		if (lossy && rng_u32(&r) % 10 == 0)
			continue;
		for (uint32_t times = 1 + rng_u32(&r) % 2; times > 0; times--)
			send_octets(false, 1000 + segment[i].at, 0, flood.sent + segment[i].at, segment[i].n);
		memset(sent + segment[i].at, 1, segment[i].n);
		if (rng_u32(&r) % 50 == 0)
			now += lossy ? TCP_WAIT / 2 : 0;
	}
	capture_end(&s.c);
	size_t missing = 0, told_late = 0;
	for (size_t i = 0; i < at; i++) {
		missing += flood.got[i] == 0;
		told_late += sent[i] && flood.got[i] == 0; /* came after its hole was given up */
		assert_true(flood.got[i] == 0 || flood.got[i] == flood.sent[i]);
	}
	if (!lossy)
		assert_int_equal(missing, 0);
	assert_true(flood.holes >= told_late && flood.holes <= missing);
	assert_int_equal(s.c.flows.tcp.holds.stash.used_blocks, 0);
}

static void any_order_of_any_segments_gives_the_stream(void **state)
{
	for (uint64_t seed = 1; seed <= 40; seed++) {
		shuffle(seed, false);
		end(state);
		begin(state);
	}
}

static void with_losses_the_holes_are_told(void **state)
{
	for (uint64_t seed = 100; seed <= 140; seed++) {
		shuffle(seed, true);
		end(state);
		begin(state);
	}
}

static void tcp_of_subscribers_comes_as_it_is_unless_asked_for(void **unused)
{
	(void)unused;
	for (int asked = 0; asked < 2; asked++) {
		s.c.flows.user_streams = asked;
		pb_clear(&b);
		pb_text(&b, "web");
		pb_tcp(&b, (struct pb_tcp){ 1, 2, 3, 0, 0 });
		pb_ip4(&b, 6, 3, 4);
		pb_gtpu(&b, 1);
		pb_udp(&b, 2152, 2152);
		pb_ip4(&b, 17, 1, 2);
		seen_packet(&s, 101, now++, pb_span(&b), (uint32_t)pb_span(&b).n);
	}
	assert_non_null(strstr(s.text.p, "1 tcp depth 1 unordered user web\n"));
	assert_non_null(strstr(s.text.p, "2 tcp 1/0 depth 1 late user web\n"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_stream_has_a_beginning_two_directions_and_an_end),
		TEST(a_stream_that_began_before_the_capture_says_so_once),
		TEST(what_comes_too_early_waits_for_what_is_before_it),
		TEST(octets_sent_again_are_delivered_once),
		TEST(long_segments_wait_whole),
		TEST(of_octets_that_contradict_each_other_the_first_are_taken),
		TEST(a_hole_is_skipped_after_a_while_and_told),
		TEST(a_hole_is_skipped_when_its_octets_are_acknowledged),
		TEST(what_waits_at_the_end_is_delivered),
		TEST(a_reset_ends_nothing_but_is_told),
		TEST(a_segment_far_away_is_followed_only_by_its_next),
		TEST(what_the_recorder_cut_off_is_a_hole),
		TEST(streams_forgotten_are_those_used_least_recently),
		TEST(what_may_wait_is_limited),
		TEST(any_order_of_any_segments_gives_the_stream),
		TEST(with_losses_the_holes_are_told),
		TEST(tcp_of_subscribers_comes_as_it_is_unless_asked_for),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
