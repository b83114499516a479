#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Bad input, missing rights, full disks: a clear error with its place, and nothing is changed.
# usage: badinput.sh PETRIN SEEDS-FOLDER
petrin=$1 seeds=$2
dir=$(mktemp -d) || exit 1
trap 'chmod -R u+rwx "$dir"; rm -rf "$dir" "$log" "$log.out" "$log.before"' EXIT
chmod 755 "$dir"
w=$dir/w.db
log=$dir.log # a dot per test and a line per failure: many run at the end of a pipe, in a subshell
: > "$log"

content() { sha256sum < "$w"; find "$dir" -name 'w.db?*' 2> /dev/null; }
note() { content > "$log.before"; }
changed() { # compared with the last time it was asked or noted
	[ "$(content)" != "$(cat "$log.before")" ] && note
}
# Runs petrin with "$@"; its output, exit status and whether the workspace changed are as told.
# usage: refused STATUS TEXT ARGUMENT...; TEXT is a shell pattern that must occur in the output
refused() {
	status=$1 text=$2
	shift 2
	out=$("$petrin" --workspace "$w" "$@" 2>&1)
	got=$?
	printf . >> "$log"
	case $got:$out in
	"$status":*$text*) ;;
	*) fail "petrin $*: exit $got, \"$out\"; expected $status and \"$text\"" ;;
	esac
	! changed || fail "petrin $*: the workspace changed"
}
fail() { printf '\n%s\n' "$(echo "$1" | cut -c1-600)" >> "$log"; }
# Writes standard input to a file and expects import and check of it to fail alike.
# usage: bad_file NAME KIND TEXT, with - for "find out"
bad_file() {
	cat > "$dir/$1"
	if [ "$2" = - ]; then
		refused 3 "$1: $3" import "$dir/$1"
		refused 3 "$1: $3" check "$dir/$1"
	else
		refused 3 "$1: $3" import --as "$2" "$dir/$1"
	fi
}
# A table that is well formed but does not fit the workspace.
bad_row() { # name, text
	cat > "$dir/$1"
	refused 3 "$1: $2" import "$dir/$1"
}
# usage: bad_problem NAME TEXT, the problem on standard input
bad_problem() {
	cat > "$dir/$1.json"
	refused 3 "$1.json: $2" assess --problem "$dir/$1.json"
	refused 3 "$1.json: $2" check "$dir/$1.json"
}
repeat() { head -c "$2" /dev/zero | tr '\0' "$1"; } # one octet, so many times

"$petrin" --quiet --workspace "$w" init > "$dir/out" || { cat "$dir/out"; exit 1; }
printf 'id,title,redistributable,reliability,anonymous,certainty\ns1,A source,yes,B,no,read\n' > "$dir/s.csv"
"$petrin" --quiet --workspace "$w" import "$dir/s.csv" > "$dir/out" 2>&1 || { cat "$dir/out"; exit 1; }
note

# --- workspaces that are none ---
echo text > "$dir/text"
: > "$dir/nothing"
mkdir "$dir/folder"
for verb in doctor assess "import $seeds/kev/one.json" "init --update"; do
	for no in text nothing folder; do
		# shellcheck disable=SC2086  # a list of words is meant
		refused 3 "$no: is not a petrin workspace" --workspace "$dir/$no" $verb
	done
done
refused 3 'missing: there is no workspace here' --workspace "$dir/missing" doctor --verify
refused 3 'Not a directory' --workspace "$dir/text/w.db" init
refused 4 'is a workspace already' init
refused 2 '64 hexadecimal' doctor --verify --head 123
refused 3 'does not go through the trusted head' doctor --verify --head "$(repeat 0 63)1"

# --- files of no kind ---
kinds=$("$petrin" import --as '?' --format csv | sed '1d; s/,.*//')
[ "$(echo "$kinds" | wc -l)" -ge 9 ] || fail "import has too few kinds: $kinds"
for kind in $kinds; do
	: | bad_file empty "$kind" 'is empty'
	refused 3 'missing: cannot open' import --as "$kind" "$dir/missing"
	printf '\0\1\2\3' | bad_file octets "$kind" ''
	printf '\377\376{\0}\0' | bad_file utf16 "$kind" 'is UTF-16'
	printf '\37\213\10' | bad_file gzip "$kind" 'is compressed'
	repeat '[' 100000 | bad_file deep "$kind" ''
