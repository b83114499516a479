#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The main job on the built-in data: a workspace, every supplier assessed, one page.   usage: demo.sh BUILD
set -eu
petrin=$1/petrin
dir=$1/demo
mkdir -p "$dir"
workspace=$dir/petrin.db
if [ -e "$workspace" ]; then
	"$petrin" --workspace "$workspace" init --update --quiet >/dev/null
else
	"$petrin" --workspace "$workspace" init --quiet >/dev/null
fi
"$petrin" --workspace "$workspace" assess
"$petrin" --workspace "$workspace" report -o "$dir/suppliers.html" >/dev/null
cat <<END

The page with every reason, source and reply:  $(cd "$dir" && pwd)/suppliers.html
The workspace:                                 $(cd "$dir" && pwd)/petrin.db
Next:  $petrin --workspace $workspace assess NAME --why
       $petrin --help
END
