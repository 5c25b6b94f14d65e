#!/bin/sh
# Run the sh blocks of a page as one script, which stops at the first command that fails.
# usage: run-page.sh PAGE.md BUNDLE KEY [SEED [COUNT]]
set -eu
if [ $# -lt 3 ] || [ $# -gt 5 ]; then
    echo "usage: run-page.sh PAGE.md BUNDLE KEY [SEED [COUNT]]" >&2
    exit 64
fi
for FILE in "$1" "$2" "$3"; do
    if [ ! -r "$FILE" ]; then
        echo "run-page.sh: cannot read $FILE" >&2
        exit 2
    fi
done
BUNDLE=$(realpath "$2")
KEY=$(realpath "$3")
SEED=${4:-31415926535897932384}
COUNT=${5:-4}
SCRIPT=$(mktemp)
trap 'rm -f "$SCRIPT"' EXIT
awk '/^```sh$/ { on = 1; next } /^```$/ { on = 0 } on' "$1" > "$SCRIPT"
export BUNDLE KEY SEED COUNT
sh -eu "$SCRIPT"
