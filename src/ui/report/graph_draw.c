/* SPDX-License-Identifier: Apache-2.0
 *
 * graph_draw.c - the sheet: words into lines, lines into sizes, sizes into places
 *
 * All boxes are equally wide, as wide as most names need; boxes of a row are equally high.
 */
#include <math.h>

#include "ui/report/graph_inside.h"
#include "ui/report/text_width.h"

enum {
	BOX_LEAST = 128,
	BOX_WISH = 176, /* kind and country on one line are worth this, names more */
	BOX_MOST = 208,
	BOX_STEP = 8,
	BOX_SIDE = 10,  /* between words and outline */
	BOX_TOP = 7,
	PILL_ROOM = 92, /* words in a pill are broken at this width */
	PILL_SIDE = 6,
	PILL_TOP = 2,
	LEAST = 440,    /* a sheet is at least this wide inside, for legend and title */
	TITLE_SIZE = 16,
	TITLE_LINE = 22,
	FOOT_LINE = 17,
	KEY_LINE = 22,
	KEY_GAP = 22,
	BLOCK = 20,     /* between title, drawing, legend, foot */
};

struct sheet_work {
	struct arena *a;
	struct arena *scratch;
	const struct shown *shown;
	struct sheet sheet;
	double box_width;
};

/* --- boxes --- */

/* Kind and country, on two lines if they do not fit on one. */
static size_t write_kind(struct arena *a, const struct graph_node *v, struct text_room room, const char **line,
                         bool *fits)
{
	const char *word = graph_kind_word(v->kind), *country = graph_text(v->country);
	const char *both = *country ? arena_fmt(a, "%s \xc2\xb7 %s", word, country) : word;
	*fits = text_width(str_of(both), room.size) <= room.width;
	size_t n = text_wrap(a, *fits ? both : word, room, line, NULL);
	return *fits ? n : n + text_wrap(a, country, room, line + n, NULL);
}

/* Fills in the words of a box as wide as `width`; false when something had to be broken or cut. */
static bool write_box(struct arena *a, const struct shown *s, uint32_t v, double width, struct sheet_box *box)
{
	const struct shown_node *node = &s->node[v];
	struct text_room names = { width - 2 * BOX_SIDE, NAME_SIZE, NAME_LINES };
	struct text_room one = { width - 2 * BOX_SIDE, TEXT_SIZE, 1 }, two = { one.width, TEXT_SIZE, 2 };
	bool all, whole = true, fits = true;
	box->names = text_wrap(a, graph_name(a, s, v), names, box->name, &all);
	box->sides = 0;
	if (node->is) {
		box->sides += write_kind(a, node->is, one, box->side, &fits);
		box->sides += text_wrap(a, graph_text(node->is->note), two, &box->side[box->sides], &whole);
	}
	const char *states = node->states == 1 ? "%zu state" : "%zu states";
	const char *more = node->is ? graph_text(node->self) : arena_fmt(a, states, node->states);
	if (node->is || node->states > 0)
		box->sides += text_wrap(a, more, two, &box->side[box->sides], NULL);
	return all && whole && (fits || width >= BOX_WISH);
}

static size_t misfits(const struct shown *s, double width, struct arena scratch)
{
	size_t n = 0;
	for (uint32_t v = 0; v < s->nodes; v++) {
		struct arena again = scratch;
		struct sheet_box box;
		n += !write_box(&again, s, v, width, &box);
	}
	return n;
}

/* The narrowest width at which hardly more is cut than at the widest. */
static double box_width(const struct shown *s, struct arena scratch)
{
	size_t bearable = misfits(s, BOX_MOST, scratch) + s->nodes / 20;
	double width = BOX_LEAST;
	while (width < BOX_MOST && misfits(s, width, scratch) > bearable)
		width += BOX_STEP;
	return width;
}

/* At least as wide as the lines that begin at each box will make it: their words side by side, but
 * for half of the outer two. */
static double *widths(const struct sheet_work *w)
{
	const struct shown *s = w->shown;
	double *width = NEW(w->scratch, double, s->nodes), *widest = NEW(w->scratch, double, s->nodes);
	for (uint32_t i = 0; i < s->edges; i++) {
		uint32_t v = s->edge[i].owner;
		width[v] += w->sheet.pill[i].width + LAYERS_BESIDE;
		widest[v] = fmax(widest[v], w->sheet.pill[i].width);
	}
	for (uint32_t v = 0; v < s->nodes; v++)
		width[v] = fmax(w->box_width, width[v] - widest[v] + LAYERS_BESIDE);
	return width;
}

