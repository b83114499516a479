/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <zlib.h>

#include "sbi_seen.h"

static struct seen s;
static struct octets to, from, part;

enum { DATA, HEADERS, PRIORITY, RST, SETTINGS, PUSH, PING, GOAWAY, WINDOW, CONTINUATION };
enum { END_STREAM = 1, END_HEADERS = 4, PADDED = 8 };

#define PATH "/nudm-uecm/v1/imsi-001019876543210/registrations/amf-3gpp-access?a=1&dnn=x"

static const uint8_t nas[] = { 0x2e, 0x01, 0x01, 0xc1, 0xff, 0xff, 0x91 };

static void lines(struct octets *o, const char *first, const char *a, const char *second, const char *b)
{
	o->n = 0;
	put_line(o, first, a);
	if (second != NULL)
		put_line(o, second, b);
}

/* One exchange on stream 1: headers in two frames, a body in two frames, one of them padded. */
static void exchange(void)
{
	to.n = from.n = 0;
	put_text(&to, preface);
	put_frame(&to, SETTINGS, 0, 0, "", 0);
	lines(&part, ":method", "PUT", ":path", PATH);
	put_line(&part, "content-type", "application/json");
	put_frame(&to, HEADERS, 0, 1, part.p, 9);
	put_frame(&to, CONTINUATION, END_HEADERS, 1, part.p + 9, part.n - 9);
	put_frame(&to, PING, 0, 0, "12345678", 8);
	put_frame(&to, DATA, 0, 1, "{\"amfInstanceId\":\"x\",\"pur", 25);
	put_frame(&to, DATA, PADDED | END_STREAM, 1, "\3geFlag\":true}\0\0\0", 17);
	put_frame(&from, SETTINGS, 1, 0, "", 0);
	lines(&part, ":status", "103", NULL, NULL);
	put_frame(&from, HEADERS, END_HEADERS, 1, part.p, part.n);
	lines(&part, ":status", "201", "location", "here");
	put_frame(&from, HEADERS, END_HEADERS, 1, part.p, part.n);
	put_frame(&from, DATA, 0, 1, "[1,-2,2.5]", 10);
	lines(&part, "etag", "7", NULL, NULL);
	put_frame(&from, HEADERS, END_HEADERS | END_STREAM, 1, part.p, part.n);
}

#define REQUEST "method=PUT uri=" PATH " "
#define QUERY "ueId=imsi-001019876543210 query .other-name=a .other-value=1 .dnn=x"
#define SERVICE "service=nudm-uecm api-version=v1 "

static const char expected[] =
	"2/0 3GppRegistration " REQUEST "content-type=application/json " SERVICE QUERY
	" body .amfInstanceId=x .purgeFlag=true\n"
	"2/1 3GppRegistration " REQUEST "status-code=103 " SERVICE QUERY "\n"
	"2/1 3GppRegistration " REQUEST "status-code=201 location=here etag=7 " SERVICE QUERY
	" body .body=1 .body=-2 .body=2.5\n";

static void an_exchange_of_http2_becomes_its_messages(void **state)
{
	(void)state;
	exchange();
	seen_begin(&s);
	seen_octets(&s, 0, &to);
	seen_octets(&s, 1, &from);
	sbi_end(&s.s);
	assert_string_equal(s.log.p, expected);
	seen_end(&s);
}

static void cut_anywhere_into_two_it_is_the_same(void **state)
{
	(void)state;
	exchange();
	for (size_t cut = 1; cut < to.n; cut++) {
		seen_begin(&s);
		seen_event(&s, 0, PAYLOAD_DATA, to.p, cut, 0);
		seen_event(&s, 0, PAYLOAD_DATA, to.p + cut, to.n - cut, 0);
		size_t half = cut % (from.n - 1) + 1;
		seen_event(&s, 1, PAYLOAD_DATA, from.p, half, 0);
		seen_event(&s, 1, PAYLOAD_DATA, from.p + half, from.n - half, 0);
		assert_string_equal(s.log.p, expected);
		seen_end(&s);
	}
}

