/* SPDX-License-Identifier: Apache-2.0
 *
 * watch_child.c - the child of service/watch: payloads become messages, lines and counts
 *
 * Nothing here opens or allocates per packet.  Whatever goes out is a record on the pipe (watch_inside.h).
 */
#include <string.h>
#include <unistd.h>

#include "service/watch_work.h"

enum { SLOTS = 4 * WATCH_PEERS };

struct child {
	struct watch_job *job;
	struct arena scratch;
	struct wire wire;
	struct watch_totals totals;
	struct ladder ladder;
	struct watch_work *work;
	struct sbi sbi;
	struct frames frames;
	enum proto_id proto[SPEAKS_N];
	struct watch_peer *peers;
	uint16_t *slots; /* peer + 1 */
	bool *from_http; /* its name was learned from HTTP */
	uint32_t n;      /* peers */
};

/* --- peers --- */

static struct watch_peer *peer(struct child *c, const uint8_t *address, unsigned family)
{
	uint64_t at = str_hash((struct str){ (const char *)address, 16 }) % SLOTS;
	for (; c->slots[at]; at = (at + 1) % SLOTS) {
		struct watch_peer *p = &c->peers[c->slots[at] - 1];
		if (p->family == family && memcmp(p->address, address, sizeof p->address) == 0)
			return p;
	}
	if (c->n == WATCH_PEERS) {
		c->totals.peers_left_out++;
		return NULL;
	}
	struct watch_peer *p = &c->peers[c->n++];
	c->slots[at] = (uint16_t)c->n;
	memcpy(p->address, address, sizeof p->address);
	p->family = (uint8_t)family;
	return p;
}

static void count_peers(struct child *c, const struct payload *p, enum speaks s, unsigned messages, uint64_t octets)
{
	struct watch_peer *from = p->from.family ? peer(c, p->from.address, p->from.family) : NULL;
	struct watch_peer *to = p->to.family ? peer(c, p->to.address, p->to.family) : NULL;
	if (from) {
		from->sent += messages;
		from->octets += octets;
		from->speaks |= UINT32_C(1) << s;
	}
	if (to) {
		to->received += messages;
		to->speaks |= UINT32_C(1) << s;
	}
}

static void name_peer(struct child *c, const uint8_t *address, unsigned family, struct str name)
{
	struct watch_peer *p = family ? peer(c, address, family) : NULL;
	if (p && name.n > 0) {
		size_t n = name.n < WATCH_NAME - 1 ? name.n : WATCH_NAME - 1;
		memset(p->name, 0, sizeof p->name);
		memcpy(p->name, name.p, n);
	}
}

/* What a network function calls itself when it sets up: TS 38.413 9.2.6, TS 36.413 9.1.8. */
static void learn_name(struct child *c, const struct payload *p, const struct pdu *pdu)
{
	static const enum field_id names[] = { F_NGAP_RANNODENAME, F_NGAP_AMFNAME, F_S1AP_ENBNAME, F_S1AP_MMENAME };
	bool mine = pdu->proto == PROTO_NGAP || pdu->proto == PROTO_S1AP;
	if (!mine || pdu->message == 0 || strstr(field_name(pdu->message), "Setup") == NULL)
		return;
	for (size_t i = 0; i < COUNT(names); i++) {
		struct span s = pdu_bytes(pdu, names[i]);
		if (s.n > 0)
			name_peer(c, p->from.address, p->from.family, (struct str){ (const char *)s.p, s.n });
	}
}

/* A type of network function by TS 29.510 6.1.6.3.3: capital letters, digits, underscores. */
static size_t type_length(struct span s)
{
	size_t n = 0;
	while (n < s.n && ((s.p[n] >= 'A' && s.p[n] <= 'Z') || s.p[n] == '_' || (s.p[n] >= '0' && s.p[n] <= '9')))
		n++;
	return n >= 2 && n <= 12 && (n == s.n || s.p[n] == '-' || s.p[n] == ' ') ? n : 0;
}

/* What is behind an address by its own words in HTTP: "AMF", or "AMF, SMF" when they share it.  Names from elsewhere,
 * which are names of one function, stay. */
static void learn_type(struct child *c, const struct peer *who, struct span type)
{
	size_t n = type_length(type);
	struct watch_peer *p = n > 0 && who->family ? peer(c, who->address, who->family) : NULL;
	if (p == NULL || (p->name[0] != '\0' && !c->from_http[p - c->peers]))
		return;
	size_t had = strlen(p->name);
	bool same = had == n && memcmp(p->name, type.p, n) == 0;
	if (same || memmem(p->name, had, type.p, n) != NULL || had + 2 + n >= WATCH_NAME)
		return;
	c->from_http[p - c->peers] = true;
	memcpy(p->name + had, ", ", had > 0 ? 2 : 0);
	memcpy(p->name + had + (had > 0 ? 2 : 0), type.p, n);
}

