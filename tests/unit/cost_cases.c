/* SPDX-License-Identifier: Apache-2.0
 *
 * cost_cases.c - normal traffic of each protocol, and the worst that we could think of
 */
#include "cost.h"
#include "samples.h"

enum { MTU = 1400, JUMBO = 60000, REPEAT = 100 };

/* --- packets --- */

static void packet(struct traffic *t)
{
	t->time += 1000000;
	t->packets++;
	t->octets += pb_span(&t->b).n;
	fb_packet(&t->f, t->time, &t->b);
	pb_clear(&t->b);
}

static void datagram(struct traffic *t, uint16_t port, const void *p, size_t n)
{
	pb_clear(&t->b);
	pb_octets(&t->b, p, n);
	pb_udp(&t->b, 9000, port);
	pb_ip4(&t->b, 17, 1, 2);
	packet(t);
}

static void data(struct traffic *t, uint32_t ppid, const void *p, size_t n)
{
	pb_clear(&t->b);
	t->tsn++;
	pb_data(&t->b, (struct pb_data){ t->tsn, ppid, 0, (uint16_t)t->tsn, PB_WHOLE }, p, n);
	pb_sctp(&t->b, 9487, 38412, 7);
	pb_ip4(&t->b, 132, 1, 2);
	packet(t);
}

static void segment(struct traffic *t, uint16_t port, uint32_t at, const void *p, size_t n)
{
	pb_clear(&t->b);
	pb_octets(&t->b, p, n);
	pb_tcp(&t->b, (struct pb_tcp){ 9000, port, 1 + at, 1, PB_ACK });
	pb_ip4(&t->b, 6, 1, 2);
	packet(t);
}

static void begin(struct traffic *t, uint16_t port)
{
	pb_clear(&t->b);
	pb_tcp(&t->b, (struct pb_tcp){ 9000, port, 0, 0, PB_SYN });
	pb_ip4(&t->b, 6, 1, 2);
	packet(t);
	t->sequence = 0;
}

/* The next octets of a stream, in segments of at most so many. */
static void stream(struct traffic *t, uint16_t port, const void *p, size_t n, size_t most)
{
	for (size_t at = 0, now; at < n; at += now) {
		now = n - at < most ? n - at : most;
		segment(t, port, t->sequence, (const uint8_t *)p + at, now);
		t->sequence += (uint32_t)now;
	}
}

/* --- octets --- */

static uint8_t raw[1 << 20];
static size_t n;

static void put(uint64_t v, unsigned octets)
{
	pb_be(raw + n, v, octets);
	n += octets;
}

static void text(const char *z)
{
	memcpy(raw + n, z, strlen(z));
	n += strlen(z);
}

static void fill(const char *z, size_t to)
{
	while (n + strlen(z) <= to)
		text(z);
}

/* Messages of tests/decode of one protocol, REPEAT times in all. */
static void normal(struct traffic *t, enum proto_id proto, uint32_t to)
{
	unsigned done = 0;
	if (count == 0 && (load_samples("samples.txt", 1) < 0 || load_samples("samples_tlv.txt", 1) < 0))
		exit(2);
	while (done < REPEAT) {
		unsigned before = done;
		for (size_t i = 0; i < count && done < REPEAT; i++) {
			const struct sample *s = &samples[i];
			if (s->proto != proto)
				continue;
			if (proto == PROTO_DIAMETER)
				stream(t, (uint16_t)to, s->raw, s->n, MTU);
			else if (proto == PROTO_NGAP || proto == PROTO_S1AP)
				data(t, to, s->raw, s->n);
			else
				datagram(t, (uint16_t)to, s->raw, s->n);
			done++;
		}
		if (done == before)
			exit(2);
	}
}

/* --- PFCP, GTP, Diameter --- */

static void pfcp_normal(struct traffic *t) { normal(t, PROTO_PFCP, 8805); }
static void gtpv2_normal(struct traffic *t) { normal(t, PROTO_GTPV2, 2123); }
static void gtpv1_normal(struct traffic *t) { normal(t, PROTO_GTPV1, 2123); }
static void gtpu_normal(struct traffic *t) { normal(t, PROTO_GTPU, 2152); }
static void diameter_normal(struct traffic *t)
{
	begin(t, 3868);
	normal(t, PROTO_DIAMETER, 3868);
}

