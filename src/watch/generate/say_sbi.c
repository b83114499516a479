/* SPDX-License-Identifier: Apache-2.0
 *
 * say_sbi.c - requests and answers over SBI, made of the templates in call.def
 */
#include "watch/generate/say.h"

#include <stdio.h>

#define BOUNDARY "petrin-part"

static const struct call_def {
	uint8_t from, to;
	struct sbi_text ask, answer;
} calls[CALL_N] = {
#define C(id, from, to, method, path, body, status, answer) \
	[CALL_##id] = { NF_##from, NF_##to, { method, path, body, NULL, { NULL, NULL } }, \
	                { status, path, answer, NULL, { NULL, NULL } } },
#include "watch/generate/call.def"
};

/* ---- templates ---- */

struct said {
	struct ue *ue;
	const struct node *from;
	struct put *out;
	const char *const *arg; /* $1, $2 */
};

static void put_hex(struct put *o, struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		char text[3];
		snprintf(text, sizeof text, "%02x", s.p[i]);
		put_text(o, text);
	}
}

static void put_random(struct said *s, size_t n)
{
	uint8_t octets[32];
	for (size_t i = 0; i < n; i++)
		octets[i] = (uint8_t)rng_u32(&s->ue->rng);
	put_hex(s->out, (struct span){ octets, n });
}

static void put_supi(struct said *s)
{
	char text[16];
	put_text(s->out, ue_supi(s->ue, text));
}

static void put_suci(struct said *s)
{
	char text[64];
	uint8_t output[64];
	snprintf(text, sizeof text, "suci-0-001-01-0-%u-%u-", s->ue->scheme, s->ue->scheme);
	put_text(s->out, text);
	if (s->ue->scheme == 0)
		put_text(s->out, ue_supi(s->ue, text) + 5);
	else
		put_hex(s->out, (struct span){ output, say_suci_output(s->ue, output) });
}

static void put_ip(struct put *o, const uint8_t *a, unsigned family)
{
	char text[48];
	if (family == 4)
		snprintf(text, sizeof text, "%u.%u.%u.%u", a[0], a[1], a[2], a[3]);
	else
		snprintf(text, sizeof text, "2001:db8::%x:%x", a[8] << 8 | a[9], a[10] << 8 | a[11]);
	put_text(o, text);
}

void say_instance(struct world *w, const struct node *n, char out[40])
{
	struct rd r = rd_of((struct span){ n->mac, WIRE_MAC });
	struct rng rng = rng_of(w->rq->seed, (uint64_t)1 << 62 | rd_be(&r, WIRE_MAC));
	uint32_t v[4] = { rng_u32(&rng), rng_u32(&rng), rng_u32(&rng), rng_u32(&rng) };
	snprintf(out, 40, "%08x-%04x-4%03x-%04x-%04x%08x", v[0], v[1] >> 16, v[1] & 0xfff,
	         0x8000 | (v[2] >> 16 & 0x3fff), v[2] & 0xffff, v[3]);
}

static void put_instance(struct said *s, const struct node *n)
{
	char text[40];
	say_instance(s->ue->world, n, text);
	put_text(s->out, text);
}

static void put_upper(struct put *o, const char *name)
{
	for (; *name != 0 && *name != '-'; name++) {
		char c = (char)(*name >= 'a' && *name <= 'z' ? *name - 32 : *name);
		put_octets(o, &c, 1);
	}
}

static void put_count(struct put *o, uint32_t v)
{
	char text[12];
	snprintf(text, sizeof text, "%u", v);
	put_text(o, text);
}

static void put_time(struct said *s)
{
	char day[11], text[32];
	uint64_t now = s->ue->world->wire.now / 1000000000, t = now % 86400;
	str_date_text((int32_t)(now / 86400), day);
	snprintf(text, sizeof text, "%sT%02u:%02u:%02uZ", day, (unsigned)(t / 3600), (unsigned)(t / 60 % 60),
	         (unsigned)(t % 60));
	put_text(s->out, text);
}

static void put_token(struct said *s)
{
	say_token(s->ue->world, s->out, &(struct token){ .subject = s->from });
}

static void w_arg1(struct said *s) { put_text(s->out, s->arg[0]); }
static void w_arg2(struct said *s) { put_text(s->out, s->arg[1]); }
static void w_auth(struct said *s) { put_count(s->out, s->ue->auth); }
static void w_from(struct said *s) { put_text(s->out, s->from->name); }
static void w_hex6(struct said *s) { put_random(s, 6); }
static void w_hex16(struct said *s) { put_random(s, 16); }
static void w_hex32(struct said *s) { put_random(s, 32); }
static void w_id(struct said *s) { put_instance(s, s->from); }
static void w_ip(struct said *s) { put_ip(s->out, s->from->address, s->from->family); }
static void w_psi(struct said *s) { put_count(s->out, s->ue->session.psi); }
static void w_ref(struct said *s) { put_count(s->out, s->ue->session.ref); }
static void w_smf(struct said *s) { put_instance(s, &s->ue->world->nf[NF_SMF]); }
static void w_type(struct said *s) { put_upper(s->out, s->from->name); }
static void w_volume(struct said *s) { put_count(s->out, (uint32_t)s->ue->session.octets); }
static void w_ueip(struct said *s) { put_ip(s->out, s->ue->session.address, 4); }

