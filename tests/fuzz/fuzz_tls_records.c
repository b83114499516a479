/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_tls_records.c - whatever two peers seal in TLS 1.3 whose keys are known, with holes and rubbish between
 *
 * Nobody guesses a seal, so this program has the keys and seals what the input says.  Pieces: how, length, octets.
 */
#include <openssl/evp.h>

#include "fuzz_sbi.h"
#include "watch/sbi/tls.h"

static const uint8_t hello[] = { 22, 3, 1, 0, 47, 1, 0, 0, 43, 3, 3, /* the random: zeros */
	                         [5 + 6 + 32] = 0, 0, 2, 0x13, 1, 1, 0, 0, 0 };
static const uint8_t answer[] = { 22, 3, 3, 0, 50, 2, 0, 0, 46, 3, 3, 9, [5 + 6 + 32] = 0, 0x13, 1, 0,
	                          0, 6, 0, 43, 0, 2, 3, 4 };
static struct payload p;
static struct sbi s;

static void put(unsigned direction, const uint8_t *octets, size_t n)
{
	p.frame++;
	p.direction = (uint8_t)direction;
	p.kind = PAYLOAD_DATA;
	p.data = (struct span){ octets, n };
	sbi_payload(&s, &p);
	p.tcp.gap = 0;
}

/* A sealed record of this content. */
static size_t seal(struct tls_seal *k, uint8_t type, const uint8_t *content, size_t n, uint8_t *to)
{
	EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
	uint8_t nonce[12], inner[1 << 13];
	int got, last;
	memcpy(nonce, k->iv, 12);
	for (unsigned i = 0; i < 8; i++)
		nonce[4 + i] ^= (uint8_t)(k->sequence >> (56 - 8 * i));
	k->sequence++;
	memcpy(inner, content, n);
	inner[n++] = type;
	size_t whole = n + 16;
	memcpy(to, (uint8_t[]){ 23, 3, 3, (uint8_t)(whole >> 8), (uint8_t)whole }, 5);
	EVP_EncryptInit_ex(c, EVP_aes_128_gcm(), NULL, k->key, nonce);
	EVP_EncryptUpdate(c, NULL, &got, to, 5);
	EVP_EncryptUpdate(c, to + 5, &got, inner, (int)n);
	EVP_EncryptFinal_ex(c, to + 5 + got, &last);
	EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_AEAD_GET_TAG, 16, to + 5 + n);
	EVP_CIPHER_CTX_free(c);
	return 5 + whole;
}

static void log_keys(const uint8_t secret[32])
{
	static const char *const labels[] = { "CLIENT_HANDSHAKE_TRAFFIC_SECRET", "SERVER_HANDSHAKE_TRAFFIC_SECRET",
		                              "CLIENT_TRAFFIC_SECRET_0", "SERVER_TRAFFIC_SECRET_0" };
	char line[256], hex[65];
	for (unsigned i = 0; i < 32; i++)
		snprintf(hex + 2 * i, 3, "%02x", secret[i]);
	for (unsigned i = 0; i < 4; i++) {
		int n = snprintf(line, sizeof line, "%s %064d %s\n", labels[i], 0, hex);
		sbi_secrets(&s, (struct span){ (const uint8_t *)line, (size_t)n }, true);
	}
}

enum { SEAL = 0, RAW = 1, HOLE = 2, LEVEL = 3 };

static void pieces(struct tls_tools *tools, const uint8_t *data, size_t size)
{
	static const uint8_t secret[32] = { 1, 2, 3 }, type[4] = { 23, 22, 21, 20 };
	static uint8_t record[1 << 14];
	struct tls_seal k[2];
	for (unsigned d = 0; d < 2; d++)
		tls_seal_13(tools, &k[d], tls_seal_suite(0x1301), (struct span){ secret, 32 });
	log_keys(secret);
	put(0, hello, sizeof hello);
	put(1, answer, sizeof answer);
	for (size_t at = 0; at + 2 <= size;) {
		uint8_t how = data[at];
		size_t n = (size_t)data[at + 1] * (how & 64 ? 16 : 1);
		n = n < size - at - 2 ? n : size - at - 2;
		const uint8_t *octets = data + at + 2;
		at += 2 + n;
		unsigned d = how & 1;
		switch (how >> 1 & 3) {
		case SEAL: n = seal(&k[d], type[how >> 3 & 3], octets, n, record); put(d, record, n); break;
		case RAW: put(d, octets, n); break;
		case HOLE: p.tcp.gap = n + 1; k[d].sequence += how >> 3 & 7; break;
		case LEVEL: k[d].sequence = 0; break;
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct arena memory, text;
	static struct tls_tools tools;
	if (memory.beg == NULL) {
		memory = arena_reserve(SBI_MEMORY, "fuzz");
		text = arena_reserve((size_t)64 << 20, "fuzz");
		if (!tls_seal_begin(&tools))
			abort();
	}
	struct arena a = memory;
	p = (struct payload){ .transport = PAYLOAD_TCP, .flow = 1, .frame = 1 };
	sbi_begin(&s, &a, &(struct sbi_sink){ .message = fuzz_sbi_message, .ctx = &text });
	pieces(&tools, data, size);
	if (s.n[SBI_COUNT_tls_opened] != 1)
		abort(); /* or nothing at all is tried here */
	sbi_end(&s);
	if (s.connections.n != 0 || s.exchanges.n != 0 || s.tls->sessions.n != 0)
		abort();
	fuzz_sbi_blocks(&s);
	return 0;
}
