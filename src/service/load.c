/* SPDX-License-Identifier: Apache-2.0
 *
 * load.c - rows of a workspace, valid on a day -> the structs of model/model.h
 */
#include "service/load.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"

struct loading {
	struct arena *a;
	struct model *m;
	const struct record *r;
	struct map sources, considerations, criteria;
	size_t cap;
};

static struct str field(const struct record *r, const char *column)
{
	int at = record_column_of(r->table, str_of(column));
	return at < 0 ? str_of("") : r->field[at];
}

static const char *text(const struct loading *l, const char *column)
{
	struct str s = field(l->r, column);
	return arena_strn(l->a, s.n ? s.p : "", s.n);
}

static double number(const struct loading *l, const char *column)
{
	double v = 0;
	return str_double(field(l->r, column), &v) ? v : 0;
}

static int32_t day(const struct loading *l, const char *column)
{
	int32_t d = 0;
	return str_date(field(l->r, column), &d) ? d : 0;
}

static bool is(const struct loading *l, const char *column, const char *word)
{
	return str_is(field(l->r, column), word);
}

static uint32_t index_of(const struct map *m, struct str key)
{
	uint32_t at;
	return key.n && map_get(m, key, &at) ? at : MODEL_NONE;
}

struct source load_source(struct arena *keep, const struct record *r)
{
	const struct loading row = { .a = keep, .r = r }, *l = &row;
	struct str reliability = field(r, "reliability");
	return (struct source){ text(l, "id"), text(l, "title"), text(l, "publisher"), text(l, "url"),
		                text(l, "licence"), text(l, "redistributable"), text(l, "certainty"),
		                reliability.n ? reliability.p[0] : '\0', is(l, "anonymous", "yes") };
}

static void add_source(struct loading *l)
{
	struct source *s = PUSH(l->a, l->m->source, l->m->sources, l->cap);
	*s = load_source(l->a, l->r);
	map_add(&l->sources, str_of(s->id), (uint32_t)l->m->sources - 1);
}

static void add_consideration(struct loading *l)
{
	*PUSH(l->a, l->m->consideration, l->m->considerations, l->cap) = (struct consideration){
		text(l, "id"), text(l, "title"), text(l, "origin"), (int64_t)number(l, "place") };
}

static void add_criterion(struct loading *l)
{
	*PUSH(l->a, l->m->criterion, l->m->criteria, l->cap) = (struct criterion){
		.id = text(l, "id"), .title = text(l, "title"), .statement = text(l, "statement"),
		.measured = text(l, "measured"), .cites = text(l, "cites"),
		.certainty = text(l, "certainty"),
		.grade = { text(l, "poor"), text(l, "weak"), text(l, "fair"), text(l, "good") },
		.consideration = index_of(&l->considerations, field(l->r, "consideration")),
		.place = (int64_t)number(l, "place"), .less = is(l, "direction", "less"),
		.of_country = is(l, "subject", "country"), .w_lo = number(l, "weight_lo"),
		.w_hi = number(l, "weight_hi"), .half_life = number(l, "half_life") };
}

static void add_measure(struct loading *l)
{
	*PUSH(l->a, l->m->measure, l->m->measures, l->cap) = (struct criterion_indicator){
		index_of(&l->criteria, field(l->r, "criterion")), text(l, "indicator"),
		{ number(l, "cut1"), number(l, "cut2"), number(l, "cut3") } };
}

struct supplier load_supplier(struct arena *keep, const struct record *r)
{
	const struct loading row = { .a = keep, .r = r }, *l = &row;
	return (struct supplier){ text(l, "id"), text(l, "name"), text(l, "legal_name"), text(l, "seat"),
		                  text(l, "incorporated"), text(l, "control"), text(l, "listed"), text(l, "lei"),
		                  text(l, "certainty"), text(l, "aliases"), text(l, "not_aliases") };
}

static void add_supplier(struct loading *l)
{
	*PUSH(l->a, l->m->supplier, l->m->suppliers, l->cap) = load_supplier(l->a, l->r);
}

static unsigned grades(struct str s)
{
	static const char *const words[] = { "poor", "weak", "fair", "good" };
	struct str rest = s, word;
	unsigned set = 0;
	while (rest.n && str_cut(&rest, '|', &word))
		for (unsigned g = 0; g < 4; g++)
			set |= str_is(word, words[g]) ? 1u << g : 0;
	return set;
}

