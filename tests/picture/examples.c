/* SPDX-License-Identifier: Apache-2.0
 *
 * examples.c - made-up graphs of owners that pictures are drawn of
 */
#include "examples.h"

size_t add(struct make *m, const char *label, enum graph_kind kind, const char *country)
{
	*PUSH(m->a, m->node, m->nodes, m->node_cap) =
	        (struct graph_node){ .id = label, .label = label, .kind = kind, .country = country };
	return m->nodes - 1;
}

struct graph_edge *holds(struct make *m, size_t owner, size_t owned, const char *text, double share)
{
	struct graph_edge *e = PUSH(m->a, m->edge, m->edges, m->edge_cap);
	*e = (struct graph_edge){ .owner = owner, .owned = owned, .text = text, .share = share };
	return e;
}

struct graph_picture picture(const struct make *m)
{
	return (struct graph_picture){ m->node, m->nodes, m->edge, m->edges, m->title, m->source };
}

static size_t subject(struct make *m, const char *label, enum graph_kind kind, const char *country)
{
	size_t v = add(m, label, kind, country);
	m->node[v].subject = true;
	return v;
}

static void alone(struct make *m)
{
	m->title = "No owner of Solitaire Radio Ltd is known";
	m->source = "Source: company register of Northland, as of 2026-03-01.";
	subject(m, "Solitaire Radio Ltd", GRAPH_COMPANY, "Northland");
}

static void cross(struct make *m)
{
	m->title = "Two companies that own parts of each other";
	m->source = "Source: methodology, example \"cross-holding\".";
	size_t p = add(m, "P. Holder", GRAPH_PERSON, "Northland");
	size_t a = subject(m, "Alpha Networks AG", GRAPH_COMPANY, "Northland");
	size_t b = add(m, "Beta Radio AG", GRAPH_COMPANY, "Southland");
	holds(m, p, a, "60 %", 0.6);
	holds(m, a, b, "40 %", 0.4);
	holds(m, b, a, "30 %", 0.3);
}

static void pyramid(struct make *m)
{
	m->title = "A pyramid: 51 % three times is control, but 13 % of the money";
	m->source = "Source: methodology, example \"pyramid\".";
	size_t p = add(m, "Founding family", GRAPH_PERSON, "Northland");
	size_t a = add(m, "First Holding", GRAPH_COMPANY, "Northland");
	size_t b = add(m, "Second Holding", GRAPH_COMPANY, "Islands");
	size_t c = subject(m, "Third Telecom", GRAPH_LISTED, "Northland");
	size_t o = add(m, "Other holders of First", GRAPH_UNKNOWN, "");
	size_t q = add(m, "Pension Fund Seven", GRAPH_FUND, "Southland");
	size_t f = add(m, "Free float", GRAPH_UNKNOWN, "");
	holds(m, p, a, "51 %", 0.51);
	holds(m, o, a, "49 %", 0.49);
	holds(m, a, b, "51 %", 0.51);
	holds(m, q, b, "49 %", 0.49);
	holds(m, b, c, "51 %", 0.51);
	holds(m, f, c, "49 %", 0.49);
}

