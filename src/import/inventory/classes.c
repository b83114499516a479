/* SPDX-License-Identifier: Apache-2.0
 *
 * classes.c - what the object classes and attributes of network resource models mean here
 *
 * docs/importers/bulkcm.md argues the choices.
 */
#include "import/inventory/classes.h"

#include <string.h>
#include <strings.h>

static const struct network_class classes[] = {
	{ "ManagedElement", CLASS_MANAGED, NULL, NULL },
	{ "MRBTS", CLASS_MANAGED, NULL, NULL },
	/* 5G radio */
	{ "GnbDuFunction", CLASS_FUNCTION, "gnb-du", "5G" },
	{ "GnbCuCpFunction", CLASS_FUNCTION, "gnb-cu-cp", "5G" },
	{ "GnbCuUpFunction", CLASS_FUNCTION, "gnb-cu-up", "5G" },
	{ "GnbCuFunction", CLASS_FUNCTION, "gnb-cu", "5G" },
	{ "GnbFunction", CLASS_FUNCTION, "gnb", "5G" },
	{ "NRBTS", CLASS_FUNCTION, "gnb", "5G" },
	/* earlier radio */
	{ "EnbFunction", CLASS_FUNCTION, "enb", "4G" },
	{ "ENodeBFunction", CLASS_FUNCTION, "enb", "4G" },
	{ "EnbFunctionFDD", CLASS_FUNCTION, "enb", "4G" },
	{ "EnbFunctionTDD", CLASS_FUNCTION, "enb", "4G" },
	{ "EnbCuCpFunction", CLASS_FUNCTION, "enb", "4G" },
	{ "LNBTS", CLASS_FUNCTION, "enb", "4G" },
	{ "RncFunction", CLASS_FUNCTION, "rnc", "3G" },
	{ "RNC", CLASS_FUNCTION, "rnc", "3G" },
	{ "NodeBFunction", CLASS_FUNCTION, "nodeb", "3G" },
	{ "WBTS", CLASS_FUNCTION, "nodeb", "3G" },
	{ "WNBTS", CLASS_FUNCTION, "nodeb", "3G" },
	{ "BssFunction", CLASS_FUNCTION, "bsc", "2G" },
	{ "BscFunction", CLASS_FUNCTION, "bsc", "2G" },
	{ "BSC", CLASS_FUNCTION, "bsc", "2G" },
	{ "BtsSiteMgr", CLASS_FUNCTION, "bts", "2G" },
	{ "BtsFunction", CLASS_FUNCTION, "bts", "2G" },
	{ "BCF", CLASS_FUNCTION, "bts", "2G" },
	{ "GNBCF", CLASS_FUNCTION, "bts", "2G" },
	{ "AntennaFunction", CLASS_FUNCTION, "antenna", NULL },
	/* 5G core */
	{ "AmfFunction", CLASS_FUNCTION, "amf", "5G" },
	{ "SmfFunction", CLASS_FUNCTION, "smf", "5G" },
	{ "UpfFunction", CLASS_FUNCTION, "upf", "5G" },
	{ "AusfFunction", CLASS_FUNCTION, "ausf", "5G" },
	{ "UdmFunction", CLASS_FUNCTION, "udm", "5G" },
	{ "UdrFunction", CLASS_FUNCTION, "udr", "5G" },
	{ "NrfFunction", CLASS_FUNCTION, "nrf", "5G" },
	{ "NssfFunction", CLASS_FUNCTION, "nssf", "5G" },
	{ "PcfFunction", CLASS_FUNCTION, "pcf", "5G" },
	{ "NefFunction", CLASS_FUNCTION, "nef", "5G" },
	{ "SeppFunction", CLASS_FUNCTION, "sepp", "5G" },
	{ "ScpFunction", CLASS_FUNCTION, "scp", "5G" },
	{ "BsfFunction", CLASS_FUNCTION, "bsf", "5G" },
	{ "NwdafFunction", CLASS_FUNCTION, "nwdaf", "5G" },
	{ "ChfFunction", CLASS_FUNCTION, "chf", "5G" },
	{ "SmsfFunction", CLASS_FUNCTION, "smsf", "5G" },
	{ "N3iwfFunction", CLASS_FUNCTION, "n3iwf", "5G" },
	{ "LmfFunction", CLASS_FUNCTION, "lmf", "5G" },
	{ "NgeirFunction", CLASS_FUNCTION, "eir", "5G" },
	{ "AfFunction", CLASS_FUNCTION, "af", "5G" },
	/* earlier core */
	{ "MmeFunction", CLASS_FUNCTION, "mme", "4G" },
	{ "ServingGwFunction", CLASS_FUNCTION, "sgw", "4G" },
	{ "SgwFunction", CLASS_FUNCTION, "sgw", "4G" },
	{ "PgwFunction", CLASS_FUNCTION, "pgw", "4G" },
	{ "HssFunction", CLASS_FUNCTION, "hss", "4G" },
	{ "PcrfFunction", CLASS_FUNCTION, "pcrf", "4G" },
	{ "EpdgFunction", CLASS_FUNCTION, "epdg", "4G" },
	{ "MscServerFunction", CLASS_FUNCTION, "msc", "2G 3G" },
	{ "MscFunction", CLASS_FUNCTION, "msc", "2G 3G" },
	{ "HlrFunction", CLASS_FUNCTION, "hlr", "2G 3G" },
	{ "SgsnFunction", CLASS_FUNCTION, "sgsn", "2G 3G" },
	{ "GgsnFunction", CLASS_FUNCTION, "ggsn", "2G 3G" },
	{ "CscfFunction", CLASS_FUNCTION, "ims", NULL },
	/* cells: one class per way of counting, so none counts twice */
	{ "NRCellDU", CLASS_CELL, NULL, "5G" },
	{ "NRCELL", CLASS_CELL, NULL, "5G" },
	{ "NRDUCELL", CLASS_CELL, NULL, "5G" },
	{ "EUtranCellFDD", CLASS_CELL, NULL, "4G" },
	{ "EUtranCellTDD", CLASS_CELL, NULL, "4G" },
	{ "EUtranGenericCell", CLASS_CELL, NULL, "4G" },
	{ "EUtranCellNB", CLASS_CELL, NULL, "4G" },
	{ "NbIotCell", CLASS_CELL, NULL, "4G" },
	{ "CUEUtranCellFDDLTE", CLASS_CELL, NULL, "4G" },
	{ "CUEUtranCellTDDLTE", CLASS_CELL, NULL, "4G" },
	{ "LNCEL", CLASS_CELL, NULL, "4G" },
	{ "UtranCell", CLASS_CELL, NULL, "3G" },
	{ "UtranCellFDD", CLASS_CELL, NULL, "3G" },
	{ "UtranCellTDDLcr", CLASS_CELL, NULL, "3G" },
	{ "UtranCellTDDHcr", CLASS_CELL, NULL, "3G" },
	{ "WCEL", CLASS_CELL, NULL, "3G" },
	{ "WNCEL", CLASS_CELL, NULL, "3G" },
	{ "UCELL", CLASS_CELL, NULL, "3G" },
	{ "GsmCell", CLASS_CELL, NULL, "2G" },
	{ "GeranCell", CLASS_CELL, NULL, "2G" },
	{ "GCELL", CLASS_CELL, NULL, "2G" },
	{ "GNCEL", CLASS_CELL, NULL, "2G" },
	/* ends of interfaces */
	{ "EP_NgC", CLASS_ENDPOINT, "n2", NULL },
	{ "EP_N2", CLASS_ENDPOINT, "n2", NULL },
	{ "EP_NgU", CLASS_ENDPOINT, "n3", NULL },
	{ "EP_N3", CLASS_ENDPOINT, "n3", NULL },
	{ "EP_N4", CLASS_ENDPOINT, "n4", NULL },
	{ "EP_N7", CLASS_ENDPOINT, "n7", NULL },
	{ "EP_N8", CLASS_ENDPOINT, "n8", NULL },
	{ "EP_N10", CLASS_ENDPOINT, "n10", NULL },
	{ "EP_N11", CLASS_ENDPOINT, "n11", NULL },
	{ "EP_N12", CLASS_ENDPOINT, "n12", NULL },
	{ "EP_N13", CLASS_ENDPOINT, "n13", NULL },
	{ "EP_N15", CLASS_ENDPOINT, "n15", NULL },
	{ "EP_N22", CLASS_ENDPOINT, "n22", NULL },
	{ "EP_F1C", CLASS_ENDPOINT, "f1-c", NULL },
	{ "EP_F1U", CLASS_ENDPOINT, "f1-u", NULL },
	{ "EP_E1", CLASS_ENDPOINT, "e1", NULL },
	{ "EP_S1U", CLASS_ENDPOINT, "s1-u", NULL },
	{ "EP_XnC", CLASS_ENDPOINT, "xn-c", NULL },
	{ "EP_XnU", CLASS_ENDPOINT, "xn-u", NULL },
	{ "EP_X2C", CLASS_ENDPOINT, "x2-c", NULL },
	{ "EP_X2U", CLASS_ENDPOINT, "x2-u", NULL },
	{ "EP_N9", CLASS_ENDPOINT, "n9", NULL },
	{ "EP_N14", CLASS_ENDPOINT, "n14", NULL },
	{ "EP_N26", CLASS_ENDPOINT, "n26", NULL },
	{ "EP_N32", CLASS_ENDPOINT, "n32", NULL },
	{ "IubLink", CLASS_LINK, "iub", NULL },
};

