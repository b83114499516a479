/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz_zst.c - a compressed tar from arbitrary octets
 *
 * The first octet says how much of the rest is compressed here, in one frame; what follows stands
 * behind that frame as it is: a second frame, or what is none.  0 = all is as it is.
 */
#include <zstd.h>

#include "fuzz_tar.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	if (n == 0)
		return 0;
	size_t tarred = (n - 1) * p[0] / 255, bound = ZSTD_compressBound(tarred), frame = 0;
	char *tar = tar_of(p + 1, tarred), *all = malloc(bound + n);
	if (tarred > 0)
		frame = ZSTD_compress(all, bound, tar, tarred, 1);
	memcpy(all + frame, p + 1 + tarred, n - 1 - tarred);
	fuzz_import((uint8_t *)all, frame + n - 1 - tarred, NULL);
	free(all);
	free(tar);
	return 0;
}
