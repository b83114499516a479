/* SPDX-License-Identifier: Apache-2.0
 *
 * test_inventory_cm.c - configuration dumps: bulkcm, gexport, raml, nrm
 */
#include "inventory.h"

#include <stdlib.h>

#include "base/rng.h"

static const char bulk[] =
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	"<bulkCmConfigDataFile xmlns:xn=\"x\" xmlns:un=\"u\" xmlns:es=\"e\">\n"
	"<fileHeader fileFormatVersion=\"32.615 V4.5\" vendorName=\"Acme\"/>\n"
	"<configData dnPrefix=\"DC=op.example\">\n"
	"<xn:SubNetwork id=\"R\">\n"
	" <xn:MeContext id=\"S1\">\n"
	"  <xn:ManagedElement id=\"1\">\n"
	"   <xn:attributes><xn:userLabel>Hill &amp;"
	" Dale</xn:userLabel><xn:vendorName/><xn:swVersion>20.Q1</xn:swVersion><xn:locationName>Hill"
	"</xn:locationName><xn:managedElementType>SDR</xn:managedElementType></xn:attributes"
	">\n"
	"   <xn:VsDataContainer id=\"1\"><xn:attributes><xn:vsDataType>vsDataManagedElement</xn:vsDa"
	"taType><xn:vsDataFormatVersion>AcmeSpecificAttributes.17.09</xn:vsDataFormatVersion><es:vsD"
	"ataManagedElement><es:latitude>49.5</es:latitude><es:longitude>16.25</es:longitude></es:vsD"
	"ataManagedElement></xn:attributes></xn:VsDataContainer"
	">\n"
	"   <xn:VsDataContainer id=\"7\"><xn:attributes><xn:vsDataType>vsDataGNBDUFunction</xn:vsDat"
	"aType><xn:vsDataFormatVersion>AcmeSpecificAttributes.17.09</xn:vsDataFormatVersion><es:vsDa"
	"taGNBDUFunction><es:gNBId>55</es:gNBId></es:vsDataGNBDUFunction></xn:attributes"
	">\n"
	"     <xn:VsDataContainer id=\"c1\"><xn:attributes><xn:vsDataType>vsDataNRCellDU</xn:vsDataT"
	"ype></xn:attributes></xn:VsDataContainer"
	">\n"
	"     <xn:VsDataContainer id=\"c2\"><xn:attributes><xn:vsDataType>vsDataNRCellDU</xn:vsDataT"
	"ype></xn:attributes></xn:VsDataContainer"
	">\n"
	"   </xn:VsDataContainer>\n"
	"   <xn:GNBCUCPFunction id=\"8\"><xn:attributes><gNBId>55</gNBId></xn:attributes>\n"
	"     <xn:EP_NgC id=\"1\"><xn:attributes><localAddress><ipv4Address>10.0.0.1</ipv4Address><v"
	"lanId>5</vlanId></localAddress><remoteAddress>10.0.0.9</remoteAddress></xn:attributes></xn:EP_NgC"
	">\n"
	"     <xn:EP_XnC id=\"1\"><xn:attributes><localAddress>10.0.0.1</localAddress></xn:attribute"
	"s></xn:EP_XnC"
	">\n"
	"   </xn:GNBCUCPFunction>\n"
	"   <un:ENBFunction id=\"1\"><un:attributes><un:userLabel>E</un:userLabel></un:attributes>\n"
	"     <un:EUtranCellFDD id=\"a\"><un:attributes><x/></un:attributes><xn:VsDataContainer"
	" id=\"a\"><xn:attributes><xn:vsDataType>vsDataEUtranCellFDD</xn:vsDataType></xn:attributes>"
	"</xn:VsDataContainer></un:EUtranCellFDD"
	">\n"
	"     <xn:VsDataContainer id=\"1\"><xn:attributes><xn:vsDataType>vsDataENodeBFunction</xn:vs"
	"DataType></xn:attributes></xn:VsDataContainer"
	">\n"
	"   </un:ENBFunction>\n"
	"  </xn:ManagedElement>\n"
	" </xn:MeContext>\n"
	" <xn:ManagedElement id=\"RNC1\"><xn:attributes><xn:vendorName>Beta</xn:vendorName></xn:attributes"
	">\n"
	"  <un:RncFunction id=\"1\"><un:UtranCell id=\"1\"/><un:UtranCell id=\"2\"/>\n"
	"   <un:IubLink id=\"1\"><un:attributes><un:iubLinkNodeBFunction>DC=op.example,SubNetwork=R"
	",ManagedElement=NB1,NodeBFunction=1</un:iubLinkNodeBFunction></un:attributes></un:IubLink>\n"
	"  </un:RncFunction></xn:ManagedElement>\n"
	" <xn:ManagedElement id=\"NB1\"><un:NodeBFunction id=\"1\"/></xn:ManagedElement>\n"
	" <xn:ManagedElement id=\"AMF\"><xn:attributes><xn:vendorName>Gamma</xn:vendorName></xn:attr"
	"ibutes><AMFFunction id=\"1\"><EP_N2 id=\"1\"><attributes><localAddress>10.0.0.9</localAddre"
	"ss></attributes></EP_N2></AMFFunction></xn:ManagedElement"
	">\n"
	" <xn:ManagedElement id=\"BOX\"><xn:attributes><xn:managedElementType>RNC</xn:managedElement"
	"Type></xn:attributes></xn:ManagedElement"
	">\n"
	" <xn:ManagedElement id=\"ODD\"><xn:attributes><xn:managedElementType>SDR</xn:managedElement"
	"Type></xn:attributes></xn:ManagedElement"
	">\n"
	"</xn:SubNetwork>\n"
	"</configData>\n"
	"<fileFooter dateTime=\"2024-05-06T01:02:03Z\"/>\n"
	"</bulkCmConfigDataFile>\n";

