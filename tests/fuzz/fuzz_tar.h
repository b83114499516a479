/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_tar.h - a tar whose check sums hold, from arbitrary octets
 *
 * A fuzzer does not guess check sums: without this it would never get behind the first header.
 */
#ifndef PT_FUZZ_TAR_H
#define PT_FUZZ_TAR_H

#include <stdio.h>
#include <string.h>

#include "fuzz_import.h"

enum { TAR_BLOCK = 512 };

/* A copy of the octets in which every block that says it is a header has its sum. */
static inline char *tar_of(const uint8_t *p, size_t n)
{
	char *to = malloc(n + 1);
	if (n > 0)
		memcpy(to, p, n);
	for (char *block = to; (size_t)(to + n - block) >= TAR_BLOCK; block += TAR_BLOCK) {
		unsigned sum = 8 * ' ';
		char digits[8];
		if (block != to && memcmp(block + 257, "ustar", 5) != 0)
			continue;
		memcpy(block + 257, "ustar", 5);
		for (int i = 0; i < TAR_BLOCK; i++)
			sum += i < 148 || i >= 156 ? (unsigned char)block[i] : 0;
		snprintf(digits, sizeof digits, "%06o", sum);
		memcpy(block + 148, digits, sizeof digits);
	}
	return to;
}

#endif
