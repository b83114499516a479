/* SPDX-License-Identifier: Apache-2.0
 *
 * watch_json.c - a message as one line of JSON, and the counts as a document
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "service/watch_inside.h"
#include "watch/decode/schema.h"

/* --- pieces --- */

void watch_address(const uint8_t *address, unsigned family, struct buf *out)
{
	char text[INET6_ADDRSTRLEN];
	for (unsigned i = 0; i < 4 && family == 4; i++) {
		if (i > 0)
			BUF_PUT(out, ".");
		buf_digits(out, address[i], 1);
	}
	if (family == 6 && inet_ntop(AF_INET6, address, text, sizeof text) != NULL)
		buf_str(out, text);
	else if (family != 4)
		buf_char(out, '?');
}

/* "10.0.0.1:38412", "[2001:db8::1]:38412" */
static void peer_text(const struct peer *p, struct buf *out)
{
	if (p->family == 6 && p->port)
		buf_char(out, '[');
	watch_address(p->address, p->family, out);
	if (p->port) {
		buf_str(out, p->family == 6 ? "]:" : ":");
		buf_digits(out, p->port, 1);
	}
}

void watch_time(uint64_t ns, struct buf *out)
{
	char day[11];
	uint64_t seconds = ns / 1000000000, in_day = seconds % 86400;
	const uint64_t part[] = { in_day / 3600, in_day / 60 % 60, in_day % 60 };
	str_date_text((int32_t)(seconds / 86400), day);
	buf_add(out, day, 10);
	for (size_t i = 0; i < COUNT(part); i++) {
		buf_char(out, "T::"[i]);
		buf_digits(out, part[i], 2);
	}
	buf_char(out, '.');
	buf_digits(out, ns % 1000000000, 9);
	buf_char(out, 'Z');
}

/* --- a message --- */

static void member(struct buf *out, const char *key, uint64_t v)
{
	buf_str(out, ",\"");
	buf_str(out, key);
	buf_str(out, "\":");
	buf_digits(out, v, 1);
}

static void text_member(struct buf *out, const char *key, const char *z)
{
	struct jsonw w = jsonw_in(out, 0);
	buf_str(out, ",\"");
	buf_str(out, key);
	buf_str(out, "\":");
	jsonw_text(&w, z);
}

static void name(struct buf *out, uint16_t id, const struct hide *h)
{
	buf_put(out, field_name(id), h->length[id]); /* names of the schema need no escaping */
}

/* Text to a place that has room: lines consist of little else, so nothing is looked up in between. */
#define TO(to, literal) (memcpy((to), (literal), sizeof(literal) - 1), (to) + sizeof(literal) - 1)

static char *to_text(char *to, const char *p, size_t n)
{
	memcpy(to, p, n);
	return to + n;
}

static char *to_digits(char *to, uint64_t v)
{
	char text[20];
	size_t at = sizeof text;
	if (v < 10) {
		*to = (char)('0' + v);
		return to + 1;
	}
	for (; v > 0; v /= 10)
		text[--at] = (char)('0' + v % 10);
	return to_text(to, text + at, sizeof text - at);
}

enum { FIELD_ROOM = 640 }; /* a name and a protocol of 255 octets, and what is around them; no value */

static void one_field(struct buf *out, const struct watch_line *l, uint32_t i, struct hide *h, struct arena scratch)
{
	const struct field *f = &l->m.pdu->f[i];
	char *to = TO(buf_room(out, FIELD_ROOM), "{\"name\":\"");
	to = to_text(to, field_name(f->id), h->length[f->id]); /* names of the schema need no escaping */
	if (schema_field[f->id].proto != l->m.pdu->proto) {
		const char *proto = field_proto(f->id);
		to = TO(to, "\",\"proto\":\"");
		to = to_text(to, proto, strnlen(proto, UINT8_MAX));
	}
	to = TO(to, "\",\"depth\":");
	to = to_digits(to, f->depth);
	to = TO(to, ",\"value\":");
	out->n = (size_t)(to - out->p);
	hide_value(h, l->m.pdu, i, scratch, out);
	to = buf_room(out, FIELD_ROOM);
	if (f->kind == FIELD_ENUM && (h->off || !field_private(f->id))) {
		to = TO(to, ",\"number\":");
		to = to_digits(to, f->num);
	}
	to = TO(to, ",\"off\":");
	to = to_digits(to, f->off);
	to = TO(to, ",\"len\":");
	to = to_digits(to, f->len);
	out->n = (size_t)(to - out->p);
	if (l->hex) {
		BUF_PUT(out, ",\"hex\":");
		hide_octets(h, l->m.pdu, f, out);
	}
	BUF_PUT(out, "}");
}

