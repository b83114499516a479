/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_x2ap.c - messages of X2AP
 */
#include "fuzz_decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_decode(PROTO_X2AP, data, size);
	return 0;
}
