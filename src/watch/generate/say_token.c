/* SPDX-License-Identifier: Apache-2.0
 *
 * say_token.c - access tokens of the NRF: JWT (RFC 7519) in the compact form of JWS (RFC 7515)
 */
#include "watch/generate/say.h"

#include <stdio.h>

enum { DAY = 86400, SIGNATURE = 64 };

static void put_base64url(struct put *o, struct span s)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	for (size_t at = 0; at < s.n; at += 3) {
		size_t n = s.n - at < 3 ? s.n - at : 3;
		uint32_t v = 0;
		for (size_t i = 0; i < 3; i++)
			v = v << 8 | (i < n ? s.p[at + i] : 0);
		for (size_t i = 0; i <= n; i++)
			put_octets(o, &digits[v >> (18 - 6 * i) & 63], 1);
	}
}

static void put_part(struct put *o, const char *json)
{
	struct str s = str_of(json);
	put_base64url(o, (struct span){ (const uint8_t *)s.p, s.n });
}

static const char *either(const char *a, const char *b)
{
	return a != NULL ? a : b;
}

void say_token(struct world *w, struct put *o, const struct token *t)
{
	char subject[40], issuer[40], json[512];
	uint8_t signature[SIGNATURE];
	struct rd r = rd_of((struct span){ t->subject->mac, WIRE_MAC });
	struct rng rng = rng_of(w->rq->seed, (uint64_t)1 << 61 | rd_be(&r, WIRE_MAC));
	const char *alg = either(t->alg, "RS256");
	uint64_t expires = t->expires != 0 ? t->expires : w->begin / 1000000000 + DAY;
	say_instance(w, t->subject, subject);
	say_instance(w, &w->nf[NF_NRF], issuer);
	snprintf(json, sizeof json, "{\"alg\":\"%s\",\"typ\":\"JWT\"}", alg);
	put_part(o, json);
	put_text(o, ".");
	snprintf(json, sizeof json, "{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":\"%s\",\"scope\":\"%s\",\"exp\":%llu%s%s}",
	         either(t->issuer, issuer), subject, either(t->audience, "UDM"),
	         either(t->scope, "nudm-ueau nudm-uecm nudm-sdm"), (unsigned long long)expires,
	         t->plmn != NULL ? ",\"consumerPlmnId\":" : "", either(t->plmn, ""));
	put_part(o, json);
	put_text(o, ".");
	for (size_t i = 0; i < SIGNATURE; i++)
		signature[i] = (uint8_t)rng_u32(&rng);
	if (strcmp(alg, "none") != 0)
		put_base64url(o, (struct span){ signature, SIGNATURE });
}
