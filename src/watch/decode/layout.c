/* SPDX-License-Identifier: Apache-2.0
 *
 * layout.c - the inside of an element with tag and length
 *
 * Bounded time: a layout has at most LAYOUT_ITEMS items, repeating ends when nothing is consumed, depth is
 * limited by PDU_DEPTH, and every level reads only octets of its own part.
 */
#include "watch/decode/layout.h"
#include "watch/decode/decode.h"
#include "watch/decode/schema.h"

struct reading {
	struct pdu *p;
	struct bits b;
	uint16_t label;              /* what the element is called */
	uint64_t *value;             /* of items read so far */
};

static void items(struct reading *in, uint16_t layout);

static uint32_t at(const struct reading *in)
{
	return pdu_at(&in->b.rd) - (in->b.left > 0);
}

static uint16_t name(const struct reading *in, const struct item *i)
{
	return i->label == LABEL_OF_ELEMENT ? in->label : i->label;
}

/* Has the layout an item called like the element?  Then there is no group around it. */
static bool names_itself(const struct layout *l)
{
	for (uint16_t k = 0; k < l->count; k++)
		if (schema_item[l->first + k].label == LABEL_OF_ELEMENT)
			return true;
	return false;
}

static bool seen(const struct pdu *p, uint16_t id, uint64_t value)
{
	for (uint32_t i = p->n; i-- > 0;)
		if (p->f[i].id == id && p->f[i].kind != FIELD_DAMAGED)
			return p->f[i].num == value;
	return false;
}

static bool applies(const struct reading *in, const struct item *i)
{
	uint64_t v = i->test == TEST_ALWAYS || i->test >= TEST_LEFT ? 0 : in->value[i->whose];
	switch ((enum item_test)i->test) {
	case TEST_ALWAYS: return true;
	case TEST_EQUAL: return v == i->value;
	case TEST_OTHER: return v != i->value;
	case TEST_MASK: return v & i->value;
	case TEST_LEAST: return v >= i->value;
	case TEST_LEFT: return rd_left(&in->b.rd) >= i->value && (i->value > 0 || in->b.left > 0 || rd_left(&in->b.rd));
	case TEST_SEEN: return seen(in->p, i->seen, i->value);
	}
	return false;
}

static uint64_t number(struct reading *in, const struct item *i)
{
	uint32_t off = at(in);
	uint64_t v = bits_get(&in->b, i->arg);
	if (!bits_ok(&in->b))
		return 0;
	if (i->plus == BITS_LITTLE) {
		uint64_t turned = 0;
		for (unsigned k = 0; k < i->arg; k += 8)
			turned = turned << 8 | (v >> k & 255);
		v = turned;
	}
	if (i->label == 0)
		return v;
	struct field *f = pdu_add(in->p, name(in, i), i->ref ? FIELD_ENUM : FIELD_NUMBER, off,
	                          pdu_at(&in->b.rd) - off);
	f->num = v;
	f->names = i->ref;
	return v;
}

static void octets(struct reading *in, const struct item *i, struct rd r, enum field_kind kind)
{
	uint32_t n = (uint32_t)rd_left(&r);
	if (i->label == 0)
		return;
	struct field *f = pdu_add(in->p, name(in, i), kind, pdu_at(&r), n);
	if (kind == FIELD_DIGITS && i->plus == 1 && f->off > 0) {
		f->off--;
		f->len++;
		f->bits = 4;
	} else if (kind == FIELD_DIGITS && i->plus == 2) {
		f->bits = DIGITS_ODD;
	}
	f->num = rd_be(&r, n < 8 ? n : 8);
}

/* A part of the element: octets, or a layout of its own. */
static void part(struct reading *in, const struct item *i, struct rd r)
{
	if (!rd_ok(&r))
		return;
	if (i->ref == 0)
		octets(in, i, r, (enum field_kind)i->kind);
	else
		layout_element(in->p, i->ref, i->label == 0 ? in->label : name(in, i), r, 0);
}

static bool deeper(struct reading *in)
{
	if (in->p->depth < PDU_DEPTH)
		return true;
	rd_fail(&in->b.rd, "nested too deeply");
	return false;
}

/* Layout `ref` in place, as a group of its own. */
static void group(struct reading *in, const struct item *i)
{
	struct reading inner = { .p = in->p, .b = in->b, .label = name(in, i) };
	if (i->label == 0) {
		inner.label = in->label;
		items(&inner, i->ref);
	} else {
		const struct layout *l = &schema_layout[i->ref];
		bool own = names_itself(l);
		uint32_t g = own ? 0 : pdu_open(in->p, inner.label, at(in));
		items(&inner, i->ref);
		if (!own)
			pdu_close(in->p, g, pdu_at(&inner.b.rd));
	}
	in->b = inner.b;
}

static void repeat(struct reading *in, const struct item *i, uint64_t times)
{
	for (; times > 0 && bits_ok(&in->b) && (rd_left(&in->b.rd) > 0 || in->b.left > 0); times--) {
		struct bits before = in->b;
		group(in, i);
		if (in->b.rd.p <= before.rd.p && in->b.left == before.left)
			break;
	}
	if (times > 0 && i->op == ITEM_TIMES && bits_ok(&in->b))
		rd_fail(&in->b.rd, "fewer than announced");
}

