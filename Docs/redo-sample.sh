#!/bin/sh
# Draw the sample of an audit again, from its signed file alone: sh, the coreutils, sed, grep and bc.
# usage: redo-sample.sh CEREMONY.audit.json
#
# Prints the drawn steps, one a line, stratum by stratum; digests and seeds go to stderr. It checks no signature:
# compare the plan's digest with the one on your paper. Formats/audit-v1.md section 6 says what is done here.
set -eu
if [ $# -ne 1 ]; then
    echo "usage: redo-sample.sh CEREMONY.audit.json" >&2
    exit 64
fi
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

# The payload of the plan or draw: the text in base64 that follows its name.
payload() {
    tr -d '\n' < "$1" | grep -o "\"$2\":{\"payload\":\"[A-Za-z0-9+/=]*\"" | cut -d '"' -f 6 | base64 -d
}

# The value of a key in a small canonical document: a number, or text.
number() { grep -o "\"$2\":[0-9]*" "$1" | cut -d : -f 2; }
text() { grep -o "\"$2\":\"[^\"]*\"" "$1" | cut -d '"' -f 4; }

payload "$1" plan > "$WORK/plan"
payload "$1" draw > "$WORK/draw"
if [ ! -s "$WORK/plan" ] || [ ! -s "$WORK/draw" ]; then
    echo "redo-sample.sh: $1: want a plan and a draw" >&2
    exit 2
fi
PLAN=$(sha256sum < "$WORK/plan" | cut -c 1-64)
if [ "$(text "$WORK/draw" plan)" != "$PLAN" ]; then
    echo "redo-sample.sh: the draw is not of this plan, $PLAN" >&2
    exit 1
fi
echo "plan $PLAN" >&2

# The keys "round" and "manifest" may stand in other objects too; what is wanted is the plan's own.
sed 's/"randomness":{[^}]*}//; s/"strata":\[[^]]*\]//' "$WORK/plan" > "$WORK/own"
MANIFEST=$(text "$WORK/own" manifest)
ORIGIN=$(text "$WORK/own" origin)
TO=$(number "$WORK/own" to)
ROOT=$(text "$WORK/own" root)
ROUND=$(number "$WORK/own" round)
SECRET=$(text "$WORK/draw" secret || true)
DICE=$(text "$WORK/draw" dice || true)
BEACON=$(text "$WORK/draw" beacon || true)

# The step that a ticket picks: 1 + (SHA-256 of "seed,ticket" modulo the size of the stratum).
pick() {
    HEX=$(printf '%s,%d' "$1" "$2" | sha256sum | cut -c 1-64 | tr a-f A-F)
    echo "ibase=16; x=$HEX; ibase=A; 1 + x % $3" | bc
}

# COUNT different picks, in the order of their tickets, into a file.
distinct() {
    : > "$WORK/picks"
    TICKET=0
    LEFT=$3
    while [ "$LEFT" -gt 0 ]; do
        TICKET=$((TICKET + 1))
        PICK=$(pick "$1" "$TICKET" "$2")
        if [ -z "$PICK" ]; then
            echo "redo-sample.sh: bc gave no number" >&2
            exit 2
        fi
        if ! grep -qx "$PICK" "$WORK/picks"; then
            echo "$PICK" >> "$WORK/picks"
            LEFT=$((LEFT - 1))
        fi
    done
}

STRATUM=0
grep -o '{"first":[0-9]*,"last":[0-9]*,"sample":[0-9]*}' "$WORK/plan" | tr -c '0-9\n' ' ' > "$WORK/strata"
while read -r FIRST LAST SAMPLE; do
    STRATUM=$((STRATUM + 1))
    SIZE=$((LAST - FIRST + 1))
    SEED=$(
        {
            printf 'bulla-audit-seed/1\nmanifest %s\n' "$MANIFEST"
            printf 'checkpoint %s %s %s\n' "$ORIGIN" "$TO" "$ROOT"
            printf 'plan %s\nsecret %s\n' "$PLAN" "${SECRET:--}"
            printf 'dice %s\nbeacon %s\n' "${DICE:--}" "${BEACON:--}"
            printf 'round %s\nstratum %s\n' "$ROUND" "$STRATUM"
        } | sha256sum | cut -c 1-64
    )
    echo "stratum $STRATUM: $SAMPLE of steps $FIRST to $LAST, seed $SEED" >&2
    if [ "$SAMPLE" -ge "$SIZE" ]; then
        # Everything: nothing is drawn.
        seq "$FIRST" "$LAST"
    elif [ "$SAMPLE" -le $((SIZE / 2)) ]; then
        distinct "$SEED" "$SIZE" "$SAMPLE"
        sort -n "$WORK/picks" | while read -r PICK; do echo $((PICK + FIRST - 1)); done
    else
        # More than half: what is drawn is left out.
        distinct "$SEED" "$SIZE" $((SIZE - SAMPLE))
        seq 1 "$SIZE" | grep -vxF -f "$WORK/picks" | while read -r PICK; do echo $((PICK + FIRST - 1)); done
    fi
done < "$WORK/strata"
