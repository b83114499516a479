/* SPDX-License-Identifier: Apache-2.0
 *
 * inventory_words.c - technologies and functions by the words people use for them
 *
 * Letters and digits alone are compared, so "gNB-DU", "gnb du" and "GNBDU" are the same.  A text of
 * several words is looked up as a whole, then by its last words: "Edge router" is a router.
 */
#include <string.h>

#include "import/inventory/inventory.h"

static const struct {
	const char *word;
	unsigned bit;
} technologies[] = {
	{ "2g", 1 }, { "gsm", 1 }, { "gprs", 1 }, { "edge", 1 }, { "3g", 2 }, { "umts", 2 }, { "wcdma", 2 },
	{ "hspa", 2 }, { "4g", 4 }, { "lte", 4 }, { "eutra", 4 }, { "5g", 8 }, { "nr", 8 }, { "5gnr", 8 },
};

static const struct {
	const char *word, *function;
} functions[] = {
	{ "accessgateway", "router" }, { "amf", "amf" }, { "antenna", "antenna" }, { "ausf", "ausf" },
	{ "basebandunit", "gnb-du" }, { "basestation", "other" }, { "basestationcontroller", "bsc" },
	{ "bbu", "gnb-du" }, { "bsc", "bsc" }, { "bsf", "bsf" }, { "bss", "bss" }, { "bts", "bts" },
	{ "chf", "chf" }, { "cu", "gnb-cu" }, { "cucp", "gnb-cu-cp" }, { "cuup", "gnb-cu-up" },
	{ "diameterroutingagent", "dra" }, { "dra", "dra" }, { "du", "gnb-du" }, { "eir", "eir" },
	{ "elementmanager", "nms" }, { "ems", "nms" }, { "enb", "enb" }, { "enodeb", "enb" },
	{ "epdg", "epdg" }, { "firewall", "firewall" }, { "ggsn", "ggsn" }, { "gnb", "gnb" },
	{ "gnbcu", "gnb-cu" }, { "gnbcucp", "gnb-cu-cp" }, { "gnbcuup", "gnb-cu-up" }, { "gnbdu", "gnb-du" },
	{ "gnodeb", "gnb" }, { "grandmaster", "timing" }, { "hlr", "hlr" }, { "hss", "hss" },
	{ "hypervisor", "nfvi" }, { "ims", "ims" }, { "ipx", "ipx" }, { "lawfulintercept", "lawful-intercept" },
	{ "lawfulinterception", "lawful-intercept" }, { "lmf", "lmf" }, { "mano", "mano" },
	{ "microwave", "microwave" }, { "mme", "mme" }, { "msc", "msc" }, { "n3iwf", "n3iwf" },
	{ "nef", "nef" }, { "nfvi", "nfvi" }, { "nfvo", "mano" }, { "nms", "nms" }, { "nodeb", "nodeb" },
	{ "nrf", "nrf" }, { "nssf", "nssf" }, { "nwdaf", "nwdaf" }, { "oss", "oss" }, { "pcf", "pcf" },
	{ "pcrf", "pcrf" }, { "pdu", "power" }, { "pgw", "pgw" }, { "power", "power" },
	{ "powersupply", "power" }, { "radio", "radio" }, { "radiolink", "microwave" },
	{ "radionetworkcontroller", "rnc" }, { "radiounit", "radio" }, { "rectifier", "power" },
	{ "rnc", "rnc" }, { "router", "router" }, { "rru", "radio" }, { "scp", "scp" },
	{ "sdncontroller", "sdn-controller" }, { "sepp", "sepp" }, { "sgsn", "sgsn" }, { "sgw", "sgw" },
	{ "smf", "smf" }, { "smsf", "smsf" }, { "stp", "stp" }, { "switch", "switch" }, { "timing", "timing" },
	{ "timeserver", "timing" }, { "udm", "udm" }, { "udr", "udr" }, { "upf", "upf" }, { "ups", "power" },
	{ "vim", "mano" }, { "vnfm", "mano" }, { "wdm", "optical" }, { "dwdm", "optical" }, { "roadm", "optical" },
	{ "optical", "optical" }, { "opticaltransport", "optical" },
};

enum { WORD = 64, LONGEST = 300 };

/* Small letters and digits of s; too long a text is no word. */
static size_t plain(struct str s, char out[WORD])
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c < 'a' || c > 'z') && (c < '0' || c > '9'))
			continue;
		if (n == WORD - 1)
			return 0;
		out[n++] = c;
	}
	out[n] = '\0';
	return n;
}

const char *inventory_function(struct str words)
{
	char word[WORD];
	if (words.n > LONGEST) /* every word begins a look-up, so a long text would take its square */
		return "";
	while (words.n > 0) {
		size_t n = plain(words, word), next = 0;
		for (size_t i = 0; i < COUNT(functions) && n > 0; i++)
			if (strcmp(word, functions[i].word) == 0)
				return functions[i].function;
		while (next < words.n && memchr(" -_/.:", words.p[next], 6) == NULL)
			next++;
		next += next < words.n;
		words = (struct str){ words.p + next, words.n - next };
	}
	return "";
}

static unsigned technology_of(struct str one)
{
	char word[WORD];
	plain(one, word);
	for (size_t i = 0; i < COUNT(technologies); i++)
		if (one.n < WORD && strcmp(word, technologies[i].word) == 0)
			return technologies[i].bit;
	return 0;
}

const char *inventory_technology(struct arena *a, struct str words)
{
	unsigned bits = 0;
	for (size_t i = 0, from = 0; i <= words.n; i++) {
		if (i < words.n && memchr(" ,;+/&|", words.p[i], 7) == NULL)
			continue;
		unsigned bit = i > from ? technology_of((struct str){ words.p + from, i - from }) : 0;
		if (i > from && bit == 0)
			return NULL;
		bits |= bit;
		from = i + 1;
	}
	char *out = NEW(a, char, 16);
	size_t n = 0;
	for (unsigned k = 0; k < 4; k++) {
		if (!(bits >> k & 1))
			continue;
		if (n > 0)
			out[n++] = ' ';
		out[n++] = (char)('2' + k);
		out[n++] = 'G';
	}
	return bits ? out : NULL;
}
