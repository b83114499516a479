/* SPDX-License-Identifier: Apache-2.0
 *
 * encode_layout.c - the inside of an element with tag and length, written by its layout
 *
 * The mirror of layout.c.  What has no field is found out: a flag or type from the conditions of what was given
 * behind it, a count or length from what it counts; else it is zero.  Items that look at octets again (`back`) add
 * their bits to what stands there.
 *
 * A layout that has an item called like the element makes no group: its fields stand among those of other elements,
 * next to each other.
 */
#include "watch/decode/encode_in.h"

struct making {
	struct writer *w;
	struct kids *k;
	uint16_t label; /* what the element is called */
	size_t begin;   /* octet where it begins */
};

/* Items of one layout that are written already. */
struct written {
	const struct item *first;
	uint64_t value[LAYOUT_ITEMS];
	size_t place[LAYOUT_ITEMS]; /* in bits */
};

static void items(struct making *m, uint16_t layout);

static uint16_t name(uint16_t label, const struct item *i)
{
	return i->label == LABEL_OF_ELEMENT ? label : i->label;
}

static bool names_itself(uint16_t layout)
{
	const struct layout *l = &schema_layout[layout];
	for (uint16_t k = 0; k < l->count; k++)
		if (schema_item[l->first + k].label == LABEL_OF_ELEMENT)
			return true;
	return false;
}

static bool opens(const struct item *i) /* members of `ref` stand among ours */
{
	bool has = i->op == ITEM_INLINE || i->op == ITEM_AS || i->op == ITEM_EACH || i->op == ITEM_TIMES ||
	           ((i->op == ITEM_LV8 || i->op == ITEM_LV16 || i->op == ITEM_SIZED) && i->ref != 0);
	return has && (i->label == 0 || names_itself(i->ref));
}

/* Can that field be one of an element of this layout? */
static bool belongs(uint16_t layout, uint16_t label, uint16_t id)
{
	const struct layout *l = &schema_layout[layout];
	for (uint16_t k = 0; k < l->count; k++) {
		const struct item *i = &schema_item[l->first + k];
		uint16_t is = name(label, i);
		if (is == id || (opens(i) && belongs(i->ref, is == 0 ? label : is, id)))
			return true;
	}
	return false;
}

static bool is_number(const struct field *f)
{
	return f->kind == FIELD_NUMBER || f->kind == FIELD_ENUM || f->kind == FIELD_BITS;
}

static bool fits(const struct item *i, const struct field *f)
{
	if (i->op == ITEM_IPV4 || i->op == ITEM_IPV6)
		return f->len == (i->op == ITEM_IPV4 ? 4 : 16);
	return i->op != ITEM_BYTES || i->arg == 0 || f->len == i->arg || is_number(f);
}

static const struct field *field_of(const struct making *m, const struct item *i)
{
	const struct field *f = i->label == 0 ? NULL : kids_find(m->w, m->k, name(m->label, i));
	return f != NULL && fits(i, f) ? f : NULL;
}

static bool given(const struct making *m, const struct item *i);

static bool any_given(const struct making *m, uint16_t layout, uint16_t from)
{
	const struct layout *l = &schema_layout[layout];
	for (uint16_t k = from; k < l->count; k++)
		if (given(m, &schema_item[l->first + k]))
			return true;
	return false;
}

/* Is there a field of which this item is made? */
static bool given(const struct making *m, const struct item *i)
{
	if (field_of(m, i) != NULL)
		return true;
	struct making inner = { m->w, m->k, i->label == 0 ? m->label : name(m->label, i), m->begin };
	return opens(i) && any_given(&inner, i->ref, 0);
}

static bool seen(const struct writer *w, const struct kids *k, const struct item *i)
{
	const struct field *f = w->p->f;
	for (uint32_t n = k->next; n-- > 0;)
		if (f[n].id == i->seen && f[n].kind != FIELD_DAMAGED)
			return f[n].num == i->value;
	return false;
}

static bool applies(const struct making *m, const struct layout *l, uint16_t k, const struct written *is)
{
	const struct item *i = &is->first[k];
	uint64_t v = i->test == TEST_ALWAYS || i->test >= TEST_LEFT ? 0 : is->value[i->whose];
	switch ((enum item_test)i->test) {
	case TEST_ALWAYS: return true;
	case TEST_EQUAL: return v == i->value;
	case TEST_OTHER: return v != i->value;
	case TEST_MASK: return v & i->value;
	case TEST_LEAST: return v >= i->value;
	case TEST_LEFT:
		return (i->value == 0 && m->w->bit % 8 != 0) ||
		       any_given(m, (uint16_t)(l - schema_layout), k);
	case TEST_SEEN: return seen(m->w, m->k, i);
	}
	return false;
}