static const char nested[] =
	"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
	"<bulkCmConfigDataFile><fileHeader/><configData>\n"
	"<class name=\"BTSX\"><object technique=\"LTE\" vendor=\"Acme\" version=\"V1\">\n"
	" <class name=\"NE_BTSX\"><object><parameter name=\"NENAME\" value=\"North\"/><parameter"
	" name=\"LOCATION\" value=\"Hill\"/></object></class>\n"
	" <class name=\"CELL_BTSX\"><object><parameter name=\"A\" value=\"1\"/></object><object/></class>\n"
	"</object></class>\n"
	"<class name=\"BSCXGSM\"><object technique=\"TECHNOLOGY\" vendor=\"Acme\" version=\"V2\"><class"
	" name=\"GCELL_BSCXGSM\"><object/></class></object></class>\n"
	"<class name=\"ROUTER\"><object technique=\"\" vendor=\"Acme\" version=\"V2\"></object></class>\n"
	"</configData><fileFooter dateTime=\"2024-01-02T00:00:00\"/></bulkCmConfigDataFile>\n";

static const char flat[] =
	"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n"
	"<raml version=\"2.0\" xmlns=\"raml20.xsd\"><cmData type=\"actual\" scope=\"all\""
	" name=\"x\"><header><log dateTime=\"2024-03-04T05:06:07\" action=\"created\"/></header>\n"
	"<managedObject class=\"com.acme.srbts:MRBTS\" version=\"SB1\" distName=\"PLMN-PLMN/MRBTS-7\""
	" id=\"1\"><p name=\"btsName\">T\xfc""nis</p></managedObject>\n"
	"<managedObject class=\"ACMLTE:LNBTS\" version=\"L2\" distName=\"PLMN-PLMN/MRBTS-7/LNBTS-7\"><p"
	" name=\"name\">seven</p><list name=\"x\"><item><p"
	" name=\"name\">no</p></item></list></managedObject>\n"
	"<managedObject class=\"ACMLTE:LNCEL\" version=\"L2\""
	" distName=\"PLMN-PLMN/MRBTS-7/LNBTS-7/LNCEL-1\"/>\n"
	"<managedObject class=\"ACMLTE:LNCEL\" version=\"L2\""
	" distName=\"PLMN-PLMN/MRBTS-7/LNBTS-7/LNCEL-2\"/>\n"
	"<managedObject class=\"RNC\" version=\"R\" distName=\"PLMN-PLMN/RNC-1\"/>\n"
	"<managedObject class=\"WBTS\" version=\"R\" distName=\"PLMN-PLMN/RNC-1/WBTS-2\"/>\n"
	"<managedObject class=\"WCEL\" version=\"R\" distName=\"PLMN-PLMN/RNC-1/WBTS-2/WCEL-1\"/>\n"
	"<managedObject class=\"WBTS\" version=\"R\" distName=\"PLMN-PLMN/RNC-1/WBTS-3\""
	" operation=\"delete\"/>\n"
	"<managedObject class=\"WBTS\" version=\"R\"/>\n"
	"</cmData></raml>\n";