static void conglomerate(struct make *m)
{
	m->title = "Orion Conglomerate: twelve companies, mutual holdings, one foundation";
	m->source = "Sources: annual reports 2025; register of foundations, as of 2026-01-15.";
	size_t f = add(m, "Orion Heritage Foundation", GRAPH_FOUNDATION, "Northland");
	size_t k = add(m, "K. Orion", GRAPH_PERSON, "Northland");
	size_t s = add(m, "Republic of Northland", GRAPH_STATE, "Northland");
	size_t n = add(m, "National Pension Fund", GRAPH_FUND, "Northland");
	size_t h = add(m, "Orion Holdings Corporation", GRAPH_LISTED, "Northland");
	size_t l = add(m, "Orion Life Insurance Company", GRAPH_LISTED, "Northland");
	size_t c = add(m, "Orion C&T Corporation", GRAPH_LISTED, "Northland");
	size_t e = subject(m, "Orion Electronics and Telecommunications", GRAPH_LISTED, "Northland");
	size_t i = add(m, "Orion Fire & Marine", GRAPH_COMPANY, "Northland");
	size_t d = add(m, "Orion Display", GRAPH_COMPANY, "Southland");
	size_t y = add(m, "Orion Shipyards", GRAPH_COMPANY, "Northland");
	size_t x = add(m, "Undisclosed holders", GRAPH_UNKNOWN, "");
	holds(m, k, h, "17.5 %", 0.175);
	holds(m, k, l, "20.8 %", 0.208);
	holds(m, k, e, "0.7 %", 0.007);
	holds(m, f, h, "4.7 %", 0.047);
	holds(m, f, e, "1.0 %", 0.01);
	holds(m, h, l, "19.3 %", 0.193);
	holds(m, h, e, "5.0 %", 0.05);
	holds(m, l, e, "8.5 %", 0.085);
	holds(m, c, h, "2.4 %", 0.024);
	holds(m, h, c, "12.1 %", 0.121);
	holds(m, i, e, "1.5 %", 0.015);
	holds(m, l, i, "15.0 %", 0.15);
	holds(m, s, n, "100 %", 1);
	holds(m, n, e, "7.3 %", 0.073);
	holds(m, n, h, "6.5 %", 0.065);
	holds(m, d, y, "3.2 %", 0.032);
	holds(m, y, c, "9.9 %", 0.099);
	holds(m, e, d, "84.8 %", 0.848);
	holds(m, x, c, "", 0);
}

static void behind(struct make *m)
{
	m->title = "A state behind two layers";
	m->source = "Sources: [1] ministry of finance, list of holdings, 2026-02; [2] register; [3] press.";
	size_t s = add(m, "Republic of Northland", GRAPH_STATE, "Northland");
	size_t a = add(m, "State Assets Supervision Agency", GRAPH_STATE, "Northland");
	size_t h = add(m, "Northland Industrial Investment Holding", GRAPH_COMPANY, "Northland");
	size_t v = add(m, "Venture Fund II LP", GRAPH_FUND, "Islands");
	size_t t = subject(m, "Meridian Telecom Equipment", GRAPH_LISTED, "Northland");
	size_t p = add(m, "J. Founder", GRAPH_PERSON, "Southland");
	size_t f = add(m, "Free float", GRAPH_UNKNOWN, "");
	holds(m, s, a, "100 %", 1)->note = "source 1, confirmed";
	holds(m, a, h, "100 %", 1)->note = "source 2, confirmed";
	holds(m, h, t, "20.1 % / 46.6 % votes", 0.466)->note = "source 2, confirmed";
	struct graph_edge *e = holds(m, h, v, "25-50 %", 0.5);
	e->dashed = true, e->note = "source 3, possibly true";
	holds(m, v, t, "8.2 %", 0.082);
	holds(m, p, t, "11 %", 0.11);
	holds(m, f, t, "60.7 %", 0.607);
}

static void contested(struct make *m)
{
	m->title = "Who stands behind the employees' trust is contested";
	m->source = "Sources: company statement 2026-01; report of an inquiry 2025-11.  Nothing is averaged.";
	size_t e = add(m, "Employees, by virtual shares", GRAPH_PERSON, "Northland");
	size_t u = add(m, "National Union Federation", GRAPH_ARRANGEMENT, "Northland");
	size_t s = add(m, "Republic of Northland", GRAPH_STATE, "Northland");
	size_t t = add(m, "Employees' Trust Committee", GRAPH_ARRANGEMENT, "Northland");
	size_t f = add(m, "The founder", GRAPH_PERSON, "Northland");
	size_t h = add(m, "Lodestar Investment & Holding", GRAPH_COMPANY, "Northland");
	size_t c = subject(m, "Lodestar Technologies", GRAPH_COMPANY, "Northland");
	struct graph_edge *a = holds(m, e, t, "100 %", 1), *b;
	a->dashed = true, a->scenario = "as the company says", a->note = "company statement 2026-01";
	b = holds(m, u, t, "control", 1);
	b->dashed = true, b->scenario = "as the inquiry says", b->note = "inquiry report 2025-11, p. 12";
	b = holds(m, s, u, "", 0);
	b->dashed = true, b->scenario = "as the inquiry says";
	holds(m, t, h, "99.5 %", 0.995);
	holds(m, f, h, "0.5 % / veto", 0.005);
	holds(m, h, c, "100 %", 1);
}

