/* SPDX-License-Identifier: Apache-2.0
 *
 * strip_loops.c - the inner loops of a simulation; built once for each instruction set as STRIP_BUILD
 *
 * Written with vectors, because neither gcc nor clang makes good ones of plain loops here: left to
 * themselves they need three multiplications for one of Philox's, and keep less in registers.
 */
#include "judge/assess/strip.h"

#include "base/lanes.h"

#include <math.h>

enum { SIDE = LANES == 8 ? 4 : 2, WIDE = SIDE * LANES }; /* vectors that are worked on together */

static const uint64_t one = 0x3ff0000000000000u; /* the bits of 1.0 */
static const uint64_t lane[] = { 0, 1, 2, 3, 4, 5, 6, 7 };

/* The blocks { at, stream, k } of draws k = first + d, ... */
LANES_INLINE void blocks(struct lanes_philox x[SIDE], const struct strip *s, uint32_t at,
                         enum strip_stream stream, uint64_t d)
{
	lanes_u64 k, zero = { 0 };
	memcpy(&k, lane, sizeof k);
	for (int i = 0; i < SIDE; i++) {
		lanes_u64 draw = k + (s->first + d + (uint64_t)(i * LANES));
		x[i] = (struct lanes_philox){ { zero + at, zero + (uint64_t)stream, draw, draw >> 32 } };
	}
	lanes_philox(x, SIDE, s->seed);
}

/* 1 + u/65536 for the half of a word, 1 + u/2^32 for all of it: u becomes the leading bits of the
 * fraction, so nothing is rounded. */
LANES_INLINE lanes_f64 low16(lanes_u64 word)
{
	return (lanes_f64)(((word << 36) & (uint64_t)0xffff << 36) | one);
}

LANES_INLINE lanes_f64 high16(lanes_u64 word)
{
	return (lanes_f64)(((word << 20) & (uint64_t)0xffff << 36) | one);
}

LANES_INLINE lanes_f64 all32(lanes_u64 word)
{
	return (lanes_f64)(((word << 20) & (uint64_t)UINT32_MAX << 20) | one);
}

/* Cells 0 and 1 have the lower halves of words 0 and 1, 2 and 3 the upper ones, and so on. */
LANES_INLINE lanes_f64 half(const struct lanes_philox *x, int cell)
{
	lanes_u64 word = x->v[cell / 4 * 2 + cell % 2];
	return cell / 2 % 2 ? high16(word) : low16(word);
}

/* Two numbers in turn. */
LANES_INLINE lanes_f32 pair(const float *p)
{
	uint64_t bits;
	memcpy(&bits, p, sizeof bits);
	return (lanes_f32)((lanes_u64){ 0 } + bits);
}

LANES_INLINE lanes_f64 value(const struct strip_cells *c, int j, const struct lanes_philox *u)
{
	return u ? c->p[j] + c->q[j] * half(u, j) : lanes_all(c->p[j]);
}

static void spread(const struct strip *s, const struct strip_row *r, double *x)
{
	struct lanes_philox u[SIDE];
	for (uint32_t g = 0; g < r->groups; g++, x += STRIP_CELLS * STRIP)
		for (int d = 0; d < STRIP; d += WIDE) {
			const struct strip_cells *c = &r->cells[g];
			if (c->drawn)
				blocks(u, s, r->at + g, STRIP_VALUE, (uint64_t)d);
			for (int i = 0; i < SIDE; i++)
				for (int j = 0; j < STRIP_CELLS; j++)
					lanes_store_f64(&x[j * STRIP + d + i * LANES],
					                value(c, j, c->drawn ? &u[i] : NULL));
		}
}

/* Weighted sums of the groups that want double precision. */
static void score_double(const struct strip *s, const struct strip_row *r, const double *w, double *out)
{
	for (uint32_t g = 0; g < r->groups; g++, w += STRIP_CELLS * STRIP)
		for (int d = 0; d < STRIP; d += WIDE) {
			const struct strip_cells *c = &r->cells[g];
			struct lanes_philox u[SIDE];
			if (c->drawn && !c->fine)
				break;
			if (c->drawn)
				blocks(u, s, r->at + g, STRIP_VALUE, (uint64_t)d);
			for (int i = 0; i < SIDE; i++) {
				double *to = &out[d + i * LANES];
				lanes_f64 sum = lanes_load_f64(to);
				for (int j = 0; j < STRIP_CELLS; j++)
					sum += lanes_load_f64(&w[j * STRIP + d + i * LANES]) *
					       value(c, j, c->drawn ? &u[i] : NULL);
				lanes_store_f64(to, sum);
			}
		}
}

/* Of the others.  Here a vector holds two cells in turn: 0 and 1 from the lower halves of two words,
 * 2 and 3 from their upper halves, and so on. */