static void fields(struct buf *out, const struct watch_line *l, struct hide *h, struct arena scratch)
{
	const char *between = "";
	buf_str(out, ",\"fields\":[");
	for (uint32_t i = 0; i < l->m.pdu->n; i++) {
		if (l->m.pdu->f[i].kind == FIELD_DAMAGED)
			continue;
		buf_put(out, between, between[0] != '\0');
		one_field(out, l, i, h, scratch);
		between = ",";
	}
	buf_str(out, "],\"damaged\":[");
	between = "";
	for (uint32_t i = 0; i < l->m.pdu->n; i++) {
		const struct field *f = &l->m.pdu->f[i];
		if (f->kind != FIELD_DAMAGED)
			continue;
		buf_str(out, between);
		buf_str(out, "{\"name\":\"");
		buf_str(out, field_name(f->id));
		buf_char(out, '"');
		text_member(out, "why", damage_text(f->num));
		member(out, "off", f->off);
		member(out, "len", f->len);
		buf_char(out, '}');
		between = ",";
	}
	buf_char(out, ']');
}

static void flags(struct buf *out, const struct watch_line *l)
{
	unsigned pdu = l->m.pdu->flags, payload = l->m.payload->flags, http = l->m.http ? l->m.http->flags : 0;
	const struct { bool on; const char *name; } all[] = {
		{ pdu & PDU_CIPHERED, "ciphered" },
		{ pdu & PDU_NULL_CIPHERED, "null-ciphered" },
		{ pdu & PDU_CUT, "fields-cut" },
		{ payload & PAYLOAD_CUT, "cut" },
		{ payload & PAYLOAD_LATE, "late" },
		{ payload & PAYLOAD_AGAIN, "again" },
		{ payload & PAYLOAD_OVERLAP, "overlap" },
		{ payload & PAYLOAD_TIMELESS, "timeless" },
		{ http & SBI_LOST, "state-lost" },
		{ http & SBI_OPEN, "open" },
		{ http & SBI_GIVEN_UP, "given-up" },
		{ http & SBI_PUSHED, "pushed" },
		{ http & SBI_SEALED, "tls" },
		{ http & SBI_UNPACKED, "unpacked" },
	};
	BUF_PUT(out, ",\"flags\":[");
	size_t begin = out->n;
	for (size_t i = 0; i < COUNT(all); i++) {
		if (!all[i].on)
			continue;
		buf_str(out, out->n > begin ? ",\"" : "\"");
		buf_str(out, all[i].name);
		BUF_PUT(out, "\"");
	}
	BUF_PUT(out, "]");
}

size_t watch_pdu_number(char out[WATCH_NUMBER], uint64_t n)
{
	return (size_t)snprintf(out, WATCH_NUMBER, "{\"n\":%llu", (unsigned long long)n);
}

void watch_pdu_json(struct buf *out, const struct watch_line *l, struct hide *h, struct arena scratch)
{
	const struct payload *p = l->m.payload;
	const struct pdu *pdu = l->m.pdu;
	text_member(out, "file", l->file);
	member(out, "frame", p->frame);
	buf_str(out, ",\"time\":\"");
	watch_time(p->time, out);
	buf_str(out, "\",\"proto\":\"");
	buf_str(out, speaks_name(l->m.speaks));
	buf_str(out, "\",\"message\":");
	buf_str(out, pdu->message ? "\"" : "null");
	if (pdu->message) {
		name(out, pdu->message, h);
		BUF_PUT(out, "\"");
	}
	buf_str(out, ",\"src\":\"");
	peer_text(&p->from, out);
	buf_str(out, "\",\"dst\":\"");
	peer_text(&p->to, out);
	buf_char(out, '"');
	member(out, "octets", p->data.n);
	if (l->m.http && l->m.http->version) {
		member(out, "connection", p->flow);
		member(out, "stream", l->m.http->stream);
		buf_str(out, l->m.http->answer ? ",\"answer\":true" : ",\"answer\":false");
	}
	flags(out, l);
	fields(out, l, h, scratch);
	buf_str(out, "}\n");
}

/* --- the counts --- */

struct unseen {
	const char *name, *words;
	uint64_t count;
};

static uint64_t rows(const struct watch *w, size_t member_at)
{
	uint64_t sum = 0;
	for (unsigned i = 0; i < SPEAKS_N; i++)
		sum += *(const uint64_t *)(const void *)((const char *)&w->totals.row[i] + member_at);
	return sum;
}

static uint64_t undecoded(const struct watch *w)
{
	uint64_t sum = 0;
	for (unsigned i = 0; i < SPEAKS_N; i++)
		if (speaks_proto((enum speaks)i) == PROTO_NONE)
			sum += w->totals.row[i].messages;
	return sum;
}

