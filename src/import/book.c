/* SPDX-License-Identifier: Apache-2.0
 *
 * book.c - nodes and stakes of a register, kept until the file ends
 */
#include "import/book.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { BLOCK_BITS = 12, BLOCK = 1 << BLOCK_BITS, FIRST_SLOTS = 1024 };

void book_begin(struct book *b, struct arena *a)
{
	*b = (struct book){ .a = a, .texts = map_in(a) };
	b->end = &b->first;
}

uint8_t book_source(struct book *b, const struct register_source *s)
{
	for (unsigned i = 0; i < b->sources; i++)
		if (strcmp(b->source[i].id, s->id) == 0)
			return (uint8_t)i;
	if (b->sources < REGISTER_SOURCES)
		b->source[b->sources++] = *s;
	return (uint8_t)(b->sources - 1);
}

/* --- nodes --- */

static struct book_slot *free_slot(const struct book *b, uint64_t hash)
{
	size_t at = hash & (b->slots - 1);
	while (b->slot[at].node != NULL)
		at = (at + 1) & (b->slots - 1);
	return &b->slot[at];
}

static void more_slots(struct book *b)
{
	struct book_slot *old = b->slot;
	size_t before = b->slots;
	b->slots = before ? before * 2 : FIRST_SLOTS;
	b->slot = NEW(b->a, struct book_slot, b->slots);
	for (size_t i = 0; i < before; i++)
		if (old[i].node != NULL)
			*free_slot(b, old[i].hash) = old[i];
}

static struct register_node *new_node(struct book *b, struct str id)
{
	struct register_node *n = arena_alloc(b->a, sizeof *n + id.n + 1, 1);
	memcpy(n->id, id.p, id.n);
	n->id_n = (uint8_t)id.n;
	n->day = REGISTER_NO_DAY;
	*b->end = n;
	b->end = &n->next;
	b->nodes++;
	return n;
}

uint64_t book_soon(const struct book *b, struct str id)
{
	uint64_t hash = str_hash(id);
	if (b->slots > 0)
		__builtin_prefetch(&b->slot[hash & (b->slots - 1)]);
	return hash;
}

void book_sooner(const struct book *b, uint64_t hash)
{
	if (b->slots > 0)
		__builtin_prefetch(b->slot[hash & (b->slots - 1)].node);
}

struct register_node *book_find(struct book *b, struct str id, uint64_t hash)
{
	if (b->nodes * 3 >= b->slots * 2)
		more_slots(b);
	size_t at = hash & (b->slots - 1);
	for (; b->slot[at].node != NULL; at = (at + 1) & (b->slots - 1)) {
		struct register_node *n = b->slot[at].node;
		if (b->slot[at].hash == hash && n->id_n == id.n && memcmp(n->id, id.p, id.n) == 0)
			return n;
	}
	b->slot[at] = (struct book_slot){ new_node(b, id), hash };
	return b->slot[at].node;
}

struct register_node *book_node(struct book *b, struct str id)
{
	return book_find(b, id, str_hash(id));
}

struct register_node *book_unnamed(struct book *b, struct str id, enum register_reason why,
                                   struct str stated)
{
	char note[REGISTER_NOTE + 64];
	struct register_node *n = book_node(b, id);
	struct arena scratch = *b->a;
	struct str s = import_short(&scratch, stated, REGISTER_NOTE);
	snprintf(note, sizeof note, "%s: %.*s", register_reason_word(why), (int)s.n, s.p);
	n->name = register_reason_name(why);
	n->type = (uint8_t)register_reason_type(why);
	n->note = book_text(b, str_of(note));
	return n;
}

/* --- stakes and texts --- */

struct register_stake *book_stake_at(const struct book *b, uint32_t stake)
{
	return b->stake[stake >> BLOCK_BITS] + (stake & (BLOCK - 1));
}

uint32_t book_stake(struct book *b, const struct register_stake *s)
{
	if ((b->stakes & (BLOCK - 1)) == 0)
		*PUSH(b->a, b->stake, b->blocks, b->block_cap) = NEW(b->a, struct register_stake, BLOCK);
	*book_stake_at(b, b->stakes) = *s;
	return b->stakes++;
}

const char *book_text(struct book *b, struct str text)
{
	uint32_t at;
	if (text.n == 0)
		return NULL;
	if (map_get(&b->texts, text, &at))
		return b->text[at];
	const char *copy = arena_strn(b->a, text.p, text.n);
	map_add(&b->texts, (struct str){ copy, text.n }, (uint32_t)b->text_n);
	return *PUSH(b->a, b->text, b->text_n, b->text_cap) = copy;
}

/* --- G2 --- */

static bool same_bounds(const struct register_stake *x, const struct register_stake *y)
{
	/* memcmp would tell one NAN from another */
	for (int i = 0; i < 2; i++)
		if ((x->share[i] != y->share[i] && !(isnan(x->share[i]) && isnan(y->share[i]))) ||
		    (x->votes[i] != y->votes[i] && !(isnan(x->votes[i]) && isnan(y->votes[i]))))
			return false;
	return true;
}

