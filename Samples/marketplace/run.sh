#!/bin/sh
# A marketplace of two hosts: a vendor publishes two releases, a customer fetches them by torrent and verifies a random subset; one is accepted, the other,
# whose vendor left steps unproved, is refused; the receipt goes back to the portal.
#
# usage: Samples/marketplace/run.sh [FOLDER]     needs bulla and bulla-train in PATH, and root
set -eu
here=$(cd "$(dirname "$0")" && pwd)
for program in bulla bulla-train ip aria2c; do
    command -v $program >/dev/null || { echo "marketplace: no $program in PATH" >&2; exit 2; }
done
work=${1:-$(mktemp -d)}
mkdir -p "$work"
work=$(cd "$work" && pwd)
[ -z "$(ls -A "$work")" ] || { echo "marketplace: $work is not empty" >&2; exit 2; }
python=/usr/bin/python3
. "$here/../replication/hosts.sh"
trap hosts_down EXIT
trap 'exit 130' INT TERM

say() { printf '\n== %s\n' "$*"; }
fail() { echo "marketplace: $*" >&2; exit 1; }
mkdir -p "$work/vendor" "$work/customer"

say "1. The vendor trains, seals two releases, and publishes them"
hosts_up vendor customer
cd "$work/vendor"
on vendor sh -eu "$here/vendor-releases.sh" "$here/../digits/digits.csv" http://10.77.0.1:6969/announce 2>"$work/vendor.log" || fail "$(tail -n 3 "$work/vendor.log")"

say "2. A tracker, a seeder, and any static server for the portal"
for engine in libtorrent.json:10.77.0.1 aria2.conf:10.77.0.2; do
    sed -e "s/ADDRESS/${engine#*:}/; s/PORT/51413/" "seeds/${engine%%:*}" >"$work/${engine%%:*}"
done
begin vendor $python "$here/../replication/tracker.py" 10.77.0.1 6969 >"$work/tracker.log" 2>&1
begin vendor $python "$here/../replication/engine.py" seed "$work/libtorrent.json" seeds seeds/*.v1.torrent >"$work/seed.log" 2>&1
begin vendor $python "$here/serve.py" 10.77.0.1 8000 portal >"$work/server.log" 2>&1
tries=300
until grep -q tracking "$work/tracker.log" && grep -q seeding "$work/seed.log" && grep -q serving "$work/server.log"; do
    tries=$((tries - 1))
    [ $tries -gt 0 ] || fail "nothing is served: $(cat "$work/seed.log" "$work/server.log")"
    sleep 0.1
done

say "3. The customer fetches, draws, verifies, and decides"
cd "$work/customer"
on customer sh -eu "$here/customer-decides.sh" http://10.77.0.1:8000/ "$work/vendor/vendor.pub" "$here/customer.policy.json" "$work/aria2.conf" "$here/fetch.py" \
    2>"$work/customer.log" | tee decisions.txt
grep -q '^accepted  model-1' decisions.txt || fail "the release with every proof was refused: $(tail -n 3 "$work/customer.log")"
grep -q '^refused   model-2: REJECTED: proof-missing' decisions.txt || fail "the release with steps unproved was not refused"
[ ! -e model-2.receipt.dsse.json ] || fail "there is a receipt for what was refused"

say "4. The receipt goes back to the portal, and the vendor checks it"
cp model-1.receipt.dsse.json "$work/vendor/portal/"
cp model-1.report.json "$work/vendor/portal/model-1.report.json"
cp customer.pub "$work/vendor/"
cd "$work/vendor"
bulla trust add trust.json --person "C. Customer" --role inspector --key customer.pub >/dev/null
bulla receipt check portal/model-1.receipt.dsse.json --trust trust.json --report portal/model-1.report.json --bundle portal/model-1.bulla.tar.xz
bulla publish portal portal --trust trust.json --title "V. Vendor's models"
grep -q 'accepted by c-customer' portal/releases/model-1.html || fail "the portal does not show the receipt"
if grep -q 'accepted by' portal/releases/model-2.html; then fail "the portal shows a receipt of what was refused"; fi

say "5. The weights that came with the release are the state that its last step names"
bulla provenance check portal/model-1.provenance.dsse.json --model portal/model-1.weights --bundle portal/model-1.bulla.tar.xz --trust trust.json

say "done: open $work/vendor/portal/index.html"