static void add_claim(struct loading *l)
{
	*PUSH(l->a, l->m->claim, l->m->claims, l->cap) = (struct claim){
		.id = text(l, "id"), .subject = text(l, "subject"), .statement = text(l, "statement"),
		.status = text(l, "status"), .date = text(l, "date"), .disputes = text(l, "disputes"),
		.reply = text(l, "reply"), .reply_date = text(l, "reply_date"),
		.certainty = text(l, "certainty"),
		.criterion = index_of(&l->criteria, field(l->r, "criterion")),
		.source = index_of(&l->sources, field(l->r, "source")),
		.reply_source = index_of(&l->sources, field(l->r, "reply_source")),
		.grades = grades(field(l->r, "grades")),
		.credibility = (int)number(l, "credibility"), .day = day(l, "date") };
}

static void add_indicator(struct loading *l)
{
	*PUSH(l->a, l->m->indicator, l->m->indicators, l->cap) = (struct indicator){
		text(l, "indicator"), text(l, "country"), text(l, "year"), number(l, "value"),
		number(l, "se"), index_of(&l->sources, field(l->r, "source")), day(l, "year") };
}

static bool add_profile(struct loading *l, struct pt_err *e)
{
	struct profile *p = PUSH(l->a, l->m->profile, l->m->profiles, l->cap);
	const char *name = arena_fmt(l->a, "profile %s", text(l, "id"));
	return profile_read(l->a, str_of(text(l, "text")), name, p, e);
}

static bool add(void *ctx, const struct record *r, struct pt_err *e)
{
	struct loading *l = ctx;
	unsigned column;
	if (!record_check(r, &column, e)) { /* somebody edited the file: doctor --verify says what */
		pt_note(e, "damaged row of table %s", record_def(r->table)->name);
		return false;
	}
	l->r = r;
	switch (r->table) {
	case T_SOURCE: add_source(l); break;
	case T_CONSIDERATION: add_consideration(l); break;
	case T_CRITERION: add_criterion(l); break;
	case T_CRITERION_INDICATOR: add_measure(l); break;
	case T_SUPPLIER: add_supplier(l); break;
	case T_CLAIM: add_claim(l); break;
	case T_INDICATOR: add_indicator(l); break;
	case T_PROFILE: return add_profile(l, e);
	case T_PRODUCT:
	case T_FLAG:
	case T_VULNERABILITY:
	case T_ENTITY:
	case T_STAKE:
	case T_FUNCTION:
	case T_SITE:
	case T_ELEMENT:
	case T_NEED:
	case T_COMPONENT:
	case T_PACK:
	case RECORD_TABLES: break;
	}
	return true;
}

static int by_place(const void *a, const void *b)
{
	const struct consideration *x = a, *y = b;
	return x->place != y->place ? (x->place > y->place) - (x->place < y->place) : strcmp(x->id, y->id);
}

static int by_consideration(const void *a, const void *b)
{
	const struct criterion *x = a, *y = b;
	if (x->consideration != y->consideration)
		return (x->consideration > y->consideration) - (x->consideration < y->consideration);
	return x->place != y->place ? (x->place > y->place) - (x->place < y->place) : strcmp(x->id, y->id);
}

/* Considerations are needed in their order by criteria, and those by what refers to them. */
static void arrange(struct loading *l, enum record_table loaded)
{
	struct model *m = l->m;
	if (loaded == T_CONSIDERATION && m->considerations) {
		qsort(m->consideration, m->considerations, sizeof *m->consideration, by_place);
		for (size_t i = 0; i < m->considerations; i++)
			map_add(&l->considerations, str_of(m->consideration[i].id), (uint32_t)i);
	} else if (loaded == T_CRITERION && m->criteria) {
		qsort(m->criterion, m->criteria, sizeof *m->criterion, by_consideration);
		for (size_t i = 0; i < m->criteria; i++)
			map_add(&l->criteria, str_of(m->criterion[i].id), (uint32_t)i);
	}
}

bool load_model(struct arena *keep, struct store *s, int32_t on, struct model *out, struct pt_err *e)
{
	static const enum record_table order[] = { T_SOURCE, T_CONSIDERATION, T_CRITERION,
		                                   T_CRITERION_INDICATOR, T_SUPPLIER, T_CLAIM,
		                                   T_INDICATOR, T_PROFILE };
	struct loading l = { .a = keep, .m = out, .sources = map_in(keep),
		             .considerations = map_in(keep), .criteria = map_in(keep) };
	*out = (struct model){ .day = on };
	for (size_t i = 0; i < COUNT(order); i++) {
		struct store_query q = { order[i], on, add, &l };
		l.cap = 0;
		if (!store_each(s, &q, e))
			return false;
		arrange(&l, order[i]);
	}
	return true;
}
