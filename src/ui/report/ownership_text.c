/* SPDX-License-Identifier: Apache-2.0
 *
 * ownership_text.c - owners and control of one company as text for people
 */
#include "ui/report/ownership_text.h"

#include <math.h>
#include <string.h>

#include "service/ownership_findings.h"

const char *ownership_percent(struct arena *a, double share, int decimals)
{
	double p = 100 * share, least = pow(10, -decimals);
	if (p > 0 && p < least / 2)
		return arena_fmt(a, "<%.*f %%", decimals, least);
	if (p < 100 && p > 100 - least / 2)
		return arena_fmt(a, ">%.*f %%", decimals, 100 - least);
	char *z = arena_fmt(a, "%.*f", decimals, p);
	size_t n = strlen(z);
	while (strchr(z, '.') && (z[n - 1] == '0' || z[n - 1] == '.')) {
		bool point = z[n - 1] == '.';
		z[--n] = '\0';
		if (point)
			break;
	}
	return arena_fmt(a, "%s %%", z);
}

const char *ownership_range(struct arena *a, const double b[2], int decimals)
{
	const char *lo = ownership_percent(a, b[0], decimals), *hi = ownership_percent(a, b[1], decimals);
	if (strcmp(lo, hi) == 0)
		return lo;
	return arena_fmt(a, "%.*s-%s", (int)(strlen(lo) - 2), lo, hi);
}

/* --- parts --- */

struct part {
	const struct ownership_page *p;
	struct buf *b;
	struct arena *a;
	const struct ownership *o;
	const char *bold, *plain;
};

static const char *range(const struct part *p, const double b[2])
{
	return ownership_range(p->a, b, 2);
}

static void wrapped(const struct part *p, size_t indent, const char *text)
{
	table_wrap(p->b, text, indent, p->p->width);
}

static void head(const struct part *p, const struct ownership_target *t)
{
	const struct node *n = &p->o->graph.node[t->answer.target];
	const char *name = ownership_name(p->o, t->answer.target),
		   *id = ownership_id(p->o, t->answer.target);
	char day[11];
	str_date_text(p->o->day, day);
	buf_fmt(p->b, "%s%s%s", p->bold, name, p->plain);
	if (strcmp(name, id) != 0)
		buf_fmt(p->b, " (%s)", id);
	buf_fmt(p->b, "   %s", node_type_name[n->type]);
	if (n->country[0])
		buf_fmt(p->b, " %.2s", n->country);
	buf_fmt(p->b, ", as of %s", day);
	if (t->answer.scenario)
		buf_fmt(p->b, ", scenario: %s", p->o->scenario[t->answer.scenario]);
	buf_str(p->b, "\n\n");
}

static void sum_row(struct table *t, const char *what, const char *equity, const char *votes)
{
	const char **cell = table_row(t);
	cell[0] = what, cell[1] = equity, cell[2] = votes;
}

static const char *up_to(const struct part *p, double v)
{
	return v > 0 ? arena_fmt(p->a, "up to %s", ownership_percent(p->a, v, 2)) : "0 %";
}

static void sums(const struct part *p, const struct ownership_answer *x)
{
	struct table t = table_in(p->a);
	table_column(&t, NULL, "where it ends", false);
	table_column(&t, NULL, "equity", true);
	table_column(&t, NULL, "votes", true);
	for (enum end_kind k = 0; k < END_KINDS; k++)
		if (k != END_OPEN && x->t.kind[EQUITY][k][1] + x->t.kind[VOTES][k][1] > 0)
			sum_row(&t, end_kind_name[k], range(p, x->t.kind[EQUITY][k]),
			        range(p, x->t.kind[VOTES][k]));
	sum_row(&t, "traced to somebody named", range(p, x->t.named[EQUITY]), range(p, x->t.named[VOTES]));
	sum_row(&t, "a state is not ruled out for", up_to(p, x->t.state_open[EQUITY]),
	        up_to(p, x->t.state_open[VOTES]));
	table_text(p->b, &t, p->p->color);
	if (!x->t.exact)
		buf_str(p->b, "(there is too much above to find the exact upper ends of single owners)\n");
}

