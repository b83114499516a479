/* SPDX-License-Identifier: Apache-2.0
 *
 * test_capture_packet.c - from the link to the payload: links, IP, fragments, tunnels, quoted packets
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"
#include "capture_seen.h"

static struct packet_build b;
static struct seen s;
static char *all;

static int begin(void **unused)
{
	(void)unused;
	seen_begin(&s);
	all = s.all.beg;
	pb_clear(&b);
	return 0;
}

static int end(void **unused)
{
	(void)unused;
	seen_end(&s, all);
	return 0;
}

static void give(uint16_t link)
{
	seen_packet(&s, link, s.c.stats.n[COUNT_packets] * 1000, pb_span(&b), (uint32_t)pb_span(&b).n);
}

static void hello(void)
{
	pb_clear(&b);
	pb_text(&b, "hello");
	pb_udp(&b, 1000, 2000);
}

static uint64_t count(enum capture_count c)
{
	return s.c.stats.n[c];
}

static void every_link_leads_to_the_payload(void **unused)
{
	static const struct { uint16_t link; uint8_t head[24], n; } links[] = {
		{ 1, { [12] = 0x08 }, 14 },
		{ 1, { [12] = 0x81, [14] = 0x20, 0x05, 0x08 }, 18 },
		{ 1, { [12] = 0x88, 0xa8, 0, 7, 0x81, 0, 0, 8, 0x08 }, 22 },
		{ 1, { [12] = 0x88, 0x47, 0, 1, 0x11, 64 }, 18 },
		{ 1, { [12] = 0, 40, 0xaa, 0xaa, 3, 0, 0, 0, 8, 0 }, 22 },
		{ 1, { [12] = 0x88, 0x64, 0x11, 0, 0, 0, 0, 0, 0, 0x21 }, 22 },
		{ 101, { 0 }, 0 }, { 12, { 0 }, 0 }, { 14, { 0 }, 0 }, { 228, { 0 }, 0 },
		{ 0, { 2 }, 4 }, { 0, { 0, 0, 0, 2 }, 4 }, { 108, { 0, 0, 0, 2 }, 4 },
		{ 113, { [14] = 0x08 }, 16 },
		{ 276, { 0x08 }, 20 },
		{ 9, { 0xff, 0x03, 0, 0x21 }, 4 }, { 9, { 0x21 }, 1 },
	};
	(void)unused;
	for (size_t i = 0; i < COUNT(links); i++) {
		hello();
		pb_ip4(&b, 17, 1, 2);
		pb_octets(&b, links[i].head, links[i].n);
		give(links[i].link);
		assert_int_equal(s.payloads, i + 1);
		assert_int_equal(s.last.data.n, 5);
		assert_memory_equal(s.last.data.p, "hello", 5);
		assert_int_equal(s.last.offset, pb_span(&b).n - 5);
		assert_int_equal(s.last.from.port, 1000);
		assert_int_equal(s.last.to.port, 2000);
		assert_int_equal(s.last.to.address[3], 2);
		assert_int_equal(s.last.to.family, 4);
	}
	assert_int_equal(count(COUNT_vlan), 2);
}

static void tags_of_vlans_are_told(void **unused)
{
	static const uint8_t head[] = { [12] = 0x88, 0xa8, 0xe0, 7, 0x81, 0, 0x2f, 8, 0x86, 0xdd };
	(void)unused;
	hello();
	pb_ip6(&b, 17, 1, 2);
	pb_octets(&b, head, sizeof head);
	give(1);
	assert_int_equal(s.last.vlans, 2);
	assert_int_equal(s.last.vlan[0], 7);
	assert_int_equal(s.last.vlan[1], 0xf08);
	assert_int_equal(s.last.from.family, 6);
	assert_int_equal(s.last.from.address[15], 1);
}

static void exported_messages_say_what_they_are(void **unused)
{
	static const uint8_t head[] = { 0, 12, 0, 8, 'n', 'a', 's', '-', '5', 'g', 's', 0, 0, 20, 0, 4, 10, 0, 0, 9,
		                        0, 25, 0, 4, 0, 0, 0x1f, 0x90, 0, 0, 0, 0 };
	(void)unused;
	pb_text(&b, "body");
	pb_octets(&b, head, sizeof head);
	give(252);
	assert_string_equal(s.text.p, "1 upper body\n");
	assert_true(str_is(s.last.name, "nas-5gs"));
	assert_int_equal(s.last.from.address[3], 9);
	assert_int_equal(s.last.from.port, 8080);
}

static void unknown_links_and_no_ip_are_counted(void **unused)
{
	(void)unused;
	hello();
	give(147);
	pb_ethernet(&b, 0x0806);
	give(1);
	pb_clear(&b);
	pb_text(&b, "short");
	give(1);
	assert_int_equal(s.payloads, 0);
	assert_int_equal(count(COUNT_unknown_link), 1);
	assert_int_equal(count(COUNT_not_ip), 1);
	assert_int_equal(count(COUNT_short_link), 1);
}

static void options_extension_headers_and_padding_are_left_out(void **unused)
{
	(void)unused;
	hello();
	uint8_t *p = pb_front(&b, 8); /* options, then the header is made in front of them */
	p[0] = 148;
	p[1] = 4;
	pb_ip4(&b, 17, 1, 2);
	b.octets[b.at] = 0x47;
	memmove(b.octets + b.at - 6, b.octets + b.at, pb_span(&b).n); /* six octets of padding behind */
	b.at -= 6;
	give(101);
	pb_clear(&b);
	hello();
	static const uint8_t hop[8] = { 60, 0 }, destination[16] = { 17, 1 };
	pb_octets(&b, destination, sizeof destination);
	pb_octets(&b, hop, sizeof hop);
	pb_ip6(&b, 0, 1, 2);
	give(101);
	assert_string_equal(s.text.p, "1 udp hello\n2 udp hello\n");
	assert_int_equal(count(COUNT_ip_options), 3);
}

