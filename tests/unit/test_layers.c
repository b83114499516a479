/* SPDX-License-Identifier: Apache-2.0
 *
 * test_layers.c - places for boxes and lines: what holds for every graph
 */
#include "ui/report/layers.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/rng.h"

enum { GRAPHS = 1000, MOST_NODES = 60, MOST_EDGES = 160 };

static struct arena a, scratch;

struct random_graph {
	struct layers_node node[MOST_NODES];
	struct layers_edge edge[MOST_EDGES];
	struct layers_graph g;
};

static uint32_t below(struct rng *r, uint32_t n)
{
	return rng_u32(r) % n;
}

/* Trees, layered graphs, and anything, by turns; boxes and words of any size. */
static void make(struct random_graph *q, uint64_t seed)
{
	struct rng r = rng_of(7, seed);
	uint32_t n = 1 + below(&r, seed % 5 == 0 ? MOST_NODES : 16), m = below(&r, 2 * n + 1);
	uint32_t kind = below(&r, 4), k = 0;
	for (uint32_t v = 0; v < n; v++) {
		double width = 80 + 2 * below(&r, 60), height = 30 + 2 * below(&r, 20);
		q->node[v] = (struct layers_node){ width, height, v == 0, rng_uniform(&r) };
	}
	for (uint32_t e = 0; e < m; e++) {
		uint32_t from = below(&r, n), to = below(&r, n);
		if (kind == 0)
			from = e + 1, to = below(&r, e + 1); /* a tree of owners above 0 */
		else if (kind == 1 && from < to)
			from += to, to = from - to, from -= to; /* no circles */
		if (from == to || from >= n)
			continue;
		double width = 20 + 2 * below(&r, 40), height = 18 + 14 * below(&r, 3);
		q->edge[k++] = (struct layers_edge){ from, to, width, height, below(&r, 4) == 0, rng_uniform(&r) };
	}
	q->g = (struct layers_graph){ q->node, n, q->edge, k, 300 + below(&r, 1200) };
}

struct frame {
	double x0, y0, x1, y1;
};

static struct frame box_of(const struct layers *l, size_t v)
{
	const struct layers_box *b = &l->box[v];
	return (struct frame){ b->x, b->y, b->x + b->width, b->y + b->height };
}

static struct frame pill_of(const struct layers *l, const struct layers_graph *g, size_t e)
{
	double w = g->edge[e].width / 2, h = g->edge[e].height / 2;
	return (struct frame){ l->pill[e].x - w, l->pill[e].y - h, l->pill[e].x + w, l->pill[e].y + h };
}

static bool meet(struct frame p, struct frame q)
{
	return p.x0 < q.x1 && q.x0 < p.x1 && p.y0 < q.y1 && q.y0 < p.y1;
}

static void check_frames(const struct layers *l, const struct layers_graph *g)
{
	for (size_t v = 0; v < g->nodes; v++) {
		struct frame box = box_of(l, v);
		assert_true(box.x0 >= 0 && box.y0 >= 0 && box.x1 <= l->width && box.y1 <= l->height);
		assert_true(l->box[v].width >= g->node[v].width && l->box[v].height >= g->node[v].height);
		for (size_t u = 0; u < v; u++)
			assert_false(meet(box, box_of(l, u)));
		for (size_t e = 0; e < g->edges; e++)
			assert_false(meet(box, pill_of(l, g, e)));
	}
	for (size_t e = 0; e < g->edges; e++)
		for (size_t o = 0; o < e; o++)
			assert_false(meet(pill_of(l, g, e), pill_of(l, g, o)));
}

static void check_rows(const struct layers *l, const struct layers_graph *g)
{
	uint32_t *component = NEW(&a, uint32_t, g->nodes);
	layers_strong(scratch, g, component);
	for (size_t e = 0; e < g->edges; e++) {
		size_t from = g->edge[e].from, to = g->edge[e].to;
		size_t high = l->up[e] ? to : from, low = l->up[e] ? from : to;
		assert_true(l->box[high].y + l->box[high].height < l->box[low].y);
		assert_true(l->box[high].row > l->box[low].row);
		if (l->up[e])
			assert_int_equal(component[from], component[to]);
	}
}

