/* SPDX-License-Identifier: Apache-2.0
 *
 * log.c - what a person at the terminal is told while the program works (stderr only)
 */
#include "base/log.h"
#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

static bool is_quiet;
static struct {
	double began, last;
	bool shown;
} progress;

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

void log_quiet(bool quiet)
{
	is_quiet = quiet;
}

/* One line, whatever the message was made of. */
static void say(const char *head, const char *fmt, va_list ap)
{
	char text[2048], room[4 * sizeof text];
	struct arena a = { room, room + sizeof room, "message" };
	struct buf clean = buf_in(&a);
	vsnprintf(text, sizeof text, fmt, ap);
	for (char *p = text; *p; p++)
		*p = *p == '\n' ? ' ' : *p;
	buf_printable(&clean, str_of(text), false);
	log_progress_end();
	fprintf(stderr, "petrin: %s%s\n", head, clean.p);
}

void log_note(const char *fmt, ...)
{
	va_list ap;
	if (is_quiet)
		return;
	va_start(ap, fmt);
	say("", fmt, ap);
	va_end(ap);
}

void log_warn(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	say("warning: ", fmt, ap);
	va_end(ap);
}

void log_error(const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	say("", fmt, ap);
	va_end(ap);
}

void log_progress(const char *what, uint64_t done, uint64_t total)
{
	double t = now();
	if (is_quiet || !isatty(STDERR_FILENO))
		return;
	if (progress.began == 0)
		progress.began = progress.last = t;
	if (t - progress.began < 1 || t - progress.last < 0.2)
		return;
	progress.last = t;
	progress.shown = true;
	fprintf(stderr, "\r\033[Kpetrin: %s: %llu", what, (unsigned long long)done);
	if (total && done <= total) /* what is unpacked on the way becomes more than the file has */
		fprintf(stderr, " of %llu (%.0f %%)", (unsigned long long)total,
		        100.0 * (double)done / (double)total);
}

void log_progress_end(void)
{
	if (progress.shown)
		fputs("\r\033[K", stderr);
	progress.began = 0;
	progress.shown = false;
}
