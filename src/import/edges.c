/* SPDX-License-Identifier: Apache-2.0
 *
 * edges.c - who owns how much of whom, as a plain CSV list (docs/importers/edges.md)
 *
 * Shares are percent.  `share` is an exact value, share_min and share_max are bounds; of bounds one
 * may be left empty (0 or 100), both empty is "not stated".  The same for votes.  A row that breaks
 * a rule is a fault at its cell, and so is a second row about the same owner, owned, kind, scenario
 * and source, unless it says the same (then it is left out) or names another class of shares (then
 * they are added, see classes.h).  What the columns about owner and owned say makes one entity per id; a row that says
 * something else about it than an earlier one is a fault, and its stake is kept.
 *
 * Millions of rows are the normal case.  Whether a row has been there is looked up in a table far
 * larger than the processor's caches, so rows wait in a short queue while their slot is fetched.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/csv.h"
#include "import/book.h"
#include "import/classes.h"
#include "import/seen.h"

enum edge_column {
	OWNER, OWNED, SHARE, SHARE_MIN, SHARE_MAX, VOTES, VOTES_MIN, VOTES_MAX, KIND, SCENARIO, SOURCE,
	DATE, UNTIL, CERTAINTY, STATEMENT, DISPUTES, REPLY, REPLY_SOURCE, REPLY_DATE,
	CLASS, OWNER_TYPE, OWNER_NAME, OWNER_COUNTRY, OWNED_TYPE, OWNED_NAME, OWNED_COUNTRY, COLUMNS
};

/* to: the column of T_STAKE that takes the cell as it is, or -1. */
static const struct {
	const char *name;
	int to;
} columns[COLUMNS] = {
	[OWNER] = { "owner", S_OWNER },           [OWNED] = { "owned", S_OWNED },
	[SHARE] = { "share", -1 },                [SHARE_MIN] = { "share_min", -1 },
	[SHARE_MAX] = { "share_max", -1 },        [VOTES] = { "votes", -1 },
	[VOTES_MIN] = { "votes_min", -1 },        [VOTES_MAX] = { "votes_max", -1 },
	[KIND] = { "kind", S_KIND },              [SCENARIO] = { "scenario", S_SCENARIO },
	[SOURCE] = { "source", S_SOURCE },        [DATE] = { "date", S_DATE },
	[UNTIL] = { "until", S_UNTIL },           [CERTAINTY] = { "certainty", -1 },
	[STATEMENT] = { "statement", S_STATEMENT }, [DISPUTES] = { "disputes", S_DISPUTES },
	[REPLY] = { "reply", S_REPLY },           [REPLY_SOURCE] = { "reply_source", S_REPLY_SOURCE },
	[REPLY_DATE] = { "reply_date", S_REPLY_DATE }, [CLASS] = { "class", -1 }, [OWNER_TYPE] = { "owner_type", -1 },
	[OWNER_NAME] = { "owner_name", -1 },      [OWNER_COUNTRY] = { "owner_country", -1 },
	[OWNED_TYPE] = { "owned_type", -1 },      [OWNED_NAME] = { "owned_name", -1 },
	[OWNED_COUNTRY] = { "owned_country", -1 },
};

static const struct register_source own_source = {
	.id = "edges-import", .title = "Edge list without stated sources", .redistributable = "no",
	.reliability = "F", /* nobody is named who could be judged */
	.certainty = "unverified",
};

enum { QUEUE = 16, SAMPLE = 20000, CLASS_NAME = 60 };