/* What an item has to be so that what was given behind it is written; 0 when that leaves a choice. */
static uint64_t inferred(const struct making *m, const struct layout *l, uint16_t of)
{
	uint64_t v = 0;
	for (uint16_t k = (uint16_t)(of + 1); k < l->count; k++) {
		const struct item *i = &schema_item[l->first + k];
		bool asks = i->test != TEST_ALWAYS && i->test < TEST_LEFT && i->whose == of;
		if (!asks || !given(m, i))
			continue;
		if (i->test == TEST_EQUAL)
			v = i->value;
		else if (i->test == TEST_MASK && (i->value & (i->value - 1u)) == 0)
			v |= i->value;
		else if (i->test == TEST_LEAST && v < i->value)
			v = i->value;
		else if (i->test == TEST_OTHER && schema_item[l->first + of].arg == 1)
			v = !i->value;
	}
	return v;
}

/* What stands there already, where `back` went back. */
static uint64_t there(const struct writer *w, unsigned n)
{
	uint64_t v = 0;
	for (size_t bit = w->bit; bit < w->bit + n; bit++)
		v = v << 1 | (bit / 8 < w->top ? w->out[bit / 8] >> (7 - bit % 8) & 1u : 0);
	return v;
}

static uint64_t turned(uint64_t v, unsigned bits)
{
	uint64_t t = 0;
	for (unsigned k = 0; k < bits; k += 8)
		t = t << 8 | (v >> k & 255);
	return t;
}

static void put_number(struct writer *w, const struct item *i, uint64_t v)
{
	write_bits(w, i->plus == BITS_LITTLE ? turned(v, i->arg) : v, i->arg);
}

static uint64_t number(struct making *m, const struct layout *l, uint16_t k)
{
	const struct item *i = &schema_item[l->first + k];
	const struct field *f = field_of(m, i);
	uint64_t v = f != NULL ? f->num : there(m->w, i->arg);
	if (f != NULL)
		kids_use(m->w, f);
	else if (v == 0)
		v = i->plus == BITS_ONES ? (1ull << i->arg) - 1 : inferred(m, l, k);
	if (i->arg < 64 && v >> i->arg != 0)
		write_fail(m->w, name(m->label, i), "is out of range");
	put_number(m->w, i, v);
	return v;
}

static unsigned half(struct span s, size_t i, size_t n)
{
	return i >= n ? 15 : i % 2 ? s.p[i / 2] >> 4 : s.p[i / 2] & 15;
}

/* Half-octets from number `from` on, the first one into the high half of the octet before, where a bit says whether
 * their number is odd (TS 24.008 10.5.1.4); 15 fills up. */
static void digits_high(struct writer *w, struct span s, size_t from)
{
	size_t n = s.n > 0 && s.p[s.n - 1] >> 4 == 15 ? 2 * s.n - 1 : 2 * s.n;
	if (w->bit < 8 || from >= n)
		return;
	w->bit -= 8;
	write_bits(w, half(s, from, n), 4);
	write_bits(w, (n - from) % 2, 1);
	w->bit += 3;
	for (size_t i = from + 1; i < n; i += 2)
		write_bits(w, half(s, i + 1, n) << 4 | half(s, i, n), 8);
}

static void octets(struct making *m, const struct item *i, const struct field *f)
{
	struct writer *w = m->w;
	kids_use(w, f);
	size_t n = i->op == ITEM_IPV4 ? 4 : i->op == ITEM_IPV6 ? 16 : i->op == ITEM_PLMN ? 3 : i->arg;
	if (f->kind == FIELD_GROUP)
		write_fail(w, 0, "is no group");
	if (is_number(f) && n > 0 && n <= 8) {
		write_bits(w, f->num, 8 * (unsigned)n);
		return;
	}
	struct span s = write_span(w, f);
	if (i->op == ITEM_DIGITS && i->plus && write_ok(w)) {
		digits_high(w, s, f->bits / 4);
		return;
	}
	write_octets(w, s);
	if (i->op == ITEM_DIGITS)
		for (; s.n < n; s.n++)
			write_bits(w, 255, 8);
	if (n > 0 && s.n != n)
		write_fail(w, 0, "has another number of octets than there may be");
}

