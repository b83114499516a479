/* SPDX-License-Identifier: Apache-2.0
 *
 * country_name.c - countries and dependent territories as people write them in English -> alpha-2
 *
 * Letters alone are compared, so "Isle Of Man" and "ISLE-OF-MAN" are the same.  ISO 3166-1 short names
 * without their additions, and common names beside them; sorted and searched by halving.
 */
#include "import/country.h"

#include <string.h>

static const struct {
	const char *name, *alpha2;
} names[] = {
	{ "AFGHANISTAN", "AF" }, { "ALANDISLANDS", "AX" }, { "ALBANIA", "AL" }, { "ALGERIA", "DZ" },
	{ "AMERICANSAMOA", "AS" }, { "ANDORRA", "AD" }, { "ANGOLA", "AO" }, { "ANGUILLA", "AI" },
	{ "ANTARCTICA", "AQ" }, { "ANTIGUAANDBARBUDA", "AG" }, { "ARGENTINA", "AR" },
	{ "ARMENIA", "AM" }, { "ARUBA", "AW" }, { "AUSTRALIA", "AU" }, { "AUSTRIA", "AT" },
	{ "AZERBAIJAN", "AZ" }, { "BAHAMAS", "BS" }, { "BAHRAIN", "BH" }, { "BANGLADESH", "BD" },
	{ "BARBADOS", "BB" }, { "BELARUS", "BY" }, { "BELGIUM", "BE" }, { "BELIZE", "BZ" },
	{ "BENIN", "BJ" }, { "BERMUDA", "BM" }, { "BHUTAN", "BT" }, { "BOLIVIA", "BO" },
	{ "BOSNIAANDHERZEGOVINA", "BA" }, { "BOTSWANA", "BW" }, { "BRAZIL", "BR" },
	{ "BRITISHVIRGINISLANDS", "VG" }, { "BRUNEI", "BN" }, { "BRUNEIDARUSSALAM", "BN" },
	{ "BULGARIA", "BG" }, { "BURKINAFASO", "BF" }, { "BURUNDI", "BI" }, { "CABOVERDE", "CV" },
	{ "CAMBODIA", "KH" }, { "CAMEROON", "CM" }, { "CANADA", "CA" }, { "CAPEVERDE", "CV" },
	{ "CAYMANISLANDS", "KY" }, { "CENTRALAFRICANREPUBLIC", "CF" }, { "CHAD", "TD" },
	{ "CHILE", "CL" }, { "CHINA", "CN" }, { "COLOMBIA", "CO" }, { "COMOROS", "KM" },
	{ "CONGO", "CG" }, { "COOKISLANDS", "CK" }, { "COSTARICA", "CR" }, { "COTEDIVOIRE", "CI" },
	{ "CROATIA", "HR" }, { "CUBA", "CU" }, { "CURACAO", "CW" }, { "CYPRUS", "CY" },
	{ "CZECHIA", "CZ" }, { "CZECHREPUBLIC", "CZ" }, { "DEMOCRATICREPUBLICOFTHECONGO", "CD" },
	{ "DENMARK", "DK" }, { "DJIBOUTI", "DJ" }, { "DOMINICA", "DM" },
	{ "DOMINICANREPUBLIC", "DO" }, { "ECUADOR", "EC" }, { "EGYPT", "EG" },
	{ "ELSALVADOR", "SV" }, { "EQUATORIALGUINEA", "GQ" }, { "ERITREA", "ER" },
	{ "ESTONIA", "EE" }, { "ESWATINI", "SZ" }, { "ETHIOPIA", "ET" },
	{ "FALKLANDISLANDS", "FK" }, { "FAROEISLANDS", "FO" }, { "FIJI", "FJ" },
	{ "FINLAND", "FI" }, { "FRANCE", "FR" }, { "FRENCHGUIANA", "GF" },
	{ "FRENCHPOLYNESIA", "PF" }, { "GABON", "GA" }, { "GAMBIA", "GM" }, { "GEORGIA", "GE" },
	{ "GERMANY", "DE" }, { "GHANA", "GH" }, { "GIBRALTAR", "GI" }, { "GREECE", "GR" },
	{ "GREENLAND", "GL" }, { "GRENADA", "GD" }, { "GUADELOUPE", "GP" }, { "GUAM", "GU" },
	{ "GUATEMALA", "GT" }, { "GUERNSEY", "GG" }, { "GUINEA", "GN" }, { "GUINEABISSAU", "GW" },
	{ "GUYANA", "GY" }, { "HAITI", "HT" }, { "HONDURAS", "HN" }, { "HONGKONG", "HK" },
	{ "HUNGARY", "HU" }, { "ICELAND", "IS" }, { "INDIA", "IN" }, { "INDONESIA", "ID" },
	{ "IRAN", "IR" }, { "IRAQ", "IQ" }, { "IRELAND", "IE" }, { "ISLEOFMAN", "IM" },
	{ "ISRAEL", "IL" }, { "ITALY", "IT" }, { "IVORYCOAST", "CI" }, { "JAMAICA", "JM" },
	{ "JAPAN", "JP" }, { "JERSEY", "JE" }, { "JORDAN", "JO" }, { "KAZAKHSTAN", "KZ" },
	{ "KENYA", "KE" }, { "KIRIBATI", "KI" }, { "KOSOVO", "XK" }, { "KUWAIT", "KW" },
	{ "KYRGYZSTAN", "KG" }, { "LAOS", "LA" }, { "LATVIA", "LV" }, { "LEBANON", "LB" },
	{ "LESOTHO", "LS" }, { "LIBERIA", "LR" }, { "LIBYA", "LY" }, { "LIECHTENSTEIN", "LI" },
	{ "LITHUANIA", "LT" }, { "LUXEMBOURG", "LU" }, { "MACAO", "MO" }, { "MACAU", "MO" },
	{ "MACEDONIA", "MK" }, { "MADAGASCAR", "MG" }, { "MALAWI", "MW" }, { "MALAYSIA", "MY" },
	{ "MALDIVES", "MV" }, { "MALI", "ML" }, { "MALTA", "MT" }, { "MARSHALLISLANDS", "MH" },
	{ "MARTINIQUE", "MQ" }, { "MAURITANIA", "MR" }, { "MAURITIUS", "MU" }, { "MAYOTTE", "YT" },
	{ "MEXICO", "MX" }, { "MICRONESIA", "FM" }, { "MOLDOVA", "MD" }, { "MONACO", "MC" },
	{ "MONGOLIA", "MN" }, { "MONTENEGRO", "ME" }, { "MONTSERRAT", "MS" }, { "MOROCCO", "MA" },
	{ "MOZAMBIQUE", "MZ" }, { "MYANMAR", "MM" }, { "NAMIBIA", "NA" }, { "NAURU", "NR" },
	{ "NEPAL", "NP" }, { "NETHERLANDS", "NL" }, { "NEWCALEDONIA", "NC" },
	{ "NEWZEALAND", "NZ" }, { "NICARAGUA", "NI" }, { "NIGER", "NE" }, { "NIGERIA", "NG" },
	{ "NIUE", "NU" }, { "NORFOLKISLAND", "NF" }, { "NORTHKOREA", "KP" },
	{ "NORTHMACEDONIA", "MK" }, { "NORWAY", "NO" }, { "OMAN", "OM" }, { "PAKISTAN", "PK" },
	{ "PALAU", "PW" }, { "PALESTINE", "PS" }, { "PANAMA", "PA" }, { "PAPUANEWGUINEA", "PG" },
	{ "PARAGUAY", "PY" }, { "PEOPLESREPUBLICOFCHINA", "CN" }, { "PERU", "PE" },
	{ "PHILIPPINES", "PH" }, { "POLAND", "PL" }, { "PORTUGAL", "PT" }, { "PUERTORICO", "PR" },
	{ "QATAR", "QA" }, { "REPUBLICOFIRELAND", "IE" }, { "REPUBLICOFKOREA", "KR" },
	{ "REUNION", "RE" }, { "ROMANIA", "RO" }, { "RUSSIA", "RU" }, { "RUSSIANFEDERATION", "RU" },
	{ "RWANDA", "RW" }, { "SAINTKITTSANDNEVIS", "KN" }, { "SAINTLUCIA", "LC" },
	{ "SAINTVINCENTANDTHEGRENADINES", "VC" }, { "SAMOA", "WS" }, { "SANMARINO", "SM" },
	{ "SAOTOMEANDPRINCIPE", "ST" }, { "SAUDIARABIA", "SA" }, { "SCOTLAND", "GB" },
	{ "SENEGAL", "SN" }, { "SERBIA", "RS" }, { "SEYCHELLES", "SC" }, { "SIERRALEONE", "SL" },
	{ "SINGAPORE", "SG" }, { "SINTMAARTEN", "SX" }, { "SLOVAKIA", "SK" }, { "SLOVENIA", "SI" },
	{ "SOLOMONISLANDS", "SB" }, { "SOMALIA", "SO" }, { "SOUTHAFRICA", "ZA" },
	{ "SOUTHKOREA", "KR" }, { "SOUTHSUDAN", "SS" }, { "SPAIN", "ES" }, { "SRILANKA", "LK" },
	{ "STKITTSANDNEVIS", "KN" }, { "STLUCIA", "LC" }, { "STVINCENTANDTHEGRENADINES", "VC" },
	{ "SUDAN", "SD" }, { "SURINAME", "SR" }, { "SWAZILAND", "SZ" }, { "SWEDEN", "SE" },
	{ "SWITZERLAND", "CH" }, { "SYRIA", "SY" }, { "TAIWAN", "TW" }, { "TAJIKISTAN", "TJ" },
	{ "TANZANIA", "TZ" }, { "THAILAND", "TH" }, { "THEBAHAMAS", "BS" },
	{ "THENETHERLANDS", "NL" }, { "TIMORLESTE", "TL" }, { "TOGO", "TG" }, { "TONGA", "TO" },
	{ "TRINIDADANDTOBAGO", "TT" }, { "TUNISIA", "TN" }, { "TURKEY", "TR" }, { "TURKIYE", "TR" },
	{ "TURKMENISTAN", "TM" }, { "TURKSANDCAICOSISLANDS", "TC" }, { "TUVALU", "TV" },
	{ "UGANDA", "UG" }, { "UKRAINE", "UA" }, { "UNITEDARABEMIRATES", "AE" },
	{ "UNITEDKINGDOM", "GB" }, { "UNITEDSTATES", "US" }, { "UNITEDSTATESOFAMERICA", "US" },
	{ "URUGUAY", "UY" }, { "USA", "US" }, { "UZBEKISTAN", "UZ" }, { "VANUATU", "VU" },
	{ "VATICANCITY", "VA" }, { "VENEZUELA", "VE" }, { "VIETNAM", "VN" },
	{ "VIRGINISLANDSBRITISH", "VG" }, { "WALES", "GB" }, { "YEMEN", "YE" }, { "ZAMBIA", "ZM" },
	{ "ZIMBABWE", "ZW" },
};

enum { LONGEST = 48 };

const char *country_named(struct str words)
{
	char key[LONGEST];
	size_t n = 0, lo = 0, hi = COUNT(names);
	for (size_t i = 0; i < words.n; i++) {
		char c = words.p[i];
		bool lower = c >= 'a' && c <= 'z';
		if (!lower && !(c >= 'A' && c <= 'Z'))
			continue;
		if (n == LONGEST - 1)
			return "";
		key[n++] = lower ? (char)(c - 'a' + 'A') : c;
	}
	key[n] = '\0';
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int order = strcmp(key, names[mid].name);
		if (order == 0)
			return names[mid].alpha2;
		if (order < 0)
			hi = mid;
		else
			lo = mid + 1;
	}
	return "";
}
