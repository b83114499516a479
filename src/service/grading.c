/* SPDX-License-Identifier: Apache-2.0
 *
 * grading.c - how much a piece of evidence counts, in words and with the factors in use
 */
#include "service/grading.h"

#include "judge/evidence/belief.h"

static const char *const source_words[] = { "completely reliable", "usually reliable", "fairly reliable",
	                                    "not usually reliable", "unreliable",
	                                    "reliability cannot be judged" };
static const char *const content_words[] = { "confirmed by other sources", "probably true", "possibly true",
	                                     "doubtful", "improbable", "truth cannot be judged" };

const char *service_grading_words(char letter)
{
	if (letter >= 'A' && letter <= 'F')
		return source_words[letter - 'A'];
	return letter >= '1' && letter <= '6' ? content_words[letter - '1'] : "";
}

/* A finding of today from the best source that was read: the others are shares of it. */
static const struct evidence best = { .grades = 1, .reliability = 'A', .credibility = 1, .verified = true,
	                              .status = E_FINDING };

static double strength(struct evidence ev)
{
	return evidence_strength(&ev, 0, 0);
}

struct gradings service_gradings(void)
{
	struct gradings out = { .source = { { 0 } } };
	struct evidence ev = best;
	for (int i = 0; i < 6; i++) {
		ev = best;
		ev.reliability = (char)('A' + i);
		out.source[i] = (struct grading){ ev.reliability, source_words[i], strength(ev) };
		ev = best;
		ev.credibility = 1 + i;
		out.content[i] = (struct grading){ (char)('1' + i), content_words[i],
			                           strength(ev) / strength(best) };
	}
	ev = best, ev.status = E_ALLEGATION, out.allegation = strength(ev) / strength(best);
	ev = best, ev.status = E_STATEMENT, out.statement = strength(ev) / strength(best);
	ev = best, ev.anonymous = true, out.anonymous = strength(ev) / strength(best);
	ev = best, ev.verified = false, out.unverified = strength(ev) / strength(best);
	return out;
}