/* A number written before gets its value now that it is known. */
static void settle(struct making *m, struct written *is, uint8_t k, uint64_t v)
{
	const struct item *i = &is->first[k];
	uint16_t label = i->label == 0 ? m->label : name(m->label, i);
	if (!write_ok(m->w))
		return;
	if (is->value[k] != 0 && is->value[k] != v)
		write_fail(m->w, label, "is not what follows it");
	else if (v >> i->arg != 0)
		write_fail(m->w, label, "is too small for what follows it");
	size_t end = m->w->bit;
	m->w->bit = is->place[k];
	put_number(m->w, i, v);
	m->w->bit = end;
	is->value[k] = v;
}

/* Octets, or a number of so many octets. */
static void without_layout(struct writer *w, const struct field *f, uint16_t size)
{
	if (!write_ok(w))
		return;
	kids_use(w, f);
	if (f->kind == FIELD_GROUP)
		write_fail(w, 0, "takes octets only");
	else if (is_number(f) && size > 0 && size <= 8)
		write_bits(w, f->num, 8u * size);
	else if (is_number(f))
		write_fail(w, 0, "needs octets, its size is not fixed");
	else
		write_octets(w, write_span(w, f));
}

static void group(struct making *m, const struct item *i)
{
	struct making inner = { m->w, m->k, i->label == 0 ? m->label : name(m->label, i), m->begin };
	if (m->k->depth > PDU_DEPTH) {
		write_fail(m->w, inner.label, "is nested too deeply");
	} else if (i->label == 0) {
		items(&inner, i->ref);
	} else if (names_itself(i->ref)) {
		items(&inner, i->ref);
	} else {
		const struct field *f = kids_take(m->w, m->k, inner.label);
		struct kids k = kids_of(m->w->p, f);
		inner.k = &k;
		if (f->kind == FIELD_GROUP) {
			items(&inner, i->ref);
			kids_end(m->w, &k);
		} else {
			without_layout(m->w, f, 0);
		}
	}
}

static uint64_t repeat(struct making *m, const struct item *i)
{
	uint64_t n = 0;
	for (; write_ok(m->w) && given(m, i); n++) {
		size_t before = m->w->bit;
		group(m, i);
		if (m->w->bit == before)
			write_fail(m->w, 0, "is empty");
	}
	return n;
}

/* A part of the element: octets, or a layout of its own. */
static void part(struct making *m, const struct item *i)
{
	const struct field *f = field_of(m, i);
	uint16_t label = i->label == 0 ? m->label : name(m->label, i);
	if (i->ref != 0 && given(m, i))
		encode_element(m->w, &(struct element){ .label = label, .layout = i->ref }, m->k);
	else if (f != NULL)
		octets(m, &(struct item){ .op = ITEM_BYTES }, f);
}

static void sized(struct making *m, const struct item *i, struct written *is)
{
	unsigned size = i->op == ITEM_LV8 ? 1 : i->op == ITEM_LV16 ? 2 : 0;
	write_bits(m->w, 0, 8 * size);
	size_t at = m->w->bit / 8;
	part(m, i);
	size_t n = write_at(m->w) - at;
	if (size > 0)
		write_patch(m->w, at - size, n, size);
	else
		settle(m, is, i->arg, n);
}

static void message(struct making *m, const struct field *f)
{
	struct kids k = kids_of(m->w->p, f);
	kids_use(m->w, f);
	if (f->kind != FIELD_GROUP) {
		write_octets(m->w, write_span(m->w, f));
		return;
	}
	encode_message(m->w, &k);
	kids_end(m->w, &k);
}

static void item(struct making *m, const struct item *i, struct written *is)
{
	const struct field *f = field_of(m, i);
	if (i->op != ITEM_INLINE && i->op != ITEM_AS && i->op != ITEM_TIMES)
		write_align(m->w);
	switch ((enum item_op)i->op) {
	case ITEM_BYTES:
	case ITEM_TEXT:
	case ITEM_DIGITS:
	case ITEM_LABELS:
	case ITEM_PLMN:
	case ITEM_IPV4:
	case ITEM_IPV6:
		if (f != NULL)
			octets(m, i, f);
		else if (i->test != TEST_LEFT && (i->arg > 0 || i->op >= ITEM_PLMN) && i->op != ITEM_LABELS)
			write_fail(m->w, name(m->label, i), "is missing");
		break;
	case ITEM_LV8:
	case ITEM_LV16:
	case ITEM_SIZED: sized(m, i, is); break;
	case ITEM_AS:
	case ITEM_INLINE: group(m, i); break;
	case ITEM_EACH: repeat(m, i); break;
	case ITEM_TIMES: {
		uint64_t n = repeat(m, i);
		if (n < i->plus)
			write_fail(m->w, i->label == 0 ? m->label : name(m->label, i), "is missing");
		else
			settle(m, is, i->arg, n - i->plus);
		break;
	}
	case ITEM_INTO:
		if (f != NULL)
			message(m, f);
		break;
	case ITEM_BACK:
		if (m->w->bit / 8 - m->begin >= i->arg)
			m->w->bit -= 8u * i->arg;
		break;
	case ITEM_BITS:
	case ITEM_TLVS:
	case ITEM_ALIGN: break;
	}
}

