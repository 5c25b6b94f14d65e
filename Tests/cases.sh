#!/bin/sh
# usage: cases.sh FOLDER-OF-PROGRAMS FOLDER-OF-CASES
#
# Tries inputs on which the programs once failed. They are kept beside the checkout and not in it: each folder has a list,
# expect.tsv, and run.sh beside the folders goes over it. A folder that is not there is skipped, by name.
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
exit $status
