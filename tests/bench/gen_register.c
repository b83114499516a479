/* SPDX-License-Identifier: Apache-2.0
 *
 * gen_register.c - made-up registers of ownership for measuring the importers
 *
 *	gen_register edges N     owner,owned,share_min,share_max
 *	gen_register stakes N    the same with votes, owner type and certainty
 *	gen_register bods N      BODS 0.4, JSON lines: company, person, relationship in turn
 *	gen_register psc N       PSC snapshot, JSON lines
 *
 * N records go to standard output.  They have the shape and about the size of real ones; nobody in
 * them exists.  The same N gives the same octets.
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

static const char *const forenames[] = { "Ada", "Bo", "Chidi", "Dana", "Emil", "Farah", "Goran", "Hana" };
static const char *const surnames[] = { "Aalto", "Brook", "Castillo", "Dvo\xc5\x99\xc3\xa1k", "Egede",
	                                "Fjord", "Gallo", "Hill", "Ito", "Juhl" };
static const char *const words[] = { "Nordlicht", "Tallgrass", "Kestrel", "Bluewater", "Horizon",
	                             "Packetmill", "Optispan", "Fleetview" };
static const char *const places[] = { "England", "Wales", "United Kingdom", "Germany", "Isle Of Man" };

#define PICK(list, x) (list)[(x) % COUNT(list)]

/* Two and a half owners to each node, no pair twice. */
static void edge(unsigned long i, unsigned long n, int full)
{
	unsigned long nodes = n * 100 / 252 + 2, owned = i % nodes, turn = i / nodes;
	unsigned long owner = (mix(owned) + turn * 7919) % nodes;
	uint64_t x = mix(i * 3);
	unsigned lo = (unsigned)(x % 4000), hi = lo + (x & 64 ? 0 : (unsigned)(x >> 20) % 500);
	owner += owner == owned;
	printf("n%lu,n%lu,%u.%02u,%u.%02u", owner, owned, lo / 100, lo % 100, hi / 100, hi % 100);
	if (full) /* the type has to be the same wherever a node is named */
		printf(",%u.%02u,%u.%02u,%s,%c", lo / 100, lo % 100, hi / 100, hi % 100,
		       mix(owner) % 10 == 0 ? "person" : "company", 'A' + (char)(x % 3));
	putchar('\n');
}

static void hex(uint64_t a, uint64_t b)
{
	printf("%016llx%016llx", (unsigned long long)mix(a), (unsigned long long)mix(b));
}

static void bods_head(const char *type, unsigned long i)
{
	printf("{\"statementId\":\"");
	hex(i, i + 1);
	printf("\",\"declarationSubject\":\"register-%lu\",\"statementDate\":\"20%02lu-%02lu-%02lu\","
	       "\"publicationDetails\""
	       ":{\"publicationDate\":\"2024-05-06\",\"bodsVersion\":\"0.4\",\"license\":"
	       "\"https://creativecommons.org/publicdomain/zero/1.0/\",\"publisher\":{\"name\":\"Example "
	       "Register\","
	       "\"url\":\"https://register.example\"}},\"source\":{\"type\":[\"officialRegister\"],\"description\":"
	       "\"Example register of companies\",\"url\":\"https://register.example/company/%08lu\","
	       "\"retrievedAt\":"
	       "\"2024-05-01\"},\"recordType\":\"%s\",\"recordStatus\":"
	       "\"new\",", i / 3, i % 24, 1 + i % 12, 1 + i % 28,
	       i / 3, type);
}

static void bods(unsigned long i)
{
	unsigned long group = i / 3;
	uint64_t x = mix(i);
	switch (i % 3) {
	case 0:
		bods_head("entity", i);
		printf("\"recordId\":\"register-company-%lu\",\"recordDetails\":{\"isComponent\":false,"
		       "\"entityType\":{"
		       "\"type\":\"registeredEntity\"},\"name\":\"%s %s %lu Limited\",\"jurisdiction\":{\"name\":"
		       "\"United Kingdom\",\"code\":\"GB\"},\"identifiers\":[{\"scheme\":\"GB-COH\",\"schemeName\":"
		       "\"Companies House\",\"id\":\"%08lu\"}],\"foundingDate\":\"2009-08-07\",\"addresses\":[{"
		       "\"type\":"
		       "\"registered\",\"address\":\"%lu High Street, Example Town\",\"postCode\":\"EX%lu 2MP\","
		       "\"country\":{\"name\":\"United Kingdom\",\"code\":\"GB\"}}]}}\n", group, PICK(words, x),
		       PICK(words, x >> 8), group, group, 1 + group % 200, group % 99);
		break;
	case 1:
		bods_head("person", i);
		printf("\"recordId\":\"register-person-%lu\",\"recordDetails\":{\"isComponent\":false,"
		       "\"personType\":"
		       "\"knownPerson\",\"names\":[{\"type\":\"legal\",\"fullName\":\"%s %s\",\"givenName\":\"%s\","
		       "\"familyName\":\"%s\"}],\"nationalities\":[{\"name\":\"United Kingdom\",\"code\":\"GB\"}],"
		       "\"birthDate\":\"19%02lu-%02lu\",\"addresses\":[{\"type\":\"service\",\"address\":\"%lu "
		       "High Street, "
		       "Example Town\",\"postCode\":\"EX4 2MP\",\"country\":{\"name\":\"United Kingdom\","
		       "\"code\":\"GB\"}"
		       "}]}}\n", group, PICK(forenames, x), PICK(surnames, x >> 8), PICK(forenames, x),
		       PICK(surnames, x >> 8), 40 + group % 60, 1 + group % 12, 1 + group % 200);
		break;
	default:
		bods_head("relationship", i);
		printf("\"recordId\":\"register-relationship-%lu\",\"recordDetails\":{\"isComponent\":false,"
		       "\"componentRecords\":[],\"subject\":\"register-company-%lu\",\"interestedParty\":"
		       "\"register-%s-%lu\",\"interests\":[{\"type\":\"shareholding\",\"directOrIndirect\":"
		       "\"unknown\","
		       "\"beneficialOwnershipOrControl\":true,\"details\":\"ownership-of-shares-25-to-50-percent\","
		       "\"share\":{\"exclusiveMinimum\":25,\"maximum\":50},\"startDate\":\"2016-04-06\"},{\"type\":"
		       "\"votingRights\",\"directOrIndirect\":\"unknown\",\"beneficialOwnershipOrControl\":true,"
		       "\"share\":{\"minimum\":75,\"maximum\":100},\"startDate\":"
		       "\"2016-04-06\"}]}}\n", group, group,
		       x % 4 ? "person" : "company", x % 4 ? group : (group + 1 + x % 1000));
		break;
	}
}