done
for kind in criteria supplier profile evidence wgi vdem; do
	refused 2 'not from a directory' import --as "$kind" "$dir/folder"
done
for kind in csaf kev cve; do
	refused 3 'holds no JSON document' import --as "$kind" "$dir/folder"
done
: | bad_file empty - 'is empty'
echo hello > "$dir/hello.txt"
refused 3 'hello.txt: cannot tell what this is' import "$dir/hello.txt"
refused 3 'holds no JSON document' import "$dir/folder"
refused 2 'did you mean kev' import --as kex "$seeds/kev/one.json"
refused 3 'missing: cannot open' import "$dir/missing" "$seeds/kev/one.json"

# --- JSON ---
{ printf '{"other":'; repeat '[' 100000; } | bad_file deep.json kev 'row 1, column [0-9]*: *deep'
printf '{"title":1,\n"vulnerabilities":[NaN]}' | bad_file nan.json kev 'row 2, column 2'
printf '{"a":1,\n "a":[1,]}' | bad_file comma.json kev 'row 2, column'
printf '{"vulnerabilities":[\n{"cveID":"\377"}]}' | bad_file utf8.json kev 'row 2, column'
printf '{"vulnerabilities":[\n{"cveID":"a' | bad_file cut.json kev 'row 2, column'
for seed in "$seeds/kev/one.json" "$seeds/csaf/vex.json" "$seeds/cve/one.json" "$seeds/gleif/rr.xml" \
	"$seeds/bods/list.json" "$seeds/psc/one.json"; do
	size=$(wc -c < "$seed")
	n=1
	while [ $n -lt "$size" ]; do # of a document cut anywhere nothing is taken
		head -c $n "$seed" | bad_file prefix.json "$(basename "$(dirname "$seed")")" 'row [0-9]*, column'
		n=$((n + size / 7 + 1))
	done
done

# --- tables ---
f=flag,country,value,source,certainty
row=law.x,DE,no,s1,read
printf '%s\n%s\nlaw.x,"DE,no,s,read\n' $f $row | bad_file quote.csv - 'row 3, column'
printf '%s\nlaw.x,\377,no,s,read\n%s,"\n' $f $row | bad_file latin.csv - 'row [23], column'
printf '%s,flag\n%s,a\n' $f $row | bad_file twice.csv - 'row 1*twice'
printf 'flag,country,value,source\n%s\n' $row | bad_file column.csv - '*needs the column "certainty"'
printf 'flag,country,value,source,certanty\n%s\n' $row | bad_file typo.csv - '*did you mean "certainty"'
{ echo $f; repeat x 3000000; } | bad_file long.csv - 'row 2, column 1: a row is longer'
i=indicator,country,year,value,source
for x in nan inf -inf 1e999 0x10 1,5 ''; do
	printf '%s\na,DE,2020,"%s",s\n' $i "$x" > "$dir/numbers.csv"
	refused 3 'numbers.csv: row 2, column ' import "$dir/numbers.csv"
	refused 3 'row 2, column ' check "$dir/numbers.csv"
done
for r in 'a,DEU,2020,1,s' 'a,DE,2020-13,1,s' 'a,DE,20200,1,s' 'A B,DE,2020,1,s' 'a,DE,2020,1,' 'a,DE,2020,1,s,more'; do
	printf '%s\n%s\n' $i "$r" > "$dir/row.csv"
	refused 3 'row.csv: row 2, column ' import "$dir/row.csv"
done

printf '%s\n%s\n' $f law.x,DE,no,nobody,read | bad_row nobody.csv 'row 2: source "nobody" is no source'
c=id,subject,criterion,grades,statement,status,date,source,credibility,certainty
printf '%s\nc1,country:DE,nix.nix,poor,x,finding,2024,s1,2,read\n' $c | bad_row unknown.csv 'row 2: criterion "nix.nix" is no criterion'
printf '%s\nc1,nobody,,,x,finding,2024,s1,2,read\n' $c | bad_row nobody.csv 'row 2: subject "nobody" is no supplier'
printf '%s\nx,subject\n' id,subject | bad_row half.csv '*needs the column'
# rows that do not hold are left out and said, the others are kept
printf '%s\n%s\nlaw.y,DE,maybe,s1,read\n%s\n' $f $row $row > "$dir/some.csv"
out=$("$petrin" --workspace "$w" import --dry-run --exit-code "$dir/some.csv" 2>&1)
case $?:$out in
1:*'some.csv: row 3, column 10: value "maybe"'*'some.csv: row 4, column 1: has the same key as row 2'*) ;;
*) fail "rows among others: $out" ;;
esac