struct edges {
	struct import_job *job;
	struct csv c;
	struct book book; /* nodes only */
	struct seen seen, owned; /* stakes; of files with nodes: what is owned */
	struct classes classes;
	uint64_t mix; /* keys what is noted of numbers */
	int place[COLUMNS], back[RECORD_COLUMNS]; /* column -> place in the file, of T_STAKE too */
	int taken[COLUMNS]; /* the columns that are there and go to a column of T_STAKE as they are */
	unsigned takes;
	bool has_nodes, used_own_source, states[2]; /* states: shares, votes */
	bool simple; /* nothing but what is checked here: no second check of the whole row */
	uint64_t tail; /* hash of kind, scenario and source while they are the same in all rows */
	struct waiting {
		struct record r;
		uint64_t hash;
		double share[2], votes[2]; /* the first is NaN when nothing is stated */
		struct str class_name;
		uint32_t says;             /* what_it_says */
		struct said { /* of owner and owned: type, name, country */
			uint64_t hash;
			bool any;
			struct str cell[3];
			uint32_t column[3];
		} said[2];
	} queue[QUEUE];
	unsigned waiting;
};

static void reject(struct edges *x, enum edge_column column, const char *message)
{
	struct pt_at at = csv_at(&x->c, x->place[column] < 0 ? 0 : x->place[column]);
	import_reject(x->job, &at, message);
}

static struct str trimmed(struct str s)
{
	bool blank = s.n > 0 && (s.p[0] <= ' ' || s.p[s.n - 1] <= ' ');
	return blank ? str_trim(s) : s;
}

static struct str cell(const struct edges *x, enum edge_column column)
{
	int i = x->place[column];
	return i < 0 || (size_t)i >= x->c.n ? STR("") : trimmed(x->c.field[i]);
}

/* --- shares --- */

static bool one_percent(struct edges *x, enum edge_column column, struct str s, double *v)
{
	char text[160];
	int shown = s.n < 40 ? (int)s.n : 40;
	if (!str_double(s, v)) {
		snprintf(text, sizeof text, "%s \"%.*s\" is not a number such as 12.5", columns[column].name,
		         shown, s.p);
	} else if (*v < 0 || *v > 100) {
		snprintf(text, sizeof text, "%s %.*s is not between 0 and 100 percent",
		         columns[column].name, shown, s.p);
	} else {
		return true;
	}
	reject(x, column, text);
	return false;
}

/* The bounds of a share, from `exact` or the two columns behind it. */
static bool bounds(struct edges *x, enum edge_column exact, struct str out[2], double v[2])
{
	double lo = 0, hi = 100;
	v[0] = v[1] = NAN;
	if (!x->states[exact == VOTES])
		return true; /* the fields are never set */
	struct str s = cell(x, exact);
	if (s.n > 0) {
		out[0] = out[1] = s;
		if (!one_percent(x, exact, s, &lo))
			return false;
		v[0] = v[1] = lo;
		return true;
	}
	out[0] = cell(x, exact + 1);
	out[1] = cell(x, exact + 2);
	if (out[0].n == 0 && out[1].n == 0)
		return true;
	bool same = str_same(out[0], out[1]);
	if ((out[0].n > 0 && !one_percent(x, exact + 1, out[0], &lo)) ||
	    (out[1].n > 0 && !same && !one_percent(x, exact + 2, out[1], &hi)))
		return false;
	v[0] = lo, v[1] = same ? lo : hi;
	if (same)
		return true;
	if (out[0].n == 0)
		out[0] = STR("0");
	if (out[1].n == 0)
		out[1] = STR("100");
	if (lo <= hi)
		return true;
	char text[128];
	snprintf(text, sizeof text, "%s %g is more than %s %g", columns[exact + 1].name, lo,
	         columns[exact + 2].name, hi);
	reject(x, exact + 1, text);
	return false;
}

/* --- one row --- */

/* The word of the table for a cell; *known tells whether it is one, or else stands as it is. */
static struct str certainty_word(struct str s, bool *known)
{
	static const char *const words[] = { "read", "secondary", "unverified" };
	*known = true;
	if (s.n == 0)
		return STR("unverified");
	for (size_t i = 0; i < COUNT(words); i++)
		if ((s.n == 1 && s.p[0] == (char)('A' + i)) || str_is(s, words[i]))
			return str_of(words[i]);
	*known = false;
	return s;
}

