#!/bin/sh
# Replication inside a closed network with engines that exist: one host seeds, two fetch, a tracker in the network knows them, and nobody else hears of it.
#
# usage: Samples/replication/run.sh [--all] [FOLDER]     needs bulla and bulla-train in PATH, and root. --all tries every line of the profiles.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
which=some
[ "${1:-}" != --all ] || { which=all; shift; }
for program in bulla bulla-train tcpdump ip aria2c transmission-daemon qbittorrent-nox; do
    command -v $program >/dev/null || { echo "replication: no $program in PATH" >&2; exit 2; }
done
work=${1:-$(mktemp -d)}
mkdir -p "$work"
work=$(cd "$work" && pwd)
[ -z "$(ls -A "$work")" ] || { echo "replication: $work is not empty" >&2; exit 2; }
# Debian's module belongs to Debian's Python.
python=/usr/bin/python3
tracker=http://10.77.0.1:6969/announce
. "$here/hosts.sh"
trap hosts_down EXIT
trap 'exit 130' INT TERM

say() { printf '\n== %s\n' "$*"; }
fail() { echo "replication: $*" >&2; exit 1; }
# wait_for SECONDS FILE TEXT
wait_for() {
    tries=$(($1 * 10))
    until grep -q "$3" "$2" 2>/dev/null; do
        tries=$((tries - 1))
        [ $tries -gt 0 ] || fail "$2 does not say \"$3\" within $1 s"
        sleep 0.1
    done
}
# settings ENGINE ADDRESS PORT: the profile of an engine as a host fills it in.
settings() {
    filled=$work/profiles/$1.$2.$3
    sed -e "s/ADDRESS/$2/; s/PORT/$3/" "$(profile_of "$1")" >"$filled"
    echo "$filled"
}
profile_of() {
    case $1 in
    aria2) echo "$work/replicas/aria2.conf" ;;
    libtorrent) echo "$work/replicas/libtorrent.json" ;;
    transmission) echo "$work/replicas/transmission.settings.json" ;;
    qbittorrent-nox) echo "$work/replicas/qBittorrent.conf" ;;
    esac
}

say "1. Ada seals a bundle, opens its chain of custody, and publishes both as torrents"
cd "$work"
mkdir -p profiles
for person in ada bert cleo; do bulla key new --name "$person" --no-password -o "$person.key" >/dev/null 2>&1; done
bulla trust init -o trust.json >/dev/null
bulla trust add trust.json --person ada --role exporter --key ada.pub >/dev/null
bulla-train RUN --data "$here/../digits/digits.csv" --steps 200 --replay 50% >/dev/null 2>&1
bulla seal RUN --key ada.key -o week1.bulla.tar.xz 2>/dev/null
bulla custody open week1.custody --bundle week1.bulla.tar.xz --item DISK-1:BOX/7:flash:64000000000 --trust trust.json --key ada.key --place LAB-1
bulla publish torrent week1.bulla.tar.xz --custody week1.custody --announce "$tracker" --hybrid \
    --profile libtorrent --profile transmission --profile aria2 --profile qbittorrent-nox -o replicas | tee published.txt
