#!/bin/sh
# Two people on two hosts without a network pass a bundle from one to the other, with nothing shared but a directory that stands for the medium.
#
# usage: Samples/handover/run.sh [FOLDER]     needs bulla in PATH (or BULLA), and root: each host is a network namespace and a mount namespace.
set -eu
bulla=$(command -v "${BULLA:-bulla}") || { echo "handover: no bulla in PATH" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
work=${1:-$(mktemp -d)}
mkdir -p "$work"
work=$(cd "$work" && pwd)

# Namespaces cannot be done without: a hand-over on one host would show nothing.
if ! unshare --net --mount --pid --fork --mount-proc true 2>/dev/null; then
    echo "handover: this kernel, or this user, may not make namespaces; nothing was shown" >&2
    exit 2
fi
mkdir -p "$work/medium" "$work/ada" "$work/bert" "$work/empty"

# host NAME COMMAND...: as NAME, who sees /home/NAME's own folder and the medium, has no network, and cannot see the other's folder.
host() {
    name=$1; shift
    other=bert; [ "$name" = ada ] || other=ada
    unshare --net --mount --pid --fork --mount-proc sh -eu -c '
        mount --make-rprivate /
        mount --bind "$1/empty" "$1/$3"
        if [ -n "$(ls -A "$1/$3")" ]; then echo "sees the folder of $3" >&2; exit 2; fi
        if ip -o link 2>/dev/null | grep -v ": lo" | grep -q .; then echo "has a network" >&2; exit 2; fi
        work=$1 name=$2; shift 3
        cd "$work/$name"
        exec "$@"' handover "$work" "$name" "$other" "$@"
}

echo "== ada: a key, a run of five steps, a bundle on the medium"
host ada sh -eu "$here/ada-prepares.sh" "$bulla" ../medium
echo "== bert: a key; the public half goes to ada on the medium"
host bert sh -eu "$here/bert-prepares.sh" "$bulla" ../medium
echo "== ada: trusts bert, opens the chain, releases"
host ada sh -eu "$here/ada-releases.sh" "$bulla" ../medium
echo "== bert: makes a trust file of his own, looks, verifies, receives"
host bert sh -eu "$here/bert-receives.sh" "$bulla" ../medium
echo "== ada: looks at what came back, and verifies against the event that she kept"
host ada sh -eu "$here/ada-checks.sh" "$bulla" ../medium
echo "== handed over: $work/medium/week1.custody"
