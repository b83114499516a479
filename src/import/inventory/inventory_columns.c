/* SPDX-License-Identifier: Apache-2.0
 *
 * inventory_columns.c - the columns of our own inventory template, in the order of the template
 */
#include "base/csv.h"
#include "import/inventory/inventory.h"

#define TEXT INVENTORY_TEXT
#define NUMBER INVENTORY_NUMBER
#define DATE INVENTORY_DATE

const struct inventory_column_def inventory_column[INVENTORY_COLUMNS] = {
	[I_SITE_ID] = { "site_id", "id", "site", TEXT, "S-0001", "id of the site, unique in the workspace" },
	[I_OPERATOR] = { "operator", "operator", "operator", TEXT, "mno-a", "whose network it is" },
	[I_SITE_NAME] = { "site_name", "name", NULL, TEXT, "Harbour mast", "name for people" },
	[I_COUNTRY] = { "country", "country", NULL, TEXT, "CZ", "two letters" },
	[I_REGION] = { "region", "region", NULL, TEXT, "North", "region" },
	[I_AREA] = { "area", "area", NULL, TEXT, "Harbour",
	             "smallest area in which networks can stand in for each other" },
	[I_CLUSTER] = { "cluster", "cluster", NULL, TEXT, "N-07", "sites that are exchanged together" },
	[I_LAT] = { "lat", "lat", NULL, NUMBER, "50.1", "degrees north, WGS 84" },
	[I_LON] = { "lon", "lon", NULL, NUMBER, "14.4", "degrees east" },
	[I_SUBSCRIBERS] = { "subscribers", "subscribers", NULL, NUMBER, "1200", "subscribers served by the site" },
	[I_TRAFFIC] = { "traffic", "traffic", NULL, NUMBER, "310", "in one unit per operator" },
	[I_LOAD_BASIS] = { "load_basis", "load_basis", NULL, TEXT, "derived",
	                   "how subscribers and traffic are known; empty: as `basis`" },
	[I_SENSITIVE] = { "sensitive_area", "sensitive", NULL, TEXT, "no", "yes or no" },
	[I_OWNER] = { "owner", "owner", NULL, TEXT, "TowerCo", "who owns mast or building" },
	[I_ELEMENT] = { "element", NULL, "id", TEXT, "S-0001/gnb/5G",
	                "id of the element; empty: site_id/function/technology" },
	[I_FUNCTION] = { "function", NULL, "function", TEXT, "gnb", "what it does: see data/functions" },
	[I_TECHNOLOGY] = { "technology", NULL, "technology", TEXT, "5G", "any of 2G 3G 4G 5G" },
	[I_VENDOR] = { "vendor", NULL, "vendor", TEXT, "Acme Radio", "maker, as your source names it" },
	[I_PRODUCT] = { "product", NULL, "product", TEXT, "AR-500", "product or type" },
	[I_HARDWARE] = { "hw_rev", NULL, "hardware", TEXT, "R2", "hardware revision" },
	[I_SOFTWARE] = { "sw_version", NULL, "software", TEXT, "21.4", "software version" },
	[I_SERIAL] = { "serial", NULL, "serial", TEXT, "7F31", "serial number" },
	[I_MADE_IN] = { "made_in", NULL, "made_in", TEXT, "FI", "country it was made in, two letters" },
	[I_CELLS] = { "cells", NULL, "cells", NUMBER, "3", "number of radio cells" },
	[I_MANAGED_BY] = { "managed_by", NULL, "managed_by", TEXT, "", "who runs it, if not the operator" },
	[I_INSTALLED] = { "install_date", NULL, "installed", DATE, "2021-05-01", "date" },
	[I_SUPPORT_END] = { "support_end", NULL, "support_end", DATE, "2029-12-31", "date" },
	[I_BOOK_VALUE] = { "book_value", NULL, "book_value", NUMBER, "41000", "not yet written off" },
	[I_CURRENCY] = { "currency", NULL, "currency", TEXT, "EUR", "of book_value" },
	[I_STATUS] = { "status", NULL, "status", TEXT, "in service", "as your source has it" },
	[I_DEPENDS_ON] = { "depends_on", NULL, NULL, TEXT, "R-1; 1 of AMF-1|AMF-2",
	                   "what it cannot work without: `a; b|c; 2 of d|e|f`" },
	[I_VENDOR_BASIS] = { "vendor_basis", NULL, "vendor_basis", TEXT, "stated",
	                     "how the maker is known; empty: as `basis`" },
	[I_VENDOR_SOURCE] = { "vendor_source", NULL, "vendor_note", TEXT, "type plate", "from where" },
	[I_BASIS] = { "basis", "basis", "basis", TEXT, "stated",
	              "`stated` `derived` `imputed` `synthetic`; empty: stated" },
	[I_SOURCE] = { "source", "source", "source", TEXT, "", "id of a source of the workspace" },
	[I_DATE] = { "date", "date", "date", DATE, "2026-01-31", "when this was so" },
	[I_NOTE] = { "note", NULL, "note", TEXT, "", "anything else" },
};

int inventory_column_of(struct str name)
{
	for (int k = 0; k < INVENTORY_COLUMNS; k++)
		if (str_is(name, inventory_column[k].name))
			return k;
	return -1;
}

bool inventory_template_row(size_t i, const char *cell[INVENTORY_COLUMNS])
{
	static const char *const core[][2] = { { "AMF-1", "amf" }, { "AMF-2", "amf" }, { "R-1", "router" } };
	if (i >= 2 + COUNT(core))
		return false;
	for (int k = 0; k < INVENTORY_COLUMNS; k++)
		cell[k] = i == 0 ? inventory_column[k].name : i == 1 ? inventory_column[k].example : "";
	if (i >= 2) {
		cell[I_SITE_ID] = "DC-1", cell[I_OPERATOR] = "mno-a";
		cell[I_ELEMENT] = core[i - 2][0], cell[I_FUNCTION] = core[i - 2][1];
	}
	return true;
}

void inventory_template(struct buf *out)
{
	const char *cell[INVENTORY_COLUMNS];
	for (size_t i = 0; inventory_template_row(i, cell); i++)
		for (int k = 0; k < INVENTORY_COLUMNS; k++) {
			csv_put(out, str_of(cell[k]));
			buf_char(out, k + 1 < INVENTORY_COLUMNS ? ',' : '\n');
		}
}