/* Owners whose part is not plain from the tree: through others, or several ways. */
static void indirect(const struct part *p, const struct ownership_answer *x)
{
	enum { MOST = 40 };
	struct table t = table_in(p->a);
	size_t left = 0;
	table_column(&t, NULL, "owner, with all ways", false);
	table_column(&t, NULL, "equity", true);
	table_column(&t, NULL, "votes", true);
	table_column(&t, NULL, "weakest link", true);
	table_column(&t, NULL, "ends as", false);
	for (size_t i = 0; i < x->owners; i++) {
		const struct ownership_owner *v = &x->owner[i];
		if (t.rows == MOST) {
			left = x->owners - i;
			break;
		}
		const char **cell = table_row(&t);
		cell[0] = ownership_name(p->o, v->node);
		cell[1] = range(p, v->share[EQUITY]), cell[2] = range(p, v->share[VOTES]);
		cell[3] = v->kind == END_NOMINEE ? "" : range(p, v->link);
		cell[4] = v->kind < END_KINDS ? end_kind_name[v->kind] : "";
	}
	if (t.rows == 0)
		return;
	table_text(p->b, &t, p->p->color);
	if (left)
		buf_fmt(p->b, "... and %zu more (--format csv has all)\n", left);
	buf_char(p->b, '\n');
}

static void rule(const struct part *p, const struct ownership_answer *x, enum ownership_rule k)
{
	static const char *const titles[OWNERSHIP_RULES] = {
		[OWNERSHIP_FIFTY] = "half of the equity, with what is owned by half",
		[OWNERSHIP_MAJORITY] = "a majority of votes, with what is controlled",
		[OWNERSHIP_QUARTER] = "a quarter of the votes or of the equity",
		[OWNERSHIP_IN_FACT] = "decides in fact, says a source",
	};
	enum { MOST = 12 };
	const struct ownership_holders *h = &x->by[k];
	const char *line = arena_fmt(p->a, "%s: ", titles[k]);
	for (size_t i = 0; i < h->n && i < MOST; i++) {
		const struct ownership_holder *v = &h->v[i];
		line = arena_fmt(p->a, "%s%s%s%s", line, i ? "; " : "", ownership_name(p->o, v->node),
		                 v->grade == CONTROL_POSSIBLY ? " possibly" : "");
		if (v->decides[1] > 0)
			line = arena_fmt(p->a, "%s (%s)", line, range(p, v->decides));
	}
	if (h->n > MOST)
		line = arena_fmt(p->a, "%s; and %zu more", line, h->n - MOST);
	if (h->n == 0 && k == OWNERSHIP_IN_FACT)
		return;
	wrapped(p, 2, h->n ? line : arena_fmt(p->a, "%snobody known", line));
}

static void voting(const struct part *p, const struct ownership_answer *x)
{
	const char *line = "power of votes, Shapley-Shubik and Banzhaf: ";
	if (x->no_votes) {
		wrapped(p, 2, arena_fmt(p->a, "%snone, %s", line, x->no_votes));
		return;
	}
	for (size_t i = 0; i < x->votes; i++)
		line = arena_fmt(p->a, "%s%s%s %s and %s", line, i ? "; " : "",
		                 x->vote[i].node == GRAPH_NONE ? "all small holders"
		                                               : ownership_name(p->o, x->vote[i].node),
		                 ownership_percent(p->a, x->vote[i].shapley, 1),
		                 ownership_percent(p->a, x->vote[i].banzhaf, 1));
	wrapped(p, 2, line);
}

static void decides(const struct part *p, const struct ownership_answer *x)
{
	buf_fmt(p->b, "\n%sWho can decide%s\n", p->bold, p->plain);
	for (enum ownership_rule k = 0; k < OWNERSHIP_RULES; k++)
		rule(p, x, k);
	if (!x->by[OWNERSHIP_MAJORITY].all)
		buf_str(p->b, "  (too much stands above: only direct owners and ends were looked at)\n");
	voting(p, x);
}

static void measures(const struct part *p, const struct ownership_answer *x)
{
	const struct transparency *t = &x->t;
	const char *line =
		arena_fmt(p->a, "%u holding%s in a row to the farthest owner; jurisdictions: %zu", t->chain,
	                  t->chain == 1 ? "" : "s", t->countries);
	for (size_t i = 0; i < t->countries; i++)
		line = arena_fmt(p->a, "%s%s%.2s", line, i ? " " : " (", t->country[i]);
	if (t->countries)
		line = arena_fmt(p->a, "%s)", line);
	if (t->no_country)
		line = arena_fmt(p->a, "%s, none stated for %zu", line, t->no_country);
	line = arena_fmt(p->a, "%s; loops: %u", line, t->loops);
	line = arena_fmt(
		p->a,
		"%s; stakes: %zu, of which read in the original %zu, in another text %zu, unverified %zu; "
		"votes taken to be like the equity: %zu",
		line, t->stakes, t->certainty[0], t->certainty[1], t->certainty[2], t->votes_assumed);
	buf_fmt(p->b, "\n%sWays%s\n", p->bold, p->plain);
	wrapped(p, 2, line);
}

