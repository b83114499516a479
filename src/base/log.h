/* SPDX-License-Identifier: Apache-2.0
 *
 * log.h - what a person at the terminal is told while the program works (stderr only)
 */
#ifndef PT_BASE_LOG_H
#define PT_BASE_LOG_H

#include <stdbool.h>
#include <stdint.h>

void log_quiet(bool quiet); /* only errors from here on */
/* What is shown is one line without control characters. */
void log_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Tells how far long work is: a line that rewrites itself, on a terminal only and not in the first
 * second.  total 0 = not known. */
void log_progress(const char *what, uint64_t done, uint64_t total);
void log_progress_end(void);

#endif
