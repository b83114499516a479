/* SPDX-License-Identifier: Apache-2.0
 *
 * pdu.c - looking for fields, and their text
 */
#include "watch/decode/pdu.h"
#include "watch/decode/schema.h"

#include <arpa/inet.h>
#include <string.h>

static const char *const damages[DAMAGE_N] = {
	[DAMAGE_NONE] = "",
	[DAMAGE_SHORT] = "ends too early",
	[DAMAGE_RANGE] = "value out of range",
	[DAMAGE_UNKNOWN] = "not known",
	[DAMAGE_MISSING] = "mandatory element is missing",
	[DAMAGE_LEFT] = "octets left over",
	[DAMAGE_DEEP] = "nested too deeply",
	[DAMAGE_FRAGMENT] = "length in fragments",
	[DAMAGE_MANY] = "too many elements",
};

void pdu_damage(struct pdu *p, uint16_t id, enum damage why, uint32_t off, uint32_t len)
{
	pdu_add(p, id, FIELD_DAMAGED, off, len)->num = why;
	p->flags |= PDU_DAMAGED;
}

const struct field *pdu_each(const struct pdu *p, enum field_id id, uint32_t *pos)
{
	for (uint32_t i = *pos; i < p->n; i++) {
		if (p->f[i].id == id && p->f[i].kind != FIELD_DAMAGED) {
			*pos = i + 1;
			return &p->f[i];
		}
	}
	*pos = p->n;
	return NULL;
}

uint64_t pdu_num(const struct pdu *p, enum field_id id, uint64_t none)
{
	uint32_t pos = 0;
	const struct field *f = pdu_each(p, id, &pos);
	while (f != NULL && f->kind == FIELD_GROUP) /* a choice may be called like one of its alternatives */
		f = pdu_each(p, id, &pos);
	return f == NULL ? none : f->num;
}

/* The octets of a field, never outside of the message. */
static struct span octets(const struct pdu *p, const struct field *f)
{
	if (f->off > p->raw.n || f->len > p->raw.n - f->off)
		return (struct span){ NULL, 0 };
	return (struct span){ p->raw.p + f->off, f->len };
}

struct span pdu_bytes(const struct pdu *p, enum field_id id)
{
	uint32_t pos = 0;
	const struct field *f = pdu_each(p, id, &pos);
	return f == NULL ? (struct span){ NULL, 0 } : octets(p, f);
}

const char *field_name(uint16_t id)
{
	return id < F_N ? &schema_text[schema_field[id].name] : "";
}

const char *field_proto(uint16_t id)
{
	return id < F_N ? &schema_text[schema_proto[schema_field[id].proto].name] : "";
}

bool field_private(uint16_t id)
{
	return id < F_N && schema_field[id].flags & MARK_PRIVATE;
}

uint16_t field_find(const char *proto, const char *name)
{
	for (uint16_t id = 1; id < F_N; id++)
		if (strcmp(field_name(id), name) == 0 && strcmp(field_proto(id), proto) == 0)
			return id;
	return 0;
}

const char *damage_text(uint64_t damage)
{
	return damage < DAMAGE_N ? damages[damage] : "";
}

const char *field_word(const struct field *f)
{
	const struct name_table *t = &schema_names[f->kind == FIELD_ENUM ? f->names : 0];
	size_t lo = t->first, hi = lo + t->count;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;
		if (schema_value[mid].value < f->num)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < (size_t)t->first + t->count && schema_value[lo].value == f->num
	     ? &schema_text[schema_value[lo].text] : NULL;
}

/* Half-octets, low one first; 15 fills the last one up. */
static void digits(struct span s, unsigned bits, struct buf *out)
{
	size_t end = 2 * s.n - (bits & DIGITS_ODD && s.n > 0);
	for (size_t i = (bits & ~(unsigned)DIGITS_ODD) / 4; i < end; i++) {
		unsigned d = i % 2 ? s.p[i / 2] >> 4 : s.p[i / 2] & 15;
		if (d < 15)
			buf_char(out, "0123456789*#abc"[d]);
	}
}

static char half(unsigned v)
{
	return "0123456789abcdef"[v & 15];
}

/* As many digits as the bits need, and more when there is more in them, at least one. */
static void bits(const struct field *f, struct buf *out)
{
	unsigned n = f->bits > 0 ? (f->bits + 3u) / 4 : 1;
	while (n < 16 && f->num >> 4 * n)
		n++;
	char *to = buf_room(out, n);
	for (unsigned i = 0; i < n; i++)
		to[i] = half((unsigned)(f->num >> 4 * (n - 1 - i)));
	out->n += n;
	out->p[out->n] = '\0';
}