static bool wrong_row(struct edges *x, const struct record *r)
{
	struct pt_err why = { 0 };
	unsigned wrong;
	if (record_check(r, &wrong, &why))
		return false;
	struct pt_at at = csv_at(&x->c, x->back[wrong] < 0 ? 0 : x->back[wrong]);
	import_reject(x->job, &at, why.text);
	return true;
}

/* Sets all fields that the file can set, so that nothing is left of the row before. */
static bool stake_of_row(struct edges *x, struct waiting *w)
{
	struct record *r = &w->r;
	for (unsigned k = 0; k < x->takes; k++)
		r->field[columns[x->taken[k]].to] = cell(x, (enum edge_column)x->taken[k]);
	if (!bounds(x, SHARE, &r->field[S_SHARE_MIN], w->share) ||
	    !bounds(x, VOTES, &r->field[S_VOTES_MIN], w->votes))
		return false;
	if (r->field[S_KIND].n == 0)
		r->field[S_KIND] = STR("shares"); /* stays while there is no such column */
	bool known = true;
	if (x->place[CERTAINTY] >= 0)
		r->field[S_CERTAINTY] = certainty_word(cell(x, CERTAINTY), &known);
	if (r->field[S_SOURCE].n == 0 || r->field[S_SOURCE].p == own_source.id) {
		r->field[S_SOURCE] = str_of(own_source.id);
		x->used_own_source = true;
	}
	return (x->simple && known && record_name(r->field[S_OWNER]) && record_name(r->field[S_OWNED])) ||
	       !wrong_row(x, r);
}

/* --- what rows say about nodes --- */

static void node_fault(struct edges *x, const struct waiting *w, const struct said *is, int which,
                       const char *message)
{
	struct pt_at at = { .row = w->r.row, .column = is->column[which] };
	import_reject(x->job, &at, message);
}

static void differs(struct edges *x, const struct waiting *w, const struct said *is, int which,
                    const struct register_node *n)
{
	static const char *const what[] = { "type", "name", "country" };
	char text[128];
	snprintf(text, sizeof text, "%s \"%.*s\" of \"%.40s\" differs from what row %llu says", what[which],
	         is->cell[which].n < 40 ? (int)is->cell[which].n : 40, is->cell[which].p, n->id,
	         (unsigned long long)n->row);
	node_fault(x, w, is, which, text);
}

static enum register_type type_of(struct str s)
{
	for (int t = REGISTER_PERSON; t < REGISTER_TYPES; t++)
		if (str_is(s, register_type_word((enum register_type)t)))
			return (enum register_type)t;
	return REGISTER_NO_TYPE;
}

static void no_type(struct edges *x, const struct waiting *w, int side)
{
	const struct said *is = &w->said[side];
	char text[160];
	snprintf(text, sizeof text, "%s \"%.*s\" is not one of person, state, listed, foundation, company, "
	         "fund, arrangement, unknown", columns[side ? OWNED_TYPE : OWNER_TYPE].name,
	         is->cell[0].n < 40 ? (int)is->cell[0].n : 40, is->cell[0].p);
	node_fault(x, w, is, 0, text);
}

/* Of each attribute the first one given counts; one that differs from it is a fault. */
static void take_node(struct edges *x, const struct waiting *w, int side)
{
	const struct said *is = &w->said[side];
	struct str type = is->cell[0], name = is->cell[1], country = is->cell[2];
	char code[2];
	if (!is->any)
		return;
	struct register_node *n = book_find(&x->book, w->r.field[side ? S_OWNED : S_OWNER], is->hash);
	if (type.n > 0 && !(n->type != REGISTER_NO_TYPE && str_is(type, register_type_word(n->type)))) {
		enum register_type given = type_of(type);
		if (given == REGISTER_NO_TYPE)
			no_type(x, w, side);
		else if (n->type != REGISTER_NO_TYPE)
			differs(x, w, is, 0, n);
		else
			n->type = (uint8_t)given;
	}
	if (name.n > 0 && n->name == NULL)
		n->name = arena_strn(x->book.a, name.p, name.n);
	else if (name.n > 0 && !str_is(name, n->name))
		differs(x, w, is, 1, n);
	register_country(country, code);
	if (country.n > 0 && (country.n != 2 || code[0] == '\0'))
		node_fault(x, w, is, 2, "is not a two-letter country code");
	else if (country.n > 0 && n->country[0] == '\0')
		memcpy(n->country, code, 2);
	else if (country.n > 0 && memcmp(n->country, code, 2) != 0)
		differs(x, w, is, 2, n);
	n->row = n->row ? n->row : w->r.row;
}

