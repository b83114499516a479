/* SPDX-License-Identifier: Apache-2.0
 *
 * network_rows.c - rows of an inventory, in any order, one struct each
 */
#include <math.h>
#include <string.h>

#include "service/load.h"
#include "service/network_inside.h"

enum { STEP = 1 << 14 };
enum { ROOM_TEXT, ROOM_SITES, ROOM_ELEMENTS, ROOM_NEEDS };

/* Columns by table, in the order of the enumerations below. */
static const char *const function_column[] = { "id",        "country",     "part_of", "place",
	                                       "title",     "criticality", "serves",  "cite",
	                                       "certainty", NULL };
static const char *const site_column[] = { "id",        "operator",    "name",    "country",
	                                   "region",    "area",        "cluster", "lat",
	                                   "lon",       "subscribers", "traffic", "load_basis",
	                                   "sensitive", "owner",       "basis",   "note",
	                                   "source",    "date",        NULL };
static const char *const element_column[] = {
	"id",           "operator",    "site",      "function",    "technology", "vendor",
	"vendor_basis", "vendor_note", "product",   "hardware",    "software",   "made_in",
	"cells",        "managed_by",  "installed", "support_end", "book_value", "currency",
	"status",       "basis",       "note",      "source",      "date",       NULL
};
static const char *const need_column[] = { "element", "needs", "kind", "choice", "least", "until", NULL };
static const char *const product_column[] = { "supplier", "name", "class", NULL };

enum { F_ID, F_COUNTRY, F_PART_OF, F_PLACE, F_TITLE, F_CRITICALITY, F_SERVES, F_CITE, F_CERTAINTY };
enum {
	S_ID,
	S_OPERATOR,
	S_NAME,
	S_COUNTRY,
	S_REGION,
	S_AREA,
	S_CLUSTER,
	S_LAT,
	S_LON,
	S_SUBSCRIBERS,
	S_TRAFFIC,
	S_LOAD_BASIS,
	S_SENSITIVE,
	S_OWNER,
	S_BASIS,
	S_NOTE,
	S_SOURCE,
	S_DATE
};
enum {
	E_ID,
	E_OPERATOR,
	E_SITE,
	E_FUNCTION,
	E_TECHNOLOGY,
	E_VENDOR,
	E_VENDOR_BASIS,
	E_VENDOR_NOTE,
	E_PRODUCT,
	E_HARDWARE,
	E_SOFTWARE,
	E_MADE_IN,
	E_CELLS,
	E_MANAGED_BY,
	E_INSTALLED,
	E_SUPPORT_END,
	E_BOOK_VALUE,
	E_CURRENCY,
	E_STATUS,
	E_BASIS,
	E_NOTE,
	E_SOURCE,
	E_DATE
};
enum { D_ELEMENT, D_NEEDS, D_KIND, D_CHOICE, D_LEAST, D_UNTIL };
enum { P_SUPPLIER, P_NAME, P_CLASS };

static const struct {
	enum record_table table;
	const char *const *column;
} tables[] = {
	{ T_FUNCTION, function_column }, { T_SITE, site_column },
	{ T_ELEMENT, element_column },   { T_NEED, need_column },
	{ T_PRODUCT, product_column },
};

void network_rows_begin(struct network_rows *r, struct arena *keep, struct model *m)
{
	static const size_t size[] = { (size_t)4 << 30, (size_t)8 << 30, (size_t)32 << 30,
		                       (size_t)8 << 30 };
	*r = (struct network_rows){ .keep = keep, .model = m };
	for (size_t i = 0; i < COUNT(size); i++) {
		r->a[i] = arena_reserve(size[i], "inventory");
		r->start[i] = r->a[i].beg;
	}
	for (size_t t = 0; t < COUNT(tables); t++)
		for (size_t i = 0; tables[t].column[i]; i++)
			r->column[tables[t].table][i] = (uint8_t)record_column_of(
			        tables[t].table, str_of(tables[t].column[i]));
	r->id = intern_in(keep, 0);
	r->word = intern_in(keep, 0);
	intern_add(&r->word, STR("")); /* number 0 is nothing */
}

void network_rows_end(struct network_rows *r)
{
	for (size_t i = 0; i < COUNT(r->a); i++)
		arena_release(&r->a[i], r->start[i]);
}

struct row {
	struct network_rows *to;
	const struct record *r;
};

static struct str field(const struct row *x, unsigned i)
{
	return x->r->field[x->to->column[x->r->table][i]];
}

static uint32_t word(const struct row *x, unsigned i)
{
	struct str s = field(x, i);
	return s.n ? intern_add(&x->to->word, s) : 0;
}

