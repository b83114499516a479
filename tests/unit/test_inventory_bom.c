/* SPDX-License-Identifier: Apache-2.0
 *
 * test_inventory_bom.c - bills of materials: CycloneDX, SPDX 2 and 3
 */
#include "inventory.h"

static const char device[] =
	"{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"serialNumber\":\"urn:uuid:1\""
	",\"version\":1,\n"
	" \"metadata\":{\"timestamp\":\"2024-05-06T07:08:09Z\",\"component\":{\"type\":\"device\""
	",\"bom-ref\":\"dev\",\"manufacturer\":{\"name\":\"Acme Radio\"}"
	",\"supplier\":{\"name\":\"Reseller\"},\"name\":\"Unit 7\",\"version\":\"rev B\",\n"
	"  \"properties\":[{\"name\":\"cdx:device:serialNumber\",\"value\":\"S-1\"}]"
	",\"components\":[{\"type\":\"firmware\",\"name\":\"boot\",\"version\":\"1\"}]}},\n"
	" \"components\":[\n"
	"  {\"components\":[{\"type\":\"library\",\"name\":\"zlib\",\"version\":\"1.3\""
	",\"purl\":\"pkg:generic/zlib@1.3\",\"licenses\":[{\"license\":{\"id\":\"Zlib\"}}"
	",{\"expression\":\"MIT OR BSD-3-Clause\"}],\n"
	"    \"hashes\":[{\"alg\":\"MD5\",\"content\":\"aa\"},{\"alg\":\"SHA-256\""
	",\"content\":\"bb\"}]}],\n"
	"   \"type\":\"operating-system\",\"group\":\"acme\",\"name\":\"os\",\"version\":\"5\""
	",\"publisher\":\"Pub\",\"cpe\":\"cpe:2.3:o:acme:os:5:*:*:*:*:*:*:*\",\"bom-ref\":\"r1\"},\n"
	"  {\"type\":\"device\",\"name\":\"resistor\"},{\"type\":\"device\",\"name\":\"resistor\"}"
	",{\"type\":\"device\",\"name\":\"resistor#2\"},\n"
	"  {\"type\":\"library\",\"bom-ref\":\"r1\",\"version\":\"9\"}],\n"
	" \"dependencies\":[{\"ref\":\"dev\",\"dependsOn\":[\"r1\"]}]}\n";

static const char packages[] =
	"{\"spdxVersion\":\"SPDX-2.3\",\"SPDXID\":\"SPDXRef-DOCUMENT\",\"name\":\"box image\""
	",\"creationInfo\":{\"created\":\"2024-05-06T07:08:09Z\",\"creators\":[\"Tool: x\"]},\n"
	" \"packages\":[\n"
	" {\"SPDXID\":\"SPDXRef-A\",\"name\":\"image\",\"versionInfo\":\"3\""
	",\"supplier\":\"Organization: Acme Radio (mail@acme.example)\""
	",\"licenseConcluded\":\"NOASSERTION\"},\n"
	" {\"SPDXID\":\"SPDXRef-B\",\"name\":\"lib\",\"versionInfo\":\"1\",\"supplier\":\"NOASSERTION\""
	",\"originator\":\"Person: Ann Author\",\"licenseConcluded\":\"NONE\""
	",\"licenseDeclared\":\"MIT\",\"primaryPackagePurpose\":\"LIBRARY\",\n"
	"  \"checksums\":[{\"algorithm\":\"SHA1\",\"checksumValue\":\"aa\"}]"
	",\"externalRefs\":[{\"referenceCategory\":\"SECURITY\",\"referenceType\":\"cpe23Type\""
	",\"referenceLocator\":\"cpe:2.3:a:a:lib:1\"},{\"referenceType\":\"purl\""
	",\"referenceLocator\":\"pkg:deb/lib@1\"}]},\n"
	" {\"SPDXID\":\"SPDXRef-C\",\"name\":\"inner\"},\n"
	" {\"SPDXID\":\"SPDXRef-D\",\"versionInfo\":\"7\"}],\n"
	" \"relationships\":[{\"spdxElementId\":\"SPDXRef-DOCUMENT\",\"relationshipType\":\"DESCRIBES\""
	",\"relatedSpdxElement\":\"SPDXRef-A\"},\n"
	" {\"spdxElementId\":\"SPDXRef-A\",\"relationshipType\":\"CONTAINS\""
	",\"relatedSpdxElement\":\"SPDXRef-B\"},\n"
	" {\"spdxElementId\":\"SPDXRef-C\",\"relationshipType\":\"CONTAINED_BY\""
	",\"relatedSpdxElement\":\"SPDXRef-B\"}]}\n";

