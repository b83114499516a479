/* SPDX-License-Identifier: Apache-2.0
 *
 * pack_inside.h - between the keys of a pack and what is checked of their values
 */
#ifndef PT_MODEL_PACK_INSIDE_H
#define PT_MODEL_PACK_INSIDE_H

#include "model/pack.h"

/* What one place of a pack says about itself and about other places of it; fills what pack.h calls
 * "made by pack_read". */
bool pack_check(struct arena *keep, const char *file, struct pack *p, struct pt_err *e) PT_MUST;
bool pack_check_cases(const char *file, struct pack_cases *c, struct pt_err *e) PT_MUST;

#endif