static const char tree[] =
	"{\"SubNetwork\":[{\"id\":\"Irpa\",\"attributes\":{\"userLabel\":\"x\"},\"ManagedElement\":[\n"
	" {\"id\":\"gnb1\",\"attributes\":{\"vendorName\":\"Acme"
	" Radio\",\"swVersion\":\"1.2\",\"locationName\":\"Hill\",\"managedElementTypeList\":[\"gNB\"]},\n"
	"  \"GnbDuFunction\":[{\"id\":\"1\",\"attributes\":{\"gNBId\":5,\"gNBIdLength\":22}"
	",\"NrCellDu\":[{\"id\":\"1\"},{\"id\":\"2\"}]}],\n"
	"  \"GnbCuCpFunction\":[{\"id\":\"1\",\"attributes\":{\"gNBId\":5,\"gNBIdLength\":22}"
	",\"EP_NgC\":[{\"id\":\"1\",\"attributes\":{\"localAddress\":{\"ipv4Address\":\"10.0.0.1\"}"
	",\"remoteAddress\":\"10.0.0.9\"}}]}]},\n"
	" {\"id\":\"amf1\",\"attributes\":{\"vendorName\":\"Other\",\"swVersion\":\"7\"}"
	",\"AmfFunction\":[{\"id\":\"1\",\"attributes\":{},\"EP_N2\":[{\"id\":\"1\""
	",\"attributes\":{\"localAddress\":{\"ipv4Address\":\"10.0.0.9\"}}}]}]}\n"
	"]}]}\n";

static void bulkcm_gives_elements_cells_and_needs(void **unused)
{
	(void)unused;
	gives(bulk, "bulkcm",
	      "site|id=DC=op.example,location=Hill|name=Hill|lat=49.5|lon=16.25|basis=stated|date=2024-05-06\n"
	      "element|id=DC=op.example,SubNetwork=R,MeContext=S1,ManagedElement=1,GNBDUFunction=7"
	      "|site=DC=op.example,location=Hill|function=gnb-du|technology=5G|vendor=Acme"
	      "|vendor_basis=derived|vendor_note=vsDataFormatVersion \"AcmeSpecificAttributes.17.09\""
	      "|product=SDR|software=20.Q1|cells=2|basis=stated|note=Hill & Dale|date=2024-05-06\n"
	      "element|id=DC=op.example,SubNetwork=R,MeContext=S1,ManagedElement=1,GNBCUCPFunction=8"
	      "|site=DC=op.example,location=Hill|function=gnb-cu-cp|technology=5G|vendor=Acme"
	      "|vendor_basis=derived|vendor_note=vsDataFormatVersion \"AcmeSpecificAttributes.17.09\""
	      "|product=SDR|software=20.Q1|basis=stated|note=Hill & Dale|date=2024-05-06\n"
	      "element|id=DC=op.example,SubNetwork=R,MeContext=S1,ManagedElement=1,ENBFunction=1"
	      "|site=DC=op.example,location=Hill|function=enb|technology=4G|vendor=Acme|vendor_basis=derived"
	      "|vendor_note=vsDataFormatVersion \"AcmeSpecificAttributes.17.09\"|product=SDR|software=20.Q1"
	      "|cells=1|basis=stated|note=E|date=2024-05-06\n"
	      "element|id=DC=op.example,SubNetwork=R,ManagedElement=RNC1,RncFunction=1|function=rnc"
	      "|technology=3G|vendor=Beta|vendor_basis=stated|cells=2|basis=stated|date=2024-05-06\n"
	      "element|id=DC=op.example,SubNetwork=R,ManagedElement=NB1,NodeBFunction=1|function=nodeb"
	      "|technology=3G|basis=stated|date=2024-05-06\n"
	      "element|id=DC=op.example,SubNetwork=R,ManagedElement=AMF,AMFFunction=1|function=amf"
	      "|technology=5G|vendor=Gamma|vendor_basis=stated|basis=stated|date=2024-05-06\n"
	      "element|id=DC=op.example,SubNetwork=R,ManagedElement=BOX|function=rnc|technology=3G|product=RNC"
	      "|basis=stated|date=2024-05-06\n"
	      "element|id=DC=op.example,SubNetwork=R,ManagedElement=ODD|function=other|product=SDR"
	      "|basis=stated|note=function not told, managed element of type \"SDR\"|date=2024-05-06\n"
	      "need|element=DC=op.example,SubNetwork=R,MeContext=S1,ManagedElement=1,GNBCUCPFunction=8"
	      "|needs=DC=op.example,SubNetwork=R,ManagedElement=AMF,AMFFunction=1|kind=n2|choice=n2|least=1"
	      "|basis=derived|note=far end has this address in the same file|date=2024-05-06\n"
	      "need|element=DC=op.example,SubNetwork=R,ManagedElement=NB1,NodeBFunction=1"
	      "|needs=DC=op.example,SubNetwork=R,ManagedElement=RNC1,RncFunction=1|kind=iub|choice=iub|least=1"
	      "|basis=stated|note=far end named|date=2024-05-06\n"
	      "need|element=DC=op.example,SubNetwork=R,MeContext=S1,ManagedElement=1,GNBDUFunction=7"
	      "|needs=DC=op.example,SubNetwork=R,MeContext=S1,ManagedElement=1,GNBCUCPFunction=8|kind=f1-c"
	      "|choice=f1-c|least=1|basis=derived|note=same gNBId|date=2024-05-06\n",
	      "");
	assert_int_equal(read_as(str_of(bulk), "x", NULL)->job.skipped, 2); /* the end at AMF, and of Xn */
}

