/* SPDX-License-Identifier: Apache-2.0
 *
 * sbi_json.c - JSON (RFC 8259) in a message becomes fields that point into it
 *
 * Not the reader of base/json.h: this one makes no strings and remembers no keys, it takes what is there.  Texts
 * keep their escapes, a key may come twice, and what stands after damage is covered by one damaged field.
 */
#include "watch/decode/sbi.h"
#include "watch/decode/schema.h"

#include "base/json_scan.h"

#include <string.h>

struct level {
	uint32_t group;
	uint16_t id; /* of the elements of an array */
	uint8_t close;
};

struct reader {
	struct pdu *p;
	const char *t; /* the message; `at` and `end` are offsets in it */
	uint32_t at, end;
	uint16_t *carries;
	enum damage why;
};

static uint8_t look(struct reader *r)
{
	for (; r->at < r->end; r->at++) {
		uint8_t c = (uint8_t)r->t[r->at];
		if (c > ' ' || (c != ' ' && c != '\n' && c != '\r' && c != '\t'))
			return c;
	}
	return 0;
}

static bool wrong(struct reader *r, enum damage why)
{
	r->why = r->at >= r->end ? DAMAGE_SHORT : why;
	return false;
}

/* At an opening quote; from..to is what is between the two. */
static bool string(struct reader *r, uint32_t *from, uint32_t *to)
{
	size_t i = r->at + 1;
	*from = (uint32_t)i;
	for (;;) {
		i = json_plain_end(r->t, i, r->end);
		if (i >= r->end) {
			r->at = r->end;
			return wrong(r, DAMAGE_SHORT);
		}
		if (r->t[i] == '"')
			break;
		if ((uint8_t)r->t[i] < ' ') {
			r->at = (uint32_t)i;
			return wrong(r, DAMAGE_RANGE);
		}
		i += r->t[i] == '\\' && r->end - i > 1 ? 2 : 1;
	}
	*to = (uint32_t)i;
	r->at = (uint32_t)i + 1;
	return true;
}

static void carried(struct reader *r, uint32_t from, uint32_t to)
{
	for (unsigned i = 0; i < schema_carries; i++) {
		const char *z = &schema_text[schema_carry[i].word];
		if (strlen(z) == to - from && memcmp(z, r->t + from, to - from) == 0)
			*r->carries = schema_carry[i].type;
	}
}

static void number(struct reader *r, uint16_t id)
{
	uint32_t from = r->at, i = from;
	bool minus = r->t[i] == '-', whole = true;
	uint64_t v = 0;
	for (i += minus; i < r->end && r->t[i] != '\0' && strchr("0123456789.eE+-", r->t[i]) != NULL; i++) {
		uint64_t d = (uint64_t)(uint8_t)r->t[i] - '0';
		whole = whole && d < 10 && v <= (INT64_MAX - 9) / 10;
		v = whole ? v * 10 + d : v;
	}
	r->at = i;
	struct field *f = pdu_add(r->p, id, !whole ? FIELD_TEXT : minus ? FIELD_SIGNED : FIELD_NUMBER, from, i - from);
	f->num = !whole ? 0 : minus ? (uint64_t)-(int64_t)v : v;
}

static bool word(struct reader *r, uint16_t id, const char *z, unsigned value)
{
	uint32_t n = (uint32_t)strlen(z);
	if (r->end - r->at < n || memcmp(r->t + r->at, z, n) != 0)
		return wrong(r, DAMAGE_RANGE);
	struct field *f = pdu_add(r->p, id, value < 2 ? FIELD_ENUM : FIELD_TEXT, r->at, n);
	if (value < 2) {
		f->num = value;
		f->names = NAMES_SBI_BOOL;
	}
	r->at += n;
	return true;
}

static bool scalar(struct reader *r, uint16_t id)
{
	uint32_t from, to;
	uint8_t c = look(r);
	if (c == '"') {
		if (!string(r, &from, &to))
			return false;
		sbi_text(r->p, id, from, to - from);
		if (id == F_SBI_CIPHERTEXT) /* JWE (RFC 7516 7.2.2), as N32-f sends it (TS 29.573) */
			r->p->flags |= PDU_CIPHERED;
		if (r->carries != NULL && (id == F_SBI_NGAPIETYPE || id == F_SBI_N2SMINFOTYPE))
			carried(r, from, to);
		return true;
	}
	if (c == '-' || (c >= '0' && c <= '9')) {
		number(r, id);
		return true;
	}
	return c == 't' ? word(r, id, "true", 1) : c == 'f' ? word(r, id, "false", 0) : word(r, id, "null", 2);
}

/* A key and its colon; one that nobody described is a field itself. */
static bool key(struct reader *r, uint16_t *id)
{
	uint32_t from, to;
	if (look(r) != '"')
		return wrong(r, DAMAGE_RANGE);
	if (!string(r, &from, &to))
		return false;
	*id = sbi_member((const uint8_t *)r->t + from, to - from);
	if (*id == 0) {
		sbi_text(r->p, F_SBI_OTHER_NAME, from, to - from);
		*id = F_SBI_OTHER_VALUE;
	}
	if (look(r) != ':')
		return wrong(r, DAMAGE_RANGE);
	r->at++;
	return true;
}

/* Behind a value or an opening bracket: closes what ends here, and finds the next value's name.  False at the end of
 * everything, and after damage. */
static bool next(struct reader *r, struct level *open, unsigned *n, uint16_t *id, bool first)
{
	while (*n > 0) {
		struct level *l = &open[*n - 1];
		uint8_t c = look(r);
		if (c == l->close) {
			r->at++;
			pdu_close(r->p, l->group, r->at);
			(*n)--;
			first = false;
			continue;
		}
		if (!first && c != ',')
			return wrong(r, DAMAGE_RANGE);
		r->at += !first;
		*id = l->id;
		return l->close == ']' || key(r, id);
	}
	return false;
}

void sbi_json(struct pdu *p, uint16_t id, struct rd rd, uint16_t *carries)
{
	struct reader r = { p, (const char *)rd.base, pdu_at(&rd), (uint32_t)(rd.end - rd.base), carries, DAMAGE_NONE };
	struct level open[PDU_DEPTH];
	uint16_t outer = id;
	unsigned n = 0;
	for (bool more = true; more;) {
		uint8_t c = look(&r);
		bool opens = c == '{' || c == '[';
		if (opens && p->depth >= PDU_DEPTH) {
			wrong(&r, DAMAGE_DEEP);
			break;
		}
		if (opens) {
			open[n++] = (struct level){ pdu_open(p, id, r.at), id, c == '{' ? '}' : ']' };
			r.at++;
		} else if (!scalar(&r, id)) {
			break;
		}
		more = next(&r, open, &n, &id, opens);
	}
	look(&r);
	if (r.why == DAMAGE_NONE && r.at < r.end)
		r.why = DAMAGE_LEFT;
	if (r.why != DAMAGE_NONE)
		pdu_damage(p, outer, r.why, r.at, r.end - r.at);
	while (n > 0)
		pdu_close(p, open[--n].group, r.end);
}
