/* SPDX-License-Identifier: Apache-2.0
 *
 * ownership_rows.c - rows of the tables entity and stake -> nodes and stakes
 *
 * What a stake says beside its numbers (source, date, words) is mostly the same as in the row before, so
 * it is packed into one text and kept once: fields in order, each ended by an octet that texts do not
 * contain.
 */
#include <string.h>

#include "import/register.h"
#include "service/ownership_inside.h"

enum { STEP = 1 << 16, END = 0x1f };

static const unsigned char packed[] = { S_KIND,  S_SCENARIO,     S_SOURCE,    S_DATE,
	                                S_UNTIL, S_CERTAINTY,    S_STATEMENT, S_DISPUTES,
	                                S_REPLY, S_REPLY_SOURCE, S_REPLY_DATE };

/* What is known of registers as a whole: `complete` ones name everybody above a threshold; in bands of
 * `open_bands` "25 to 50 percent" means more than 25 (docs/methodology/ownership.md). */
static const struct {
	const char *source;
	bool complete, open_bands;
} registers[] = {
	{ "psc-snapshot", true, true },
};

/* Arrays alone in their arena get longer in place. */
static void *longer(struct arena *a, void *v, size_t size, size_t n, size_t *cap)
{
	if (n < *cap)
		return v;
	void *more = arena_alloc(a, size, STEP);
	*cap += STEP;
	return v ? v : more;
}

char *ownership_copy(struct ownership *o, struct str s)
{
	return arena_strn(&o->room->a[ROOM_TEXT], s.n ? s.p : "", s.n);
}

uint32_t ownership_node(struct ownership *o, struct str id)
{
	struct ownership_room *r = o->room;
	uint32_t at = intern_add(&o->id, id);
	if (at < r->nodes)
		return at;
	r->node = longer(&r->a[ROOM_NODES], r->node, sizeof *r->node, r->nodes, &r->node_cap);
	r->node[r->nodes++].key = intern_key(id);
	return at;
}

struct ownership_about *ownership_about_at(struct ownership *o, uint32_t node)
{
	struct ownership_room *r = o->room;
	while (o->abouts <= node) {
		o->about = longer(&r->a[ROOM_ABOUT], o->about, sizeof *o->about, o->abouts, &r->about_cap);
		o->abouts++;
	}
	return &o->about[node];
}

void ownership_put_aside(struct ownership *o, const struct stake *s, enum ownership_why why,
                         uint32_t counts)
{
	struct ownership_room *r = o->room;
	o->beside = longer(&r->a[ROOM_BESIDE], o->beside, sizeof *o->beside, o->besides, &r->beside_cap);
	o->beside[o->besides++] = (struct ownership_beside){ *s, counts, why };
}

/* --- what a row says --- */

static void add(struct buf *b, struct str s)
{
	buf_add(b, s.p, s.n);
	for (size_t i = b->n - s.n; i < b->n; i++)
		b->p[i] = b->p[i] == END ? ' ' : b->p[i];
	buf_char(b, END);
}

static uint32_t number_of(struct ownership *o, const struct buf *b, struct str source)
{
	struct ownership_room *m = o->room;
	if (m->last && b->n == m->last_n && memcmp(b->p, m->last, b->n) == 0)
		return m->last_said;
	m->last_said = intern_add(&o->said, (struct str){ b->p, b->n });
	m->last = o->said.text[m->last_said];
	m->last_n = b->n;
	m->complete = m->open_bands = false;
	for (size_t i = 0; i < COUNT(registers); i++)
		if (str_is(source, registers[i].source)) {
			m->complete = registers[i].complete;
			m->open_bands = registers[i].open_bands;
		}
	return m->last_said;
}

static uint32_t said_of(struct ownership *o, const struct record *r)
{
	struct arena scratch = o->room->a[ROOM_TEXT];
	struct buf b = buf_in(&scratch);
	for (size_t i = 0; i < sizeof packed; i++)
		add(&b, r->field[packed[i]]);
	return number_of(o, &b, r->field[S_SOURCE]);
}

