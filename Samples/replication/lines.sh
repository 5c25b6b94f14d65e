#!/bin/sh
# Takes one line after the other out of the profiles, runs the engine with a private torrent for some seconds, and sees what leaves the host: a guard
# that can be taken away unseen guards nothing that this sample shows.
#
# usage: lines.sh some|all FOLDER ID     after run.sh has made replicas in FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
which=$1 work=$2 id=$3
python=/usr/bin/python3
. "$here/hosts.sh"
trap hosts_down EXIT
trap 'exit 130' INT TERM
seconds=${SECONDS_EACH:-10}

# engine|file of the profile|settings that are taken away together. With `some`, those that show within a few seconds; README.md has the table.
loud='libtorrent|libtorrent.json|enable_dht,dht_bootstrap_nodes
libtorrent|libtorrent.json|enable_lsd
libtorrent|libtorrent.json|enable_upnp
libtorrent|libtorrent.json|enable_natpmp
transmission|transmission.settings.json|port-forwarding-enabled
qbittorrent-nox|qBittorrent.conf|Session\DHTEnabled
qbittorrent-nox|qBittorrent.conf|Session\LSDEnabled
qbittorrent-nox|qBittorrent.conf|PortForwardingEnabled
qbittorrent-nox|qBittorrent.conf|Connection\ResolvePeerCountries'
every() {
    for pair in libtorrent:libtorrent.json transmission:transmission.settings.json aria2:aria2.conf qbittorrent-nox:qBittorrent.conf; do
        sed -e "s/PORT/51413/" "$work/replicas/${pair#*:}" >"$work/whole"
        for key in $($python "$here/profile.py" keys "$work/whole"); do printf "%s|%s|%s\n" "${pair%%:*}" "${pair#*:}" "$key"; done
    done
}
list=$work/lines.txt
if [ "$which" = all ]; then every >"$list"; else printf '%s\n' "$loud" >"$list"; fi
# And each profile whole: silence must be possible.
for pair in libtorrent:libtorrent.json transmission:transmission.settings.json aria2:aria2.conf qbittorrent-nox:qBittorrent.conf; do
    echo "${pair%%:*}|${pair#*:}|"
done >>"$list"

# one NUMBER ENGINE FILE KEY: runs it on a host of its own, and says what left.
one() {
    host=host$1 address=10.77.0.$(($1 + 1))
    folder=$work/lines/$1
    mkdir -p "$folder"
    sed -e "s/ADDRESS/$address/; s/PORT/51413/" "$work/replicas/$3" >"$folder/filled"
    $python "$here/profile.py" without "$folder/filled" "$4" >"$folder/profile"
    on "$host" $python "$here/engine.py" fetch "$2" "$folder/profile" "$work/replicas/$id.v1.torrent" "$folder/data" --seconds $seconds >"$folder/fetch.txt" 2>&1 || true
}

# Twelve at a time: each host is a few processes.
failed=0
begin=1
count=$(wc -l <"$list")
while [ $begin -le "$count" ]; do
    end=$((begin + 11))
    [ $end -le "$count" ] || end=$count
    # 10.77.0.1 is where the tracker would be.
    names=nobody
    number=0
    for line in $(seq $begin $end); do number=$((number + 1)); names="$names host$number"; done
    # shellcheck disable=SC2086
    hosts_up $names
    rm -rf "$work/lines"
    # shellcheck disable=SC2086
    capture_begin "$work/lines/capture" $names
    waiting=
    number=0
    sed -n "${begin},${end}p" "$list" >"$work/batch.txt"
    while IFS='|' read -r engine file key; do
        number=$((number + 1))
        one $number "$engine" "$file" "$key" &
        waiting="$waiting $!"
    done <"$work/batch.txt"
    for process in $waiting; do wait "$process" || true; done
    capture_end
    number=0
    while IFS='|' read -r engine file key; do
        number=$((number + 1))
        # The tracker, which is not there, is looked for: that alone is allowed.
        if found=$($python "$here/egress.py" --host 10.77.0.1 --host "10.77.0.$((number + 1))" --host "fd77::$((number + 1))" --port 6969 --port 51413 \
            "$work/lines/capture/host$number.pcap"); then left=no; else
            # Only findings are a leak: an engine that did not start, or a capture that cannot be read, shows nothing of a line.
            if [ $? = 1 ]; then left=yes; else left=unknown; fi
        fi
        what=$(printf '%s\n' "$found" | sed '$d' | sed 's/^ *[0-9]* *//' | sort -u | tr '\n' ';' | cut -c1-150)
        [ $left != unknown ] || what='nothing can be said: no capture'
        printf '%-16s %-34s %s\n' "$engine" "${key:-(whole)}" "${what:-nothing left the host}"
        if [ -z "$key" ] && [ $left != no ]; then failed=1; fi
        if [ -n "$key" ] && [ $left != yes ] && [ "$which" = some ]; then failed=1; fi
    done <"$work/batch.txt"
    hosts_down
    begin=$((end + 1))
done
[ $failed = 0 ] || { echo "lines: a whole profile leaks, or a line that is taken away changes nothing" >&2; exit 1; }