for seed in vdem/one.csv wgi/wide.csv; do # the publisher is known, and nothing else
	sed 's/,2020,/,2x20,/' "$seeds/$seed" | bad_row years.csv 'row 2, column [0-9]*: year "2x20"'
done

# --- YAML ---
yaml() { sed "$1" "$seeds/criteria/one.yaml"; }
yaml 's/^title: /title: x\n&/' | bad_file twice.yaml - 'row [0-9]*, column 1: *title'
yaml 's/^title: /titel: /' | bad_file unknown.yaml - 'row [0-9]*, column 1: *titel'
yaml 's/weight: .*/weight: [.nan, .inf]/' | bad_file nan.yaml - 'row [0-9]*, column [0-9]'
yaml 's/weight: .*/weight: [1e999, 2]/' | bad_file large.yaml - 'row [0-9]*, column [0-9]'
yaml 's/weight: .*/weight: [0.3, 0.1]/' | bad_file range.yaml - 'row [0-9]*, column [0-9]'
yaml 's/^title: .*/title: \&a x\norigin: *a/' | bad_file alias.yaml - 'row [0-9]*, column [0-9]*: *not allowed'
yaml 's/^title: .*/title: !!binary x/' | bad_file tag.yaml - 'row [0-9]*, column [0-9]*: *not allowed'
yaml 's/^title: .*/title: \xff/' | bad_file utf8.yaml - 'row [0-9]*, column [0-9]'
{ yaml ''; printf '\t- x\n'; } | bad_file tab.yaml - 'row [0-9]*, column [0-9]'
{ yaml ''; printf 'deep: '; repeat '[' 10000; } | bad_file deep.yaml - 'row [0-9]*, column [0-9]'
yaml 's/weight: .*/weight: [0.5, 1.5]/' > "$dir/more.yaml"
refused 3 'row [0-9]*, column [0-9]*: *weight within 0 and 1' check "$dir/more.yaml"

# --- archives ---
for seed in stored.zip deflated.zip pax.tar pax.tar.zst; do
	for n in 5 170 250; do
		[ $seed != pax.tar ] || n=$((n * 10))
		head -c $n "$seeds/zip/$seed" > "$dir/cut.${seed#*.}"
		refused 3 'cut' import "$dir/cut.${seed#*.}"
	done
done
{ printf 'PK\3\4'; repeat x 100000; } | bad_file wrong.zip - ''
{ printf '\50\265\57\375'; repeat x 1000; } | bad_file wrong.tar.zst - '*zstd'

# --- problems ---
p() { # members of the first criterion, the second, the rest
	printf '{"schema":"petrin.problem/1","method":"%s",\n"criteria":[{"id":"c1"%s},\n{"id":"c2"%s}],\n' "$1" "$2" "$3"
	printf '"alternatives":[\n{"id":"a","values":{"c1":1,"c2":2}},\n{"id":"b","values":{"c1":2,"c2":1}}]%s}\n' "$4"
}
p weighted-sum ',"weight":1' ',"weight":1' '' > "$dir/good.json"
"$petrin" assess --problem "$dir/good.json" > "$dir/out" 2>&1 || fail "a good problem: $(cat "$dir/out")"
n=1
while [ $n -lt "$(($(wc -c < "$dir/good.json") - 1))" ]; do
	head -c $n "$dir/good.json" | bad_problem prefix ''
	n=$((n + 13))