static struct ownership_said unpack(struct arena *a, const char *text, uint64_t line)
{
	struct ownership_said s = { .row = line };
	const char **field[] = { &s.kind,  &s.scenario,     &s.source,    &s.date,
		                 &s.until, &s.certainty,    &s.statement, &s.disputes,
		                 &s.reply, &s.reply_source, &s.reply_date };
	struct str rest = str_of(text), part;
	_Static_assert(COUNT(field) == sizeof packed, "a place per packed field");
	for (size_t i = 0; i < COUNT(field); i++)
		*field[i] = str_cut(&rest, END, &part) ? arena_strn(a, part.p, part.n) : "";
	return s;
}

struct ownership_said ownership_said(struct arena *a, const struct ownership *o, uint32_t row)
{
	if (row >= o->rows)
		return unpack(a, "", 0);
	return unpack(a, o->said.text[o->row[row].said], o->row[row].line);
}

struct ownership_said ownership_said_of(struct arena *a, const struct ownership *o, uint32_t node)
{
	const struct ownership_about *x = ownership_about(o, node);
	if (x == NULL || !(o->room->node[node].flags & OWNERSHIP_TYPED))
		return unpack(a, "", 0);
	return unpack(a, o->said.text[x->said], x->line);
}

/* --- entities --- */

static uint8_t type_of(struct str s)
{
	for (uint8_t t = 0; t < NODE_TYPES; t++)
		if (str_is(s, node_type_name[t]))
			return t;
	return NODE_UNKNOWN;
}

/* Words before the colon of a note: why an owner is not named (import/register.h, G3). */
static bool because(struct str note, enum register_reason why)
{
	const char *word = register_reason_word(why);
	size_t n = strlen(word);
	return str_starts(note, word) && note.n > n && note.p[n] == ':';
}

static void take_entity(struct ownership *o, const struct record *r)
{
	uint32_t at = ownership_node(o, r->field[N_ID]);
	struct node *n = &o->room->node[at];
	struct ownership_about *x = ownership_about_at(o, at);
	struct str note = r->field[N_NOTE], name = r->field[N_NAME], id = r->field[N_ID];
	bool unnamed = because(note, REASON_PERSONS); /* persons, and nobody says which */
	n->type = unnamed ? NODE_UNKNOWN : type_of(r->field[N_TYPE]);
	n->flags |= OWNERSHIP_TYPED | (because(note, REASON_NOBODY) ? OWNERSHIP_NOBODY : 0);
	n->flags |= because(note, REASON_WITHHELD) || because(note, REASON_SILENT) ? OWNERSHIP_HIDDEN : 0;
	if (r->field[N_COUNTRY].n == 2)
		memcpy(n->country, r->field[N_COUNTRY].p, 2);
	if (name.n != id.n || memcmp(name.p, id.p, id.n) != 0)
		x->name = ownership_copy(o, name);
	if (note.n)
		x->note = ownership_copy(o, note);
	if (r->field[N_SUPPLIER].n)
		x->supplier = ownership_copy(o, r->field[N_SUPPLIER]);
	x->line = (uint32_t)r->row;
	struct record said = { .row = r->row };
	said.field[S_SOURCE] = r->field[N_SOURCE];
	said.field[S_DATE] = r->field[N_DATE];
	said.field[S_CERTAINTY] = r->field[N_CERTAINTY];
	x->said = said_of(o, &said);
	o->entities++;
}

/* --- stakes --- */

/* Percent to parts; false when nothing is stated. */
static bool bounds(const struct record *r, enum stake_column min, double out[2])
{
	struct str lo = r->field[min], hi = r->field[min + 1];
	out[0] = 0, out[1] = 100;
	if (lo.n)
		(void)!str_double(lo, &out[0]);
	if (hi.n == lo.n && hi.n && memcmp(hi.p, lo.p, hi.n) == 0)
		out[1] = out[0];
	else if (hi.n)
		(void)!str_double(hi, &out[1]);
	out[0] /= 100, out[1] /= 100;
	return lo.n || hi.n;
}

static void open_band(double b[2])
{
	if (b[0] < b[1] && (b[0] == 0.25 || b[0] == 0.5))
		b[0] += SHARE_MORE;
}

static uint8_t letter(struct str certainty)
{
	return str_is(certainty, "read") ? 'A' : str_is(certainty, "secondary") ? 'B' : 'C';
}