static void gexport_gives_boxes(void **unused)
{
	(void)unused;
	gives(nested, "gexport",
	      "site|id=location=Hill|name=Hill|basis=stated|date=2024-01-02\n"
	      "element|id=NE=North,EnbFunction=1|site=location=Hill|function=enb|technology=4G|vendor=Acme"
	      "|vendor_basis=stated|product=BTSX|software=V1|cells=2|basis=stated|note=North|date=2024-01-02\n"
	      "element|id=NE=x.xml:BSCXGSM:2,BscFunction=1|function=bsc|technology=2G|vendor=Acme"
	      "|vendor_basis=stated|product=BSCXGSM|software=V2|cells=1|basis=stated|date=2024-01-02\n"
	      "element|id=NE=x.xml:ROUTER:3|function=other|vendor=Acme|vendor_basis=stated|product=ROUTER"
	      "|software=V2|basis=stated|note=function not told, managed element of type \"ROUTER\""
	      "|date=2024-01-02\n",
	      "");
}

static void raml_gives_stations(void **unused)
{
	(void)unused;
	gives(flat, "raml",
	      "element|id=PLMN-PLMN/MRBTS-7/LNBTS-7|function=enb|technology=4G|vendor=acme"
	      "|vendor_basis=derived|vendor_note=classes of the package \"com.acme.srbts\" are in the file"
	      "|software=L2|cells=2|basis=stated|note=seven|date=2024-03-04\n"
	      "element|id=PLMN-PLMN/RNC-1|function=rnc|technology=3G|vendor=acme|vendor_basis=derived"
	      "|vendor_note=classes of the package \"com.acme.srbts\" are in the file|software=R|basis=stated"
	      "|date=2024-03-04\n"
	      "element|id=PLMN-PLMN/RNC-1/WBTS-2|function=nodeb|technology=3G|vendor=acme|vendor_basis=derived"
	      "|vendor_note=classes of the package \"com.acme.srbts\" are in the file|software=R|cells=1"
	      "|basis=stated|date=2024-03-04\n"
	      "need|element=PLMN-PLMN/RNC-1/WBTS-2|needs=PLMN-PLMN/RNC-1|kind=iub|basis=derived"
	      "|note=contained in it|date=2024-03-04\n",
	      "11: a managedObject without a distName\n");
}

