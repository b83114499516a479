/* SPDX-License-Identifier: Apache-2.0
 *
 * register.c - what the importers of ownership have in common: a book of nodes and stakes
 *
 * Nodes and stakes stand in blocks that never move, so growing leaves no old copies in the arena.
 */
#include "import/register.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "import/seen.h"

enum { BLOCK_BITS = 12, BLOCK = 1 << BLOCK_BITS };

static const char *const type_word[REGISTER_TYPES] = {
	[REGISTER_NO_TYPE] = "unknown",       [REGISTER_PERSON] = "person",
	[REGISTER_STATE] = "state",           [REGISTER_LISTED] = "listed",
	[REGISTER_FOUNDATION] = "foundation", [REGISTER_COMPANY] = "company",
	[REGISTER_FUND] = "fund",             [REGISTER_ARRANGEMENT] = "arrangement",
	[REGISTER_UNKNOWN] = "unknown",
};

static const char *const kind_word[REGISTER_KINDS] = { "shares", "control", "nominee" };

static const struct {
	const char *word, *name;
	enum register_type type;
} reasons[REASONS] = {
	[REASON_NOBODY] = { "nobody", "nobody to name, as stated", REGISTER_UNKNOWN },
	[REASON_PERSONS] = { "persons", "natural persons, not named", REGISTER_PERSON },
	[REASON_EXEMPT] = { "exempt", "owner who need not be named", REGISTER_UNKNOWN },
	[REASON_WITHHELD] = { "withheld", "owner not published", REGISTER_UNKNOWN },
	[REASON_SILENT] = { "silent", "owner who did not answer", REGISTER_UNKNOWN },
	[REASON_UNKNOWN] = { "unknown", "owner not known", REGISTER_UNKNOWN },
	[REASON_OUTSIDE] = { "outside", "owner outside the register", REGISTER_UNKNOWN },
};

const char *register_type_word(enum register_type t)
{
	return type_word[t];
}

const char *register_reason_word(enum register_reason why)
{
	return reasons[why].word;
}

const char *register_reason_name(enum register_reason why)
{
	return reasons[why].name;
}

struct str register_date(struct str time)
{
	int32_t day;
	struct str s = { time.p, time.n < 10 ? time.n : 10 };
	return str_date(s, &day) ? s : STR("");
}

bool register_day(struct str time, int32_t *day)
{
	struct str s = { time.p, time.n < 10 ? time.n : 10 };
	*day = REGISTER_NO_DAY;
	return time.n == 0 || str_date(s, day);
}

void register_country(struct str code, char out[2])
{
	out[0] = out[1] = '\0';
	if (code.n < 2 || (code.n > 2 && code.p[2] != '-') || code.p[0] < 'A' || code.p[0] > 'Z' ||
	    code.p[1] < 'A' || code.p[1] > 'Z')
		return;
	memcpy(out, code.p, 2);
}

struct arena register_scratch(struct arena *a)
{
	size_t part = (size_t)(a->end - a->beg) / 4;
	struct arena scratch = { a->end - part, a->end, a->what };
	a->end -= part;
	return scratch;
}

void register_whole(struct arena *a, const struct arena *scratch)
{
	a->end = scratch->end;
}

/* --- the book --- */

