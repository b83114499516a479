/* SPDX-License-Identifier: Apache-2.0
 *
 * ladder_text.c - ladders for a terminal
 *
 *	 seconds  petrin-gnb           petrin-amf
 *	   0.000  |------------------->|  NGSetupRequest
 */
#include "ui/report/ladder.h"
#include "ui/report/table.h"

enum { COLUMN = 20, TIME = 10 };

static void spaces(struct buf *b, size_t n, char c)
{
	while (n-- > 0)
		buf_char(b, c);
}

/* Cut to a column, at a whole character. */
static void heading(struct buf *b, const char *z)
{
	size_t n = 0, width = 0;
	for (; z[n] && width < COLUMN - 1; width++)
		for (n++; ((unsigned char)z[n] & 0xc0) == 0x80;)
			n++;
	buf_add(b, z, n);
	spaces(b, COLUMN - width, ' ');
}

static void head(struct buf *b, const struct ladder_view *v)
{
	buf_fmt(b, "%s\n%*s  ", v->title, TIME, "seconds");
	for (size_t i = 0; i < v->peers; i++)
		heading(b, v->name[i]);
	while (b->n > 0 && b->p[b->n - 1] == ' ')
		b->n--;
	buf_char(b, '\n');
}

/* The bars of all columns, and an arrow from one to another. */
static void rungs(struct buf *b, const struct ladder_view *v, const struct ladder_line *l)
{
	size_t low = l->from < l->to ? l->from : l->to, high = l->from < l->to ? l->to : l->from;
	for (size_t i = 0; i + 1 < v->peers; i++) {
		bool inside = i >= low && i < high && high < LADDER_PEERS;
		bool left = inside && i == low && l->to == low, right = inside && i + 1 == high && l->to == high;
		buf_char(b, inside && i > low ? '+' : '|');
		buf_char(b, left ? '<' : inside ? '-' : ' ');
		spaces(b, COLUMN - 3, inside ? '-' : ' ');
		buf_char(b, right ? '>' : inside ? '-' : ' ');
	}
	buf_str(b, l->from == l->to && l->from < LADDER_PEERS ? "|@ " : "|  ");
}

static void line(struct buf *b, const struct ladder_view *v, const struct ladder_line *l, uint64_t start)
{
	uint64_t ms = l->time >= start ? (l->time - start) / 1000000 : 0;
	buf_fmt(b, "%*llu.%03llu  ", TIME - 4, (unsigned long long)(ms / 1000), (unsigned long long)(ms % 1000));
	rungs(b, v, l);
	buf_fmt(b, "%s%s%s%s\n", l->text, l->ciphered ? " (ciphered)" : "", l->damaged ? " (damaged)" : "",
	        l->from == LADDER_PEERS || l->to == LADDER_PEERS ? " (of or to a peer without a column)" : "");
}

void ladder_text(struct buf *b, struct arena scratch, const struct watch *w)
{
	struct ladder_view *v;
	size_t n = ladder_views(&scratch, w, &v);
	uint64_t start = w->events ? w->event[0].time : 0;
	if (n == 0)
		buf_str(b, "No message to be shown.\n");
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_char(b, '\n');
		head(b, &v[i]);
		for (size_t k = 0; k < v[i].lines; k++)
			line(b, &v[i], &v[i].line[k], start);
	}
	size_t before = b->n;
	buf_char(b, '\n');
	ladder_note(b, w);
	if (b->n == before + 1)
		b->n = before;
	else
		buf_char(b, '\n');
}
