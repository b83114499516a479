/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_s1ap.c - messages of S1AP
 */
#include "fuzz_decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_decode(PROTO_S1AP, data, size);
	return 0;
}