static void pfcp_head(uint8_t code)
{
	n = 0;
	put(0x21, 1), put(code, 1), put(0, 2), put(7, 8), put(0x100, 4);
}

static void pfcp_send(struct traffic *t, unsigned times)
{
	pb_be(raw + 2, n - 4, 2);
	while (times-- > 0)
		datagram(t, 8805, raw, n);
}

static void pfcp_elements(size_t size, uint32_t element)
{
	pfcp_head(50);
	while (n + 4 <= size)
		put(element, 4);
}

static void pfcp_empty(struct traffic *t) { pfcp_elements(MTU, 0x00010000), pfcp_send(t, REPEAT); }
static void pfcp_unknown(struct traffic *t) { pfcp_elements(MTU, 0x7fff0000), pfcp_send(t, REPEAT); }
static void pfcp_large(struct traffic *t) { pfcp_elements(JUMBO, 0x00010000), pfcp_send(t, 20); }

/* Create PDR in Create PDR: each says that it has all that is left. */
static void pfcp_nested(size_t size, unsigned each)
{
	pfcp_head(50);
	for (unsigned depth = 1; n + 8 <= size; depth++) {
		size_t level = depth % each, end = n + 4 * (each - level) < size ? n + 4 * (each - level) : size;
		put(1, 2), put(end - n - 2, 2);
	}
}

static void pfcp_deep(struct traffic *t) { pfcp_nested(MTU, 30), pfcp_send(t, REPEAT); }
static void pfcp_deep_large(struct traffic *t) { pfcp_nested(JUMBO, 30), pfcp_send(t, 20); }
static void pfcp_to_the_end(struct traffic *t) { pfcp_nested(JUMBO, 60000), pfcp_send(t, 20); }

/* Private values between others: every one has to be found again when octets are shown. */
static void pfcp_private(size_t size)
{
	pfcp_head(50);
	put(1, 2), put(size - n - 2, 2);
	while (n + 12 <= size)
		put(141, 2), put(8, 2), put(0x0106214365870921, 8);
}

static void pfcp_hidden(struct traffic *t) { pfcp_private(MTU), pfcp_send(t, REPEAT); }
static void pfcp_hidden_large(struct traffic *t) { pfcp_private(JUMBO), pfcp_send(t, 20); }

static void gtpv2_tiny(struct traffic *t)
{
	n = 0;
	put(0x48, 1), put(32, 1), put(MTU - 4, 2), put(7, 4), put(0x100, 4);
	while (n + 4 <= MTU)
		put(0x4a000000, 4);
	for (unsigned i = 0; i < REPEAT; i++)
		datagram(t, 2123, raw, n);
}

static void gtpv1_tiny(struct traffic *t)
{
	n = 0;
	put(0x32, 1), put(16, 1), put(MTU - 8, 2), put(7, 4), put(0x10000, 4);
	while (n + 3 <= MTU)
		put(0x840000, 3);
	for (unsigned i = 0; i < REPEAT; i++)
		datagram(t, 2123, raw, n);
}

static void gtpu_extensions(struct traffic *t)
{
	n = 0;
	put(0x34, 1), put(26, 1), put(MTU - 8, 2), put(7, 4), put(0x00000085, 4);
	while (n + 4 <= MTU)
		put(0x01000085, 4);
	for (unsigned i = 0; i < REPEAT; i++)
		datagram(t, 2152, raw, n);
}

/* GTP in GTP, as deep as is followed, and deeper. */
static void gtpu_in_gtpu(struct traffic *t)
{
	for (unsigned i = 0; i < REPEAT; i++) {
		pb_clear(&t->b);
		for (unsigned depth = 0; depth < 30; depth++) {
			pb_gtpu(&t->b, depth);
			pb_udp(&t->b, 2152, 2152);
			pb_ip4(&t->b, 17, 1, 2);
		}
		packet(t);
	}
}

static void diameter_head(size_t size)
{
	n = 0;
	put(0x01000000 | size, 4), put(0x80000110, 4), put(4, 4), put(1, 4), put(2, 4);
}

static void diameter_tiny(struct traffic *t)
{
	begin(t, 3868);
	diameter_head(MTU - MTU % 8 + 4);
	while (n < MTU - MTU % 8 + 4)
		put(263, 4), put(0x40000008, 4);
	for (unsigned i = 0; i < REPEAT; i++)
		stream(t, 3868, raw, n, MTU + 100);
}

