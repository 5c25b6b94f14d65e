#!/bin/sh
# Verifies a bundle in four shards on a Slurm of one node, loses one shard on the way, does it again, and compares the
# merged report with that of a single run, byte for byte. Then the same where the verdict is that the bundle is rejected.
# usage: run.sh [DEMO]   (a folder as Samples/demo.sh leaves it; made if there is none. bulla is found on PATH)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
demo=${1:-demo}

say() { printf '\n== %s\n' "$*"; }
fail() { echo "run.sh: $1" >&2; cat slurm/*/*.log >&2; exit 1; }
state() { squeue -h -t all -j "$1" -o %T; }
# ended JOB: waits until the job is over, a minute at most.
ended() {
    for _ in $(seq 120); do
        case $(state "$1") in "" | *ING*) sleep 0.5 ;; *) return 0 ;; esac
    done
    fail "job $1 does not end"
}
# merged STATUS: waits for the merge that was submitted last, and wants this status of it.
merged() {
    job=$(sed -n 's/^merge //p' slurm/jobs)
    ended "$job"
    got=$(scontrol show job "$job" | sed -n 's/.*ExitCode=\([0-9]*\):.*/\1/p')
    [ "$got" = "$1" ] || fail "the merge ended with $got, want $1"
}

if [ "${2:-}" != jobs ]; then
    [ -e "$demo/week1.bulla.tar.xz" ] || sh "$here/../demo.sh" "$demo" >/dev/null
    rm -rf "$demo/slurm"
    mkdir "$demo/slurm"
    cd "$demo"
    exec sh "$here/one-node.sh" sh "$here/run.sh" . jobs
fi

bundle=week1.bulla.tar.xz
set -- --at "$(date -u +%Y-%m-%dT%H:%M:%SZ)" --first --sample 300 --seed 31415926535897932384
say "A Slurm of one node"
sinfo

say "1. A single run, to compare with"
bulla verify "$bundle" --trust trust.json "$@" --report slurm/single.json --quiet

say "2. Four shards, of which the third hangs; it is cancelled"
real=$(command -v bulla)
mkdir slurm/bin
mkfifo slurm/hangs
cat >slurm/bin/bulla <<END
#!/bin/sh
case " \$* " in *" --shard 3/4 "*) echo hangs >slurm/hangs && exec sleep 600 ;; esac
exec "$real" "\$@"
END
chmod +x slurm/bin/bulla
PATH=$PWD/slurm/bin:$PATH sh "$here/submit.sh" "$bundle" trust.json 4 slurm/parts "$@" | tee slurm/jobs
array=$(sed -n 's/^verify //p' slurm/jobs)
timeout 60 cat slurm/hangs >slurm/hung || fail "the third shard does not begin"
scancel "${array}_3"

say "3. The merge runs nevertheless, names the shard that was lost, and reports nothing"
merged 2
for shard in 1 2 3 4; do echo "shard $shard: $(state "${array}_$shard")"; done
cat slurm/parts/merge.log
[ "$(state "${array}_3")" = CANCELLED ] || fail "the third shard was not cancelled"
[ ! -e slurm/parts/report.json ] || fail "there is a report without the third shard"

say "4. That shard alone is done again, and all are merged"
sh "$here/submit.sh" slurm/parts | tee slurm/jobs
merged 0
cmp slurm/single.json slurm/parts/report.json
echo "the merged report is that of the single run, byte for byte"

say "5. The same with a trust file that does not know the exporter"
bulla key new --name "B. Stranger" --no-password -o slurm/stranger.key >/dev/null
bulla trust init -o slurm/stranger.json >/dev/null
bulla trust add slurm/stranger.json --person "B. Stranger" --role exporter --key slurm/stranger.pub >/dev/null
status=0
bulla verify "$bundle" --trust slurm/stranger.json "$@" --report slurm/rejected.json --quiet || status=$?
[ "$status" -eq 1 ] || fail "the single run ended with $status, want 1"
sh "$here/submit.sh" "$bundle" slurm/stranger.json 4 slurm/rejected "$@" | tee slurm/jobs
array=$(sed -n 's/^verify //p' slurm/jobs)
merged 1
for shard in 1 2 3 4; do
    [ "$(state "${array}_$shard")" = COMPLETED ] || fail "shard $shard: something wrong was taken for a lost shard"
done
cmp slurm/rejected.json slurm/rejected/report.json
echo "rejected by both, and the reports are the same"
