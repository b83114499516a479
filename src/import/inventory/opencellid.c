/* SPDX-License-Identifier: Apache-2.0
 *
 * opencellid.c - cells measured by volunteers -> sites, derived (docs/importers/opencellid.md)
 *
 * Such lists know cells, not sites.  Cells of one base station share a part of their id:
 *
 *	LTE   the eNodeB id is the id without its last 8 bits (3GPP TS 36.413, Macro eNB ID)
 *	NR    the gNB id without its last 12 bits; the standard leaves 4 to 14 bits to the cell
 *	      (TS 38.413), so this is a guess
 *	GSM, UMTS  no such rule: all but the last decimal digit, a habit of those who number cells
 *
 * A site stands at the median of its cells' positions, each coordinate by itself: one cell that was
 * measured from far away moves it little.  Kept are at most POSITIONS positions a site, in pairs of 24 octets:
 * all when there are no more, else each cell of the site with the same chance (Vitter's algorithm R; its draws
 * depend on the order of the cells within the site alone, so the same file gives the same sites).
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "import/inventory/mapper.h"

enum cell_column { C_RADIO, C_MCC, C_NET, C_AREA, C_CELL, C_UNIT, C_LON, C_LAT, C_LEAST = C_LAT + 1, C_MOST = 14 };

static const struct {
	const char *radio, *function, *technology, *word, *how;
	unsigned shift; /* bits of the cell; 0 = the last decimal digit */
	unsigned bits;  /* of the whole id */
} radios[] = {
	{ "LTE", "enb", "4G", "enb", "eNodeB id: cell id without its last 8 bits", 8, 28 },
	{ "NR", "gnb", "5G", "gnb", "gNB id: cell id without its last 12 bits, a guess", 12, 36 },
	{ "UMTS", "nodeb", "3G", "nodeb", "all but the last digit of the cell id, a guess", 0, 28 },
	{ "GSM", "bts", "2G", "bts", "all but the last digit of the cell id, a guess", 0, 16 },
};

enum { POSITIONS = 32, PAIR = 2 };

struct measured {
	int32_t lat[PAIR], lon[PAIR]; /* in millionths of a degree, 0.1 m */
	struct measured *next;
};

struct station {
	uint64_t id, row;
	uint32_t mcc, net, area, cells;
	uint8_t radio;
	struct measured *cell;
};

struct cells {
	struct import_job *job;
	struct csv c;
	struct mapping mapping; /* only its words count */
	struct mapper m;
	struct inventory v;
	struct seen seen;
	struct station *station;
	size_t n, cap;
	const struct station *at; /* the one being handed on */
};

static bool opencellid_sniff(struct str head, const char *name)
{
	struct str line, field, rest = head;
	size_t n = 0;
	(void)name;
	if (!str_cut(&rest, '\n', &line))
		return false;
	if (import_names(head, "mcc") && import_names(head, "radio") && import_names(head, "cell"))
		return true;
	bool radio = false, numbers = true;
	double v;
	while (str_cut(&line, ',', &field)) {
		for (size_t i = 0; i < COUNT(radios) && n == C_RADIO; i++)
			radio |= str_is(field, radios[i].radio);
		if (n > C_RADIO && n <= C_LAT)
			numbers = numbers && str_double(field, &v);
		n++;
	}
	return radio && numbers && n == C_MOST;
}

static bool reject(struct cells *x, int column, const char *text)
{
	struct pt_at at = csv_at(&x->c, column);
	import_reject(x->job, &at, text);
	return true;
}

static bool whole(struct cells *x, int column, uint64_t most, uint64_t *out)
{
	return str_u64(csv_get(&x->c, column), out) && *out <= most;
}

static struct station *station_of(struct cells *x, uint64_t id, const uint64_t part[C_LEAST], uint8_t radio)
{
	char key[96];
	int n = snprintf(key, sizeof key, "%u/%llu/%llu/%llu/%llu", radio, (unsigned long long)part[C_MCC],
	                 (unsigned long long)part[C_NET], (unsigned long long)id,
	                 radios[radio].shift == 0 ? (unsigned long long)part[C_AREA] : 0);
	struct str text = { key, (size_t)n };
	uint32_t before = seen_add(&x->seen, seen_hash(&text, 1), x->n + 1);
	if (before > 0 && before <= x->n)
		return &x->station[before - 1];
	struct station *s = PUSH(x->job->a, x->station, x->n, x->cap);
	*s = (struct station){ .id = id, .row = x->c.line, .mcc = (uint32_t)part[C_MCC],
		               .net = (uint32_t)part[C_NET], .area = (uint32_t)part[C_AREA], .radio = radio };
	return s;
}