static unsigned long company_of(unsigned long i)
{
	return 1 + i / 2;
}

static void psc_data(unsigned long i, const char *kind, const char *path)
{
	printf("{\"company_number\":\"%08lu\",\"data\":{\"address\":{\"address_line_1\":\"High Street\","
	       "\"country\":"
	       "\"United Kingdom\",\"locality\":\"Example Town\",\"postal_code\":\"EX%lu 2MP\",\"premises\":"
	       "\"%lu\","
	       "\"region\":\"Exampleshire\"},\"etag\":\"", company_of(i), i % 99, 1 + i % 200);
	hex(i, i + 2);
	printf("\",\"kind\":\"%s\",\"links\":{\"self\":\"/company/%08lu/%s/", kind, company_of(i), path);
	printf("%016llx", (unsigned long long)mix(i * 7));
	printf("\"},\"notified_on\":\"20%02lu-%02lu-%02lu\"", 16 + i % 9, 1 + i % 12, 1 + i % 28);
	if (i % 5 == 0)
		printf(",\"ceased_on\":\"2025-%02lu-%02lu\"", 1 + i % 12, 1 + i % 28);
}

static void psc_natures(uint64_t x)
{
	static const char *const band[] = { "25-to-50", "50-to-75", "75-to-100" };
	printf(",\"natures_of_control\":[\"ownership-of-shares-%s-percent\",\"voting-rights-%s-percent\"%s]",
	       PICK(band, x), PICK(band, x), x % 5 ? "" : ",\"right-to-appoint-and-remove-directors\"");
}

static void psc(unsigned long i)
{
	uint64_t x = mix(i);
	const char *forename = PICK(forenames, x), *surname = PICK(surnames, x >> 8);
	if (x % 16 == 0) {
		psc_data(i, "persons-with-significant-control-statement", "persons-with-significant-control-stat"
		       "ements");
		printf(",\"statement\":\"no-individual-or-entity-with-signficant-control\"");
	} else if (x % 16 < 3) {
		psc_data(i, "corporate-entity-person-with-significant-control",
		         "persons-with-significant-control/corporate-entity");
		printf(",\"name\":\"%s %s %lu Limited\",\"identification\":{\"country_registered\":\"England "
		       "And Wales\","
		       "\"legal_authority\":\"Companies Act 2006\",\"legal_form\":\"Private Limited Company\","
		       "\"place_registered\":\"Companies House\",\"registration_number\":"
		       "\"%08lu\"}", PICK(words, x),
		       PICK(words, x >> 4), company_of(i + 2) + i % 2 * 5, company_of(i + 2) + i % 2 * 5);
		psc_natures(x >> 5);
	} else {
		psc_data(i, "individual-person-with-significant-control", "persons-with-significant-control/indi"
		       "vidual");
		printf(",\"country_of_residence\":\"%s\",\"date_of_birth\":{\"month\":%lu,\"year\":19%02lu},"
		       "\"name\":"
		       "\"Mr %s %s\",\"name_elements\":{\"forename\":\"%s\",\"surname\":\"%s\",\"title\":\"Mr\"},"
		       "\"nationality\":\"British"
		       "\"", PICK(places, x >> 16), 1 + i % 12, 40 + i % 60, forename, surname,
		       forename, surname);
		psc_natures(x >> 5);
	}
	puts("}}");
}

int main(int argc, char **argv)
{
	uint64_t n;
	const char *what = argc == 3 ? argv[1] : "";
	bool edges = strcmp(what, "edges") == 0, stakes = strcmp(what, "stakes") == 0;
	bool is_bods = strcmp(what, "bods") == 0, is_psc = strcmp(what, "psc") == 0;
	static char buffer[1 << 16];
	if (!(edges || stakes || is_bods || is_psc) || !str_u64(str_of(argv[2]), &n)) {
		fprintf(stderr, "usage: gen_register edges|stakes|bods|psc N >FILE\n");
		return 2;
	}
	setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
	if (edges || stakes)
		printf("owner,owned,share_min,share_max%s\n",
		       stakes ? ",votes_min,votes_max,owner_type,certainty" : "");
	for (unsigned long i = 0; i < n; i++) {
		if (is_bods)
			bods(i);
		else if (is_psc)
			psc(i);
		else
			edge(i, n, stakes);
	}
	return fflush(stdout) != 0 || ferror(stdout);
}
