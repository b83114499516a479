/* SPDX-License-Identifier: Apache-2.0
 *
 * vuln.h - which published vulnerabilities concern which supplier, and how sure that is
 *
 * Pure: rows of the vulnerability table and the suppliers' names in, answers with reasons out.
 * What is known to go wrong in this trade is ruled out by rule, and each match says which rule and
 * which document made it:
 *	1. A vendor matches by equality with an alias (case and outer blanks aside), never by a part
 *	   of it; "n/a", "*", "-" and their like match nobody.  Names that look like an alias but
 *	   belong to somebody else (not_aliases) win over aliases.
 *	2. A product has the class of the longest entry of a supplier's product list that it equals
 *	   or begins with, ending at a word; else its class is not known.
 *	3. The answer has three values.  Versions "-" and "*" make it unknown, never affected.
 *	4. Of rows that disagree the most trusted one counts: csaf, cna, adp, kev.  A csaf row
 *	   "not affected" that gives its reason wins over all ranges of others, unless the same
 *	   document calls another version of that product affected.
 * A count of zero means that nothing was published that we matched.  It is never "good".
 */
#ifndef PT_IMPORT_VULN_H
#define PT_IMPORT_VULN_H

#include "base/str.h"
#include "model/records.h"

enum vuln_answer { VULN_UNKNOWN, VULN_AFFECTED, VULN_NOT_AFFECTED, VULN_ANSWERS };

/* The classes of table product, and one for products in no list. */
enum vuln_class {
	VULN_RAN, VULN_CORE, VULN_TRANSPORT, VULN_MANAGEMENT, VULN_SECURITY, VULN_CONSUMER,
	VULN_OTHER, VULN_NO_CLASS, VULN_CLASSES
};

struct vuln_product {
	struct str name;
	enum vuln_class class;
};

struct vuln_supplier {
	const struct str *alias, *not_alias;
	size_t aliases, not_aliases;
	const struct vuln_product *product;
	size_t products;
};

struct vuln_input {
	const struct record *row; /* of T_VULNERABILITY */
	size_t rows;
	const struct vuln_supplier *supplier;
	size_t suppliers;
};

/* One row that concerns one supplier. */
struct vuln_match {
	uint32_t row, supplier; /* indices of the input */
	int32_t product;        /* index in the supplier's list, or -1 */
	enum vuln_class class;
	enum vuln_answer answer;
	const char *reason;
};

/* All rows about one vulnerability in one product line of one supplier, made one answer. */
struct vuln_finding {
	uint32_t supplier;
	struct str cve, line;   /* line: entry of the product list, else the product as published */
	enum vuln_class class;
	enum vuln_answer answer;
	uint32_t decided_by;    /* index into match */
	bool exploited;         /* any row says so, and the answer is not "not affected" */
	bool disputed;          /* some row says the contrary */
	const char *reason;
};

/* Counts of different vulnerabilities (CVE ids) per class and answer. */
struct vuln_summary {
	uint32_t cves;
	uint32_t count[VULN_CLASSES][VULN_ANSWERS];
	uint32_t exploited_network; /* exploited, in a class that runs a network */
};

struct vuln_result {
	struct vuln_match *match; /* by supplier, then cve, line, row */
	size_t matches;
	struct vuln_finding *finding;
	size_t findings;
	struct vuln_summary *summary; /* one per supplier */
};

/* All results in the arena; they refer to the input's text. */
struct vuln_result vuln_match_all(struct arena *a, const struct vuln_input *in);

const char *vuln_class_name(enum vuln_class c); /* "ran" ...; "unknown" */
bool vuln_class_of(struct str word, enum vuln_class *c);
/* Whether products of this class run a network (all but consumer, other and unknown). */
bool vuln_network_grade(enum vuln_class c);
/* Equality of names but for case and outer blanks; whether a name stands for "no name". */
bool vuln_same_name(struct str a, struct str b);
bool vuln_no_name(struct str s);

#endif