done
p smaa-2 ',"weight":[0.6,0.9]' ',"weight":[0.6,0.9]' '' | bad_problem heavy 'weights cannot sum to 1'
p smaa-2 ',"weight":[0.1,0.2]' ',"weight":[0.1,0.2]' '' | bad_problem light 'weights cannot sum to 1'
p smaa-2 ',"weight":[0.9,0.2]' ',"weight":1' '' | bad_problem crossed 'row 2, column [0-9]*: *low, high'
p weighted-sum ',"weight":0' ',"weight":0' '' | bad_problem zero 'weights cannot sum to 1'
p weighted-sum ',"weight":-1' ',"weight":1' '' | bad_problem negative ''
p weighted-sum ',"weight":1e999' ',"weight":1' '' | bad_problem endless 'row 2, column'
p weighted-sum ',"weight":NaN' ',"weight":1' '' | bad_problem nan 'row 2, column'
p weighted-sum ',"weight":"1"' ',"weight":1' '' | bad_problem text 'row 2, column'
p weighted-sum ',"weight":1' ',"weight":1,"id":"c1"' '' | bad_problem again 'row 3, column'
p weighted-sum ',"weight":1,"wieght":1' ',"weight":1' '' | bad_problem member 'row 2, column [0-9]*: *wieght'
p smaa-2 ',"weight":1' ',"weight":1' ',"weight_order":[["c1","c3"]]' | bad_problem order '*unknown criterion'
p smaa-2 ',"weight":1' ',"weight":1' ',"draws":-1' | bad_problem draws 'row [0-9]*, column'
p smaa-2 ',"weight":1' ',"weight":1' ',"draws":1e30' | bad_problem draws2 ''
p mr-sort ',"weight":1' ',"weight":1' ',"categories":["x"],"lambda":1,"profiles":[]' | bad_problem one_class 'row [0-9]*, column'
p mr-sort ',"weight":1' ',"weight":1' ',"categories":["x","y"],"lambda":1,"profiles":[{"c1":1}]' | bad_problem profile '*c2'
p mr-sort ',"weight":1' ',"weight":1' ',"categories":["x","y"],"lambda":1,"profiles":[{"c1":1,"c9":1}]' | bad_problem criterion '*c9'
p none ',"weight":1' ',"weight":1' '' | bad_problem method 'row 1, column [0-9]*: *none'
p weighted-sum ',"weight":1' ',"weight":1' '' | sed 's/"id":"b"/"id":"a"/' | bad_problem twice 'row [0-9]*, column [0-9]*: *twice'
p weighted-sum ',"weight":1' ',"weight":1' '' | sed 's/"c2":1}/"c3":1}/' | bad_problem unknown 'row 6, column [0-9]*: *unknown criterion "c3"'
{ printf '{"schema":"petrin.problem/1","alternatives":'; repeat '[' 100000; } | bad_problem deep 'row 1, column'

# --- rights: what nobody may read or write; root may always, so as somebody else ---
if [ "$(id -u)" != 0 ]; then
	as() { "$@"; }
elif setpriv --reuid=65534 --regid=65534 --clear-groups true 2>/dev/null; then
	as() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
	chown -R 65534:65534 "$dir"
else
	as() { return 1; }
	echo "SKIPPED: missing rights (root without setpriv)"
fi
# usage: forbidden TEXT ARGUMENT...
forbidden() {
	text=$1
	shift
	out=$(as "$petrin" --workspace "$w" "$@" 2>&1)
	got=$?
	printf . >> "$log"
	case $got:$out in
	3:*$text*) ;;
	*) fail "without rights: petrin $*: exit $got, \"$out\"; expected 3 and \"$text\"" ;;
	esac
}
if as true; then
	cp "$seeds/kev/one.json" "$dir/secret.json"
	chmod 0 "$dir/secret.json"
	mkdir "$dir/locked"
	chmod 500 "$dir/locked"
	mkdir "$dir/closed"
	cp "$seeds/kev/one.json" "$dir/closed"
	chmod 0 "$dir/closed"
	forbidden 'secret.json: cannot open: Permission denied' import "$dir/secret.json"
	forbidden 'secret.json: cannot open: Permission denied' check "$dir/secret.json"
	forbidden 'secret.json: cannot open: Permission denied' assess --problem "$dir/secret.json"
	forbidden 'closed: cannot open: Permission denied' import "$dir/closed"
	forbidden 'Permission denied' --workspace "$dir/locked/w.db" init
	forbidden 'Permission denied' --workspace "$dir/closed/w.db" doctor --verify
	chmod 400 "$w"
	forbidden 'cannot be written: Permission denied' import "$seeds/kev/one.json"
	as "$petrin" --workspace "$w" doctor --verify > "$dir/out" 2>&1 || fail "read only: $(cat "$dir/out")"
	cp -p "$w" "$dir/closed.db"
	chmod 555 "$dir"
	as "$petrin" --workspace "$dir/closed.db" doctor --verify > "$log.out" 2>&1 || fail "read only: $(cat "$log.out")"
	chmod 755 "$dir"
	chmod 0 "$w"
	forbidden 'w.db: cannot open: Permission denied' doctor
	forbidden 'w.db: cannot open: Permission denied' assess
	chmod 600 "$w"
	! changed || fail "the workspace changed without rights"
	[ -z "$(ls "$dir/locked")" ] || fail "something was made in a locked folder"