static void what_was_cut_off_is_told(void **unused)
{
	(void)unused;
	hello();
	pb_ip4(&b, 17, 1, 2);
	struct span whole = pb_span(&b);
	seen_packet(&s, 101, 1, (struct span){ whole.p, whole.n - 2 }, (uint32_t)whole.n); /* by the recorder */
	assert_int_equal(s.last.missing, 2);
	seen_packet(&s, 101, 2, (struct span){ whole.p, whole.n - 2 }, (uint32_t)whole.n - 2); /* by nobody */
	assert_string_equal(s.text.p, "1 udp cut hel\n2 udp cut damaged hel\n");
	assert_int_equal(count(COUNT_wrong_length), 1);
}

/* A datagram of 40 octets in fragments of 16, 16 and 16 (with the UDP header). */
static void fragment(unsigned i, bool six, const char *other)
{
	static char text[41] = "0123456789abcdefghijklmnopqrstuvwxyzABCD";
	uint8_t whole[48];
	pb_clear(&b);
	pb_text(&b, text);
	pb_udp(&b, 1, 2);
	memcpy(whole, pb_span(&b).p, 48);
	pb_clear(&b);
	pb_octets(&b, other ? (const uint8_t *)other : whole + 16 * i, 16);
	if (six) {
		uint8_t head[8] = { 17, 0, 0, (uint8_t)(16 * i | (i < 2)), 0, 0, 0, 9 };
		pb_octets(&b, head, 8);
		pb_ip6(&b, 44, 1, 2);
	} else {
		pb_ip4_part(&b, 17, 1, 2, 9, (uint16_t)(2 * i | (i < 2 ? 0x2000 : 0)));
	}
}