static const struct {
	const char *name;
	void (*put)(struct said *s);
} word[] = { /* what begins like another one comes first */
	{ "1", w_arg1 }, { "2", w_arg2 }, { "auth", w_auth }, { "from", w_from }, { "hex16", w_hex16 },
	{ "hex32", w_hex32 }, { "hex6", w_hex6 }, { "id", w_id }, { "ip", w_ip }, { "psi", w_psi }, { "ref", w_ref },
	{ "smf", w_smf }, { "suci", put_suci }, { "supi", put_supi }, { "time", put_time }, { "token", put_token },
	{ "TYPE", w_type }, { "ueip", w_ueip }, { "volume", w_volume },
};

static void expand(struct said *s, const char *template)
{
	for (const char *z = template; *z != 0; z++) {
		size_t i = 0;
		for (; *z == '$' && i < COUNT(word); i++)
			if (str_starts(str_of(z + 1), word[i].name))
				break;
		if (*z == '$' && i < COUNT(word)) {
			word[i].put(s);
			z += strlen(word[i].name);
		} else {
			put_octets(s->out, *z == '\'' ? "\"" : z, 1);
		}
	}
}

/* ---- bodies with parts ---- */

static void put_part(struct put *o, const char *type, const char *id, struct span content)
{
	put_text(o, "--" BOUNDARY "\r\nContent-Type: ");
	put_text(o, type);
	if (id[0] != 0) {
		put_text(o, "\r\nContent-Id: ");
		put_text(o, id);
	}
	put_text(o, "\r\n\r\n");
	put_octets(o, content.p, content.n);
	put_text(o, "\r\n");
}

#define N1 "application/vnd.3gpp.5gnas"
#define N2 "application/vnd.3gpp.ngap"

static const struct {
	const char *name, *json;
	struct span (*n1)(struct ue *ue, bool transport);
	struct span (*n2)(struct ue *ue);
} parts[] = {
	{ "*create", "{'supi':'imsi-$supi','pduSessionId':$psi,'dnn':'internet','sNssai':{'sst':1,'sd':'010203'},"
	  "'servingNfId':'$id','guami':{'plmnId':{'mcc':'001','mnc':'01'},'amfId':'020040'},'servingNetwork':"
	  "{'mcc':'001','mnc':'01'},'requestType':'INITIAL_REQUEST','n1SmMsg':{'contentId':'n1'},'anType':"
	  "'3GPP_ACCESS','ratType':'NR','smContextStatusUri':'http://10.100.0.10:7777/namf-callback/v1/imsi-$supi/"
	  "sm-context-status/$psi'}", say_session_request, NULL },
	{ "*transfer", "{'n1MessageContainer':{'n1MessageClass':'SM','n1MessageContent':{'contentId':'n1'}},"
	  "'n2InfoContainer':{'n2InformationClass':'SM','smInfo':{'pduSessionId':$psi,'n2InfoContent':{'ngapIeType':"
	  "'PDU_RES_SETUP_REQ','ngapData':{'contentId':'n2'}},'sNssai':{'sst':1,'sd':'010203'}}},'pduSessionId':$psi}",
	  say_session_accept, say_setup_transfer },
	{ "*update", "{'n2SmInfo':{'contentId':'n2'},'n2SmInfoType':'PDU_RES_SETUP_RSP'}", NULL,
	  say_setup_answer_transfer },
	{ "*setup", "{'upCnxState':'ACTIVATING','n2SmInfo':{'contentId':'n2'},'n2SmInfoType':'PDU_RES_SETUP_REQ'}",
	  NULL, say_setup_transfer },
};

static void put_parts(struct said *s, const char *name)
{
	uint8_t json[1024];
	struct put o = put_in(json, sizeof json), *out = s->out;
	size_t i = 0;
	while (i + 1 < COUNT(parts) && strcmp(parts[i].name, name) != 0)
		i++;
	s->out = &o;
	expand(s, parts[i].json);
	s->out = out;
	put_part(out, "application/json", "", put_span(&o));
	if (parts[i].n1 != NULL)
		put_part(out, N1, "n1", parts[i].n1(s->ue, false));
	if (parts[i].n2 != NULL)
		put_part(out, N2, "n2", parts[i].n2(s->ue));
	put_text(out, "--" BOUNDARY "--\r\n");
}

/* ---- messages ---- */

struct sbi_link *say_link(struct world *w, const struct node *from, const struct node *to, uint16_t port)
{
	struct sbi_link **l = &w->link;
	for (; *l != NULL; l = &(*l)->next)
		if ((*l)->from == from && (*l)->to == to && (*l)->port == port)
			return *l;
	struct wire_tcp tcp = { .node = { from, to }, .port = { (uint16_t)(40000 + w->links++ % 20000), port } };
	*l = NEW(w->a, struct sbi_link, 1);
	**l = (struct sbi_link){ .from = from, .to = to, .port = port, .http = { .tcp = tcp } };
	return *l;
}

