/* SPDX-License-Identifier: Apache-2.0
 *
 * element_state.h - whether an element is in service, by the text of its status
 *
 * Sources have words of their own.  Only words that leave no doubt mean that an element is not there yet
 * or not there any more; every other text, and none, means that it is in service: an element too many is
 * seen, one too few is not.  Failed or switched off is in service: it is there.
 */
#ifndef PT_SERVICE_ELEMENT_STATE_H
#define PT_SERVICE_ELEMENT_STATE_H

enum element_state { ELEMENT_IN_SERVICE, ELEMENT_PLANNED, ELEMENT_RETIRED };

/* Case, spaces and punctuation do not count. */
enum element_state element_state_of(const char *status);

#endif
