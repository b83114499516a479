/* SPDX-License-Identifier: Apache-2.0
 *
 * attack_roaming.c - attacks on roaming, 4G and transport: D49 to D56
 */
#include "watch/generate/attack.h"
