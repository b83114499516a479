/* SPDX-License-Identifier: Apache-2.0
 *
 * graph_svg.c - a sheet as SVG
 *
 * Everything is drawn where it is and as large as it is; nothing refers to anything, so several
 * drawings may stand on one page.  Words go through the writer of html.h and nowhere else.
 */
#include <math.h>

#include "ui/report/graph_inside.h"
#include "ui/report/html.h"

enum { RADIUS = 3, ROUND = 18, INSET = 3, BAR = 5, CUT = 8 }; /* boxes */
enum { BEND = 6, HEAD_LONG = 8, HEAD_HALF = 4 };              /* lines */

static const char *number(struct html *h, double v)
{
	struct buf b = buf_in(h->b->a);
	buf_double(&b, round(v * 10) / 10);
	return b.p;
}

static void num(struct buf *b, double v)
{
	if (b->n > 0 && b->p[b->n - 1] >= '0' && b->p[b->n - 1] <= '9')
		buf_char(b, ' ');
	buf_double(b, round(v * 10) / 10);
}

static void op(struct buf *b, char command, double x, double y)
{
	buf_char(b, command);
	num(b, x);
	num(b, y);
}

static void path(struct html *h, const char *class, const struct buf *d)
{
	if (d->n > 0)
		html_void(h, "path", "class", class, "d", d->p, NULL);
}

static void words(struct html *h, const char *class, double x, double y, const char *z)
{
	html_leaf(h, "text", z, "class", class, "x", number(h, x), "y", number(h, y), NULL);
}

/* --- boxes --- */

struct rect {
	double x, y, width, height, radius;
};

static void rect(struct html *h, const char *class, struct rect r)
{
	const char *radius = r.radius > 0 ? number(h, r.radius) : NULL;
	html_void(h, "rect", "class", class, "x", number(h, r.x), "y", number(h, r.y), "width",
	          number(h, r.width), "height", number(h, r.height), "rx", radius, NULL);
}

static void frame(struct html *h, const char *class, const struct sheet_box *b, double inset, double radius)
{
	struct rect r = { b->x + inset, b->y + inset, b->width - 2 * inset, b->height - 2 * inset, radius };
	rect(h, class, r);
}

static void cut_frame(struct html *h, const char *class, const struct sheet_box *b)
{
	struct buf d = buf_in(h->b->a);
	double x = b->x, y = b->y, r = x + b->width, s = y + b->height;
	op(&d, 'M', x + CUT, y);
	op(&d, 'L', r - CUT, y);
	op(&d, 'L', r, y + CUT);
	op(&d, 'L', r, s - CUT);
	op(&d, 'L', r - CUT, s);
	op(&d, 'L', x + CUT, s);
	op(&d, 'L', x, s - CUT);
	op(&d, 'L', x, y + CUT);
	buf_char(&d, 'z');
	path(h, class, &d);
}

static void inner_line(struct html *h, const struct sheet_box *b, double x0, double y0, double x1, double y1)
{
	struct buf d = buf_in(h->b->a);
	op(&d, 'M', b->x + x0, b->y + y0);
	op(&d, 'L', b->x + x1, b->y + y1);
	path(h, "o-inner", &d);
}

/* Three sheets within the box. */
static void stack(struct html *h, const struct sheet_box *b)
{
	for (int i = 2; i >= 0; i--) {
		double off = STACK / 2.0 * i;
		rect(h, "o-box",
		     (struct rect){ b->x + off, b->y + STACK - off, b->width - STACK, b->height - STACK, RADIUS });
	}
}

/* Kinds differ in outline: round persons, a bar over listed companies, bars beside funds, a double
 * frame around foundations, cut corners for arrangements, a thick frame for states. */
static void outline(struct html *h, const struct sheet_box *b)
{
	const char *class = b->subject ? "o-subject" : "o-box";
	if (b->stack) {
		stack(h, b);
		return;
	}
	switch (b->kind) {
	case GRAPH_KINDS:
	case GRAPH_COMPANY: frame(h, class, b, 0, RADIUS); return;
	case GRAPH_UNKNOWN: frame(h, b->subject ? class : "o-box o-unknown", b, 0, RADIUS); return;
	case GRAPH_STATE: frame(h, b->subject ? class : "o-state", b, 0, 0); return;
	case GRAPH_PERSON: frame(h, class, b, 0, fmin(ROUND, b->height / 2)); return;
	case GRAPH_ARRANGEMENT: cut_frame(h, class, b); return;
	case GRAPH_LISTED:
		frame(h, class, b, 0, 0);
		inner_line(h, b, 0, INSET + 1, b->width, INSET + 1);
		return;
	case GRAPH_FOUNDATION:
		frame(h, class, b, 0, 0);
		frame(h, "o-inner", b, INSET, 0);
		return;
	case GRAPH_FUND:
		frame(h, class, b, 0, 0);
		inner_line(h, b, BAR, 0, BAR, b->height);
		inner_line(h, b, b->width - BAR, 0, b->width - BAR, b->height);
		return;
	}
}

