/* SPDX-License-Identifier: Apache-2.0
 *
 * left_out.c - which rows of a file were left out, for a person at a terminal
 */
#include "base/log.h"
#include "service/import.h"
#include "ui/cli/cli.h"

enum { SHOWN = 20 };

void cli_left_out(const struct import_summary *s)
{
	size_t n = s->faults < SHOWN ? s->faults : SHOWN;
	for (size_t i = 0; i < n; i++)
		log_warn("%s: row %llu, column %llu: %s", s->file, (unsigned long long)s->fault[i].row,
		         (unsigned long long)s->fault[i].column, s->fault[i].message);
	if (s->rejected > n)
		log_warn("%s: and %llu more; --json lists %s", s->file, (unsigned long long)(s->rejected - n),
		         s->rejected > s->faults ? "the first 1000" : "them");
	for (size_t i = 0; i < s->warnings && i < SHOWN; i++)
		log_warn("%s: %s", s->file, s->warning[i].message);
	if (s->skips == 1)
		log_note("%s: left out: row %llu %s", s->file, (unsigned long long)s->skip[0].row,
		         s->skip[0].message);
	else if (s->skips > 1)
		log_note("%s: left out: row %llu %s, and so on, %llu rows in all; --json lists %s", s->file,
		         (unsigned long long)s->skip[0].row, s->skip[0].message,
		         (unsigned long long)s->skipped, s->skipped > s->skips ? "the first 1000" : "them");
}
