# Hosts on one machine, for samples that cross a network: each is a network namespace with a link to one switch, and with a way out
# that leads into a trap. Source it; needs root, iproute2 and tcpdump.
#
#   hosts_up NAME...           10.77.0.1 is the first, 10.77.0.2 the second, and so on; fd77::1 and so on, too
#   on NAME COMMAND...         runs a command there
#   begin NAME COMMAND...      begins one there, and leaves its process in $began; a function behind & would be a shell of its own
#   capture_begin FOLDER NAME...   records what each sends, into FOLDER/NAME.pcap
#   capture_end
#   hosts_down                 ends everything that runs there, and takes all of it away
#
# The default routes and the resolver lead to 10.77.0.254 and fd77::fe, where nobody answers: whatever wants to leave shows up in the
# capture. Without a route it would die in the kernel, and a leak would look like silence.

hosts_prefix=bulla$$
hosts_list=
captures=

hosts_up() {
    if ! ip netns add "$hosts_prefix-switch" 2>/dev/null; then
        echo "this kernel, or this user, may not make network namespaces; nothing was shown" >&2
        exit 2
    fi
    hosts_list=switch
    ip -n "$hosts_prefix-switch" link add br0 type bridge mcast_snooping 0
    ip -n "$hosts_prefix-switch" link set br0 addrgenmode none
    ip -n "$hosts_prefix-switch" link set br0 up
    ip -n "$hosts_prefix-switch" addr add 10.77.0.254/24 dev br0
    ip -n "$hosts_prefix-switch" addr add fd77::fe/64 dev br0 nodad
    number=0
    for name in "$@"; do
        number=$((number + 1))
        host_up "$name" "$number"
    done
}

# host_up NAME NUMBER
host_up() {
    space=$hosts_prefix-$1
    ip netns add "$space"
    hosts_list="$hosts_list $1"
    mkdir -p "/etc/netns/$space"
    echo "nameserver 10.77.0.254" >"/etc/netns/$space/resolv.conf"
    ip link add "port$2" netns "$hosts_prefix-switch" type veth peer name eth0 netns "$space"
    # Only what programs send is to be seen: without link-local addresses the kernels look for no router, and nothing tests addresses.
    ip -n "$hosts_prefix-switch" link set "port$2" addrgenmode none
    ip -n "$space" link set eth0 addrgenmode none
    ip -n "$hosts_prefix-switch" link set "port$2" master br0 up
    ip -n "$space" link set lo up
    ip -n "$space" link set eth0 up
    ip -n "$space" addr add "10.77.0.$2/24" dev eth0
    ip -n "$space" addr add "fd77::$2/64" dev eth0 nodad
    ip -n "$space" route add default via 10.77.0.254
    ip -n "$space" -6 route add default via fd77::fe
}

on() {
    space=$hosts_prefix-$1
    shift
    ip netns exec "$space" "$@"
}

begin() {
    space=$hosts_prefix-$1
    shift
    ip netns exec "$space" "$@" &
    began=$!
}

capture_begin() {
    folder=$1
    shift
    mkdir -p "$folder"
    for name in "$@"; do
        ip netns exec "$hosts_prefix-$name" tcpdump -i eth0 -Q out -U -w "$folder/$name.pcap" 2>"$folder/$name.log" &
        captures="$captures $!"
    done
    # tcpdump says so when it has begun.
    for name in "$@"; do
        tries=200
        until grep -q 'listening on' "$folder/$name.log"; do
            tries=$((tries - 1))
            [ $tries -gt 0 ] || { cat "$folder/$name.log" >&2; echo "hosts: no capture of $name within 10 s" >&2; exit 2; }
            sleep 0.05
        done
    done
}

capture_end() {
    # What was sent last has yet to arrive at tcpdump.
    sleep 0.3
    for process in $captures; do
        kill -INT "$process" 2>/dev/null || true
        wait "$process" 2>/dev/null || true
    done
    captures=
}

hosts_down() {
    for name in $hosts_list; do
        space=$hosts_prefix-$name
        for process in $(ip netns pids "$space" 2>/dev/null); do kill -KILL "$process" 2>/dev/null || true; done
        ip netns del "$space" 2>/dev/null || true
        rm -rf "/etc/netns/$space"
    done
    rmdir /etc/netns 2>/dev/null || true
    hosts_list=
    captures=
}