LANES_INLINE lanes_f32 two(const struct strip_cells *c, int j, const lanes_u64 *v)
{
	const int first = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? 0 : 32;
	lanes_u32 both = (lanes_u32)((v[0] & UINT32_MAX) << first | (v[1] & UINT32_MAX) << (32 - first));
	lanes_u32 bits = ((j / 2 % 2 ? both >> 9 : both << 7) & 0x7fff80) | 0x3f800000;
	return pair(&c->p1[j]) + pair(&c->q1[j]) * (lanes_f32)bits;
}

static void score_single(const struct strip *s, const struct strip_row *r, const float *w, double *out)
{
	for (int d = 0; d < STRIP; d += WIDE) {
		lanes_f32 sum[SIDE] = { { 0 } };
		float part[2 * WIDE];
		for (uint32_t g = 0; g < r->groups; g++) {
			const struct strip_cells *c = &r->cells[g];
			const float *share = &w[g * STRIP_CELLS * STRIP + 2 * (size_t)d];
			struct lanes_philox u[SIDE];
			if (!c->drawn || c->fine)
				continue;
			blocks(u, s, r->at + g, STRIP_VALUE, (uint64_t)d);
			for (int i = 0; i < SIDE; i++)
				for (int j = 0; j < STRIP_CELLS; j += 2)
					sum[i] += lanes_load_f32(&share[j * STRIP + 2 * i * LANES]) *
					          two(c, j, &u[i].v[j / 4 * 2]);
		}
		for (int i = 0; i < SIDE; i++)
			lanes_store_f32(&part[2 * i * LANES], sum[i]);
		for (int i = 0; i < WIDE; i++)
			out[d + i] += (double)part[2 * i] + (double)part[2 * i + 1];
	}
}

static void score(const struct strip *s, const struct strip_row *r, const struct strip_weights *w,
                  double *out)
{
	score_double(s, r, w->w, out);
	score_single(s, r, w->pairs, out);
}

static void pairs(const double *w, size_t groups, float *out)
{
	for (size_t j = 0; j < groups * STRIP_CELLS; j += 2)
		for (size_t d = 0; d < STRIP; d++) {
			out[j * STRIP + 2 * d] = (float)w[j * STRIP + d];
			out[j * STRIP + 2 * d + 1] = (float)w[(j + 1) * STRIP + d];
		}
}

static void choose(const struct strip *s, const struct strip_choice *c, uint32_t at)
{
	for (int d = 0; d < STRIP; d += WIDE) {
		struct lanes_philox u[SIDE];
		blocks(u, s, at, STRIP_CHOICE, (uint64_t)d);
		for (int j = 0; j < STRIP_CHOICES; j++) {
			if (c[j].x == NULL)
				continue;
			lanes_f64 x[SIDE];
			double from = 1;
			for (int i = 0; i < SIDE; i++)
				x[i] = lanes_all(c[j].list[0]);
			for (uint32_t q = 1; q < c[j].n; q++) {
				from += c[j].list[2 * q - 1];
				for (int i = 0; i < SIDE; i++)
					x[i] = lanes_pick(all32(u[i].v[j]) >= from,
					                  lanes_all(c[j].list[2 * q]), x[i]);
			}
			for (int i = 0; i < SIDE; i++)
				lanes_store_f64(&c[j].x[d + i * LANES], x[i]);
		}
	}
}

static void uniform(const struct strip *s, enum strip_stream stream, double *u)
{
	for (int d = 0; d < STRIP; d += WIDE) {
		struct lanes_philox x[SIDE];
		blocks(x, s, 0, stream, (uint64_t)d);
		for (int i = 0; i < SIDE; i++)
			lanes_store_f64(&u[d + i * LANES], all32(x[i].v[0]) - (1 - 0x1p-33));
	}
}

static void simplex(const struct strip *s, double *w, size_t m)
{
	for (int d = 0; d < STRIP; d += WIDE) {
		lanes_f64 sum[SIDE] = { 0 };
		for (size_t j = 0; j < m; j += 4) {
			struct lanes_philox u[SIDE];
			blocks(u, s, (uint32_t)(j / 4), STRIP_WEIGHT, (uint64_t)d);
			for (size_t q = 0; q < 4 && j + q < m; q++)
				for (int i = 0; i < SIDE; i++) {
					lanes_f64 e = lanes_exponential(u[i].v[q]);
					lanes_store_f64(&w[(j + q) * STRIP + (size_t)(d + i * LANES)], e);
					sum[i] += e;
				}
		}
		for (int i = 0; i < SIDE; i++)
			sum[i] = 1 / sum[i];
		for (size_t j = 0; j < m; j++)
			for (int i = 0; i < SIDE; i++) {
				double *p = &w[j * STRIP + (size_t)(d + i * LANES)];
				lanes_store_f64(p, lanes_load_f64(p) * sum[i]);
			}
	}
}