/* A number that only depends on x and looks like drawn. */
static uint64_t mix(uint64_t x)
{
	x += 0x9e3779b97f4a7c15u;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}

/* One more position of a site: into a free place, or with a chance of POSITIONS in cells into a taken one. */
static void keep(struct cells *x, struct station *s, int32_t lat, int32_t lon)
{
	uint64_t at = s->cells;
	if (s->cells < UINT32_MAX)
		s->cells++;
	if (at >= POSITIONS)
		at = mix(s->cells) % s->cells;
	if (at >= POSITIONS)
		return;
	if (s->cells <= POSITIONS && at % PAIR == 0) {
		struct measured *m = NEW(x->job->a, struct measured, 1);
		m->next = s->cell;
		s->cell = m;
	}
	struct measured *m = s->cell;
	uint64_t last = s->cells < POSITIONS ? s->cells - 1 : POSITIONS - 1;
	for (uint64_t back = last / PAIR - at / PAIR; back > 0; back--)
		m = m->next;
	m->lat[at % PAIR] = lat;
	m->lon[at % PAIR] = lon;
}

/* One cell.  A row that is none is told and left out. */
static bool take_row(struct cells *x)
{
	uint64_t part[C_LEAST] = { 0 };
	double lat, lon;
	uint8_t radio = 0;
	if (x->c.n < C_LEAST)
		return reject(x, 0, "has fewer columns than a list of cells");
	while (radio < COUNT(radios) && !str_is(csv_get(&x->c, C_RADIO), radios[radio].radio))
		radio++;
	if (radio == COUNT(radios)) {
		x->job->skipped++; /* CDMA and what may come */
		return true;
	}
	if (!whole(x, C_MCC, 999, &part[C_MCC]))
		return reject(x, C_MCC, "mcc is not a number up to 999");
	if (!whole(x, C_NET, 999, &part[C_NET]))
		return reject(x, C_NET, "net is not a number up to 999");
	if (!whole(x, C_AREA, 0xffffff, &part[C_AREA]))
		return reject(x, C_AREA, "area is not a number of 24 bits");
	if (!whole(x, C_CELL, (UINT64_C(1) << radios[radio].bits) - 1, &part[C_CELL]))
		return reject(x, C_CELL, "cell is not a number of as many bits as its radio has");
	if (!str_double(csv_get(&x->c, C_LON), &lon) || fabs(lon) > 180)
		return reject(x, C_LON, "lon is no place on Earth");
	if (!str_double(csv_get(&x->c, C_LAT), &lat) || fabs(lat) > 90)
		return reject(x, C_LAT, "lat is no place on Earth");
	unsigned shift = radios[radio].shift;
	struct station *s = station_of(x, shift ? part[C_CELL] >> shift : part[C_CELL] / 10, part, radio);
	keep(x, s, (int32_t)lround(lat * 1e6), (int32_t)lround(lon * 1e6));
	return true;
}

/* --- stations to rows --- */

static int by_size(const void *a, const void *b)
{
	const int32_t *x = a, *y = b;
	return (*x > *y) - (*x < *y);
}

static struct str median(struct arena *a, int32_t *v, size_t n)
{
	struct buf b = buf_in(a);
	qsort(v, n, sizeof *v, by_size);
	double middle = n % 2 ? v[n / 2] : ((double)v[n / 2 - 1] + v[n / 2]) / 2;
	buf_double(&b, round(middle / 10) / 1e5); /* a metre: more than anybody measured */
	return (struct str){ b.p, b.n };
}

static struct pt_at place(const void *ctx, int column)
{
	const struct cells *x = ctx;
	(void)column;
	return (struct pt_at){ .row = x->at->row };
}

static struct str word(const struct cells *x, int column, const char *code, const char *otherwise)
{
	const struct mapper_cell *c = &x->m.cell[column];
	uint32_t at;
	if (c->words == NULL || !map_get(&c->index, str_of(code), &at))
		return str_of(otherwise);
	return str_of(((const struct yaml_pair *)c->words->of.v)[at].value);
}

