/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_f1ap.c - messages of F1AP
 */
#include "fuzz_decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_decode(PROTO_F1AP, data, size);
	return 0;
}
