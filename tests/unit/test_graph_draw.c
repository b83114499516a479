/* SPDX-License-Identifier: Apache-2.0
 *
 * test_graph_draw.c - pictures of owners: the same for the same content, whole, and safe
 */
#include "ui/report/graph_draw.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../picture/examples.h"
#include "base/rng.h"
#include "ui/report/graph_inside.h"
#include "ui/report/page.h"
#include "ui/report/text_width.h"

static struct arena a, scratch;
static const struct graph_options plain;

static struct str draw(const struct graph_picture *p)
{
	struct buf b = buf_in(&a);
	graph_draw_svg(&b, scratch, p, &plain);
	return (struct str){ b.p, b.n };
}

static struct make made(const struct example *x)
{
	struct make m = { .a = &a };
	x->build(&m);
	return m;
}

static const struct example *example(const char *name)
{
	for (size_t i = 0; i < example_count; i++)
		if (strcmp(examples[i].name, name) == 0)
			return &examples[i];
	fail_msg("no example %s", name);
	return NULL;
}

/* The same content in another order. */
static struct graph_picture shuffled(const struct make *m, uint64_t seed)
{
	struct rng r = rng_of(3, seed);
	size_t *to = NEW(&a, size_t, m->nodes);
	struct graph_node *node = NEW(&a, struct graph_node, m->nodes);
	struct graph_edge *edge = arena_copy(&a, m->edge, sizeof *edge * m->edges);
	for (size_t v = 0; v < m->nodes; v++) {
		size_t k = rng_u32(&r) % (v + 1);
		to[v] = to[k];
		to[k] = v;
	}
	for (size_t v = 0; v < m->nodes; v++)
		node[to[v]] = m->node[v];
	for (size_t e = 0; e < m->edges; e++) {
		size_t k = rng_u32(&r) % (e + 1);
		struct graph_edge x = edge[e];
		edge[e] = edge[k];
		edge[k] = x;
	}
	for (size_t e = 0; e < m->edges; e++)
		edge[e].owner = to[edge[e].owner], edge[e].owned = to[edge[e].owned];
	return (struct graph_picture){ node, m->nodes, edge, m->edges, m->title, m->source };
}

static void the_order_of_the_input_does_not_matter(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < example_count; i++) {
		struct make m = made(&examples[i]);
		struct graph_picture p = picture(&m);
		struct str first = draw(&p);
		for (uint64_t seed = 0; seed < 12; seed++) {
			struct arena before = a;
			struct graph_picture other = shuffled(&m, seed);
			struct str again = draw(&other);
			assert_int_equal(first.n, again.n);
			assert_memory_equal(first.p, again.p, first.n);
			a = before;
		}
	}
}

/* --- the file --- */

static size_t name_length(const char *p)
{
	return strspn(p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-0123456789");
}

static bool is_one_of(const char *p, size_t n, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(words[i]) == n && memcmp(words[i], p, n) == 0)
			return true;
	return false;
}

/* Reads attributes up to ">"; only known ones, quoted, with nothing in them that ends them early. */
static const char *read_attributes(const char *p)
{
	static const char *const known[] = { "xmlns", "class", "role", "width", "height", "viewBox",
		                             "x", "y", "rx", "d", "transform", "text-anchor", "tabindex",
		                             "aria-label" };
	while (*p == ' ') {
		size_t n = name_length(++p);
		assert_true(is_one_of(p, n, known, COUNT(known)));
		assert_true(p[n] == '=' && p[n + 1] == '"');
		p += n + 2;
		p += strcspn(p, "\"<");
		assert_int_equal(*p, '"');
		p++;
	}
	return p;
}

/* A document of known elements, opened and closed in order, without references to anything. */
static void check_document(struct str svg)
{
	static const char *const known[] = { "svg", "title", "desc", "style", "rect",
		                             "g",   "path",  "text", "div" };
	static const char *const entity[] = { "&amp", "&lt", "&gt", "&quot", "&#39" };
	const char *open[16];
	size_t depth = 0, bad;
	assert_true(str_utf8(svg, &bad));
	assert_null(strstr(svg.p, "url("));
	assert_null(strstr(svg.p, "href"));
	assert_null(strstr(svg.p, "@import"));
	for (const char *p = svg.p; (p = strchr(p, '<')) != NULL;) {
		bool closing = *++p == '/';
		p += closing;
		size_t n = name_length(p);
		assert_true(is_one_of(p, n, known, COUNT(known)));
		const char *end = read_attributes(p + n);
		if (closing) {
			assert_true(depth > 0 && strncmp(open[depth - 1], p, n) == 0);
			depth--;
		} else if (*end != '/') {
			assert_true(depth < COUNT(open));
			open[depth++] = p;
		}
		p = end + (*end == '/');
		assert_int_equal(*p, '>');
	}
	assert_int_equal(depth, 0);
	for (const char *p = svg.p; (p = strchr(p, '&')) != NULL; p++)
		assert_true(is_one_of(p, strcspn(p, ";"), entity, COUNT(entity)));
}