/* --- lines --- */

/* On the stretch from q0 to q1, coming from `before` along it. */
static bool on_segment(struct layers_point before, struct layers_point p, struct layers_point q0,
                       struct layers_point q1)
{
	bool along = before.x == p.x ? q0.x == q1.x : q0.y == q1.y;
	return along && p.x >= fmin(q0.x, q1.x) && p.x <= fmax(q0.x, q1.x) && p.y >= fmin(q0.y, q1.y) &&
	       p.y <= fmax(q0.y, q1.y);
}

/* Does `from` end on l, going on the way it goes? */
static bool joins(const struct layers_line *from, const struct layers_line *l)
{
	const struct layers_point *end = &from->point[from->points - 1];
	for (size_t i = 0; i + 1 < l->points; i++)
		if (on_segment(end[-1], *end, l->point[i], l->point[i + 1]))
			return true;
	return false;
}

static struct layers_point end_of(const struct layers_line *l)
{
	return l->point[l->points - 1];
}

/* The box at whose edge p lies, or SIZE_MAX. */
static size_t box_at(const struct layers *l, const struct layers_graph *g, struct layers_point p)
{
	for (size_t v = 0; v < g->nodes; v++) {
		struct frame b = box_of(l, v);
		if ((p.y == b.y0 || p.y == b.y1) && p.x > b.x0 && p.x < b.x1)
			return v;
	}
	return SIZE_MAX;
}

/* Follows each line along the ones it joins; where[i] is the box at which it arrives. */
static void follow(const struct layers *l, const struct layers_graph *g, size_t *where)
{
	for (size_t i = 0; i < l->lines; i++)
		where[i] = l->line[i].head ? box_at(l, g, end_of(&l->line[i])) : SIZE_MAX;
	for (bool more = true; more;) {
		more = false;
		for (size_t i = 0; i < l->lines; i++)
			for (size_t k = 0; k < l->lines && where[i] == SIZE_MAX; k++)
				if (k != i && where[k] != SIZE_MAX && joins(&l->line[i], &l->line[k])) {
					where[i] = where[k];
					more = true;
				}
	}
}

static bool same_stretch(struct layers_point p0, struct layers_point p1, struct layers_point q0,
                         struct layers_point q1)
{
	bool upright = p0.x == p1.x && q0.x == q1.x && p0.x == q0.x;
	bool flat = p0.y == p1.y && q0.y == q1.y && p0.y == q0.y;
	if (upright)
		return fmin(fmax(p0.y, p1.y), fmax(q0.y, q1.y)) > fmax(fmin(p0.y, p1.y), fmin(q0.y, q1.y));
	return flat && fmin(fmax(p0.x, p1.x), fmax(q0.x, q1.x)) > fmax(fmin(p0.x, p1.x), fmin(q0.x, q1.x));
}

static bool run_together(const struct layers_line *p, const struct layers_line *q)
{
	for (size_t i = 0; i + 1 < p->points; i++)
		for (size_t k = 0; k + 1 < q->points; k++)
			if (same_stretch(p->point[i], p->point[i + 1], q->point[k], q->point[k + 1]))
				return true;
	return false;
}

static bool through(struct frame b, const struct layers_line *l)
{
	for (size_t i = 0; i + 1 < l->points; i++) {
		struct layers_point p = l->point[i], q = l->point[i + 1];
		struct frame s = { fmin(p.x, q.x), fmin(p.y, q.y), fmax(p.x, q.x), fmax(p.y, q.y) };
		if (s.x0 < b.x1 && s.x1 > b.x0 && s.y0 < b.y1 && s.y1 > b.y0)
			return true;
	}
	return false;
}