/* --- contested stakes --- */

static const char *source_text(const struct part *p, const char *id, const char *date)
{
	const struct ownership_source *s = ownership_source(p->o, id);
	const char *line =
		s ? arena_fmt(p->a, "%s%s%s", s->title, s->publisher[0] ? ", " : "", s->publisher) : id;
	if (date[0])
		line = arena_fmt(p->a, "%s, %s", line, date);
	return s && s->url[0] ? arena_fmt(p->a, "%s <%s>", line, s->url) : line;
}

static void both_sides(const struct part *p, const struct stake *s, uint32_t owner, uint32_t owned)
{
	struct ownership_said x = ownership_said(p->a, p->o, s->row);
	wrapped(p, 4,
	        arena_fmt(p->a, "%s in %s: equity %s, votes %s", ownership_name(p->o, owner),
	                  ownership_name(p->o, owned), range(p, s->share[EQUITY]),
	                  range(p, s->share[VOTES])));
	if (x.statement[0])
		wrapped(p, 6, x.statement);
	wrapped(p, 6, arena_fmt(p->a, "source: %s", source_text(p, x.source, x.date)));
	if (x.disputes[0])
		wrapped(p, 6, arena_fmt(p->a, "disputed: %s", x.disputes));
	wrapped(p, 6,
	        x.reply[0] ? arena_fmt(p->a, "reply: %s", x.reply) : "reply: none is known to petrin");
	if (x.reply[0] && x.reply_source[0])
		wrapped(p, 6,
		        arena_fmt(p->a, "reply from: %s", source_text(p, x.reply_source, x.reply_date)));
}

/* Stakes of one reading; of what is not contested (0) those about which something is said. */
static void each_said(const struct part *p, const struct ownership_target *t, uint16_t scenario)
{
	const struct graph *g = &p->o->graph;
	bool any = false;
	for (size_t k = 0; k < t->above.n; k++)
		for (size_t i = graph_first(g, t->above.place[k]); i < graph_end(g, t->above.place[k]);
		     i++) {
			const struct stake *s = &g->stake[i];
			struct arena temp = *p->a;
			struct ownership_said x = ownership_said(&temp, p->o, s->row);
			if (s->scenario != scenario ||
			    (scenario == 0 && !x.statement[0] && !x.disputes[0] && !x.reply[0]))
				continue;
			if (!any && scenario == 0)
				buf_fmt(p->b, "\n%sSaid about stakes%s\n", p->bold, p->plain);
			any = true;
			both_sides(p, s, g->at[s->owner], g->at[s->owned]);
		}
}

static void contested(const struct part *p, const struct ownership_target *t)
{
	struct table s = table_in(p->a);
	if (t->above.scenarios == 0)
		return;
	buf_fmt(p->b, "\n%sContested: readings side by side, never averaged%s\n", p->bold, p->plain);
	static const char *const titles[] = { "reading",       "state, equity", "votes",
		                              "named, equity", "votes",         "controls" };
	for (size_t i = 0; i < COUNT(titles); i++)
		table_column(&s, NULL, titles[i], i > 0 && i < 5);
	for (size_t i = 0; t->beside && i <= t->above.scenarios; i++) {
		const struct ownership_answer *x = i ? &t->beside[i - 1] : &t->answer;
		const char **cell = table_row(&s);
		cell[0] =
			i ? arena_fmt(p->a, "%zu %s", i, p->o->scenario[x->scenario]) : "agreed facts only";
		cell[1] = range(p, x->t.kind[EQUITY][END_STATE]),
		cell[2] = range(p, x->t.kind[VOTES][END_STATE]);
		cell[3] = range(p, x->t.named[EQUITY]), cell[4] = range(p, x->t.named[VOTES]);
		cell[5] = x->controllers ? ownership_name(p->o, x->controller[x->controllers - 1])
		                         : "nobody surely";
	}
	if (s.rows)
		table_text(p->b, &s, p->p->color);
	for (size_t i = 0; i < t->above.scenarios; i++) {
		uint16_t k = t->above.scenario[i];
		if (t->answer.scenario && t->answer.scenario != k)
			continue;
		buf_fmt(p->b, "  %zu %s\n", i + 1, p->o->scenario[k]);
		each_said(p, t, k);
	}
}