static void every_example_is_a_document_of_known_elements(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < example_count; i++) {
		struct make m = made(&examples[i]);
		struct graph_picture p = picture(&m);
		check_document(draw(&p));
	}
}

static void hostile_names_stay_words(void **unused)
{
	struct make m = made(example("hostile"));
	struct graph_picture p = picture(&m);
	struct str svg = draw(&p);
	(void)unused;
	assert_null(strstr(svg.p, "<script"));
	assert_null(strstr(svg.p, "<b>"));
	assert_null(strstr(svg.p, "onload=\""));
	assert_null(strstr(svg.p, "\x1b"));
	assert_null(strstr(svg.p, "\xef\xbf\xbe"));
	assert_null(strstr(svg.p, "\xe2\x80\xae"));
	assert_non_null(strstr(svg.p, "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;; Company; ]]&gt;&amp;"));
}

static void no_letter_is_smaller_than_twelve_px(void **unused)
{
	struct buf css = buf_in(&a);
	size_t n = 0;
	(void)unused;
	graph_draw_style(&css);
	for (const char *p = css.p; (p = strstr(p, "font-size:")) != NULL; n++) {
		p += strlen("font-size:");
		assert_true(atoi(p) >= 12);
	}
	assert_true(n >= 4);
}

static void words_fit_their_boxes(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < example_count; i++) {
		struct make m = made(&examples[i]);
		struct graph_picture p = picture(&m);
		struct sheet s = graph_sheet(&a, scratch, &p, &plain);
		for (const struct sheet_box *b = s.box; b < s.box + s.boxes; b++) {
			for (size_t k = 0; k < b->names; k++)
				assert_true(text_width(str_of(b->name[k]), NAME_SIZE) <= b->width - 16);
			for (size_t k = 0; k < b->sides; k++)
				assert_true(text_width(str_of(b->side[k]), TEXT_SIZE) <= b->width - 16);
			assert_true((double)(NAME_LINE * b->names + TEXT_LINE * b->sides) < b->height);
			assert_true(b->x > 0 && b->x + b->width < s.width);
		}
		for (size_t k = 0; k < s.keys; k++)
			assert_true(s.key[k].y + 16 < s.height && s.key[k].x < s.width);
	}
}

static void a_name_that_is_cut_is_whole_in_its_title(void **unused)
{
	const char *name = "Aktieselskabet for Udvikling af Telekommunikation og Radioudstyr i Norden";
	struct graph_node node = { .id = "1", .label = name };
	struct graph_picture p = { .node = &node, .nodes = 1 };
	struct str svg = draw(&p);
	(void)unused;
	assert_non_null(strstr(svg.p, "\xe2\x80\xa6</text>"));
	assert_non_null(strstr(svg.p, arena_fmt(&a, "<title>%s; ? Unknown</title>", name)));
}

static void nothing_at_all_is_still_a_picture(void **unused)
{
	struct graph_picture p = { 0 };
	struct graph_node bare = { 0 };
	(void)unused;
	check_document(draw(&p));
	p.node = &bare, p.nodes = 1;
	check_document(draw(&p));
	assert_non_null(strstr(draw(&p).p, ">not known</text>"));
}

static void the_description_tells_every_stake(void **unused)
{
	struct make m = made(example("behind"));
	struct graph_picture p = picture(&m);
	struct str svg = draw(&p);
	(void)unused;
	assert_non_null(strstr(svg.p, "<desc>7 parties, 7 stakes, 2 states, 1 unknown. Owners stand above what "
	                              "they own. The subject is Meridian Telecom Equipment; Listed company; "
	                              "Northland."));
	assert_non_null(strstr(svg.p, "Northland Industrial Investment Holding holds 25-50 % of Venture Fund II "
	                              "LP (uncertain or contested); source 3, possibly true."));
	struct make x = made(example("contested"));
	p = picture(&x);
	assert_non_null(strstr(draw(&p).p, "holds an unknown share of National Union Federation (uncertain or "
	                                   "contested); as the inquiry says."));
}

