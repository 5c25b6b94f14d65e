#!/bin/sh
# Prints the rows of the table in README.md: each figure beside its peer's, taken in one run on this machine.
# usage: run.sh [seal|verify|bagit|sample|merkle|attested|append|memory|review|judged|scale|shards|floor|portal ...]   (all by default but the last five)
# BENCH_DIR names the folder for corpora (about 12 GB for all rows); it is kept, so that a second run is quicker.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
bin=$root/.build/release
dir=${BENCH_DIR:-/tmp/bulla-bench}
rows=${*:-seal verify bagit sample merkle attested append memory review}
mkdir -p "$dir"
sh "$root/Samples/install.sh" xz-utils time strace libssl-dev gcc >&2

# seconds COMMAND: wall seconds of one run, its output thrown away.
seconds() {
    /usr/bin/time -f %e -o "$dir/time" sh -c "$1" >"$dir/out" 2>&1 || { cat "$dir/out" >&2; exit 1; }
    tail -n 1 "$dir/time"
}
median() { for _ in 1 2 3; do seconds "$1"; done | sort -n | sed -n 2p; }
peak() {
    /usr/bin/time -f %M -o "$dir/time" sh -c "exec $1" >"$dir/out" 2>&1 || { cat "$dir/out" >&2; exit 1; }
    tail -n 1 "$dir/time"
}
# Processor seconds of one run, user and system.
processor() {
    /usr/bin/time -f '%U %S' -o "$dir/time" sh -c "$1" >"$dir/out" 2>&1 || { cat "$dir/out" >&2; exit 1; }
    awk '{ print $1 + $2 }' "$dir/time"
}
ratio() { awk "BEGIN { printf \"%.2f\", $1 / $2 }"; }
size() { wc -c <"$1" | tr -d ' '; }

[ -e "$dir/exporter.key" ] || "$bin/bulla" key new --name Bench --no-password -o "$dir/exporter.key" 2>/dev/null
[ -e "$dir/trust.json" ] || {
    "$bin/bulla" trust init -o "$dir/trust.json" 2>/dev/null
    "$bin/bulla" trust add "$dir/trust.json" --person Bench --role exporter --key "$dir/exporter.pub"
} >/dev/null

# corpus NAME STEPS PROOF-BYTES EVERY: a run of that shape.
corpus() {
    [ -e "$dir/$1/run.json" ] || { rm -rf "$dir/$1"; "$bin/bulla-bench" corpus "$dir/$1" "$2" "$3" "$4"; }
}
sealed() {
    [ -e "$dir/$1.bulla.tar.xz" ] ||
        "$bin/bulla" seal "$dir/$1" --key "$dir/exporter.key" -o "$dir/$1.bulla.tar.xz" --quiet >/dev/null
}
# 200 MB: two thirds proofs of so many KiB, one third log.
mixed() {
    case $1 in
    4) corpus mixed4 84000 4096 3 ;;
    40) corpus mixed40 84000 40960 26 ;;
    380) corpus mixed380 84000 389120 245 ;;
    esac
}
unpacked() {
    [ -d "$dir/$1.tree" ] || { mkdir "$dir/$1.tree"; tar xJf "$dir/$1.bulla.tar.xz" -C "$dir/$1.tree"; }
    [ -e "$dir/$1.peer.xz" ] || (cd "$dir/$1.tree" && tar cf - . | xz -6 -T2) >"$dir/$1.peer.xz"
}
# What a sample of 300 steps reads, beside the whole file.
sampled() {
    sealed "$1"
    some=$(median "$verify $dir/$1.bulla.tar.xz --scope sample")
    strace -f -e trace=pread64,read -o "$dir/strace" sh -c "$verify $dir/$1.bulla.tar.xz --scope sample" >/dev/null 2>&1 || true
    bytes=$(awk -F'= ' '/pread64/ { n += $NF } END { print n }' "$dir/strace")
    total=$(size "$dir/$1.bulla.tar.xz")
    all=$(seconds "$verify $dir/$1.bulla.tar.xz")
    echo "300 of 1 M steps ($1): $some s, --scope all $all s; $bytes of $total bytes read: $(ratio "$total" "$bytes") times fewer"
}
verify="$bin/bulla verify --trust $dir/trust.json --first --quiet --sample 300 --seed 12345678901234567890"