static void octet_by_octet_it_is_the_same(void **state)
{
	(void)state;
	exchange();
	seen_begin(&s);
	for (size_t i = 0; i < to.n; i++)
		seen_event(&s, 0, PAYLOAD_DATA, to.p + i, 1, 0);
	for (size_t i = 0; i < from.n; i++)
		seen_event(&s, 1, PAYLOAD_DATA, from.p + i, 1, 0);
	assert_string_equal(s.log.p, expected);
	seen_end(&s);
}

static void every_prefix_ends_as_cut_or_not_at_all(void **state)
{
	(void)state;
	exchange();
	for (size_t n = 0; n < to.n; n++) {
		seen_begin(&s);
		seen_event(&s, 0, PAYLOAD_DATA, to.p, n, 0);
		sbi_end(&s.s);
		assert_true(s.messages <= 1);
		if (s.messages == 1)
			assert_non_null(strstr(s.log.p, " open "));
		seen_end(&s);
	}
}

static void in_the_middle_frames_are_recognised(void **state)
{
	(void)state;
	exchange();
	seen_begin(&s);
	size_t head = strlen(preface) + 9;
	seen_event(&s, 0, PAYLOAD_DATA, to.p + head, to.n - head, 0);
	assert_int_equal(s.messages, 1);
	assert_int_equal(s.s.n[SBI_COUNT_http2], 1);
	assert_memory_equal(s.log.p, expected, s.log.n);
	seen_end(&s);
}

static void what_the_table_held_before_is_unknown(void **state)
{
	(void)state;
	seen_begin(&s);
	to.n = 0;
	/* Index 62 is of before; 0x83 is POST; 0x44 inserts a path, which 0xbe is then. */
	put_frame(&to, HEADERS, END_HEADERS | END_STREAM, 1, "\xbe\x83\x44\x02/x", 6);
	put_frame(&to, HEADERS, END_HEADERS | END_STREAM, 3, "\xc0\xbe\xbf", 3);
	seen_octets(&s, 0, &to);
	sbi_end(&s.s);
	assert_string_equal(s.log.p,
	                    "2/0 other-message lost other-header .unknown-state-lost= method=POST uri=/x\n"
	                    "2/0 other-message lost other-header .unknown-state-lost= uri=/x other-header "
	                    ".unknown-state-lost= method .unknown-state-lost=\n");
	seen_end(&s);
}

static void a_hole_in_data_is_told_and_passed(void **state)
{
	(void)state;
	exchange();
	seen_begin(&s);
	size_t hole = to.n - 9 - 17 - 20; /* inside of the first DATA frame */
	seen_event(&s, 0, PAYLOAD_DATA, to.p, hole, 0);
	seen_event(&s, 0, PAYLOAD_DATA, to.p + hole + 5, to.n - hole - 5, 5);
	assert_non_null(strstr(s.log.p, "2/0 3GppRegistration cut method=PUT"));
	assert_int_equal(s.s.n[SBI_COUNT_lost], 0);
	seen_end(&s);
}

static void a_hole_in_the_last_frame_ends_it_all_the_same(void **state)
{
	(void)state;
	exchange();
	seen_begin(&s);
	for (size_t n = 1; n < 10; n++) { /* to the end of the frame when n is 10 */
		seen_end(&s);
		seen_begin(&s);
		seen_event(&s, 0, PAYLOAD_DATA, to.p, to.n - 10, 0);
		seen_event(&s, 0, PAYLOAD_DATA, to.p + to.n - 10 + n, 10 - n, n);
		assert_int_equal(s.messages, 1);
		assert_non_null(strstr(s.log.p, "2/0 3GppRegistration cut method=PUT"));
	}
	seen_end(&s);
}

static struct pdu json(const char *z)
{
	static struct field fields[PDU_FIELDS];
	part.n = 0;
	put(&part, "\xff", 1);
	put_text(&part, z);
	return decode(PROTO_SBI, (struct span){ part.p, part.n }, fields, PDU_FIELDS);
}

static unsigned damage(const struct pdu *p)
{
	for (uint32_t i = 0; i < p->n; i++)
		if (p->f[i].kind == FIELD_DAMAGED)
			return (unsigned)p->f[i].num;
	return DAMAGE_NONE;
}

