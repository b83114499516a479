/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_sip.c - messages of SIP
 */
#include "fuzz_decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_decode(PROTO_SIP, data, size);
	return 0;
}
