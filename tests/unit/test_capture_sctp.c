/* SPDX-License-Identifier: Apache-2.0
 *
 * test_capture_sctp.c - associations of SCTP: messages whole and once
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"
#include "capture_seen.h"

enum { NODE = 9487, CORE = 38412, NGAP = 60 };
enum { INIT = 1, INIT_ACK = 2, SACK = 3, HEARTBEAT = 4, ABORT = 6, FORWARD = 192 };

static struct packet_build b;
static struct seen s;
static char *all;
static uint64_t now;

static int begin(void **unused)
{
	(void)unused;
	seen_begin(&s);
	all = s.all.beg;
	now = 1;
	pb_clear(&b);
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

/* The chunks in b from one address to another; the node is the odd ones. */
static void give(uint32_t from, uint32_t to, uint32_t tag)
{
	pb_sctp(&b, from % 2 ? NODE : CORE, to % 2 ? NODE : CORE, tag);
	pb_ip4(&b, 132, from, to);
	seen_packet(&s, 101, now++, pb_span(&b), (uint32_t)pb_span(&b).n);
	pb_clear(&b);
}

static void chunk(uint32_t from, uint32_t to, uint32_t tag, uint8_t type, uint32_t number)
{
	pb_chunk(&b, type, 0, number, 20);
	give(from, to, tag);
}

static void data(uint32_t from, uint32_t to, uint32_t tag, uint32_t tsn, const char *text)
{
	pb_data(&b, (struct pb_data){ tsn, NGAP, 1, (uint16_t)tsn, PB_WHOLE }, text, strlen(text));
	give(from, to, tag);
}

static void part(uint32_t tsn, uint8_t flags, const char *text)
{
	pb_data(&b, (struct pb_data){ tsn, NGAP, 1, 7, flags }, text, strlen(text));
	give(1, 2, 50);
}

static void an_association_is_known_by_its_tags(void **unused)
{
	(void)unused;
	chunk(1, 2, 0, INIT, 111);
	chunk(2, 1, 111, INIT_ACK, 222);
	data(1, 2, 222, 5, "setup");
	data(2, 1, 111, 9, "answer");
	data(3, 4, 222, 6, "by another path"); /* multi-homing */
	data(4, 3, 111, 10, "and back");
	assert_string_equal(s.text.p, "1 sctp start 1/0\n2 sctp control 1/1 2\n3 sctp 1/0 setup\n4 sctp 1/1 answer\n"
	                              "5 sctp 1/0 by another path\n6 sctp 1/1 and back\n");
	assert_int_equal(s.last.sctp.ppid, NGAP);
	assert_int_equal(s.last.sctp.tsn, 10);
	assert_int_equal(s.last.sctp.stream, 1);
	assert_int_equal(count(COUNT_sctp_associations), 1);
	assert_int_equal(count(COUNT_sctp_late), 0);
}

static void without_a_beginning_the_addresses_lead_to_it(void **unused)
{
	(void)unused;
	data(1, 2, 222, 5, "one");
	data(2, 1, 111, 9, "two");
	data(3, 4, 222, 6, "three");
	assert_string_equal(s.text.p, "1 sctp 1/0 late one\n2 sctp 1/1 two\n3 sctp 1/0 three\n");
	data(1, 2, 333, 5, "another");
	assert_non_null(strstr(s.text.p, "4 sctp 2/0 late another\n"));
}

static void a_restart_is_another_association_and_a_forged_one_ends_nothing(void **unused)
{
	(void)unused;
	chunk(1, 2, 0, INIT, 111);
	chunk(1, 2, 0, INIT, 111); /* sent again */
	chunk(2, 1, 111, INIT_ACK, 222);
	data(1, 2, 222, 5, "old");
	chunk(1, 2, 0, INIT, 777);
	data(1, 2, 222, 6, "goes on");
	chunk(2, 1, 777, INIT_ACK, 888);
	data(1, 2, 888, 1, "new");
	assert_string_equal(s.text.p, "1 sctp start 1/0\n2 sctp start 1/0\n3 sctp control 1/1 2\n4 sctp 1/0 old\n"
	                              "5 sctp start 2/0 restart\n6 sctp 1/0 goes on\n7 sctp control 2/1 2\n"
	                              "8 sctp 2/0 new\n");
	assert_int_equal(count(COUNT_sctp_associations), 2);
}

