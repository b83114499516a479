/* SPDX-License-Identifier: Apache-2.0
 *
 * assess_evidence.c - the evidence on every criterion: claims, indicators, and what owners say
 */
#include <string.h>

#include "base/map.h"
#include "service/assess_inside.h"

/* The chains of owners behind every subject. */
static void trace_owners(struct arena *keep, struct assessment *x)
{
	struct ownership_asker q = ownership_asker(x->owners);
	x->chain = NEW(keep, struct ownership_target, x->n);
	for (size_t i = 0; i < x->n; i++)
		if (x->entity[i].n > 0)
			ownership_target(keep, &q, 0, x->entity[i].v[0], &x->chain[i]);
	ownership_asker_end(&q);
}

/* The owners of all subjects, when a criterion measures something of them. */
bool assess_load_owners(struct arena *keep, struct store *s, const struct assess_request *rq,
                        struct assessment *x, struct pt_err *e)
{
	bool asked = false;
	const char **who = NEW(keep, const char *, x->n);
	for (size_t k = 0; k < x->model.measures; k++)
		asked |= ownership_measure_of(x->model.measure[k].indicator) != OWNERSHIP_NO_MEASURE;
	if (!asked || x->n == 0)
		return true;
	for (size_t i = 0; i < x->n; i++)
		who[i] = x->subject[i]->id;
	struct ownership_request owners = {
		.workspace = rq->workspace, .who = who, .whos = x->n, .day = rq->day
	};
	x->owners = NEW(keep, struct ownership, 1);
	x->entity = NEW(keep, struct ownership_nodes, x->n);
	if (!ownership_open_store(x->owners, s, &owners, e))
		return false;
	for (size_t i = 0; i < x->n; i++)
		if (!ownership_supplier(keep, x->owners, who[i], &x->entity[i], e))
			return false;
	if (rq->reasons)
		trace_owners(keep, x);
	return true;
}

static bool about(const struct claim *c, const struct supplier *s, bool of_country)
{
	if (strncmp(c->subject, "country:", 8) == 0)
		return of_country && strcmp(c->subject + 8, s->seat) == 0;
	return !of_country && strcmp(c->subject, s->id) == 0;
}

static struct evidence weighed(const struct model *m, const struct claim *c)
{
	const struct source *s = c->source == MODEL_NONE ? NULL : &m->source[c->source];
	return (struct evidence){ .grades = c->grades,
		                  .reliability = s ? s->reliability : 'F',
		                  .credibility = c->credibility,
		                  .anonymous = s && s->anonymous,
		                  .verified = strcmp(c->certainty, "unverified") != 0,
		                  .status = strcmp(c->status, "finding") == 0      ? E_FINDING
		                            : strcmp(c->status, "allegation") == 0 ? E_ALLEGATION
		                                                                   : E_STATEMENT,
		                  .secondary = strcmp(c->certainty, "secondary") == 0,
		                  .day = c->day,
		                  .source = c->source };
}

static struct measure measured(const struct model *m, const struct criterion *c,
                               const struct criterion_indicator *cut, const struct indicator *x)
{
	return (struct measure){ x->value,
		                 x->se,
		                 { cut->cut[0], cut->cut[1], cut->cut[2] },
		                 c->less,
		                 x->source == MODEL_NONE ? 'F' : m->source[x->source].reliability,
		                 x->day };
}

/* Place of the newest value of each used indicator and country on the day. */
struct newest {
	struct arena *a;
	struct map place; /* "indicator country" -> place in `of` */
	uint32_t *of, n;
};

static struct str newest_key(struct arena *a, const char *indicator, const char *country)
{
	return str_of(arena_fmt(a, "%s %s", indicator, country));
}

static struct newest newest_values(struct arena *keep, const struct model *m)
{
	struct newest x = { keep, map_in(keep), NEW(keep, uint32_t, m->indicators), 0 };
	struct map used = map_in(keep);
	for (size_t i = 0; i < m->measures; i++)
		map_add(&used, str_of(m->measure[i].indicator), 0);
	for (size_t i = 0; i < m->indicators; i++) {
		const struct indicator *v = &m->indicator[i];
		uint32_t at;
		if (v->day > m->day || !map_get(&used, str_of(v->indicator), NULL))
			continue;
		struct str key = newest_key(keep, v->indicator, v->country);
		if (!map_get(&x.place, key, &at)) {
			map_add(&x.place, key, x.n);
			x.of[x.n++] = (uint32_t)i;
		} else if (v->day > m->indicator[x.of[at]].day) {
			x.of[at] = (uint32_t)i;
		}
	}
	return x;
}