static void star(struct make *m)
{
	m->title = "Three hundred holders of one company";
	m->source = "Source: share register, as of 2026-03-01.";
	size_t t = subject(m, "Wide Company plc", GRAPH_LISTED, "Northland");
	for (int i = 0; i < 300; i++) {
		double share = 0.2 / (i + 1.5);
		const char *last = i % 7 == 0 ? "Asset Management" : "Fund";
		const char *name = arena_fmt(m->a, "Holder %03d %s", i + 1, last);
		enum graph_kind kind = i % 3 == 1 ? GRAPH_PERSON : i == 9 ? GRAPH_STATE : GRAPH_FUND;
		size_t v = add(m, name, kind, i % 2 ? "Northland" : "Islands");
		holds(m, v, t, arena_fmt(m->a, "%.2f %%", 100 * share), share);
	}
}

static void chain_of(struct make *m, int n)
{
	size_t below = subject(m, "Chain Link 000", GRAPH_COMPANY, "Northland");
	m->title = arena_fmt(m->a, "A chain of %d companies", n);
	m->source = "Made up.";
	for (int i = 1; i < n; i++) {
		const char *name = arena_fmt(m->a, "Chain Link %03d", i);
		enum graph_kind kind = i == n - 1 ? GRAPH_PERSON : GRAPH_COMPANY;
		size_t v = add(m, name, kind, i % 3 ? "Islands" : "Northland");
		holds(m, v, below, i % 5 ? "100 %" : "75-100 %", 1);
		below = v;
	}
}

static void chain(struct make *m)
{
	chain_of(m, 30);
}

static void long_chain(struct make *m)
{
	chain_of(m, 100);
}

static void rings(struct make *m)
{
	m->title = "Two rings that share a company, and one that owns itself";
	m->source = "Made up.";
	size_t a = add(m, "Ring A", GRAPH_COMPANY, "Northland");
	size_t b = add(m, "Ring B", GRAPH_COMPANY, "Northland");
	size_t c = add(m, "Ring C", GRAPH_COMPANY, "Northland");
	size_t d = add(m, "Ring D", GRAPH_COMPANY, "Southland");
	size_t e = add(m, "Ring E", GRAPH_COMPANY, "Southland");
	size_t s = subject(m, "Target", GRAPH_LISTED, "Northland");
	holds(m, a, b, "100 %", 1);
	holds(m, b, c, "100 %", 1);
	holds(m, c, a, "80 %", 0.8);
	holds(m, b, d, "60 %", 0.6);
	holds(m, d, e, "60 %", 0.6);
	holds(m, e, b, "25 %", 0.25);
	holds(m, c, s, "51 %", 0.51);
	holds(m, s, s, "4.9 %", 0.049);
}

static void sixty_one(struct make *m)
{
	m->title = "Sixty-one parties: one more than is drawn";
	m->source = "Made up.";
	size_t v[61];
	v[0] = subject(m, "Subject Networks", GRAPH_LISTED, "Northland");
	for (int i = 1; i < 61; i++) {
		static const char *const form[] = { "Holding", "Capital", "Partners LP", "Invest S.A.",
			                            "Industries" };
		const char *name = arena_fmt(m->a, "Party %02d %s", i, form[i % 5]);
		enum graph_kind end = i == 40 ? GRAPH_STATE : i % 2 ? GRAPH_PERSON : GRAPH_FUND;
		size_t below = v[i < 6 ? 0 : (i - 1) / 4];
		v[i] = add(m, name, i > 34 ? end : GRAPH_COMPANY, i % 4 ? "Northland" : "Islands");
		holds(m, v[i], below, arena_fmt(m->a, "%d %%", 10 + i % 40), 0.1 + i % 40 / 100.0);
		if (i % 9 == 0)
			holds(m, v[i], v[(i - 1) / 8], "5-10 %", 0.1);
	}
}

