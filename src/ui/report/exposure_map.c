/* SPDX-License-Identifier: Apache-2.0
 *
 * exposure_map.c - sites as dots where they stand, as an SVG file
 *
 * Dots of one colour are one path of strokes without length and with round ends: twelve octets
 * each.
 */
#include "ui/report/exposure_map.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ui/report/html.h"
#include "ui/report/table.h"

enum {
	WIDTH = 960,
	MARGIN = 16,
	LEAST = 160,
	MOST = 900,
	LINE = 20,
	TURNS = 12,
	COLOURS = 6,
	WORDS = 120
};
enum { OTHERS = COLOURS, UNKNOWN, LAYERS }; /* after the makers with a colour of their own */

/* Told apart by eyes that see fewer colours, too (Okabe and Ito), with a dark twin each. */
static const char style[] =
        "svg{background:#fff}text{font:14px "
        "system-ui,sans-serif;fill:#1a1a1a}.head{font-weight:600}"
        "path{fill:none;stroke-linecap:round;stroke-width:4}"
        ".c0{stroke:#0072b2}.c1{stroke:#e69f00}.c2{stroke:#009e73}.c3{stroke:#cc79a7}.c4{stroke:#"
        "56b4e9}"
        ".c5{stroke:#d55e00}.c6{stroke:#777}.c7{stroke:#444;stroke-width:5}.c7i{stroke:#fff;stroke-"
        "width:3}"
        ".works{stroke:#92c5de}.degraded{stroke:#e69f00}.lost{stroke:#a63603}"
        "@media(prefers-color-scheme:dark){svg{background:#14171a}text{fill:#e8e8e8}.c6{stroke:#"
        "999}"
        ".c7{stroke:#ccc}.c7i{stroke:#14171a}.works{stroke:#2b5f86}.lost{stroke:#f6a56f}}";

#define SMALLEST 1e-3 /* degrees that a map shows */

struct map {
	struct html *h;
	struct arena *a;
	const struct exposure *x;
	double west, south, east, north, scale; /* scale: of latitude, in px per degree */
	double height;
	uint8_t *layer;        /* of a site; LAYERS: not drawn */
	uint32_t top[COLOURS]; /* makers with a colour */
	size_t tops, n[LAYERS];
};

static bool drawn(const struct exposure *x, size_t i)
{
	const struct network_site *v = &x->net->site[i];
	return fabs(v->lat) <= 90 && fabs(v->lon) <= 180 && (!x->sites || x->sites[i]) &&
	       x->stand.serving[i] > 0;
}

size_t exposure_map_sites(const struct exposure *x)
{
	size_t n = 0;
	for (size_t i = 0; i < x->net->sites; i++)
		n += drawn(x, i);
	return n;
}

/* --- who stands where --- */

/* The maker of most serving elements; of several with as many the first in order; unknown ones
 * last. */
static uint32_t maker_of(const struct exposure *x, size_t site)
{
	const struct stand *s = &x->stand;
	uint32_t best = MODEL_NONE, most = 0, from = s->site[site], to = s->site[site + 1];
	to = to - from > 64 ? from + 64 : to; /* of a hall full of elements the first will do */
	for (uint32_t k = from; k < to; k++) {
		uint32_t m = x->net->element[s->member[k]].maker, n = 0;
		if (!s->counts[s->member[k]] || m == MODEL_NONE)
			continue;
		for (uint32_t l = from; l < to; l++)
			n += s->counts[s->member[l]] && x->net->element[s->member[l]].maker == m;
		if (n > most || (n == most && m < best))
			most = n, best = m;
	}
	return best;
}