static void json_says_what_is_wrong_with_it(void **state)
{
	static const struct {
		const char *text;
		unsigned why;
	} cases[] = {
		{ "{}", DAMAGE_NONE }, { " [ 1 , {\"a\" : null} ]\n", DAMAGE_NONE },
		{ "[[],{},\"\\\"\"]", DAMAGE_NONE },
		{ "{", DAMAGE_SHORT }, { "{\"a\"", DAMAGE_SHORT }, { "[\"a", DAMAGE_SHORT },
		{ "[1", DAMAGE_SHORT },
		{ "[1 2]", DAMAGE_RANGE }, { "{1:2}", DAMAGE_RANGE }, { "[tru]", DAMAGE_RANGE },
		{ "[1]]", DAMAGE_LEFT },
		{ "{\"a\":}", DAMAGE_RANGE }, { "[}", DAMAGE_RANGE }, { "[\"\n\"]", DAMAGE_RANGE },
	};
	char deep[300];
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct pdu p = json(cases[i].text);
		assert_int_equal(damage(&p), cases[i].why);
		assert_int_equal(p.depth, 0);
	}
	memset(deep, '[', sizeof deep);
	deep[299] = '\0';
	struct pdu p = json(deep);
	assert_int_equal(damage(&p), DAMAGE_DEEP);
}

static void numbers_keep_their_value(void **state)
{
	(void)state;
	struct pdu p = json("{\"sst\":255,\"5qi\":-9,\"load\":1e3,\"tac\":99999999999999999999}");
	assert_int_equal(pdu_num(&p, F_SBI_SST, 0), 255);
	assert_true((int64_t)pdu_num(&p, F_SBI_5QI, 0) == -9);
	assert_int_equal(pdu_bytes(&p, F_SBI_LOAD).n, 3);
	assert_int_equal(pdu_bytes(&p, F_SBI_TAC).n, 20);
}

static void a_hole_over_frames_is_followed_by_finding_the_next(void **state)
{
	(void)state;
	exchange();
	seen_begin(&s);
	seen_event(&s, 0, PAYLOAD_DATA, to.p, 60, 0);
	part.n = 0;
	put_text(&part, "rest of what was lost");
	struct octets *next = &from;
	next->n = 0;
	put(next, part.p, part.n);
	lines(&part, ":method", "GET", ":path", "/nnrf-disc/v1/nf-instances");
	put_frame(next, HEADERS, END_HEADERS | END_STREAM, 5, part.p, part.n);
	seen_event(&s, 0, PAYLOAD_DATA, next->p, next->n, 70000);
	assert_non_null(strstr(s.log.p, "2/0 SearchNFInstances method=GET"));
	assert_int_equal(s.s.n[SBI_COUNT_found], 1);
	seen_end(&s);
}

static void a_reset_gives_the_answer_up(void **state)
{
	(void)state;
	seen_begin(&s);
	to.n = from.n = 0;
	put_text(&to, preface);
	lines(&part, ":method", "GET", ":path", "/nnrf-disc/v1/nf-instances");
	put_frame(&to, HEADERS, END_HEADERS | END_STREAM, 1, part.p, part.n);
	put_frame(&from, SETTINGS, 0, 0, "", 0);
	put_frame(&from, RST, 0, 1, "\0\0\0\7", 4);
	seen_octets(&s, 0, &to);
	seen_octets(&s, 1, &from);
	assert_non_null(strstr(s.log.p, "2/1 SearchNFInstances given-up method=GET"));
	assert_non_null(strstr(s.log.p, " reset=7"));
	seen_end(&s);
}

static void a_promised_request_is_of_the_other_side(void **state)
{
	(void)state;
	seen_begin(&s);
	to.n = from.n = 0;
	put_text(&to, preface);
	put_frame(&from, SETTINGS, 0, 0, "", 0);
	part.n = 0;
	put(&part, "\0\0\0\2", 4);
	put_line(&part, ":method", "GET");
	put_frame(&from, PUSH, END_HEADERS, 1, part.p, part.n);
	seen_octets(&s, 0, &to);
	seen_octets(&s, 1, &from);
	assert_string_equal(s.log.p, "2/0 other-message pushed method=GET\n");
	seen_end(&s);
}