static void both_sides_may_begin(void **unused)
{
	(void)unused;
	chunk(1, 2, 0, INIT, 111);
	chunk(2, 1, 0, INIT, 222);
	data(1, 2, 222, 1, "a");
	data(2, 1, 111, 1, "b");
	assert_int_equal(count(COUNT_sctp_associations), 1);
	assert_non_null(strstr(s.text.p, "3 sctp 1/0 a\n4 sctp 1/1 b\n"));
}

static void an_abort_finds_its_association_by_either_tag(void **unused)
{
	(void)unused;
	chunk(1, 2, 0, INIT, 111);
	chunk(2, 1, 111, INIT_ACK, 222);
	pb_chunk(&b, ABORT, 1, 0, 4);
	give(2, 1, 222); /* reflected */
	pb_chunk(&b, ABORT, 0, 0, 4);
	give(8, 9, 4711); /* of nobody */
	chunk(1, 2, 0, INIT, 333);
	assert_string_equal(s.text.p, "1 sctp start 1/0\n2 sctp control 1/1 2\n3 sctp control 1/1 6\n4 sctp control 6\n"
	                              "5 sctp start 2/0\n");
	assert_int_equal(count(COUNT_sctp_aborts), 2);
}

static void several_messages_in_a_packet_are_several_payloads(void **unused)
{
	(void)unused;
	pb_data(&b, (struct pb_data){ 3, NGAP, 0, 2, PB_WHOLE | PB_UNORDERED }, "second", 6);
	pb_data(&b, (struct pb_data){ 2, NGAP, 0, 1, PB_WHOLE }, "first", 5);
	pb_chunk(&b, SACK, 0, 0, 16);
	give(1, 2, 50);
	assert_string_equal(s.text.p, "1 sctp control 1/0 late 3\n1 sctp 1/0 late first\n"
	                              "1 sctp 1/0 unordered second\n");
	assert_int_equal(s.last.offset, 20 + 12 + 16 + 24 + 16);
}

static void what_is_sent_again_is_delivered_once(void **unused)
{
	(void)unused;
	data(1, 2, 50, 10, "a");
	data(1, 2, 50, 12, "c");
	data(1, 2, 50, 10, "a");
	data(1, 2, 50, 11, "b");
	data(1, 2, 50, 9, "before");
	data(1, 2, 50, 11, "b");
	data(1, 2, 50, 10 + 3 * SCTP_WINDOW, "far ahead");
	data(1, 2, 50, 13, "far behind");
	assert_string_equal(s.text.p, "1 sctp 1/0 late a\n2 sctp 1/0 c\n4 sctp 1/0 behind b\n5 sctp 1/0 behind before\n"
	                              "7 sctp 1/0 far ahead\n8 sctp 1/0 again behind far behind\n");
	assert_int_equal(count(COUNT_sctp_again), 2);
}

static void tsns_go_round(void **unused)
{
	(void)unused;
	s.quiet = true;
	for (uint32_t i = 0; i < 3000; i++)
		for (int times = 0; times < 2; times++)
			data(1, 2, 50, UINT32_MAX - 1500 + i, "x");
	assert_int_equal(count(COUNT_sctp_messages), 3000);
	assert_int_equal(count(COUNT_sctp_again), 3000);
}

static void fragments_become_a_message(void **unused)
{
	(void)unused;
	part(1, PB_FIRST, "one-");
	part(2, 0, "two-");
	data(1, 2, 50, 4, "between");
	part(3, PB_LAST, "three");
	assert_string_equal(s.text.p, "3 sctp 1/0 late between\n4 sctp 1/0 joined behind one-two-three\n");
	assert_int_equal(s.last.first_frame, 1);
	assert_int_equal(s.last.data.n, 13);
	assert_int_equal(s.last.offset, PAYLOAD_NO_OFFSET);
	part(7, PB_LAST, "C"); /* and in another order, each twice */
	part(7, PB_LAST, "C");
	part(5, PB_FIRST, "A");
	part(6, 0, "B");
	part(6, 0, "B");
	assert_non_null(strstr(s.text.p, "8 sctp 1/0 joined behind ABC\n"));
	assert_int_equal(count(COUNT_sctp_fragments), 6);
	assert_int_equal(s.c.flows.sctp.holds.stash.used_pieces, 0);
}

