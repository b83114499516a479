/* SPDX-License-Identifier: Apache-2.0
 *
 * gleif.h - one record of the Legal Entity Identifier system, whatever it was written in
 *
 * gleif_xml.c and gleif_csv.c make records of this; gleif.c makes rows of them.
 * Fields are as written, dates with their time; a field that is not there is empty.
 */
#ifndef PT_IMPORT_GLEIF_H
#define PT_IMPORT_GLEIF_H

#include "import/register.h"

enum gleif_form { GLEIF_ENTITIES, GLEIF_RELATIONS, GLEIF_EXCEPTIONS, GLEIF_FORMS };

enum gleif_field {
	GLEIF_LEI, GLEIF_NAME, GLEIF_JURISDICTION, GLEIF_COUNTRY, GLEIF_CATEGORY, GLEIF_STATUS,
	GLEIF_REGISTRATION, GLEIF_UPDATED,
	GLEIF_START, GLEIF_END, GLEIF_TYPE, GLEIF_REL_STATUS, GLEIF_FROM, GLEIF_UNTIL,
	GLEIF_EXCEPTION, GLEIF_REASON, GLEIF_DELETED, GLEIF_FIELDS
};

enum { GLEIF_TEXT = 2000 }; /* octets a field may have */

struct gleif_record {
	struct str field[GLEIF_FIELDS]; /* until the next */
	struct pt_at at;
};

struct gleif_reader {
	struct import_job *job;
	/* False = no more, please. */
	bool (*record)(void *ctx, enum gleif_form form, const struct gleif_record *r);
	void *ctx;
	enum gleif_form form;
	char content[11]; /* date of the file, when it says one */
};

/* Streams job->source. False with e->code PT_CANCELLED when `record` wanted no more. */
bool gleif_xml(struct gleif_reader *g, struct pt_err *e) PT_MUST;
bool gleif_xml_sniff(struct str head);
bool gleif_csv(struct gleif_reader *g, struct pt_err *e) PT_MUST;
bool gleif_csv_sniff(struct str head);

#endif