static void diameter_deep(struct traffic *t)
{
	begin(t, 3868);
	diameter_head(1412);
	while (n + 8 <= 1412)
		put(279, 4), put(0x40000000 | (1412 - n + 4), 4);
	for (unsigned i = 0; i < REPEAT; i++)
		stream(t, 3868, raw, n, MTU + 100);
}

static void diameter_one_octet(struct traffic *t)
{
	begin(t, 3868);
	diameter_head(5000);
	memset(raw + n, 0, 5000 - n);
	stream(t, 3868, raw, 5000, 1);
}

/* Octets of which each may begin a message. */
static void diameter_junk(struct traffic *t)
{
	begin(t, 3868);
	diameter_head(20);
	stream(t, 3868, raw, n, MTU);
	memset(raw, 1, MTU);
	for (unsigned i = 0; i < REPEAT; i++)
		stream(t, 3868, raw, MTU, MTU);
}

/* --- NGAP and NAS over SCTP --- */

static void ngap_normal(struct traffic *t) { normal(t, PROTO_NGAP, 60); }

/* UplinkNASTransport with elements that nobody described, or that are empty. */
static void ngap_elements(size_t size, uint16_t id)
{
	size_t elements = (size - 12) / 4;
	n = 0;
	put(0x002e40, 3), put(0x8000 | (elements * 4 + 3), 2), put(0, 1), put(elements, 2);
	for (; elements > 0; elements--)
		put(id, 2), put(0x4000, 2);
}

static void ngap_tiny(struct traffic *t)
{
	ngap_elements(MTU, 0xfff0);
	for (unsigned i = 0; i < REPEAT; i++)
		data(t, 60, raw, n);
}

static void ngap_empty(struct traffic *t)
{
	ngap_elements(MTU, 38); /* NAS-PDU */
	for (unsigned i = 0; i < REPEAT; i++)
		data(t, 60, raw, n);
}

static void ngap_in_nas(struct traffic *t, size_t nas)
{
	static uint8_t message[MTU + 64];
	size_t k = 0;
	pb_be(message, 0x002e40, 3), k += 3;
	pb_be(message + k, 0x8000 | (nas + 9), 2), k += 2;
	pb_be(message + k, 0x000001, 3), k += 3;
	pb_be(message + k, 0x002600, 3), k += 3;
	pb_be(message + k, 0x8000 | (nas + 2), 2), k += 2;
	pb_be(message + k, 0x8000 | nas, 2), k += 2;
	memcpy(message + k, raw, nas);
	for (unsigned i = 0; i < REPEAT; i++)
		data(t, 60, message, k + nas);
}

/* Messages in containers of messages, each behind a header that says that it is ciphered. */
static void nas_nested(struct traffic *t, uint8_t security)
{
	size_t all = 300;
	n = 0;
	while (n + 30 < all) {
		put(0x7e, 1), put(security, 1), put(0, 4), put(1, 1);
		put(0x7e0041, 3), put(0x79, 1), put(1, 2), put(0, 1);
		put(0x71, 1), put(all - n - 2, 2);
	}
	memset(raw + n, 0xff, all - n);
	n = all;
	ngap_in_nas(t, n);
}

static void nas_ciphered(struct traffic *t) { nas_nested(t, 2); }
static void nas_clear(struct traffic *t) { nas_nested(t, 1); }

static void nas_tiny(struct traffic *t)
{
	n = 0;
	put(0x7e0042, 3), put(0x0101, 2);
	while (n + 2 <= 1300)
		put(0x7700, 2);
	ngap_in_nas(t, n);
}

static void nas_sessions(struct traffic *t) /* half octets */
{
	n = 0;
	put(0x7e0041, 3), put(0x79, 1), put(1, 2), put(0, 1);
	while (n + 1 <= 1300)
		put(0xb0, 1);
	ngap_in_nas(t, n);
}

/* --- SCTP --- */

static void chunks(struct traffic *t, uint8_t type, size_t each, size_t size)
{
	for (unsigned i = 0; i < 20; i++) {
		pb_clear(&t->b);
		while (pb_span(&t->b).n + each < size)
			pb_chunk(&t->b, type, 0, 1, each);
		pb_sctp(&t->b, 9487, 38412, 7);
		pb_ip4(&t->b, 132, 1, 2);
		packet(t);
	}
}