/* From the radio inwards, so that there are no circles.  What is not here (X2, Xn, N9, N14, N26, N32)
 * lies between equals, none of which needs the other. */
static const struct network_interface interfaces[] = {
	{ "n2", "gnb gnb-cu gnb-cu-cp n3iwf", "amf" },
	{ "n3", "gnb gnb-cu gnb-cu-up n3iwf", "upf" },
	{ "n4", "smf", "upf" },
	{ "n7", "smf", "pcf" },
	{ "n8", "amf", "udm" },
	{ "n10", "smf", "udm" },
	{ "n11", "amf", "smf" },
	{ "n12", "amf", "ausf" },
	{ "n13", "ausf", "udm" },
	{ "n15", "amf", "pcf" },
	{ "n22", "amf", "nssf" },
	{ "f1-c", "gnb-du", "gnb-cu gnb-cu-cp" },
	{ "f1-u", "gnb-du", "gnb-cu gnb-cu-up" },
	{ "e1", "gnb-cu-up", "gnb-cu-cp" },
	{ "s1-u", "enb gnb gnb-cu-up", "sgw" },
	{ "iub", "nodeb", "rnc" },
	{ "abis", "bts", "bsc" },
};

static const struct {
	const char *name;
	enum class_field field;
} fields[] = {
	{ "vendorName", FIELD_VENDOR },
	{ "swVersion", FIELD_VERSION },
	{ "userLabel", FIELD_LABEL },
	{ "locationName", FIELD_LOCATION },
	{ "siteIdentification", FIELD_LOCATION },
	{ "managedElementType", FIELD_TYPE },
	{ "managedElementTypeList", FIELD_TYPE },
	{ "managedBy", FIELD_MANAGER },
	{ "userDefinedState", FIELD_STATE },
	{ "serialNumber", FIELD_SERIAL },
	{ "hwVersion", FIELD_HARDWARE },
	{ "latitude", FIELD_LAT },
	{ "longitude", FIELD_LON },
	{ "siteLatitude", FIELD_LAT },
	{ "siteLongitude", FIELD_LON },
	{ "gNBId", FIELD_NODE },
	{ "gNBIdLength", FIELD_NODE_LENGTH },
	{ "localAddress", FIELD_LOCAL },
	{ "remoteAddress", FIELD_REMOTE },
	{ "farEndEntity", FIELD_FAR },
	{ "iubLinkNodeBFunction", FIELD_FAR },
	{ "dnPrefix", FIELD_PREFIX },
	/* parameters of the nested and flat dialects */
	{ "name", FIELD_LABEL },
	{ "btsName", FIELD_LABEL },
	{ "enbName", FIELD_LABEL },
	{ "NENAME", FIELD_LABEL },
	{ "siteName", FIELD_LOCATION },
};

