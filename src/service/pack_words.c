/* SPDX-License-Identifier: Apache-2.0
 *
 * pack_words.c - the words that built-in data know
 */
#include "service/pack_words.h"

#include <string.h>

#include "base/data.h"
#include "import/import.h"

struct gathering {
	struct arena *a;
	struct pack_words *w;
	const char **part_of;
	size_t cap, part_cap;
};

static const char *field(struct gathering *g, const struct record *r, const char *column)
{
	struct str s = r->field[record_column_of(r->table, str_of(column))];
	return arena_strn(g->a, s.n ? s.p : "", s.n);
}

static void add_function(struct gathering *g, const struct record *r)
{
	struct pack_words *w = g->w;
	size_t n = w->functions;
	if (field(g, r, "country")[0] != '\0')
		return;
	const char *id = field(g, r, "id");
	map_add(&w->function_at, str_of(id), (uint32_t)n);
	*PUSH(g->a, g->part_of, n, g->part_cap) = field(g, r, "part_of");
	*PUSH(g->a, w->function, w->functions, g->cap) = (struct decide_function){ id, UINT32_MAX };
}

static bool add(void *ctx, const struct record *r)
{
	struct gathering *g = ctx;
	struct map *to = NULL;
	const char *column = "id";
	if (r->table == T_FUNCTION)
		add_function(g, r);
	if (r->table == T_FLAG)
		to = &g->w->flag, column = "flag";
	if (r->table == T_INDICATOR)
		to = &g->w->indicator, column = "indicator";
	if (r->table == T_CONSIDERATION)
		to = &g->w->consideration;
	if (to)
		map_add(to, str_of(field(g, r, column)), 1);
	return true;
}

static void ignore(void *ctx, uint64_t row, uint64_t column, const char *message)
{
	(void)ctx, (void)row, (void)column, (void)message; /* init refuses built-in data with faults */
}

bool pack_words(struct arena *keep, struct pack_words *out, struct pt_err *e)
{
	struct gathering g = { .a = keep, .w = out };
	*out = (struct pack_words){ .function_at = map_in(keep), .flag = map_in(keep), .indicator = map_in(keep),
		                    .consideration = map_in(keep) };
	struct arena scratch = arena_reserve((size_t)64 << 20, "built-in data"); /* what importers take */
	char *start = scratch.beg;
	bool ok = true;
	for (size_t i = 0; i < data_count && ok; i++) {
		struct arena one = scratch;
		struct import_job job = { .a = &one, .name = data_files[i].name, .text = data_files[i].text,
			                  .out = { add, ignore, NULL, &g } };
		bool wanted = strncmp(job.name, "packs/", 6) != 0 && strcmp(job.name, "evidence/claims.csv") != 0;
		ok = !wanted || import_text(&job, NULL, e);
	}
	arena_release(&scratch, start);
	for (size_t i = 0; i < out->functions; i++) {
		uint32_t at;
		if (map_get(&out->function_at, str_of(g.part_of[i]), &at))
			out->function[i].part_of = at;
	}
	return ok;
}
