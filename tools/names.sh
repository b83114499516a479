#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What judges names nobody: no supplier of data/suppliers and no country in src/judge and src/watch.
# usage: names.sh [FOLDER...]
cd "$(dirname "$0")/.." || exit 1
[ $# -gt 0 ] || set -- src/judge src/watch
words=$(mktemp) exact=$(mktemp) || exit 1
trap 'rm -f "$words" "$exact"' EXIT

# A name stands between what is no letter; between its words may be anything short, as in north_korea.
# shellcheck disable=SC2016  # $0 is for awk
pattern='{ gsub(/[^A-Za-z0-9]+/, "[^A-Za-z0-9]{1,2}"); print "(^|[^A-Za-z])" $0 "($|[^A-Za-z])" }'
{
	sed -n 's/^id: *//p' data/suppliers/*.yaml
	# shellcheck disable=SC2020  # "Datang / CICT" and "Microsoft (Affirmed, Metaswitch)" are several names
	sed -n 's/^name: *//p; s/^aliases: *//p' data/suppliers/*.yaml | tr ',/()[]"' '\n\n\n\n\n\n\n'
} | sed 's/^ *//; s/ *$//' | grep -E '[A-Za-z]{3}|[0-9]' | sort -u | awk "$pattern" > "$words"
sed -n '/^#/d; s/^[A-Z][A-Z] //p' tools/countries.txt | tr ',' '\n' | sed 's/^ *//' > "$exact"
grep -v '^\*' "$exact" | awk "$pattern" >> "$words"
grep '^\*' "$exact" | sed 's/^\*//' | awk "$pattern" > "$exact.case"
# A code of two letters is also a word of other meaning, so only "XX" and country:XX count.
sed -n 's/^\([A-Z][A-Z]\) .*/("|country:)\1($|[^A-Za-z0-9])/p' tools/countries.txt >> "$exact.case"
mv "$exact.case" "$exact"
for file in data/suppliers/*.yaml; do # the check has to be able to fail
	grep -qEi -f "$words" "$file" || { echo "names.sh: would not find who is in $file"; exit 1; }
done

bad=0
for folder; do
	[ -d "$folder" ] || continue
	found=$(grep -rnEi -f "$words" "$folder"; grep -rnE -f "$exact" "$folder")
	[ -z "$found" ] && continue
	echo "a supplier or a country is named where nobody may be"
	echo "$found" | sed 's/^/  /'
	bad=1
done
exit $bad
