/* SPDX-License-Identifier: Apache-2.0
 *
 * test_tls.c - what two ends of TLS said to each other is read with the keys they logged, and never without
 *
 * The ends are libssl's.  What sbi makes of the octets inside has to be what it makes of them without TLS.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tls_pair.h"
#include "watch/sbi/tls.h"

static struct seen plain, sealed;
static struct rng r;

static const char *const suites12[] = {
	"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES256-GCM-SHA384", "AES128-GCM-SHA256",
	"DHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305",
	"ECDHE-ECDSA-AES128-CCM", "ECDHE-ECDSA-AES256-CCM", "ECDHE-ECDSA-AES128-CCM8",
	"ECDHE-ECDSA-AES256-CCM8", "AES128-CCM", "AES256-CCM8", "ECDHE-ECDSA-AES128-SHA",
	"ECDHE-RSA-AES256-SHA", "AES128-SHA", "AES256-SHA", "AES128-SHA256", "AES256-SHA256",
	"ECDHE-ECDSA-AES128-SHA256", "ECDHE-ECDSA-AES256-SHA384", "ECDHE-RSA-AES256-SHA384",
	"DHE-RSA-AES256-SHA256",
};
static const char *const suites13[] = {
	"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
	"TLS_AES_128_CCM_SHA256", "TLS_AES_128_CCM_8_SHA256",
};

static size_t upto(size_t n)
{
	return (size_t)(rng_u32(&r) % (n + 1));
}

/* A request and its answer with a body by chance, in HTTP/1.1; told to `plain` at once. */
static void speak(unsigned number, size_t most)
{
	static char text[1 << 16];
	static struct octets o;
	for (unsigned who = 0; who < 2; who++) {
		size_t n = upto(most);
		o.n = 0;
		snprintf(text, sizeof text, who ? "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n" :
		         "POST /nsmf-pdusession/v1/sm-contexts/%zu HTTP/1.1\r\nContent-Length: %zu\r\n\r\n",
		         who ? n : (size_t)number, n);
		put_text(&o, text);
		for (size_t i = 0; i < n; i++)
			o.p[o.n++] = (uint8_t)rng_u32(&r);
		seen_octets(&plain, who, &o);
		for (size_t at = 0, part; at < o.n; at += part) {
			part = 1 + upto(o.n - at - 1);
			pair_say(who, o.p + at, part);
		}
	}
}

/* What went over the wire, cut by chance, to `sealed`; without those from octet drop[1] of piece
 * drop[0] to the end of piece drop[2]. */
static void listen(const char *keys, size_t from, const size_t *drop)
{
	uint64_t gap[2] = { 0, 0 };
	sbi_secrets(&sealed.s, (struct span){ (const uint8_t *)keys, strlen(keys) }, true);
	for (size_t i = from; i < pair.pieces; i++) {
		const uint8_t *p = pair.wire + pair.piece[i].at;
		unsigned d = pair.piece[i].direction;
		for (size_t at = 0, n; at < pair.piece[i].n; at += n) {
			n = 1 + upto(upto(2) ? pair.piece[i].n - at - 1 : 0);
			n = n < pair.piece[i].n - at ? n : pair.piece[i].n - at;
			if (drop && i >= drop[0] && i <= drop[2] && (i > drop[0] || at >= drop[1])) {
				gap[d] += n;
				continue;
			}
			seen_event(&sealed, d, PAYLOAD_DATA, p + at, n, gap[d]);
			gap[d] = 0;
		}
	}
	sbi_end(&sealed.s);
	sbi_end(&plain.s);
}

static void begin(const struct pair_how *h)
{
	seen_begin(&plain);
	seen_begin(&sealed);
	pair_open(h);
}

static void end(void)
{
	pair_end();
	seen_end(&plain);
	seen_end(&sealed);
}

/* Without the lines of hellos. */
static const char *inside(const struct seen *s)
{
	char *to = s->log.p, *line = s->log.p;
	while (*line != '\0') {
		char *next = strchr(line, '\n') + 1;
		if (line[0] != '0')
			memmove(to, line, (size_t)(next - line)), to += next - line;
		line = next;
	}
	*to = '\0';
	return s->log.p;
}

static void all_is_read(const struct pair_how *h)
{
	begin(h);
	pair_handshake();
	assert_non_null(tls_seal_suite(SSL_CIPHER_get_protocol_id(SSL_get_current_cipher(pair.ssl[0]))));
	for (unsigned i = 0; i < 6; i++)
		speak(i, i < 3 ? 60 : 20000);
	listen(pair.keys, 0, NULL);
	assert_int_equal(sealed.s.n[SBI_COUNT_hellos], 2);
	assert_int_equal(sealed.s.n[SBI_COUNT_tls_opened], 1);
	assert_int_equal(sealed.s.n[SBI_COUNT_tls_closed] + sealed.s.n[SBI_COUNT_tls_lost], 0);
	assert_int_equal(plain.messages, 12);
	assert_string_equal(inside(&sealed), plain.log.p);
	end();
}