static void note_said(const struct edges *x, struct said *is, struct str id, enum edge_column first)
{
	is->any = false;
	for (unsigned k = 0; k < 3; k++) {
		int place = x->place[first + k];
		is->cell[k] = cell(x, first + k);
		is->column[k] = place >= 0 && (size_t)place < x->c.n ? x->c.column[place] : 0;
		is->any |= is->cell[k].n > 0;
	}
	if (is->any)
		is->hash = book_soon(&x->book, id);
}

/* --- rows on their way --- */

static uint64_t of_numbers(const struct edges *x, const double v[2])
{
	uint64_t bits[2];
	memcpy(bits, v, sizeof bits);
	uint64_t h = (bits[0] ^ x->mix) * 0x9e3779b97f4a7c15u;
	return ((h << 31 | h >> 33) ^ bits[1]) * (x->mix | 1);
}

/* 32 bits of all that a row says; the numbers by value, so that 50 is 50.0. */
static uint32_t what_it_says(const struct edges *x, const struct waiting *w)
{
	const struct str *f = w->r.field;
	uint64_t votes = of_numbers(x, w->votes);
	uint64_t h = of_numbers(x, w->share) ^ (votes << 23 | votes >> 41);
	if (!x->simple || x->place[CERTAINTY] >= 0)
		h ^= seen_hash(f + S_DATE, 2) * 3 ^ seen_hash(f + S_CERTAINTY, S_REPLY_DATE - S_CERTAINTY + 1) * 5;
	return (uint32_t)(h * 0x9e3779b97f4a7c15u >> 32);
}

/* A row about a stake that was there: left out when it says the same, else a fault. */
static void again(struct edges *x, const struct waiting *w, const struct seen_slot *before)
{
	struct pt_at at = { .row = w->r.row, .column = 1 };
	bool same = before->what == w->says;
	char text[96];
	snprintf(text, sizeof text,
	         same ? "is the same as row %u" : "is about the same stake as row %u and says otherwise", before->row);
	if (same)
		import_skip(x->job, &at, text);
	else
		import_reject(x->job, &at, text);
}

/* A row about shares of one class. */
static void add_class(struct edges *x, const struct waiting *w)
{
	struct class_row r = { &w->r, w->class_name, { w->share[0], w->share[1] },
		               { w->votes[0], w->votes[1] } };
	struct pt_at at = { .row = w->r.row, .column = 1 };
	enum stake_column wrong;
	uint64_t row;
	char text[128];
	if (classes_add(&x->classes, &r, &wrong, &row))
		return;
	snprintf(text, sizeof text, "says another %s than row %llu about a class of the same stake",
	         record_def(T_STAKE)->column[wrong].name, (unsigned long long)row);
	import_reject(x->job, &at, text);
}

/* Hands on what waits. False = stop. */
static bool flush(struct edges *x)
{
	for (unsigned i = 0; i < x->waiting && x->has_nodes; i++)
		for (int side = 0; side < 2; side++)
			if (x->queue[i].said[side].any)
				book_sooner(&x->book, x->queue[i].said[side].hash);
	for (unsigned i = 0; i < x->waiting; i++) {
		struct waiting *w = &x->queue[i];
		const struct seen_slot *before = seen_note(&x->seen, w->hash, w->r.row, w->says);
		if (before != NULL)
			again(x, w, before);
		else if (x->place[CLASS] >= 0)
			add_class(x, w);
		else if (!import_checked(x->job, &w->r, w->r.row))
			return false;
		if (x->has_nodes) {
			seen_add(&x->owned, seen_hash(&w->r.field[S_OWNED], 1), 1);
			take_node(x, w, 0);
			take_node(x, w, 1);
		}
	}
	x->waiting = 0;
	return true;
}