static bool same(struct str s, const char *name, size_t n)
{
	return s.n == n && strncasecmp(s.p, name, n) == 0;
}

const struct network_class *classes_find(struct str name)
{
	if (name.n > 6 && strncasecmp(name.p, "vsData", 6) == 0)
		name = (struct str){ name.p + 6, name.n - 6 };
	for (size_t i = 0; i < COUNT(classes) && name.n > 0; i++)
		if (((name.p[0] ^ classes[i].name[0]) & 0xdf) == 0 &&
		    same(name, classes[i].name, strlen(classes[i].name)))
			return &classes[i];
	return NULL;
}

bool classes_around(struct str name)
{
	static const char *const around[] = { "SubNetwork", "MeContext", "PLMN" };
	for (size_t i = 0; i < COUNT(around); i++)
		if (same(name, around[i], strlen(around[i])))
			return true;
	return false;
}

int classes_field(struct str attribute)
{
	for (size_t i = 0; i < COUNT(fields) && attribute.n > 0; i++)
		if (((attribute.p[0] ^ fields[i].name[0]) & 0xdf) == 0 &&
		    same(attribute, fields[i].name, strlen(fields[i].name)))
			return (int)fields[i].field;
	return -1;
}

const struct network_interface *classes_interface(const char *name)
{
	for (size_t i = 0; i < COUNT(interfaces); i++)
		if (strcmp(name, interfaces[i].name) == 0)
			return &interfaces[i];
	return NULL;
}

bool classes_listed(const char *list, const char *word)
{
	struct str rest = str_of(list), one;
	while (str_cut(&rest, ' ', &one))
		if (str_is(one, word))
			return true;
	return false;
}