static void fragments_are_put_together_in_any_order(void **unused)
{
	static const unsigned orders[6][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
		                               { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
	(void)unused;
	for (unsigned i = 0; i < 12; i++) {
		for (unsigned j = 0; j < 3; j++) {
			fragment(orders[i % 6][j], i >= 6, NULL);
			give(101);
			if (j < 2) {
				fragment(orders[i % 6][j], i >= 6, NULL); /* and each twice */
				give(101);
			}
		}
		assert_int_equal(s.payloads, i + 1);
		assert_int_equal(s.last.data.n, 40);
		assert_memory_equal(s.last.data.p, "0123456789abcdefghijklmnopqrstuvwxyzABCD", 40);
		assert_int_equal(s.last.first_frame, s.last.frame - 4);
		assert_int_equal(s.last.offset, PAYLOAD_NO_OFFSET);
	}
	assert_int_equal(count(COUNT_fragments_joined), 12);
	assert_int_equal(count(COUNT_fragments_again), 24);
	assert_int_equal(count(COUNT_fragments_overlap), 0);
}

static void of_fragments_that_contradict_each_other_the_first_is_taken(void **unused)
{
	(void)unused;
	fragment(1, false, NULL);
	give(101);
	fragment(1, false, "XXXXXXXXXXXXXXXX");
	give(101);
	fragment(0, false, NULL);
	give(101);
	fragment(2, false, NULL);
	give(101);
	assert_string_equal(s.text.p, "4 udp joined overlap 0123456789abcdefghijklmnopqrstuvwxyzABCD\n");
	assert_int_equal(count(COUNT_fragments_overlap), 1);
}

static void fragments_that_cannot_be_true_are_counted(void **unused)
{
	(void)unused;
	pb_text(&b, "seven..");
	pb_ip4_part(&b, 17, 1, 2, 9, 0x2000); /* more, but no multiple of 8 */
	give(101);
	pb_clear(&b);
	pb_text(&b, "12345678");
	pb_ip4_part(&b, 17, 1, 2, 9, 0x1fff); /* behind the longest packet */
	give(101);
	pb_clear(&b);
	pb_text(&b, "12345678");
	pb_ip4_part(&b, 17, 1, 2, 9, 4); /* the last */
	give(101);
	pb_clear(&b);
	pb_text(&b, "12345678");
	pb_ip4_part(&b, 17, 1, 2, 9, 9); /* another last */
	give(101);
	capture_end(&s.c);
	assert_int_equal(s.payloads, 0);
	assert_int_equal(count(COUNT_fragments_bad), 3);
	assert_int_equal(count(COUNT_fragments_lost), 1);
}

static void fragments_wait_no_longer_than_said_and_not_too_many(void **unused)
{
	(void)unused;
	fragment(0, false, NULL);
	seen_packet(&s, 101, 0, pb_span(&b), (uint32_t)pb_span(&b).n);
	fragment(1, false, NULL);
	seen_packet(&s, 101, FRAGMENT_WAIT + 1, pb_span(&b), (uint32_t)pb_span(&b).n);
	assert_int_equal(count(COUNT_fragments_lost), 1);
	for (unsigned i = 0; i < FRAGMENT_PACKETS + 50; i++) {
		pb_clear(&b);
		pb_text(&b, "12345678");
		pb_ip4_part(&b, 17, 1, 2, (uint16_t)(100 + i), 0x2000);
		seen_packet(&s, 101, FRAGMENT_WAIT + 2, pb_span(&b), (uint32_t)pb_span(&b).n);
	}
	assert_int_equal(count(COUNT_fragments_evicted), 51);
	capture_end(&s.c);
	assert_int_equal(count(COUNT_fragments_lost), 1 + FRAGMENT_PACKETS);
}

static void what_a_tunnel_carries_comes_after_the_tunnel(void **unused)
{
	static const uint8_t vxlan[8] = { 8 }, gre[4] = { 0, 0, 8, 0 }, erspan[16] = { 0x10, 0, 0x88, 0xbe };
	static const uint8_t erspan3[20] = { 0x10, 0, 0x22, 0xeb }, geneve[12] = { 1, 0, 0x65, 0x58 };
	(void)unused;
	hello(); /* GTP-U, with an extension header */
	pb_ip4(&b, 17, 10, 11);
	static const uint8_t chain[8] = { 0, 0, 0, 0x85, 1, 0, 9, 0 };
	pb_octets(&b, chain, sizeof chain);
	pb_gtpu(&b, 77);
	b.octets[b.at] |= 4;
	pb_udp(&b, 2152, 2152);
	pb_ip4(&b, 17, 1, 2);
	give(101);
	hello(); /* VXLAN */
	pb_ip4(&b, 17, 10, 11);
	pb_ethernet(&b, 0x0800);
	pb_octets(&b, vxlan, 8);
	pb_udp(&b, 55555, 4789);
	pb_ip6(&b, 17, 1, 2);
	give(101);
	hello(); /* GRE in IP in IP */
	pb_ip4(&b, 17, 10, 11);
	pb_octets(&b, gre, 4);
	pb_ip4(&b, 47, 1, 2);
	pb_ip4(&b, 4, 1, 2);
	give(101);
	hello();
	pb_ip4(&b, 17, 10, 11);
	pb_ethernet(&b, 0x0800);
	pb_octets(&b, erspan, 16);
	pb_ip4(&b, 47, 1, 2);
	give(101);
	hello();
	pb_ip4(&b, 17, 10, 11);
	pb_ethernet(&b, 0x0800);
	pb_octets(&b, erspan3, 20);
	pb_ip4(&b, 47, 1, 2);
	give(101);
	hello();
	pb_ip4(&b, 17, 10, 11);
	pb_ethernet(&b, 0x0800);
	pb_octets(&b, geneve, 12);
	pb_udp(&b, 1, 6081);
	pb_ip4(&b, 17, 1, 2);
	give(101);
	hello();
	pb_ip6(&b, 17, 10, 11);
	pb_udp(&b, 1, 3544);
	pb_ip4(&b, 17, 1, 2);
	give(101);
	const char *at = s.text.p;
	static const char *const inner[] = { "1 udp depth 1 user hello\n", "2 udp depth 1 hello\n",
		                             "3 udp depth 2 hello\n",
		                             "4 udp depth 1 hello\n", "5 udp depth 1 hello\n", "6 udp depth 1 hello\n",
		                             "7 udp depth 1 hello\n" };
	for (size_t i = 0; i < COUNT(inner); i++) {
		assert_non_null(at = strstr(at, inner[i]));
	}
	assert_int_equal(s.payloads, 14);
	assert_int_equal(count(COUNT_tunnelled), 8);
}

static void other_things_on_the_port_of_a_tunnel_are_no_tunnel(void **unused)
{
	(void)unused;
	pb_text(&b, "0123456789012345678901234567890123456789");
	pb_udp(&b, 2152, 2152);
	pb_ip4(&b, 17, 1, 2);
	give(101);
	hello();
	pb_ip4(&b, 17, 10, 11);
	b.octets[b.at + 2] = 0xff; /* longer than it is */
	pb_gtpu(&b, 77);
	pb_udp(&b, 2152, 2152);
	pb_ip4(&b, 17, 1, 2);
	give(101);
	assert_int_equal(s.payloads, 2);
	assert_int_equal(count(COUNT_tunnelled), 0);
}

static void tunnels_are_not_followed_for_ever(void **unused)
{
	(void)unused;
	hello();
	for (int i = 0; i < 20; i++)
		pb_ip4(&b, i ? 4 : 17, 1, 2);
	give(101);
	assert_int_equal(s.payloads, 0);
	assert_int_equal(count(COUNT_too_deep), 1);
	hello();
	for (int i = 0; i < 100; i++)
		pb_octets(&b, (uint8_t[8]){ i ? 60 : 17 }, 8);
	pb_ip6(&b, 60, 1, 2);
	give(101);
	assert_int_equal(s.payloads, 0);
	assert_int_equal(count(COUNT_too_deep), 2);
}

static void a_quoted_packet_is_no_traffic(void **unused)
{
	(void)unused;
	pb_data(&b, (struct pb_data){ 1, 60, 0, 0, PB_WHOLE }, "quoted message", 14);
	pb_sctp(&b, 38412, 9487, 5);
	pb_ip4(&b, 132, 1, 2);
	static const uint8_t head[8] = { 3, 3 };
	pb_octets(&b, head, 8);
	pb_ip4(&b, 1, 2, 1);
	give(101);
	hello();
	pb_ip6(&b, 17, 1, 2);
	static const uint8_t head6[8] = { 1, 4 };
	pb_octets(&b, head6, 8);
	pb_ip6(&b, 58, 2, 1);
	struct span whole = pb_span(&b);
	seen_packet(&s, 101, 9, (struct span){ whole.p, whole.n }, (uint32_t)whole.n);
	assert_string_equal(s.text.p, "1 icmp 3\n1 sctp quoted quoted message\n2 icmp 1\n2 udp quoted hello\n");
	assert_int_equal(count(COUNT_quoted), 2);
	assert_int_equal(count(COUNT_sctp) + count(COUNT_sctp_associations), 0);
}

/* A packet with everything in it, cut at every length and with every octet changed: nothing breaks, and nothing
 * is handed out that is not in the packet. */
static void any_octet_may_be_wrong_and_any_end_missing(void **unused)
{
	(void)unused;
	s.quiet = true;
	for (unsigned kind = 0; kind < 3; kind++) {
		if (kind == 0)
			hello();
		pb_clear(&b);
		if (kind == 1)
			pb_data(&b, (struct pb_data){ 1, 60, 0, 0, PB_WHOLE }, "message", 7);
		pb_text(&b, "12345678");
		if (kind == 0)
			pb_udp(&b, 1, 2152);
		else if (kind == 1)
			pb_sctp(&b, 1, 2, 3);
		else
			pb_tcp(&b, (struct pb_tcp){ 1, 2, 3, 4, PB_ACK });
		pb_ip4(&b, kind == 0 ? 17 : kind == 1 ? 132 : 6, 10, 11);
		pb_gtpu(&b, 1);
		pb_udp(&b, 2152, 2152);
		pb_ip6(&b, 17, 1, 2);
		pb_ethernet(&b, 0x86dd);
		size_t n = pb_span(&b).n;
		for (size_t cut = 0; cut <= n; cut++) {
			uint8_t *copy = test_malloc(cut ? cut : 1);
			memcpy(copy, pb_span(&b).p, cut);
			seen_packet(&s, 1, 5, (struct span){ copy, cut }, (uint32_t)n);
			for (size_t i = 0; i < cut; i++)
				for (unsigned bit = 0; bit < 8; bit++) {
					copy[i] ^= (uint8_t)(1u << bit);
					seen_packet(&s, 1, 5, (struct span){ copy, cut }, (uint32_t)(cut + bit));
					copy[i] ^= (uint8_t)(1u << bit);
				}
			test_free(copy);
		}
	}
	assert_true(s.payloads > 10000);
	capture_end(&s.c);
}

/* Whatever comes, memory ends: every table full, everything that may wait waiting. */
static void with_all_tables_full_it_takes_less_than_64_megabytes(void **unused)
{
	static const uint8_t zeros[60000];
	(void)unused;
	s.quiet = true;
	s.c.flows.user_streams = true;
	for (unsigned user = 0; user < 2; user++)
		for (unsigned kind = 0; kind < 3; kind++)
			for (uint32_t i = 0; i < TCP_STREAMS * 5 / 4; i++) {
				pb_clear(&b);
				if (kind == 0) {
					pb_octets(&b, zeros, i % 2 ? 700 : 0);
					struct pb_tcp syn = { (uint16_t)(i / 2), 80, 1, 0, PB_SYN };
					struct pb_tcp early = { (uint16_t)(i / 2), 80, 1000, 0, 0 };
					pb_tcp(&b, i % 2 ? early : syn);
					pb_ip4(&b, 6, i / 20000, 2);
				} else if (kind == 1) {
					pb_data(&b, (struct pb_data){ 1, 60, 0, 0, PB_FIRST }, zeros, 1000);
					pb_sctp(&b, (uint16_t)i, 38412, 1 + i);
					pb_ip4(&b, 132, 1, 2);
				} else if (i < 1000) {
					pb_octets(&b, zeros, 60000);
					pb_ip4_part(&b, 17, 1, 2, (uint16_t)i, 0x2000);
				}
				if (user) {
					pb_gtpu(&b, i);
					pb_udp(&b, 2152, 2152);
					pb_ip4(&b, 17, 1, 2);
				}
				seen_packet(&s, 101, 1, pb_span(&b), (uint32_t)pb_span(&b).n);
			}
	assert_true(table_full(&s.c.flows.sctp.associations) && table_full(&s.c.flows.user_sctp.associations));
	assert_true(table_full(&s.c.flows.fragments.table) && table_full(&s.c.flows.user_fragments.table));
	assert_true(count(COUNT_stash_evicted) > 0 && count(COUNT_tcp_evicted) > 0);
	size_t windows = MERGE_OPEN * (size_t)(INPUT_WINDOW + INPUT_PACKED + 1000);
	assert_true((size_t)(s.a.beg - s.start) + windows < (size_t)64 << 20);
	capture_end(&s.c);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_link_leads_to_the_payload),
		TEST(tags_of_vlans_are_told),
		TEST(exported_messages_say_what_they_are),
		TEST(unknown_links_and_no_ip_are_counted),
		TEST(options_extension_headers_and_padding_are_left_out),
		TEST(what_was_cut_off_is_told),
		TEST(fragments_are_put_together_in_any_order),
		TEST(of_fragments_that_contradict_each_other_the_first_is_taken),
		TEST(fragments_that_cannot_be_true_are_counted),
		TEST(fragments_wait_no_longer_than_said_and_not_too_many),
		TEST(what_a_tunnel_carries_comes_after_the_tunnel),
		TEST(other_things_on_the_port_of_a_tunnel_are_no_tunnel),
		TEST(tunnels_are_not_followed_for_ever),
		TEST(a_quoted_packet_is_no_traffic),
		TEST(any_octet_may_be_wrong_and_any_end_missing),
		TEST(with_all_tables_full_it_takes_less_than_64_megabytes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
