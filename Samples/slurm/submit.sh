#!/bin/sh
# Submits the verification of a bundle to Slurm: a job array with one task a shard, and a job that merges their parts.
# usage: submit.sh BUNDLE TRUST SHARDS FOLDER --at TIME [OPTION...]   (options of bulla verify that say what is checked)
#        submit.sh FOLDER                                            (do again the shards that were lost, and merge)
# Prints the ids of both jobs. bulla is found on PATH; FOLDER must be seen by every node.
set -eu
here=$(cd "$(dirname "$0")" && pwd)

refuse() { echo "submit.sh: $1" >&2; exit 64; }

if [ $# -eq 1 ]; then
    folder=$1
    [ -e "$folder/arguments" ] || refuse "$folder: nothing was submitted with this folder"
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
    [ ! -e "$folder/arguments" ] || refuse "$folder: was submitted before; give it alone to go on, or take a new folder"
    umask 077
    mkdir -p "$folder"
    bundle=$1 trust=$2 shards=$3
    shift 4
    printf '%s\n' "$PWD" "$bundle" "$trust" "$shards" "$@" >"$folder/arguments"
fi
folder=$(cd "$folder" && pwd)

lost=
for shard in $(seq "$(sed -n 4p "$folder/arguments")"); do
    [ -s "$folder/part-$shard.json" ] || lost=$lost,$shard
done

# However its tasks end, the merge shall run: it names those that are lost. Waiting for success alone (afterok) would
# leave it in the queue for ever, without a word, once a task was killed.
after=
if [ -n "$lost" ]; then
    job=$(sbatch --parsable --array="${lost#,}" --output="$folder/part-%a.log" "$here/verify.sbatch" "$folder")
    job=${job%%;*}
    echo "verify $job"
    after=--dependency=afterany:$job
fi
# shellcheck disable=SC2086
job=$(sbatch --parsable $after --output="$folder/merge.log" "$here/merge.sbatch" "$folder")
echo "merge ${job%%;*}"