static void nrm_gives_the_same_as_bulkcm(void **unused)
{
	(void)unused;
	gives(tree, "nrm",
	      "site|id=SubNetwork=Irpa,location=Hill|name=Hill|basis=stated\n"
	      "element|id=SubNetwork=Irpa,ManagedElement=gnb1,GnbDuFunction=1"
	      "|site=SubNetwork=Irpa,location=Hill|function=gnb-du|technology=5G|vendor=Acme Radio"
	      "|vendor_basis=stated|product=gNB|software=1.2|cells=2|basis=stated\n"
	      "element|id=SubNetwork=Irpa,ManagedElement=gnb1,GnbCuCpFunction=1"
	      "|site=SubNetwork=Irpa,location=Hill|function=gnb-cu-cp|technology=5G|vendor=Acme Radio"
	      "|vendor_basis=stated|product=gNB|software=1.2|basis=stated\n"
	      "element|id=SubNetwork=Irpa,ManagedElement=amf1,AmfFunction=1|function=amf|technology=5G"
	      "|vendor=Other|vendor_basis=stated|software=7|basis=stated\n"
	      "need|element=SubNetwork=Irpa,ManagedElement=gnb1,GnbCuCpFunction=1"
	      "|needs=SubNetwork=Irpa,ManagedElement=amf1,AmfFunction=1|kind=n2|choice=n2|least=1"
	      "|basis=derived|note=far end has this address in the same file\n"
	      "need|element=SubNetwork=Irpa,ManagedElement=gnb1,GnbDuFunction=1"
	      "|needs=SubNetwork=Irpa,ManagedElement=gnb1,GnbCuCpFunction=1|kind=f1-c|choice=f1-c|least=1"
	      "|basis=derived|note=same gNBId\n",
	      "");
}

static void nrm_reads_yaml_with_its_rows(void **unused)
{
	(void)unused;
	gives("# a tree\nSubNetwork:\n- id: R\n  attributes: {userLabel: ~}\n  ManagedElement:\n  - id: north\n "
	       "   attributes:\n"
	      "      vendorName: Example Radio\n      swVersion: 2\n    GnbDuFunction:\n    - id: 1\n      "
	      "attributes: {gNBId: 5}\n"
	      "      NrCellDu:\n      - id: 1\n      - id: \"2\"\n    GnbCuCpFunction:\n    - attributes: "
	      "{gNBId: 5}\n", "nrm",
	      "element|id=SubNetwork=R,ManagedElement=north,GnbDuFunction=1|function=gnb-du|technology=5G|"
	      "vendor=Example Radio|"
	      "vendor_basis=stated|software=2|cells=2|basis=stated\n",
	      "17: a GnbCuCpFunction without an id\n");
	refuses("", "nrm", PT_INVALID, "empty");
	refuses("a: &b {c: d}\ne: *b\n", "nrm", PT_INVALID, "anchors and tags are not allowed");
	refuses("a: *b\n", "nrm", PT_INVALID, "aliases are not allowed");
	refuses("a: !x b\n", "nrm", PT_INVALID, "tags are not allowed");
	refuses("a: b\n---\na: b\n", "nrm", PT_INVALID, "more than one document");
	refuses("a: [\n", "nrm", PT_INVALID, "did not find");
	refuses("? [a]\n: b\n", "nrm", PT_INVALID, "a key that is no text");
	refuses("a: {b: {b: {b: {b: {b: {b: {b: {b: {b: {b: {b: {b: {b: {b: {b: {b: {b: {b: {b: {b: {b: {b: {b: "
	       "{b: {b: {b: {b: "
	        "{b: {b: {b: {b: {b: {b: {b: {b: {b: {b: {b: {b: {b: 1", "nrm", PT_LIMIT, "nested deeper than 32");
}