static void chunk_bomb(struct traffic *t) { chunks(t, 63, 4, JUMBO); }
static void chunk_init(struct traffic *t) { chunks(t, 1, 20, JUMBO); }
static void chunk_abort(struct traffic *t) { chunks(t, 6, 4, JUMBO); }

static void tiny_messages(struct traffic *t, uint8_t flags, uint32_t step)
{
	static const uint8_t one = 0;
	for (unsigned i = 0; i < 20; i++) {
		pb_clear(&t->b);
		while (pb_span(&t->b).n + 20 < JUMBO) {
			t->tsn += step;
			pb_data(&t->b, (struct pb_data){ t->tsn, 60, 0, 0, flags }, &one, 1);
		}
		pb_sctp(&t->b, 9487, 38412, 7);
		pb_ip4(&t->b, 132, 1, 2);
		packet(t);
	}
}

static void data_tiny(struct traffic *t) { tiny_messages(t, PB_WHOLE, 1); }
static void data_parts(struct traffic *t) { tiny_messages(t, 0, 1); }
static void data_apart(struct traffic *t) { tiny_messages(t, 0, 3); }

/* --- IP --- */

static void udp_normal(struct traffic *t)
{
	memset(raw, 0, 100);
	for (unsigned i = 0; i < REPEAT; i++)
		datagram(t, 9999, raw, 100);
}

static void fragments(struct traffic *t)
{
	memset(raw, 0, 8);
	for (unsigned i = 0; i < 5000; i++) {
		pb_clear(&t->b);
		pb_octets(&t->b, raw, 8);
		pb_ip4_part(&t->b, 17, 1, 2, (uint16_t)(i / 4000), (uint16_t)(0x2000 | (8000 - i % 4000 * 2)));
		packet(t);
	}
}

static void fragments_of_many(struct traffic *t)
{
	memset(raw, 0, 8);
	for (unsigned i = 0; i < 5000; i++) {
		pb_clear(&t->b);
		pb_octets(&t->b, raw, 8);
		pb_ip4_part(&t->b, 17, 1, 2, (uint16_t)i, 0x2001);
		packet(t);
	}
}

/* --- TCP and what is in it --- */

static void page(size_t size)
{
	n = 0;
	text("POST /nsmf-pdusession/v1/sm-contexts HTTP/1.1\r\nHost: smf\r\nUser-Agent: AMF\r\n"
	     "Content-Type: application/json\r\nContent-Length: 203\r\n\r\n{\"supi\":\"imsi-001010000000001\","
	     "\"pduSessionId\":1,\"dnn\":\"internet\",\"sNssai\":{\"sst\":1,\"sd\":\"010203\"},\"servingNetwork\":"
	     "{\"mcc\":\"001\",\"mnc\":\"01\"},\"anType\":\"3GPP_ACCESS\",\"ratType\":\"NR\",\"n\":[1,2,3]");
	fill(" ", size);
	raw[n - 1] = '}';
}

static void http1_normal(struct traffic *t)
{
	begin(t, 80);
	page(343);
	memcpy(memmem(raw, n, "203", 3), "   ", 3);
	size_t head = (size_t)((uint8_t *)memmem(raw, n, "\r\n\r\n", 4) + 4 - raw);
	char length[4];
	snprintf(length, sizeof length, "%3zu", n - head);
	memcpy((uint8_t *)memmem(raw, n, "Length:    ", 11) + 8, length, 3);
	for (unsigned i = 0; i < REPEAT; i++)
		stream(t, 80, raw, n, MTU);
}

static void post(const char *type, const char *first, const char *again, const char *last)
{
	n = 0;
	text("POST /nsmf-pdusession/v1/sm-contexts HTTP/1.1\r\nHost: smf\r\nContent-Type: ");
	text(type);
	text("\r\nContent-Length: 60000\r\n\r\n");
	size_t end = n + 60000;
	text(first);
	fill(again, end - strlen(last));
	text(last);
	while (n < end)
		raw[n++] = ' ';
}

static void posts(struct traffic *t, const char *type, const char *first, const char *again, const char *last)
{
	begin(t, 80);
	post(type, first, again, last);
	for (unsigned i = 0; i < 10; i++)
		stream(t, 80, raw, n, MTU);
}