/* Whether the stake is there on the day; one that ends before it begins is put aside. */
static bool is_there(struct ownership *o, const struct record *r, bool *backwards)
{
	int32_t from = INT32_MIN, until = INT32_MAX;
	if (r->field[S_DATE].n && !str_date(r->field[S_DATE], &from))
		from = INT32_MIN;
	if (r->field[S_UNTIL].n && !str_date(r->field[S_UNTIL], &until))
		until = INT32_MAX;
	*backwards = until < from;
	if (*backwards)
		return true;
	o->ended += until <= o->day;
	o->later += from > o->day;
	return from <= o->day && until > o->day;
}

static void take_stake(struct ownership *o, const struct record *r)
{
	struct ownership_room *m = o->room;
	struct stake s = { 0 };
	bool backwards = false;
	o->stated++;
	if ((r->field[S_DATE].n || r->field[S_UNTIL].n) && !is_there(o, r, &backwards))
		return;
	struct str kind = r->field[S_KIND];
	bool shares = bounds(r, S_SHARE_MIN, s.share[EQUITY]),
	     votes = bounds(r, S_VOTES_MIN, s.share[VOTES]);
	uint32_t said = said_of(o, r);
	if (m->open_bands) {
		open_band(s.share[EQUITY]);
		open_band(s.share[VOTES]);
	}
	if (!votes)
		memcpy(s.share[VOTES], s.share[EQUITY], sizeof s.share[VOTES]);
	s.owner = ownership_node(o, r->field[S_OWNER]);
	s.owned = ownership_node(o, r->field[S_OWNED]);
	s.flags = (uint8_t)((str_is(kind, "nominee") ? STAKE_NOMINEE : 0) |
	                    (str_is(kind, "control") ? STAKE_CONTROL : 0) |
	                    (shares && !votes ? STAKE_VOTES_ASSUMED : 0));
	s.certainty = letter(r->field[S_CERTAINTY]);
	if (r->field[S_SCENARIO].n)
		s.scenario = (uint16_t)(1 + intern_add(&m->word, r->field[S_SCENARIO]));
	if (m->complete)
		m->node[s.owned].flags |= NODE_COMPLETE;
	s.row = (uint32_t)o->rows;
	o->row = longer(&m->a[ROOM_ROWS], o->row, sizeof *o->row, o->rows, &m->row_cap);
	o->row[o->rows++] = (struct ownership_row){ said, (uint32_t)r->row };
	if (backwards) {
		ownership_put_aside(o, &s, OWNERSHIP_BACKWARDS, GRAPH_NONE);
		return;
	}
	m->stake = longer(&m->a[ROOM_STAKES], m->stake, sizeof *m->stake, m->stakes, &m->stake_cap);
	m->stake[m->stakes++] = s;
}

/* --- sources and suppliers --- */

static const char *text(struct ownership *o, const struct record *r, const char *column)
{
	return ownership_copy(o, r->field[record_column_of(r->table, str_of(column))]);
}

static void take_source(struct ownership *o, const struct record *r)
{
	struct ownership_room *m = o->room;
	struct ownership_source s = {
		text(o, r, "id"),        text(o, r, "title"),          text(o, r, "publisher"),
		text(o, r, "url"),       text(o, r, "licence"),        text(o, r, "redistributable"),
		text(o, r, "certainty"), text(o, r, "reliability")[0], text(o, r, "anonymous")[0] == 'y'
	};
	if (map_add(&m->source_at, str_of(s.id), (uint32_t)o->sources))
		*PUSH(&m->a[ROOM_TEXT], o->source, o->sources, m->source_cap) = s;
}

static void take_supplier(struct ownership *o, const struct record *r)
{
	*PUSH(&o->room->a[ROOM_TEXT], o->supplier, o->suppliers, o->room->supplier_cap) =
		(struct ownership_supplier){ text(o, r, "id"), text(o, r, "name") };
}

bool ownership_take(void *ctx, const struct record *r, struct pt_err *e)
{
	struct ownership *o = ctx;
	(void)e;
	if (r->table == T_STAKE)
		take_stake(o, r);
	else if (r->table == T_ENTITY)
		take_entity(o, r);
	else if (r->table == T_SOURCE)
		take_source(o, r);
	else if (r->table == T_SUPPLIER)
		take_supplier(o, r);
	return true;
}
