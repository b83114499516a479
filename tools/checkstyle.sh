#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What a machine can check of STYLE.md; prints file:line for every breach.
cd "$(dirname "$0")/.." || exit 1
files=$(find src tests -name '*.[ch]')
bad=0
breach() { # message, pattern, files to leave out
	# shellcheck disable=SC2086  # a list of files is meant
	found=$(grep -nE "$2" $files /dev/null | grep -vE "${3:-^$}")
	[ -z "$found" ] && return
	echo "$1"
	echo "$found" | sed 's/^/  /'
	bad=1
}
breach "space at the end of a line" '[ 	]+$'
breach "this function is not for petrin" \
	'(^|[^a-z_])(strcpy|strcat|sprintf|atoi|atof|strtok|system|popen|alloca|longjmp|gets)\(' '^tests/'
breach "memory comes from an arena" '(^|[^a-z_])(malloc|calloc|realloc|free)\(' \
	'^(tests/|src/base/arena\.c)|adapter'
# shellcheck disable=SC2086
for f in $files; do
	head -n 1 "$f" | grep -q 'SPDX-License-Identifier: Apache-2.0' || {
		echo "$f: no SPDX line"
		bad=1
	}
done
# shellcheck disable=SC2086
expand -t 8 $files | awk 'length > 120 { bad++ } END { if (bad) { print bad " lines are over 120 columns"; exit 1 } }' || bad=1
exit $bad
