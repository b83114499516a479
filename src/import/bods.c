/* SPDX-License-Identifier: Apache-2.0
 *
 * bods.c - statements of the Beneficial Ownership Data Standard 0.4, JSON array or JSON lines
 *
 * A node is a record (recordId) as the publisher numbers it; official identifiers go to the note of
 * an entity.  All is kept in a book to the end (book.h), because a later statement of a record
 * supersedes an earlier one, and one relationship gives up to three stakes: shares (with votes),
 * control, nominee.  Of persons only name and one nationality are kept: no birth dates, no addresses,
 * no identifiers.
 *
 * Indirect shares are not counted when their chain is in the file: of a relationship that names
 * component records which came before it (as the standard demands) they are left out.
 */
#include "import/bods.h"

#include <math.h>
#include <string.h>

#include "import/book.h"
#include "import/lines.h"

enum { ID = 180 };

struct bods_record { /* a relationship */
	uint32_t first, n; /* its stakes */
	int32_t day;
};

struct reader {
	struct import_job *job;
	struct arena scratch; /* what one statement takes */
	struct json j;
	struct book book;
	struct seen seen;     /* relationships: index + 1 into rel */
	struct bods_record *rel;
	size_t rels, rel_cap;
	uint64_t row;
	struct last { /* what source_of was asked before */
		const char *publisher, *licence;
		unsigned from;
		uint8_t source;
	} last;
};

/* Room is left for the prefix of an owner who is not named. */
static bool is_id(struct str s)
{
	return s.n > 0 && s.n <= ID && memchr(s.p, '\0', s.n) == NULL;
}

/* --- where it comes from --- */

/* How far a statement can be believed: a register or a check behind it B, anybody's word C, and
 * what does not say where it is from F. */
static const char *reliability_of(const struct bods_statement *s)
{
	return s->from & (BODS_FROM_REGISTER | BODS_FROM_VERIFIED) ? "B" : s->from != 0 ? "C" : "F";
}

static struct str source_id(struct arena *scratch, struct str publisher)
{
	struct buf b = buf_in(scratch);
	buf_str(&b, "bods-");
	for (size_t i = 0; i < publisher.n && b.n < 64; i++) {
		char c = publisher.p[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c | 0x20);
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			buf_char(&b, c);
		else if (b.p[b.n - 1] != '-')
			buf_char(&b, '-');
	}
	while (b.p[b.n - 1] == '-')
		b.p[--b.n] = '\0';
	if (publisher.n == 0 || b.n == 4)
		return STR("bods-import");
	return (struct str){ b.p, b.n };
}

static const char *stricter(const char *a, const char *b, const char *order)
{
	return strstr(order, a) > strstr(order, b) ? a : b;
}

static uint8_t new_source(struct reader *r, const struct bods_statement *s, struct str id)
{
	struct book *b = &r->book;
	const char *publisher = s->publisher.n ? book_text(b, s->publisher) : "";
	return book_source(b, &(struct register_source){
		.id = arena_strn(b->a, id.p, id.n),
		.title = arena_fmt(b->a, "Beneficial ownership statements%s%s", publisher[0] ? " of " : "",
		                   publisher),
		.publisher = publisher,
		.url = s->publisher_url.n ? book_text(b, s->publisher_url) : "",
		.licence = s->licence.n ? book_text(b, s->licence) : "",
		.redistributable = bods_redistributable(s->licence),
		.reliability = reliability_of(s),
		.certainty = s->from == BODS_FROM_THIRD ? "secondary" : "read" });
}

static bool same(struct str s, const char *z)
{
	return z != NULL && str_is(s, z);
}

/* One source per publisher; of what its statements say the weakest and most binding counts. */
static uint8_t source_of(struct reader *r, const struct bods_statement *s)
{
	struct book *b = &r->book;
	struct last *last = &r->last; /* statements come in long runs of one publisher */
	if (same(s->publisher, last->publisher) && same(s->licence, last->licence) && s->from == last->from)
		return last->source;
	struct str id = source_id(&r->scratch, s->publisher);
	unsigned i = 0;
	while (i < b->sources && !str_is(id, b->source[i].id))
		i++;
	if (i == b->sources)
		i = new_source(r, s, id);
	b->source[i].redistributable = stricter(b->source[i].redistributable,
	                                        bods_redistributable(s->licence),
	                                        "yes attribution share-alike no");
	b->source[i].reliability = stricter(b->source[i].reliability, reliability_of(s), "BCF");
	*last = (struct last){ s->publisher.n ? book_text(b, s->publisher) : "",
		               s->licence.n ? book_text(b, s->licence) : "", s->from, (uint8_t)i };
	return (uint8_t)i;
}

/* --- entities and persons --- */