static void box(struct html *h, const struct sheet_box *b)
{
	double shift = b->stack ? STACK / 2.0 : 0, x = b->x + b->width / 2 - shift;
	double words_height = NAME_LINE * (double)b->names + TEXT_LINE * (double)b->sides;
	double y = b->y + shift + (b->height - words_height) / 2;
	html_open(h, "g", NULL);
	html_leaf(h, "title", b->title, NULL);
	outline(h, b);
	for (size_t i = 0; i < b->names; i++, y += NAME_LINE)
		words(h, b->subject ? "o-inverse o-strong" : "o-name", x, y + NAME_SIZE, b->name[i]);
	for (size_t i = 0; i < b->sides; i++, y += TEXT_LINE)
		words(h, b->subject ? "o-inverse" : "o-side", x, y + TEXT_SIZE - 1, b->side[i]);
	html_close(h);
	html_text(h, "\n");
}

/* --- lines --- */

static double away(struct layers_point a, struct layers_point b)
{
	return fabs(b.x - a.x) + fabs(b.y - a.y); /* one of the two is 0 */
}

static double towards(double from, double to, double by)
{
	return from + (to > from ? by : to < from ? -by : 0);
}

/* Straight pieces with round corners. */
static void trace(struct buf *d, const struct layers_line *line)
{
	const struct layers_point *p = line->point;
	op(d, 'M', p[0].x, p[0].y);
	for (size_t i = 1; i + 1 < line->points; i++) {
		double before = away(p[i - 1], p[i]) / (i > 1 ? 2 : 1);
		double after = away(p[i], p[i + 1]) / (i + 2 < line->points ? 2 : 1);
		double bend = fmin(BEND, fmin(before, after));
		op(d, 'L', towards(p[i].x, p[i - 1].x, bend), towards(p[i].y, p[i - 1].y, bend));
		op(d, 'Q', p[i].x, p[i].y);
		num(d, towards(p[i].x, p[i + 1].x, bend));
		num(d, towards(p[i].y, p[i + 1].y, bend));
	}
	const struct layers_point *end = &p[line->points - 1], *before = end - 1;
	double stop = line->head ? HEAD_HALF : 0;
	op(d, 'L', end->x, towards(end->y, before->y, stop));
}

static void head(struct buf *d, const struct layers_line *line)
{
	const struct layers_point *end = &line->point[line->points - 1];
	double back = towards(end->y, end[-1].y, HEAD_LONG);
	op(d, 'M', end->x, end->y);
	op(d, 'L', end->x - HEAD_HALF, back);
	op(d, 'L', end->x + HEAD_HALF, back);
	buf_char(d, 'z');
}

static void shared_lines(struct html *h, const struct sheet *s)
{
	for (int faint = 0; faint < 2; faint++) {
		struct buf d = buf_in(h->b->a);
		for (size_t i = 0; i < s->lines; i++)
			if (s->line[i].edge == LAYERS_SHARED && s->line[i].faint == faint)
				trace(&d, &s->line[i]);
		path(h, faint ? "o-line o-faint" : "o-line", &d);
	}
	struct buf heads = buf_in(h->b->a);
	for (size_t i = 0; i < s->lines; i++)
		if (s->line[i].edge == LAYERS_SHARED && s->line[i].head)
			head(&heads, &s->line[i]);
	path(h, "o-head", &heads);
	html_text(h, "\n");
}

static void own_lines(struct html *h, const struct sheet *s, size_t edge, const struct sheet_pill *p)
{
	static const char *const class[2][2] = { { "o-line", "o-line o-faint" },
		                                 { "o-loop", "o-loop o-faint" } };
	for (size_t i = 0; i < s->lines; i++) {
		const struct layers_line *line = &s->line[i];
		struct buf d = buf_in(h->b->a), heads = buf_in(h->b->a);
		if (line->edge != edge)
			continue;
		trace(&d, line);
		path(h, class[p->loop][line->faint], &d);
		if (line->head)
			head(&heads, line);
		path(h, p->loop ? "o-loop-head" : "o-head", &heads);
	}
}

static void pill(struct html *h, const struct sheet *s, size_t edge)
{
	const struct sheet_pill *p = &s->pill[edge];
	double y = p->y - PILL_LINE * (double)p->lines / 2;
	html_open(h, "g", NULL);
	html_leaf(h, "title", p->title, NULL);
	own_lines(h, s, edge, p);
	rect(h, p->loop ? "o-pill o-pill-loop" : "o-pill",
	     (struct rect){ p->x - p->width / 2, p->y - p->height / 2, p->width, p->height, 9 });
	for (size_t i = 0; i < p->lines; i++, y += PILL_LINE)
		words(h, i < p->shares ? "o-name o-words" : "o-side", p->x, y + TEXT_SIZE - 1, p->line[i]);
	html_close(h);
	html_text(h, "\n");
}

