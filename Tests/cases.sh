#!/bin/sh
# usage: cases.sh FOLDER-OF-PROGRAMS FOLDER-OF-CASES
#
# Tries inputs on which the programs once failed. They are kept beside the checkout and not in it: each folder has a list,
# expect.tsv, and run.sh beside the folders goes over it. A folder that is not there is skipped, by name.
# The cases of peers take a quarter of a minute and are tried with BULLA_EXHAUSTIVE=1.
set -u
programs=$1
cases=$2
status=0
for name in security hostile pki; do
    if [ -f "$cases/$name/expect.tsv" ] && [ -f "$cases/run.sh" ]; then
        sh "$cases/run.sh" "$programs" "$cases/$name" || status=1
    else
        echo "skipped: cases $name: no $cases/$name/expect.tsv"
    fi
done
if [ "${BULLA_EXHAUSTIVE:-}" = 1 ] && [ -f "$cases/peers/run.sh" ]; then
    tried=$(sh "$cases/peers/run.sh" "$programs" "$(dirname "$0")/../Samples/pytorch")
    echo "$tried"
    echo "$(echo "$tried" | grep -c '^ok ') of $(echo "$tried" | grep -c '^ok \|^FAIL ') cases of peers as they should be"
    if echo "$tried" | grep -q '^FAIL '; then status=1; fi
fi
exit $status
