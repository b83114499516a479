#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every #include "folder/..." must be allowed by layers.txt.
cd "$(dirname "$0")/.." || exit 1
find src -name '*.[ch]' -exec grep -Hn '^#include "' {} + | awk '
FNR == NR { if ($0 !~ /^#/) { split($0, part, ":"); may[part[1]] = " " part[2] " " part[1] " " } next }
{
	split($0, at, ":"); split(at[1], path, "/"); from = path[2]
	match($0, /"[^"]+"/); to = substr($0, RSTART + 1, RLENGTH - 2); sub(/\/.*/, "", to)
	if (!(from in may)) { print at[1] ": folder " from " is in no layer"; bad = 1 }
	else if (index(may[from], " " to " ") == 0) {
		print at[1] ":" at[2] ": " from " may not include " to; bad = 1
	}
}
END { exit bad }' tools/layers.txt -