static bool put_station(struct cells *x, const struct station *s)
{
	struct arena keep = x->v.scratch, *a = &x->v.scratch;
	struct str cell[INVENTORY_COLUMNS] = { 0 };
	struct inventory_at at = { place, x };
	int32_t lat[POSITIONS], lon[POSITIONS];
	size_t n = 0, kept = s->cells < POSITIONS ? s->cells : POSITIONS;
	x->at = s;
	for (const struct measured *m = s->cell; m != NULL; m = m->next)
		for (size_t i = m == s->cell ? (kept - 1) % PAIR + 1 : PAIR; i > 0; i--, n++)
			lat[n] = m->lat[i - 1], lon[n] = m->lon[i - 1];
	const char *mcc = arena_fmt(a, "%03u", s->mcc), *net = arena_fmt(a, "%03u-%02u", s->mcc, s->net);
	bool guess = radios[s->radio].shift == 0;
	cell[I_SITE_ID] = str_of(guess ? arena_fmt(a, "%s-%s-%u-%llu", net, radios[s->radio].word, s->area,
	                                           (unsigned long long)s->id) :
	                                 arena_fmt(a, "%s-%s-%llu", net, radios[s->radio].word,
	                                           (unsigned long long)s->id));
	cell[I_OPERATOR] = word(x, I_OPERATOR, net, net);
	cell[I_COUNTRY] = word(x, I_COUNTRY, mcc, "");
	cell[I_CLUSTER] = str_of(arena_fmt(a, "%s-%u", net, s->area)); /* a natural unit of exchange */
	cell[I_LAT] = median(a, lat, n);
	cell[I_LON] = median(a, lon, n);
	cell[I_FUNCTION] = str_of(radios[s->radio].function);
	cell[I_TECHNOLOGY] = str_of(radios[s->radio].technology);
	cell[I_CELLS] = str_of(arena_fmt(a, "%u", s->cells));
	cell[I_BASIS] = STR("derived");
	cell[I_NOTE] = str_of(radios[s->radio].how);
	bool go_on = inventory_put(&x->v, cell, &at);
	x->v.scratch = keep;
	return go_on;
}

/* The built-in mapping has the countries; one that was given says more. */
static bool find_mapping(struct cells *x, struct pt_err *e)
{
	struct str text = x->job->map.n > 0 ? x->job->map : mapping_preset("opencellid");
	const char *name = x->job->map.n > 0 ? x->job->map_name : "opencellid.yaml";
	return mapping_read(x->job->a, text, name, &x->mapping, e) &&
	       mapper_plain(&x->m, x->job->a, &x->mapping, e);
}

static bool opencellid_run(struct import_job *job, struct pt_err *e)
{
	static const struct register_source unnamed = {
		.id = "cells-import", .title = "List of cells without stated source", .redistributable = "no",
		.reliability = "F", .certainty = "unverified",
	};
	struct pt_err own = { 0 };
	struct cells *x = NEW(job->a, struct cells, 1);
	x->job = job;
	if (e == NULL)
		e = &own; /* csv_row tells its end from its failure by the code */
	if (!find_mapping(x, e) || !csv_open(&x->c, job->a, job->source, job->name, e))
		return false;
	inventory_begin(&x->v, job, mapping_source_of(job->a, &x->mapping, &unnamed));
	x->v.prefix = x->mapping.prefix;
	x->seen = seen_in(job->a);
	bool row = csv_find(&x->c, "radio") < 0 || csv_row(&x->c, e); /* without a header the first is one */
	for (; row && take_row(x); row = csv_row(&x->c, e))
		if (job->out.progress && x->c.row % 16384 == 0)
			job->out.progress(job->out.ctx, x->c.source.total);
	if (e->code != PT_OK)
		return false;
	for (size_t i = 0; i < x->n; i++)
		if (!put_station(x, &x->station[i]))
			return import_stopped(e);
	return inventory_end(&x->v) || import_stopped(e);
}

const struct importer importer_opencellid = {
	.kind = "opencellid",
	.what = "cells measured by volunteers, CSV (sites are derived)",
	.example = "petrin import 230.csv",
	.shape = IMPORT_TABLE,
	.maps = true,
	.sniff = opencellid_sniff,
	.run = opencellid_run,
};
