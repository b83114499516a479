#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs fuzz targets, each for some seconds.   usage: run.sh BUILD SECONDS [TARGET...]; no target = all
cd "$(dirname "$0")/../.." || exit 1
build=$1 seconds=$2
shift 2
[ $# -gt 0 ] || set -- $(ls tests/fuzz/fuzz_*.c | sed 's/.*fuzz_\(.*\)\.c/\1/')
export ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1
bad=0
mkdir -p "$build/found"
for target; do
	[ -f "tests/fuzz/fuzz_$target.c" ] || { echo "there is no fuzz target $target" >&2; exit 2; }
	ninja -C "$build" --quiet "tests/fuzz_$target" || exit 1
	mkdir -p "$build/corpus/$target"
	"$build/tests/fuzz_$target" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=4096 -print_final_stats=1 \
		-artifact_prefix="$build/found/$target-" "$build/corpus/$target" "tests/fuzz/seeds/$target" \
		> "$build/found/$target.log" 2>&1
	status=$?
	runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$build/found/$target.log")
	echo "$target: ${runs:-?} runs in $seconds s, $([ $status = 0 ] && echo nothing found || echo "FOUND, see $build/found/$target.log")"
	[ $status = 0 ] || bad=1
done
exit $bad
