#!/bin/sh
# Verifies one shard and writes FOLDER/part-I.json and FOLDER/part-I.log; verify.sh starts it.
# usage: shard.sh FOLDER I
set -eu
folder=$1
shard=$2
part=$folder/part-$shard.json

# The folder to work in, the bundle, the trust file, the number of shards, and options, as verify.sh was given them.
set --
while IFS= read -r argument; do set -- "$@" "$argument"; done <"$folder/arguments"
cd "$1"
bundle=$2
trust=$3
shards=$4
shift 4

status=0
bulla verify "$bundle" --trust "$trust" "$@" --shard "$shard/$shards" --partial "$part" >"$folder/part-$shard.log" 2>&1 ||
    status=$?
# 1 says that something in this shard is wrong: the part is there, and the merge needs it like any other.
[ "$status" -ne 1 ] || [ ! -s "$part" ] || exit 0
exit "$status"