/* Cut anywhere, it is a failure and nothing of it is handed on. */
static void a_part_is_refused(void **unused)
{
	static const char *const whole[][2] = {
		{ bulk, "bulkcm" }, { nested, "gexport" }, { flat, "raml" }, { tree, "nrm" },
	};
	(void)unused;
	for (size_t i = 0; i < COUNT(whole); i++) {
		size_t n = strlen(whole[i][0]);
		while (whole[i][0][n - 1] == '\n')
			n--;
		for (size_t cut = 1; cut < n; cut += 7) {
			struct got *g = read_as((struct str){ whole[i][0], cut }, "x", whole[i][1]);
			assert_false(g->ok);
			assert_int_equal(g->e.code, PT_INVALID);
			assert_string_equal(g->rows.p, "");
		}
	}
}

static void what_is_not_ours_is_refused(void **unused)
{
	static char room[1 << 14];
	struct arena own = { room, room + sizeof room, "test" };
	struct buf b = buf_in(&own);
	(void)unused;
	refuses("<a/>", "bulkcm", PT_INVALID, "not bulkCmConfigDataFile");
	refuses("<a/>", "gexport", PT_INVALID, "not bulkCmConfigDataFile");
	refuses("<a/>", "raml", PT_INVALID, "not raml");
	refuses("{\"a\":1}", "nrm", PT_INVALID, "no object of a class that we know");
	refuses("<bulkCmConfigDataFile/>", "bulkcm", PT_INVALID, "no configData");
	refuses("<raml><cmData/></raml>", "raml", PT_INVALID, "no managedObject");
	refuses("<!DOCTYPE b [<!ENTITY a \"1234567890\"><!ENTITY b \"&a;&a;&a;&a;\">]><bulkCmConfigDataFile>&b;"
	        "</bulkCmConfigDataFile>", "bulkcm", PT_INVALID, "document type declaration");
	buf_str(&b, "<bulkCmConfigDataFile><configData>");
	for (int i = 0; i < 100; i++)
		buf_fmt(&b, "<SubNetwork id=\"%d\">", i);
	refuses(b.p, "bulkcm", PT_LIMIT, "nested deeper than 64");
	b.n = 0;
	for (int i = 0; i < 100; i++)
		buf_str(&b, "{\"SubNetwork\":[");
	refuses(b.p, "nrm", PT_LIMIT, "nested");
}

static void bulkcm_reports_what_disagrees(void **unused)
{
	(void)unused;
	gives("<bulkCmConfigDataFile><configData><SubNetwork id=\"1\">"
	      "<ManagedElement id=\"a,b\"><attributes><vendorName>A</vendorName></attributes></Manag"
	      "edElement>\n"
	      "<ManagedElement id=\"a,b\"><attributes><vendorName>B</vendorName></attributes></ManagedElement>"
	      "</SubNetwork></configData></bulkCmConfigDataFile>", "bulkcm",
	      "element|id=SubNetwork=1,ManagedElement=a;b|function=other|vendor=A|vendor_basis=state"
	      "d|basis=stated|note="
	      "function not told, managed element of type \"\"\n",
	      "2: \"SubNetwork=1,ManagedElement=a;b\" is there twice, with vendor \"A\" and \"B\": t"
	      "he first counts\n");
}

static void long_names_are_shortened_the_same_way_each_time(void **unused)
{
	char text[1200], id[401];
	(void)unused;
	memset(id, 'x', 400);
	id[400] = '\0';
	snprintf(text, sizeof text, "<bulkCmConfigDataFile><configData><ManagedElement id=\"%s\"/></configData>"
	         "</bulkCmConfigDataFile>", id);
	struct got *g = read_as(str_of(text), "x", NULL);
	assert_true(g->ok);
	snprintf(text, sizeof text, "element|id=~6decd6b6be8ce949~%.180s|", id);
	if (strncmp(g->rows.p, text, strlen(text)) != 0)
		fail_msg("%s", g->rows.p);
}