static void loops_are_marked_and_only_loops(void **unused)
{
	static const struct {
		const char *name;
		size_t loops;
	} want[] = { { "cross", 1 },  { "rings", 2 },     { "conglomerate", 2 },
		     { "behind", 0 }, { "sixty-one", 0 } };
	(void)unused;
	for (size_t i = 0; i < COUNT(want); i++) {
		struct make m = made(example(want[i].name));
		struct graph_picture p = picture(&m);
		struct sheet s = graph_sheet(&a, scratch, &p, &plain);
		size_t loops = 0;
		for (size_t k = 0; k < s.pills; k++) {
			assert_int_equal(s.pill[k].loop, strncmp(s.pill[k].line[0], "loop: ", 6) == 0);
			loops += s.pill[k].loop;
		}
		assert_int_equal(loops, want[i].loops);
	}
}

static void several_drawings_fit_on_one_page(void **unused)
{
	struct buf b = buf_in(&a);
	struct html h = html_in(&b);
	(void)unused;
	for (size_t i = 0; i < example_count; i++) {
		struct make m = made(&examples[i]);
		struct graph_picture p = picture(&m);
		graph_draw_html(&h, scratch, &p, &plain);
	}
	assert_int_equal(h.depth, 0);
	assert_null(strstr(b.p, " id=")); /* nothing that could be there twice */
	assert_null(strstr(b.p, "<style"));
	check_document((struct str){ b.p, b.n });
}

static void a_page_with_graphs_has_their_style(void **unused)
{
	(void)unused;
	for (int graphs = 0; graphs < 2; graphs++) {
		struct buf b = buf_in(&a);
		struct html h = html_in(&b);
		struct page_shell shell = { "t", "report.css", "report.js", "", 0, graphs };
		page_begin(&h, &shell);
		assert_true((strstr(b.p, ".o-graph{") != NULL) == graphs);
	}
}

/* --- folding --- */

static bool drawn(const struct shown *s, const struct graph_node *node)
{
	for (uint32_t v = 0; v < s->nodes; v++)
		if (s->node[v].is == node)
			return true;
	return false;
}

/* Everybody is drawn or counted, and every stake leads from one drawn node to another. */
static void check_fold(const struct shown *s, const struct graph_picture *p, size_t most)
{
	size_t all = 0, stakes = 0;
	assert_true(s->nodes <= most);
	for (uint32_t v = 0; v < s->nodes; v++) {
		all += s->node[v].is ? 1 : s->node[v].more;
		assert_true(s->node[v].is || s->node[v].more >= 2);
	}
	assert_int_equal(all, p->nodes);
	for (uint32_t e = 0; e < s->edges; e++) {
		assert_true(s->edge[e].owner < s->nodes && s->edge[e].owned < s->nodes);
		assert_true(s->edge[e].owner != s->edge[e].owned && s->edge[e].many >= 1);
		stakes += s->edge[e].many;
	}
	assert_true(stakes <= p->edges);
}

static void a_star_keeps_its_largest_holders_and_its_state(void **unused)
{
	struct make m = made(example("star"));
	struct graph_picture p = picture(&m);
	(void)unused;
	for (size_t most = 8; most <= 100; most += 23) {
		struct shown s = graph_fold(&a, scratch, &p, most);
		check_fold(&s, &p, most);
		assert_int_equal(s.nodes, most);
		assert_true(drawn(&s, &m.node[0]));
		assert_true(drawn(&s, &m.node[10])); /* the state */
		for (size_t v = 1; v < most - 2; v++)
			assert_true(drawn(&s, &m.node[v])); /* the subject, the largest, the state, one fold */
		assert_int_equal(s.node[s.nodes - 1].more, 301 - (most - 1));
	}
}

static void what_is_said_of_several_shares_is_true_of_each(void **unused)
{
	static const struct {
		double share;
		const char *words;
	} want[] = {
		{ 0, "2 stakes" },         { 0.0034, "up to 0.4 % each" }, { 1e-6, "up to 0.1 % each" },
		{ 0.07, "up to 7 % each" }, { 0.431, "up to 44 % each" },   { 1, "up to 100 % each" },
	};
	(void)unused;
	for (size_t i = 0; i < COUNT(want); i++) {
		struct shown_edge e = { .many = 2, .most = want[i].share };
		assert_string_equal(graph_edge_text(&a, &e, false), want[i].words);
	}
}

