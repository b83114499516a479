/* SPDX-License-Identifier: Apache-2.0
 *
 * json_scan.h - the parts of a string that need no look, for the reader and the writer of json.h
 */
#ifndef PT_BASE_JSON_SCAN_H
#define PT_BASE_JSON_SCAN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define EACH(octet) (0x0101010101010101u * (octet))

/* The first offset from i on of a quote, a backslash, a control character or a non-ASCII octet. */
static inline size_t json_plain_end(const char *p, size_t i, size_t n)
{
	for (; n - i >= 8; i += 8) {
		uint64_t w;
		memcpy(&w, p + i, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
		w = __builtin_bswap64(w);
#endif
		/* (x - k) & ~x has the top bit where an octet is below k: exact for the lowest hit,
		 * which is the only one looked at. */
		uint64_t quote = w ^ EACH('"'), slash = w ^ EACH('\\');
		uint64_t hit = ((w - EACH(0x20)) & ~w) | ((quote - EACH(1)) & ~quote) |
		               ((slash - EACH(1)) & ~slash) | w;
		hit &= EACH(0x80);
		if (hit)
			return i + (unsigned)__builtin_ctzll(hit) / 8;
	}
	for (; i < n; i++) {
		unsigned char c = (unsigned char)p[i];
		if (c < 0x20 || c >= 0x80 || c == '"' || c == '\\')
			break;
	}
	return i;
}

/* The first octet from i on that is ASCII. */
static inline size_t json_foreign_end(const char *p, size_t i, size_t n)
{
	while (i < n && (p[i] & 0x80))
		i++;
	return i;
}

#endif
