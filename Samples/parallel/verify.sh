#!/bin/sh
# Verifies a bundle in shards with GNU parallel, and merges their parts into FOLDER/report.json.
# usage: verify.sh BUNDLE TRUST SHARDS FOLDER --at TIME [OPTION...]   (options of bulla verify that say what is checked)
#        verify.sh FOLDER                                            (do again the shards that were lost, and merge)
# Ends with the status of the verdict, or with 2 when a shard was lost. bulla is found on PATH.
set -eu
here=$(cd "$(dirname "$0")" && pwd)

refuse() { echo "verify.sh: $1" >&2; exit 64; }

if [ $# -eq 1 ]; then
    folder=$1
    [ -e "$folder/arguments" ] || refuse "$folder: nothing was begun in this folder"
else
    [ $# -ge 4 ] || refuse "want BUNDLE TRUST SHARDS FOLDER --at TIME [OPTION...], or FOLDER alone"
    folder=$4
    case $3 in '' | 0* | *[!0-9]*) refuse "SHARDS: got $3, want 1 or more" ;; esac
    case " $* " in
    *"
"*) refuse "got a line end in an argument" ;;
    *" --at "* | *" --at="*) ;;
    *) refuse "want --at TIME: the clocks of machines differ, and all shards must judge as of one time" ;;
    esac
    [ ! -e "$folder/arguments" ] || refuse "$folder: was begun before; give it alone to go on, or take a new folder"
    umask 077
    mkdir -p "$folder"
    bundle=$1 trust=$2 shards=$3
    shift 4
    printf '%s\n' "$PWD" "$bundle" "$trust" "$shards" "$@" >"$folder/arguments"
fi
folder=$(cd "$folder" && pwd)
shards=$(sed -n 4p "$folder/arguments")

# What parallel keeps for itself belongs into the folder, too: there need not be a home.
mkdir -p "$folder/parallel"
export PARALLEL_HOME="$folder/parallel"
# Where half of the shards cannot finish, something that they share is wrong: no more are begun.
seq "$shards" | parallel --quote --joblog "$folder/joblog" --resume-failed --halt soon,fail=50% \
    sh "$here/shard.sh" "$folder" || true

set --
while IFS= read -r argument; do set -- "$@" "$argument"; done <"$folder/arguments"
cd "$1"
bundle=$2
trust=$3
shift 4

lost=
set -- "$@" --report "$folder/report.json" --merge
for shard in $(seq "$shards"); do
    part=$folder/part-$shard.json
    [ -s "$part" ] || lost=$lost,$shard
    set -- "$@" "$part"
done
if [ -n "$lost" ]; then
    echo "verify.sh: nothing is merged: no part of shard ${lost#,} of $shards; part-I.log in $folder says why" >&2
    echo "hint: sh verify.sh '$folder' does again what is lost, and merges" >&2
    exit 2
fi
exec bulla verify "$bundle" --trust "$trust" "$@"
