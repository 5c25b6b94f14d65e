#!/bin/sh
# Submits the verification of a bundle to Slurm: a job array with one task a shard, and a job that merges their parts.
# usage: submit.sh BUNDLE TRUST SHARDS FOLDER --at TIME [OPTION...]   (options of bulla verify that say what is checked)
#        submit.sh FOLDER                                            (do again the shards that were lost, and merge)
# Prints the ids of both jobs. bulla is found on PATH; FOLDER must be seen by every node.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
name=submit.sh
. "$here/../shards.sh"

# However its tasks end, the merge shall run: it names those that are lost. Waiting for success alone (afterok) would
# leave it in the queue for ever, without a word, once a task was killed.
after=
lost=$(lost_shards)
if [ -n "$lost" ]; then
    job=$(sbatch --parsable --array="${lost#,}" --output="$folder/part-%a.log" "$here/verify.sbatch" "$folder")
    job=${job%%;*}
    echo "verify $job"
    after=--dependency=afterany:$job
fi
# shellcheck disable=SC2086
job=$(sbatch --parsable $after --output="$folder/merge.log" "$here/merge.sbatch" "$folder")
echo "merge ${job%%;*}"