/* User-Agent begins with the type (TS 29.500 5.2.2.2); whoever registers says its own, to an NRF. */
static void learn_http(struct child *c, const struct payload *p, const struct pdu *pdu)
{
	if (pdu->proto != PROTO_SBI || pdu_num(pdu, F_SBI_STATUS_CODE, 0) > 0)
		return;
	learn_type(c, &p->from, pdu_bytes(pdu, F_SBI_USER_AGENT));
	if (pdu->message == F_SBI_REGISTERNFINSTANCE) {
		learn_type(c, &p->from, pdu_bytes(pdu, F_SBI_NFTYPE));
		learn_type(c, &p->to, (struct span){ (const uint8_t *)"NRF", 3 });
	}
}

/* --- messages --- */

static void write_line(struct child *c, const struct watch_item *i)
{
	const struct watch_job *job = c->job;
	char number[WATCH_NUMBER];
	c->totals.shown++;
	if (!job->rq->pdus || c->totals.shown <= job->skip)
		return;
	c->totals.hidden += i->hidden;
	struct str front = { number, watch_pdu_number(number, c->totals.shown) };
	if (front.n + i->line.n <= WIRE_MOST)
		wire_put_both(&c->wire, WIRE_LINE, i->m.payload->file, front, i->line);
}

static void count(struct watch_row *r, const struct pdu *pdu)
{
	r->damaged += (pdu->flags & PDU_DAMAGED) != 0;
	r->unknown += pdu->message == 0 || pdu->message == F_SBI_OTHER_MESSAGE;
	r->ciphered += (pdu->flags & PDU_CIPHERED) != 0;
	r->null_ciphered += (pdu->flags & PDU_NULL_CIPHERED) != 0;
}

/* Messages come back here in their order, decoded (watch_work.h). */
static void retire(void *ctx, const struct watch_item *i)
{
	struct child *c = ctx;
	const struct watch_message *m = &i->m;
	count(&c->totals.row[m->speaks], m->pdu);
	c->totals.fields_cut += m->pdu->cut;
	if (m->http) {
		learn_http(c, m->payload, m->pdu);
		ladder_http_opens(&c->ladder, m->http);
	} else {
		learn_name(c, m->payload, m->pdu);
	}
	if (!i->shown)
		return;
	write_line(c, i);
	if (c->job->rq->ladder)
		ladder_take(&c->ladder, m);
}

/* A message that came in a stream. */
static void take_http(void *ctx, const struct sbi_message *h)
{
	struct child *c = ctx;
	enum speaks s = h->version == 2 ? SPEAKS_HTTP2 : h->version == 1 ? SPEAKS_HTTP1 : SPEAKS_TLS;
	struct watch_row *r = &c->totals.row[s];
	r->messages++;
	r->octets += h->flags & SBI_SEALED ? h->pdu.raw.n : 0; /* its stream is one of TLS */
	r->cut += (h->flags & SBI_CUT) != 0;
	count_peers(c, &h->at, s, 1, 0);
	watch_work_take(c->work, &(struct watch_message){ .payload = &h->at, .http = h, .speaks = s },
	                (enum proto_id)h->pdu.proto, h->pdu.raw);
}

/* A message that was found in a stream. */
static void take_framed(void *ctx, const struct payload *at, enum speaks s)
{
	struct child *c = ctx;
	c->totals.row[s].messages++;
	c->totals.row[s].cut += (at->flags & PAYLOAD_CUT) != 0;
	count_peers(c, at, s, 1, 0);
	watch_work_take(c->work, &(struct watch_message){ .payload = at, .speaks = s }, c->proto[s], at->data);
}

/* The next octets of a stream: of what is read as messages only octets are counted here. */
static void take_stream(struct child *c, const struct payload *p)
{
	enum sbi_speaks known = sbi_payload(&c->sbi, p);
	enum speaks framed = known == SBI_UNKNOWN ? frame_payload(&c->frames, p) : SPEAKS_OTHER_TCP;
	if (p->kind != PAYLOAD_DATA || p->data.n == 0)
		return;
	enum speaks s = known == SBI_HTTP2 ? SPEAKS_HTTP2 : known == SBI_HTTP1 ? SPEAKS_HTTP1 :
	                known == SBI_TLS ? SPEAKS_TLS : framed;
	struct watch_row *r = &c->totals.row[s];
	bool piece = c->proto[s] == PROTO_NONE;
	r->octets += p->data.n;
	r->messages += piece;
	r->cut += piece && (p->flags & PAYLOAD_CUT);
	count_peers(c, p, s, piece, p->data.n);
}