for row in $rows; do
    case $row in
    seal)
        for kib in 4 40 380; do
            mixed $kib
            rm -f "$dir/mixed$kib.bulla.tar.xz"
            ours=$(seconds "$bin/bulla seal $dir/mixed$kib --key $dir/exporter.key -o $dir/mixed$kib.bulla.tar.xz --quiet")
            [ -d "$dir/mixed$kib.tree" ] || { mkdir "$dir/mixed$kib.tree"; tar xJf "$dir/mixed$kib.bulla.tar.xz" -C "$dir/mixed$kib.tree"; }
            peer=$(seconds "cd $dir/mixed$kib.tree && tar cf - . | xz -6 -T2 > $dir/mixed$kib.peer.xz")
            echo "seal, proofs of $kib KiB: $ours s, tar | xz -6 -T2 $peer s: $(ratio "$peer" "$ours") times faster," \
                "$(ratio "$(size "$dir/mixed$kib.bulla.tar.xz")" "$(size "$dir/mixed$kib.peer.xz")") of its size"
        done ;;
    verify)
        for kib in 4 40 380; do
            mixed $kib; sealed mixed$kib; unpacked mixed$kib
            ours=$(median "$verify $dir/mixed$kib.bulla.tar.xz")
            peer=$(median "xz -dc -T2 $dir/mixed$kib.peer.xz | sha256sum")
            echo "verify everything, proofs of $kib KiB: $ours s, xz -dc -T2 | sha256sum $peer s: $(ratio "$peer" "$ours") times faster"
        done ;;
    bagit)
        mixed 40; sealed mixed40; unpacked mixed40
        ours=$(median "$verify $dir/mixed40.bulla.tar.xz")
        peer=$(median "$root/.venv/bin/bagit.py --validate $dir/mixed40.tree/mixed40")
        echo "verify from .tar.xz: $ours s, bagit.py --validate on the unpacked tree $peer s: $(ratio "$peer" "$ours") times faster" ;;
    sample)
        corpus million 1000000 0 1
        sampled million ;;
    scale)
        # Proofs of 4 KiB; the largest has a million files: about 9 GB in all and some minutes more.
        : >"$dir/scale.tsv"
        for steps in 10000 31623 100000 316228 1000000; do
            corpus "scale$steps" "$steps" 4096 1
            sealed "scale$steps"
            file=$dir/scale$steps.bulla.tar.xz
            some=$(median "$verify $file --scope sample --timing $dir/timing-sample.json")
            all=$(seconds "$verify $file --timing $dir/timing-all.json")
            read_some=$(jq .bytes_read "$dir/timing-sample.json")
            read_all=$(jq .bytes_read "$dir/timing-all.json")
            # The footer's Backward Size: the Index of the xz container is (n + 1) * 4 bytes.
            index=$((($(tail -c 8 "$file" | od -An -tu4 -N4) + 1) * 4))
            printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$steps" "$read_some" "$read_all" "$index" "$some" "$all" >>"$dir/scale.tsv"
            echo "300 of $steps steps, proofs of 4 KiB: $some s, --scope all $all s; $read_some of $read_all bytes read" \
                "($(awk "BEGIN { printf \"%.2f\", 100 * $read_some / $read_all }") %), $index of them the Index"
        done
        python3 "$root/Benchmarks/plot.py" "$dir/scale.tsv" "$root/Docs/sample-cost.svg" ;;
    review)
        # 1 GiB of training logs and 10,000 terms that stand nowhere in them.
        [ -e "$dir/words.txt" ] || python3 "$root/Benchmarks/training_logs.py" words 10000 >"$dir/words.txt"
        [ -e "$dir/logs.txt" ] || python3 "$root/Benchmarks/training_logs.py" logs 1073741824 >"$dir/logs.txt"
        ours=$(median "$bin/bulla review $dir/logs.txt --words $dir/words.txt")
        peer=$(median "LC_ALL=C grep -F -i -c -f $dir/words.txt $dir/logs.txt || true")
        echo "review of 1 GiB with 10,000 terms: $ours s (processor $(processor "$bin/bulla review $dir/logs.txt --words $dir/words.txt") s)," \
            "grep -F -i $peer s (processor $(processor "LC_ALL=C grep -F -i -c -f $dir/words.txt $dir/logs.txt || true") s): $(ratio "$peer" "$ours") times faster" ;;
    judged)
        # Whole verifications of bundles with bad steps, a seed each: how many are accepted, and how many should be.
        for every in 100 200; do
            [ -e "$dir/bad$every/run.json" ] || "$bin/bulla-bench" corpus "$dir/bad$every" 1000 0 1 "$every"
            sealed "bad$every"
            accepted=0
            for seed in $(seq 1000); do
                if "$bin/bulla" verify "$dir/bad$every.bulla.tar.xz" --trust "$dir/trust.json" --first --quiet \
                    --scope sample --sample 238 --seed "seed $seed" >/dev/null; then accepted=$((accepted + 1)); fi
            done
            echo "1,000 samples of 238 of 1,000 steps, $((1000 / every)) of them bad: $accepted accepted," \
                "$(python3 -c "from math import comb; print(round(1000 * comb(1000 - 1000 // $every, 238) / comb(1000, 238)))") expected"
        done ;;
    floor)
        mixed 40; sealed mixed40
        echo "processor seconds on $dir/mixed40.bulla.tar.xz: liblzma's decoder $(processor "xz -dc -T1 $dir/mixed40.bulla.tar.xz >/dev/null")," \
            "one SHA-256 of the file $(processor "sha256sum $dir/mixed40.bulla.tar.xz"), bulla verify $(processor "$verify $dir/mixed40.bulla.tar.xz")" ;;
    shards)
        # Every step of a million, at once and in eight parts, two at a time.
        corpus million 1000000 0 1; sealed million
        every="$bin/bulla verify $dir/million.bulla.tar.xz --trust $dir/trust.json --first --quiet --at 2038-01-01T00:00:00Z"
        rm -rf "$dir/parts" && mkdir "$dir/parts"
        whole=$(seconds "$every --report $dir/whole.json")
        parts=$(seconds "seq 8 | xargs -P 2 -I {} $every --shard {}/8 --partial $dir/parts/{}.json")
        merge=$(seconds "$every --merge $dir/parts/*.json --report $dir/merged.json")
        cmp "$dir/whole.json" "$dir/merged.json"
        echo "a million steps: $whole s in one run; 8 shards two at a time $parts s and merge $merge s, the same report" ;;
    portal)
        # A thousand bundles of one step each, all different: a run that is sealed again under another time.
        corpus tiny 1 0 1
        mkdir -p "$dir/site"
        for second in $(seq -w 1000); do
            [ -e "$dir/site/r$second.bulla.tar.xz" ] || "$bin/bulla" seal "$dir/tiny" --key "$dir/exporter.key" --quiet \
                --sealed-at "2026-06-01T00:${second%??}:00Z" --name "r$second" -o "$dir/site/r$second.bulla.tar.xz" >/dev/null
        done
        rm -rf "$dir/site/releases" "$dir/site/index.html" "$dir/site/feed.atom"
        first=$(seconds "$bin/bulla publish portal $dir/site")
        again=$(seconds "$bin/bulla publish portal $dir/site")
        rm -rf "$dir/site/releases"
        echo "portal of 1,000 bundles: $first s, again $again s, $(peak "$bin/bulla publish portal $dir/site") KiB at most" ;;
    merkle)
        gcc -O2 -o "$dir/openssl_nodes" "$root/Benchmarks/openssl_nodes.c" -lcrypto
        ours=$("$bin/bulla-bench" merkle)
        peer=$("$dir/openssl_nodes")
        echo "Merkle root: $ours nodes/s on one core, OpenSSL low-level $peer: $(ratio "$ours" "$peer") times its rate" ;;
    attested)
        set -- $("$bin/bulla-bench" attested 10000)
        echo "10,000 attested steps: $1 s from their leaves, $2 s for the bare signatures: $(ratio "$1" "$2") times" ;;
    append)
        rm -rf "$dir/append"
        echo "append to the log: $("$bin/bulla-bench" append "$dir/append" 300) durable entries/s in batches of 1,000 (Tessera POSIX: about 10,000)" ;;
    memory)
        # About 4 GiB: 100,000 proofs of 40 KiB.
        corpus large 100000 40960 1
        rm -f "$dir/large.bulla.tar.xz"
        sealing=$(peak "$bin/bulla seal $dir/large --key $dir/exporter.key -o $dir/large.bulla.tar.xz --quiet")
        verifying=$(peak "$verify $dir/large.bulla.tar.xz")
        sampling=$(peak "$verify $dir/large.bulla.tar.xz --scope sample")
        echo "memory, bundle of $(size "$dir/large.bulla.tar.xz") bytes: seal $((sealing / 1024)) MiB, verify all $((verifying / 1024)) MiB, sample $((sampling / 1024)) MiB" ;;
    esac
done
