/* SPDX-License-Identifier: Apache-2.0
 *
 * register.c - what the importers of ownership have in common: words, and rows that are alike
 */
#include "import/register.h"

#include <stdio.h>
#include <string.h>

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

const char *register_kind_word(enum register_kind kind)
{
	return kind_word[kind];
}

enum register_type register_reason_type(enum register_reason why)
{
	return reasons[why].type;
}

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