fi

# --- no room: for what is printed, for a new workspace, for an import ---
for verb in assess doctor "import --dry-run $seeds/kev/one.json" "check $seeds/kev/one.json" \
	"assess --problem $dir/good.json" "import --as ?"; do
	# shellcheck disable=SC2086
	"$petrin" --quiet --workspace "$w" $verb > /dev/full 2> "$dir/out"
	got=$?
	printf . >> "$log"
	case $got:$(cat "$dir/out") in
	3:*"cannot write: No space left"*) ;;
	*) fail "petrin $verb > /dev/full: exit $got, $(cat "$dir/out")" ;;
	esac
done
printf '%s\n' $f > "$dir/much.csv"
seq 20000 | sed 's/.*/law.x&,DE,no,s1,read/' >> "$dir/much.csv"
cat > "$dir/full.sh" <<'FULL'
petrin=$1 dir=$2 w=$3 how=$4 # a small disk in a name space of our own, or a limit of the size of files
room() { # kB
	if [ "$how" = disk ]; then
		mount -t tmpfs -o "size=$1k" none "$dir/folder" || exit 9
	else
		limit=$(($1 * 2))
	fi
}
within() {
	[ "$how" = disk ] || trap '' XFSZ
	([ "$how" = disk ] || ulimit -f $limit; exec "$petrin" --workspace "$dir/folder/w.db" "$@")
}
gives_a_reason() {
	grep -qE 'cannot (make|be)|disk is full|larger than' "$dir/out" || { cat "$dir/out"; exit "$1"; }
}
room 150
within init > "$dir/out" 2>&1 && exit 1
gives_a_reason 6
[ -z "$(ls -A "$dir/folder")" ] || { ls -A "$dir/folder"; exit 2; }
room 900
cp "$w" "$dir/folder/w.db" || exit 9
sum=$(sha256sum < "$dir/folder/w.db")
within import "$dir/much.csv" > "$dir/out" 2>&1 && exit 3
gives_a_reason 7
[ "$(sha256sum < "$dir/folder/w.db")" = "$sum" ] || exit 4
"$petrin" --workspace "$dir/folder/w.db" doctor --verify > "$dir/out" || { cat "$dir/out"; exit 5; }
FULL
full() { # the words to run it with, and how
	out=$("$@" 2>&1)
	got=$?
	printf . >> "$log"
	[ $got = 0 ] || fail "full disk: status $got: $out"
}
can_mount() { unshare "$1" mount -t tmpfs none "$dir/folder" 2>/dev/null; }
if can_mount -m; then
	full unshare -m sh "$dir/full.sh" "$petrin" "$dir" "$w" disk
elif can_mount -rm; then
	full unshare -rm sh "$dir/full.sh" "$petrin" "$dir" "$w" disk
else
	echo "SKIPPED: a full disk (no right to mount one); a limit of the size of files instead"
	full sh "$dir/full.sh" "$petrin" "$dir" "$w" limit
fi

# --- after all that the workspace is sound and as it was ---
! changed || fail "the workspace changed"
# What would overwrite, overflow or be silently something else.
refused 2 'the workspace itself' report -o "$w"
refused 2 'from 1 to' assess --draws 0
refused 2 'from 1 to' assess --seed 99999999999999999999
refused 2 'at most 100000000 draws' assess --draws 100000001
sed 's/^id: .*/id: odd/; s/legal\.electoral/legal.elections/' "$seeds/../../../data/profiles/baseline.yaml" > "$dir/odd.yaml"
refused 3 'odd.yaml: row *"legal.elections" is no criterion' import "$dir/odd.yaml"
printf 'indicator,country,year,value,se,source\na.b,DK,2024,1,-5,s1\n' > "$dir/se.csv"
refused 3 'row 2*se "-5" is not a number from 0 on' import "$dir/se.csv"
out=$("$petrin" --workspace "$dir/nowhere/w.db" init --update 2>&1)
case $?:$out in 3:*'no workspace here'*) ;; *) fail "init --update of nothing: $out" ;; esac
[ ! -e "$dir/nowhere" ] || fail "init --update makes folders"
printf . >> "$log"
refused 0 'nothing was edited' doctor --verify
grep -v '^\.*$' "$log" >&2
echo "$(grep '^\.*$' "$log" | tr -cd . | wc -c) refusals, $(grep -vc '^\.*$' "$log") not as they should be"
! grep -qv '^\.*$' "$log"
