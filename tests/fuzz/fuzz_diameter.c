/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_diameter.c - messages of DIAMETER
 */
#include "fuzz_decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_decode(PROTO_DIAMETER, data, size);
	return 0;
}