static void check_lines(const struct layers *l, const struct layers_graph *g)
{
	size_t *where = NEW(&a, size_t, l->lines);
	bool *begun = NEW(&a, bool, g->edges);
	follow(l, g, where);
	for (size_t i = 0; i < l->lines; i++) {
		const struct layers_line *line = &l->line[i];
		assert_true(line->points >= 2 && where[i] != SIZE_MAX);
		for (const struct layers_point *q = line->point; q + 1 < line->point + line->points; q++)
			assert_true((q[0].x == q[1].x) != (q[0].y == q[1].y)); /* upright or flat, never a point */
		for (size_t v = 0; v < g->nodes; v++)
			assert_false(through(box_of(l, v), line));
		if (line->edge != LAYERS_SHARED && !begun[line->edge]) {
			assert_int_equal(box_at(l, g, line->point[0]), g->edge[line->edge].from);
			assert_int_equal(where[i], g->edge[line->edge].to);
			begun[line->edge] = true;
		}
		for (size_t k = 0; k < i; k++)
			assert_false(where[k] != where[i] && run_together(line, &l->line[k]));
	}
	for (size_t e = 0; e < g->edges; e++)
		assert_true(begun[e]);
}

static void in_every_graph_boxes_rows_and_lines_are_as_promised(void **unused)
{
	(void)unused;
	for (uint64_t seed = 0; seed < GRAPHS; seed++) {
		struct arena before = a;
		struct random_graph q;
		make(&q, seed);
		struct layers l = layers_of(&a, scratch, &q.g);
		check_frames(&l, &q.g);
		check_rows(&l, &q.g);
		check_lines(&l, &q.g);
		a = before;
	}
}

/* --- circles --- */

static size_t count_up(const struct layers *l, const struct layers_graph *g)
{
	size_t n = 0;
	for (size_t e = 0; e < g->edges; e++)
		n += l->up[e];
	return n;
}

static void a_ring_of_any_length_has_one_edge_up_the_lightest(void **unused)
{
	(void)unused;
	for (size_t n = 2; n <= MOST_NODES; n++) {
		struct arena before = a;
		struct random_graph q;
		for (size_t v = 0; v < n; v++) {
			q.node[v] = (struct layers_node){ 100, 40, false, 0 };
			double weight = v == n / 2 ? 0.1 : 0.9;
			q.edge[v] = (struct layers_edge){ v, (v + 1) % n, 40, 18, false, weight };
		}
		q.g = (struct layers_graph){ q.node, n, q.edge, n, 1000 };
		struct layers l = layers_of(&a, scratch, &q.g);
		assert_int_equal(count_up(&l, &q.g), 1);
		assert_true(l.up[n / 2]);
		a = before;
	}
}

/* The least number of edges that point backwards in any order of n nodes, by trying all sets. */
static size_t least_up(const struct layers_graph *g)
{
	static size_t least[1 << 8];
	for (size_t set = 1; set < (size_t)1 << g->nodes; set++) {
		least[set] = SIZE_MAX;
		for (size_t v = 0; v < g->nodes; v++) {
			size_t rest = set & ~((size_t)1 << v), back = 0; /* v stands after the rest */
			if (rest == set)
				continue;
			for (size_t e = 0; e < g->edges; e++)
				back += g->edge[e].from == v && rest >> g->edge[e].to & 1;
			if (least[rest] + back < least[set])
				least[set] = least[rest] + back;
		}
	}
	return least[((size_t)1 << g->nodes) - 1];
}

static void hardly_more_edges_go_up_than_must(void **unused)
{
	size_t up = 0, must = 0;
	(void)unused;
	for (uint64_t seed = 0; seed < 300; seed++) {
		struct arena before = a;
		struct rng r = rng_of(11, seed);
		struct random_graph q;
		size_t n = 3 + below(&r, 6), m = n + below(&r, (uint32_t)n * 2);
		for (size_t v = 0; v < n; v++)
			q.node[v] = (struct layers_node){ 100, 40, false, 0 };
		for (size_t e = 0; e < m; e++) {
			size_t from = below(&r, (uint32_t)n), to = (from + 1 + below(&r, (uint32_t)n - 1)) % n;
			q.edge[e] = (struct layers_edge){ from, to, 40, 18, false, 0 };
		}
		q.g = (struct layers_graph){ q.node, n, q.edge, m, 1000 };
		struct layers l = layers_of(&a, scratch, &q.g);
		size_t least = least_up(&q.g);
		assert_true(count_up(&l, &q.g) >= least);
		up += count_up(&l, &q.g);
		must += least;
		a = before;
	}
	assert_true(must > 500);
	assert_true(100 * up <= 102 * must);
}