const char *watch_unseen(const struct watch *w, unsigned *at, uint64_t *count, const char **words)
{
	const uint64_t *n = w->totals.capture.n, *http = w->totals.http;
	const struct unseen all[] = {
		{ "late", "associations and streams that began before the capture",
		  n[COUNT_sctp_late] + n[COUNT_tcp_late] },
		{ "ciphered", "messages with a part that is ciphered and stays closed",
		  rows(w, offsetof(struct watch_row, ciphered)) },
		{ "cut", "messages that the capture has only in part", rows(w, offsetof(struct watch_row, cut)) },
		{ "state_lost", "messages of HTTP with lines that cannot be known, as their connection began before",
		  http[SBI_COUNT_state_lost] },
		{ "open", "messages of HTTP whose end was not seen", http[SBI_COUNT_open] },
		{ "packed", "bodies of HTTP that stay packed", http[SBI_COUNT_stays_packed] },
		{ "tls_no_key", "connections of TLS to which no key was given", http[SBI_COUNT_tls_no_key] },
		{ "tls_late", "connections of TLS whose beginning was not seen", http[SBI_COUNT_tls_late] },
		{ "tls_other", "connections of TLS with a version or suite that cannot be opened",
		  http[SBI_COUNT_tls_version] + http[SBI_COUNT_tls_suite] },
		{ "tls_lost", "directions of TLS that could not be opened to their end",
		  http[SBI_COUNT_tls_lost] + 2 * http[SBI_COUNT_tls_renegotiated] },
		{ "tls_closed", "octets inside TLS that stay closed", http[SBI_COUNT_tls_closed] },
		{ "passed_over", "octets of streams passed over until a message began",
		  w->totals.framed[FRAME_COUNT_passed_over] + w->totals.framed[FRAME_COUNT_no_room] },
		{ "unfinished", "messages of streams whose end was not seen, or that were too long",
		  w->totals.framed[FRAME_COUNT_unfinished] + w->totals.framed[FRAME_COUNT_too_long] },
		{ "quoted", "messages quoted in ICMP errors, which are no traffic",
		  rows(w, offsetof(struct watch_row, quoted)) },
		{ "not_decoded", "messages and pieces of streams of protocols that are not decoded yet", undecoded(w) },
		{ "user", "payloads of subscribers inside GTP-U, never looked into", w->totals.user },
		{ "fields_cut", "fields for which there was no room", w->totals.fields_cut },
		{ "drops", "packets that the recording program or its system lost", n[COUNT_recorder_drops] },
		{ "not_ip", "packets that carry no IP, or whose link is not read",
		  n[COUNT_not_ip] + n[COUNT_unknown_link] },
		{ "damaged_packets", "packets whose headers contradict themselves",
		  n[COUNT_bad_ip] + n[COUNT_bad_transport] + n[COUNT_wrong_length] + n[COUNT_short_link] },
		{ "lost_pieces", "IP packets and SCTP fragments that never became whole",
		  n[COUNT_fragments_lost] + n[COUNT_fragments_evicted] + n[COUNT_sctp_lost] },
		{ "tcp_missing", "octets of TCP missing for good", n[COUNT_tcp_missing] },
		{ "forgotten", "associations and streams forgotten because there were too many",
		  n[COUNT_sctp_evicted] + n[COUNT_tcp_evicted] + n[COUNT_stash_evicted] +
		  http[SBI_COUNT_connections_evicted] + http[SBI_COUNT_exchanges_evicted] +
		  w->totals.framed[FRAME_COUNT_evicted] },
		{ "files", "files that end in the middle or could not be read to the end",
		  n[COUNT_files_cut] + n[COUNT_files_damaged] },
	};
	while (*at < COUNT(all) && all[*at].count == 0)
		++*at;
	if (*at >= COUNT(all))
		return NULL;
	*count = all[*at].count;
	*words = all[*at].words;
	return all[(*at)++].name;
}

/* What nobody looked for is not 0. */
static void put_known(struct jsonw *w, const char *key, bool known, uint64_t v)
{
	jsonw_key(w, key);
	if (known)
		jsonw_int(w, (int64_t)v);
	else
		jsonw_null(w);
}

static void files_json(struct jsonw *j, const struct watch *w)
{
	jsonw_put_array(j, "files");
	for (size_t i = 0; i < w->files; i++)
		jsonw_text(j, w->file[i]);
	jsonw_array_end(j);
	jsonw_put_array(j, "problems");
	for (size_t i = 0; i < w->problems; i++) {
		const struct watch_problem *p = &w->problem[i];
		jsonw_object(j);
		jsonw_put_text(j, "file", p->file < w->files ? w->file[p->file] : NULL);
		jsonw_put_count(j, "offset", p->offset);
		jsonw_put_count(j, "frame", p->frame);
		jsonw_put_text(j, "message", p->text);
		jsonw_put_bool(j, "lost", p->lost);
		jsonw_object_end(j);
	}
	jsonw_array_end(j);
	jsonw_put_count(j, "problems_left_out", w->problems_left_out);
}

