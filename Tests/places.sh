#!/bin/sh
# usage: places.sh PROGRAM
#
# Tries a static release where little is granted: it does its work (0) or says why not (2), at once; the first places must
# work. Wants root; EnvironmentTests does the same with the programs of a debug build.
set -eu
program=$1
tests=$(cd "$(dirname "$0")" && pwd)
golden=$tests/../Formats/Vectors/bundle
if [ "$(id -u)" != 0 ]; then
    echo "skipped: places of a release: wants root"
    exit 0
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
sh "$tests/CommandTests/Fixtures/environments.sh" "$program" "$folder/root" \
    verify "$(cd "$golden" && pwd)/golden-1.bulla.tar.xz" --trust "$(cd "$golden" && pwd)/trust.json" \
    --at 2026-06-01T00:00:00Z --first --quiet >"$folder/places"
awk -F '\t' '
    { places++ }
    $2 != 0 && !($2 == 2 && $3 ~ /error: /) { print "bad place: " $0; bad = 1 }
    $1 ~ /^(chroot|user|processes-1|descriptors-8)$/ && $2 != 0 { print "must work: " $0; bad = 1 }
    END { print places " places tried"; exit bad || places < 21 }
' "$folder/places"