static void every_suite_of_1_2_is_opened(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(suites12); i++) {
		all_is_read(&(struct pair_how){ .version = TLS1_2_VERSION, .suite = suites12[i] });
		if (strstr(suites12[i], "GCM") == NULL) /* and where the MAC comes first */
			all_is_read(&(struct pair_how){ .version = TLS1_2_VERSION, .suite = suites12[i],
			                                .client_options = SSL_OP_NO_ENCRYPT_THEN_MAC });
	}
}

static void every_suite_of_1_3_is_opened(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(suites13); i++) {
		all_is_read(&(struct pair_how){ .version = TLS1_3_VERSION, .suite = suites13[i] });
		all_is_read(&(struct pair_how){ .version = TLS1_3_VERSION, .suite = suites13[i],
		                                .client_options = SSL_OP_ENABLE_MIDDLEBOX_COMPAT });
	}
}

static const struct pair_how usual = { .version = TLS1_3_VERSION,
	                               .suite = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384" };
static const struct pair_how older = { .version = TLS1_2_VERSION, .suite = "ECDHE-RSA-AES128-GCM-SHA256" };

static void keys_are_followed_when_they_change(void **state)
{
	(void)state;
	begin(&usual);
	pair_handshake();
	for (unsigned i = 0; i < 8; i++) {
		speak(i, 100);
		SSL_key_update(pair.ssl[i % 2], i % 3 ? SSL_KEY_UPDATE_REQUESTED : SSL_KEY_UPDATE_NOT_REQUESTED);
	}
	listen(pair.keys, 0, NULL);
	assert_int_equal(sealed.s.n[SBI_COUNT_tls_closed], 0);
	assert_string_equal(inside(&sealed), plain.log.p);
	end();
}

static void a_second_hello_is_no_other_connection(void **state)
{
	(void)state;
	struct pair_how h = usual;
	h.groups[0] = "X25519:P-256";
	h.groups[1] = "P-256";
	begin(&h);
	pair_handshake();
	speak(1, 100);
	listen(pair.keys, 0, NULL);
	assert_int_equal(sealed.s.n[SBI_COUNT_hellos], 4);
	assert_int_equal(sealed.s.n[SBI_COUNT_tls_closed], 0);
	assert_string_equal(inside(&sealed), plain.log.p);
	end();
}

/* A connection with early data: taken, refused, and refused with another hello. */
static void early(const char *group, uint32_t limit, bool with_its_key)
{
	static const char ask[] = "GET /metrics HTTP/1.1\r\nHost: early\r\n\r\n";
	struct pair_how h = usual;
	size_t n;
	h.early = 16384;
	h.groups[0] = "X25519:P-256";
	begin(&h);
	pair_handshake();
	pair_say(1, "x", 1); /* a ticket comes with it */
	SSL_SESSION *session = pair.session;
	pair.session = NULL;
	pair_must(session != NULL && SSL_SESSION_get_max_early_data(session) > 0);
	SSL_CTX_set_max_early_data(pair.ctx[1], limit);
	if (group)
		pair_must(SSL_CTX_set1_groups_list(pair.ctx[1], group) == 1);
	pair_connect();
	pair.keys[0] = '\0';
	SSL_set_session(pair.ssl[0], session);
	pair_must(SSL_write_early_data(pair.ssl[0], ask, sizeof ask - 1, &n) == 1);
	pair_carry(0);
	uint8_t heard[256];
	int did = SSL_READ_EARLY_DATA_SUCCESS;
	while (did == SSL_READ_EARLY_DATA_SUCCESS)
		did = SSL_read_early_data(pair.ssl[1], heard, sizeof heard, &n);
	pair_carry(1);
	pair_handshake();
	bool taken = SSL_get_early_data_status(pair.ssl[0]) == SSL_EARLY_DATA_ACCEPTED;
	assert_int_equal(taken, limit > 0 && group == NULL);
	if (with_its_key) /* it was sent, whether it was taken or not */
		seen_event(&plain, 0, PAYLOAD_DATA, ask, sizeof ask - 1, 0);
	speak(1, 300);
	char *line = strstr(pair.keys, "CLIENT_EARLY");
	pair_must(line != NULL);
	if (!with_its_key)
		line[0] = '#';
	listen(pair.keys, 0, NULL);
	SSL_SESSION_free(session);
	assert_int_equal(sealed.s.n[SBI_COUNT_tls_lost], 0);
	assert_int_equal(sealed.s.n[SBI_COUNT_tls_closed] > 0, !with_its_key);
	assert_string_equal(inside(&sealed), plain.log.p);
	end();
}

static void early_data_are_read(void **state)
{
	(void)state;
	early(NULL, 16384, true);
	early(NULL, 16384, false);
	early(NULL, 0, true);
	early(NULL, 0, false);
	early("P-256", 16384, true);
	early("P-256", 16384, false);
}

static void a_session_goes_on_in_another_connection(void **state)
{
	(void)state;
	begin(&older);
	pair_handshake();
	pair_say(1, "x", 1);
	SSL_SESSION *session = pair.session;
	pair.session = NULL;
	pair_connect();
	pair_must(session != NULL && SSL_set_session(pair.ssl[0], session) == 1);
	pair_handshake();
	assert_true(SSL_session_reused(pair.ssl[0]));
	speak(1, 100);
	listen(pair.keys, 0, NULL);
	SSL_SESSION_free(session);
	assert_string_equal(inside(&sealed), plain.log.p);
	end();
}

static void renegotiation_is_told(void **state)
{
	(void)state;
	struct pair_how h = older;
	begin(&h);
	pair_handshake();
	speak(1, 100);
	size_t before = plain.log.n;
	pair_must(SSL_renegotiate(pair.ssl[0]) == 1);
	for (unsigned i = 0; i < 4; i++) {
		SSL_do_handshake(pair.ssl[0]);
		pair_carry(0);
		pair_hear(1);
		pair_hear(0);
	}
	listen(pair.keys, 0, NULL);
	assert_int_equal(sealed.s.n[SBI_COUNT_tls_renegotiated], 1);
	assert_memory_equal(inside(&sealed), plain.log.p, before);
	end();
}

static void without_keys_nothing_is_said(void **state)
{
	(void)state;
	const struct pair_how *how[] = { &usual, &older };
	for (unsigned i = 0; i < 2; i++) {
		begin(how[i]);
		pair_handshake();
		speak(1, 100);
		listen("", 0, NULL);
		assert_int_equal(sealed.s.n[SBI_COUNT_tls_no_key], 1);
		assert_true(sealed.s.n[SBI_COUNT_tls_closed] > 200);
		assert_int_equal(sealed.messages, 2);
		end();
		begin(how[i]);
		pair_handshake();
		speak(1, 100);
		listen(pair.keys, pair.pieces - 2, NULL); /* the hellos were before us */
		assert_int_equal(sealed.s.n[SBI_COUNT_tls_late], 1);
		assert_true(sealed.s.n[SBI_COUNT_tls_closed] > 30);
		assert_int_equal(sealed.messages, 0);
		end();
	}
}

static void what_cannot_be_opened_says_why(void **state)
{
	(void)state;
	begin(&(struct pair_how){ .version = TLS1_1_VERSION, .suite = "AES128-SHA" });
	pair_handshake();
	speak(1, 100);
	listen(pair.keys, 0, NULL);
	assert_int_equal(sealed.s.n[SBI_COUNT_tls_version], 1);
	assert_int_equal(sealed.messages, 2);
	end();
	begin(&(struct pair_how){ .version = TLS1_2_VERSION, .suite = "ECDHE-RSA-CAMELLIA128-SHA256" });
	pair_handshake();
	speak(1, 100);
	listen(pair.keys, 0, NULL);
	assert_int_equal(sealed.s.n[SBI_COUNT_tls_suite], 1);
	assert_int_equal(sealed.messages, 2);
	end();
}

/* Every message there is one of those without the hole, but for those that say what they lack; what
 * tells is the body, for an answer need not know its request. */
static bool nothing_made_up(const char *got, const char *all)
{
	while (*got != '\0') {
		size_t n = (size_t)(strchr(got, '\n') - got) + 1;
		const char *own = memmem(got, n, "binary=", 7);
		size_t owns = own == NULL ? 0 : n - (size_t)(own - got);
		if (own != NULL && memmem(all, strlen(all), own, owns) == NULL && memmem(got, n, " cut", 4) == NULL &&
		    memmem(got, n, " open", 5) == NULL)
			return false;
		got += n;
	}
	return true;
}

static void behind_a_hole_records_are_found_again(void **state)
{
	(void)state;
	uint64_t found = 0, lost = 0, all = 0;
	for (unsigned turn = 0; turn < 120; turn++) {
		begin(turn % 3 ? turn % 3 == 1 ? &usual : &older :
		      &(struct pair_how){ .version = TLS1_2_VERSION, .suite = "ECDHE-RSA-AES128-SHA256" });
		pair_handshake();
		size_t first = pair.pieces;
		for (unsigned i = 0; i < 8; i++)
			speak(i, turn % 2 ? 2000 : 50);
		size_t drop[3] = { first + upto(pair.pieces - first - 1), 0, 0 };
		drop[1] = turn % 4 ? upto(pair.piece[drop[0]].n - 1) : 0;
		drop[2] = drop[0] + upto(3);
		listen(pair.keys, 0, drop);
		assert_true(nothing_made_up(inside(&sealed), plain.log.p));
		found += sealed.s.n[SBI_COUNT_tls_found];
		lost += sealed.s.n[SBI_COUNT_tls_lost];
		all += sealed.s.n[SBI_COUNT_messages];
		end();
	}
	assert_true(found > 30);
	assert_int_equal(lost, 0);
	assert_true(all > 120 * 10);
}

/* Of a record that somebody changed nothing is shown, nor of what follows it. */
static void a_changed_record_ends_it(void **state)
{
	(void)state;
	for (unsigned turn = 0; turn < 60; turn++) {
		begin(turn % 2 ? &usual : &older);
		pair_handshake();
		size_t first = pair.pieces;
		for (unsigned i = 0; i < 4; i++)
			speak(i, 200);
		size_t which = first + upto(pair.pieces - first - 1);
		pair.wire[pair.piece[which].at + upto(pair.piece[which].n - 1)] ^= (uint8_t)(1u << upto(7));
		listen(pair.keys, 0, NULL);
		assert_true(nothing_made_up(inside(&sealed), plain.log.p));
		end();
	}
}

static void a_key_log_may_hold_anything(void **state)
{
	static const char text[] =
		"# a comment\r\n\nCLIENT_RANDOM 00 11\n"
		"CLIENT_RANDOM 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1F "
		"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF\r\n"
		"EXPORTER_SECRET 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f 00\n"
		"RSA 0011223344556677 00\nnonsense\n"
		"SERVER_TRAFFIC_SECRET_0 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f "
		"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
	(void)state;
	uint8_t random[TLS_RANDOM];
	for (unsigned i = 0; i < TLS_RANDOM; i++)
		random[i] = (uint8_t)i;
	for (size_t chunk = 1; chunk < sizeof text; chunk += 7) {
		struct arena a = arena_reserve(64 << 20, "keys");
		char *start = a.beg;
		struct tls_keys k;
		size_t from = 0;
		tls_keys_init(&k, &a);
		for (size_t end = chunk; from < sizeof text - 1; end += chunk) {
			end = end < sizeof text - 1 ? end : sizeof text - 1;
			from += tls_keys_take(&k, (struct span){ (const uint8_t *)text + from, end - from },
			                      end == sizeof text - 1);
		}
		assert_int_equal(k.secrets, 2);
		assert_int_equal(k.bad, 3);
		assert_int_equal(k.first_bad, 3);
		struct span s = tls_keys_find(&k, random, TLS_MASTER);
		assert_int_equal(s.n, 48);
		assert_int_equal(s.p[47], 0xff);
		assert_int_equal(tls_keys_find(&k, random, TLS_SERVER_TRAFFIC).n, 32);
		assert_int_equal(tls_keys_find(&k, random, TLS_CLIENT_TRAFFIC).n, 0);
		tls_keys_wipe(&k);
		assert_int_equal(tls_keys_find(&k, random, TLS_MASTER).n, 0);
		arena_release(&a, start);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_suite_of_1_2_is_opened),
		cmocka_unit_test(every_suite_of_1_3_is_opened),
		cmocka_unit_test(keys_are_followed_when_they_change),
		cmocka_unit_test(a_second_hello_is_no_other_connection),
		cmocka_unit_test(early_data_are_read),
		cmocka_unit_test(a_session_goes_on_in_another_connection),
		cmocka_unit_test(renegotiation_is_told),
		cmocka_unit_test(without_keys_nothing_is_said),
		cmocka_unit_test(what_cannot_be_opened_says_why),
		cmocka_unit_test(behind_a_hole_records_are_found_again),
		cmocka_unit_test(a_changed_record_ends_it),
		cmocka_unit_test(a_key_log_may_hold_anything),
	};
	pair_certify();
	r = rng_of(7, 0);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	for (unsigned i = 0; i < 2; i++) {
		EVP_PKEY_free(pair_key[i]);
		X509_free(pair_cert[i]);
	}
	return failed;
}
