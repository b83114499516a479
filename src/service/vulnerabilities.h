/* SPDX-License-Identifier: Apache-2.0
 *
 * vulnerabilities.h - what the workspace knows of published vulnerabilities of the assessed suppliers
 *
 * Shown beside the verdict and never judged: counts follow from how much a supplier publishes, so a
 * low number means "not disclosed" and never "good".  The rules of matching are in import/vuln.h.
 */
#ifndef PT_SERVICE_VULNERABILITIES_H
#define PT_SERVICE_VULNERABILITIES_H

#include "import/vuln.h"
#include "model/model.h"
#include "store/store.h"

struct vulnerabilities {
	uint64_t rows;              /* of any vendor in the workspace on the day */
	struct vuln_result matched; /* supplier = index of the subject */
};

struct vulnerabilities_of {
	const struct supplier **subject;
	size_t n;
	int32_t day;
};
bool vulnerabilities_load(struct arena *keep, struct store *s, const struct vulnerabilities_of *of,
                          struct vulnerabilities *out, struct pt_err *e) PT_MUST;

#endif