static uint8_t pattern[15000];

static void is_pattern(void *ctx, const struct payload *p)
{
	seen_payload(ctx, p);
	assert_int_equal(p->data.n, sizeof pattern);
	assert_memory_equal(p->data.p, pattern, sizeof pattern);
}

static void long_fragments_become_a_message(void **unused)
{
	static const unsigned order[] = { 2, 0, 1 };
	(void)unused;
	for (size_t i = 0; i < sizeof pattern; i++)
		pattern[i] = (uint8_t)(i % 251);
	s.quiet = true;
	s.c.sink.payload = is_pattern;
	for (unsigned i = 0; i < 3; i++) {
		uint8_t flags = order[i] == 0 ? PB_FIRST : order[i] == 2 ? PB_LAST : 0;
		pb_data(&b, (struct pb_data){ order[i], NGAP, 0, 0, flags }, pattern + 5000 * order[i], 5000);
		give(1, 2, 50);
	}
	assert_int_equal(s.payloads, 1);
	assert_int_equal(s.c.flows.sctp.holds.stash.used_blocks, 0);
}

static void fragments_given_up_are_counted(void **unused)
{
	(void)unused;
	part(1, PB_FIRST, "a");
	part(2, 0, "b");
	pb_chunk(&b, FORWARD, 0, 4, 8);
	give(1, 2, 50);
	assert_int_equal(count(COUNT_sctp_lost), 2);
	assert_int_equal(count(COUNT_sctp_skipped), 2);
	data(1, 2, 50, 3, "given up");
	assert_int_equal(count(COUNT_sctp_again), 1);
	part(5, PB_FIRST, "c");
	now += SCTP_WAIT + 1;
	data(1, 2, 50, 7, "later");
	assert_int_equal(count(COUNT_sctp_lost), 3);
	part(8, PB_FIRST, "d");
	capture_end(&s.c);
	assert_int_equal(count(COUNT_sctp_lost), 4);
}

static void what_may_wait_is_limited(void **unused)
{
	static const uint8_t zeros[1000];
	(void)unused;
	s.quiet = true;
	for (uint32_t i = 0; i < 2 * SCTP_PIECES; i++)
		part(2 * i, PB_FIRST, "x");
	assert_int_equal(s.c.flows.sctp.holds.stash.used_pieces, SCTP_PIECES);
	for (uint32_t i = 0; i < 6000; i++) { /* one fragment in each of many associations */
		pb_data(&b, (struct pb_data){ 1, NGAP, 0, 0, PB_FIRST }, zeros, sizeof zeros);
		give(1, 2, 1000 + i);
	}
	assert_true(count(COUNT_stash_evicted) > 0);
	capture_end(&s.c);
	assert_int_equal(count(COUNT_sctp_lost), 2 * SCTP_PIECES + 6000);
	assert_int_equal(s.c.flows.sctp.holds.stash.used_blocks, 0);
}

static void a_message_too_long_is_given_up(void **unused)
{
	static uint8_t zeros[60000];
	(void)unused;
	s.quiet = true;
	for (uint32_t i = 0; i < 8; i++) {
		uint8_t flags = i == 0 ? PB_FIRST : i == 7 ? PB_LAST : 0;
		pb_data(&b, (struct pb_data){ i, NGAP, 0, 0, flags }, zeros, sizeof zeros);
		give(1, 2, 50);
	}
	assert_int_equal(s.payloads, 0);
	capture_end(&s.c);
	assert_int_equal(count(COUNT_sctp_lost), 8);
}

static void associations_forgotten_are_those_used_least_recently(void **unused)
{
	(void)unused;
	s.quiet = true;
	data(1, 2, 5, 1, "x");
	for (uint32_t i = 0; i < SCTP_ASSOCIATIONS + 10; i++) {
		chunk(101 + 2 * i, 2, 0, INIT, 1000000 + i);
		if (i % 1000 == 0)
			data(1, 2, 5, 2 + i / 1000, "x");
	}
	data(1, 2, 5, 100, "x");
	assert_int_equal(s.last.flow, 1);
	assert_int_equal(count(COUNT_sctp_evicted), 11);
	assert_int_equal(s.c.flows.sctp.paths.n, SCTP_ASSOCIATIONS);
	assert_int_equal(s.c.flows.sctp.peers.n, SCTP_ASSOCIATIONS);
}

