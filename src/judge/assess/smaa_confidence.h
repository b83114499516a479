/* SPDX-License-Identifier: Apache-2.0
 *
 * smaa_confidence.h - how often each alternative would be first if its own central weights were
 * everybody's
 *
 * Reads central_weights (not a number: never first) and writes confidence, from at most 10,000
 * draws of the values, other ones than those that the central weights come from.
 */
#ifndef PT_JUDGE_SMAA_CONFIDENCE_H
#define PT_JUDGE_SMAA_CONFIDENCE_H

#include "judge/assess/values.h"

void smaa_confidence(struct arena scratch, const struct values *v, const struct strip_kernel *kernel,
                     struct solution *out);

#endif