static void note_of(struct reader *r, const struct bods_statement *s, struct register_node *n, bool hidden)
{
	struct buf b = buf_in(&r->scratch);
	enum register_reason why = s->reason.n ? bods_reason(s->reason) : REASON_UNKNOWN;
	if (hidden) {
		if (str_starts(s->entity_type, "anonymous") || str_starts(s->person_type, "anonymous"))
			why = REASON_WITHHELD;
		struct str more = import_short(&r->scratch, s->reason_text, REGISTER_NOTE);
		buf_fmt(&b, "%s: %.*s%s%.*s", register_reason_word(why), (int)s->reason.n, s->reason.p,
		        more.n ? ": " : "", (int)more.n, more.p);
		if (n->name == NULL)
			n->name = register_reason_name(why);
	} else if (str_is(s->type, "entity")) {
		struct str ids = import_short(&r->scratch, (struct str){ s->identifiers.p, s->identifiers.n },
		                              REGISTER_NOTE);
		buf_add(&b, ids.p, ids.n);
	}
	n->note = b.n ? arena_strn(r->book.a, b.p, b.n) : NULL;
}

static bool take_node(struct reader *r, const struct bods_statement *s, int32_t day)
{
	bool person = str_is(s->type, "person");
	enum register_type type = person ? REGISTER_PERSON : bods_entity_type(s->entity_type, s->subtype);
	if (person && (str_is(s->person_type, "anonymousPerson") || str_is(s->person_type, "unknownPerson")))
		type = REGISTER_UNKNOWN;
	if (type == REGISTER_NO_TYPE)
		return json_fail(&r->j, "\"%.*s\" is no type of entity of BODS 0.4",
		                 s->entity_type.n < 60 ? (int)s->entity_type.n : 60, s->entity_type.p);
	struct register_node *n = book_node(&r->book, s->record);
	if (n->name != NULL) {
		r->job->skipped++;
		if (day < n->day)
			return true; /* G1 */
	}
	const char *before = n->name;
	n->name = NULL;
	if (before != NULL && str_is(s->name, before))
		n->name = before;
	else if (s->name.n > 0)
		n->name = arena_strn(r->book.a, s->name.p, s->name.n);
	n->type = (uint8_t)(type == REGISTER_COMPANY && s->listed ? REGISTER_LISTED : type);
	n->day = day;
	n->row = r->row;
	n->source = source_of(r, s);
	register_country(s->country, n->country);
	note_of(r, s, n, type == REGISTER_UNKNOWN);
	if (n->name == NULL)
		n->name = n->id;
	return true;
}

/* --- relationships --- */

/* What the running interests of one use are together. */
struct total {
	bool any, running;
	double lo, hi;
	int32_t from, until;
};

static enum bods_use use_of(const struct bods_holding *x)
{
	return x->type == BODS_NO_INTEREST ? BODS_NATURE_UNKNOWN : bods_interest[x->type].use;
}

static int32_t earlier(int32_t a, int32_t b)
{
	if (a == REGISTER_NO_DAY || b == REGISTER_NO_DAY)
		return a == REGISTER_NO_DAY ? b : a;
	return a < b ? a : b;
}

static struct total sum(struct reader *r, const struct bods_statement *s, enum bods_use use)
{
	struct total t = { .lo = NAN, .hi = NAN, .from = REGISTER_NO_DAY, .until = REGISTER_NO_DAY };
	bool unstated = false;
	for (size_t i = 0; i < s->interests; i++)
		t.running |= use_of(&s->interest[i]) == use && s->interest[i].until == REGISTER_NO_DAY;
	for (size_t i = 0; i < s->interests; i++) {
		const struct bods_holding *x = &s->interest[i];
		if (use_of(x) != use)
			continue;
		if (t.running && x->until != REGISTER_NO_DAY) {
			r->job->skipped++; /* an earlier size of the same interest */
			continue;
		}
		unstated |= isnan(x->lo);
		if (!isnan(x->lo)) {
			t.lo = (isnan(t.lo) ? 0 : t.lo) + x->lo;
			t.hi = (isnan(t.hi) ? 0 : t.hi) + x->hi;
		}
		t.from = earlier(t.from, x->from);
		if (x->until > t.until)
			t.until = x->until;
		t.any = true;
	}
	if (!isnan(t.hi))
		t.hi = unstated || t.hi > 100 ? 100 : t.hi;
	return t;
}

/* The types of interest of one kind of stake, as the publisher names them. */
static const char *statement_text(struct reader *r, const struct bods_statement *s, unsigned uses)
{
	struct buf b = buf_in(&r->scratch);
	for (size_t i = 0; i < s->interests; i++) {
		const struct bods_holding *x = &s->interest[i];
		if (!(uses & 1u << use_of(x)))
			continue;
		buf_fmt(&b, "%s%s%s", b.n ? "; " : "", x->type == BODS_NO_INTEREST ? "interest of unknown nature"
		                                                        : bods_interest[x->type].word,
		        x->indirect ? ", indirect" : "");
		if (x->over)
			buf_fmt(&b, ", over %g", x->lo);
		if (x->under)
			buf_fmt(&b, ", under %g", x->hi);
	}
	return book_text(&r->book, (struct str){ b.p, b.n < 500 ? b.n : 500 });
}