static const char graph[] =
	"{\"@context\":\"https://spdx.org/rdf/3.0.1/spdx-context.jsonld\",\"@graph\":[\n"
	" {\"type\":\"CreationInfo\",\"@id\":\"_:c\",\"created\":\"2024-05-06T07:08:09Z\"},\n"
	" {\"type\":\"SpdxDocument\",\"spdxId\":\"urn:doc\",\"name\":\"doc\""
	",\"rootElement\":[\"urn:bom\"]},\n"
	" {\"type\":\"software_Sbom\",\"spdxId\":\"urn:bom\",\"rootElement\":[\"urn:a\"]},\n"
	" {\"type\":\"software_Package\",\"spdxId\":\"urn:a\",\"name\":\"image\""
	",\"software_packageVersion\":\"3\",\"suppliedBy\":\"urn:o\"},\n"
	" {\"type\":\"software_Package\",\"spdxId\":\"urn:b\",\"name\":\"lib\""
	",\"software_packageVersion\":\"1\",\"originatedBy\":[\"urn:o\"]"
	",\"software_primaryPurpose\":\"library\",\n"
	"  \"verifiedUsing\":[{\"type\":\"Hash\",\"algorithm\":\"sha256\",\"hashValue\":\"bb\"}]"
	",\"externalIdentifier\":[{\"type\":\"ExternalIdentifier\""
	",\"externalIdentifierType\":\"packageUrl\",\"identifier\":\"pkg:deb/lib@1\"}]},\n"
	" {\"type\":\"software_Package\",\"spdxId\":\"urn:c\",\"name\":\"inner\"},\n"
	" {\"type\":\"Organization\",\"spdxId\":\"urn:o\",\"name\":\"Acme Radio\"},\n"
	" {\"type\":\"simplelicensing_LicenseExpression\",\"spdxId\":\"urn:l\""
	",\"simplelicensing_licenseExpression\":\"MIT\"},\n"
	" {\"type\":\"Relationship\",\"spdxId\":\"urn:r1\",\"from\":\"urn:b\""
	",\"relationshipType\":\"hasDeclaredLicense\",\"to\":[\"urn:l\"]},\n"
	" {\"type\":\"Relationship\",\"spdxId\":\"urn:r2\",\"from\":\"urn:b\""
	",\"relationshipType\":\"contains\",\"to\":[\"urn:c\"]}]}\n";

static void cyclonedx_gives_components_and_a_device(void **unused)
{
	(void)unused;
	gives(device, "cyclonedx",
	      "element|id=Unit 7@rev B|function=other|vendor=Acme Radio|vendor_basis=stated|product=Unit 7"
	      "|hardware=rev B|serial=S-1|basis=stated|note=function not told, device of a bill of materials"
	      "|date=2024-05-06\n"
	      "component|inside=Unit 7@rev B|id=boot@1|type=firmware|name=boot|release=1|date=2024-05-06\n"
	      "component|inside=Unit 7@rev B|id=acme/os@5|type=operating-system|name=os|release=5|vendor=Pub"
	      "|cpe=cpe:2.3:o:acme:os:5:*:*:*:*:*:*:*|date=2024-05-06\n"
	      "component|inside=Unit 7@rev B|id=pkg:generic/zlib@1.3|parent=acme/os@5|type=library|name=zlib"
	      "|release=1.3|purl=pkg:generic/zlib@1.3|licence=Zlib, MIT OR BSD-3-Clause|hash=SHA-256:bb"
	      "|date=2024-05-06\n"
	      "component|inside=Unit 7@rev B|id=resistor|type=device|name=resistor|date=2024-05-06\n"
	      "component|inside=Unit 7@rev B|id=resistor#2|type=device|name=resistor|date=2024-05-06\n"
	      "component|inside=Unit 7@rev B|id=resistor#2#2|type=device|name=resistor#2|date=2024-05-06\n",
	      "9: the reference \"r1\" is there twice\n9: name is missing\n");
}

static void spdx_lists_give_components(void **unused)
{
	(void)unused;
	gives(packages, "spdx",
	      "component|inside=image@3|id=pkg:deb/lib@1|type=library|name=lib|release=1|vendor=Ann Author"
	      "|purl=pkg:deb/lib@1|cpe=cpe:2.3:a:a:lib:1|licence=MIT|hash=SHA1:aa|date=2024-05-06\n"
	      "component|inside=image@3|id=inner|parent=pkg:deb/lib@1|name=inner|date=2024-05-06\n",
	      "7: name is missing\n");
}

static void spdx_graphs_give_components(void **unused)
{
	(void)unused;
	gives(graph, "spdx",
	      "component|inside=image@3|id=pkg:deb/lib@1|type=library|name=lib|release=1|vendor=Acme Radio"
	      "|purl=pkg:deb/lib@1|licence=MIT|hash=sha256:bb|date=2024-05-06\n"
	      "component|inside=image@3|id=inner|parent=pkg:deb/lib@1|name=inner|date=2024-05-06\n",
	      "");
}

