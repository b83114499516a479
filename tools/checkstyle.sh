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
breach "assert says what our code guarantees, never what input is like" '(^|[^_a-z])assert\(' \
	'^(tests/|src/ui/report/html\.c)'
# The sign in the middle is left out: it also underlines headings.
if git rev-parse -q --git-dir >/dev/null 2>&1; then
	git grep -nE '^(<<<<<<<|>>>>>>>)( |$)' && { echo "left behind by merging"; bad=1; }
fi
find src tests tools data -name README.md -exec awk 'END { if (NR > 15) { print FILENAME ": a folder is explained in at most 15 lines"; exit 1 } }' {} \; |
	grep . && bad=1
# shellcheck disable=SC2086
for f in $files; do
	head -n 1 "$f" | grep -q 'SPDX-License-Identifier: Apache-2.0' || {
		echo "$f: no SPDX line"
		bad=1
	}
done
# shellcheck disable=SC2086
awk '{ line = $0; while ((at = index(line, "\t")) > 0)
	line = substr(line, 1, at - 1) sprintf("%" (8 - (at - 1) % 8) "s", "") substr(line, at + 1)
	if (length(line) > 120) { print FILENAME ":" FNR ": is over 120 columns"; bad = 1 } }
END { exit bad }' $files || bad=1
exit $bad