static const char *type_of(const char *body)
{
	switch (body[0]) {
	case '*': return "multipart/related; boundary=" BOUNDARY;
	case '&': return "application/x-www-form-urlencoded";
	case '[': return "application/json-patch+json";
	}
	return "application/json";
}

static const char *answer_type(const char *body)
{
	return body[0] == '*' ? type_of(body) : "application/json";
}

/* The body in w->body. */
static struct span body_of(struct ue *ue, const struct node *from, const struct sbi_text *t)
{
	struct world *w = ue->world;
	struct put o = put_in(w->body, sizeof w->body);
	struct said s = { ue, from, &o, t->arg };
	if (t->body[0] == '*')
		put_parts(&s, t->body);
	else
		expand(&s, t->body + (t->body[0] == '&' ? 1 : 0));
	return put_span(&o);
}

static size_t add(struct http_field *f, size_t n, const char *name, struct str value)
{
	f[n] = (struct http_field){ name, value };
	return n + 1;
}

static struct str text_of(const struct put *o)
{
	return (struct str){ (const char *)o->p, o->n };
}

uint32_t say_request(struct ue *ue, struct sbi_link *l, const struct sbi_text *t)
{
	struct http_field f[10];
	struct world *w = ue->world;
	uint8_t place[64], length[12], right[1024];
	struct put path = put_in(w->path, sizeof w->path), authority = put_in(place, sizeof place),
	           octets = put_in(length, sizeof length), token = put_in(right, sizeof right);
	struct said s = { ue, l->from, &path, t->arg };
	struct span body = body_of(ue, l->from, t);
	ue_speaks(ue, l->from == ue->self);
	expand(&s, t->path);
	put_text(&authority, l->to->family == 4 ? "" : "[");
	put_ip(&authority, l->to->address, l->to->family);
	put_text(&authority, l->to->family == 4 ? ":" : "]:");
	put_count(&authority, l->port);
	put_count(&octets, (uint32_t)body.n);
	size_t n = add(f, 0, ":method", str_of(t->method));
	n = add(f, n, ":scheme", STR("http"));
	n = add(f, n, ":authority", text_of(&authority));
	n = add(f, n, ":path", text_of(&path));
	if (body.n > 0) {
		n = add(f, n, "content-type", str_of(type_of(t->body)));
		n = add(f, n, "content-length", text_of(&octets));
	}
	if (t->token != NULL) {
		put_text(&token, "Bearer ");
		s.out = &token;
		expand(&s, t->token);
		n = add(f, n, "authorization", text_of(&token));
	}
	n = add(f, n, "accept", STR("application/json,application/problem+json"));
	n = add(f, n, "user-agent", str_of(l->from->name));
	return http_ask(&w->wire, &l->http, f, n, body);
}

void say_response(struct ue *ue, struct sbi_link *l, uint32_t stream, const struct sbi_text *t)
{
	struct http_field f[6];
	struct world *w = ue->world;
	uint8_t length[12];
	struct put path = put_in(w->path, sizeof w->path), octets = put_in(length, sizeof length);
	struct said s = { ue, l->to, &path, t->arg };
	struct span body = body_of(ue, l->to, t);
	ue_speaks(ue, l->to == ue->self);
	size_t n = add(f, 0, ":status", str_of(t->method));
	if (strcmp(t->method, "201") == 0) {
		put_text(&path, "http://");
		put_ip(&path, l->to->address, l->to->family);
		expand(&s, t->path);
		put_text(&path, "/");
		put_count(&path, ue->session.ref);
		n = add(f, n, "location", text_of(&path));
	}
	if (body.n > 0) {
		put_count(&octets, (uint32_t)body.n);
		bool problem = t->method[0] >= '4';
		n = add(f, n, "content-type", str_of(problem ? "application/problem+json" : answer_type(t->body)));
		n = add(f, n, "content-length", text_of(&octets));
	}
	http_answer(&w->wire, &l->http, stream, f, n, body);
}

static struct sbi_link *link_of(struct ue *ue, const struct call_def *c)
{
	struct world *w = ue->world;
	uint16_t port = c->to == NF_PARTNER_SEPP || c->to == NF_SEPP ? PORT_N32 : PORT_SBI;
	return say_link(w, ue->self != NULL ? ue->self : &w->nf[c->from], &w->nf[c->to], port);
}

void say_ask(struct ue *ue, unsigned call)
{
	const struct call_def *c = &calls[call];
	struct sbi_text t = c->ask;
	t.token = c->to == NF_UDM ? "$token" : NULL; /* only the UDM asks for one */
	uint32_t stream = say_request(ue, link_of(ue, c), &t);
	if (ue->asked < COUNT(ue->stream))
		ue->stream[ue->asked++] = stream;
}

void say_answer(struct ue *ue, unsigned call)
{
	const struct call_def *c = &calls[call];
	struct sbi_text t = c->answer;
	if (strcmp(t.body, "=") == 0)
		t.body = c->ask.body;
	if (ue->asked > 0)
		say_response(ue, link_of(ue, c), ue->stream[--ue->asked], &t);
}