static const char *text(const struct row *x, unsigned i)
{
	uint32_t at = word(x, i); /* may move the texts */
	return x->to->word.text[at];
}

static double number(const struct row *x, unsigned i)
{
	double v;
	return str_double(field(x, i), &v) ? v : NAN;
}

static int32_t day(const struct row *x, unsigned i)
{
	int32_t d;
	return str_date(field(x, i), &d) ? d : NETWORK_NO_DAY;
}

static bool is(const struct row *x, unsigned i, const char *what)
{
	return str_is(field(x, i), what);
}

static uint8_t choice(const struct row *x, unsigned i, const char *const *words, size_t n)
{
	for (size_t k = 1; k < n; k++)
		if (is(x, i, words[k]))
			return (uint8_t)k;
	return 0;
}

static uint8_t basis(const struct row *x, unsigned i)
{
	static const char *const words[BASES] = { "", "stated", "derived", "imputed", "synthetic" };
	return choice(x, i, words, BASES);
}

static void code(const struct row *x, unsigned i, char *to, size_t n)
{
	struct str s = field(x, i);
	if (s.n <= n)
		memcpy(to, s.p ? s.p : "", s.n);
}

static uint8_t technology(const struct row *x, unsigned i)
{
	static const char *const words[] = { "2G", "3G", "4G", "5G" };
	struct str rest = field(x, i), part;
	unsigned bits = 0;
	while (rest.n && str_cut(&rest, ' ', &part))
		for (unsigned k = 0; k < COUNT(words); k++)
			bits |= str_is(part, words[k]) ? 1u << k : 0;
	return (uint8_t)bits;
}

/* --- tables --- */

static void add_function(const struct row *x)
{
	static const char *const words[CRITICALITIES] = { "", "low", "moderate", "high",
		                                          "critical" };
	struct network_rows *r = x->to;
	double place = number(x, F_PLACE);
	*PUSH(&r->a[ROOM_TEXT], r->function, r->functions, r->function_cap) =
	        (struct network_raw_function){ .f = { .id = text(x, F_ID),
		                                      .title = text(x, F_TITLE),
		                                      .cite = text(x, F_CITE),
		                                      .certainty = text(x, F_CERTAINTY),
		                                      .part_of = MODEL_NONE,
		                                      .group = MODEL_NONE,
		                                      .place = place < 1e15 ? (int64_t)place : 0,
		                                      .criticality = choice(x, F_CRITICALITY, words,
		                                                            CRITICALITIES),
		                                      .serves = is(x, F_SERVES, "yes") },
		                               .country = text(x, F_COUNTRY),
		                               .id = word(x, F_ID),
		                               .part_of = word(x, F_PART_OF) };
}

static void add_site(const struct row *x)
{
	struct network_rows *r = x->to;
	r->site = arena_lengthen(&r->a[ROOM_SITES], r->site, sizeof *r->site, r->sites,
	                         &r->site_cap, STEP);
	struct network_raw_site *s = &r->site[r->sites++];
	*s = (struct network_raw_site){ .node = intern_add(&r->id, field(x, S_ID)),
		                        .source = word(x, S_SOURCE),
		                        .s = { .operator= text(x, S_OPERATOR),
		                               .name = text(x, S_NAME),
		                               .region = text(x, S_REGION),
		                               .area = text(x, S_AREA),
		                               .cluster = text(x, S_CLUSTER),
		                               .owner = text(x, S_OWNER),
		                               .note = text(x, S_NOTE),
		                               .lat = number(x, S_LAT),
		                               .lon = number(x, S_LON),
		                               .subscribers = number(x, S_SUBSCRIBERS),
		                               .traffic = number(x, S_TRAFFIC),
		                               .sensitive = is(x, S_SENSITIVE, "yes"),
		                               .sensitive_known = field(x, S_SENSITIVE).n > 0,
		                               .basis = basis(x, S_BASIS),
		                               .load_basis = basis(x, S_LOAD_BASIS),
		                               .source = MODEL_NONE,
		                               .operator_at = MODEL_NONE,
		                               .region_at = MODEL_NONE,
		                               .area_at = MODEL_NONE,
		                               .day = day(x, S_DATE) } };
	code(x, S_COUNTRY, s->s.country, 2);
}