static void without_a_product_parts_are_inside_the_document(void **unused)
{
	(void)unused;
	gives("{\"bomFormat\":\"CycloneDX\",\"components\":[{\"name\":\"a\"}]}", "cyclonedx",
	      "component|inside=x.xml|id=a|name=a\n", "");
	gives("{\"spdxVersion\":\"SPDX-2.3\",\"name\":\"bill\",\"packages\":[{\"name\":\"a\"}]}", "spdx",
	      "component|inside=bill|id=a|name=a\n", "");
}

static void a_part_is_refused(void **unused)
{
	static const char *const whole[][2] = { { device, "cyclonedx" }, { packages, "spdx" }, { graph, "spdx" } };
	(void)unused;
	for (size_t i = 0; i < COUNT(whole); i++)
		for (size_t cut = 1; cut + 2 < strlen(whole[i][0]); cut += 5) {
			struct got *g = read_as((struct str){ whole[i][0], cut }, "x", whole[i][1]);
			assert_false(g->ok);
			assert_int_equal(g->e.code, PT_INVALID);
			assert_string_equal(g->rows.p, "");
		}
}

static void what_is_not_ours_is_refused(void **unused)
{
	static char room[1 << 16];
	struct arena own = { room, room + sizeof room, "test" };
	struct buf b = buf_in(&own);
	(void)unused;
	refuses("{\"bomFormat\":\"Other\"}", "cyclonedx", PT_INVALID, "not CycloneDX");
	refuses("{\"spdxVersion\":\"SPDX-1.2\"}", "spdx", PT_INVALID, "known are 2.2, 2.3 and 3.0");
	refuses("{\"bomFormat\":\"CycloneDX\",\"components\":[1]}", "cyclonedx", PT_INVALID, "expected an object");
	buf_str(&b, "{\"bomFormat\":\"CycloneDX\",\"components\":[");
	for (int i = 0; i < 1000; i++)
		buf_str(&b, "{\"components\":[");
	refuses(b.p, "cyclonedx", PT_LIMIT, "nested");
}

/* A contains B contains A: each is the other's parent, and nothing goes round. */
static void circles_end(void **unused)
{
	(void)unused;
	gives("{\"spdxVersion\":\"SPDX-2.3\",\"name\":\"n\",\"packages\":[{\"SPDXID\":\"A\",\"name\":\"a\"},"
	       "{\"SPDXID\":"
	      "\"B\",\"name\":\"b\"}],\"relationships\":[{\"spdxElementId\":\"A\",\"relationshipType\":\"CONTAINS\","
	      "\"relatedSpdxElement\":\"B\"},{\"spdxElementId\":\"B\",\"relationshipType\":\"CONTAINS\","
	      "\"relatedSpdxElement\":"
	      "\"A\"},{\"spdxElementId\":\"A\",\"relationshipType\":\"CONTAINS\",\"relatedSpdxElement\":\"A\"}]}"
	      "", "spdx",
	      "component|inside=n|id=a|parent=b|name=a\ncomponent|inside=n|id=b|parent=a|name=b\n", "");
}

static void members_may_stand_in_any_order(void **unused)
{
	(void)unused;
	gives("{\"SPDXID\":\"SPDXRef-DOCUMENT\",\"relationships\":[{\"spdxElementId\":\"SPDXRef-A\","
	      "\"relationshipType\":\"CONTAINS\",\"relatedSpdxElement\":\"SPDXRef-B\"},{\"spdxElementId\":"
	      "\"SPDXRef-DOCUMENT\",\"relationshipType\":\"DESCRIBES\",\"relatedSpdxElement\":\"SPDXRef-P\"}],\n"
	      "\"packages\":[{\"SPDXID\":\"SPDXRef-B\",\"name\":\"b\"},{\"SPDXID\":\"SPDXRef-A\",\"name\":\"b\"},\n"
	      "{\"SPDXID\":\"SPDXRef-P\",\"name\":\"product\"}],\"spdxVersion\":\"SPDX-2.2\"}", "spdx",
	      "component|inside=product|id=b|parent=b#2|name=b\ncomponent|inside=product|id=b#2|name=b\n", "");
	gives("{\"components\":[{\"name\":\"a\"}],\"metadata\":{\"component\":{\"name\":\"p\"},"
	      "\"timestamp\":\"2024-05-06T07:08:09Z\"},\"bomFormat\":\"CycloneDX\"}", "cyclonedx",
	      "component|inside=p|id=a|name=a|date=2024-05-06\n", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cyclonedx_gives_components_and_a_device), cmocka_unit_test(spdx_lists_give_components),
		cmocka_unit_test(spdx_graphs_give_components),
		cmocka_unit_test(without_a_product_parts_are_inside_the_document), cmocka_unit_test(a_part_is_refused),
		cmocka_unit_test(what_is_not_ours_is_refused), cmocka_unit_test(circles_end),
		cmocka_unit_test(members_may_stand_in_any_order),
	};
	a = arena_reserve((size_t)256 << 20, "test");
	kept = arena_reserve((size_t)256 << 20, "test");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