static void json_deep(struct traffic *t) { posts(t, "application/json", "", "[", ""); }
static void json_wide(struct traffic *t) { posts(t, "application/json", "[0", ",0", "]"); }
static void json_names(struct traffic *t) { posts(t, "application/json", "{", "\"supi\":\"1\",", "\"a\":1}"); }
static void json_escapes(struct traffic *t) { posts(t, "application/json", "[\"", "\\u0001", "\"]"); }
static void json_controls(struct traffic *t) { posts(t, "text/plain", "", "\x01", ""); }
static void pairs(struct traffic *t)
{
	posts(t, "application/x-www-form-urlencoded", "", "supi=1&", "");
}

static void multiparts(struct traffic *t)
{
	posts(t, "multipart/related; boundary=a", "", "--a\n\n{}\n", "--a--");
}

static void multipart_nas(struct traffic *t)
{
	posts(t, "multipart/related; boundary=a", "", "--a\nContent-Type:application/vnd.3gpp.5gnas\n\n\x7e\n",
	      "--a--");
}

static void multipart_lines(struct traffic *t) { posts(t, "multipart/related; boundary=a", "--a\n", "a:\n", ""); }

static void multipart_dashes(struct traffic *t) { posts(t, "multipart/related; boundary=a", "--a\n", "--", ""); }

static void http1_octets(struct traffic *t)
{
	begin(t, 80);
	n = 0;
	text("GET /");
	fill("a", 20000);
	stream(t, 80, raw, n, 1);
}

static void http1_lines(struct traffic *t)
{
	begin(t, 80);
	n = 0;
	text("GET / HTTP/1.1\r\n");
	fill("a:\r\n", 60000);
	text("\r\n");
	for (unsigned i = 0; i < 10; i++)
		stream(t, 80, raw, n, MTU);
}

