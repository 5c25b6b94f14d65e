#!/bin/sh
# Verifies a bundle in four shards with GNU parallel, has one shard killed on the way, does it again, and compares the
# merged report with that of a single run, byte for byte. Then the same where the verdict is that the bundle is rejected.
# usage: run.sh [DEMO]   (a folder as Samples/demo.sh leaves it; made if there is none. bulla is found on PATH)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
demo=${1:-demo}

say() { printf '\n== %s\n' "$*"; }
fail() { echo "run.sh: $1" >&2; cat parallel/*/*.log >&2; exit 1; }
# ends STATUS COMMAND...: wants that the command ends with this status.
ends() {
    want=$1 got=0
    shift
    "$@" || got=$?
    [ "$got" = "$want" ] || fail "$*: ended with $got, want $want"
}

[ -e "$demo/week1.bulla.tar.xz" ] || sh "$here/../demo.sh" "$demo" >/dev/null
cd "$demo"
rm -rf parallel
mkdir parallel parallel/bin
bundle=week1.bulla.tar.xz
set -- --at "$(date -u +%Y-%m-%dT%H:%M:%SZ)" --first --sample 300 --seed 31415926535897932384

say "1. A single run, to compare with"
bulla verify "$bundle" --trust trust.json "$@" --report parallel/single.json --quiet

say "2. Four shards, of which the third is killed; nothing is reported"
real=$(command -v bulla)
mkfifo parallel/hangs
cat >parallel/bin/bulla <<END
#!/bin/sh
case " \$* " in *" --shard 3/4 "*) echo \$\$ >parallel/hangs && exec sleep 600 ;; esac
exec "$real" "\$@"
END
chmod +x parallel/bin/bulla
(kill -KILL "$(timeout 60 cat parallel/hangs)") &
ends 2 env PATH="$PWD/parallel/bin:$PATH" sh "$here/verify.sh" "$bundle" trust.json 4 parallel/parts "$@"
wait
[ ! -e parallel/parts/report.json ] || fail "there is a report without the third shard"

say "3. That shard alone is done again, and all are merged"
ends 0 sh "$here/verify.sh" parallel/parts
cut -f 1,7,8 parallel/parts/joblog
[ "$(wc -l <parallel/parts/joblog)" -eq 6 ] || fail "more than the third shard was done again"
cmp parallel/single.json parallel/parts/report.json
echo "the merged report is that of the single run, byte for byte"

say "4. The same with a trust file that does not know the exporter"
bulla key new --name "B. Stranger" --no-password -o parallel/stranger.key >/dev/null
bulla trust init -o parallel/stranger.json >/dev/null
bulla trust add parallel/stranger.json --person "B. Stranger" --role exporter --key parallel/stranger.pub >/dev/null
ends 1 bulla verify "$bundle" --trust parallel/stranger.json "$@" --report parallel/rejected.json --quiet
ends 1 sh "$here/verify.sh" "$bundle" parallel/stranger.json 4 parallel/rejected "$@"
cmp parallel/rejected.json parallel/rejected/report.json
echo "rejected by both, and the reports are the same"