static void add_element(const struct row *x)
{
	struct network_rows *r = x->to;
	struct str site = field(x, E_SITE);
	r->element = arena_lengthen(&r->a[ROOM_ELEMENTS], r->element, sizeof *r->element,
	                            r->elements, &r->element_cap, STEP);
	struct network_raw_element *v = &r->element[r->elements++];
	*v = (struct network_raw_element){ .node = intern_add(&r->id, field(x, E_ID)),
		                           .source = word(x, E_SOURCE),
		                           .site = site.n ? intern_add(&r->id, site) : MODEL_NONE,
		                           .function = word(x, E_FUNCTION),
		                           .vendor = word(x, E_VENDOR),
		                           .e = { .operator= text(x, E_OPERATOR),
		                                  .vendor = text(x, E_VENDOR),
		                                  .vendor_note = text(x, E_VENDOR_NOTE),
		                                  .product = text(x, E_PRODUCT),
		                                  .hardware = text(x, E_HARDWARE),
		                                  .software = text(x, E_SOFTWARE),
		                                  .managed_by = text(x, E_MANAGED_BY),
		                                  .status = text(x, E_STATUS),
		                                  .note = text(x, E_NOTE),
		                                  .technology = technology(x, E_TECHNOLOGY),
		                                  .basis = basis(x, E_BASIS),
		                                  .vendor_basis = basis(x, E_VENDOR_BASIS),
		                                  .site = MODEL_NONE,
		                                  .function = MODEL_NONE,
		                                  .supplier = MODEL_NONE,
		                                  .source = MODEL_NONE,
		                                  .maker = MODEL_NONE,
		                                  .operator_at = MODEL_NONE,
		                                  .installed = day(x, E_INSTALLED),
		                                  .support_end = day(x, E_SUPPORT_END),
		                                  .day = day(x, E_DATE),
		                                  .cells = number(x, E_CELLS),
		                                  .book_value = number(x, E_BOOK_VALUE) } };
	code(x, E_MADE_IN, v->e.made_in, 2);
	code(x, E_CURRENCY, v->e.currency, 3);
}

static void add_need(const struct row *x)
{
	struct network_rows *r = x->to;
	uint64_t least = 0;
	int32_t until = day(x, D_UNTIL);
	if (until != NETWORK_NO_DAY && until <= r->day)
		return; /* over */
	if (!str_u64(field(x, D_LEAST), &least) || least > UINT32_MAX)
		least = least > UINT32_MAX ? UINT32_MAX : 1;
	r->need = arena_lengthen(&r->a[ROOM_NEEDS], r->need, sizeof *r->need, r->needs,
	                         &r->need_cap, STEP);
	struct network_raw_need *v = &r->need[r->needs++];
	v->node = intern_add(&r->id, field(x, D_ELEMENT)),
	v->needs = intern_add(&r->id, field(x, D_NEEDS));
	v->choice = word(x, D_CHOICE), v->kind = word(x, D_KIND),
	v->least = least ? (uint32_t)least : 1;
}

static void add_product(const struct row *x)
{
	struct network_rows *r = x->to;
	*PUSH(&r->a[ROOM_TEXT], r->product, r->products, r->product_cap) =
	        (struct network_raw_product){ word(x, P_SUPPLIER), word(x, P_NAME),
		                              word(x, P_CLASS) };
}

/* N1 */
static bool is_ahead(const struct network_rows *r, const struct record *row)
{
	const struct record_def *d = record_def(row->table);
	int32_t dated;
	for (unsigned i = 0; i < d->n; i++)
		if ((d->column[i].flags & RECORD_DATED) && str_date(row->field[i], &dated) && dated > r->day)
			return true;
	return false;
}

bool network_take(void *ctx, const struct record *row, struct pt_err *e)
{
	struct network_rows *r = ctx;
	struct row x = { r, row };
	if (r->sites >= NETWORK_MOST || r->elements >= NETWORK_MOST || r->needs >= NETWORK_MOST)
		return pt_fail(e, PT_LIMIT, "more than %d sites, elements or needs", NETWORK_MOST);
	if (is_ahead(r, row)) {
		r->ahead++;
		return true;
	}
	switch (row->table) {
	case T_FUNCTION:
		add_function(&x);
		break;
	case T_SITE:
		add_site(&x);
		break;
	case T_ELEMENT:
		add_element(&x);
		break;
	case T_NEED:
		add_need(&x);
		break;
	case T_PRODUCT:
		add_product(&x);
		break;
	case T_SOURCE:
		*PUSH(r->keep, r->model->source, r->model->sources, r->source_cap) =
		        load_source(r->keep, row);
		break;
	case T_SUPPLIER:
		*PUSH(r->keep, r->model->supplier, r->model->suppliers, r->supplier_cap) =
		        load_supplier(r->keep, row);
		break;
	case T_CONSIDERATION:
	case T_CRITERION:
	case T_CRITERION_INDICATOR:
	case T_CLAIM:
	case T_INDICATOR:
	case T_FLAG:
	case T_PROFILE:
	case T_VULNERABILITY:
	case T_ENTITY:
	case T_STAKE:
	case T_COMPONENT:
	case T_PACK:
	case RECORD_TABLES:
		break;
	}
	return true;
}