static void scripts(struct make *m)
{
	m->title = "Names from several scripts, long and short";
	m->source = "Made up.  Ամսաթիվ՝ 2026-03-01.";
	static const char *const name[] = {
		"Հեռահաղորդակցության Ազգային Օպերատոր ՓԲԸ",
		"Հայաստանի Հանրապետության կառավարություն",
		("Общество с ограниченной ответственностью "
		 "«Северная связь»"),
		"Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
		"株式会社ネットワーク技術研究所",
	};
	size_t t = subject(m, name[0], GRAPH_COMPANY, "Հայաստան");
	size_t a = add(m, name[1], GRAPH_STATE, "Հայաստան");
	size_t b = add(m, name[2], GRAPH_COMPANY, "Северная страна");
	size_t c = add(m, "Příliš žluťoučký kůň a.s.", GRAPH_COMPANY, "Česko");
	size_t d = add(m, name[4], GRAPH_LISTED, "東国");
	size_t e = add(m, name[3], GRAPH_COMPANY, "Südland");
	size_t f = add(m, "", GRAPH_UNKNOWN, "");
	size_t g = add(m, "شركة الاتصالات", GRAPH_COMPANY, "الجنوب");
	size_t h = add(m, "Ιδιωτική Εταιρεία Συμμετοχών", GRAPH_FOUNDATION, "Νότος");
	holds(m, a, t, "25.0 % + 1 pay", 0.25);
	holds(m, b, t, "33.3 %", 0.333);
	holds(m, c, b, "50-75 %", 0.75);
	holds(m, d, b, "25-50 %", 0.5);
	holds(m, e, t, "10 %", 0.1);
	holds(m, f, e, "", 0)->dashed = true;
	holds(m, g, e, "49 %", 0.49);
	holds(m, h, t, "5 %", 0.05);
}

static void parts(struct make *m)
{
	m->title = "A file with several groups that have nothing to do with each other";
	m->source = "Made up.";
	for (int g = 0; g < 4; g++) {
		size_t t = add(m, arena_fmt(m->a, "Group %d Company", g), GRAPH_COMPANY, "Northland");
		for (int i = 0; i < 2 + g; i++) {
			size_t owner = add(m, arena_fmt(m->a, "Owner %d of %d", i, g), GRAPH_PERSON, "");
			holds(m, owner, t, "20 %", 0.2);
		}
	}
	for (int i = 0; i < 5; i++)
		add(m, arena_fmt(m->a, "Lonely %d", i), GRAPH_UNKNOWN, "");
}

static void hostile(struct make *m)
{
	m->title = "</title><script>alert(1)</script>";
	m->source = "\" onload=\"alert(1)";
	size_t a = add(m, "<script>alert('x')</script>", GRAPH_COMPANY, "]]>&amp;");
	size_t b = subject(m, "\xff\xfe\x01 not text \xe2\x80\xae reversed", GRAPH_UNKNOWN, "\xed\xa0\x80");
	struct graph_edge *e = holds(m, a, b, "<b>5 %</b>", 0.05);
	e->scenario = "\"'&<>\xef\xbf\xbe";
	e->note = "--><!-- \x1b[31m";
	m->node[a].note = "\n\t\r";
}

const struct example examples[] = {
	{ "alone", alone, true },         { "cross", cross, true },
	{ "pyramid", pyramid, true },     { "behind", behind, true },
	{ "contested", contested, true }, { "rings", rings, true },
	{ "conglomerate", conglomerate, false }, { "star", star, false },
	{ "chain", chain, false },        { "long-chain", long_chain, false },
	{ "sixty-one", sixty_one, false }, { "scripts", scripts, false },
	{ "parts", parts, false },        { "hostile", hostile, false },
};
const size_t example_count = COUNT(examples);
