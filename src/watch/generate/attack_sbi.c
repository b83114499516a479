/* SPDX-License-Identifier: Apache-2.0
 *
 * attack_sbi.c - attacks on SBI: D37 to D48
 */
#include "watch/generate/attack.h"