static void plmn(struct span s, struct buf *out)
{
	if (s.n != 3)
		return;
	const char text[] = { half(s.p[0]), half(s.p[0] >> 4), half(s.p[1]), '-', half(s.p[2]), half(s.p[2] >> 4),
		              half(s.p[1] >> 4) };
	buf_add(out, text, s.p[1] >> 4 != 15 ? 7 : 6);
}

static void address(struct span s, struct buf *out)
{
	for (size_t i = 0; i < 4 && (s.n == 4 || s.n == 20); i++) {
		if (i > 0)
			buf_char(out, '.');
		buf_digits(out, s.p[i], 1);
	}
	if (s.n == 20)
		buf_char(out, ' ');
	char six[INET6_ADDRSTRLEN];
	if ((s.n == 16 || s.n == 20) && inet_ntop(AF_INET6, s.p + s.n - 16, six, sizeof six) != NULL)
		buf_str(out, six);
}

/* Foreign text in one line: what is not printable or no valid UTF-8 shows as U+FFFD. */
static void line(struct span s, struct buf *out)
{
	size_t begin = 0;
	for (size_t i = 0; i <= s.n; i++) {
		if (i < s.n && s.p[i] != '\n' && s.p[i] != '\t')
			continue;
		buf_printable(out, (struct str){ (const char *)s.p + begin, i - begin }, false);
		if (i < s.n)
			buf_str(out, "\xef\xbf\xbd");
		begin = i + 1;
	}
}

static void labels(struct span s, struct buf *out)
{
	for (size_t i = 0; i < s.n;) {
		size_t n = s.p[i++];
		n = n < s.n - i ? n : s.n - i;
		if (i > 1)
			buf_char(out, '.');
		line((struct span){ s.p + i, n }, out);
		i += n;
	}
}

struct labels pdu_labels(const struct pdu *p, size_t off, size_t base)
{
	return (struct labels){ .p = p, .at = off, .base = base, .low = off };
}

bool pdu_label(struct labels *l, struct span *label)
{
	struct span raw = l->p->raw;
	while (l->at < raw.n) {
		size_t n = raw.p[l->at];
		if (n < LABEL_POINTER && n < raw.n - l->at) {
			*label = (struct span){ raw.p + l->at + 1, n };
			l->at += 1 + n;
			l->end = l->jumps > 0 ? l->end : l->at;
			l->octets += 1 + n;
			l->whole = n == 0;
			return n > 0 && n <= LABEL_MOST && l->octets <= LABELS_MOST;
		}
		if (n < LABEL_POINTER || raw.n - l->at < 2)
			return false;
		size_t to = l->base + ((n & LABEL_MOST) << 8 | raw.p[l->at + 1]);
		l->end = l->jumps > 0 ? l->end : l->at + 2;
		if (to >= l->low || l->jumps++ == LABEL_JUMPS)
			return false;
		l->at = l->low = to;
	}
	return false;
}

static void labels_from(const struct pdu *p, const struct field *f, struct buf *out)
{
	struct labels l = pdu_labels(p, f->off, (size_t)f->num);
	struct span label;
	for (unsigned n = 0; pdu_label(&l, &label); n++) {
		if (n > 0)
			buf_char(out, '.');
		line(label, out);
	}
	if (l.octets <= 1) /* the root */
		buf_char(out, '.');
}

void field_text(const struct pdu *p, const struct field *f, struct buf *out)
{
	struct span s = octets(p, f);
	const char *word = field_word(f);
	switch ((enum field_kind)f->kind) {
	case FIELD_GROUP:
	case FIELD_NOTE: break;
	case FIELD_NUMBER: buf_digits(out, f->num, 1); break;
	case FIELD_SIGNED: buf_fmt(out, "%lld", (long long)(int64_t)f->num); break;
	case FIELD_ENUM:
		if (word != NULL)
			buf_str(out, word);
		else
			buf_digits(out, f->num, 1);
		break;
	case FIELD_BITS:
		if (f->bits <= 64)
			bits(f, out);
		else
			buf_hex(out, s.p, s.n);
		break;
	case FIELD_BYTES: buf_hex(out, s.p, s.n); break;
	case FIELD_TEXT: line(s, out); break;
	case FIELD_DIGITS: digits(s, f->bits, out); break;
	case FIELD_PLMN: plmn(s, out); break;
	case FIELD_ADDR: address(s, out); break;
	case FIELD_LABELS:
		if (f->bits == LABELS_FROM)
			labels_from(p, f, out);
		else
			labels(s, out);
		break;
	case FIELD_DAMAGED: buf_str(out, damage_text(f->num)); break;
	}
}