static void take(void *ctx, const struct payload *p)
{
	struct child *c = ctx;
	if (p->transport == PAYLOAD_TCP && !(p->flags & (PAYLOAD_USER | PAYLOAD_QUOTED))) {
		take_stream(c, p);
		return;
	}
	if (p->kind != PAYLOAD_DATA || p->data.n == 0)
		return;
	if (p->flags & PAYLOAD_USER) {
		c->totals.user++;
		return;
	}
	enum speaks s = speaks_of(p);
	struct watch_row *r = &c->totals.row[s];
	if (p->flags & PAYLOAD_QUOTED) {
		r->quoted++;
		return;
	}
	r->messages++;
	r->octets += p->data.n;
	r->cut += (p->flags & PAYLOAD_CUT) != 0;
	count_peers(c, p, s, 1, p->data.n);
	if (c->proto[s] != PROTO_NONE)
		watch_work_take(c->work, &(struct watch_message){ .payload = p, .speaks = s }, c->proto[s], p->data);
}

static void take_name(void *ctx, const struct capture_name *n)
{
	watch_work_drain(((struct child *)ctx)->work); /* who names later wins */
	name_peer(ctx, n->address, n->family, n->text);
}

static void take_problem(void *ctx, const struct capture_problem *p)
{
	struct child *c = ctx;
	struct watch_problem w = { .file = p->file, .offset = p->offset, .frame = p->frame, .foreign = p->foreign };
	if (c->job->shared->stop && c->job->rq->follow)
		return; /* it is being written, and we leave it in the middle */
	memcpy(w.text, p->text, strnlen(p->text, sizeof w.text - 1));
	wire_put(&c->wire, WIRE_PROBLEM, p->file, &w, sizeof w);
}

/* A capture may carry the keys of its own connections. */
static void take_secret(void *ctx, const struct capture_secret *s)
{
	enum { KEY_LOG = 0x544c534b };
	struct child *c = ctx;
	if (s->type == KEY_LOG)
		sbi_secrets(&c->sbi, s->data, true);
}

/* The key log of TLS that the user named; a child that follows a dead one begins anew. */
static void read_keys(struct child *c, struct arena a)
{
	enum { ROOM = 64 << 10 };
	uint8_t *p = NEW(&a, uint8_t, ROOM);
	size_t n = 0;
	ssize_t got = 1;
	if (c->job->tls_keys < 0)
		return;
	lseek(c->job->tls_keys, 0, SEEK_SET); /* of a pipe the first child has read all */
	while (got > 0) {
		got = read(c->job->tls_keys, p + n, ROOM - n);
		n += got > 0 ? (size_t)got : 0;
		size_t used = sbi_secrets(&c->sbi, (struct span){ p, n }, got <= 0);
		memmove(p, p + used, n - used);
		n -= used;
	}
	memset(p, 0, ROOM);
}

static void read_all(struct child *c, struct arena *a)
{
	const struct capture_sink sink = { take, take_secret, take_name, take_problem, c };
	struct capture *cap = NEW(a, struct capture, 1);
	capture_begin(cap, a, &sink);
	sbi_begin(&c->sbi, a, &(struct sbi_sink){ .message = take_http, .ctx = c, .undecoded = true });
	read_keys(c, c->scratch);
	frame_begin(&c->frames, a, &(struct frame_sink){ take_framed, c });
	watch_read(c->job, c->work, &c->wire, cap);
	capture_end(cap);
	sbi_end(&c->sbi);
	frame_end(&c->frames);
	watch_work_end(c->work);
	c->totals.capture = cap->stats;
	memcpy(c->totals.http, c->sbi.n, sizeof c->totals.http);
	memcpy(c->totals.framed, c->frames.n, sizeof c->totals.framed);
}

void watch_child_into(struct arena *a, struct watch_job *job, struct wire wire)
{
	struct child *c = NEW(a, struct child, 1);
	c->job = job;
	c->wire = wire;
	c->wire.p = NEW(a, uint8_t, WIRE_BUFFER);
	c->peers = NEW(a, struct watch_peer, WATCH_PEERS);
	c->slots = NEW(a, uint16_t, SLOTS);
	c->from_http = NEW(a, bool, WATCH_PEERS);
	c->scratch = arena_split(a, WATCH_SCRATCH, "a message");
	ladder_begin(&c->ladder, job->rq->ladder ? a : &c->scratch, &c->wire, &c->totals);
	c->ladder.scratch = &c->scratch;
	for (unsigned i = 0; i < SPEAKS_N; i++)
		c->proto[i] = speaks_proto((enum speaks)i);
	c->work = watch_work_begin(a, job, &(struct watch_retire){ retire, c });
	read_all(c, a);
	for (uint32_t i = 0; i < c->n; i++)
		wire_put(&c->wire, WIRE_PEER, 0, &c->peers[i], sizeof c->peers[i]);
	wire_put(&c->wire, WIRE_TOTALS, 0, &c->totals, sizeof c->totals);
	wire_flush(&c->wire);
}

void watch_child(struct arena *a, void *job, int to)
{
	watch_child_into(a, job, (struct wire){ .to = to });
}