static const struct indicator *newest(const struct model *m, const struct newest *x, const char *id,
                                      const char *country)
{
	uint32_t at;
	struct arena scratch = *x->a;
	return map_get(&x->place, newest_key(&scratch, id, country), &at) ? &m->indicator[x->of[at]] : NULL;
}

enum { MOST_MEASURES = 16 };
/* The evidence on one criterion while it is put together. */
struct pieces {
	struct assess_items *items;
	struct evidence *ev;
	struct support *support;
	size_t n, cap, supports, support_cap, item_cap;
};

/* What owners say about the criterion: a piece of evidence for every level of strength. */
static void judge_owners(struct arena *keep, const struct assessment *x, size_t i, size_t j,
                         struct pieces *to)
{
	const struct model *m = &x->model;
	const struct criterion *c = &m->criterion[j];
	for (size_t k = 0; k < m->measures && x->owners; k++) {
		const struct criterion_indicator *q = &m->measure[k];
		struct ownership_scale scale = { ownership_measure_of(q->indicator),
			                         { q->cut[0], q->cut[1], q->cut[2] },
			                         c->less,
			                         m->day,
			                         c->half_life };
		if (q->criterion != j || scale.measure == OWNERSHIP_NO_MEASURE)
			continue;
		struct ownership_levels *l = NEW(keep, struct ownership_levels, 1);
		*l = ownership_evidence(keep, x->owners, &x->entity[i], &scale);
		if (l->stakes == 0)
			continue;
		struct assess_item *it = PUSH(keep, to->items->v, to->items->n, to->item_cap);
		*it = (struct assess_item){ .owners = l, .cut = q, .strength = l->n ? l->v[0].level : 0 };
		for (size_t n = 0; n < l->n; n++) {
			*PUSH(keep, to->support, to->supports, to->support_cap) =
				(struct support){ l->v[n].grades, l->v[n].strength, l->v[n].strong };
			it->strong |= l->v[n].strong;
		}
	}
}

static void judge_criterion(struct arena *keep, struct assessment *x, const struct newest *values, size_t i,
                            size_t j)
{
	const struct model *m = &x->model;
	const struct criterion *c = &m->criterion[j];
	struct pieces p = { .items = &x->evidence[i * m->criteria + j] };
	struct measure q[MOST_MEASURES];
	size_t measures = 0;
	for (size_t k = 0; k < m->claims; k++) {
		const struct claim *cl = &m->claim[k];
		if (cl->criterion != j || cl->grades == 0 || cl->grades == GRADE_ANY ||
		    !about(cl, x->subject[i], c->of_country))
			continue;
		struct evidence one = weighed(m, cl);
		*PUSH(keep, p.ev, p.n, p.cap) = one;
		*PUSH(keep, p.items->v, p.items->n, p.item_cap) =
			(struct assess_item){ .claim = cl,
			                      .strength = evidence_strength(&one, m->day, c->half_life),
			                      .strong = evidence_is_strong(&one, m->day, c->half_life) };
	}
	judge_owners(keep, x, i, j, &p);
	for (size_t k = 0; k < m->measures && measures < MOST_MEASURES; k++) {
		if (m->measure[k].criterion != j)
			continue;
		const struct indicator *v = newest(m, values, m->measure[k].indicator, x->subject[i]->seat);
		if (v == NULL)
			continue;
		q[measures] = measured(m, c, &m->measure[k], v);
		struct belief alone = belief_merge(
			&(struct evidence_set){ .measure = &q[measures], .q = 1 }, m->day, c->half_life);
		*PUSH(keep, p.items->v, p.items->n, p.item_cap) =
			(struct assess_item){ .indicator = v,
			                      .cut = &m->measure[k],
			                      .strength = 1 - alone.unknown,
			                      .strong = alone.lo > 0 || alone.hi < GRADES - 1 };
		measures++;
	}
	x->belief[i * m->criteria + j] =
		belief_merge(&(struct evidence_set){ p.ev, p.n, q, measures, p.support, p.supports },
	                     m->day, c->half_life);
}

static void gather_context(struct arena *keep, struct assessment *x, size_t i)
{
	size_t cap = 0;
	for (size_t k = 0; k < x->model.claims; k++) {
		const struct claim *c = &x->model.claim[k];
		if (c->criterion == MODEL_NONE && strcmp(c->subject, x->subject[i]->id) == 0)
			*PUSH(keep, x->context[i].v, x->context[i].n, cap) =
				(struct assess_item){ .claim = c };
	}
}

void assess_gather(struct arena *keep, struct assessment *x)
{
	struct newest values = newest_values(keep, &x->model);
	for (size_t i = 0; i < x->n; i++) {
		for (size_t j = 0; j < x->model.criteria; j++)
			judge_criterion(keep, x, &values, i, j);
		gather_context(keep, x, i);
	}
}