/* Two functions with one address are nobody's far end; alternatives are one choice. */
static void needs_only_where_both_ends_are_certain(void **unused)
{
	static const char form[] =
	      "<bulkCmConfigDataFile><configData><ManagedElement id=\"g\"><GNBCUCPFunction id=\"1\">"
	      "<EP_NgC id=\"1\"><attributes><remoteAddress>10.0.0.1</remoteAddress></attributes></EP_NgC>"
	      "<EP_NgC id=\"2\"><attributes><remoteAddress>10.0.0.2</remoteAddress></attributes></EP_NgC>"
	      "</GNBCUCPFunction></ManagedElement>"
	      "<ManagedElement id=\"a\"><AMFFunction id=\"1\"><EP_N2 id=\"1\"><attributes><localAddr"
	      "ess>10.0.0.1"
	      "</localAddress></attributes></EP_N2></AMFFunction></ManagedElement>"
	      "<ManagedElement id=\"b\"><AMFFunction id=\"1\"><EP_N2 id=\"1\"><attributes><localAddr"
	      "ess>10.0.0.%d"
	      "</localAddress></attributes></EP_N2></AMFFunction></ManagedElement></configData></bul"
	      "kCmConfigDataFile>";
	static const char to[] = "need|element=ManagedElement=g,GNBCUCPFunction=1|needs=ManagedElement=%s,"
	                         "AMFFunction=1|"
	                         "kind=n2|choice=n2|least=1";
	char text[1200], want[2][200];
	(void)unused;
	snprintf(want[0], sizeof want[0], to, "a");
	snprintf(want[1], sizeof want[1], to, "b");
	snprintf(text, sizeof text, form, 2);
	const char *rows = read_as(str_of(text), "x", NULL)->rows.p;
	assert_non_null(strstr(rows, want[0]));
	assert_non_null(strstr(rows, want[1]));
	snprintf(text, sizeof text, form, 1);
	assert_null(strstr(read_as(str_of(text), "x", NULL)->rows.p, "need|"));
}

/* --- any order of objects gives the same rows --- */

enum { OBJECTS = 400 };

static int by_text(const void *x, const void *y)
{
	return strcmp(*(const char *const *)x, *(const char *const *)y);
}

static const char *sorted_rows(struct arena *scratch, struct str rows)
{
	const char *line[2 * OBJECTS];
	struct str rest = rows, one;
	struct buf b = buf_in(scratch);
	size_t n = 0;
	while (str_cut(&rest, '\n', &one) && n < COUNT(line))
		if (one.n > 0)
			line[n++] = arena_strn(scratch, one.p, one.n);
	qsort(line, n, sizeof *line, by_text);
	for (size_t i = 0; i < n; i++)
		buf_fmt(&b, "%s\n", line[i]);
	return b.p;
}

/* A station with its function, cells and a relation; a controller with a station of its own. */
static const char *an_object(struct arena *scratch, uint32_t i)
{
	static const char *const form[] = {
		"MRBTS\" version=\"%u\" distName=\"PLMN-P/MRBTS-%u\"/>",
		"LNBTS\" version=\"%u\" distName=\"PLMN-P/MRBTS-%u/LNBTS-1\"><p name=\"name\">n</p></managedObject>",
		"LNCEL\" version=\"%u\" distName=\"PLMN-P/MRBTS-%u/LNBTS-1/LNCEL-1\"/>",
		"LNCEL\" version=\"%u\" distName=\"PLMN-P/MRBTS-%u/LNBTS-1/LNCEL-2\"><p name=\"a\">1</p>"
		"</managedObject>",
		"LNREL\" version=\"%u\" distName=\"PLMN-P/MRBTS-%u/LNBTS-1/LNCEL-2/LNREL-1\"/>",
		"RNC\" version=\"%u\" distName=\"PLMN-P/RNC-%u\"/>",
		"WBTS\" version=\"%u\" distName=\"PLMN-P/RNC-%u/WBTS-1\"/>",
		"WCEL\" version=\"%u\" distName=\"PLMN-P/RNC-%u/WBTS-1/WCEL-1\"/>",
	};
	struct buf b = buf_in(scratch);
	uint32_t of = i / COUNT(form);
	const char *rest = form[i % COUNT(form)], *at;
	buf_str(&b, "<managedObject class=\"com.example.radio:");
	for (unsigned k = 0; (at = strstr(rest, "%u")) != NULL; rest = at + 2, k++)
		buf_fmt(&b, "%.*s%u", (int)(at - rest), rest, (unsigned)(k == 0 ? of % 3 : of));
	buf_str(&b, rest);
	return b.p;
}

