/* SPDX-License-Identifier: Apache-2.0
 *
 * classes.h - an owner's shares of several classes become one stake
 *
 * Rows of one stake that name different classes are added: shares with shares, votes with votes, as
 * percent of all shares and of all votes of the company.  What a class does not state is anything
 * from 0 to 100 % in the sum, unless no class states it.  The latest date counts and the least
 * certainty; another end, or other words about a dispute, are no class of the same stake.
 *
 * Memory grows with the rows, some 500 octets each.  Nothing is kept of a row that is refused.
 */
#ifndef PT_IMPORT_CLASSES_H
#define PT_IMPORT_CLASSES_H

#include "base/map.h"
#include "import/register.h"

struct class_row {
	const struct record *stake;
	struct str name;           /* of the class, may be empty */
	double share[2], votes[2]; /* percent; the first is NaN when nothing is stated */
};

struct classes {
	struct arena *a;
	struct map at;
	struct class_sum **sum;
	size_t n, cap;
};

struct classes classes_in(struct arena *a);
/* Adds a row.  False: it does not go with the one before, for the column in *wrong and the row in *row. */
bool classes_add(struct classes *c, const struct class_row *r, enum stake_column *wrong, uint64_t *row);
/* Hands on the sums in the order of their first rows; one of more than 100 % is a fault.  False = stop. */
bool classes_emit(const struct classes *c, struct import_job *job) PT_MUST;

#endif