static void http1_chunks(struct traffic *t)
{
	begin(t, 80);
	n = 0;
	text("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
	fill("1\r\na\r\n", 60000);
	for (unsigned i = 0; i < 10; i++)
		stream(t, 80, raw, n, MTU);
}

static void http1_tiny(struct traffic *t)
{
	begin(t, 80);
	n = 0;
	fill("GET / HTTP/1.1\r\n\r\n", 60000);
	for (unsigned i = 0; i < 10; i++)
		stream(t, 80, raw, n, MTU);
}

/* One octet each, the last one first; then again, with other octets. */
static void tcp_overlaps(struct traffic *t)
{
	begin(t, 80);
	for (uint32_t i = 0; i < 5000; i++) {
		memset(raw, (int)i, 3);
		segment(t, 80, 40000 - i % 5000 * 2, raw, 3);
	}
}

static void tcp_holes(struct traffic *t)
{
	begin(t, 80);
	memset(raw, 'a', 1);
	for (uint32_t i = 0; i < 5000; i++)
		segment(t, 80, 1 + i * 2, raw, 1);
}

static void tcp_new(struct traffic *t)
{
	memset(raw, 'a', 1);
	for (uint32_t i = 0; i < 5000; i++) {
		pb_clear(&t->b);
		pb_octets(&t->b, raw, 1);
		pb_tcp(&t->b, (struct pb_tcp){ (uint16_t)i, 80, 1, 1, PB_ACK });
		pb_ip4(&t->b, 6, 1 + i / 65536, 2);
		packet(t);
	}
}

/* --- HTTP/2 --- */

static void frame(uint8_t type, uint8_t flags, uint32_t id, size_t size)
{
	put(size, 3), put(type, 1), put(flags, 1), put(id, 4);
}

/* A line that is added to the table. */
static void entry(const char *name, size_t value)
{
	put(0x40, 1), put(strlen(name), 1);
	text(name);
	if (value < 127) {
		put(value, 1);
	} else {
		put(127, 1), put((value - 127) % 128 | 0x80, 1), put((value - 127) / 128, 1);
	}
	memset(raw + n, 1, value);
	n += value;
}

static void h2_begin(struct traffic *t)
{
	begin(t, 7777);
	n = 0;
	text("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
	frame(4, 0, 0, 0);
	stream(t, 7777, raw, n, MTU);
}

static void h2_normal(struct traffic *t)
{
	h2_begin(t);
	for (unsigned i = 0; i < REPEAT; i++) {
		n = 9;
		put(0x83, 1), put(0x86, 1), put(0x44, 1), put(36, 1);
		text("/nsmf-pdusession/v1/sm-contexts/1234");
		put(0x5f, 1), put(16, 1);
		text("application/json");
		put(0x7a, 1), put(3, 1);
		text("AMF");
		size_t end = n;
		n = 0;
		frame(1, 4, 2 * i + 1, end - 9);
		n = end;
		const char *body = "{\"supi\":\"imsi-001010000000001\",\"pduSessionId\":1,\"dnn\":\"internet\"}";
		frame(0, 1, 2 * i + 1, strlen(body));
		text(body);
		stream(t, 7777, raw, n, MTU);
	}
}

/* One large entry, and then octets that mean it again and again. */
static void h2_expands(struct traffic *t)
{
	h2_begin(t);
	n = 9;
	entry("a", 3900);
	size_t end = n;
	n = 0;
	frame(1, 5, 1, end - 9);
	stream(t, 7777, raw, end, MTU);
	for (unsigned i = 1; i < 10; i++) {
		n = 0;
		frame(1, 5, 2 * i + 1, 1000);
		memset(raw + n, 0xbe, 1000);
		stream(t, 7777, raw, n + 1000, MTU);
	}
}

/* The same in as many messages as there is room for. */
static void h2_expands_each(struct traffic *t)
{
	h2_begin(t);
	n = 9;
	entry("a", 3900);
	size_t end = n;
	n = 0;
	frame(1, 5, 1, end - 9);
	stream(t, 7777, raw, end, MTU);
	n = 0;
	for (unsigned i = 1; n < 14000; i++) {
		frame(1, 5, 2 * i + 1, 1);
		put(0xbe, 1);
	}
	stream(t, 7777, raw, n, MTU);
}

static void h2_churn(struct traffic *t)
{
	h2_begin(t);
	for (unsigned i = 0; i < 100; i++) {
		n = 9;
		while (n + 4 < 1300)
			entry("", 0);
		size_t end = n;
		n = 0;
		frame(1, 5, 2 * i + 1, end - 9);
		stream(t, 7777, raw, end, MTU);
	}
}

static void h2_sizes(struct traffic *t)
{
	h2_begin(t);
	for (unsigned i = 0; i < 100; i++) {
		n = 0;
		frame(1, 5, 2 * i + 1, 1300);
		while (n < 1309)
			put(n % 2 ? 0x20 : 0x3e, 1);
		stream(t, 7777, raw, n, MTU);
	}
}

static void h2_continues(struct traffic *t)
{
	h2_begin(t);
	n = 0;
	frame(1, 0, 1, 1);
	put(0x83, 1);
	while (n + 10 < 60000) {
		frame(9, 0, 1, 1);
		put(0x86, 1);
	}
	stream(t, 7777, raw, n, MTU);
}

static void h2_empty(struct traffic *t)
{
	h2_begin(t);
	n = 0;
	while (n + 9 < 60000)
		frame(0, 0, 1, 0);
	for (unsigned i = 0; i < 10; i++)
		stream(t, 7777, raw, n, MTU);
}

static void h2_streams(struct traffic *t)
{
	h2_begin(t);
	n = 0;
	for (uint32_t i = 0; n + 12 < 50000; i++) {
		frame(1, 5, 2 * i + 1, 1);
		put(0x83, 1);
	}
	stream(t, 7777, raw, n, MTU);
}

static void h2_octets(struct traffic *t)
{
	h2_begin(t);
	n = 0;
	frame(1, 5, 1, 16384);
	memset(raw + n, 0x83, 16384);
	stream(t, 7777, raw, n + 16384, 1);
}

/* Octets of which each may begin a frame, behind a hole. */
static void h2_lost(struct traffic *t)
{
	h2_begin(t);
	memset(raw, 0, MTU);
	t->sequence += 100;
	for (unsigned i = 0; i < REPEAT; i++)
		stream(t, 7777, raw, MTU, MTU);
}

/* --- TLS --- */

/* A ClientHello of that size, as many times, each in a stream of its own. */
static void tls_hello(struct traffic *t, size_t size, unsigned times)
{
	n = 0;
	put(0x1603010000, 5), put(0x01000000, 4), put(0x0303, 2);
	memset(raw + n, 7, 32);
	n += 32;
	put(0, 1), put(2, 2), put(0x1301, 2), put(0x0100, 2), put(0, 2);
	size_t from = n;
	while (n + 4 <= size)
		put(0x00170000, 4);
	pb_be(raw + 3, n - 5, 2);
	pb_be(raw + 6, n - 9, 3);
	pb_be(raw + from - 2, n - from, 2);
	while (times-- > 0) {
		begin(t, 443);
		stream(t, 443, raw, n, MTU);
	}
}

static void tls_normal(struct traffic *t) { tls_hello(t, 100, REPEAT); }
static void tls_extensions(struct traffic *t) { tls_hello(t, 16000, 10); }

static void tls_octets(struct traffic *t)
{
	begin(t, 443);
	n = 0;
	for (unsigned i = 0; n + 6 < 60000; i++)
		put(0x1603010001, 5), put(i % 1000 ? 0 : 1, 1);
	stream(t, 443, raw, n, MTU);
}

/* --- DNS, SIP --- */

static void dns_normal(struct traffic *t)
{
	n = 0;
	put(0x0001010000010000, 8), put(0, 4), put(3, 1);
	text("upf");
	put(7, 1);
	text("example");
	put(0, 1), put(1, 2), put(1, 2);
	for (unsigned i = 0; i < REPEAT; i++)
		datagram(t, 53, raw, n);
}

/* Names that point to one another, as far back as may be. */
static void dns_pointers(struct traffic *t, size_t size)
{
	size_t last = 0;
	n = 0;
	put(0x00010100, 4), put(0xffff, 2), put(0, 6);
	while (n + 12 < size && n < 0x3f00) {
		size_t here = n;
		put(0x07616161, 4), put(0x61616161, 4);
		put(last ? 0xc000 | last : 0, last ? 2 : 1), put(1, 2), put(1, 2);
		last = here;
		if (n > 260)
			break;
	}
	while (n + 6 < size)
		put(0xc000 | last, 2), put(1, 2), put(1, 2);
	for (unsigned i = 0; i < 20; i++)
		datagram(t, 53, raw, n);
}

static void dns_small(struct traffic *t) { dns_pointers(t, MTU); }
static void dns_large(struct traffic *t) { dns_pointers(t, JUMBO); }

static void dns_chain(struct traffic *t)
{
	n = 0;
	put(0x00010100, 4), put(0xffff, 2), put(0, 6), put(0, 1), put(1, 2), put(1, 2);
	for (size_t last = 12; n + 6 < MTU; last = n - 6)
		put(0xc000 | last, 2), put(1, 2), put(1, 2);
	for (unsigned i = 0; i < 20; i++)
		datagram(t, 53, raw, n);
}

static void sip_normal(struct traffic *t)
{
	n = 0;
	text("REGISTER sip:ims.example SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bK1\r\n"
	     "Max-Forwards: 70\r\n"
	     "From: <sip:001010000000001@ims.example>;tag=1\r\nTo: <sip:001010000000001@ims.example>\r\nCall-ID: 1\r\n"
	     "CSeq: 1 REGISTER\r\nContact: <sip:10.0.0.1:5060>\r\nContent-Length: 0\r\n\r\n");
	for (unsigned i = 0; i < REPEAT; i++)
		datagram(t, 5060, raw, n);
}

static void sip_filled(struct traffic *t, const char *first, const char *again, size_t size)
{
	n = 0;
	text("OPTIONS sip:a SIP/2.0\r\n");
	text(first);
	fill(again, size - 4);
	text("\r\n\r\n");
	for (unsigned i = 0; i < 20; i++)
		datagram(t, 5060, raw, n);
}

static void sip_lines(struct traffic *t) { sip_filled(t, "", "a:\r\n", JUMBO); }
static void sip_folded(struct traffic *t) { sip_filled(t, "a:", "\r\n a", JUMBO); }
static void sip_marks(struct traffic *t) { sip_filled(t, "Via: ", ";a=b,", JUMBO); }
static void sip_brackets(struct traffic *t) { sip_filled(t, "Contact: ", "<\"", JUMBO); }

static void sip_octets(struct traffic *t)
{
	begin(t, 5060);
	n = 0;
	text("OPTIONS sip:a SIP/2.0\r\n");
	fill("a", 20000);
	stream(t, 5060, raw, n, 1);
}

const struct cost_case cost_cases[] = {
	{ "pfcp: empty groups", pfcp_normal, pfcp_empty },
	{ "pfcp: elements nobody knows", pfcp_normal, pfcp_unknown },
	{ "pfcp: empty groups, large", pfcp_normal, pfcp_large },
	{ "pfcp: groups in groups", pfcp_normal, pfcp_deep },
	{ "pfcp: groups in groups, large", pfcp_normal, pfcp_deep_large },
	{ "pfcp: groups up to the end", pfcp_normal, pfcp_to_the_end },
	{ "pfcp: private values", pfcp_normal, pfcp_hidden },
	{ "pfcp: private values, large", pfcp_normal, pfcp_hidden_large },
	{ "gtpv2: empty elements", gtpv2_normal, gtpv2_tiny },
	{ "gtpv1: empty elements", gtpv1_normal, gtpv1_tiny },
	{ "gtpu: extension headers", gtpu_normal, gtpu_extensions },
	{ "gtpu: tunnels in tunnels", gtpu_normal, gtpu_in_gtpu },
	{ "diameter: empty elements", diameter_normal, diameter_tiny },
	{ "diameter: groups in groups", diameter_normal, diameter_deep },
	{ "diameter: octet by octet", diameter_normal, diameter_one_octet },
	{ "diameter: beginnings of messages", diameter_normal, diameter_junk },
	{ "ngap: elements nobody knows", ngap_normal, ngap_tiny },
	{ "ngap: empty elements", ngap_normal, ngap_empty },
	{ "nas: ciphered in ciphered", ngap_normal, nas_ciphered },
	{ "nas: protected in protected", ngap_normal, nas_clear },
	{ "nas: empty elements", ngap_normal, nas_tiny },
	{ "nas: elements of half an octet", ngap_normal, nas_sessions },
	{ "sctp: empty chunks", ngap_normal, chunk_bomb },
	{ "sctp: INIT again and again", ngap_normal, chunk_init },
	{ "sctp: ABORT again and again", ngap_normal, chunk_abort },
	{ "sctp: messages of one octet", ngap_normal, data_tiny },
	{ "sctp: middle fragments", ngap_normal, data_parts },
	{ "sctp: middle fragments apart", ngap_normal, data_apart },
	{ "ip: fragments backwards", udp_normal, fragments },
	{ "ip: fragments of many packets", udp_normal, fragments_of_many },
	{ "tcp: overlaps backwards", http1_normal, tcp_overlaps },
	{ "tcp: holes", http1_normal, tcp_holes },
	{ "tcp: a stream a segment", http1_normal, tcp_new },
	{ "http/1: octet by octet", http1_normal, http1_octets },
	{ "http/1: lines", http1_normal, http1_lines },
	{ "http/1: chunks", http1_normal, http1_chunks },
	{ "http/1: requests without anything", http1_normal, http1_tiny },
	{ "json: deep", http1_normal, json_deep },
	{ "json: wide", http1_normal, json_wide },
	{ "json: private members", http1_normal, json_names },
	{ "json: escapes", http1_normal, json_escapes },
	{ "json: control characters", http1_normal, json_controls },
	{ "form: private members", http1_normal, pairs },
	{ "multipart: parts of JSON", http1_normal, multiparts },
	{ "multipart: parts of NAS", http1_normal, multipart_nas },
	{ "multipart: lines", http1_normal, multipart_lines },
	{ "multipart: dashes", http1_normal, multipart_dashes },
	{ "http/2: one entry again and again", h2_normal, h2_expands },
	{ "http/2: one entry, a message each", h2_normal, h2_expands_each },
	{ "http/2: entries without anything", h2_normal, h2_churn },
	{ "http/2: sizes of the table", h2_normal, h2_sizes },
	{ "http/2: CONTINUATION of one octet", h2_normal, h2_continues },
	{ "http/2: empty DATA", h2_normal, h2_empty },
	{ "http/2: streams", h2_normal, h2_streams },
	{ "http/2: octet by octet", h2_normal, h2_octets },
	{ "http/2: beginnings of frames", h2_normal, h2_lost },
	{ "tls: records of one octet", tls_normal, tls_octets },
	{ "tls: extensions", tls_normal, tls_extensions },
	{ "dns: long names by pointers", dns_normal, dns_small },
	{ "dns: long names by pointers, large", dns_normal, dns_large },
	{ "dns: a chain of pointers", dns_normal, dns_chain },
	{ "sip: lines", sip_normal, sip_lines },
	{ "sip: folded lines", sip_normal, sip_folded },
	{ "sip: parameters", sip_normal, sip_marks },
	{ "sip: brackets and quotes", sip_normal, sip_brackets },
	{ "sip: octet by octet", sip_normal, sip_octets },
};
const size_t cost_cases_n = sizeof cost_cases / sizeof *cost_cases;