static void make_boxes(struct sheet_work *w, struct layers_node *node)
{
	const struct shown *s = w->shown;
	w->box_width = box_width(s, *w->scratch);
	w->sheet.box = NEW(w->a, struct sheet_box, s->nodes);
	w->sheet.boxes = s->nodes;
	const double *width = widths(w);
	for (uint32_t v = 0; v < s->nodes; v++) {
		struct sheet_box *box = &w->sheet.box[v];
		const struct graph_node *is = s->node[v].is;
		write_box(w->a, s, v, width[v], box);
		box->kind = is ? is->kind : GRAPH_COMPANY;
		box->subject = is && is->subject;
		box->stack = is == NULL;
		box->title = graph_node_title(w->a, s, v);
		double words = NAME_LINE * (double)box->names + TEXT_LINE * (double)box->sides;
		double height = 2 * BOX_TOP + words + (box->stack ? STACK : 0);
		node[v] = (struct layers_node){ 2 * ceil(width[v] / 2), 2 * ceil(height / 2), box->subject,
			                        s->node[v].weight };
	}
}

/* --- pills --- */

static void write_pill(struct arena *a, const struct shown_edge *e, bool up, struct sheet_pill *pill)
{
	struct text_room room = { PILL_ROOM, TEXT_SIZE, PILL_LINES / 2 };
	double width = 0;
	pill->lines = pill->shares = text_wrap(a, graph_edge_text(a, e, up), room, pill->line, NULL);
	if (e->many == 1)
		pill->lines += text_wrap(a, graph_text(e->is->scenario), room, &pill->line[pill->lines], NULL);
	for (size_t i = 0; i < pill->lines; i++)
		width = fmax(width, text_width(str_of(pill->line[i]), TEXT_SIZE));
	pill->width = 2 * ceil(width / 2) + 2 * PILL_SIDE;
	pill->height = PILL_LINE * (double)pill->lines + 2 * PILL_TOP;
}

static void make_pills(struct sheet_work *w, struct layers_edge *edge)
{
	const struct shown *s = w->shown;
	w->sheet.pill = NEW(w->a, struct sheet_pill, s->edges);
	w->sheet.pills = s->edges;
	for (uint32_t i = 0; i < s->edges; i++) {
		const struct shown_edge *e = &s->edge[i];
		struct sheet_pill *pill = &w->sheet.pill[i];
		write_pill(w->a, e, e->loop, pill); /* room for the word, should it go up */
		pill->dashed = e->dashed;
		pill->title = graph_edge_title(w->a, s, e);
		edge[i] = (struct layers_edge){ e->owner,     e->owned,  pill->width,
			                        pill->height, e->dashed, e->most };
	}
}

static void lay_out(struct sheet_work *w)
{
	const struct shown *s = w->shown;
	struct layers_node *node = NEW(w->scratch, struct layers_node, s->nodes);
	struct layers_edge *edge = NEW(w->scratch, struct layers_edge, s->edges);
	make_pills(w, edge);
	make_boxes(w, node);
	struct layers_graph g = { node, s->nodes, edge, s->edges, w->sheet.width - 2 * MARGIN };
	struct layers l = layers_of(w->a, *w->scratch, &g);
	for (uint32_t v = 0; v < s->nodes; v++) {
		struct sheet_box *box = &w->sheet.box[v];
		box->x = l.box[v].x, box->y = l.box[v].y;
		box->width = l.box[v].width, box->height = l.box[v].height;
		if (box->width > w->box_width)
			write_box(w->a, s, v, box->width, box);
	}
	for (uint32_t i = 0; i < s->edges; i++) {
		struct sheet_pill *pill = &w->sheet.pill[i];
		pill->x = l.pill[i].x, pill->y = l.pill[i].y;
		pill->loop = l.up[i] && s->edge[i].loop;
		if (s->edge[i].loop && !l.up[i]) { /* without the word, in the middle of its room */
			write_pill(w->a, &s->edge[i], false, pill);
		}
	}
	w->sheet.line = l.line;
	w->sheet.lines = l.lines;
	w->sheet.width = l.width;
	w->sheet.height = l.height;
}

/* --- title, legend, foot --- */

static struct sheet_text *write_lines(struct sheet_work *w, const char *z, double size, double line, size_t *n)
{
	struct text_room room = { w->sheet.width - 2 * MARGIN, size, TEXT_LINES };
	const char *text[TEXT_LINES];
	*n = text_wrap(w->a, z, room, text, NULL);
	struct sheet_text *out = NEW(w->a, struct sheet_text, *n);
	for (size_t i = 0; i < *n; i++)
		out[i] = (struct sheet_text){ MARGIN, w->sheet.height + line * (double)i + size, text[i] };
	w->sheet.height += line * (double)*n;
	return out;
}

