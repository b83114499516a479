/* SPDX-License-Identifier: Apache-2.0
 *
 * bods_words.c - the code lists of the Beneficial Ownership Data Standard 0.4, and what they mean here
 */
#include "import/bods_words.h"

#include <string.h>
#include <strings.h>

/* interestType.csv of BODS 0.4 */
const struct bods_interest bods_interest[BODS_INTERESTS] = {
	{ "shareholding", BODS_SHARE },
	{ "votingRights", BODS_VOTES },
	{ "appointmentOfBoard", BODS_CONTROL },
	{ "otherInfluenceOrControl", BODS_CONTROL },
	{ "seniorManagingOfficial", BODS_IGNORED }, /* named because no owner was found */
	{ "settlor", BODS_CONTROL },
	{ "trustee", BODS_CONTROL },
	{ "protector", BODS_CONTROL },
	{ "beneficiaryOfLegalArrangement", BODS_SHARE },
	{ "rightsToSurplusAssetsOnDissolution", BODS_IGNORED }, /* would count equity twice */
	{ "rightsToProfitOrIncome", BODS_IGNORED },
	{ "rightsGrantedByContract", BODS_CONTROL },
	{ "conditionalRightsGrantedByContract", BODS_IGNORED }, /* not in force */
	{ "controlViaCompanyRulesOrArticles", BODS_CONTROL },
	{ "controlByLegalFramework", BODS_CONTROL },
	{ "boardMember", BODS_IGNORED }, /* an office */
	{ "boardChair", BODS_IGNORED },
	{ "unknownInterest", BODS_NATURE_UNKNOWN },
	{ "unpublishedInterest", BODS_NATURE_UNKNOWN },
	{ "enjoymentAndUseOfAssets", BODS_IGNORED },
	{ "rightToProfitOrIncomeFromAssets", BODS_IGNORED },
	{ "nominee", BODS_NOMINEE },
	{ "nominator", BODS_CONTROL }, /* who instructs the nominee decides */
};

int bods_interest_of(struct str word)
{
	for (int i = 0; i < BODS_INTERESTS; i++)
		if (str_is(word, bods_interest[i].word))
			return i;
	return BODS_NO_INTEREST;
}

enum register_type bods_entity_type(struct str type, struct str subtype)
{
	static const struct {
		const char *word;
		enum register_type type;
	} types[] = {
		{ "registeredEntity", REGISTER_COMPANY }, { "legalEntity", REGISTER_COMPANY },
		{ "arrangement", REGISTER_ARRANGEMENT },  { "anonymousEntity", REGISTER_UNKNOWN },
		{ "unknownEntity", REGISTER_UNKNOWN },    { "state", REGISTER_STATE },
		{ "stateBody", REGISTER_STATE },
	};
	if (str_is(subtype, "trust"))
		return REGISTER_ARRANGEMENT;
	for (size_t i = 0; i < COUNT(types); i++)
		if (str_is(type, types[i].word))
			return types[i].type;
	return REGISTER_NO_TYPE;
}

enum register_reason bods_reason(struct str word)
{
	static const struct {
		const char *word;
		enum register_reason why;
	} words[] = {
		{ "noBeneficialOwners", REASON_NOBODY },
		{ "subjectUnableToConfirmOrIdentifyBeneficialOwner", REASON_UNKNOWN },
		{ "interestedPartyHasNotProvidedInformation", REASON_SILENT },
		{ "subjectExemptFromDisclosure", REASON_EXEMPT },
		{ "interestedPartyExemptFromDisclosure", REASON_EXEMPT },
		{ "unknown", REASON_UNKNOWN },
		{ "informationUnknownToPublisher", REASON_UNKNOWN },
	};
	for (size_t i = 0; i < COUNT(words); i++)
		if (str_is(word, words[i].word))
			return words[i].why;
	return REASON_UNKNOWN;
}

static bool has(struct str text, const char *words)
{
	size_t n = strlen(words);
	for (size_t i = 0; i + n <= text.n; i++)
		if (strncasecmp(text.p + i, words, n) == 0)
			return true;
	return false;
}

const char *bods_redistributable(struct str licence)
{
	static const char *const ways[][2] = { /* the more binding ones first */
		{ "by-nc", "no" },        { "by-nd", "no" },
		{ "by-sa", "share-alike" }, { "odbl", "share-alike" },
		{ "/by/", "attribution" }, { "cc-by", "attribution" }, { "odc-by", "attribution" },
		{ "open-government-licence", "attribution" },
		{ "cc-zero", "yes" },     { "cc0", "yes" },
		{ "publicdomain/zero", "yes" }, { "pddl", "yes" },
	};
	for (size_t i = 0; i < COUNT(ways); i++)
		if (has(licence, ways[i][0]))
			return ways[i][1];
	return "no";
}