static bool same_key(const struct register_stake *x, const struct register_stake *y)
{
	return x->owner == y->owner && x->owned == y->owned && x->kind == y->kind &&
	       x->source == y->source;
}

/* Keeps what counts of two in `kept`. */
static void settle(struct import_job *job, struct register_stake *kept, struct register_stake *other)
{
	bool kept_ran = kept->until == REGISTER_NO_DAY, other_runs = other->until == REGISTER_NO_DAY;
	bool take = false;
	job->skipped++;
	if (kept_ran != other_runs) {
		take = other_runs;
	} else if (!kept_ran) {
		take = other->until >= kept->until;
	} else if (same_bounds(kept, other)) {
		take = other->from != REGISTER_NO_DAY &&
		       (kept->from == REGISTER_NO_DAY || other->from < kept->from);
	} else {
		take = other->from >= kept->from;
		char text[160];
		struct pt_at at = { .row = take ? kept->row : other->row };
		snprintf(text, sizeof text,
		         "differs from row %llu, which is later, about the same owner, owned and kind",
		         (unsigned long long)(take ? other->row : kept->row));
		import_reject(job, &at, text);
		job->skipped--;
	}
	if (take)
		*kept = *other;
	other->dead = true;
}

static void settle_all(struct book *b, struct import_job *job)
{
	struct arena scratch = *b->a;
	size_t slots = 1024;
	while (slots < (size_t)b->stakes * 2)
		slots *= 2;
	uint32_t *slot = NEW(&scratch, uint32_t, slots);
	for (uint32_t i = 0; i < b->stakes; i++) {
		struct register_stake *s = book_stake_at(b, i);
		if (s->dead)
			continue;
		uint64_t key[3] = { (uintptr_t)s->owner, (uintptr_t)s->owned,
			            (uint64_t)s->kind | (uint64_t)s->source << 8 };
		size_t at = str_hash((struct str){ (const char *)key, sizeof key }) & (slots - 1);
		while (slot[at] != 0 && !same_key(book_stake_at(b, slot[at] - 1), s))
			at = (at + 1) & (slots - 1);
		if (slot[at] == 0)
			slot[at] = i + 1;
		else
			settle(job, book_stake_at(b, slot[at] - 1), s);
	}
}

/* --- rows --- */

static bool emit_node(struct book *b, struct import_job *job, const struct register_node *n)
{
	const struct register_source *s = &b->source[n->source];
	struct pt_at at = { .row = n->row };
	struct record r = register_entity(s, (struct str){ n->id, n->id_n }, str_of(n->name),
	                                  (enum register_type)n->type);
	r.field[N_COUNTRY] = (struct str){ n->country, n->country[0] ? 2 : 0 };
	r.field[N_NOTE] = str_of(n->note);
	return import_emit(job, &r, &at);
}

static struct str percent(struct arena *scratch, double v)
{
	static const char digits[] = "0123456789";
	if (isnan(v))
		return STR("");
	if (v >= 0 && v < 100 && v == floor(v)) {
		unsigned whole = (unsigned)v;
		char *to = NEW(scratch, char, 2);
		size_t n = 0;
		if (whole > 9)
			to[n++] = digits[whole / 10];
		to[n++] = digits[whole % 10];
		return (struct str){ to, n };
	}
	struct buf text = buf_in(scratch);
	buf_double(&text, v);
	return (struct str){ text.p, text.n };
}

static struct str day_text(int32_t day, char out[11])
{
	if (day == REGISTER_NO_DAY)
		return STR("");
	str_date_text(day, out);
	return (struct str){ out, 10 };
}

static bool emit_stake(struct book *b, struct import_job *job, const struct register_stake *s)
{
	const struct register_source *source = &b->source[s->source];
	struct arena scratch = *b->a;
	struct pt_at at = { .row = s->row };
	char from[11], until[11];
	struct record r = register_holding(source, (struct str){ s->owner->id, s->owner->id_n },
	                                   (struct str){ s->owned->id, s->owned->id_n },
	                                   (enum register_kind)s->kind);
	for (int i = 0; i < 2; i++) {
		r.field[S_SHARE_MIN + i] = percent(&scratch, s->share[i]);
		r.field[S_VOTES_MIN + i] = percent(&scratch, s->votes[i]);
	}
	r.field[S_DATE] = day_text(s->from, from);
	r.field[S_UNTIL] = day_text(s->until, until);
	r.field[S_STATEMENT] = str_of(s->statement);
	return import_emit(job, &r, &at);
}

bool book_emit(struct book *b, struct import_job *job)
{
	settle_all(b, job);
	for (unsigned i = 0; i < b->sources; i++)
		if (!register_emit_source(job, &b->source[i]))
			return false;
	for (const struct register_node *n = b->first; n != NULL; n = n->next)
		if (n->name != NULL && !emit_node(b, job, n))
			return false;
	for (uint32_t i = 0; i < b->stakes; i++) {
		const struct register_stake *s = book_stake_at(b, i);
		if (!s->dead && !emit_stake(b, job, s))
			return false;
	}
	return true;
}