static void rows_json(struct jsonw *j, const struct watch *w)
{
	jsonw_put_array(j, "protocols");
	for (unsigned i = 0; i < SPEAKS_N; i++) {
		const struct watch_row *r = &w->totals.row[i];
		if (r->messages == 0 && r->quoted == 0)
			continue;
		jsonw_object(j);
		bool decoded = speaks_proto((enum speaks)i) != PROTO_NONE;
		jsonw_put_text(j, "proto", speaks_name((enum speaks)i));
		jsonw_put_bool(j, "decoded", decoded);
		jsonw_put_count(j, "messages", r->messages);
		jsonw_put_count(j, "octets", r->octets);
		put_known(j, "damaged", decoded, r->damaged);
		put_known(j, "unknown", decoded, r->unknown);
		put_known(j, "ciphered", decoded, r->ciphered);
		put_known(j, "null_ciphered", decoded, r->null_ciphered);
		jsonw_put_count(j, "cut", r->cut);
		jsonw_put_count(j, "quoted", r->quoted);
		jsonw_object_end(j);
	}
	jsonw_array_end(j);
}

static void peers_json(struct jsonw *j, const struct watch *w)
{
	jsonw_put_array(j, "peers");
	for (size_t i = 0; i < w->peers; i++) {
		const struct watch_peer *p = &w->peer[i];
		char memory[INET6_ADDRSTRLEN];
		jsonw_object(j);
		jsonw_put_text(j, "address",
		               inet_ntop(p->family == 6 ? AF_INET6 : AF_INET, p->address, memory, sizeof memory));
		jsonw_put_text(j, "name", p->name[0] ? p->name : NULL);
		jsonw_put_count(j, "sent", p->sent);
		jsonw_put_count(j, "received", p->received);
		jsonw_put_count(j, "octets", p->octets);
		jsonw_put_array(j, "protocols");
		for (unsigned s = 0; s < SPEAKS_N; s++)
			if (p->speaks >> s & 1)
				jsonw_text(j, speaks_name((enum speaks)s));
		jsonw_array_end(j);
		jsonw_object_end(j);
	}
	jsonw_array_end(j);
	jsonw_put_count(j, "peers_left_out", w->totals.peers_left_out);
}

static void unseen_json(struct jsonw *j, const struct watch *w)
{
	const char *name, *words;
	unsigned at = 0;
	uint64_t count;
	jsonw_put_array(j, "unseen");
	while ((name = watch_unseen(w, &at, &count, &words)) != NULL) {
		jsonw_object(j);
		jsonw_put_text(j, "what", name);
		jsonw_put_count(j, "count", count);
		jsonw_put_text(j, "words", words);
		jsonw_object_end(j);
	}
	jsonw_array_end(j);
}

static void counts_json(struct jsonw *j, const char *key, const uint64_t *n, unsigned counts,
                        const char *(*name_of)(unsigned i))
{
	jsonw_put_object(j, key);
	for (unsigned i = 0; i < counts; i++)
		if (n[i] > 0)
			jsonw_put_count(j, name_of(i), n[i]);
	jsonw_object_end(j);
}

void watch_stats_json(struct buf *out, const struct watch *w)
{
	struct jsonw j = jsonw_in(out, 2);
	struct arena *a = out->a;
	const struct capture_stats *c = &w->totals.capture;
	struct buf first = buf_in(a), last = buf_in(a);
	bool any = c->first <= c->last;
	watch_time(any ? c->first : 0, &first);
	watch_time(any ? c->last : 0, &last);
	jsonw_object(&j);
	jsonw_put_text(&j, "schema", "petrin.watch-stats/1");
	jsonw_put_text(&j, "petrin", PT_VERSION);
	files_json(&j, w);
	jsonw_put_count(&j, "packets", c->n[COUNT_packets]);
	jsonw_put_count(&j, "octets", c->n[COUNT_octets]);
	jsonw_put_count(&j, "captured", c->n[COUNT_captured]);
	jsonw_put_text(&j, "first", any ? first.p : NULL);
	jsonw_put_text(&j, "last", any ? last.p : NULL);
	jsonw_put_number(&j, "seconds", any ? (double)(c->last - c->first) / 1e9 : 0);
	rows_json(&j, w);
	peers_json(&j, w);
	unseen_json(&j, w);
	counts_json(&j, "counts", w->totals.capture.n, COUNTS, count_name);
	counts_json(&j, "http", w->totals.http, SBI_COUNTS, sbi_count_name);
	counts_json(&j, "streams", w->totals.framed, FRAME_COUNTS, frame_count_name);
	jsonw_object_end(&j);
	buf_char(out, '\n');
}