static void add_key(struct sheet_work *w, struct sheet_key key, double *x)
{
	double width = KEY_MARK + text_width(str_of(key.text), TEXT_SIZE);
	if (*x > MARGIN && *x + width > w->sheet.width - MARGIN) {
		*x = MARGIN;
		w->sheet.height += KEY_LINE;
	}
	key.x = *x;
	key.y = w->sheet.height;
	w->sheet.key[w->sheet.keys++] = key;
	*x += ceil(width) + KEY_GAP;
}

static void legend(struct sheet_work *w)
{
	static const char *const words[MARKS] = {
		[MARK_SUBJECT] = "Subject",
		[MARK_STACK] = "Several, folded into one",
		[MARK_SHARE] = "Share held; joined lines lead to the same company",
		[MARK_DASHED] = "Uncertain or contested",
		[MARK_LOOP] = "Loop: a stake that leads back up",
		[MARK_OPEN] = "Share not known",
	};
	bool kind[GRAPH_KINDS] = { false }, mark[MARKS] = { false };
	double x = MARGIN;
	for (size_t v = 0; v < w->sheet.boxes; v++) {
		const struct sheet_box *box = &w->sheet.box[v];
		kind[box->kind] |= !box->stack;
		mark[MARK_SUBJECT] |= box->subject;
		mark[MARK_STACK] |= box->stack;
		mark[MARK_LOOP] |= w->shown->node[v].self != NULL;
	}
	for (size_t i = 0; i < w->sheet.pills; i++) {
		mark[MARK_SHARE] = true;
		mark[MARK_DASHED] |= w->sheet.pill[i].dashed;
		mark[MARK_LOOP] |= w->sheet.pill[i].loop;
		mark[MARK_OPEN] |= w->shown->edge[i].many == 1 && !*graph_text(w->shown->edge[i].is->text);
	}
	for (size_t i = 1; i <= GRAPH_KINDS; i++) { /* unknown is last */
		enum graph_kind k = (enum graph_kind)(i % GRAPH_KINDS);
		if (kind[k])
			add_key(w, (struct sheet_key){ 0, 0, true, k, MARKS, graph_kind_word(k) }, &x);
	}
	for (size_t k = 0; k < MARKS; k++)
		if (mark[k])
			add_key(w, (struct sheet_key){ .mark = (enum sheet_mark)k, .text = words[k] }, &x);
	if (w->sheet.keys > 0)
		w->sheet.height += KEY_LINE;
}

static void move(struct sheet_work *w, double x, double y)
{
	struct sheet *s = &w->sheet;
	for (size_t i = 0; i < s->boxes; i++)
		s->box[i].x += x, s->box[i].y += y;
	for (size_t i = 0; i < s->pills; i++)
		s->pill[i].x += x, s->pill[i].y += y;
	for (size_t i = 0; i < s->lines; i++)
		for (size_t k = 0; k < s->line[i].points; k++)
			s->line[i].point[k].x += x, s->line[i].point[k].y += y;
}

static void compose(struct sheet_work *w, const struct graph_picture *p)
{
	double width = w->sheet.width, height = w->sheet.height;
	w->sheet.width = 2 * MARGIN + 2 * ceil(fmax(width, LEAST) / 2);
	w->sheet.height = MARGIN;
	w->sheet.title = write_lines(w, graph_text(p->title), TITLE_SIZE, TITLE_LINE, &w->sheet.titles);
	w->sheet.height += w->sheet.titles > 0 ? BLOCK : 0;
	move(w, floor((w->sheet.width - width) / 2), w->sheet.height);
	w->sheet.height += height + BLOCK;
	legend(w);
	w->sheet.foot = write_lines(w, graph_text(p->source), TEXT_SIZE, FOOT_LINE, &w->sheet.feet);
	w->sheet.height += MARGIN;
}

struct sheet graph_sheet(struct arena *a, struct arena scratch, const struct graph_picture *p,
                         const struct graph_options *o)
{
	size_t most = o->most == 0 ? GRAPH_MOST : o->most < GRAPH_LEAST ? GRAPH_LEAST : o->most;
	struct shown shown = graph_fold(a, scratch, p, most > GRAPH_LIMIT ? GRAPH_LIMIT : most);
	struct sheet_work w = { .a = a, .scratch = &scratch, .shown = &shown };
	w.sheet.width = o->width > 0 ? o->width : GRAPH_WIDTH;
	lay_out(&w);
	compose(&w, p);
	w.sheet.name = *graph_text(p->title) ? p->title : "Who owns whom";
	w.sheet.description = graph_description(a, &shown);
	return w.sheet;
}
