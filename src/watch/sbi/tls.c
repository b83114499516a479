/* SPDX-License-Identifier: Apache-2.0
 *
 * tls.c - the first message of each side of a TLS connection: ClientHello, ServerHello
 *
 * Records are taken off; what comes behind the hello is not looked at.
 */
#include "watch/sbi/exchange.h"

#include <string.h>

enum { LOOKING, PASSED };
enum { RECORD = 5, HANDSHAKE = 22, HELLO = 64 << 10 };

/* Octets of handshake in in[0..n), put together in `out`; *need is how long `in` has to be for more of it. */
static size_t unwrap(const uint8_t *in, size_t n, uint8_t *out, size_t *need, bool *bad)
{
	size_t at = 0, got = 0;
	while (n - at >= RECORD && !*bad) {
		size_t size = (size_t)in[at + 3] << 8 | in[at + 4];
		*bad = in[at] != HANDSHAKE || size == 0;
		if (*bad || n - at - RECORD < size) {
			*need = at + RECORD + size;
			return got;
		}
		memcpy(out + got, in + at + RECORD, size);
		got += size;
		at += RECORD + size;
	}
	*need = at + RECORD;
	return got;
}

void tls_feed(struct sbi *s, struct sbi_connection *c, unsigned d, const struct payload *p, struct span in)
{
	struct sbi_side *side = &c->side[d];
	bool bad = false;
	size_t need = 0;
	if (side->state == PASSED)
		return;
	if (side->hold.n == 0)
		side->first_frame = p->first_frame, side->first_time = p->time;
	if (side->hold.n + in.n > SBI_FRAME || !chain_put(&s->chains, &side->hold, in)) {
		s->n[SBI_COUNT_no_room]++;
		bad = true;
	} else if (side->hold.n < side->left) {
		return;
	}
	size_t n = chain_get(&s->chains, &side->hold, s->in), got = unwrap(s->in, n, s->out, &need, &bad);
	size_t size = got < 4 ? 4 : 4 + ((size_t)s->out[1] << 16 | (size_t)s->out[2] << 8 | s->out[3]);
	side->left = need;
	if (got < size && !bad && size <= HELLO && need <= HELLO)
		return;
	side->state = PASSED;
	chain_drop(&s->chains, &side->hold);
	if (got < 4)
		return;
	struct sbi_message out = { .at = exchange_payload(c, d, p), .first_time = side->first_time };
	out.at.first_frame = side->first_frame;
	out.pdu = decode(PROTO_TLS, (struct span){ s->out, got < size ? got : size }, s->fields, PDU_FIELDS);
	out.at.data = out.pdu.raw;
	out.flags = got < size ? SBI_CUT : 0;
	out.at.flags |= got < size ? PAYLOAD_CUT : 0;
	s->n[SBI_COUNT_hellos]++;
	if (s->sink.message != NULL)
		s->sink.message(s->sink.ctx, &out);
}

void tls_gap(struct sbi *s, struct sbi_connection *c, unsigned d)
{
	chain_drop(&s->chains, &c->side[d].hold);
	c->side[d].state = PASSED;
}