static void the_one_that_is_wanted_last_is_lowest_of_its_circle(void **unused)
{
	(void)unused;
	for (size_t last = 0; last < 5; last++) {
		struct arena before = a;
		struct random_graph q;
		for (size_t v = 0; v < 5; v++) {
			q.node[v] = (struct layers_node){ 100, 40, v == last, 0 };
			q.edge[v] = (struct layers_edge){ v, (v + 1) % 5, 40, 18, false, 0.5 };
		}
		q.g = (struct layers_graph){ q.node, 5, q.edge, 5, 1000 };
		struct layers l = layers_of(&a, scratch, &q.g);
		assert_int_equal(l.box[last].row, 0);
		assert_true(l.up[last]);
		a = before;
	}
}

/* --- shape --- */

static void a_chain_is_one_straight_line(void **unused)
{
	struct random_graph q;
	(void)unused;
	for (size_t v = 0; v < MOST_NODES; v++) {
		q.node[v] = (struct layers_node){ 100 + 2 * (double)(v % 7), 40, v == 0, 0 };
		q.edge[v] = (struct layers_edge){ v + 1, v, 40 + 2 * (double)(v % 5), 18, false, 1 };
	}
	q.g = (struct layers_graph){ q.node, MOST_NODES, q.edge, MOST_NODES - 1, 1000 };
	struct layers l = layers_of(&a, scratch, &q.g);
	assert_int_equal(l.lines, MOST_NODES - 1);
	for (size_t i = 0; i < l.lines; i++) {
		assert_int_equal(l.line[i].points, 2);
		assert_true(l.line[i].point[0].x == l.line[0].point[0].x);
	}
}

static void a_wide_star_keeps_to_its_room_and_its_trunk_is_straight(void **unused)
{
	struct random_graph q;
	(void)unused;
	for (size_t v = 0; v < MOST_NODES; v++) {
		q.node[v] = (struct layers_node){ 160, 48, v == 0, 0 };
		q.edge[v] = (struct layers_edge){ v + 1, 0, 50, 18, false, 0.01 };
	}
	q.g = (struct layers_graph){ q.node, MOST_NODES, q.edge, MOST_NODES - 1, 1072 };
	struct layers l = layers_of(&a, scratch, &q.g);
	assert_true(l.width <= 1072 && l.width > 900);
	for (size_t i = 0; i < l.lines; i++)
		if (l.line[i].edge == LAYERS_SHARED)
			assert_true(l.line[i].point[0].x == end_of(&l.line[i]).x);
	assert_true(fabs(l.box[0].x + 80 - l.width / 2) < 100);
}

static void nothing_is_laid_out_as_nothing(void **unused)
{
	(void)unused;
	struct layers l = layers_of(&a, scratch, &(struct layers_graph){ .room = 1000 });
	assert_true(l.width == 0 && l.height == 0 && l.lines == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(in_every_graph_boxes_rows_and_lines_are_as_promised),
		cmocka_unit_test(a_ring_of_any_length_has_one_edge_up_the_lightest),
		cmocka_unit_test(hardly_more_edges_go_up_than_must),
		cmocka_unit_test(the_one_that_is_wanted_last_is_lowest_of_its_circle),
		cmocka_unit_test(a_chain_is_one_straight_line),
		cmocka_unit_test(a_wide_star_keeps_to_its_room_and_its_trunk_is_straight),
		cmocka_unit_test(nothing_is_laid_out_as_nothing),
	};
	a = arena_reserve((size_t)1 << 30, "layers");
	scratch = arena_reserve((size_t)1 << 30, "layers' scratch");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
