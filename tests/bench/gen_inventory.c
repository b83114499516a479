/* SPDX-License-Identifier: Apache-2.0
 *
 * gen_inventory.c - made-up inventories for measuring the importers
 *
 *	gen_inventory csv N      our template: a site, its 4G and 5G base station and a router in turn
 *	gen_inventory cells N    OpenCelliD, without a header
 *	gen_inventory tmf639 N   TMF639, JSON lines
 *	gen_inventory netbox N   NetBox devices, one list
 *
 * N rows or objects go to standard output.  The same N gives the same octets.
 */
#include <stdio.h>
#include <string.h>

#include "base/str.h"

static uint64_t mix(uint64_t x)
{
	x += 0x9e3779b97f4a7c15u;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}

static const char *const makers[] = { "Acme Radio", "Best Networks", "Cirrus Wireless", "Delta Optics" };
static const char *const functions[] = { "enb", "gnb", "router" };
static const char *const technologies[] = { "4G", "5G", "" };

#define PICK(list, x) (list)[(x) % COUNT(list)]

static double north(uint64_t site)
{
	return 48.5 + (double)(mix(site) % 250000) / 1e5;
}

static double east(uint64_t site)
{
	return 12.0 + (double)(mix(site + 1) % 650000) / 1e5;
}

static void csv(unsigned long i)
{
	unsigned long site = i / 3, kind = i % 3;
	if (i == 0)
		puts("site_id,operator,site_name,country,region,lat,lon,subscribers,sensitive_area,"
		     "function,technology,"
		     "vendor,product,sw_version,install_date,book_value,currency,depends_on,basis");
	printf("S-%lu,mno-%c,Mast number %lu,CZ,Region %lu,%.5f,%.5f,%lu,%s,%s,%s,%s,Type %lu,"
	       "%lu.%lu,20%02lu-03-01,%lu,"
	       "EUR,", site, (char)('a' + site % 3), site, site % 14, north(site), east(site),
	       (unsigned long)(mix(site) % 3000), site % 50 == 0 ? "yes" : "no", functions[kind],
	       technologies[kind],
	       PICK(makers, mix(i)), i % 40, i % 9, i % 7, 10 + i % 15, (unsigned long)(mix(i) % 90000));
	if (kind == 2)
		printf("1 of S-%lu/router|S-%lu/router,stated\n", site + 1, site + 2);
	else
		printf("S-%lu/router,stated\n", site);
}

static void cells(unsigned long i)
{
	unsigned long site = i / 3;
	printf("LTE,230,%lu,%lu,%lu,0,%.5f,%.5f,1000,12,1,1500000000,1600000000,0\n", 1 + site % 3, site % 500,
	       site % 1000000 * 256 + i % 3, east(site), north(site));
}

static void tmf639(unsigned long i)
{
	unsigned long site = i / 3, kind = i % 3;
	printf("{\"id\":\"r-%lu\",\"href\":\"https://inventory.example/resource/r-%lu\",\"name\":"
	       "\"Box %lu\",\"category\":"
	       "\"%s\",\"@type\":\"PhysicalResource\",\"place\":[{\"id\":\"S-%lu\",\"name\":"
	       "\"Mast %lu\",\"@type\":"
	       "\"GeographicSite\"}],\"relatedParty\":[{\"role\":\"manufacturer\",\"name\":\"%s\"}],"
	       "\"resourceCharacteristic\":[{\"name\":\"latitude\",\"value\":%.5f},{\"name\":"
	       "\"longitude\",\"value\":%.5f}],"
	       "\"resourceVersion\":\"%lu.%lu\",\"startOperatingDate\":\"2020-03-01T00:00:00Z\"", i, i, i,
	       functions[kind], site, site, PICK(makers, mix(i)), north(site), east(site), i % 9, i % 7);
	if (kind != 2)
		printf(",\"resourceRelationship\":[{\"relationshipType\":\"dependsOn\",\"resource\":"
		     "{\"id\":\"r-%lu\"}}]",
		       site * 3 + 2);
	puts("}");
}

static void netbox(unsigned long i, unsigned long n)
{
	printf("%s{\"id\":%lu,\"name\":\"router-%lu\",\"device_type\":{\"id\":1,\"model\":"
	       "\"Type %lu\",\"manufacturer\":{"
	       "\"id\":1,\"name\":\"%s\"}},\"role\":{\"name\":\"Edge router\"},\"platform\":"
	       "{\"name\":\"OS %lu\"},"
	       "\"serial\":\"%08lx\",\"site\":{\"id\":%lu,\"name\":\"Site %lu\"},\"status\":"
	       "{\"value\":\"active\"}}%s\n",
	       i == 0 ? "[" : ",", i + 1, i, i % 40, PICK(makers, mix(i)), i % 7,
	       (unsigned long)(mix(i) & 0xffffffff),
	       i / 4, i / 4, i + 1 == n ? "]" : "");
}

int main(int argc, char **argv)
{
	uint64_t n = 0;
	const char *what = argc == 3 ? argv[1] : "";
	if (argc != 3 || !str_u64(str_of(argv[2]), &n)) {
		fprintf(stderr, "usage: gen_inventory csv|cells|tmf639|netbox N\n");
		return 2;
	}
	for (unsigned long i = 0; i < n; i++) {
		if (strcmp(what, "csv") == 0)
			csv(i);
		else if (strcmp(what, "cells") == 0)
			cells(i);
		else if (strcmp(what, "tmf639") == 0)
			tmf639(i);
		else
			netbox(i, (unsigned long)n);
	}
	return 0;
}