static void the_order_of_objects_does_not_matter(void **unused)
{
	struct arena own = arena_reserve((size_t)64 << 20, "test");
	char *start = own.beg;
	uint32_t order[OBJECTS];
	const char *first = NULL;
	(void)unused;
	for (uint32_t i = 0; i < OBJECTS; i++)
		order[i] = i;
	for (uint64_t round = 0; round < 20; round++) {
		struct rng r = rng_of(7, round);
		for (uint32_t i = OBJECTS - 1; i > 0 && round > 0; i--) {
			uint32_t j = rng_u32(&r) % (i + 1), swap = order[i];
			order[i] = order[j];
			order[j] = swap;
		}
		char *room = arena_alloc(&own, 1, 1 << 18);
		struct arena text = { room, room + (1 << 18), "test" }, scratch = own;
		struct buf b = buf_in(&text);
		buf_str(&b, "<raml version=\"2.1\"><cmData>");
		for (uint32_t i = 0; i < OBJECTS; i++)
			buf_str(&b, an_object(&scratch, order[i]));
		buf_str(&b, "</cmData></raml>");
		struct got *g = read_as((struct str){ b.p, b.n }, "x", "raml");
		assert_true(g->ok);
		assert_string_equal(g->faults.p, "");
		const char *rows = sorted_rows(&own, (struct str){ g->rows.p, g->rows.n });
		first = first ? first : rows;
		assert_string_equal(rows, first);
	}
	assert_non_null(strstr(first, "element|id=PLMN-P/MRBTS-49/LNBTS-1|function=enb|technology=4G|"
	       "vendor=example|"));
	assert_non_null(strstr(first, "need|element=PLMN-P/RNC-49/WBTS-1|needs=PLMN-P/RNC-49|kind=iub"));
	arena_release(&own, start);
}

static void classes_that_mean_nothing_are_counted_and_told(void **unused)
{
	static const char head[] = "{\"SubNetwork\":[{\"id\":\"R\",\"attributes\":{},\"ManagedElement\":[{\"id\":\"m\"";
	struct got *g = read_as(str_of(arena_fmt(&kept, "%s}]}]}", head)), "x", "nrm");
	(void)unused;
	assert_true(g->ok);
	assert_string_equal(g->warnings.p, "");
	struct buf b = buf_in(&kept);
	buf_fmt(&b, "%s,\n\"FooFunction\":[{\"id\":\"1\"}],\"NRCellRelation\":[{\"id\":\"1\"},{\"id\":\"2\"}]", head);
	for (int i = 0; i < 6000; i++)
		buf_fmt(&b, "%s,\"Class%d\":[{\"id\":\"1\"}]", i % 1000 ? "" : "},{\"id\":\"n\"", i);
	buf_str(&b, "}]}]}");
	g = read_as((struct str){ b.p, b.n }, "x", "nrm");
	assert_true(g->ok);
	assert_string_equal(g->warnings.p,
	                    "2: 6003 objects of at least 4096 classes that mean nothing here are not read: "
	                    "FooFunction (1), NRCellRelation (2), Class0 (1), Class1 (1), Class10 (1), Class100 (1), "
	                    "Class1000 (1), Class1001 (1), Class1002 (1), Class1003 (1), Class1004 (1), "
	                    "Class1005 (1), and 4084 classes more\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(classes_that_mean_nothing_are_counted_and_told),
		cmocka_unit_test(bulkcm_gives_elements_cells_and_needs), cmocka_unit_test(gexport_gives_boxes),
		cmocka_unit_test(raml_gives_stations), cmocka_unit_test(nrm_gives_the_same_as_bulkcm),
		cmocka_unit_test(nrm_reads_yaml_with_its_rows),
		cmocka_unit_test(a_part_is_refused), cmocka_unit_test(what_is_not_ours_is_refused),
		cmocka_unit_test(bulkcm_reports_what_disagrees),
		cmocka_unit_test(long_names_are_shortened_the_same_way_each_time),
		cmocka_unit_test(needs_only_where_both_ends_are_certain),
		cmocka_unit_test(the_order_of_objects_does_not_matter),
	};
	a = arena_reserve((size_t)256 << 20, "test");
	kept = arena_reserve((size_t)256 << 20, "test");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