/* --- what does not count, what is wrong, sources --- */

static void does_not_count(const struct part *p, const struct ownership_target *t)
{
	enum { MOST = 50 };
	size_t n = 0;
	for (size_t k = 0; k < t->above.n; k++) {
		size_t from, to;
		ownership_beside_of(p->o, p->o->graph.at[t->above.place[k]], &from, &to);
		for (; from < to; from++) {
			if (n++ >= MOST)
				continue;
			const struct ownership_beside *b = &p->o->beside[from];
			struct ownership_said x = ownership_said(p->a, p->o, b->stake.row);
			if (n == 1)
				buf_fmt(p->b, "\n%sAlso stated%s\n", p->bold, p->plain);
			wrapped(p, 2,
			        arena_fmt(p->a, "%s in %s: equity %s, votes %s; %s%s%s: %s",
			                  ownership_name(p->o, b->stake.owner),
			                  ownership_name(p->o, b->stake.owned),
			                  range(p, b->stake.share[EQUITY]), range(p, b->stake.share[VOTES]),
			                  x.source, x.date[0] ? ", " : "", x.date,
			                  ownership_why_text(b->why)));
		}
	}
	if (n > MOST)
		buf_fmt(p->b, "  ... and %zu more\n", n - MOST);
}

static void findings(const struct part *p, const struct ownership_target *t)
{
	struct ownership_findings f = ownership_findings(p->a, p->o, &t->above, &t->closed);
	if (f.n)
		buf_fmt(p->b, "\n%sFindings%s\n", p->bold, p->plain);
	for (size_t i = 0; i < f.n && i < 50; i++)
		wrapped(p, 2, ownership_finding_text(p->a, p->o, &f.v[i]));
	if (f.n + f.more > 50)
		buf_fmt(p->b, "  ... and %llu more\n", (unsigned long long)(f.n + f.more - 50));
}

static void sources(const struct part *p, const struct ownership_target *t)
{
	const struct graph *g = &p->o->graph;
	struct map seen = map_in(p->a);
	for (size_t k = 0; k < t->above.n && seen.n < 50; k++)
		for (size_t i = graph_first(g, t->above.place[k]); i < graph_end(g, t->above.place[k]);
		     i++) {
			struct arena temp = *p->a;
			struct ownership_said x = ownership_said(&temp, p->o, g->stake[i].row);
			if (x.source[0] == '\0' || map_get(&seen, str_of(x.source), NULL))
				continue;
			*p->a = temp; /* its text stays */
			map_add(&seen, str_of(x.source), 0);
			if (seen.n == 1)
				buf_fmt(p->b, "\n%sSources%s\n", p->bold, p->plain);
			const char *more = ownership_source(p->o, x.source)
			                           ? source_text(p, x.source, "")
			                           : "nothing more is said about it";
			wrapped(p, 2, arena_fmt(p->a, "%s: %s", x.source, more));
		}
}

static struct part begin(const struct ownership_page *page, struct arena *a)
{
	return (struct part){
		page, page->b, a, page->o, page->color ? "\033[1m" : "", page->color ? "\033[0m" : ""
	};
}

static void tree(const struct part *p, const struct ownership_target *t)
{
	struct ownership_page rest = *p->p;
	rest.scratch = *p->a;
	ownership_tree(&rest, t);
}

void ownership_text(const struct ownership_page *page, const struct ownership_target *t)
{
	struct arena a = page->scratch;
	struct part p = begin(page, &a);
	head(&p, t);
	tree(&p, t);
	buf_char(p.b, '\n');
	indirect(&p, &t->answer);
	sums(&p, &t->answer);
	decides(&p, &t->answer);
	measures(&p, &t->answer);
	each_said(&p, t, 0);
	contested(&p, t);
	does_not_count(&p, t);
	findings(&p, t);
	sources(&p, t);
}

void ownership_reasons(const struct ownership_page *page, const struct ownership_target *t)
{
	struct arena a = page->scratch;
	struct part p = begin(page, &a);
	tree(&p, t);
	each_said(&p, t, 0);
	contested(&p, t);
	sources(&p, t);
}
