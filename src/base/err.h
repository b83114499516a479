/* SPDX-License-Identifier: Apache-2.0
 *
 * err.h - how a failure that somebody can act upon travels
 *
 * A function that can fail returns bool and takes a struct pt_err last.  The first error wins
 * (later ones are ignored); callers may add context with pt_note on the way up.  NULL means
 * "I do not care".  Running out of memory is not of this kind: see arena.h.
 */
#ifndef PT_BASE_ERR_H
#define PT_BASE_ERR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PT_MUST __attribute__((warn_unused_result))
#define PT_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))

enum pt_code {
	PT_OK,
	PT_USAGE,     /* the command line asks for something that does not exist */
	PT_INVALID,   /* input is malformed or contradicts itself */
	PT_IO,        /* the operating system refused a read or write */
	PT_LIMIT,     /* input is larger or deeper than allowed */
	PT_CONFLICT,  /* input contradicts what the store holds */
	PT_CANCELLED,
	PT_BUG,
};

/* Where in which input; zero and empty mean "not known". */
struct pt_at {
	char file[256];
	uint64_t row, column, byte;
};

struct pt_err {
	enum pt_code code;
	struct pt_at at;
	char text[768];
};

/* Records the failure unless one is recorded already; always returns false. */
bool pt_fail(struct pt_err *e, enum pt_code code, const char *fmt, ...) PT_PRINTF(3, 4);

/* As pt_fail, with a place.  `at` is copied. */
bool pt_fail_at(struct pt_err *e, const struct pt_at *at, enum pt_code code, const char *fmt, ...)
        PT_PRINTF(4, 5);

/* Adds ": text" context in front of the message of a recorded failure. */
void pt_note(struct pt_err *e, const char *fmt, ...) PT_PRINTF(2, 3);

/* Names the file of a recorded failure unless one is named already. */
void pt_err_file(struct pt_err *e, const char *file);

/* "usage", "invalid" ...: the `code` of petrin.error/1. */
const char *pt_code_name(enum pt_code code);

/* The exit status a program that ends with this error has (docs/formats/README.md). */
int pt_exit_code(enum pt_code code);

#endif
