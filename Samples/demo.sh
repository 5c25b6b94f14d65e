#!/bin/sh
# The main job from end to end on real data: train, log, seal, verify, and see a tampered copy rejected.
# usage: demo.sh [FOLDER]   (bulla and bulla-train are found on PATH)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-demo}
rm -rf "$folder"
mkdir -p "$folder"
cd "$folder"

say() { printf '\n== %s\n' "$*"; }

say "1. Keys, and whom the inspector trusts"
bulla key new --name "A. Exporter" --no-password -o exporter.key
bulla trust init -o trust.json
bulla trust add trust.json --person "A. Exporter" --role exporter --key exporter.pub

say "2. Week 1: a real model trains in exact integers; every step is logged with its proof"
bulla-train RUN --data "$here/digits/digits.csv" --steps 660 --replay 10%
bulla seal RUN --key exporter.key -o week1.bulla.tar.xz

say "3. Week 2: training goes on where it stopped, loses a machine, and announces that it restarts"
bulla-train RUN --data "$here/digits/digits.csv" --continue --steps 660 --replay 10% \
    --rewind-at 900 --rewind-to 880
bulla seal RUN --key exporter.key --after week1.bulla.tar.xz -o week2.bulla.tar.xz

say "4. The inspector, without network: a sample of 300 steps from week 1"
# In earnest the seed comes from dice, thrown in front of witnesses after the bundle was sealed.
bulla verify week1.bulla.tar.xz --trust trust.json --first --keep week1.checkpoint \
    --sample 300 --seed 31415926535897932384 --report week1.json

say "5. Week 2, held against the checkpoint that the inspector kept"
bulla verify week2.bulla.tar.xz --trust trust.json --previous week1.checkpoint \
    --sample 300 --seed 27182818284590452353 --report week2.json

say "6. A copy with one byte changed"
cp week1.bulla.tar.xz tampered.bulla.tar.xz
size=$(wc -c <tampered.bulla.tar.xz)
byte=$(od -An -tu1 -j $((size / 2)) -N 1 tampered.bulla.tar.xz)
printf "\\$(printf %o $(((byte + 1) % 256)))" |
    dd of=tampered.bulla.tar.xz bs=1 seek=$((size / 2)) conv=notrunc 2>/dev/null
if bulla verify tampered.bulla.tar.xz --trust trust.json --first >tampered.txt; then
    echo "the tampered copy was accepted: this must never happen" >&2
    exit 1
fi
head -n 1 tampered.txt

say "done: both weeks are accepted, the tampered copy is rejected; everything is in $folder/"
