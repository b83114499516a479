/* SPDX-License-Identifier: Apache-2.0
 *
 * accept.c - the group weights one voice accepts, and what all voices accept together
 */
#include "judge/agree/accept.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int by_pair(const void *a, const void *b)
{
	return memcmp(a, b, 2 * sizeof(uint32_t));
}

static void sort_orders(struct agree_voice *v)
{
	size_t kept = 0;
	qsort(v->order, v->orders, sizeof *v->order, by_pair);
	for (size_t i = 0; i < v->orders; i++)
		if (kept == 0 || by_pair(v->order[i], v->order[kept - 1]) != 0)
			memmove(v->order[kept++], v->order[i], sizeof *v->order);
	v->orders = kept;
}

static bool space(struct arena *keep, const struct agree_run *run, const struct agree_voice *v,
                  struct accept_space *out, struct pt_err *e)
{
	struct problem pb = { .m = run->groups };
	out->voice = *v;
	sort_orders(&out->voice);
	pb.criterion = NEW(keep, struct criterion_spec, run->groups);
	pb.orders = out->voice.orders;
	if (pb.orders) {
		pb.order = arena_alloc(keep, sizeof *pb.order, pb.orders);
		memcpy(pb.order, out->voice.order, pb.orders * sizeof *pb.order);
	}
	for (size_t g = 0; g < run->groups; g++)
		pb.criterion[g] = (struct criterion_spec){ .id = run->group_name[g], .t = 1, .w_lo = v->lo[g],
			                                   .w_hi = v->hi[g] };
	return weights_of(keep, &pb, &out->w, e);
}

bool accept_of(struct arena *keep, const struct agree_run *run, const struct agree_voice *v, struct accept_space *out,
               struct pt_err *e)
{
	for (size_t i = 0; i < v->orders; i++)
		if (v->order[i][0] >= run->groups || v->order[i][1] >= run->groups)
			return pt_fail(e, PT_BUG, "weighting of %s orders what is not there", v->id);
	if (space(keep, run, v, out, e))
		return true;
	pt_note(e, "weighting of %s", v->id);
	return false;
}

static uint64_t mix(uint64_t h, const void *p, size_t n)
{
	const unsigned char *octet = p;
	for (size_t i = 0; i < n; i++)
		h = (h ^ octet[i]) * 0x100000001b3u; /* FNV-1a */
	return h;
}

uint64_t accept_key(const struct accept_space *s)
{
	uint64_t h = mix(0xcbf29ce484222325u, s->w.lo, s->w.m * sizeof *s->w.lo);
	h = mix(h, s->w.hi, s->w.m * sizeof *s->w.hi);
	return mix(h, s->voice.order, s->voice.orders * sizeof *s->voice.order);
}

bool accept_same(const struct accept_space *a, const struct accept_space *b)
{
	return memcmp(a->w.lo, b->w.lo, a->w.m * sizeof *a->w.lo) == 0 &&
	       memcmp(a->w.hi, b->w.hi, a->w.m * sizeof *a->w.hi) == 0 && a->voice.orders == b->voice.orders &&
	       memcmp(a->voice.order, b->voice.order, a->voice.orders * sizeof *a->voice.order) == 0;
}

/* What both accept.  An order in both is kept once. */
static void meet(struct agree_voice *all, const struct agree_voice *v, size_t groups)
{
	for (size_t g = 0; g < groups; g++) {
		all->lo[g] = fmax(all->lo[g], v->lo[g]);
		all->hi[g] = fmin(all->hi[g], v->hi[g]);
	}
	for (size_t i = 0; i < v->orders; i++) {
		size_t o = 0;
		while (o < all->orders && by_pair(all->order[o], v->order[i]) != 0)
			o++;
		if (o == all->orders && o < COUNT(all->order))
			memcpy(all->order[all->orders++], v->order[i], sizeof *v->order);
	}
}

static bool together(struct arena scratch, const struct agree_run *run, const struct agree_voice *v)
{
	struct accept_space s;
	for (size_t g = 0; g < run->groups; g++)
		if (v->lo[g] > v->hi[g])
			return false;
	return space(&scratch, run, v, &s, NULL);
}

/* Two voices that accept nothing together, or the first that leaves nothing with those before it. */
static const char *refusal(struct arena *keep, const struct agree_run *run)
{
	struct agree_voice *all = NEW(keep, struct agree_voice, 1);
	for (size_t a = 0; a < run->voices; a++)
		for (size_t b = a + 1; b < run->voices; b++) {
			*all = run->voice[a];
			meet(all, &run->voice[b], run->groups);
			if (!together(*keep, run, all))
				return arena_fmt(keep, "%s and %s", run->voice[a].id, run->voice[b].id);
		}
	*all = run->voice[0];
	for (size_t c = 1; c < run->voices; c++) {
		meet(all, &run->voice[c], run->groups);
		if (!together(*keep, run, all))
			return arena_fmt(keep, "%s with those before it", run->voice[c].id);
	}
	return "all together";
}

void accept_common(struct arena *keep, const struct agree_run *run, struct agreement *out)
{
	struct agree_voice *all = NEW(keep, struct agree_voice, 1);
	struct accept_space *s = NEW(keep, struct accept_space, 1);
	size_t groups = run->groups;
	*all = run->voice[0];
	for (size_t c = 1; c < run->voices; c++)
		meet(all, &run->voice[c], groups);
	out->accepted = together(*keep, run, all) && space(keep, run, all, s, NULL);
	if (!out->accepted) {
		out->refused = refusal(keep, run);
		return;
	}
	out->accept = s->w.start;
	out->accept_lo = NEW(keep, double, groups);
	out->accept_hi = NEW(keep, double, groups);
	double *c = NEW(keep, double, groups), best;
	for (size_t g = 0; g < groups; g++) {
		memset(c, 0, groups * sizeof *c);
		c[g] = 1;
		out->accept_hi[g] = weights_max(*keep, &s->w, c, NULL, 0, &best) ? best : s->w.hi[g];
		c[g] = -1;
		out->accept_lo[g] = weights_max(*keep, &s->w, c, NULL, 0, &best) ? -best : s->w.lo[g];
	}
}

bool agree_ranges(struct arena scratch, const struct standard *s, const uint32_t *group, size_t groups, double *lo,
                  double *hi, struct pt_err *e)
{
	struct verdict_run none = { .standard = s };
	struct problem pb = verdict_problem(&scratch, &none, M_SMAA_TRI);
	struct weights w;
	if (!weights_of(&scratch, &pb, &w, e))
		return false;
	double *c = NEW(&scratch, double, s->m), best;
	for (size_t g = 0; g < groups; g++)
		for (int up = 0; up < 2; up++) {
			for (size_t j = 0; j < s->m; j++)
				c[j] = group[j] == g ? (up ? 1 : -1) : 0;
			if (!weights_max(scratch, &w, c, NULL, 0, &best))
				return pt_fail(e, PT_BUG, "no extreme weight of a consideration");
			if (up)
				hi[g] = fmin(best, 1);
			else
				lo[g] = fmax(-best, 0);
		}
	return true;
}
