#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The real binary on good and bad files: exit codes and places.   usage: cli.sh PETRIN
petrin=$1
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
failed=0
expect() { # status, text, arguments...
	status=$1 text=$2
	shift 2
	out=$("$petrin" "$@" 2>&1)
	got=$?
	case $got:$out in
	"$status":*"$text"*) ;;
	*) echo "petrin $*: exit $got, \"$out\"; expected $status and \"$text\"" >&2; failed=1 ;;
	esac
}
printf 'a,b\n1,2\n' > "$dir/good.csv"
printf 'a,b\n1\n' > "$dir/short.csv"
printf '{"a":[1,2]}' > "$dir/good.json"
printf '{"a":\n [1,,2]}' > "$dir/bad.json"
: > "$dir/empty"
expect 0 'in order (csv)' check "$dir/good.csv"
expect 0 'in order (json)' check "$dir/good.json"
expect 3 'row 2' check "$dir/short.csv"
expect 3 'row 2, column 5' check "$dir/bad.json"
expect 3 'is empty' check "$dir/empty"
mkdir "$dir/empty.d"
expect 3 'holds no JSON document' check "$dir/empty.d"
expect 3 'cannot open' check "$dir/none"
expect 2 'did you mean "check"' chek
expect 2 'needs FILE...' check
expect 0 'petrin ' --version
problem() { # text of the criteria member, text of the rest
	printf '{"schema":"petrin.problem/1",%s,\n"alternatives":[%s]%s}' "$1" "$2" "$3" > "$dir/p.json"
}
two='{"id":"a","values":{"c":1}},{"id":"b","values":{"c":2}}'
problem '"method":"weighted-sum","criteria":[{"id":"c","weight":1}]' "$two" ''
expect 0 '"rank": 2' assess --problem "$dir/p.json"
problem '"method":"topsis","criteria":[{"id":"c","weight":1}]' "$two" ',"lambda":0.7'
expect 3 'does not use "lambda"' assess --problem "$dir/p.json"
problem '"method":"topsi","criteria":[{"id":"c","weight":1}]' "$two" ''
expect 3 'did you mean "topsis"' assess --problem "$dir/p.json"
problem '"method":"topsis","criteria":[{"id":"c","weight":0}]' "$two" ''
expect 3 'weights cannot sum to 1' assess --problem "$dir/p.json"
problem '"method":"topsis","criteria":[{"id":"d","weight":1}]' "$two" ''
expect 3 'row 2, column 37: unknown criterion "c"' assess --problem "$dir/p.json"
problem '"method":"topsis","criteria":[{"id":"c","weight":1}]' "$two,$two" ''
expect 3 'there twice' assess --problem "$dir/p.json"
problem '"method":"mr-sort","criteria":[{"id":"c","weight":1}]' "$two" ''
expect 3 'needs categories, profiles and lambda' assess --problem "$dir/p.json"
problem '"method":"topsis","criteria":[{"id":"c","weight":1e999}]' "$two" ''
expect 3 'row 1' assess --problem "$dir/p.json"
kev='{"title":"t","catalogVersion":"1","count":1,"vulnerabilities":[{"cveID":"CVE-2020-0001",
"vendorProject":"Tall","product":"Gate","vulnerabilityName":"n","dateAdded":"2020-02-30",
"shortDescription":"d","requiredAction":"r","dueDate":"2020-03-01","knownRansomwareCampaignUse":"Unknown",
"notes":"","cwes":[]}]}'
printf '%s' "$kev" > "$dir/kev.json"
expect 0 'is not a date' import --dry-run "$dir/kev.json"
printf '%s' "$kev" | sed 's/02-30/02-28/' > "$dir/kev.json"
expect 0 '"records": 1' import --json --dry-run "$dir/kev.json"
printf '%s' "$kev" | head -c 200 > "$dir/kev.json"
expect 3 'row 3' import --dry-run --as kev "$dir/kev.json"
expect 3 'petrin init' --workspace "$dir/none.db" import "$dir/kev.json"
expect 3 'is empty' import --dry-run "$dir/empty"
head -c 3000000 /dev/zero | tr '\0' 'a' > "$dir/long.csv"
expect 3 '' import --dry-run --as evidence "$dir/long.csv"
exit $failed