static const char one[] = "POST /nausf-auth/v1/ue-authentications HTTP/1.1\r\nHost: a\r\nContent-Length: 16\r\n"
                          "Content-Type: application/json\r\n\r\n{\"odd\":{\"dnn\":1}GET /nnrf-disc/v1/nf-instances "
                          "HTTP/1.1\r\n\r\nHEAD / HTTP/1.1\r\n\r\n";
static const char two[] = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n"
                          "2;x=y\r\n[1\r\n1\r\n]\r\n0\r\nETag: 3\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"
                          "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n";
static const char http1[] =
	"1/0 AuthenticateUe method=POST uri=/nausf-auth/v1/ue-authentications host=a content-length=16 "
	"content-type=application/json service=nausf-auth api-version=v1 body .other-name=odd .other-value .dnn=1 "
	".body=ends too early\n"
	"1/0 SearchNFInstances method=GET uri=/nnrf-disc/v1/nf-instances service=nnrf-disc api-version=v1\n"
	"1/0 other-message method=HEAD uri=/\n"
	"1/1 AuthenticateUe method=POST uri=/nausf-auth/v1/ue-authentications status-code=100 service=nausf-auth "
	"api-version=v1\n"
	"1/1 AuthenticateUe method=POST uri=/nausf-auth/v1/ue-authentications status-code=201 "
	"transfer-encoding=chunked etag=3 service=nausf-auth api-version=v1 body .body=1\n"
	"1/1 SearchNFInstances method=GET uri=/nnrf-disc/v1/nf-instances status-code=204 service=nnrf-disc "
	"api-version=v1\n"
	"1/1 other-message method=HEAD uri=/ status-code=200 content-length=9\n";

static void http1_keeps_the_connection(void **state)
{
	(void)state;
	for (size_t cut = 0; cut < sizeof one - 1; cut++) {
		seen_begin(&s);
		size_t half = cut % (sizeof two - 1);
		seen_event(&s, 0, PAYLOAD_DATA, one, cut, 0);
		seen_event(&s, 0, PAYLOAD_DATA, one + cut, sizeof one - 1 - cut, 0);
		seen_event(&s, 1, PAYLOAD_DATA, two, half, 0);
		seen_event(&s, 1, PAYLOAD_DATA, two + half, sizeof two - 1 - half, 0);
		sbi_end(&s.s);
		assert_string_equal(s.log.p, http1);
		seen_end(&s);
	}
}

static void http1_holes_and_what_comes_behind(void **state)
{
	(void)state;
	seen_begin(&s);
	seen_text(&s, 0, "PUT /a HTTP/1.1\r\nContent-Length: 10\r\n\r\nab");
	seen_event(&s, 0, PAYLOAD_DATA, "ij", 2, 6);
	seen_text(&s, 0, "PUT /b HTTP/1.1\r\nContent-Length: 10\r\n\r\nab");
	seen_event(&s, 0, PAYLOAD_DATA, "??", 2, 60);
	seen_text(&s, 0, "GET /c HTTP/1.1\r\n\r\n");
	seen_text(&s, 1, "HTTP/1.1 200 OK\r\n\r\nuntil the end");
	seen_event(&s, 1, PAYLOAD_END, "", 0, 0);
	sbi_end(&s.s);
	assert_string_equal(s.log.p, "1/0 other-message cut method=PUT uri=/a content-length=10 binary=6162696a\n"
	                             "1/0 other-message method=GET uri=/c\n"
	                             "1/1 other-message method=GET uri=/c status-code=200 "
	                             "binary=756e74696c2074686520656e64\n"
	                             "1/0 other-message cut open method=PUT uri=/b content-length=10 "
	                             "binary=6162\n");
	seen_end(&s);
}

