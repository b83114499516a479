/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_tls.c - hellos of TLS
 */
#include "fuzz_decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_decode(PROTO_TLS, data, size);
	return 0;
}