static void items(struct making *m, uint16_t layout)
{
	const struct layout *l = &schema_layout[layout];
	struct written is = { .first = &schema_item[l->first] };
	for (uint16_t k = 0; k < l->count && k < LAYOUT_ITEMS && write_ok(m->w); k++) {
		is.value[k] = 0;
		is.place[k] = m->w->bit;
		if (!applies(m, l, k, &is))
			continue;
		if (is.first[k].op == ITEM_BITS)
			is.value[k] = number(m, l, k);
		else
			item(m, &is.first[k], &is);
	}
}

/* The fields of an element without a group: what belongs to it around the one called like it. */
static void window(struct writer *w, const struct element *e, struct kids *k)
{
	const struct field *f = kids_find(w, k, e->label), *g = kids_first(w, k);
	for (const struct field *h = g; h != f;) { /* what stands right before it */
		bool ours = belongs(e->layout, e->label, h->id);
		h = kids_next(w, k, h);
		g = ours ? g : h;
	}
	k->next = (uint32_t)(g - w->p->f);
	unsigned named = 0;
	for (; g != NULL && (g->id == e->spare || belongs(e->layout, e->label, g->id)); g = kids_next(w, k, g)) {
		named += g->id == e->label;
		if (named > 1)
			break;
	}
	k->end = g == NULL ? k->end : (uint32_t)(g - w->p->f);
}

static void spare_octets(struct writer *w, uint16_t spare, struct kids *k)
{
	const struct field *f = spare == 0 ? NULL : kids_find(w, k, spare);
	if (f == NULL)
		return;
	kids_use(w, f);
	write_octets(w, write_span(w, f));
}

/* Octets that stand for the whole element: nothing in it is a string of octets called like it. */
static bool is_whole(uint16_t layout, const struct field *f)
{
	const struct layout *l = &schema_layout[layout];
	bool empty = f->kind == FIELD_BYTES && f->len == 0;
	for (uint16_t k = 0; k < l->count; k++) {
		const struct item *i = &schema_item[l->first + k];
		if (i->label == LABEL_OF_ELEMENT && i->op != ITEM_BITS)
			return empty;
	}
	return f->kind == FIELD_BYTES;
}

void encode_element(struct writer *w, const struct element *e, struct kids *k)
{
	struct kids inner = *k;
	struct making m = { w, &inner, e->label, w->bit / 8 };
	const struct field *f = kids_find(w, k, e->label);
	bool own = e->layout != 0 && names_itself(e->layout);
	if (f == NULL) {
		write_fail(w, e->label, "is missing");
	} else if (e->layout == 0 || (own ? is_whole(e->layout, f) : f->kind != FIELD_GROUP)) {
		without_layout(w, f, e->size);
	} else if (own) {
		window(w, e, &inner);
		items(&m, e->layout);
		spare_octets(w, e->spare, &inner);
	} else {
		kids_use(w, f);
		inner = kids_of(w->p, f);
		items(&m, e->layout);
		spare_octets(w, e->spare, &inner);
		kids_end(w, &inner);
	}
	write_align(w);
}

void encode_half(struct writer *w, const struct element *e, struct kids *k)
{
	struct kids inner = *k;
	struct making m = { w, &inner, e->label, w->bit / 8 };
	const struct field *f = kids_find(w, k, e->label);
	size_t bit = w->bit;
	if (f == NULL)
		write_fail(w, e->label, "is missing");
	else if (e->layout != 0 && names_itself(e->layout))
		window(w, e, &inner), items(&m, e->layout);
	else if (is_number(f))
		kids_use(w, f), write_bits(w, f->num, 4);
	else
		group(&m, &(struct item){ .op = ITEM_AS, .label = e->label, .ref = e->layout });
	if (w->bit > bit + 4)
		write_fail(w, e->label, "is longer than half an octet");
	w->bit = bit + 4;
}

bool element_owns(const struct element *e, uint16_t id)
{
	return e->label == id || (e->layout != 0 && names_itself(e->layout) && belongs(e->layout, e->label, id));
}
