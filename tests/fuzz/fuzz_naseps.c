/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_naseps.c - messages of NASEPS
 */
#include "fuzz_decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_decode(PROTO_NASEPS, data, size);
	return 0;
}