static void rank(const double *all, size_t n, size_t i, int64_t *out, int64_t *lost)
{
	enum { SOME = LANES == 8 ? 8 : 4 }; /* registers */
	for (size_t d = 0; d < STRIP; d += SOME * LANES) {
		lanes_i64 above[SOME] = { { 0 } };
		lanes_f64 mine[SOME];
		for (size_t v = 0; v < SOME; v++)
			mine[v] = lanes_load_f64(&all[i * STRIP + d + v * LANES]);
		for (size_t o = 0; o < n; o++) {
			const double *other = &all[o * STRIP + d];
			lanes_i64 count = lanes_load_i64(&lost[o * STRIP_PARTS]);
			for (size_t v = 0; v < SOME; v++) {
				lanes_f64 x = lanes_load_f64(&other[v * LANES]);
				above[v] = lanes_count(above[v], x, mine[v]);
				count = lanes_count(count, x, mine[v]);
			}
			lanes_store_i64(&lost[o * STRIP_PARTS], count);
		}
		for (size_t v = 0; v < SOME; v++)
			lanes_store_i64(&out[d + v * LANES], above[v]);
	}
}

static void reach(const struct strip_boundary *b, const double *x, const double *w,
                  struct strip_reach *out)
{
	for (size_t d = 0; d < STRIP; d += WIDE) {
		lanes_f64 coalition[SIDE] = { 0 };
		lanes_i64 veto[SIDE] = { 0 }, dictator[SIDE] = { 0 };
		for (size_t j = 0; j < b->m; j++) {
			double t = b->t[j], g = b->veto[j], top = b->dictator[j];
			for (size_t i = 0; i < SIDE; i++) {
				lanes_f64 v = lanes_load_f64(&x[j * STRIP + d + i * LANES]);
				lanes_f64 share = lanes_load_f64(&w[j * STRIP + d + i * LANES]);
				lanes_i64 for_it = (v - b->at[j]) * t >= 0;
				coalition[i] += lanes_pick(for_it, share, lanes_all(0));
				if (!isnan(g))
					veto[i] |= (v - g) * t <= 0;
				if (!isnan(top))
					dictator[i] |= (v - top) * t >= 0;
			}
		}
		for (size_t i = 0; i < SIDE; i++) {
			lanes_store_f64(&out->coalition[d + i * LANES], coalition[i]);
			lanes_store_i64(&out->veto[d + i * LANES], veto[i]);
			lanes_store_i64(&out->dictator[d + i * LANES], dictator[i]);
		}
	}
}

static void single(const double *x, size_t n, float *out)
{
	for (size_t i = 0; i < n * STRIP; i += LANES)
		lanes_store_single(&out[i], lanes_load_f64(&x[i]));
}

/* ROWS weights at a time meet one alternative in DRAWS draws: as much as the registers hold. */
enum { ROWS = STRIP_ROWS, VECTORS = LANES == 8 ? 1 : 2, DRAWS = VECTORS * 2 * LANES };

LANES_INLINE void meet(size_t m, const float *u, const float *w, size_t rows,
                       lanes_f32 sum[ROWS][VECTORS])
{
	lanes_f32 s[ROWS][VECTORS] = { { { 0 } } };
	for (size_t j = 0; j < m; j++)
		for (size_t i = 0; i < rows; i++)
			for (size_t v = 0; v < VECTORS; v++)
				s[i][v] += w[i * m + j] * lanes_load_f32(&u[j * STRIP + v * 2 * LANES]);
	memcpy(sum, s, sizeof s);
}

/* What each has at its own weights. */
static void own(const struct strip_contest *c, size_t d)
{
	for (size_t r = 0; r < c->rows; r++) {
		lanes_f32 sum[ROWS][VECTORS];
		meet(c->m, &c->u[c->who[r] * c->m * STRIP + d], &c->w[r * c->m], 1, sum);
		for (size_t v = 0; v < VECTORS; v++)
			lanes_store_f32(&c->mine[r * DRAWS + v * 2 * LANES], sum[0][v]);
		for (size_t t = 0; t < DRAWS; t++)
			c->leads[r * DRAWS + t] = -(d + t < c->live);
	}
}

static void lead(const struct strip_contest *c)
{
	for (size_t d = 0; d < STRIP; d += DRAWS) {
		own(c, d);
		for (size_t o = 0; o < c->n; o++)
			for (size_t r = 0; r < c->rows; r += ROWS) {
				lanes_f32 sum[ROWS][VECTORS];
				meet(c->m, &c->u[o * c->m * STRIP + d], &c->w[r * c->m], ROWS, sum);
				for (size_t v = 0; v < ROWS * VECTORS; v++) {
					size_t at = r * DRAWS + v * 2 * LANES;
					lanes_i32 still = sum[v / VECTORS][v % VECTORS] <=
					                  lanes_load_f32(&c->mine[at]);
					lanes_store_i32(&c->leads[at], still & lanes_load_i32(&c->leads[at]));
				}
			}
		for (size_t r = 0; r < c->rows; r++)
			for (size_t t = 0; t < DRAWS; t++)
				c->hits[r] -= c->leads[r * DRAWS + t];
	}
}

extern const struct strip_kernel STRIP_BUILD;
#define TEXT(name) #name
#define NAME(name) TEXT(name)
const struct strip_kernel STRIP_BUILD = { NAME(STRIP_BUILD), simplex, uniform, spread, pairs, score, choose,
	                                  rank, reach, single, lead };
