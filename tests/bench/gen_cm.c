/* SPDX-License-Identifier: Apache-2.0
 *
 * gen_cm.c - made-up configuration dumps for measuring the importers
 *
 *	gen_cm bulkcm N     3GPP bulk CM: N base stations of 8 cells with relations, about 70 kB each
 *	gen_cm gexport N    class, object, parameter
 *	gen_cm raml N       managedObject and distName
 *	gen_cm nrm N        JSON
 *	gen_cm cyclonedx N  a bill of materials of N components
 *	gen_cm spdx N       the same as SPDX 2.3
 *
 * They have the shape of real ones; nothing in them exists.  The same N gives the same octets.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CELLS = 8, RELATIONS = 6, VALUES = 14 };

static void values(const char *tag, unsigned long seed)
{
	for (unsigned long k = 0; k < VALUES; k++)
		printf("\t\t\t\t\t\t<es:%sParameter%lu>%lu</es:%sParameter%lu>"
		       "\n", tag, k, seed * (k + 3) % 99991, tag, k);
}

static void container(const char *type, unsigned long id, unsigned long seed)
{
	printf("\t\t\t<xn:VsDataContainer id=\"%lu\">\n\t\t\t\t<xn:attributes>\n\t\t\t\t\t<xn:vsDataType>vsData%s"
	       "</xn:vsDataType>\n\t\t\t\t\t<xn:vsDataFormatVersion>ExampleSpecificAttributes.1</xn:"
	       "vsDataFormatVersion>\n"
	       "\t\t\t\t\t<es:vsData%s>\n", id, type, type);
	values(type, seed);
	printf("\t\t\t\t\t</es:vsData%s>\n\t\t\t\t</xn:attributes>\n", type);
}

static void bulkcm_station(unsigned long i)
{
	printf("\t<xn:MeContext id=\"S%lu\">\n\t\t<xn:ManagedElement id=\"1\">\n\t\t\t<xn:attributes>\n"
	       "\t\t\t\t<xn:userLabel>Station %lu</xn:userLabel>\n\t\t\t\t<xn:vendorName>%s</xn:vendorName>\n"
	       "\t\t\t\t<xn:swVersion>%lu.1</xn:swVersion>\n\t\t\t\t<xn:locationName>Place %lu</xn:locationName>\n"
	       "\t\t\t</xn:attributes>\n", i, i, i % 3 ? "Example Radio" : "Sample Systems", 18 + i % 5, i / 2);
	container("ENodeBFunction", 1, i);
	for (unsigned long c = 0; c < CELLS; c++) {
		container("EUtranCellFDD", c, i * CELLS + c);
		for (unsigned long r = 0; r < RELATIONS; r++) {
			container("EUtranCellRelation", r, i + c + r);
			printf("\t\t\t</xn:VsDataContainer>\n");
		}
		printf("\t\t\t</xn:VsDataContainer>\n");
	}
	printf("\t\t\t</xn:VsDataContainer>\n\t\t</xn:ManagedElement>\n\t</xn:MeContext>\n");
}

static void bulkcm(unsigned long n)
{
	printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<bulkCmConfigDataFile xmlns:xn=\"genericNrm.xsd\" "
	       "xmlns:es=\"ExampleSpecificAttributes.xsd\">\n<fileHeader fileFormatVersion=\"32.615 V4.5\"/>\n"
	       "<configData dnPrefix=\"DC=example\">\n<xn:SubNetwork id=\"ROOT\">\n");
	for (unsigned long i = 0; i < n; i++)
		bulkcm_station(i);
	printf("</xn:SubNetwork>\n</configData>\n<fileFooter dateTime=\"2024-05-06T00:00:00Z\"/>\n"
	       "</bulkCmConfigDataFile>\n");
}

static void gexport(unsigned long n)
{
	printf("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<bulkCmConfigDataFile><fileHeader/><configData>\n"
	       "<class name=\"BOX\">\n");
	for (unsigned long i = 0; i < n; i++) {
		printf(" <object technique=\"LTE\" vendor=\"Example Radio\" version=\"V%lu\">\n  <class "
		       "name=\"NE_BOX\"><object>"
		       "<parameter name=\"NENAME\" value=\"Station %lu\"/></object></class>\n", i % 7, i);
		for (unsigned long c = 0; c < CELLS * RELATIONS; c++) {
			printf("  <class name=\"%s_BOX\">\n   <object>\n", c % RELATIONS ? "RELATION" : "CELL");
			for (unsigned long k = 0; k < VALUES; k++)
				printf("    <parameter name=\"PARAMETER%lu\" value=\"%lu\"/>"
				       "\n", k, (i + c) * (k + 3) % 99991);
			printf("   </object>\n  </class>\n");
		}
		printf(" </object>\n");
	}
	printf("</class>\n</configData></bulkCmConfigDataFile>\n");
}

static void raml_object(const char *class, const char *dn, unsigned long seed)
{
	printf("<managedObject class=\"com.example.radio:%s\" version=\"R%lu\" distName=\"%s\" id=\"%lu\">\n", class,
	       seed % 5, dn, seed);
	for (unsigned long k = 0; k < VALUES; k++)
		printf(" <p name=\"parameter%lu\">%lu</p>\n", k, seed * (k + 3) % 99991);
	printf("</managedObject>\n");
}

static void raml(unsigned long n)
{
	char dn[120];
	printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<raml version=\"2.1\"><cmData type=\"actual\">"
	       "\n<header><log "
	       "dateTime=\"2024-05-06T00:00:00\"/></header>\n");
	for (unsigned long i = 0; i < n; i++) {
		snprintf(dn, sizeof dn, "PLMN-PLMN/MRBTS-%lu", i);
		raml_object("MRBTS", dn, i);
		snprintf(dn, sizeof dn, "PLMN-PLMN/MRBTS-%lu/LNBTS-%lu", i, i);
		raml_object("LNBTS", dn, i);
		for (unsigned long c = 0; c < CELLS * RELATIONS; c++) {
			const char *class = c % RELATIONS ? "LNREL" : "LNCEL";
			snprintf(dn, sizeof dn, "PLMN-PLMN/MRBTS-%lu/LNBTS-%lu/%s-%lu", i, i, class, c);
			raml_object(class, dn, i + c);
		}
	}
	printf("</cmData></raml>\n");
}

static void nrm(unsigned long n)
{
	printf("{\"SubNetwork\":[{\"id\":\"ROOT\",\"attributes\":{},\"ManagedElement\":[\n");
	for (unsigned long i = 0; i < n; i++) {
		printf("%s{\"id\":\"S%lu\",\"attributes\":{\"vendorName\":\"Example Radio\",\"swVersion\":"
		       "\"%lu\",\"locationName\":"
		       "\"Place %lu\"},\"GnbDuFunction\":[{\"id\":\"1\",\"attributes\":{\"gNBId\":%lu,"
		       "\"gNBIdLength\":22},"
		       "\"NrCellDu\":[", i ? ",\n" : "", i, i % 5, i / 2, i);
		for (unsigned long c = 0; c < CELLS; c++)
			printf("%s{\"id\":\"%lu\",\"attributes\":{\"nRPCI\":%lu,\"arfcnDL\":%lu}}", c ? ","
			       "" : "", c, i * c % 1008, c);
		printf("]}],\"GnbCuCpFunction\":[{\"id\":\"1\",\"attributes\":{\"gNBId\":%lu,\"gNBIdLength\":22}"
		       "}]}", i);
	}
	printf("\n]}]}\n");
}

static void cyclonedx(unsigned long n)
{
	printf("{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"version\":1,\"metadata\":{\"timestamp\":"
	       "\"2024-05-06T00:00:00Z\",\"component\":{\"type\":\"firmware\",\"bom-ref\":\"main\",\"name\":"
	       "\"box\",\"version\":"
	       "\"1\"}},\"components\":[\n");
	for (unsigned long i = 0; i < n; i++)
		printf("%s{\"type\":\"library\",\"bom-ref\":\"pkg:generic/part%lu@%lu\",\"supplier\":{\"name\":"
		       "\"Example Software\"},"
		       "\"name\":\"part%lu\",\"version\":\"%lu\",\"purl\":\"pkg:generic/part%lu@%lu\","
		       "\"licenses\":[{\"license\":{\"id\":"
		       "\"MIT\"}}],\"hashes\":[{\"alg\":\"SHA-256\",\"content\":\"%064lx\"}]}", i ? ","
		       "\n" : "", i, i % 9, i, i % 9, i,
		       i % 9, i);
	printf("\n]}\n");
}

static void spdx(unsigned long n)
{
	printf("{\"spdxVersion\":\"SPDX-2.3\",\"SPDXID\":\"SPDXRef-DOCUMENT\",\"name\":\"box\",\"documentNamespace\":"
	       "\"https://example.org/box\",\"creationInfo\":{\"created\":\"2024-05-06T00:00:00Z\"},"
	       "\"documentDescribes\":["
	       "\"SPDXRef-0\"],\"packages\":[\n");
	for (unsigned long i = 0; i < n; i++)
		printf("%s{\"SPDXID\":\"SPDXRef-%lu\",\"name\":\"part%lu\",\"versionInfo\":\"%lu\",\"supplier\":"
		       "\"Organization: Example "
		       "Software\",\"licenseConcluded\":\"MIT\",\"checksums\":[{\"algorithm\":\"SHA256\","
		       "\"checksumValue\":\"%064lx\"}],"
		       "\"externalRefs\":[{\"referenceCategory\":\"PACKAGE-MANAGER\",\"referenceType\":\"purl\","
		       "\"referenceLocator\":"
		       "\"pkg:generic/part%lu@%lu\"}]}", i ? ",\n" : "", i, i, i % 9, i, i, i % 9);
	printf("\n]}\n");
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*make)(unsigned long n);
	} kinds[] = { { "bulkcm", bulkcm }, { "gexport", gexport }, { "raml", raml }, { "nrm", nrm },
		      { "cyclonedx", cyclonedx }, { "spdx", spdx } };
	for (size_t i = 0; argc == 3 && i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(argv[1], kinds[i].name) == 0)
			return kinds[i].make(strtoul(argv[2], NULL, 10)), 0;
	fprintf(stderr, "usage: gen_cm bulkcm|gexport|raml|nrm|cyclonedx|spdx N\n");
	return 2;
}
