#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# foo.c exports foo_*: every global name of the library says where it is from.   usage: exports.sh BUILD
#
# A file may also use its first word (store_put.c: store_), its folder (service/grading.c: service_), in
# base pt_, and what exports.txt allows it.
cd "$(dirname "$0")/.." || exit 1
# Of two objects with the same name the linker silently takes one.
twice=$(nm -g --defined-only "$1/libpetrin.a" 2>/dev/null | awk 'NF == 3 { print $3 }' | sort | uniq -d)
[ -z "$twice" ] || { echo "exported twice:" $twice; exit 1; }
for object in "$1"/libpetrin.a.p/src_*.o; do
	nm -g --defined-only "$object" | awk -v file="$(basename "$object" .c.o)" 'NF == 3 { print file, $3 }'
done | awk '
FNR == NR { if ($0 !~ /^#/) { split($0, part, ":"); gsub("/", "_", part[1]); allowed[part[1]] = part[2] } next }
function begins(name, with) { return with != "" && index(name, with) == 1 }
{
	file = $1; sub(/^src_/, "", file); name = $2; ok = 0; seen++
	folder = file; sub(/_.*/, "", folder)
	# the file name is some end of the path: src_store_store_put may be store/store_put or store/store/put
	for (rest = file; !ok; ) {
		first = rest; sub(/_.*/, "", first)
		ok = begins(name, rest "_") || name == rest || begins(name, first "_")
		if (!sub(/^[a-z0-9]+_/, "", rest)) break
	}
	ok = ok || (folder == "base" && begins(name, "pt_"))
	n = split(allowed[file] " " allowed[folder "_*"], more, " ")
	for (i = 1; i <= n; i++) ok = ok || begins(name, more[i])
	if (!ok) { print "src/" file ".c exports " name; bad = 1 }
}
END { if (seen < 100) { print "exports.sh: no names in " FILENAME; bad = 1 }; exit bad }' tools/exports.txt -