/* Of owner, owned, kind, scenario and source. */
static uint64_t hash_of(const struct edges *x, const struct str *field)
{
	uint64_t ends = seen_hash(field, 2);
	return ends ^ (x->tail ? x->tail : seen_hash(field + S_KIND, S_SOURCE - S_KIND + 1));
}

static bool take_row(struct edges *x)
{
	struct waiting *w = &x->queue[x->waiting];
	if (x->c.n > x->c.headers) {
		struct pt_at at = csv_at(&x->c, 0);
		import_reject(x->job, &at, "has more fields than the header line");
		return true;
	}
	if (!stake_of_row(x, w))
		return true;
	w->r.row = x->c.line;
	w->hash = hash_of(x, w->r.field);
	if (x->place[CLASS] >= 0) {
		w->class_name = cell(x, CLASS);
		if (w->class_name.n > CLASS_NAME) {
			reject(x, CLASS, "is longer than the 60 octets that the name of a class may have");
			return true;
		}
		w->hash ^= seen_hash(&w->class_name, 1);
	}
	w->says = what_it_says(x, w);
	seen_soon(&x->seen, w->hash);
	if (x->has_nodes) {
		note_said(x, &w->said[0], w->r.field[S_OWNER], OWNER_TYPE);
		note_said(x, &w->said[1], w->r.field[S_OWNED], OWNED_TYPE);
	}
	return ++x->waiting < QUEUE || flush(x);
}

/* --- the file --- */

static bool wrong_header(struct pt_err *e, const char *text, struct str name, const char *more)
{
	struct pt_at at = { .row = 1 };
	int shown = name.n < 60 ? (int)name.n : 60;
	return pt_fail_at(e, &at, PT_INVALID, "column \"%.*s\" %s%s", shown, name.p, text, more);
}

static bool unknown_column(const struct edges *x, struct str name, struct pt_err *e)
{
	const char *words[COLUMNS];
	char given[64], more[96] = "";
	size_t n = 0;
	for (int k = 0; k < COLUMNS; k++)
		if (csv_find(&x->c, columns[k].name) < 0)
			words[n++] = columns[k].name;
	snprintf(given, sizeof given, "%.*s", name.n < 60 ? (int)name.n : 60, name.p);
	const char *near = str_nearest(given, words, n);
	if (near)
		snprintf(more, sizeof more, "; did you mean \"%s\"?", near);
	return wrong_header(e, "is not one of an edge list", name, more);
}

/* Names of columns count without spaces around them and in small letters. */
static void plain_header(struct edges *x)
{
	for (size_t i = 0; i < x->c.headers; i++) {
		struct str name = str_trim(x->c.header[i]);
		char *z = arena_strn(x->job->a, name.p, name.n);
		for (size_t k = 0; k < name.n; k++)
			z[k] = z[k] >= 'A' && z[k] <= 'Z' ? (char)(z[k] - 'A' + 'a') : z[k];
		x->c.header[i] = (struct str){ z, name.n };
	}
}