static void h2c_goes_on_in_http2(void **state)
{
	(void)state;
	seen_begin(&s);
	seen_text(&s, 0, "GET /x HTTP/1.1\r\nUpgrade: h2c\r\n\r\n");
	from.n = to.n = 0;
	put_text(&from, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n");
	put_frame(&from, SETTINGS, 0, 0, "", 0);
	put_frame(&from, HEADERS, END_HEADERS | END_STREAM, 1, "\x89", 1);
	seen_octets(&s, 1, &from);
	put_text(&to, preface);
	lines(&part, ":method", "GET", ":path", "/y");
	put_frame(&to, HEADERS, END_HEADERS | END_STREAM, 3, part.p, part.n);
	seen_octets(&s, 0, &to);
	sbi_end(&s.s);
	assert_non_null(strstr(s.log.p, "2/1 other-message status-code=204"));
	assert_non_null(strstr(s.log.p, "2/0 other-message method=GET uri=/y"));
	seen_end(&s);
}

static void send_nas(const void *octets, size_t n)
{
	seen_begin(&s);
	part.n = to.n = 0;
	put_text(&part, "--b\r\nContent-Type: application/json\r\n\r\n{\"n1SmMsg\":{\"contentId\":\"n1\"}}\r\n"
	                "--b\r\nContent-Type: application/vnd.3gpp.5gnas\r\nContent-Id: n1\r\n\r\n");
	put(&part, octets, n);
	put_text(&part, "\r\n--b--\r\n");
	char head[256];
	snprintf(head, sizeof head, "POST /nsmf-pdusession/v1/sm-contexts HTTP/1.1\r\nContent-Length: %zu\r\n"
	         "Content-Type: multipart/related; boundary=\"b\"\r\n\r\n", part.n);
	put_text(&to, head);
	put(&to, part.p, part.n);
	seen_octets(&s, 0, &to);
}

static void parts_are_decoded(void **state)
{
	(void)state;
	send_nas(nas, sizeof nas);
	assert_non_null(strstr(s.log.p, "PostSmContexts"));
	assert_non_null(strstr(s.log.p, ".n1SmMsg .contentId=n1"));
	assert_non_null(strstr(s.log.p, ".PDU-session-identity=1"));
	assert_null(strstr(s.log.p, "too early"));
	seen_end(&s);
}

static void between_networks_a_message_of_nas_has_no_head(void **state)
{
	static const uint8_t bare[] = { 0xc1, 0x93, 0xa1 }, unknown[] = { 0x11, 0x22 };
	(void)state;
	send_nas(bare, sizeof bare);
	assert_non_null(strstr(s.log.p, ".PDU-session-establishment-request .message-code=193 "
	                                ".PDU-session-type=IPv4v6"));
	assert_null(strstr(s.log.p, "missing"));
	seen_end(&s);
	send_nas(unknown, sizeof unknown);
	assert_non_null(strstr(s.log.p, "unknown-message"));
	seen_end(&s);
}

static void too_many_connections_are_forgotten_and_counted(void **state)
{
	(void)state;
	seen_begin(&s);
	for (s.flow = 1; s.flow <= SBI_CONNECTIONS + 10; s.flow++) {
		s.at[0] = 0;
		seen_text(&s, 0, "PUT /a HTTP/1.1\r\nContent-Length: 10\r\n\r\n");
	}
	assert_int_equal(s.s.n[SBI_COUNT_connections_evicted], 10);
	assert_int_equal(s.messages, 10);
	sbi_end(&s.s);
	assert_int_equal(s.messages, SBI_CONNECTIONS + 10);
	seen_end(&s);
}

/* A ClientHello with a server name and ALPN, in two records. */
static void client_hello(void)
{
	static const char body[] = "\3\3" "0123456789abcdef0123456789abcdef" "\0" "\0\2\x13\1" "\1\0" "\0\x21"
	                           "\0\0\0\x10\0\x0e\0\0\x0b" "amf.example" "\0\x10\0\5\0\3\2h2" "\0\x63\0\0";
	size_t n = sizeof body - 1;
	to.n = part.n = 0;
	put(&part, (uint8_t[4]){ 1, 0, 0, (uint8_t)n }, 4);
	put(&part, body, n);
	put(&to, "\x16\3\1\0\x14", 5);
	put(&to, part.p, 20);
	put(&to, (uint8_t[5]){ 22, 3, 1, 0, (uint8_t)(part.n - 20) }, 5);
	put(&to, part.p + 20, part.n - 20);
	put_text(&to, "\x17\3\3 what follows is closed");
}

static void a_hello_of_tls_says_what_it_says(void **state)
{
	static const char want[] =
		"0/0 ClientHello legacy-version=TLS 1.2 random=3031323334353637383961626364656630313233343536373839"
		"616263646566 session-id= cipher-suite=TLS_AES_128_GCM_SHA256 compression-methods=00 extension "
		".extension-type=server_name .server-name=amf.example extension .extension-type="
		"application_layer_protocol_negotiation .alpn=h2 extension .extension-type=99 .extension-data=\n";
	(void)state;
	client_hello();
	for (size_t cut = 1; cut < to.n; cut++) {
		seen_begin(&s);
		seen_event(&s, 0, PAYLOAD_DATA, to.p, cut, 0);
		seen_event(&s, 0, PAYLOAD_DATA, to.p + cut, to.n - cut, 0);
		sbi_end(&s.s);
		assert_string_equal(s.log.p, want);
		seen_end(&s);
	}
}

/* gzip of "{\"supi\":\"imsi-1\"}", and as many zeros as fit. */
static void packed(struct octets *o, const char *encoding, const uint8_t *body, size_t n)
{
	char head[256];
	o->n = 0;
	snprintf(head, sizeof head, "POST /x HTTP/1.1\r\nContent-Encoding: %s\r\nContent-Type: application/json\r\n"
	         "Content-Length: %zu\r\n\r\n", encoding, n);
	put_text(o, head);
	put(o, body, n);
}

static size_t pack(const void *p, size_t n, int window, uint8_t *out, size_t room)
{
	z_stream z = { 0 };
	deflateInit2(&z, 9, Z_DEFLATED, window, 9, Z_DEFAULT_STRATEGY);
	z.next_in = (Bytef *)(uintptr_t)p;
	z.avail_in = (uInt)n;
	z.next_out = out;
	z.avail_out = (uInt)room;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	n = room - z.avail_out;
	deflateEnd(&z);
	return n;
}

static void packed_bodies_are_unpacked_within_limits(void **state)
{
	static const char json[] = "{\"dnn\":\"internet\"}";
	static const struct { const char *encoding; int window; } how[] = { { "gzip", 31 }, { "deflate", 15 },
		                                                            { "deflate", -15 } };
	static uint8_t body[1 << 14], zeros[1 << 20];
	static struct octets o;
	(void)state;
	for (size_t i = 0; i < COUNT(how); i++) {
		size_t n = pack(json, sizeof json - 1, how[i].window, body, sizeof body);
		seen_begin(&s);
		packed(&o, how[i].encoding, body, n);
		seen_octets(&s, 0, &o);
		body[n / 2] ^= 0x55; /* damaged: it stays as it came */
		packed(&o, how[i].encoding, body, n);
		seen_octets(&s, 0, &o);
		n = pack(zeros, sizeof zeros, how[i].window, body, sizeof body);
		packed(&o, how[i].encoding, body, n);
		seen_octets(&s, 0, &o);
		packed(&o, "br", body, 9);
		seen_octets(&s, 0, &o);
		sbi_end(&s.s);
		assert_non_null(strstr(s.log.p, "dnn=internet"));
		assert_int_equal(s.messages, 4);
		assert_int_equal(s.s.n[SBI_COUNT_unpacked] + s.s.n[SBI_COUNT_stays_packed], 3);
		assert_true(s.s.n[SBI_COUNT_stays_packed] >= 1);
		seen_end(&s);
	}
}

/* A message between two SEPP (TS 29.573 6.2): what is sealed is named so, and nothing of it is shown as readable. */
static void n32f_names_what_is_sealed(void **state)
{
	static const char body[] =
		"{\"reformattedData\":{\"protected\":\"eyJ\",\"aad\":\"e30\",\"iv\":\"AA\","
		"\"ciphertext\":\"Zm9v\",\"tag\":\"BB\"},"
		"\"modificationsBlock\":[{\"payload\":\"e30\",\"protected\":\"eyJ\",\"signature\":\"CC\"}]}";
	static struct octets o;
	char head[256];
	(void)state;
	snprintf(head, sizeof head, "POST /n32f-forward/v1/n32f-process HTTP/1.1\r\nContent-Type: application/json\r\n"
	         "Content-Length: %zu\r\n\r\n", sizeof body - 1);
	seen_begin(&s);
	put_text(&o, head);
	put(&o, body, sizeof body - 1);
	seen_octets(&s, 0, &o);
	sbi_end(&s.s);
	assert_non_null(strstr(s.log.p, "N32fProcess"));
	assert_non_null(strstr(s.log.p, " .reformattedData .protected=eyJ .aad=e30 .iv=AA .cipherText=Zm9v .tag=BB"));
	assert_non_null(strstr(s.log.p, " .modificationsBlock .payload=e30 .protected=eyJ .signature=CC"));
	assert_int_equal(s.flags & PDU_CIPHERED, PDU_CIPHERED);
	assert_true(field_private(F_SBI_CIPHERTEXT) && field_private(F_SBI_AAD) && field_private(F_SBI_PAYLOAD));
	seen_end(&s);
}

static void other_protocols_are_left_alone(void **state)
{
	(void)state;
	seen_begin(&s);
	seen_text(&s, 0, "SSH-2.0-OpenSSH");
	seen_event(&s, 1, PAYLOAD_DATA, "\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00", 10, 0);
	for (unsigned i = 0; i < 1000; i++)
		seen_event(&s, 0, PAYLOAD_DATA, "\x00\x00\x10\x00\x01\x00\x00\x00", 8, 0);
	sbi_end(&s.s);
	assert_string_equal(s.log.p, "0/1 ClientHello ClientHello=ends too early\n");
	s.flow = 2;
	seen_text(&s, 0, "OPTIONS sip:a@b SIP/2.0\r\nContent-Length: 0\r\n\r\n"); /* methods of other protocols */
	seen_text(&s, 1, "GET it");
	assert_int_equal(s.s.n[SBI_COUNT_http1], 0);
	assert_int_equal(s.s.n[SBI_COUNT_tls], 1);
	assert_true(s.s.n[SBI_COUNT_not_http] > 40);
	seen_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_exchange_of_http2_becomes_its_messages),
		cmocka_unit_test(cut_anywhere_into_two_it_is_the_same),
		cmocka_unit_test(octet_by_octet_it_is_the_same),
		cmocka_unit_test(every_prefix_ends_as_cut_or_not_at_all),
		cmocka_unit_test(in_the_middle_frames_are_recognised),
		cmocka_unit_test(what_the_table_held_before_is_unknown),
		cmocka_unit_test(a_hole_in_data_is_told_and_passed),
		cmocka_unit_test(a_hole_in_the_last_frame_ends_it_all_the_same),
		cmocka_unit_test(json_says_what_is_wrong_with_it),
		cmocka_unit_test(numbers_keep_their_value),
		cmocka_unit_test(a_hole_over_frames_is_followed_by_finding_the_next),
		cmocka_unit_test(a_reset_gives_the_answer_up),
		cmocka_unit_test(a_promised_request_is_of_the_other_side),
		cmocka_unit_test(http1_keeps_the_connection),
		cmocka_unit_test(http1_holes_and_what_comes_behind),
		cmocka_unit_test(h2c_goes_on_in_http2),
		cmocka_unit_test(parts_are_decoded),
		cmocka_unit_test(between_networks_a_message_of_nas_has_no_head),
		cmocka_unit_test(too_many_connections_are_forgotten_and_counted),
		cmocka_unit_test(a_hello_of_tls_says_what_it_says),
		cmocka_unit_test(packed_bodies_are_unpacked_within_limits),
		cmocka_unit_test(n32f_names_what_is_sealed),
		cmocka_unit_test(other_protocols_are_left_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
