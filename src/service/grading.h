/* SPDX-License-Identifier: Apache-2.0
 *
 * grading.h - how much a piece of evidence counts, in words and with the factors in use
 *
 * The letters and digits are those of NATO AJP-2.1 ("Admiralty"); the factors are asked from
 * judge/evidence when this is called, so that what a page says about strength is what was done.
 */
#ifndef PT_SERVICE_GRADING_H
#define PT_SERVICE_GRADING_H

struct grading {
	char letter;          /* 'A'..'F' or '1'..'6'; 0 after the last */
	const char *words;
	double factor;
};

struct gradings {
	struct grading source[7], content[7];
	double allegation, statement, anonymous, unverified;
};

struct gradings service_gradings(void);

/* "usually reliable", "probably true"; "" for what is no grade. */
const char *service_grading_words(char letter);

#endif