static bool map_columns(struct edges *x, struct pt_err *e)
{
	plain_header(x);
	for (int k = 0; k < COLUMNS; k++)
		x->place[k] = csv_find(&x->c, columns[k].name);
	for (int k = 0; k < RECORD_COLUMNS; k++)
		x->back[k] = -1;
	for (size_t i = 0; i < x->c.headers; i++) {
		int known = -1;
		for (int k = 0; k < COLUMNS; k++)
			if (str_is(x->c.header[i], columns[k].name))
				known = k;
		if (known < 0)
			return unknown_column(x, x->c.header[i], e);
		if (x->place[known] != (int)i)
			return wrong_header(e, "is there twice", x->c.header[i], "");
		if (columns[known].to >= 0) {
			x->back[columns[known].to] = (int)i;
			x->taken[x->takes++] = known;
		}
		x->has_nodes |= known >= OWNER_TYPE;
		x->states[0] |= known >= SHARE && known <= SHARE_MAX;
		x->states[1] |= known >= VOTES && known <= VOTES_MAX;
	}
	x->simple = x->takes == 2;
	if (x->place[KIND] < 0 && x->place[SCENARIO] < 0 && x->place[SOURCE] < 0)
		x->tail = 1;
	x->back[S_CERTAINTY] = x->place[CERTAINTY];
	for (enum edge_column k = OWNER; k <= OWNED; k++)
		if (x->place[k] < 0)
			return wrong_header(e, "is missing", str_of(columns[k].name), "");
	for (enum edge_column k = SHARE; k <= VOTES; k += VOTES - SHARE)
		if (x->place[k] >= 0 && (x->place[k + 1] >= 0 || x->place[k + 2] >= 0))
			return wrong_header(e, "is an exact value: bounds may not stand beside it",
			                    str_of(columns[k].name), "");
	return true;
}

static bool edges_sniff(struct str head, const char *name)
{
	(void)name;
	return import_names(head, "owner") && import_names(head, "owned");
}

/* A node has at least a type, a name or a country here; the rest is made up as little as possible:
 * what is owned is a company. */
static void complete_nodes(struct edges *x)
{
	uint8_t source = book_source(&x->book, &own_source);
	for (struct register_node *n = x->book.first; n != NULL; n = n->next) {
		struct str id = { n->id, n->id_n };
		n->source = source;
		if (n->type == REGISTER_NO_TYPE && seen_get(&x->owned, seen_hash(&id, 1)))
			n->type = REGISTER_COMPANY;
		if (n->name == NULL)
			n->name = n->id;
	}
}

static bool edges_run(struct import_job *job, struct pt_err *e)
{
	struct pt_err own = { 0 };
	struct edges *x = NEW(job->a, struct edges, 1);
	x->job = job;
	book_begin(&x->book, job->a);
	x->seen = seen_in(job->a);
	x->owned = seen_in(job->a);
	x->classes = classes_in(job->a);
	x->mix = str_hash(STR("numbers"));
	for (int i = 0; i < QUEUE; i++) {
		x->queue[i].r.table = T_STAKE;
		x->queue[i].r.field[S_CERTAINTY] = STR("unverified");
	}
	if (e == NULL)
		e = &own; /* csv_row tells its end from its failure by the code */
	if (!csv_open(&x->c, job->a, job->source, job->name, e) || !map_columns(x, e))
		return false;
	for (;;) {
		/* What waits are views of rows that the next row may push out. */
		if (csv_moves(&x->c) && !flush(x))
			return import_stopped(e);
		if (!csv_row(&x->c, e))
			break;
		if (!take_row(x))
			return import_stopped(e);
		if (x->c.row == SAMPLE) /* now it can be told how many rows there will be */
			seen_expect(&x->seen, job->size / (csv_octets(&x->c) / SAMPLE));
		if (job->out.progress && x->c.row % 16384 == 0)
			job->out.progress(job->out.ctx, x->c.source.total);
	}
	if (e->code != PT_OK)
		return false;
	if (!flush(x))
		return import_stopped(e);
	if (!classes_emit(&x->classes, job))
		return import_stopped(e);
	if (x->book.nodes > 0)
		complete_nodes(x);
	else if (x->used_own_source)
		book_source(&x->book, &own_source);
	return book_emit(&x->book, job) || import_stopped(e);
}

const struct importer importer_edges = {
	.kind = "edges",
	.what = "an edge list: owner, owned and shares in percent, CSV",
	.example = "petrin import owners.csv",
	.shape = IMPORT_TABLE,
	.sniff = edges_sniff,
	.run = edges_run,
};