/* The rest is a message of another protocol; one that is only tried may turn out to be none. */
static void message(struct reading *in, const struct item *i)
{
	struct pdu *p = in->p, before = *p;
	struct rd r = rd_sub(&in->b.rd, rd_left(&in->b.rd)), again = r;
	octets(in, i, r, FIELD_BYTES);
	p->depth++;
	p->flags &= (uint8_t)~PDU_DAMAGED;
	decode_part(p, i->ref, r);
	p->depth = before.depth;
	if (i->arg && p->flags & PDU_DAMAGED) {
		*p = before;
		octets(in, i, again, FIELD_BYTES);
		p->flags |= PDU_CIPHERED;
	}
	p->flags |= before.flags;
}

static void item(struct reading *in, const struct item *i, uint64_t *value)
{
	struct rd *r = &in->b.rd;
	if (i->op != ITEM_BITS && i->op != ITEM_INLINE && i->op != ITEM_AS && i->op != ITEM_TIMES)
		bits_align(&in->b);
	switch ((enum item_op)i->op) {
	case ITEM_BITS: *value = number(in, i); break;
	case ITEM_BYTES: octets(in, i, rd_sub(r, i->arg ? i->arg : rd_left(r)), FIELD_BYTES); break;
	case ITEM_TEXT: octets(in, i, rd_sub(r, i->arg ? i->arg : rd_left(r)), FIELD_TEXT); break;
	case ITEM_DIGITS: octets(in, i, rd_sub(r, i->arg ? i->arg : rd_left(r)), FIELD_DIGITS); break;
	case ITEM_LABELS: octets(in, i, rd_sub(r, i->arg ? i->arg : rd_left(r)), FIELD_LABELS); break;
	case ITEM_PLMN: octets(in, i, rd_sub(r, 3), FIELD_PLMN); break;
	case ITEM_IPV4: octets(in, i, rd_sub(r, 4), FIELD_ADDR); break;
	case ITEM_IPV6: octets(in, i, rd_sub(r, 16), FIELD_ADDR); break;
	case ITEM_LV8: part(in, i, rd_sub(r, rd_be(r, 1))); break;
	case ITEM_LV16: part(in, i, rd_sub(r, rd_be(r, 2))); break;
	case ITEM_SIZED: part(in, i, rd_sub(r, in->value[i->arg])); break;
	case ITEM_AS:
	case ITEM_INLINE:
		if (deeper(in))
			group(in, i);
		break;
	case ITEM_EACH:
	case ITEM_TIMES:
		if (deeper(in))
			repeat(in, i, i->op == ITEM_EACH ? UINT64_MAX : in->value[i->arg] + i->plus);
		break;
	case ITEM_INTO:
		if (deeper(in))
			message(in, i);
		break;
	case ITEM_BACK:
		if ((size_t)(r->p - r->base) >= i->arg)
			r->p -= i->arg;
		break;
	case ITEM_TLVS: /* to come with the protocols that need it */
	case ITEM_ALIGN: break;
	}
}

static void items(struct reading *in, uint16_t layout)
{
	const struct layout *l = &schema_layout[layout];
	uint64_t value[LAYOUT_ITEMS];
	in->value = value;
	for (uint16_t k = 0; k < l->count && k < LAYOUT_ITEMS && bits_ok(&in->b); k++) {
		const struct item *i = &schema_item[l->first + k];
		value[k] = 0;
		if (i->op == ITEM_BITS) { /* most are: without two jumps through tables */
			if (i->test == TEST_ALWAYS || applies(in, i))
				value[k] = number(in, i);
			continue;
		}
		if (applies(in, i) && (i->op != ITEM_BYTES || i->arg || rd_left(&in->b.rd) > 0))
			item(in, i, &in->value[k]);
	}
	in->value = NULL;
}

void layout_element(struct pdu *p, uint16_t layout, uint16_t label, struct rd r, uint16_t rest)
{
	uint32_t off = pdu_at(&r), n = (uint32_t)rd_left(&r);
	uint8_t depth = p->depth;
	if (layout == 0 || p->depth >= PDU_DEPTH) {
		if (label != 0)
			pdu_add(p, label, FIELD_BYTES, off, n)->num = rd_be(&r, n < 8 ? n : 8);
		return;
	}
	const struct layout *l = &schema_layout[layout];
	struct reading in = { .p = p, .b = bits_of(r), .label = label };
	bool own = names_itself(l);
	uint32_t g = own ? 0 : pdu_open(p, label, off), before = p->n;
	items(&in, layout);
	if (own && p->n == before && bits_ok(&in.b)) /* there it is, with nothing in it */
		pdu_add(p, label, FIELD_BYTES, off, 0);
	p->depth = (uint8_t)(depth + !own);
	if (!bits_ok(&in.b))
		pdu_damage(p, label, DAMAGE_SHORT, off, n);
	else if (rd_left(&in.b.rd) > 0 && rest != 0)
		pdu_add(p, rest, FIELD_BYTES, pdu_at(&in.b.rd), (uint32_t)rd_left(&in.b.rd));
	if (!own)
		pdu_close(p, g, off + n);
	p->depth = depth;
}

void layout_half(struct pdu *p, uint16_t layout, uint16_t label, struct rd at, unsigned half)
{
	uint32_t off = pdu_at(&at) - 1;
	if (label == 0)
		return;
	if (layout == 0) {
		pdu_add(p, label, FIELD_NUMBER, off, 1)->num = half & 15;
		return;
	}
	const struct layout *l = &schema_layout[layout];
	struct rd none = { .p = at.p, .end = at.p, .base = at.base };
	struct reading in = { .p = p, .b = { .rd = none, .left = 4, .now = (uint8_t)(half & 15) }, .label = label };
	bool own = names_itself(l);
	uint32_t g = own ? 0 : pdu_open(p, label, off);
	items(&in, layout);
	if (!own)
		pdu_close(p, g, off + 1);
}
