#!/bin/sh
# Verifies a bundle in shards with GNU parallel, and merges their parts into FOLDER/report.json.
# usage: verify.sh BUNDLE TRUST SHARDS FOLDER --at TIME [OPTION...]   (options of bulla verify that say what is checked)
#        verify.sh FOLDER                                            (do again the shards that were lost, and merge)
# Ends with the status of the verdict, or with 2 when a shard was lost. bulla is found on PATH.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
name=verify.sh
. "$here/../shards.sh"

# What parallel keeps for itself belongs into the folder, too: there need not be a home.
mkdir -p "$folder/parallel"
export PARALLEL_HOME="$folder/parallel"
# Where half of the shards cannot finish, something that they share is wrong: no more are begun.
seq "$shards" | parallel --quote --joblog "$folder/joblog" --resume-failed --halt soon,fail=50% \
    sh "$here/shard.sh" "$folder" || true

lost=$(lost_shards)
if [ -n "$lost" ]; then
    echo "$name: nothing is merged: no part of shard ${lost#,} of $shards; part-I.log in $folder says why" >&2
    echo "hint: sh $name '$folder' does again what is lost, and merges" >&2
    exit 2
fi

set --
while IFS= read -r argument; do set -- "$@" "$argument"; done <"$folder/arguments"
cd "$1"
bundle=$2
trust=$3
shift 4
set -- "$@" --report "$folder/report.json" --merge
for shard in $(seq "$shards"); do set -- "$@" "$folder/part-$shard.json"; done
exec bulla verify "$bundle" --trust "$trust" "$@"
