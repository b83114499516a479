#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What the real binary says, word for word.   usage: run.sh PETRIN [accept] [CASE...]
#
# A case is a file cases/NAME: the first line is a shell command (petrin is the binary, in a folder
# that holds a copy of small/), the rest is what it must print: standard output, then "--- stderr" and
# standard error, then "--- exit N".  "accept" rewrites the cases; git diff is the review.
set -u
petrin=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
shift
accept=no
[ "${1:-}" = accept ] && accept=yes && shift
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/bin"
ln -s "$petrin" "$dir/bin/petrin"
PATH=$dir/bin:$PATH
unset NO_COLOR PETRIN_WORKSPACE
export PATH LC_ALL=C XDG_DATA_HOME="$dir/share"
failed=0 cases=0
[ $# -gt 0 ] || set -- $(cd "$here/cases" && ls)
for name; do
	cases=$((cases + 1))
	rm -rf "$dir/work"
	cp -r "$here/small" "$dir/work"
	command=$(head -n 1 "$here/cases/$name")
	(cd "$dir/work" && sh -c "$command" >"$dir/out" 2>"$dir/err" </dev/null)
	status=$?
	{
		printf '%s\n' "$command"
		cat "$dir/out"
		[ -s "$dir/err" ] && echo "--- stderr" && cat "$dir/err"
		echo "--- exit $status"
	} >"$dir/got"
	cmp -s "$dir/got" "$here/cases/$name" && continue
	if [ $accept = yes ]; then
		cp "$dir/got" "$here/cases/$name"
		echo "$name: rewritten"
	else
		echo "$name: differs"
		diff -u "$here/cases/$name" "$dir/got"
		failed=$((failed + 1))
	fi
done
echo "golden: $((cases - failed)) passed, $failed failed"
[ $failed = 0 ]
