/* SPDX-License-Identifier: Apache-2.0
 *
 * err.c - how a failure that somebody can act upon travels
 */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void record(struct pt_err *e, enum pt_code code, const char *fmt, va_list ap)
{
	e->code = code;
	vsnprintf(e->text, sizeof e->text, fmt, ap);
}

bool pt_fail(struct pt_err *e, enum pt_code code, const char *fmt, ...)
{
	if (e == NULL || e->code != PT_OK)
		return false;
	va_list ap;
	va_start(ap, fmt);
	record(e, code, fmt, ap);
	va_end(ap);
	return false;
}

bool pt_fail_at(struct pt_err *e, const struct pt_at *at, enum pt_code code, const char *fmt, ...)
{
	if (e == NULL || e->code != PT_OK)
		return false;
	if (at != NULL)
		e->at = *at;
	va_list ap;
	va_start(ap, fmt);
	record(e, code, fmt, ap);
	va_end(ap);
	return false;
}

void pt_note(struct pt_err *e, const char *fmt, ...)
{
	if (e == NULL || e->code == PT_OK)
		return;
	char before[sizeof e->text];
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(before, sizeof before, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n + 3 >= sizeof before)
		return;
	size_t room = sizeof before - (size_t)n;
	snprintf(before + n, room, ": %.*s", (int)room - 3, e->text);
	memcpy(e->text, before, sizeof before);
}

void pt_err_file(struct pt_err *e, const char *file)
{
	if (e != NULL && e->code != PT_OK && e->at.file[0] == '\0')
		snprintf(e->at.file, sizeof e->at.file, "%s", file);
}

const char *pt_code_name(enum pt_code code)
{
	switch (code) {
	case PT_OK: return "ok";
	case PT_USAGE: return "usage";
	case PT_INVALID: return "invalid";
	case PT_IO: return "io";
	case PT_LIMIT: return "limit";
	case PT_CONFLICT: return "conflict";
	case PT_CANCELLED: return "cancelled";
	case PT_BUG: return "bug";
	}
	return "bug";
}

int pt_exit_code(enum pt_code code)
{
	switch (code) {
	case PT_OK: return 0;
	case PT_USAGE: return 2;
	case PT_INVALID:
	case PT_IO:
	case PT_LIMIT: return 3;
	case PT_CONFLICT: return 4;
	case PT_CANCELLED:
	case PT_BUG: return 70;
	}
	return 70;
}
