/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_capture_file.c - a capture file from arbitrary octets, packed or not
 *
 * Whatever it is: it ends, it is read as far as it goes, its packets lie in the order they have in it, and the same
 * octets give the same payloads again.
 */
#include "fuzz_capture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint64_t sums[2];
	for (int i = 0; i < 2; i++) {
		struct fuzz_capture f;
		fuzz_begin(&f);
		struct capture_file file = { .name = "memory",
			                     .source = stream_memory((struct str){ (const char *)data, size }) };
		capture_files(&f.c, &file, 1);
		sums[i] = f.sum;
		fuzz_end(&f);
	}
	fuzz_demand(sums[0] == sums[1]);
	return 0;
}