id=$(basename replicas/*.v1.torrent .v1.torrent)
# What Ada signed of the file when she opened the chain.
recorded=$($python "$here/recorded_digest.py" week1.custody/000-open.dsse.json)
infohashes() { awk -v name="replicas/$id.$1.torrent" '$1 == name { for (i = 2; i <= NF; i++) if (length($i) == 40 || length($i) == 64) printf "%s ", $i }' published.txt; }

say "2. Three hosts, a tracker, and a way out that leads into a trap"
hosts_up ada bert cleo
capture_begin "$work/capture" ada bert cleo
begin ada $python "$here/tracker.py" 10.77.0.1 6969 >tracker.log 2>&1
tracking=$began
wait_for 10 tracker.log tracking

# fetch HOST ADDRESS PORT ENGINE KIND: a replica that has been verified, or the end.
fetch() {
    folder=$work/$1/$4-$5
    mkdir -p "$work/$1"
    on "$1" $python "$here/engine.py" fetch "$4" "$(settings "$4" "$2" "$3")" "replicas/$id.$5.torrent" "$folder" >"$folder.txt" ||
        fail "$(cat "$folder.txt")"
    wanted="$4 fetched $(infohashes "$5" | sed 's/ *$//')"
    [ "$(cat "$folder.txt")" = "$wanted" ] || fail "got \"$(cat "$folder.txt")\", want \"$wanted\""
    [ "$(sha256sum <"$folder/$id/$id.bulla.tar.xz" | cut -d' ' -f1)" = "$recorded" ] || fail "$folder: not the file of the custody record"
    bulla torrent check "replicas/$id.$5.torrent" "$folder/$id" >/dev/null 2>&1
    bulla verify "$folder/$id/$id.bulla.tar.xz" --trust trust.json --first --custody "$folder/$id/$id.custody" >"$folder.verdict" ||
        fail "$folder: $(head -n 1 "$folder.verdict")"
    echo "$1: $wanted; $(head -n 1 "$folder.verdict"), the file of the custody record"
}

say "3. Bert and Cleo fetch, each with engines of their own, and verify what came"
# Each pair with a new seeder: the old one takes another engine at the same address for a peer that has everything. Each engine under its own port, so that
# nobody tries the port of one that is gone.
pair() {
    begin ada $python "$here/engine.py" seed "$(settings libtorrent 10.77.0.1 "$6")" replicas replicas/*.torrent >"seed.$1.log" 2>&1
    seeder=$began
    wait_for 30 "seed.$1.log" seeding
    fetch bert 10.77.0.2 "$1" "$2" "$5" &
    first=$!
    fetch cleo 10.77.0.3 "$3" "$4" "$5" || exit 1
    wait $first || exit 1
    kill $seeder
    wait $seeder 2>/dev/null || true
}
pair 51421 transmission 51431 qbittorrent-nox v1 51411
pair 51422 aria2 51432 libtorrent v1 51412
pair 51423 libtorrent 51433 qbittorrent-nox v2 51413
pair 51424 libtorrent 51434 qbittorrent-nox hybrid 51414
capture_end

say "4. Who else heard of it"
ports="--port 6969"
for port in 51411 51412 51413 51414 51421 51422 51423 51424 51431 51432 51433 51434; do ports="$ports --port $port"; done
egress="$python $here/egress.py --host 10.77.0.1 --host 10.77.0.2 --host 10.77.0.3 --host fd77::1 --host fd77::2 --host fd77::3"
# shellcheck disable=SC2086
$egress $ports capture/*.pcap || fail "something left the closed network"

# rejected ID FOLDER: what came there was looked at, and is wrong.
rejected() {
    status=0
    bulla verify "$2/$1/$1.bulla.tar.xz" --trust trust.json --first >lie/verdict.txt || status=$?
    [ $status = 1 ] || fail "$2: got status $status, want 1 (rejected)"
    head -n 1 lie/verdict.txt
}

say "5. A seeder that lies, and a torrent of a lie"
mkdir -p lie/replicas/"$id"
cp -r replicas/"$id"/. lie/replicas/"$id"/
# A tracker that has forgotten the honest ones: engines try one port of an address.
kill $tracking
wait $tracking 2>/dev/null || true
begin ada $python "$here/tracker.py" 10.77.0.1 6969 >lie/tracker.log 2>&1
wait_for 10 lie/tracker.log tracking
begin ada $python "$here/engine.py" seed "$(settings libtorrent 10.77.0.1 51415)" lie/replicas replicas/"$id".v2.torrent >lie/seed.log 2>&1
liar=$began
wait_for 30 lie/seed.log seeding
# It has checked what it seeds, and does not look again.
$python "$here/flip.py" "lie/replicas/$id/$id.bulla.tar.xz"
if on bert $python "$here/engine.py" fetch libtorrent "$(settings libtorrent 10.77.0.2 51425)" "replicas/$id.v2.torrent" bert/lie --seconds 12 >lie/fetch.txt; then
    fail "the engine took what is not in the torrent"
fi
cat lie/fetch.txt
grep -q 'refused [1-9]' lie/fetch.txt || fail "the liar was not heard: that the engine refuses it was not shown"
rejected "$id" bert/lie
kill $liar 2>/dev/null || true
if bulla torrent check "replicas/$id.v2.torrent" "lie/replicas/$id" >lie/check.txt; then fail "a flipped byte passed"; fi
head -n 2 lie/check.txt
cp "lie/replicas/$id/$id.bulla.tar.xz" lie/week1.bulla.tar.xz
bulla publish torrent lie/week1.bulla.tar.xz --announce "$tracker" -o lie/published >/dev/null 2>&1
other=$(basename lie/published/*.v2.torrent .v2.torrent)
begin ada $python "$here/engine.py" seed "$(settings libtorrent 10.77.0.1 51416)" lie/published lie/published/"$other".v2.torrent >lie/seed2.log 2>&1
wait_for 30 lie/seed2.log seeding
on bert $python "$here/engine.py" fetch libtorrent "$(settings libtorrent 10.77.0.2 51426)" "lie/published/$other.v2.torrent" bert/lie2
rejected "$other" bert/lie2
hosts_down

say "6. What each line of a profile holds back"
sh "$here/lines.sh" "$which" "$work" "$id"

say "done: every replica was verified, no lie was, and nothing left the network; all files are in $work"