static void choose(struct map *m)
{
	const struct exposure *x = m->x;
	struct arena scratch = *m->a;
	size_t *count = NEW(&scratch, size_t, x->net->makers + 1);
	uint32_t *of = NEW(&scratch, uint32_t, x->net->sites);
	for (size_t i = 0; i < x->net->sites; i++) {
		of[i] = drawn(x, i) ? maker_of(x, i) : MODEL_NONE;
		count[of[i] == MODEL_NONE ? x->net->makers : of[i]]++;
	}
	for (; m->tops < COLOURS; m->tops++) {
		uint32_t best = MODEL_NONE;
		for (uint32_t k = 0; k < x->net->makers; k++)
			if (count[k] > 0 && (best == MODEL_NONE || count[k] > count[best]))
				best = k;
		if (best == MODEL_NONE)
			break;
		m->top[m->tops] = best;
		count[best] = 0;
	}
	for (size_t i = 0; i < x->net->sites; i++) {
		m->layer[i] = !drawn(x, i) ? LAYERS : of[i] == MODEL_NONE ? UNKNOWN : OTHERS;
		for (uint8_t k = 0; k < m->tops && m->layer[i] == OTHERS; k++)
			m->layer[i] = of[i] == m->top[k] ? k : OTHERS;
	}
}

static void count_layers(struct map *m)
{
	for (size_t i = 0; i < m->x->net->sites; i++) {
		if (m->x->removals)
			m->layer[i] = drawn(m->x, i) ? m->x->state[i] : LAYERS;
		if (m->layer[i] < LAYERS)
			m->n[m->layer[i]]++;
	}
}

/* --- drawing --- */

static void frame(struct map *m)
{
	m->west = m->south = INFINITY, m->east = m->north = -INFINITY;
	for (size_t i = 0; i < m->x->net->sites; i++) {
		const struct network_site *v = &m->x->net->site[i];
		if (!drawn(m->x, i))
			continue;
		m->west = fmin(m->west, v->lon), m->east = fmax(m->east, v->lon);
		m->south = fmin(m->south, v->lat), m->north = fmax(m->north, v->lat);
	}
	double squeeze = fmax(cos((m->south + m->north) / 2 * 3.14159265358979 / 180), 0.05);
	double wide = (m->east - m->west) * squeeze, high = m->north - m->south;
	double across = fmax(wide, SMALLEST), up = fmax(high, SMALLEST / 4);
	m->west -= (across - wide) / squeeze / 2; /* one place stands in the middle */
	m->north += (up - high) / 2;
	m->scale = fmin((WIDTH - 2 * MARGIN) / across, (double)MOST / up);
	m->height = fmax(up * m->scale, LEAST);
}

/* Every `turns`-th site of a layer, beginning with `turn`. */
struct some {
	uint8_t layer;
	size_t turn, turns;
};

static void dots(struct map *m, struct some s, const char *class, double top)
{
	double squeeze = fmax(cos((m->south + m->north) / 2 * 3.14159265358979 / 180), 0.05);
	struct buf d = buf_in(m->a);
	for (size_t i = 0; i < m->x->net->sites; i++) {
		const struct network_site *v = &m->x->net->site[i];
		if (m->layer[i] != s.layer || i % s.turns != s.turn)
			continue;
		double x = MARGIN + (v->lon - m->west) * squeeze * m->scale,
		       y = top + (m->north - v->lat) * m->scale;
		buf_char(&d, 'M');
		buf_double(&d, round(x * 10) / 10);
		buf_char(&d, ' ');
		buf_double(&d, round(y * 10) / 10);
		buf_str(&d, "h0");
	}
	if (d.n)
		html_void(m->h, "path", "class", class, "d", d.p, NULL);
}

static const char *px(struct map *m, double v)
{
	return arena_fmt(m->a, "%.0f", v);
}

static void words(struct map *m, const char *class, double x, double y, const char *text)
{
	html_leaf(m->h, "text", text, "class", class, "x", px(m, x), "y", px(m, y), NULL);
	html_text(m->h, "\n");
}

static double key(struct map *m, double y, const char *class, const char *text, size_t n)
{
	html_void(m->h, "path", "class", class, "d",
	          arena_fmt(m->a, "M%d %.0fh0", MARGIN + 4, y - 5), NULL);
	if (strcmp(class, "c7") == 0)
		html_void(m->h, "path", "class", "c7i", "d",
		          arena_fmt(m->a, "M%d %.0fh0", MARGIN + 4, y - 5), NULL);
	words(m, NULL, MARGIN + 16, y, arena_fmt(m->a, "%s: %zu %s", text, n, n == 1 ? "site" : "sites"));
	return y + LINE;
}