/* --- legend --- */

static void key_line(struct html *h, const struct sheet_key *k, const char *line_class, const char *head_class)
{
	double x = k->x + KEY_WIDTH / 2.0;
	struct layers_point p[] = { { x, k->y }, { x, k->y + KEY_HEIGHT } };
	struct layers_line line = { LAYERS_SHARED, p, 2, false, true };
	struct buf d = buf_in(h->b->a), heads = buf_in(h->b->a);
	trace(&d, &line);
	path(h, line_class, &d);
	head(&heads, &line);
	path(h, head_class, &heads);
}

static void key_pill(struct html *h, const struct sheet_key *k, const char *z)
{
	rect(h, "o-pill", (struct rect){ k->x, k->y, KEY_WIDTH, KEY_HEIGHT, KEY_HEIGHT / 2.0 });
	words(h, "o-name o-words", k->x + KEY_WIDTH / 2.0, k->y + TEXT_SIZE, z);
}

static void key(struct html *h, const struct sheet_key *k)
{
	struct sheet_box b = { k->x, k->y, KEY_WIDTH, KEY_HEIGHT, .kind = GRAPH_COMPANY };
	if (k->is_kind) {
		b.kind = k->kind;
		outline(h, &b);
		return;
	}
	switch (k->mark) {
	case MARK_SUBJECT:
		b.subject = true;
		outline(h, &b);
		return;
	case MARK_STACK:
		b.stack = true;
		outline(h, &b);
		return;
	case MARK_SHARE: key_pill(h, k, "%"); return;
	case MARK_OPEN: key_pill(h, k, "?"); return;
	case MARK_DASHED: key_line(h, k, "o-line o-faint", "o-head"); return;
	case MARK_LOOP: key_line(h, k, "o-loop", "o-loop-head"); return;
	case MARKS: return;
	}
}

static void keys(struct html *h, const struct sheet *s)
{
	for (size_t i = 0; i < s->keys; i++)
		key(h, &s->key[i]);
	html_open(h, "g", "text-anchor", "start", NULL);
	for (size_t i = 0; i < s->keys; i++)
		words(h, "o-side", s->key[i].x + KEY_MARK, s->key[i].y + TEXT_SIZE, s->key[i].text);
	for (size_t i = 0; i < s->titles; i++)
		words(h, "o-name o-title", s->title[i].x, s->title[i].y, s->title[i].text);
	for (size_t i = 0; i < s->feet; i++)
		words(h, "o-side", s->foot[i].x, s->foot[i].y, s->foot[i].text);
	html_close(h);
	html_text(h, "\n");
}

void graph_paint(struct html *h, const struct sheet *s)
{
	rect(h, "o-ground", (struct rect){ 0, 0, s->width, s->height, 0 });
	html_open(h, "g", "transform", "translate(.5 .5)", "text-anchor", "middle", NULL); /* sharp lines */
	html_text(h, "\n");
	shared_lines(h, s);
	for (size_t i = 0; i < s->pills; i++)
		pill(h, s, i);
	for (size_t i = 0; i < s->boxes; i++)
		box(h, &s->box[i]);
	keys(h, s);
	html_close(h);
}

static void style(struct html *h, void (*write)(struct buf *css))
{
	struct buf css = buf_in(h->b->a);
	write(&css);
	html_verbatim(h, "style", (struct str){ css.p, css.n });
	html_text(h, "\n");
}

/* `xmlns` for a file of its own. */
static void open_svg(struct html *h, const struct sheet *s, const char *xmlns)
{
	const char *width = number(h, s->width), *height = number(h, s->height);
	html_open(h, "svg", "xmlns", xmlns, "class", "o-graph", "role", "img", "width", width, "height", height,
	          "viewBox", arena_fmt(h->b->a, "0 0 %s %s", width, height), NULL);
	html_text(h, "\n");
	html_leaf(h, "title", s->name, NULL);
	html_text(h, "\n");
	html_leaf(h, "desc", s->description, NULL);
	html_text(h, "\n");
}

void graph_draw_svg(struct buf *out, struct arena scratch, const struct graph_picture *p,
                    const struct graph_options *o)
{
	struct sheet s = graph_sheet(out->a, scratch, p, o);
	struct html h = html_in(out);
	open_svg(&h, &s, "http://www.w3.org/2000/svg");
	style(&h, graph_style_light);
	style(&h, graph_style_other);
	graph_paint(&h, &s);
	html_close(&h);
	html_text(&h, "\n");
}

void graph_draw_html(struct html *h, struct arena scratch, const struct graph_picture *p,
                     const struct graph_options *o)
{
	struct sheet s = graph_sheet(h->b->a, scratch, p, o);
	html_open(h, "div", "class", "o-scroll", "role", "region", "tabindex", "0", "aria-label", s.name,
	          NULL);
	open_svg(h, &s, NULL);
	graph_paint(h, &s);
	html_close(h);
	html_close(h);
	html_text(h, "\n");
}