static const unsigned uses[REGISTER_KINDS] = {
	[REGISTER_SHARES] = 1u << BODS_SHARE | 1u << BODS_VOTES | 1u << BODS_NATURE_UNKNOWN,
	[REGISTER_CONTROL] = 1u << BODS_CONTROL,
	[REGISTER_NOMINEE] = 1u << BODS_NOMINEE,
};

/* The stake of one kind, when there is one. */
static void add_stake(struct reader *r, struct bods_record *rel, struct register_stake new,
                      const struct bods_statement *s, const struct total *total)
{
	int32_t from = REGISTER_NO_DAY, until = REGISTER_NO_DAY;
	bool any = false, running = false;
	for (int use = 0; use < BODS_IGNORED; use++) {
		const struct total *t = &total[use];
		if (!(uses[new.kind] & 1u << use) || !t->any)
			continue;
		if (use == BODS_SHARE || use == BODS_NOMINEE)
			new.share[0] = t->lo, new.share[1] = t->hi;
		else if (use == BODS_VOTES)
			new.votes[0] = t->lo, new.votes[1] = t->hi;
		from = earlier(from, t->from);
		until = until > t->until ? until : t->until;
		running |= t->running;
		any = true;
	}
	if (!any)
		return;
	new.from = from != REGISTER_NO_DAY ? from : new.from;
	new.until = running ? new.until : until;
	new.statement = statement_text(r, s, uses[new.kind]);
	uint32_t at = book_stake(&r->book, &new);
	rel->first = rel->n++ == 0 ? at : rel->first;
}

static bool sum_all(struct reader *r, const struct bods_statement *s, struct total *total)
{
	for (int use = 0; use < BODS_IGNORED; use++) {
		total[use] = sum(r, s, (enum bods_use)use);
		if (total[use].lo > 100 + 1e-9)
			return json_fail(&r->j, "the shares of one relationship are %g percent together",
			                 total[use].lo);
		if (total[use].lo > 100)
			total[use].lo = 100;
	}
	return true;
}

/* Leaves out what is no ownership, and what the components say already. */
static void drop_interests(struct reader *r, struct bods_statement *s)
{
	size_t kept = 0;
	for (size_t i = 0; i < s->interests; i++) {
		struct bods_holding *x = &s->interest[i];
		bool sized = use_of(x) != BODS_CONTROL; /* control has no size that could count twice */
		if (use_of(x) == BODS_IGNORED || (x->indirect && s->components_known && sized))
			r->job->skipped++;
		else
			s->interest[kept++] = *x;
	}
	s->interests = kept;
}

static struct bods_record *record_of(struct reader *r, const struct bods_statement *s, int32_t day)
{
	uint32_t at = seen_add(&r->seen, seen_hash(&s->record, 1), r->rels + 1);
	if (at == 0) {
		struct bods_record *new = PUSH(r->job->a, r->rel, r->rels, r->rel_cap);
		*new = (struct bods_record){ .day = day };
		return new;
	}
	struct bods_record *old = &r->rel[at - 1];
	r->job->skipped++;
	if (day < old->day)
		return NULL;
	for (uint32_t i = 0; i < old->n; i++)
		book_stake_at(&r->book, old->first + i)->dead = true;
	*old = (struct bods_record){ .day = day };
	return old;
}

static bool take_relationship(struct reader *r, struct bods_statement *s, int32_t day)
{
	struct register_stake base = { .share = { NAN, NAN }, .votes = { NAN, NAN }, .from = day,
		                       .until = REGISTER_NO_DAY, .row = r->row };
	struct bods_holding none = { .type = BODS_NO_INTEREST, .lo = NAN, .hi = NAN, .from = REGISTER_NO_DAY,
		                 .until = REGISTER_NO_DAY };
	struct total total[BODS_IGNORED];
	if (s->no_subject) {
		r->job->skipped++;
		return true;
	}
	if (!is_id(s->subject) || (!s->no_party && !is_id(s->party)))
		return json_fail(&r->j, "a relationship whose %s is not a name of 1 to %d octets",
		                 is_id(s->subject) ? "interestedParty" : "subject", ID);
	if (s->interests == 0)
		*PUSH(&r->scratch, s->interest, s->interests, s->cap) = none;
	drop_interests(r, s);
	if (!sum_all(r, s, total))
		return false;
	struct bods_record *rel = record_of(r, s, day);
	if (rel == NULL)
		return true;
	base.source = source_of(r, s);
	base.owned = book_node(&r->book, s->subject);
	if (s->no_party) {
		struct buf said = buf_in(&r->scratch);
		struct str id = str_of(arena_fmt(&r->scratch, "unspecified:%.*s", (int)s->record.n,
		                                 s->record.p));
		buf_add(&said, s->reason.p, s->reason.n);
		buf_str(&said, s->reason_text.n ? ": " : "");
		buf_add(&said, s->reason_text.p, s->reason_text.n);
		base.owner = book_unnamed(&r->book, id, bods_reason(s->reason),
		                          (struct str){ said.p, said.n });
		base.owner->source = base.source;
		base.owner->row = r->row;
	} else {
		base.owner = book_node(&r->book, s->party);
	}
	if (str_is(s->status, "closed"))
		base.until = day;
	for (base.kind = 0; base.kind < REGISTER_KINDS; base.kind++)
		add_stake(r, rel, base, s, total);
	return true;
}