static void chunks_that_cannot_be_true_are_counted(void **unused)
{
	(void)unused;
	pb_octets(&b, (uint8_t[4]){ 0, 3, 0, 3 }, 4); /* shorter than its own head */
	data(1, 2, 50, 1, "fine");
	pb_octets(&b, (uint8_t[8]){ 0, 3, 0, 8 }, 8); /* DATA without its numbers */
	give(1, 2, 50);
	pb_octets(&b, (uint8_t[8]){ 4, 0, 0, 80 }, 8); /* longer than the packet */
	give(1, 2, 50);
	for (unsigned i = 0; i < SCTP_CHUNKS + 5; i++)
		pb_chunk(&b, HEARTBEAT, 0, 0, 4);
	s.quiet = true;
	give(1, 2, 50);
	assert_string_equal(s.text.p, "1 sctp 1/0 late fine\n3 sctp control 1/0 cut damaged 4\n");
	assert_int_equal(count(COUNT_sctp_bad_chunks), 4);
	assert_int_equal(s.payloads, 2 + SCTP_CHUNKS);
}

/* Messages of up to six fragments, in an order shuffled within a window, some twice: each comes once and whole. */
static void any_order_of_fragments_gives_the_messages(void **state)
{
	enum { MESSAGES = 200 };
	for (uint64_t seed = 1; seed <= 30; seed++) {
		struct rng r = rng_of(seed, 0);
		struct { uint32_t tsn; uint8_t flags, message; } sent[MESSAGES * 6];
		size_t n = 0, whole = 0;
		for (uint32_t m = 0; m < MESSAGES; m++) {
			uint32_t parts = 1 + rng_u32(&r) % 6;
			for (uint32_t i = 0; i < parts; i++, n++) {
				sent[n].tsn = UINT32_MAX - 100 + (uint32_t)n;
				sent[n].flags = (uint8_t)((i == 0 ? PB_FIRST : 0) | (i + 1 == parts ? PB_LAST : 0));
				sent[n].message = (uint8_t)m;
			}
			whole += parts;
		}
		for (size_t i = 0; i + 1 < n; i++) {
			size_t j = i + rng_u32(&r) % (n - i < 20 ? n - i : 20);
			uint32_t tsn = sent[i].tsn;
			uint8_t flags = sent[i].flags, message = sent[i].message;
			sent[i] = sent[j];
			sent[j].tsn = tsn, sent[j].flags = flags, sent[j].message = message;
		}
		s.quiet = true;
		for (size_t i = 0; i < n; i++)
			for (uint32_t times = 1 + rng_u32(&r) % 2; times > 0; times--) {
				struct pb_data d = { sent[i].tsn, NGAP, 0, 0, sent[i].flags };
				pb_data(&b, d, &sent[i].message, 1);
				give(1, 2, 50);
			}
		assert_int_equal(s.payloads, MESSAGES);
		assert_int_equal(s.octets, whole);
		assert_int_equal(s.c.flows.sctp.holds.stash.used_pieces, 0);
		end(state);
		begin(state);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_association_is_known_by_its_tags),
		TEST(without_a_beginning_the_addresses_lead_to_it),
		TEST(a_restart_is_another_association_and_a_forged_one_ends_nothing),
		TEST(both_sides_may_begin),
		TEST(an_abort_finds_its_association_by_either_tag),
		TEST(several_messages_in_a_packet_are_several_payloads),
		TEST(what_is_sent_again_is_delivered_once),
		TEST(tsns_go_round),
		TEST(fragments_become_a_message),
		TEST(long_fragments_become_a_message),
		TEST(fragments_given_up_are_counted),
		TEST(what_may_wait_is_limited),
		TEST(a_message_too_long_is_given_up),
		TEST(associations_forgotten_are_those_used_least_recently),
		TEST(chunks_that_cannot_be_true_are_counted),
		TEST(any_order_of_fragments_gives_the_messages),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