struct book book_in(struct arena *a)
{
	return (struct book){ .a = a, .texts = map_in(a) };
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

struct register_node *book_node_at(const struct book *b, uint32_t node)
{
	return (struct register_node *)b->node[node >> BLOCK_BITS] + (node & (BLOCK - 1));
}

struct register_stake *book_stake_at(const struct book *b, uint32_t stake)
{
	return (struct register_stake *)b->stake[stake >> BLOCK_BITS] + (stake & (BLOCK - 1));
}

static void more_slots(struct book *b)
{
	struct book_slot *old = b->slot;
	size_t before = b->slots;
	b->slots = before ? before * 2 : 1024;
	b->slot = NEW(b->a, struct book_slot, b->slots);
	for (size_t i = 0; i < before; i++) {
		if (old[i].node == 0)
			continue;
		uint64_t hash = str_hash(str_of(book_node_at(b, old[i].node - 1)->id));
		size_t at = hash & (b->slots - 1);
		while (b->slot[at].node != 0)
			at = (at + 1) & (b->slots - 1);
		b->slot[at] = old[i];
	}
}

uint32_t book_node(struct book *b, struct str id)
{
	if ((size_t)b->nodes * 3 >= b->slots * 2)
		more_slots(b);
	uint64_t hash = str_hash(id);
	uint32_t tag = (uint32_t)(hash >> 32);
	size_t at = hash & (b->slots - 1);
	for (; b->slot[at].node != 0; at = (at + 1) & (b->slots - 1))
		if (b->slot[at].tag == tag && str_is(id, book_node_at(b, b->slot[at].node - 1)->id))
			return b->slot[at].node - 1;
	if ((b->nodes & (BLOCK - 1)) == 0)
		*PUSH(b->a, b->node, b->node_blocks, b->node_cap) = NEW(b->a, struct register_node, BLOCK);
	uint32_t node = b->nodes++;
	b->slot[at] = (struct book_slot){ tag, node + 1 };
	*book_node_at(b, node) = (struct register_node){ .id = arena_strn(b->a, id.p, id.n),
		                                         .day = REGISTER_NO_DAY };
	return node;
}

uint32_t book_stake(struct book *b, const struct register_stake *s)
{
	if ((b->stakes & (BLOCK - 1)) == 0)
		*PUSH(b->a, b->stake, b->stake_blocks, b->stake_cap) = NEW(b->a, struct register_stake, BLOCK);
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

uint32_t book_unnamed(struct book *b, struct str id, enum register_reason why, struct str stated)
{
	char note[REGISTER_NOTE + 64];
	uint32_t node = book_node(b, id);
	struct register_node *n = book_node_at(b, node);
	struct arena scratch = *b->a;
	struct str s = import_short(&scratch, stated, REGISTER_NOTE);
	snprintf(note, sizeof note, "%s: %.*s", reasons[why].word, (int)s.n, s.p);
	n->name = reasons[why].name;
	n->type = (uint8_t)reasons[why].type;
	n->note = book_text(b, str_of(note));
	return node;
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
		snprintf(text, sizeof text, "differs from row %llu, which is later, about the "
		       "same owner, "
		         "owned and kind", (unsigned long long)(take ? other->row : kept->row));
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
		uint32_t key[4] = { s->owner, s->owned, s->kind, s->source };
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

bool register_emit_source(struct import_job *job, const struct register_source *s)
{
	struct record r = { .table = T_SOURCE };
	const char *field[] = { s->id, s->title, s->publisher, s->url, s->licence, s->redistributable,
		                s->reliability, "no", s->certainty };
	for (size_t i = 0; i < COUNT(field); i++)
		r.field[i] = str_of(field[i]);
	return import_emit(job, &r, NULL);
}

struct record register_entity(const struct register_source *s, struct str id, struct str name,
                              enum register_type type)
{
	struct record r = { .table = T_ENTITY };
	r.field[N_ID] = id;
	r.field[N_NAME] = name.n > 0 ? name : id;
	r.field[N_TYPE] = str_of(type_word[type]);
	r.field[N_SOURCE] = str_of(s->id);
	r.field[N_CERTAINTY] = str_of(s->certainty);
	return r;
}

struct record register_holding(const struct register_source *s, struct str owner, struct str owned,
                               enum register_kind kind)
{
	struct record r = { .table = T_STAKE };
	r.field[S_OWNER] = owner;
	r.field[S_OWNED] = owned;
	r.field[S_KIND] = str_of(kind_word[kind]);
	r.field[S_SOURCE] = str_of(s->id);
	r.field[S_CERTAINTY] = str_of(s->certainty);
	return r;
}

bool register_emit_unnamed(struct import_job *job, const struct register_source *s, struct record *stake,
                           enum register_reason why, const char *stated, const struct pt_at *at)
{
	char note[REGISTER_NOTE];
	struct record r = register_entity(s, stake->field[S_OWNER], str_of(reasons[why].name),
	                                  reasons[why].type);
	snprintf(note, sizeof note, "%s: %s", reasons[why].word, stated);
	r.field[N_NOTE] = str_of(note);
	return import_emit(job, &r, at) && import_emit(job, stake, at);
}

static bool emit_node(struct book *b, struct import_job *job, const struct register_node *n)
{
	const struct register_source *s = &b->source[n->source];
	struct pt_at at = { .row = n->row };
	struct record r = register_entity(s, str_of(n->id), str_of(n->name), (enum register_type)n->type);
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
	struct record r = register_holding(source, str_of(book_node_at(b, s->owner)->id),
	                                   str_of(book_node_at(b, s->owned)->id),
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
	for (uint32_t i = 0; i < b->nodes; i++) {
		const struct register_node *n = book_node_at(b, i);
		if (n->name != NULL && !emit_node(b, job, n))
			return false;
	}
	for (uint32_t i = 0; i < b->stakes; i++) {
		const struct register_stake *s = book_stake_at(b, i);
		if (!s->dead && !emit_stake(b, job, s))
			return false;
	}
	return true;
}