static double wrapped(struct map *m, double y, const char *text)
{
	struct buf b = buf_in(m->a);
	struct str rest, line;
	table_wrap(&b, text, 0, WORDS);
	for (rest = (struct str){ b.p, b.n }; str_cut(&rest, '\n', &line); y += LINE)
		if (line.n)
			words(m, NULL, MARGIN, y, arena_strn(m->a, line.p, line.n));
		else
			y -= LINE;
	return y;
}

static const char *title(struct map *m)
{
	const struct exposure *x = m->x;
	struct buf b = buf_in(m->a);
	size_t n = exposure_map_sites(x);
	buf_fmt(&b, "%zu %s by who made most of what serves there", n, n == 1 ? "site" : "sites");
	if (x->removals == 0)
		return b.p;
	b.n = 0;
	buf_str(&b, "Sites without ");
	for (size_t i = 0; i < x->removals; i++)
		buf_fmt(&b, "%s%s", i ? " and " : "", x->removed[i].name);
	return b.p;
}

static const char *layer_name(const struct map *m, size_t k)
{
	return k == UNKNOWN  ? "unknown"
	       : k == OTHERS ? "others"
	                     : exposure_maker_name(m->x, m->top[k]);
}

static double layers(struct map *m, double y)
{
	static const char *const state[] = { "works", "degraded", "lost" };
	static const char *const class[LAYERS] = { "c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7" };
	double top = MARGIN + LINE;
	if (m->x->removals) {
		for (uint8_t k = 0; k < COUNT(state); k++) {
			dots(m, (struct some){ k, 0, 1 }, state[k], top);
			y = key(m, y, state[k], state[k], m->n[k]);
		}
		return y;
	}
	uint8_t used[LAYERS];
	size_t n = 0;
	for (uint8_t k = 0; k < LAYERS; k++)
		if (m->n[k])
			used[n++] = k;
	for (size_t turn = 0; turn < TURNS; turn++) /* no maker always covers the others */
		for (size_t k = 0; k < n; k++) {
			struct some some = { used[(k + turn) % n], turn, TURNS };
			dots(m, some, class[some.layer], top);
			if (some.layer == UNKNOWN)
				dots(m, some, "c7i", top);
		}
	for (size_t k = 0; k < LAYERS; k++)
		if (m->n[k])
			y = key(m, y, class[k], layer_name(m, k), m -> n[k]);
	return y;
}

static double foot(struct map *m, double y)
{
	const struct exposure *x = m->x;
	y = wrapped(m, y + LINE / 2, exposure_caution(m->a, x));
	for (size_t i = 0; i < x->sources; i++) {
		if (x->source[i].source == MODEL_NONE)
			continue;
		const struct source *s = &x->net->model->source[x->source[i].source];
		y = wrapped(m, y,
		            arena_fmt(m->a, "%s%s%s; licence %s", s->title,
		                      s->publisher[0] ? ", " : "", s->publisher,
		                      s->licence[0] ? s->licence : "not told"));
	}
	return y;
}

/* Everything; the height. */
static double body(struct map *m)
{
	words(m, "head", MARGIN, MARGIN + 4, title(m));
	return foot(m, layers(m, MARGIN + LINE + m->height + 2 * LINE)) + MARGIN;
}

void exposure_map(struct buf *out, struct arena scratch, const struct exposure *x)
{
	struct buf tried = buf_in(&scratch);
	struct html inner = html_in(&tried), h = html_in(out);
	struct map m = {
		.h = &inner, .a = &scratch, .x = x, .layer = NEW(&scratch, uint8_t, x->net->sites)
	};
	frame(&m);
	choose(&m);
	count_layers(&m);
	double height = body(&m); /* once to learn how much there is below the map */
	html_open(&h, "svg", "xmlns", "http://www.w3.org/2000/svg", "role", "img", "width",
	          px(&m, WIDTH), "height", px(&m, height), "viewBox",
	          arena_fmt(&scratch, "0 0 %d %.0f", WIDTH, height), NULL);
	html_leaf(&h, "title", title(&m), NULL);
	html_leaf(&h, "desc", exposure_caution(&scratch, x), NULL);
	html_verbatim(&h, "style", (struct str){ style, sizeof style - 1 });
	html_text(&h, "\n");
	m.h = &h;
	body(&m);
	html_close(&h);
	html_text(&h, "\n");
}
