/* SPDX-License-Identifier: Apache-2.0
 *
 * problem_write.c - the answer to a decision problem as petrin.assess/1
 */
#include "service/problem_inside.h"

#include <math.h>
#include <stdio.h>

/* What was not asked for is left out. */
static void number(struct jsonw *w, const char *key, double v)
{
	if (!isnan(v))
		jsonw_put_number(w, key, v);
}

/* {name: share} for ranks or classes, and the largest standard error. */
static void write_shares(struct jsonw *w, const struct problem *pb, const struct answer *s)
{
	size_t places = pb->k ? pb->k : pb->n;
	double se = 0;
	jsonw_put_object(w, "acceptability");
	for (size_t p = 0; p < places; p++) {
		char rank[24];
		snprintf(rank, sizeof rank, "%zu", p + 1);
		number(w, pb->k ? pb->category[p] : rank, s->acceptability[p]);
		if (!(s->se[p] <= se)) /* NaN, too: too few draws to tell */
			se = s->se[p];
	}
	jsonw_object_end(w);
	number(w, "se", se);
	jsonw_put_object(w, "central_weights");
	for (size_t p = 0; p < (pb->k ? pb->k : 1); p++) {
		if (isnan(s->central_weights[p * pb->m]))
			continue;
		if (pb->k) {
			jsonw_put_object(w, pb->category[p]);
		}
		for (size_t j = 0; j < pb->m; j++)
			number(w, pb->criterion[j].id, s->central_weights[p * pb->m + j]);
		if (pb->k)
			jsonw_object_end(w);
	}
	jsonw_object_end(w);
	if (s->winning == NULL)
		return;
	jsonw_put_object(w, "winning");
	for (size_t o = 0; o < pb->n; o++)
		number(w, pb->alternative[o], s->winning[o]);
	jsonw_object_end(w);
}

static void write_classes(struct jsonw *w, const struct problem *pb, const struct answer *s)
{
	jsonw_put_array(w, "possible");
	for (size_t h = 0; h < pb->k; h++)
		if (s->possible[h])
			jsonw_text(w, pb->category[h]);
	jsonw_array_end(w);
	jsonw_key(w, "necessary");
	if (s->necessary >= 0)
		jsonw_text(w, pb->category[s->necessary]);
	else
		jsonw_null(w);
}

static void write_pairs(struct jsonw *w, const char *key, const struct problem *pb, const double *v)
{
	if (v == NULL)
		return;
	jsonw_put_object(w, key);
	for (size_t o = 0; o < pb->n; o++)
		number(w, pb->alternative[o], v[o]);
	jsonw_object_end(w);
}

static void write_answer(struct jsonw *w, const struct problem *pb, size_t i, const struct answer *s)
{
	bool other = s->cls_other >= 0;
	jsonw_object(w);
	jsonw_put_text(w, "id", pb->alternative[i]);
	number(w, "score", s->score);
	number(w, "confidence", s->confidence);
	number(w, "s", s->s);
	number(w, "r", s->r);
	if (s->rank > 0)
		number(w, "rank", s->rank);
	if (s->cls >= 0)
		jsonw_put_text(w, "class", pb->category[s->cls]);
	if (other)
		jsonw_put_text(w, pb->rule == RULE_PESSIMISTIC ? "class_optimistic" : "class_pessimistic",
		               pb->category[s->cls_other]);
	if (s->acceptability)
		write_shares(w, pb, s);
	if (s->possible)
		write_classes(w, pb, s);
	write_pairs(w, "credibility", pb, s->credibility);
	write_pairs(w, "concordance", pb, s->concordance);
	jsonw_object_end(w);
}

void problem_write(struct buf *out, const struct problem *pb, const struct solution *answer)
{
	struct jsonw w = jsonw_in(out, 2);
	jsonw_object(&w);
	jsonw_put_text(&w, "schema", "petrin.assess/1");
	jsonw_put_text(&w, "petrin", PT_VERSION);
	jsonw_put_text(&w, "method", method_name[pb->method]);
	jsonw_put_array(&w, "results");
	for (size_t i = 0; i < pb->n; i++)
		write_answer(&w, pb, i, &answer->of[i]);
	jsonw_array_end(&w);
	number(&w, "consistency", answer->consistency);
	jsonw_object_end(&w);
	buf_char(out, '\n');
}
