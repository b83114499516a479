/* SPDX-License-Identifier: Apache-2.0
 *
 * ladder_svg.c - ladders as an SVG file, one below the other
 */
#include "ui/report/html.h"
#include "ui/report/ladder.h"
#include "ui/report/text_width.h"

enum { MARGIN = 16, LEFT = 90, COLUMN = 220, LINE = 22, HEAD = 48, WORDS = 420, SIZE = 13 };

static const char style[] =
        "svg{background:#fff}text{font:13px system-ui,sans-serif;fill:#1a1a1a}.head{font-weight:600}"
        ".time{text-anchor:end;fill:#555}.name{text-anchor:middle;font-weight:600}.life{stroke:#bbb}"
        ".say{stroke:#0072b2;stroke-width:1.5}.tip{fill:#0072b2}.bad{stroke:#a63603;stroke-dasharray:4 3}"
        "@media(prefers-color-scheme:dark){svg{background:#14171a}text{fill:#e8e8e8}.time{fill:#aaa}"
        ".life{stroke:#555}.say{stroke:#56b4e9}.tip{fill:#56b4e9}.bad{stroke:#f6a56f}}";

static const char *px(struct arena *a, double v)
{
	struct buf b = buf_in(a);
	buf_double(&b, v);
	return b.p;
}

static double x_of(size_t column)
{
	return LEFT + COLUMN / 2.0 + (double)column * COLUMN;
}

static void line_of(struct html *h, const char *kind, const double q[4])
{
	struct arena *a = h->b->a;
	html_void(h, "line", "class", kind, "x1", px(a, q[0]), "y1", px(a, q[1]), "x2", px(a, q[2]), "y2", px(a, q[3]),
	          NULL);
}

static void words(struct html *h, const char *kind, double x, double y, const char *z)
{
	struct arena *a = h->b->a;
	html_leaf(h, "text", z, "class", kind, "x", px(a, x), "y", px(a, y), NULL);
}

static const char *one_line(struct arena *a, const char *z, double width)
{
	const char *line[TEXT_LINES];
	return text_wrap(a, z, (struct text_room){ width, SIZE, 1 }, line, NULL) ? line[0] : "";
}

static void message(struct html *h, const struct ladder_view *v, const struct ladder_line *l, double y, uint64_t start)
{
	struct arena *a = h->b->a;
	uint64_t ms = l->time >= start ? (l->time - start) / 1000000 : 0;
	words(h, "time", LEFT - 10, y + 4, arena_fmt(a, "%llu.%03llu", (unsigned long long)(ms / 1000),
	                                            (unsigned long long)(ms % 1000)));
	if (l->from < LADDER_PEERS && l->to < LADDER_PEERS && l->from != l->to) {
		double x0 = x_of(l->from), x1 = x_of(l->to), back = x1 > x0 ? -8 : 8;
		line_of(h, l->damaged ? "say bad" : "say", (const double[]){ x0, y, x1, y });
		html_void(h, "path", "class", "tip", "d",
		          arena_fmt(a, "M%s %sl%s -4v8z", px(a, x1), px(a, y), px(a, back)), NULL);
	}
	const char *text = arena_fmt(a, "%s%s%s", l->text, l->ciphered ? " (ciphered)" : "",
	                             l->damaged ? " (damaged)" : "");
	words(h, NULL, x_of(v->peers) - COLUMN / 2.0 + 10, y + 4, one_line(a, text, WORDS));
}

static double height_of(const struct ladder_view *v)
{
	return HEAD + MARGIN + (double)v->lines * LINE;
}

static void one(struct html *h, const struct ladder_view *v, double y, uint64_t start)
{
	struct arena *a = h->b->a;
	double bottom = y + height_of(v) - MARGIN;
	words(h, "head", MARGIN, y + 14, v->title);
	for (size_t i = 0; i < v->peers; i++) {
		words(h, "name", x_of(i), y + 34, one_line(a, v->name[i], COLUMN - 10));
		line_of(h, "life", (const double[]){ x_of(i), y + 40, x_of(i), bottom });
	}
	for (size_t i = 0; i < v->lines; i++)
		message(h, v, &v->line[i], y + HEAD + 8 + (double)i * LINE, start);
}

void ladder_svg(struct buf *b, struct arena scratch, const struct watch *w)
{
	struct ladder_view *v;
	struct html h = html_in(b);
	size_t n = ladder_views(&scratch, w, &v), most = 0;
	double height = 2 * MARGIN + LINE, y = MARGIN;
	for (size_t i = 0; i < n; i++) {
		height += height_of(&v[i]);
		most = v[i].peers > most ? v[i].peers : most;
	}
	double width = x_of(most) - COLUMN / 2.0 + WORDS + MARGIN;
	html_open(&h, "svg", "xmlns", "http://www.w3.org/2000/svg", "width", px(b->a, width), "height",
	          px(b->a, height), "viewBox", arena_fmt(b->a, "0 0 %s %s", px(b->a, width), px(b->a, height)),
	          "role", "img", NULL);
	html_leaf(&h, "title", "Messages in the order of time", NULL);
	html_verbatim(&h, "style", (struct str){ style, sizeof style - 1 });
	for (size_t i = 0; i < n; y += height_of(&v[i]), i++)
		one(&h, &v[i], y, w->event[0].time);
	struct buf note = buf_in(&scratch);
	ladder_note(&note, w);
	if (note.n > 0)
		words(&h, NULL, MARGIN, y + LINE, note.p);
	html_close(&h);
	buf_char(b, '\n');
}
