#!/bin/sh
# The main job from end to end on real data: train, log, seal, draw a sample before witnesses, verify, accept, and see a
# tampered copy rejected.
# usage: demo.sh [FOLDER]   (bulla and bulla-train are found on PATH)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-demo}
rm -rf "$folder"
mkdir -p "$folder"
cd "$folder"

say() { printf '\n== %s\n' "$*"; }
# person NAME FILE ROLE: a key, and a place in the inspector's trust file.
person() {
    bulla key new --name "$1" --no-password -o "$2.key"
    bulla trust add trust.json --person "$1" --role "$3" --key "$2.pub"
}

say "1. Keys, and whom the inspector trusts with what"
bulla trust init -o trust.json
person "A. Exporter" exporter exporter
person "I. Inspector" inspector inspector
person "V. Witness" witness1 witness
person "W. Witness" witness2 witness
# When the next week is due, as each bundle says.
due=$(date -u -d '+7 days' +%Y-%m-%dT%H:%M:%SZ)
everybody="--key inspector.key --key witness1.key --key witness2.key"

say "2. Week 1: a real model trains in exact integers; every step is logged with its proof"
bulla-train RUN --data "$here/digits/digits.csv" --steps 660 --replay 10%
bulla seal RUN --key exporter.key --next-export "$due" -o week1.bulla.tar.xz

say "3. Week 2: training goes on where it stopped, loses a machine, and announces that it restarts"
bulla-train RUN --data "$here/digits/digits.csv" --continue --steps 660 --replay 10% \
    --rewind-at 900 --rewind-to 880
bulla seal RUN --key exporter.key --after week1.bulla.tar.xz --next-export "$due" -o week2.bulla.tar.xz

# audit WEEK DICE [OPTION...]: plan, sign, throw, sign. In earnest the digits come from dice, thrown before everybody's eyes.
audit() {
    week=$1 dice=$2
    shift 2
    bulla audit plan "week$week.bulla.tar.xz" --trust trust.json -o "week$week.audit.json" "$@" >/dev/null
    bulla audit commit "week$week.audit.json" --trust trust.json $everybody >/dev/null
    bulla audit draw "week$week.audit.json" --trust trust.json --dice "$dice" $everybody
}

say "4. The audit of week 1: the plan is signed before the dice are thrown, the draw after"
audit 1 "31415 92653 58979 32384"

say "5. The inspector, without network, verifies the drawn steps and signs a receipt; week1.html is the page to read"
bulla accept week1.bulla.tar.xz --trust trust.json --first --keep week1.checkpoint --plan week1.audit.json \
    --report week1.json --key inspector.key -o week1.receipt.dsse.json
bulla report week1.json --html week1.html --junit week1.xml

say "6. Week 2, held against the checkpoint that the inspector kept"
audit 2 "27182 81828 45904 52353" --previous-plan week1.audit.json
bulla accept week2.bulla.tar.xz --trust trust.json --previous week1.checkpoint --keep week2.checkpoint \
    --plan week2.audit.json --report week2.json --key inspector.key -o week2.receipt.dsse.json
bulla report week2.json --html week2.html

say "7. What came so far, what was drawn, and what is due"
bulla audit status . --trust trust.json --kept week2.checkpoint

say "8. A copy with one byte changed"
mkdir tampered
cp week1.bulla.tar.xz tampered/week1.bulla.tar.xz
size=$(wc -c <week1.bulla.tar.xz)
byte=$(od -An -tu1 -j $((size / 2)) -N 1 week1.bulla.tar.xz)
printf "\\$(printf %o $(((byte + 1) % 256)))" |
    dd of=tampered/week1.bulla.tar.xz bs=1 seek=$((size / 2)) conv=notrunc 2>/dev/null
if bulla verify tampered/week1.bulla.tar.xz --trust trust.json --first >tampered.txt; then
    echo "the tampered copy was accepted: this must never happen" >&2
    exit 1
fi
head -n 1 tampered.txt

say "done: both weeks are accepted, the tampered copy is rejected; open $folder/week1.html, everything else is there, too"