static void a_chain_keeps_both_ends(void **unused)
{
	struct make m = made(example("long-chain"));
	struct graph_picture p = picture(&m);
	struct shown s = graph_fold(&a, scratch, &p, GRAPH_MOST);
	(void)unused;
	check_fold(&s, &p, GRAPH_MOST);
	assert_true(drawn(&s, &m.node[0]) && drawn(&s, &m.node[99]));
	assert_int_equal(s.edges, GRAPH_MOST - 1); /* still one chain */
}

static void what_fits_is_not_folded(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < example_count; i++) {
		struct make m = made(&examples[i]);
		struct graph_picture p = picture(&m);
		struct shown s = graph_fold(&a, scratch, &p, m.nodes < 8 ? 8 : m.nodes);
		assert_int_equal(s.nodes, m.nodes);
		for (uint32_t v = 0; v < s.nodes; v++)
			assert_non_null(s.node[v].is);
	}
}

/* --- anything --- */

static const char *noise(struct rng *r)
{
	static const char *const some[] = { NULL, "", "A", "25-50 %", "Very Long Name of a Holding AG & Co.",
		                            "\xd5\x80\xd5\xa1\xd5\xb5", "<&\">", "\xff\xc3", "a\nb",
		                            "\xef\xbf\xbf" };
	char *z = NEW(&a, char, 24);
	uint32_t k = rng_u32(r) % 16;
	if (k < COUNT(some))
		return some[k];
	for (int i = 0; i < 23; i++)
		z[i] = (char)(1 + rng_u32(r) % 255);
	return z;
}

static struct make anything(uint64_t seed)
{
	struct rng r = rng_of(5, seed);
	struct make m = { .a = &a, .title = noise(&r), .source = noise(&r) };
	size_t n = 1 + rng_u32(&r) % (seed % 10 == 0 ? 200 : 30), edges = rng_u32(&r) % (2 * n);
	for (size_t v = 0; v < n; v++) {
		add(&m, noise(&r), (enum graph_kind)(rng_u32(&r) % GRAPH_KINDS), noise(&r));
		m.node[v].id = arena_fmt(&a, "%zu", v);
		m.node[v].note = noise(&r);
		m.node[v].subject = rng_u32(&r) % 20 == 0;
		m.node[v].share = rng_u32(&r) % 2 ? rng_uniform(&r) : 0;
	}
	for (size_t e = 0; e < edges; e++) {
		struct graph_edge *x = holds(&m, rng_u32(&r) % n, rng_u32(&r) % n, noise(&r), rng_uniform(&r));
		x->dashed = rng_u32(&r) % 4 == 0;
		x->scenario = rng_u32(&r) % 4 == 0 ? noise(&r) : NULL;
		x->share = rng_u32(&r) % 2 ? x->share : 0;
	}
	return m;
}

static void any_graph_becomes_a_picture(void **unused)
{
	(void)unused;
	for (uint64_t seed = 0; seed < 200; seed++) {
		struct arena before = a;
		struct make m = anything(seed);
		struct graph_picture p = picture(&m);
		struct shown s = graph_fold(&a, scratch, &p, 8 + seed % 60);
		check_fold(&s, &p, 8 + seed % 60);
		struct str svg = draw(&p);
		check_document(svg);
		struct graph_picture other = shuffled(&m, seed);
		struct str again = draw(&other);
		assert_int_equal(svg.n, again.n);
		assert_memory_equal(svg.p, again.p, svg.n);
		a = before;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_order_of_the_input_does_not_matter),
		cmocka_unit_test(every_example_is_a_document_of_known_elements),
		cmocka_unit_test(hostile_names_stay_words),
		cmocka_unit_test(no_letter_is_smaller_than_twelve_px),
		cmocka_unit_test(words_fit_their_boxes),
		cmocka_unit_test(a_name_that_is_cut_is_whole_in_its_title),
		cmocka_unit_test(nothing_at_all_is_still_a_picture),
		cmocka_unit_test(the_description_tells_every_stake),
		cmocka_unit_test(loops_are_marked_and_only_loops),
		cmocka_unit_test(several_drawings_fit_on_one_page),
		cmocka_unit_test(a_page_with_graphs_has_their_style),
		cmocka_unit_test(a_star_keeps_its_largest_holders_and_its_state),
		cmocka_unit_test(what_is_said_of_several_shares_is_true_of_each),
		cmocka_unit_test(a_chain_keeps_both_ends),
		cmocka_unit_test(what_fits_is_not_folded),
		cmocka_unit_test(any_graph_becomes_a_picture),
	};
	a = arena_reserve((size_t)1 << 30, "pictures");
	scratch = arena_reserve((size_t)1 << 30, "drawing");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
