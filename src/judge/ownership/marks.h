/* SPDX-License-Identifier: Apache-2.0
 *
 * marks.h - a set of numbers below n from which the smallest or largest is taken
 *
 * A bit per number, over it a bit per word, and so on, up to one word: adding and taking cost a few
 * steps whatever the number of members, and going through members in order costs no sorting.  What
 * was taken out leaves no trace, so one set serves for many small questions on a large graph.
 * Memory n / 8 octets and a sixty-third of that.
 */
#ifndef PT_JUDGE_MARKS_H
#define PT_JUDGE_MARKS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

enum { MARKS_DEPTH = 6, MARKS_NONE = UINT32_MAX };

struct marks {
	uint64_t *level[MARKS_DEPTH]; /* the last one in use is a single word */
	unsigned depth;
};

static inline struct marks marks_in(struct arena *a, size_t n)
{
	struct marks m = { 0 };
	do {
		n = (n + 63) / 64;
		m.level[m.depth++] = NEW(a, uint64_t, n ? n : 1);
	} while (n > 1);
	return m;
}

static inline bool marks_has(const struct marks *m, uint32_t i)
{
	return m->level[0][i / 64] >> i % 64 & 1;
}

static inline void marks_add(struct marks *m, uint32_t i)
{
	for (unsigned d = 0; d < m->depth; d++, i /= 64) {
		uint64_t *w = &m->level[d][i / 64], had = *w;
		*w |= (uint64_t)1 << i % 64;
		if (had)
			return;
	}
}

static inline void marks_remove(struct marks *m, uint32_t i)
{
	for (unsigned d = 0; d < m->depth; d++, i /= 64)
		if (m->level[d][i / 64] &= ~((uint64_t)1 << i % 64))
			return;
}

/* The smallest (largest) member, taken out; MARKS_NONE when empty. */
static inline uint32_t marks_take(struct marks *m, bool largest)
{
	uint32_t i = 0;
	if (m->level[m->depth - 1][0] == 0)
		return MARKS_NONE;
	for (unsigned d = m->depth; d-- > 0;) {
		uint64_t w = m->level[d][i];
		i = i * 64 + (uint32_t)(largest ? 63 - __builtin_clzll(w) : __builtin_ctzll(w));
	}
	marks_remove(m, i);
	return i;
}

#endif
