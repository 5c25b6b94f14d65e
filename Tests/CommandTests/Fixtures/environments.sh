#!/bin/sh
# Runs a program where little is granted: without /proc, with few processes, with little address space.
#
#     environments.sh PROGRAM FOLDER ARGUMENT...
#
# FOLDER is made into a root that holds the program, what it is linked with, and all arguments that are files. A line for each
# place: its name, the status (124: it did not end within ten seconds), and the first line of messages. Wants root.
set -eu
program=$1
root=$2
shift 2

mkdir -p "$root/bin" "$root/data"
cp "$program" "$root/bin/program"
chmod 755 "$root" "$root/bin" "$root/data" "$root/bin/program"
# A static program has none of them.
for library in $(ldd "$program" 2>/dev/null | grep -o '/[^ )]*'); do
    mkdir -p "$root$(dirname "$library")"
    cp -L "$library" "$root$library"
done
for argument in "$@"; do
    case $argument in
    /*)
        cp "$argument" "$root/data/"
        argument=/data/${argument##*/}
        chmod 644 "$root$argument"
        ;;
    esac
    set -- "$@" "$argument"
    shift
done

# NAME WHO LIMITS ARGUMENT...: the program under these limits, as that user, below the root.
limited() {
    name=$1
    who=$2
    limits=$3
    shift 3
    status=0
    # shellcheck disable=SC2086
    timeout -k 1 10 prlimit $limits chroot --userspec="$who" "$root" /bin/program "$@" \
        >/dev/null 2>"$root.messages" || status=$?
    printf '%s\t%s\t%s\n' "$name" "$status" "$(head -n 1 "$root.messages")"
}

mega=1048576
# Nobody else's: the kernel counts a user's processes.
user=54321:54321
limited chroot 0:0 --core=0 "$@"
limited user "$user" --core=0 "$@"
for count in 0 1 2 3; do
    limited "processes-$count" "$user" "--core=0 --nproc=$count" "$@"
    limited "root-processes-$count" 0:0 "--core=0 --nproc=$count" "$@"
done
for size in 1024 512 256 192 128 96 64 48 32; do
    limited "space-$size" "$user" "--core=0 --as=$((size * mega))" "$@"
    limited "space-$size-processes-1" "$user" "--core=0 --as=$((size * mega)) --nproc=1" "$@"
done
limited descriptors-8 "$user" "--core=0 --nofile=8" "$@"
limited stack-256k "$user" "--core=0 --stack=262144" "$@"