/* --- the file --- */

static bool take_statement(struct reader *r, struct bods_statement *s)
{
	int32_t day;
	if (s->older && s->type.n == 0)
		return json_fail(&r->j, "is a statement of BODS 0.3 or before; 0.4 is read");
	if (s->version.n > 0 && !str_starts(s->version, "0.4"))
		return json_fail(&r->j, "is a statement of BODS %.*s; 0.4 is read",
		                 s->version.n < 20 ? (int)s->version.n : 20, s->version.p);
	if (!is_id(s->record) || s->type.n == 0)
		return json_fail(&r->j, "%s", s->type.n ? "recordId is not a name of 1 to 180 octets"
		                                        : "is a statement without recordType");
	if (s->name.n > 0 && memchr(s->name.p, '\0', s->name.n) != NULL)
		return json_fail(&r->j, "a name with a NUL in it");
	if (!register_day(s->date, &day))
		return json_fail(&r->j, "statementDate \"%.*s\" is not a date",
		                 s->date.n < 40 ? (int)s->date.n : 40, s->date.p);
	if (str_is(s->type, "relationship"))
		return take_relationship(r, s, day);
	if (str_is(s->type, "entity") || str_is(s->type, "person"))
		return take_node(r, s, day);
	return json_fail(&r->j, "recordType \"%.*s\" is not entity, person or relationship",
	                 s->type.n < 40 ? (int)s->type.n : 40, s->type.p);
}

static void one_line(struct reader *r, const struct line *line)
{
	struct arena before = r->scratch;
	struct pt_err e = { 0 };
	struct bods_statement s = { .interests = 0 };
	struct pt_at at = { .row = line->row, .column = line->column };
	if (line->why != NULL) {
		import_reject(r->job, &at, line->why);
		return;
	}
	r->row = line->row;
	json_of(&r->j, &r->scratch, line->text, NULL, &e);
	bods_read(&r->j, &r->scratch, &r->seen, &s);
	bool ok = json_done(&r->j);
	r->j.value_pos = ok ? 0 : r->j.value_pos; /* what is wrong with the whole is said of its start */
	if (!ok || !take_statement(r, &s)) {
		lines_place(line, &e.at);
		import_reject(r->job, &e.at, e.text);
	}
	r->scratch = before;
}

static bool read_all(struct reader *r, struct pt_err *e)
{
	struct lines l;
	struct line line;
	uint64_t told = 0;
	if (!lines_open(&l, r->job->a, r->job->source, e))
		return false;
	while (lines_next(&l, &line, e)) {
		one_line(r, &line);
		if (r->job->out.progress && l.s.source.total - told >= 4 << 20) {
			told = l.s.source.total;
			r->job->out.progress(r->job->out.ctx, told);
		}
	}
	return e->code == PT_OK && (book_emit(&r->book, r->job) || import_stopped(e));
}

static bool bods_sniff(struct str head, const char *name)
{
	(void)name;
	return import_is_json(head) &&
	       ((import_has(head, "\"recordDetails\"") && import_has(head, "\"recordType\"")) ||
	        (import_has(head, "\"statementType\"") && import_has(head, "\"statementID\"")));
}

static bool bods_run(struct import_job *job, struct pt_err *e)
{
	struct pt_err own = { 0 };
	struct reader *r = NEW(job->a, struct reader, 1);
	r->scratch = register_scratch(job->a);
	struct arena part = r->scratch;
	r->job = job;
	book_begin(&r->book, job->a);
	r->seen = seen_in(job->a);
	bool ok = read_all(r, e ? e : &own);
	register_whole(job->a, &part);
	return ok;
}

const struct importer importer_bods = {
	.kind = "bods",
	.what = "Beneficial Ownership Data Standard 0.4, JSON or JSON lines",
	.example = "petrin import statements.jsonl",
	.shape = IMPORT_STREAM,
	.sniff = bods_sniff,
	.run = bods_run,
};
